using System.Globalization;
using System.Text;
using Rialto.Gateways.Fix.Session;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Fix.Application;

/// <summary>
/// Which sessions of the exchange were whose: an order is of the session it came over for ever, and its FIX client must hear of it through later connections and after a restart. One line for each logon,
/// <c>SESSION KEY</c>, with <c>all</c> behind it where the session gets copies of all its owner's orders, in a file beside the session stores. A line that a crash cut off is passed over. Any thread.
/// </summary>
internal sealed class FixSessionLog
{
    private const long MaxBytes = 4 << 20;
    private const string All = "all";

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly ILookup<string, SessionId> _former;
    private readonly HashSet<string> _readers;

    /// <param name="folder">Where the file is, or will be.</param>
    public FixSessionLog(string folder)
    {
        FixFolder.Make(folder);
        _path = Path.Combine(folder, "sessions.log");
        var text = File.Exists(_path) ? File.ReadAllText(_path) : "";
        // What a crash cut off must not become the beginning of the next line.
        if (text.Length > 0 && !text.EndsWith('\n'))
            Append("\n");
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // The oldest go where there are very many: their orders have ended long since, or are still listed by a status request.
        if (lines.Length > 0 && new FileInfo(_path).Length > MaxBytes)
        {
            lines = Shorten(lines);
            using (var shorter = FixFolder.Open(_path + ".new", FileMode.Create, FileAccess.Write, FileShare.None))
                shorter.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines) + '\n'));
            File.Move(_path + ".new", _path, overwrite: true);
        }

        var logons = lines.Select(line => line.Split(' ')).Where(parts => parts.Length is 2 or 3 && parts[1].Length > 0)
            .Select(parts => (Key: parts[1], Session: int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0, IsReader: parts is [_, _, All]))
            .Where(one => one.Session > 0).ToList();
        _readers = [.. logons.GroupBy(one => one.Key, StringComparer.Ordinal).Where(group => group.Last().IsReader).Select(group => group.Key)];
        // A journal that lost its end in a power cut gave a number again: it is whose it was last.
        _former = logons.GroupBy(one => one.Session).Select(group => group.Last()).ToLookup(one => one.Key, one => new SessionId(one.Session));
    }

    /// <summary>The keys that had sessions before this process.</summary>
    public IEnumerable<string> Keys => _former.Select(group => group.Key);

    /// <summary>The sessions that a key had before this process.</summary>
    public IEnumerable<SessionId> Of(string key) => _former[key];

    /// <summary>Of which orders a key's last session before this process wanted to hear.</summary>
    public FixCopies CopiesOf(string key) => _readers.Contains(key) ? FixCopies.All : FixCopies.Own;

    /// <summary>A key has a new session; before its first order.</summary>
    public void Add(SessionId session, string key, FixCopies copies = FixCopies.Own)
    {
        lock (_gate)
            Append(string.Create(CultureInfo.InvariantCulture, $"{session.Value} {key}{(copies == FixCopies.All ? " " + All : "")}\n"));
    }

    /// <summary>The newest lines of each key, at least one, and of no key more than makes the file half as long as it may be: who logs on without end pushes out his own.</summary>
    private static string[] Shorten(string[] lines)
    {
        var ofKeys = lines.Select((line, at) => (Key: line.Split(' ').ElementAtOrDefault(1) ?? "", at)).GroupBy(one => one.Key, one => one.at, StringComparer.Ordinal).Select(group => group.ToArray()).ToList();
        for (var most = ofKeys.Max(places => places.Length); ; most /= 2)
        {
            var kept = ofKeys.SelectMany(places => places.TakeLast(most)).Order().Select(at => lines[at]).ToArray();
            if (most == 1 || kept.Sum(line => line.Length + 1L) <= MaxBytes / 2)
                return kept;
        }
    }

    private void Append(string text)
    {
        using var file = FixFolder.Open(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
        file.Write(Encoding.UTF8.GetBytes(text));
    }
}
