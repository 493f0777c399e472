namespace Rialto.Trading.Signals.Trees;

/// <summary>What a reader has made of a file.</summary>
internal sealed record TreeModelParts(TreeNode[] Nodes, int[] Roots, int[] Depths, TreeSlot[] Slots, uint[] Sets)
{
    public required string[] FeatureNames { get; init; }

    public required int Outputs { get; init; }

    public required TreeObjective Objective { get; init; }

    public required string ObjectiveText { get; init; }

    public required double SigmoidScale { get; init; }

    public required bool IsAverage { get; init; }
}
