using Rialto.BackOffice.Export;
using Rialto.BackOffice.Index;
using Rialto.Gateways;

namespace Rialto.Host.Roles;

/// <summary>Figures of the back office: the index, and how far consumers with a cursor file under <c>consumers/</c> of the data folder are behind.</summary>
internal sealed class AuditMetrics(string dataFolder, IndexListener index, Func<long> durableSequence) : IMetricsSource
{
    private const int ConsumersMax = 100;

    /// <inheritdoc/>
    public void Write(PrometheusText text)
    {
        text.Single("rialto_" + index.Written.Name, "counter", index.Written.Help, index.Written.Value);
        text.Single("rialto_" + index.Failed.Name, "counter", index.Failed.Help, index.Failed.Value);
        var folder = Path.Combine(dataFolder, "consumers");
        if (!Directory.Exists(folder))
            return;
        var lags = new List<(string Name, long Lag)>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.cursor").Order(StringComparer.Ordinal).Take(ConsumersMax))
        {
            try
            {
                if (CursorFile.Load(path) is { } bookmark)
                    lags.Add((Path.GetFileNameWithoutExtension(path), Math.Max(0, durableSequence() - bookmark.Cursor.Sequence + 1)));
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // Its consumer will say what is wrong with it.
            }
        }

        if (lags.Count > 0)
            WriteLags(text, lags);
    }

    private static void WriteLags(PrometheusText text, List<(string Name, long Lag)> lags)
    {
        text.Begin("rialto_consumer_lag_commands", "gauge", "Durable commands whose events a consumer has yet to take, by its cursor file.");
        foreach (var (name, lag) in lags)
            text.Value("rialto_consumer_lag_commands", $"consumer=\"{Label(name)}\"", lag);
    }

    // Label values are quoted; what would need an escape is not worth one.
    private static string Label(string name) => string.Concat(name.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'));
}
