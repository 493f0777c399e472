using System.Text.Json;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways.Analytics;

/// <summary>What is measured of the books, over REST. Figures are computed by hand from the definitions.</summary>
public sealed class AnalyticsEndpointTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private RunningExchange _exchange = null!;
    private RestClient _alice = null!;
    private RestClient _bob = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync(clock: _time);
        _alice = _exchange.Rest("alice");
        _bob = _exchange.Rest("bob");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _alice.Dispose();
        _bob.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task The_imbalance_has_the_fields_of_the_mission_first()
    {
        await BookAsync();

        var answer = (await _alice.GetAsync("/api/v1/orderbook/AAPL/imbalance?levels=2&half_life=5")).Body;

        Assert.Equal(
            ["symbol", "timestamp", "bid_volume", "ask_volume", "imbalance_ratio", "weighted_imbalance", "top_levels", "bid_orders", "ask_orders"],
            answer.EnumerateObject().Take(9).Select(member => member.Name));
        // Bids 300 at 150.00 and 200 at 149.90 (10 ticks: a quarter); asks 100 at 150.10 and 100 at 150.15 (5 ticks: a half); a third level of each is not asked for.
        Assert.Equal("""["500","200",2.5,2.333333,2,3,2]""", Members(answer, "bid_volume", "ask_volume", "imbalance_ratio", "weighted_imbalance", "top_levels", "bid_orders", "ask_orders"));
        Assert.Equal("""[1.5,0.428571,0.4,0.2,5]""", Members(answer, "order_imbalance_ratio", "imbalance", "weighted", "order_imbalance", "half_life_ticks"));
        Assert.Equal("""["1500","700",2.142857,0.363636,3,3,4,3]""", Members(
            answer.GetProperty("depth"), "bid_volume", "ask_volume", "imbalance_ratio", "imbalance", "bid_levels", "ask_levels", "bid_orders", "ask_orders"));
    }

    [Fact]
    public async Task The_flow_is_that_of_the_window()
    {
        await BookAsync();
        _time.Step(TimeSpan.FromSeconds(10));
        await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.00","quantity":120}""");
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.10","quantity":30}""");

        var lately = (await _alice.GetAsync("/api/v1/orderbook/AAPL/imbalance?window=5")).Body.GetProperty("flow");
        var longer = (await _alice.GetAsync("/api/v1/orderbook/AAPL/imbalance")).Body.GetProperty("flow");

        // The bid lost 120, the ask 30.
        Assert.Equal("""[5,"-90","30","120"]""", Members(lately, "window_seconds", "order_flow_imbalance", "buy_volume", "sell_volume"));
        // From nothing: +200 bid, +100 and +300 at 150.00 above it; asks -500, -100, -100, each price below the one before; then the trades.
        Assert.Equal("""[60,"30","120"]""", Members(longer, "window_seconds", "buy_volume", "sell_volume"));
    }

    [Fact]
    public async Task An_empty_side_has_no_ratio_and_an_empty_book_no_imbalance()
    {
        var empty = (await _alice.GetAsync("/api/v1/orderbook/AAPL/imbalance")).Body;
        Assert.Equal("""["0","0",null,null,null]""", Members(empty, "bid_volume", "ask_volume", "imbalance_ratio", "imbalance", "order_imbalance"));

        await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.00","quantity":7}""");

        var bids = (await _alice.GetAsync("/api/v1/orderbook/AAPL/imbalance")).Body;
        Assert.Equal("""["7","0",null,1,1]""", Members(bids, "bid_volume", "ask_volume", "imbalance_ratio", "imbalance", "order_imbalance"));
    }

    [Theory]
    [InlineData("levels=0", "levels")]
    [InlineData("levels=1001", "levels")]
    [InlineData("levels=x", "levels")]
    [InlineData("half_life=0", "half_life")]
    [InlineData("half_life=-1", "half_life")]
    [InlineData("half_life=NaN", "half_life")]
    [InlineData("half_life=1e3", "half_life")]
    [InlineData("half_life=1000001", "half_life")]
    [InlineData("window=0", "window")]
    [InlineData("window=86401", "window")]
    public async Task A_question_that_makes_no_sense_is_refused(string query, string field)
    {
        var answer = await _alice.GetAsync($"/api/v1/orderbook/AAPL/imbalance?{query}");

        RestOrderTests.AssertProblem(answer, 400, RejectReason.MalformedRequest);
        Assert.Equal(field, answer["field"]);
    }

    [Fact]
    public async Task Candles_are_of_the_trades_of_each_interval()
    {
        foreach (var (seconds, price, quantity) in ((int, string, int)[])[(0, "150.00", 10), (1, "150.20", 5), (1, "149.90", 7), (58, "150.10", 1)])
        {
            _time.Step(TimeSpan.FromSeconds(seconds));
            await _alice.OrderAsync($$"""{"symbol":"AAPL","side":"sell","price":"{{price}}","quantity":{{quantity}}}""");
            await _bob.OrderAsync($$"""{"symbol":"AAPL","side":"buy","price":"{{price}}","quantity":{{quantity}}}""");
        }

        var minutes = (await _alice.GetAsync("/api/v1/candles/AAPL")).Body;
        var lastSeconds = (await _alice.GetAsync("/api/v1/candles/AAPL?interval=1s&limit=2")).Body;
        var days = (await _alice.GetAsync("/api/v1/candles/AAPL?interval=1d")).Body.GetProperty("candles");

        Assert.Equal("1m", minutes.GetProperty("interval").GetString());
        Assert.Equal(2, minutes.GetProperty("candles").GetArrayLength());
        Assert.Equal("""["150.00","150.20","149.90","149.90","22","3300.30","22",3,true]""", Candle(minutes.GetProperty("candles")[0]));
        Assert.Equal("""["150.10","150.10","150.10","150.10","1","150.10","1",1,false]""", Candle(minutes.GetProperty("candles")[1]));
        Assert.Equal(["149.90", "150.10"], lastSeconds.GetProperty("candles").EnumerateArray().Select(candle => candle.GetProperty("close").GetString()));
        Assert.Equal("""["150.00","150.20","149.90","150.10","23","3450.40","23",4,false]""", Candle(days[0]));
        Assert.EndsWith("T00:00:00.000000000Z", days[0].GetProperty("time").GetString());

        static string Candle(JsonElement candle) => Members(candle, "open", "high", "low", "close", "volume", "quote_volume", "buy_volume", "trades", "complete");
    }

    [Fact]
    public async Task Spreads_are_weighted_by_time_and_by_quantity()
    {
        await SellAsync("150.10", 100);
        await BuyAsync("150.00", 100);
        // Two seconds of 0.10, then one of 0.04.
        _time.Step(TimeSpan.FromSeconds(2));
        await SellAsync("150.04", 50);
        _time.Step(TimeSpan.FromSeconds(1));
        await BuyAsync("150.04", 20);
        _time.Step(TimeSpan.FromSeconds(10));
        await BuyAsync("150.02", 1);

        var all = (await _alice.GetAsync("/api/v1/orderbook/AAPL/spread?window=0")).Body;
        var lately = (await _alice.GetAsync("/api/v1/orderbook/AAPL/spread?window=5")).Body;

        Assert.Equal("""["150.02","150.04","150.030","0.02",1.333067]""", Members(all, "bid", "ask", "mid", "quoted_spread", "relative_spread_bps"));
        // (2 x 0.10 + 11 x 0.04) / 13; the trade paid 0.02 over the middle 150.02, twice.
        Assert.Equal("""[0.049231,1,"20","20",0.04,2.666311]""", Members(all, "time_weighted_spread", "trades", "volume", "measured_volume", "effective_spread", "effective_relative_spread_bps"));
        Assert.Equal("""[5,1,0.04,0,null]""", Members(lately, "window_seconds", "quoted_share", "time_weighted_spread", "trades", "effective_spread"));
        var realised = all.GetProperty("realised");
        Assert.Equal("""[1,"20",0.04,0.04,0]""", Members(realised[0], "horizon_seconds", "volume", "realised_spread", "effective_spread", "price_impact"));
        // Ten seconds after the tenth of a second of the trade nothing has come yet.
        Assert.Equal("""[10,"0",null,null,null]""", Members(realised[1], "horizon_seconds", "volume", "realised_spread", "effective_spread", "price_impact"));
        Assert.Equal(60, realised[2].GetProperty("horizon_seconds").GetInt32());
    }

    [Fact]
    public async Task A_book_without_two_sides_has_no_spread()
    {
        await BuyAsync("150.00", 100);

        var answer = (await _alice.GetAsync("/api/v1/orderbook/AAPL/spread")).Body;

        Assert.Equal("""["150.00",null,null,null,null,null]""", Members(answer, "bid", "ask", "mid", "quoted_spread", "time_weighted_spread", "effective_spread"));
    }

    [Fact]
    public async Task Toxicity_is_the_mean_imbalance_of_the_buckets()
    {
        Assert.Equal("""[null,0,"0",null]""", Members((await _alice.GetAsync("/api/v1/orderbook/AAPL/toxicity")).Body, "vpin", "buckets", "bucket_volume", "last_bucket"));
        // 150 bought, then 50 sold: buckets double to two shares each, 75 of bought and 25 of sold ones; of the last fifty 25 are each.
        await SellAsync("150.00", 150);
        await BuyAsync("150.00", 150);
        await BuyAsync("149.00", 50);
        await SellAsync("149.00", 50);

        var answer = (await _alice.GetAsync("/api/v1/orderbook/AAPL/toxicity")).Body;

        Assert.Equal("""[1,50,50,"2","day_so_far","0","50","50","taker_side"]""", Members(
            answer, "vpin", "buckets", "window_buckets", "bucket_volume", "bucket_sizing", "filled", "buy_volume", "sell_volume", "classification"));
    }

    [Fact]
    public async Task The_history_has_a_sample_for_each_second_in_which_something_happened()
    {
        await BuyAsync("150.00", 10);
        _time.Step(TimeSpan.FromSeconds(5));
        await BuyAsync("150.01", 4);
        _time.Step(TimeSpan.FromSeconds(1));
        await SellAsync("150.01", 3);
        _time.Step(TimeSpan.FromSeconds(1));
        await SellAsync("151.00", 1);

        var answer = (await _alice.GetAsync("/api/v1/orderbook/AAPL/imbalance/history?limit=3")).Body;

        Assert.Equal("""["AAPL",1,5,5]""", Members(answer, "symbol", "interval_seconds", "top_levels", "half_life_ticks"));
        Assert.Equal(
            [
                """["10","0",null,1,"10","0"]""",
                """["14","0",null,2,"4","0"]""",
                """["11","0",null,2,"-3","3"]""",
            ],
            answer.GetProperty("samples").EnumerateArray().Select(sample => Members(sample, "bid_volume", "ask_volume", "imbalance_ratio", "bid_orders", "order_flow_imbalance", "sell_volume")));
        Assert.Single((await _alice.GetAsync("/api/v1/orderbook/AAPL/imbalance/history?limit=1")).Body.GetProperty("samples").EnumerateArray());
    }

    [Fact]
    public async Task The_stream_tells_how_the_book_leans_whenever_it_changed()
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        await socket.SendAsync("""{"op":"subscribe","channel":"imbalance","symbol":"AAPL","levels":1,"half_life":2.5}""");
        var empty = await socket.FindAsync("imbalance");
        await BuyAsync("150.00", 30);
        await SellAsync("150.10", 10);

        JsonElement told;
        do
            told = await socket.FindAsync("imbalance");
        while (told.GetProperty("imbalance_ratio").ValueKind == JsonValueKind.Null);

        Assert.Equal("""["AAPL","0",1,2.5]""", Members(empty, "symbol", "bid_volume", "top_levels", "half_life_ticks"));
        Assert.Equal("""["imbalance","30","10",3]""", Members(told, "channel", "bid_volume", "ask_volume", "imbalance_ratio"));
    }

    [Fact]
    public async Task The_stream_tells_every_candle_to_its_end()
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        await socket.SendAsync("""{"op":"subscribe","channel":"candles","symbol":"AAPL","interval":"1s"}""");
        await socket.FindAsync("candles");
        await socket.SendAsync("""{"op":"subscribe","channel":"candles","symbol":"AAPL"}""");
        await socket.FindAsync("candles");
        var (seconds, minute) = (new Dictionary<string, string>(), "");
        for (var i = 1; i <= 6; i++)
        {
            await SellAsync("150.00", i);
            await BuyAsync("150.00", i);
            if (i % 2 == 0)
                _time.Step(TimeSpan.FromSeconds(1));
        }

        while (minute != "21" || seconds.Count < 3 || !seconds.Values.Order().SequenceEqual(["11", "3", "7"]))
        {
            var message = await socket.FindAsync("candles");
            foreach (var candle in message.GetProperty("candles").EnumerateArray())
            {
                var volume = candle.GetProperty("volume").GetString()!;
                if (message.GetProperty("interval").GetString() == "1s")
                    seconds[candle.GetProperty("time").GetString()!] = volume;
                else
                    minute = volume;
            }
        }
    }

    [Theory]
    [InlineData("""{"op":"subscribe","channel":"candles","symbol":"AAPL","interval":"2m"}""", "interval")]
    [InlineData("""{"op":"subscribe","channel":"imbalance","symbol":"AAPL","levels":1001}""", "levels")]
    [InlineData("""{"op":"subscribe","channel":"imbalance","symbol":"AAPL","levels":-1}""", "levels")]
    [InlineData("""{"op":"subscribe","channel":"imbalance","symbol":"AAPL","half_life":-2}""", "half_life")]
    [InlineData("""{"op":"subscribe","channel":"imbalance","symbol":"AAPL","interval":"1m"}""", "interval")]
    [InlineData("""{"op":"subscribe","channel":"book","symbol":"AAPL","levels":3}""", "levels")]
    public async Task A_subscription_that_makes_no_sense_is_refused(string request, string field)
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        await socket.SendAsync(request);

        Assert.Equal(field, (await socket.ExpectAsync("error")).GetProperty("error").GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("candles/AAPL?interval=2m", 400, RejectReason.MalformedRequest)]
    [InlineData("candles/AAPL?interval=", 400, RejectReason.MalformedRequest)]
    [InlineData("candles/AAPL?limit=0", 400, RejectReason.MalformedRequest)]
    [InlineData("candles/AAPL?limit=1501", 400, RejectReason.MalformedRequest)]
    [InlineData("candles/NONE", 404, RejectReason.UnknownInstrument)]
    [InlineData("orderbook/NONE/imbalance", 404, RejectReason.UnknownInstrument)]
    [InlineData("orderbook/NONE/imbalance/history", 404, RejectReason.UnknownInstrument)]
    [InlineData("orderbook/NONE/spread", 404, RejectReason.UnknownInstrument)]
    [InlineData("orderbook/NONE/toxicity", 404, RejectReason.UnknownInstrument)]
    [InlineData("orderbook/AAPL/spread?window=86401", 400, RejectReason.MalformedRequest)]
    [InlineData("orderbook/AAPL/imbalance/history?limit=0", 400, RejectReason.MalformedRequest)]
    public async Task What_is_not_there_is_refused(string path, int status, RejectReason reason) =>
        RestOrderTests.AssertProblem(await _alice.GetAsync("/api/v1/" + path), status, reason);

    [Fact]
    public async Task Analytics_are_market_data_and_closed_with_it()
    {
        await using var closed = await RunningExchange.StartAsync(options => options.Auth.RequireKeyForMarketData = true);
        using var stranger = closed.Anonymous();

        foreach (var path in (string[])["candles/AAPL", "orderbook/AAPL/imbalance", "orderbook/AAPL/imbalance/history", "orderbook/AAPL/spread", "orderbook/AAPL/toxicity"])
            RestOrderTests.AssertProblem(await stranger.GetAsync("/api/v1/" + path), 401, RejectReason.Unauthorized);
    }

    private Task<RestAnswer> BuyAsync(string price, int quantity) => _bob.OrderAsync($$"""{"symbol":"AAPL","side":"buy","price":"{{price}}","quantity":{{quantity}}}""");

    private Task<RestAnswer> SellAsync(string price, int quantity) => _alice.OrderAsync($$"""{"symbol":"AAPL","side":"sell","price":"{{price}}","quantity":{{quantity}}}""");

    private async Task BookAsync()
    {
        foreach (var (side, price, quantity) in ((string, string, int)[])
            [("buy", "149.90", 200), ("buy", "149.00", 1_000), ("sell", "151.00", 500), ("sell", "150.15", 100), ("sell", "150.10", 100), ("buy", "150.00", 100), ("buy", "150.00", 200)])
            await _alice.OrderAsync($$"""{"symbol":"AAPL","side":"{{side}}","price":"{{price}}","quantity":{{quantity}}}""");
    }

    private static string Members(JsonElement answer, params string[] names) => $"[{string.Join(',', names.Select(name => answer.GetProperty(name).GetRawText()))}]";
}
