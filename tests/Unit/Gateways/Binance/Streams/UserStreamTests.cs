using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Rialto.Unit.Gateways.Binance.Streams;

/// <summary>User data streams by listenKey: what an owner's orders and balances tell, and how long a key is good.</summary>
public sealed class UserStreamTests
{
    [Fact]
    public async Task Every_state_of_an_order_is_told_with_the_balances_after_it()
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await using var socket = await OpenAsync(exchange, exchange.Alice);
        var order = await StreamsExchange.OrderAsync(exchange.Alice, "sell", "100.00", "2", ",\"client_order_id\":\"mine\"");
        Assert.Equal(
            """{"e":"executionReport","E":"time","s":"BTCUSDT","c":"mine","S":"SELL","o":"LIMIT","f":"GTC","q":"2.000","p":"100.00","P":"0.00","F":"0.000","g":-1,"C":"","x":"NEW","X":"NEW","r":"NONE","i":ID,"l":"0.000","z":"0.000","L":"0.00","n":"0.00000","N":null,"T":"time","t":-1,"I":SEQ,"w":true,"m":false,"M":false,"O":"time","Z":"0.00000","Y":"0.00000","Q":"0.00000","W":"time","V":"NONE"}""",
            Named(await socket.NextAsync(), order));
        Assert.Equal("""{"e":"outboundAccountPosition","E":"time","u":"u","B":[{"a":"BTC","f":"998.000","l":"2.000"}]}""", Position(await socket.NextAsync()));

        // A part of it fills: maker here, no fee.
        await StreamsExchange.OrderAsync(exchange.Bob, "buy", "100.00", "0.5");
        Assert.Equal(
            """{"e":"executionReport","E":"time","s":"BTCUSDT","c":"mine","S":"SELL","o":"LIMIT","f":"GTC","q":"2.000","p":"100.00","P":"0.00","F":"0.000","g":-1,"C":"","x":"TRADE","X":"PARTIALLY_FILLED","r":"NONE","i":ID,"l":"0.500","z":"0.500","L":"100.00","n":"0.00000","N":"USDT","T":"time","t":1,"I":SEQ,"w":true,"m":true,"M":false,"O":"time","Z":"50.00000","Y":"50.00000","Q":"0.00000","W":"time","V":"NONE"}""",
            Named(await socket.NextAsync(), order));
        Assert.Equal("""{"e":"outboundAccountPosition","E":"time","u":"u","B":[{"a":"USDT","f":"10000050.00000","l":"0.00000"},{"a":"BTC","f":"998.000","l":"1.500"}]}""", Position(await socket.NextAsync()));

        // Replaced, reduced, cancelled.
        await exchange.Alice.PutAsync("/api/v1/orders/" + order, """{"price":"101.00"}""");
        Assert.Equal(("REPLACED", "PARTIALLY_FILLED", "101.00", "2.000"), Change(await socket.EventAsync("executionReport")));
        await exchange.Alice.PostAsync($"/api/v1/orders/{order}/reduce", """{"quantity":"0.5"}""");
        Assert.Equal("REPLACED", Change(await socket.EventAsync("executionReport")).Item1);
        await exchange.Alice.DeleteAsync("/api/v1/orders/" + order);
        var canceled = await socket.EventAsync("executionReport");
        Assert.Equal(("CANCELED", "CANCELED"), (canceled.GetProperty("x").GetString(), canceled.GetProperty("X").GetString()));
        Assert.Equal(("mine", "mine", "False"), (canceled.GetProperty("c").GetString(), canceled.GetProperty("C").GetString(), canceled.GetProperty("w").ToString()));

