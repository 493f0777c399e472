using Rialto.Runtime.Counters;

namespace Rialto.Host.Feeds.Live.Views;

/// <summary>How long something took, since the start: nanoseconds, zeros where nothing was measured. At most 1.6 % too high; <paramref name="Max"/> is exact.</summary>
internal readonly record struct LatencyView(long Count, long P50, long P95, long P99, long P999, long Max)
{
    // 1, 2 and 5 of each power of ten from 100 ns to 50 s.
    private static readonly long[] Bounds = [.. from power in Enumerable.Range(2, 9) from step in (long[])[1, 2, 5] select step * (long)Math.Pow(10, power)];

    private readonly IReadOnlyList<LatencyBucket>? _buckets;

    /// <summary>How often by length; those that nothing fell into are left out.</summary>
    public IReadOnlyList<LatencyBucket> Buckets => _buckets ?? [];

    /// <summary>A moment's view of what was recorded.</summary>
    public static LatencyView Of(LatencyHistogram recorded) => new(recorded, recorded.Max);

    private LatencyView(LatencyHistogram recorded, long max)
        : this(recorded.Count, recorded.Percentile(0.5), recorded.Percentile(0.95), recorded.Percentile(0.99), recorded.Percentile(0.999), max)
    {
        Span<long> counts = stackalloc long[Bounds.Length + 1];
        recorded.CountBetween(Bounds, counts);
        var buckets = new List<LatencyBucket>();
        for (var i = 0; i < counts.Length; i++)
            if (counts[i] > 0)
                buckets.Add(new LatencyBucket(i == 0 ? 0 : Bounds[i - 1], i < Bounds.Length ? Bounds[i] : Math.Max(max, Bounds[^1]), counts[i]));
        _buckets = buckets;
    }
}

/// <summary>Values of a range.</summary>
/// <param name="AboveNs">All are longer, in nanoseconds; zero for the first range, which has zero in it.</param>
/// <param name="AtMostNs">None is longer, in nanoseconds.</param>
/// <param name="Count">How many.</param>
internal readonly record struct LatencyBucket(long AboveNs, long AtMostNs, long Count);
