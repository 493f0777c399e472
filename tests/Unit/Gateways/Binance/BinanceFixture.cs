using System.Text.Json;
using Rialto.Gateways.Auth;
using Xunit;

namespace Rialto.Unit.Gateways.Binance;

/// <summary>
/// An exchange at 2026-11-21 09:00 UTC by a clock that the test moves, with BTC-USDT (tick 0.01, lot 0.0001, at least 10 USDT, band of 50 %, icebergs of ten parts), where alice and bob have 100,000 USDT and
/// 10 BTC each.
/// </summary>
internal sealed class BinanceFixture : IAsyncDisposable
{
    private readonly RestClient _root;

    private BinanceFixture(RunningExchange exchange, ManualTime time)
    {
        (Exchange, Time) = (exchange, time);
        _root = exchange.Rest("root", PermissionWords.All);
        Alice = Client("alice");
        Bob = Client("bob");
        Anybody = new BinanceClient(exchange.Gateways.BinanceUrl!, null);
    }

    public RunningExchange Exchange { get; }

    public ManualTime Time { get; }

    public BinanceClient Alice { get; }

    public BinanceClient Bob { get; }

    public BinanceClient Anybody { get; }

    public static async Task<BinanceFixture> StartAsync(Action<Rialto.Gateways.GatewayOptions>? configure = null)
    {
        var time = new ManualTime();
        var exchange = await RunningExchange.StartAsync(
            options =>
            {
                options.Binance.Enabled = true;
                configure?.Invoke(options);
            },
            clock: time, withInstrument: false);
        var fixture = new BinanceFixture(exchange, time);
        await fixture.DoneAsync("assets", """{"code":"USDT","scale":6}""");
        await fixture.DoneAsync("assets", """{"code":"BTC","scale":8}""");
        await fixture.DoneAsync("instruments", """
            {"symbol":"BTC-USDT","price_scale":2,"quantity_scale":4,"tick":"0.01","lot":"0.0001","min_quantity":"0.0001","max_quantity":"1000","base_asset":"BTC","quote_asset":"USDT",
            "rules":{"maker_fee_ppm":1000,"taker_fee_ppm":2000,"min_notional":"10","band_ppm":500000,"collar_ppm":500000,"max_tranches":10},"state":"open"}
            """);
        foreach (var user in (string[])["alice", "bob"])
        {
            await fixture.DoneAsync("accounts", $$"""{"user_id":"{{user}}"}""");
            await fixture.DoneAsync($"users/{user}/deposit", """{"asset":"USDT","amount":"100000","reference":"in-1"}""");
            await fixture.DoneAsync($"users/{user}/deposit", """{"asset":"BTC","amount":"10","reference":"in-2"}""");
        }

        return fixture;
    }

    public BinanceClient Client(string user, Permissions permissions = Permissions.Read | Permissions.Trade) =>
        new(Exchange.Gateways.BinanceUrl!, Exchange.Keys.Create(user, permissions), Time);

    /// <summary>Something that only an administrator can do, over the exchange's own API.</summary>
    public async Task DoneAsync(string path, string body, HttpMethod? method = null)
    {
        var answer = await _root.SendAsync(method ?? HttpMethod.Post, "/api/v1/" + path, body.Trim().ReplaceLineEndings(string.Empty));
        Assert.True(answer.Status is 200 or 201, $"{path}: {answer.Status} {answer.Body}");
    }

    /// <summary>A limit order, GTC.</summary>
    public static async Task<JsonElement> LimitAsync(BinanceClient client, string side, string price, string quantity, string more = "")
    {
        var answer = await client.SignedAsync(HttpMethod.Post, "/api/v3/order", $"symbol=BTCUSDT&side={side}&type=LIMIT&timeInForce=GTC&quantity={quantity}&price={price}{more}");
        Assert.True(answer.Status == 200, answer.Body.ToString());
        return answer.Body;
    }

    public static async Task<JsonElement> GetAsync(BinanceClient client, string pathAndQuery)
    {
        var answer = await client.GetAsync("/api/v3/" + pathAndQuery);
        Assert.True(answer.Status == 200, answer.Body.ToString());
        return answer.Body;
    }

    public static async Task<JsonElement> AskAsync(BinanceClient client, string path, string parameters = "")
    {
        var answer = await client.SignedAsync(HttpMethod.Get, "/api/v3/" + path, parameters);
        Assert.True(answer.Status == 200, answer.Body.ToString());
        return answer.Body;
    }

    public static void AssertError(RestAnswer answer, int status, int code, string message)
    {
        Assert.Equal($"{{\"code\":{code},\"msg\":\"{message}\"}}", answer.Body.GetRawText());
        Assert.Equal(status, answer.Status);
    }

    public async ValueTask DisposeAsync()
    {
        _root.Dispose();
        Alice.Dispose();
        Bob.Dispose();
        Anybody.Dispose();
        await Exchange.DisposeAsync();
    }
}
