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
            Take(answer.Body, kind, seen, entries);

        return seen.Count == 0 && entries.Count == 0 && !answers.Any(answer => answer.Venue == FeedVenue.Deribit)
            ? null
            : new RecordedAnswer(FeedVenue.Deribit, default, path, query, Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","result":[{{string.Join(',', entries)}}]}"""));
    }

    /// <summary>A body that is not what Deribit sends (an error of a day long ago, a file cut short) adds nothing.</summary>
    private static void Take(byte[] bytes, string kind, HashSet<string> seen, List<string> entries)
    {
        try
        {
            using var body = JsonDocument.Parse(bytes);
            if (body.RootElement.ValueKind != JsonValueKind.Object || !body.RootElement.TryGetProperty("result", out var list) || list.ValueKind != JsonValueKind.Array)
                return;
            foreach (var entry in list.EnumerateArray())
            {
                if (entry.ValueKind == JsonValueKind.Object && (kind.Length == 0 || Is(entry, "kind", kind)) && entry.TryGetProperty("instrument_name", out var name)
                    && name.ValueKind == JsonValueKind.String && seen.Add(name.GetRawText()))
                    entries.Add(entry.GetRawText());
            }
        }
        catch (JsonException)
        {
            // Nothing of it can be told apart.
        }
    }

    private static bool Is(JsonElement entry, string name, string value) =>
        entry.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.ValueEquals(value);
}
