using Rialto.Runtime.Agents;
using Rialto.Runtime.Memory;

namespace Rialto.Runtime.Rings;

/// <summary>
/// Bounded queue of fixed-size messages from many threads to one. A producer claims a position, fills the slot, publishes; whoever claims must publish,
/// and soon: the consumer takes positions in order and waits for the slowest claim.
/// <code>
///   claimed   ──CAS──>  next position to claim                    producers
///   marks[i]            position + 1 once the slot is published    written by the claimer, read by the consumer
///   consumed            next position to take                      consumer
/// </code>
/// Invariant: consumed &lt;= claimed &lt;= consumed + Capacity. No allocation, no lock; producers never wait.
/// </summary>
public sealed class MpscRing<T> where T : unmanaged
{
    private readonly AlignedSlots<T> _slots;
    private readonly AlignedSlots<long> _marks;
    private readonly WakeList _consumers = new();
    private Cursor _claimed;
    private Cursor _consumedSeen; // the consumer's cursor as a producer last read it; only ever too small
    private Cursor _consumed;

    /// <param name="capacity">Number of slots, a power of two.</param>
    public MpscRing(int capacity)
    {
        _slots = new AlignedSlots<T>(capacity);
        _marks = new AlignedSlots<long>(capacity);
    }

    /// <summary>Number of slots.</summary>
    public int Capacity => _slots.Capacity;

    /// <summary>The next position the consumer takes. Any thread.</summary>
    public long ConsumerPosition => _consumed.Acquire();

    /// <summary>The next position a producer claims. Any thread.</summary>
    public long ProducerPosition => _claimed.Acquire();

    /// <summary>Messages claimed and not yet taken, 0 to Capacity; a moment's view. Any thread.</summary>
    public long Depth
    {
        get
        {
            var consumed = _consumed.Acquire();
            return Math.Clamp(_claimed.Acquire() - consumed, 0, Capacity);
        }
    }

    /// <summary>Registers a signal that <see cref="Publish"/> raises while its owner is parked. Before the ring is used.</summary>
    public void WakeOnPublish(WakeSignal signal) => _consumers.Add(signal);

    /// <summary>Takes the next position for the calling thread. Any thread.</summary>
    /// <returns>False where the ring is full: nothing was claimed.</returns>
    public bool TryClaim(out long position)
    {
        while (true)
        {
            position = _claimed.Acquire();
            if (position - _consumedSeen.Acquire() >= Capacity)
            {
                var consumed = _consumed.Acquire();
                if (position - consumed >= Capacity)
                {
                    // A stale position looks full as well: refuse only if it still is the present one.
                    if (_claimed.Acquire() == position)
                        return false;
                    continue;
                }
                _consumedSeen.Release(consumed);
            }
            if (_claimed.TryMove(position, position + 1))
                return true;
        }
    }

    /// <summary>The slot of a claimed position: write all of it, its content is whatever was there before. The claiming thread, until it publishes.</summary>
    public ref T Slot(long position) => ref _slots[position];

    /// <summary>Hands a claimed and filled slot to the consumer, and wakes it if it is parked. The claiming thread, once.</summary>
    public void Publish(long position)
    {
        PublishQuietly(position);
        _consumers.WakeParked();
    }

    /// <summary>As <see cref="Publish"/>, but leaves it to the caller to see to a consumer that is parked, for example once for several messages. The claiming thread, once.</summary>
    public void PublishQuietly(long position) => Volatile.Write(ref _marks[position], position + 1);

    /// <summary>Messages ready to take without a gap, at most <paramref name="limit"/>. The consumer.</summary>
    public int Ready(int limit)
    {
        var position = _consumed.Plain;
        var ready = 0;
        while (ready < limit && Volatile.Read(ref _marks[position + ready]) == position + ready + 1)
            ready++;
        return ready;
    }

    /// <summary>A ready message, counted from the consumer's position. Valid until <see cref="Advance"/>. The consumer.</summary>
    public ref T Peek(int offset) => ref _slots[_consumed.Plain + offset];

    /// <summary>Gives the first messages' slots back to the producers. The consumer; no more than were ready.</summary>
    public void Advance(int count) => _consumed.Release(_consumed.Plain + count);

    /// <summary>Takes what is ready, at most <paramref name="limit"/> messages, and gives their slots back together. The consumer.</summary>
    /// <returns>How many were taken. If the handler throws, none.</returns>
    public int Poll<THandler>(ref THandler handler, int limit) where THandler : struct, IRingHandler<T>
    {
        var position = _consumed.Plain;
        var taken = 0;
        while (taken < limit && Volatile.Read(ref _marks[position]) == position + 1)
        {
            handler.On(ref _slots[position], position);
            position++;
            taken++;
        }
        if (taken > 0)
            _consumed.Release(position);
        return taken;
    }
}
