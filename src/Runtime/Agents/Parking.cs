using System.Runtime.InteropServices;
using Rialto.Runtime.Shared;

namespace Rialto.Runtime.Agents;

/// <summary>
/// Where one thread sleeps until another raises it: on Linux a futex, which takes a third of the time of a monitor's wait and pulse and wakes nobody into a lock that is still held;
/// elsewhere a monitor. A raise without a sleeper is kept for the next wait.
/// </summary>
internal sealed unsafe class Parking
{
    private const int LineBytes = 128;

    private readonly int[] _memory = GC.AllocateArray<int>(2 * LineBytes / sizeof(int), pinned: true);
    private readonly int* _raised;
    private readonly object? _gate = Futex.IsThere ? null : new object();

    public Parking()
    {
        // SAFETY: the array is pinned and lives as long as this object; the word stands a line from either end, alone on its line.
        _raised = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_memory, LineBytes / sizeof(int));
    }

    /// <summary>Sleeps until raised, at most so long; returns at once where it was raised before. The one sleeper.</summary>
    /// <param name="timeoutMax">At most so long.</param>
    /// <param name="beside">Ends the sleep too, where the system can wait for both.</param>
    /// <returns>True where it was raised.</returns>
    public bool Wait(TimeSpan timeoutMax, SharedArrivals? beside = null)
    {
        if (Volatile.Read(ref *_raised) == 0)
        {
            if (_gate is not null)
                SleepOnMonitor(timeoutMax);
            else if (beside is null || !beside.TryWatch(out var word, out var seen) || !Futex.TryWait(_raised, word, seen, timeoutMax))
                Futex.Wait(_raised, timeoutMax);
        }
        return Interlocked.Exchange(ref *_raised, 0) != 0;
    }

    /// <summary>Ends the sleep, or the next one. Any thread.</summary>
    public void Raise()
    {
        if (_gate is null)
        {
            Volatile.Write(ref *_raised, 1);
            Futex.Wake(_raised);
            return;
        }
        lock (_gate)
        {
            *_raised = 1;
            Monitor.Pulse(_gate);
        }
    }

    private void SleepOnMonitor(TimeSpan timeoutMax)
    {
        lock (_gate!)
        {
            if (*_raised == 0)
                Monitor.Wait(_gate, timeoutMax);
        }
    }
}
