using System.Collections.Immutable;
using System.Text;
using Rialto.Strategies.Signals;
using Rialto.Trading.Signals.Trees;
using Xunit;

namespace Rialto.Unit.Strategies.Signals;

public class ForecastModelTests
{
    private static readonly ImmutableArray<string> Three = ["imbalance:5", "ofi:5:1s", "spread-bps"];

    [Fact]
    public void A_column_is_a_feature_by_its_name_whatever_is_left_out_of_it()
    {
        Assert.Equal([1], Make(SignalTakerTests.Stump("ofi_5", -1, 1)).Columns);
        Assert.Equal([1], Make(SignalTakerTests.Stump("ofi_5_1s", -1, 1)).Columns);
        Assert.Equal([1], Make(SignalTakerTests.Stump("ofi:1s:5", -1, 1)).Columns);
        Assert.Equal([2], Make(SignalTakerTests.Stump("x", -1, 1), ("x", "spread-bps")).Columns);
        Assert.All(Three, feature => Assert.Equal(feature, ForecastPlan.FeatureOf(ForecastPlan.ColumnOf(feature))));
    }

    [Fact]
    public void Trees_without_names_go_by_their_order_where_there_are_as_many()
    {
        var text = GoldenFiles.Read("lightgbm/regression-small.txt");
        ImmutableArray<string> twelve = [.. Enumerable.Range(1, 12).Select(level => $"imbalance:{level}")];
        Assert.Equal(Enumerable.Range(0, 12), Make(text, twelve).Columns);
        Assert.Contains("12 features have no names", Fault(text, Three), StringComparison.Ordinal);
        Assert.Contains("the strategy has 3", Fault(text, Three), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_used_is_refused_with_the_reason()
    {
        Assert.Contains("feature 'rsi' is none of ours", Fault(SignalTakerTests.Stump("rsi", -1, 1), Three), StringComparison.Ordinal);
        Assert.Contains("is tfi:1s, which the strategy does not have", Fault(SignalTakerTests.Stump("tfi", -1, 1), Three), StringComparison.Ordinal);
        Assert.Contains("no feature 'y'", Fault(SignalTakerTests.Stump("x", -1, 1), Three, ("y", "ofi:5")), StringComparison.Ordinal);
        Assert.Contains("objective is poisson", Fault(GoldenFiles.Read("lightgbm/zero-small.txt"), Three), StringComparison.Ordinal);
        Assert.Contains("answers 3 numbers", Fault(GoldenFiles.Read("lightgbm/multiclass-small.txt"), Three), StringComparison.Ordinal);
        Assert.Contains("does not say its objective", Fault(SignalTakerTests.Stump("ofi_5", -1, 1, ""), Three), StringComparison.Ordinal);
        Assert.Contains("objective is quantile", Fault(SignalTakerTests.Stump("ofi_5", -1, 1, "quantile alpha:0.9"), Three), StringComparison.Ordinal);
        Assert.Contains("objective is regression_l1", Fault(SignalTakerTests.Stump("ofi_5", -1, 1, "regression_l1"), Three), StringComparison.Ordinal);
        Assert.True(Make(SignalTakerTests.Stump("ofi_5", -1, 1, "binary sigmoid:1")).IsProbability);
        Assert.False(Make(SignalTakerTests.Stump("ofi_5", -1, 1)).IsProbability);
    }

    [Fact]
    public void A_plan_that_cannot_be_is_refused_with_the_reason()
    {
        Assert.Null(ForecastPlan.Default.Check());
        Assert.Contains("There is no feature \"rsi\"", (ForecastPlan.Default with { Features = ["rsi"] }).Check(), StringComparison.Ordinal);
        Assert.Contains("named twice", (ForecastPlan.Default with { Features = ["ofi", "ofi:1:1s"] }).Check(), StringComparison.Ordinal);
        Assert.Contains("two listings", (ForecastPlan.Default with { Features = ["basis"] }).Check(), StringComparison.Ordinal);
        Assert.Contains("0 features", (ForecastPlan.Default with { Features = [] }).Check(), StringComparison.Ordinal);
        Assert.Contains("Two models are called", (ForecastPlan.Default with { Models = [ForecastModel.Linear(), ForecastModel.Linear()] }).Check(), StringComparison.Ordinal);
        Assert.Contains("would wait for their target", (ForecastPlan.Default with { HorizonMs = 3_600_000, StepMs = 1 }).Check(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new SignalTaker(ForecastPlan.Default with { Features = ["rsi"] }));
    }

    private static ForecastModel Make(string text, params (string Column, string Feature)[] names) => Make(text, Three, names);

    private static ForecastModel Make(string text, ImmutableArray<string> features, params (string Column, string Feature)[] names)
    {
        Assert.True(TreeModel.TryRead(Encoding.UTF8.GetBytes(text), out var trees, out var error), error.ToString());
        Assert.True(ForecastModel.TryOfTrees("trees", 1, trees, features, names.ToDictionary(pair => pair.Column, pair => pair.Feature), out var model, out var wrong), wrong);
        return model;
    }

    private static string Fault(string text, ImmutableArray<string> features, params (string Column, string Feature)[] names)
    {
        Assert.True(TreeModel.TryRead(Encoding.UTF8.GetBytes(text), out var trees, out var error), error.ToString());
        Assert.False(ForecastModel.TryOfTrees("trees", 1, trees, features, names.ToDictionary(pair => pair.Column, pair => pair.Feature), out _, out var wrong));
        return wrong;
    }
}
