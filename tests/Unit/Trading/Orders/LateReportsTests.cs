using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Risk;
using Xunit;

namespace Rialto.Unit.Trading.Orders;

/// <summary>What venues tell late, twice, under another id, or not at all.</summary>
public class LateReportsTests
{
    [Fact]
    public void Room_for_a_late_fill_is_never_made_by_forgetting_its_order()
    {
        var bench = new DeskBench(terms => terms with { Options = terms.Options with { FillsMax = 2 } });
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Fill(order, 4, 9_990, "a");
        bench.Fill(order, 6, 9_990, "b");
        bench.Fill(order, 3, 9_990, "c");
        Assert.Equal((13, 13), (bench.Held(DeskBench.Spot), bench[order].FilledQuantity.Units));
        Assert.True(bench.Has(DeskProblemKind.FillForgotten));
        bench.Report(new OrderReport { Kind = OrderReportKind.FillReversed, Order = order, Venue = FeedVenue.Kraken, TradeId = Text36.Of("d") });
        bench.Fill(order, 5, 9_990, "d");
        Assert.Equal(13, bench.Held(DeskBench.Spot));
    }

    [Fact]
    public void Room_for_a_late_fill_is_made_by_the_next_order_that_ended()
    {
        var bench = new DeskBench(terms => terms with { Options = terms.Options with { FillsMax = 2 } });
        var first = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        var second = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Fill(first, 10, 9_990, "a");
        bench.Fill(second, 10, 9_990, "b");
        bench.Fill(first, 3, 9_990, "c");
        bench.Fill(first, 10, 9_990, "a");
        Assert.Equal((23, true, false), (bench.Held(DeskBench.Spot), bench.Desk.Knows(first), bench.Desk.Knows(second)));
        Assert.False(bench.Has(DeskProblemKind.FillForgotten));
    }

    [Fact]
    public void A_venue_whose_cancel_all_needs_a_listing_gets_one_for_each_that_was_used()
    {
        var bench = new DeskBench(terms => terms with
        {
            Venues = [.. terms.Venues.Select(venue => venue.Venue == FeedVenue.BinanceSpot ? venue with { CanCancelAll = true, CanCancelAllOfVenue = false } : venue)],
        });
        bench.PlaceLive(DeskBench.Buy(10, 9_990, DeskBench.Other));
        bench.Next();
        Assert.Equal(1, bench.Desk.CancelAll(FeedVenue.BinanceSpot));
        Assert.Equal([DeskBench.Other], bench.Told.Requests.Where(request => request.Kind == OrderRequestKind.CancelAll).Select(request => request.Listing));
    }

