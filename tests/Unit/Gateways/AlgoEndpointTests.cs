using System.Globalization;
using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Algo orders over REST and WebSocket.</summary>
public sealed class AlgoEndpointTests : IAsyncLifetime
{
    private RunningExchange _exchange = null!;
    private RestClient _alice = null!;
    private RestClient _bob = null!;
    private RestClient _operator = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync();
        _alice = _exchange.Rest("alice");
        _bob = _exchange.Rest("bob");
        _operator = _exchange.Rest("operator", Permissions.Read | Permissions.Trade | Permissions.Operate);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in (RestClient[])[_alice, _bob, _operator])
            client.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task A_request_as_in_the_mission_is_answered_as_there()
    {
        var started = await _alice.PostAsync("/api/v1/algo-orders", $$"""
            {"symbol":"AAPL","side":"buy","quantity":10000,"algo_type":"vwap","start_time":"2025-11-12T09:30:00Z","end_time":"{{In(hours: 6)}}","participation_rate":0.10,"user_id":"alice"}
            """);
        Assert.Equal((201, "running", "0", "0.100000"), (started.Status, started["status"], started["filled_quantity"], started["participation_rate"]));
        foreach (var field in (string[])["algo_order_id", "avg_price", "benchmark_price", "estimated_completion"])
            Assert.True(started.Body.TryGetProperty(field, out _), field);
        var one = await _alice.GetAsync($"/api/v1/algo-orders/{started["algo_order_id"]}");
        Assert.Equal((200, "interval_vwap"), (one.Status, one["benchmark"]));
    }

    [Fact]
    public async Task A_TWAP_trades_by_itself_and_shows_its_children_its_prices_and_its_slippage()
    {
        Assert.Equal(201, (await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","order_type":"limit","quantity":"1000","price":"150.00"}""")).Status);
        await using var socket = await SocketClient.ConnectAsync(_exchange, "alice");
        await socket.SendAsync("""{"op":"subscribe","channel":"orders"}""");
        await socket.ExpectAsync("subscribed");

        var started = await _alice.PostAsync("/api/v1/algo-orders", $$"""
            {"symbol":"AAPL","side":"buy","quantity":"20","algo_type":"twap","end_time":"{{In(hours: 1)}}","interval_ms":3600000,"client_algo_id":"mine","limit_price":"150.00"}
            """);
        Assert.Equal(201, started.Status);
        foreach (var expected in (string[])["accepted", "status", "progress"])
            Assert.Equal(expected, (await socket.ExpectAsync("algo_order")).GetProperty("event").GetString());

        _exchange.Inject(Command.AdvanceTime());

        foreach (var expected in (string[])["accepted", "fill"])
            Assert.Equal(expected, (await socket.ExpectAsync("order")).GetProperty("event").GetString());
        var slice = await socket.ExpectAsync("algo_order");
        Assert.Equal(("slice", "20"), (slice.GetProperty("event").GetString(), slice.GetProperty("child_quantity").GetString()));
        var child = slice.GetProperty("order_id").GetString();
        Assert.Equal("150.00000", (await socket.ExpectAsync("algo_order")).GetProperty("avg_price").GetString());
        Assert.Equal("completed", (await socket.ExpectAsync("algo_order")).GetProperty("status").GetString());

        var ended = await _alice.GetAsync("/api/v1/algo-orders/mine");
        Assert.Equal(("completed", "20", "150.00000", "0.00", "1"), (ended["status"], ended["filled_quantity"], ended["avg_price"], ended["slippage_bps"], ended["child_orders"]));
        Assert.Equal(child, Assert.Single(ended.Body.GetProperty("child_order_ids").EnumerateArray()).GetString());
        var order = await _alice.GetAsync($"/api/v1/orders/{child}");
        Assert.Equal((started["algo_order_id"], "20", "filled"), (order["algo_order_id"], order["filled"], order["status"]));
        Assert.Empty((await _alice.GetAsync("/api/v1/algo-orders")).Body.GetProperty("algo_orders").EnumerateArray());
        Assert.Single((await _alice.GetAsync("/api/v1/algo-orders?open=false&symbol=AAPL")).Body.GetProperty("algo_orders").EnumerateArray());
    }

    [Fact]
    public async Task It_is_paused_resumed_and_cancelled_by_its_owner_and_by_those_who_run_the_market()
    {
        var path = "/api/v1/algo-orders/" + (await StartAsync("twap"))["algo_order_id"];
        Assert.Equal("paused", (await _alice.PostAsync(path + "/pause", ""))["status"]);
        RestOrderTests.AssertProblem(await _alice.PostAsync(path + "/pause", ""), 409, RejectReason.AlgoStateNotAllowed);
        Assert.Equal("running", (await _alice.PostAsync(path + "/resume", ""))["status"]);
        RestOrderTests.AssertProblem(await _bob.GetAsync(path), 404, RejectReason.UnknownAlgo);
        RestOrderTests.AssertProblem(await _bob.DeleteAsync(path), 404, RejectReason.UnknownAlgo);
        Assert.Equal("paused", (await _operator.PostAsync(path + "/pause", ""))["status"]);
        var canceled = await _alice.DeleteAsync(path);
        Assert.Equal(("canceled", "requested"), (canceled["status"], canceled["end_reason"]));
        RestOrderTests.AssertProblem(await _alice.DeleteAsync(path), 404, RejectReason.UnknownAlgo);
        Assert.Equal("canceled", (await _alice.GetAsync(path))["status"]);
    }

    [Theory]
    [InlineData("symbol", "\"NONE\"", 404, RejectReason.UnknownInstrument)]
    [InlineData("side", "\"long\"", 400, RejectReason.MalformedRequest)]
    [InlineData("algo_type", "\"sniper\"", 400, RejectReason.MalformedRequest)]
    [InlineData("quantity", "null", 400, RejectReason.MalformedRequest)]
    [InlineData("quantity", "\"0\"", 422, RejectReason.QuantityNotPositive)]
    [InlineData("end_time", "\"2020-01-01T00:00:00Z\"", 422, RejectReason.AlgoTimesInvalid)]
    [InlineData("end_time", "\"soon\"", 400, RejectReason.MalformedRequest)]
    [InlineData("participation_rate", "1.5", 422, RejectReason.AlgoPaceInvalid)]
    [InlineData("interval_ms", "5", 422, RejectReason.AlgoTimesInvalid)]
    [InlineData("jitter_percent", "51", 422, RejectReason.AlgoPaceInvalid)]
    [InlineData("client_algo_id", "\"412\"", 400, RejectReason.MalformedRequest)]
    [InlineData("user_id", "\"bob\"", 403, RejectReason.Forbidden)]
    [InlineData("nonsense", "1", 400, RejectReason.MalformedRequest)]
    public async Task What_is_wrong_is_refused_with_its_reason(string field, string value, int status, RejectReason reason)
    {
        var fields = new Dictionary<string, string>
        {
            ["symbol"] = "\"AAPL\"",
            ["side"] = "\"buy\"",
            ["quantity"] = "\"10\"",
            ["algo_type"] = "\"twap\"",
            ["end_time"] = $"\"{In(hours: 1)}\"",
        };
        fields[field] = value;
        var answer = await _alice.PostAsync("/api/v1/algo-orders", "{" + string.Join(',', fields.Select(pair => $"\"{pair.Key}\":{pair.Value}")) + "}");
        RestOrderTests.AssertProblem(answer, status, reason);
    }

    [Fact]
    public async Task A_POV_needs_a_rate_and_a_name_is_taken_once()
    {
        RestOrderTests.AssertProblem(await StartAsync("pov"), 422, RejectReason.AlgoPaceInvalid);
        Assert.Equal(201, (await StartAsync("twap", ",\"client_algo_id\":\"once\"")).Status);
        RestOrderTests.AssertProblem(await StartAsync("twap", ",\"client_algo_id\":\"once\""), 409, RejectReason.DuplicateAlgoId);
    }

    [Fact]
    public async Task A_volume_curve_is_supplied_whole_or_not_at_all()
    {
        var weights = string.Join(',', Enumerable.Range(0, 96));
        Assert.Equal((200, "supplied"), await CurveAsync($$"""{"weights":"{{weights}}"}"""));
        Assert.Equal((200, "own_trades"), await CurveAsync("{}"));
        Assert.Equal(400, (await CurveAsync("""{"weights":"1,2,3"}""")).Status);
        Assert.Equal(400, (await CurveAsync("""{"weights":["0","1"]}""")).Status);
        Assert.Equal(400, (await CurveAsync($$"""{"weights":"{{weights.Replace("95", "65536", StringComparison.Ordinal)}}"}""")).Status);
        Assert.Equal(403, (await _alice.PutAsync("/api/v1/instruments/AAPL/volume-curve", "{}")).Status);

        async Task<(int Status, string? Source)> CurveAsync(string body)
        {
            var answer = await _operator.PutAsync("/api/v1/instruments/AAPL/volume-curve", body);
            return (answer.Status, answer.Status == 200 ? answer["source"] : null);
        }
    }

    private Task<RestAnswer> StartAsync(string type, string more = "") =>
        _alice.PostAsync("/api/v1/algo-orders", $$"""{"symbol":"AAPL","side":"buy","quantity":"10","algo_type":"{{type}}","end_time":"{{In(hours: 1)}}","passive":true{{more}}}""");

    private static string In(int hours) => DateTime.UtcNow.AddHours(hours).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
