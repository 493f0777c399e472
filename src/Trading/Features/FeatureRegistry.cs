using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Rialto.Trading.Features;

/// <summary>All features there are, by name. docs/reference/features.md lists them with their formulas and sources.</summary>
public static class FeatureRegistry
{
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000_000_000;
    private const long Hour = 3_600 * Second;

    /// <summary>Most levels that a feature reads.</summary>
    public const int LevelsMax = 50;

    private const int StepsMax = 8_192;
    private const string Touch = "while there is a bid below an ask";
    private const string Whole = "one window without a break";

    private static readonly FeatureKind[] Kinds =
    [
        Price("mid", "price", "Middle of the best prices.", PriceKind.Mid),
        Price("spread", "price", "Best ask less best bid.", PriceKind.Spread),
        Price("spread-bps", "bp", "The spread in basis points of the middle.", PriceKind.SpreadBps),
        new("wap", FeatureNeeds.Levels, "price", "Best prices weighted by what rests opposite; with a lag: as it was then.", "with a touch; the lag", Duration("lag", 0, Hour, 0))
        {
            Make = (name, _) => name.Arguments[0] == 0 ? new PriceFeature(PriceKind.Wap) : new LaggedWap(name.Arguments[0]),
        },
        new("microprice", FeatureNeeds.Levels, "price", "Where the middle is expected to go, learned from what followed on like touches.", "1,024 changes of the touch") { Make = (_, _) => new Microprice() },
        new("imbalance", FeatureNeeds.Levels, "-1 to 1", "Bids less asks over all, of the best levels.", "while there is a level", Count("levels", 1, LevelsMax, 1))
        {
            Make = (name, _) => new DepthImbalance((int)name.Arguments[0], 0),
            Levels = arguments => (int)arguments[0],
        },
        new("imbalance-weighted", FeatureNeeds.Levels, "-1 to 1", "The same with weights that halve with so many levels of rank.", "while there is a level", Count("levels", 1, LevelsMax, 10), Count("half-life", 1, LevelsMax, 2))
        {
            Make = (name, _) => new DepthImbalance((int)name.Arguments[0], name.Arguments[1]),
            Levels = arguments => (int)arguments[0],
        },
        new("ofi", FeatureNeeds.Levels, "base", "Order flow imbalance of the best levels together.", Whole, Count("levels", 1, LevelsMax, 1), Duration("window", Millisecond, Hour, Second))
        {
            Make = (name, _) => new OrderFlowImbalance(0, (int)name.Arguments[0], name.Arguments[1]),
            Levels = arguments => (int)arguments[0],
        },
        new("ofi-level", FeatureNeeds.Levels, "base", "Order flow imbalance of one level alone, 1 is the best.", Whole, Count("level", 1, LevelsMax, null), Duration("window", Millisecond, Hour, Second))
        {
            Make = (name, _) => new OrderFlowImbalance((int)name.Arguments[0] - 1, (int)name.Arguments[0], name.Arguments[1]),
            Levels = arguments => (int)arguments[0],
        },
        Windowed("tfi", FeatureNeeds.Trades, "base", "Bought less sold by takers.", windowNs => new TradeFlowImbalance(windowNs, asShare: false)),
        Windowed("tfi-share", FeatureNeeds.Trades, "-1 to 1", "The same over all that was traded.", windowNs => new TradeFlowImbalance(windowNs, asShare: true)),
        Windowed("volume", FeatureNeeds.Trades, "base", "All that was traded.", windowNs => new TradedVolume(windowNs)),
        new("vpin", FeatureNeeds.Trades, "0 to 1", "Toxicity of flow, by buckets of equal volume.", "so many full buckets", Volume("bucket"), Count("buckets", 1, 1_000, 50))
        {
            Make = (name, parts) => new Vpin(UnitsOf(name.Arguments[0], parts), (int)name.Arguments[1]),
        },
        Intensity("intensity", "Trades a second with a decaying memory.", buys: true, sells: true),
        Intensity("intensity-buys", "The same of trades in which the taker bought.", buys: true, sells: false),
        Intensity("intensity-sells", "The same of trades in which the taker sold.", buys: false, sells: true),
        Volatility("rv", "Realised volatility of the middle over the window.", isBipower: false),
        Volatility("bipower", "The same without jumps (bipower variation).", isBipower: true),
        Windowed("return", FeatureNeeds.Levels, "1", "Middle now over the middle a window ago, less one.", windowNs => new HorizonReturn(windowNs, ofLeader: false)),
        Windowed("leader-return", FeatureNeeds.Leader, "1", "The same of the other listing.", windowNs => new HorizonReturn(windowNs, ofLeader: true)),
        Lead("lead", "s", "By how long the other listing's price moves before this one's; negative: after.", isCorrelation: false),
        Lead("lead-correlation", "-1 to 1", "Correlation of returns at that lag.", isCorrelation: true),
        Compared("basis", FeatureNeeds.Levels | FeatureNeeds.Leader, "1", "Own middle over the other listing's, less one.", ComparedKind.Basis),
        Compared("nbbo-mid", FeatureNeeds.Nbbo, "price", "Middle of the best prices over all venues.", ComparedKind.NbboMid),
        Compared("nbbo-spread-bps", FeatureNeeds.Nbbo, "bp", "Their spread in basis points of it; negative where crossed.", ComparedKind.NbboSpreadBps),
        Compared("nbbo-basis", FeatureNeeds.Levels | FeatureNeeds.Nbbo, "1", "Own middle over that of all venues, less one.", ComparedKind.NbboBasis),
    ];

    /// <summary>All kinds, in the order of the reference.</summary>
    public static IReadOnlyList<FeatureKind> All => Kinds;

