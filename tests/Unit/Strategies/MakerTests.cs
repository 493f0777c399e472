using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Strategies;
using Rialto.Strategies.MarketMaking;
using Rialto.Trading;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Strategies;

public class MakerTests
{
    [Fact]
    public void The_model_is_that_of_the_paper()
    {
        // gamma 0.1, sigma 2, horizon 1, kappa 1.5 of the paper's section 3.3: gamma sigma^2 tau = 0.4, and 2/gamma ln(1 + gamma/kappa) = 1.29.
        var (centre, half) = AvellanedaStoikovMaker.Model(3, 2, 0.1, 1.5, 1);
        Assert.Equal(-1.2, centre, 12);
        Assert.Equal(0.2 + Math.Log(1 + 0.1 / 1.5) / 0.1, half, 12);
        Assert.Equal(1.49, 2 * half - 0.2, 2);
    }

    [Fact]
    public void Both_sides_are_quoted_around_the_mid_and_lean_against_the_position()
    {
        var rig = Rig(new SpreadMaker(), ("half-spread", "10"), ("skew", "10"), ("size", "0.01"), ("inventory-max", "0.02"), ("volatility-multiple", "0"), ("requote", "0.01"), ("requote-every", "0"));
        Warm(rig);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        var quotes = Standing(rig);
        Assert.InRange(quotes.Bid, 6_000_050 * 0.999 - 2, 6_000_050 * 0.999 + 1);
        Assert.InRange(quotes.Ask, 6_000_050 * 1.001 - 1, 6_000_050 * 1.001 + 2);

        // Bought 0.01 of at most 0.02: the centre is half of 10 bps lower.
        rig.Reach(Side.Buy);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Book(DeskRig.One, 6_000_000, 6_000_101);
        Assert.Equal(1_000, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        quotes = Standing(rig);
        Assert.InRange(quotes.Bid, 6_000_050 * 0.9984, 6_000_050 * 0.9986);
        Assert.InRange(quotes.Ask, 6_000_050 * 1.0004, 6_000_050 * 1.0006);
    }

    [Fact]
    public void A_side_that_would_hold_too_much_is_not_quoted()
    {
        var rig = Rig(new SpreadMaker(), ("half-spread", "10"), ("skew", "0"), ("size", "0.01"), ("inventory-max", "0.01"), ("volatility-multiple", "0"), ("requote-every", "0"), ("pull", "10000"));
        Warm(rig);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Reach(Side.Buy);
        Assert.Equal(1_000, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        rig.Book(DeskRig.One, 5_990_001, 5_990_100);
        rig.Book(DeskRig.One, 5_990_001, 5_990_101);
        var (bid, ask) = Standing(rig);
        Assert.Equal((0L, true), (bid, ask > 0));
    }

    [Fact]
    public void Quotes_are_pulled_when_the_market_runs_and_come_back_after_the_pause()
    {
        var rig = Rig(new SpreadMaker(), ("half-spread", "20"), ("pull", "5"), ("pull-pause", "2000"), ("requote-every", "0"), ("volatility-multiple", "0"));
        Warm(rig);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal(2, rig.Trader.LiveOrders);
        rig.Book(DeskRig.One, 6_004_000, 6_004_100);
        Assert.Equal(0, rig.Trader.LiveOrders);
        rig.Pass(1_900);
        rig.Book(DeskRig.One, 6_004_000, 6_004_101);
        Assert.Equal(0, rig.Trader.LiveOrders);
        rig.Pass(200);
        rig.Book(DeskRig.One, 6_004_000, 6_004_100);
        Assert.Equal(2, rig.Trader.LiveOrders);
    }

    [Fact]
    public void A_quote_moves_no_more_often_than_it_may_and_not_for_less_than_it_should()
    {
        var rig = Rig(new SpreadMaker(), ("half-spread", "20"), ("requote", "1"), ("requote-every", "10000"), ("volatility-multiple", "0"), ("pull", "10000"));
        Warm(rig);
        for (var i = 0; i < 500; i++)
            rig.Book(DeskRig.One, 6_000_000 + i * 10, 6_000_100 + i * 10);
        Assert.Equal(2, rig.Places.Count());
    }

    /// <summary>Eleven minutes of BTCUSDT, by this test's own harness: the figures of docs/guide/strategies/market-making.md are those of the binary.</summary>
    [Theory]
    [InlineData("spread-maker")]
    [InlineData("avellaneda-stoikov")]
    public void A_maker_trades_a_whole_recording_with_reconciled_books_and_the_same_outputs_again(string kind)
    {
        var (table, events) = Trading.Features.RecordedMarkets.Bitcoin();
        var spot = events.Where(told => told.Listing == Trading.Features.RecordedMarkets.Spot || told.Listing.IsNone).ToList();
        var run = Make().Run(spot).Stop();
        var view = run.Trader.ViewOf(new StrategyId(1));
        var split = view.PnlOf(Trading.Features.RecordedMarkets.Spot);
        Assert.Equal((StrategyState.Stopped, 0, StrategyFault.None), (view.State, run.Trader.LiveOrders, view.Fault));
        Assert.True(view.Counts.Fills > 0, $"{view.Counts}");
        Assert.Equal(view.Counts.Fills, view.Counts.MakerFills);

        // The venue's account has moved by what the strategy's fills say, to the last digit of 10^-18.
        var position = view.PositionOf(Trading.Features.RecordedMarkets.Spot);
        Assert.Equal(run.BtcChange, position * (PaperRun.One / 100_000_000));
        Assert.Equal(run.UsdtChange, run.CashOfFills * (PaperRun.One / 10_000_000_000));
        Assert.InRange(position, -5_000_000, 5_000_000);
        Assert.DoesNotContain(run.Audits, audit => audit.Kind is DeskAuditKind.Mismatch && audit.Severity >= DeskSeverity.Warning);
        Assert.DoesNotContain(run.Audits, audit => audit.Kind is DeskAuditKind.OverFilled or DeskAuditKind.ReportIgnored);

        var again = Make().Run(spot).Stop();
        Assert.Equal((run.Trader.OutputHash, run.Trader.StateHash()), (again.Trader.OutputHash, again.Trader.StateHash()));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{kind}: orders {run.Requests.Count(request => request.Kind == OrderRequestKind.Place)}, amends {run.Requests.Count(request => request.Kind == OrderRequestKind.Amend)}, fills {view.Counts.Fills}, "
            + $"volume {split.InUnits(view.VolumeOf(Trading.Features.RecordedMarkets.Spot)):F2}, spread {split.InUnits(split.Spread):F4}, inventory {split.InUnits(split.Inventory):F4}, fees {split.InUnits(split.Fees):F4}, "
            + $"total {split.InUnits(split.Total):F4}, drawdown {view.Performance.DrawdownMax:F4}, position {position}, {view.Counts}");

        PaperRun Make()
        {
            var catalog = new StrategyCatalog();
            BuiltInStrategies.AddTo(catalog);
            Assert.True(catalog.TryMake(kind, out var strategy));
            return new PaperRun(table, Trading.Features.RecordedMarkets.Spot, 0, (DeskRig.Settings(1, Trading.Features.RecordedMarkets.Spot), strategy));
        }
    }

    private static DeskRig Rig(IStrategy strategy, params (string Name, string Value)[] parameters) => new DeskRig(
        new TraderSettings(StrategyMode.Paper),
        (DeskRig.Settings(1) with { Parameters = DeskRig.Settings(1).Parameters.AddRange(parameters.Append(("volatility-half-life", "100")).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))) }, strategy)).Up();

    /// <summary>The volatility has seen its half-life.</summary>
    private static void Warm(DeskRig rig)
    {
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        for (var i = 0; i < 60; i++)
            rig.Book(DeskRig.One, 6_000_000, 6_000_100 + i % 2);
    }

    private static (long Bid, long Ask) Standing(DeskRig rig)
    {
        var orders = rig.Trader.ViewOf(new StrategyId(1)).Orders.ToArray();
        return (orders.SingleOrDefault(order => order.Side == Side.Buy).Price.Units, orders.SingleOrDefault(order => order.Side == Side.Sell).Price.Units);
    }
}
