namespace Rialto.Runtime.Clocks;

/// <summary>
/// Wall time that never steps back: where the clock does, it stands still until the clock has caught up. One thread.
/// </summary>
/// <param name="clock">Where time comes from.</param>
/// <param name="lastNanoseconds">Time never goes below this; after a recovery, the last recorded time.</param>
public sealed class MonotonicTime(Clock clock, long lastNanoseconds = 0)
{
    /// <summary>The latest time given out.</summary>
    public long LastNanoseconds { get; private set; } = lastNanoseconds;

    /// <summary>Times the clock was found behind what had been given out.</summary>
    public long StepsBack { get; private set; }

    /// <summary>Now, or the latest time given out if that is later.</summary>
    public long Next()
    {
        var now = clock.UtcNanoseconds;
        if (now >= LastNanoseconds)
            LastNanoseconds = now;
        else
            StepsBack++;
        return LastNanoseconds;
    }
}
