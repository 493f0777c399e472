using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Orders;
using Rialto.Trading.Risk;
using Rialto.Unit.Trading.Orders;
using Xunit;

namespace Rialto.Unit.Trading.Risk;

public class RiskGateTests
{
    private static readonly Text36 Operator = Text36.Of("anna");

    [Fact]
    public void The_bound_of_live_orders_does_not_hold_back_what_closes_in_an_emergency()
    {
        var bench = new DeskBench(terms => terms with { Limits = terms.Limits with { OpenOrders = 1 } });
        var bought = bench.PlaceLive(DeskBench.Buy(1_000, 9_990));
        bench.Fill(bought, 1_000, 9_990);
        bench.PlaceLive(DeskBench.Buy(10, 9_900, DeskBench.Other));
        Assert.Equal(DeskRefusal.OpenOrdersLimit, bench.Refused(DeskBench.Sell(500, 10_010)));
        Assert.Equal(DeskRefusal.OpenOrdersLimit, bench.Refused(DeskBench.Buy(500, 9_990) with { Urgent = true }));
        bench.Place(DeskBench.Sell(500, 10_010) with { Urgent = true });
    }

    [Fact]
    public void A_wish_of_the_wrong_shape_is_refused_with_its_cause()
    {
        var bench = new DeskBench();
        Assert.Equal(DeskRefusal.UnknownListing, bench.Refused(DeskBench.Buy(1, 9_990, new ListingId(9))));
        Assert.Equal(DeskRefusal.UnknownStrategy, bench.Refused(DeskBench.Buy(1, 9_990) with { Strategy = new StrategyId(5) }));
        Assert.Equal(DeskRefusal.QuantityOutOfRange, bench.Refused(DeskBench.Buy(0, 9_990)));
        Assert.Equal(DeskRefusal.PriceOutOfRange, bench.Refused(DeskBench.Buy(1, -10)));
        Assert.Equal(DeskRefusal.PriceOffTick, bench.Refused(DeskBench.Buy(1, 9_991)));
        Assert.Equal(DeskRefusal.QuantityTooSmall, bench.Refused(DeskBench.Buy(1, 9_991, DeskBench.Other)));
        Assert.Equal(DeskRefusal.NotionalTooSmall, bench.Refused(DeskBench.Buy(2, 9_991, DeskBench.Other)));
        Assert.Equal(DeskRefusal.PostOnlyCannotTake, bench.Refused(DeskBench.Buy(1, 0) with { PostOnly = true }));
        Assert.Equal(DeskRefusal.MarketNotOffered, bench.Refused(DeskBench.Buy(10, 0, DeskBench.Other)));
        Assert.Equal(DeskRefusal.PostOnlyNotOffered, bench.Refused(DeskBench.Buy(10, 9_990, DeskBench.Other) with { PostOnly = true }));
        Assert.Equal(10, bench.Told.Refusals.Count);
        Assert.Equal(0, bench.Requests(OrderRequestKind.Place));
    }

    [Fact]
    public void The_stricter_of_the_venues_list_and_the_configuration_holds_and_follows_the_list()
    {
        var bench = new DeskBench();
        List(DeskBench.Other, new ListingLimits(new Quantity(5), new Quantity(50), new Quantity(20), TradingTerms.One / 4));
        Assert.Equal(DeskRefusal.QuantityTooSmall, bench.Refused(DeskBench.Buy(4, 9_990, DeskBench.Other)));
        Assert.Equal(DeskRefusal.NotionalTooSmall, bench.Refused(DeskBench.Buy(5, 9_990, DeskBench.Other)));
        Assert.Equal(DeskRefusal.QuantityTooLarge, bench.Refused(DeskBench.Buy(51, 9_990, DeskBench.Other)));
        bench.Place(DeskBench.Buy(50, 9_990, DeskBench.Other));
        List(DeskBench.Other, new ListingLimits(new Quantity(1), new Quantity(100), default, 6 * TradingTerms.One / 10));
        Assert.Equal(DeskRefusal.QuantityTooSmall, bench.Refused(DeskBench.Buy(1, 9_990, DeskBench.Other)));
        Assert.Equal(DeskRefusal.NotionalTooSmall, bench.Refused(DeskBench.Buy(6, 9_990, DeskBench.Other)));
        bench.Place(DeskBench.Buy(51, 9_990, DeskBench.Other));

        // Of market orders the list has another most.
        List(DeskBench.Spot, new ListingLimits(default, new Quantity(50), new Quantity(20), 0));
        Assert.Equal(DeskRefusal.QuantityTooLarge, bench.Refused(DeskBench.Buy(21, 0)));
        bench.Place(DeskBench.Buy(20, 0));
        bench.Place(DeskBench.Buy(50, 9_980));
        List(DeskBench.Spot, default);
        bench.Place(DeskBench.Buy(60, 9_980));

        void List(ListingId listing, ListingLimits limits)
        {
            bench.Desk.Terms.Listings.Replace(bench.Desk.Terms.Listings[listing] with { Limits = limits });
            bench.Desk.OnListing(listing);
        }
    }

