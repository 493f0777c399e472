using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Quality;
using Rialto.Unit.Adapters;

namespace Rialto.Unit.Trading.Quality;

/// <summary>Runs a recording through its adapter, the books and a monitor.</summary>
internal sealed class QualityRun
{
    private readonly Consolidation<Sink> _books;
    private long _second;

    public QualityRun(ListingTable table, Func<Listing, QualityLimits>? limits = null)
    {
        Monitor = new QualityMonitor(table, limits, 0);
        _books = new Consolidation<Sink>(table, new Sink(this), 10);
    }

    public QualityMonitor Monitor { get; }

    /// <summary>Best prices looked at.</summary>
    public long Touches { get; private set; }

    public Timestamp Now { get; private set; }

    /// <summary>All events of recordings with one book.</summary>
    public static List<FeedEvent> EventsOf(IVenueProtocol protocol, ListingTable table, params string[] files)
    {
        var events = new List<FeedEvent>();
        new CaptureReplay(protocol, table) { OnlyListing = new ListingId(1), OnEvents = frame => events.AddRange(frame.Span) }.Run([.. files.Select(file => Recordings.Path("wire/" + file))]);
        return events;
    }

    public QualityRun Tell(IEnumerable<FeedEvent> events)
    {
        foreach (var told in events)
            Tell(told);
        return this;
    }

    private void Tell(in FeedEvent told)
    {
        Now = told.ReceiveTime;
        if (told.ReceiveTime.Nanoseconds / 1_000_000_000 != _second)
        {
            _second = told.ReceiveTime.Nanoseconds / 1_000_000_000;
            Monitor.OnClock(told.ReceiveTime);
        }

        Monitor.Look(in told);
        _books.Apply(in told);
    }

    public string Found() => string.Join(", ", Enum.GetValues<QualityRule>().Where(rule => Monitor.TallyOf(rule).Count > 0).Select(rule => $"{rule} {Monitor.TallyOf(rule).Count}"));

    private readonly struct Sink(QualityRun run) : INbboSink
    {
        public void OnBbo(ListingId listing, in Bbo best, Timestamp receiveTime)
        {
            run.Touches++;
            run.Monitor.LookAtTouch(listing, in best, receiveTime);
        }

        public void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime)
        {
        }
    }
}
