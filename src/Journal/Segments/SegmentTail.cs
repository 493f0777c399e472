using Rialto.Journal.Storage;

namespace Rialto.Journal.Segments;

/// <summary>
/// Where the journal grows: the last segment, and the one after it, which a background thread makes ready so that the journal thread only has to name it.
/// One thread, the journal's.
/// </summary>
internal sealed class SegmentTail : IDisposable
{
    private readonly ISegmentStore _store;
    private readonly int _segmentBytes;
    private ISegmentFile? _file;
    private Task<ISegmentFile>? _next;
    private long _number;
    private long _offset;
    private long _lengthBytes;

    public SegmentTail(JournalFolder folder, RecoveryReport recovered)
    {
        _store = folder.Store;
        _segmentBytes = folder.Options.SegmentBytes;
        if (recovered.LastSegment != 0)
        {
            _number = recovered.LastSegment;
            _offset = recovered.LastOffset;
            _file = _store.Open(_number, writable: true);
            _lengthBytes = _file.LengthBytes;
        }
        PrepareNext();
    }

    /// <summary>Bytes left in the segment; zero where there is none yet.</summary>
    public int RoomBytes => (int)(_lengthBytes - _offset);

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

    /// <summary>Goes on in a new segment. Its header is durable before it gets its name, and its name before the first batch.</summary>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public void StartSegment(long baseSequence, ReadOnlySpan<byte> chain)
    {
        var next = _next!.GetAwaiter().GetResult();
        _next = null;
        Span<byte> header = stackalloc byte[SegmentHeader.SizeBytes];
        new SegmentHeader(_number + 1, baseSequence, next.LengthBytes).Encode(header, chain);
        next.Write(header, 0);
        next.Flush();
        // With the weaker policies the old segment may still be unwritten; a new one must not outlive it.
        _file?.Flush();
        _file?.Dispose();
        _file = next;
        _store.Name(++_number);
        _lengthBytes = next.LengthBytes;
        _offset = SegmentHeader.SizeBytes;
        PrepareNext();
    }

    public void Dispose()
    {
        _file?.Dispose();
        if (_next is not { } next)
            return;
        Task.WaitAny(next); // it must not touch the folder after the lock is given up
        if (next.IsCompletedSuccessfully)
            next.Result.Dispose();
        _next = null;
    }

    private void PrepareNext() => _next = Task.Run(() => _store.Prepare(_segmentBytes));
}
