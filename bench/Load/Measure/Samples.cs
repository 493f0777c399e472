namespace Rialto.Load.Measure;

/// <summary>One figure measured in many rounds. The machine is shared and drifts, so the median is what is quoted and the minimum what is compared.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    /// <summary>How many rounds.</summary>
    public int Count => _values.Count;

    /// <summary>The middle one.</summary>
    public double Median => At(0.5);

    /// <summary>The smallest one.</summary>
    public double Min => At(0);

    /// <summary>Rounds in the order they ran.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>Adds a round.</summary>
    public void Add(double value) => _values.Add(value);

    /// <summary>The median of this over another, round by round: what drifts from round to round drops out.</summary>
    public double MedianRatioTo(Samples other)
    {
        var ratios = new Samples();
        for (var i = 0; i < Math.Min(Count, other.Count); i++)
            ratios.Add(_values[i] / other._values[i]);
        return ratios.Median;
    }

    private double At(double quantile)
    {
        if (_values.Count == 0)
            return double.NaN;
        var sorted = _values.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(quantile * sorted.Length))];
    }
}

/// <summary>Latencies of single operations, in nanoseconds, the timer's own cost included and told beside them.</summary>
internal sealed record Latency(double Timer, double P50, double P99, double P999, double Max)
{
    /// <summary>From raw samples, which are sorted in place.</summary>
    public static Latency Of(Span<long> nanoseconds, double timer)
    {
        nanoseconds.Sort();
        var sorted = nanoseconds;
        return new Latency(timer, Pick(sorted, 0.5), Pick(sorted, 0.99), Pick(sorted, 0.999), sorted[^1]);

        static double Pick(Span<long> sorted, double quantile) => sorted[Math.Min(sorted.Length - 1, (int)(quantile * sorted.Length))];
    }

    /// <summary>What two readings of the clock with nothing between them cost: the median of many.</summary>
    public static double TimerOverheadNs()
    {
        var samples = new long[100_000];
        for (var i = 0; i < samples.Length; i++)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            samples[i] = System.Diagnostics.Stopwatch.GetTimestamp() - start;
        }
        Array.Sort(samples);
        return samples[samples.Length / 2] * NanosecondsPerTick;
    }

    /// <summary>Length of the clock's tick; 1 on Linux.</summary>
    public static double NanosecondsPerTick { get; } = 1e9 / System.Diagnostics.Stopwatch.Frequency;
}
