using System.Globalization;
using System.Text;
using Rialto.Trading.Signals.Trees;
using Rialto.Unit.Wire.Fuzz;
using Xunit;

namespace Rialto.Unit.Trading.Signals;

/// <summary>LightGBM's text format: models and answers that the real library made of a generated table (tests/golden/lightgbm), and files that nobody should have to read.</summary>
public class TreeModelTests(ITestOutputHelper output)
{
    private static readonly string[] Names = ["regression-small", "binary-small", "multiclass-small", "zero-small"];

    public static TheoryData<string> Golden => [.. Names];

    [Theory]
    [MemberData(nameof(Golden))]
    public void A_golden_model_gives_the_answers_of_the_library_that_made_it(string name)
    {
        var evaluator = new TreeEvaluator(Read(GoldenFiles.Read($"lightgbm/{name}.txt")));
        var walking = new TreeEvaluator(evaluator.Model, isWalking: true);
        var answer = new double[evaluator.Model.Outputs];
        var rows = 0;
        foreach (var line in GoldenFiles.Read($"lightgbm/{name}.rows.txt").Split('\n').Where(line => line.Contains('|', StringComparison.Ordinal) && line[0] != '#'))
        {
            var parts = line.Split('|').Select(part => part.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray()).ToArray();
            walking.EvaluateRaw(parts[0], answer);
            Assert.Equal(parts[1], answer);
            evaluator.EvaluateRaw(parts[0], answer);
            Assert.Equal(parts[1], answer);
            evaluator.Evaluate(parts[0], answer);
            for (var i = 0; i < answer.Length; i++)
                Assert.InRange(answer[i], parts[2][i] - Math.Abs(parts[2][i]) * 1e-15, parts[2][i] + Math.Abs(parts[2][i]) * 1e-15);
            rows++;
        }

        Assert.Equal(60, rows);
    }

    /// <summary>Many copies of a small tree are worth masks of leaves, one is not; and a tree whose leaves no word has bits for is walked.</summary>
    [Theory]
    [InlineData(1, 4, false)]
    [InlineData(2, 4, true)]
    [InlineData(300, 32, true)]
    [InlineData(300, 33, true)]
    [InlineData(300, 64, true)]
    [InlineData(300, 65, false)]
    [InlineData(20_000, 64, false)]
    public void Small_trees_that_are_many_are_answered_from_masks(int trees, int leaves, bool isMasked)
    {
        // A comb: split i of column i modulo 3 at -i goes left to leaf i, and right to the next split.
        var splits = Enumerable.Range(0, leaves - 1).ToArray();
        var text = new StringBuilder("tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=2\nobjective=regression\nfeature_names=a b c\n\n");
        for (var tree = 0; tree < trees; tree++)
        {
            text.Append(CultureInfo.InvariantCulture, $"Tree={tree}\nnum_leaves={leaves}\nnum_cat=0\n");
            text.Append("split_feature=").AppendJoin(' ', splits.Select(split => split % 3)).Append("\nthreshold=").AppendJoin(' ', splits.Select(split => -split - tree % 7));
            text.Append("\ndecision_type=").AppendJoin(' ', splits.Select(split => split % 5 == 0 ? 10 : 8)).Append("\nleft_child=").AppendJoin(' ', splits.Select(split => ~split));
            text.Append("\nright_child=").AppendJoin(' ', splits.Select(split => split + 2 == leaves ? ~(split + 1) : split + 1));
            text.Append("\nleaf_value=").AppendJoin(' ', Enumerable.Range(0, leaves).Select(leaf => leaf * 1.1 + tree)).Append("\nis_linear=0\nshrinkage=1\n\n");
        }

        var model = Read(text.Append("end of trees\n").ToString());
        Assert.Equal(isMasked, model.Masks is not null);
        var (fast, slow) = (new TreeEvaluator(model), new TreeEvaluator(model, isWalking: true));
        var random = new Random(leaves);
        for (var i = 0; i < 200; i++)
        {
            double[] row = [Any(), Any(), Any()];
            Assert.Equal(Answer(slow, row), Answer(fast, row));
        }

        double Any() => random.Next(8) switch { 0 => double.NaN, 1 => double.NegativeInfinity, 2 => double.PositiveInfinity, 3 => 0, _ => -random.Next(leaves) - random.Next(2) / 2.0 };
    }

