using System.Net.WebSockets;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Faults;
using Rialto.Unit.Gateways.Binance;
using Rialto.Unit.Gateways.Binance.Streams;
using Xunit;

namespace Rialto.Unit.Gateways.Faults;

/// <summary>Faults of the WebSocket doors, over real sockets.</summary>
public sealed class FaultySocketTests
{
    private const string Order = """{"op":"order.new","id":1,"symbol":"AAPL","side":"buy","price":"150.00","quantity":"10","client_order_id":"c1"}""";

    private readonly ManualTime _time = new();
    private FaultMode _mode = null!;

    [Fact]
    public async Task The_answer_to_an_order_is_lost_and_the_order_is_there()
    {
        await using var exchange = await StartAsync(new Fault(FaultKind.AckDropped) { Times = 1 });
        await using var socket = await SocketClient.ConnectAsync(exchange, "alice");
        await socket.SendAsync(Order);
        await socket.SendAsync("""{"op":"order.cancel","id":2,"client_order_id":"c1"}""");
        Assert.Equal((2, 200), await ResponseAsync(socket));
    }

    [Fact]
    public async Task A_late_answer_is_overtaken()
    {
        await using var exchange = await StartAsync(new Fault(FaultKind.AckLate) { Times = 1, DelayMs = 400 });
        await using var socket = await SocketClient.ConnectAsync(exchange, "alice");
        await socket.SendAsync(Order);
        await socket.SendAsync("""{"op":"order.cancel","id":2,"client_order_id":"c1"}""");
        Assert.Equal(2, (await ResponseAsync(socket)).Id);
        _time.Step(TimeSpan.FromMilliseconds(400));
        Assert.Equal((1, 201), await ResponseAsync(socket));
    }

    [Fact]
    public async Task Requests_are_refused_for_their_rate_and_never_get_in()
    {
        await using var exchange = await StartAsync(new Fault(FaultKind.RateLimited) { On = FaultClasses.Orders, Times = 1, RetryAfter = 1 });
        await using var socket = await SocketClient.ConnectAsync(exchange, "alice");
        await socket.SendAsync(Order);
        Assert.Equal((1, 429), await ResponseAsync(socket));
        _time.Step(TimeSpan.FromSeconds(1));
        await socket.SendAsync(Order);
        Assert.Equal((1, 201), await ResponseAsync(socket));
    }

    [Theory]
    [InlineData(FaultKind.FillDuplicated)]
    [InlineData(FaultKind.FillDelayed)]
    public async Task A_fill_comes_twice_or_late(FaultKind kind)
    {
        await using var exchange = await StartAsync(new Fault(kind) { Times = 1, DelayMs = 500 });
        await using var socket = await SocketClient.ConnectAsync(exchange, "alice");
        await socket.SendAsync("""{"op":"subscribe","channel":"orders"}""");
        await socket.ExpectAsync("subscribed");
        await socket.SendAsync(Order);
        using var maker = exchange.Rest("maker");
        await socket.FindAsync("response");
        await maker.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.00","quantity":"4"}""");
        if (kind == FaultKind.FillDuplicated)
        {
            Assert.Equal(await FillAsync(socket), await FillAsync(socket));
            return;
        }

