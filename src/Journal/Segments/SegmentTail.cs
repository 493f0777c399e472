using Rialto.Journal.Storage;

namespace Rialto.Journal.Segments;

/// <summary>
/// Where the journal grows: the last segment, and the one after it, which is made ready in the background so that the journal thread only has to name it.
/// No space for that one is not a failure: nothing of it was ever part of the journal, and <see cref="Retry"/> tries again. One thread, the journal's.
/// </summary>
internal sealed class SegmentTail : IDisposable
{
    private readonly ISegmentStore _store;
    private readonly int _segmentBytes;
    private readonly Action _onPrepared;
    private readonly SegmentContents _contents;
    private ISegmentFile? _file;
    private Task<ISegmentFile> _next;
    private Exception? _lastShortage;
    private long _number;
    private long _offset;
    private long _lengthBytes;

    /// <param name="folder">The journal.</param>
    /// <param name="recovered">Where it ends.</param>
    /// <param name="onPrepared">Called on any thread when the next segment is ready, or could not be made.</param>
    /// <param name="contents">What new segments hold.</param>
    public SegmentTail(JournalFolder folder, RecoveryReport recovered, Action onPrepared, SegmentContents contents = SegmentContents.Commands)
    {
        _contents = contents;
        _store = folder.Store;
        _segmentBytes = folder.Options.SegmentBytes;
        _onPrepared = onPrepared;
        if (recovered.End.Segment != 0)
        {
            _number = recovered.End.Segment;
            _offset = recovered.End.Offset;
            _file = _store.Open(_number, writable: true);
            _lengthBytes = _file.LengthBytes;
            HoldsProofs = SegmentWindow.ReadHeader(_file, _number, stackalloc byte[ChainHash.SizeBytes]).HoldsProofs;
        }
        _next = Prepare();
    }

    /// <summary>Number of the segment; zero where there is none yet.</summary>
    public long Number => _number;

    /// <summary>Where in the segment the next write goes, in bytes.</summary>
    public long OffsetBytes => _offset;

    /// <summary>Bytes left in the segment; zero where there is none yet.</summary>
    public int RoomBytes => (int)(_lengthBytes - _offset);

    /// <summary>True where the segment's format has proof records: not in one that an earlier version began.</summary>
    public bool HoldsProofs { get; private set; }

    /// <summary>Why there is no next segment; null while the first attempt lasts and once it is ready. While it is tried again the last failure stands: a shortage is over when there is a segment.</summary>
    public Exception? Shortage => _next.IsFaulted ? _next.Exception.GetBaseException() : HasNext ? null : _lastShortage;

    /// <summary>True once the next segment is ready.</summary>
    public bool HasNext => _next.IsCompletedSuccessfully;

    /// <summary>Tries once more to make the next segment ready, where that has failed.</summary>
    public void Retry()
    {
        if (!_next.IsFaulted)
            return;
        _lastShortage = Shortage;
        _next = Prepare();
    }

    /// <summary>Writes at the end.</summary>
    /// <exception cref="IOException">It failed; the end of the segment is unknown now.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _file!.Write(bytes, _offset);
        _offset += bytes.Length;
    }

    /// <summary>Waits for the disk.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public void Flush() => _file!.Flush();

    /// <summary>Goes on in a new segment, if one is ready. Its header is durable before it gets its name, and its name before the first batch.</summary>
    /// <returns>False where there is none: nothing has changed.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public bool TryStartSegment(long baseSequence, ReadOnlySpan<byte> chain)
    {
        if (!_next.IsCompletedSuccessfully)
            return false;
        var next = _next.Result;
        Span<byte> header = stackalloc byte[SegmentHeader.SizeBytes];
        new SegmentHeader(_number + 1, baseSequence, next.LengthBytes, SegmentHeader.NewestOf(_contents), _contents).Encode(header, chain);
        next.Write(header, 0);
        next.Flush();
        // With the weaker policies the old segment may still be unwritten; a new one must not outlive it.
        _file?.Flush();
        _file?.Dispose();
        _file = next;
        _store.Name(++_number);
        _lengthBytes = next.LengthBytes;
        _offset = SegmentHeader.SizeBytes;
        HoldsProofs = _contents == SegmentContents.Commands;
        _lastShortage = null;
        _next = Prepare();
        return true;
    }

    /// <summary>Waits until the next segment is ready or could not be made.</summary>
    public void WaitForNext() => Task.WaitAny(_next);

    public void Dispose()
    {
        _file?.Dispose();
        WaitForNext(); // it must not touch the folder after the lock is given up
        if (HasNext && _next.Result != _file)
            _next.Result.Dispose();
    }

    private Task<ISegmentFile> Prepare()
    {
        var task = _store.PrepareAsync(_segmentBytes);
        task.ContinueWith(static (_, told) => ((Action)told!)(), _onPrepared, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }
}
