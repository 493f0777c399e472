using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Strategies.Execution;
using Rialto.Trading;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Strategies.Execution;

/// <summary>Parent orders whose orders are refused in other words, and parents that are changed while they are stopped.</summary>
public class RefusedOrdersTests
{
    [Theory]
    [InlineData("urgent")]
    [InlineData("passive")]
    public void What_a_venue_ends_unasked_and_without_a_fill_is_not_asked_for_at_once_again(string urgency)
    {
        var (rig, parent) = Rig(ExecutionKind.Execute, ("quantity", "0.05"), ("urgency", urgency), ("rest-venues", "1"));
        rig.OnPlace = request => rig.Places.Count() > 500 ? throw new InvalidOperationException("In a loop.")
            : new OrderReport { Kind = OrderReportKind.Cancelled, Order = request.Order, Listing = request.Listing, Venue = request.Venue, FilledQuantity = Quantity.Zero };
        for (var i = 0; i < 1_000; i++)
        {
            rig.Book(DeskRig.One, 6_000_000, 6_000_100, askQuantity: 10_000 + i % 2);
            rig.Pass(5);
        }

        // Eight seconds: after 0.1, 0.3, 0.7, 1.5, 3.1 and 6.3.
        Assert.InRange(rig.Places.Count(), 5, 8);
        rig.OnPlace = null;
        for (var i = 0; i < 1_000 && rig.Trader.LiveOrders == 0 && !parent.IsDone; i++)
        {
            rig.Book(DeskRig.One, 6_000_000, 6_000_100);
            rig.Pass(20);
        }

        Assert.Equal(urgency == "urgent", parent.IsDone);
    }