    [Theory]
    [InlineData(false, DeskRefusal.NotionalTooSmall)]
    [InlineData(true, DeskRefusal.None)]
    public void An_order_that_only_reduces_may_be_worth_less_where_the_venue_says_so(bool isSpared, DeskRefusal refusal)
    {
        var bench = new DeskBench(terms => terms with
        {
            Traded = [.. terms.Traded.Select(traded => traded with { Terms = traded.Terms with { MinNotional = TradingTerms.One } })],
            Venues = [.. terms.Venues.Select(venue => venue with { ReducesBelowNotional = isSpared })],
        });
        bench.Fill(bench.PlaceLive(DeskBench.Buy(20, 10_010, DeskBench.Perpetual)), 20, 10_010, filled: 20);
        var close = DeskBench.Sell(5, 9_990, DeskBench.Perpetual) with { ReduceOnly = true };
        Assert.Equal(DeskRefusal.NotionalTooSmall, bench.Refused(close with { ReduceOnly = false }));
        if (refusal == DeskRefusal.None)
            bench.Place(close);
        else
            Assert.Equal(refusal, bench.Refused(close));
    }

    [Fact]
    public void A_venue_that_takes_no_orders_is_refused_before_anything_is_sent()
    {
        var bench = new DeskBench(terms => terms with { Venues = [.. terms.Venues.Select(venue => venue with { CanTrade = venue.Venue != FeedVenue.Kraken })] });
        Assert.Equal(DeskRefusal.TradingNotOffered, bench.Refused(DeskBench.Buy(1, 9_990)));
    }

    [Fact]
    public void Default_limits_let_only_little_through()
    {
        var bench = new DeskBench(terms => terms with { Limits = new RiskLimits() });
        Assert.Equal(DeskRefusal.OrderNotionalLimit, bench.Refused(DeskBench.Buy(20_000, 9_990)));
        bench.Place(DeskBench.Buy(1_000, 9_990));
    }

    [Fact]
    public void A_book_that_is_not_trusted_stops_orders()
    {
        var bench = new DeskBench();
        bench.Market(DeskBench.Spot, 9_990, 10_010, isTrusted: false);
        Assert.Equal(DeskRefusal.BookNotTrusted, bench.Refused(DeskBench.Buy(1, 9_990)));
    }

    [Fact]
    public void A_price_through_the_best_of_all_venues_is_refused_beyond_its_collar()
    {
        var bench = new DeskBench();
        Set(bench, RiskLimitKind.Collar, 1, 10_000);
        bench.Desk.OnNbbo(0, new Nbbo(new Price(99_900), new Quantity(1), 1, new Price(99_950), new Quantity(1), 2, 3), 3);
        bench.Place(DeskBench.Buy(1, 10_090));
        Assert.Equal(DeskRefusal.PriceBeyondCollar, bench.Refused(DeskBench.Buy(1, 10_100)));
        Assert.Equal(DeskRefusal.PriceBeyondCollar, bench.Refused(DeskBench.Sell(1, 9_880)));
        bench.Desk.CancelAll(DeskBench.Spot);
    }

