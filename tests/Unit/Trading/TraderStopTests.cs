using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Trading;

public class TraderStopTests
{
    private static readonly TraderSettings Paper = new(StrategyMode.Paper);
    private static readonly TraderSettings Flattening = Paper with { FlattensOnStop = true };

    [Fact]
    public void The_input_that_triggers_a_stop_takes_no_order_any_more()
    {
        List<(long Sequence, IntentRefusal Refusal)> answers = [];
        var rig = new DeskRig(
            Paper,
            (DeskRig.Settings(1), Holder(10_000)),
            (DeskRig.Settings(2), new Scripted { Book = (desk, listing) => answers.Add((desk.Sequence, desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(100)).Refusal)) })).Up();
        rig.Command(DeskCommandKind.SetLimit, number: (int)RiskLimitKind.DailyLoss, value: ParameterValue.Of(20 * RiskLimits.One), who: "ada");
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal(IntentRefusal.None, answers[^1].Refusal);
        rig.Book(DeskRig.One, 5_970_000, 5_970_100);
        var stop = rig.Audits.Single(audit => audit.Kind == DeskAuditKind.EmergencyStop);
        Assert.Equal((stop.Cause, IntentRefusal.EmergencyStop), answers[^1]);
        Assert.DoesNotContain(rig.Places, place => place.Cause >= stop.Cause);
    }

    [Fact]
    public void A_timer_that_is_due_with_the_stop_places_nothing()
    {
        List<IntentRefusal> answers = [];
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), new Scripted
        {
            Book = (desk, _) => desk.SetTimer(0, 1),
            Timer = (desk, _) => answers.Add(desk.Quote(DeskRig.One, Side.Buy, new Price(5_000_000), new Quantity(100)).Refusal),
        })).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Command(DeskCommandKind.EmergencyStop, who: "ada");
        Assert.Equal([IntentRefusal.EmergencyStop], answers);
        Assert.Empty(rig.Places);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cancel_that_the_venue_refuses_is_asked_for_again_until_no_order_lives(bool flattens)
    {
        var rig = new DeskRig(flattens ? Flattening : Paper, (DeskRig.Settings(1), new Scripted
        {
            Book = (desk, listing) =>
            {
                if (desk.Orders.IsEmpty)
                    desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(100));
            },
        })).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.CancelsRefused = 3;
        rig.Command(DeskCommandKind.EmergencyStop, who: "ada");
        Assert.Equal(1, rig.Trader.LiveOrders);
        for (var i = 0; i < 4; i++)
            rig.Pass(1_000);
        Assert.Equal((0, 0), (rig.CancelsRefused, rig.Trader.LiveOrders));

        // And then it looks no more.
        rig.Pass(1_000);
        Assert.True(rig.Trader.NextDeadline.IsNone || rig.Trader.NextDeadline.Nanoseconds - rig.Now.Nanoseconds > 1_000_000_000);
    }

    [Fact]
    public void What_is_less_than_any_order_stays_and_is_told_once()
    {
        var listings = DeskRig.Listings();
        var rig = new DeskRig(Flattening, DeskRig.Terms(listings), (DeskRig.Settings(1), Holder(100))).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal(100, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));

        // The list is read again: from here on the least order is twice what is held.
        listings.Replace(listings[DeskRig.One] with { Limits = new ListingLimits(new Quantity(200), default, default, 0) });
        rig.Feed(new FeedEvent { Kind = FeedEventKind.ListingChanged, Listing = DeskRig.One, Venue = FeedVenue.BinanceSpot, Flags = FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame });
        var places = rig.Places.Count();
        rig.Command(DeskCommandKind.EmergencyStop, who: "ada");
        for (var i = 0; i < 5; i++)
            rig.Pass(1_000);
        var told = Assert.Single(rig.Audits, audit => audit.Kind == DeskAuditKind.Flatten);
        Assert.Equal((DeskRefusal.QuantityTooSmall, DeskSeverity.Warning, 100L), ((DeskRefusal)told.Code, told.Severity, told.Quantity.Units));
        Assert.Equal(places, rig.Places.Count());
        Assert.True(rig.Trader.NextDeadline.IsNone || rig.Trader.NextDeadline.Nanoseconds - rig.Now.Nanoseconds > 1_000_000_000);
    }

    [Fact]
    public void What_the_venue_finds_too_small_is_not_asked_for_again()
    {
        var rig = new DeskRig(Flattening, (DeskRig.Settings(1), Holder(100))).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        var asked = 0;
        rig.OnPlace = request =>
        {
            asked++;
            return new OrderReport { Kind = OrderReportKind.Rejected, Order = request.Order, Listing = request.Listing, Venue = request.Venue, Reason = VenueReason.TooSmall, Failure = FailureClass.Reject };
        };
        rig.Command(DeskCommandKind.EmergencyStop, who: "ada");
        for (var i = 0; i < 100; i++)
            rig.Pass(1_000);
        Assert.Equal(1, asked);
        Assert.Equal(DeskRefusal.NotionalTooSmall, (DeskRefusal)rig.Audits.Last(audit => audit.Kind == DeskAuditKind.Flatten).Code);
        Assert.Equal(100, rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units);
    }

    [Fact]
    public void A_position_above_the_limit_of_one_order_is_closed_in_pieces()
    {
        var rig = new DeskRig(Flattening, (DeskRig.Settings(1), Holder(1_000))).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);

        // 0.01 BTC are worth 300 at the collar's price of a sell, 30,000; one order may be worth 100.
        rig.Command(DeskCommandKind.SetLimit, strategy: DeskRig.One.Value, number: (int)RiskLimitKind.OrderNotional, value: ParameterValue.Of(100 * RiskLimits.One), who: "ada");
        rig.Command(DeskCommandKind.EmergencyStop, who: "ada");
        for (var i = 0; i < 10; i++)
            rig.Pass(1_000);
        Assert.Equal(0, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        var closing = rig.Audits.Where(audit => audit.Kind == DeskAuditKind.Flatten).ToList();
        Assert.InRange(closing.Count, 3, 8);
        Assert.All(closing, audit => Assert.Equal((DeskRefusal.None, true), ((DeskRefusal)audit.Code, audit.Quantity.Units <= 330)));
        Assert.True(rig.Trader.NextDeadline.IsNone || rig.Trader.NextDeadline > rig.Now);
    }

    [Theory]
    [InlineData(false, 100, 34, 50, 30)]
    [InlineData(true, 100, 34, 50, 30)]
    [InlineData(false, -100, 20, 34, 40)]
    [InlineData(true, -100, 960, 974, 980)]
    [InlineData(false, 100, 500, 520, 500)]
    [InlineData(false, 100, 986, 990, 980)]
    [InlineData(false, -100, 970, 986, 990)]
    public void A_position_is_closed_on_the_tick_beyond_a_price_between_two_even_where_that_is_beyond_the_collar(bool isStopLoss, long held, long bid, long ask, long price)
    {
        // Contracts at 0.034 with a tick of 0.01 and a collar of 5 %: 0.03 is 12 % below it.
        var table = new ListingTable(4);
        table.Add(new Listing(DeskRig.One, FeedVenue.BinanceSpot, "1", "first", ListingKind.Outcome, 3, 0, new Price(10), new Quantity(1), "USDT", ListingStatus.Open));
        table.Add(new Listing(DeskRig.Two, FeedVenue.BybitSpot, "2", "second", ListingKind.Outcome, 3, 0, new Price(10), new Quantity(1), "USDT", ListingStatus.Open));
        var terms = DeskRig.Terms(table);
        terms = terms with
        {
            Traded = [.. ((ListingId[])[DeskRig.One, DeskRig.Two]).Select(id => new TradedListing(id, new TradingTerms(id, FeeFormula.Quadratic, 0, 0), 0) { Settle = AssetCode.Of("USDT") })],
            Limits = terms.Limits with { Collar = 50_000 },
            Venues = [.. terms.Venues.Select(venue => venue with { CanMarket = false })],
        };
        var rig = new DeskRig(Flattening, terms, (DeskRig.Settings(1), Holder(held, 500))).Up();
        rig.Book(DeskRig.One, 490, 510);
        Assert.Equal(held, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        if (isStopLoss)
        {
            rig.Command(DeskCommandKind.SetLimit, DeskRig.One.Value, (int)RiskLimitKind.StopLossCloses, ParameterValue.Of(1), "ada");
            rig.Command(DeskCommandKind.SetLimit, DeskRig.One.Value, (int)RiskLimitKind.StopLoss, ParameterValue.Of(10 * RiskLimits.One), "ada");
        }

        rig.Book(DeskRig.One, bid, ask);
        if (!isStopLoss)
            rig.Command(DeskCommandKind.EmergencyStop, who: "ada");
        for (var i = 0; i < 3; i++)
            rig.Pass(1_000);
        var close = rig.Places.Last();
        Assert.Equal((held > 0 ? Side.Sell : Side.Buy, price, TimeInForce.Ioc), (close.Side, close.Price.Units, close.TimeInForce));
        Assert.Equal(0, rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units);
        Assert.DoesNotContain(rig.Audits, audit => audit.Kind == DeskAuditKind.Flatten && audit.Code != 0);
    }

    [Theory]
    [InlineData(700, -300)]
    [InlineData(-700, 300)]
    [InlineData(700, 300)]
    [InlineData(500, -500)]
    [InlineData(300, -700)]
    public void What_the_strategies_hold_together_is_closed(long one, long two)
    {
        var rig = new DeskRig(Flattening, (DeskRig.Settings(1), Holder(one)), (DeskRig.Settings(2), Holder(two))).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal((one, two), (rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One), rig.Trader.ViewOf(new StrategyId(2)).PositionOf(DeskRig.One)));
        rig.Command(DeskCommandKind.EmergencyStop, who: "ada");
        for (var i = 0; i < 3; i++)
            rig.Pass(1_000);
        Assert.Equal(0, rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units);
        var closing = rig.Audits.Where(audit => audit.Kind == DeskAuditKind.Flatten).ToList();
        Assert.All(closing, audit => Assert.Equal(DeskRefusal.None, (DeskRefusal)audit.Code));
        Assert.Equal(Math.Abs(one + two), closing.Sum(audit => audit.Quantity.Units));
        var places = rig.Places.Count();
        rig.Pass(5_000);
        Assert.Equal(places, rig.Places.Count());
    }

    [Fact]
    public void A_stop_for_refusals_still_closes_what_is_held()
    {
        var rig = new DeskRig(Flattening, (DeskRig.Settings(1), Holder(700)), (DeskRig.Settings(2), new Scripted { Book = (desk, listing) => desk.Quote(listing, Side.Buy, new Price(5_000_000), new Quantity(1_000)) })).Up();
        rig.OnPlace = request => request.TimeInForce == TimeInForce.Ioc ? null : new OrderReport
        {
            Kind = OrderReportKind.Rejected,
            Order = request.Order,
            Listing = request.Listing,
            Venue = request.Venue,
            Failure = FailureClass.Reject,
            Reason = VenueReason.PriceOutOfBand,
        };
        for (var i = 0; i <= 10; i++)
            rig.Book(DeskRig.One, 6_000_000 + i, 6_000_100);
        Assert.True(rig.Trader.Risk.IsRejectsBreakerOpen);
        rig.Pass(1_000);
        rig.Pass(1_000);
        Assert.Equal(0, rig.Trader.Portfolio.PositionOf(DeskRig.One).Quantity.Units);
    }

    [Theory]
    [InlineData(DeskMode.Normal, null)]
    [InlineData(DeskMode.ReduceOnly, null)]
    [InlineData(DeskMode.CancelsOnly, null)]
    [InlineData(DeskMode.Normal, DeskMode.CancelsOnly)]
    [InlineData(DeskMode.ReduceOnly, DeskMode.Normal)]
    public void Who_resumes_finds_the_mode_that_an_operator_has_set(DeskMode before, DeskMode? meanwhile)
    {
        var rig = new DeskRig(Paper, (DeskRig.Settings(1), new Scripted())).Up();
        rig.Command(DeskCommandKind.SetLimit, number: (int)RiskLimitKind.DeskModeOf, value: ParameterValue.Of((long)before), who: "ada");
        rig.Command(DeskCommandKind.EmergencyStop, who: "ada");
        Assert.Equal((long)DeskMode.CancelsOnly, rig.Trader.Risk.LimitOf(RiskLimitKind.DeskModeOf));
        if (meanwhile is { } mode)
            rig.Command(DeskCommandKind.SetLimit, number: (int)RiskLimitKind.DeskModeOf, value: ParameterValue.Of((long)mode), who: "ada");
        rig.Command(DeskCommandKind.Resume, who: "ada", reason: "looked");
        Assert.Equal((long)(meanwhile ?? before), rig.Trader.Risk.LimitOf(RiskLimitKind.DeskModeOf));
    }

    /// <summary>Buys, or where it is negative sells, once.</summary>
    private static Scripted Holder(long position, long price = 0) => new()
    {
        Book = (desk, listing) =>
        {
            if (desk.Position(listing) == 0)
                desk.Take(listing, position > 0 ? Side.Buy : Side.Sell, new Price(price != 0 ? price : position > 0 ? 6_000_100 : 6_000_000), new Quantity(Math.Abs(position)));
        },
    };
}
