using System.Text.Json;
using Rialto.Load.Measure;

namespace Rialto.Load.Matching;

/// <summary>Compares a quick run with bench/budgets.json: allocations and ratios, never absolute times, since those are the machine's as much as ours.</summary>
internal static class Budgets
{
    /// <summary>True where every budget is kept; says which is not.</summary>
    public static bool Check(Options options, List<MatchingResult> results, Report report)
    {
        using var budgets = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(options.Repository, "bench", "budgets.json")), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var matching = budgets.RootElement.GetProperty("matching");
        var bytesPerCommand = matching.GetProperty("bytes_per_command").GetDouble();
        var kept = true;
        foreach (var result in results)
        {
            var name = $"{result.Flow}, {result.Symbols} symbol{(result.Symbols == 1 ? "" : "s")}";
            if (result.BytesPerCommand > bytesPerCommand)
                Broken($"{name}: {result.BytesPerCommand:0.000} bytes per command, budget {bytesPerCommand}");
            foreach (var venue in result.Venues)
            {
                if (venue.BytesPerCommand > bytesPerCommand)
                    Broken($"{name}, {venue.Parts} on: {venue.BytesPerCommand:0.000} bytes per command, budget {bytesPerCommand}");
                if (matching.GetProperty("venue_share").TryGetProperty($"{name}: {venue.Parts}", out var least) && venue.Share < least.GetDouble())
                    Broken($"{name}: with {venue.Parts} on {venue.Share:0.00} of the throughput, budget {least.GetDouble():0.00}");
            }

            Compare(name, "the C++ bound", result.RatioToBound, "ratio_to_bound");
            Compare(name, "the C++ bound with ids in a ring", result.RatioToRing, "ratio_to_ring_bound");
        }
        if (kept)
            report.Remarks.Add($"budgets: {results.Count} flows, all kept");
        return kept;

        void Compare(string name, string bound, double? measured, string budgets)
        {
            if (measured is { } ratio && matching.GetProperty(budgets).TryGetProperty(name, out var budget) && ratio > budget.GetDouble())
                Broken($"{name}: {ratio:0.00} times {bound}, budget {budget.GetDouble():0.00}");
        }

        void Broken(string what)
        {
            kept = false;
            report.Remarks.Add("budget broken: " + what);
        }
    }
}
