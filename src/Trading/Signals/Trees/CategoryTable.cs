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
    private readonly int _first;
    private readonly int _count;
    private readonly int _categories;

    /// <param name="slots">Slots of one feature, side by side.</param>
    /// <param name="first">Place of the first of them among all.</param>
    /// <param name="sets">Words of all sets.</param>
    public CategoryTable(ReadOnlySpan<TreeSlot> slots, int first, uint[] sets)
    {
        (_feature, _first, _count, _categories) = (slots[0].Feature, first, slots.Length, CategoriesOf(slots));
        _cells = new double[(_categories + 1) * _count];
        for (var category = 0; category <= _categories; category++)
        {
            for (var i = 0; i < _count; i++)
                _cells[category * _count + i] = slots[i].ValueOf(sets, category < _categories ? category : double.NaN);
        }
    }

    /// <summary>How many cells a table of slots has.</summary>
    public static long CellsOf(ReadOnlySpan<TreeSlot> slots) => (CategoriesOf(slots) + 1L) * slots.Length;

    /// <summary>Writes the slots' values.</summary>
    public void Prepare(ReadOnlySpan<double> features, double[] values)
    {
        var x = features[_feature];
        var row = TreeSlot.TryCategory(x, out var category) && category < _categories ? category : _categories;
        _cells.AsSpan(row * _count, _count).CopyTo(values.AsSpan(_first));
    }

    private static int CategoriesOf(ReadOnlySpan<TreeSlot> slots)
    {
        var words = 0;
        foreach (var slot in slots)
            words = Math.Max(words, slot.SetWords);
        return words > int.MaxValue / 64 ? int.MaxValue / 2 : words * 32;
    }
}
