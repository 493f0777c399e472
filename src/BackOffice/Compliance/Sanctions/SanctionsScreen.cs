using System.Globalization;

namespace Rialto.BackOffice.Compliance.Sanctions;

/// <summary>
/// Looks names up in a sanctions list, though they be spelt otherwise. The score follows what OFAC tells of its own search (FAQ 249): Jaro-Winkler over the whole name, and Jaro-Winkler and
/// Soundex over its words, the better of the two. Looks at every name of the list, so that nothing is missed by an index. Immutable; any thread.
/// </summary>
/// <remarks>
/// Whole name: the best of the words as they stand, sorted, and run together. Words: each word of one name is paired with the best of the other; a word's likeness is its Jaro-Winkler, at
/// least 0.9 where two words sound alike and it is 0.7 or more. With q the mean over the n words asked for, weighted by their length, and c the same over the
/// words of the list's name, the score is (n q + c) / (n + 1): further names of a listed person count little, and one word alone is no match for a name of two.
/// </remarks>
public sealed class SanctionsScreen
{
    /// <summary>What is usually looked at by a person: not lower than OFAC's examples, and low enough for one misspelt word of three.</summary>
    public const int UsualThreshold = 85;

    /// <summary>Words of a name that are compared. No name of a list has as many; each costs a look at every word of the list.</summary>
    public const int MaxWords = 32;

    private const double SoundsAlike = 0.9;
    private const double SoundsAlikeFloor = 0.7;
    private const double WorthComparingWhole = 0.6;

    private readonly List<ListedName> _names = [];
    private readonly List<string> _words = [];
    private readonly List<int> _sounds = [];
    private readonly Dictionary<string, List<SanctionedParty>> _wallets = [];

    /// <summary>Prepares a list.</summary>
    public SanctionsScreen(SanctionsList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        List = list;
        var numbers = new Dictionary<string, int>();
        foreach (var party in list.Parties)
        {
            foreach (var name in party.Names)
            {
                var words = NameForm.WordsOf(name.Text);
                if (words.Length > 0)
                    _names.Add(new ListedName(party, name, Array.ConvertAll(words, Number), string.Join(' ', words), string.Join(' ', words.Order(StringComparer.Ordinal))));
            }

            foreach (var wallet in party.WalletAddresses)
            {
                var form = WalletForm(wallet.Address);
                if (!_wallets.TryGetValue(form, out var owners))
                    _wallets[form] = owners = [];
                owners.Add(party);
            }
        }

        int Number(string word)
        {
            if (numbers.TryGetValue(word, out var number))
                return number;
            numbers.Add(word, _words.Count);
            _words.Add(word);
            _sounds.Add(Similarity.Soundex(word));
            return _words.Count - 1;
        }
    }

    /// <summary>The list.</summary>
    public SanctionsList List { get; }

