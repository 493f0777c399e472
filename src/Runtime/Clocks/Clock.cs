using System.Diagnostics;

namespace Rialto.Runtime.Clocks;

/// <summary>Wall time in nanoseconds since 1970-01-01T00:00:00Z. Replaceable, so that tests own time. Any thread.</summary>
public abstract class Clock
{
    /// <summary>The machine's clock, in steps of 100 ns; it may step back when the machine is corrected, see <see cref="MonotonicTime"/>.</summary>
    public static Clock System { get; } = new SystemClock();

    /// <summary>Now.</summary>
    public abstract long UtcNanoseconds { get; }

    /// <summary>Nanoseconds since some fixed moment; never steps back. For intervals.</summary>
    public static long MonotonicNanoseconds => (long)(Stopwatch.GetTimestamp() * NanosecondsPerStopwatchTick);

    private static readonly double NanosecondsPerStopwatchTick = 1e9 / Stopwatch.Frequency;

    private sealed class SystemClock : Clock
    {
        public override long UtcNanoseconds => (DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) * 100;
    }
}
