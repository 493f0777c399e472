using System.Collections.Immutable;
using System.Globalization;
using Rialto.Model.Units;
using Rialto.Trading.Features;

namespace Rialto.Strategies.Signals;

/// <summary>Hears a lesson: what was seen, and what came of it.</summary>
/// <param name="seen">When it was seen.</param>
/// <param name="inputs">What models get, in the order of the plan's features; valid during the call.</param>
/// <param name="targetBps">The target's change from then to a horizon later, in basis points.</param>
public delegate void LessonHeard(Timestamp seen, ReadOnlySpan<double> inputs, double targetBps);

/// <summary>What a <see cref="SignalTaker"/> foretells, from what, and by which models. Immutable; parameters may change while it runs, this may not.</summary>
public sealed record ForecastPlan
{
    /// <summary>Most features of a plan.</summary>
    public const int FeaturesMax = 256;

    /// <summary>Most models of a plan.</summary>
    public const int ModelsMax = 16;

    /// <summary>Most observations that may wait for their target.</summary>
    public const int WaitingMax = 100_000;

    private static readonly string[] _prices = ["mid", "wap", "microprice", "nbbo-mid"];

    /// <summary>What the strategy does where nobody says anything else: two models that learn, and nothing from elsewhere.</summary>
    public static ForecastPlan Default { get; } = new();

    /// <summary>By their names in the registry.</summary>
    public ImmutableArray<string> Features { get; init; } =
        ["microprice", "imbalance", "imbalance:10", "ofi:1s", "ofi:5:1s", "ofi:10:10s", "tfi:1s", "tfi-share:10s", "return:1s", "return:5s", "return:15s", "spread-bps", "intensity:5s", "rv:15s:1s"];

    /// <summary>Who foretells; none for a strategy that only tells its lessons.</summary>
    public ImmutableArray<ForecastModel> Models { get; init; } = [ForecastModel.Linear(), ForecastModel.Logistic()];

    /// <summary>The price foretold is the middle of the touch, not its weighted average.</summary>
    public bool IsOfMid { get; init; }

    /// <summary>How far ahead, in milliseconds.</summary>
    public long HorizonMs { get; init; } = 15_000;

    /// <summary>Seen and foretold once in so many milliseconds, with the first frame after each.</summary>
    public long StepMs { get; init; } = 250;

    /// <summary>A forecast that is not renewed counts half after so many milliseconds.</summary>
    public long HalfLifeMs { get; init; } = 5_000;

    /// <summary>And nothing after so many.</summary>
    public long ExpiryMs { get; init; } = 15_000;

    /// <summary>Forecasts of a model that are compared with what came, before it may speak.</summary>
    public int Trial { get; init; } = 240;

    /// <summary>Over how many lessons skill, and mean and deviation of features, are remembered.</summary>
    public int Memory { get; init; } = 2_400;

    /// <summary>Hears every lesson; null for nobody. It must not change what the strategy sees.</summary>
    public LessonHeard? Lessons { get; init; }

    /// <summary>Two spellings of one feature are one feature.</summary>
    internal static IEqualityComparer<string> SameFeature { get; } = new FeatureSpelling();

    /// <summary>What a column of a table is called: LightGBM allows no colons.</summary>
    public static string ColumnOf(string feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        return feature.Replace(':', '_');
    }

    /// <summary>The feature of a column.</summary>
    public static string FeatureOf(string column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.Replace('_', ':');
    }

    /// <summary>True for a feature that is a price: models get its distance from the target's price, in basis points, because a price by itself only says what day it is.</summary>
    public static bool IsPrice(string feature) => FeatureRegistry.TryParse(feature, out var name, out _) && _prices.Contains(name.Kind.Word);

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? Check()
    {
        if (Features.Length is < 1 or > FeaturesMax)
            return $"{Features.Length} features: 1 to {FeaturesMax}.";
        foreach (var feature in Features)
        {
            if (!FeatureRegistry.TryParse(feature, out var name, out var wrong))
                return wrong;
            if ((name.Kind.Needs & FeatureNeeds.Leader) != 0)
                return $"{feature} compares two listings, and the strategy has one.";
        }

        if (Features.Distinct(SameFeature).Count() != Features.Length)
            return "A feature is named twice.";
        if (Models.Length > ModelsMax)
            return $"{Models.Length} models: at most {ModelsMax}.";
        if (Models.GroupBy(model => model.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return $"Two models are called '{twice.Key}'.";
        if (HorizonMs / StepMs > WaitingMax)
            return string.Create(CultureInfo.InvariantCulture, $"{HorizonMs / StepMs} observations would wait for their target: at most {WaitingMax}; a longer step or a shorter horizon.");
        return null;
    }

    /// <summary>What decides its forecasts, in one line.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{string.Join(',', Features)} {(IsOfMid ? "mid" : "wap")} {HorizonMs} {StepMs} {HalfLifeMs} {ExpiryMs} {Trial} {Memory} {string.Join("; ", Models.Select(model => model.Describe()))}");

    private sealed class FeatureSpelling : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => Whole(x) == Whole(y);

        public int GetHashCode(string obj) => StringComparer.Ordinal.GetHashCode(Whole(obj) ?? "");

        private static string? Whole(string? text) => text is not null && FeatureRegistry.TryParse(text, out var name, out _) ? name.Text : text;
    }
}
