using System.Collections.Immutable;
using Rialto.Model.Execution;
using Rialto.Model.Orders;
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
    public void A_successor_takes_over_the_legs_and_measures_anew()
    {
        var rig = Rig(("signal", "z-score"), ("enter", "1.5"), ("worth", "0"));
        Play(rig, 300, spread: 60_000);
        var next = new StatisticalArbitrage();
        rig.Command(DeskCommandKind.Swap, 1, rig.Trader.Offer(next));
        Assert.Equal(-1, next.Model.First);
        Assert.Equal(_strategy.Legs.Sets[0].Generation, next.Legs.Sets[0].Generation);
        Assert.False(new StatisticalArbitrage().LoadState(new byte[5], "1"));
    }

    private static void Play(DeskRig rig, int looks, double spread)
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
            rig.Pass(100);
        }
    }

    private DeskRig Rig(params (string Name, string Value)[] parameters)
    {
        (string Name, string Value)[] all = [("sample", "100"), ("window", "120"), ("refit", "40"), ("pause", "0"), ("size", "0.01"), ("correlation-min", "0.2"), .. parameters];
        var settings = DeskRig.Settings(1, DeskRig.One, DeskRig.Two) with { Parameters = all.GroupBy(pair => pair.Name).ToImmutableDictionary(group => group.Key, group => group.Last().Value) };
        return new DeskRig(new TraderSettings(StrategyMode.Paper), (settings, _strategy)).Up();
    }
}