    [Fact]
    public void An_order_that_would_meet_an_own_one_is_refused()
    {
        var bench = new DeskBench();
        var bid = bench.PlaceLive(DeskBench.Buy(1, 9_990));
        Assert.Equal(DeskRefusal.SelfCross, bench.Refused(DeskBench.Sell(1, 9_990)));
        Assert.Equal(DeskRefusal.SelfCross, bench.Refused(DeskBench.Sell(1, 0)));
        var ask = bench.PlaceLive(DeskBench.Sell(1, 10_000));
        bench.Amend(bid, 1, 10_000);
        Assert.Equal(DeskRefusal.SelfCross, bench.Told.Refusals[^1]);
        bench.Report(OrderReportKind.Cancelled, ask);
        Assert.Equal(DeskRefusal.None, bench.Amend(bid, 1, 10_000));
        Assert.Equal(DeskRefusal.SelfCross, bench.Refused(DeskBench.Sell(1, 10_000)));
        bench.PlaceLive(DeskBench.Sell(1, 10_010));
    }

    [Fact]
    public void Buys_and_sells_both_count_as_if_filled_and_unknown_ones_too()
    {
        var bench = new DeskBench();
        Set(bench, RiskLimitKind.Position, 1, 100);
        var buy = bench.PlaceLive(DeskBench.Buy(60, 9_990));
        bench.PlaceLive(DeskBench.Sell(60, 10_010));
        Assert.Equal(DeskRefusal.PositionLimit, bench.Refused(DeskBench.Buy(41, 9_990)));
        bench.PlaceLive(DeskBench.Buy(40, 9_980));
        bench.Report(OrderReportKind.Unknown, buy);
        Assert.Equal(DeskRefusal.PositionLimit, bench.Refused(DeskBench.Buy(1, 9_990)));
        bench.Found(buy, VenueOrderStatus.Cancelled);
        bench.Place(DeskBench.Buy(60, 9_990));
    }

    [Theory]
    [InlineData(RiskLimitKind.Notional, 1, DeskRefusal.NotionalLimit)]
    [InlineData(RiskLimitKind.SymbolNet, 0, DeskRefusal.SymbolNetLimit)]
    [InlineData(RiskLimitKind.SymbolGross, 0, DeskRefusal.SymbolGrossLimit)]
    [InlineData(RiskLimitKind.VenueNet, (int)FeedVenue.Kraken, DeskRefusal.VenueNetLimit)]
    [InlineData(RiskLimitKind.VenueGross, (int)FeedVenue.Kraken, DeskRefusal.VenueGrossLimit)]
    [InlineData(RiskLimitKind.StrategyNet, 1, DeskRefusal.StrategyNetLimit)]
    [InlineData(RiskLimitKind.StrategyGross, 1, DeskRefusal.StrategyGrossLimit)]
    [InlineData(RiskLimitKind.TotalNet, 0, DeskRefusal.TotalNetLimit)]
    [InlineData(RiskLimitKind.TotalGross, 0, DeskRefusal.TotalGrossLimit)]
    [InlineData(RiskLimitKind.OrderNotional, 1, DeskRefusal.OrderNotionalLimit)]
    public void Each_limit_on_worth_refuses_with_its_own_cause_and_is_moved_while_the_desk_runs(RiskLimitKind kind, int scope, DeskRefusal refusal)
    {
        var bench = new DeskBench();
        Set(bench, kind, scope, 99 * RiskLimits.One);
        Assert.Equal(refusal, bench.Refused(DeskBench.Buy(1_000, 9_990)));
        Set(bench, kind, scope, 101 * RiskLimits.One);
        bench.Place(DeskBench.Buy(1_000, 9_990));
        Assert.Equal((kind, scope, 99 * RiskLimits.One, 101 * RiskLimits.One, Operator), (bench.Told.Limits[^1].Kind, bench.Told.Limits[^1].Scope, bench.Told.Limits[^1].Old, bench.Told.Limits[^1].New, bench.Told.Limits[^1].Who));
    }

    [Fact]
    public void A_hedge_on_another_venue_counts_net_over_the_symbol_and_gross_over_the_desk()
    {
        var bench = new DeskBench();
        Set(bench, RiskLimitKind.TotalNet, 0, 150 * RiskLimits.One);
        Set(bench, RiskLimitKind.TotalGross, 0, 250 * RiskLimits.One);
        var buy = bench.PlaceLive(DeskBench.Buy(1_000, 9_990));
        bench.Fill(buy, 1_000, 9_990);
        bench.PlaceLive(DeskBench.Sell(1_000, 10_010, DeskBench.Other));
        Assert.Equal(DeskRefusal.TotalGrossLimit, bench.Refused(DeskBench.Sell(600, 10_010, DeskBench.Other)));
        Assert.Equal(DeskRefusal.TotalNetLimit, bench.Refused(DeskBench.Buy(600, 9_990)));
    }

