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
    [InlineData("""{"side":"buy","orders":[{"symbol":"AAPL","quantity":"1"}],"execution_strategy":"vwap"}""", 400, RejectReason.MalformedRequest)]
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
