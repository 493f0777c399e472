using System.Globalization;

namespace Rialto.Unit.Trading.Signals;

/// <summary>The slow, obvious twin of the tree evaluator: one object a node, read with string functions, walked with the decisions as LightGBM documents them. Reads good files only.</summary>
internal sealed class NaiveTrees
{
    private readonly List<Node> _roots = [];
    private readonly int _outputs;

    public NaiveTrees(string text)
    {
        var blocks = text.Split("\nend of trees")[0].Split("\nTree=");
        var header = Fields(blocks[0]);
        _outputs = int.Parse(header["num_tree_per_iteration"], CultureInfo.InvariantCulture);
        foreach (var block in blocks.Skip(1))
            _roots.Add(Tree(Fields(block)));
    }

    public double[] PredictRaw(ReadOnlySpan<double> x)
    {
        var sums = new double[_outputs];
        for (var i = 0; i < _roots.Count; i++)
        {
            var node = _roots[i];
            while (node.Left is not null)
                node = node.GoesLeft(x[node.Feature]) ? node.Left : node.Right!;
            sums[i % _outputs] += node.Value;
        }

        return sums;
    }

    private static Dictionary<string, string> Fields(string block) =>
        block.Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal)).ToDictionary(line => line[..line.IndexOf('=', StringComparison.Ordinal)], line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);

    private static Node Tree(Dictionary<string, string> fields)
    {
        string[] Words(string name) => fields.TryGetValue(name, out var text) ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        double[] Numbers(string name) => [.. Words(name).Select(word => word is "inf" ? double.PositiveInfinity : double.Parse(word, CultureInfo.InvariantCulture))];
        var (values, thresholds, features, types) = (Numbers("leaf_value"), Numbers("threshold"), Numbers("split_feature"), Numbers("decision_type"));
        var (left, right, bounds, words) = (Numbers("left_child"), Numbers("right_child"), Numbers("cat_boundaries"), Words("cat_threshold"));
        Node Make(int reference)
        {
            if (reference < 0)
                return new Node { Value = values[~reference] };
            var categories = new HashSet<int>();
            if (((int)types[reference] & 1) != 0)
            {
                var from = (int)bounds[(int)thresholds[reference]];
                for (var bit = 0; bit < 32 * ((int)bounds[(int)thresholds[reference] + 1] - from); bit++)
                {
                    if ((uint.Parse(words[from + bit / 32], CultureInfo.InvariantCulture) >> (bit % 32) & 1) != 0)
                        categories.Add(bit);
                }
            }

            return new Node
            {
                Feature = (int)features[reference],
                Threshold = thresholds[reference],
                Type = (int)types[reference],
                Categories = categories,
                Left = Make((int)left[reference]),
                Right = Make((int)right[reference]),
            };
        }

        return Make(values.Length == 1 ? ~0 : 0);
    }

    private sealed class Node
    {
        public int Feature { get; init; }

        public double Threshold { get; init; }

        public int Type { get; init; }

        public HashSet<int> Categories { get; init; } = [];

        public Node? Left { get; init; }

        public Node? Right { get; init; }

        public double Value { get; init; }

        public bool GoesLeft(double x)
        {
            const double zero = 1e-35f;
            if (Math.Abs(x) <= zero)
                x = 0;
            if ((Type & 1) != 0)
                return !double.IsNaN(x) && x > -1 && x < int.MaxValue && Categories.Contains((int)x);
            var (missing, isLeft) = (Type >> 2 & 3, (Type & 2) != 0);
            if (double.IsNaN(x) && missing != 2)
                x = 0;
            if ((missing == 1 && x == 0) || (missing == 2 && double.IsNaN(x)))
                return isLeft;
            return x <= Threshold;
        }
    }
}