    [Fact]
    public void Reduce_only_lets_through_what_makes_the_position_smaller()
    {
        var bench = new DeskBench();
        bench.Fill(bench.PlaceLive(DeskBench.Buy(100, 9_990)), 100, 9_990);
        Set(bench, RiskLimitKind.DeskModeOf, 0, (long)DeskMode.ReduceOnly);
        Assert.Equal(DeskRefusal.WouldIncrease, bench.Refused(DeskBench.Buy(1, 9_990)));
        bench.Place(DeskBench.Sell(60, 10_010));
        Assert.Equal(DeskRefusal.WouldIncrease, bench.Refused(DeskBench.Sell(41, 10_010)));
        Set(bench, RiskLimitKind.DeskModeOf, 0, (long)DeskMode.CancelsOnly);
        Assert.Equal(DeskRefusal.DeskCancelsOnly, bench.Refused(DeskBench.Sell(1, 10_010)));
        Assert.Equal(1, bench.Desk.CancelAll(DeskBench.First));
    }

    [Fact]
    public void Losses_stop_what_makes_positions_larger()
    {
        var bench = new DeskBench();
        bench.Fill(bench.PlaceLive(DeskBench.Buy(1_000, 10_010)), 1_000, 10_010);
        Set(bench, RiskLimitKind.StopLoss, 1, 5 * RiskLimits.One);
        Set(bench, RiskLimitKind.DailyLoss, 0, 9 * RiskLimits.One);
        bench.Market(DeskBench.Spot, 9_400, 9_420);
        Assert.True(bench.Has(DeskProblemKind.StopLoss));
        Assert.Equal(DeskRefusal.StopLossHit, bench.Refused(DeskBench.Buy(1, 9_400)));
        bench.Place(DeskBench.Buy(10, 9_990, DeskBench.Other));
        bench.Market(DeskBench.Spot, 9_100, 9_120);
        Assert.True(bench.Has(DeskProblemKind.DailyLoss));
        Assert.Equal(DeskRefusal.DailyLossLimit, bench.Refused(DeskBench.Buy(10, 9_990, DeskBench.Other)));
        bench.Place(DeskBench.Sell(1_000, 9_110));
    }

    [Fact]
    public void Spot_orders_reserve_money_with_its_fee_and_coins()
    {
        var bench = new DeskBench();
        bench.AnswerAgain(FeedVenue.Kraken, 100, 1);
        Assert.Equal(DeskRefusal.InsufficientBalance, bench.Refused(DeskBench.Buy(1_000, 9_990)));
        bench.Place(DeskBench.Buy(990, 9_990));
        Assert.Equal(DeskRefusal.InsufficientBalance, bench.Refused(DeskBench.Buy(20, 9_990)));
        Assert.Equal(DeskRefusal.InsufficientBalance, bench.Refused(DeskBench.Sell(1_001, 10_010)));
        bench.Place(DeskBench.Sell(1_000, 10_010));
    }

    [Fact]
    public void Contracts_need_margin_for_the_worst_of_their_orders()
    {
        var bench = new DeskBench();
        bench.AnswerAgain(FeedVenue.BybitLinear, 100, 0);
        bench.Place(DeskBench.Buy(9_000, 9_990, DeskBench.Perpetual));
        Assert.Equal(DeskRefusal.InsufficientMargin, bench.Refused(DeskBench.Buy(1_100, 9_990, DeskBench.Perpetual)));
        bench.Place(DeskBench.Sell(9_000, 10_010, DeskBench.Perpetual));
    }

    [Fact]
    public void Rates_let_a_burst_through_and_then_one_at_a_time()
    {
        var bench = new DeskBench();
        Set(bench, RiskLimitKind.StrategyRate, 1, 10);
        Set(bench, RiskLimitKind.StrategyBurst, 1, 3);
        for (var i = 0; i < 3; i++)
            bench.Place(DeskBench.Buy(1, 9_990));
        Assert.Equal(DeskRefusal.StrategyRateLimit, bench.Refused(DeskBench.Buy(1, 9_990)));
        bench.Place(DeskBench.Buy(1, 9_990) with { Urgent = true });
        bench.Wait(210);
        bench.Place(DeskBench.Buy(1, 9_990));
        Assert.Equal(DeskRefusal.StrategyRateLimit, bench.Refused(DeskBench.Buy(1, 9_990)));
    }

