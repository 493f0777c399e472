using Rialto.Model.Units;

namespace Rialto.Model.Schedules;

/// <summary>When an order that is worked over time acts: slices at equal intervals, each a little late by a number that only its salt and its own number decide (docs/reference/algos.md, section 2).</summary>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it is over; after <see cref="Start"/>.</param>
/// <param name="IntervalMs">From slice to slice, without the jitter; at least 1.</param>
/// <param name="JitterPercent">How late a slice may be, 0 to 50 percent of the interval.</param>
/// <param name="Salt">What makes one order's jitter differ from another's: its number.</param>
public readonly record struct SliceTimes(Timestamp Start, Timestamp End, int IntervalMs, int JitterPercent, long Salt)
{
    private const long NsPerMs = 1_000_000;
    private const ulong Golden = 11_400_714_819_323_198_485;

    private long IntervalNs => IntervalMs * NsPerMs;

    /// <summary>How many slices there are.</summary>
    public long Count => (End.Nanoseconds - Start.Nanoseconds + IntervalNs - 1) / IntervalNs;

    /// <summary>When a slice acts; slices are numbered from zero, and their times rise with their numbers.</summary>
    public Timestamp TimeOf(long slice) =>
        new(Math.Min(Start.Nanoseconds + slice * IntervalNs + JitterMs(slice) * NsPerMs, End.Nanoseconds - 1));

    /// <summary>Where the share of time that a slice stands for ends.</summary>
    public Timestamp EndOf(long slice) => new(Math.Min(Start.Nanoseconds + (slice + 1) * IntervalNs, End.Nanoseconds));

    /// <summary>The last slice whose time has come; -1 if none has.</summary>
    public long LastAt(Timestamp now)
    {
        if (now < Start)
            return -1;
        var slice = Math.Min((now.Nanoseconds - Start.Nanoseconds) / IntervalNs, Count - 1);
        return TimeOf(slice) <= now ? slice : slice - 1;
    }

    private long JitterMs(long slice)
    {
        var most = (ulong)((long)IntervalMs * JitterPercent / 100);
        var mixed = unchecked((ulong)((Salt * 1_000_003) + slice) * Golden);
        return (long)(((mixed >> 32) * (most + 1)) >> 32);
    }
}