    /// <summary>Parties whose name scores at least the threshold, best first, one match each.</summary>
    /// <param name="name">As a person or an institution writes it; any order, any case, accents or not.</param>
    /// <param name="threshold">0 to 100.</param>
    /// <param name="kind">Only parties of this kind; null for all.</param>
    /// <param name="birthYear">Of the person asked for, if known; see <see cref="SanctionsMatch.BirthYearDiffers"/>.</param>
    /// <remarks>Looks at what can be compared; <see cref="ComparesAll"/> tells whether that is the whole name.</remarks>
    /// <exception cref="ArgumentException">The name holds nothing to compare.</exception>
    public IReadOnlyList<SanctionsMatch> Find(string name, int threshold = UsualThreshold, PartyKind? kind = null, int? birthYear = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threshold);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, 100);
        var words = NameForm.WordsOf(name);
        if (words.Length == 0)
            throw new ArgumentException($"'{name}' holds no letter or digit of an alphabet that can be compared (Latin, Cyrillic, Greek).", nameof(name));

        words = words.Length > MaxWords ? words[..MaxWords] : words;
        var likeness = LikenessesOf(words);
        var whole = string.Join(' ', words);
        var sorted = string.Join(' ', words.Order(StringComparer.Ordinal));
        var best = new Dictionary<SanctionedParty, SanctionsMatch>(ReferenceEqualityComparer.Instance);
        foreach (var listed in _names)
        {
            if (kind is { } wanted && listed.Party.Kind != wanted)
                continue;
            var score = ByWords(words, likeness, listed);
            if (score >= WorthComparingWhole)
                score = Math.Max(score, ByWholeName(whole, sorted, listed));
            var points = (int)Math.Floor(score * 100 + 1e-9);
            if (points >= threshold && (!best.TryGetValue(listed.Party, out var known) || points > known.Score))
                best[listed.Party] = new SanctionsMatch(listed.Party, listed.Name, points, birthYear is { } year && Differs(listed.Party, year));
        }

        return best.Values.OrderByDescending(match => match.Score).ThenBy(match => match.BirthYearDiffers).ThenBy(match => match.Party.Uid).ToList();
    }

    /// <summary>
    /// True where all of a name is compared: every letter is of an alphabet that is known, and there are at most <see cref="MaxWords"/> words of usual length. Where it is false nothing that was found,
    /// or not found, clears the name.
    /// </summary>
    public static bool ComparesAll(string name) =>
        NameForm.Read(name) is { IsWhole: true, Text: var text } && text.Split(' ') is { Length: <= MaxWords } words && words.All(word => word.Length is > 0 and <= Similarity.LongestWord);

    /// <summary>Parties that the list says hold this digital currency address. Exact, but for the case of hexadecimal addresses.</summary>
    public IReadOnlyList<SanctionedParty> FindWallet(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return _wallets.TryGetValue(WalletForm(address), out var owners) ? owners : [];
    }

    // A word that is said twice is looked up once.
    private double[][] LikenessesOf(string[] words)
    {
        var known = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var word in words)
            if (!known.ContainsKey(word))
                known.Add(word, LikenessToEveryWord(word));
        return Array.ConvertAll(words, word => known[word]);
    }

    private double[] LikenessToEveryWord(string word)
    {
        var sound = Similarity.Soundex(word);
        var likeness = new double[_words.Count];
        for (var i = 0; i < likeness.Length; i++)
        {
            var letters = Similarity.JaroWinkler(word, _words[i]);
            likeness[i] = letters >= SoundsAlikeFloor && sound != 0 && sound == _sounds[i] ? Math.Max(letters, SoundsAlike) : letters;
        }

        return likeness;
    }

    private double ByWords(string[] words, double[][] likeness, ListedName listed)
    {
        double asked = 0, askedLetters = 0, found = 0, foundLetters = 0;
        for (var i = 0; i < words.Length; i++)
        {
            var most = 0.0;
            foreach (var word in listed.Words)
                most = Math.Max(most, likeness[i][word]);
            asked += most * words[i].Length;
            askedLetters += words[i].Length;
        }

        foreach (var word in listed.Words)
        {
            var most = 0.0;
            foreach (var one in likeness)
                most = Math.Max(most, one[word]);
            found += most * _words[word].Length;
            foundLetters += _words[word].Length;
        }

        return (words.Length * asked / askedLetters + found / foundLetters) / (words.Length + 1);
    }

    private static double ByWholeName(string whole, string sorted, ListedName listed) =>
        Math.Max(
            Math.Max(Similarity.JaroWinkler(whole, listed.Whole), Similarity.JaroWinkler(sorted, listed.Sorted)),
            whole.Replace(" ", "", StringComparison.Ordinal) == listed.Whole.Replace(" ", "", StringComparison.Ordinal) ? 1 : 0);

    private static bool Differs(SanctionedParty party, int year)
    {
        var years = party.BirthDates.SelectMany(YearsOf).ToList();
        return years.Count > 0 && years.TrueForAll(listed => Math.Abs(listed - year) > 2);
    }

    /// <summary>The list writes <c>12 Oct 1957</c>, <c>circa 1957</c>, <c>1957 to 1960</c>.</summary>
    private static IEnumerable<int> YearsOf(string date)
    {
        var years = date.Split([' ', '-', '/'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Length == 4 && word.All(char.IsAsciiDigit))
            .Select(word => int.Parse(word, CultureInfo.InvariantCulture))
            .ToList();
        return years.Count == 2 && years[0] < years[1] ? Enumerable.Range(years[0], years[1] - years[0] + 1) : years;
    }

    private static string WalletForm(string address)
    {
        var text = address.Trim();
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.ToLowerInvariant() : text;
    }

    private sealed record ListedName(SanctionedParty Party, SanctionedName Name, int[] Words, string Whole, string Sorted);
}
