using Rialto.Gateways.Auth;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Native;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>The native protocol over real sockets against a running exchange.</summary>
public sealed class NativeSessionTests : IAsyncLifetime
{
    private RunningExchange _exchange = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _exchange = await RunningExchange.StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _exchange.DisposeAsync();

    [Fact]
    public async Task A_logon_is_accepted_with_session_and_owner()
    {
        var (client, accepted) = await NativeClient.LogonAsync(_exchange, "alice");
        using (client)
        {
            Assert.Equal((1, 1, 1), (accepted.Version, accepted.Session.Value, accepted.Owner.Value));
            Assert.Equal(NativePermissions.Read | NativePermissions.Trade, accepted.Permissions);
        }
    }

    [Fact]
    public async Task Answers_carry_the_request_id_and_the_last_one_says_so()
    {
        var (maker, _) = await NativeClient.LogonAsync(_exchange, "maker");
        var (taker, _) = await NativeClient.LogonAsync(_exchange, "taker");
        using var _1 = maker;
        using var _2 = taker;
        await maker.SendAsync(Order(Side.Sell, 100, 10, display: 4), 7);
        var accepted = await OrderEventAsync(maker);
        Assert.Equal((EventKind.OrderAccepted, 7u, true), (accepted.Event.Kind, accepted.RequestId, accepted.Event.IsLastOfCommand));

        await taker.SendAsync(Order(Side.Buy, 100, 4), 8);

        var taken = await OrderEventAsync(taker);
        Assert.Equal((EventKind.OrderAccepted, 8u, false), (taken.Event.Kind, taken.RequestId, taken.Event.IsLastOfCommand));
        var fillFrame = await taker.FindAsync(NativeType.Fill);
        Assert.True(NativeFill.TryDecode(fillFrame, out var fill, out _));
        // The command ends with the maker's next tranche, which is not the taker's business: its own last frame is marked instead.
        Assert.Equal((8u, true, 4L, true), (NativeFrame.RequestIdOf(fillFrame), fill.IsTaker, fill.Quantity.Units, (fill.Flags & EventFlags.LastOfCommand) != 0));
        var makerFrame = await maker.FindAsync(NativeType.Fill);
        Assert.True(NativeFill.TryDecode(makerFrame, out var makerFill, out _));
        Assert.Equal((0u, false, 6L), (NativeFrame.RequestIdOf(makerFrame), makerFill.IsTaker, makerFill.Leaves.Units));
        var tranche = await OrderEventAsync(maker);
        Assert.Equal((EventKind.OrderRested, EventFlags.Replenished), (tranche.Event.Kind, tranche.Event.Flags & EventFlags.Replenished));
    }

    [Fact]
    public async Task Every_kind_of_command_is_answered()
    {
        var (client, accepted) = await NativeClient.LogonAsync(_exchange, "alice");
        using var _ = client;
        await client.SendAsync(Order(Side.Buy, 100, 10), 1);
        await client.SendAsync(new Command { Kind = CommandKind.ReduceOrder, OrderId = new OrderId(1), Quantity = new Quantity(2) }, 2);
        await client.SendAsync(new Command { Kind = CommandKind.ReplaceOrder, OrderId = new OrderId(1), Quantity = new Quantity(5) }, 3);
        await client.SendAsync(new Command { Kind = CommandKind.CancelOrder, OrderId = new OrderId(1) }, 4);
        await client.SendAsync(new Command { Kind = CommandKind.CancelOrder, OrderId = new OrderId(1) }, 5);
        await client.SendAsync(Command.MassCancel(default, default, MassCancelScope.OneSession), 6);

        var expected = new[] { EventKind.OrderAccepted, EventKind.OrderReduced, EventKind.OrderReplaced, EventKind.OrderCanceled, EventKind.CommandRejected, EventKind.MassCanceled };
        for (var i = 0; i < expected.Length; i++)
        {
            var (told, requestId) = await OrderEventAsync(client);
            Assert.Equal((expected[i], (uint)i + 1, true), (told.Kind, requestId, told.IsLastOfCommand));
        }

        Assert.Equal(accepted.Session, _exchange.Journal[^1].Session);
    }