        // Taker with a fee, and a remainder that expires.
        await StreamsExchange.OrderAsync(exchange.Bob, "buy", "100.00", "1");
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "100.00", "3", ",\"time_in_force\":\"IOC\"");
        Assert.Equal("NEW", (await socket.EventAsync("executionReport")).GetProperty("x").GetString());
        var fill = await socket.EventAsync("executionReport");
        Assert.Equal(("TRADE", "0.10000", "USDT", "False"), (fill.GetProperty("x").GetString(), fill.GetProperty("n").GetString(), fill.GetProperty("N").GetString(), fill.GetProperty("m").ToString()));
        var expired = await socket.EventAsync("executionReport");
        Assert.Equal(("EXPIRED", "EXPIRED", "1.000"), (expired.GetProperty("x").GetString(), expired.GetProperty("X").GetString(), expired.GetProperty("z").GetString()));
    }

    [Fact]
    public async Task Stops_own_trades_and_movements_are_told()
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await using var socket = await OpenAsync(exchange, exchange.Alice);
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "100.00", "1");
        await StreamsExchange.OrderAsync(exchange.Alice, "buy", "99.00", "1");
        await exchange.Alice.OrderAsync("""{"symbol":"BTC-USDT","side":"buy","order_type":"stop_limit","stop_price":"100.00","price":"90.00","quantity":"1"}""");
        var stop = await socket.FindAsync(message => message.GetProperty("e").GetString() == "executionReport" && message.GetProperty("o").GetString() == "STOP_LOSS_LIMIT");
        Assert.Equal(("NEW", "NEW", "False", "100.00"), (stop.GetProperty("x").GetString(), stop.GetProperty("X").GetString(), stop.GetProperty("w").ToString(), stop.GetProperty("P").GetString()));
        await StreamsExchange.OrderAsync(exchange.Bob, "buy", "100.00", "0.1");
        var working = await socket.FindAsync(message => message.GetProperty("e").GetString() == "executionReport" && message.GetProperty("o").GetString() == "STOP_LOSS_LIMIT");
        Assert.Equal(("NEW", "NEW", "True"), (working.GetProperty("x").GetString(), working.GetProperty("X").GetString(), working.GetProperty("w").ToString()));

        // Her own sell is in the way of her buy.
        await StreamsExchange.OrderAsync(exchange.Alice, "buy", "100.00", "5", ",\"stp_mode\":\"cancel_resting\"");
        var prevented = await socket.FindAsync(message => message.GetProperty("e").GetString() == "executionReport" && message.GetProperty("x").GetString() == "TRADE_PREVENTION");
        Assert.Equal(("EXPIRED_IN_MATCH", "SELL"), (prevented.GetProperty("X").GetString(), prevented.GetProperty("S").GetString()));

        await exchange.DepositAsync("alice", "USDT", "12.5");
        Assert.Equal("""{"e":"balanceUpdate","E":"time","a":"USDT","d":"12.50000","T":"time"}""", StreamsExchange.Timeless(await socket.EventAsync("balanceUpdate")));
        await exchange.MoveAsync("alice", "withdraw", "USDT", "2");
        Assert.Equal("-2.00000", (await socket.EventAsync("balanceUpdate")).GetProperty("d").GetString());
    }

    [Fact]
    public async Task A_purchase_without_a_price_is_told_without_the_one_that_protects_it()
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await using var socket = await OpenAsync(exchange, exchange.Alice);
        await StreamsExchange.OrderAsync(exchange.Bob, "sell", "100.00", "1");
        using var alice = new BinanceClient(exchange.Exchange.Gateways.BinanceUrl!, exchange.Alice.Key);
        foreach (var (kind, more) in ((string, string)[])[("MARKET", ""), ("STOP_LOSS", "&stopPrice=110")])
        {
            var placed = await alice.SignedAsync(HttpMethod.Post, "/api/v3/order", $"symbol=BTCUSDT&side=BUY&type={kind}&quantity=0.5{more}");
            Assert.True(placed.Status == 200, placed.Body.ToString());
            var report = await socket.EventAsync("executionReport");
            while (report.GetProperty("o").GetString() != kind)
                report = await socket.EventAsync("executionReport");
            Assert.Equal("0.00", report.GetProperty("p").GetString());
        }
    }

    [Fact]
    public async Task Others_hear_nothing()
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await using var socket = await OpenAsync(exchange, exchange.Bob);
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "100.00", "1");
        await StreamsExchange.OrderAsync(exchange.Bob, "sell", "101.00", "1");
        Assert.Equal("101.00", (await socket.EventAsync("executionReport")).GetProperty("p").GetString());
    }

    [Fact]
    public async Task A_listenKey_is_kept_alive_ends_by_itself_and_is_closed_by_its_owner_alone()
    {
        var clock = new ManualTime();
        await using var exchange = await StreamsExchange.StartAsync(clock: clock);
        using var alice = new BinanceClient(exchange.Exchange.Gateways.BinanceUrl!, exchange.Alice.Key, clock);
        using var bob = new BinanceClient(exchange.Exchange.Gateways.BinanceUrl!, exchange.Bob.Key, clock);
        var key = (await alice.SendAsync(HttpMethod.Post, "/api/v3/userDataStream"))["listenKey"]!;
        Assert.Equal(64, key.Length);
        Assert.Equal(key, (await alice.SendAsync(HttpMethod.Post, "/api/v3/userDataStream"))["listenKey"]);
        Assert.NotEqual(key, (await bob.SendAsync(HttpMethod.Post, "/api/v3/userDataStream"))["listenKey"]);
        Assert.Equal("-1125", (await bob.SendAsync(HttpMethod.Put, "/api/v3/userDataStream?listenKey=" + key))["code"]);
        Assert.Equal("-1125", (await bob.SendAsync(HttpMethod.Delete, "/api/v3/userDataStream?listenKey=" + key))["code"]);
        Assert.Equal("-1102", (await alice.SendAsync(HttpMethod.Put, "/api/v3/userDataStream"))["code"]);

        await using var socket = await exchange.ConnectAsync("/stream?streams=" + key);
        await socket.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":1}""");
        clock.Step(TimeSpan.FromMinutes(59));
        Assert.Equal(200, (await alice.SendAsync(HttpMethod.Put, "/api/v3/userDataStream?listenKey=" + key)).Status);
        clock.Step(TimeSpan.FromMinutes(59));
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "100.00", "1");
        Assert.Equal(key, (await socket.NextAsync()).GetProperty("stream").GetString());
        clock.Step(TimeSpan.FromMinutes(2));
        var expired = await socket.FindAsync(message => message.GetProperty("data").GetProperty("e").GetString() == "listenKeyExpired");
        Assert.Equal(key, expired.GetProperty("data").GetProperty("listenKey").GetString());
        Assert.Equal("-1125", (await alice.SendAsync(HttpMethod.Put, "/api/v3/userDataStream?listenKey=" + key))["code"]);

        // A new one, closed at once.
        var second = (await alice.SendAsync(HttpMethod.Post, "/api/v3/userDataStream"))["listenKey"]!;
        Assert.NotEqual(key, second);
        await socket.AskAsync($$"""{"method":"SUBSCRIBE","params":["{{second}}"],"id":2}""");
        Assert.Equal(200, (await alice.SendAsync(HttpMethod.Delete, "/api/v3/userDataStream?listenKey=" + second)).Status);
        await socket.FindAsync(message => message.TryGetProperty("data", out var data) && data.GetProperty("e").GetString() == "listenKeyExpired");
    }

    private static (string?, string?, string?, string?) Change(JsonElement message) =>
        (message.GetProperty("x").GetString(), message.GetProperty("X").GetString(), message.GetProperty("p").GetString(), message.GetProperty("q").GetString());

    private static string Named(JsonElement message, string order) => StreamsExchange.Timeless(message)
        .Replace("\"i\":" + order, "\"i\":ID", StringComparison.Ordinal)
        .Replace("\"I\":" + message.GetProperty("I").GetInt64().ToString(CultureInfo.InvariantCulture), "\"I\":SEQ", StringComparison.Ordinal);

    private static string Position(JsonElement message) => StreamsExchange.Timeless(message)
        .Replace("\"u\":" + message.GetProperty("u").GetInt64().ToString(CultureInfo.InvariantCulture), "\"u\":\"u\"", StringComparison.Ordinal);

    private static async Task<MarketSocket> OpenAsync(StreamsExchange exchange, RestClient user)
    {
        using var client = new BinanceClient(exchange.Exchange.Gateways.BinanceUrl!, user.Key);
        var listen = await client.SendAsync(HttpMethod.Post, "/api/v3/userDataStream");
        var socket = await exchange.ConnectAsync("/ws/" + listen["listenKey"]);
        await socket.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":1}""");
        return socket;
    }
}
