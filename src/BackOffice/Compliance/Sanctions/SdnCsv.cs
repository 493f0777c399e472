using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Rialto.BackOffice.Compliance.Sanctions;

/// <summary>
/// The list as CSV without headings (OFAC's data specification): <c>sdn.csv</c> (ent_num, name, type, programmes, title, six fields of vessels, remarks), <c>alt.csv</c> (ent_num, alt_num,
/// type, name, remarks), <c>add.csv</c> (ent_num, add_num, address, city, country, remarks), <c>sdn_comments.csv</c> (ent_num, rest of the remarks). <c>-0-</c> is nothing; a file ends with 0x1A.
/// </summary>
internal static class SdnCsv
{
    private const string Nothing = "-0-";
    private const string WalletMark = "Digital Currency Address - ";
    private const string BirthMark = "DOB ";

    public static List<SanctionedParty> Read(string path)
    {
        var (aliases, addresses, comments) = FilesBeside(path);
        var aliasesOf = Records(aliases, 5).ToLookup(r => r.Uid, r => new SanctionedName(r.Fields[3], IsAlias: true, IsWeak: r.Fields[4].Contains("weak", StringComparison.OrdinalIgnoreCase)));
        var countriesOf = Records(addresses, 6).ToLookup(r => r.Uid, r => r.Fields[4]);
        var commentsOf = Records(comments, 2).ToLookup(r => r.Uid, r => r.Fields[1]);
        var parties = new List<SanctionedParty>();
        foreach (var (uid, f, line) in Records(path, 12))
        {
            if (f[1].Length == 0)
                throw new SanctionsListException($"{path}, line {line}: entry {uid} has no name.");
            var remarks = string.Join(' ', commentsOf[uid].Prepend(f[11]).Where(text => text.Length > 0));
            var particulars = remarks.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(text => WithoutPrefix(text.TrimEnd('.'), "alt. ")).ToList();
            parties.Add(new SanctionedParty(
                uid,
                KindOf(f[2]),
                [new SanctionedName(f[1], IsAlias: false, IsWeak: false), .. aliasesOf[uid].Where(name => name.Text.Length > 0)],
                f[3].Split("] [", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(program => program.Trim('[', ']')).ToList(),
                countriesOf[uid].Where(country => country.Length > 0).Distinct().ToList(),
                particulars.Where(text => text.StartsWith(BirthMark, StringComparison.Ordinal)).Select(text => text[BirthMark.Length..]).ToList(),
                particulars.Where(text => text.StartsWith(WalletMark, StringComparison.Ordinal)).Select(WalletOf).OfType<WalletAddress>().ToList(),
                remarks));
        }

        return parties;
    }

    private static PartyKind KindOf(string type) => type.ToUpperInvariant() switch
    {
        "INDIVIDUAL" => PartyKind.Individual,
        "VESSEL" => PartyKind.Vessel,
        "AIRCRAFT" => PartyKind.Aircraft,
        _ => PartyKind.Entity,
    };

    private static WalletAddress? WalletOf(string text)
    {
        var words = text[WalletMark.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 2 ? new WalletAddress(words[0], words[1]) : null;
    }

    private static string WithoutPrefix(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;

    /// <summary>sdn.csv has alt.csv, add.csv and sdn_comments.csv beside it; cons_prim.csv has cons_alt.csv, cons_add.csv and cons_comments.csv.</summary>
    private static (string Aliases, string Addresses, string Comments) FilesBeside(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var prefix = Path.GetFileName(path).StartsWith("cons_", StringComparison.OrdinalIgnoreCase) ? "cons_" : "";
        var aliases = Beside(prefix + "alt.csv");
        if (!File.Exists(aliases))
            throw new SanctionsListException($"{path} has no {Path.GetFileName(aliases)} beside it: without the other names most of the list would not be found. Put all files of the list into one folder.");
        return (aliases, Beside(prefix + "add.csv"), Beside(prefix.Length == 0 ? "sdn_comments.csv" : prefix + "comments.csv"));

        // OFAC's own names are in either case.
        string Beside(string name) => Directory.EnumerateFiles(folder).FirstOrDefault(file => Path.GetFileName(file).Equals(name, StringComparison.OrdinalIgnoreCase)) ?? Path.Combine(folder, name);
    }

    private static IEnumerable<(int Uid, string[] Fields, long Line)> Records(string path, int fieldCount)
    {
        if (!File.Exists(path))
            yield break;
        using var reader = new StreamReader(path);
        using var csv = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false,
            BadDataFound = bad => throw new SanctionsListException($"{path}, line {bad.Context.Parser?.RawRow}: {bad.RawRecord.Trim()} is not CSV."),
        });
        while (csv.Read())
        {
            var record = csv.Record!;
            if (record is ["\x1A"] or [""])
                continue;
            if (record.Length < fieldCount)
                throw new SanctionsListException($"{path}, line {csv.RawRow}: {record.Length} fields where the list has {fieldCount}; the file is no such list, or not whole.");
            var fields = Array.ConvertAll(record, field => field.Trim() is var text && text == Nothing ? "" : text);
            yield return (SanctionsList.ParseUid(fields[0], path, csv.RawRow), fields, csv.RawRow);
        }
    }
}
