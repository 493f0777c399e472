using System.Text.Json;
using Rialto.Runtime.Counters;

namespace Rialto.Host.Desk.Status;

/// <summary>A histogram of latencies in a desk's report.</summary>
internal static class LatencyReport
{
    /// <summary>Writes count, percentiles and the longest, in ns; null where nothing was measured yet.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, LatencyHistogram? latency)
    {
        if (latency is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("count"u8, latency.Count);
        json.WriteNumber("p50"u8, latency.Percentile(0.5));
        json.WriteNumber("p95"u8, latency.Percentile(0.95));
        json.WriteNumber("p99"u8, latency.Percentile(0.99));
        json.WriteNumber("p999"u8, latency.Percentile(0.999));
        json.WriteNumber("max"u8, latency.Max);
        json.WriteEndObject();
    }
}
