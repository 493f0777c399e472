using System.Collections.Immutable;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Strategies.Statistical;
using Rialto.Trading;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Strategies.Statistical;

/// <summary>Two listings, the first about 1.5 times the second, with a distance that comes and goes; takers pay 0.1 %.</summary>
public sealed class StatisticalArbitrageTests
{
    private readonly StatisticalArbitrage _strategy = new();

    [Theory]
    [InlineData("z-score")]
    [InlineData("bollinger")]
    [InlineData("cointegration")]
    public void Holds_the_spread_while_it_is_far_from_its_mean_and_gives_it_up_when_it_is_back(string signal)
    {
        var rig = Rig(("signal", signal), ("enter", "1.5"), ("full", "1.6"), ("worth", "0"));
        Play(rig, 900, spread: 60_000);
        var view = rig.Trader.ViewOf(new StrategyId(1));
        var legs = rig.Places.ToArray();
        Assert.True(legs.Length > 10, $"{legs.Length} orders");
        Assert.Equal(legs.Count(place => place.Listing == DeskRig.One), legs.Count(place => place.Listing == DeskRig.Two));

        // Always one of each, the other way round, the second by the hedge ratio.
        foreach (var (first, second) in legs.Where(place => place.Listing == DeskRig.One).Zip(legs.Where(place => place.Listing == DeskRig.Two)))
        {
            Assert.NotEqual(first.Side, second.Side);
            Assert.InRange(second.Quantity.Units / (double)first.Quantity.Units, 0.5, 3);
        }

        Assert.Contains(legs, place => place.Listing == DeskRig.One && place.Side == Side.Buy);
        Assert.Contains(legs, place => place.Listing == DeskRig.One && place.Side == Side.Sell);
        Assert.InRange(_strategy.Model.Ratio, 0.5, 3);
        Assert.True(Math.Abs(view.PositionOf(DeskRig.One)) <= 1_000);
        Assert.True(_strategy.Model.Correlation > 0.3);
    }

    [Fact]
    public void Enters_only_where_the_way_back_is_worth_more_than_four_fees()
    {
        var rig = Rig(("signal", "z-score"), ("enter", "1.5"));
        Play(rig, 900, spread: 6_000);
        Assert.Empty(rig.Places);
    }

    [Fact]
    public void Pairs_that_do_not_move_together_are_left_alone()
    {
        var rig = Rig(("signal", "z-score"), ("enter", "1.5"), ("worth", "0"), ("correlation-min", "0.99"));
        Play(rig, 600, spread: 60_000);
        Assert.Empty(rig.Places);
        Assert.Contains(rig.Audits, audit => audit is { Kind: DeskAuditKind.Signal, Number: SpreadModel.CorrelationSignal });
    }

    [Fact]
    public void A_successor_takes_over_the_legs_and_the_pair_and_measures_anew()
    {
        var rig = Rig(("signal", "z-score"), ("enter", "1.5"), ("worth", "0"));
        Play(rig, 300, spread: 60_000);
        var next = new StatisticalArbitrage();
        rig.Command(DeskCommandKind.Swap, 1, rig.Trader.Offer(next));
        Assert.Equal((_strategy.Model.First, _strategy.Model.Second, _strategy.Model.Ratio), (next.Model.First, next.Model.Second, next.Model.Ratio));
        Assert.True(next.Model.IsReady);
        Assert.Equal(_strategy.Legs.Sets[0].Generation, next.Legs.Sets[0].Generation);
        Assert.False(new StatisticalArbitrage().LoadState(new byte[5], "1"));
    }

    [Fact]
    public void What_is_held_stays_the_pair_after_a_restart_and_is_given_up_though_nothing_fits()
    {
        var rig = Rig(("signal", "z-score"), ("enter", "1.5"), ("worth", "0"));
        PlayUntilHeld(rig);
        var (first, second, ratio) = (_strategy.Model.First, _strategy.Model.Second, _strategy.Model.Ratio);
        _strategy.Model.Forget();
        rig.Changed();
        Assert.Equal((first, second, ratio), (_strategy.Model.First, _strategy.Model.Second, _strategy.Model.Ratio));
        Play(rig, 600, spread: 60_000);
        Assert.Equal((first, second), (_strategy.Model.First, _strategy.Model.Second));
        Assert.Contains(rig.Places, place => place.Listing == DeskRig.One && place.Side != rig.Places.First(one => one.Listing == DeskRig.One).Side);
    }

