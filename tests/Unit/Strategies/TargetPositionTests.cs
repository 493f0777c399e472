using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Strategies.Taking;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Strategies;

public class TargetPositionTests
{
    [Fact]
    public void What_a_fee_took_of_a_purchase_is_not_asked_to_be_sold()
    {
        // 0.01 bought, 0.1 % of it taken as the fee; a lot is 0.0001.
        var (work, target) = (new TargetPosition(), 1_000L);
        var strategy = new Scripted
        {
            Book = (desk, listing) => work.Move(desk, listing, target, isUrgent: true, 0),
            Order = (_, order) => work.Hear(in order),
        };
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), (DeskRig.Settings(1), strategy)) { HasFeesInBase = true }.Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        target = 0;
        rig.Changed();
        for (var i = 0; i < 10; i++)
        {
            rig.Pass(200);
            rig.Book(DeskRig.One, 6_000_000 + i, 6_000_100);
        }

        Assert.Equal([(Side.Buy, 1_000L), (Side.Sell, 990L)], rig.Places.Select(place => (place.Side, place.Quantity.Units)));
        Assert.Equal(10, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        Assert.DoesNotContain(rig.Audits, audit => audit.Kind == DeskAuditKind.IntentRefused);
    }

    [Fact]
    public void A_turn_closes_first_and_opens_then_and_each_order_is_within_the_limit()
    {
        // 600 dollars a side; an order may have 700.
        var (work, target) = (new TargetPosition(), 1_000L);
        var strategy = new Scripted
        {
            Book = (desk, listing) => work.Move(desk, listing, target, isUrgent: true, 0),
            Order = (_, order) => work.Hear(in order),
        };
        var rig = Rig(strategy, orderNotional: 700);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        target = -1_000;
        Books(rig, 10);
        target = 1_000;
        Books(rig, 10);
        Assert.Equal(
            [(Side.Buy, 1_000L), (Side.Sell, 1_000L), (Side.Sell, 1_000L), (Side.Buy, 1_000L), (Side.Buy, 1_000L)], rig.Places.Select(place => (place.Side, place.Quantity.Units)));
        Assert.Equal(1_000, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        Assert.DoesNotContain(rig.Audits, audit => audit.Kind == DeskAuditKind.IntentRefused);
    }

    [Fact]
    public void What_is_more_than_one_order_may_be_is_closed_in_pieces_and_none_leaves_a_rest_that_no_order_can_have()
    {
        var (work, target) = (new TargetPosition(), 1_000L);
        var strategy = new Scripted
        {
            Book = (desk, listing) => work.Move(desk, listing, target, isUrgent: true, 0),
            Order = (_, order) => work.Hear(in order),
        };
        var rig = Rig(strategy, orderNotional: 700, leastNotional: 60);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);

        // 600 dollars in orders of 190: three of 310 units would leave 70, and nobody takes less than 100.
        rig.Command(DeskCommandKind.SetLimit, number: (int)RiskLimitKind.OrderNotional, value: ParameterValue.Of(190_00000000L), who: "test", listing: DeskRig.One);
        target = 0;
        Books(rig, 10);
        Assert.Equal([1_000L, 310, 310, 190, 190], rig.Places.Select(place => place.Quantity.Units));
        Assert.Equal(0, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        Assert.DoesNotContain(rig.Audits, audit => audit.Kind == DeskAuditKind.IntentRefused);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void What_two_orders_cannot_close_is_closed_but_for_what_no_order_can_have(int sign)
    {
        var (work, target) = (new TargetPosition(), sign * 1_060L);
        var strategy = new Scripted
        {
            Book = (desk, listing) => work.Move(desk, listing, target, isUrgent: true, 0),
            Order = (_, order) => work.Hear(in order),
        };
        var rig = Rig(strategy, orderNotional: 700, leastNotional: 600);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal(sign * 1_060, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));

        // 636 dollars are held, 630 may be closed at once, and nobody takes less than 600: neither the rest nor a half.
        rig.Command(DeskCommandKind.SetLimit, number: (int)RiskLimitKind.OrderNotional, value: ParameterValue.Of(630_10000000L), who: "test", listing: DeskRig.One);
        target = 0;
        Books(rig, 10);
        Assert.Equal([1_060L, 1_050], rig.Places.Select(place => place.Quantity.Units));
        Assert.Equal(sign * 10, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        Assert.DoesNotContain(rig.Audits, audit => audit.Kind == DeskAuditKind.IntentRefused);
    }

    [Fact]
    public void An_order_that_may_not_be_as_large_as_any_is_refused_and_told()
    {
        var (work, target) = (new TargetPosition(), 1_000L);
        var strategy = new Scripted
        {
            Book = (desk, listing) => work.Move(desk, listing, target, isUrgent: true, 0),
            Order = (_, order) => work.Hear(in order),
        };
        var rig = Rig(strategy, orderNotional: 700, leastNotional: 60);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Command(DeskCommandKind.SetLimit, number: (int)RiskLimitKind.OrderNotional, value: ParameterValue.Of(50_00000000L), who: "test", listing: DeskRig.One);
        target = 0;
        Books(rig, 3);
        Assert.Contains(rig.Audits, audit => audit.Kind == DeskAuditKind.IntentRefused && audit.Code == (ushort)DeskRefusal.OrderNotionalLimit);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Over_random_targets_no_order_is_larger_than_what_it_closes_or_opens_and_the_target_is_reached(bool isUrgent)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var (work, target, mid) = (new TargetPosition(), 0L, 6_000_000L);
            var strategy = new Scripted
            {
                Book = (desk, listing) => work.Move(desk, listing, target, isUrgent, 300),
                Order = (_, order) => work.Hear(in order),
            };
            var rig = Rig(strategy, orderNotional: 1_300);
            var isFair = false;
            rig.OnPlace = request =>
            {
                var held = rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One);
                var (closes, quantity) = (held != 0 && (held > 0) == (request.Side == Side.Sell), request.Quantity.Units);
                Assert.True(closes ? quantity <= Math.Abs(held) : held + (request.Side == Side.Buy ? quantity : -quantity) is var then && Math.Abs(then) <= Math.Abs(target), $"seed {seed}: {request.Side} {quantity} of {held}, {target} wanted");
                return isFair || random.Next(3) > 0 ? null : new OrderReport
                {
                    Kind = OrderReportKind.Rejected,
                    Order = request.Order,
                    Listing = request.Listing,
                    Venue = request.Venue,
                    Side = request.Side,
                    Reason = VenueReason.NoLiquidity,
                    FilledQuantity = new Quantity(OrderReport.NotTold),
                };
            };
            for (var step = 0; step < 100; step++)
            {
                if (random.Next(10) == 0)
                {
                    target = random.Next(-2, 3) * 1_000;
                    rig.Changed();
                }

                mid += random.Next(-300, 301);
                rig.Pass(random.Next(1, 200));
                rig.Book(DeskRig.One, mid - 50, mid + 50);
            }

            isFair = true;
            for (var i = 0; i < 30; i++)
            {
                rig.Pass(200);
                rig.Book(DeskRig.One, mid - 50 + i, mid + 50);
            }

            Assert.Equal(target, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
            var places = rig.Places.Count();
            Books(rig, 5, mid);
            Assert.Equal(places, rig.Places.Count());
        }
    }

    [Fact]
    public void What_a_fee_left_is_no_position_and_the_next_entry_is_measured_from_its_own_price()
    {
        var (work, entry, target, gains, helds) = (new TargetPosition(), new Entry(), 1_000L, new List<double>(), new List<long>());
        var strategy = new Scripted
        {
            Book = (desk, listing) =>
            {
                var best = desk.Best(listing);
                entry.Look(desk, listing, in best, 10_000, 0);
                gains.Add(Math.Round(entry.GainBps((best.BidPrice.Units + best.AskPrice.Units) * 0.5)));
                helds.Add(entry.Held);
                work.Move(desk, listing, target, isUrgent: true, 0);
            },
            Order = (_, order) => work.Hear(in order),
        };
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), (DeskRig.Settings(1), strategy)) { HasFeesInBase = true }.Up();
        void Step(long mid)
        {
            rig.Pass(200);
            rig.Changed();
            rig.Book(DeskRig.One, mid - 50, mid + 50);
        }

        Step(6_000_000);
        Step(6_060_000);
        target = 0;
        Step(6_060_000);
        Step(6_060_000);
        target = 1_000;
        Step(6_060_000);
        Step(6_060_000);
        Step(6_120_600);
        Assert.Equal([0, 1_000, 1_000, 0, 0, 1_000, 1_000], helds.Select(held => held / 100 * 100));
        Assert.Equal([0, 0, 0, 0, 0, 0, 100], gains);
        Assert.Equal([(Side.Buy, 1_000L), (Side.Sell, 990L), (Side.Buy, 990L)], rig.Places.Select(place => (place.Side, place.Quantity.Units)));
    }

    [Theory]
    [InlineData(1, true, 6_000_100)]
    [InlineData(-1, true, 6_000_000)]
    [InlineData(1, false, 6_000_000)]
    [InlineData(-1, false, 6_000_100)]
    public void Prices_between_the_ticks_are_taken_on_the_tick_beyond_and_rested_at_on_the_tick_before(int sign, bool isUrgent, long price)
    {
        var listings = DeskRig.Listings();
        listings.Replace(listings[DeskRig.One] with { Tick = new Price(100) });
        var work = new TargetPosition();
        var strategy = new Scripted
        {
            Book = (desk, listing) => work.Move(desk, listing, sign * 1_000, isUrgent, 60_000),
            Order = (_, order) => work.Hear(in order),
        };
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), listings, (DeskRig.Settings(1), strategy)).Up();
        for (var i = 0; i < 5; i++)
        {
            // Of a best price that moves within a tick the order stays where it is.
            rig.Pass(200);
            rig.Changed();
            rig.Book(DeskRig.One, 6_000_040 + i, 6_000_060 + i);
        }

        var place = Assert.Single(rig.Places);
        Assert.Equal((sign > 0 ? Side.Buy : Side.Sell, price, isUrgent), (place.Side, place.Price.Units, place.TimeInForce == TimeInForce.Ioc));
        Assert.DoesNotContain(rig.Audits, audit => audit.Kind == DeskAuditKind.IntentRefused);
    }

    [Fact]
    public void A_price_that_no_tick_reaches_is_waited_for()
    {
        var listings = new ListingTable(4);
        listings.Add(new Listing(DeskRig.One, FeedVenue.BinanceSpot, "1", "first", ListingKind.Outcome, 3, 5, new Price(10), new Quantity(10), "USDT", ListingStatus.Open));
        listings.Add(new Listing(DeskRig.Two, FeedVenue.BybitSpot, "2", "second", ListingKind.Outcome, 3, 5, new Price(10), new Quantity(10), "USDT", ListingStatus.Open));
        var work = new TargetPosition();
        var strategy = new Scripted
        {
            Book = (desk, listing) => work.Move(desk, listing, 1_000, isUrgent: true, 0),
            Order = (_, order) => work.Hear(in order),
        };
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), listings, (DeskRig.Settings(1), strategy)).Up();
        foreach (var ask in (long[])[995, 996, 994])
        {
            rig.Pass(200);
            rig.Changed();
            rig.Book(DeskRig.One, 984, ask);
        }

        Assert.Empty(rig.Places);
        rig.Pass(200);
        rig.Book(DeskRig.One, 984, 987);
        Assert.Equal(990, Assert.Single(rig.Places).Price.Units);
        Assert.DoesNotContain(rig.Audits, audit => audit.Kind == DeskAuditKind.IntentRefused);
    }

    private static DeskRig Rig(Scripted strategy, long orderNotional, long leastNotional = 0)
    {
        var terms = DeskRig.Terms(DeskRig.Listings());
        return new DeskRig(
            new TraderSettings(StrategyMode.Paper),
            terms with
            {
                Limits = terms.Limits with { OrderNotional = orderNotional * RiskLimits.One },
                Traded = [.. terms.Traded.Select(traded => traded with { Terms = traded.Terms with { MinNotional = leastNotional * TradingTerms.One } })],
            },
            (DeskRig.Settings(1), strategy)).Up();
    }

    private static void Books(DeskRig rig, int count, long mid = 6_000_050)
    {
        for (var i = 0; i < count; i++)
        {
            rig.Pass(200);
            rig.Changed();
            rig.Book(DeskRig.One, mid - 50 - (i % 2), mid + 50);
        }
    }
}
