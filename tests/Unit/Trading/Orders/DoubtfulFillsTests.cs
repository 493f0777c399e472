using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Xunit;

namespace Rialto.Unit.Trading.Orders;

/// <summary>Fills and differences of which it is not plain what they are.</summary>
public class DoubtfulFillsTests
{
    private static readonly DeskOrderId LostOrder = new((1 << DeskOrders<ListSink>.LifeBits) + 7);

    [Fact]
    public void An_order_that_look_ups_did_not_find_and_that_fills_later_lives_again_with_its_risk()
    {
        var bench = new DeskBench();
        var order = Gone(bench);
        Assert.Equal((DeskOrderState.Canceled, 0), (bench[order].State, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units));
        bench.Fill(order, 4, 9_990);
        Assert.Equal((DeskOrderState.Unknown, 6, 4), (bench[order].State, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units, bench.Held(DeskBench.Spot)));
        Assert.True(bench.Has(DeskProblemKind.FillAfterEnd) && bench.Has(DeskProblemKind.LiveAfterEnd));
        bench.Wait(300);
        Assert.Equal(OrderRequestKind.Query, bench.Told.Requests[^1].Kind);
        bench.Found(order, VenueOrderStatus.Live, filled: 4);
        Assert.Equal(DeskOrderState.PartiallyFilled, bench[order].State);
    }

    [Fact]
    public void An_order_that_look_ups_did_not_find_and_that_fills_whole_is_filled_and_more_is_told()
    {
        var bench = new DeskBench();
        var order = Gone(bench);
        bench.Fill(order, 10, 9_990);
        Assert.Equal((DeskOrderState.Filled, 0), (bench[order].State, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units));
        bench.Fill(order, 2, 9_990);
        Assert.True(bench.Has(DeskProblemKind.OverFilled));
        Assert.Equal(12, bench.Held(DeskBench.Spot));
    }

