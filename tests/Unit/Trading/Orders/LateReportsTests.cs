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

    [Fact]
    public void A_fill_that_bears_only_the_venues_id_finds_its_order_also_under_a_former_one()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(20, 9_990, DeskBench.Other));
        bench.Report(Named(OrderReportKind.Accepted, order, "A"));
        bench.Amend(order, 20, 9_980);
        bench.Report(Named(OrderReportKind.Amended, bench.Told.Requests[^1].NewOrder, "B"));
        bench.Report(Asked("A", 4));
        bench.Desk = bench.Reloaded(bench.Told);
        bench.Report(Asked("A", 4));
        bench.Report(Asked("A", 3));
        bench.Report(Asked("B", 5));
        Assert.Equal((12, 12), (bench.Held(DeskBench.Other), bench[order].FilledQuantity.Units));
        Assert.Equal(1, bench.Desk.RepeatedFills);
    }

    [Fact]
    public void A_fill_that_nobody_saw_and_nobody_owns_is_told_and_an_older_one_is_not()
    {
        var bench = new DeskBench();
        bench.PlaceLive(DeskBench.Buy(20, 9_990, DeskBench.Other));
        var known = bench.Now;
        bench.Report(new OrderReport { Kind = OrderReportKind.StreamDown, Venue = FeedVenue.BinanceSpot });
        bench.Wait(5_000);
        bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.BinanceSpot });
        bench.Report(Asked("X", 4) with { EventTime = known });
        Assert.False(bench.Has(DeskProblemKind.FillOfForeignOrder));
        bench.Report(Asked("X", 5) with { EventTime = new Timestamp(known.Nanoseconds + 1_000_000_000) });
        Assert.True(bench.Has(DeskProblemKind.FillOfForeignOrder));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_end_of_the_order_before_an_amendment_leaves_the_new_one_alive(bool isEndFirst)
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(20, 9_990, DeskBench.Other));
        bench.Report(Named(OrderReportKind.Accepted, order, "A"));
        bench.Amend(order, 30, 9_980);
        var anew = bench.Told.Requests[^1].NewOrder;
        var ended = Named(OrderReportKind.Cancelled, order, "A");
        var entered = Named(OrderReportKind.Accepted, anew, "B") with { Price = new Price(9_980), Quantity = new Quantity(30) };
        bench.Report(isEndFirst ? ended : entered);
        bench.Report(isEndFirst ? entered : ended);
        bench.Report(ended);
        bench.Report(ended with { Order = DeskOrderId.None });
        bench.Report(Named(OrderReportKind.CancelRejected, order, "A") with { Reason = VenueReason.UnknownOrder });
        bench.Found(order, VenueOrderStatus.Cancelled);
        Assert.Equal((DeskOrderState.Submitted, OrderPending.None, anew, 30, 9_980), (bench[order].State, bench[order].Pending, bench[order].CurrentId, bench[order].Quantity.Units, bench[order].Price.Units));
        Assert.Equal(VenueOrderId.Of("B"), bench[order].VenueOrder);
        bench.Report(Named(OrderReportKind.Cancelled, anew, "B"));
        Assert.Equal(DeskOrderState.Canceled, bench[order].State);
    }

    /// <summary>Each amendment ends the order before it: that is no doubt while its answer is due, and one where the answer is another or none.</summary>
    [Theory]
    [InlineData(OrderReportKind.Accepted)]
    [InlineData(OrderReportKind.AmendRejected)]
    [InlineData(OrderReportKind.None)]
    public void The_end_of_the_order_before_an_amendment_is_in_doubt_only_where_the_answer_does_not_say_that_the_new_one_lives(OrderReportKind answer)
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(20, 9_990, DeskBench.Other));
        bench.Report(Named(OrderReportKind.Accepted, order, "A"));
        bench.Amend(order, 30, 9_980);
        var anew = bench.Told.Requests[^1].NewOrder;
        bench.Report(Named(OrderReportKind.Cancelled, order, "A"));
        Assert.Equal((DeskOrderState.Submitted, 30), (bench[order].State, bench.Desk.Risk.OpenBuyOf(DeskBench.Other).Units));
        if (answer == OrderReportKind.Accepted)
            bench.Report(Named(answer, anew, "B") with { Price = new Price(9_980), Quantity = new Quantity(30) });
        else if (answer == OrderReportKind.AmendRejected)
            bench.Report(OrderReportKind.AmendRejected, order, VenueReason.InsufficientFunds, FailureClass.Reject);
        else
            bench.Wait(5_100);
        Assert.Equal(answer == OrderReportKind.Accepted ? DeskOrderState.Submitted : DeskOrderState.Unknown, bench[order].State);
        Assert.Equal(answer != OrderReportKind.Accepted, bench.Told.Steps.Exists(step => step.To == DeskOrderState.Unknown));
        Assert.False(bench[order].Is(DeskOrderMarks.FormerEnded) && answer != OrderReportKind.None);
    }

    [Fact]
    public void An_order_of_somebody_else_is_told_once()
    {
        var bench = new DeskBench();
        for (var look = 0; look < 3; look++)
        {
            foreach (var name in (string[])["X", "Y"])
            {
                bench.Report(new OrderReport
                {
                    Kind = OrderReportKind.Found,
                    Venue = FeedVenue.Kraken,
                    Listing = DeskBench.Spot,
                    VenueOrder = VenueOrderId.Of(name),
                    Status = VenueOrderStatus.Live,
                    Quantity = new Quantity(5),
                    Price = new Price(9_000),
                    Flags = OrderReportFlags.FromQuery,
                });
            }

            bench.Desk = bench.Reloaded(bench.Told);
        }

        Assert.Equal(2, bench.Told.Problems.Count(problem => problem.Kind == DeskProblemKind.ForeignOrderFound));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_end_of_an_order_of_somebody_else_is_told_once(bool isByWord)
    {
        var bench = new DeskBench();
        var foreign = new OrderReport
        {
            Kind = OrderReportKind.Accepted,
            Venue = FeedVenue.Kraken,
            Listing = DeskBench.Spot,
            VenueOrder = VenueOrderId.Of("X"),
            Quantity = new Quantity(5),
            Price = new Price(9_000),
        };
        bench.Report(foreign);
        for (var look = 0; look < 2; look++)
        {
            if (isByWord)
                bench.Report(foreign with { Kind = OrderReportKind.Cancelled });
            else
                bench.AnswerAgain(FeedVenue.Kraken, 1_000_000, 1_000);
            Assert.Single(bench.Told.Problems, problem => problem is { Kind: DeskProblemKind.ForeignOrderEnded, Venue: FeedVenue.Kraken } && problem.Listing == DeskBench.Spot);
            bench.Desk = bench.Reloaded(bench.Told);
        }

        // Where it is live again, that is news.
        bench.Report(foreign);
        Assert.Equal(2, bench.Told.Problems.Count(problem => problem.Kind == DeskProblemKind.ForeignOrderFound));
    }

    [Fact]
    public void An_order_of_somebody_else_that_every_list_has_does_not_end()
    {
        var bench = new DeskBench();
        for (var look = 0; look < 3; look++)
        {
            bench.Pass(5_000);
            bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.Kraken });
            bench.Report(new OrderReport
            {
                Kind = OrderReportKind.Found,
                Venue = FeedVenue.Kraken,
                Listing = DeskBench.Spot,
                VenueOrder = VenueOrderId.Of("X"),
                Status = VenueOrderStatus.Live,
                Quantity = new Quantity(5),
                Price = new Price(9_000),
                Flags = OrderReportFlags.FromQuery,
            });
            bench.AnswerRound(FeedVenue.Kraken, 1_000_000, 1_000);
        }

        Assert.False(bench.Has(DeskProblemKind.ForeignOrderEnded));
        Assert.Equal(1, bench.Told.Problems.Count(problem => problem.Kind == DeskProblemKind.ForeignOrderFound));
    }

    /// <summary>The cancel named the order before; the venue does not find it any more, and the new one would rest for ever.</summary>
    [Theory]
    [InlineData(OrderReportKind.Accepted, false)]
    [InlineData(OrderReportKind.Amended, false)]
    [InlineData(OrderReportKind.Accepted, true)]
    public void A_cancel_that_named_the_order_before_its_amendment_is_asked_again_of_the_new_one(OrderReportKind answer, bool isEndFirst)
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(20, 9_990, DeskBench.Other));
        bench.Report(Named(OrderReportKind.Accepted, order, "A"));
        bench.Amend(order, 30, 9_980);
        var anew = bench.Told.Requests[^1].NewOrder;
        Assert.Equal(DeskRefusal.None, bench.Cancel(order));
        Assert.Equal(order, bench.Told.Requests[^1].Order);
        if (isEndFirst)
            bench.Report(Named(OrderReportKind.Cancelled, order, "A"));
        bench.Report(Named(answer, anew, "B") with { Price = new Price(9_980), Quantity = new Quantity(30) });
        bench.Report(Named(OrderReportKind.CancelRejected, order, "A") with { Reason = VenueReason.UnknownOrder, Failure = FailureClass.Reject });
        var last = bench.Told.Requests[^1];
        Assert.Equal((OrderRequestKind.Cancel, anew, VenueOrderId.Of("B")), (last.Kind, last.Order, last.VenueOrder));
        Assert.Equal((OrderPending.Cancel, 2), (bench[order].Pending, bench.Requests(OrderRequestKind.Cancel)));
        Assert.False(bench[order].Deadline.IsNone);
        bench.Report(Named(OrderReportKind.Cancelled, anew, "B"));
        Assert.Equal((DeskOrderState.Canceled, 0), (bench[order].State, bench.Desk.Risk.OpenBuyOf(DeskBench.Other).Units));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cancel_without_an_answer_is_in_doubt_also_where_an_amendment_was_answered_meanwhile(bool isAmended)
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Amend(order, 30, 9_980);
        bench.Cancel(order);
        bench.Report(isAmended ? OrderReportKind.Amended : OrderReportKind.AmendRejected, order, failure: isAmended ? FailureClass.None : FailureClass.Reject);
        Assert.Equal((DeskOrderState.Submitted, OrderPending.Cancel, 1), (bench[order].State, bench[order].Pending, bench.Requests(OrderRequestKind.Cancel)));
        bench.Wait(5_300);
        Assert.Equal((DeskOrderState.Unknown, OrderRequestKind.Query), (bench[order].State, bench.Told.Requests[^1].Kind));
        bench.Found(order, VenueOrderStatus.Live);
        Assert.Equal(2, bench.Requests(OrderRequestKind.Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_new_order_that_ends_before_its_amendment_is_told_ends_the_order(bool isCancelled)
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(20, 9_990, DeskBench.Other));
        bench.Amend(order, 30, 9_980);
        var anew = bench.Told.Requests[^1].NewOrder;
        if (isCancelled)
            bench.Cancel(order);
        bench.Report(Named(OrderReportKind.Cancelled, anew, "B"));
        Assert.Equal((DeskOrderState.Canceled, 0), (bench[order].State, bench.Desk.Risk.OpenBuyOf(DeskBench.Other).Units));
        Assert.Equal(isCancelled ? 1 : 0, bench.Requests(OrderRequestKind.Cancel));
    }

    [Fact]
    public void An_amendment_that_is_told_again_is_not_the_answer_to_the_next_one()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Amend(order, 5, 9_980);
        var first = Named(OrderReportKind.Amended, order, "A") with { Venue = FeedVenue.Kraken, Price = new Price(9_980), Quantity = new Quantity(5) };
        bench.Report(first);
        bench.Amend(order, 30, 9_970);
        bench.Report(first);
        Assert.Equal((OrderPending.Amend, 30), (bench[order].Pending, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units));
        bench.Report(first with { Price = new Price(9_970), Quantity = new Quantity(30) });
        Assert.Equal((OrderPending.None, 30, 9_970), (bench[order].Pending, bench[order].Quantity.Units, bench[order].Price.Units));
    }

    [Fact]
    public void An_acknowledgement_with_what_an_amendment_asked_for_is_its_answer()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Amend(order, 30, 9_980);
        bench.Report(OrderReportKind.Accepted, order);
        Assert.Equal(OrderPending.Amend, bench[order].Pending);
        bench.Report(Named(OrderReportKind.Accepted, order, "A") with { Venue = FeedVenue.Kraken, Price = new Price(9_980), Quantity = new Quantity(30) });
        Assert.Equal((OrderPending.None, 30), (bench[order].Pending, bench[order].Quantity.Units));
    }

    /// <summary>Both were asked for, and the cancel's end overtakes the amendment's answer.</summary>
    [Theory]
    [InlineData(25, 25, 0)]
    [InlineData(0, 25, 0)]
    [InlineData(20, 20, 5)]
    public void The_end_of_an_order_that_is_told_before_the_answer_to_its_amendment_says_how_it_stood(long told, long quantity, long overFilled)
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        Assert.Equal(DeskRefusal.None, bench.Amend(order, 25, 9_980));
        Assert.Equal(DeskRefusal.None, bench.Cancel(order));
        bench.Report(new OrderReport { Kind = OrderReportKind.Cancelled, Order = order, Venue = FeedVenue.Kraken, Listing = DeskBench.Spot, Quantity = new Quantity(told), FilledQuantity = new Quantity(OrderReport.NotTold) });
        bench.Fill(order, 25, 9_980);
        Assert.Equal((quantity, 25, overFilled), (bench[order].Quantity.Units, bench.Held(DeskBench.Spot), bench.Told.Problems.Where(problem => problem.Kind == DeskProblemKind.OverFilled).Sum(problem => problem.Value)));
    }

    [Fact]
    public void An_order_that_is_to_end_is_not_amended_any_more()
    {
        var bench = new DeskBench();
        var order = bench.Place(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Sent, order);
        Assert.Equal(DeskRefusal.None, bench.Amend(order, 25, 9_980));
        Assert.Equal(25, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units);
        Assert.Equal(DeskRefusal.None, bench.Cancel(order));
        Assert.Equal(10, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units);
        bench.Report(OrderReportKind.Accepted, order);
        Assert.Equal((1, 0), (bench.Requests(OrderRequestKind.Cancel), bench.Requests(OrderRequestKind.Amend)));
    }

    [Fact]
    public void A_look_up_that_came_too_early_for_an_amendment_does_not_undo_it()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Amend(order, 30, 9_980);
        bench.Report(OrderReportKind.Unknown, order);
        bench.Wait(300);
        bench.Found(order, VenueOrderStatus.Live, 0, 10, 9_990);
        Assert.Equal((DeskOrderState.Unknown, 30), (bench[order].State, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units));
        bench.Wait(6_000);
        bench.Found(order, VenueOrderStatus.Live, 0, 10, 9_990);
        Assert.Equal((DeskOrderState.Submitted, 10), (bench[order].State, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units));
    }

    [Fact]
    public void Not_found_without_a_question_says_nothing()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Unknown, order);
        bench.Wait(6_000);
        for (var i = 0; i < 3; i++)
            bench.Report(OrderReportKind.NotFound, order);
        Assert.Equal((DeskOrderState.Unknown, (byte)1), (bench[order].State, bench[order].NotFounds));
    }

    [Fact]
    public void A_number_that_is_another_venues_order_is_told_and_never_stops_the_desk()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Report(Named(OrderReportKind.Accepted, order, "A") with { Venue = FeedVenue.BinanceSpot, Quantity = new Quantity(1), Price = new Price(9_000) });
        Assert.True(bench.Has(DeskProblemKind.OrphanLost));
        Assert.Equal(DeskOrderState.Submitted, bench[order].State);
    }

    [Fact]
    public void A_venues_rate_cannot_be_set_above_its_own_rule()
    {
        var bench = new DeskBench();
        foreach (var kind in (RiskLimitKind[])[RiskLimitKind.VenueRate, RiskLimitKind.VenueBurst])
        {
            bench.Next();
            Assert.True(bench.Desk.TrySetLimit(kind, (int)FeedVenue.Kraken, 5_000, Text36.Of("anna")));
            Assert.Equal(1_000, bench.Told.Limits[^1].New);
        }
    }

    private static OrderReport Named(OrderReportKind kind, DeskOrderId order, string venueOrder) => new()
    {
        Kind = kind,
        Order = order,
        Venue = FeedVenue.BinanceSpot,
        Listing = DeskBench.Other,
        VenueOrder = VenueOrderId.Of(venueOrder),
        FilledQuantity = new Quantity(OrderReport.NotTold),
    };

    private static OrderReport Asked(string venueOrder, long quantity) => Named(OrderReportKind.Filled, DeskOrderId.None, venueOrder) with
    {
        FillQuantity = new Quantity(quantity),
        FillPrice = new Price(9_980),
        TradeId = Text36.Of(venueOrder + quantity),
        Flags = OrderReportFlags.FromQuery,
    };
}
