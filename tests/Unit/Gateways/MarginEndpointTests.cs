using System.Text.Json;
using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Contracts, positions and margin over REST and WebSocket, on the product's engine.</summary>
public sealed class MarginEndpointTests : IAsyncLifetime
{
    private RunningExchange _exchange = null!;
    private RestClient _root = null!;
    private RestClient _desk = null!;
    private RestClient _alice = null!;
    private RestClient _bob = null!;
    private RestClient _anyone = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync(withInstrument: false);
        _root = Client("root", "admin");
        _desk = Client("desk", "operator");
        _alice = Client("alice", "trader");
        _bob = Client("bob", "strategy");
        _anyone = _exchange.Anonymous();
        await DoneAsync(_root, "assets", """{"code":"USD","scale":2}""");
        await DoneAsync(_root, "instruments", """{"symbol":"PERP","price_scale":2,"tick":"0.01","lot":"1","min_quantity":"1","max_quantity":"1000","money_scale":2}""");
        foreach (var user in (string[])["alice", "bob", "carol"])
        {
            await DoneAsync(_root, "accounts", $$"""{"user_id":"{{user}}","rights":["trade","deposit","withdraw","transfer","margin"]}""");
            await DoneAsync(_desk, $"users/{user}/deposit", """{"asset":"USD","amount":"1000.00","reference":"wire-1"}""");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in (RestClient[])[_root, _desk, _alice, _bob, _anyone])
            client.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task A_contract_is_defined_marked_and_seen_by_everybody()
    {
        RestOrderTests.AssertProblem(await _anyone.GetAsync("/api/v1/instruments/PERP/contract"), 409, RejectReason.NotAContract);
        var contract = await DefineAsync();
        Assert.Equal(("perpetual", "USD", "10", "10"), (contract["kind"], contract["settlement_asset"], contract["multiplier"], contract["max_leverage"]));
        Assert.Equal(JsonValueKind.Null, contract.Body.GetProperty("mark_price").ValueKind);
        RestOrderTests.AssertProblem(await BuyAsync(_alice, 1, "100.00"), 409, RejectReason.NoMarkPrice);

        Assert.Equal("100.00", (await _desk.PutAsync("/api/v1/instruments/PERP/mark", """{"price":"100.00"}"""))["mark_price"]);
        var shown = Assert.Single((await _anyone.GetAsync("/api/v1/contracts")).Body.GetProperty("contracts").EnumerateArray());
        Assert.Equal(("PERP", "100.00", "0", "open"), (Text(shown, "symbol"), Text(shown, "mark_price"), Text(shown, "open_interest"), Text(shown, "state")));
    }

    [Fact]
    public async Task A_position_is_opened_shown_at_the_mark_and_closed()
    {
        await OpenAsync();
        await TradeAsync(5, "100.00");

        await _desk.PutAsync("/api/v1/instruments/PERP/mark", """{"price":"101.50"}""");
        var position = Assert.Single((await _alice.GetAsync("/api/v1/users/me/positions")).Body.GetProperty("positions").EnumerateArray());
        Assert.Equal(("PERP", "5", "100.000000", "101.50"), (Text(position, "symbol"), Text(position, "quantity"), Text(position, "avg_entry_price"), Text(position, "mark_price")));
        Assert.Equal(("5000.00", "75.00", "507.50", "253.75"), (Text(position, "cost"), Text(position, "unrealized_pnl"), Text(position, "margin_used"), Text(position, "maintenance_margin")));
        var status = (await _alice.GetAsync("/api/v1/users/alice/margin-status")).Body;
        var pocket = Assert.Single(status.GetProperty("assets").EnumerateArray());
        Assert.Equal(("fine", "1000.00", "1075.00", "567.50", "492.50", "4.2364"),
            (Text(pocket, "status"), Text(pocket, "balance"), Text(pocket, "equity"), Text(pocket, "available"), Text(pocket, "withdrawable"), Text(pocket, "margin_level")));
        RestOrderTests.AssertProblem(await _alice.PostAsync("/api/v1/users/me/withdraw", """{"asset":"USD","amount":"492.51","reference":"w"}"""), 422, RejectReason.InsufficientFunds);

        await TradeAsync(5, "101.50", buyer: _bob, seller: _alice);
        Assert.Empty((await _alice.GetAsync("/api/v1/users/me/positions")).Body.GetProperty("positions").EnumerateArray());
        var closed = Assert.Single((await _alice.GetAsync("/api/v1/users/me/positions?closed=true")).Body.GetProperty("positions").EnumerateArray());
        Assert.Equal(("0", "75.00"), (Text(closed, "quantity"), Text(closed, "realized_pnl")));
        Assert.Equal("1075.00", (await _alice.GetAsync("/api/v1/users/me/balances")).Body.GetProperty("balances")[0].GetProperty("total").GetString());
    }

