using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Schedules;
using Rialto.Model.Units;
using Rialto.Strategies.Execution;
using Rialto.Trading;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Strategies.Execution;

/// <summary>Parent orders on a desk with one symbol at two venues: taker 0.1 %, maker 0.01 %, prices in cents, quantities in 10^-5.</summary>
public class ExecutionStrategyTests
{
    [Fact]
    public void An_urgent_order_takes_over_both_venues_as_deep_as_they_are()
    {
        var (other, parent) = Rig(ExecutionKind.Execute, ("quantity", "0.05"), ("urgency", "urgent"), ("start", Ms(1_000)));
        other.Book(DeskRig.One, 6_000_000, 6_000_100, askQuantity: 2_000);
        other.Book(DeskRig.Two, 6_000_000, 6_000_200, askQuantity: 10_000);
        Assert.Empty(other.Places);
        other.Pass(2_000);
        Assert.Equal([(1, Side.Buy, 6_000_100L, 2_000L, TimeInForce.Ioc), (2, Side.Buy, 6_000_200L, 3_000L, TimeInForce.Ioc)], Placed(other));
        Assert.True(((ExecutionStrategy)parent).IsDone);
    }

    [Fact]
    public void A_limit_holds_and_what_it_leaves_rests()
    {
        var (rig, _) = Rig(ExecutionKind.Execute, ("quantity", "0.05"), ("urgency", "urgent"), ("limit", "60001.5"), ("start", Ms(1_000)));
        rig.Book(DeskRig.One, 6_000_000, 6_000_100, askQuantity: 2_000);
        rig.Book(DeskRig.Two, 6_000_000, 6_000_200);
        rig.Pass(2_000);
        Assert.Equal([(1, Side.Buy, 6_000_100L, 2_000L, TimeInForce.Ioc)], Placed(rig));

        // What was taken has not left the book that still shows it: nothing is taken twice. When both show dearer asks, the rest waits at the bids.
        rig.Book(DeskRig.One, 6_000_000, 6_000_200);
        rig.Book(DeskRig.Two, 6_000_000, 6_000_200);
        Assert.Equal(3_000, rig.Places.Skip(1).Sum(place => place.Quantity.Units));
        Assert.All(rig.Places.Skip(1), place => Assert.Equal((6_000_000L, TimeInForce.Gtc, true), (place.Price.Units, place.TimeInForce, (place.Flags & OrderRequestFlags.PostOnly) != 0)));
    }

    [Fact]
    public void A_normal_order_rests_first_and_takes_when_its_patience_has_ended()
    {
        var (rig, parent) = Rig(ExecutionKind.Execute, ("quantity", "0.05"), ("urgency", "normal"), ("patience", "5000"), ("rest-venues", "1"));
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal([(1, Side.Buy, 6_000_000L, 5_000L, TimeInForce.Gtc)], Placed(rig));

        // The best bid moves away: the order follows once it is old enough.
        rig.Pass(600);
        rig.Book(DeskRig.One, 6_000_010, 6_000_110);
        rig.Book(DeskRig.One, 6_000_010, 6_000_110);
        Assert.Equal((1, 6_000_010L, 5_000L, TimeInForce.Gtc), Last(rig));
        rig.Pass(5_000);
        rig.Book(DeskRig.One, 6_000_010, 6_000_110);
        rig.Book(DeskRig.One, 6_000_010, 6_000_110);
        Assert.Equal((1, 6_000_110L, 5_000L, TimeInForce.Ioc), Last(rig));
        Assert.True(((ExecutionStrategy)parent).IsDone);
        Assert.Equal(0, rig.Trader.LiveOrders);
    }

