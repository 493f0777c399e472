using System.Numerics;
using System.Runtime.Intrinsics;

namespace Rialto.Trading.Signals.Trees;

/// <summary>
/// A model whose trees have so few leaves that a word has a bit for each, the leftmost the lowest. A split that is not "left" takes the bits of its left side away; what splits have left, the lowest of it, is the leaf
/// (QuickScorer: Lucchese et al., SIGIR 2015, https://doi.org/10.1145/2766462.2767733). What all splits of one feature take away depends on its value alone: a table has a row for each of its thresholds, or
/// categories, and a word in it for each tree. An answer is then one row a feature, and the rows' conjunction. Immutable.
/// </summary>
/// <typeparam name="T">A word: as many leaves as it has bits.</typeparam>
internal sealed class LeafMasks<T> : ILeafMasks
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly LeafColumn[] _columns;
    private readonly uint[] _sets;
    private readonly T[] _cells;
    private readonly double[] _leaves;
    private readonly int _trees;
    private readonly int _stride;
    private readonly int _width;

    /// <summary>Lays out the masks of a model.</summary>
    /// <param name="parts">The model.</param>
    /// <param name="columns">One for each value that splits look at.</param>
    /// <param name="columnOf">Which of them, by slot.</param>
    public LeafMasks(TreeModelParts parts, LeafColumn[] columns, int[] columnOf)
    {
        (_columns, _sets, _trees) = (columns, parts.Sets, parts.Roots.Length);
        _stride = StrideOf(_trees);
        _width = int.CreateChecked(T.PopCount(T.MaxValue));
        _cells = new T[columns.Sum(column => column.Rows) * _stride];
        Array.Fill(_cells, T.MaxValue);
        _leaves = new double[_trees * _width];
        for (var tree = 0; tree < _trees; tree++)
        {
            var leaves = 0;
            Lay(parts, columnOf, tree, parts.Roots[tree], ref leaves);
        }
    }

    /// <summary>Words of a row: whole vectors, so that no tree is left over.</summary>
    public static int StrideOf(int trees) => (trees + Vector256<T>.Count - 1) / Vector256<T>.Count * Vector256<T>.Count;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<double> features, Span<double> outputs)
    {
        Span<int> rows = stackalloc int[_columns.Length];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = (_columns[i].FirstRow + _columns[i].RowOf(_sets, features)) * _stride;
        Span<T> left = stackalloc T[Vector256<T>.Count];
        var cells = _cells.AsSpan();
        var leaves = _leaves;
        var output = 0;
        for (var first = 0; first < _trees; first += left.Length)
        {
            var all = Vector256<T>.AllBitsSet;
            foreach (var row in rows)
                all &= Vector256.Create<T>(cells.Slice(row + first, left.Length));
            all.CopyTo(left);
            var end = Math.Min(left.Length, _trees - first);
            for (var i = 0; i < end; i++)
            {
                outputs[output] += leaves[(first + i) * _width + BitOperations.TrailingZeroCount(ulong.CreateTruncating(left[i]))];
                output = output + 1 == outputs.Length ? 0 : output + 1;
            }
        }
    }

    /// <summary>Numbers the leaves below a place from left to right. Trees are as deep as they have leaves at most, and those are few.</summary>
    private void Lay(TreeModelParts parts, int[] columnOf, int tree, int place, ref int leaves)
    {
        var node = parts.Nodes[place];
        if (node.Slot == 0)
        {
            _leaves[tree * _width + leaves++] = node.Threshold;
            return;
        }

        var first = leaves;
        Lay(parts, columnOf, tree, node.Child + 1, ref leaves);
        var isKept = ~(Below(leaves) ^ Below(first));
        Lay(parts, columnOf, tree, node.Child, ref leaves);
        var column = _columns[columnOf[node.Slot]];
        for (var row = 0; row < column.Rows; row++)
        {
            if (!column.IsLeft(parts, in node, row))
                _cells[(column.FirstRow + row) * _stride + tree] &= isKept;
        }
    }

    /// <summary>So many bits from the lowest on.</summary>
    private T Below(int count) => count == _width ? T.MaxValue : (T.One << count) - T.One;
}