    [Fact]
    public void What_a_model_says_of_itself_is_read()
    {
        var model = Read(GoldenFiles.Read("lightgbm/multiclass-small.txt"));
        Assert.Equal((12, 3, 9, TreeObjective.Softmax, "multiclass num_class:3", false), (model.Features, model.Outputs, model.Trees, model.Objective, model.ObjectiveText, model.IsAverage));
        Assert.Equal("Column_11", model.FeatureNames[11]);
        Assert.Throws<ArgumentException>(() => new TreeEvaluator(model).Evaluate(new double[11], new double[3]));
        Assert.Throws<ArgumentException>(() => new TreeEvaluator(model).Evaluate(new double[12], new double[1]));
    }

    [Fact]
    public void An_answer_allocates_nothing()
    {
        var evaluator = new TreeEvaluator(Read(GoldenFiles.Read("lightgbm/regression-small.txt")));
        var (row, answer) = (new GeneratedTable(1).Rows, new double[1]);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1_000; i++)
                evaluator.Evaluate(row, answer);
        }));
    }

    [Theory]
    [InlineData("tree", "trees", 1, "not a LightGBM model")]
    [InlineData("version=v4", "version=v9", 2, "version \"v9\"")]
    [InlineData("version=v4", "", 8, "no version")]
    [InlineData("num_class=1", "num_class=0", 3, "a whole number from 1")]
    [InlineData("num_class=1", "num_class=9999999999", 3, "a whole number from 1")]
    [InlineData("num_tree_per_iteration=1", "num_tree_per_iteration=3", 32, "2 trees are no whole iterations of 3")]
    [InlineData("max_feature_idx=2", "max_feature_idx=3", 9, "3 names, max_feature_idx says 4")]
    [InlineData("objective=regression", "objective=magic", 6, "objective \"magic\" is not known")]
    [InlineData("objective=regression", "objective=binary sigmoid:-1", 6, "no factor above zero")]
    [InlineData("Tree=0", "Tree=1", 9, "Tree=1 where tree 0 is due")]
    [InlineData("num_leaves=4", "num_leaves=2000000000", 17, "numbers where 2000000000 are due")]
    [InlineData("num_leaves=4", "num_leaves=-4", 10, "num_leaves has something")]
    [InlineData("num_leaves=4", "", 9, "the tree has no num_leaves")]
    [InlineData("is_linear=0", "is_linear=1", 20, "linear trees are not supported")]
    [InlineData("split_feature=0 1 2", "split_feature=0 1 3", 12, "split_feature 3 is no feature: there are 3")]
    [InlineData("split_feature=0 1 2", "split_feature=0 1", 12, "split_feature has 2 numbers where 3 are due")]
    [InlineData("threshold=0.5 -1 0", "threshold=0.5 nan 0", 13, "threshold has something")]
    [InlineData("threshold=0.5 -1 0", "threshold=0.5 -1 1", 13, "split 2 is by category, and has no set")]
    [InlineData("threshold=0.5 -1 0", "threshold=0.5 -1 0.5", 13, "split 2 is by category, and has no set")]
    [InlineData("decision_type=2 10 1", "decision_type=2 14 1", 14, "decision_type 14 is not known")]
    [InlineData("left_child=1 -1 -2", "left_child=0 -1 -2", 15, "split 0 is there twice")]
    [InlineData("left_child=1 -1 -2", "left_child=1 -9 -2", 15, "leaf 8 is there twice, or not among 4")]
    [InlineData("left_child=1 -1 -2", "left_child=-1 -1 -2", 15, "1 splits cannot be reached")]
    [InlineData("right_child=2 -3 -4", "right_child=2 -3 -2147483648", 15, "is there twice, or not among 4")]
    [InlineData("right_child=2 -3 -4", "right_child=1 -3 -4", 15, "split 1 is there twice")]
    [InlineData("leaf_value=1 2 3 4", "leaf_value=1 2 3 inf", 17, "leaf_value has something")]
    [InlineData("leaf_value=1 2 3 4", "leaf_value=1 2 3 4\nleaf_value=1 2 3 4", 18, "leaf_value is there a second time")]
    [InlineData("cat_boundaries=0 2", "cat_boundaries=0 3", 19, "cat_threshold has 2 numbers where 3 are due")]
    [InlineData("cat_boundaries=0 2", "cat_boundaries=1 2", 18, "do not rise from 0")]
    [InlineData("cat_boundaries=0 2", "cat_boundaries=-1 2", 18, "do not rise from 0")]
    [InlineData("cat_threshold=5 1", "cat_threshold=5 4294967296", 19, "cat_threshold has something")]
    [InlineData("end of trees", "", 31, "the file ends before \"end of trees\"")]
    public void A_broken_file_is_refused_with_its_line(string from, string to, int line, string reason)
    {
        var text = Replace(HandMade, from, to);
        var isRead = TreeModel.TryRead(Encoding.UTF8.GetBytes(text), out var model, out var error);
        Assert.False(isRead);
        Assert.Null(model);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void The_hand_made_model_is_a_good_one()
    {
        var evaluator = new TreeEvaluator(Read(HandMade));
        Assert.Equal([1.0 + 10], Answer(evaluator, 0.5, -1, 0));
        Assert.Equal([3.0 + 10], Answer(evaluator, 0.5, 0, 0));
        Assert.Equal([1.0 + 10], Answer(evaluator, double.NaN, double.NaN, 0));
        Assert.Equal([2.0 + 10], Answer(evaluator, 0.6, 0, 32));
        Assert.Equal([2.0 + 10], Answer(evaluator, 0.6, 0, 2.9));
        Assert.Equal([4.0 + 10], Answer(evaluator, 0.6, 0, 1));
        Assert.Equal([4.0 + 10], Answer(evaluator, 0.6, 0, double.NaN));
        Assert.Equal([4.0 + 10], Answer(evaluator, 0.6, 0, 64));
    }

    /// <summary>Whatever comes: read or refused with a line, never anything else, and what is read gives an answer.</summary>
    [Fact]
    public void Hostile_files_are_read_or_refused()
    {
        byte[][] samples = [Encoding.UTF8.GetBytes(HandMade), .. Names.Select(name => Encoding.UTF8.GetBytes(Shortened(GoldenFiles.Read($"lightgbm/{name}.txt"))))];
        var rows = new GeneratedTable(4, 3).StrangeRows();
        var (read, refused) = (0L, 0L);
        FuzzRun.Over(samples, FuzzRun.TextBytes, 4, (input, index) =>
        {
            if (!TreeModel.TryRead(input, out var model, out var error))
            {
                Assert.True(error.Line >= 1 && error.Reason.Length > 0);
                refused++;
                return;
            }

            read++;
            var answer = new double[model.Outputs];
            var evaluator = new TreeEvaluator(model);
            var walking = new TreeEvaluator(model, isWalking: true);
            var walked = new double[model.Outputs];
            for (var row = 0; row + model.Features <= rows.Length && row < 3 * model.Features; row += model.Features)
            {
                evaluator.Evaluate(rows.AsSpan(row, model.Features), answer);
                evaluator.EvaluateRaw(rows.AsSpan(row, model.Features), answer);
                Assert.All(answer, value => Assert.False(double.IsNaN(value)));
                walking.EvaluateRaw(rows.AsSpan(row, model.Features), walked);
                Assert.Equal(walked, answer);
            }
        });
        output.WriteLine($"read {read}, refused {refused}");
        Assert.True(read > 0 && refused > 0);
    }

    private static double[] Answer(TreeEvaluator evaluator, params double[] row)
    {
        var answer = new double[evaluator.Model.Outputs];
        evaluator.Evaluate(row, answer);
        return answer;
    }

    private static TreeModel Read(string text)
    {
        Assert.True(TreeModel.TryRead(Encoding.UTF8.GetBytes(text), out var model, out var error), error.ToString());
        return model;
    }

    private static string Replace(string text, string from, string to)
    {
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0);
        return to.Length == 0 ? text.Remove(at, from.Length + 1) : text.Remove(at, from.Length).Insert(at, to);
    }

    /// <summary>Only what is read, so that a sample has room for changes that matter.</summary>
    private static string Shortened(string text) =>
        string.Join('\n', (text.Split("end of trees")[0] + "end of trees\n").Split('\n').Where(line =>
            !new[] { "feature_infos", "tree_sizes", "split_gain", "leaf_weight", "leaf_count", "internal_", "shrinkage", "monotone" }.Any(word => line.StartsWith(word, StringComparison.Ordinal)) && line.Length > 0)) + "\n";

    private const string HandMade =
        """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        objective=regression
        max_feature_idx=2
        feature_names=a b c
        Tree=0
        num_leaves=4
        num_cat=1
        split_feature=0 1 2
        threshold=0.5 -1 0
        decision_type=2 10 1
        left_child=1 -1 -2
        right_child=2 -3 -4
        leaf_value=1 2 3 4
        cat_boundaries=0 2
        cat_threshold=5 1
        is_linear=0
        shrinkage=1

        Tree=1
        num_leaves=1
        num_cat=0
        leaf_value=10
        is_linear=0
        shrinkage=1


        feature_marks=none
        end of trees

        """;
}
