using Rialto.Journal.Storage;
using Rialto.Model.Feeds;

namespace Rialto.Journal.Feeds;

/// <summary>
/// Reads recorded events back, alone: the listings they name are in <see cref="Listings"/> by the time they are told. Checks every byte it passes; takes no lock and changes nothing, so a recording
/// may be read while it is written. Single-threaded.
/// <code>
/// using var reader = new EventRecordingReader(folder);
/// while (reader.TryRead(out var events))
///     foreach (ref readonly var told in events)
///         books.Apply(in told);
/// </code>
/// </summary>
public sealed class EventRecordingReader : IDisposable
{
    /// <summary>Listings that a recording may name, unless more are allowed.</summary>
    public const int ListingsMax = 1 << 17;

    private readonly ISegmentStore _store;
    private readonly FeedBatch _batch = new();
    private readonly JournalCursor _cursor;
    private int _at;
    private int _row;

    /// <summary>Stands before the first event. A folder that is missing or empty is a recording without events.</summary>
    /// <param name="directory">The recording's folder.</param>
    /// <param name="listingsMax">Most listings it may name.</param>
    public EventRecordingReader(string directory, int listingsMax = ListingsMax) : this(new FolderStore(directory), listingsMax)
    {
    }

    internal EventRecordingReader(ISegmentStore store, int listingsMax = ListingsMax)
    {
        _store = store;
        _cursor = new JournalCursor(store, _batch);
        Listings = new ListingTable(listingsMax);
    }

    /// <summary>The listings told so far, by their numbers in the recording.</summary>
    public ListingTable Listings { get; }

    /// <summary>Events handed out.</summary>
    public long Events { get; private set; }

    /// <summary>Looks whether a folder holds segments, whatever they say.</summary>
    public static bool IsRecording(string directory) => new FolderStore(directory).List().Count > 0;

    /// <summary>
    /// The next events. A frame may be cut by the end of the span, and the last one by the end of a recording that was killed: a book is right at <see cref="FeedEventFlags.LastOfFrame"/>.
    /// </summary>
    /// <param name="events">Valid until the next call.</param>
    /// <returns>False at the present end: to be asked again where the recording is still written.</returns>
    /// <exception cref="JournalCorruptException">The recording is damaged here.</exception>
    public bool TryRead(out ReadOnlySpan<FeedEvent> events)
    {
        while (true)
        {
            while (_row < _batch.Rows.Count && _batch.Rows[_row].Before == _at)
                Take(_batch.Rows[_row++].Listing);
            if (_at < _batch.Events.Length)
            {
                var end = _row < _batch.Rows.Count ? _batch.Rows[_row].Before : _batch.Events.Length;
                events = _batch.Events[_at..end];
                Check(events);
                (_at, Events) = (end, Events + events.Length);
                return true;
            }

            if (!_cursor.TryReadBatch())
            {
                // What the look at an unfinished batch has left behind is not ours to tell.
                events = default;
                (_at, _row) = (0, 0);
                _batch.Clear();
                return false;
            }

            (_at, _row) = (0, 0);
        }
    }

    /// <summary>After the end: what stands behind it that is no whole batch, where a process was killed in the middle of a write; null for nothing.</summary>
    /// <exception cref="JournalCorruptException">No interrupted write explains it.</exception>
    public string? FindTorn() => _store.List() is [.., var last] ? JournalVerification.TornAt(_store, last, _cursor.Position, new FeedBatch()) : null;

    /// <inheritdoc/>
    public void Dispose() => _cursor.Dispose();

    private void Take(Listing listing)
    {
        try
        {
            if (listing.Id.Value <= Listings.Count)
                Listings.Replace(listing);
            else
                Listings.Add(listing);
        }
        catch (Exception wrong) when (wrong is ArgumentException or InvalidOperationException)
        {
            throw Wrong($"listing {listing.Id} ({listing.VenueSymbol}): {wrong.Message}");
        }
    }

    private void Check(ReadOnlySpan<FeedEvent> events)
    {
        foreach (ref readonly var told in events)
        {
            if (told.Listing.Value > Listings.Count)
                throw Wrong($"an event of listing {told.Listing}, of which nothing was told");
        }
    }

    private JournalCorruptException Wrong(string reason)
    {
        var position = _cursor.Position;
        return new JournalCorruptException(FolderStore.NameOf(position.Segment), position.BatchOffset, reason);
    }
}
