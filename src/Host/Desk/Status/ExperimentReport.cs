using System.Globalization;
using System.Text.Json;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Status;

/// <summary>Experiments of a desk: two variants of a strategy on split capital, side by side, and whether one is better. On the desk's thread.</summary>
internal static class ExperimentReport
{
    /// <summary>All of them.</summary>
    public static IEnumerable<VariantReport> All(RunningDesk desk) =>
        desk.Settings.Strategies.Select(strategy => strategy.Experiment).Where(name => name.Length > 0).Distinct().Select(desk.Trader.Compare).OfType<VariantReport>();

    /// <summary>All of them, as <c>experiments</c>.</summary>
    public static void Write(Utf8JsonWriter json, RunningDesk desk)
    {
        json.WriteStartArray("experiments"u8);
        foreach (var report in All(desk))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, report.Experiment);
            json.WriteStartArray("variants"u8);
            Write(json, report.First);
            Write(json, report.Second);
            json.WriteEndArray();
            json.WriteNumber("intervals"u8, report.Intervals);
            json.WriteFinite("effective_intervals"u8, report.EffectiveIntervals);
            json.WriteFinite("mean_difference"u8, report.MeanDifference);
            json.WriteFinite("t"u8, report.T);
            json.WriteString("verdict"u8, report.Verdict.ToString());
            json.WriteString("says"u8, Sentence(report));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>For people.</summary>
    public static string Sentence(VariantReport report)
    {
        var (one, other) = (report.First, report.Second);
        var verdict = report.Verdict switch
        {
            VariantVerdict.FirstIsBetter => $"{one.Name} is better: chance alone would show as much in fewer than 5 of 100 experiments",
            VariantVerdict.SecondIsBetter => $"{other.Name} is better: chance alone would show as much in fewer than 5 of 100 experiments",
            VariantVerdict.NotSignificant => "the difference may be chance",
            _ => $"too little to say anything: {VariantReport.IntervalsMin} minutes in which both are measured and differ are the least",
        };
        return string.Create(CultureInfo.InvariantCulture, $"experiment {report.Experiment}: {one.Name} {one.Gain:N4}, {other.Name} {other.Gain:N4} in {report.Intervals} minutes (t {report.T:N2}); {verdict}.");
    }

    private static void Write(Utf8JsonWriter json, VariantFigures variant)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, variant.Name);
        json.WriteFinite("gain"u8, variant.Gain);
        json.WriteFinite("gain_per_capital"u8, variant.GainPerCapital);
        json.WriteFinite("sharpe"u8, variant.Sharpe);
        json.WriteFinite("drawdown_max"u8, variant.DrawdownMax);
        json.WriteNumber("fills"u8, variant.Counts.Fills);
        json.WriteEndObject();
    }
}
