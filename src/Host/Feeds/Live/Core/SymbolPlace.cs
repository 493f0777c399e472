using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Live.Core;

/// <summary>One symbol and the listings that make it, in the order of their bits in <see cref="Trading.Consolidated.Nbbo"/>.</summary>
/// <param name="Index">Its place in the consolidation.</param>
/// <param name="Symbol">As we write it.</param>
/// <param name="Quote">What prices are in.</param>
/// <param name="PriceScale">Of its best prices.</param>
/// <param name="QuantityScale">Of what rests there.</param>
/// <param name="Listings">At most 64; none once all have ended and were let go.</param>
internal sealed record SymbolPlace(int Index, string Symbol, string Quote, int PriceScale, int QuantityScale, IReadOnlyList<Listing> Listings);

/// <summary>Which listings are watched and which symbols they make. Immutable: more listings make a new one. Any thread.</summary>
internal sealed class FeedLayout
{
    private readonly Dictionary<string, SymbolPlace> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes it.</summary>
    /// <param name="symbols">By their place in the consolidation.</param>
    /// <param name="listings">In the order in which they were asked for; states of books stand in this order.</param>
    public FeedLayout(IReadOnlyList<SymbolPlace> symbols, IReadOnlyList<ListingId> listings)
    {
        (Symbols, Listings) = (symbols, listings);
        Venues = [.. symbols.SelectMany(symbol => symbol.Listings).Select(listing => listing.Venue).Distinct()];
        Living = [.. symbols.Where(symbol => symbol.Listings.Count > 0)];
        foreach (var symbol in Living)
        {
            _byName.TryAdd(symbol.Symbol, symbol);
            _byName.TryAdd($"{symbol.Symbol}:{symbol.Quote}", symbol);
        }
    }

    /// <summary>Nothing.</summary>
    public static FeedLayout Empty { get; } = new([], []);

    /// <summary>By their place in the consolidation, with those that were let go.</summary>
    public IReadOnlyList<SymbolPlace> Symbols { get; }

    /// <summary>Those that have listings.</summary>
    public IReadOnlyList<SymbolPlace> Living { get; }

    /// <summary>All listings that have a book.</summary>
    public IReadOnlyList<ListingId> Listings { get; }

    /// <summary>All venues that have one of them.</summary>
    public IReadOnlyList<FeedVenue> Venues { get; }

    /// <summary>A symbol by name, or by name and quote currency; the first where a name alone has several.</summary>
    public bool TryFind(string name, out SymbolPlace symbol) => _byName.TryGetValue(name, out symbol!);
}
