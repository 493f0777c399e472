using System.Runtime.InteropServices;

namespace Rialto.Runtime.Agents;

/// <summary>
/// Where one thread sleeps until another raises it: on Linux a futex, which takes a third of the time of a monitor's wait and pulse and wakes nobody into a lock that is still held;
/// elsewhere a monitor. A raise without a sleeper is kept for the next wait.
/// </summary>
internal sealed unsafe partial class Parking
{
    private const int WaitPrivate = 128; // FUTEX_WAIT | FUTEX_PRIVATE_FLAG
    private const int WakePrivate = 129; // FUTEX_WAKE | FUTEX_PRIVATE_FLAG
    private const int LineBytes = 128;

    private static readonly long FutexNumber = !OperatingSystem.IsLinux() ? 0 : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 => 98,
        _ => 0,
    };

    private readonly int[] _memory = GC.AllocateArray<int>(2 * LineBytes / sizeof(int), pinned: true);
    private readonly int* _raised;
    private readonly object? _gate = FutexNumber == 0 ? new object() : null;

    public Parking()
    {
        // SAFETY: the array is pinned and lives as long as this object; the word stands a line from either end, alone on its line.
        _raised = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_memory, LineBytes / sizeof(int));
    }

    /// <summary>Sleeps until raised, at most so long; returns at once where it was raised before. The one sleeper.</summary>
    /// <returns>True where it was raised.</returns>
    public bool Wait(TimeSpan timeoutMax)
    {
        if (Volatile.Read(ref *_raised) == 0)
        {
            if (_gate is null)
                Sleep(timeoutMax);
            else
                SleepOnMonitor(timeoutMax);
        }
        return Interlocked.Exchange(ref *_raised, 0) != 0;
    }

    /// <summary>Ends the sleep, or the next one. Any thread.</summary>
    public void Raise()
    {
        if (_gate is null)
        {
            Volatile.Write(ref *_raised, 1);
            // SAFETY: the word is pinned; a wake reads nothing through the other arguments.
            SystemCall(FutexNumber, _raised, WakePrivate, 1, null, null, 0);
            return;
        }
        lock (_gate)
        {
            *_raised = 1;
            Monitor.Pulse(_gate);
        }
    }

    // A spurious return (a signal's) ends the sleep early, which its callers must expect anyway: it is like a timeout.
    private void Sleep(TimeSpan timeoutMax)
    {
        var patience = new TimeSpec(timeoutMax.Ticks / TimeSpan.TicksPerSecond, timeoutMax.Ticks % TimeSpan.TicksPerSecond * 100);
        // SAFETY: the system reads the pinned word, and the time from this frame, which stands until the call returns.
        SystemCall(FutexNumber, _raised, WaitPrivate, 0, &patience, null, 0);
    }

    private void SleepOnMonitor(TimeSpan timeoutMax)
    {
        lock (_gate!)
        {
            if (*_raised == 0)
                Monitor.Wait(_gate, timeoutMax);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long SystemCall(long number, int* word, int operation, int value, TimeSpec* timeout, int* other, int bits);

    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
