using Rialto.BackOffice.Compliance.Sanctions;
using Xunit;

namespace Rialto.Unit.BackOffice.Sanctions;

public sealed class SimilarityTests
{
    /// <summary>Winkler's own table of examples.</summary>
    [Theory]
    [InlineData("MARTHA", "MARHTA", 0.961)]
    [InlineData("DWAYNE", "DUANE", 0.840)]
    [InlineData("DIXON", "DICKSONX", 0.813)]
    [InlineData("ABROMS", "ABRAMS", 0.922)]
    [InlineData("SHACKLEFORD", "SHACKELFORD", 0.982)]
    [InlineData("NICHLESON", "NICHULSON", 0.956)]
    [InlineData("JONES", "JOHNSON", 0.832)]
    [InlineData("MASSEY", "MASSIE", 0.933)]
    [InlineData("ABC", "XYZ", 0)]
    [InlineData("", "", 1)]
    [InlineData("", "A", 0)]
    public void Jaro_winkler_of_published_examples(string a, string b, double expected)
    {
        Assert.Equal(expected, Similarity.JaroWinkler(a, b), 3);
        Assert.Equal(Similarity.JaroWinkler(a, b), Similarity.JaroWinkler(b, a), 12);
    }

    /// <summary>Examples of the US National Archives.</summary>
    [Theory]
    [InlineData("WASHINGTON", 'W', 0x252)]
    [InlineData("LEE", 'L', 0x000)]
    [InlineData("GUTIERREZ", 'G', 0x362)]
    [InlineData("PFISTER", 'P', 0x236)]
    [InlineData("JACKSON", 'J', 0x250)]
    [InlineData("TYMCZAK", 'T', 0x522)]
    [InlineData("ASHCRAFT", 'A', 0x261)]
    [InlineData("VANDEUSEN", 'V', 0x532)]
    public void Soundex_of_published_examples(string word, char letter, int digits) => Assert.Equal((letter << 12) | digits, Similarity.Soundex(word));

    [Fact]
    public void A_word_without_letters_sounds_like_nothing()
    {
        Assert.Equal(0, Similarity.Soundex("3M"));
        Assert.Equal(0, Similarity.Soundex(""));
    }

    [Theory]
    [InlineData("  Al-Qa'ida ", "AL QAIDA")]
    [InlineData("Müller & Söhne GmbH", "MULLER SOHNE GMBH")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("Łódź", "LODZ")]
    [InlineData("Cafe\u0301", "CAFE")]
    [InlineData("Пётр Щукин", "PETR SHCHUKIN")]
    [InlineData("Γεώργιος", "GEORGIOS")]
    [InlineData("S.A.", "SA")]
    [InlineData("--", "")]
    public void Names_take_one_form(string name, string form) => Assert.Equal(form, NameForm.Of(name));
}
