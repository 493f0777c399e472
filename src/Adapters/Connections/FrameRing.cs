using System.Numerics;
using Rialto.Model.Feeds;
using Rialto.Runtime.Rings;

namespace Rialto.Adapters.Connections;

/// <summary>
/// Bounded queue of events from one thread to one other, published by the frame: the reader sees all of a frame or nothing. Each side keeps what it last saw of the other's cursor.
/// Invariant: consumed &lt;= published &lt;= claimed &lt;= consumed + capacity.
/// </summary>
internal sealed class FrameRing
{
    private readonly FeedEvent[] _slots;
    private readonly long _mask;
    private Cursor _published;
    private Cursor _claimed; // the writer's own
    private Cursor _consumedSeen; // the writer's copy
    private Cursor _consumed;
    private Cursor _publishedSeen; // the reader's copy

    /// <summary>Makes an empty ring.</summary>
    /// <param name="capacity">Number of slots, a power of two.</param>
    public FrameRing(int capacity)
    {
        if (capacity < 1 || !BitOperations.IsPow2(capacity))
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "must be a power of two");
        (_slots, _mask) = (new FeedEvent[capacity], capacity - 1);
    }

    /// <summary>A claimed slot. The writer.</summary>
    public ref FeedEvent this[long position] => ref _slots[position & _mask];

    /// <summary>Slots of the frame so far. The writer.</summary>
    public int Claimed => (int)(_claimed.Plain - _published.Plain);

    /// <summary>The last slot claimed. The writer.</summary>
    public long LastClaimed => _claimed.Plain - 1;

    /// <summary>Events published and not taken; a moment's view. Any thread.</summary>
    public long Depth
    {
        get
        {
            var consumed = _consumed.Acquire();
            return Math.Clamp(_published.Acquire() - consumed, 0, _slots.Length);
        }
    }

    /// <summary>True where all that was published has been taken. The reader.</summary>
    public bool IsEmpty => _published.Acquire() == _consumed.Plain;

    /// <summary>One more slot for the frame, if there is room. The writer.</summary>
    public bool TryClaim(out long position)
    {
        position = _claimed.Plain;
        if (RoomFrom(position) == 0)
            return false;
        _claimed.Plain = position + 1;
        return true;
    }

    /// <summary>More slots for the frame, if there is room for one: as many as asked for, or as there are up to the ring's end or the reader. The writer.</summary>
    public bool TryClaim(int most, out Span<FeedEvent> slots)
    {
        var position = _claimed.Plain;
        var start = (int)(position & _mask);
        var count = (int)Math.Min(Math.Min(most, RoomFrom(position)), _slots.Length - start);
        slots = _slots.AsSpan(start, count);
        _claimed.Plain = position + count;
        return count > 0;
    }

    private long RoomFrom(long position)
    {
        var room = _consumedSeen.Plain + _slots.Length - position;
        if (room > 0)
            return room;
        _consumedSeen.Plain = _consumed.Acquire();
        return _consumedSeen.Plain + _slots.Length - position;
    }

    /// <summary>Hands the frame over. The writer.</summary>
    public void Publish() => _published.Release(_claimed.Plain);

    /// <summary>Takes the frame back, into a span that has room for it. The writer.</summary>
    public void Withdraw(Span<FeedEvent> into)
    {
        var first = _published.Plain;
        for (var i = 0; i < Claimed; i++)
            into[i] = this[first + i];
        _claimed.Plain = first;
    }

    /// <summary>Copies out what is there and fits. The reader.</summary>
    public int Read(Span<FeedEvent> into)
    {
        var position = _consumed.Plain;
        if (_publishedSeen.Plain == position)
        {
            _publishedSeen.Plain = _published.Acquire();
            if (_publishedSeen.Plain == position)
                return 0;
        }

        var count = (int)Math.Min(into.Length, _publishedSeen.Plain - position);
        var start = (int)(position & _mask);
        var straight = Math.Min(count, _slots.Length - start);
        _slots.AsSpan(start, straight).CopyTo(into);
        _slots.AsSpan(0, count - straight).CopyTo(into[straight..]);
        _consumed.Release(position + count);
        return count;
    }
}
