using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Quality;

namespace Rialto.Unit.Trading.Quality;

/// <summary>Test events by hand: a monitor behind books, as the trader runs it. Times are milliseconds after a fixed start; three venues list one symbol with prices in cents.</summary>
internal sealed class QualityScript
{
    public const long Start = 1_700_000_000_000_000_000;

    private readonly Watch _watch;
    private readonly Consolidation<Sink> _books;

    public QualityScript(Func<QualityLimits, QualityLimits>? change = null, int historyCapacity = 100)
    {
        Table = new ListingTable(8);
        foreach (var venue in new[] { FeedVenue.BinanceSpot, FeedVenue.Okx, FeedVenue.BybitSpot, FeedVenue.CoinbaseExchange })
            Table.Add(new Listing(Table.NextId, venue, "BTCUSDT", "BTC-USDT", ListingKind.Spot, 2, 3, new Price(1), default, "USDT", ListingStatus.Open));
        Monitor = new QualityMonitor(Table, listing => change is null ? QualityLimits.For(listing) : change(QualityLimits.For(listing)), historyCapacity);
        _watch = new Watch(Monitor);
        _books = new Consolidation<Sink>(Table, new Sink(_watch), 8);
    }

    public ListingTable Table { get; }

    public QualityMonitor Monitor { get; }

    /// <summary>Venue time is receive time less this.</summary>
    public long DelayMs { get; set; } = 20;

    /// <summary>No venue time at all.</summary>
    public bool HasNoTime { get; set; }

    public static Timestamp At(long ms) => new(Start + ms * 1_000_000);

    public QualityVerdict Trade(int listing, long ms, long price, long quantity = 10, long? eventMs = null) => Tell(
        new FeedEvent { Kind = FeedEventKind.Trade, Side = Side.Buy, Price = new Price(price), Quantity = new Quantity(quantity) }, listing, ms, eventMs);

    public QualityVerdict Level(int listing, long ms, Side side, long price, long quantity, long? eventMs = null) => Tell(
        new FeedEvent { Kind = FeedEventKind.Level, Side = side, Price = new Price(price), Quantity = new Quantity(quantity) }, listing, ms, eventMs);

    public QualityVerdict State(int listing, long ms, BookTrust trust, BookReason reason) =>
        Tell(new FeedEvent { Kind = FeedEventKind.BookStateChanged, State = trust, Reason = reason }, listing, ms, null, hasTime: false);

    /// <summary>A book of one level a side, one frame, believed.</summary>
    public QualityVerdict Book(int listing, long ms, long bid, long ask)
    {
        Tell(new FeedEvent { Kind = FeedEventKind.BookCleared }, listing, ms, null, isLast: false);
        Tell(new FeedEvent { Kind = FeedEventKind.Level, Side = Side.Buy, Price = new Price(bid), Quantity = new Quantity(5) }, listing, ms, null, isLast: false);
        Tell(new FeedEvent { Kind = FeedEventKind.Level, Side = Side.Sell, Price = new Price(ask), Quantity = new Quantity(5) }, listing, ms, null, isLast: false);
        Tell(new FeedEvent { Kind = FeedEventKind.BookStateChanged, State = BookTrust.Trusted, Reason = BookReason.Synchronized }, listing, ms, null, hasTime: false);
        return Monitor.TouchOf(new ListingId(listing));
    }

    public QualityVerdict Tell(FeedEvent told, int listing, long ms, long? eventMs, bool hasTime = true, bool isLast = true)
    {
        told.Listing = new ListingId(listing);
        told.Venue = listing == 0 ? FeedVenue.None : Table[told.Listing].Venue;
        told.ReceiveTime = At(ms);
        told.EventTime = hasTime && !HasNoTime ? At(eventMs ?? ms - DelayMs) : default;
        told.Flags = isLast ? FeedEventFlags.LastOfFrame : FeedEventFlags.None;
        var verdict = Monitor.Look(in told);
        _books.Apply(in told);
        return verdict;
    }

    public long Count(int listing, QualityRule rule) => Monitor.CountOf(new ListingId(listing), rule);

    public long All() => Enum.GetValues<QualityRule>().Sum(rule => Monitor.TallyOf(rule).Count);

    private sealed class Watch(QualityMonitor monitor)
    {
        public QualityMonitor Monitor { get; } = monitor;
    }

    private readonly struct Sink(Watch watch) : INbboSink
    {
        public void OnBbo(ListingId listing, in Rialto.Trading.Books.Bbo best, Timestamp receiveTime) => watch.Monitor.LookAtTouch(listing, in best, receiveTime);

        public void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime)
        {
        }
    }
}
