namespace Rialto.Trading.Signals.Trees;

/// <summary>
/// All slots that ask whether one feature's category is in a set, answered beforehand: a row for each category there is in a set, and one more for all others. An answer of the model copies one row instead of
/// looking into hundreds of sets.
/// </summary>
internal sealed class CategoryTable
{
    // 2 MiB in all; where sets are so large that it would not do, they are looked into.
    public const int CellsMax = 1 << 18;

    private readonly double[] _cells;
    private readonly int _feature;

    /// <param name="slots">Slots of one feature, side by side.</param>
    /// <param name="first">Place of the first of them among all.</param>
    /// <param name="sets">Words of all sets.</param>
    public CategoryTable(ReadOnlySpan<TreeSlot> slots, int first, uint[] sets)
    {
        (_feature, First, Count, Categories) = (slots[0].Feature, first, slots.Length, CategoriesOf(slots));
        _cells = new double[(Categories + 1) * Count];
        for (var category = 0; category <= Categories; category++)
        {
            for (var i = 0; i < Count; i++)
                _cells[category * Count + i] = slots[i].ValueOf(sets, category < Categories ? category : double.NaN);
        }
    }

    /// <summary>Place of its first slot.</summary>
    public int First { get; }

    /// <summary>How many slots it has.</summary>
    public int Count { get; }

    /// <summary>Categories from 0 that any set may have; all others are alike.</summary>
    public int Categories { get; }

    /// <summary>How many cells a table of slots has.</summary>
    public static long CellsOf(ReadOnlySpan<TreeSlot> slots) => (CategoriesOf(slots) + 1L) * slots.Length;

    /// <summary>Writes the slots' values.</summary>
    public void Prepare(ReadOnlySpan<double> features, double[] values) => _cells.AsSpan(RowOf(features) * Count, Count).CopyTo(values.AsSpan(First));

    /// <summary>The category that an answer has, <see cref="Categories"/> for all that are in no set.</summary>
    public int RowOf(ReadOnlySpan<double> features) => TreeSlot.TryCategory(features[_feature], out var category) && category < Categories ? category : Categories;

    private static int CategoriesOf(ReadOnlySpan<TreeSlot> slots)
    {
        var words = 0;
        foreach (var slot in slots)
            words = Math.Max(words, slot.SetWords);
        return words > int.MaxValue / 64 ? int.MaxValue / 2 : words * 32;
    }
}
