using BenchmarkDotNet.Attributes;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;
using Rialto.Wire.Native;

namespace Rialto.Micro;

/// <summary>Bytes of an order to the exchange's command, and an event to its bytes.</summary>
public class WireBenchmarks
{
    private static readonly Instrument Apple = new(
        new InstrumentId(1), Text36.Of("AAPL"), 2, 0, 4, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000));

    private readonly byte[] _json =
        """{"symbol":"AAPL","side":"buy","order_type":"limit","quantity":"100","price":"585.33","time_in_force":"GTC","client_order_id":"mm-000017"}"""u8.ToArray();

    private readonly byte[] _frame = new byte[NativeFrame.MaxBytes];
    private readonly byte[] _into = new byte[NativeFrame.MaxBytes];
    private ExchangeEvent _accepted = new() { Kind = EventKind.OrderAccepted, OrderId = new OrderId(17), Price = new Price(58_533), Quantity = new Quantity(100) };
    private int _frameLength;

    [GlobalSetup]
    public void Setup() => _frameLength = NativeOrders.Encode(
        new Command
        {
            Kind = CommandKind.NewOrder,
            Instrument = new InstrumentId(1),
            Price = new Price(58_533),
            Quantity = new Quantity(100),
            Text = Text36.Of("mm-000017"),
        },
        requestId: 7,
        _frame);

    [Benchmark]
    public long Json_order_to_command()
    {
        if (!OrderRequestJson.TryDecode(_json, RequestField.NewOrder, out var request, out _))
            throw new InvalidOperationException();
        return OrderRequestCommands.TryNewOrder(request, _json, Apple, new RequestOrigin(new OwnerId(1), default, default), out var command, out _)
            ? command.Price.Units
            : throw new InvalidOperationException();
    }

    [Benchmark]
    public long Native_order_to_command() =>
        NativeOrders.TryDecode(_frame.AsSpan(0, _frameLength), out var command, out _) ? command.Price.Units : throw new InvalidOperationException();

    [Benchmark]
    public int Event_to_native() => NativeOrderEvent.Encode(_accepted, 7, _into);
}