    [Fact]
    public async Task Market_data_streams_give_snapshots_and_then_changes()
    {
        using var rest = _exchange.Rest("rest");
        await rest.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"1.00","quantity":"10"}""");
        var (client, _) = await NativeClient.LogonAsync(_exchange, "alice");
        using var _1 = client;
        foreach (var channel in (NativeChannel[])[NativeChannel.Instruments, NativeChannel.Levels, NativeChannel.Orders, NativeChannel.Trades])
            await client.SubscribeAsync(channel, channel == NativeChannel.Instruments ? 0 : 1);

        Assert.True(NativeInstrument.TryDecode(await client.FindAsync(NativeType.Instrument), out var instrument, out _));
        Assert.Equal(("AAPL", InstrumentState.Open), (instrument.Definition.Symbol.ToString(), instrument.State));
        Assert.True(NativeLevel.TryDecode(await client.FindAsync(NativeType.Level), out var level, out _));
        Assert.Equal((100L, 10L, 1, NativeMarks.Snapshot), (level.Price.Units, level.Quantity.Units, level.Orders, level.Moment.Marks));
        Assert.True(NativeBookOrder.TryDecode(await client.FindAsync(NativeType.BookOrder), out var order, out _));
        Assert.Equal((NativeBookAction.Add, 1L, 10L), (order.Action, order.OrderId.Value, order.Quantity.Units));
        await client.FindAsync(NativeType.SnapshotEnd);
        Assert.True(NativeStreamMark.TryDecode(await client.FindAsync(NativeType.Subscription), out var mark, out var _));
        Assert.Equal((NativeChannel.Trades, true), (mark.Channel, mark.On));

        await rest.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"1.00","quantity":"4"}""");

        Assert.True(NativeTrade.TryDecode(await client.FindAsync(NativeType.Trade), out var trade, out _));
        Assert.Equal((4L, Side.Sell), (trade.Quantity.Units, trade.Moment.Side));
        Assert.True(NativeBookOrder.TryDecode(await client.FindAsync(NativeType.BookOrder), out var changed, out _));
        Assert.Equal((NativeBookAction.Change, 6L), (changed.Action, changed.Quantity.Units));
        Assert.True(NativeLevel.TryDecode(await client.FindAsync(NativeType.Level), out var less, out _));
        Assert.Equal((6L, NativeMarks.LastOfCommand), (less.Quantity.Units, less.Moment.Marks));
    }

    [Fact]
    public async Task Own_orders_of_other_sessions_are_told_to_those_who_ask()
    {
        using var rest = _exchange.Rest("alice");
        var (client, _) = await NativeClient.LogonAsync(_exchange, "alice");
        using var _1 = client;
        await client.SubscribeAsync(NativeChannel.OwnOrders);
        await client.FindAsync(NativeType.Subscription);

        await rest.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"1.00","quantity":"10","client_order_id":"r-1"}""");

        var (opened, _) = await OrderEventAsync(client);
        var (told, requestId) = await OrderEventAsync(client);
        Assert.Equal((EventKind.SessionOpened, "127.0.0.1"), (opened.Kind, opened.ClientOrderId.ToString()));
        Assert.Equal((EventKind.OrderAccepted, 0u, "r-1"), (told.Kind, requestId, told.ClientOrderId.ToString()));
    }

    [Fact]
    public async Task Orders_end_with_the_session_that_asked_for_it()
    {
        var (leaving, _) = await NativeClient.LogonAsync(_exchange, "alice", cancelOnDisconnect: true);
        var (staying, _) = await NativeClient.LogonAsync(_exchange, "alice");
        using var _1 = staying;
        await staying.SubscribeAsync(NativeChannel.OwnOrders);
        await staying.FindAsync(NativeType.Subscription);
        await leaving.SendAsync(Order(Side.Buy, 100, 10), 1);
        await OrderEventAsync(leaving);
        Assert.Equal(EventKind.OrderAccepted, (await OrderEventAsync(staying)).Event.Kind);

        leaving.Dispose();

        var canceled = (await OrderEventAsync(staying)).Event;
        Assert.Equal((EventKind.OrderCanceled, CancelReason.Disconnected), (canceled.Kind, canceled.CancelReason));
    }

    [Fact]
    public async Task A_wrong_logon_ends_the_connection_with_its_reason()
    {
        var key = _exchange.Keys.Create("alice", Permissions.Trade);
        var tampered = NativeClient.Logon(key);
        tampered[60] ^= 1;
        var replayed = NativeClient.Logon(key);
        using (var first = await NativeClient.ConnectAsync(_exchange))
        {
            await first.SendAsync(replayed);
            await first.FindAsync(NativeType.LogonAccepted);
        }

        Assert.Equal(SessionEndReason.NotAuthenticated, await EndOf(tampered));
        Assert.Equal(SessionEndReason.NotAuthenticated, await EndOf(replayed));
        Assert.Equal(SessionEndReason.NotAuthenticated, await EndOf(NativeClient.Logon(key, skew: TimeSpan.FromMinutes(-11))));
        var order = new byte[NativeFrame.MaxBytes];
        var command = Order(Side.Buy, 1, 1);
        Assert.Equal(SessionEndReason.LogonExpected, await EndOf(order[..NativeOrders.Encode(in command, 1, order)]));
        Assert.Equal(SessionEndReason.MalformedFrame, await EndOf([1, 0, 0, 0, 0, 0, 0, 0]));

        async Task<SessionEndReason> EndOf(byte[] bytes)
        {
            using var client = await NativeClient.ConnectAsync(_exchange);
            if (bytes.Length > 0)
                await client.SendAsync(bytes);
            return await client.ReadToEndAsync();
        }
    }

    [Fact]
    public async Task A_connection_that_does_not_log_on_is_ended()
    {
        await using var exchange = await RunningExchange.StartAsync(options => options.Native.LogonTimeoutMs = 100);
        using var client = await NativeClient.ConnectAsync(exchange);

        Assert.Equal(SessionEndReason.LogonExpected, await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_logout_is_answered_and_silence_ends_the_session()
    {
        var (polite, _) = await NativeClient.LogonAsync(_exchange, "alice");
        using var _1 = polite;
        var logout = new byte[NativeFrame.HeaderBytes];
        NativeFrame.EncodeEmpty(NativeType.Logout, 5, logout);
        await polite.SendAsync(logout);
        Assert.Equal(SessionEndReason.Logout, await polite.ReadToEndAsync());

        var (silent, accepted) = await NativeClient.LogonAsync(_exchange, "alice", heartbeatMs: 100);
        using var _2 = silent;
        Assert.Equal(100, accepted.HeartbeatMs);
        Assert.Equal(SessionEndReason.Silent, await silent.ReadToEndAsync());
    }

    [Fact]
    public async Task The_exchange_says_something_at_least_once_an_interval()
    {
        var (client, _) = await NativeClient.LogonAsync(_exchange, "alice", heartbeatMs: 1_000);
        using var _1 = client;

        await client.FindAsync(NativeType.Heartbeat);
    }

    [Fact]
    public async Task A_key_that_may_not_is_refused_and_the_session_lives_on()
    {
        var (reader, _) = await NativeClient.LogonAsync(_exchange, "reader", permissions: Permissions.Read);
        using var _1 = reader;

        await reader.SendAsync(Order(Side.Buy, 100, 10), 3);
        await reader.SubscribeAsync(NativeChannel.Levels, instrument: 77);

        Assert.True(NativeRefused.TryDecode(await reader.ReceiveAsync(), out var forbidden, out _));
        Assert.Equal((RejectReason.Forbidden, NativeType.NewOrder), (forbidden.Reason, forbidden.Type));
        Assert.True(NativeRefused.TryDecode(await reader.ReceiveAsync(), out var unknown, out _));
        Assert.Equal(RejectReason.UnknownInstrument, unknown.Reason);
    }

    [Fact]
    public async Task A_reader_that_does_not_keep_up_is_ended_and_nobody_else_waits()
    {
        await using var exchange = await RunningExchange.StartAsync(options => options.Native.MaxQueuedBytes = 65_536);
        var (slow, _) = await NativeClient.LogonAsync(exchange, "slow");
        using var _1 = slow;
        await slow.SubscribeAsync(NativeChannel.Trades, 1);
        await slow.FindAsync(NativeType.Subscription);
        using var rest = exchange.Rest("alice");

        // More than the sockets' own buffers hold, while nobody reads.
        const int Orders = 300_000;
        for (var i = 0; i < Orders; i++)
            exchange.Inject(Order((Side)(i % 2), 100, 1) with { Owner = new OwnerId(9) });
        while (exchange.Gateways.Sequence < Orders)
            await Task.Delay(1);

        Assert.Equal(201, (await rest.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"1.00","quantity":"1"}""")).Status);
        Assert.Equal(SessionEndReason.SlowConsumer, await slow.ReadToEndAsync());
    }

    private static async Task<(ExchangeEvent Event, uint RequestId)> OrderEventAsync(NativeClient client)
    {
        var frame = await client.FindAsync(NativeType.OrderEvent);
        Assert.True(NativeOrderEvent.TryDecode(frame, out var told, out _));
        return (told, NativeFrame.RequestIdOf(frame));
    }

    private static Command Order(Side side, long price, long quantity, long display = 0) => new()
    {
        Kind = CommandKind.NewOrder,
        Instrument = new InstrumentId(1),
        Side = side,
        Price = new Price(price),
        Quantity = new Quantity(quantity),
        DisplayQuantity = new Quantity(display),
        Terms = OrderTerms.Of(OrderType.Limit),
    };
}
