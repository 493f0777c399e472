using System.Text.RegularExpressions;
using Rialto.Examples;
using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Trading;
using Rialto.Trading.Strategy;
using Rialto.Unit.Strategies;
using Rialto.Unit.Trading.Features;
using Xunit;

namespace Rialto.Unit.Trading.Strategy;

/// <summary>docs/guide/write-a-strategy.md shows a whole strategy: this one, which is compiled here and runs.</summary>
public partial class GuideTests
{
    [Fact]
    public void The_guides_example_is_the_file_that_is_compiled()
    {
        var page = File.ReadAllText(Find("docs/guide/write-a-strategy.md")).ReplaceLineEndings("\n");
        var source = File.ReadAllText(Find("samples/LeanAtTheTouch/LeanAtTheTouch.cs")).ReplaceLineEndings("\n");
        Assert.Equal(source.Trim(), Example().Match(page).Groups[1].Value.Trim());
    }

    [Fact]
    public void The_guides_example_buys_at_a_heavy_bid_and_sells_at_the_ask()
    {
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), (DeskRig.Settings(1), new LeanAtTheTouch())).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100, bidQuantity: 100, askQuantity: 100);
        Assert.Empty(rig.Places);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100, bidQuantity: 1_000, askQuantity: 100);
        var order = rig.Places.Single();
        Assert.Equal((Side.Buy, 6_000_000L, 100L), (order.Side, order.Price.Units, order.Quantity.Units));
        rig.Reach(Side.Buy);
        rig.Book(DeskRig.One, 6_000_000, 6_000_110, bidQuantity: 1_000, askQuantity: 100);
        Assert.Equal((Side.Sell, 6_000_110L), (rig.Places.Last().Side, rig.Places.Last().Price.Units));
        rig.Reach(Side.Sell);
        Assert.Equal(0, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
    }

    [Fact]
    public void The_guides_example_runs_over_a_recording()
    {
        var (table, events) = RecordedMarkets.Bitcoin();
        var run = new PaperRun(table, RecordedMarkets.Spot, 0, (DeskRig.Settings(1, RecordedMarkets.Spot), new LeanAtTheTouch())).Run(events.Where(told => told.Listing == RecordedMarkets.Spot || told.Listing.IsNone)).Stop();
        var view = run.Trader.ViewOf(new StrategyId(1));
        Assert.Equal((StrategyState.Stopped, StrategyFault.None), (view.State, view.Fault));
        Assert.True(view.Counts.Fills > 0, $"{view.Counts}");
        Assert.Equal(run.BtcChange, view.PositionOf(RecordedMarkets.Spot) * (PaperRun.One / 100_000_000));
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    private static string Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, name);
            if (File.Exists(candidate))
                return candidate;
        }

        throw new FileNotFoundException($"{name} is in no folder above the tests.");
    }
}
