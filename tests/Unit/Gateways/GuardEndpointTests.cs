using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Breakers, halts and kill switches over REST and WebSocket.</summary>
public sealed class GuardEndpointTests : IAsyncLifetime
{
    private RunningExchange _exchange = null!;
    private RestClient _alice = null!;
    private RestClient _bob = null!;
    private RestClient _admin = null!;
    private RestClient _anyone = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync();
        _alice = _exchange.Rest("alice");
        _bob = _exchange.Rest("bob");
        _admin = _exchange.Rest("admin", Permissions.Read | Permissions.Admin | Permissions.Operate);
        _anyone = _exchange.Anonymous();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in (RestClient[])[_alice, _bob, _admin, _anyone])
            client.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task A_breaker_is_set_shown_and_trips_with_a_notice_as_the_mission_asks()
    {
        var set = await _admin.PutAsync("/api/v1/instruments/AAPL/breaker", """{"window_ms":300000,"breaker_ppm":100000,"pause_ms":300000,"auction_ms":60000}""");
        Assert.Equal((200, "300000", "False"), (set.Status, set["window_ms"], set["cancel_orders"]));
        Assert.Equal("100000", (await _anyone.GetAsync("/api/v1/instruments/AAPL/breaker"))["breaker_ppm"]);
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        await socket.SendAsync("""{"op":"subscribe","channel":"halts"}""");
        await socket.ExpectAsync("subscribed");

        await TradeAsync("150.00");
        await TradeAsync("135.00");

        var notice = await socket.ExpectAsync("circuit_breaker");
        Assert.Equal(
            ("AAPL", "triggered", "10% price decline in 5 minutes", "150.00", "135.00"),
            (notice.GetProperty("symbol").GetString(), notice.GetProperty("status").GetString(), notice.GetProperty("reason").GetString(),
                notice.GetProperty("reference_price").GetString(), notice.GetProperty("current_price").GetString()));
        Assert.EndsWith("Z", notice.GetProperty("halt_until").GetString(), StringComparison.Ordinal);
        var halt = Assert.Single((await _anyone.GetAsync("/api/v1/halts")).Body.GetProperty("halts").EnumerateArray());
        Assert.Equal(("AAPL", "breaker", "paused"), (halt.GetProperty("symbol").GetString(), halt.GetProperty("cause").GetString(), halt.GetProperty("status").GetString()));
        RestOrderTests.AssertProblem(await _alice.OrderAsync(Order("buy", "135.00")), 409, RejectReason.BreakerHalt);

        Assert.Equal("open", (await _admin.PutAsync("/api/v1/instruments/AAPL/state", """{"state":"open"}"""))["state"]);
        var resumed = await socket.ExpectAsync("circuit_breaker");
        Assert.Equal(("resumed", true), (resumed.GetProperty("status").GetString(), resumed.GetProperty("by_command").GetBoolean()));
        Assert.Empty((await _anyone.GetAsync("/api/v1/halts")).Body.GetProperty("halts").EnumerateArray());
    }

    [Fact]
    public async Task The_market_breaker_halts_with_its_level()
    {
        Assert.Equal(200, (await _admin.PutAsync("/api/v1/instruments/AAPL/index-member", """{"weight":2,"reference_price":"150.00"}""")).Status);
        var market = await _admin.PutAsync("/api/v1/market-breaker", """{"level1_ppm":70000,"pause1_ms":900000}""");
        Assert.Equal("70000", market.Body.GetProperty("levels")[0].GetProperty("fall_ppm").ToString());
        Assert.Equal("AAPL", Assert.Single(market.Body.GetProperty("members").EnumerateArray()).GetProperty("symbol").GetString());
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        await socket.SendAsync("""{"op":"subscribe","channel":"halts","symbol":"AAPL"}""");
        await socket.ExpectAsync("subscribed");

        await TradeAsync("139.50");

        var level = await socket.ExpectAsync("circuit_breaker");
        Assert.Equal(("market_wide", 1, "index fell 7%"), (level.GetProperty("status").GetString(), level.GetProperty("level").GetInt32(), level.GetProperty("reason").GetString()));
        Assert.Equal("triggered", (await socket.ExpectAsync("circuit_breaker")).GetProperty("status").GetString());
        RestOrderTests.AssertProblem(await _alice.OrderAsync(Order("buy", "135.00")), 409, RejectReason.MarketHalt);
        Assert.True((await _anyone.GetAsync("/api/v1/market-breaker")).Body.GetProperty("levels")[0].GetProperty("reached").GetBoolean());
        Assert.Equal(200, (await _admin.PostAsync("/api/v1/market-day", """{"roll_references":true}""")).Status);
    }

    [Theory]
    [InlineData("account-alice", "AccountStopped")]
    [InlineData("instrument-AAPL", "InstrumentStopped")]
    [InlineData("exchange", "ExchangeStopped")]
    public async Task A_kill_switch_refuses_with_its_own_reason_until_it_is_off(string name, string reason)
    {
        var resting = await _alice.OrderAsync(Order("buy", "100.00"));
        Assert.Equal(200, (await _admin.PostAsync($"/api/v1/kill-switches/{name}", """{"note":"runaway"}""")).Status);

        Assert.Equal(reason, (await _alice.OrderAsync(Order("buy", "100.00")))["code"]);
        Assert.Equal("runaway", Assert.Single((await _admin.GetAsync("/api/v1/kill-switches")).Body.GetProperty("kill_switches").EnumerateArray()).GetProperty("note").GetString());
        Assert.Equal(200, (await _alice.DeleteAsync($"/api/v1/orders/{resting["order_id"]}")).Status);
        Assert.Equal(200, (await _admin.DeleteAsync($"/api/v1/kill-switches/{name}")).Status);
        Assert.Equal(201, (await _alice.OrderAsync(Order("buy", "100.00"))).Status);
    }

    [Fact]
    public async Task A_kill_switch_with_cancel_takes_the_orders_along()
    {
        var order = await _alice.OrderAsync(Order("buy", "100.00"));
        Assert.Equal(200, (await _admin.PostAsync("/api/v1/kill-switches/account-alice", """{"cancel_orders":true}""")).Status);
        Assert.Equal("kill_switch", (await _alice.GetAsync($"/api/v1/orders/{order["order_id"]}"))["cancel_reason"]);
    }

    [Fact]
    public async Task What_is_asked_after_a_change_has_a_sequence_that_is_not_before_it()
    {
        var turned = await _admin.PostAsync("/api/v1/kill-switches/account-alice", "{}");
        var change = long.Parse(turned["sequence"]!, System.Globalization.CultureInfo.InvariantCulture);
        foreach (var path in (string[])["halts", "market-breaker", "instruments/AAPL/breaker", "kill-switches"])
            Assert.InRange((await _admin.GetAsync($"/api/v1/{path}")).Body.GetProperty("sequence").GetInt64(), change, long.MaxValue);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("session-x")]
    [InlineData("account-")]
    public async Task A_switch_that_is_none_is_refused(string name) =>
        RestOrderTests.AssertProblem(await _admin.PostAsync($"/api/v1/kill-switches/{name}", "{}"), 400, RejectReason.MalformedRequest);

    [Fact]
    public async Task Impossible_settings_are_refused_by_the_exchange()
    {
        RestOrderTests.AssertProblem(await _admin.PutAsync("/api/v1/instruments/AAPL/breaker", """{"breaker_ppm":100000}"""), 422, RejectReason.RulesInvalid);
        RestOrderTests.AssertProblem(await _admin.PutAsync("/api/v1/instruments/AAPL/breaker", """{"breaker":1}"""), 400, RejectReason.MalformedRequest);
        RestOrderTests.AssertProblem(await _admin.PutAsync("/api/v1/market-breaker", """{"level2_ppm":1}"""), 422, RejectReason.RulesInvalid);
    }

    private async Task TradeAsync(string price)
    {
        Assert.Equal(201, (await _alice.OrderAsync(Order("sell", price))).Status);
        Assert.Equal(201, (await _bob.OrderAsync(Order("buy", price))).Status);
    }

    private static string Order(string side, string price) =>
        $$"""{"symbol":"AAPL","side":"{{side}}","order_type":"limit","quantity":"1","price":"{{price}}"}""";
}