    [Fact]
    public async Task What_margin_does_not_cover_is_refused_and_says_why()
    {
        await OpenAsync();
        RestOrderTests.AssertProblem(await BuyAsync(_alice, 11, "100.00"), 422, RejectReason.InsufficientMargin);
        Assert.Equal(200, (await _root.PutAsync("/api/v1/instruments/PERP/position-limits", """{"tier":0,"max_position":"4","max_order":"3"}""")).Status);
        RestOrderTests.AssertProblem(await BuyAsync(_alice, 4, "100.00"), 422, RejectReason.OrderAboveLimit);
        Assert.Equal(201, (await BuyAsync(_alice, 3, "100.00")).Status);
        RestOrderTests.AssertProblem(await BuyAsync(_alice, 2, "100.00"), 422, RejectReason.PositionAboveLimit);
        var own = await _root.PutAsync("/api/v1/users/alice/position-limits", """{"symbol":"PERP","max_position":"6"}""");
        Assert.Equal("6", own.Body.GetProperty("limits")[0].GetProperty("max_position").GetString());
        Assert.Equal(201, (await BuyAsync(_alice, 2, "100.00")).Status);
        Assert.Equal("2", (await _root.PutAsync("/api/v1/users/bob/risk-tier", """{"tier":2}"""))["risk_tier"]);
        Assert.Equal(201, (await BuyAsync(_bob, 8, "100.00")).Status);

        await DoneAsync(_root, "accounts", """{"user_id":"dave"}""");
        using var dave = Client("dave", "trader");
        RestOrderTests.AssertProblem(await BuyAsync(dave, 1, "100.00"), 403, RejectReason.MarginAccountRequired);
        RestOrderTests.AssertProblem(await dave.GetAsync("/api/v1/users/me/margin-status"), 409, RejectReason.MarginAccountRequired);
        RestOrderTests.AssertProblem(await _alice.GetAsync("/api/v1/users/bob/positions"), 403, RejectReason.Forbidden);
    }

    [Fact]
    public async Task A_margin_call_comes_before_the_liquidation_and_both_are_told_over_the_socket()
    {
        await OpenAsync();
        await TradeAsync(9, "100.00");
        await using var socket = await SocketClient.ConnectAsync(_exchange, "alice");
        await socket.SendAsync("""{"op":"subscribe","id":1,"channel":"positions"}""");
        var snapshot = await socket.FindAsync("snapshot");
        Assert.Equal("9", Text(Assert.Single(snapshot.GetProperty("positions").EnumerateArray()), "quantity"));

        // At 95.00: loss 450.00, equity 550.00, maintenance 427.50 is 77 % of it; at 94.50 equity is 505.00 and maintenance 425.25 84 % of it.
        await _desk.PutAsync("/api/v1/instruments/PERP/mark", """{"price":"94.50"}""");
        var call = await socket.ExpectAsync("margin");
        Assert.Equal(("margin_call", "USD", "505.00", "425.25"), (Text(call, "event"), Text(call, "asset"), Text(call, "equity"), Text(call, "maintenance_margin")));
        Assert.Equal("margin_call", (await _alice.GetAsync("/api/v1/users/me/margin-status"))["status"]);

        // Someone who buys what is sold.
        using var carol = Client("carol", "trader");
        Assert.Equal(201, (await BuyAsync(carol, 9, "92.00")).Status);
        await _desk.PutAsync("/api/v1/instruments/PERP/mark", """{"price":"93.00"}""");
        Assert.Equal("liquidation_started", Text(await socket.ExpectAsync("margin"), "event"));
        var position = await socket.FindAsync("position");
        Assert.NotEqual("9", Text(position, "quantity"));
        var events = (await _alice.GetAsync("/api/v1/users/me/margin-events?limit=100")).Body.GetProperty("events").EnumerateArray().Select(one => Text(one, "event")).Reverse().ToList();
        Assert.Equal(["margin_call", "liquidation_started"], events.Take(2));
        var order = (await _alice.GetAsync("/api/v1/orders?open=false")).Body.GetProperty("orders").EnumerateArray().Single(one => Text(one, "order_type") == "market");
        Assert.Equal(("sell", "PERP"), (Text(order, "side"), Text(order, "symbol")));
    }

