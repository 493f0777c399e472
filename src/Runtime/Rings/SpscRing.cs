using Rialto.Runtime.Agents;
using Rialto.Runtime.Memory;

namespace Rialto.Runtime.Rings;

/// <summary>
/// Bounded queue of fixed-size messages from one thread to one other. Each side keeps the last it saw of the other's cursor and reads the
/// shared line again only when that says full or empty. Invariant: consumed &lt;= published &lt;= consumed + Capacity.
/// </summary>
public sealed class SpscRing<T> where T : unmanaged
{
    private readonly AlignedSlots<T> _slots;
    private readonly WakeList _consumers = new();
    private Cursor _published;
    private Cursor _consumedSeen; // producer's copy
    private Cursor _consumed;
    private Cursor _publishedSeen; // consumer's copy

    /// <param name="capacity">Number of slots, a power of two.</param>
    public SpscRing(int capacity) => _slots = new AlignedSlots<T>(capacity);

    /// <summary>Number of slots.</summary>
    public int Capacity => _slots.Capacity;

    /// <summary>The next position the consumer takes. Any thread.</summary>
    public long ConsumerPosition => _consumed.Acquire();

    /// <summary>Messages published and not yet taken; a moment's view. Any thread.</summary>
    public long Depth
    {
        get
        {
            var consumed = _consumed.Acquire();
            return Math.Clamp(_published.Acquire() - consumed, 0, Capacity);
        }
    }

    /// <summary>Registers a signal that <see cref="Publish"/> raises while its owner is parked. Before the ring is used.</summary>
    public void WakeOnPublish(WakeSignal signal) => _consumers.Add(signal);

    /// <summary>The next position, if there is room. The producer. Claiming again before publishing gives the same position.</summary>
    public bool TryClaim(out long position)
    {
        position = _published.Plain;
        if (position - _consumedSeen.Plain < Capacity)
            return true;
        _consumedSeen.Plain = _consumed.Acquire();
        return position - _consumedSeen.Plain < Capacity;
    }

    /// <summary>The slot of the claimed position: write all of it. The producer.</summary>
    public ref T Slot(long position) => ref _slots[position];

    /// <summary>Hands the claimed slot over. The producer.</summary>
    public void Publish(long position)
    {
        _published.Release(position + 1);
        _consumers.WakeParked();
    }

    /// <summary>Copies a message in.</summary>
    /// <returns>False where the ring is full.</returns>
    public bool TryPublish(in T item)
    {
        if (!TryClaim(out var position))
            return false;
        _slots[position] = item;
        Publish(position);
        return true;
    }

    /// <summary>Takes what is there, at most <paramref name="limit"/> messages. The consumer.</summary>
    /// <returns>How many were taken. If the handler throws, none.</returns>
    public int Poll<THandler>(ref THandler handler, int limit) where THandler : struct, IRingHandler<T>
    {
        var position = _consumed.Plain;
        if (_publishedSeen.Plain == position)
        {
            _publishedSeen.Plain = _published.Acquire();
            if (_publishedSeen.Plain == position)
                return 0;
        }
        var taken = (int)Math.Min(limit, _publishedSeen.Plain - position);
        for (var end = position + taken; position < end; position++)
            handler.On(ref _slots[position], position);
        if (taken > 0)
            _consumed.Release(position);
        return taken;
    }

    /// <summary>Copies the next message out. The consumer.</summary>
    public bool TryTake(out T item)
    {
        var position = _consumed.Plain;
        if (_publishedSeen.Plain == position)
        {
            _publishedSeen.Plain = _published.Acquire();
            if (_publishedSeen.Plain == position)
            {
                item = default;
                return false;
            }
        }
        item = _slots[position];
        _consumed.Release(position + 1);
        return true;
    }
}
