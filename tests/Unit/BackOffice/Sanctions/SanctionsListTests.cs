using Rialto.BackOffice.Compliance.Sanctions;
using Xunit;

namespace Rialto.Unit.BackOffice.Sanctions;

/// <summary>Lists in both of OFAC's formats. The parties are made up; the forms are those of the published files.</summary>
public sealed class SanctionsListTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-sanctions-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML")]
    [InlineData("http://tempuri.org/sdnList.xsd")]
    public void Xml_is_read_whatever_namespace_it_was_published_under(string space)
    {
        var list = SanctionsList.Load(Write("sdn.xml", SampleLists.Xml.Replace("NAMESPACE", space, StringComparison.Ordinal)));
        Assert.Equal(new DateOnly(2026, 11, 18), list.Published);
        Assert.Equal([101, 102, 103], list.Parties.Select(party => party.Uid));
        AssertParties(list);
        Assert.True(list.Parties[0].Names[2].IsWeak);
    }

    [Fact]
    public void Csv_is_read_with_the_files_beside_it()
    {
        WriteCsv();
        var list = SanctionsList.Load(Path.Combine(_folder, "SDN.CSV"));
        Assert.Null(list.Published);
        AssertParties(list);
        Assert.Contains("Additional Sanctions Information", list.Parties[1].Remarks, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_without_the_file_of_aliases_is_refused()
    {
        WriteCsv();
        File.Delete(Path.Combine(_folder, "ALT.CSV"));
        Assert.Contains("no alt.csv beside it", Failure("SDN.CSV"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_is_not_whole_is_refused()
    {
        Write("short.xml", SampleLists.Xml.Replace("<Record_Count>3", "<Record_Count>4", StringComparison.Ordinal));
        Assert.Contains("says it has 4 entries and has 3", Failure("short.xml"), StringComparison.Ordinal);
        Write("cut.xml", SampleLists.Xml[..(SampleLists.Xml.Length / 2)]);
        Assert.Contains("not whole XML", Failure("cut.xml"), StringComparison.Ordinal);
        Write("other.xml", "<feed/>");
        Assert.Contains("root is feed", Failure("other.xml"), StringComparison.Ordinal);
        Write("alt.csv", "");
        Write("sdn.csv", "36,\"SOMEBODY\",\"individual\"");
        Assert.Contains("line 1: 3 fields where the list has 12", Failure("sdn.csv"), StringComparison.Ordinal);
        Write("empty.csv", "");
        Assert.Contains("holds no entries", Failure("empty.csv"), StringComparison.Ordinal);
        Assert.Contains("nowhere.xml", Failure("nowhere.xml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Xml_that_reaches_outside_itself_is_refused()
    {
        Write("evil.xml", "<!DOCTYPE sdnList [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><sdnList><sdnEntry><uid>1</uid><lastName>&x;</lastName></sdnEntry></sdnList>");
        Assert.Contains("not whole XML", Failure("evil.xml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_lists_are_read_or_refused_and_nothing_else()
    {
        var random = new Random(7);
        foreach (var (name, content) in new[] { ("sdn.xml", SampleLists.Xml), ("sdn.csv", SampleLists.SdnCsv) })
        {
            Write("alt.csv", SampleLists.AltCsv);
            for (var round = 0; round < 300; round++)
            {
                var bytes = System.Text.Encoding.UTF8.GetBytes(content);
                for (var i = random.Next(1, 6); i > 0; i--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                File.WriteAllBytes(Path.Combine(_folder, name), bytes[..random.Next(bytes.Length / 2, bytes.Length + 1)]);
                try
                {
                    Assert.NotEmpty(SanctionsList.Load(Path.Combine(_folder, name)).Parties);
                }
                catch (SanctionsListException)
                {
                }
            }
        }
    }

    private static void AssertParties(SanctionsList list)
    {
        Assert.Equal([PartyKind.Individual, PartyKind.Entity, PartyKind.Vessel], list.Parties.Select(party => party.Kind));
        var person = list.Parties[0];
        Assert.Equal("TESTOVICH, Evgeniy Prokhorovich", person.Name);
        Assert.Equal(["TESTOVICH, Evgeniy Prokhorovich", "TESTOVIC, Jevgenij", "ZHENYA"], person.Names.Select(name => name.Text));
        Assert.Equal(["TEST1", "TEST2"], person.Programs);
        Assert.Equal(["01 Jun 1961", "1960"], person.BirthDates);
        Assert.Equal(["Atlantis"], person.Countries);
        Assert.Equal([new WalletAddress("XBT", "1MadeUpAddressForTestsOnly")], person.WalletAddresses);
        Assert.Equal(new WalletAddress("ETH", "0xABCDEF0000000000000000000000000000000001"), Assert.Single(list.Parties[1].WalletAddresses));
        Assert.Equal(64, list.Sha256.Length);
    }

    private void WriteCsv()
    {
        Write("SDN.CSV", SampleLists.SdnCsv);
        Write("ALT.CSV", SampleLists.AltCsv);
        Write("ADD.CSV", SampleLists.AddCsv);
        Write("SDN_COMMENTS.CSV", SampleLists.CommentsCsv);
    }

    private string Failure(string name) => Assert.Throws<SanctionsListException>(() => SanctionsList.Load(Path.Combine(_folder, name))).Message;

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
