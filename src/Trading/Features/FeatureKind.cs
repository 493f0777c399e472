namespace Rialto.Trading.Features;

/// <summary>One kind of feature, as the registry tells it. docs/reference/features.md has the formulas.</summary>
/// <param name="Word">First word of its names: <c>ofi</c>.</param>
/// <param name="Needs">What it is made of.</param>
/// <param name="Unit">Unit of its value.</param>
/// <param name="Meaning">What it says, in a sentence.</param>
/// <param name="WarmUp">From when on it is ready, in words.</param>
/// <param name="Parameters">Its arguments, in order; those of one type fill in the order in which they are written.</param>
public sealed record FeatureKind(string Word, FeatureNeeds Needs, string Unit, string Meaning, string WarmUp, params IReadOnlyList<FeatureParameter> Parameters)
{
    /// <summary>Makes one; the arguments are within their bounds and go together.</summary>
    internal Func<FeatureName, FeatureParts, Feature> Make { get; init; } = (_, _) => throw new InvalidOperationException();

    /// <summary>What is wrong with arguments that are each within their bounds; null where nothing is.</summary>
    internal Func<IReadOnlyList<long>, string?> Check { get; init; } = _ => null;

    /// <summary>How many levels of the book it reads.</summary>
    internal Func<IReadOnlyList<long>, int> Levels { get; init; } = _ => 1;
}
