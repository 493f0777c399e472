using Rialto.Model.Units;

namespace Rialto.Model.Schedules;

/// <summary>
/// How a day's volume is usually spread, as a weight for each quarter of an hour of the UTC day; the same every day. Pure integers, so that a schedule made of it
/// is the same everywhere. Immutable.
/// </summary>
public sealed class VolumeCurve
{
    /// <summary>Quarters of an hour in a day.</summary>
    public const int Quarters = 96;

    /// <summary>The largest weight.</summary>
    public const int MaxWeight = ushort.MaxValue;

    private const long QuarterNs = Timestamp.NanosecondsPerDay / Quarters;

    private readonly ushort[] _weights;

    private VolumeCurve(ushort[] weights) => _weights = weights;

    /// <summary>Every quarter weighs the same.</summary>
    public static VolumeCurve Even { get; } = new([.. Enumerable.Repeat((ushort)1, Quarters)]);

    /// <summary>One weight for each quarter, midnight first.</summary>
    public ReadOnlySpan<ushort> Weights => _weights;

    /// <summary>A curve of these weights.</summary>
    /// <param name="weights">96 of them, midnight first; copied.</param>
    /// <exception cref="ArgumentException">There are not 96.</exception>
    public static VolumeCurve Of(ReadOnlySpan<ushort> weights) =>
        weights.Length == Quarters ? new VolumeCurve(weights.ToArray()) : throw new ArgumentException("A curve has 96 weights.", nameof(weights));

    /// <summary>A curve of volumes, shifted right until the largest is a weight; what traded at all weighs at least 1.</summary>
    /// <param name="volumes">96 of them, none negative.</param>
    /// <exception cref="ArgumentException">There are not 96.</exception>
    public static VolumeCurve OfVolumes(ReadOnlySpan<long> volumes)
    {
        if (volumes.Length != Quarters)
            throw new ArgumentException("A curve has 96 weights.", nameof(volumes));
        var largest = 0L;
        foreach (var volume in volumes)
            largest = Math.Max(largest, volume);
        var shift = 0;
        while (largest >> shift > MaxWeight)
            shift++;
        var weights = new ushort[Quarters];
        for (var quarter = 0; quarter < Quarters; quarter++)
            weights[quarter] = volumes[quarter] == 0 ? (ushort)0 : (ushort)Math.Max(1, volumes[quarter] >> shift);
        return new VolumeCurve(weights);
    }

    /// <summary>The quarter of its day in which a time lies, 0 to 95.</summary>
    public static int QuarterOf(Timestamp time) => (int)(time.Nanoseconds % Timestamp.NanosecondsPerDay / QuarterNs);

    /// <summary>Sum of weight x nanoseconds from one time, inclusive, to another, exclusive; zero where they do not come in this order.</summary>
    public Int128 Between(Timestamp from, Timestamp to)
    {
        var sum = Int128.Zero;
        if (to <= from)
            return sum;
        var days = (to.Nanoseconds - from.Nanoseconds) / Timestamp.NanosecondsPerDay;
        if (days > 0)
            foreach (var weight in _weights)
                sum += (Int128)weight * QuarterNs * days;
        for (var at = from.Nanoseconds + days * Timestamp.NanosecondsPerDay; at < to.Nanoseconds;)
        {
            var quarterEnd = (at / QuarterNs + 1) * QuarterNs;
            var until = Math.Min(quarterEnd, to.Nanoseconds);
            sum += (Int128)_weights[QuarterOf(new Timestamp(at))] * (until - at);
            at = until;
        }

        return sum;
    }
}
