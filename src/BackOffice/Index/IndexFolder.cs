using System.Globalization;

namespace Rialto.BackOffice.Index;

/// <summary>
/// The postings of a data folder: <c>index/NNNNNNNNNNNNNNNNNNNN.postings</c>, a file for each interval that is complete, named by its first sequence. Derived from the journal:
/// any of them may be deleted at any time; what is missing or broken is read whole instead.
/// </summary>
/// <param name="path">The folder; may be missing.</param>
public sealed class IndexFolder(string path)
{
    /// <summary>Commands of an interval.</summary>
    public const int IntervalCommands = 250_000;

    private const string Extension = ".postings";

    /// <summary>The folder.</summary>
    public string Folder => path;

    /// <summary>First sequence of the interval that holds a command.</summary>
    public static long FirstOf(long sequence, int interval = IntervalCommands) => (sequence - 1) / interval * interval + 1;

    /// <summary>Where the postings of an interval are.</summary>
    public string PathOf(long first) => Path.Combine(path, first.ToString("D20", CultureInfo.InvariantCulture) + Extension);

    /// <summary>First sequences of the intervals there are files of, ascending; nothing is checked.</summary>
    public IReadOnlyList<long> List()
    {
        var firsts = new List<long>();
        if (!Directory.Exists(path))
            return firsts;
        foreach (var file in Directory.EnumerateFiles(path, "*" + Extension))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var first))
                firsts.Add(first);
        }

        firsts.Sort();
        return firsts;
    }
}
