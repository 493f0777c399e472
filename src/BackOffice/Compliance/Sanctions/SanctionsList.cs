using System.Globalization;
using System.Security.Cryptography;

namespace Rialto.BackOffice.Compliance.Sanctions;

/// <summary>
/// A sanctions list as the US Treasury's Office of Foreign Assets Control publishes its own: the list of Specially Designated Nationals or the consolidated list, as XML
/// (<c>sdn.xml</c>) or as CSV (<c>sdn.csv</c> with <c>alt.csv</c>, <c>add.csv</c> and <c>sdn_comments.csv</c> beside it). Immutable; any thread.
/// </summary>
public sealed class SanctionsList
{
    internal SanctionsList(string path, IReadOnlyList<SanctionedParty> parties, DateOnly? published)
    {
        Path = path;
        Parties = parties;
        Published = published;
        using var file = File.OpenRead(path);
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Of the file's bytes (of CSV: of the first file), in hexadecimal: what a decision was made by.</summary>
    public string Sha256 { get; }

    /// <summary>The day the list says it was published; CSV does not say.</summary>
    public DateOnly? Published { get; }

    /// <summary>Every entry, in the file's order.</summary>
    public IReadOnlyList<SanctionedParty> Parties { get; }

    /// <summary>Reads a list; XML or CSV by what the file begins with.</summary>
    /// <exception cref="SanctionsListException">It is not there, is no such list, or is not whole.</exception>
    public static SanctionsList Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            var (parties, published) = IsXml(path) ? SdnXml.Read(path) : (SdnCsv.Read(path), null);
            if (parties.Count == 0)
                throw new SanctionsListException($"{path} holds no entries.");
            return new SanctionsList(path, parties, published);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SanctionsListException($"Cannot read {path}: {e.Message}", e);
        }
    }

    private static bool IsXml(string path)
    {
        using var reader = new StreamReader(path);
        int c;
        do
        {
            c = reader.Read();
        }
        while (c >= 0 && char.IsWhiteSpace((char)c));
        return c == '<';
    }

    internal static int ParseUid(string text, string path, long line) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var uid)
            ? uid
            : throw new SanctionsListException($"{path}, line {line}: '{text}' is no entry number.");
}