    [Fact]
    public void What_stands_ahead_is_estimated_and_how_long_venues_take_is_measured()
    {
        var (rig, parent) = Rig(ExecutionKind.Execute, ("quantity", "0.05"), ("urgency", "passive"), ("rest-venues", "1"));
        rig.Book(DeskRig.One, 6_000_000, 6_000_100, bidQuantity: 10_000);
        var router = ((ExecutionStrategy)parent).Router;
        Assert.Equal((10_000, -1), (router.AheadOf(0), router.AheadOf(1)));
        Assert.Equal((1, 0), (router.LatencyOf(0).Count, router.LatencyOf(1).Count));
        Assert.InRange(router.LatencyOf(0).MeanNs(0), 1_000_000, 2_000_000);

        // A sale of 4,000 takes from the head; 1,000 that go without a trade were cancelled, the newest of the queue first: ours is behind.
        rig.Trade(DeskRig.One, Side.Sell, 6_000_000, 4_000);
        Assert.Equal(6_000, router.AheadOf(0));
        rig.Book(DeskRig.One, 6_000_000, 6_000_100, bidQuantity: 6_000);
        Assert.Equal(6_000, router.AheadOf(0));
        rig.Book(DeskRig.One, 6_000_000, 6_000_100, bidQuantity: 9_000);
        Assert.Equal(6_000, router.AheadOf(0));
        rig.Book(DeskRig.One, 6_000_000, 6_000_100, bidQuantity: 5_000);
        Assert.Equal(5_000, router.AheadOf(0));
    }

    [Fact]
    public void A_passive_order_never_takes()
    {
        var (rig, parent) = Rig(ExecutionKind.Execute, ("quantity", "0.05"), ("urgency", "passive"), ("patience", "100"));
        for (var i = 0; i < 50; i++)
        {
            rig.Book(DeskRig.One, 6_000_000, 6_000_100 - i % 3);
            rig.Book(DeskRig.Two, 6_000_000, 6_000_100 - i % 3);
            rig.Pass(500);
        }

        Assert.NotEmpty(rig.Places);
        Assert.All(rig.Places, place => Assert.True((place.Flags & OrderRequestFlags.PostOnly) != 0));
        Assert.False(((ExecutionStrategy)parent).IsDone);
    }

