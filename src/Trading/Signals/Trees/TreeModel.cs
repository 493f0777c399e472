using System.Diagnostics.CodeAnalysis;

namespace Rialto.Trading.Signals.Trees;

/// <summary>
/// A model of gradient-boosted trees, read from LightGBM's text format (versions 2 to 4) as trained elsewhere. Immutable; a <see cref="TreeEvaluator"/> makes answers of it. Linear trees are refused.
/// docs/reference/signals.md says what is read.
/// </summary>
public sealed class TreeModel
{
    internal TreeModel(TreeModelParts parts)
    {
        (Nodes, Roots, Slots, Sets) = (parts.Nodes, parts.Roots, parts.Slots, parts.Sets);
        (PlainSlots, Tables, Masks) = (parts.PlainSlots, parts.Tables, LeafMasking.Make(parts));
        (FeatureNames, Outputs, Objective, ObjectiveText, SigmoidScale, IsAverage) = (parts.FeatureNames, parts.Outputs, parts.Objective, parts.ObjectiveText, parts.SigmoidScale, parts.IsAverage);
    }

    /// <summary>Names of the features, in the order in which values are given.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>How many values it takes.</summary>
    public int Features => FeatureNames.Count;

    /// <summary>How many numbers it answers: 1, or the number of classes.</summary>
    public int Outputs { get; }

    /// <summary>How many trees.</summary>
    public int Trees => Roots.Length;

    /// <summary>How sums become answers.</summary>
    public TreeObjective Objective { get; }

    /// <summary>The objective as the file says it; empty where it says none.</summary>
    public string ObjectiveText { get; }

    /// <summary>Factor s of <see cref="TreeObjective.Sigmoid"/>.</summary>
    public double SigmoidScale { get; }

    /// <summary>Answers are means over the iterations and not sums: random forests.</summary>
    public bool IsAverage { get; }

    internal TreeNode[] Nodes { get; }

    internal int[] Roots { get; }

    internal TreeSlot[] Slots { get; }

    internal uint[] Sets { get; }

    /// <summary>Slots before this one are looked at one by one, the others have tables.</summary>
    internal int PlainSlots { get; }

    internal CategoryTable[] Tables { get; }

    /// <summary>The same trees as masks of leaves; null where they are walked.</summary>
    internal ILeafMasks? Masks { get; }

    /// <summary>Reads a model file.</summary>
    /// <param name="text">All of it, UTF-8. Memory is taken by what is there, never by what it claims.</param>
    /// <param name="model">The model.</param>
    /// <param name="error">The first thing that is wrong, and its line.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, [NotNullWhen(true)] out TreeModel? model, out TreeModelError error) => new TreeModelReader().TryRead(text, out model, out error);
}
