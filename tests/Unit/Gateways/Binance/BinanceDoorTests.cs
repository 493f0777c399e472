using Rialto.Gateways.Auth;
using Rialto.Gateways.Binance;
using Rialto.Gateways.Binance.Streams;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Gateways.Binance;

/// <summary>The listener: what is public, what is refused before an operation is reached.</summary>
public sealed class BinanceDoorTests
{
    [Fact]
    public async Task Ping_and_time_answer_anybody_with_the_weight_used()
    {
        await using var exchange = await StartAsync();
        using var client = new BinanceClient(exchange.Gateways.BinanceUrl!, null);
        var ping = await client.GetAsync("/api/v3/ping");
        Assert.Equal((200, "{}", "1"), (ping.Status, ping.Body.GetRawText(), ping.Header("X-MBX-USED-WEIGHT-1M")));
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Assert.InRange((await client.GetAsync("/api/v3/time")).Body.GetProperty("serverTime").GetInt64(), before, before + 60_000);
        var micro = await client.SendAsync(HttpMethod.Get, "/api/v3/time", null, request => request.Headers.Add("X-MBX-TIME-UNIT", "MICROSECOND"));
        Assert.InRange(micro.Body.GetProperty("serverTime").GetInt64(), before * 1_000, (before + 60_000) * 1_000);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    public async Task A_page_from_elsewhere_is_refused_and_uses_no_weight(string header, string value)
    {
        await using var exchange = await StartAsync();
        using var client = new BinanceClient(exchange.Gateways.BinanceUrl!, null);
        var refused = await client.SendAsync(HttpMethod.Get, "/api/v3/ticker/24hr", null, request => request.Headers.Add(header, value));
        Assert.Equal((403, "-1002"), (refused.Status, refused["code"]));
        Assert.Equal("1", (await client.GetAsync("/api/v3/ping")).Header("X-MBX-USED-WEIGHT-1M"));
        var own = await client.SendAsync(HttpMethod.Get, "/api/v3/ping", null, request =>
        {
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            request.Headers.Add("Origin", exchange.Gateways.BinanceUrl!);
        });
        Assert.Equal(200, own.Status);
    }

    [Fact]
    public async Task It_does_not_listen_unless_it_is_enabled()
    {
        await using var exchange = await RunningExchange.StartAsync(options => options.Binance.Enabled = false);
        Assert.Null(exchange.Gateways.BinanceUrl);
    }

    [Fact]
    public async Task Paths_that_are_not_there_are_said_not_to_be()
    {
        await using var exchange = await StartAsync();
        using var client = new BinanceClient(exchange.Gateways.BinanceUrl!, null);
        Assert.Equal((404, "-1099"), (await client.GetAsync("/api/v3/nothing")) is var missing ? (missing.Status, missing["code"]) : default);
        Assert.Equal(405, (await client.SendAsync(HttpMethod.Delete, "/api/v3/ping")).Status);
    }

    [Fact]
    public async Task Market_data_needs_a_key_where_the_options_say_so()
    {
        await using var exchange = await StartAsync(options => options.Auth.RequireKeyForMarketData = true);
        using var stranger = new BinanceClient(exchange.Gateways.BinanceUrl!, null);
        Assert.Equal("-2014", (await stranger.GetAsync("/api/v3/ping"))["code"]);
        using var alice = new BinanceClient(exchange.Gateways.BinanceUrl!, exchange.Keys.Create("alice", Permissions.Read));
        Assert.Equal(200, (await alice.GetAsync("/api/v3/ping")).Status);
        using var trader = new BinanceClient(exchange.Gateways.BinanceUrl!, exchange.Keys.Create("bob", Permissions.Trade));
        Assert.Equal((401, "-2015"), (await trader.GetAsync("/api/v3/ping")) is var refused ? (refused.Status, refused["code"]) : default);
    }

    [Fact]
    public void Symbols_lose_their_dashes_and_the_first_of_a_name_has_it()
    {
        var symbols = new[] { "BTC-USDT", "BTCUSDT", "eth-btc", "A-BC" };
        Assert.Equal(["BTCUSDT", "BTCUSDT", "ETHBTC", "ABC"], symbols.Select(BinanceSymbols.NameOf));
    }

    [Fact]
    public async Task Of_two_instruments_with_one_name_the_first_is_reached()
    {
        await using var exchange = await StartAsync();
        foreach (var (id, symbol) in new[] { (2, "BTC-USDT"), (3, "BTCUSDT"), (4, "ETH-USDT") })
            exchange.Inject(Command.DefineInstrument(new Instrument(new InstrumentId(id), Text36.Of(symbol), 2, 4, 6, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000))));
        await exchange.OnEngineAsync(_ => true);
        using var rest = exchange.Rest();
        while ((await rest.GetAsync("/api/v1/instruments/ETH-USDT")).Status != 200)
            await Task.Yield();
        var services = new BinanceServices(exchange.Gateways.Services, new BinanceHub(exchange.Gateways.Services.Views));
        Assert.Equal(["AAPL", "BTCUSDT", "ETHUSDT"], services.Symbols.All.Select(symbol => symbol.Name));
        Assert.Equal(2, services.Symbols.Find("BTCUSDT")!.Instrument.Id.Value);
        Assert.Null(services.Symbols.Find(new InstrumentId(3)));
        Assert.Null(services.Symbols.Find("BTC-USDT"));
    }

    private static Task<RunningExchange> StartAsync(Action<Rialto.Gateways.GatewayOptions>? configure = null) => RunningExchange.StartAsync(options =>
    {
        options.Binance.Enabled = true;
        configure?.Invoke(options);
    });
}
