namespace Rialto.Trading.Signals.Trees;

/// <summary>Lays trees out for evaluation: children of a node side by side, leaves that lead to themselves, and what is missing or a category decided once for each answer and not at each node.</summary>
internal sealed class TreeAssembly
{
    /// <summary>LightGBM's zero: what is no larger counts as none (a float constant there).</summary>
    public const double ZeroThreshold = 1e-35f;

    private readonly List<TreeNode> _nodes = [];
    private readonly List<int> _roots = [];
    private readonly List<TreeSlot> _slots = [new(0, TreeSlotKind.Always, 0, 0)];
    private readonly List<uint> _sets = [];
    private readonly Dictionary<(int, TreeSlotKind, string), int> _slotOf = [];

    public int Trees => _roots.Count;

    /// <summary>Adds a tree whose numbers have been checked; false where its children do not make a tree.</summary>
    public bool TryAdd(TreeBlock block, out TreeProblem problem)
    {
        problem = default;
        var splits = block.Leaves - 1;
        _roots.Add(_nodes.Count);
        _nodes.Add(default);

        // Every split and every leaf is reached once, from the root on; what is below is laid out when its parent is.
        var (seenSplits, seenLeaves) = (new bool[splits], new bool[block.Leaves]);
        var open = new Queue<(int Reference, int Place)>();
        open.Enqueue((splits == 0 ? ~0 : 0, _roots[^1]));
        var count = 0;
        while (open.TryDequeue(out var next))
        {
            if (next.Reference < 0)
            {
                var leaf = ~next.Reference;
                if (leaf >= block.Leaves || seenLeaves[leaf])
                    return Refuse($"leaf {leaf} is there twice, or not among {block.Leaves}", out problem);
                seenLeaves[leaf] = true;
                _nodes[next.Place] = new TreeNode(block.LeafValue[leaf], 0, next.Place - 1);
                continue;
            }

            var split = next.Reference;
            if (split >= splits || seenSplits[split])
                return Refuse($"split {split} is there twice, or not among {splits}", out problem);
            seenSplits[split] = true;
            count++;
            var children = _nodes.Count;
            _nodes.Add(default);
            _nodes.Add(default);
            _nodes[next.Place] = NodeOf(block, split, children);
            open.Enqueue((block.RightChild[split], children));
            open.Enqueue((block.LeftChild[split], children + 1));
        }

        return count == splits || Refuse($"{splits - count} splits cannot be reached", out problem);
    }

    public TreeModelParts Finish(string[] names, int outputs, TreeObjective objective, string text, double scale, bool isAverage)
    {
        // Slots by number first, in the order in which they came, then those by category, feature by feature.
        var order = Enumerable.Range(0, _slots.Count).OrderBy(i => _slots[i].Kind == TreeSlotKind.InSet ? 1 + _slots[i].Feature : 0).ToArray();
        var placeOf = new int[order.Length];
        for (var place = 0; place < order.Length; place++)
            placeOf[order[place]] = place;
        TreeSlot[] slots = [.. order.Select(i => _slots[i])];
        uint[] sets = [.. _sets];
        var plain = Array.FindIndex(slots, slot => slot.Kind == TreeSlotKind.InSet);
        if (plain < 0)
            plain = slots.Length;
        var tables = Tables(slots, plain, sets);
        return new([.. _nodes.Select(node => node with { Slot = placeOf[node.Slot] })], [.. _roots], slots, sets)
        {
            // Without tables every slot is looked at one by one.
            PlainSlots = tables is null ? slots.Length : plain,
            Tables = tables ?? [],
            FeatureNames = names,
            Outputs = outputs,
            Objective = objective,
            ObjectiveText = text,
            SigmoidScale = scale,
            IsAverage = isAverage,
        };
    }

    /// <summary>A table for each feature with categories; null where they would take too much.</summary>
    private static CategoryTable[]? Tables(TreeSlot[] slots, int from, uint[] sets)
    {
        var groups = new List<Range>();
        for (var end = from; from < slots.Length; from = end)
        {
            while (end < slots.Length && slots[end].Feature == slots[from].Feature)
                end++;
            groups.Add(from..end);
        }

        return groups.Sum(group => CategoryTable.CellsOf(slots.AsSpan(group))) > CategoryTable.CellsMax ? null : [.. groups.Select(group => new CategoryTable(slots.AsSpan(group), group.Start.Value, sets))];
    }

    private TreeNode NodeOf(TreeBlock block, int split, int children)
    {
        var (feature, type) = (block.SplitFeature[split], block.DecisionType[split]);
        if ((type & TreeBlock.CategoricalBit) != 0)
        {
            var set = (int)block.Threshold[split];
            var (from, to) = (block.CategoryBounds[set], block.CategoryBounds[set + 1]);
            return new TreeNode(0, SetSlotOf(feature, block.CategoryWords, from, to - from), children);
        }

        var isLeft = (type & TreeBlock.DefaultLeftBit) != 0;
        var kind = TreeBlock.MissingOf(type) switch
        {
            0 => TreeSlotKind.NaNIsZero,
            1 => isLeft ? TreeSlotKind.ZeroIsLeft : TreeSlotKind.ZeroIsRight,
            _ => isLeft ? TreeSlotKind.NaNIsLeft : TreeSlotKind.NaNIsRight,
        };
        return new TreeNode(Widened(block.Threshold[split]), SlotOf(new TreeSlot(feature, kind, 0, 0), ""), children);
    }

    /// <summary>LightGBM takes values up to its zero threshold for zero before it compares; thresholds among them are moved to the border instead, which decides the same.</summary>
    private static double Widened(double threshold) =>
        threshold >= 0 && threshold < ZeroThreshold ? ZeroThreshold
        : threshold < 0 && threshold >= -ZeroThreshold ? Math.BitDecrement(-ZeroThreshold)
        : threshold;

    private int SetSlotOf(int feature, List<uint> words, int from, int count)
    {
        var key = string.Join(' ', words.GetRange(from, count));
        var slot = new TreeSlot(feature, TreeSlotKind.InSet, _sets.Count, count);
        var before = _slots.Count;
        var place = SlotOf(slot, key);
        if (place == before)
            _sets.AddRange(words.GetRange(from, count));
        return place;
    }

    private int SlotOf(TreeSlot slot, string set)
    {
        if (_slotOf.TryGetValue((slot.Feature, slot.Kind, set), out var place))
            return place;
        place = _slotOf[(slot.Feature, slot.Kind, set)] = _slots.Count;
        _slots.Add(slot);
        return place;
    }

    private static bool Refuse(string reason, out TreeProblem problem)
    {
        problem = new("left_child", reason);
        return false;
    }
}
