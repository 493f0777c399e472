using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;
using Rialto.Unit.Trading.Orders;
using Xunit;

namespace Rialto.Unit.Trading.Portfolio;

/// <summary>A contract that is open while one run of a day ends and the next begins: the day's loss and its fall from the best are those of one run that went on.</summary>
public class DayOverRunsTests
{
    // 10^-8 of a dollar, in 10^-18.
    private static readonly Int128 _unit = 10_000_000_000;

    [Fact]
    public void Over_random_days_in_several_runs_loss_and_drawdown_are_those_of_one_run()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var (whole, parts) = (Start(), Start());
            var mark = 10_000L;
            for (var step = 0; step < 60; step++)
            {
                if (random.Next(8) == 0)
                    parts = Next(parts, marksFirst: random.Next(2) == 0);
                if (random.Next(4) == 0)
                {
                    var (quantity, price) = (random.Next(1, 2_000), mark + random.Next(-20, 21));
                    var side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
                    Trade(whole, side, quantity, price);
                    Trade(parts, side, quantity, price);
                }

                mark += random.Next(-40, 41);
                whole.Market(DeskBench.Perpetual, mark - 10, mark + 10);
                parts.Market(DeskBench.Perpetual, mark - 10, mark + 10);
                Assert.True(
                    (whole.Desk.Portfolio.DailyResult, whole.Desk.Portfolio.Drawdown) == (parts.Desk.Portfolio.DailyResult, parts.Desk.Portfolio.Drawdown),
                    $"seed {seed}, step {step}: {whole.Desk.Portfolio.DailyResult} and {whole.Desk.Portfolio.Drawdown}, in parts {parts.Desk.Portfolio.DailyResult} and {parts.Desk.Portfolio.Drawdown}");
            }