    [Theory]
    [InlineData(OrderReportKind.CancelRejected, FailureClass.Reject)]
    [InlineData(OrderReportKind.Unknown, FailureClass.Unknown)]
    public void Where_a_cancel_of_all_fails_each_order_is_cancelled_at_once(OrderReportKind kind, FailureClass failure)
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        var other = bench.PlaceLive(DeskBench.Buy(10, 9_990, DeskBench.Other));
        bench.Next();
        bench.Desk.CancelAll(FeedVenue.Kraken);
        Assert.Equal((1, 0), (bench.Requests(OrderRequestKind.CancelAll), bench.Requests(OrderRequestKind.Cancel)));
        bench.Report(new OrderReport { Kind = kind, Venue = FeedVenue.Kraken, Failure = failure });
        Assert.Equal([order], bench.Told.Requests.Where(request => request.Kind == OrderRequestKind.Cancel).Select(request => request.Order));
        Assert.Equal(OrderPending.None, bench[other].Pending);
        Assert.Empty(bench.Told.Problems);
    }

    [Fact]
    public void A_cancel_that_is_refused_before_the_acknowledgement_waits_for_it()
    {
        var bench = new DeskBench();
        var order = bench.Place(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Sent, order);
        bench.Cancel(order);
        bench.Report(OrderReportKind.CancelRejected, order, VenueReason.Other, FailureClass.Reject);
        Assert.Equal((OrderPending.CancelWaits, false), (bench[order].Pending, bench[order].Deadline.IsNone));
        bench.Report(OrderReportKind.Accepted, order);
        Assert.Equal(2, bench.Requests(OrderRequestKind.Cancel));
        Assert.False(bench.Has(DeskProblemKind.CancelFails));
    }

    [Fact]
    public void An_order_whose_cancel_was_refused_and_that_is_never_acknowledged_is_looked_up()
    {
        var bench = new DeskBench();
        var order = bench.Place(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Sent, order);
        bench.Cancel(order);
        bench.Report(OrderReportKind.CancelRejected, order, VenueReason.Other, FailureClass.Reject);
        bench.Wait(6_000);
        Assert.Equal(DeskOrderState.Unknown, bench[order].State);
        bench.Found(order, VenueOrderStatus.Live);
        Assert.Equal(2, bench.Requests(OrderRequestKind.Cancel));
    }

    [Fact]
    public void A_cancel_waits_for_the_acknowledgement_where_the_venue_cancels_by_its_own_id_only()
    {
        var bench = new DeskBench(terms => terms with { Venues = [.. terms.Venues.Select(venue => venue with { CancelsByClientId = false })] });
        var order = bench.Place(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Sent, order);
        bench.Cancel(order);
        Assert.Equal(0, bench.Requests(OrderRequestKind.Cancel));
        bench.Report(OrderReportKind.Accepted, order);
        Assert.Equal(1, bench.Requests(OrderRequestKind.Cancel));
    }

    [Fact]
    public void A_refused_cancel_that_is_told_again_says_nothing()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.CancelRejected, order, VenueReason.UnknownOrder, FailureClass.Reject);
        Assert.Equal((DeskOrderState.Submitted, OrderPending.None), (bench[order].State, bench[order].Pending));
    }

    [Fact]
    public void A_strategys_mode_is_judged_on_its_own_share()
    {
        var bench = new DeskBench();
        var second = new StrategyId(2);
        bench.Fill(bench.PlaceLive(DeskBench.Buy(200, 9_990)), 200, 9_990);
        bench.Next();
        bench.Desk.TrySetLimit(RiskLimitKind.StrategyModeOf, second.Value, (long)DeskMode.ReduceOnly, Text36.Of("anna"));
        Assert.Equal(DeskRefusal.WouldIncrease, bench.Refused(DeskBench.Sell(10, 10_010) with { Strategy = second }));
        bench.Desk.TrySetLimit(RiskLimitKind.StrategyModeOf, second.Value, (long)DeskMode.Normal, Text36.Of("anna"));
        bench.Fill(bench.PlaceLive(DeskBench.Sell(100, 10_010) with { Strategy = second }), 100, 10_010);
        bench.Desk.TrySetLimit(RiskLimitKind.StrategyModeOf, second.Value, (long)DeskMode.ReduceOnly, Text36.Of("anna"));
        bench.Place(DeskBench.Buy(60, 9_990) with { Strategy = second });
        Assert.Equal(DeskRefusal.WouldIncrease, bench.Refused(DeskBench.Buy(41, 9_990) with { Strategy = second }));
    }

    [Fact]
    public void A_strategys_loss_is_judged_on_its_own_share_and_the_desks_on_the_desks()
    {
        var bench = new DeskBench();
        var second = new StrategyId(2);
        bench.Fill(bench.PlaceLive(DeskBench.Buy(200, 9_990)), 200, 9_990);
        bench.Fill(bench.PlaceLive(DeskBench.Sell(100, 10_010) with { Strategy = second }), 100, 10_010);
        bench.Market(DeskBench.Spot, 10_490, 10_510);
        bench.Next();
        bench.Desk.TrySetLimit(RiskLimitKind.StrategyDailyLoss, second.Value, RiskLimits.One / 10, Text36.Of("anna"));
        Assert.Equal(DeskRefusal.StrategyDailyLossLimit, bench.Refused(DeskBench.Sell(10, 10_510) with { Strategy = second }));
        bench.Place(DeskBench.Buy(10, 10_490) with { Strategy = second });
        bench.Desk.TrySetLimit(RiskLimitKind.DeskModeOf, 0, (long)DeskMode.ReduceOnly, Text36.Of("anna"));
        Assert.Equal(DeskRefusal.WouldIncrease, bench.Refused(DeskBench.Buy(10, 10_490) with { Strategy = second }));
    }
}
