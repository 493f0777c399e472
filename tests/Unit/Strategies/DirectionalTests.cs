using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Strategies;
using Rialto.Strategies.MeanReversion;
using Rialto.Strategies.Momentum;
using Rialto.Strategies.Scalping;
using Rialto.Trading;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Features;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Strategies;

public class DirectionalTests
{
    [Fact]
    public void Momentum_buys_what_rises_at_the_bid_and_takes_after_its_patience()
    {
        var rig = Rig(new MomentumStrategy(), ("fast", "50"), ("slow", "100"), ("patience", "300"), ("stop", "1000"), ("enter", "0.1"), ("leave", "0.05"));
        for (var i = 0; i < 200; i++)
            rig.Book(DeskRig.One, 6_000_000 + i % 2, 6_000_100 + i % 2);
        Assert.Empty(rig.Places);
        for (var i = 0; i < 300 && rig.Places.All(place => place.TimeInForce != TimeInForce.Ioc); i++)
            rig.Book(DeskRig.One, 6_000_000 + i * 50, 6_000_100 + i * 50);
        Assert.Equal((Side.Buy, OrderType.Limit, TimeInForce.Gtc), (rig.Places.First().Side, rig.Places.First().Type, rig.Places.First().TimeInForce));
        Assert.Equal((Side.Buy, TimeInForce.Ioc), (rig.Places.Last().Side, rig.Places.Last().TimeInForce));
        Assert.Equal(1_000, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        for (var i = 300; i > 0; i--)
            rig.Book(DeskRig.One, 6_000_000 + i * 50, 6_000_100 + i * 50);
        Assert.Equal(0, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
    }

    [Fact]
    public void Mean_reversion_buys_below_its_band_and_closes_at_once_at_its_stop()
    {
        var rig = Rig(new MeanReversionStrategy(), ("half-life", "200"), ("patience", "0"), ("stop", "30"), ("worth", "0"));
        for (var i = 0; i < 400; i++)
            rig.Book(DeskRig.One, 6_000_000 + i % 3 * 100, 6_000_100 + i % 3 * 100);
        rig.Book(DeskRig.One, 5_997_000, 5_997_100);
        rig.Book(DeskRig.One, 5_997_000, 5_997_101);
        Assert.Equal((1_000L, Side.Buy), (rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One), rig.Places.First().Side));
        rig.Pass(150);
        rig.Book(DeskRig.One, 5_970_000, 5_970_100);
        rig.Book(DeskRig.One, 5_970_000, 5_970_101);
        Assert.Equal((0L, Side.Sell), (rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One), rig.Places.Last().Side));
        var places = rig.Places.Count();
        rig.Pass(150);
        rig.Book(DeskRig.One, 5_960_000, 5_960_100);
        Assert.Equal(places, rig.Places.Count());
    }

    [Fact]
    public void Scalping_enters_where_book_and_trades_lean_and_leaves_when_its_time_is_over()
    {
        var rig = Rig(new ScalpingStrategy(), ("patience", "0"), ("hold", "500"), ("gain", "100"));
        for (var i = 0; i < 1_000; i++)
        {
            if (i % 10 == 0)
                rig.Trade(DeskRig.One, Side.Buy, 6_000_100, 100);
            rig.Book(DeskRig.One, 6_000_000, 6_000_100 + i % 2, bidQuantity: i < 990 ? 100 : 1_000, askQuantity: 100);
        }

        Assert.Equal(1_000, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        rig.Pass(600);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100, bidQuantity: 100, askQuantity: 100);
        rig.Pass(150);
        rig.Book(DeskRig.One, 6_000_000, 6_000_101, bidQuantity: 100, askQuantity: 100);
        Assert.Equal(0, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
    }

    /// <summary>Eleven minutes of BTCUSDT. The figures are in docs/guide/strategies/directional.md.</summary>
    [Theory]
    [InlineData("momentum")]
    [InlineData("mean-reversion")]
    [InlineData("scalping")]
    public void It_trades_a_whole_recording_with_reconciled_books_and_the_same_outputs_again(string kind)
    {
        var (table, events) = RecordedMarkets.Bitcoin();
        var spot = events.Where(told => told.Listing == RecordedMarkets.Spot || told.Listing.IsNone).ToList();
        var run = Make().Run(spot).Stop();
        var view = run.Trader.ViewOf(new StrategyId(1));
        var split = view.PnlOf(RecordedMarkets.Spot);
        Assert.Equal((StrategyState.Stopped, 0, StrategyFault.None), (view.State, run.Trader.LiveOrders, view.Fault));
        Assert.True(view.Counts.Fills > 0, $"{view.Counts}");
        Assert.Equal(run.BtcChange, view.PositionOf(RecordedMarkets.Spot) * (PaperRun.One / 100_000_000));
        Assert.InRange(view.PositionOf(RecordedMarkets.Spot), 0, 1_000_000);
        Assert.DoesNotContain(run.Audits, audit => audit.Kind is DeskAuditKind.OverFilled or DeskAuditKind.ReportIgnored || (audit.Kind == DeskAuditKind.Mismatch && audit.Severity >= DeskSeverity.Warning));
        var again = Make().Run(spot).Stop();
        Assert.Equal((run.Trader.OutputHash, run.Trader.StateHash()), (again.Trader.OutputHash, again.Trader.StateHash()));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{kind}: fills {view.Counts.Fills} ({view.Counts.MakerFills} maker), volume {split.InUnits(view.VolumeOf(RecordedMarkets.Spot)):F2}, spread {split.InUnits(split.Spread):F4}, "
            + $"inventory {split.InUnits(split.Inventory):F4}, fees {split.InUnits(split.Fees):F4}, total {split.InUnits(split.Total):F4}, drawdown {view.Performance.DrawdownMax:F4}");

        PaperRun Make()
        {
            var catalog = new StrategyCatalog();
            BuiltInStrategies.AddTo(catalog);
            Assert.True(catalog.TryMake(kind, out var strategy));
            return new PaperRun(table, RecordedMarkets.Spot, 0, (DeskRig.Settings(1, RecordedMarkets.Spot), strategy));
        }
    }

    private static DeskRig Rig(IStrategy strategy, params (string Name, string Value)[] parameters) => new DeskRig(
        new TraderSettings(StrategyMode.Paper),
        (DeskRig.Settings(1) with { Parameters = DeskRig.Settings(1).Parameters.AddRange(parameters.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))) }, strategy)).Up();
}
