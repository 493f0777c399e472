namespace Rialto.Model.Schedules;

/// <summary>How much of an order should be done by a slice: pure integers, rounded down to whole lots (docs/reference/algos.md, section 5).</summary>
public static class SlicePlan
{
    /// <summary>Lots that should be done once a slice has acted, time being spread evenly.</summary>
    /// <param name="lots">The whole order.</param>
    /// <param name="slice">The slice, from 0; -1 gives zero.</param>
    /// <param name="slices">How many there are.</param>
    public static long Even(long lots, long slice, long slices) => (long)((Int128)lots * (slice + 1) / slices);

    /// <summary>The same, spread as a day's volume is.</summary>
    public static long Along(VolumeCurve curve, in SliceTimes times, long lots, long slice)
    {
        ArgumentNullException.ThrowIfNull(curve);
        if (slice < 0)
            return 0;
        return (long)(lots * curve.Between(times.Start, times.EndOf(slice)) / curve.Between(times.Start, times.End));
    }

    /// <summary>What should be done once a slice has acted, and how much of it is that slice's own share, in lots; spread along a curve, or evenly where there is none.</summary>
    public static (long Plan, long Share) Of(VolumeCurve? curve, in SliceTimes times, long lots, long slice)
    {
        var (plan, before) = curve is null
            ? (Even(lots, slice, times.Count), Even(lots, slice - 1, times.Count))
            : (Along(curve, times, lots, slice), Along(curve, times, lots, slice - 1));
        return (plan, plan - before);
    }

    /// <summary>Lots that are a share of what others have traded; at most all.</summary>
    /// <param name="lots">The whole order.</param>
    /// <param name="lot">Units in a lot.</param>
    /// <param name="others">What others have traded, in units; nothing where it is negative.</param>
    /// <param name="ppm">The share, in millionths.</param>
    public static long OfVolume(long lots, long lot, Int128 others, int ppm) =>
        others <= 0 ? 0 : (long)Int128.Min(lots, others * ppm / 1_000_000 / lot);

    /// <summary>The most that one slice may ask for, in lots: its share and what it may catch up, rounded up.</summary>
    public static long Bound(long share, int catchUpPercent) => share + (long)(((Int128)share * catchUpPercent + 99) / 100);
}
