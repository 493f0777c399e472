using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Rialto.Trading.Features;
using Rialto.Trading.Signals.Trees;

namespace Rialto.Strategies.Signals;

/// <summary>One model of a plan: what it is, how much its word counts, and when it may speak. Immutable.</summary>
/// <param name="Kind">How it comes to a forecast.</param>
/// <param name="Name">Among the models of its plan.</param>
/// <param name="Weight">How much its word counts beside the others', above zero.</param>
public sealed record ForecastModel(ForecastKind Kind, string Name, double Weight)
{
    // Of LightGBM's objectives those whose answer is an expected change, or the probability of a rise. A quantile, the median of regression_l1 too, is no expectation, a rank no size, and what cannot be below zero foretells no fall.
    private static readonly string[] _expectations = ["regression", "regression_l2", "huber", "fair"];
    private static readonly string[] _probabilities = ["binary", "cross_entropy", "xentropy"];

    /// <summary>The trees; null for models that learn.</summary>
    public TreeModel? Trees { get; private init; }

    /// <summary>For each value that the trees take, its place among the plan's features.</summary>
    public ImmutableArray<int> Columns { get; private init; } = [];

    /// <summary>What the trees answer is the probability of a rise, not the change in basis points.</summary>
    public bool IsProbability { get; private init; }

    /// <summary>What names it beyond doubt: of a file its SHA-256.</summary>
    public string Source { get; init; } = "";

    /// <summary>Ridge: weight of the coefficients' size, 1e-9 to 1e9. Logistic: pull towards zero, 0 to 1.</summary>
    public double Ridge { get; init; }

    /// <summary>Weight of a lesson after the next one, 0.9 to 1.</summary>
    public double Forgetting { get; init; } = 1;

    /// <summary>Logistic: first step, 0.001 to 1.</summary>
    public double Rate { get; init; } = 0.05;

    /// <summary>Lessons before it foretells anything; trees need none.</summary>
    public int WarmUp { get; init; }

    /// <summary>A ridge regression with the usual numbers.</summary>
    public static ForecastModel Linear(string name = "ridge") => new(ForecastKind.Ridge, name, 1) { Ridge = 10, Forgetting = 0.9995, WarmUp = 240 };

    /// <summary>A logistic regression with the usual numbers.</summary>
    public static ForecastModel Logistic(string name = "logistic") => new(ForecastKind.Logistic, name, 1) { Ridge = 0.0001, Forgetting = 0.9999, WarmUp = 240 };

    /// <summary>Trees as a model of a plan, their values taken from the plan's features.</summary>
    /// <param name="name">Among the models.</param>
    /// <param name="weight">How much its word counts.</param>
    /// <param name="trees">The trees.</param>
    /// <param name="features">The plan's, in its order.</param>
    /// <param name="names">Which feature a value of the trees is, where its name does not say so.</param>
    /// <param name="model">The model.</param>
    /// <param name="error">Why it cannot be one.</param>
    public static bool TryOfTrees(
        string name,
        double weight,
        TreeModel trees,
        ImmutableArray<string> features,
        IReadOnlyDictionary<string, string> names,
        [NotNullWhen(true)] out ForecastModel? model,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentNullException.ThrowIfNull(names);
        (model, error) = (null, ObjectionTo(trees) ?? names.Keys.Where(key => !trees.FeatureNames.Contains(key)).Select(key => $"it has no feature '{key}'; it has {List(trees.FeatureNames)}").FirstOrDefault());
        if (error is not null || !TryFindColumns(trees, features, names, out var columns, out error))
            return false;
        model = new ForecastModel(ForecastKind.Trees, name, weight) { Trees = trees, Columns = columns, IsProbability = _probabilities.Contains(ObjectiveOf(trees)) };
        return true;
    }

    /// <summary>What decides its answers, in one line.</summary>
    public string Describe() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Name} {Weight:R} {Source} {string.Join(',', Columns)} {Ridge:R} {Forgetting:R} {Rate:R} {WarmUp}");

    private static bool TryFindColumns(TreeModel trees, ImmutableArray<string> features, IReadOnlyDictionary<string, string> names, out ImmutableArray<int> columns, [NotNullWhen(false)] out string? error)
    {
        (columns, error) = ([], null);
        var isNameless = names.Count == 0 && trees.FeatureNames.Select((one, i) => one == string.Create(CultureInfo.InvariantCulture, $"Column_{i}")).All(isPlace => isPlace);
        if (isNameless && trees.Features != features.Length)
        {
            error = $"its {trees.Features} features have no names (Column_0, ...), and the strategy has {features.Length}: they go by their order only where there are as many; name each";
            return false;
        }

        if (isNameless)
        {
            columns = [.. Enumerable.Range(0, features.Length)];
            return true;
        }

        var found = ImmutableArray.CreateBuilder<int>(trees.Features);
        foreach (var told in trees.FeatureNames)
        {
            var text = names.GetValueOrDefault(told, ForecastPlan.FeatureOf(told));
            if (!FeatureRegistry.TryParse(text, out var wanted, out var wrong))
            {
                error = $"its feature '{told}' is none of ours: {wrong}";
                return false;
            }

            var place = features.IndexOf(wanted.Text, ForecastPlan.SameFeature);
            if (place < 0)
            {
                error = $"its feature '{told}' is {wanted}, which the strategy does not have; it has {List(features)}";
                return false;
            }

            found.Add(place);
        }

        columns = found.ToImmutable();
        return true;
    }

    private static string? ObjectionTo(TreeModel trees)
    {
        if (trees.Outputs != 1)
            return $"it answers {trees.Outputs} numbers: one is due, the change in basis points or the probability of a rise";
        var objective = ObjectiveOf(trees);
        return _expectations.Contains(objective) || _probabilities.Contains(objective) ? null
            : objective.Length == 0 || objective is "custom" or "none" ? "it does not say its objective: nobody knows what its answer means"
            : $"its objective is {objective}, whose answer is neither an expected change nor a probability: there are {string.Join(", ", _expectations.Concat(_probabilities))}";
    }

    private static string ObjectiveOf(TreeModel trees) => trees.ObjectiveText.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Take(12)) + (names.Count() > 12 ? ", ..." : "");
}
