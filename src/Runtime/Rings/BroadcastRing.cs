using System.Runtime.CompilerServices;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Memory;

namespace Rialto.Runtime.Rings;

/// <summary>
/// One producer, many readers, each at its own pace; every reader sees every message. Gating readers hold the producer back (it waits for the slowest);
/// the others may be lapped, and notice.
/// <code>
///   started     positions the producer may be writing      (before the slot is touched: how a lapped reader knows)
///   published   positions readers may read                 (after the slot is complete)
///   reader.next next position of that reader               (gating: the slot may be reused once it has passed)
/// </code>
/// Invariant: max(gating next) &lt;= published &lt;= started &lt;= min(gating next) + Capacity.
/// </summary>
public sealed class BroadcastRing<T> where T : unmanaged
{
    private readonly AlignedSlots<T> _slots;
    private readonly WakeList _waiters = new();
    private readonly IdleStrategy _waitForRoom;
    private BroadcastReader<T>[] _gating = [];
    private Cursor _started;
    private Cursor _published;
    private Cursor _slowestSeen; // the slowest gating reader as the producer last saw it; only ever too small

    /// <param name="capacity">Number of slots, a power of two.</param>
    /// <param name="waitForRoom">How the producer waits for the slowest gating reader; suited to the machine if not given.</param>
    public BroadcastRing(int capacity, IdleStrategy? waitForRoom = null)
    {
        _slots = new AlignedSlots<T>(capacity);
        _waitForRoom = waitForRoom ?? new IdleStrategy(new WakeSignal());
    }

    /// <summary>Number of slots.</summary>
    public int Capacity => _slots.Capacity;

    /// <summary>Messages published so far. Any thread.</summary>
    public long PublishedCount => _published.Acquire();

    /// <summary>Registers a signal that <see cref="Publish"/> raises while its owner is parked. Before the ring is used.</summary>
    public void WakeOnPublish(WakeSignal signal) => _waiters.Add(signal);

    /// <summary>A new reader, from the messages published from now on. Gating readers: before the producer starts, or on its thread.</summary>
    public BroadcastReader<T> AddReader(bool gating)
    {
        var reader = new BroadcastReader<T>(this, gating, _published.Acquire());
        if (gating)
        {
            _gating = [.. _gating, reader];
            _slowestSeen.Plain = Slowest(); // cold
        }
        return reader;
    }

    /// <summary>
    /// The next slot; its content is whatever was there before: write all of it. Waits while a gating reader still needs it, and then first publishes what was
    /// claimed before, so that a burst longer than the ring passes through it. The producer; the reference is valid until the next call, which also says that
    /// the slot is complete.
    /// </summary>
    public ref T Claim()
    {
        var position = _started.Plain;
        if (_gating.Length != 0 && position - _slowestSeen.Plain >= Capacity)
            WaitForRoom(position);
        _started.Release(position + 1);
        Volatile.WriteBarrier(); // a reader that sees any byte of the new content sees the cursor that warns of it
        return ref _slots[position];
    }

    /// <summary>The slot claimed last, for a final mark before it is published. The producer, after <see cref="Claim"/> and before <see cref="Publish"/>.</summary>
    public ref T LastClaimed => ref _slots[_started.Plain - 1];

    /// <summary>Shows everything claimed so far to the readers, and wakes those that are parked. The producer.</summary>
    public void Publish()
    {
        PublishQuietly();
        _waiters.WakeParked();
    }

    /// <summary>As <see cref="Publish"/>, but leaves it to the caller to see to readers that are parked. They are woken all the same where the ring is full.</summary>
    public void PublishQuietly() => _published.Release(_started.Plain);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitForRoom(long position)
    {
        if (position - Slowest() >= Capacity)
            Publish(); // or the readers could never make room
        while (true)
        {
            _slowestSeen.Plain = Slowest();
            if (position - _slowestSeen.Plain < Capacity)
                break;
            _waitForRoom.Idle(0);
        }
        _waitForRoom.Idle(1);
    }

    private long Slowest()
    {
        var slowest = long.MaxValue;
        foreach (var reader in _gating)
            slowest = Math.Min(slowest, reader.Position);
        return slowest;
    }

    internal ref readonly T SlotFor(long position) => ref _slots[position];

    internal void ReaderAdvanced() => _waitForRoom.Signal.WakeIfParked();

    internal long Started => _started.Acquire();
}
