using Rialto.Backtest.Fills;
using Rialto.Backtest.Latencies;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Backtest;

/// <summary>What becomes of orders at a venue that pretends, by books told by hand; on recorded days: <see cref="FillTrialTests"/>.</summary>
public class SimulatedVenueTests
{
    [Fact]
    public void An_order_that_rests_waits_for_what_is_ahead_of_it()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Buy, 10_000, 30), (Side.Sell, 10_010, 30));
        desk.Place(Side.Buy, 10_000, 20);
        Assert.Equal("Accepted", desk.Said());
        desk.Trade(Side.Sell, 10_000, 25);
        desk.Book((Side.Buy, 10_000, 5));
        Assert.Equal("", desk.Said());
        desk.Trade(Side.Sell, 10_000, 12);
        Assert.Equal("Filled 7@10000 Maker", desk.Said());
        desk.Book((Side.Buy, 10_000, 0));
        desk.Trade(Side.Sell, 10_000, 4);
        Assert.Equal("Filled 4@10000 Maker", desk.Said());
    }

    [Fact]
    public void The_venues_list_bounds_orders_and_may_change()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Buy, 10_000, 30), (Side.Sell, 10_010, 30));
        desk.Venue.Change(desk.Listing with { Limits = new ListingLimits(new Quantity(10), new Quantity(40), new Quantity(20), 3 * TradingTerms.One) }, new Timestamp(desk.Now));
        desk.Place(Side.Buy, 10_000, 8);
        desk.Place(Side.Buy, 10_000, 28);
        desk.Place(Side.Buy, 10_000, 42);
        desk.Place(Side.Buy, 10_000, 30);
        Assert.Equal("Rejected TooSmall, Rejected TooSmall, Rejected TooLarge, Accepted", desk.Said());
        desk.Venue.Change(desk.Listing, new Timestamp(desk.Now));
        desk.Place(Side.Buy, 9_995, 42);
        Assert.Equal("Accepted", desk.Said());
    }

    [Fact]
    public void Cancels_ahead_of_it_move_an_order_up()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Buy, 10_000, 30));
        desk.Book((Side.Buy, 10_000, 50));
        desk.Place(Side.Buy, 10_000, 20);
        desk.Book((Side.Buy, 10_000, 30));
        desk.Trade(Side.Sell, 10_000, 36);
        Assert.Equal("Accepted, Filled 6@10000 Maker", desk.Said());
    }

    [Fact]
    public void A_book_told_anew_costs_no_place()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Buy, 10_000, 30));
        desk.Place(Side.Buy, 10_000, 20);
        desk.Trade(Side.Sell, 10_000, 10);
        desk.Tell(desk.Event(FeedEventKind.BookCleared), desk.Level(Side.Buy, 10_000, 100));
        desk.Book((Side.Buy, 10_000, 200));
        desk.Trade(Side.Sell, 10_000, 15);
        desk.Trade(Side.Sell, 10_000, 15);
        Assert.Equal("Accepted, Filled 10@10000 Maker", desk.Said());
    }

    [Fact]
    public void A_trade_beyond_its_price_fills_an_order_first()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Buy, 10_000, 30), (Side.Sell, 10_020, 30));
        desk.Place(Side.Buy, 10_010, 20);
        desk.Trade(Side.Sell, 10_000, 14);
        Assert.Equal("Accepted, Filled 14@10010 Maker", desk.Said());
        desk.Book((Side.Buy, 10_000, 0), (Side.Sell, 10_005, 4));
        Assert.Equal("Filled 4@10010 Maker", desk.Said());
    }

    [Theory]
    [InlineData(typeof(TradedThroughFills), "Accepted")]
    [InlineData(typeof(OptimisticFills), "Accepted, Filled 20@10000 Maker")]
    [InlineData(typeof(QueueFills), "Accepted, Filled 10@10000 Maker")]
    public void Models_of_fills_differ_at_the_orders_own_price(Type model, string said)
    {
        var desk = new PaperDesk(fills: () => model == typeof(QueueFills) ? new QueueFills() : (IFillModel)Activator.CreateInstance(model)!);
        desk.Book((Side.Buy, 10_000, 30));
        desk.Place(Side.Buy, 10_000, 20);
        desk.Trade(Side.Sell, 10_000, 40);
        Assert.Equal(said, desk.Said());
    }

    [Fact]
    public void Two_orders_share_a_trade_in_the_order_in_which_they_came()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Buy, 10_000, 10));
        desk.Place(Side.Buy, 10_000, 20);
        desk.Book((Side.Buy, 10_000, 16));
        desk.Place(Side.Buy, 10_000, 20);
        desk.Trade(Side.Sell, 10_000, 40);
        Assert.Equal("Accepted, Accepted, Filled 20@10000 Maker, Filled 4@10000 Maker", desk.Said());
    }

    [Fact]
    public void An_order_that_takes_walks_the_book_and_its_rest_rests()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Sell, 10_000, 6), (Side.Sell, 10_010, 8), (Side.Sell, 10_020, 50));
        desk.Place(Side.Buy, 10_010, 20);
        Assert.Equal("Accepted, Filled 6@10000 Taker, Filled 8@10010 Taker", desk.Said());
        Assert.Equal(1, desk.Venue.LiveOrders);

        // 0.006 x 100 + 0.008 x 100.1 = 1.4008, and 0.1 % of it.
        Assert.Equal(100_000 * PaperDesk.Unit - Int128.Parse("1402200800000000000", null), desk.Venue.BalanceOf(PaperDesk.Usdt));
        Assert.Equal(10 * PaperDesk.Unit + Int128.Parse("14000000000000000", null), desk.Venue.BalanceOf(PaperDesk.Btc));
    }

    [Fact]
    public void What_was_taken_is_missing_for_its_time()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Sell, 10_000, 60));
        desk.Place(Side.Buy, 10_000, 50, force: TimeInForce.Ioc);
        desk.Place(Side.Buy, 10_000, 50, force: TimeInForce.Ioc);
        Assert.Equal("Accepted, Filled 50@10000 Taker, Accepted, Filled 10@10000 Taker, Cancelled NoLiquidity", desk.Said());
        desk.Now += 1_000;
        desk.Place(Side.Buy, 10_000, 50, force: TimeInForce.Fok);
        Assert.Equal("Accepted, Filled 50@10000 Taker", desk.Said());
    }

    [Fact]
    public void What_rests_after_taking_meets_only_what_has_come_since()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Sell, 10_000, 6), (Side.Sell, 10_010, 60));
        desk.Place(Side.Buy, 10_000, 50);
        Assert.Equal("Accepted, Filled 6@10000 Taker", desk.Said());
        for (var i = 0; i < 3; i++)
        {
            desk.Now += 2_000;
            desk.Book((Side.Sell, 10_010, 62 + i));
        }

        Assert.Equal("", desk.Said());
        desk.Book((Side.Sell, 10_000, 10));
        Assert.Equal("Filled 4@10000 Maker", desk.Said());
        desk.Now += 2_000;
        desk.Book((Side.Sell, 10_010, 70));
        Assert.Equal("", desk.Said());
        desk.Book((Side.Sell, 10_000, 0));
        desk.Book((Side.Sell, 10_000, 8));
        Assert.Equal("Filled 8@10000 Maker", desk.Said());
    }

    [Fact]
    public void A_level_cut_off_from_the_depth_costs_its_orders_no_place_and_gives_them_none()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Buy, 10_000, 30), (Side.Buy, 9_995, 30), (Side.Buy, 9_990, 30));
        desk.Place(Side.Buy, 9_990, 20);

        // Two better levels come, the two worst are cut off, ours before the other one's.
        desk.Book((Side.Buy, 10_010, 10), (Side.Buy, 10_005, 10), (Side.Buy, 9_990, 0), (Side.Buy, 9_995, 0));
        desk.Book((Side.Buy, 10_010, 12));
        desk.Book((Side.Buy, 10_010, 0), (Side.Buy, 10_005, 0), (Side.Buy, 9_995, 30), (Side.Buy, 9_990, 80));
        desk.Book((Side.Buy, 9_990, 90));
        desk.Trade(Side.Sell, 9_990, 34);
        Assert.Equal("Accepted, Filled 4@9990 Maker", desk.Said());
    }

    [Fact]
    public void A_level_emptied_within_the_depth_makes_its_order_the_first()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Buy, 10_000, 30), (Side.Buy, 9_995, 30));
        desk.Place(Side.Buy, 10_000, 20);
        desk.Book((Side.Buy, 10_000, 0));
        desk.Book((Side.Buy, 10_000, 40));
        desk.Book((Side.Buy, 10_000, 50));
        desk.Trade(Side.Sell, 10_000, 14);
        Assert.Equal("Accepted, Filled 14@10000 Maker", desk.Said());
    }

    [Fact]
    public void An_order_that_enters_beyond_the_depth_stands_behind_all_that_comes_in_sight()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Buy, 10_000, 30));
        desk.Place(Side.Buy, 9_990, 20);
        desk.Trade(Side.Sell, 9_990, 10);
        Assert.Equal("Accepted", desk.Said());
        desk.Book((Side.Buy, 10_000, 0), (Side.Buy, 9_990, 40));
        desk.Book((Side.Buy, 9_990, 50));
        desk.Trade(Side.Sell, 9_990, 44);
        Assert.Equal("Filled 4@9990 Maker", desk.Said());
    }

    [Fact]
    public void How_late_another_venues_feed_is_says_nothing_of_this_one()
    {
        var desk = new PaperDesk(latency: new FeedLatency(10, 1_000_000));
        desk.Book((Side.Buy, 10_000, 30), (Side.Buy, 9_995, 30));
        for (var i = 0; i < 300; i++)
        {
            var late = new FeedEvent { Kind = FeedEventKind.Trade, Venue = FeedVenue.Kraken, Listing = new ListingId(2), Flags = FeedEventFlags.LastOfFrame, EventTime = new Timestamp(desk.Now), ReceiveTime = new Timestamp(desk.Now + 400_000) };
            desk.Venue.Apply(in late);
        }

        desk.Place(Side.Buy, 10_000, 20);
        Assert.Equal("Accepted", desk.Said());
    }

    [Fact]
    public void Orders_that_close_together_close_no_more_than_is_held()
    {
        var desk = new PaperDesk(ListingKind.Perpetual, leverage: 1, usdt: 100, takerRate: 0);
        desk.Book((Side.Buy, 9_995, 5_000), (Side.Sell, 10_000, 5_000));
        desk.Place(Side.Buy, 10_000, 1_000, force: TimeInForce.Ioc);
        desk.Place(Side.Sell, 10_100, 600);
        desk.Place(Side.Sell, 10_100, 400);
        desk.Place(Side.Sell, 10_100, 1_000);
        Assert.Equal("Accepted, Filled 1000@10000 Taker, Accepted, Accepted, Rejected InsufficientFunds", desk.Said());
    }

    [Fact]
    public void Fill_or_kill_takes_all_or_nothing()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Sell, 10_000, 60));
        desk.Place(Side.Buy, 10_000, 62, force: TimeInForce.Fok);
        Assert.Equal("Accepted, Cancelled NoLiquidity", desk.Said());
    }

    [Fact]
    public void A_market_order_takes_what_there_is()
    {
        var desk = new PaperDesk();
        desk.Place(Side.Buy, 0, 60, type: OrderType.Market);
        desk.Book((Side.Sell, 10_000, 60));
        desk.Place(Side.Buy, 0, 80, type: OrderType.Market);
        Assert.Equal("Rejected NoLiquidity, Accepted, Filled 60@10000 Taker, Cancelled NoLiquidity", desk.Said());
    }

    [Theory]
    [InlineData(10_000, 20, OrderRequestFlags.PostOnly, "Rejected WouldTake")]
    [InlineData(9_998, 20, OrderRequestFlags.None, "Rejected WrongStep")]
    [InlineData(9_995, 51, OrderRequestFlags.None, "Rejected WrongStep")]
    [InlineData(9_995, 2, OrderRequestFlags.None, "Rejected TooSmall")]
    [InlineData(50, 100, OrderRequestFlags.None, "Rejected TooSmall")]
    [InlineData(9_995, 1_000_002, OrderRequestFlags.None, "Rejected TooLarge")]
    [InlineData(10_000, 999_200, OrderRequestFlags.None, "Rejected InsufficientFunds")]
    [InlineData(9_995, 60, OrderRequestFlags.ReduceOnly, "Rejected WouldIncrease")]
    [InlineData(9_995, 60, OrderRequestFlags.PostOnly, "Accepted")]
    public void Refusals_are_those_of_a_venue(long price, long quantity, OrderRequestFlags flags, string said)
    {
        var desk = new PaperDesk();
        desk.Book((Side.Buy, 9_995, 10), (Side.Sell, 10_000, 60));
        desk.Place(Side.Buy, price, quantity, flags);
        Assert.Equal(said, desk.Said());
    }

    [Fact]
    public void What_the_venue_does_not_offer_is_refused()
    {
        var desk = new PaperDesk(can: new VenueCapabilities(FeedVenue.BinanceSpot, ClientOrderIdStyle.Text));
        desk.Book((Side.Buy, 9_995, 10), (Side.Sell, 10_000, 60));
        desk.Place(Side.Buy, 9_990, 60, OrderRequestFlags.PostOnly);
        desk.Place(Side.Buy, 9_990, 60, force: TimeInForce.Fok);
        var order = desk.Place(Side.Buy, 9_990, 60);
        desk.Ask(new OrderRequest { Kind = OrderRequestKind.Amend, Order = order, Price = new Price(9_985) });
        desk.Ask(new OrderRequest { Kind = OrderRequestKind.ArmDeadMan, ExpireTime = new Timestamp(1_000) });
        Assert.Equal("Rejected NotOffered, Rejected NotOffered, Accepted, AmendRejected NotOffered, Rejected NotOffered", desk.Said());
    }

    [Fact]
    public void Nobody_trades_in_a_book_that_is_not_believed_but_everybody_may_cancel()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Buy, 9_995, 10));
        var order = desk.Place(Side.Buy, 9_995, 60);
        desk.Tell(desk.Event(FeedEventKind.BookStateChanged, state: BookTrust.Resyncing));
        desk.Place(Side.Buy, 9_995, 60);
        desk.Ask(new OrderRequest { Kind = OrderRequestKind.Cancel, Order = order });
        desk.Ask(new OrderRequest { Kind = OrderRequestKind.Cancel, Order = order });
        var reports = desk.Look();
        Assert.Equal([OrderReportKind.Accepted, OrderReportKind.Rejected, OrderReportKind.Cancelled, OrderReportKind.CancelRejected], reports.Select(report => report.Kind));
        Assert.Equal((VenueReason.VenueBusy, FailureClass.Retry), (reports[1].Reason, reports[1].Failure));
        Assert.All(reports, report => Assert.Equal(OrderReportFlags.Paper, report.Flags));
    }

    [Fact]
    public void An_order_never_meets_our_own()
    {
        var desk = new PaperDesk();
        desk.Place(Side.Sell, 10_000, 60);
        desk.Place(Side.Buy, 10_000, 60);
        desk.Place(Side.Buy, 9_995, 60);
        Assert.Equal("Accepted, Rejected SelfTrade, Accepted", desk.Said());
    }

    [Fact]
    public void Live_orders_take_their_cover()
    {
        var desk = new PaperDesk(usdt: 100, btc: 1);
        desk.Place(Side.Buy, 10_000, 500);
        desk.Place(Side.Buy, 10_000, 500);
        desk.Place(Side.Sell, 10_100, 600);
        desk.Place(Side.Sell, 10_100, 402);
        Assert.Equal("Accepted, Rejected InsufficientFunds, Accepted, Rejected InsufficientFunds", desk.Said());
        desk.Ask(new OrderRequest { Kind = OrderRequestKind.QueryBalances });
        var balances = desk.Look();
        Assert.Equal([OrderReportKind.Balance, OrderReportKind.Balance, OrderReportKind.BalancesEnd], balances.Select(report => report.Kind));
        Assert.Equal((PaperDesk.Usdt, 100L, 0, 49_95L, 2), (balances[0].Asset, balances[0].Amount, balances[0].AmountScale, balances[0].Available, balances[0].AvailableScale));
        Assert.Equal((PaperDesk.Btc, 1L, 0, 4L, 1), (balances[1].Asset, balances[1].Amount, balances[1].AmountScale, balances[1].Available, balances[1].AvailableScale));
    }

    [Fact]
    public void A_smaller_quantity_keeps_the_place_and_another_price_loses_it()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Buy, 10_000, 10));
        var order = desk.Place(Side.Buy, 10_000, 40);
        desk.Book((Side.Buy, 10_000, 60));
        desk.Ask(new OrderRequest { Kind = OrderRequestKind.Amend, Order = order, Quantity = new Quantity(20) });
        desk.Trade(Side.Sell, 10_000, 14);
        Assert.Equal("Accepted, Amended, Filled 4@10000 Maker", desk.Said());
        desk.Ask(new OrderRequest { Kind = OrderRequestKind.Amend, Order = order, Quantity = new Quantity(60), NewOrder = new DeskOrderId(77) });
        desk.Trade(Side.Sell, 10_000, 10);
        Assert.Equal("Amended", desk.Said());
        desk.Ask(new OrderRequest { Kind = OrderRequestKind.Cancel, Order = new DeskOrderId(77) });
        Assert.Equal("Cancelled Requested", desk.Said());
    }

    [Fact]
    public void Orders_fills_and_positions_can_be_asked_for()
    {
        var desk = new PaperDesk(ListingKind.Perpetual);
        desk.Book((Side.Buy, 9_995, 10), (Side.Sell, 10_000, 60));
        var filled = desk.Place(Side.Buy, 10_000, 50, force: TimeInForce.Ioc);
        desk.Place(Side.Sell, 10_100, 60);
        desk.Look();
        desk.Ask(new OrderRequest { Kind = OrderRequestKind.Query, Order = filled });
        desk.Ask(new OrderRequest { Kind = OrderRequestKind.Query, Order = new DeskOrderId(99) });
        desk.Ask(new OrderRequest { Kind = OrderRequestKind.QueryOrders });
        desk.Ask(new OrderRequest { Kind = OrderRequestKind.QueryFills });
        desk.Ask(new OrderRequest { Kind = OrderRequestKind.QueryPositions });
        var reports = desk.Look();
        Assert.Equal(
            [OrderReportKind.Found, OrderReportKind.NotFound, OrderReportKind.Found, OrderReportKind.OrdersEnd, OrderReportKind.Filled, OrderReportKind.FillsEnd, OrderReportKind.Position, OrderReportKind.PositionsEnd],
            reports.Select(report => report.Kind));
        Assert.Equal((VenueOrderStatus.Filled, 50L, 10_000L), (reports[0].Status, reports[0].FilledQuantity.Units, reports[0].FillPrice.Units));
        Assert.Equal((VenueOrderStatus.Live, ClientOrderIds.Of("test", new DeskOrderId(2), ClientOrderIdStyle.Text)), (reports[2].Status, reports[2].ClientOrderId));
        Assert.Equal((50L, 10_000L), (reports[6].Quantity.Units, reports[6].FillPrice.Units));
    }

    [Fact]
    public void Contracts_move_one_currency_and_need_their_share_of_equity()
    {
        // 1.1 BTC of 100 each, five times the equity of 20 USDT less the fee.
        var desk = new PaperDesk(ListingKind.Perpetual, leverage: 5, usdt: 20, takerRate: 0);
        desk.Book((Side.Buy, 10_000, 5_000), (Side.Sell, 10_010, 5_000));
        desk.Place(Side.Sell, 10_000, 1_100, force: TimeInForce.Ioc);
        desk.Place(Side.Sell, 10_000, 900, force: TimeInForce.Ioc);
        Assert.Equal("Rejected InsufficientFunds, Accepted, Filled 900@10000 Taker", desk.Said());
        Assert.Equal(-900, desk.Venue.PositionOf(desk.Listing.Id));
        Assert.Equal(20 * PaperDesk.Unit, desk.Venue.BalanceOf(PaperDesk.Usdt));
        desk.Place(Side.Buy, 10_010, 900, OrderRequestFlags.ReduceOnly, TimeInForce.Ioc);
        Assert.Equal("Accepted, Filled 900@10010 Taker", desk.Said());
        Assert.Equal(20 * PaperDesk.Unit - 9 * PaperDesk.Unit / 100, desk.Venue.BalanceOf(PaperDesk.Usdt));
    }

    [Fact]
    public void Outcomes_cost_their_price_and_pay_the_quadratic_fee()
    {
        var desk = new PaperDesk(ListingKind.Outcome, formula: FeeFormula.Quadratic, takerRate: 7_000_000);
        desk.Book((Side.Sell, 40, 100_000));
        desk.Place(Side.Buy, 40, 100_000, force: TimeInForce.Ioc);
        Assert.Equal("Accepted, Filled 100000@40 Taker", desk.Said());

        // 100 x 0.40, and 0.07 x 100 x 0.4 x 0.6 = 1.68.
        Assert.Equal(100_000 * PaperDesk.Unit - 4_168 * PaperDesk.Unit / 100, desk.Venue.BalanceOf(PaperDesk.Usdt));
        desk.Place(Side.Sell, 50, 100_000);
        desk.Place(Side.Buy, 100, 20);
        Assert.Equal("Accepted, Rejected PriceOutOfBand", desk.Said());
    }

    [Fact]
    public void Outcomes_are_sold_without_being_held_as_far_as_the_money_for_the_other_outcome_goes()
    {
        var desk = new PaperDesk(ListingKind.Outcome, formula: FeeFormula.Quadratic, takerRate: 7_000_000);
        desk.Book((Side.Sell, 40, 100_000));

        // Each needs 1,000 x 0.90 and at most 17.5 of fees: 108 of them fit into 100,000.
        for (var i = 0; i < 109; i++)
            desk.Place(Side.Sell, 10, 1_000_000);
        Assert.Equal(string.Join(", ", Enumerable.Repeat("Accepted", 108).Append("Rejected InsufficientFunds")), desk.Said());
    }

    [Fact]
    public void An_outcome_sold_without_being_held_costs_what_the_other_outcome_does()
    {
        var desk = new PaperDesk(ListingKind.Outcome, formula: FeeFormula.Quadratic, takerRate: 7_000_000);
        desk.Book((Side.Buy, 40, 100_000), (Side.Sell, 45, 100_000));
        desk.Place(Side.Sell, 40, 100_000, force: TimeInForce.Ioc);
        Assert.Equal("Accepted, Filled 100000@40 Taker", desk.Said());
        Assert.Equal(-100_000, desk.Venue.PositionOf(desk.Listing.Id));

        // 100 x 0.60, and the fee; bought back at 0.45 it frees 0.55 each, with the fee of 0.07 x 100 x 0.45 x 0.55 = 1.7325.
        Assert.Equal(100_000 * PaperDesk.Unit - 6_168 * PaperDesk.Unit / 100, desk.Venue.BalanceOf(PaperDesk.Usdt));
        desk.Place(Side.Buy, 45, 100_000, force: TimeInForce.Ioc);
        Assert.Equal("Accepted, Filled 100000@45 Taker", desk.Said());
        Assert.Equal(0, desk.Venue.PositionOf(desk.Listing.Id));
        Assert.Equal(100_000 * PaperDesk.Unit - 84_125 * PaperDesk.Unit / 10_000, desk.Venue.BalanceOf(PaperDesk.Usdt));
    }

    [Fact]
    public void Dates_and_the_dead_mans_switch_end_orders_when_they_are_due()
    {
        var desk = new PaperDesk();
        desk.Place(Side.Buy, 10_000, 60, force: TimeInForce.Gtd, expire: 1_500);
        desk.Place(Side.Buy, 9_000, 60);
        desk.Ask(new OrderRequest { Kind = OrderRequestKind.ArmDeadMan, ExpireTime = new Timestamp(1_000) });
        Assert.Equal("Accepted, Accepted, DeadManArmed", desk.Said());
        Assert.Equal(1_500, desk.Venue.NextDeadline.Nanoseconds);
        desk.Venue.Advance(new Timestamp(9_000));
        var reports = desk.Look();
        Assert.Equal([OrderReportKind.Expired, OrderReportKind.Cancelled], reports.Select(report => report.Kind));
        Assert.Equal([1_500, 2_031], reports.Select(report => report.ReceiveTime.Nanoseconds));
        Assert.Equal(VenueReason.Disconnected, reports[1].Reason);
        Assert.True(desk.Venue.NextDeadline.IsNone);
    }

    [Fact]
    public void A_request_meets_the_book_as_it_is_when_it_arrives()
    {
        var desk = new PaperDesk();
        desk.Book((Side.Sell, 10_000, 60));
        var request = new OrderRequest { Kind = OrderRequestKind.Place, Order = new DeskOrderId(5), Listing = desk.Listing.Id, Side = Side.Buy, Price = new Price(10_000), Quantity = new Quantity(60), TimeInForce = TimeInForce.Ioc };
        desk.Venue.Submit(in request, new Timestamp(desk.Now));
        desk.Book((Side.Sell, 10_000, 20));
        Assert.Equal("", desk.Said());
        desk.Now += 10;
        desk.Venue.Advance(new Timestamp(desk.Now));
        Assert.Equal("Accepted, Filled 20@10000 Taker, Cancelled NoLiquidity", desk.Said());
    }

    [Fact]
    public void One_number_is_one_order()
    {
        var desk = new PaperDesk();
        var request = new OrderRequest { Kind = OrderRequestKind.Place, Order = new DeskOrderId(5), Side = Side.Buy, Price = new Price(10_000), Quantity = new Quantity(60) };
        desk.Ask(request);
        desk.Ask(request);
        desk.Ask(new OrderRequest { Kind = OrderRequestKind.CancelAll });
        desk.Ask(request);
        Assert.Equal("Accepted, Rejected DuplicateId, Cancelled Requested, Rejected DuplicateId", desk.Said());
    }
}
