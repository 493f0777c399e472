namespace Rialto.Trading.Signals.Trees;

/// <summary>Decides whether a model is laid out as masks of leaves, which is several times as fast as walking its trees where they are small and many.</summary>
internal static class LeafMasking
{
    private const int LeavesMax = 64;

    // Rows of one answer, on the stack.
    private const int ColumnsMax = 256;

    // Rows are read from the second level of cache, or the third.
    private const long BytesMax = 4 << 20;

    /// <summary>The masks; null where trees are too large, or too few for what is looked up once for all of them.</summary>
    public static ILeafMasks? Make(TreeModelParts parts)
    {
        var leaves = LeavesOfLargest(parts);
        if (leaves > LeavesMax || parts.Slots.AsSpan(0, parts.PlainSlots).ContainsSets())
            return null;
        var thresholds = new SortedSet<double>[parts.Slots.Length];
        foreach (var node in parts.Nodes)
        {
            if (node.Slot != 0 && !(thresholds[node.Slot] ??= []).Contains(node.Threshold))
                thresholds[node.Slot].Add(node.Threshold);
        }

        var columns = new List<LeafColumn>();
        var columnOf = new int[parts.Slots.Length];
        var rows = 0;
        for (var slot = 1; slot < parts.PlainSlots; slot++)
        {
            columnOf[slot] = columns.Count;
            Take(new LeafColumn(parts.Slots[slot], [.. thresholds[slot]], rows));
        }

        foreach (var table in parts.Tables)
        {
            columnOf.AsSpan(table.First, table.Count).Fill(columns.Count);
            Take(new LeafColumn(table, rows));
        }

        if (columns.Count > Math.Min(ColumnsMax, 2 * parts.Roots.Length) || columns.Count == 0)
            return null;
        return leaves <= 32
            ? (long)rows * LeafMasks<uint>.StrideOf(parts.Roots.Length) * sizeof(uint) > BytesMax ? null : new LeafMasks<uint>(parts, [.. columns], columnOf)
            : (long)rows * LeafMasks<ulong>.StrideOf(parts.Roots.Length) * sizeof(ulong) > BytesMax ? null : new LeafMasks<ulong>(parts, [.. columns], columnOf);

        void Take(LeafColumn column)
        {
            columns.Add(column);
            rows += column.Rows;
        }
    }

    /// <summary>Trees stand one behind the other, and a tree of n leaves has n - 1 splits.</summary>
    private static int LeavesOfLargest(TreeModelParts parts)
    {
        var largest = 0;
        for (var tree = 0; tree < parts.Roots.Length; tree++)
        {
            var end = tree + 1 < parts.Roots.Length ? parts.Roots[tree + 1] : parts.Nodes.Length;
            largest = Math.Max(largest, (end - parts.Roots[tree] + 1) / 2);
        }

        return largest;
    }

    private static bool ContainsSets(this Span<TreeSlot> slots)
    {
        foreach (ref readonly var slot in slots)
        {
            if (slot.Kind == TreeSlotKind.InSet)
                return true;
        }

        return false;
    }
}
