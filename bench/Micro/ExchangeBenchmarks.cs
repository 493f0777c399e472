using BenchmarkDotNet.Attributes;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue;

namespace Rialto.Micro;

/// <summary>Single commands against a book of two thousand orders; bench/Load plays whole flows.</summary>
public class ExchangeBenchmarks
{
    private static readonly InstrumentId Apple = new(1);

    private readonly Exchange<RingSink> _exchange = new(new ExchangeLimits(MaxLiveOrders: 1 << 14, RememberedOrders: 16), new RingSink());
    private long _sequence;

    [GlobalSetup]
    public void Setup()
    {
        Apply(Command.DefineInstrument(new Instrument(
            Apple, Text36.Of("AAPL"), 2, 0, 4, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000))));
        Apply(Command.SetInstrumentState(Apple, InstrumentState.Open));
        for (var i = 1; i <= 1_000; i++)
        {
            Apply(Order(Side.Buy, 50_000 - i, 100));
            Apply(Order(Side.Sell, 50_000 + i, 100));
        }
    }

    [Benchmark]
    public void New_order_rests_and_is_cancelled()
    {
        Apply(Order(Side.Buy, 49_950, 10));
        Apply(new Command { Kind = CommandKind.CancelOrder, Owner = new OwnerId(1), OrderId = _exchange.Sink.LastOrder });
    }

    [Benchmark]
    public void New_order_is_filled_by_another()
    {
        Apply(Order(Side.Sell, 50_000, 10));
        Apply(Order(Side.Buy, 50_000, 10));
    }

    private static Command Order(Side side, long price, long quantity) => new()
    {
        Kind = CommandKind.NewOrder,
        Owner = new OwnerId(1),
        Instrument = Apple,
        Side = side,
        Terms = OrderTerms.Of(OrderType.Limit),
        Price = new Price(price),
        Quantity = new Quantity(quantity),
    };

    private void Apply(Command command)
    {
        command.Sequence = ++_sequence;
        command.Time = new Timestamp(_sequence);
        _exchange.Apply(command);
    }

    /// <summary>A ring in cache that nobody reads.</summary>
    private struct RingSink() : IEventSink
    {
        private readonly ExchangeEvent[] _ring = new ExchangeEvent[1 << 10];
        private int _claimed;

        /// <summary>The order of the last event.</summary>
        public readonly OrderId LastOrder => _ring[(_claimed - 1) & 1023].OrderId;

        public ref ExchangeEvent Claim() => ref _ring[_claimed++ & 1023];

        public readonly void EndCommand()
        {
            if (_claimed > 0)
                _ring[(_claimed - 1) & 1023].Flags |= EventFlags.LastOfCommand;
        }
    }
}
