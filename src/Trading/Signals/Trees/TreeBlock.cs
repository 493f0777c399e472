using System.Diagnostics.CodeAnalysis;

namespace Rialto.Trading.Signals.Trees;

/// <summary>What is wrong with a tree, and in which of its fields.</summary>
internal readonly record struct TreeProblem(string Field, string Text);

/// <summary>The lines of one tree as they stand in the file.</summary>
internal sealed class TreeBlock
{
    /// <summary>Bit of a decision type: categorical.</summary>
    public const int CategoricalBit = 1;

    /// <summary>Bit of a decision type: what is missing goes left.</summary>
    public const int DefaultLeftBit = 2;

    private readonly Dictionary<string, int> _lines = [];
    private int _treeLine;
    private int _categorical;
    private int _isLinear;

    public int Leaves { get; private set; }

    public List<int> SplitFeature { get; } = [];

    public List<double> Threshold { get; } = [];

    public List<int> DecisionType { get; } = [];

    public List<int> LeftChild { get; } = [];

    public List<int> RightChild { get; } = [];

    public List<double> LeafValue { get; } = [];

    /// <summary>Where each set of categories begins in <see cref="CategoryWords"/>, and the end of the last.</summary>
    public List<int> CategoryBounds { get; } = [];

    /// <summary>Sets of categories, 32 to a word.</summary>
    public List<uint> CategoryWords { get; } = [];

    /// <summary>Missing type of a decision: 0 none, 1 zero, 2 NaN; 3 is none of them.</summary>
    public static int MissingOf(int decisionType) => (decisionType >> 2) & 3;

    public void Clear(int line)
    {
        (_treeLine, Leaves, _categorical, _isLinear) = (line, 0, 0, 0);
        _lines.Clear();
        SplitFeature.Clear();
        Threshold.Clear();
        DecisionType.Clear();
        LeftChild.Clear();
        RightChild.Clear();
        LeafValue.Clear();
        CategoryBounds.Clear();
        CategoryWords.Clear();
    }

    /// <summary>Line of the field that a problem is in; of the tree where the field is not there.</summary>
    public int LineOf(TreeProblem problem, int line) => _lines.TryGetValue(problem.Field, out var known) ? known : _treeLine == 0 ? line : _treeLine;

    /// <summary>Takes a line; those that do not matter for answers are passed over.</summary>
    public bool TryTake(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, int line, [NotNullWhen(false)] out string? reason)
    {
        reason = null;
        var name = NameOf(key);
        if (name is null)
            return true;
        if (!_lines.TryAdd(name, line))
        {
            reason = $"{name} is there a second time";
            return false;
        }

        var isRead = true;
        switch (name)
        {
            case "num_leaves":
                isRead = TreeText.TryWhole(value, out var leaves) && leaves >= 1;
                Leaves = leaves;
                break;
            case "num_cat":
                isRead = TreeText.TryWhole(value, out _categorical) && _categorical >= 0;
                break;
            case "is_linear":
                isRead = TreeText.TryWhole(value, out _isLinear);
                break;
            case "threshold":
                isRead = TryNumbers(value, Threshold, allowInfinite: true);
                break;
            case "leaf_value":
                isRead = TryNumbers(value, LeafValue, allowInfinite: false);
                break;
            case "cat_threshold":
                isRead = TryWords(value, CategoryWords);
                break;
            default:
                isRead = TryWholes(value, ListOf(name));
                break;
        }

        if (!isRead)
            reason = $"{name} has something that is no number it may have";
        return isRead;
    }

    /// <summary>Whether the lengths go together, and each number is one it may be.</summary>
    public bool TryCheck(int features, out TreeProblem problem)
    {
        problem = Problem(features);
        return problem.Text is null;
    }

