using System.Net.WebSockets;
using Rialto.Gateways;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Binance.Streams;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue;
using Xunit;

namespace Rialto.Unit.Gateways.Binance.Streams;

/// <summary>What an event costs the fan-out thread: no memory, whoever reads.</summary>
public sealed class HubAllocationTests
{
    private static readonly InstrumentId Aapl = new(1);

    [Fact]
    public void Events_and_pulses_allocate_nothing_once_buffers_have_grown()
    {
        var events = new List<ExchangeEvent>();
        var exchange = new Exchange<ListSink>(new ExchangeLimits(), new ListSink(events));
        var views = new ExchangeViews(new ViewOptions());
        var hub = new BinanceHub(views);
        foreach (var command in RunningExchange.Opening())
            exchange.Apply(command);
        Feed(views, hub, events);
        views.RefreshDirectory();
        using var socket = new EndlessSocket();
        foreach (var micro in (bool[])[false, true])
        {
            var reader = new BinanceSocket(socket, 1 << 20, new GatewayMetrics()) { IsMicroseconds = micro, IsCombined = micro };
            for (var kind = MarketStreamKind.Depth; kind <= MarketStreamKind.AllTickers; kind++)
                hub.Market.Subscribe(reader, kind, kind >= MarketStreamKind.AllMiniTickers ? InstrumentId.None : Aapl);
            hub.Users.Add(new UserReader(reader, KeyOf(7), null, 0));
            hub.Users.Add(new UserReader(reader, KeyOf(8), "key"));
        }

        var sequence = (long)RunningExchange.Opening().Count;
        Trade(0, 2_000);
        var allocated = Allocations.Least(round => Trade(2_000 + round * 400, 400));
        Assert.True(socket.Messages > 20_000, $"{socket.Messages} messages");
        Assert.True(views.Find(Aapl)!.Tape.Count > 1_000);
        Assert.Equal(0, allocated);

        long Trade(int first, int count)
        {
            var bytes = 0L;
            for (var i = first; i < first + count; i++)
                bytes += Order(i);
            return bytes;
        }

        long Order(int i)
        {
            sequence++;
            exchange.Apply(new Command
            {
                Kind = CommandKind.NewOrder,
                Sequence = sequence,
                Time = new Timestamp(1_700_000_000_000_000_000 + sequence * 10_000_000),
                Owner = new OwnerId(7 + i % 2),
                Instrument = Aapl,
                Side = i % 2 == 0 ? Side.Sell : Side.Buy,
                Terms = OrderTerms.Of(OrderType.Limit),
                Price = new Price(10_000 + i * 7 % 11 - (i % 2 == 0 ? 5 : 0)),
                Quantity = new Quantity(1 + i % 5),
            });
            return Feed(views, hub, events);
        }
    }

    private static ApiKey KeyOf(int owner) => new("key", "user", new OwnerId(owner), default, Permissions.Read, default, "secret");

    private static long Feed(ExchangeViews views, BinanceHub hub, List<ExchangeEvent> events)
    {
        var allocated = 0L;
        for (var i = 0; i < events.Count; i++)
        {
            var e = events[i];
            views.Apply(in e);
            var before = Allocations.SoFar;
            if (i == 0)
                hub.OnCommandBegin(null);
            hub.On(in e);
            if (i == events.Count - 1)
            {
                hub.OnCommandEnd(e.Sequence);
                hub.OnBatchEnd();
                if (e.Sequence % 5 == 0)
                    hub.Market.OnPulse(e.Time);
                // Here, so that the test's own thread sees what it costs.
                hub.Signal(here: true);
            }

            allocated += Allocations.SoFar - before;
        }

        views.Orders.Trim();
        events.Clear();
        return allocated;
    }

    private readonly struct ListSink(List<ExchangeEvent> events) : IEventSink
    {
        public ref ExchangeEvent Claim()
        {
            events.Add(default);
            return ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(events)[^1];
        }

        public void EndCommand()
        {
        }
    }

    /// <summary>Takes everything at once.</summary>
    private sealed class EndlessSocket : WebSocket
    {
        public int Messages { get; private set; }

        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Open;

        public override string? SubProtocol => null;

        public override void Abort()
        {
        }

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Dispose()
        {
        }

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
        {
            Messages++;
            return ValueTask.CompletedTask;
        }
    }
}
