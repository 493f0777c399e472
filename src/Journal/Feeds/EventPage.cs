using Rialto.Journal.Segments;

namespace Rialto.Journal.Feeds;

/// <summary>Events on their way into a recording, encoded: at most what one batch holds. Filled by <see cref="EventEncoder"/>, written by <see cref="EventRecordingWriter"/>; one thread at a time.</summary>
public sealed class EventPage
{
    private readonly byte[] _bytes;

    /// <summary>Makes an empty page.</summary>
    /// <param name="segmentBytes">Size of the recording's segments: a page fits one of them.</param>
    public EventPage(int segmentBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentBytes, JournalOptions.SegmentBytesMin);
        _bytes = new byte[Math.Min(BatchHeader.PayloadBytesMax + BatchHeader.OverheadBytes, segmentBytes - SegmentHeader.SizeBytes)];
    }

    /// <summary>Events in it.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of its records.</summary>
    public int Bytes { get; private set; }

    /// <summary>Bytes of records that it can still take.</summary>
    public int RoomBytes => _bytes.Length - BatchHeader.OverheadBytes - Bytes;

    /// <summary>The last event in it was the last of its frame, or there is none: a good place to end.</summary>
    public bool IsAtFrameEnd { get; internal set; } = true;

    /// <summary>Throws all away.</summary>
    public void Clear() => (Count, Bytes, IsAtFrameEnd) = (0, 0, true);

    /// <summary>Where the next record goes.</summary>
    internal Span<byte> Rest => _bytes.AsSpan(BatchHeader.SizeBytes + Bytes, RoomBytes);

    /// <summary>The whole batch, its records in place.</summary>
    internal Span<byte> Batch => _bytes.AsSpan(0, BatchHeader.OverheadBytes + Bytes);

    /// <summary>A record was written to <see cref="Rest"/>.</summary>
    internal void Take(int bytes, int events) => (Bytes, Count) = (Bytes + bytes, Count + events);
}
