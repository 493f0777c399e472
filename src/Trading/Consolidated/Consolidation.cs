using Rialto.Model.Feeds;
using Rialto.Trading.Books;

namespace Rialto.Trading.Consolidated;

/// <summary>
/// All books of all venues and the best prices of every symbol over its venues: feed events in, changes of best prices out. Prices are looked at when a frame is done, never inside
/// one, and only changes are told. A venue counts while its book is <see cref="BookTrust.Trusted"/>. A function of its events; single-threaded; allocates nothing once warm.
/// </summary>
/// <typeparam name="TSink">Where changes go; a struct, so that the calls are direct.</typeparam>
public sealed class Consolidation<TSink>
    where TSink : struct, INbboSink
{
    private readonly Entry?[] _entries;
    private readonly List<ConsolidatedSymbol> _symbols = [];
    private readonly Entry[] _touched;
    private TSink _sink;
    private int _touchedCount;

    /// <summary>Makes empty books for all listings of a table; listings of one symbol and one quote currency are consolidated.</summary>
    /// <param name="listings">The listings; later ones are not known here.</param>
    /// <param name="sink">Where changes go.</param>
    /// <param name="windowBits">See <see cref="DepthSide"/>.</param>
    public Consolidation(ListingTable listings, TSink sink, int windowBits = 12)
    {
        ArgumentNullException.ThrowIfNull(listings);
        _sink = sink;
        _entries = new Entry?[listings.Count + 1];
        _touched = new Entry[listings.Count];
        var all = new List<Listing>();
        for (var id = 1; id <= listings.Count; id++)
            all.Add(listings[new ListingId(id)]);
        foreach (var same in all.GroupBy(listing => (listing.Symbol, listing.Quote, listing.ContractSize, listing.ContractScale, listing.ContractUnit)))
        {
            // What has more venues than bits is consolidated in several parts; nobody lists that often.
            foreach (var some in same.Chunk(ConsolidatedSymbol.VenuesMax))
            {
                var symbol = new ConsolidatedSymbol(some);
                for (var venue = 0; venue < some.Length; venue++)
                    _entries[some[venue].Id.Value] = new Entry(new DepthBook(some[venue], windowBits), symbol, _symbols.Count, venue);
                _symbols.Add(symbol);
            }
        }
    }

    /// <summary>Number of symbols.</summary>
    public int Symbols => _symbols.Count;

    /// <summary>A symbol's name, and the scales of its best prices.</summary>
    public (string Symbol, int PriceScale, int QuantityScale) this[int symbol] => (_symbols[symbol].Symbol, _symbols[symbol].PriceScale, _symbols[symbol].QuantityScale);

    /// <summary>The best prices over all venues of a symbol.</summary>
    public Nbbo BestOf(int symbol) => _symbols[symbol].Best;

    /// <summary>The book of a listing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It was not in the table.</exception>
    public DepthBook BookOf(ListingId listing) => Find(listing)?.Book ?? throw new ArgumentOutOfRangeException(nameof(listing));

    /// <summary>Which symbol a listing belongs to, and which bit of <see cref="Nbbo.Venues"/> it is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It was not in the table.</exception>
    public (int Symbol, int Venue) PlaceOf(ListingId listing)
    {
        var entry = Find(listing) ?? throw new ArgumentOutOfRangeException(nameof(listing));
        return (entry.SymbolIndex, entry.Venue);
    }

    /// <summary>Applies one event. Events of listings that were not in the table change nothing.</summary>
    public void Apply(in FeedEvent told)
    {
        if (told.Kind is FeedEventKind.Level or FeedEventKind.BookCleared or FeedEventKind.BookStateChanged && Find(told.Listing) is { } entry)
        {
            entry.Book.Apply(in told);
            if (!entry.IsTouched)
            {
                entry.IsTouched = true;
                _touched[_touchedCount++] = entry;
            }
        }

        if ((told.Flags & FeedEventFlags.LastOfFrame) != 0)
            EndFrame(in told);
    }

    private void EndFrame(in FeedEvent told)
    {
        for (var i = 0; i < _touchedCount; i++)
        {
            var entry = _touched[i];
            entry.IsTouched = false;
            var isTrusted = entry.Book.State == BookTrust.Trusted;
            var best = isTrusted ? entry.Book.Best : default;
            if (best == entry.Best && isTrusted == entry.IsTrusted)
                continue;
            (entry.Best, entry.IsTrusted) = (best, isTrusted);
            _sink.OnBbo(entry.Book.Listing.Id, in best, told.ReceiveTime);
            if (entry.Symbol.Update(entry.Venue, in best, isTrusted))
                _sink.OnNbbo(entry.SymbolIndex, entry.Symbol.Best, told.ReceiveTime);
        }

        _touchedCount = 0;
    }

    private Entry? Find(ListingId listing) => (uint)listing.Value < (uint)_entries.Length ? _entries[listing.Value] : null;

    private sealed class Entry(DepthBook book, ConsolidatedSymbol symbol, int symbolIndex, int venue)
    {
        public DepthBook Book { get; } = book;

        public ConsolidatedSymbol Symbol { get; } = symbol;

        public int SymbolIndex { get; } = symbolIndex;

        public int Venue { get; } = venue;

        public Bbo Best { get; set; }

        public bool IsTrusted { get; set; }

        public bool IsTouched { get; set; }
    }
}
