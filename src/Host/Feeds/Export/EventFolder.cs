using Rialto.Host.Feeds.Replay;
using Rialto.Journal;
using Rialto.Journal.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Export;

/// <summary>
/// Recorded events, frame by frame, in the order in which they were taken: of all listings, or of one, with what its venue's connections said of themselves. The recording is read twice: to
/// know its listings, and to tell. Single-threaded but for the counts.
/// </summary>
internal sealed class EventFolder : IEventSource
{
    private readonly string _folder;
    private readonly Listing? _only;
    private FeedEvent[] _frame = new FeedEvent[1_024];
    private long _frames;

    /// <summary>Reads the recording through and finds the listing; no other is told.</summary>
    /// <param name="folder">The recording's folder.</param>
    /// <param name="venue">Whose symbol it is; none where only one venue has it.</param>
    /// <param name="symbol">The venue's, or ours.</param>
    /// <param name="stop">Stops.</param>
    /// <exception cref="RecordingException">There is no recording, it is damaged, or it has no such symbol.</exception>
    public EventFolder(string folder, FeedVenue venue, string symbol, CancellationToken stop)
        : this(folder, stop) => Wanted = [_only = Find(venue, symbol)];

    /// <summary>Reads the recording through; all its listings are told.</summary>
    /// <param name="folder">The recording's folder.</param>
    /// <param name="stop">Stops.</param>
    /// <exception cref="RecordingException">There is no recording, or it is damaged.</exception>
    public EventFolder(string folder, CancellationToken stop)
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
                if (_only is null || told.Listing == _only.Id || (told.Listing.IsNone && told.Venue == _only.Venue))
                {
                    if (count == _frame.Length)
                        Array.Resize(ref _frame, count * 2);
                    _frame[count++] = told;
                    Drifts += told.Kind == FeedEventKind.Drift ? 1 : 0;
                }

                if ((told.Flags & FeedEventFlags.LastOfFrame) == 0)
                    continue;
                Volatile.Write(ref _frames, _frames + 1);
                Tell(take, count);
                count = 0;
            }
        }
    }

    private void Tell(Action<ReadOnlySpan<FeedEvent>> take, int count)
    {
        if (count == 0)
            return;
        if (_only is not null)
        {
            // Its share of a frame is a frame of its own.
            _frame[0].Flags |= FeedEventFlags.FirstOfFrame;
            _frame[count - 1].Flags |= FeedEventFlags.LastOfFrame;
        }

        take(_frame.AsSpan(0, count));
    }

    private Listing Find(FeedVenue venue, string symbol)
    {
        var all = Enumerable.Range(1, Listings.Count).Select(id => Listings[new ListingId(id)]).Where(listing => venue is FeedVenue.None || listing.Venue == venue).ToArray();
        var found = all.Where(listing => listing.VenueSymbol.Equals(symbol, StringComparison.OrdinalIgnoreCase) || listing.Symbol.Equals(symbol, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (found.Length == 1)
            return found[0];
        throw new RecordingException(found.Length > 1
            ? $"{symbol} was recorded at {string.Join(", ", found.Select(listing => $"{VenueDialects.NameOf(listing.Venue)} ({listing.VenueSymbol})"))}: say which with --venue and the venue's own symbol."
            : $"{symbol} was not recorded. Recorded: {string.Join(' ', all.Take(20).Select(listing => listing.Symbol))}{(all.Length > 20 ? $" and {all.Length - 20} more" : "")}.");
    }
}
