using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Rialto.Runtime.Agents;

/// <summary>
/// Sleeping on a word in memory until somebody wakes who sleeps there (Linux: futex(2), and for two words at once futex_waitv of 5.16). Words in a mapping of a file are shared by all processes that
/// map it, and may be slept on where they can only be read.
/// </summary>
internal static unsafe partial class Futex
{
    private const int WaitPrivate = 128; // FUTEX_WAIT | FUTEX_PRIVATE_FLAG
    private const int WakePrivate = 129; // FUTEX_WAKE | FUTEX_PRIVATE_FLAG
    private const int WakeShared = 1; // FUTEX_WAKE
    private const long WaitVector = 449; // the same number everywhere
    private const uint Size32 = 2, Private = 128;
    private const int TryAgain = 11, Interrupted = 4, TimedOut = 110;
    private const int ClockMonotonic = 1;

    private static readonly long Number = !OperatingSystem.IsLinux() ? 0 : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 => 98,
        _ => 0,
    };

    private static volatile bool s_hasVector = Number != 0;

    /// <summary>True where the system has it.</summary>
    public static bool IsThere => Number != 0;

    /// <summary>True until the system has said that it cannot sleep on two words at once.</summary>
    public static bool CanWaitOnTwo => s_hasVector;

    /// <summary>Sleeps while a word of this process is zero, at most so long. A spurious return (a signal's) is like a timeout.</summary>
    public static void Wait(int* word, TimeSpan timeoutMax)
    {
        var patience = new TimeSpec(timeoutMax.Ticks / TimeSpan.TicksPerSecond, timeoutMax.Ticks % TimeSpan.TicksPerSecond * 100);
        // SAFETY: the caller keeps the word where it is; the system reads it, and the time from this frame, which stands until the call returns.
        SystemCall(Number, word, WaitPrivate, 0, &patience, null, 0);
    }

    /// <summary>Sleeps while a word of this process is zero and one in a shared mapping is what was seen, at most so long.</summary>
    /// <returns>False where the system cannot: nothing was waited for.</returns>
    public static bool TryWait(int* word, int* shared, int seen, TimeSpan timeoutMax)
    {
        if (!s_hasVector)
            return false;
        var words = stackalloc Waiter[2];
        words[0] = new Waiter(0, (ulong)word, Size32 | Private, 0);
        words[1] = new Waiter((uint)seen, (ulong)shared, Size32, 0);

        // Until a moment, not for a time; .NET's own clock is this one.
        var until = Stopwatch.GetTimestamp() + timeoutMax.Ticks * 100;
        var moment = new TimeSpec(until / 1_000_000_000, until % 1_000_000_000);
        // SAFETY: as in Wait; the mapping of the shared word belongs to the calling thread's reader.
        if (SystemCall(WaitVector, words, 2, 0, &moment, ClockMonotonic) >= 0 || Marshal.GetLastPInvokeError() is TryAgain or Interrupted or TimedOut)
            return true;
        s_hasVector = false;
        return false;
    }

    /// <summary>Wakes who sleeps on a word of this process. Reads and writes nothing.</summary>
    public static void Wake(int* word) => SystemCall(Number, word, WakePrivate, 1, null, null, 0);

    /// <summary>Wakes all who sleep on a word of a shared mapping, in whatever process. Reads and writes nothing.</summary>
    public static void WakeAll(int* shared) => SystemCall(Number, shared, WakeShared, int.MaxValue, null, null, 0);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long SystemCall(long number, int* word, int operation, int value, TimeSpec* timeout, int* other, int bits);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, Waiter* words, uint count, uint flags, TimeSpec* until, int clock);

    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);

    private readonly record struct Waiter(ulong Value, ulong Address, uint Flags, uint Reserved);
}
