using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Host.Arbitrage;

/// <summary>One thing that trades at one venue, as a scan knows it.</summary>
/// <param name="Venue">Its venue's name: <c>binance</c>, <c>kalshi</c>, <c>hyperliquid</c>.</param>
/// <param name="VenueSymbol">As the venue writes it.</param>
/// <param name="Symbol">As we write it; things of one symbol and quote currency are one market.</param>
/// <param name="Quote">What prices are in; empty where the recording does not say.</param>
/// <param name="PriceScale">Decimals of its prices.</param>
/// <param name="QuantityScale">Decimals of its quantities.</param>
internal sealed record ArbSource(string Venue, string VenueSymbol, string Symbol, string Quote, int PriceScale, int QuantityScale)
{
    /// <summary>One contract is so much of the base, at <see cref="ContractScale"/>; zero where quantities are base.</summary>
    public long ContractSize { get; init; }

    /// <summary>Scale of <see cref="ContractSize"/>.</summary>
    public int ContractScale { get; init; }

    /// <summary>Smallest step of quantity in its units; zero for none.</summary>
    public long Lot { get; init; }

    /// <summary>Of a question with two books, the name of the other side's source; empty for all others.</summary>
    public string Complement { get; init; } = "";

    /// <summary>How much rests at its prices is known; otherwise one unit stands for it.</summary>
    public bool HasSizes { get; init; } = true;

    /// <summary>Its prices are quotes that could be traded at; otherwise last or middle prices, which only hint.</summary>
    public bool IsQuote { get; init; } = true;

    /// <summary>It pays one or nothing: a question of a prediction market.</summary>
    public bool IsOutcome { get; init; }

    /// <summary>Why it cannot be compared with others: an inverse contract, sizes that are not known; empty where it can.</summary>
    public string Obstacle { get; init; } = "";

    /// <summary>How files and reports call it.</summary>
    public string Name => $"{Venue}:{VenueSymbol}";

    /// <summary>One unit of what is traded.</summary>
    public long Unit => DecimalText.PowerOfTen(QuantityScale);
}

/// <summary>A source's book, in its own scales.</summary>
internal interface ISourceBook
{
    /// <summary>Writes the bids, the highest first.</summary>
    int CopyBids(Span<DepthLevel> into);

    /// <summary>Writes the asks, the lowest first.</summary>
    int CopyAsks(Span<DepthLevel> into);
}

/// <summary>A book kept level by level from events.</summary>
internal sealed class EventBook(DepthBook book) : ISourceBook
{
    /// <inheritdoc/>
    public int CopyBids(Span<DepthLevel> into) => book.Bids.CopyBest(into);

    /// <inheritdoc/>
    public int CopyAsks(Span<DepthLevel> into) => book.Asks.CopyBest(into);
}

/// <summary>A book that is told whole each time.</summary>
internal sealed class WholeBook : ISourceBook
{
    private DepthLevel[] _bids = [];
    private DepthLevel[] _asks = [];
    private int _bidCount;
    private int _askCount;

    /// <summary>Its best prices.</summary>
    public Bbo Best => new(
        new Price(_bidCount > 0 ? _bids[0].Price : 0), new Quantity(_bidCount > 0 ? _bids[0].Quantity : 0),
        new Price(_askCount > 0 ? _asks[0].Price : 0), new Quantity(_askCount > 0 ? _asks[0].Quantity : 0));

    /// <summary>Takes both sides, best first.</summary>
    public void Set(ReadOnlySpan<DepthLevel> bids, ReadOnlySpan<DepthLevel> asks)
    {
        (_bidCount, _askCount) = (bids.Length, asks.Length);
        Keep(bids, ref _bids);
        Keep(asks, ref _asks);
    }

    /// <inheritdoc/>
    public int CopyBids(Span<DepthLevel> into) => Copy(_bids.AsSpan(0, _bidCount), into);

    /// <inheritdoc/>
    public int CopyAsks(Span<DepthLevel> into) => Copy(_asks.AsSpan(0, _askCount), into);

    private static void Keep(ReadOnlySpan<DepthLevel> levels, ref DepthLevel[] into)
    {
        if (into.Length < levels.Length)
            into = new DepthLevel[levels.Length];
        levels.CopyTo(into);
    }

    private static int Copy(ReadOnlySpan<DepthLevel> levels, Span<DepthLevel> into)
    {
        var count = Math.Min(levels.Length, into.Length);
        levels[..count].CopyTo(into);
        return count;
    }
}