    [Fact]
    public void A_third_listing_that_is_quiet_keeps_nobody_in_a_position()
    {
        var third = new ListingId(3);
        var table = DeskRig.Listings();
        table.Add(new Listing(third, FeedVenue.BinanceSpot, "ETHUSDT", "ETH-USDT", ListingKind.Spot, 2, 5, new Price(1), new Quantity(10), "USDT", ListingStatus.Open));
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), table, (SettingsOf([DeskRig.One, DeskRig.Two, third], ("signal", "z-score"), ("enter", "1.5"), ("worth", "0")), _strategy)).Up();
        PlayUntilHeld(rig, () => rig.Book(third, 300_000, 300_100));
        var sent = rig.Places.Count();
        rig.Trust(third, BookTrust.Resyncing);
        Play(rig, 300, spread: 60_000);
        Assert.Equal(0, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        Assert.True(rig.Places.Count() > sent);

        // With nothing held every listing counts again.
        sent = rig.Places.Count();
        Play(rig, 300, spread: 60_000);
        Assert.Equal(sent, rig.Places.Count());
    }

    [Theory]
    [InlineData(0, 0, 30)]
    [InlineData(31, 0, 0)]
    [InlineData(0, 100_000_000, 30)]
    [InlineData(0, 2_000_000_000, 0)]
    public void What_is_below_the_smallest_order_is_no_position(long minQuantity, long minNotional, long counts)
    {
        var terms = DeskRig.Terms(DeskRig.Listings());
        terms = terms with { Traded = [.. terms.Traded.Select(traded => traded with { Terms = traded.Terms with { MinQuantity = new Quantity(minQuantity), MinNotional = minNotional } })] };
        var seen = -1L;
        var strategy = new Scripted
        {
            Book = (desk, listing) => desk.Take(listing, Side.Buy, new Price(6_000_100), new Quantity(1_000)),
            Fill = (desk, _) => seen = Holding.Of(desk, 0),
        };
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), terms, (DeskRig.Settings(1, DeskRig.One), strategy)).Up();
        rig.OnPlace = order => new OrderReport
        {
            Kind = OrderReportKind.Accepted,
            Order = order.Order,
            Listing = order.Listing,
            Venue = order.Venue,
            Side = order.Side,
            Price = order.Price,
            Quantity = order.Quantity,
            FilledQuantity = new Quantity(OrderReport.NotTold),
        };
        rig.Book(DeskRig.One, 5_999_900, 6_000_100);
        rig.Fill(rig.Places.First(), 30, 6_000_100, Liquidity.Taker);
        rig.Answer();
        Assert.Equal(counts, seen);
    }

    /// <summary>Until the first position is there.</summary>
    private void PlayUntilHeld(DeskRig rig, Action? also = null) =>
        Play(rig, 900, 60_000, also, () => rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One) != 0 && _strategy.Legs.Find(0) is null);

    private static void Play(DeskRig rig, int looks, double spread, Action? also = null, Func<bool>? until = null)
    {
        var random = new Random(7);
        var (second, distance) = (4_000_000.0, 0.0);
        for (var i = 0; i < looks; i++)
        {
            second += (random.NextDouble() - 0.5) * 20_000;
            distance = distance * 0.9 + (random.NextDouble() - 0.5) * spread * 0.4;
            var (one, other) = ((long)(1.5 * second + distance), (long)second);
            rig.Book(DeskRig.One, one - 50, one + 50);
            rig.Book(DeskRig.Two, other - 50, other + 50);
            also?.Invoke();
            rig.Pass(100);
            if (until?.Invoke() == true)
                return;
        }
    }

    private DeskRig Rig(params (string Name, string Value)[] parameters)
    {
        var settings = SettingsOf([DeskRig.One, DeskRig.Two], parameters);
        return new DeskRig(new TraderSettings(StrategyMode.Paper), (settings, _strategy)).Up();
    }

    private static StrategySettings SettingsOf(ListingId[] listings, params (string Name, string Value)[] parameters)
    {
        (string Name, string Value)[] all = [("sample", "100"), ("window", "120"), ("refit", "40"), ("pause", "0"), ("size", "0.01"), ("correlation-min", "0.2"), .. parameters];
        return DeskRig.Settings(1, listings) with { Parameters = all.GroupBy(pair => pair.Name).ToImmutableDictionary(group => group.Key, group => group.Last().Value) };
    }
}