        await maker.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.00","quantity":"6"}""");
        Assert.Equal("6", (await FillAsync(socket)).Quantity);
        _time.Step(TimeSpan.FromMilliseconds(500));
        Assert.Equal("4", (await FillAsync(socket)).Quantity);
    }

    [Fact]
    public async Task A_gap_of_the_book_is_visible_by_its_numbers()
    {
        await using var exchange = await StartAsync(new Fault(FaultKind.StreamGap) { Times = 1 });
        using var maker = exchange.Rest("maker");
        await using var socket = await SocketClient.ConnectAsync(exchange, "alice");
        await socket.SendAsync("""{"op":"subscribe","channel":"book","symbol":"AAPL"}""");
        var snapshot = (await socket.FindAsync("snapshot")).GetProperty("sequence").GetInt64();
        foreach (var price in (string[])["140.00", "141.00"])
        {
            await maker.OrderAsync($$"""{"symbol":"AAPL","side":"buy","price":"{{price}}","quantity":"1"}""");
            await UntilAsync(() => _mode.CountOf(FaultKind.StreamGap) == 1);
        }

        Assert.NotEqual(snapshot, (await socket.FindAsync("update")).GetProperty("previous").GetInt64());
    }

    [Fact]
    public async Task A_slow_snapshot_holds_up_what_comes_after_it()
    {
        await using var exchange = await StartAsync(new Fault(FaultKind.SlowSnapshot) { Times = 1, DelayMs = 800 });
        using var maker = exchange.Rest("maker");
        await using var socket = await SocketClient.ConnectAsync(exchange, "alice");
        await socket.SendAsync("""{"op":"subscribe","channel":"book","symbol":"AAPL"}""");
        await UntilAsync(() => _time.Waiting == 1);
        await maker.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"140.00","quantity":"1"}""");
        _time.Step(TimeSpan.FromMilliseconds(800));
        var snapshot = await socket.FindAsync("snapshot");
        var update = await socket.FindAsync("update");
        Assert.Equal(0, snapshot.GetProperty("bids").GetArrayLength());
        Assert.Equal(snapshot.GetProperty("sequence").GetInt64(), update.GetProperty("previous").GetInt64());
    }

    [Fact]
    public async Task A_silent_socket_says_nothing_hears_nothing_and_stays_open_until_it_is_over()
    {
        await using var exchange = await StartAsync(new Fault(FaultKind.Silent) { On = FaultClasses.Orders, Times = 1, Seconds = 10 });
        await using var socket = await SocketClient.ConnectAsync(exchange, "alice");
        await socket.SendAsync(Order);
        await UntilAsync(() => _mode.CountOf(FaultKind.Silent) == 1);
        await socket.SendAsync("""{"op":"ping","id":8}""");
        using var alice = exchange.Rest("alice");
        Assert.Equal(200, (await alice.GetAsync("/api/v1/orders/by-client-id/c1")).Status);
        var waiting = socket.ReceiveAsync();
        await socket.SendAsync("""{"op":"order.cancel","id":2,"client_order_id":"c1"}""");
        Assert.Equal("open", (await alice.GetAsync("/api/v1/orders/by-client-id/c1"))["status"]);
        _time.Step(TimeSpan.FromSeconds(10));
        await socket.SendAsync("""{"op":"ping","id":9}""");
        Assert.Equal(9, (await waiting)!.Value.GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task A_connection_that_fell_silent_is_reset_once_another_profile_is_on()
    {
        await using var exchange = await StartAsync(new Fault(FaultKind.Silent) { On = FaultClasses.Orders, Times = 1 });
        await using var socket = await SocketClient.ConnectAsync(exchange, "alice");
        await socket.SendAsync(Order);
        await UntilAsync(() => _mode.CountOf(FaultKind.Silent) == 1);
        _mode.Play(FaultProfile.None);
        await socket.SendAsync("""{"op":"ping","id":8}""");
        await Assert.ThrowsAsync<WebSocketException>(socket.ReceiveAsync);
        socket.Abort();
    }

    [Theory]
    [InlineData(FaultCut.Text)]
    [InlineData(FaultCut.Bytes)]
    public async Task A_truncated_message_is_half_of_one(FaultCut cut)
    {
        await using var exchange = await StartAsync(new Fault(FaultKind.Truncated) { On = FaultClasses.Orders, Times = 1, Cut = cut });
        await using var socket = await SocketClient.ConnectAsync(exchange, "alice");
        await socket.SendAsync(Order);
        if (cut == FaultCut.Bytes)
        {
            await Assert.ThrowsAsync<WebSocketException>(socket.ReceiveBytesAsync);
            return;
        }

        var half = (await socket.ReceiveBytesAsync())!.Value.Bytes;
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => System.Text.Json.JsonDocument.Parse(half));
        await socket.SendAsync("""{"op":"ping","id":9}""");
        await socket.ExpectAsync("pong");
    }

    [Fact]
    public async Task A_killed_connection_is_gone()
    {
        await using var exchange = await StartAsync(new Fault(FaultKind.ConnectionKilled) { On = FaultClasses.Orders, Times = 1 });
        await using var socket = await SocketClient.ConnectAsync(exchange, "alice");
        await socket.SendAsync(Order);
        await Assert.ThrowsAsync<WebSocketException>(socket.ReceiveAsync);
        socket.Abort();
    }

    [Fact]
    public async Task Depth_of_Binance_s_streams_has_a_gap_between_u_and_U()
    {
        _mode = new FaultMode(FaultProfile.None, _time);
        await using var exchange = await StreamsExchange.StartAsync(faults: _mode);
        await using var socket = await exchange.ConnectAsync("/ws/btcusdt@trade");
        await SettledAsync(socket);
        _mode.Play(new FaultProfile("test", [new Fault(FaultKind.StreamGap) { First = 2, Times = 1 }]));
        await StreamsExchange.OrderAsync(exchange.Alice, "buy", "100.00", "3");
        for (var i = 0; i < 3; i++)
            await StreamsExchange.OrderAsync(exchange.Bob, "sell", "100.00", "1");
        var first = (await socket.NextAsync()).GetProperty("t").GetInt64();
        Assert.Equal(first + 2, (await socket.NextAsync()).GetProperty("t").GetInt64());
    }

    [Fact]
    public async Task User_data_by_listenKey_tells_a_fill_twice_and_knows_its_key()
    {
        _mode = new FaultMode(FaultProfile.None, _time);
        await using var exchange = await StreamsExchange.StartAsync(faults: _mode);
        using var bot = new BinanceClient(exchange.Exchange.Gateways.BinanceUrl!, exchange.Exchange.Keys.Create("alice", Permissions.Read | Permissions.Trade));
        var listenKey = (await bot.SendAsync(HttpMethod.Post, "/api/v3/userDataStream"))["listenKey"];
        await using var socket = await exchange.ConnectAsync("/ws/" + listenKey);
        await SettledAsync(socket);
        _mode.Play(new FaultProfile("test", [new Fault(FaultKind.FillDuplicated) { Keys = new HashSet<string> { bot.Key.Key.Id }, Times = 1 }]));
        await StreamsExchange.OrderAsync(exchange.Alice, "buy", "100.00", "1");
        await StreamsExchange.OrderAsync(exchange.Bob, "sell", "100.00", "1");
        var isFill = (System.Text.Json.JsonElement message) => message.GetProperty("e").GetString() == "executionReport" && message.GetProperty("x").GetString() == "TRADE";
        Assert.Equal((await socket.FindAsync(isFill)).GetRawText(), (await socket.FindAsync(isFill)).GetRawText());
    }

    [Fact]
    public async Task The_WebSocket_API_is_refused_loses_answers_and_has_wrong_clocks()
    {
        _mode = new FaultMode(FaultProfile.None, _time);
        await using var exchange = await StreamsExchange.StartAsync(faults: _mode);
        using var bot = new BinanceClient(exchange.Exchange.Gateways.BinanceUrl!, exchange.Exchange.Keys.Create("alice", Permissions.Read | Permissions.Trade));
        _mode.Play(new FaultProfile("test",
        [
            new Fault(FaultKind.RateLimited) { Doors = [FaultDoor.BinanceApi], On = FaultClasses.Snapshots, Times = 1, RetryAfter = 4 },
            new Fault(FaultKind.ClockSkew) { Doors = [FaultDoor.BinanceApi], On = FaultClasses.Orders, Times = 1 },
            new Fault(FaultKind.AckDropped) { Doors = [FaultDoor.BinanceApi], Times = 1 },
        ]));
        await using var socket = await exchange.ConnectAsync("/ws-api/v3?returnRateLimits=false");
        const string Depth = """{"id":"d","method":"depth","params":{"symbol":"BTCUSDT"}}""";
        await socket.SendAsync(Depth);
        var refused = await socket.NextAsync();
        Assert.Equal(("d", 429), (refused.GetProperty("id").GetString(), refused.GetProperty("status").GetInt32()));
        Assert.Equal(4_000, refused.GetProperty("error").GetProperty("data").GetProperty("retryAfter").GetInt64() - refused.GetProperty("error").GetProperty("data").GetProperty("serverTime").GetInt64());

        await socket.SendAsync(Place(bot, "p1"));
        Assert.Equal(-1021, (await socket.NextAsync()).GetProperty("error").GetProperty("code").GetInt32());
        await socket.SendAsync("""{"id":2,"method":"time"}""");
        Assert.Equal(2, (await socket.NextAsync()).GetProperty("id").GetInt32());
        await socket.SendAsync(Place(bot, "p2"));
        await socket.SendAsync("""{"id":3,"method":"ping"}""");
        Assert.Equal(3, (await socket.NextAsync()).GetProperty("id").GetInt32());
        Assert.Equal(200, (await bot.SignedAsync(HttpMethod.Get, "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=p2")).Status);
    }

    // Its answer comes once the streams of the connection's path have begun.
    private static async Task SettledAsync(MarketSocket socket)
    {
        await socket.SendAsync("""{"method":"LIST_SUBSCRIPTIONS","id":1}""");
        await socket.FindAsync(message => message.TryGetProperty("id", out _));
    }

    private static string Place(BinanceClient bot, string id)
    {
        var text = $"apiKey={bot.Key.Key.Id}&newClientOrderId={id}&price=100&quantity=1&side=BUY&symbol=BTCUSDT&timeInForce=GTC&timestamp={bot.Now}&type=LIMIT";
        var fields = text.Split('&').Select(field => field.Split('=')).Select(field => $"\"{field[0]}\":\"{field[1]}\"");
        return $$$"""{"id":"{{{id}}}","method":"order.place","params":{{{{string.Join(',', fields)}}},"signature":"{{{bot.Sign(text)}}}"}}""";
    }

    private static async Task<(string TradeId, string Quantity)> FillAsync(SocketClient socket)
    {
        while (true)
        {
            var message = await socket.FindAsync("order");
            if (message.GetProperty("event").GetString() == "fill")
                return (message.GetProperty("trade_id").GetString()!, message.GetProperty("quantity").GetString()!);
        }
    }

    private static async Task<(int Id, int Status)> ResponseAsync(SocketClient socket)
    {
        var message = await socket.FindAsync("response");
        return (message.GetProperty("id").GetInt32(), message.GetProperty("status").GetInt32());
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(SocketClient.Patience);
        while (!condition())
            await Task.Delay(5, patience.Token);
    }

    private Task<RunningExchange> StartAsync(params Fault[] faults)
    {
        _mode = new FaultMode(new FaultProfile("test", faults), _time);
        return RunningExchange.StartAsync(faults: _mode);
    }
}
