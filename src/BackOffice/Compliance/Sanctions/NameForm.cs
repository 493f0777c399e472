using System.Text;

namespace Rialto.BackOffice.Compliance.Sanctions;

/// <summary>
/// The form in which names are compared: capitals A-Z and digits in words with one space between them. Accents go (<c>É</c> is E), letters that are two in English become two
/// (<c>ß</c> is SS), Cyrillic and Greek are written in Latin letters as passports do, apostrophes and dots vanish (<c>Al-Qa'ida</c> is AL QAIDA, <c>S.A.</c> is SA), everything else parts words.
/// </summary>
public static class NameForm
{
    private static readonly Dictionary<char, string> Latin = Letters();

    /// <summary>The words of a name in the form to be compared; empty for a name without a letter or digit that it knows.</summary>
    public static string[] WordsOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Of(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The whole name in that form.</summary>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var form = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            var upper = char.ToUpperInvariant(c);
            if (char.IsAsciiLetterUpper(upper) || char.IsAsciiDigit(upper))
                form.Append(upper);
            else if (Latin.TryGetValue(upper, out var letters))
                form.Append(letters);
            else if (!Vanishes(upper) && form.Length > 0 && form[^1] != ' ')
                form.Append(' ');
        }

        return form.ToString().TrimEnd();
    }

    /// <summary>Marks inside a word, combining accents among them.</summary>
    private static bool Vanishes(char c) => c is '\'' or '.' or '`' or '´' or '’' or '‘' or 'ʼ' or 'ʻ' or 'ʾ' or 'ʿ' or 'Ъ' or 'Ь' or (>= '\u0300' and <= '\u036F');

    private static Dictionary<char, string> Letters()
    {
        var letters = new Dictionary<char, string>();
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
}
