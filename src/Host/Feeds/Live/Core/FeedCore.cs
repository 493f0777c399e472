using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Quality;

namespace Rialto.Host.Feeds.Live.Core;

/// <summary>What is kept of events, and how wide books are.</summary>
/// <param name="HistoryEvents">Newest events kept of each listing, 72 bytes each; zero keeps none.</param>
/// <param name="WindowBits">See <see cref="DepthSide"/>: a book takes 16 bytes times 2^bits at first.</param>
/// <param name="WidestBits">It takes at most 16 bytes times 2^bits.</param>
/// <param name="IsLive">False where a recording is played: how long ago its frames were received says nothing about this machine.</param>
internal sealed record FeedCoreOptions(int HistoryEvents = EventHistory.DefaultCapacity, int WindowBits = 12, int WidestBits = DepthSide.WidestBits, bool IsLive = true);

/// <summary>
/// Events in, books, best prices, verdicts, histories and latencies out: all that the hub knows, without threads. Single-threaded but for <see cref="Layout"/> and the meters; an
/// event allocates nothing once its listing was heard of.
/// <code>
/// event → quality → distribution → book → (end of frame) best prices → quality, distribution → latency
/// </code>
/// </summary>
internal sealed class FeedCore
{
    private readonly ListingTable _listings;
    private readonly Clock _clock;
    private readonly bool _isLive;
    private readonly IFeedDistribution[] _ways;
    private readonly Consolidation<Sink> _books;
    private readonly VenueMeter?[] _meters = new VenueMeter?[byte.MaxValue + 1];
    private readonly List<ListingId> _watched = [];
    private readonly HashSet<ListingId> _known = [];
    private readonly HashSet<ListingId> _ended = [];
    private ulong[][] _venueBits = [];

    // By listing: its symbol's place and one; zero where it is not watched.
    private int[] _symbolOf = [];

    // By listing: it has ended, and is not watched again. Its link may still have it for a while.
    private bool[] _letGo = [];
    private BookReason[] _reasons = [];
    private FeedEvent[] _lastTrades = [];
    private FeedLayout _layout = FeedLayout.Empty;

    /// <summary>Makes it; it watches nothing yet.</summary>
    /// <param name="listings">What listings mean.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="clock">The clock that receive times are of.</param>
    /// <param name="currencies">Looks at best prices in another currency.</param>
    /// <param name="ways">Where events and best prices go.</param>
    public FeedCore(ListingTable listings, FeedCoreOptions options, Clock clock, CurrencyBoard currencies, IReadOnlyList<IFeedDistribution> ways)
    {
        (_listings, _clock, _isLive, _ways, Currencies) = (listings, clock, options.IsLive, [.. ways], currencies);
        Quality = new QualityMonitor(listings, historyCapacity: options.HistoryEvents, wanted: []);
        _books = new Consolidation<Sink>(listings, new Sink(this), options.WindowBits, [], options.WidestBits);
    }

    /// <summary>What the rules have found.</summary>
    public QualityMonitor Quality { get; }

    /// <summary>Prices in another currency.</summary>
    public CurrencyBoard Currencies { get; }

    /// <summary>What is watched. Any thread.</summary>
    public FeedLayout Layout => Volatile.Read(ref _layout);

    /// <summary>What is counted of a venue. Any thread.</summary>
    public VenueMeter MeterOf(FeedVenue venue) => Volatile.Read(ref _meters[(byte)venue]) ?? MakeMeter(venue);

    /// <summary>A listing's book.</summary>
    public DepthBook BookOf(ListingId listing) => _books.BookOf(listing);

    /// <summary>The best prices of a symbol by its place.</summary>
    public Nbbo BestOf(int symbol) => _books.BestOf(symbol);

    /// <summary>Why a listing's book is in its state.</summary>
    public BookReason ReasonOf(ListingId listing) => listing.Value < _reasons.Length ? _reasons[listing.Value] : BookReason.None;

    /// <summary>The newest trade of a symbol; of kind None before the first.</summary>
    public ref readonly FeedEvent LastTradeOf(int symbol) => ref _lastTrades[symbol];

