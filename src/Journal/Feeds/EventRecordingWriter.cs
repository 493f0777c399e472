using Rialto.Journal.Segments;

namespace Rialto.Journal.Feeds;

/// <summary>
/// Writes events of feeds into segments of a folder of their own, page by page: each page is one batch, written and, by policy, flushed before the call returns, so that a killed process or a power
/// cut leaves whole pages. Never goes on in a folder that holds something. Single-threaded.
/// </summary>
/// <remarks>A failed write or flush is final, as it is for an exchange's journal: what is on the disk is not known any more. No space for the next segment is not: nothing is lost until it is there.</remarks>
public sealed class EventRecordingWriter : IDisposable
{
    private readonly JournalFolder _folder;
    private readonly SegmentTail _tail;
    private readonly byte[] _chain = new byte[ChainHash.SizeBytes];
    private IOException? _failure;

    /// <summary>Makes the folder, and its lock.</summary>
    /// <exception cref="IOException">It cannot be made, or it holds a journal already.</exception>
    public EventRecordingWriter(JournalOptions options) : this(JournalFolder.Open(options))
    {
    }

    internal EventRecordingWriter(JournalFolder folder)
    {
        _folder = folder;
        if (folder.Store.List().Count > 0)
        {
            folder.Dispose();
            throw new IOException($"'{folder.Options.Directory}' holds a journal already");
        }

        _tail = new SegmentTail(folder, RecoveryReport.Nothing, static () => { }, SegmentContents.FeedEvents);
    }

    /// <summary>The recording's folder.</summary>
    public string Directory => _folder.Options.Directory;

    /// <summary>Events written.</summary>
    public long Events { get; private set; }

    /// <summary>Bytes of batches written.</summary>
    public long Bytes { get; private set; }

    /// <summary>Segments begun.</summary>
    public int Segments { get; private set; }

    /// <summary>Why there is no next segment yet; null where there is one, or where the attempt is under way.</summary>
    public Exception? Shortage => _tail.Shortage;

    /// <summary>Writes a page; an empty one changes nothing.</summary>
    /// <returns>False where it needs the next segment and there is no space for it: nothing was written, to be called again.</returns>
    /// <exception cref="IOException">The disk failed; nothing more can be written here.</exception>
    public bool TryWrite(EventPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (_failure is not null)
            throw _failure;
        if (page.Bytes == 0)
            return true;
        try
        {
            if (_tail.RoomBytes < page.Batch.Length && !TryStartSegment())
                return false;
            new BatchHeader(page.Bytes, Events + 1, page.Count).Seal(page.Batch, _chain);
            _tail.Write(page.Batch);
            if (_folder.Options.Durability == Durability.Fsync)
                _tail.Flush();
        }
        catch (IOException failure)
        {
            _failure = failure;
            throw;
        }

        Events += page.Count;
        Bytes += page.Batch.Length;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tail.Dispose();
        _folder.Dispose();
    }

    private bool TryStartSegment()
    {
        _tail.Retry();
        _tail.WaitForNext();
        if (!_tail.TryStartSegment(Events + 1, _chain))
            return false;
        Segments++;
        return true;
    }
}
