namespace Rialto.Runtime.Rings;

/// <summary>One reader of a <see cref="BroadcastRing{T}"/>, on one thread.</summary>
public sealed class BroadcastReader<T> where T : unmanaged
{
    private readonly BroadcastRing<T> _ring;
    private Cursor _next;
    private Cursor _publishedSeen;

    internal BroadcastReader(BroadcastRing<T> ring, bool gating, long position)
    {
        _ring = ring;
        IsGating = gating;
        _next.Plain = position;
        _publishedSeen.Plain = position;
    }

    /// <summary>True where the producer waits for this reader.</summary>
    public bool IsGating { get; }

    /// <summary>The next position this reader reads. Any thread.</summary>
    public long Position => _next.Acquire();

    /// <summary>Messages published and not yet passed. A reader that does not gate may be lapped: see <see cref="IsLapped"/>.</summary>
    public long Available
    {
        get
        {
            _publishedSeen.Plain = _ring.PublishedCount;
            return _publishedSeen.Plain - _next.Plain;
        }
    }

    /// <summary>True where the producer may have overwritten the next message: for a reader that does not gate. It must then <see cref="SkipToEnd"/>.</summary>
    public bool IsLapped
    {
        get
        {
            Volatile.ReadBarrier(); // what was read before this call was read before the cursor
            return _ring.Started > _next.Plain + _ring.Capacity;
        }
    }

    /// <summary>
    /// An available message in its slot, counted from this reader's position. Gating readers only hold it still; others use <see cref="TryCopy"/>.
    /// Valid until <see cref="Advance"/>.
    /// </summary>
    public ref readonly T Peek(long offset)
    {
        if ((ulong)offset >= (ulong)(_publishedSeen.Plain - _next.Plain))
            ThrowNotAvailable(offset);
        return ref _ring.SlotFor(_next.Plain + offset);
    }

    /// <summary>Copies the next message and moves past it, if there is one and it was not overwritten meanwhile.</summary>
    /// <returns>False where nothing is published, or where this reader was lapped: <see cref="IsLapped"/> tells which.</returns>
    public bool TryCopy(out T item)
    {
        if (Available <= 0)
        {
            item = default;
            return false;
        }
        item = _ring.SlotFor(_next.Plain);
        if (IsLapped)
        {
            item = default;
            return false;
        }
        Advance(1);
        return true;
    }

    /// <summary>Passes messages, so that the producer may reuse their slots.</summary>
    public void Advance(long count)
    {
        _next.Release(_next.Plain + count);
        if (IsGating)
            _ring.ReaderAdvanced();
    }

    /// <summary>Gives up what was missed and goes on with the next message published.</summary>
    /// <returns>How many messages were passed unread.</returns>
    public long SkipToEnd()
    {
        var missed = Available;
        Advance(missed);
        return missed;
    }

    private static void ThrowNotAvailable(long offset) =>
        throw new ArgumentOutOfRangeException(nameof(offset), offset, "ask Available first");
}