    [Fact]
    public void More_than_ten_refusals_a_minute_open_the_breaker_until_somebody_closes_it()
    {
        var bench = new DeskBench();
        for (var i = 0; i < 11; i++)
        {
            Assert.False(bench.Desk.Risk.IsRejectsBreakerOpen);
            bench.Report(OrderReportKind.Rejected, bench.Place(DeskBench.Buy(1, 9_990)), VenueReason.Other, FailureClass.Reject);
        }

        Assert.True(bench.Has(DeskProblemKind.RejectsBreaker));
        Assert.Equal(DeskRefusal.RejectsBreakerOpen, bench.Refused(DeskBench.Buy(1, 9_990)));
        Assert.True(bench.Desk.CloseRejectsBreaker(Operator));
        bench.Place(DeskBench.Buy(1, 9_990));
    }

    [Fact]
    public void A_venue_that_says_halt_takes_cancels_only_until_somebody_resumes_it()
    {
        var bench = new DeskBench();
        bench.Report(OrderReportKind.Rejected, bench.Place(DeskBench.Buy(1, 9_990)), VenueReason.NotAuthenticated, FailureClass.Halt);
        Assert.Equal(DeskRefusal.VenueCancelsOnly, bench.Refused(DeskBench.Buy(1, 9_990)));
        Set(bench, RiskLimitKind.VenueModeOf, (int)FeedVenue.Kraken, 0);
        bench.Place(DeskBench.Buy(1, 9_990));
    }

    [Fact]
    public void Correlated_positions_count_together_and_hedged_ones_against_each_other()
    {
        var factors = new RiskFactors(2, [100_000, 100_000], [10_000, 8_000, 8_000, 10_000]);
        var bench = new DeskBench(terms => terms with
        {
            Factors = factors,
            Traded = [.. terms.Traded.Select(traded => traded with { Factor = traded.Symbol })],
        });
        bench.Fill(bench.PlaceLive(DeskBench.Buy(10_000, 10_000)), 10_000, 10_000);
        Assert.Equal(10_000, bench.Desk.Risk.PortfolioRiskCents);

        // 100 x 100 + 100 x 100 + 2 x 0.8 x 100 x 100 = 36,000; its root is 189.73.
        var buy = bench.PlaceLive(DeskBench.Buy(10_000, 9_990, DeskBench.Perpetual));
        Assert.Equal(18_973, bench.Desk.Risk.PortfolioRiskCents);
        bench.Report(OrderReportKind.Cancelled, buy);

        // The other way round: 4,000; its root is 63.24.
        var sell = bench.PlaceLive(DeskBench.Sell(10_000, 10_010, DeskBench.Perpetual));
        Assert.Equal(6_324, bench.Desk.Risk.PortfolioRiskCents);
        bench.Report(OrderReportKind.Cancelled, sell);
        Set(bench, RiskLimitKind.PortfolioRisk, 0, 120 * RiskLimits.One);
        Assert.Equal(DeskRefusal.PortfolioRiskLimit, bench.Refused(DeskBench.Buy(10_000, 9_990, DeskBench.Perpetual)));
        bench.Place(DeskBench.Sell(10_000, 10_010, DeskBench.Perpetual));
    }

    [Fact]
    public void A_limit_that_is_none_is_refused()
    {
        var bench = new DeskBench();
        Assert.False(bench.Desk.TrySetLimit(RiskLimitKind.Position, 99, 1, Operator));
        Assert.False(bench.Desk.TrySetLimit(RiskLimitKind.Position, 1, -1, Operator));
        Assert.False(bench.Desk.TrySetLimit(RiskLimitKind.DeskModeOf, 0, 3, Operator));
        Assert.False(bench.Desk.TrySetLimit(RiskLimitKind.None, 0, 1, Operator));
        Assert.False(bench.Desk.TrySetLimit(RiskLimitKind.DifferenceAccepted, 0, 1, Operator));
        Assert.Empty(bench.Told.Limits);
    }

    private static void Set(DeskBench bench, RiskLimitKind kind, int scope, long value)
    {
        bench.Next();
        Assert.True(bench.Desk.TrySetLimit(kind, scope, value, Operator));
    }
}