    [Fact]
    public async Task Marks_and_funding_are_public_and_funding_is_paid_at_once()
    {
        await OpenAsync();
        await TradeAsync(5, "100.00");
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        await socket.SendAsync("""{"op":"subscribe","channel":"mark"}""");
        Assert.Equal("100.00", Text(await socket.FindAsync("mark"), "mark_price"));

        var funded = await _desk.PostAsync("/api/v1/instruments/PERP/funding", """{"rate_ppb":1000000}""");
        Assert.Equal((200, "1000000"), (funded.Status, funded["funding_rate_ppb"]));
        var told = await socket.ExpectAsync("mark");
        Assert.Equal(1_000_000, told.GetProperty("funding_rate_ppb").GetInt64());
        var paid = (await _alice.GetAsync("/api/v1/users/me/margin-events")).Body.GetProperty("events")[0];
        Assert.Equal(("funding", "-5.00", "100.00"), (Text(paid, "event"), Text(paid, "amount"), Text(paid, "price")));
        Assert.Equal("5.00", (await _bob.GetAsync("/api/v1/users/me/margin-events")).Body.GetProperty("events")[0].GetProperty("amount").GetString());
        await _desk.PutAsync("/api/v1/instruments/PERP/mark", """{"price":"100.10"}""");
        Assert.Equal("100.10", Text(await socket.ExpectAsync("mark"), "mark_price"));
    }

    [Fact]
    public async Task An_isolated_position_has_its_own_money_and_leverage()
    {
        await OpenAsync();
        var set = await _alice.PutAsync("/api/v1/users/me/leverage", """{"symbol":"PERP","leverage":5,"mode":"isolated"}""");
        Assert.Equal((200, "5", "isolated"), (set.Status, set["leverage"], set["mode"]));
        var moved = await _alice.PostAsync("/api/v1/users/me/isolated-margin", """{"symbol":"PERP","amount":"300.00"}""");
        Assert.Equal((200, "300.00"), (moved.Status, moved["isolated_margin"]));
        await TradeAsync(1, "100.00");

        var pockets = (await _alice.GetAsync("/api/v1/users/me/margin-status")).Body.GetProperty("assets").EnumerateArray().ToList();
        Assert.Equal([null, "PERP"], pockets.Select(pocket => Text(pocket, "isolated")));
        Assert.Equal(["700.00", "300.00"], pockets.Select(pocket => Text(pocket, "balance")));
        Assert.Equal("200.00", Text(pockets[1], "initial_margin"));
        RestOrderTests.AssertProblem(await _alice.PutAsync("/api/v1/users/me/leverage", """{"symbol":"PERP","mode":"cross"}"""), 409, RejectReason.PositionNotEmpty);
        RestOrderTests.AssertProblem(await _alice.PutAsync("/api/v1/users/me/leverage", """{"symbol":"PERP","leverage":11}"""), 422, RejectReason.LeverageInvalid);
        RestOrderTests.AssertProblem(await _bob.PostAsync("/api/v1/users/me/isolated-margin", """{"symbol":"PERP","amount":"1.00"}"""), 409, RejectReason.NotIsolated);
    }

    [Fact]
    public async Task Settlement_closes_every_position_at_the_final_price()
    {
        await OpenAsync();
        await TradeAsync(5, "100.00");
        var settled = await _root.PostAsync("/api/v1/instruments/PERP/settlement", """{"price":"102.00"}""");
        Assert.Equal((200, "True", "expired", "102.00", "0"), (settled.Status, settled["settled"], settled["state"], settled["mark_price"], settled["open_interest"]));
        Assert.Equal("1100.00", (await _alice.GetAsync("/api/v1/users/me/balances")).Body.GetProperty("balances")[0].GetProperty("total").GetString());
        Assert.Equal("900.00", (await _bob.GetAsync("/api/v1/users/me/balances")).Body.GetProperty("balances")[0].GetProperty("total").GetString());
    }

    [Fact]
    public async Task The_insurance_fund_is_fed_from_the_house_and_shown()
    {
        var paid = await _root.PostAsync("/api/v1/insurance-fund", """{"asset":"USD","amount":"250.00","note":"seed"}""");
        Assert.Equal((200, "250.00"), (paid.Status, paid["amount"]));
        Assert.Equal("""[{"asset":"USD","amount":"250.00"}]""", (await _anyone.GetAsync("/api/v1/insurance-fund")).Body.GetProperty("funds").GetRawText());
        RestOrderTests.AssertProblem(await _root.PostAsync("/api/v1/insurance-fund", """{"asset":"USD","amount":"-250.01"}"""), 422, RejectReason.InsufficientFunds);
        RestOrderTests.AssertProblem(await _root.PostAsync("/api/v1/insurance-fund", """{"asset":"EUR","amount":"1"}"""), 404, RejectReason.AssetUnknown);
    }

