using System.Collections.Immutable;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Strategies.Arbitrage;
using Rialto.Trading;
using Rialto.Trading.Books;
using Rialto.Trading.Legs;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Strategies.Arbitrage;

/// <summary>Two questions at two venues, prices in thousandths, with Polymarket's quadratic fee of 0.07.</summary>
public sealed class OutcomeArbitrageTests
{
    private readonly OutcomeArbitrage _strategy = new();

    [Theory]
    [InlineData("two-venues", Side.Buy, Side.Sell)]
    [InlineData("implication", Side.Sell, Side.Buy)]
    public void Yes_of_one_and_no_of_another_are_bought_where_both_cost_less_than_they_pay(string set, Side first, Side second)
    {
        var rig = Rig(("set", set));
        var (yes, no) = first == Side.Buy ? (DeskRig.One, DeskRig.Two) : (DeskRig.Two, DeskRig.One);
        rig.Book(yes, 380, 400, askQuantity: 30);
        rig.Book(no, 500, 520, bidQuantity: 20);

        // 0.40 and 0.50, fees of 0.0168 and 0.0175, haircuts of 0.002, 0.001 and a day of 5 %.
        Assert.Equal([(yes, Side.Buy, 400L, 10L), (no, Side.Sell, 500L, 10L)], rig.Places.Select(place => (place.Listing, place.Side, place.Price.Units, place.Quantity.Units)).OrderBy(place => place.Side));
        Assert.Equal(second, rig.Places.First(place => place.Listing == DeskRig.Two).Side);
        Assert.Equal(LegSetState.Complete, _strategy.Legs.Sets[0].State);
        var told = Assert.Single(rig.Audits, audit => audit.Kind == DeskAuditKind.Opportunity);
        Assert.Equal(((ushort)OpportunityStep.Taken, 2), (told.Code, told.Number));
        Assert.InRange(told.Value, 62_500_000, 62_600_000);
    }

    [Theory]
    [InlineData(470, 500, false)]
    [InlineData(470, 540, true)]
    public void Nothing_is_bought_where_fees_and_haircuts_take_it_all(long ask, long bid, bool trades)
    {
        var rig = Rig(("set", "two-venues"));
        rig.Book(DeskRig.One, ask - 20, ask);
        rig.Book(DeskRig.Two, bid, bid + 20);
        Assert.Equal(trades, rig.Places.Any());
    }

