using System.Text.Json;
using Rialto.Gateways;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Faults;
using Rialto.Model.Instruments;
using Xunit;

namespace Rialto.Unit.Gateways.Binance.Streams;

/// <summary>An exchange with the Binance-compatible listener, where BTC-USDT settles at once and alice and bob have money: two decimals of price, three of quantity, a taker's fee of 1,000 ppm.</summary>
internal sealed class StreamsExchange : IAsyncDisposable
{
    private readonly List<RestClient> _clients = [];

    private StreamsExchange(RunningExchange exchange) => Exchange = exchange;

    public RunningExchange Exchange { get; }

    public RestClient Alice { get; private set; } = null!;

    public RestClient Bob { get; private set; } = null!;

    public RestClient Desk { get; private set; } = null!;

    public RestClient Root { get; private set; } = null!;

    public InstrumentId Instrument => Exchange.Gateways.Services.Directory.Find("BTC-USDT")!.Instrument.Id;

    public static async Task<StreamsExchange> StartAsync(Action<GatewayOptions>? configure = null, TimeProvider? clock = null, FaultMode? faults = null)
    {
        var made = new StreamsExchange(await RunningExchange.StartAsync(
            options =>
            {
                options.Binance.Enabled = true;
                options.Binance.Port = 0;
                options.Binance.Sockets.SendTimeoutMs = 600_000;
                configure?.Invoke(options);
            },
            withInstrument: false,
            clock: clock,
            faults: faults));
        made.Root = made.Client("root", "admin");
        made.Desk = made.Client("desk", "operator");
        made.Alice = made.Client("alice", "trader");
        made.Bob = made.Client("bob", "trader");
        await made.DoneAsync("assets", """{"code":"USDT","scale":5}""");
        await made.DoneAsync("assets", """{"code":"BTC","scale":3}""");
        await made.DoneAsync("instruments", """
            {"symbol":"BTC-USDT","price_scale":2,"quantity_scale":3,"tick":"0.01","lot":"0.001","min_quantity":"0.001","max_quantity":"1000000","base_asset":"BTC","quote_asset":"USDT","rules":{"taker_fee_ppm":1000},"state":"open"}
            """.Trim());
        foreach (var user in (string[])["alice", "bob"])
        {
            await made.DoneAsync("accounts", $$"""{"user_id":"{{user}}"}""");
            await made.DepositAsync(user, "USDT", "10000000");
            await made.DepositAsync(user, "BTC", "1000");
        }

        return made;
    }

    public RestClient Client(string user, string role)
    {
        var client = Exchange.Rest(user, Role.Find(role)!.Permissions);
        _clients.Add(client);
        return client;
    }

    public Task<MarketSocket> ConnectAsync(string pathAndQuery) => MarketSocket.ConnectAsync(Exchange, pathAndQuery);

    /// <summary>A limit order; its id.</summary>
    public static async Task<string> OrderAsync(RestClient client, string side, string price, string quantity, string more = "")
    {
        var answer = await client.OrderAsync($$"""{"symbol":"BTC-USDT","side":"{{side}}","price":"{{price}}","quantity":"{{quantity}}"{{more}}}""");
        Assert.True(answer.Status is 200 or 201, answer.Body.ToString());
        return answer["order_id"]!;
    }

    public Task DepositAsync(string user, string asset, string amount) => MoveAsync(user, "deposit", asset, amount);

    public async Task MoveAsync(string user, string what, string asset, string amount)
    {
        var answer = await Desk.PostAsync($"/api/v1/users/{user}/{what}", $$"""{"asset":"{{asset}}","amount":"{{amount}}","reference":"{{Guid.NewGuid():N}}"}""");
        Assert.True(answer.Status is 200 or 201, answer.Body.ToString());
    }

    /// <summary>A message without the times that differ from run to run, fields in their order.</summary>
    public static string Timeless(JsonElement message)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            Copy(json, message);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await Exchange.DisposeAsync();
    }

    private static void Copy(Utf8JsonWriter json, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            element.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        foreach (var one in element.EnumerateObject())
        {
            json.WritePropertyName(one.Name);
            if (one.Name is "E" or "T" or "O" or "C" or "W" or "t" && one.Value.ValueKind == JsonValueKind.Number && one.Value.GetInt64() > 1_000_000_000)
                json.WriteStringValue("time");
            else
                Copy(json, one.Value);
        }

        json.WriteEndObject();
    }

    private async Task DoneAsync(string path, string body)
    {
        var answer = await Root.PostAsync("/api/v1/" + path, body);
        Assert.True(answer.Status == 201, $"{path} {body}: {answer.Status} {answer.Body}");
    }
}
