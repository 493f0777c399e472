using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;
using Rialto.Trading.Books;

namespace Rialto.Trading.Consolidated;

/// <summary>
/// All books of all venues and the best prices of every symbol over its venues: feed events in, changes of best prices out. Prices are looked at when a frame is done, never inside
/// one, and only changes are told. A venue counts while its book is <see cref="BookTrust.Trusted"/> and its listing <see cref="ListingStatus.Open"/>. A function of its events and of
/// the listings they name; single-threaded; allocates nothing once warm.
/// </summary>
/// <typeparam name="TSink">Where changes go; a struct, so that the calls are direct.</typeparam>
public sealed class Consolidation<TSink>
    where TSink : struct, INbboSink
{
    private readonly ListingTable _listings;
    private readonly int _windowBits;
    private readonly int _widestBits;
    private readonly List<ConsolidatedSymbol> _symbols = [];

    // What has more venues than bits is consolidated in several parts; nobody lists that often.
    private readonly Dictionary<(string, string, long, int, string), int> _partOf = [];
    private Entry?[] _entries = [];
    private Entry[] _touched = [];
    private TSink _sink;
    private int _touchedCount;
    private int _count;

    /// <summary>Makes empty books; listings of one symbol and one quote currency are consolidated.</summary>
    /// <param name="listings">What the events' listings mean, and whether they trade.</param>
    /// <param name="sink">Where changes go.</param>
    /// <param name="windowBits">See <see cref="DepthSide"/>: a book takes 16 bytes times 2^bits at first.</param>
    /// <param name="wanted">The listings to make books for; null for all that are in the table now.</param>
    /// <param name="widestBits">A book takes at most 16 bytes times 2^bits; <paramref name="windowBits"/> where that is more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A listing that is not in the table.</exception>
    public Consolidation(ListingTable listings, TSink sink, int windowBits = 12, IEnumerable<ListingId>? wanted = null, int widestBits = DepthSide.WidestBits)
    {
        ArgumentNullException.ThrowIfNull(listings);
        (_listings, _sink, _windowBits, _widestBits) = (listings, sink, windowBits, widestBits);
        Add(wanted ?? Enumerable.Range(1, listings.Count).Select(id => new ListingId(id)));
    }

    /// <summary>Makes books for listings that have come later; those that have one keep it. A symbol's scales become the finest of all its listings, also for prices told from then on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A listing that is not in the table.</exception>
    public void Add(IEnumerable<ListingId> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        foreach (var id in wanted)
        {
            var listing = _listings[id];
            if (Find(id) is not null)
                continue;
            var key = ConsolidatedSymbol.KeyOf(listing);
            if (!_partOf.TryGetValue(key, out var index) || _symbols[index].IsFull)
            {
                index = _partOf[key] = _symbols.Count;
                _symbols.Add(new ConsolidatedSymbol(listing));
            }

            if (id.Value >= _entries.Length)
                Array.Resize(ref _entries, Math.Max(id.Value + 1, _listings.Count + 1));
            if (++_count > _touched.Length)
                Array.Resize(ref _touched, _count * 2);
            _entries[id.Value] = new Entry(new DepthBook(listing, _windowBits, _widestBits), _symbols[index], index, _symbols[index].Add(listing)) { Key = key, IsOpen = listing.Status == ListingStatus.Open };
        }
    }

    /// <summary>
    /// Lets go of all books of a symbol, none of which counts any more. Its number is not used again: listings of its name that come later make another symbol. Between frames.
    /// </summary>
    /// <param name="symbol">Its number.</param>
    /// <param name="members">All its listings.</param>
    /// <exception cref="ArgumentException">A listing of another symbol, or one that counts.</exception>
    public void Remove(int symbol, IReadOnlyList<ListingId> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        foreach (var id in members)
        {
            if (Find(id) is not { Counts: false } entry || entry.SymbolIndex != symbol)
                throw new ArgumentException($"Listing {id} is not of symbol {symbol}, or counts.", nameof(members));
            if (_partOf.GetValueOrDefault(entry.Key, -1) == symbol)
                _partOf.Remove(entry.Key);
            _entries[id.Value] = null;
            _count--;
        }
    }

    /// <summary>Number of symbols, with those let go.</summary>
    public int Symbols => _symbols.Count;

    /// <summary>A symbol's name, and the scales of its best prices.</summary>
    public (string Symbol, int PriceScale, int QuantityScale) this[int symbol] => (_symbols[symbol].Symbol, _symbols[symbol].PriceScale, _symbols[symbol].QuantityScale);

    /// <summary>The best prices over all venues of a symbol.</summary>
    public Nbbo BestOf(int symbol) => _symbols[symbol].Best;

    /// <summary>The book of a listing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has none.</exception>
    public DepthBook BookOf(ListingId listing) => Find(listing)?.Book ?? throw new ArgumentOutOfRangeException(nameof(listing));

    /// <summary>Which symbol a listing belongs to, and which bit of <see cref="Nbbo.Venues"/> it is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has none.</exception>
    public (int Symbol, int Venue) PlaceOf(ListingId listing)
    {
        var entry = Find(listing) ?? throw new ArgumentOutOfRangeException(nameof(listing));
        return (entry.SymbolIndex, entry.Venue);
    }

    /// <summary>Applies one event. Events of listings without a book change nothing.</summary>
    public void Apply(in FeedEvent told)
    {
        if (told.Kind is FeedEventKind.Level or FeedEventKind.BookCleared or FeedEventKind.BookStateChanged or FeedEventKind.ListingChanged && Find(told.Listing) is { } entry)
        {
            if (told.Kind == FeedEventKind.ListingChanged)
            {
                entry.Book.Listing = _listings[told.Listing];
                entry.IsOpen = entry.Book.Listing.Status == ListingStatus.Open;
            }
            else
                entry.Book.Apply(in told);

            Touch(entry);
        }

        if ((told.Flags & FeedEventFlags.LastOfFrame) != 0)
            EndFrame(in told);
    }

    /// <summary>Applies events in their order, as <see cref="Apply(in FeedEvent)"/> would one by one. Faster for many levels of one book in a row, which is what frames have.</summary>
    public void Apply(ReadOnlySpan<FeedEvent> told)
    {
        while (!told.IsEmpty)
        {
            ref readonly var first = ref told[0];
            if (first.Kind != FeedEventKind.Level || Find(first.Listing) is not { } entry)
            {
                Apply(in first);
                told = told[1..];
                continue;
            }

            var count = entry.Book.ApplyLevels(told);
            Touch(entry);
            ref readonly var last = ref told[count - 1];
            if ((last.Flags & FeedEventFlags.LastOfFrame) != 0)
                EndFrame(in last);
            told = told[count..];
        }
    }

    private void Touch(Entry entry)
    {
        if (entry.IsTouched)
            return;
        entry.IsTouched = true;
        _touched[_touchedCount++] = entry;
    }

    private void EndFrame(in FeedEvent told)
    {
        for (var i = 0; i < _touchedCount; i++)
        {
            var entry = _touched[i];
            entry.IsTouched = false;
            var isTrusted = entry.Book.State == BookTrust.Trusted;
            var counts = isTrusted && entry.IsOpen;
            var best = isTrusted ? entry.Book.Best : default;
            if (best == entry.Best && isTrusted == entry.IsTrusted && counts == entry.Counts)
                continue;
            if (best != entry.Best || isTrusted != entry.IsTrusted)
                _sink.OnBbo(entry.Book.Listing.Id, in best, told.ReceiveTime);
            (entry.Best, entry.IsTrusted, entry.Counts) = (best, isTrusted, counts);
            if (entry.Symbol.Update(entry.Venue, in best, counts))
                _sink.OnNbbo(entry.SymbolIndex, entry.Symbol.Best, told.ReceiveTime);
        }

        _touchedCount = 0;
    }

    /// <summary>Saves or loads all books and best prices, between frames. One that loads has the same listings, added in the same order, and a table that says of them what it said then.</summary>
    internal void Keep(FieldArchive state)
    {
        foreach (var entry in _entries)
        {
            if (entry is null)
                continue;
            if (state.IsLoading)
                entry.Book.Listing = _listings[entry.Book.Listing.Id];
            entry.Book.Keep(state);
            entry.Best = state.Keep(entry.Best);
            entry.IsTrusted = state.Keep(entry.IsTrusted);
            entry.IsOpen = state.Keep(entry.IsOpen);
            entry.Counts = state.Keep(entry.Counts);
        }

        foreach (var symbol in _symbols)
            symbol.Keep(state);
    }

    private Entry? Find(ListingId listing) => (uint)listing.Value < (uint)_entries.Length ? _entries[listing.Value] : null;

    private sealed class Entry(DepthBook book, ConsolidatedSymbol symbol, int symbolIndex, int venue)
    {
        public DepthBook Book { get; } = book;

        public ConsolidatedSymbol Symbol { get; } = symbol;

        public int SymbolIndex { get; } = symbolIndex;

        public int Venue { get; } = venue;

        /// <summary>By which its symbol was found: the listing's terms may change.</summary>
        public required (string, string, long, int, string) Key { get; init; }

        public Bbo Best { get; set; }

        public bool IsTrusted { get; set; }

        public bool IsOpen { get; set; }

        public bool Counts { get; set; }

        public bool IsTouched { get; set; }
    }
}
