using Rialto.Runtime.Counters;

namespace Rialto.Host.Feeds.Live.Views;

/// <summary>How long something took, since the start: nanoseconds, zeros where nothing was measured. At most 1.6 % too high; <paramref name="Max"/> is exact.</summary>
internal readonly record struct LatencyView(long Count, long P50, long P95, long P99, long P999, long Max)
{
    /// <summary>A moment's view of what was recorded.</summary>
    public static LatencyView Of(LatencyHistogram recorded) => new(
        recorded.Count, recorded.Percentile(0.5), recorded.Percentile(0.95), recorded.Percentile(0.99), recorded.Percentile(0.999), recorded.Max);
}
