using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Strategies;
using Rialto.Strategies.Taking;
using Rialto.Trading;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Strategies;

public class HandOverTests
{
    [Theory]
    [InlineData("spread-maker")]
    [InlineData("avellaneda-stoikov")]
    public void A_maker_that_takes_over_has_its_forerunners_quotes_and_no_second_pair(string kind)
    {
        var settings = DeskRig.Settings(1) with { Parameters = DeskRig.Settings(1).Parameters.AddRange([KeyValuePair.Create("volatility-half-life", "100"), KeyValuePair.Create("requote-every", "0"), KeyValuePair.Create("pull", "10000")]) };
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), (settings, Make(kind))).Up();
        Warm(rig);
        Assert.Equal((1, 1), Standing(rig));
        rig.Command(DeskCommandKind.Swap, 1, rig.Trader.Offer(Make(kind)));
        Assert.Contains(rig.Audits, audit => audit.Kind == DeskAuditKind.Swapped);
        Warm(rig);
        Assert.Equal((1, 1), Standing(rig));
        Assert.Equal(2, rig.Trader.LiveOrders);
    }

    [Fact]
    public void A_taker_that_takes_over_waits_for_its_forerunners_order()
    {
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), (DeskRig.Settings(1), Taker())).Up();
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        Assert.Equal(1, rig.Trader.LiveOrders);
        rig.Command(DeskCommandKind.Swap, 1, rig.Trader.Offer(Taker()));
        for (var i = 0; i < 3; i++)
        {
            rig.Pass(1_000);
            rig.Book(DeskRig.One, 6_000_000, 6_000_101 + i);
        }

        Assert.Equal((1, 1), (rig.Trader.LiveOrders, rig.Places.Count()));

        static Scripted Taker()
        {
            var position = new TargetPosition();
            return new Scripted { Book = (desk, listing) => position.Move(desk, listing, 1_000, isUrgent: false, 60_000), Order = (_, order) => position.Hear(in order) };
        }
    }

    private static IStrategy Make(string kind)
    {
        var catalog = new StrategyCatalog();
        BuiltInStrategies.AddTo(catalog);
        Assert.True(catalog.TryMake(kind, out var strategy));
        return strategy;
    }

    private static void Warm(DeskRig rig)
    {
        for (var i = 0; i < 120; i++)
        {
            rig.Book(DeskRig.One, 6_000_000, 6_000_100 + i % 2);
            var (bids, asks) = Standing(rig);
            Assert.True(bids <= 1 && asks <= 1, $"{bids} bids, {asks} asks");
        }
    }

    private static (int Bids, int Asks) Standing(DeskRig rig)
    {
        var orders = rig.Trader.ViewOf(new StrategyId(1)).Orders.ToArray();
        return (orders.Count(order => order.Side == Side.Buy), orders.Count(order => order.Side == Side.Sell));
    }
}
