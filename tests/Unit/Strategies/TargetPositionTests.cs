using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Strategies.Taking;
using Rialto.Trading;
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
}