    /// <summary>Watches more listings; those it watches already stay as they are.</summary>
    public void Watch(IEnumerable<ListingId> wanted)
    {
        var before = _watched.Count;
        foreach (var id in wanted)
        {
            if (IsLetGo(id))
                _letGo[id.Value] = false;
            if (_known.Add(id))
                _watched.Add(id);
            else if (_ended.Remove(id))
                _symbolOf[id.Value] = _books.PlaceOf(id).Symbol + 1;
        }

        var added = _watched[before..];
        if (added.Count == 0)
            return;
        _books.Add(added);
        Quality.Add(added);
        Array.Resize(ref _reasons, Math.Max(_reasons.Length, added.Max(id => id.Value) + 1));
        Array.Resize(ref _symbolOf, _reasons.Length);
        Array.Resize(ref _lastTrades, _books.Symbols);
        foreach (var id in added)
            _symbolOf[id.Value] = _books.PlaceOf(id).Symbol + 1;
        Lay();
    }

    /// <summary>Lets go of listings that have ended: of a symbol once all its listings have, since best prices know them by their places.</summary>
    public void Unwatch(IEnumerable<ListingId> ended, Timestamp now)
    {
        foreach (var id in ended)
        {
            if (!_known.Contains(id) || !_ended.Add(id))
                continue;
            Pass(Ended(_listings[id], now));
            _symbolOf[id.Value] = 0;
            if (id.Value >= _letGo.Length)
                Array.Resize(ref _letGo, _symbolOf.Length);
            _letGo[id.Value] = true;
        }

        var symbols = _ended.Select(id => _books.PlaceOf(id).Symbol).Distinct().Select(symbol => _layout.Symbols[symbol])
            .Where(place => place.Listings.All(listing => _ended.Contains(listing.Id))).ToList();
        if (symbols.Count == 0)
            return;
        var gone = new HashSet<ListingId>();
        foreach (var place in symbols)
        {
            ListingId[] members = [.. place.Listings.Select(listing => listing.Id)];
            _books.Remove(place.Index, members);
            gone.UnionWith(members);
            _lastTrades[place.Index] = default;
        }

        Quality.Remove(gone);
        foreach (var id in gone)
            _reasons[id.Value] = BookReason.None;
        _watched.RemoveAll(gone.Contains);
        _known.ExceptWith(gone);
        _ended.ExceptWith(gone);
        Lay();
    }

    /// <summary>Applies one event. What a link still says of the book of a listing that has ended is told as its end, so that nobody believes the book again.</summary>
    public void Apply(in FeedEvent told)
    {
        if (IsLetGo(told.Listing) && told.Kind is FeedEventKind.Level or FeedEventKind.BookCleared or FeedEventKind.BookStateChanged)
            Pass(Ended(_listings[told.Listing], told.ReceiveTime) with { Flags = told.Flags, Connection = told.Connection });
        else
            Pass(in told);
    }

    /// <summary>Applies events in their order, with the same outcome as one by one: the books of a frame are looked at when it is done, so its levels may go into them together.</summary>
    public void Apply(ReadOnlySpan<FeedEvent> told)
    {
        while (!told.IsEmpty)
        {
            var (length, hasLetGo) = FrameOf(told);
            var frame = told[..length];
            told = told[length..];
            if (hasLetGo)
            {
                foreach (ref readonly var one in frame)
                    Apply(in one);
                continue;
            }

            foreach (ref readonly var one in frame)
                Show(in one);
            _books.Apply(frame);
            foreach (ref readonly var one in frame)
                Count(in one);
        }
    }

    private (int Length, bool HasLetGo) FrameOf(ReadOnlySpan<FeedEvent> told)
    {
        var (length, hasLetGo) = (0, false);
        do
            hasLetGo |= IsLetGo(told[length].Listing);
        while ((told[length++].Flags & FeedEventFlags.LastOfFrame) == 0 && length < told.Length);
        return (length, hasLetGo);
    }

    private bool IsLetGo(ListingId listing) => (uint)listing.Value < (uint)_letGo.Length && _letGo[listing.Value];

    private void Pass(in FeedEvent told)
    {
        Show(in told);
        _books.Apply(in told);
        Count(in told);
    }

    private void Show(in FeedEvent told)
    {
        Quality.Look(in told);
        foreach (var way in _ways)
            way.OnEvent(in told);
    }