    [Fact]
    public void What_was_too_large_is_asked_for_again_when_there_is_room()
    {
        // Least order 100: what is asked for is 250, then 125, then 100, and not below.
        var terms = DeskRig.Terms(DeskRig.Listings());
        terms = terms with
        {
            Limits = terms.Limits with { OrderNotional = RiskLimits.One },
            Traded = [.. terms.Traded.Select(one => one with { Terms = one.Terms with { MinQuantity = new Quantity(100) } })],
        };
        var parent = new ExecutionStrategy(ExecutionKind.Execute);
        var rig = new DeskRig(new TraderSettings(StrategyMode.Paper), terms, (Settings(("quantity", "0.0025"), ("urgency", "urgent")), parent)).Up();
        for (var i = 0; i < 300; i++)
        {
            rig.Book(DeskRig.One, 6_000_000, 6_000_100);
            rig.Pass(50);
        }

        Assert.Empty(rig.Places);
        Assert.False(parent.IsDone);
        var refused = rig.Audits.Where(audit => audit.Kind == DeskAuditKind.IntentRefused).ToArray();
        Assert.Equal(100, refused.Min(audit => audit.Quantity.Units));
        Assert.InRange(refused.Length, 8, 40);
        rig.Trader.Apply(new DeskCommand { Kind = DeskCommandKind.SetLimit, Time = rig.Now, Number = (int)RiskLimitKind.OrderNotional, Listing = DeskRig.One, Value = ParameterValue.Of(RiskLimits.Unlimited), Who = Text36.Of("ada") });
        for (var i = 0; i < 300 && !parent.IsDone; i++)
        {
            rig.Book(DeskRig.One, 6_000_000, 6_000_100);
            rig.Pass(50);
        }

        Assert.True(parent.IsDone);
        Assert.Equal(250, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
    }

    [Fact]
    public void An_order_that_has_begun_does_not_go_the_other_way()
    {
        var (rig, parent) = Rig(ExecutionKind.Execute, ("quantity", "0.05"), ("urgency", "urgent"), ("limit", "60001"));
        rig.Book(DeskRig.One, 6_000_000, 6_000_100, askQuantity: 2_000);
        rig.Command(DeskCommandKind.Stop, 1, who: "ada");
        Set(rig, parent, "side", ParameterValue.Of(1));
        rig.Command(DeskCommandKind.Start, 1, who: "ada");
        Assert.Equal((StrategyState.Faulted, StrategyFault.Threw), (State(rig).State, State(rig).Fault));
        var before = rig.Places.Count();
        Work(rig);
        Assert.Equal(before, rig.Places.Count());

        // The way it went it goes on.
        Set(rig, parent, "side", ParameterValue.Of(0));
        rig.Command(DeskCommandKind.Start, 1, who: "ada");
        Work(rig);
        Work(rig);
        Assert.Equal(5_000, State(rig).PositionOf(DeskRig.One));
        Assert.True(parent.IsDone);
    }

    [Fact]
    public void An_order_that_has_not_begun_may_go_the_other_way()
    {
        var (rig, parent) = Rig(ExecutionKind.Execute, ("quantity", "0.05"), ("urgency", "urgent"), ("start", "1790000005000"));
        rig.Book(DeskRig.One, 6_000_000, 6_000_100);
        rig.Command(DeskCommandKind.Stop, 1, who: "ada");
        Set(rig, parent, "side", ParameterValue.Of(1));
        rig.Command(DeskCommandKind.Start, 1, who: "ada");
        rig.Pass(5_000);
        Work(rig);
        Assert.All(rig.Places, place => Assert.Equal(Side.Sell, place.Side));
        Assert.Equal(-5_000, State(rig).PositionOf(DeskRig.One));
    }

    [Fact]
    public void Other_slices_act_from_where_they_stand()
    {
        var (rig, parent) = Rig(ExecutionKind.Twap, ("quantity", "0.1"), ("urgency", "urgent"), ("duration", "100000"), ("interval", "1000"), ("jitter", "0"));
        for (var i = 0; i < 50; i++)
        {
            rig.Book(DeskRig.One, 6_000_000, 6_000_100);
            rig.Pass(1_000);
        }

        rig.Command(DeskCommandKind.Stop, 1, who: "ada");
        Set(rig, parent, "interval", ParameterValue.Of(10_000));
        rig.Command(DeskCommandKind.Start, 1, who: "ada");
        for (var i = 0; i < 20; i++)
        {
            rig.Book(DeskRig.One, 6_000_000, 6_000_100);
            rig.Pass(1_000);
        }

        Assert.InRange(State(rig).PositionOf(DeskRig.One), 6_500, 8_500);
    }

    [Fact]
    public void A_larger_quantity_wakes_what_was_done()
    {
        var (rig, parent) = Rig(ExecutionKind.Execute, ("quantity", "0.05"), ("urgency", "urgent"));
        Work(rig);
        Work(rig);
        Assert.True(parent.IsDone);
        rig.Command(DeskCommandKind.Stop, 1, who: "ada");
        Set(rig, parent, "quantity", ParameterValue.Of(0.08m));
        rig.Command(DeskCommandKind.Start, 1, who: "ada");
        Work(rig);
        Work(rig);
        Assert.True(parent.IsDone);
        Assert.Equal(8_000, State(rig).PositionOf(DeskRig.One));
    }

    private static StrategyView State(DeskRig rig) => rig.Trader.ViewOf(new StrategyId(1));

    private static void Work(DeskRig rig) => rig.Book(DeskRig.One, 6_000_000, 6_000_100);

    private static void Set(DeskRig rig, ExecutionStrategy parent, string name, ParameterValue value)
    {
        var number = parent.Declaration.Parameters.ToList().FindIndex(parameter => parameter.Name == name);
        rig.Command(DeskCommandKind.SetParameter, 1, number, value, "ada");
    }

    private static (DeskRig Rig, ExecutionStrategy Parent) Rig(ExecutionKind kind, params (string Name, string Value)[] parameters)
    {
        var parent = new ExecutionStrategy(kind);
        return (new DeskRig(new TraderSettings(StrategyMode.Paper), (Settings(parameters), parent)).Up(), parent);
    }

    private static StrategySettings Settings(params (string Name, string Value)[] parameters) => DeskRig.Settings(1, DeskRig.One, DeskRig.Two) with
    {
        Parameters = DeskRig.Settings(1).Parameters.AddRange(parameters.Select(one => KeyValuePair.Create(one.Name, one.Value))),
    };
}