            Assert.Equal(whole.Desk.Portfolio.PositionOf(DeskBench.Perpetual).Quantity, parts.Desk.Portfolio.PositionOf(DeskBench.Perpetual).Quantity);
        }
    }

    [Fact]
    public void A_stop_loss_goes_on_from_the_entry()
    {
        var run = Start();
        Trade(run, Side.Buy, 1_000, 10_000);
        run.Market(DeskBench.Perpetual, 9_490, 9_510);
        var next = Next(run, marksFirst: false);
        Assert.Equal((-500, -500, 500), (InCents(next.Desk.Portfolio.UnrealisedOf(DeskBench.Perpetual)), InCents(next.Desk.Portfolio.DailyResult), InCents(next.Desk.Portfolio.Drawdown)));
        Assert.Equal((0, 0), (InCents(next.Desk.Portfolio.Result), InCents(next.Desk.Portfolio.LargestFall.Fall)));
    }

    [Theory]
    [InlineData("as it was", 1_000, 500, 500)]
    [InlineData("more, at the venue's entry", 1_500, 500, 500 + 175)]
    [InlineData("half was closed by other hands: half of the gain is none", 500, 500, 250)]
    [InlineData("all was closed", 0, 500, 0)]
    [InlineData("turned by other hands", -1_000, 500, -350)]
    [InlineData("as it was, at a loss", 1_000, -500, -500)]
    [InlineData("all was closed, and the loss stays", 0, -500, -500)]
    public void What_other_hands_closed_between_two_runs_counts_against_the_desk(string what, long told, long moved, long counts)
    {
        var run = Start();
        Trade(run, Side.Buy, 1_000, 10_000);
        run.Market(DeskBench.Perpetual, 9_990 + moved, 10_010 + moved);
        Assert.Equal(moved, InCents(run.Desk.Portfolio.DailyResult));

        // The venue's entry of what is there now is another than the run's only where there is more, or the other side.
        var next = Next(run, marksFirst: true, told, told is 1_000 or 500 or 0 ? 10_000 : 10_150);
        Assert.True(InCents(next.Desk.Portfolio.DailyResult) == counts, $"{what}: {InCents(next.Desk.Portfolio.DailyResult)}");
    }

    [Fact]
    public void What_no_venue_tells_or_has_told_already_is_not_taken()
    {
        var run = new DeskBench();
        Assert.False(run.Desk.TryCarry(DeskBench.Perpetual, 1_000, 20_000, new Price(10_000)));
        var fresh = new DeskBench(isUp: false);
        Assert.False(fresh.Desk.TryCarry(DeskBench.Spot, 1_000, 20_000, new Price(10_000)));
        Assert.False(fresh.Desk.TryCarry(new ListingId(99), 1_000, 20_000, new Price(10_000)));
        Assert.False(fresh.Desk.TryCarry(DeskBench.Perpetual, 0, 20_000, new Price(10_000)));
        Assert.False(fresh.Desk.TryCarry(DeskBench.Perpetual, 1_000, 0, new Price(10_000)));
        Assert.Null(fresh.Desk.Portfolio.MarkedOf(DeskBench.Perpetual));
        Assert.Null(run.Desk.Portfolio.MarkedOf(DeskBench.Spot));
        Assert.Equal(new MarkedPosition(Quantity.Zero, 20_000, Price.None), run.Desk.Portfolio.MarkedOf(DeskBench.Perpetual));
    }

    [Theory]
    [InlineData(1_000, false)]
    [InlineData(-1_000, false)]
    [InlineData(1_000, true)]
    [InlineData(-1_000, true)]
    public void What_a_venue_tells_without_a_price_before_the_market_has_one_costs_the_first_that_there_is(long told, bool twice)
    {
        var bench = new DeskBench(terms => terms with { Limits = terms.Limits with { Leverage = RiskLimits.Unlimited } }, isUp: false);
        bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.BybitLinear });
        bench.Report(new OrderReport { Kind = OrderReportKind.Position, Venue = FeedVenue.BybitLinear, Listing = DeskBench.Perpetual, Quantity = new Quantity(twice ? told / 2 : told), Flags = OrderReportFlags.FromQuery });
        bench.AnswerRound(FeedVenue.BybitLinear, 1_000_000, 1_000);
        if (twice)
        {
            bench.Pass(70_000);
            bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.BybitLinear });
            bench.Report(new OrderReport { Kind = OrderReportKind.OrdersEnd, Venue = FeedVenue.BybitLinear });
            bench.FillsEnd(FeedVenue.BybitLinear);
            bench.AnswerBalances(FeedVenue.BybitLinear, 1_000_000, 1_000);
            bench.Report(new OrderReport { Kind = OrderReportKind.Position, Venue = FeedVenue.BybitLinear, Listing = DeskBench.Perpetual, Quantity = new Quantity(told), Flags = OrderReportFlags.FromQuery });
            bench.Report(new OrderReport { Kind = OrderReportKind.PositionsEnd, Venue = FeedVenue.BybitLinear });
        }

        var portfolio = bench.Desk.Portfolio;
        Assert.Equal((told, Int128.Zero), (bench.Held(DeskBench.Perpetual), portfolio.DailyResult));
        bench.Market(DeskBench.Perpetual, 9_990, 10_010);
        Assert.Equal((0, 0, 10_000), (InCents(portfolio.Unrealised), InCents(portfolio.DailyResult), portfolio.AveragePriceOf(DeskBench.Perpetual, portfolio.PositionOf(DeskBench.Perpetual)).Units));
        bench.Market(DeskBench.Perpetual, 10_490, 10_510);
        Assert.Equal((told / 2, told / 2), (InCents(portfolio.Unrealised), InCents(portfolio.DailyResult)));
    }

    private static DeskBench Start()
    {
        // Orders of any size: what is looked at is what they leave.
        var bench = new DeskBench(terms => terms with { Limits = terms.Limits with { Leverage = RiskLimits.Unlimited } });
        bench.Market(DeskBench.Perpetual, 9_990, 10_010);
        return bench;
    }

    private static void Trade(DeskBench bench, Side side, long quantity, long price)
    {
        var order = bench.PlaceLive(side == Side.Buy ? DeskBench.Buy(quantity, price, DeskBench.Perpetual) : DeskBench.Sell(quantity, price, DeskBench.Perpetual));
        bench.Fill(order, quantity, price);
    }

    /// <summary>The run ends, and another begins with what it left; the venue tells the position.</summary>
    private static DeskBench Next(DeskBench run, bool marksFirst, long? told = null, long? entry = null)
    {
        var left = run.Desk.Portfolio;
        var marked = left.MarkedOf(DeskBench.Perpetual)!.Value;
        var next = new DeskBench(terms => terms with { Limits = terms.Limits with { Leverage = RiskLimits.Unlimited } }, isUp: false);
        next.Pass(run.NowMs);
        Assert.Equal((0, 0), (left.DailyResult % _unit, left.Drawdown % _unit));
        Assert.True(next.Desk.TryCarry(StrategyId.None, (long)(left.DailyResult / _unit), (long)(left.Drawdown / _unit)));
        if (!marked.Quantity.IsZero)
            Assert.True(next.Desk.TryCarry(DeskBench.Perpetual, marked.Quantity.Units, marked.TwiceMark, marked.Entry));
        var (bid, ask) = ((marked.TwiceMark / 2) - 10, (marked.TwiceMark / 2) + 10);
        if (marksFirst)
            next.Market(DeskBench.Perpetual, bid, ask);
        next.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.BybitLinear });
        next.Report(new OrderReport
        {
            Kind = OrderReportKind.Position,
            Venue = FeedVenue.BybitLinear,
            Listing = DeskBench.Perpetual,
            Quantity = new Quantity(told ?? marked.Quantity.Units),
            FillPrice = entry is { } price ? new Price(price) : marked.Entry,
            Flags = OrderReportFlags.FromQuery,
        });
        next.AnswerRound(FeedVenue.BybitLinear, 1_000_000, 1_000);
        if (!marksFirst)
            next.Market(DeskBench.Perpetual, bid, ask);
        return next;
    }

    private static long InCents(Int128 worth) => (long)(worth / _unit / 1_000_000);
}
