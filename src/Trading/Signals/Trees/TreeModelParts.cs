namespace Rialto.Trading.Signals.Trees;

/// <summary>What a reader has made of a file.</summary>
internal sealed record TreeModelParts(TreeNode[] Nodes, int[] Roots, TreeSlot[] Slots, uint[] Sets)
{
    /// <summary>Slots before this one are looked at one by one, the others have tables.</summary>
    public required int PlainSlots { get; init; }

    public required CategoryTable[] Tables { get; init; }

    public required string[] FeatureNames { get; init; }

    public required int Outputs { get; init; }

    public required TreeObjective Objective { get; init; }

    public required string ObjectiveText { get; init; }

    public required double SigmoidScale { get; init; }

    public required bool IsAverage { get; init; }
}
