using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Currencies;
using Rialto.Trading.Quality;

namespace Rialto.Host.Feeds.Live.Core;

/// <summary>One listing's book at a moment.</summary>
internal readonly record struct ListingState(Bbo Best, Timestamp Heard, ListingStatus Status, BookTrust Trust, BookReason Reason, int Score, QualityMarks Marks);

/// <summary>One symbol at a moment.</summary>
internal readonly record struct SymbolState(Nbbo Best, FeedEvent LastTrade);

/// <summary>
/// All books' best prices at a moment, as plain structs: taken by the hub's thread without allocation, made into a view by whoever looks. Used again and again; one owner at a time.
/// </summary>
internal sealed class FeedState
{
    private ListingState[] _listings = [];
    private SymbolState[] _symbols = [];
    private ConvertedBest[] _converted = [];
    private readonly ClockEstimate[] _clocks = new ClockEstimate[byte.MaxValue + 1];

    /// <summary>When it was taken.</summary>
    public Timestamp Time { get; private set; }

    /// <summary>When it was taken, by the wall clock; the same but where a recording is played.</summary>
    public Timestamp TakenAt { get; private set; }

    /// <summary>What stands in it.</summary>
    public FeedLayout Layout { get; private set; } = FeedLayout.Empty;

    /// <summary>Assets in another currency.</summary>
    public IReadOnlyList<ConvertedAsset> Assets { get; private set; } = [];

    /// <summary>By the layout's listings.</summary>
    public ReadOnlySpan<ListingState> Listings => _listings.AsSpan(0, Layout.Listings.Count);

    /// <summary>By the layout's symbols.</summary>
    public ReadOnlySpan<SymbolState> Symbols => _symbols.AsSpan(0, Layout.Symbols.Count);

    /// <summary>By <see cref="Assets"/>.</summary>
    public ReadOnlySpan<ConvertedBest> Converted => _converted.AsSpan(0, Assets.Count);

    /// <summary>Our clock beside a venue's.</summary>
    public ClockEstimate ClockOf(FeedVenue venue) => _clocks[(byte)venue];

    /// <summary>Takes what stands now. The hub's thread; allocates only where there is more than ever before.</summary>
    public void Take(FeedCore core, Timestamp now, Timestamp takenAt)
    {
        (Time, TakenAt, Layout, Assets) = (now, takenAt, core.Layout, core.Currencies.Assets);
        if (_listings.Length < Layout.Listings.Count)
            _listings = new ListingState[Layout.Listings.Count];
        if (_symbols.Length < Layout.Symbols.Count)
            _symbols = new SymbolState[Layout.Symbols.Count];
        if (_converted.Length < Assets.Count)
            _converted = new ConvertedBest[Assets.Count];
        for (var i = 0; i < Layout.Listings.Count; i++)
        {
            var id = Layout.Listings[i];
            var book = core.BookOf(id);
            var best = book.State == BookTrust.Trusted ? book.Best : default;
            _listings[i] = new ListingState(best, book.ReceiveTime, book.Listing.Status, book.State, core.ReasonOf(id), core.Quality.ScoreOf(id, now), core.Quality.TouchOf(id).Marks);
        }

        for (var symbol = 0; symbol < Layout.Symbols.Count; symbol++)
            _symbols[symbol] = new SymbolState(core.BestOf(symbol), core.LastTradeOf(symbol));
        for (var i = 0; i < Layout.Venues.Count; i++)
            _clocks[(byte)Layout.Venues[i]] = core.Quality.ClockOf(Layout.Venues[i])?.At(now) ?? default;
        for (var i = 0; i < Assets.Count; i++)
            _converted[i] = CurrencyBoard.Look(Assets[i], core, now);
    }
}
