using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Venue;

public sealed class FastStateHashTests
{
    [Fact]
    public void A_replay_of_the_same_commands_has_the_same_state_hash_at_every_thousandth_command()
    {
        var (one, other) = (new FastExchange(instruments: 3), new FastExchange(instruments: 3));
        var (flow, again) = (new MixedFlow(instruments: 3), new MixedFlow(instruments: 3));
        for (var i = 1; i <= 30_000; i++)
        {
            one.Apply(flow.Next());
            other.Apply(again.Next());
            if (i % 1000 == 0)
                Assert.Equal(one.Engine.StateHash(), other.Engine.StateHash());
        }
    }

    [Fact]
    public void An_order_that_waits_for_its_resend_changes_the_state_hash()
    {
        var (one, other) = (new FastExchange(instruments: 1), new FastExchange(instruments: 1));
        one.Apply(Immediate(idempotent: true));
        other.Apply(Immediate(idempotent: false));

        Assert.NotEqual(one.Engine.StateHash(), other.Engine.StateHash());
    }

    private static Command Immediate(bool idempotent) => new()
    {
        Kind = CommandKind.NewOrder,
        Owner = new OwnerId(1),
        Instrument = new Rialto.Model.Instruments.InstrumentId(1),
        Terms = OrderTerms.Of(OrderType.Limit, TimeInForce.Ioc, idempotent: idempotent),
        Price = new Price(100),
        Quantity = new Quantity(1),
        Text = Text36.Of("once"),
    };
}
