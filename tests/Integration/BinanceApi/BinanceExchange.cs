using System.Globalization;

namespace Rialto.Integration.BinanceApi;

/// <summary><c>rialto up</c> with its Binance-compatible API, and two traders, alice and bob, with play money.</summary>
internal sealed class BinanceExchange : IAsyncDisposable
{
    private BinanceExchange(TemporaryFolder folder, RunningExchange exchange, IReadOnlyDictionary<string, string> environment) =>
        (Folder, Exchange, Environment) = (folder, exchange, environment);

    public TemporaryFolder Folder { get; }

    public RunningExchange Exchange { get; }

    /// <summary>What scripts of Clients are told: address, keys, symbol, length of the soak.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Base address, for example <c>http://127.0.0.1:7083</c>.</summary>
    public string Url => Environment["RIALTO_BINANCE_URL"];

    public static async Task<BinanceExchange> StartAsync(params string[] more)
    {
        var folder = new TemporaryFolder();
        try
        {
            // Whoever has a key at the first start of a development exchange gets play money.
            var alice = System.Text.Json.JsonElement.Parse((await RialtoProcess.RunAsync("keys", "create", "alice", "--role", "trader", "--json", "--data", folder.Path)).Output);
            var bob = System.Text.Json.JsonElement.Parse((await RialtoProcess.RunAsync("keys", "create", "bob", "--role", "trader", "--json", "--data", folder.Path)).Output);
            var exchange = await RunningExchange.StartAsync(
                folder.Path, ["--durability", "os", "--binance", "0", "--set", "Binance:OrdersPerTenSeconds=1000000", "--set", "Binance:WeightPerMinute=1000000", .. more]);
            return new BinanceExchange(folder, exchange, new Dictionary<string, string>
            {
                ["RIALTO_BINANCE_URL"] = exchange.Ready.GetProperty("binance").GetString()!,
                ["RIALTO_KEY"] = alice.GetProperty("key").GetString()!,
                ["RIALTO_SECRET"] = alice.GetProperty("secret").GetString()!,
                ["RIALTO_KEY_2"] = bob.GetProperty("key").GetString()!,
                ["RIALTO_SECRET_2"] = bob.GetProperty("secret").GetString()!,
                ["RIALTO_SYMBOL"] = "BTC/USDT",
                ["RIALTO_SOAK_SECONDS"] = NpmClients.Soak.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            });
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Exchange.DisposeAsync();
        Folder.Dispose();
    }
}
