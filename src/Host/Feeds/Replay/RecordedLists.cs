namespace Rialto.Host.Feeds.Replay;

/// <summary>
/// The lists of instruments of a recording. A recorder asks for them again and again, each is large and no two are equal, and a day of them does not fit into memory: of each list the first
/// and the last are kept, all pages of them. A replay gives the first; the last has what was listed since.
/// </summary>
internal sealed class RecordedLists
{
    private static readonly string[] _paging = ["cursor", "next_cursor", "offset", "page"];

    private readonly Dictionary<string, List<List<RecordedAnswer>>> _lists = new(StringComparer.Ordinal);

    /// <summary>Lists there are.</summary>
    public int Count => _lists.Count;

    /// <summary>Adds a page, which is the first of a list where its query names no place to go on from.</summary>
    public void Add(RecordedAnswer page)
    {
        var key = $"{page.Venue} {page.Path}?{string.Join('&', page.Query.Where(part => Array.IndexOf(_paging, part.Key) < 0).Select(part => $"{part.Key}={part.Value}").Order(StringComparer.Ordinal))}";
        if (!_lists.TryGetValue(key, out var times))
            _lists[key] = times = [];
        if (times.Count > 0 && page.Query.Keys.Any(name => Array.IndexOf(_paging, name) >= 0))
        {
            times[^1].Add(page);
            return;
        }

        KeepFirstAndLast(times);
        times.Add([page]);
    }

    /// <summary>Gives all that is kept, and forgets it.</summary>
    public IEnumerable<RecordedAnswer> Take()
    {
        foreach (var times in _lists.Values)
            KeepFirstAndLast(times);
        var kept = _lists.Values.SelectMany(times => times).SelectMany(pages => pages).ToArray();
        _lists.Clear();
        return kept;
    }

    /// <summary>By time: files are read in any order.</summary>
    private static void KeepFirstAndLast(List<List<RecordedAnswer>> times)
    {
        if (times.Count < 3)
            return;
        times.Sort((left, right) => left[0].Time.CompareTo(right[0].Time));
        times.RemoveRange(1, times.Count - 2);
    }
}
