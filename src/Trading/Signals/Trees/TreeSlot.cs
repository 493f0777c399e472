namespace Rialto.Trading.Signals.Trees;

/// <summary>How a feature's value is written for nodes to compare: so that going left is "at most the threshold" and nothing else.</summary>
internal enum TreeSlotKind
{
    /// <summary>Minus infinity: leaves.</summary>
    Always,

    /// <summary>Missing type none: not a number counts as zero.</summary>
    NaNIsZero,

    /// <summary>Missing type NaN, default right: not a number stays, and is at most nothing.</summary>
    NaNIsRight,

    /// <summary>Missing type NaN, default left.</summary>
    NaNIsLeft,

    /// <summary>Missing type zero, default right: zero and not a number.</summary>
    ZeroIsRight,

    /// <summary>Missing type zero, default left.</summary>
    ZeroIsLeft,

    /// <summary>Left where the category is in a set.</summary>
    InSet,
}

/// <summary>A value that nodes compare with their thresholds.</summary>
/// <param name="Feature">Index of the feature.</param>
/// <param name="Kind">How it is written.</param>
/// <param name="SetStart">First word of the set of categories.</param>
/// <param name="SetWords">How many words of 32 bits it has.</param>
internal readonly record struct TreeSlot(int Feature, TreeSlotKind Kind, int SetStart, int SetWords);