    private void Count(in FeedEvent told)
    {
        var meter = MeterOf(told.Venue);
        meter.Count(in told);
        if (told.Kind is FeedEventKind.Trade or FeedEventKind.BookStateChanged && (uint)told.Listing.Value < (uint)_symbolOf.Length && _symbolOf[told.Listing.Value] is > 0 and var symbol)
        {
            if (told.Kind == FeedEventKind.Trade)
                _lastTrades[symbol - 1] = told;
            else
                _reasons[told.Listing.Value] = told.Reason;
        }

        if ((told.Flags & FeedEventFlags.LastOfFrame) != 0)
            meter.EndFrame(in told, _isLive ? _clock.UtcNanoseconds : long.MinValue);
    }

    /// <summary>Time has passed: once a second is often enough.</summary>
    public void OnClock(Timestamp now) => Quality.OnClock(now);

    // Whoever has the book by events alone must not believe it for ever.
    private static FeedEvent Ended(Listing listing, Timestamp now) => new()
    {
        Kind = FeedEventKind.BookStateChanged,
        Listing = listing.Id,
        Venue = listing.Venue,
        State = BookTrust.Disconnected,
        Reason = BookReason.Ended,
        ReceiveTime = now,
        Flags = FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame,
    };

    private VenueMeter MakeMeter(FeedVenue venue)
    {
        var made = new VenueMeter(venue);
        return Interlocked.CompareExchange(ref _meters[(byte)venue], made, null) ?? made;
    }

    private void Lay()
    {
        var members = new List<Listing>[_books.Symbols];
        for (var symbol = 0; symbol < members.Length; symbol++)
            members[symbol] = [];

        // Bits are given in the order in which listings were added, and so are they here.
        foreach (var id in _watched)
            members[_books.PlaceOf(id).Symbol].Add(_listings[id]);
        var symbols = new SymbolPlace[members.Length];
        _venueBits = new ulong[members.Length][];
        for (var symbol = 0; symbol < members.Length; symbol++)
        {
            var (name, priceScale, quantityScale) = _books[symbol];
            symbols[symbol] = new SymbolPlace(symbol, name, members[symbol] is [var first, ..] ? first.Quote : "", priceScale, quantityScale, members[symbol]);
            _venueBits[symbol] = [.. members[symbol].Select(listing => 1UL << ((int)listing.Venue & 63))];
        }

        var layout = new FeedLayout(symbols, [.. _watched]);
        Currencies.Lay(layout);
        Volatile.Write(ref _layout, layout);
        foreach (var way in _ways)
            way.OnLayout(layout);
    }

    private ulong VenuesOf(int symbol, ulong bits)
    {
        var venues = 0UL;
        for (; bits != 0; bits &= bits - 1)
            venues |= _venueBits[symbol][System.Numerics.BitOperations.TrailingZeroCount(bits)];
        return venues;
    }

    private void OnBbo(ListingId listing, in Bbo best, Timestamp receiveTime)
    {
        Quality.LookAtTouch(listing, in best, receiveTime);
        foreach (var way in _ways)
            way.OnBbo(_books.BookOf(listing).Listing, in best, receiveTime);
    }

    private void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime)
    {
        if (_ways.Length == 0)
            return;
        var place = _layout.Symbols[symbol];
        var told = new FeedNbbo
        {
            BidPrice = best.BidPrice,
            BidQuantity = best.BidQuantity,
            AskPrice = best.AskPrice,
            AskQuantity = best.AskQuantity,
            BidVenues = VenuesOf(symbol, best.BidVenues),
            AskVenues = VenuesOf(symbol, best.AskVenues),
            ReceiveTime = receiveTime,
            Symbol = symbol,
            PriceScale = (byte)place.PriceScale,
            QuantityScale = (byte)place.QuantityScale,
        };
        foreach (var way in _ways)
            way.OnNbbo(place, in told);
    }

    private readonly struct Sink(FeedCore core) : INbboSink
    {
        public void OnBbo(ListingId listing, in Bbo best, Timestamp receiveTime) => core.OnBbo(listing, in best, receiveTime);

        public void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime) => core.OnNbbo(symbol, in best, receiveTime);
    }
}
