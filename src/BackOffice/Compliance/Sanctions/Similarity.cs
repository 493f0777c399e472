namespace Rialto.BackOffice.Compliance.Sanctions;

/// <summary>How alike two words are, from 0 (nothing in common) to 1 (the same). Words in the form of <see cref="NameForm"/>.</summary>
public static class Similarity
{
    // Winkler, "String comparator metrics and enhanced decision rules in the Fellegi-Sunter model of record linkage" (1990): at most four letters of common
    // prefix count, a tenth each, where the words are alike to begin with.
    private const int PrefixLetters = 4;
    private const double PrefixWeight = 0.1;
    private const double PrefixFloor = 0.7;

    /// <summary>Letters of a word that count.</summary>
    internal const int LongestWord = 256;

    /// <summary>Jaro's similarity with Winkler's credit for a common beginning. Only the first 256 letters count.</summary>
    public static double JaroWinkler(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        a = a[..Math.Min(a.Length, LongestWord)];
        b = b[..Math.Min(b.Length, LongestWord)];
        var jaro = Jaro(a, b);
        if (jaro < PrefixFloor)
            return jaro;
        var prefix = a.CommonPrefixLength(b);
        return jaro + Math.Min(prefix, PrefixLetters) * PrefixWeight * (1 - jaro);
    }

    private static double Jaro(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.IsEmpty || b.IsEmpty)
            return a.Length == b.Length ? 1 : 0;
        if (a.SequenceEqual(b))
            return 1;
        var window = Math.Max(0, Math.Max(a.Length, b.Length) / 2 - 1);
        Span<bool> takenA = stackalloc bool[LongestWord];
        Span<bool> takenB = stackalloc bool[LongestWord];
        var common = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var end = Math.Min(i + window + 1, b.Length);
            for (var j = Math.Max(0, i - window); j < end; j++)
            {
                if (takenB[j] || a[i] != b[j])
                    continue;
                takenA[i] = takenB[j] = true;
                common++;
                break;
            }
        }

        if (common == 0)
            return 0;
        var outOfOrder = 0;
        for (int i = 0, j = 0; i < a.Length; i++)
        {
            if (!takenA[i])
                continue;
            while (!takenB[j])
                j++;
            if (a[i] != b[j++])
                outOfOrder++;
        }

        double m = common;
        return (m / a.Length + m / b.Length + (m - outOfOrder / 2) / m) / 3;
    }

    /// <summary>
    /// American Soundex (Russell, US patent 1,261,167; the rules of the US National Archives): the first letter and three digits, packed into a number; zero for a word that does not
    /// begin with a letter. Words that sound alike in English have the same.
    /// </summary>
    public static int Soundex(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty || !char.IsAsciiLetterUpper(word[0]))
            return 0;
        int code = word[0];
        var digits = 0;
        var last = Digit(word[0]);
        foreach (var letter in word[1..])
        {
            var digit = Digit(letter);
            if (digit is > 0 && digit != last && digits < 3)
            {
                code = (code << 4) | digit;
                digits++;
            }

            if (letter is not ('H' or 'W'))
                last = digit;
        }

        return code << (4 * (3 - digits));
    }

    private static int Digit(char letter) => letter switch
    {
        'B' or 'F' or 'P' or 'V' => 1,
        'C' or 'G' or 'J' or 'K' or 'Q' or 'S' or 'X' or 'Z' => 2,
        'D' or 'T' => 3,
        'L' => 4,
        'M' or 'N' => 5,
        'R' => 6,
        _ => 0,
    };
}
