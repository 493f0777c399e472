using System.Globalization;
using System.Text;
using Rialto.Model.Units;
using Rialto.Runtime.Counters;

namespace Rialto.Gateways;

/// <summary>Writes the Prometheus text format, version 0.0.4. Cold.</summary>
public sealed class PrometheusText
{
    private static readonly (string Label, double Share)[] Quantiles = [("0.5", 0.5), ("0.95", 0.95), ("0.99", 0.99), ("0.999", 0.999)];

    // One, two and five of each power of ten from 100 ns to 10 s.
    private static readonly (string Label, long Nanoseconds)[] Bounds =
    [
        .. from power in Enumerable.Range(2, 8)
           from digit in (int[])[1, 2, 5]
           let nanoseconds = (long)(digit * Math.Pow(10, power))
           select ((nanoseconds / 1e9).ToString("0.#########", CultureInfo.InvariantCulture), nanoseconds),
        ("10", 10_000_000_000),
    ];

    private readonly StringBuilder _text = new();

    /// <summary>Begins a metric.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">counter, gauge, summary or histogram.</param>
    /// <param name="help">What it means, with its unit.</param>
    public PrometheusText Begin(string name, string type, string help)
    {
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        return this;
    }

    /// <summary>One label, with what its value must not hold escaped.</summary>
    public static string Label(string name, Text36 value) =>
        $"{name}=\"{value.ToString().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>One value without labels.</summary>
    public PrometheusText Value(string name, double value) => Value(name, string.Empty, value);

    /// <summary>One value; labels as <c>symbol="AAPL",side="bid"</c>.</summary>
    public PrometheusText Value(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
            _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    /// <summary>A latency as a summary: the median, p95, p99 and p99.9, sum and count, in seconds.</summary>
    public PrometheusText Summary(string name, string help, LatencyHistogram latency)
    {
        Begin(name, "summary", help);
        foreach (var (label, share) in Quantiles)
            Value(name, $"quantile=\"{label}\"", latency.Percentile(share) / 1e9);
        return Value(name + "_sum", latency.Sum / 1e9).Value(name + "_count", latency.Count);
    }

    /// <summary>The same as a histogram, which, unlike quantiles, may be added up over processes. Buckets are those of the recording, 1.6 % wide at most.</summary>
    public PrometheusText Histogram(string name, string help, LatencyHistogram latency)
    {
        Begin(name, "histogram", help);
        // The count after the buckets, of which none may be larger: what is recorded meanwhile is in neither.
        var count = latency.Count;
        foreach (var (label, nanoseconds) in Bounds)
            Value(name + "_bucket", $"le=\"{label}\"", Math.Min(count, latency.CountAtMost(nanoseconds)));
        return Value(name + "_bucket", "le=\"+Inf\"", count).Value(name + "_sum", latency.Sum / 1e9).Value(name + "_count", count);
    }

    /// <summary>A metric with one value.</summary>
    public PrometheusText Single(string name, string type, string help, double value) => Begin(name, type, help).Value(name, value);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