    /// <summary>Reads a name: <c>ofi:5</c>, <c>wap:200ms</c>, <c>vpin:12.5:50</c>. Arguments that are left out have their defaults; which is which is told by how they are written.</summary>
    /// <param name="text">The name.</param>
    /// <param name="name">What it names.</param>
    /// <param name="error">What is wrong with it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out FeatureName? name, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = null;
        var words = text.Split(':');
        var kind = Array.Find(Kinds, some => some.Word == words[0]);
        if (kind is null)
        {
            error = $"There is no feature \"{words[0]}\". There are: {string.Join(", ", Kinds.Select(some => some.Word))}.";
            return false;
        }

        var values = new long?[kind.Parameters.Count];
        foreach (var word in words.Skip(1))
        {
            error = Place(kind, values, word);
            if (error is not null)
                return false;
        }

        var arguments = new long[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if ((values[i] ?? kind.Parameters[i].Default) is not { } value)
            {
                error = $"{kind.Word} needs its {kind.Parameters[i].Name}.";
                return false;
            }

            arguments[i] = value;
        }

        error = kind.Check(arguments);
        if (error is not null)
            return false;
        name = new FeatureName(kind, arguments);
        return true;
    }

    private static string? Place(FeatureKind kind, long?[] values, string word)
    {
        if (!FeatureName.TryReadArgument(word, out var type, out var value))
            return $"\"{word}\" is neither a number nor a time (us, ms, s, m, h).";
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = kind.Parameters[i];
            var isWholeVolume = parameter.Type == FeatureArgument.Volume && type == FeatureArgument.Count;
            if (values[i] is not null || (parameter.Type != type && !isWholeVolume))
                continue;
            var read = value;
            if (isWholeVolume)
                read = value > long.MaxValue / Second ? long.MaxValue : value * Second;
            if (read < parameter.Least || read > parameter.Most)
                return string.Create(CultureInfo.InvariantCulture, $"{kind.Word}: {parameter.Name} {word} is out of bounds: {parameter.Least} to {parameter.Most} {UnitOf(parameter.Type)}.");
            values[i] = read;
            return null;
        }

        return $"{kind.Word} takes no \"{word}\"{(kind.Parameters.Count == 0 ? "" : $": {string.Join(", ", kind.Parameters.Select(some => some.Name))}")}.";
    }

    private static string UnitOf(FeatureArgument type) => type switch
    {
        FeatureArgument.Duration => "ns",
        FeatureArgument.Volume => "billionths",
        _ => "",
    };

    private static FeatureParameter Count(string name, long least, long most, long? without) => new(name, FeatureArgument.Count, least, most, without);

    private static FeatureParameter Duration(string name, long least, long most, long? without) => new(name, FeatureArgument.Duration, least, most, without);

    private static FeatureParameter Volume(string name) => new(name, FeatureArgument.Volume, 1, long.MaxValue, null);

    private static FeatureKind Price(string word, string unit, string meaning, PriceKind kind) => new(word, FeatureNeeds.Levels, unit, meaning, Touch) { Make = (_, _) => new PriceFeature(kind) };

    private static FeatureKind Compared(string word, FeatureNeeds needs, string unit, string meaning, ComparedKind kind) =>
        new(word, needs, unit, meaning, "while all of them have a price") { Make = (_, _) => new ComparedPrice(kind) };

    private static FeatureKind Windowed(string word, FeatureNeeds needs, string unit, string meaning, Func<long, Feature> make) =>
        new(word, needs, unit, meaning, Whole, Duration("window", Millisecond, Hour, Second)) { Make = (name, _) => make(name.Arguments[0]) };

    private static FeatureKind Intensity(string word, string meaning, bool buys, bool sells) =>
        new(word, FeatureNeeds.Trades, "1/s", meaning, "four half-lives without a break", Duration("half-life", Millisecond, Hour, Second)) { Make = (name, _) => new TradeIntensity(name.Arguments[0], buys, sells) };

    private static FeatureKind Volatility(string word, string meaning, bool isBipower) =>
        new(word, FeatureNeeds.Levels, "1", meaning, "one window of whole steps", Duration("window", Millisecond, 24 * Hour, 60 * Second), Duration("step", Millisecond, Hour, Second))
        {
            Make = (name, _) => new RealisedVolatility(name.Arguments[0], name.Arguments[1], isBipower),
            Check = CheckSteps,
        };

    private static FeatureKind Lead(string word, string unit, string meaning, bool isCorrelation) =>
        new(
            word,
            FeatureNeeds.Levels | FeatureNeeds.Leader,
            unit,
            meaning,
            "window and lags, both prices moving",
            Duration("window", Millisecond, Hour, 60 * Second),
            Duration("step", Millisecond, 60 * Second, 100 * Millisecond),
            Count("lags", 1, 64, 20))
        {
            Make = (name, parts) => new LeadFeature(parts.LeadLag(name.Arguments), isCorrelation),
            Check = CheckSteps,
        };

    private static string? CheckSteps(IReadOnlyList<long> arguments) =>
        arguments[0] % arguments[1] == 0 && arguments[0] / arguments[1] is >= 2 and <= StepsMax ? null : $"The window must be a multiple of the step, 2 to {StepsMax} times.";

    /// <summary>Billionths of base in the listing's units; at least one.</summary>
    private static long UnitsOf(long billionths, FeatureParts parts)
    {
        var scale = parts.Listing.QuantityScale;
        var units = scale <= 9
            ? billionths / Model.Units.DecimalText.PowerOfTen(9 - scale)
            : (long)Int128.Min(long.MaxValue / 2, (Int128)billionths * Model.Units.DecimalText.PowerOfTen(scale - 9));
        return Math.Max(1, units);
    }
}
