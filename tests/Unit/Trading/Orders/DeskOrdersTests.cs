using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Xunit;

namespace Rialto.Unit.Trading.Orders;

public class DeskOrdersTests
{
    [Fact]
    public void An_order_goes_from_wish_to_filled_and_every_step_is_told_with_its_input()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Fill(order, 4, 9_990);
        bench.Fill(order, 6, 9_980);
        Assert.Equal(
            [DeskOrderState.Validating, DeskOrderState.PendingSubmit, DeskOrderState.PendingSubmit, DeskOrderState.Submitted, DeskOrderState.PartiallyFilled, DeskOrderState.Filled],
            bench.Told.Steps.Select(step => step.To));
        Assert.All(bench.Told.Steps, step => Assert.True(step.IsLegal && step.Input > 0));
        Assert.Equal(10, bench.Held(DeskBench.Spot));
        Assert.Equal(2, bench.Told.Fills.Count);
        Assert.Equal(9_990 * 4 + 9_980 * 6, bench[order].FilledValue);
        Assert.Equal(0, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units);
        Assert.Equal(0, bench.Desk.LiveCount);
    }

    [Fact]
    public void A_request_bears_its_input_and_its_tick()
    {
        var bench = new DeskBench();
        bench.Place(DeskBench.Buy(10, 9_990));
        var request = bench.Told.Requests[^1];
        Assert.Equal((OrderRequestKind.Place, bench.Now, bench.Now), (request.Kind, request.Time, request.TickTime));
        Assert.Equal(bench.Told.Steps[^1].Input, request.Cause);
    }

    [Fact]
    public void A_fill_that_is_told_again_counts_once()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Fill(order, 4, 9_990, "a");
        bench.Fill(order, 4, 9_990, "a");
        Assert.Equal(4, bench[order].FilledQuantity.Units);
        Assert.Equal(4, bench.Held(DeskBench.Spot));
        Assert.Equal(1, bench.Desk.RepeatedFills);
    }

    [Fact]
    public void A_fill_before_its_acknowledgement_counts_and_the_late_acknowledgement_changes_nothing()
    {
        var bench = new DeskBench();
        var order = bench.Place(DeskBench.Buy(10, 9_990));
        bench.Fill(order, 4, 9_990);
        bench.Report(OrderReportKind.Accepted, order);
        Assert.Equal(DeskOrderState.PartiallyFilled, bench[order].State);
        Assert.Empty(bench.Told.Problems);
    }

    [Fact]
    public void More_than_was_ordered_is_told_and_counts()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Fill(order, 8, 9_990);
        bench.Fill(order, 5, 9_990);
        Assert.Equal(13, bench.Held(DeskBench.Spot));
        Assert.Contains(bench.Told.Problems, problem => problem is { Kind: DeskProblemKind.OverFilled, Value: 3 });
        Assert.Equal(DeskOrderState.Filled, bench[order].State);
    }

    [Fact]
    public void A_fill_after_a_cancel_counts_and_is_told()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Cancelled, order, filled: 0);
        bench.Fill(order, 3, 9_990);
        Assert.Equal((DeskOrderState.Canceled, 3), (bench[order].State, bench.Held(DeskBench.Spot)));
        Assert.True(bench.Has(DeskProblemKind.FillAfterEnd));
    }

    [Fact]
    public void A_cancel_that_names_a_fill_keeps_its_risk_until_the_fill_comes()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Cancelled, order, filled: 3);
        Assert.Equal(3, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units);
        bench.Fill(order, 3, 9_990);
        Assert.Equal(0, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units);
        Assert.Empty(bench.Told.Problems);
    }

    [Fact]
    public void Fills_that_a_sum_promises_are_asked_for_and_derived_where_they_do_not_come()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Cancelled, order, filled: 3);
        bench.Wait(1_100);
        Assert.Equal(OrderRequestKind.QueryFills, bench.Told.Requests[^1].Kind);
        bench.FillsEnd(order);
        Assert.Equal(3, bench.Held(DeskBench.Spot));
        Assert.True(bench.Has(DeskProblemKind.FillsMissing));
        bench.Fill(order, 3, 9_980, "late");
        Assert.Equal(3, bench.Held(DeskBench.Spot));
        Assert.Equal(9_980 * 3, bench[order].FilledValue);
        Assert.Equal(0, bench[order].DerivedQuantity.Units);
    }

    [Fact]
    public void A_cancel_after_the_last_fill_is_an_event_and_changes_nothing()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Fill(order, 10, 9_990);
        bench.Report(OrderReportKind.Cancelled, order);
        Assert.Equal(DeskOrderState.Filled, bench[order].State);
        Assert.True(bench.Has(DeskProblemKind.IllegalReport));
    }

    [Fact]
    public void A_rejected_order_that_is_accepted_is_unknown_and_keeps_its_risk()
    {
        var bench = new DeskBench();
        var order = bench.Place(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Rejected, order, VenueReason.Other, FailureClass.Reject);
        Assert.Equal(0, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units);
        bench.Report(OrderReportKind.Accepted, order);
        Assert.Equal(DeskOrderState.Unknown, bench[order].State);
        Assert.Equal(10, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units);
    }

    [Fact]
    public void No_answer_makes_an_order_unknown_and_it_is_looked_up_and_never_sent_again()
    {
        var bench = new DeskBench();
        var order = bench.Place(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Sent, order);
        bench.Wait(60_000);
        Assert.Equal(DeskOrderState.Unknown, bench[order].State);
        Assert.Equal(10, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units);
        Assert.Equal(1, bench.Requests(OrderRequestKind.Place));
        Assert.InRange(bench.Requests(OrderRequestKind.Query), 4, 15);
        bench.Found(order, VenueOrderStatus.Live);
        Assert.Equal(DeskOrderState.Submitted, bench[order].State);
    }

    [Fact]
    public void Not_found_is_believed_late_and_twice()
    {
        var bench = new DeskBench();
        var order = bench.Place(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Unknown, order);
        bench.Wait(300);
        Assert.Equal(1, bench.Requests(OrderRequestKind.Query));
        bench.Report(OrderReportKind.NotFound, order);
        Assert.Equal(DeskOrderState.Unknown, bench[order].State);
        bench.Wait(5_000);
        bench.Report(OrderReportKind.NotFound, order);
        Assert.Equal((DeskOrderState.Unknown, (byte)1), (bench[order].State, bench[order].NotFounds));
        bench.Wait(5_000);
        bench.Report(OrderReportKind.NotFound, order);
        Assert.Equal((DeskOrderState.Rejected, VenueReason.UnknownOrder), (bench[order].State, bench[order].Reason));
        Assert.Equal(0, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units);
        Assert.Equal(1, bench.Requests(OrderRequestKind.Place));
    }

    [Fact]
    public void An_order_that_was_there_and_is_not_found_ends_once_its_fills_were_told()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Unknown, order);
        for (var i = 0; i < 3; i++)
        {
            bench.Wait(6_000);
            bench.Report(OrderReportKind.NotFound, order);
        }

        Assert.Equal(OrderRequestKind.QueryFills, bench.Told.Requests[^1].Kind);
        Assert.Equal(10, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units);
        bench.Fill(order, 4, 9_990);
        bench.FillsEnd(order);
        Assert.Equal((DeskOrderState.Canceled, 4), (bench[order].State, bench.Held(DeskBench.Spot)));
    }

    [Fact]
    public void A_cancel_before_the_acknowledgement_goes_by_client_id_once_the_order_is_on_the_wire()
    {
        var bench = new DeskBench();
        var order = bench.Place(DeskBench.Buy(10, 9_990));
        Assert.Equal(DeskRefusal.None, bench.Cancel(order));
        Assert.Equal(0, bench.Requests(OrderRequestKind.Cancel));
        bench.Report(OrderReportKind.Sent, order);
        Assert.Equal(1, bench.Requests(OrderRequestKind.Cancel));
        Assert.Equal(DeskRefusal.CancelPending, bench.Cancel(order));
        bench.Report(OrderReportKind.Cancelled, order);
        Assert.Equal(DeskOrderState.Canceled, bench[order].State);
    }

    [Fact]
    public void A_cancel_before_the_acknowledgement_waits_where_the_venue_does_not_find_by_client_id()
    {
        var bench = new DeskBench();
        var order = bench.Place(DeskBench.Buy(10, 9_990, DeskBench.Other));
        bench.Cancel(order);
        bench.Report(OrderReportKind.Sent, order);
        Assert.Equal(0, bench.Requests(OrderRequestKind.Cancel));
        bench.Report(OrderReportKind.Accepted, order);
        Assert.Equal(1, bench.Requests(OrderRequestKind.Cancel));
    }

    [Fact]
    public void A_cancel_without_an_answer_is_looked_up_and_asked_again_while_the_order_lives()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Cancel(order);
        bench.Wait(5_500);
        Assert.Equal(DeskOrderState.Unknown, bench[order].State);
        bench.Found(order, VenueOrderStatus.Live);
        Assert.Equal(2, bench.Requests(OrderRequestKind.Cancel));
        bench.Report(OrderReportKind.Cancelled, order);
        Assert.Equal(DeskOrderState.Canceled, bench[order].State);
    }

    [Fact]
    public void Risk_counts_the_worse_of_both_while_an_amendment_is_pending()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        Assert.Equal(DeskRefusal.None, bench.Amend(order, 30, 9_900));
        Assert.Equal((30, 9_990), (bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units, bench[order].ReservedPrice.Units));
        bench.Report(OrderReportKind.Amended, order);
        Assert.Equal((30, 9_900), (bench[order].Quantity.Units, bench[order].ReservedPrice.Units));
        bench.Amend(order, 5, 9_900);
        Assert.Equal(30, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units);
        bench.Report(OrderReportKind.AmendRejected, order, VenueReason.Other, FailureClass.Reject);
        Assert.Equal((30, DeskOrderState.Submitted, OrderPending.None), (bench[order].Quantity.Units, bench[order].State, bench[order].Pending));
    }

    [Fact]
    public void An_amendment_by_a_new_order_keeps_the_orders_number_for_the_desk()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990, DeskBench.Other));
        bench.Amend(order, 20, 9_980);
        var request = bench.Told.Requests[^1];
        Assert.Equal((order, new DeskOrderId(order.Value + 1)), (request.Order, request.NewOrder));
        bench.Report(OrderReportKind.Amended, request.NewOrder);
        bench.Fill(request.NewOrder, 20, 9_980);
        Assert.Equal((DeskOrderState.Filled, 20), (bench[order].State, bench.Held(DeskBench.Other)));
    }

    [Fact]
    public void An_amendment_by_a_new_order_in_doubt_is_looked_up_under_the_new_number_and_then_the_old()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990, DeskBench.Other));
        bench.Amend(order, 20, 9_980);
        bench.Wait(5_300);
        Assert.Equal((OrderRequestKind.Query, new DeskOrderId(order.Value + 1)), (bench.Told.Requests[^1].Kind, bench.Told.Requests[^1].Order));
        bench.Report(OrderReportKind.NotFound, order);
        bench.Wait(6_000);
        bench.Report(OrderReportKind.NotFound, order);
        bench.Wait(100);
        Assert.Equal(order, bench.Told.Requests[^1].Order);
        bench.Found(order, VenueOrderStatus.Live, 0, 10, 9_990);
        Assert.Equal((DeskOrderState.Submitted, 10), (bench[order].State, bench[order].Quantity.Units));
        Assert.Equal(10, bench.Desk.Risk.OpenBuyOf(DeskBench.Other).Units);
    }

    [Fact]
    public void A_fill_taken_back_goes_out_of_the_position_and_a_repeated_one_does_not()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Fill(order, 10, 9_990, "x");
        for (var i = 0; i < 2; i++)
            bench.Report(new OrderReport { Kind = OrderReportKind.FillReversed, Order = order, Venue = FeedVenue.Kraken, TradeId = Text36.Of("x") });
        bench.Fill(order, 10, 9_990, "x");
        Assert.Equal((0, 0), (bench.Held(DeskBench.Spot), bench[order].FilledQuantity.Units));
    }

    [Fact]
    public void A_fill_taken_back_before_it_was_told_never_counts()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Report(new OrderReport { Kind = OrderReportKind.FillReversed, Order = order, Venue = FeedVenue.Kraken, TradeId = Text36.Of("x") });
        bench.Fill(order, 4, 9_990, "x");
        Assert.Equal(0, bench.Held(DeskBench.Spot));
        Assert.True(bench.Has(DeskProblemKind.ReversalBeforeFill));
    }

    [Fact]
    public void A_venue_that_tells_only_sums_has_its_fills_derived()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Sell(10, 10_010, DeskBench.Perpetual));
        Sum(4);
        Sum(4);
        Sum(10);
        Assert.Equal((-10, DeskOrderState.Filled), (bench.Held(DeskBench.Perpetual), bench[order].State));

        void Sum(long filled) => bench.Report(new OrderReport
        {
            Kind = OrderReportKind.Filled,
            Order = order,
            Venue = FeedVenue.BybitLinear,
            FilledQuantity = new Quantity(filled),
            FillPrice = new Price(10_010),
        });
    }

    [Fact]
    public void Live_orders_that_a_list_does_not_have_are_looked_up_and_unknown_ones_of_ours_are_taken_over_and_cancelled()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Report(new OrderReport { Kind = OrderReportKind.StreamDown, Venue = FeedVenue.Kraken });
        Assert.Equal(DeskRefusal.VenueDown, bench.Refused(DeskBench.Buy(1, 9_990)));
        bench.Wait(10);
        bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.Kraken });
        Assert.Equal(DeskRefusal.VenueNotReconciled, bench.Refused(DeskBench.Buy(1, 9_990)));
        bench.Report(new OrderReport
        {
            Kind = OrderReportKind.Found,
            Order = new DeskOrderId(77),
            Venue = FeedVenue.Kraken,
            Listing = DeskBench.Spot,
            Status = VenueOrderStatus.Live,
            Quantity = new Quantity(5),
            Price = new Price(9_900),
            Flags = OrderReportFlags.FromQuery,
        });
        bench.AnswerRound(FeedVenue.Kraken, 1_000_000, 1_000);
        Assert.Equal(DeskOrderState.Unknown, bench[order].State);
        Assert.True(bench[new DeskOrderId(77)].Is(DeskOrderMarks.Orphan));
        Assert.Equal(new DeskOrderId(77), bench.Told.Requests.Last(request => request.Kind == OrderRequestKind.Cancel).Order);
        Assert.Equal(78, bench.Place(DeskBench.Buy(1, 9_990)).Value);
        Assert.Equal(10 + 5 + 1, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units);
    }

    [Fact]
    public void After_a_restart_what_was_asked_is_unknown_and_nothing_is_sent_twice()
    {
        var bench = new DeskBench();
        var order = bench.Place(DeskBench.Buy(10, 9_990));
        var events = new DeskEvents();
        bench.Desk = bench.Reloaded(events);
        bench.Next();
        bench.Desk.Restart();
        Assert.Equal(DeskOrderState.Unknown, bench[order].State);
        bench.Wait(1_000);
        Assert.Equal([OrderRequestKind.Query], events.Requests.Select(request => request.Kind));
        bench.Found(order, VenueOrderStatus.Filled, 10);
        Assert.Equal(10, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units);
        bench.Fill(order, 10, 9_990);
        Assert.Equal((10, 0), (bench.Held(DeskBench.Spot), bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units));
    }

    /// <summary>A new run knows of no order: what bears a lower number is of a run before, which has counted it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fills_of_a_run_before_do_not_count_in_a_new_one_and_those_of_a_life_before_do(bool hasLifeBefore)
    {
        var bench = new DeskBench(isUp: hasLifeBefore);
        if (hasLifeBefore)
            bench.Fill(bench.PlaceLive(DeskBench.Buy(1, 9_990)), 1, 9_990);
        var held = bench.Held(DeskBench.Spot);
        bench.Pass(10_000);
        bench.Desk.Restart();
        bench.Desk = bench.Reloaded(bench.Told);
        bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.Kraken });
        var before = new OrderReport
        {
            Kind = OrderReportKind.Filled,
            Order = new DeskOrderId(77),
            Venue = FeedVenue.Kraken,
            Listing = DeskBench.Spot,
            Side = Side.Sell,
            FillQuantity = new Quantity(1_000),
            FillPrice = new Price(9_990),
            FilledQuantity = new Quantity(OrderReport.NotTold),
            TradeId = Text36.Of("before"),
            EventTime = new Timestamp(bench.Now.Nanoseconds - 5_000_000_000),
            Flags = OrderReportFlags.FromQuery,
        };
        bench.Report(before);
        bench.AnswerRound(FeedVenue.Kraken, 1_000_000, 1_000);
        Assert.Equal((hasLifeBefore, held - (hasLifeBefore ? 1_000 : 0)), (bench.Desk.Knows(before.Order), bench.Held(DeskBench.Spot)));
        var live = before with { Kind = OrderReportKind.Found, Order = new DeskOrderId(78), Status = VenueOrderStatus.Live, Quantity = new Quantity(9), Price = new Price(10_100), FilledQuantity = new Quantity(4) };
        bench.Report(live);
        Assert.Equal(live.Order, bench.Told.Requests.Last(request => request.Kind == OrderRequestKind.Cancel).Order);
    }

    [Fact]
    public void A_full_table_forgets_the_order_that_ended_first_and_then_refuses()
    {
        var bench = new DeskBench(terms => terms with { Options = terms.Options with { OrdersMax = 2 } });
        var first = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Fill(first, 10, 9_990, "a");
        bench.Place(DeskBench.Buy(1, 9_990));
        bench.Place(DeskBench.Buy(1, 9_990));
        Assert.False(bench.Desk.Knows(first));
        Assert.Equal(DeskRefusal.OrderTableFull, bench.Refused(DeskBench.Buy(1, 9_990)));
        bench.Fill(first, 10, 9_990, "a");
        Assert.Equal(10, bench.Held(DeskBench.Spot));
        Assert.True(bench.Has(DeskProblemKind.FillOfForgottenOrder));
    }

    [Fact]
    public void A_sink_that_calls_back_is_told_so()
    {
        var desk = new DeskOrders<BackSink>(DeskBench.TermsOf(), default);
        desk.Sink.Desk = desk;
        desk.Begin(new DeskInput(1, new Timestamp(1), default));
        Assert.Throws<InvalidOperationException>(() => desk.Apply(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.Kraken }));
    }

    [Fact]
    public void Who_has_no_money_is_told_so_and_not_of_leverage()
    {
        var bench = new DeskBench(isUp: false);
        foreach (var venue in (FeedVenue[])[FeedVenue.Kraken, FeedVenue.BybitLinear])
        {
            bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = venue });
            bench.AnswerRound(venue, 0, 0);
        }

        bench.Market(DeskBench.Spot, 9_990, 10_010);
        bench.Market(DeskBench.Perpetual, 9_990, 10_010);
        Assert.Equal(DeskRefusal.InsufficientBalance, bench.Refused(DeskBench.Buy(1_000, 9_990, DeskBench.Spot)));
        Assert.Equal(DeskRefusal.InsufficientMargin, bench.Refused(DeskBench.Buy(1_000, 9_990, DeskBench.Perpetual)));
    }

    private struct BackSink : IDeskOrdersSink
    {
        public DeskOrders<BackSink>? Desk { get; set; }

        public readonly void OnRequest(in OrderRequest request) => Desk!.CancelAll(DeskBench.First);

        public readonly void OnRefused(in OrderIntent intent, DeskRefusal refusal)
        {
        }

        public readonly void OnOrder(in OrderTransition change, in DeskOrder order)
        {
        }

        public readonly void OnFill(in DeskFill fill, in DeskOrder order)
        {
        }

        public readonly void OnPosition(in Rialto.Trading.Portfolio.PositionChange change)
        {
        }

        public readonly void OnProblem(in DeskProblem problem)
        {
        }

        public readonly void OnSettled(in SettledShare share)
        {
        }

        public readonly void OnFunded(in FundedShare share)
        {
        }

        public readonly void OnLimit(in Rialto.Trading.Risk.LimitChange change)
        {
        }
    }
}