    [Fact]
    public void No_of_all_pays_all_but_one_and_positions_stay_within_their_bound()
    {
        var rig = Rig(("set", "all-no"), ("position-max", "15"), ("pause", "0"));
        for (var i = 0; i < 5; i++)
        {
            rig.Book(DeskRig.One, 600 - i, 620);
            rig.Book(DeskRig.Two, 500 - i, 520);
        }

        Assert.Equal([-15L, -15L], [rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One), rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.Two)]);
        Assert.All(rig.Places, place => Assert.Equal(Side.Sell, place.Side));
        Assert.Contains(rig.Audits, audit => audit is { Kind: DeskAuditKind.Opportunity, Code: (ushort)OpportunityStep.NoInventory });
    }

    [Fact]
    public void A_leg_that_was_bought_alone_is_sold_back_within_its_bound()
    {
        var rig = Rig(("set", "two-venues"));
        rig.OnPlace = request => request.Listing == DeskRig.Two ? new OrderReport
        {
            Kind = OrderReportKind.Rejected,
            Order = request.Order,
            Listing = request.Listing,
            Venue = request.Venue,
            Reason = VenueReason.Other,
            Failure = FailureClass.Reject,
            FilledQuantity = new Quantity(OrderReport.NotTold),
        } : null;
        rig.Book(DeskRig.One, 380, 400);
        rig.Book(DeskRig.Two, 500, 520);
        for (var i = 0; i < 10; i++)
            rig.Pass(200);
        Assert.Equal(LegSetState.Done, _strategy.Legs.Sets[0].State);
        Assert.Equal(0L, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        Assert.All(rig.Places.Where(place => place.Listing == DeskRig.One && place.Side == Side.Sell), place => Assert.InRange(place.Price.Units, 380, 400));
    }

    [Theory]
    [InlineData(34, 986, 40, 980)]
    [InlineData(40, 980, 40, 980)]
    [InlineData(31, 989, 40, 980)]
    public void Prices_between_the_ticks_are_traded_at_the_ticks_beyond_them_and_judged_by_those(long ask, long bid, long buys, long sells)
    {
        var rig = Rig(10, ("set", "two-venues"));
        rig.Book(DeskRig.One, 20, ask);
        rig.Book(DeskRig.Two, bid, 993);
        Assert.Equal([(Side.Buy, buys), (Side.Sell, sells)], rig.Places.Select(place => (place.Side, place.Price.Units)).OrderBy(place => place.Side));
        Assert.Equal(LegSetState.Complete, _strategy.Legs.Sets[0].State);

        // 10 sets that pay 1 at 0.04 and 0.02, fees of 0.002688 and 0.001372 each, haircuts of 0.003137: what the ticks cost is in it.
        var told = Assert.Single(rig.Audits, audit => audit.Kind == DeskAuditKind.Opportunity);
        Assert.Equal((ushort)OpportunityStep.Taken, told.Code);
        Assert.InRange(told.Value, 932_700_000, 932_900_000);
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(1, true)]
    public void What_is_worth_it_between_the_ticks_alone_is_no_opportunity(long tick, bool trades)
    {
        // 0.941 and 0.041: at ticks of 0.01 they are 0.95 and 0.05, and fees and haircuts take the rest.
        var rig = Rig(tick, ("set", "two-venues"));
        rig.Book(DeskRig.One, 920, 941);
        rig.Book(DeskRig.Two, 959, 984);
        Assert.Equal(trades, rig.Places.Any());
        Assert.DoesNotContain(rig.Audits, audit => audit.Kind == DeskAuditKind.IntentRefused);
    }

    [Fact]
    public void Levels_that_no_tick_reaches_are_left_out()
    {
        var listing = new Listing(DeskRig.One, FeedVenue.BinanceSpot, "1", "first", ListingKind.Outcome, 3, 0, new Price(10), new Quantity(1), "USDT", ListingStatus.Open);
        DepthLevel[] asks = [new(981, 5), new(990, 6), new(991, 7), new(992, 8)];
        DepthLevel[] bids = [new(29, 5), new(20, 6), new(11, 7), new(9, 8)];
        var (asked, offered) = (Rates.OntoTick(listing, Side.Buy, asks), Rates.OntoTick(listing, Side.Sell, bids));
        Assert.Equal([(990L, 5L), (990, 6)], asks[..asked].Select(level => (level.Price, level.Quantity)));
        Assert.Equal([(20L, 5L), (20, 6), (10, 7)], bids[..offered].Select(level => (level.Price, level.Quantity)));
    }

    [Fact]
    public void A_leg_that_was_left_behind_between_the_ticks_is_chased_on_them_and_the_other_goes_back_on_them()
    {
        var rig = Rig(10, ("set", "two-venues"), ("chase", "0.02"), ("loss-max", "0.02"));
        rig.OnPlace = request => request.Listing == DeskRig.Two ? new OrderReport
        {
            Kind = OrderReportKind.Cancelled,
            Order = request.Order,
            Listing = request.Listing,
            Venue = request.Venue,
            Reason = VenueReason.NoLiquidity,
            FilledQuantity = Quantity.Zero,
        } : null;
        rig.Book(DeskRig.One, 28, 34);
        rig.Book(DeskRig.Two, 906, 993);
        for (var i = 0; i < 20; i++)
            rig.Pass(200);
        var leg = Enumerable.Range(0, 2).Select(_strategy.Legs.Sets[0].LegAt).Single(leg => leg.Side == Side.Sell);
        Assert.Equal((900L, 880L, 920L), (leg.Limit.Units, leg.Worst.Units, leg.Back.Units));
        Assert.Contains(rig.Places, place => place.Listing == DeskRig.Two && place.Price.Units == 880);
        Assert.Equal(0L, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        Assert.All(rig.Places, place => Assert.Equal(0, place.Price.Units % 10));
        Assert.DoesNotContain(rig.Audits, audit => audit.Kind == DeskAuditKind.IntentRefused);
    }

    private DeskRig Rig(params (string Name, string Value)[] parameters) => Rig(1, parameters);

    private DeskRig Rig(long tick, params (string Name, string Value)[] parameters)
    {
        var table = new ListingTable(4);
        table.Add(new Listing(DeskRig.One, FeedVenue.BinanceSpot, "1", "first", ListingKind.Outcome, 3, 0, new Price(tick), new Quantity(1), "USDT", ListingStatus.Open));
        table.Add(new Listing(DeskRig.Two, FeedVenue.BybitSpot, "2", "second", ListingKind.Outcome, 3, 0, new Price(tick), new Quantity(1), "USDT", ListingStatus.Open));
        var terms = DeskRig.Terms(table);
        terms = terms with
        {
            Traded = [.. ((ListingId[])[DeskRig.One, DeskRig.Two]).Select(id => new TradedListing(id, new TradingTerms(id, FeeFormula.Quadratic, 0, 7_000_000) { FeeScale = 5 }, 0) { Settle = AssetCode.Of("USDT") })],
        };
        var settings = DeskRig.Settings(1, DeskRig.One, DeskRig.Two) with { Parameters = parameters.ToImmutableDictionary(pair => pair.Name, pair => pair.Value) };
        return new DeskRig(new TraderSettings(StrategyMode.Paper), terms, (settings, _strategy)).Up();
    }
}
