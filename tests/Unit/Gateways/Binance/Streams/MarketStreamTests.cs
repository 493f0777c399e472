using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Rialto.Gateways.Analytics;
using Rialto.Gateways.Binance.Streams;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Gateways.Binance.Streams;

/// <summary>Market streams over a real listener: their messages, requests, and limits.</summary>
public sealed class MarketStreamTests
{
    [Fact]
    public async Task Trades_come_one_by_one_and_put_together()
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await using var trades = await exchange.ConnectAsync("/ws/btcusdt@trade");
        await using var together = await exchange.ConnectAsync("/stream?streams=btcusdt@aggTrade");
        await Settled(trades, together);
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "100.00", "1");
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "100.00", "2");
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "101.00", "4");
        await StreamsExchange.OrderAsync(exchange.Bob, "buy", "101.00", "5");

        Assert.Equal("""{"e":"trade","E":"time","s":"BTCUSDT","t":1,"p":"100.00","q":"1.000","T":"time","m":false,"M":true}""", StreamsExchange.Timeless(await trades.NextAsync()));
        Assert.Equal(("2", "3"), ((await trades.NextAsync()).GetProperty("t").ToString(), (await trades.NextAsync()).GetProperty("t").ToString()));
        Assert.Equal(
            """{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":"time","s":"BTCUSDT","a":1,"p":"100.00","q":"3.000","f":1,"l":2,"T":"time","m":false,"M":true}}""",
            StreamsExchange.Timeless(await together.NextAsync()));
        Assert.Equal(
            """{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":"time","s":"BTCUSDT","a":3,"p":"101.00","q":"2.000","f":3,"l":3,"T":"time","m":false,"M":true}}""",
            StreamsExchange.Timeless(await together.NextAsync()));
    }

    [Fact]
    public async Task Best_prices_come_when_they_change()
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await using var socket = await exchange.ConnectAsync("/ws/btcusdt@bookTicker");
        await Settled(socket);
        await StreamsExchange.OrderAsync(exchange.Alice, "buy", "99.00", "1");
        var first = await socket.NextAsync();
        await StreamsExchange.OrderAsync(exchange.Alice, "buy", "98.00", "1"); // behind the best one
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "101.00", "2.5");
        var second = await socket.NextAsync();
        Assert.Equal(("99.00", "1.000", "0.00", "0.000"), Touch(first));
        Assert.Equal(("99.00", "1.000", "101.00", "2.500"), Touch(second));
        Assert.True(second.GetProperty("u").GetInt64() > first.GetProperty("u").GetInt64());

        static (string?, string?, string?, string?) Touch(JsonElement message) =>
            (message.GetProperty("b").GetString(), message.GetProperty("B").GetString(), message.GetProperty("a").GetString(), message.GetProperty("A").GetString());
    }

    [Fact]
    public async Task Levels_tickers_averages_and_candles_come_at_their_pace()
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "100.00", "1");
        await StreamsExchange.OrderAsync(exchange.Bob, "buy", "100.00", "0.5");
        await using var socket = await exchange.ConnectAsync("/stream?streams=btcusdt@depth5@100ms/btcusdt@depth20/btcusdt@miniTicker/btcusdt@ticker/btcusdt@avgPrice/btcusdt@kline_1d/!ticker@arr/!miniTicker@arr");
        var seen = new Dictionary<string, JsonElement>();
        while (seen.Count < 6)
        {
            var message = await socket.NextAsync();
            var name = message.GetProperty("stream").GetString()!;
            if (name[0] != '!')
                seen[name] = message.GetProperty("data");
        }

        Assert.Equal("""[["100.00","0.500"]]""", seen["btcusdt@depth5@100ms"].GetProperty("asks").GetRawText());
        Assert.Equal("[]", seen["btcusdt@depth20"].GetProperty("bids").GetRawText());
        Assert.Equal(
            """{"e":"24hrMiniTicker","E":"time","s":"BTCUSDT","c":"100.00","o":"100.00","h":"100.00","l":"100.00","v":"0.500","q":"50.00000"}""",
            StreamsExchange.Timeless(seen["btcusdt@miniTicker"]));
        Assert.Equal(
            """{"e":"24hrTicker","E":"time","s":"BTCUSDT","p":"0.00","P":"0.000","w":"100.00","x":"100.00","Q":"0.500","b":"0.00","B":"0.000","a":"100.00","A":"0.500","c":"100.00","o":"100.00","h":"100.00","l":"100.00","v":"0.500","q":"50.00000","O":"time","C":"time","F":1,"L":1,"n":1}""",
            StreamsExchange.Timeless(seen["btcusdt@ticker"]));
        Assert.Equal("""{"e":"avgPrice","E":"time","s":"BTCUSDT","i":"5m","w":"100.00","T":"time"}""", StreamsExchange.Timeless(seen["btcusdt@avgPrice"]));
        Assert.Equal(
            """{"e":"kline","E":"time","s":"BTCUSDT","k":{"t":"time","T":"time","s":"BTCUSDT","i":"1d","f":1,"L":1,"o":"100.00","c":"100.00","h":"100.00","l":"100.00","v":"0.500","n":1,"x":false,"q":"50.00000","V":"0.500","Q":"50.00000","B":"0"}}""",
            StreamsExchange.Timeless(seen["btcusdt@kline_1d"]));

        // Streams of all symbols tell of what changed.
        await StreamsExchange.OrderAsync(exchange.Bob, "buy", "100.00", "0.25");
        foreach (var name in (string[])["!miniTicker@arr", "!ticker@arr"])
            await socket.FindAsync(message => message.GetProperty("stream").GetString() == name && message.GetProperty("data")[0].GetProperty("v").GetString() == "0.750");
    }

    [Fact]
    public async Task A_candle_tells_what_takers_paid()
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "110.00", "1");
        await StreamsExchange.OrderAsync(exchange.Bob, "buy", "110.00", "1");
        await StreamsExchange.OrderAsync(exchange.Alice, "buy", "90.00", "1");
        await StreamsExchange.OrderAsync(exchange.Bob, "sell", "90.00", "1");
        await using var socket = await exchange.ConnectAsync("/ws/btcusdt@kline_1d");
        var candle = (await socket.EventAsync("kline")).GetProperty("k");
        Assert.Equal(("200.00000", "1.000", "110.00000"), (candle.GetProperty("q").GetString(), candle.GetProperty("V").GetString(), candle.GetProperty("Q").GetString()));
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(0, 50)]
    public void A_candle_of_an_old_snapshot_has_an_estimate(long kept, long told) =>
        Assert.Equal(told, MarketText.TakerTurnover(new Candle { Volume = 4, Turnover = 100, BuyVolume = 2, BuyTurnover = kept }));

    [Fact]
    public async Task A_candle_of_a_second_is_told_to_its_end()
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await using var socket = await exchange.ConnectAsync("/ws/btcusdt@kline_1s");
        await Settled(socket);
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "100.00", "1");
        await StreamsExchange.OrderAsync(exchange.Bob, "buy", "100.00", "0.5");
        await socket.FindAsync(message => message.GetProperty("k").GetProperty("x").GetBoolean());
    }

    [Fact]
    public async Task Times_are_in_microseconds_where_that_is_asked()
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await using var milli = await exchange.ConnectAsync("/ws/btcusdt@trade");
        await using var micro = await exchange.ConnectAsync("/ws/btcusdt@trade?timeUnit=MICROSECOND");
        await Settled(milli, micro);
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "100.00", "1");
        await StreamsExchange.OrderAsync(exchange.Bob, "buy", "100.00", "0.5");
        Assert.Equal((await milli.NextAsync()).GetProperty("T").GetInt64(), (await micro.NextAsync()).GetProperty("T").GetInt64() / 1_000);
    }

    [Fact]
    public async Task Requests_are_answered_as_at_Binance()
    {
        await using var exchange = await StreamsExchange.StartAsync(options => options.Binance.Sockets.MessagesPerSecond = 1_000);
        await using var socket = await exchange.ConnectAsync("/ws");
        (string Request, string Answer)[] conversation =
        [
            ("""{"method":"SUBSCRIBE","params":["btcusdt@trade","btcusdt@depth"],"id":1}""", """{"result":null,"id":1}"""),
            ("""{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":"again"}""", """{"result":null,"id":"again"}"""),
            ("""{"method":"LIST_SUBSCRIPTIONS","id":3}""", """{"result":["btcusdt@trade","btcusdt@depth"],"id":3}"""),
            ("""{"method":"UNSUBSCRIBE","params":["btcusdt@depth","btcusdt@depth20"],"id":4}""", """{"result":null,"id":4}"""),
            ("""{"method":"LIST_SUBSCRIPTIONS","params":[],"id":5}""", """{"result":["btcusdt@trade"],"id":5}"""),
            ("""{"method":"GET_PROPERTY","params":["combined"],"id":6}""", """{"result":false,"id":6}"""),
            ("""{"method":"SET_PROPERTY","params":["combined",true],"id":7}""", """{"result":null,"id":7}"""),
            ("""{"method":"GET_PROPERTY","params":["combined"],"id":null}""", """{"result":true,"id":null}"""),
            ("""{"method":"SET_PROPERTY","params":["combined","yes"],"id":8}""", """{"error":{"code":1,"msg":"Invalid value type: expected Boolean"},"id":8}"""),
            ("""{"method":"SET_PROPERTY","params":["pace",true],"id":9}""", """{"error":{"code":0,"msg":"Unknown property"},"id":9}"""),
            ("""{"method":"SUBSCRIBE","params":["btcusdt@trade","xxxyyy@trade"],"id":10}""",
                """{"error":{"code":2,"msg":"Invalid request: unknown stream `xxxyyy@trade`; nothing was subscribed"},"id":10}"""),
            ("""{"method":"SUBSCRIBE","params":["BTCUSDT@trade"],"id":11}""", """{"error":{"code":2,"msg":"Invalid request: unknown stream `BTCUSDT@trade`; nothing was subscribed"},"id":11}"""),
            ("""{"method":"SUBSCRIBE","params":"btcusdt@trade","id":12}""", """{"error":{"code":2,"msg":"Invalid request: params must be an array of strings"},"id":12}"""),
            ("""{"method":"SUBSCRIBE","params":[1],"id":13}""", """{"error":{"code":2,"msg":"Invalid request: params must be an array of strings"},"id":13}"""),
            ("""{"params":[],"id":14}""", """{"error":{"code":2,"msg":"Invalid request: missing field `method`"},"id":14}"""),
            ("[]", """{"error":{"code":2,"msg":"Invalid request: expected an object"},"id":null}"""),
            ("""{"method":"SUBSCRIBE""", """{"error":{"code":3,"msg":"Invalid JSON"},"id":null}"""),
            ("""{"method":"LIST_SUBSCRIPTIONS","id":15}{}""", """{"error":{"code":3,"msg":"Invalid JSON"},"id":null}"""),
            ("""{"method":"LIST_SUBSCRIPTIONS","id":{}}""",
                """{"error":{"code":2,"msg":"Invalid request: request ID must be an unsigned integer, a string of 1 to 36 characters, or null"},"id":null}"""),
        ];
        foreach (var (request, answer) in conversation)
        {
            await socket.SendAsync(request);
            Assert.Equal(answer, await socket.TextAsync());
        }

        // After all that it still works, in the form asked for.
        await StreamsExchange.OrderAsync(exchange.Alice, "sell", "100.00", "1");
        await StreamsExchange.OrderAsync(exchange.Bob, "buy", "100.00", "1");
        Assert.Equal("btcusdt@trade", (await socket.NextAsync()).GetProperty("stream").GetString());
    }

    [Fact]
    public async Task More_messages_than_may_be_end_the_connection()
    {
        await using var exchange = await StreamsExchange.StartAsync(options => options.Binance.Sockets.MessagesPerSecond = 2);
        await using var socket = await exchange.ConnectAsync("/ws/0"); // a name that is no stream's
        for (var i = 0; i < 20; i++)
        {
            try
            {
                await socket.SendAsync("""{"method":"LIST_SUBSCRIPTIONS","id":1}""");
            }
            catch (WebSocketException)
            {
                break;
            }
        }

        Assert.Equal((1008, "Too many requests"), await socket.ReadToEndAsync());
    }

    [Fact]
    public async Task Limits_of_connections_streams_and_frames_hold()
    {
        await using var exchange = await StreamsExchange.StartAsync(options =>
        {
            options.Binance.Sockets.MaxStreams = 2;
            options.Binance.Sockets.MaxConnectionsPerAddress = 2;
            options.Binance.Sockets.MaxFrameBytes = 1_024;
        });
        await using var socket = await exchange.ConnectAsync("/ws");
        var answer = await socket.AskAsync("""{"method":"SUBSCRIBE","params":["btcusdt@trade","btcusdt@ticker","btcusdt@depth"],"id":1}""");
        Assert.Equal("Invalid request: too many streams; a connection may have 2", answer.GetProperty("error").GetProperty("msg").GetString());
        await using var binary = await exchange.ConnectAsync("/ws");
        await binary.SendAsync(new byte[10], WebSocketMessageType.Binary);
        await Assert.ThrowsAsync<WebSocketException>(() => exchange.ConnectAsync("/ws"));
        Assert.Equal(1003, (await binary.ReadToEndAsync()).Status);
        await socket.SendAsync(new byte[4_096], WebSocketMessageType.Text);
        Assert.Equal(1009, (await socket.ReadToEndAsync()).Status);
    }

    [Fact]
    public async Task A_page_of_another_origin_and_a_plain_request_are_refused()
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await Assert.ThrowsAsync<WebSocketException>(() => MarketSocket.ConnectAsync(exchange.Exchange, "/ws", options => options.SetRequestHeader("Origin", "https://elsewhere.example")));
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(exchange.Exchange.Gateways.BinanceUrl + "/ws/btcusdt@trade"));
        Assert.Equal(426, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Who_does_not_read_is_disconnected_and_the_others_are_not()
    {
        const int Batch = 1_000;
        await using var exchange = await StreamsExchange.StartAsync(options =>
        {
            options.Binance.Sockets.MaxQueuedBytes = 1 << 20;
            options.Binance.Sockets.SendTimeoutMs = 500;
        });
        await using var slow = await exchange.ConnectAsync("/ws/btcusdt@trade");
        await using var quick = await exchange.ConnectAsync("/ws/btcusdt@trade");
        await Settled(slow, quick);
        var open = exchange.Exchange.Gateways.BinanceConnections;
        var owner = (Seller: exchange.Exchange.Keys.OwnerOf("alice")!.Value, Buyer: exchange.Exchange.Keys.OwnerOf("bob")!.Value);
        exchange.Exchange.Inject(Order(exchange, owner.Seller, Side.Sell, 1_000_000));
        // The quick one has read each batch before the next one comes: a few hundred kilobytes wait for it at most, however slow this machine is. The slow one takes what the system's buffers hold and the queue besides.
        for (var trades = 0; exchange.Exchange.Gateways.BinanceConnections == open; trades += Batch)
        {
            Assert.True(trades < 900_000, "The slow one is still there.");
            for (var i = 0; i < Batch; i++)
                exchange.Exchange.Inject(Order(exchange, owner.Buyer, Side.Buy, 1));
            for (var i = 0; i < Batch; i++)
                Assert.Equal(trades + i + 1, (await quick.NextAsync()).GetProperty("t").GetInt64());
        }

        Assert.Equal(open - 1, exchange.Exchange.Gateways.BinanceConnections);
        await StreamsExchange.OrderAsync(exchange.Bob, "buy", "100.00", "0.001");
        await quick.EventAsync("trade");
        Assert.True(await IsGoneAsync(slow));

        // It is told so where it reads again in time, and is cut off where it does not.
        static async Task<bool> IsGoneAsync(MarketSocket slow)
        {
            try
            {
                return await slow.ReadToEndAsync() == (1008, "slow consumer");
            }
            catch (WebSocketException)
            {
                return true;
            }
        }

        static Command Order(StreamsExchange exchange, OwnerId owner, Side side, long quantity) => new()
        {
            Kind = CommandKind.NewOrder,
            Owner = owner,
            Instrument = exchange.Instrument,
            Side = side,
            Terms = OrderTerms.Of(OrderType.Limit),
            Price = new Price(10_000),
            Quantity = new Quantity(quantity),
        };
    }

    [Fact]
    public async Task A_connection_lives_its_time_and_no_longer()
    {
        var clock = new ManualTime();
        await using var exchange = await StreamsExchange.StartAsync(clock: clock);
        await using var socket = await exchange.ConnectAsync("/ws/btcusdt@trade");
        await Settled(socket);
        clock.Step(TimeSpan.FromHours(24));
        Assert.Equal(1000, (await socket.ReadToEndAsync()).Status);
    }

    [Fact]
    public async Task An_exchange_that_stops_says_so()
    {
        var exchange = await StreamsExchange.StartAsync();
        await using var raw = await exchange.ConnectAsync("/ws");
        await using var combined = await exchange.ConnectAsync("/stream");
        await Settled(raw, combined);
        var stopping = exchange.DisposeAsync();
        Assert.Equal("""{"e":"serverShutdown","E":"time"}""", StreamsExchange.Timeless(await raw.NextAsync()));
        Assert.Equal("""{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":"time"}}""", StreamsExchange.Timeless(await combined.NextAsync()));
        Assert.Equal(1001, (await raw.ReadToEndAsync()).Status);
        Assert.Equal(1001, (await combined.ReadToEndAsync()).Status);
        await stopping;
    }

    [Theory]
    [InlineData("@depth@100ms", 1)]
    [InlineData("@depth", 2)]
    public async Task A_book_kept_by_the_documented_algorithm_is_the_exchange_s_book(string ending, int seed)
    {
        await using var exchange = await StreamsExchange.StartAsync();
        await using var socket = await exchange.ConnectAsync("/ws/btcusdt" + ending);
        await Settled(socket);
        var random = new Random(seed);
        using var stop = new CancellationTokenSource();
        var flow = FlowAsync(exchange, random, stop.Token);
        // Buffer, take a picture, drop what it has, apply the rest: each U is the u before it plus 1.
        var first = await NextAsync();
        var book = await LocalBook.TakeAsync(exchange);
        Assert.True(book.Apply(first));
        for (var i = 0; i < (seed == 1 ? 15 : 3); i++)
            Assert.True(book.Apply(await NextAsync()), $"seed {seed}, message {i}");
        await stop.CancelAsync();
        await flow;
        await StreamsExchange.OrderAsync(exchange.Alice, "buy", "1.00", "0.001");
        var end = await LocalBook.TakeAsync(exchange);
        while (book.LastUpdate < end.LastUpdate)
            Assert.True(book.Apply(await socket.EventAsync("depthUpdate")));
        Assert.Equal(end.ToString(), book.ToString());

        // A flow that fails ends the test with its fault: there would be no more messages.
        async Task<JsonElement> NextAsync()
        {
            var next = socket.EventAsync("depthUpdate");
            if (await Task.WhenAny(next, flow) == flow)
                await flow;
            return await next;
        }
    }

    private static async Task FlowAsync(StreamsExchange exchange, Random random, CancellationToken stop)
    {
        // Few and small orders, each taken back by who entered it: however fast the machine, nobody runs out of money.
        var live = new Queue<(RestClient Owner, string Order)>();
        while (!stop.IsCancellationRequested)
        {
            var owner = random.Next(2) == 0 ? exchange.Alice : exchange.Bob;
            var price = (100 + random.Next(-20, 21) / 10m).ToString("0.00", CultureInfo.InvariantCulture);
            var quantity = (random.Next(1, 9) / 1_000m).ToString("0.000", CultureInfo.InvariantCulture);
            live.Enqueue((owner, await StreamsExchange.OrderAsync(owner, random.Next(2) == 0 ? "buy" : "sell", price, quantity)));
            if (live.Count <= 30)
                continue;
            var (first, order) = live.Dequeue();
            await first.DeleteAsync("/api/v1/orders/" + order);
        }
    }

    // The answer comes after the connection's streams have begun.
    private static async Task Settled(params MarketSocket[] sockets)
    {
        foreach (var socket in sockets)
            await socket.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":0}""");
    }
}
