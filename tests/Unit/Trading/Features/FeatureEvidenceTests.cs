using System.Globalization;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Unit.Trading.Features;

/// <summary>The figures of docs/reference/features.md, "On recordings": made anew each time, and the same each time.</summary>
public class FeatureEvidenceTests(ITestOutputHelper output)
{
    private static readonly string[] Predictors =
    [
        "wap", "microprice", "imbalance", "imbalance:10", "ofi:1s", "ofi:5:1s", "ofi:10:10s", "tfi:1s", "tfi-share:10s", "return:1s", "return:5s", "return:15s", "leader-return:1s", "basis", "spread-bps", "intensity:5s",
    ];

    [Fact]
    public void Order_flow_explains_price_changes_of_the_same_seconds()
    {
        var (table, events) = RecordedMarkets.Bitcoin();
        var lines = new List<string>();
        foreach (var (name, listing, other) in new[] { ("spot", RecordedMarkets.Spot, RecordedMarkets.Perpetual), ("perpetual", RecordedMarkets.Perpetual, RecordedMarkets.Spot) })
        {
            foreach (var window in new[] { 1, 10 })
            {
                var features = new[] { $"ofi:1:{window}s", $"ofi:5:{window}s", $"ofi:10:{window}s", $"tfi:{window}s" };
                var points = features.Select(_ => new List<(double, double)>()).ToArray();
                FeatureEvidence.EachStep(table, OfBoth(events), listing, other, [.. features, $"return:{window}s"], window * FeatureEvidence.Second, (_, set) =>
                {
                    for (var i = 0; set.AreAllReady && i < features.Length; i++)
                        points[i].Add((set.Values[i], set.Values[^1] * 1e4));
                });
                for (var i = 0; i < features.Length; i++)
                {
                    var (all, second) = FeatureEvidence.Explained(points[i]);
                    lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {features[i]}: {points[i].Count} windows, R2 {all:F3}, second half by the first half's line {second:F3}"));
                }
            }
        }

        Show(lines);
        Assert.Equal(16, lines.Count);
        Same("order-flow", lines);
    }

    [Fact]
    public void Fifteen_seconds_ahead()
    {
        var (table, events) = RecordedMarkets.Bitcoin();
        var lines = new List<string>();
        foreach (var (name, listing, other) in new[] { ("spot", RecordedMarkets.Spot, RecordedMarkets.Perpetual), ("perpetual", RecordedMarkets.Perpetual, RecordedMarkets.Spot) })
        {
            foreach (var horizon in new[] { 1, 5, 15 })
            {
                var forecasts = FeatureEvidence.Forecasts(table, OfBoth(events), listing, other, Predictors, horizon * FeatureEvidence.Second, 600);
                var moved = forecasts.Where(forecast => forecast.Target != 0).ToList();
                var hits = moved.Count(forecast => Math.Sign(forecast.Forecast) == Math.Sign(forecast.Target));
                var ups = moved.Count(forecast => forecast.Target > 0);
                var share = 1 - forecasts.Sum(forecast => Math.Pow(forecast.Target - forecast.Forecast, 2)) / forecasts.Sum(forecast => Math.Pow(forecast.Target, 2));
                lines.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} {horizon} s: {forecasts.Count} forecasts, direction right {100.0 * hits / moved.Count:F1} % (always the commoner one: {100.0 * Math.Max(ups, moved.Count - ups) / moved.Count:F1} %), R2 against no change {share:F3}"));
            }
        }

        Show(lines);
        Same("forecasts", lines);
    }

    [Fact]
    public void The_microprice_and_the_middle_of_the_next_second()
    {
        var (table, events) = RecordedMarkets.Bitcoin();
        var lines = new List<string>();
        foreach (var (name, listing, other) in new[] { ("spot", RecordedMarkets.Spot, RecordedMarkets.Perpetual), ("perpetual", RecordedMarkets.Perpetual, RecordedMarkets.Spot) })
        {
            var rows = new List<(double Mid, double Wap, double Micro)>();
            FeatureEvidence.EachStep(table, OfBoth(events), listing, other, ["mid", "wap", "microprice"], FeatureEvidence.Second, (_, set) =>
            {
                if (set.AreAllReady)
                    rows.Add((set.Values[0], set.Values[1], set.Values[2]));
            });
            double Error(Func<(double Mid, double Wap, double Micro), double> of) => Math.Sqrt(Enumerable.Range(0, rows.Count - 1).Average(i => Math.Pow(rows[i + 1].Mid - of(rows[i]), 2)));
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: {rows.Count - 1} seconds, root mean square error of the next second's middle: middle {Error(row => row.Mid):F3}, WAP {Error(row => row.Wap):F3}, microprice {Error(row => row.Micro):F3} USDT"));
        }

        var leads = new List<(double Lead, double Correlation)>();
        FeatureEvidence.EachStep(table, OfBoth(events), RecordedMarkets.Spot, RecordedMarkets.Perpetual, ["lead:1m:100ms:20", "lead-correlation:1m:100ms:20"], FeatureEvidence.Second, (_, set) =>
        {
            if (set.AreAllReady)
                leads.Add((set.Values[0], set.Values[1]));
        });
        var sorted = leads.Select(lead => lead.Lead).Order().ToList();
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"lead of the perpetual over spot: {leads.Count} seconds, median {sorted[sorted.Count / 2]:F1} s, from {sorted[0]:F1} to {sorted[^1]:F1}, mean correlation there {leads.Average(lead => lead.Correlation):F2}"));
        Show(lines);
        Same("prices", lines);
    }

    /// <summary>What both recordings cover: the perpetual's ends first, and its last price must not stand for its market.</summary>
    private static IEnumerable<FeedEvent> OfBoth(List<FeedEvent> events)
    {
        var last = events.FindLast(told => told.Listing == RecordedMarkets.Perpetual).ReceiveTime;
        return events.TakeWhile(told => told.ReceiveTime <= last);
    }

    private void Show(List<string> lines)
    {
        foreach (var line in lines)
            output.WriteLine(line);
    }

    /// <summary>Every figure is on the page as it was measured now.</summary>
    private static void Same(string name, List<string> lines)
    {
        var page = File.ReadAllText(GoldenFiles.Path("../../docs/reference/features.md"));
        Assert.All(lines, line => Assert.True(page.Contains(line, StringComparison.Ordinal), $"{name}: docs/reference/features.md does not say \"{line}\""));
    }
}
