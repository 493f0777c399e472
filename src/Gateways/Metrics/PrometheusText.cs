using System.Globalization;
using System.Text;

namespace Rialto.Gateways;

/// <summary>Writes the Prometheus text format, version 0.0.4. Cold.</summary>
public sealed class PrometheusText
{
    private readonly StringBuilder _text = new();

    /// <summary>Begins a metric.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">counter, gauge or summary.</param>
    /// <param name="help">What it means, with its unit.</param>
    public PrometheusText Begin(string name, string type, string help)
    {
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        return this;
    }

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

    /// <summary>A metric with one value.</summary>
    public PrometheusText Single(string name, string type, string help, double value) => Begin(name, type, help).Value(name, value);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