    [Fact]
    public async Task Metrics_tell_of_contracts()
    {
        await OpenAsync();
        await TradeAsync(9, "100.00");
        await _desk.PutAsync("/api/v1/instruments/PERP/mark", """{"price":"94.50"}""");

        var text = (await _anyone.GetAsync("/metrics")).Body.GetString()!;
        foreach (var line in (string[])["open_interest{symbol=\"PERP\"} 9", "mark_price{symbol=\"PERP\"} 94.5", "accounts_in_margin_call 1", "margin_calls_total 1", "liquidations_total 0"])
            Assert.Contains($"\n{line}\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("instruments/PERP/contract", """{"settlement_asset":"USD","initial_ppm":100000}""", 400, "maintenance_ppm")]
    [InlineData("instruments/PERP/contract", """{"settlement_asset":"EUR","initial_ppm":1,"maintenance_ppm":1}""", 404, "settlement_asset")]
    [InlineData("instruments/PERP/contract", """{"settlement_asset":"USD","initial_ppm":100000,"maintenance_ppm":50000,"expiry":"tomorrow"}""", 400, "expiry")]
    [InlineData("instruments/PERP/contract", """{"settlement_asset":"USD","initial_ppm":0,"maintenance_ppm":0}""", 422, null)]
    [InlineData("instruments/PERP/contract", """{"settlement_asset":"USD","initial_ppm":"ten","maintenance_ppm":1}""", 400, "initial_ppm")]
    [InlineData("instruments/PERP/mark", """{"price":"1.001"}""", 400, "price")]
    [InlineData("instruments/PERP/mark", """{}""", 400, "price")]
    [InlineData("instruments/NONE/mark", """{"price":"1.00"}""", 404, null)]
    [InlineData("users/alice/risk-tier", """{"tier":-1}""", 400, "tier")]
    [InlineData("users/nobody/risk-tier", """{"tier":1}""", 404, null)]
    [InlineData("users/alice/position-limits", """{"symbol":"NONE","max_order":"1"}""", 404, "symbol")]
    [InlineData("users/alice/leverage", """{"symbol":"PERP","mode":"half"}""", 400, "mode")]
    public async Task What_cannot_be_read_is_refused_and_the_field_named(string path, string body, int status, string? field)
    {
        var answer = await _root.PutAsync("/api/v1/" + path, body);

        Assert.Equal((status, field), (answer.Status, answer["field"]));
    }

    private async Task OpenAsync()
    {
        await DefineAsync();
        Assert.Equal(200, (await _desk.PutAsync("/api/v1/instruments/PERP/mark", """{"price":"100.00"}""")).Status);
    }

    private async Task<RestAnswer> DefineAsync()
    {
        var contract = await _root.PutAsync(
            "/api/v1/instruments/PERP/contract", """{"settlement_asset":"USD","multiplier":10,"initial_ppm":100000,"maintenance_ppm":50000,"collar_ppm":200000,"liquidation_step_ppm":250000,"liquidation_fee_ppm":10000}""");
        Assert.True(contract.Status == 200, contract.Body.ToString());
        Assert.Equal(200, (await _desk.PutAsync("/api/v1/instruments/PERP/state", """{"state":"open"}""")).Status);
        return contract;
    }

    private async Task TradeAsync(int quantity, string price, RestClient? buyer = null, RestClient? seller = null)
    {
        var sold = await (seller ?? _bob).OrderAsync(Order("sell", quantity, price));
        Assert.True(sold.Status == 201, sold.Body.ToString());
        var bought = await (buyer ?? _alice).OrderAsync(Order("buy", quantity, price));
        Assert.Equal("filled", bought["status"]);
    }

    private static Task<RestAnswer> BuyAsync(RestClient client, int quantity, string price) => client.OrderAsync(Order("buy", quantity, price));

    private static string Order(string side, int quantity, string price) => $$"""{"symbol":"PERP","side":"{{side}}","quantity":"{{quantity}}","price":"{{price}}"}""";

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private RestClient Client(string user, string role) => _exchange.Rest(user, Role.Find(role)!.Permissions);

    private static async Task<RestAnswer> DoneAsync(RestClient client, string path, string body)
    {
        var answer = await client.PostAsync("/api/v1/" + path, body);
        Assert.True(answer.Status == 201, $"{path} {body}: {answer.Status} {answer.Body}");
        return answer;
    }
}
