using Rialto.BackOffice.Compliance.Sanctions;
using Xunit;

namespace Rialto.Unit.BackOffice.Sanctions;

public sealed class SanctionsScreenTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-screen-").FullName;
    private readonly SanctionsScreen _screen;

    public SanctionsScreenTests()
    {
        var path = Path.Combine(_folder, "sdn.xml");
        File.WriteAllText(path, SampleLists.Xml);
        _screen = new SanctionsScreen(SanctionsList.Load(path));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("TESTOVICH, Evgeniy Prokhorovich", 100)]
    [InlineData("evgeniy prokhorovich testovich", 100)]
    [InlineData("Évgéniy  Prokhorovich TESTOVICH", 100)]
    [InlineData("Jevgenij Testovič", 100)]
    [InlineData("Тестович Евгений", 90)]
    [InlineData("Evgeny Testovich", 90)]
    [InlineData("Evgeni Prokhorovitch Testowich", 88)]
    [InlineData("Sample Trading House SA", 100)]
    [InlineData("SampleTrading House S.A.", 85)]
    [InlineData("PAPERSHIP", 85)]
    public void A_name_is_found_however_it_is_spelt(string name, int atLeast)
    {
        var match = _screen.Find(name)[0];
        Assert.InRange(match.Score, atLeast, 100);
    }

    [Theory]
    [InlineData("Maria Gonzalez")]
    [InlineData("Evgeniy")]
    [InlineData("John Paper")]
    public void Other_names_are_not(string name) => Assert.Empty(_screen.Find(name));

    [Fact]
    public void Each_party_is_told_once_with_the_name_that_fits_best()
    {
        var match = Assert.Single(_screen.Find("Testovic Jevgenij", threshold: 70));
        Assert.Equal("TESTOVIC, Jevgenij", match.Name.Text);
        Assert.True(match.Name.IsAlias);
        Assert.True(Assert.Single(_screen.Find("Zhenya")).Name.IsWeak);
    }

    [Fact]
    public void A_year_of_birth_tells_apart_and_hides_nobody()
    {
        Assert.False(Assert.Single(_screen.Find("Evgeniy Testovich", birthYear: 1962)).BirthYearDiffers);
        Assert.True(Assert.Single(_screen.Find("Evgeniy Testovich", birthYear: 1995)).BirthYearDiffers);
        Assert.False(Assert.Single(_screen.Find("Paper Ship", birthYear: 1995)).BirthYearDiffers);
    }

    [Fact]
    public void Only_the_kind_asked_for_is_looked_at()
    {
        Assert.Empty(_screen.Find("Paper Ship", kind: PartyKind.Individual));
        Assert.Single(_screen.Find("Paper Ship", kind: PartyKind.Vessel));
    }

    [Fact]
    public void Wallets_are_found_exactly_hexadecimal_ones_in_either_case()
    {
        Assert.Equal(101, Assert.Single(_screen.FindWallet(" 1MadeUpAddressForTestsOnly ")).Uid);
        Assert.Empty(_screen.FindWallet("1madeupaddressfortestsonly"));
        Assert.Equal(102, Assert.Single(_screen.FindWallet("0xabcdef0000000000000000000000000000000001")).Uid);
    }

    [Fact]
    public void A_name_that_cannot_be_compared_is_an_error_and_no_clearance() =>
        Assert.Contains("no letter or digit", Assert.Throws<ArgumentException>(() => _screen.Find("山田太郎")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Evgeniy\u200B Testo\u00ADvich")]
    [InlineData("\u202EEvgeniy Testovich\u202C")]
    [InlineData("Evge\u0301niy Testovich\uFE0F")]
    [InlineData("Ｅｖｇｅｎｉｙ Ｔｅｓｔｏｖｉｃｈ")]
    [InlineData("𝐄𝐯𝐠𝐞𝐧𝐢𝐲 𝕿𝖊𝖘𝖙𝖔𝖛𝖎𝖈𝖍")]
    [InlineData("Ẽvgënịy Tẹstovįch")]
    [InlineData("Ⓔvgeniy Teﬆovich")]
    public void Letters_in_another_form_and_what_cannot_be_seen_change_nothing(string name)
    {
        Assert.Equal("EVGENIY TESTOVICH", NameForm.Of(name));
        Assert.True(SanctionsScreen.ComparesAll(name));
        Assert.Equal(_screen.Find("Evgeniy Testovich")[0].Score, _screen.Find(name)[0].Score);
    }

    [Theory]
    [InlineData("Evgeniy Тестович", true)]
    [InlineData("O'Neill-Smith, Jr. (Ltd. + Co.)", true)]
    [InlineData("Müller ٣", true)]
    [InlineData("\u0415\u0432\u0433\u0435\u043D\u0438\u0439 Testovich", true)]
    [InlineData("\u0421arlos Testovich", false)]
    [InlineData("J\u03BFhn-Paul", false)]
    [InlineData("Evgeniy 山田", false)]
    [InlineData("Evgeniy Testo\u13D9ich", false)]
    [InlineData("Evgeniy ᴛestovich", false)]
    [InlineData("Evgeniy 🅃estovich", true)]
    [InlineData("Evgeniy 😀 Testovich", false)]
    [InlineData("Evgeniy Test\u0903ovich", false)]
    [InlineData("Evgeniy \uD835Testovich", false)]
    [InlineData("Evgeniy Te$tovich", false)]
    [InlineData("", false)]
    public void A_letter_that_is_not_known_never_goes_unseen(string name, bool isWhole) => Assert.Equal(isWhole, SanctionsScreen.ComparesAll(name));

    [Fact]
    public void A_name_of_very_many_words_is_not_compared_in_full()
    {
        var name = string.Concat(Enumerable.Repeat("a ", SanctionsScreen.MaxWords)) + "Evgeniy Testovich";
        Assert.False(SanctionsScreen.ComparesAll(name));
        Assert.Empty(_screen.Find(name));
    }

    [Fact]
    public void Scores_are_the_same_with_words_in_any_order()
    {
        var orders = new[] { "Evgeny Prokhorovich Testowich", "Testowich Evgeny Prokhorovich", "Prokhorovich Testowich Evgeny" };
        Assert.Single(orders.Select(name => _screen.Find(name, 50)[0].Score).Distinct());
    }
}
