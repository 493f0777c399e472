using Rialto.Gateways.Auth;
using Rialto.Gateways.Faults;
using Rialto.Unit.Gateways.Binance;
using Rialto.Unit.Gateways.Binance.Streams;
using Xunit;

namespace Rialto.Unit.Gateways.Faults;

/// <summary>Faults of the REST doors, over real sockets.</summary>
public sealed class FaultyHttpTests
{
    private readonly ManualTime _time = new();
    private FaultMode _mode = null!;

    [Fact]
    public async Task Refused_for_its_rate_until_the_time_named_is_over_and_banned_after_it()
    {
        await using var exchange = await StartAsync(new Fault(FaultKind.RateLimited) { Doors = [FaultDoor.BinanceRest], On = FaultClasses.Orders, Times = 1, RetryAfter = 3 });
        using var bot = Bot(exchange);
        var refused = await PlaceAsync(bot, "a");
        Assert.Equal((429, "3", "-1003"), (refused.Status, refused.Header("Retry-After"), refused["code"]));
        _time.Step(TimeSpan.FromSeconds(1.5));
        Assert.Equal((429, "2"), ((await PlaceAsync(bot, "a")).Status, (await PlaceAsync(bot, "a")).Header("Retry-After")));
        _time.Step(TimeSpan.FromSeconds(1.5));
        Assert.Equal(200, (await PlaceAsync(bot, "a")).Status);
        Assert.Single((await bot.SignedAsync(HttpMethod.Get, "/api/v3/openOrders")).Body.EnumerateArray());

        _mode.Play(Profile(new Fault(FaultKind.Banned) { Times = 1, RetryAfter = 120 }));
        var banned = await bot.GetAsync("/api/v3/depth?symbol=BTCUSDT");
        Assert.Equal((418, "120"), (banned.Status, banned.Header("Retry-After")));
        Assert.Contains("IP banned until", banned["msg"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_is_wrong_until_the_exchange_s_time_is_asked_for()
    {
        await using var exchange = await StartAsync(new Fault(FaultKind.ClockSkew) { Times = 1 });
        using var bot = Bot(exchange);
        for (var i = 0; i < 2; i++)
            Assert.Equal("-1021", (await PlaceAsync(bot, "a"))["code"]);
        Assert.Equal(200, (await bot.GetAsync("/api/v3/time")).Status);
        Assert.Equal(200, (await PlaceAsync(bot, "a")).Status);
    }

    [Theory]
    [InlineData(FaultLoss.Cut)]
    [InlineData(FaultLoss.Silence)]
    public async Task An_order_whose_answer_is_lost_is_in_the_book_all_the_same(FaultLoss loss)
    {
        await using var exchange = await StartAsync(new Fault(FaultKind.AckDropped) { Times = 1, Loss = loss });
        using var bot = Bot(exchange);
        using var impatient = new BinanceClient(exchange.Exchange.Gateways.BinanceUrl!, bot.Key);
        var lost = PlaceAsync(impatient, "lost-1");
        if (loss == FaultLoss.Cut)
            await Assert.ThrowsAsync<HttpRequestException>(() => lost);
        await UntilAsync(async () => (await bot.SignedAsync(HttpMethod.Get, "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=lost-1")).Status == 200);
        if (loss == FaultLoss.Silence)
        {
            Assert.False(lost.IsCompleted);
            impatient.Dispose();
            await Assert.ThrowsAnyAsync<Exception>(() => lost);
        }

        Assert.Equal(1, _mode.CountOf(FaultKind.AckDropped));
    }

    [Fact]
    public async Task A_late_answer_is_the_answer()
    {
        await using var exchange = await StartAsync(new Fault(FaultKind.AckLate) { Times = 1, DelayMs = 700 }, new Fault(FaultKind.SlowSnapshot) { Times = 1, DelayMs = 900 });
        using var bot = Bot(exchange);
        var late = PlaceAsync(bot, "late-1");
        await UntilAsync(() => Task.FromResult(_time.Waiting == 1));
        Assert.Equal(200, (await bot.SignedAsync(HttpMethod.Get, "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=late-1")).Status);
        Assert.False(late.IsCompleted);
        _time.Step(TimeSpan.FromMilliseconds(700));
        Assert.Equal((200, "late-1"), ((await late).Status, (await late)["clientOrderId"]));

        // Old by the time it comes.
        var book = bot.GetAsync("/api/v3/depth?symbol=BTCUSDT");
        await UntilAsync(() => Task.FromResult(_time.Waiting == 1));
        await PlaceAsync(bot, "newer");
        _time.Step(TimeSpan.FromMilliseconds(900));
        Assert.Equal("1.000", (await book).Body.GetProperty("bids")[0][1].GetString());
    }

    [Fact]
    public async Task A_truncated_answer_ends_in_its_middle_and_a_killed_request_has_none()
    {
        await using var exchange = await StartAsync(new Fault(FaultKind.Truncated) { Times = 1, On = FaultClasses.Snapshots }, new Fault(FaultKind.ConnectionKilled) { Times = 1, On = FaultClasses.Orders });
        using var bot = Bot(exchange);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => bot.GetAsync("/api/v3/depth?symbol=BTCUSDT"));
        Assert.Equal(200, (await bot.GetAsync("/api/v3/depth?symbol=BTCUSDT")).Status);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PlaceAsync(bot, "killed-1"));
        Assert.Equal(400, (await bot.SignedAsync(HttpMethod.Get, "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=killed-1")).Status);
    }

    [Fact]
    public async Task The_own_REST_API_has_them_too_in_its_own_words()
    {
        await using var exchange = await StartAsync(
            new Fault(FaultKind.RateLimited) { Doors = [FaultDoor.Rest], On = FaultClasses.Orders, Times = 1, RetryAfter = 2 },
            new Fault(FaultKind.ClockSkew) { Doors = [FaultDoor.Rest], On = FaultClasses.Questions, Times = 1 },
            new Fault(FaultKind.AckDropped) { Doors = [FaultDoor.Rest], Times = 1 });
        const string Order = """{"symbol":"BTC-USDT","side":"buy","price":"100.00","quantity":"1","client_order_id":"own-1"}""";
        var refused = await exchange.Alice.OrderAsync(Order);
        Assert.Equal((429, "2", "RateLimited"), (refused.Status, refused.Header("Retry-After"), refused["code"]));
        _time.Step(TimeSpan.FromSeconds(2));
        Assert.Equal((401, "Unauthorized"), ((await exchange.Alice.GetAsync("/api/v1/orders")).Status, (await exchange.Alice.GetAsync("/api/v1/orders"))["code"]));
        Assert.Equal(200, (await exchange.Alice.GetAsync("/api/v1/time")).Status);
        await Assert.ThrowsAsync<HttpRequestException>(() => exchange.Alice.OrderAsync(Order));
        Assert.Equal(200, (await exchange.Alice.GetAsync("/api/v1/orders/by-client-id/own-1")).Status);
    }

    [Fact]
    public async Task It_says_everywhere_that_it_is_on()
    {
        await using var exchange = await StartAsync(new Fault(FaultKind.RateLimited) { Doors = [FaultDoor.BinanceRest], Times = 1 });
        using var bot = Bot(exchange);
        Assert.Equal("on", (await PlaceAsync(bot, "a")).Header("X-Rialto-Faults"));
        Assert.Equal("on", (await bot.GetAsync("/api/v3/time")).Header("X-Rialto-Faults"));
        using var anybody = exchange.Exchange.Anonymous();
        var health = await anybody.GetAsync("/health/ready");
        Assert.Equal(("on", "on"), (health["faults"], health.Header("X-Rialto-Faults")));
        Assert.Contains(FaultMode.AlertName, health.Body.GetRawText(), StringComparison.Ordinal);
        var metrics = (await anybody.GetAsync("/metrics")).Body.GetString();
        Assert.Contains("rialto_faults_mode 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("rialto_faults_injected_total{kind=\"rate_limited\",door=\"binance-rest\"} 2\n", metrics, StringComparison.Ordinal);
        Assert.Contains("rialto_alert{name=\"fault_injection\"} 1\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_profile_nothing_speaks_of_it()
    {
        await using var exchange = await RunningExchange.StartAsync();
        using var anybody = exchange.Anonymous();
        var health = await anybody.GetAsync("/health/ready");
        Assert.Equal((null, null), (health["faults"], health.Header("X-Rialto-Faults")));
        Assert.DoesNotContain("rialto_faults", (await anybody.GetAsync("/metrics")).Body.GetString(), StringComparison.Ordinal);
    }

    private static FaultProfile Profile(params Fault[] faults) => new("test", faults);

    private async Task<StreamsExchange> StartAsync(params Fault[] faults)
    {
        _mode = new FaultMode(FaultProfile.None, _time);
        var exchange = await StreamsExchange.StartAsync(faults: _mode);
        _mode.Play(Profile(faults));
        return exchange;
    }

    private static BinanceClient Bot(StreamsExchange exchange) => new(exchange.Exchange.Gateways.BinanceUrl!, exchange.Exchange.Keys.Create("alice", Permissions.Read | Permissions.Trade));

    private static Task<RestAnswer> PlaceAsync(BinanceClient bot, string id) =>
        bot.SignedAsync(HttpMethod.Post, "/api/v3/order", $"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=100&newClientOrderId={id}");

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(SocketClient.Patience);
        while (!await condition())
            await Task.Delay(5, patience.Token);
    }
}
