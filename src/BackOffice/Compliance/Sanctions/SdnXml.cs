using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Rialto.BackOffice.Compliance.Sanctions;

/// <summary>
/// The list as XML: <c>sdnList</c> with <c>publshInformation</c> (OFAC's own spelling) and an <c>sdnEntry</c> for each party. Read one entry at a time, whatever the namespace, which OFAC has
/// changed over the years. No document type, no entities from outside.
/// </summary>
internal static class SdnXml
{
    private const string WalletMark = "Digital Currency Address - ";

    public static (List<SanctionedParty> Parties, DateOnly? Published) Read(string path)
    {
        var parties = new List<SanctionedParty>();
        DateOnly? published = null;
        int? promised = null;
        try
        {
            using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true, IgnoreComments = true });
            reader.MoveToContent();
            if (reader.LocalName != "sdnList")
                throw new SanctionsListException($"{path} is XML of another kind: its root is {reader.LocalName}, not sdnList.");
            reader.Read();
            while (!reader.EOF)
            {
                if (reader.NodeType != XmlNodeType.Element)
                {
                    reader.Read();
                    continue;
                }

                var line = (reader as IXmlLineInfo)?.LineNumber ?? 0;
                var element = (XElement)XNode.ReadFrom(reader);
                if (element.Name.LocalName == "publshInformation")
                    (published, promised) = (DateOf(Text(element, "Publish_Date")), int.TryParse(Text(element, "Record_Count"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null);
                else if (element.Name.LocalName == "sdnEntry")
                    parties.Add(PartyOf(element, path, line));
            }
        }
        catch (XmlException e)
        {
            throw new SanctionsListException($"{path} is not whole XML: {e.Message}", e);
        }

        if (promised is { } records && records != parties.Count)
            throw new SanctionsListException($"{path} says it has {records} entries and has {parties.Count}: it is not whole.");
        return (parties, published);
    }

    private static SanctionedParty PartyOf(XElement entry, string path, int line)
    {
        var uid = SanctionsList.ParseUid(Text(entry, "uid"), path, line);
        var name = NameOf(entry);
        if (name.Length == 0)
            throw new SanctionsListException($"{path}, line {line}: entry {uid} has no name.");
        var aliases = All(entry, "akaList", "aka").Select(aka => new SanctionedName(NameOf(aka), IsAlias: true, Text(aka, "category").Equals("weak", StringComparison.OrdinalIgnoreCase)));
        return new SanctionedParty(
            uid,
            Enum.TryParse<PartyKind>(Text(entry, "sdnType"), ignoreCase: true, out var kind) ? kind : PartyKind.Entity,
            [new SanctionedName(name, IsAlias: false, IsWeak: false), .. aliases.Where(alias => alias.Text.Length > 0)],
            All(entry, "programList", "program").Select(program => program.Value.Trim()).ToList(),
            All(entry, "addressList", "address").Select(address => Text(address, "country")).Where(country => country.Length > 0).Distinct().ToList(),
            All(entry, "dateOfBirthList", "dateOfBirthItem").Select(item => Text(item, "dateOfBirth")).Where(text => text.Length > 0).ToList(),
            All(entry, "idList", "id").Where(id => Text(id, "idType").StartsWith(WalletMark, StringComparison.Ordinal))
                .Select(id => new WalletAddress(Text(id, "idType")[WalletMark.Length..].Trim(), Text(id, "idNumber"))).ToList(),
            Text(entry, "remarks"));
    }

    private static string NameOf(XElement element)
    {
        var (first, last) = (Text(element, "firstName"), Text(element, "lastName"));
        return first.Length == 0 ? last : last.Length == 0 ? first : $"{last}, {first}";
    }

    private static string Text(XElement parent, string name) => parent.Elements().FirstOrDefault(child => child.Name.LocalName == name)?.Value.Trim() ?? "";

    private static IEnumerable<XElement> All(XElement parent, string list, string item) =>
        parent.Elements().Where(child => child.Name.LocalName == list).SelectMany(child => child.Elements()).Where(child => child.Name.LocalName == item);

    private static DateOnly? DateOf(string text) => DateOnly.TryParseExact(text, "MM/dd/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
