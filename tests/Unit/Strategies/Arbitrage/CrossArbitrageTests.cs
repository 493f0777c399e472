using System.Collections.Immutable;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Strategies.Arbitrage;
using Rialto.Trading;
using Rialto.Trading.Legs;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Strategies.Arbitrage;

/// <summary>Two venues of one pair; takers pay 0.1 % at both.</summary>
public sealed class CrossArbitrageTests
{
    private readonly CrossArbitrage _strategy = new();

    [Fact]
    public void Buys_where_it_is_cheap_and_sells_where_it_is_dear_as_much_as_both_books_give()
    {
        var rig = Rig(("haircut", "0"), ("size-max", "1"));
        rig.Book(DeskRig.One, 5_999_900, 6_000_000, bidQuantity: 50_000, askQuantity: 30_000);
        rig.Book(DeskRig.Two, 6_020_000, 6_030_000, bidQuantity: 20_000, askQuantity: 50_000);
        Assert.Equal(
            [(DeskRig.Two, Side.Sell, 6_020_000L, 10_000L), (DeskRig.One, Side.Buy, 6_000_000L, 10_000L), (DeskRig.Two, Side.Sell, 6_020_000L, 10_000L), (DeskRig.One, Side.Buy, 6_000_000L, 10_000L)],
            rig.Places.Select(place => (place.Listing, place.Side, place.Price.Units, place.Quantity.Units)));
        Assert.Equal(LegSetState.Complete, _strategy.Legs.Sets[0].State);
        Assert.Equal([20_000L, -20_000L], [rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One), rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.Two)]);

        // 0.2 BTC: 200 USDT between the prices, 120.2 and 0.2 USDT of fees less.
        var told = Assert.Single(rig.Audits, audit => audit.Kind == DeskAuditKind.Opportunity);
        Assert.Equal(((ushort)OpportunityStep.Taken, 20_000L, 1_596_000_000L), (told.Code, told.Quantity.Units, told.Value));
    }

    [Theory]
    [InlineData(6_011_000, false)]
    [InlineData(6_012_010, false)]
    [InlineData(6_013_300, true)]
    public void Trades_only_where_something_is_left_after_both_fees_and_the_haircut(long bid, bool trades)
    {
        var rig = Rig(("skew", "0"));
        rig.Book(DeskRig.One, 5_999_900, 6_000_000);
        rig.Book(DeskRig.Two, bid, bid + 100);
        Assert.Equal(trades, rig.Places.Any());
    }

    [Theory]
    [InlineData(100, 6_000_040, 6_040_060, 6_000_100, 6_040_000)]
    [InlineData(100, 6_000_010, 6_013_390, 0, 0)]
    [InlineData(10, 6_000_010, 6_013_390, 6_000_010, 6_013_390)]
    public void Prices_between_the_ticks_are_traded_at_the_ticks_beyond_them_and_judged_by_those(long tick, long ask, long bid, long buys, long sells)
    {
        var listings = DeskRig.Listings();
        foreach (var id in (ListingId[])[DeskRig.One, DeskRig.Two])
            listings.Replace(listings[id] with { Tick = new Price(tick) });
        var settings = DeskRig.Settings(1, DeskRig.One, DeskRig.Two) with { Parameters = ImmutableDictionary<string, string>.Empty.Add("skew", "0") };
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), listings, (settings, _strategy)).Up();
        rig.Book(DeskRig.One, 5_999_900, ask);
        rig.Book(DeskRig.Two, bid, 6_050_000);
        Assert.Equal(buys != 0 ? [buys, sells] : [], rig.Places.Select(place => place.Price.Units).Distinct().Order());
        Assert.DoesNotContain(rig.Audits, audit => audit.Kind == DeskAuditKind.IntentRefused);
    }

    [Fact]
    public void A_book_that_is_not_believed_or_too_old_is_no_opportunity()
    {
        var rig = Rig();
        rig.Book(DeskRig.Two, 6_050_000, 6_060_000);
        rig.Trust(DeskRig.Two, BookTrust.Resyncing);
        rig.Book(DeskRig.One, 5_999_900, 6_000_000);
        Assert.Empty(rig.Places);
        rig.Book(DeskRig.Two, 6_050_000, 6_060_000, answers: false);
        Assert.Equal(2, rig.Places.Count());

        var old = Rig();
        old.Book(DeskRig.Two, 6_050_000, 6_060_000);
        old.Pass(3_000);
        old.Book(DeskRig.One, 5_999_900, 6_000_000);
        Assert.Empty(old.Places);
    }

    [Fact]
    public void Positions_stay_within_their_bound_and_the_way_back_is_preferred()
    {
        var rig = Rig(("position-max", "0.15"), ("pause", "0"));
        for (var i = 0; i < 4; i++)
        {
            rig.Book(DeskRig.One, 5_999_900, 6_000_000);
            rig.Book(DeskRig.Two, 6_050_000, 6_060_000);
        }

        Assert.Equal(15_000L, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        Assert.Contains(rig.Audits, audit => audit is { Kind: DeskAuditKind.Opportunity, Code: (ushort)OpportunityStep.NoInventory });

        // Back again where the prices stand the other way round: 0.3 net are enough for who comes back, and too little for who goes away.
        rig.Book(DeskRig.One, 6_073_700, 6_074_000);
        Assert.Equal(5_000L, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        var other = new DeskRig(new TraderSettings(StrategyMode.Paper), (DeskRig.Settings(1, DeskRig.One, DeskRig.Two), new CrossArbitrage())).Up();
        other.Book(DeskRig.Two, 6_050_000, 6_060_000);
        other.Book(DeskRig.One, 6_073_700, 6_074_000);
        Assert.Empty(other.Places);
    }

    [Fact]
    public void A_leg_that_is_refused_by_its_venue_is_chased_and_the_other_goes_back_where_that_fails()
    {
        var rig = Rig(("haircut", "0"));
        rig.OnPlace = request => request.Listing == DeskRig.Two ? new()
        {
            Kind = OrderReportKind.Rejected,
            Order = request.Order,
            Listing = request.Listing,
            Venue = request.Venue,
            Reason = VenueReason.Other,
            Failure = FailureClass.Reject,
            FilledQuantity = new Quantity(OrderReport.NotTold),
        } : null;
        rig.Book(DeskRig.One, 5_999_900, 6_000_000);
        rig.Book(DeskRig.Two, 6_050_000, 6_060_000);
        for (var i = 0; i < 10; i++)
            rig.Pass(200);
        Assert.Equal(LegSetState.Done, _strategy.Legs.Sets[0].State);
        Assert.Equal(0L, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        Assert.Equal(3, rig.Places.Count(place => place.Listing == DeskRig.Two));
    }

    [Fact]
    public void Hardest_first_begins_where_the_book_is_thinner()
    {
        var rig = Rig(("order", "hardest-first"), ("size-max", "0.01"));
        rig.Book(DeskRig.One, 5_999_900, 6_000_000, askQuantity: 5_000_000);
        rig.Book(DeskRig.Two, 6_050_000, 6_060_000, bidQuantity: 2_000);
        Assert.Equal([DeskRig.Two, DeskRig.One], rig.Places.Select(place => place.Listing));
    }

    [Fact]
    public void A_successor_goes_on_with_the_legs_of_its_forerunner()
    {
        var rig = Rig();
        rig.IsSilent = true;
        rig.Book(DeskRig.One, 5_999_900, 6_000_000);
        rig.Book(DeskRig.Two, 6_050_000, 6_060_000);
        var next = new CrossArbitrage();
        rig.Command(DeskCommandKind.Swap, 1, rig.Trader.Offer(next));
        rig.IsSilent = false;
        rig.Answer();
        Assert.Equal(LegSetState.Complete, next.Legs.Sets[0].State);
        Assert.Equal(2, rig.Places.Count());
        Assert.False(new CrossArbitrage().LoadState(new byte[12], "1"));
    }

    [Theory]
    [InlineData("BTC-EUR", "EUR")]
    [InlineData("ETH-USDT", "USDT")]
    public void Prices_in_two_currencies_or_of_two_things_are_never_one_market(string symbol, string quote)
    {
        var table = new ListingTable(4);
        table.Add(DeskRig.Listings()[DeskRig.One]);
        table.Add(new Listing(DeskRig.Two, FeedVenue.BybitSpot, symbol, symbol, ListingKind.Spot, 2, 5, new Price(1), new Quantity(10), quote, ListingStatus.Open));
        var settings = DeskRig.Settings(1, DeskRig.One, DeskRig.Two) with { Parameters = ImmutableDictionary<string, string>.Empty.Add("same", "all") };
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), table, (settings, _strategy)).Up();
        rig.Book(DeskRig.One, 5_999_900, 6_000_000);
        rig.Book(DeskRig.Two, 6_500_000, 6_500_100);
        Assert.Empty(rig.Places);
        Assert.Equal(StrategyState.Faulted, rig.Trader.ViewOf(new StrategyId(1)).State);
    }

    [Fact]
    public void A_start_after_a_stop_in_the_middle_of_a_trade_trades_again()
    {
        var rig = Rig();
        rig.IsSilent = true;
        rig.Book(DeskRig.One, 5_999_900, 6_000_000);
        rig.Book(DeskRig.Two, 6_050_000, 6_060_000);
        rig.Command(DeskCommandKind.Stop, 1);
        rig.IsSilent = false;
        rig.Answer();
        rig.Pass(5_000);
        var sent = rig.Places.Count();
        rig.Command(DeskCommandKind.Start, 1);
        Assert.Equal(LegSetState.Idle, _strategy.Legs.Sets[0].State);
        rig.Book(DeskRig.One, 5_999_900, 6_000_000);
        rig.Book(DeskRig.Two, 6_050_000, 6_060_000);
        Assert.Equal((2, 4), (sent, rig.Places.Count()));
    }

    [Fact]
    public void Nothing_is_allocated_where_there_is_nothing_to_trade()
    {
        var watched = new Watched(_strategy);
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), (DeskRig.Settings(1, DeskRig.One, DeskRig.Two), watched)).Up();
        rig.Book(DeskRig.One, 5_999_900, 6_000_000);
        rig.Book(DeskRig.Two, 6_000_000, 6_000_100);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 20; i++)
                _strategy.OnBook(watched.Desk!, DeskRig.One);
        }));
    }

    private DeskRig Rig(params (string Name, string Value)[] parameters)
    {
        var settings = DeskRig.Settings(1, DeskRig.One, DeskRig.Two) with { Parameters = parameters.ToImmutableDictionary(pair => pair.Name, pair => pair.Value) };
        return new DeskRig(new TraderSettings(StrategyMode.Paper), (settings, _strategy)).Up();
    }

    /// <summary>Keeps the desk that its strategy is given.</summary>
    private sealed class Watched(CrossArbitrage strategy) : IStrategy
    {
        public StrategyContext? Desk { get; private set; }

        public StrategyDeclaration Declaration => strategy.Declaration;

        public void OnParameters(StrategyContext desk)
        {
            Desk = desk;
            strategy.OnParameters(desk);
        }

        public void OnBook(StrategyContext desk, ListingId listing) => strategy.OnBook(desk, listing);
    }
}
