using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Rialto.Gateways.Auth;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Streams and order entry over WebSocket against a running exchange.</summary>
public sealed class SocketTests : IAsyncLifetime
{
    private RunningExchange _exchange = null!;
    private RestClient _maker = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync(options =>
        {
            options.Streams.MessagesPerSecond = 1;
            options.Streams.MessageBurst = 100;
            options.Streams.MaxRefusedInARow = 5;
            options.Streams.MaxSubscriptions = 3;
        });
        _maker = _exchange.Rest("maker");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _maker.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task The_book_comes_as_a_snapshot_and_then_as_changes_that_follow_on_each_other()
    {
        await _maker.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.45","quantity":"100"}""");
        await using var socket = await SocketClient.ConnectAsync(_exchange);

        await socket.SendAsync("""{"op":"subscribe","id":1,"channel":"book","symbol":"AAPL"}""");
        var acknowledged = await socket.ExpectAsync("subscribed");
        var snapshot = await socket.ExpectAsync("snapshot");
        var sell = await _maker.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.50","quantity":"150"}""");
        var added = await socket.ExpectAsync("update");
        await _maker.DeleteAsync($"/api/v1/orders/{sell["order_id"]}");
        var removed = await socket.ExpectAsync("update");

        Assert.Equal(1, acknowledged.GetProperty("id").GetInt32());
        Assert.Equal("""[["150.45","100"]]""", snapshot.GetProperty("bids").GetRawText());
        Assert.Equal("[]", snapshot.GetProperty("asks").GetRawText());
        Assert.Equal("""[["150.50","150"]]""", added.GetProperty("asks").GetRawText());
        Assert.Equal("""[["150.50","0"]]""", removed.GetProperty("asks").GetRawText());
        Assert.Equal(snapshot.GetProperty("sequence").GetInt64(), added.GetProperty("previous").GetInt64());
        Assert.Equal(added.GetProperty("sequence").GetInt64(), removed.GetProperty("previous").GetInt64());
    }

    [Fact]
    public async Task A_resync_brings_a_fresh_snapshot()
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        await socket.SendAsync("""{"op":"subscribe","channel":"book","symbol":"AAPL"}""");
        await socket.FindAsync("snapshot");
        await _maker.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.45","quantity":"100"}""");
        await socket.FindAsync("update");

        await socket.SendAsync("""{"op":"resync","channel":"book","symbol":"AAPL"}""");

        Assert.Equal("""[["150.45","100"]]""", (await socket.ExpectAsync("snapshot")).GetProperty("bids").GetRawText());
    }

    [Fact]
    public async Task Trades_ticker_and_depth_follow_a_trade()
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        foreach (var channel in (string[])["trades", "ticker", "depth"])
            await socket.SendAsync($$"""{"op":"subscribe","channel":"{{channel}}","symbol":"AAPL"}""");
        await socket.FindAsync("depth");
        await _maker.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.50","quantity":"80"}""");
        await _maker.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.50","quantity":"30"}""");

        var messages = new Dictionary<string, JsonElement>();
        while (!messages.ContainsKey("trade") || !IsAfterTrade("ticker", "last_price") || !HasRest())
        {
            var message = (await socket.ReceiveAsync())!.Value;
            messages[message.GetProperty("type").GetString()!] = message;
        }

        Assert.Equal("150.50", messages["trade"].GetProperty("price").GetString());
        Assert.Equal("buy", messages["trade"].GetProperty("side").GetString());
        Assert.Equal("50", messages["ticker"].GetProperty("ask_quantity").GetString());
        Assert.Equal("30", messages["ticker"].GetProperty("volume_24h").GetString());

        bool IsAfterTrade(string type, string field) => messages.TryGetValue(type, out var message) && message.GetProperty(field).ValueKind == JsonValueKind.String;
        bool HasRest() => messages.TryGetValue("depth", out var depth) && depth.GetProperty("asks").GetRawText() == """[["150.50","50",1]]""";
    }

    [Fact]
    public async Task Own_orders_are_told_to_their_owner_and_to_nobody_else()
    {
        await using var alice = await SocketClient.ConnectAsync(_exchange, "alice");
        await using var bob = await SocketClient.ConnectAsync(_exchange, "bob");
        foreach (var socket in (SocketClient[])[alice, bob])
        {
            await socket.SendAsync("""{"op":"subscribe","channel":"orders"}""");
            await socket.ExpectAsync("subscribed");
        }

        await bob.SendAsync("""{"op":"order.new","id":7,"symbol":"AAPL","side":"sell","price":"150.00","quantity":"10","client_order_id":"b-1"}""");
        var accepted = await bob.FindAsync("order");
        await bob.FindAsync("response");
        await alice.SendAsync("""{"op":"order.new","id":"x","symbol":"AAPL","side":"buy","price":"150.00","quantity":"4","client_order_id":"a-1"}""");
        var filled = await bob.FindAsync("order");

        Assert.Equal(("accepted", "b-1"), (accepted.GetProperty("event").GetString(), accepted.GetProperty("client_order_id").GetString()));
        Assert.Equal(("fill", "maker", "6", "b-1", "sell"), (
            filled.GetProperty("event").GetString(), filled.GetProperty("liquidity").GetString(), filled.GetProperty("leaves").GetString(),
            filled.GetProperty("client_order_id").GetString(), filled.GetProperty("side").GetString()));
        var own = await alice.FindAsync("order");
        Assert.Equal("a-1", own.GetProperty("client_order_id").GetString());
    }

    [Fact]
    public async Task Orders_over_the_socket_are_answered_by_request_id_in_the_order_sent()
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange, "alice");

        for (var i = 1; i <= 20; i++)
            await socket.SendAsync($$"""{"op":"order.new","id":{{i}},"symbol":"AAPL","side":"buy","price":"{{100 + i}}.00","quantity":"1","client_order_id":"c{{i}}"}""");
        await socket.SendAsync("""{"op":"order.replace","id":"r","client_order_id":"c20","quantity":"5"}""");
        await socket.SendAsync("""{"op":"order.reduce","id":"d","client_order_id":"c20","quantity":"2"}""");
        await socket.SendAsync("""{"op":"order.cancel","id":"c","client_order_id":"c20"}""");
        await socket.SendAsync("""{"op":"order.mass_cancel","id":"m"}""");

        for (var i = 1; i <= 20; i++)
        {
            var response = await socket.ExpectAsync("response");
            Assert.Equal((i, 201), (response.GetProperty("id").GetInt32(), response.GetProperty("status").GetInt32()));
        }

        var replaced = await socket.ExpectAsync("response");
        Assert.Equal(("r", "5"), (replaced.GetProperty("id").GetString(), replaced.GetProperty("result").GetProperty("leaves").GetString()));
        Assert.Equal("3", (await socket.ExpectAsync("response")).GetProperty("result").GetProperty("leaves").GetString());
        Assert.Equal("canceled", (await socket.ExpectAsync("response")).GetProperty("result").GetProperty("status").GetString());
        Assert.Equal(19, (await socket.ExpectAsync("response")).GetProperty("result").GetProperty("canceled").GetInt32());
    }

    [Fact]
    public async Task A_refused_order_is_answered_with_its_problem()
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange, "alice");

        await socket.SendAsync("""{"op":"order.cancel","id":1,"order_id":"99"}""");
        var unknown = await socket.ExpectAsync("response");
        await socket.SendAsync("""{"op":"order.new","id":2,"symbol":"AAPL","side":"buy","price":"1.001","quantity":"1"}""");
        var malformed = await socket.ExpectAsync("response");
        await socket.SendAsync("""{"op":"order.melt","id":3}""");
        var noSuchOp = await socket.ExpectAsync("response");
        await socket.SendAsync("""{"op":"order.replace","id":4,"order_id":"99","price":"2.00"}""");
        var noSuchOrder = await socket.ExpectAsync("response");

        Assert.Equal((404, "UnknownOrder"), (unknown.GetProperty("status").GetInt32(), Code(unknown)));
        Assert.Equal(("MalformedRequest", "price"), (Code(malformed), malformed.GetProperty("error").GetProperty("field").GetString()));
        Assert.Equal("MalformedRequest", Code(noSuchOp));
        Assert.Equal("UnknownOrder", Code(noSuchOrder));
    }

    [Fact]
    public async Task Orders_and_private_channels_need_authentication_and_permission()
    {
        await using var stranger = await SocketClient.ConnectAsync(_exchange);
        await stranger.SendAsync("""{"op":"order.new","id":1,"symbol":"AAPL","side":"buy","price":"1.00","quantity":"1"}""");
        Assert.Equal("Unauthorized", Code(await stranger.ExpectAsync("response")));
        await stranger.SendAsync("""{"op":"subscribe","channel":"orders"}""");
        Assert.Equal("Unauthorized", Code(await stranger.ExpectAsync("error")));

        await using var reader = await SocketClient.ConnectAsync(_exchange, "reader", permissions: Permissions.Read);
        await reader.SendAsync("""{"op":"order.new","id":1,"symbol":"AAPL","side":"buy","price":"1.00","quantity":"1"}""");
        Assert.Equal("Forbidden", Code(await reader.ExpectAsync("response")));
    }

    [Fact]
    public async Task A_wrong_signature_ends_the_connection()
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

        await socket.SendAsync($$"""{"op":"auth","key":"{{_maker.Key.Key.Id}}","timestamp":"{{now}}","signature":"{{new string('0', 64)}}"}""");

        Assert.Equal("Unauthorized", Code(await socket.ExpectAsync("error")));
        Assert.Equal((4001, "authentication failed"), await socket.ReadToEndAsync());
    }

    [Fact]
    public async Task Orders_of_a_session_that_asked_for_it_are_cancelled_when_it_vanishes()
    {
        var socket = await SocketClient.ConnectAsync(_exchange, "alice", cancelOnDisconnect: true);
        await socket.SendAsync("""{"op":"order.new","id":1,"symbol":"AAPL","side":"buy","price":"1.00","quantity":"1"}""");
        await socket.ExpectAsync("response");
        await using var watcher = await SocketClient.ConnectAsync(_exchange, "alice");
        await watcher.SendAsync("""{"op":"subscribe","channel":"orders"}""");
        await watcher.ExpectAsync("subscribed");

        socket.Abort();

        var canceled = await watcher.ExpectAsync("order");
        Assert.Equal(("canceled", "disconnected"), (canceled.GetProperty("event").GetString(), canceled.GetProperty("cancel_reason").GetString()));
        await socket.DisposeAsync();
    }

    [Fact]
    public async Task A_mass_cancel_can_be_limited_to_the_connections_own_session()
    {
        await using var first = await SocketClient.ConnectAsync(_exchange, "alice", cancelOnDisconnect: true);
        await using var second = await SocketClient.ConnectAsync(_exchange, "alice");
        foreach (var socket in (SocketClient[])[first, second])
        {
            await socket.SendAsync("""{"op":"order.new","id":1,"symbol":"AAPL","side":"buy","price":"1.00","quantity":"1"}""");
            await socket.ExpectAsync("response");
        }

        await first.SendAsync("""{"op":"order.mass_cancel","id":2,"session":true}""");

        Assert.Equal(1, (await first.ExpectAsync("response")).GetProperty("result").GetProperty("canceled").GetInt32());
    }

    [Fact]
    public async Task Sessions_left_open_by_the_process_before_are_closed_after_recovery()
    {
        var journal = RunningExchange.Opening();
        journal.Add(Command.OpenSession(new SessionId(4), new OwnerId(1), default, cancelOnDisconnect: true) with { Sequence = 4, Time = journal[^1].Time });
        journal.Add(new Command
        {
            Kind = CommandKind.NewOrder,
            Sequence = 5,
            Time = journal[^1].Time,
            Owner = new OwnerId(1),
            Session = new SessionId(4),
            Instrument = new InstrumentId(1),
            Price = new(100),
            Quantity = new(1),
            Terms = OrderTerms.Of(OrderType.Limit),
        });

        await using var recovered = await RunningExchange.StartAsync(journal: journal);

        Assert.Equal(0, await recovered.OnEngineAsync(exchange => exchange.LiveOrders));
        Assert.Equal(CommandKind.CloseSession, recovered.Journal[^1].Kind);
        await using var next = await SocketClient.ConnectAsync(recovered, "alice", cancelOnDisconnect: true);
        Assert.Equal(5, recovered.Journal[^1].Session.Value);
    }

    [Fact]
    public async Task A_heartbeat_beats_at_the_interval_asked_for()
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);

        await socket.SendAsync("""{"op":"subscribe","id":1,"channel":"heartbeat","interval_ms":100}""");

        await socket.ExpectAsync("subscribed");
        Assert.Equal(3, (await socket.ExpectAsync("heartbeat")).GetProperty("sequence").GetInt64());
        await socket.ExpectAsync("heartbeat");
    }

    [Theory]
    [InlineData("""{"op":"subscribe","id":1,"channel":"gossip","symbol":"AAPL"}""", "MalformedRequest")]
    [InlineData("""{"op":"subscribe","id":1,"channel":"book"}""", "MalformedRequest")]
    [InlineData("""{"op":"subscribe","id":1,"channel":"book","symbol":"MSFT"}""", "UnknownInstrument")]
    [InlineData("""{"op":"subscribe","id":1,"channel":"depth","symbol":"AAPL","depth":51}""", "MalformedRequest")]
    [InlineData("""{"op":"subscribe","id":1,"channel":"heartbeat","interval_ms":1}""", "MalformedRequest")]
    [InlineData("""{"op":"resync","id":1,"channel":"book","symbol":"AAPL"}""", "MalformedRequest")]
    [InlineData("""{"op":"dance","id":1}""", "MalformedRequest")]
    public async Task A_bad_request_is_refused_and_the_connection_lives_on(string request, string code)
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);

        await socket.SendAsync(request);
        var refused = await socket.ExpectAsync("error");
        await socket.SendAsync("""{"op":"ping","id":2}""");

        Assert.Equal((1, code), (refused.GetProperty("id").GetInt32(), Code(refused)));
        await socket.ExpectAsync("pong");
    }

    [Fact]
    public async Task What_is_no_JSON_or_no_text_or_too_long_ends_the_connection()
    {
        await using var garbled = await SocketClient.ConnectAsync(_exchange);
        await garbled.SendAsync("hello");
        Assert.Equal("MalformedRequest", Code(await garbled.ExpectAsync("error")));
        Assert.Equal(1007, (await garbled.ReadToEndAsync()).Status);

        await using var binary = await SocketClient.ConnectAsync(_exchange);
        await binary.SendAsync([1, 2, 3], WebSocketMessageType.Binary);
        Assert.Equal(1003, (await binary.ReadToEndAsync()).Status);

        await using var wordy = await SocketClient.ConnectAsync(_exchange);
        await wordy.SendAsync($$"""{"op":"ping","id":"{{new string('x', 70_000)}}"}""");
        Assert.Equal(1009, (await wordy.ReadToEndAsync()).Status);
    }

    [Fact]
    public async Task Too_many_messages_are_refused_and_then_end_the_connection()
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);

        // The burst, five more that are refused, and some to spare for a slow machine, where more are due meanwhile.
        for (var i = 0; i < 150; i++)
            await socket.SendAsync("""{"op":"ping","id":1}""");

        Assert.Equal("RateLimited", Code(await socket.FindAsync("error")));
        Assert.Equal((4008, "rate limit"), await socket.ReadToEndAsync());
    }

    [Fact]
    public async Task More_subscriptions_than_allowed_are_refused()
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        foreach (var channel in (string[])["book", "trades", "ticker", "depth"])
            await socket.SendAsync($$"""{"op":"subscribe","channel":"{{channel}}","symbol":"AAPL"}""");
        Assert.Equal("RateLimited", Code(await socket.FindAsync("error")));

        await socket.SendAsync("""{"op":"unsubscribe","channel":"book","symbol":"AAPL"}""");
        await socket.FindAsync("unsubscribed");
        await socket.SendAsync("""{"op":"subscribe","id":9,"channel":"depth","symbol":"AAPL"}""");
        await socket.FindAsync("subscribed");
    }

    private static string Code(JsonElement message) => message.GetProperty("error").GetProperty("code").GetString()!;
}