    private TreeProblem Problem(int features)
    {
        if (Leaves == 0)
            return new("num_leaves", "the tree has no num_leaves");
        if (_isLinear != 0)
            return new("is_linear", "linear trees are not supported");
        if (LeafValue.Count != Leaves)
            return Length("leaf_value", LeafValue.Count, Leaves);
        var splits = Leaves - 1;
        if (splits == 0)
            return default;
        if (SplitFeature.Count != splits)
            return Length("split_feature", SplitFeature.Count, splits);
        if (Threshold.Count != splits)
            return Length("threshold", Threshold.Count, splits);
        if (DecisionType.Count != splits)
            return Length("decision_type", DecisionType.Count, splits);
        if (LeftChild.Count != splits)
            return Length("left_child", LeftChild.Count, splits);
        if (RightChild.Count != splits)
            return Length("right_child", RightChild.Count, splits);
        var problem = CategoryProblem();
        for (var node = 0; node < splits && problem.Text is null; node++)
            problem = NodeProblem(node, features);
        return problem;
    }

    private TreeProblem CategoryProblem()
    {
        if (_categorical == 0)
            return default;
        if (CategoryBounds.Count != (long)_categorical + 1)
            return Length("cat_boundaries", CategoryBounds.Count, (long)_categorical + 1);
        for (var i = 0; i < _categorical; i++)
        {
            if (CategoryBounds[i] > CategoryBounds[i + 1] || CategoryBounds[0] != 0)
                return new("cat_boundaries", "cat_boundaries do not rise from 0");
        }

        return CategoryBounds[^1] == CategoryWords.Count ? default : Length("cat_threshold", CategoryWords.Count, CategoryBounds[^1]);
    }

    private TreeProblem NodeProblem(int node, int features)
    {
        if ((uint)SplitFeature[node] >= (uint)features)
            return new("split_feature", $"split_feature {SplitFeature[node]} is no feature: there are {features}");
        if (DecisionType[node] is < 0 or > 15 || MissingOf(DecisionType[node]) == 3)
            return new("decision_type", $"decision_type {DecisionType[node]} is not known");
        if ((DecisionType[node] & CategoricalBit) == 0)
            return default;
        var set = Threshold[node];
        return set >= 0 && set < _categorical && set == Math.Floor(set) ? default : new("threshold", $"split {node} is by category, and has no set of categories");
    }

    private static TreeProblem Length(string field, long count, long due) => new(field, $"{field} has {count} numbers where {due} are due");

    private List<int> ListOf(string name) => name switch
    {
        "split_feature" => SplitFeature,
        "decision_type" => DecisionType,
        "left_child" => LeftChild,
        "right_child" => RightChild,
        _ => CategoryBounds,
    };

    private static string? NameOf(ReadOnlySpan<byte> key)
    {
        foreach (var name in (ReadOnlySpan<string>)["num_leaves", "num_cat", "is_linear", "split_feature", "threshold", "decision_type", "left_child", "right_child", "leaf_value", "cat_boundaries", "cat_threshold"])
        {
            if (System.Text.Ascii.Equals(key, name))
                return name;
        }

        return null;
    }

    private static bool TryNext(ref ReadOnlySpan<byte> left, out ReadOnlySpan<byte> word)
    {
        left = left.TrimStart((byte)' ');
        var end = left.IndexOf((byte)' ');
        word = end < 0 ? left : left[..end];
        left = end < 0 ? default : left[end..];
        return !word.IsEmpty;
    }

    private static bool TryWholes(ReadOnlySpan<byte> text, List<int> into)
    {
        while (TryNext(ref text, out var word))
        {
            if (!TreeText.TryWhole(word, out var value))
                return false;
            into.Add(value);
        }

        return true;
    }

    private static bool TryWords(ReadOnlySpan<byte> text, List<uint> into)
    {
        while (TryNext(ref text, out var word))
        {
            if (!uint.TryParse(word, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value))
                return false;
            into.Add(value);
        }

        return true;
    }

    private static bool TryNumbers(ReadOnlySpan<byte> text, List<double> into, bool allowInfinite)
    {
        while (TryNext(ref text, out var word))
        {
            if (!TreeText.TryNumber(word, out var value) || (!allowInfinite && double.IsInfinity(value)))
                return false;
            into.Add(value);
        }

        return true;
    }
}
