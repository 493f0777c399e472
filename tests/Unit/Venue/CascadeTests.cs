using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins;
using Rialto.Twins.Scenarios;
using Xunit;

namespace Rialto.Unit.Venue;

/// <summary>One command with very many consequences.</summary>
public class CascadeTests
{
    private const int Stops = 1_000;

    [Fact]
    public void A_thousand_stops_each_set_off_by_the_one_before_go_off_one_after_the_other()
    {
        var answers = Engines.All.Select(e => Play(e.Create(new ExchangeLimits(4 * Stops, 16)))).ToList();
        Assert.Equal(Stops, answers[0].Count(e => e.Kind == EventKind.OrderTriggered));
        Assert.Equal(Stops + 1, answers[0].Count(e => e.Kind == EventKind.Trade));
        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
    }

    [Fact]
    public void A_hundred_thousand_tranches_are_taken_in_one_command()
    {
        foreach (var engine in Engines.All.Select(e => e.Create(new ExchangeLimits(16, 16))))
        {
            var sequence = Open(engine);
            Apply(engine, ref sequence, Limit(Side.Sell, 10_000, 100_000) with { DisplayQuantity = new Quantity(1) });
            var events = Apply(engine, ref sequence, Limit(Side.Buy, 10_000, 100_000));
            Assert.Equal(1 + 100_000 + 99_999, events.Length);
            Assert.Equal(0, engine.LiveOrders);
        }
    }

    /// <summary>The last command's events.</summary>
    private static ExchangeEvent[] Play(IEngine engine)
    {
        var sequence = Open(engine);
        for (var i = 0; i <= Stops; i++)
            Apply(engine, ref sequence, Limit(Side.Sell, 10_000 + i, 1));
        for (var i = Stops - 1; i >= 0; i--)
            Apply(engine, ref sequence, Limit(Side.Buy, 0, 1) with { Terms = OrderTerms.Of(OrderType.StopLoss), TriggerPrice = new Price(10_000 + i), Owner = new OwnerId(2) });
        return Apply(engine, ref sequence, Limit(Side.Buy, 10_000, 1));
    }

    private static long Open(IEngine engine)
    {
        var sequence = 0L;
        Apply(engine, ref sequence, Command.DefineInstrument(Vocabulary.Usual));
        Apply(engine, ref sequence, Command.SetInstrumentState(Vocabulary.Usual.Id, InstrumentState.Open));
        return sequence;
    }

    private static ExchangeEvent[] Apply(IEngine engine, ref long sequence, Command command)
    {
        command.Sequence = ++sequence;
        command.Time = new Timestamp(1_767_603_600_000_000_000);
        engine.Log.Clear();
        engine.Apply(command);
        return engine.Log.Events.ToArray();
    }

    private static Command Limit(Side side, long price, long quantity) => new()
    {
        Kind = CommandKind.NewOrder,
        Side = side,
        Instrument = Vocabulary.Usual.Id,
        Owner = new OwnerId(1),
        Price = new Price(price),
        Quantity = new Quantity(quantity),
        Terms = OrderTerms.Of(OrderType.Limit),
    };
}
