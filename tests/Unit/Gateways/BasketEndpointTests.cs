using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Basket orders over REST.</summary>
public sealed class BasketEndpointTests : IAsyncLifetime
{
    private RunningExchange _exchange = null!;
    private RestClient _alice = null!;
    private RestClient _bob = null!;
    private RestClient _root = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync();
        _alice = _exchange.Rest("alice");
        _bob = _exchange.Rest("bob");
        _root = _exchange.Rest("root", Permissions.Read | Permissions.Trade | Permissions.Operate | Permissions.Admin);
        foreach (var symbol in (string[])["GOOGL", "MSFT", "NVDA"])
            Assert.Equal(201, (await _root.PostAsync("/api/v1/instruments", $$"""
                {"symbol":"{{symbol}}","price_scale":2,"quantity_scale":0,"tick":"0.01","lot":"1","min_quantity":"1","max_quantity":"10000","state":"open"}
                """.Trim())).Status);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in (RestClient[])[_alice, _bob, _root])
            client.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task A_basket_of_weights_as_in_the_mission_is_executed_and_reported_leg_by_leg_and_in_all()
    {
        await OfferAsync("AAPL", 1_000, "150.00", bid: "149.00");
        await OfferAsync("GOOGL", 1_000, "100.00");
        await OfferAsync("MSFT", 1_000, "400.00");
        await OfferAsync("NVDA", 1_000, "200.00");
        foreach (var symbol in (string[])["GOOGL", "MSFT", "NVDA"])
            Assert.Equal(200, (await _root.PutAsync($"/api/v1/instruments/{symbol}/rules", """{"reference_price":"100.00"}""")).Status);

        var done = await _alice.PostAsync("/api/v1/basket-orders", """
            {"basket_id":"tech-sector","side":"buy","user_id":"alice","orders":[{"symbol":"AAPL","weight":0.30},{"symbol":"GOOGL","weight":0.25},{"symbol":"MSFT","weight":0.25},{"symbol":"NVDA","weight":0.20}],
             "total_value":100000}
            """);
        Assert.Equal((201, "completed", "all_or_none", "100000.00"), (done.Status, done["status"], done["fill_policy"], done["total_value"]));
        var legs = done.Body.GetProperty("legs").EnumerateArray().ToList();
        Assert.Equal(["200", "250", "62", "100"], legs.Select(leg => leg.GetProperty("quantity").GetString()));
        Assert.Equal(("149.50", "150.00000", "33.44", "30000.00"), (Text(legs[0], "arrival_price"), Text(legs[0], "avg_price"), Text(legs[0], "slippage_bps"), Text(legs[0], "notional")));
        Assert.Equal(("200", "0.300000", "60.00", "1.000000"), (Text(legs[0], "filled_quantity"), Text(legs[0], "weight"), Text(legs[0], "fees"), Text(legs[0], "completion")));
        var total = done.Body.GetProperty("total");
        Assert.Equal(("99800.00", "60.00", "1.000000"), (Text(total, "notional"), Text(total, "fees"), Text(total, "completion")));

        var order = await _alice.GetAsync($"/api/v1/orders/{Text(legs[3], "order_id")}");
        Assert.Equal(("filled", "100", "NVDA", done["basket_order_id"]), (order["status"], order["filled"], order["symbol"], order["basket_order_id"]));
        foreach (var path in (string[])[done["basket_order_id"]!, "tech-sector"])
            Assert.Equal(done.Body.GetRawText(), (await _alice.GetAsync("/api/v1/basket-orders/" + path)).Body.GetRawText());
        Assert.Equal(200, (await _root.GetAsync("/api/v1/basket-orders/" + done["basket_order_id"])).Status);
        RestOrderTests.AssertProblem(await _bob.GetAsync("/api/v1/basket-orders/" + done["basket_order_id"]), 404, RejectReason.UnknownBasket);
        Assert.Single((await _alice.GetAsync("/api/v1/basket-orders")).Body.GetProperty("basket_orders").EnumerateArray());
        Assert.Empty((await _bob.GetAsync("/api/v1/basket-orders?limit=5&after=0")).Body.GetProperty("basket_orders").EnumerateArray());
    }

    [Fact]
    public async Task All_or_none_refuses_whole_without_telling_which_leg_and_pro_rata_takes_the_share_there_is()
    {
        await OfferAsync("AAPL", 100, "150.00");
        await OfferAsync("GOOGL", 30, "100.00");
        const string Legs = """[{"symbol":"AAPL","quantity":"20","limit_price":"150.00"},{"symbol":"GOOGL","quantity":"40"}]""";
        var refused = await _alice.PostAsync("/api/v1/basket-orders", $$"""{"side":"buy","orders":{{Legs}}}""");
        RestOrderTests.AssertProblem(refused, 422, RejectReason.InsufficientLiquidity);
        Assert.Equal("The books cannot fill it as asked for.", refused["detail"]);
        Assert.Empty((await _alice.GetAsync("/api/v1/orders")).Body.GetProperty("orders").EnumerateArray());

        var reduced = await _alice.PostAsync("/api/v1/basket-orders", $$"""{"side":"buy","fill_policy":"pro_rata","orders":{{Legs}}}""");
        Assert.Equal((201, "reduced"), (reduced.Status, reduced["status"]));
        Assert.Equal(["15", "30"], reduced.Body.GetProperty("legs").EnumerateArray().Select(leg => Text(leg, "filled_quantity")));
        Assert.Equal("0.750000", Text(reduced.Body.GetProperty("total"), "completion"));
    }

    [Theory]
    [InlineData("\"end_time\":\"2020-01-01T00:00:00Z\"")]
    [InlineData("\"duration_seconds\":36000,\"interval_ms\":100")]
    [InlineData("\"start_time\":\"2100-01-01T00:00:00Z\"")]
    public async Task Times_that_are_refused_trade_nothing_at_once_however_much_is_offered(string times)
    {
        await OfferAsync("AAPL", 100, "150.00");
        var refused = await _alice.PostAsync("/api/v1/basket-orders", $$"""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"10"}],"execution_strategy":"twap",{{times}}}""");
        RestOrderTests.AssertProblem(refused, 422, RejectReason.AlgoTimesInvalid);
        Assert.Empty((await _alice.GetAsync("/api/v1/orders")).Body.GetProperty("orders").EnumerateArray());
        Assert.Empty((await _alice.GetAsync("/api/v1/basket-orders")).Body.GetProperty("basket_orders").EnumerateArray());
        Assert.Equal(201, (await _alice.PostAsync("/api/v1/basket-orders", """{"side":"buy","fill_policy":"all_or_none","orders":[{"symbol":"AAPL","quantity":"100"}]}""")).Status);
    }

    [Fact]
    public async Task The_stream_tells_which_orders_are_whose_legs()
    {
        await OfferAsync("AAPL", 100, "150.00");
        await using var socket = await SocketClient.ConnectAsync(_exchange, "alice");
        await socket.SendAsync("""{"op":"subscribe","channel":"orders"}""");
        await socket.ExpectAsync("subscribed");
        var done = await _alice.PostAsync("/api/v1/basket-orders", """{"side":"buy","orders":[{"symbol":"AAPL","quantity":"10"}]}""");
        var leg = await socket.ExpectAsync("basket_order");
        Assert.Equal(("leg", done["basket_order_id"], "10"), (Text(leg, "event"), Text(leg, "basket_order_id"), Text(leg, "entered_quantity")));
        Assert.Equal(Text(leg, "order_id"), Text(await socket.ExpectAsync("order"), "order_id"));
    }

    [Fact]
    public async Task The_basket_of_the_mission_is_worked_as_a_VWAP_for_an_hour_word_for_word()
    {
        foreach (var (symbol, price) in ((string, string)[])[("AAPL", "150.00"), ("GOOGL", "100.00"), ("MSFT", "400.00"), ("NVDA", "200.00")])
        {
            await OfferAsync(symbol, 1_000, price);
            Assert.Equal(200, (await _root.PutAsync($"/api/v1/instruments/{symbol}/rules", $$"""{"reference_price":"{{price}}"}""")).Status);
        }

        var started = await _alice.PostAsync("/api/v1/basket-orders", """
            {"basket_id":"tech-sector","side":"buy","user_id":"alice","orders":[{"symbol":"AAPL","weight":0.30},{"symbol":"GOOGL","weight":0.25},{"symbol":"MSFT","weight":0.25},{"symbol":"NVDA","weight":0.20}],
             "total_value":100000,"execution_strategy":"vwap"}
            """);
        Assert.Equal((201, "running", "vwap", "100000.00"), (started.Status, started["status"], started["execution_strategy"], started["total_value"]));
        Assert.Equal(["200", "250", "62", "100"], started.Body.GetProperty("legs").EnumerateArray().Select(leg => Text(leg, "quantity")));
        var schedule = started.Body.GetProperty("schedule");
        Assert.Equal((100, 36_000), (schedule.GetProperty("slices").GetInt32(), schedule.GetProperty("interval_ms").GetInt32()));
        Assert.NotNull(started["estimated_completion"]);
        RestOrderTests.AssertProblem(
            await _alice.PostAsync("/api/v1/basket-orders", """{"basket_id":"tech-sector","side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}]}"""), 409, RejectReason.DuplicateBasketId);
    }

    [Fact]
    public async Task A_TWAP_basket_trades_by_itself_slice_by_slice_and_tells_of_it()
    {
        await OfferAsync("AAPL", 100, "150.00");
        await OfferAsync("GOOGL", 100, "100.00");
        await using var socket = await SocketClient.ConnectAsync(_exchange, "alice");
        await socket.SendAsync("""{"op":"subscribe","channel":"orders"}""");
        await socket.ExpectAsync("subscribed");
        var started = await _alice.PostAsync("/api/v1/basket-orders", """
            {"basket_id":"slowly","side":"buy","execution_strategy":"twap","duration_seconds":3600,"interval_ms":3600000,"orders":[{"symbol":"AAPL","quantity":"20"},{"symbol":"GOOGL","quantity":"30","limit_price":"100.00"}]}
            """);
        Assert.Equal((201, "running"), (started.Status, started["status"]));
        Assert.Equal(("status", "running"), Told(await socket.ExpectAsync("basket_order")));
        Assert.Single((await _alice.GetAsync("/api/v1/basket-orders?open=true")).Body.GetProperty("basket_orders").EnumerateArray());

        _exchange.Inject(Command.AdvanceTime());
        Assert.Equal("slice", Text(await socket.ExpectAsync("basket_order"), "event"));
        var leg = await socket.ExpectAsync("basket_order");
        Assert.Equal(("leg", started["basket_order_id"], "20"), (Text(leg, "event"), Text(leg, "basket_order_id"), Text(leg, "entered_quantity")));
        await socket.ExpectAsync("basket_order");
        foreach (var expected in (string[])["accepted", "fill", "accepted", "fill"])
            Assert.Equal(expected, Text(await socket.ExpectAsync("order"), "event"));
        Assert.Equal(("ended", "completed"), Told(await socket.ExpectAsync("basket_order")));

        var done = await _alice.GetAsync("/api/v1/basket-orders/slowly");
        Assert.Equal(("completed", 1, 0), (done["status"], done.Body.GetProperty("slices_done").GetInt32(), done.Body.GetProperty("slices_refused").GetInt32()));
        var legs = done.Body.GetProperty("legs").EnumerateArray().ToList();
        Assert.Equal(("20", "150.00000", "3000.00", "6.00", "1.000000"), (Text(legs[0], "filled_quantity"), Text(legs[0], "avg_price"), Text(legs[0], "notional"), Text(legs[0], "fees"), Text(legs[0], "completion")));
        Assert.Equal(("interval_twap", "100.00000", "0.00"), (Text(legs[1], "benchmark"), Text(legs[1], "benchmark_price"), Text(legs[1], "benchmark_slippage_bps")));
        Assert.Equal("6000.00", Text(done.Body.GetProperty("total"), "notional"));
        Assert.Equal(started["basket_order_id"], (await _alice.GetAsync($"/api/v1/orders/{Text(leg, "order_id")}"))["basket_order_id"]);
        Assert.Empty((await _alice.GetAsync("/api/v1/basket-orders?open=true")).Body.GetProperty("basket_orders").EnumerateArray());
        Assert.Single((await _alice.GetAsync("/api/v1/basket-orders?open=false")).Body.GetProperty("basket_orders").EnumerateArray());

        static (string?, string?) Told(System.Text.Json.JsonElement e) => (Text(e, "event"), Text(e, "status"));
    }

    [Fact]
    public async Task A_slice_that_cannot_be_had_whole_executes_nothing_and_says_so()
    {
        await OfferAsync("AAPL", 100, "150.00");
        var started = await _alice.PostAsync("/api/v1/basket-orders", """
            {"side":"buy","execution_strategy":"twap","duration_seconds":7200,"interval_ms":3600000,"orders":[{"symbol":"AAPL","quantity":"20"},{"symbol":"GOOGL","quantity":"30"}]}
            """);
        _exchange.Inject(Command.AdvanceTime());
        // An order of hers comes after the slice, and so does the answer to the question behind it.
        Assert.Equal(201, (await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","order_type":"limit","quantity":"1","price":"1.00"}""")).Status);
        var basket = await _alice.GetAsync("/api/v1/basket-orders/" + started["basket_order_id"]);
        Assert.Equal(("running", 0, 1), (basket["status"], basket.Body.GetProperty("slices_done").GetInt32(), basket.Body.GetProperty("slices_refused").GetInt32()));
        var refusal = basket.Body.GetProperty("last_refusal");
        Assert.Equal("InsufficientLiquidity", Text(refusal, "refused"));
        Assert.False(refusal.TryGetProperty("symbol", out _));
        Assert.All(basket.Body.GetProperty("legs").EnumerateArray(), leg => Assert.Equal("0", Text(leg, "filled_quantity")));
    }

    [Fact]
    public async Task A_basket_over_time_is_paused_resumed_and_cancelled_by_its_owner_and_by_those_who_run_the_market()
    {
        var started = await _alice.PostAsync("/api/v1/basket-orders", """{"side":"buy","execution_strategy":"twap","orders":[{"symbol":"AAPL","quantity":"500"}]}""");
        var path = "/api/v1/basket-orders/" + started["basket_order_id"];
        Assert.Equal("paused", (await _alice.PostAsync(path + "/pause", ""))["status"]);
        RestOrderTests.AssertProblem(await _alice.PostAsync(path + "/pause", ""), 409, RejectReason.AlgoStateNotAllowed);
        Assert.Equal("running", (await _alice.PostAsync(path + "/resume", ""))["status"]);
        RestOrderTests.AssertProblem(await _bob.PostAsync(path + "/pause", ""), 404, RejectReason.UnknownBasket);
        RestOrderTests.AssertProblem(await _bob.DeleteAsync(path), 404, RejectReason.UnknownBasket);
        Assert.Equal("paused", (await _root.PostAsync(path + "/pause", ""))["status"]);
        var canceled = await _alice.DeleteAsync(path);
        Assert.Equal(("canceled", "requested"), (canceled["status"], canceled["end_reason"]));
        RestOrderTests.AssertProblem(await _alice.DeleteAsync(path), 404, RejectReason.UnknownBasket);
        Assert.Equal("canceled", (await _alice.GetAsync(path))["status"]);
    }

    [Fact]
    public async Task Legs_may_have_sides_of_their_own()
    {
        await OfferAsync("AAPL", 100, "150.00", bid: "149.00");
        await OfferAsync("GOOGL", 100, "100.00", bid: "99.00");
        var done = await _alice.PostAsync("/api/v1/basket-orders", """{"orders":[{"symbol":"AAPL","side":"buy","quantity":"10"},{"symbol":"GOOGL","side":"sell","quantity":"10"}]}""");
        Assert.Equal(["buy", "sell"], done.Body.GetProperty("legs").EnumerateArray().Select(leg => Text(leg, "side")));
        Assert.Equal(["10", "10"], done.Body.GetProperty("legs").EnumerateArray().Select(leg => Text(leg, "filled_quantity")));
    }

    [Theory]
    [InlineData("""{"side":"buy","orders":[]}""", 422, RejectReason.BasketLegsInvalid)]
    [InlineData("""{"side":"buy"}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","orders":[1]}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"orders":[{"symbol":"AAPL","quantity":"1"}]}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"NONE","quantity":"1"}]}""", 404, RejectReason.UnknownInstrument)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"},{"symbol":"AAPL","quantity":"1"}]}""", 422, RejectReason.LegInstrumentTwice)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"},{"symbol":"MSFT","weight":"1"}]}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"0"}]}""", 422, RejectReason.QuantityNotPositive)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","weight":"1"}]}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","weight":"0.5"}],"total_value":"100"}""", 422, RejectReason.BasketWeightInvalid)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","weight":"1"}],"total_value":"100"}""", 409, RejectReason.NoReferencePrice)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}],"total_value":"100"}""", 422, RejectReason.BasketTotalInvalid)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}],"execution_strategy":"pov"}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}],"duration_seconds":60}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}],"execution_strategy":"twap","duration_seconds":60,"end_time":"2100-01-01T00:00:00Z"}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}],"execution_strategy":"twap","duration_seconds":0}""", 422, RejectReason.AlgoTimesInvalid)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}],"execution_strategy":"twap","end_time":"2020-01-01T00:00:00Z"}""", 422, RejectReason.AlgoTimesInvalid)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}],"execution_strategy":"twap","start_time":"soon"}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}],"execution_strategy":"twap","interval_ms":5}""", 422, RejectReason.AlgoTimesInvalid)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"},{"symbol":"MSFT","quantity":"1"}],"execution_strategy":"twap","interval_ms":199}""", 422, RejectReason.AlgoTimesInvalid)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}],"basket_id":"412"}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}],"execution_strategy":"vwap","jitter_percent":51}""", 422, RejectReason.AlgoPaceInvalid)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"0"}],"execution_strategy":"vwap"}""", 422, RejectReason.QuantityNotPositive)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}],"fill_policy":"some"}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}],"user_id":"bob"}""", 403, RejectReason.Forbidden)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}],"nonsense":1}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1","nonsense":1}]}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1","limit_price":""}]}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1","limit_price":"0.00"}]}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1","limit_price":"-1"}]}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}]} {}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""[]""", 400, RejectReason.MalformedRequest)]
    public async Task What_is_wrong_is_refused_with_its_reason(string body, int status, RejectReason reason) =>
        RestOrderTests.AssertProblem(await _alice.PostAsync("/api/v1/basket-orders", body), status, reason);

    private static string? Text(System.Text.Json.JsonElement element, string name) => element.GetProperty(name).GetString();

    private async Task OfferAsync(string symbol, int quantity, string ask, string? bid = null)
    {
        Assert.Equal(201, (await _bob.OrderAsync($$"""{"symbol":"{{symbol}}","side":"sell","order_type":"limit","quantity":"{{quantity}}","price":"{{ask}}"}""")).Status);
        if (bid is not null)
            Assert.Equal(201, (await _bob.OrderAsync($$"""{"symbol":"{{symbol}}","side":"buy","order_type":"limit","quantity":"{{quantity}}","price":"{{bid}}"}""")).Status);
    }
}