    [Fact]
    public void Another_venues_ask_that_costs_no_more_than_resting_is_taken_at_once()
    {
        // Bids of 60,100 at the first with 0.01 % cost more than the second's ask of 60,000 with 0.1 %; the second has no post-only.
        var terms = DeskRig.Terms(DeskRig.Listings());
        terms = terms with { Venues = [.. terms.Venues.Select(venue => venue with { CanPostOnly = venue.Venue == FeedVenue.BinanceSpot })] };
        var settings = Settings(("quantity", "0.05"), ("urgency", "normal"), ("start", Ms(1_000)));
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), terms, (settings, new ExecutionStrategy(ExecutionKind.Execute))).Up();
        rig.Book(DeskRig.One, 6_010_000, 6_010_100);
        rig.Book(DeskRig.Two, 5_999_000, 6_000_000);
        rig.Pass(2_000);
        Assert.Equal([(2, Side.Buy, 6_000_000L, 5_000L, TimeInForce.Ioc)], Placed(rig));
    }

    [Fact]
    public void What_one_venue_refuses_the_other_gets()
    {
        var (rig, parent) = Rig(ExecutionKind.Execute, ("quantity", "0.05"), ("urgency", "urgent"), ("start", Ms(1_000)));
        rig.OnPlace = request => request.Venue == FeedVenue.BinanceSpot
            ? new OrderReport { Kind = OrderReportKind.Rejected, Order = request.Order, Listing = request.Listing, Venue = request.Venue, Reason = VenueReason.NoLiquidity, Failure = FailureClass.Reject } : null;
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Book(DeskRig.Two, 6_000_000, 6_000_200);
        rig.Pass(2_000);
        Assert.Equal([(1, Side.Buy, 6_000_100L, 5_000L, TimeInForce.Ioc), (2, Side.Buy, 6_000_200L, 5_000L, TimeInForce.Ioc)], Placed(rig));
        Assert.True(((ExecutionStrategy)parent).IsDone);
    }

    [Fact]
    public void An_order_of_unknown_outcome_keeps_its_share_until_it_is_known()
    {
        var (rig, parent) = Rig(ExecutionKind.Execute, ("quantity", "0.05"), ("urgency", "urgent"), ("start", Ms(1_000)));
        rig.OnPlace = request => rig.Places.Count() == 1 ? new OrderReport { Kind = OrderReportKind.Unknown, Order = request.Order, Listing = request.Listing, Venue = request.Venue } : null;
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Book(DeskRig.Two, 6_000_000, 6_000_200);
        rig.Pass(2_000);
        var first = rig.Places.Single();
        for (var i = 0; i < 3; i++)
        {
            rig.Pass(100);
            rig.Book(DeskRig.One, 6_000_000, 6_000_100);
            rig.Book(DeskRig.Two, 6_000_000, 6_000_200);
        }

        Assert.Single(rig.Places);
        Assert.Equal(5_000, ((ExecutionStrategy)parent).Router.Open);

        // It had filled a part, and ended: only the rest is asked for.
        rig.Report(new OrderReport { Kind = OrderReportKind.Filled, Order = first.Order, Listing = first.Listing, Venue = first.Venue, Side = Side.Buy, FillPrice = first.Price, FillQuantity = new Quantity(2_000), FilledQuantity = new Quantity(2_000), TradeId = Text36.Of("late") });
        rig.Report(new OrderReport { Kind = OrderReportKind.Cancelled, Order = first.Order, Listing = first.Listing, Venue = first.Venue, FilledQuantity = new Quantity(2_000) });
        rig.Book(DeskRig.Two, 6_000_000, 6_000_200);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal(3_000, rig.Places.Skip(1).Sum(place => place.Quantity.Units));
    }

    [Fact]
    public void Fills_that_were_told_as_a_sum_are_not_asked_for_again()
    {
        var (rig, parent) = Rig(ExecutionKind.Execute, ("quantity", "0.05"), ("urgency", "urgent"));
        rig.OnPlace = request => rig.Places.Count() == 1
            ? new OrderReport { Kind = OrderReportKind.Cancelled, Order = request.Order, Listing = request.Listing, Venue = request.Venue, FilledQuantity = new Quantity(4_000) } : null;
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        for (var i = 0; i < 3; i++)
            rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal([(1, Side.Buy, 6_000_100L, 5_000L, TimeInForce.Ioc), (1, Side.Buy, 6_000_100L, 1_000L, TimeInForce.Ioc)], Placed(rig));
        Assert.Equal((1_000, 4_000), (((ExecutionStrategy)parent).Router.Filled, ((ExecutionStrategy)parent).Router.Open));
    }

    [Fact]
    public void An_order_that_is_too_large_is_halved_until_it_fits()
    {
        var terms = DeskRig.Terms(DeskRig.Listings());
        terms = terms with { Limits = terms.Limits with { OrderNotional = 1_000 * Rialto.Trading.Risk.RiskLimits.One } };
        var parent = new ExecutionStrategy(ExecutionKind.Execute);
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), terms, (Settings(("quantity", "0.05"), ("urgency", "urgent")), parent)).Up();
        for (var i = 0; i < 40; i++)
            rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.True(parent.IsDone);
        Assert.Equal(5_000, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        Assert.All(rig.Places, place => Assert.True(place.Quantity.Units * 60_001m / 100_000 <= 1_000));
    }

    [Theory]
    [InlineData(ExecutionKind.Twap)]
    [InlineData(ExecutionKind.Vwap)]
    public void What_is_due_by_a_slice_is_what_the_exchanges_plan_says(ExecutionKind kind)
    {
        var (rig, parent) = Rig(kind, ("quantity", "0.1"), ("urgency", "urgent"), ("duration", "20000"), ("interval", "1000"), ("jitter", "0"));
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        var start = rig.Now;
        var times = new SliceTimes(start, new Timestamp(start.Nanoseconds + 20_000_000_000), 1_000, 0, 1);
        for (var slice = 1; slice < 20; slice++)
        {
            rig.Pass(1_000);
            rig.Book(DeskRig.One, 6_000_000, 6_000_100);
            var plan = SlicePlan.Of(kind == ExecutionKind.Vwap ? VolumeCurve.Even : null, in times, 1_000, times.LastAt(rig.Now)).Plan * 10;
            Assert.Equal(plan, rig.Places.Sum(place => place.Quantity.Units));
        }

        rig.Pass(2_000);
        Assert.True(((ExecutionStrategy)parent).IsDone);
        Assert.Equal(10_000, rig.Places.Sum(place => place.Quantity.Units));
    }

    [Fact]
    public void What_was_missed_is_caught_up_within_its_bound()
    {
        // Nothing can be had for ten slices; then each makes up its own share once more.
        var (rig, _) = Rig(ExecutionKind.Twap, ("quantity", "0.1"), ("urgency", "urgent"), ("duration", "20000"), ("interval", "1000"), ("jitter", "0"), ("catch-up", "100"), ("limit", "60001"));
        rig.Book(DeskRig.One, 6_000_000, 6_000_200);
        for (var slice = 1; slice <= 10; slice++)
        {
            rig.Pass(1_000);
            rig.Book(DeskRig.One, 6_000_000, 6_000_200);
        }

        Assert.DoesNotContain(rig.Places, place => place.TimeInForce == TimeInForce.Ioc);
        var before = Taken(rig);
        for (var slice = 11; slice < 15; slice++)
        {
            rig.Pass(1_000);
            for (var i = 0; i < 3; i++)
                rig.Book(DeskRig.One, 5_999_000, 6_000_100);
            Assert.InRange(Taken(rig) - before, 0, 1_000);
            before = Taken(rig);
        }

        Assert.True(before > 1_500, $"{before}");

        static long Taken(DeskRig rig) => rig.Places.Where(place => place.TimeInForce == TimeInForce.Ioc).Sum(place => place.Quantity.Units);
    }

    [Fact]
    public void A_share_of_volume_follows_what_others_trade()
    {
        var (rig, parent) = Rig(ExecutionKind.Pov, ("quantity", "0.1"), ("urgency", "urgent"), ("participation", "100000"), ("duration", "600000"), ("interval", "1000"), ("jitter", "0"));
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Pass(1_000);
        Assert.Empty(rig.Places);
        rig.Trade(DeskRig.One, Side.Sell, 6_000_000, 20_000);
        rig.Trade(DeskRig.Two, Side.Buy, 6_000_100, 10_000);
        for (var i = 0; i < 3; i++)
        {
            rig.Pass(1_000);
            rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        }

        Assert.Equal(3_000, rig.Places.Sum(place => place.Quantity.Units));
        rig.Trade(DeskRig.One, Side.Sell, 6_000_000, 1_000_000);
        rig.Pass(1_000);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal(10_000, rig.Places.Sum(place => place.Quantity.Units));
        Assert.True(((ExecutionStrategy)parent).IsDone);
    }

    [Fact]
    public void At_its_end_it_stops_or_takes_what_is_left()
    {
        foreach (var finishes in (string[])["false", "true"])
        {
            var (rig, parent) = Rig(ExecutionKind.Twap, ("quantity", "0.1"), ("urgency", "passive"), ("duration", "3000"), ("interval", "1000"), ("jitter", "0"), ("finish", finishes));
            for (var i = 0; i < 12; i++)
            {
                rig.Book(DeskRig.One, 6_000_000, 6_000_100);
                rig.Pass(500);
            }

            Assert.True(((ExecutionStrategy)parent).IsDone);
            Assert.Equal(0, rig.Trader.LiveOrders);
            Assert.Equal(finishes == "true" ? 10_000 : 0, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        }
    }

    [Fact]
    public void Whoever_takes_over_goes_on_with_what_was_had_and_what_stands()
    {
        var (rig, parent) = Rig(ExecutionKind.Execute, ("quantity", "0.05"), ("urgency", "passive"), ("rest-venues", "1"), ("clip", "0.03"));
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Reach(Side.Buy);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal([3_000L, 2_000L], rig.Places.Select(place => place.Quantity.Units));
        var before = new byte[65_536];
        var length = parent.SaveState(before);
        Assert.True(length > 0);
        Assert.Equal(-1, parent.SaveState(new byte[length - 1]));

        var next = new ExecutionStrategy(ExecutionKind.Execute);
        rig.Command(DeskCommandKind.Swap, 1, rig.Trader.Offer(next));
        Assert.Contains(rig.Audits, audit => audit.Kind == DeskAuditKind.Swapped);
        var after = new byte[65_536];
        Assert.True(before.AsSpan(0, length).SequenceEqual(after.AsSpan(0, next.SaveState(after))));
        rig.Book(DeskRig.One, 6_000_000, 6_000_101);
        Assert.Equal(2, rig.Places.Count());
        rig.Reach(Side.Buy);
        Assert.True(next.IsDone);

        // What is not its own it does not understand.
        foreach (var wrong in (byte[][])[[], [1, 2, 3], before[..(length - 8)], [.. before.AsSpan(0, length), 1]])
            Assert.False(new ExecutionStrategy(ExecutionKind.Execute).LoadState(wrong, "1"));
        Assert.False(new ExecutionStrategy(ExecutionKind.Twap).LoadState(before.AsSpan(0, length), "1"));
    }

    [Fact]
    public void Any_bytes_are_taken_over_or_refused()
    {
        var (rig, parent) = Rig(ExecutionKind.Twap, ("quantity", "0.05"));
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        var state = new byte[65_536];
        var length = parent.SaveState(state);
        for (var seed = 0; seed < 2_000; seed++)
        {
            var dice = new Random(seed);
            var bytes = state[..length];
            for (var i = dice.Next(1, 8); i > 0; i--)
                bytes[dice.Next(length)] = (byte)dice.Next(256);
            new ExecutionStrategy(ExecutionKind.Twap).LoadState(bytes.AsSpan(0, dice.Next(3) == 0 ? dice.Next(length) : length), "1");
        }
    }

    [Fact]
    public void Listings_that_do_not_go_together_are_refused()
    {
        var listings = new ListingTable(4);
        listings.Add(new Listing(DeskRig.One, FeedVenue.BinanceSpot, "BTCUSDT", "BTC-USDT", ListingKind.Spot, 2, 5, new Price(1), new Quantity(10), "USDT", ListingStatus.Open));
        listings.Add(new Listing(DeskRig.Two, FeedVenue.BybitSpot, "BTCUSDC", "BTC-USDC", ListingKind.Spot, 2, 5, new Price(1), new Quantity(10), "USDC", ListingStatus.Open));
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), listings, (Settings(("quantity", "0.05")), new ExecutionStrategy(ExecutionKind.Execute))).Up();
        Assert.Equal((StrategyState.Faulted, StrategyFault.Threw), (rig.Trader.ViewOf(new StrategyId(1)).State, rig.Trader.ViewOf(new StrategyId(1)).Fault));
    }

    [Fact]
    public void Working_an_order_allocates_nothing_once_warm()
    {
        var (rig, _) = Rig(ExecutionKind.Execute, ("quantity", "1000"), ("urgency", "passive"), ("reprice", "0"));
        for (var i = 0; i < 3_000; i++)
            rig.Book(DeskRig.One, 6_000_000 + i % 7, 6_000_100 + i % 7);
        rig.Sink.IsDeaf = true;
        var frame = new FeedEvent { Kind = FeedEventKind.Level, Listing = DeskRig.Two, Side = Side.Sell, Flags = FeedEventFlags.LastOfFrame, ReceiveTime = rig.Now };
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1_000; i++)
                Step(i);
        }));

        void Step(int i)
        {
            (frame.Price, frame.Quantity) = (new Price(6_000_200 + i % 5), new Quantity(1_000 + i % 3));
            rig.Trader.Apply(in frame);
        }
    }

    private static (DeskRig Rig, IStrategy Parent) Rig(ExecutionKind kind, params (string Name, string Value)[] parameters)
    {
        var parent = new ExecutionStrategy(kind);
        return (new DeskRig(new TraderSettings(StrategyMode.Paper), (Settings(parameters), parent)).Up(), parent);
    }

    private static StrategySettings Settings(params (string Name, string Value)[] parameters) => DeskRig.Settings(1, DeskRig.One, DeskRig.Two) with
    {
        Parameters = DeskRig.Settings(1).Parameters.AddRange(parameters.Select(one => KeyValuePair.Create(one.Name, one.Value))),
    };

    private static string Ms(long after) => (1_790_000_000_000 + after).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<(int, Side, long, long, TimeInForce)> Placed(DeskRig rig) => rig.Places.Select(place => (place.Listing.Value, place.Side, place.Price.Units, place.Quantity.Units, place.TimeInForce));

    private static (int, long, long, TimeInForce) Last(DeskRig rig) => rig.Places.Last() is var place ? (place.Listing.Value, place.Price.Units, place.Quantity.Units, place.TimeInForce) : default;
}
