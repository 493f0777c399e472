using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;
using Rialto.Unit.Trading.Orders;
using Xunit;

namespace Rialto.Unit.Trading.Risk;

/// <summary>Orders on outcomes, prices in cents: what can be lost by them is what counts, and where only tokens are sold nothing else is.</summary>
public class OutcomeRiskTests
{
    private static readonly ListingId No = new(4);

    [Fact]
    public void An_order_is_worth_what_can_be_lost_by_it()
    {
        var bench = Bench();
        Set(bench, RiskLimitKind.OrderNotional, 9);

        // 200 at 0.05 cost 10, 100 cost 5. Sold without being held they are NO at 0.95: 10 cost 9.50, 9 cost 8.55.
        Assert.Equal(DeskRefusal.OrderNotionalLimit, bench.Refused(DeskBench.Buy(200_000, 5, DeskBench.Perpetual)));
        bench.PlaceLive(DeskBench.Buy(100_000, 4, DeskBench.Perpetual));
        Assert.Equal(DeskRefusal.OrderNotionalLimit, bench.Refused(DeskBench.Sell(10_000, 5, DeskBench.Perpetual)));
        bench.PlaceLive(DeskBench.Sell(9_000, 5, DeskBench.Perpetual));
    }

    [Fact]
    public void What_is_held_is_sold_for_its_price()
    {
        var bench = Bench();
        var bought = bench.PlaceLive(DeskBench.Buy(100_000, 5, DeskBench.Perpetual));
        bench.Fill(bought, 100_000, 5, filled: 100_000);
        Set(bench, RiskLimitKind.OrderNotional, 9);
        bench.PlaceLive(DeskBench.Sell(100_000, 6, DeskBench.Perpetual));
    }

    [Fact]
    public void What_was_sold_without_being_held_is_exposed_by_one_less_its_price()
    {
        var bench = Bench();
        var sold = bench.PlaceLive(DeskBench.Sell(100_000, 5, DeskBench.Perpetual));
        Assert.Equal(95 * DeskPortfolio.One, bench.Desk.Risk.GrossOf(DeskBench.Perpetual));
        bench.Fill(sold, 100_000, 5, filled: 100_000);
        Assert.Equal(95 * DeskPortfolio.One, bench.Desk.Risk.GrossOf(DeskBench.Perpetual));
        Assert.Equal(-95 * DeskPortfolio.One, bench.Desk.Risk.TotalShort);
        Set(bench, RiskLimitKind.Notional, 100);
        Assert.Equal(DeskRefusal.NotionalLimit, bench.Refused(DeskBench.Sell(10_000, 5, DeskBench.Perpetual)));
    }

    [Fact]
    public void Where_only_tokens_are_sold_what_is_not_held_is_refused_before_anything_is_sent()
    {
        var bench = Bench(mustBeHeld: true);
        Assert.Equal(DeskRefusal.InsufficientBalance, bench.Refused(DeskBench.Sell(1, 5, DeskBench.Perpetual)));
        var bought = bench.PlaceLive(DeskBench.Buy(10_000, 5, DeskBench.Perpetual));
        bench.Fill(bought, 10_000, 5, filled: 10_000);
        Assert.Equal(DeskRefusal.InsufficientBalance, bench.Refused(DeskBench.Sell(10_001, 5, DeskBench.Perpetual)));
        bench.PlaceLive(DeskBench.Sell(6_000, 6, DeskBench.Perpetual));

        // What a live order sells is not sold twice.
        Assert.Equal(DeskRefusal.InsufficientBalance, bench.Refused(DeskBench.Sell(4_001, 6, DeskBench.Perpetual)));
        bench.PlaceLive(DeskBench.Sell(4_000, 6, DeskBench.Perpetual));
    }

    [Fact]
    public void The_two_sides_of_a_question_do_not_trade_with_each_other()
    {
        var bench = Bench(mustBeHeld: true);
        bench.PlaceLive(DeskBench.Buy(10_000, 5, DeskBench.Perpetual));

        // YES at 0.05 and NO at 0.95 are a pair.
        Assert.Equal(DeskRefusal.SelfCross, bench.Refused(DeskBench.Buy(10_000, 95, No)));
        bench.PlaceLive(DeskBench.Buy(10_000, 94, No));
        Assert.Equal(DeskRefusal.SelfCross, bench.Refused(DeskBench.Buy(10_000, 6, DeskBench.Perpetual)));
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(-2, 0)]
    [InlineData(-6, 1)]
    [InlineData(1, 1)]
    public void A_balance_without_what_live_orders_reserve_is_no_difference_where_it_may_be_so(long difference, int problems)
    {
        var bench = Bench();
        bench.PlaceLive(DeskBench.Buy(100_000, 5, DeskBench.Perpetual));
        for (var look = 0; look < 2; look++)
        {
            bench.Pass(70_000);
            bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.BybitLinear });
            bench.AnswerRound(FeedVenue.BybitLinear, 1_000_000 + difference, 1_000);
        }

        Assert.Equal(problems, bench.Told.Problems.Count(problem => problem.Kind == DeskProblemKind.BalanceDiffers));
        Assert.Equal((1_000_000 + (problems == 0 ? 0 : difference)) * DeskPortfolio.One, bench.Desk.Portfolio.BalanceOf(FeedVenue.BybitLinear, DeskBench.Usd).Total);
    }

    private static void Set(DeskBench bench, RiskLimitKind kind, long whole) => Assert.True(bench.Desk.TrySetLimit(kind, DeskBench.Perpetual.Value, whole * RiskLimits.One, Text36.Of("anna")));

    private static DeskBench Bench(bool mustBeHeld = false)
    {
        var bench = new DeskBench(terms =>
        {
            var yes = terms.Listings[DeskBench.Perpetual] with { Kind = ListingKind.Outcome, Complement = No };
            terms.Listings.Replace(yes);
            terms.Listings.Add(yes with { Id = No, VenueSymbol = "NO", Symbol = "NO", Complement = DeskBench.Perpetual });
            var traded = terms.Traded.Single(one => one.Listing == DeskBench.Perpetual) with { InitialMargin = 0, MaintenanceMargin = 0, MustBeHeld = mustBeHeld };
            return terms with
            {
                Traded = [.. terms.Traded.Where(one => one.Listing != DeskBench.Perpetual), traded, traded with { Listing = No, Terms = new TradingTerms(No, FeeFormula.Proportional, 0, 0) }],
                Venues = [.. terms.Venues.Select(venue => venue with { BalanceMayBeFree = venue.Venue == FeedVenue.BybitLinear })],
                Options = terms.Options with { BalanceTolerancePpm = 0 },
                Limits = terms.Limits with { Collar = RiskLimits.Unlimited },
            };
        });
        bench.Market(DeskBench.Perpetual, 4, 6);
        bench.Market(No, 94, 96);
        return bench;
    }
}
