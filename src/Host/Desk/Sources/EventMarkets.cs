using Rialto.Host.Feeds.Export;
using Rialto.Host.Feeds.Replay;
using Rialto.Journal;
using Rialto.Journal.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Host.Desk.Sources;

/// <summary>All listings of a folder of recorded events, frame by frame, in the order in which they were taken. Read twice: to know its listings, and to tell. Single-threaded but for the counts.</summary>
internal sealed class EventMarkets : IEventSource
{
    private readonly string _folder;
    private FeedEvent[] _frame = new FeedEvent[1_024];
    private long _frames;

    /// <summary>Reads the recording through.</summary>
    /// <exception cref="RecordingException">There is none, it is damaged, or it names no listing.</exception>
    public EventMarkets(string folder, CancellationToken stop)
    {
        _folder = folder;
        if (!EventRecordingReader.IsRecording(folder))
            throw new RecordingException($"{folder} holds no recorded events.");
        using var reader = new EventRecordingReader(folder);
        try
        {
            while (reader.TryRead(out var events))
            {
                stop.ThrowIfCancellationRequested();
                foreach (ref readonly var told in events)
                    FramesTotal += (told.Flags & FeedEventFlags.LastOfFrame) != 0 ? 1 : 0;
            }

            if (reader.FindTorn() is { } torn)
                Breaks = [torn];
        }
        catch (JournalCorruptException damaged)
        {
            throw new RecordingException(damaged.Message, damaged);
        }

        if (reader.Listings.Count == 0)
            throw new RecordingException($"{folder} names no listing.");
        Listings = reader.Listings;
        Wanted = [.. Enumerable.Range(1, Listings.Count).Select(id => Listings[new ListingId(id)])];
    }

    /// <inheritdoc/>
    public Listing Listing => Wanted[0];

    /// <inheritdoc/>
    public IReadOnlyList<Listing> Wanted { get; }

    /// <inheritdoc/>
    public ListingTable Listings { get; }

    /// <inheritdoc/>
    public IEnumerable<string> Breaks { get; } = [];

    /// <inheritdoc/>
    public long FramesTotal { get; }

    /// <inheritdoc/>
    public long Frames => Volatile.Read(ref _frames);

    /// <inheritdoc/>
    public long Drifts { get; private set; }

    /// <inheritdoc/>
    public void Read(Action<ReadOnlySpan<FeedEvent>> take, CancellationToken stop)
    {
        using var reader = new EventRecordingReader(_folder);
        var count = 0;
        while (reader.TryRead(out var events))
        {
            stop.ThrowIfCancellationRequested();
            foreach (ref readonly var told in events)
            {
                if (count == _frame.Length)
                    Array.Resize(ref _frame, count * 2);
                _frame[count++] = told;
                Drifts += told.Kind == FeedEventKind.Drift ? 1 : 0;
                if ((told.Flags & FeedEventFlags.LastOfFrame) == 0)
                    continue;
                Volatile.Write(ref _frames, _frames + 1);
                take(_frame.AsSpan(0, count));
                count = 0;
            }
        }
    }
}
