using System.Text;
using System.Text.Json;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Replay;

/// <summary>Deribit's lists of instruments, asked for with <c>currency=any</c> where they were recorded by currency: the recorded entries together, each as it came.</summary>
internal static class DeribitLists
{
    public static RecordedAnswer? TryMerge(IReadOnlyList<RecordedAnswer> answers, string path, IReadOnlyDictionary<string, string> query)
    {
        if (!path.EndsWith("/get_instruments", StringComparison.Ordinal) || query.GetValueOrDefault("currency") != "any")
            return null;
        var kind = query.GetValueOrDefault("kind", "");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var entries = new List<string>();
        foreach (var answer in answers.Where(answer => answer.Venue == FeedVenue.Deribit && answer.Path.EndsWith("/get_instruments", StringComparison.Ordinal)))
        {
            using var body = JsonDocument.Parse(answer.Body);
            if (!body.RootElement.TryGetProperty("result", out var list) || list.ValueKind != JsonValueKind.Array)
                continue;
            foreach (var entry in list.EnumerateArray())
            {
                if ((kind.Length == 0 || (entry.TryGetProperty("kind", out var its) && its.GetString() == kind)) && entry.TryGetProperty("instrument_name", out var name) && seen.Add(name.GetString() ?? ""))
                    entries.Add(entry.GetRawText());
            }
        }

        return seen.Count == 0 && entries.Count == 0 && !answers.Any(answer => answer.Venue == FeedVenue.Deribit)
            ? null
            : new RecordedAnswer(FeedVenue.Deribit, default, path, query, Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","result":[{{string.Join(',', entries)}}]}"""));
    }
}
