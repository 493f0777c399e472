using Rialto.Journal;
using Rialto.Journal.Feeds;
using Rialto.Host.Feeds.Export;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;

namespace Rialto.Host.Arbitrage;

/// <summary>Feed events of recordings, by way of their venues' adapters or as they were recorded. Books are kept level by level; a frame is one moment.</summary>
internal sealed class EventInput : IArbInput
{
    private readonly ListingTable _listings;
    private readonly Action<Action<ReadOnlySpan<FeedEvent>>, CancellationToken> _read;
    private readonly Func<long> _done;
    private readonly Func<IEnumerable<string>> _remarks;
    private readonly int[] _sourceOf;
    private readonly Consolidation<Sink> _books;
    private IArbReader _reader = null!;

    private EventInput(ListingTable listings, IReadOnlyList<Listing> wanted, Action<Action<ReadOnlySpan<FeedEvent>>, CancellationToken> read, long total, Func<long> done, Func<IEnumerable<string>> remarks)
    {
        (_listings, _read, Total, _done, _remarks) = (listings, read, total, done, remarks);
        _sourceOf = new int[listings.Count + 1];
        Array.Fill(_sourceOf, -1);
        for (var i = 0; i < wanted.Count; i++)
            _sourceOf[wanted[i].Id.Value] = i;
        _books = new Consolidation<Sink>(listings, new Sink(this), wanted: wanted.Select(static listing => listing.Id));
        Sources = [.. wanted.Select(listing => ListingSources.Of(listing, listings))];
        Books = [.. wanted.Select(listing => new EventBook(_books.BookOf(listing.Id)))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<ArbSource> Sources { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ISourceBook> Books { get; }

    /// <inheritdoc/>
    public long ResolutionNs => 0;

    /// <inheritdoc/>
    public long Total { get; }

    /// <inheritdoc/>
    public long Done => _done();

    /// <inheritdoc/>
    public IEnumerable<string> Remarks => _remarks();

    /// <summary>Recorded frames.</summary>
    public static EventInput Of(RecordedEvents events) =>
        new(events.Listings, events.Wanted, events.Read, events.FramesTotal, () => events.Frames, () => events.Breaks.Select(static broken => $"What follows in a broken file is missing: {broken}"));

    /// <summary>A folder of recorded events; read twice, first for its listings.</summary>
    /// <exception cref="RecordingException">There is none, or it is damaged.</exception>
    public static EventInput OfFolder(string folder, CancellationToken stop)
    {
        if (!EventRecordingReader.IsRecording(folder))
            throw new RecordingException($"{folder} holds no recorded events.");
        using var first = new EventRecordingReader(folder);
        var torn = (string?)null;
        try
        {
            while (first.TryRead(out _))
                stop.ThrowIfCancellationRequested();
            torn = first.FindTorn();
        }
        catch (JournalCorruptException damaged)
        {
            throw new RecordingException(damaged.Message, damaged);
        }

        var done = 0L;
        var listings = first.Listings;
        return new EventInput(
            listings, [.. Enumerable.Range(1, listings.Count).Select(id => listings[new ListingId(id)])],
            (take, cancelled) =>
            {
                using var reader = new EventRecordingReader(folder);
                while (reader.TryRead(out var events))
                {
                    cancelled.ThrowIfCancellationRequested();
                    take(events);
                    Volatile.Write(ref done, done + events.Length);
                }
            },
            first.Events, () => Volatile.Read(ref done), () => torn is null ? [] : [torn]);
    }

    /// <inheritdoc/>
    public void Read(IArbReader reader, CancellationToken stop)
    {
        _reader = reader;
        var last = default(Timestamp);
        _read(
            frame =>
            {
                foreach (ref readonly var told in frame)
                {
                    // Recorders of several connections may stand a moment apart; time of a scan never steps back.
                    last = told.ReceiveTime > last ? told.ReceiveTime : last;
                    _now = last;
                    _books.Apply(in told);
                    if (told.Kind == FeedEventKind.Level && told.Listing.Value < _sourceOf.Length && _sourceOf[told.Listing.Value] is >= 0 and var source)
                        reader.OnHeard(source, last);
                    if ((told.Flags & FeedEventFlags.LastOfFrame) != 0)
                        reader.EndFrame(last);
                }
            },
            stop);
        reader.Finish(last);
    }

    private Timestamp _now;

    private readonly struct Sink(EventInput owner) : INbboSink
    {
        public void OnBbo(ListingId listing, in Bbo best, Timestamp receiveTime)
        {
            // What closed is not traded, whatever its book says.
            var counts = owner._listings[listing].Status is ListingStatus.Open or ListingStatus.Unknown;
            owner._reader.OnBest(owner._sourceOf[listing.Value], counts ? best : default, owner._now);
        }

        public void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime)
        {
            // Routes are made of each venue's own prices.
        }
    }
}