    /// <summary>An amendment to more was lost with the journal's end: more fills come than were ordered, and the order lives on.</summary>
    [Theory]
    [InlineData(25, DeskOrderState.Unknown)]
    [InlineData(12, DeskOrderState.Filled)]
    public void A_filled_order_that_a_later_list_shows_live_for_more_lives_and_is_cancelled(long quantity, DeskOrderState state)
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Fill(order, 12, 9_990);
        Assert.Equal(DeskOrderState.Filled, bench[order].State);
        bench.Pass(5_000);
        bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.Kraken });
        bench.Found(order, VenueOrderStatus.Live, filled: 12, quantity: quantity, price: 9_990);
        Assert.Equal((state, quantity == 25 ? 13 : 0), (bench[order].State, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units));
        Assert.Equal(quantity == 25, bench.Has(DeskProblemKind.LiveAfterEnd));
        bench.Wait(300);
        bench.Found(order, VenueOrderStatus.Live, filled: 12, quantity: quantity, price: 9_990);
        Assert.Equal(quantity == 25 ? 1 : 0, bench.Requests(OrderRequestKind.Cancel));
    }

    [Fact]
    public void An_order_whose_end_the_venue_told_stays_ended_when_a_fill_of_it_comes()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Cancelled, order);
        bench.Fill(order, 4, 9_990);
        Assert.Equal((DeskOrderState.Canceled, 0), (bench[order].State, bench.Desk.Risk.OpenBuyOf(DeskBench.Spot).Units));
    }

    /// <summary>The first balance of a desk that lost its inputs has fills in it that are told only after it.</summary>
    [Fact]
    public void Fills_from_before_the_first_balance_of_a_desk_that_lost_inputs_are_not_counted_twice()
    {
        var bench = Lost();
        bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.Kraken });
        bench.AnswerBalances(FeedVenue.Kraken, 999_900, 1_001);
        Assert.Equal(DeskRefusal.VenueNotReconciled, Asked(bench));
        bench.Report(LostFill(FeedVenue.Kraken, DeskBench.Spot));
        bench.FillsEnd(FeedVenue.Kraken);
        bench.Report(new OrderReport { Kind = OrderReportKind.OrdersEnd, Venue = FeedVenue.Kraken });
        Assert.Equal(1_000, bench.Held(DeskBench.Spot));
        bench.Report(OrderReportKind.Cancelled, LostOrder, filled: 1_000);

        // What was told first is not believed: nothing is placed until it is told again, with nothing open.
        bench.Market(DeskBench.Spot, 9_990, 10_010);
        Assert.Equal(DeskRefusal.BalanceUnknown, Asked(bench));
        bench.Pass(5_000);
        bench.AnswerBalances(FeedVenue.Kraken, 999_900, 1_001);
        Assert.Equal(1_001 * DeskPortfolio.One, bench.Desk.Portfolio.BalanceOf(FeedVenue.Kraken, DeskBench.Btc).Total);
        Assert.Equal(999_900 * DeskPortfolio.One, bench.Desk.Portfolio.BalanceOf(FeedVenue.Kraken, DeskBench.Usd).Total);
        Assert.False(bench.Has(DeskProblemKind.BalanceDiffers));
        bench.Place(DeskBench.Buy(1, 9_990));
    }

    [Fact]
    public void Fills_from_before_the_first_position_of_a_desk_that_lost_inputs_are_not_counted_twice()
    {
        var bench = Lost();
        bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.BybitLinear });
        Told();
        bench.Report(LostFill(FeedVenue.BybitLinear, DeskBench.Perpetual) with { FilledQuantity = new Quantity(1_000) });
        bench.FillsEnd(FeedVenue.BybitLinear);
        bench.Report(new OrderReport { Kind = OrderReportKind.OrdersEnd, Venue = FeedVenue.BybitLinear });
        bench.Report(OrderReportKind.Cancelled, LostOrder, filled: 1_000);
        bench.Pass(5_000);
        Told();
        var position = bench.Desk.Portfolio.PositionOf(DeskBench.Perpetual);
        Assert.Equal((1_000, 0), (position.Quantity.Units, position.Corrected));
        Assert.False(bench.Has(DeskProblemKind.PositionDiffers));
        Assert.DoesNotContain(bench.Told.Positions, change => change.Cause != PositionCause.Fill);

        void Told()
        {
            bench.Report(new OrderReport { Kind = OrderReportKind.Position, Venue = FeedVenue.BybitLinear, Listing = DeskBench.Perpetual, Quantity = new Quantity(1_000), FillPrice = new Price(9_990), Flags = OrderReportFlags.FromQuery });
            bench.Report(new OrderReport { Kind = OrderReportKind.PositionsEnd, Venue = FeedVenue.BybitLinear });
        }
    }

    /// <summary>Fills of the same size come just before each answer, which was made before them: that is no difference, however often it looks the same within a minute.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_difference_that_is_the_same_twice_with_fills_between_counts_only_after_a_minute(bool hasFills, bool counts)
    {
        var bench = new DeskBench(terms => terms with { Options = terms.Options with { ReconcileEveryMs = 5_000 } });
        var order = bench.PlaceLive(DeskBench.Buy(1_000, 9_990, DeskBench.Perpetual));
        var sum = 0;
        for (var look = 0; look < 12; look++)
        {
            bench.Pass(5_000);
            if (hasFills || look == 0)
                bench.Report(new OrderReport { Kind = OrderReportKind.Filled, Order = order, Venue = FeedVenue.BybitLinear, Listing = DeskBench.Perpetual, FilledQuantity = new Quantity(sum += 10), FillPrice = new Price(9_990) });
            bench.Report(new OrderReport { Kind = OrderReportKind.Position, Venue = FeedVenue.BybitLinear, Listing = DeskBench.Perpetual, Quantity = new Quantity(sum - 10), Flags = OrderReportFlags.FromQuery });
            bench.AnswerBalances(FeedVenue.BybitLinear, 1_000_000, 1_000);
            bench.Report(new OrderReport { Kind = OrderReportKind.PositionsEnd, Venue = FeedVenue.BybitLinear });
            Assert.Equal(counts && look > 0, bench.Has(DeskProblemKind.PositionDiffers));
        }

        if (!hasFills)
            return;
        bench.Pass(5_000);
        bench.Report(new OrderReport { Kind = OrderReportKind.Position, Venue = FeedVenue.BybitLinear, Listing = DeskBench.Perpetual, Quantity = new Quantity(sum - 10), Flags = OrderReportFlags.FromQuery });
        Assert.True(bench.Has(DeskProblemKind.PositionDiffers));
    }

    /// <summary>Each is below the tolerance of 100 ppm; a day's are together.</summary>
    [Fact]
    public void Corrections_below_the_tolerance_that_add_up_to_more_within_a_day_are_a_difference()
    {
        var bench = new DeskBench();
        for (var look = 1; look <= 2; look++)
        {
            bench.AnswerAgain(FeedVenue.Kraken, 1_000_000 - 60 * look, 1_000);
            Assert.Equal(look == 2, bench.Has(DeskProblemKind.BalanceDiffers));
        }

        Assert.Equal(-120_00000000, bench.Told.Problems.Single(problem => problem.Kind == DeskProblemKind.BalanceDiffers).Value);
        Assert.Equal(999_880 * DeskPortfolio.One, bench.Desk.Portfolio.BalanceOf(FeedVenue.Kraken, DeskBench.Usd).Total);

        // Another day begins at nothing, and what goes and comes is nothing.
        bench.AnswerAgain(FeedVenue.Kraken, 999_820, 1_000);
        bench.Pass(24 * 3_600_000);
        bench.AnswerAgain(FeedVenue.Kraken, 999_760, 1_000);
        bench.AnswerAgain(FeedVenue.Kraken, 999_820, 1_000);
        bench.AnswerAgain(FeedVenue.Kraken, 999_760, 1_000);
        Assert.Single(bench.Told.Problems, problem => problem.Kind == DeskProblemKind.BalanceDiffers);

        // All of them are counted, whatever became of their sum: six times 60.
        var account = bench.Desk.Portfolio.BalanceOf(FeedVenue.Kraken, DeskBench.Usd);
        Assert.Equal((6, 360 * DeskPortfolio.One), (account.SilentCount, account.SilentSum));
    }

    /// <summary>Where orders stay unknown, what was told first is believed after a minute all the same.</summary>
    [Fact]
    public void The_first_balance_of_a_desk_that_lost_inputs_is_believed_after_a_minute()
    {
        var bench = Lost();
        bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.Kraken });
        bench.AnswerBalances(FeedVenue.Kraken, 900, 5);
        bench.Pass(59_000);
        bench.AnswerBalances(FeedVenue.Kraken, 900, 5);
        Assert.Equal(0, bench.Desk.Portfolio.BalanceOf(FeedVenue.Kraken, DeskBench.Btc).Total);
        bench.Pass(1_000);
        bench.AnswerBalances(FeedVenue.Kraken, 900, 5);
        Assert.Equal(5 * DeskPortfolio.One, bench.Desk.Portfolio.BalanceOf(FeedVenue.Kraken, DeskBench.Btc).Total);
        Assert.Empty(bench.Told.Positions);
    }

    [Fact]
    public void The_end_of_a_list_of_fills_ends_the_wait_of_the_order_that_asked_and_of_no_other()
    {
        var bench = new DeskBench();
        var (one, other) = (bench.PlaceLive(DeskBench.Buy(10, 9_990)), bench.PlaceLive(DeskBench.Buy(10, 9_980)));
        bench.Report(OrderReportKind.Cancelled, one, filled: 3);
        bench.Report(OrderReportKind.Cancelled, other, filled: 5);
        bench.Wait(1_100);
        Assert.Equal(2, bench.Told.Requests.Count(request => request.Kind == OrderRequestKind.QueryFills && !request.Order.IsNone));
        bench.Report(new OrderReport { Kind = OrderReportKind.FillsEnd, Venue = FeedVenue.Kraken, Listing = DeskBench.Spot });
        Assert.Equal(0, bench.Held(DeskBench.Spot));
        bench.FillsEnd(one);
        Assert.Equal((3, 0, 5), (bench[one].DerivedQuantity.Units, bench[other].DerivedQuantity.Units, bench[other].AwaitedQuantity.Units));
        bench.Fill(other, 5, 9_970);
        bench.FillsEnd(other);
        Assert.Equal((8, 9_970 * 5), (bench.Held(DeskBench.Spot), bench[other].FilledValue));
    }

    [Fact]
    public void The_end_of_a_list_that_was_asked_for_before_ends_no_wait()
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Cancelled, order, filled: 3);
        bench.Wait(1_100);
        var first = bench.Told.Requests[^1];
        bench.Wait(5_100);
        Assert.NotEqual(first.Cause, bench.Told.Requests[^1].Cause);
        bench.Report(new OrderReport { Kind = OrderReportKind.FillsEnd, Venue = FeedVenue.Kraken, Order = order, Listing = DeskBench.Spot, Cause = first.Cause });
        Assert.Equal(0, bench.Held(DeskBench.Spot));
        bench.FillsEnd(order);
        Assert.Equal(3, bench.Held(DeskBench.Spot));
    }

    [Fact]
    public void A_look_at_fills_is_answered_listing_by_listing_and_by_its_own_answers()
    {
        var bench = new DeskBench(terms => terms with
        {
            Venues = [.. terms.Venues.Where(venue => venue.Venue != FeedVenue.BinanceSpot), terms.Venues[0] with { Venue = FeedVenue.BinanceSpot }],
        });
        bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.Kraken });
        bench.Report(new OrderReport { Kind = OrderReportKind.OrdersEnd, Venue = FeedVenue.Kraken });
        bench.AnswerBalances(FeedVenue.Kraken, 1_000_000, 1_000);
        bench.Report(new OrderReport { Kind = OrderReportKind.FillsEnd, Venue = FeedVenue.Kraken, Listing = DeskBench.Spot });
        Assert.Equal(DeskRefusal.VenueNotReconciled, bench.Refused(DeskBench.Buy(10, 9_990)));
        bench.FillsEnd(FeedVenue.Kraken);
        bench.Place(DeskBench.Buy(10, 9_990));
    }

    [Fact]
    public void Not_found_counts_for_the_look_up_that_it_answers()
    {
        var bench = new DeskBench();
        var order = bench.Place(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Unknown, order);
        bench.Wait(300);
        var first = bench.Told.Requests[^1];
        bench.Wait(30_000);
        for (var i = 0; i < 5; i++)
            bench.Report(new OrderReport { Kind = OrderReportKind.NotFound, Venue = FeedVenue.Kraken, Order = order, Cause = first.Cause });
        Assert.Equal((DeskOrderState.Unknown, 0), (bench[order].State, (int)bench[order].NotFounds));
        bench.Report(new OrderReport { Kind = OrderReportKind.NotFound, Venue = FeedVenue.Kraken, Order = order, Cause = bench[order].QueryCause });
        Assert.Equal(1, bench[order].NotFounds);
    }

    // Our clock is far ahead of the venue's: what it calls now is before anything that we know.
    [Theory]
    [InlineData(0, 0, 7, 3)]
    [InlineData(4, 0, 7, 3)]
    [InlineData(4, 0, 4, 0)]
    [InlineData(4, 101, OrderReport.NotTold, 3)]
    [InlineData(4, 99, OrderReport.NotTold, 0)]
    public void A_fill_from_before_an_order_was_taken_over_is_told_by_the_venues_own_order_of_things(long before, long time, long sum, long counted)
    {
        var bench = Adopted(before, out var order);
        FillOf(bench, order, "a", 3, time, sum);
        Assert.Equal(counted, bench.Held(DeskBench.Spot));
        FillOf(bench, order, "a", 3, time, sum);
        Assert.Equal(counted, bench.Held(DeskBench.Spot));
    }

    [Fact]
    public void Where_nobody_can_tell_whether_a_fill_was_before_the_venue_is_asked_for_the_sum_which_counts()
    {
        var bench = Adopted(4, out var order);
        FillOf(bench, order, "a", 3, 0, OrderReport.NotTold);
        Assert.Equal((0, OrderRequestKind.Query), (bench.Held(DeskBench.Spot), bench.Told.Requests[^1].Kind));
        bench.Found(order, VenueOrderStatus.Live, filled: 7, quantity: 20, price: 9_000);
        bench.Wait(1_100);
        bench.FillsEnd(order);
        Assert.Equal(3, bench.Held(DeskBench.Spot));

        // More than what was filled then cannot have been before.
        FillOf(bench, order, "b", 1, 0, OrderReport.NotTold);
        FillOf(bench, order, "c", 5, 0, 12);
        Assert.Equal(8, bench.Held(DeskBench.Spot));
    }

    [Fact]
    public void A_new_fill_is_not_taken_for_what_was_derived_before_it_by_the_sum_that_is_told_with_it()
    {
        var bench = Derived(out var order);
        bench.Fill(order, 5, 9_980, "new", filled: 8);
        Assert.Equal((8, 3), (bench.Held(DeskBench.Spot), bench[order].DerivedQuantity.Units));
        bench.Fill(order, 3, 9_970, "late", filled: 3);
        Assert.Equal((8, 0), (bench.Held(DeskBench.Spot), bench[order].DerivedQuantity.Units));
        Assert.Equal(9_980 * 5 + 9_970 * 3, bench[order].FilledValue);
    }

    [Fact]
    public void A_fill_that_is_partly_new_takes_the_derived_ones_place_for_the_rest_only()
    {
        var bench = Derived(out var order);
        bench.Fill(order, 5, 9_980, "both", filled: 6);
        Assert.Equal((6, 1), (bench.Held(DeskBench.Spot), bench[order].DerivedQuantity.Units));
    }

    [Theory]
    [InlineData(201, 8)]
    [InlineData(199, 5)]
    public void A_new_fill_is_not_taken_for_what_was_derived_before_it_by_the_venues_time(long time, long held)
    {
        var bench = Derived(out var order);
        FillOf(bench, order, "x", 5, time, OrderReport.NotTold);
        Assert.Equal(held, bench.Held(DeskBench.Spot));
    }

    [Fact]
    public void Where_nobody_can_tell_whether_a_fill_was_derived_before_the_venue_is_asked_for_the_sum_which_counts()
    {
        var bench = Derived(out var order);
        bench.Fill(order, 3, 9_980, "twin");
        Assert.Equal((3, OrderRequestKind.Query), (bench.Held(DeskBench.Spot), bench.Told.Requests[^1].Kind));
        bench.Found(order, VenueOrderStatus.Live, filled: 6);
        bench.Wait(1_100);
        bench.FillsEnd(order);
        Assert.Equal(6, bench.Held(DeskBench.Spot));
    }

    // The buy may have traded by now, and its fill be on its way.
    [Fact]
    public void A_balance_that_a_live_order_may_explain_counts_once_a_later_look_shows_the_same()
    {
        var bench = new DeskBench();
        bench.PlaceLive(DeskBench.Buy(10, 9_990));
        for (var look = 0; look < 2; look++)
        {
            bench.Pass(5_000);
            bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.Kraken });
            bench.Found(bench.Desk.NextLive(), VenueOrderStatus.Live, quantity: 10, price: 9_990);
            bench.Report(new OrderReport { Kind = OrderReportKind.OrdersEnd, Venue = FeedVenue.Kraken });
            bench.FillsEnd(FeedVenue.Kraken);
            bench.Balance(FeedVenue.Kraken, DeskBench.Btc, 1_002_000, scale: 3);
            Assert.Equal(look == 1, bench.Has(DeskProblemKind.BalanceDiffers));
        }
    }

    // A balance of a few coins of a thousandth, of which the venue has taken one in silence: more than 5 %, and less than an order.
    [Fact]
    public void Dust_is_told_and_halts_nothing_however_often_it_comes()
    {
        var bench = new DeskBench(terms => terms with { Traded = [.. terms.Traded.Select(traded => traded with { Terms = traded.Terms with { MinQuantity = new Quantity(20) } })] });
        for (var i = 0; i < 5; i++)
        {
            bench.Pass(5_000);
            bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.Kraken });
            bench.Report(new OrderReport { Kind = OrderReportKind.OrdersEnd, Venue = FeedVenue.Kraken });
            bench.Balance(FeedVenue.Kraken, DeskBench.Usd, 1_000_000);
            bench.Balance(FeedVenue.Kraken, DeskBench.Btc, i == 0 ? 15 : 15 - i, scale: 3);
            bench.Report(new OrderReport { Kind = OrderReportKind.BalancesEnd, Venue = FeedVenue.Kraken });
            if (i != 0)
                continue;
            bench.Next();
            bench.Desk.AcceptDifference(FeedVenue.Kraken, Text36.Of("test"));
            bench.Told.Problems.Clear();
        }

        Assert.Equal(4, bench.Told.Problems.Count(problem => problem.Kind == DeskProblemKind.BalanceDiffers));
        Assert.False(bench.Has(DeskProblemKind.DifferenceHalts));
    }

    [Fact]
    public void A_position_that_differs_by_less_than_an_order_halts_nothing()
    {
        var bench = new DeskBench(terms => terms with { Traded = [.. terms.Traded.Select(traded => traded with { Terms = traded.Terms with { MinQuantity = new Quantity(20) } })] });
        Assert.False(Differs(bench, 19));
        Assert.True(Differs(bench, 59));
    }

    // An order that was acknowledged and that look-ups did not find: its fills were told, and there were none.
    private static DeskOrderId Gone(DeskBench bench)
    {
        var order = bench.PlaceLive(DeskBench.Buy(10, 9_990));
        bench.Report(OrderReportKind.Unknown, order);
        for (var i = 0; i < 3; i++)
        {
            bench.Wait(6_000);
            bench.Report(OrderReportKind.NotFound, order);
        }

        bench.FillsEnd(order);
        return order;
    }

    [Theory]
    [InlineData(15, 9_980, 9_990)]
    [InlineData(20, 9_985, 9_995)]

    // Nothing that was paid in sums: the price is the one that was told.
    [InlineData(11, 100, 100)]
    public void A_sum_that_was_asked_for_says_the_average_of_the_whole(long sum, long average, long price)
    {
        var bench = new DeskBench();
        var order = bench.PlaceLive(DeskBench.Buy(20, 10_000));
        bench.Fill(order, 10, 9_975);
        bench.Report(new OrderReport
        {
            Kind = OrderReportKind.Filled,
            Venue = FeedVenue.Kraken,
            Listing = DeskBench.Spot,
            Order = order,
            Flags = OrderReportFlags.FromQuery | OrderReportFlags.FillDerived,
            FilledQuantity = new Quantity(sum),
            FillPrice = new Price(average),
        });
        Assert.Equal((sum, sum - 10), (bench.Held(DeskBench.Spot), bench[order].DerivedQuantity.Units));
        Assert.Equal(new Price(price), bench.Told.Fills[^1].Price);
        Assert.Equal(9_975 * 10 + price * (sum - 10), bench[order].FilledValue);
    }

    private static DeskBench Derived(out DeskOrderId order)
    {
        var bench = new DeskBench();
        order = bench.PlaceLive(DeskBench.Buy(20, 9_990));
        bench.Report(new OrderReport { Kind = OrderReportKind.Accepted, Venue = FeedVenue.Kraken, Listing = DeskBench.Spot, Order = order, FilledQuantity = new Quantity(3), EventTime = new Timestamp(200) });
        bench.Wait(1_100);
        bench.FillsEnd(order);
        Assert.Equal(3, bench[order].DerivedQuantity.Units);
        return bench;
    }

    private static DeskBench Adopted(long filled, out DeskOrderId order)
    {
        var bench = new DeskBench(terms => terms with { Options = terms.Options with { Orphans = OrphanPolicy.Adopt } });
        order = new DeskOrderId(900);
        bench.Report(new OrderReport
        {
            Kind = OrderReportKind.Found,
            Status = VenueOrderStatus.Live,
            Order = order,
            Venue = FeedVenue.Kraken,
            Listing = DeskBench.Spot,
            Price = new Price(9_000),
            Quantity = new Quantity(20),
            FilledQuantity = new Quantity(filled),
            EventTime = new Timestamp(100),
            Flags = OrderReportFlags.FromQuery,
        });
        return bench;
    }

    private static void FillOf(DeskBench bench, DeskOrderId order, string trade, long quantity, long time, long sum) => bench.Report(new OrderReport
    {
        Kind = OrderReportKind.Filled,
        Order = order,
        Venue = FeedVenue.Kraken,
        Listing = DeskBench.Spot,
        FillQuantity = new Quantity(quantity),
        FillPrice = new Price(9_000),
        FilledQuantity = new Quantity(sum),
        EventTime = new Timestamp(time),
        TradeId = Text36.Of(trade),
    });

    private static bool Differs(DeskBench bench, long position)
    {
        bench.Pass(5_000);
        bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.BybitLinear });
        bench.Report(new OrderReport { Kind = OrderReportKind.OrdersEnd, Venue = FeedVenue.BybitLinear });
        bench.Report(new OrderReport { Kind = OrderReportKind.Position, Venue = FeedVenue.BybitLinear, Listing = DeskBench.Perpetual, Quantity = new Quantity(position), Flags = OrderReportFlags.FromQuery });
        bench.Report(new OrderReport { Kind = OrderReportKind.PositionsEnd, Venue = FeedVenue.BybitLinear });
        Assert.Equal(position, bench.Held(DeskBench.Perpetual));
        return bench.Has(DeskProblemKind.DifferenceHalts);
    }

    // Two starts, nothing told between them: the second cannot know what the first has placed.
    private static DeskBench Lost()
    {
        var bench = new DeskBench(terms => terms with { Options = terms.Options with { ReconcileEveryMs = 5_000 } }, isUp: false);
        bench.Next();
        bench.Desk.Restart();
        bench.Pass(10_000);
        bench.Desk.Restart();
        return bench;
    }

    private static DeskRefusal Asked(DeskBench bench) => bench.Refused(DeskBench.Buy(1, 9_990));

    private static OrderReport LostFill(FeedVenue venue, ListingId listing) => new()
    {
        Kind = OrderReportKind.Filled,
        Order = LostOrder,
        Venue = venue,
        Listing = listing,
        Side = Side.Buy,
        FillQuantity = new Quantity(1_000),
        FillPrice = new Price(10_000),
        FilledQuantity = new Quantity(OrderReport.NotTold),
        TradeId = Text36.Of("lost"),
        Flags = OrderReportFlags.FromQuery,
    };
}
