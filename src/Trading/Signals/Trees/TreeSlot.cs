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
internal readonly record struct TreeSlot(int Feature, TreeSlotKind Kind, int SetStart, int SetWords)
{
    /// <summary>The value that nodes compare, of a feature's value.</summary>
    public double ValueOf(uint[] sets, double x) => Kind switch
    {
        TreeSlotKind.NaNIsZero => double.IsNaN(x) ? 0 : x,
        TreeSlotKind.NaNIsRight => x,
        TreeSlotKind.NaNIsLeft => double.IsNaN(x) ? double.NegativeInfinity : x,
        TreeSlotKind.ZeroIsRight => IsSomething(x) ? x : double.NaN,
        TreeSlotKind.ZeroIsLeft => IsSomething(x) ? x : double.NegativeInfinity,
        TreeSlotKind.InSet => IsInSet(sets, x) ? double.NegativeInfinity : double.NaN,
        _ => double.NegativeInfinity,
    };

    /// <summary>The category that a value stands for: cut towards zero, so that -0.5 is category 0, as in C. Too large ones are in no set.</summary>
    public static bool TryCategory(double x, out int category)
    {
        var isOne = x > -1 && x < int.MaxValue;
        category = isOne ? (int)x : 0;
        return isOne;
    }

    /// <summary>Neither zero nor missing.</summary>
    private static bool IsSomething(double x) => Math.Abs(x) > TreeAssembly.ZeroThreshold;

    private bool IsInSet(uint[] sets, double x) => TryCategory(x, out var category) && category >> 5 < SetWords && (sets[SetStart + (category >> 5)] >> category & 1) != 0;
}
