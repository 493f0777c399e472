using System.Globalization;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Lobster;
using Xunit;

namespace Rialto.Unit.Venue;

public sealed class FastConformanceTests
{
    private const string AaplHour = "l3/lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz";

    /// <summary>Six independent price-time engines agree on these numbers.</summary>
    [Fact]
    public void The_recorded_AAPL_hour_trades_as_on_every_price_time_exchange()
    {
        var flow = FlowCommands.FromLobster(LobsterFile.ReadMessages(Recordings.Path(AaplHour)), new OwnerId(1), new InstrumentId(1));
        var exchange = new FastExchange(instruments: 1, slots: 1 << 18);
        var first = exchange.Engine.Sink.Count;
        for (var i = 0; i < flow.Count; i++)
            exchange.Apply(flow.At(i, 0));

        var outcome = default(FlowOutcome);
        var refused = 0;
        var numbers = new Dictionary<OrderId, long>();
        ref var sink = ref exchange.Engine.Sink;
        for (var i = first; i < sink.Count; i++)
        {
            ref var e = ref sink[i];
            if (e.Kind == EventKind.OrderAccepted)
                numbers[e.OrderId] = FlowCommands.TryNumberOf(e.ClientOrderId, out var number) ? number : 0;
            else if (e.Kind == EventKind.Trade)
                outcome.AddTrade(numbers[e.MakerOrderId], e.Quantity.Units, e.Price.Units);
            else if (e.Kind == EventKind.CommandRejected)
                refused++;
        }

        Assert.Equal(4_105, outcome.Trades);
        Assert.Equal(349_714, outcome.Volume);
        Assert.Equal(20_492_118_219, outcome.Notional);
        Assert.Equal("22109ff5f2df8f3b", outcome.TradeHash.ToString("x16", CultureInfo.InvariantCulture));
        Assert.Equal(76, refused);
        Assert.Equal(0, exchange.Engine.LiveOrders);
    }
}
