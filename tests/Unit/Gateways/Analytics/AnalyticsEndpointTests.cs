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

    [Theory]
    [InlineData("candles/AAPL?interval=2m", 400, RejectReason.MalformedRequest)]
    [InlineData("candles/AAPL?interval=", 400, RejectReason.MalformedRequest)]
    [InlineData("candles/AAPL?limit=0", 400, RejectReason.MalformedRequest)]
    [InlineData("candles/AAPL?limit=1501", 400, RejectReason.MalformedRequest)]
    [InlineData("candles/NONE", 404, RejectReason.UnknownInstrument)]
    [InlineData("orderbook/NONE/imbalance", 404, RejectReason.UnknownInstrument)]
    public async Task What_is_not_there_is_refused(string path, int status, RejectReason reason) =>
        RestOrderTests.AssertProblem(await _alice.GetAsync("/api/v1/" + path), status, reason);

    [Fact]
    public async Task Analytics_are_market_data_and_closed_with_it()
    {
        await using var closed = await RunningExchange.StartAsync(options => options.Auth.RequireKeyForMarketData = true);
        using var stranger = closed.Anonymous();

        foreach (var path in (string[])["candles/AAPL", "orderbook/AAPL/imbalance"])
            RestOrderTests.AssertProblem(await stranger.GetAsync("/api/v1/" + path), 401, RejectReason.Unauthorized);
    }

    private async Task BookAsync()
    {
        foreach (var (side, price, quantity) in ((string, string, int)[])
            [("buy", "149.90", 200), ("buy", "149.00", 1_000), ("sell", "151.00", 500), ("sell", "150.15", 100), ("sell", "150.10", 100), ("buy", "150.00", 100), ("buy", "150.00", 200)])
            await _alice.OrderAsync($$"""{"symbol":"AAPL","side":"{{side}}","price":"{{price}}","quantity":{{quantity}}}""");
    }

    private static string Members(JsonElement answer, params string[] names) => $"[{string.Join(',', names.Select(name => answer.GetProperty(name).GetRawText()))}]";
}
