using System.Globalization;
using System.Text;

namespace Rialto.BackOffice.Compliance.Sanctions;

/// <summary>A name in the form to be compared.</summary>
/// <param name="Text">Words with one space between them; empty where nothing in it is known.</param>
/// <param name="IsWhole">False where it holds a letter or sign of which the form knows nothing, so that what is compared is less than the name.</param>
public readonly record struct NameReading(string Text, bool IsWhole);

/// <summary>
/// The form in which names are compared: capitals A-Z and digits in words with one space between them. Letters in another form are the letters they are (<c>É</c>, full width, of mathematics:
/// Unicode's compatibility decomposition), letters that are two in English become two (<c>ß</c> is SS), Cyrillic and Greek are written in Latin letters as passports do, what cannot be seen (zero width,
/// direction) and apostrophes and dots vanish (<c>Al-Qa'ida</c> is AL QAIDA, <c>S.A.</c> is SA), gaps and punctuation part words. Everything else makes the name one that is not compared in full,
/// and so does a word of letters of several alphabets: Latin ones replaced by Cyrillic ones that look alike are written as they sound.
/// </summary>
public static class NameForm
{
    /// <summary>Raised whenever names are read otherwise than before, so that they are looked up again.</summary>
    public const int Version = 3;

    private static readonly Dictionary<int, string> Latin = Letters();

    /// <summary>The words of a name in the form to be compared; empty for a name without a letter or digit that it knows.</summary>
    public static string[] WordsOf(string name) => Of(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The whole name in that form.</summary>
    public static string Of(string name) => Read(name).Text;

    /// <summary>The name in that form, and whether that is all of it.</summary>
    public static NameReading Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var (form, isWhole, alphabets) = (new StringBuilder(name.Length), true, Alphabets.None);
        foreach (var rune in name.EnumerateRunes())
        {
            var upper = Rune.ToUpperInvariant(rune);
            if (upper.IsAscii && char.IsAsciiLetterOrDigit((char)upper.Value))
            {
                form.Append((char)upper.Value);
                alphabets |= upper.Value >= 'A' ? Alphabets.Latin : Alphabets.None;
            }
            else if (Latin.TryGetValue(upper.Value, out var letters) || Latin.TryGetValue(rune.Value, out letters))
            {
                form.Append(letters);
                alphabets |= AlphabetOf(rune);
            }
            else if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
                form.Append((int)Rune.GetNumericValue(rune));
            else if (!Vanishes(rune))
            {
                isWhole &= PartsWords(rune) && IsOne(alphabets);
                alphabets = Alphabets.None;
                if (form.Length > 0 && form[^1] != ' ')
                    form.Append(' ');
            }
        }

        return new NameReading(form.ToString().Trim(), isWhole && IsOne(alphabets));
    }

    [Flags]
    private enum Alphabets
    {
        None = 0,
        Latin = 1,
        Cyrillic = 2,
        Greek = 4,
    }

    private static Alphabets AlphabetOf(Rune rune) => rune.Value switch
    {
        >= 0x0370 and <= 0x03FF or >= 0x1F00 and <= 0x1FFF => Alphabets.Greek,
        >= 0x0400 and <= 0x052F or >= 0x1C80 and <= 0x1C8F or >= 0x2DE0 and <= 0x2DFF or >= 0xA640 and <= 0xA69F => Alphabets.Cyrillic,
        _ => Alphabets.Latin,
    };

    private static bool IsOne(Alphabets alphabets) => (alphabets & (alphabets - 1)) == 0;

    /// <summary>Marks inside a word: apostrophes, dots, accents that stand by themselves, and what cannot be seen.</summary>
    private static bool Vanishes(Rune rune) =>
        rune.Value is '\'' or '.' or '`' or '´' or '’' or '‘' or 'ʼ' or 'ʻ' or 'ʾ' or 'ʿ' or 'ʹ' or 'ʺ'
            or (>= 0x0300 and <= 0x036F) or (>= 0x0483 and <= 0x0487) or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20FF) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xFE20 and <= 0xFE2F)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    private static bool PartsWords(Rune rune) => rune.Value is '+' || Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || Rune.IsPunctuation(rune);

    private static Dictionary<int, string> Letters()
    {
        var letters = new Dictionary<int, string> { ['Ъ'] = string.Empty, ['Ь'] = string.Empty };
        Each("ÀÁÂÃÅĀĂĄǍ", "A");
        Each("ÇĆĈĊČ", "C");
        Each("ĎĐ", "D");
        Each("ÈÉÊËĒĔĖĘĚƏ", "E");
        Each("ĜĞĠĢǦ", "G");
        Each("ĤĦ", "H");
        Each("ÌÍÎÏĨĪĬĮİI", "I");
        Each("Ĵ", "J");
        Each("Ķ", "K");
        Each("ĹĻĽĿŁ", "L");
        Each("ÑŃŅŇŊ", "N");
        Each("ÒÓÔÕØŌŎŐƠǑ", "O");
        Each("ŔŖŘ", "R");
        Each("ŚŜŞŠȘ", "S");
        Each("ŢŤŦȚ", "T");
        Each("ÙÚÛŨŪŬŮŰŲƯǓ", "U");
        Each("Ŵ", "W");
        Each("ÝŶŸ", "Y");
        Each("ŹŻŽ", "Z");
        Each("Ä", "A");
        Each("Ö", "O");
        Each("Ü", "U");
        Each("ÆǼ", "AE");
        Each("Œ", "OE");
        Each("Þ", "TH");
        Each("Ð", "D");
        letters['ß'] = letters['ẞ'] = "SS";
        letters['ı'] = "I";

        // Russian as in passports (ICAO Doc 9303, part 3, section 6), with the letters of its neighbours.
        Pairs("А A Б B В V Г G Д D Е E Ё E Ж ZH З Z И I Й I К K Л L М M Н N О O П P Р R С S Т T У U Ф F Х KH Ц TS Ч CH Ш SH Щ SHCH Ы Y Э E Ю IU Я IA "
            + "І I Ї I Є IE Ґ G Ў U Ј J Љ LJ Њ NJ Ћ C Ђ D Џ DZ");

        // Greek by ELOT 743, letter by letter.
        Pairs("Α A Β V Γ G Δ D Ε E Ζ Z Η I Θ TH Ι I Κ K Λ L Μ M Ν N Ξ X Ο O Π P Ρ R Σ S Τ T Υ Y Φ F Χ CH Ψ PS Ω O Ά A Έ E Ή I Ί I Ό O Ύ Y Ώ O Ϊ I Ϋ Y");
        letters['ς'] = "S";
        foreach (var (known, forms) in Forms())
        {
            var latin = string.Concat(known.Select(c => letters.GetValueOrDefault(c, c.ToString())));
            foreach (var form in forms.EnumerateRunes())
                letters.TryAdd(form.Value, latin);
        }

        return letters;

        void Each(string from, string to)
        {
            foreach (var c in from)
                letters[c] = to;
        }

        void Pairs(string text)
        {
            var words = text.Split(' ');
            for (var i = 0; i < words.Length; i += 2)
                letters[words[i][0]] = words[i + 1];
        }
    }

    /// <summary>The lines of letters.txt.</summary>
    private static IEnumerable<(string Known, string Forms)> Forms()
    {
        using var reader = new StreamReader(typeof(NameForm).Assembly.GetManifestResourceStream("letters.txt")!);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#' && line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var at)
                yield return (line[..at].Replace('_', ' '), line[(at + 1)..]);
    }
}
