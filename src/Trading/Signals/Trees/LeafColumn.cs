namespace Rialto.Trading.Signals.Trees;

/// <summary>A value of an answer that splits look at, and the row of a <see cref="LeafMasks{T}"/> that it leads to. Immutable.</summary>
internal sealed class LeafColumn
{
    private readonly TreeSlot _slot;
    private readonly double[] _thresholds;
    private readonly CategoryTable? _table;

    /// <summary>A feature with categories: a row for each, and one for all others.</summary>
    public LeafColumn(CategoryTable table, int firstRow) => (_table, _thresholds, FirstRow, Rows) = (table, [], firstRow, table.Categories + 1);

    /// <summary>A feature's value, written in one way.</summary>
    /// <param name="slot">How it is written.</param>
    /// <param name="thresholds">Of its splits, each once, rising; none of them is not a number.</param>
    /// <param name="firstRow">Its first row.</param>
    public LeafColumn(TreeSlot slot, double[] thresholds, int firstRow) => (_slot, _thresholds, FirstRow, Rows) = (slot, thresholds, firstRow, thresholds.Length + 1);

    /// <summary>Its first row.</summary>
    public int FirstRow { get; }

    /// <summary>How many rows it has.</summary>
    public int Rows { get; }

    /// <summary>The row of an answer, from its first one on.</summary>
    public int RowOf(uint[] sets, ReadOnlySpan<double> features) => _table is { } table ? table.RowOf(features) : ThresholdsBelow(_slot.ValueOf(sets, features[_slot.Feature]));

    /// <summary>Whether answers of a row go left at a split.</summary>
    public bool IsLeft(TreeModelParts parts, in TreeNode node, int row)
    {
        if (_table is { } table)
            return parts.Slots[node.Slot].ValueOf(parts.Sets, row < table.Categories ? row : double.NaN) <= node.Threshold;

        // Row r has r thresholds below its values.
        return Array.BinarySearch(_thresholds, node.Threshold) is var place && place >= row;
    }

    /// <summary>How many thresholds a value is not at most: all of them where it is not a number. The same number of steps for every value, none of them a branch.</summary>
    private int ThresholdsBelow(double value)
    {
        var thresholds = _thresholds.AsSpan();
        var from = 0;
        for (var count = thresholds.Length; count > 1;)
        {
            var half = count >> 1;
            from += value <= thresholds[from + half - 1] ? 0 : half;
            count -= half;
        }

        return from + (value <= thresholds[from] ? 0 : 1);
    }
}
