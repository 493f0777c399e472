using System.Globalization;
using System.Text;
using Rialto.Trading.Signals.Trees;
using Rialto.Unit;
using Rialto.Unit.Trading.Signals;
using Xunit;

namespace Rialto.Integration.Signals;

/// <summary>Our evaluator beside the real LightGBM, which trains a model of each kind here and now: the sums are the same to the last bit.</summary>
public class LightGbmTests(ITestOutputHelper output)
{
    private const string Categories = " categorical_feature=10,11 max_cat_to_onehot=1 min_data_per_group=5 cat_smooth=1";

    public static TheoryData<string, string, int> Kinds => new()
    {
        { "regression", "objective=regression num_leaves=31", 100 },
        { "regression-sqrt", "objective=regression reg_sqrt=true num_leaves=15", 30 },
        { "regression-categories", "objective=regression num_leaves=63" + Categories, 60 },
        { "regression-zero-as-missing", "objective=regression zero_as_missing=true num_leaves=31", 40 },
        { "regression-no-missing", "objective=regression use_missing=false num_leaves=31", 40 },
        { "regression-l1", "objective=regression_l1 num_leaves=20", 30 },
        { "huber", "objective=huber num_leaves=20", 30 },
        { "fair", "objective=fair num_leaves=20", 30 },
        { "quantile", "objective=quantile alpha=0.7 num_leaves=20", 30 },
        { "mape", "objective=mape num_leaves=20", 30 },
        { "poisson", "objective=poisson num_leaves=20", 30 },
        { "gamma", "objective=gamma num_leaves=20", 30 },
        { "tweedie", "objective=tweedie num_leaves=20", 30 },
        { "binary", "objective=binary num_leaves=31", 50 },
        { "binary-sigmoid", "objective=binary sigmoid=0.7 num_leaves=31 boosting=dart" + Categories, 50 },
        { "multiclass", "objective=multiclass num_class=3 num_leaves=15" + Categories, 33 },
        { "multiclassova", "objective=multiclassova num_class=3 num_leaves=15", 21 },
        { "cross-entropy", "objective=cross_entropy num_leaves=20", 30 },
        { "cross-entropy-lambda", "objective=cross_entropy_lambda num_leaves=20", 30 },
        { "lambdarank", "objective=lambdarank num_leaves=20", 30 },
        { "xendcg", "objective=rank_xendcg num_leaves=20", 30 },
        { "forest", "objective=binary boosting=rf bagging_freq=1 bagging_fraction=0.6 num_leaves=31", 25 },
        { "regression-wide", "objective=regression num_leaves=100" + Categories, 30 },
        { "regression-small", "objective=regression num_leaves=5 max_bin=15" + Categories, 11 },
        { "binary-small", "objective=binary num_leaves=4", 3 },
        { "multiclass-small", "objective=multiclass num_class=3 num_leaves=4 categorical_feature=10", 3 },
        { "zero-small", "objective=poisson zero_as_missing=true num_leaves=4", 3 },
        { "one-leaf", "objective=regression min_data_in_leaf=100000", 3 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sums_are_those_of_the_real_library_to_the_last_bit(string name, string parameters, int iterations)
    {
        Assert.SkipUnless(LightGbm.IsThere, "LightGBM's library cannot be loaded on this platform.");
        var table = new GeneratedTable(4_000);
        using var real = LightGbm.Train(table.Rows, GeneratedTable.Columns, Labels(name, table), iterations, parameters, name is "lambdarank" or "xendcg" ? [.. Enumerable.Repeat(20, 200)] : null);
        var text = real.ToText();
        Assert.True(TreeModel.TryRead(Encoding.UTF8.GetBytes(text), out var model, out var error), error.ToString());
        var evaluator = new TreeEvaluator(model);
        var twin = new NaiveTrees(text);
        var rows = new GeneratedTable(3_000, 5).StrangeRows();
        var raw = real.Predict(rows, GeneratedTable.Columns, model.Outputs, raw: true);
        var final = real.Predict(rows, GeneratedTable.Columns, model.Outputs, raw: false);
        var answer = new double[model.Outputs];
        var (differentBits, largest) = (0, 0.0);
        for (var row = 0; row < rows.Length / GeneratedTable.Columns; row++)
        {
            var x = rows.AsSpan(row * GeneratedTable.Columns, GeneratedTable.Columns);
            evaluator.EvaluateRaw(x, answer);
            Assert.Equal(twin.PredictRaw(x), answer);
            Assert.Equal(raw[(row * answer.Length)..((row + 1) * answer.Length)], answer);
            evaluator.Evaluate(x, answer);
            for (var i = 0; i < answer.Length; i++)
            {
                var expected = final[row * answer.Length + i];
                differentBits += expected.Equals(answer[i]) ? 0 : 1;
                largest = Math.Max(largest, Math.Abs(expected - answer[i]) / Math.Max(1e-300, Math.Abs(expected)));
            }
        }

        output.WriteLine($"{name}: {model.Trees} trees, {model.ObjectiveText}: answers that differ in their last bits: {differentBits} of {final.Length}, largest relative difference {largest:G2}");
        Assert.InRange(largest, 0, 1e-15);
        if (model.Objective is TreeObjective.Identity or TreeObjective.Square)
            Assert.Equal(0, differentBits);
        WriteGolden(name, real, text);
    }

    [Fact]
    public void Linear_trees_are_refused()
    {
        Assert.SkipUnless(LightGbm.IsThere, "LightGBM's library cannot be loaded on this platform.");
        var table = new GeneratedTable(1_000);
        using var real = LightGbm.Train(table.Rows, GeneratedTable.Columns, Labels("linear", table), 2, "objective=regression linear_tree=true num_leaves=4");
        Assert.False(TreeModel.TryRead(Encoding.UTF8.GetBytes(real.ToText()), out _, out var error));
        Assert.Contains("linear trees are not supported", error.Reason, StringComparison.Ordinal);
        Assert.InRange(error.Line, 10, 100);
    }

    private static float[] Labels(string name, GeneratedTable table) => name switch
    {
        "binary" or "binary-sigmoid" or "binary-small" or "forest" => [.. table.Score.Select(score => score > 0 ? 1f : 0f)],
        "multiclass" or "multiclassova" or "multiclass-small" => [.. table.Score.Select(score => score > 1 ? 2f : score > -1 ? 1f : 0f)],
        "cross-entropy" or "cross-entropy-lambda" => [.. table.Score.Select(score => (float)(1 / (1 + Math.Exp(-score))))],
        "lambdarank" or "xendcg" => [.. table.Score.Select(score => (float)Math.Clamp(Math.Floor(score) + 2, 0, 4))],
        "poisson" or "zero-small" or "gamma" or "tweedie" or "mape" => [.. table.Score.Select(score => (float)(Math.Abs(score) + 0.1))],
        _ => [.. table.Score.Select(score => (float)score)],
    };

    /// <summary>With RIALTO_WRITE_GOLDEN=1: the models that tests without the library read, small, with rows and the real library's answers.</summary>
    private static void WriteGolden(string name, LightGbm real, string text)
    {
        if (Environment.GetEnvironmentVariable("RIALTO_WRITE_GOLDEN") != "1" || name is not ("regression-small" or "binary-small" or "multiclass-small" or "zero-small"))
            return;
        var outputs = name == "multiclass-small" ? 3 : 1;
        var rows = new GeneratedTable(60, 9).StrangeRows();
        var (raw, final) = (real.Predict(rows, GeneratedTable.Columns, outputs, true), real.Predict(rows, GeneratedTable.Columns, outputs, false));
        var lines = new StringBuilder("# Made by LightGBM from a table of generated numbers, no market data: features | sums | answers\n");
        for (var row = 0; row < rows.Length / GeneratedTable.Columns; row++)
            lines.AppendLine(CultureInfo.InvariantCulture, $"{Line(rows, row, GeneratedTable.Columns)} | {Line(raw, row, outputs)} | {Line(final, row, outputs)}");
        GoldenFiles.Same($"lightgbm/{name}.txt", text);
        GoldenFiles.Same($"lightgbm/{name}.rows.txt", lines.ToString());
    }

    private static string Line(double[] values, int row, int columns) => string.Join(' ', values.AsSpan(row * columns, columns).ToArray().Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
