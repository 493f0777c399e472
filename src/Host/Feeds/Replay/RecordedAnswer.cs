using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Host.Feeds.Replay;

/// <summary>A recorded REST answer.</summary>
/// <param name="Venue">Whose.</param>
/// <param name="Time">When it came in; zero where it was kept without its time.</param>
/// <param name="Path">Path of its address.</param>
/// <param name="Query">What was asked for.</param>
/// <param name="Body">The body as it came.</param>
internal sealed record RecordedAnswer(FeedVenue Venue, Timestamp Time, string Path, IReadOnlyDictionary<string, string> Query, byte[] Body)
{
    /// <summary>How many of something one wants, and marks that change no more than the length of the list, do not make it another question.</summary>
    private static readonly string[] _unimportant = ["limit", "depth", "isDetails", "is_details", "status", "active", "closed", "expired", "cursor", "page", "count"];

    /// <summary>The symbol that it is about; empty for lists.</summary>
    public string Symbol => Query.GetValueOrDefault("symbol", "");

    /// <summary>Takes an address apart.</summary>
    public static RecordedAnswer Of(FeedVenue venue, Timestamp time, string url, byte[] body)
    {
        var at = url.IndexOf("://", StringComparison.Ordinal);
        var from = at < 0 ? 0 : Math.Max(url.IndexOf('/', at + 3), 0);
        var mark = url.IndexOf('?', from);
        var path = mark < 0 ? url[from..] : url[from..mark];
        return new RecordedAnswer(venue, time, path, QueryOf(mark < 0 ? "" : url[(mark + 1)..]), body);
    }

    /// <summary>Names and values of a query.</summary>
    public static IReadOnlyDictionary<string, string> QueryOf(string query)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            found[at < 0 ? part : part[..at]] = at < 0 ? "" : Uri.UnescapeDataString(part[(at + 1)..]);
        }

        return found;
    }

    /// <summary>True where it answers a question: the same resource (the last word of the path; versions differ over the years), and nothing asked for that contradicts.</summary>
    public bool Answers(string path, IReadOnlyDictionary<string, string> query)
    {
        if (!string.Equals(LastWord(path), LastWord(Path), StringComparison.OrdinalIgnoreCase))
            return false;
        foreach (var (name, value) in query)
        {
            if (Array.IndexOf(_unimportant, name) >= 0)
                continue;
            if (Query.TryGetValue(name, out var recorded) ? !recorded.Equals(value, StringComparison.OrdinalIgnoreCase) : name == "symbol")
                return false;
        }

        return true;
    }

    private static string LastWord(string path)
    {
        var word = path.TrimEnd('/');
        return word[(word.LastIndexOf('/') + 1)..];
    }
}
