using System.Text.Json;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.BinanceApi;

/// <summary>Clients that know nothing of this exchange trade on it: their own ways to keep a book, to sign and to read are the proof.</summary>
public sealed class NpmClientTests
{
    private const string Hour = "l3/lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz";

    [Fact]
    public async Task Ccxt_pro_keeps_its_book_and_hears_of_its_orders_trades_and_balances()
    {
        await using var exchange = await BinanceExchange.StartAsync();
        var seen = JsonElement.Parse(await NpmClients.RunAsync("ccxt-pro.js", exchange.Environment));
        Assert.True(seen.GetProperty("rounds").GetInt32() > 0);
        Assert.True(seen.GetProperty("orders").GetInt32() >= 3 * seen.GetProperty("rounds").GetInt32(), seen.GetRawText());
    }

    /// <summary>
    /// Ten minutes in full (RIALTO_SOAK_SECONDS=600): a recorded market at its own pace, and beside it two users of ccxt and ccxt.pro who place, edit, cancel and fill. What their streams told is what REST tells in the end, and
    /// their balances are their trades added up.
    /// </summary>
    [Fact]
    public async Task Ccxt_and_ccxt_pro_trade_without_an_error_while_a_recorded_market_runs()
    {
        var file = Recordings.Path(Hour);
        await using var exchange = await BinanceExchange.StartAsync();
        var admin = JsonElement.Parse((await exchange.Exchange.ToolAsync("keys", "create", "root", "--role", "admin", "--json")).Output);
        await using var flow = RialtoProcess.Start(
            ["flow", file, "--speed", "1", "--no-book", "--json", "--data", exchange.Folder.Path],
            environment: new Dictionary<string, string> { ["RIALTO_KEY"] = admin.GetProperty("key").GetString()!, ["RIALTO_SECRET"] = admin.GetProperty("secret").GetString()! });
        await RunningExchange.UntilAsync(async () => (await exchange.Exchange.GetAsync("/api/v1/orderbook/AAPL.FLOW?depth=1")).Status == System.Net.HttpStatusCode.OK);
        var watched = new Dictionary<string, string>(exchange.Environment) { ["RIALTO_WATCHED"] = "AAPL.FLOW" };
        var seen = JsonElement.Parse(await NpmClients.RunAsync("soak.js", watched));
        TestContext.Current.SendDiagnosticMessage(seen.GetRawText());
        Assert.Equal(0, seen.GetProperty("errors").GetInt32());
        foreach (var name in (string[])["updates", "compared", "rounds", "edits", "cancels", "fills", "orderUpdates", "balanceUpdates"])
            Assert.True(seen.GetProperty(name).GetInt32() > 0, $"{name}: {seen.GetRawText()}");
        // Two users, two assets each.
        Assert.True(seen.GetProperty("reconciled").GetInt32() >= 4, seen.GetRawText());
    }

    [Fact]
    public async Task Binance_s_own_connector_trades_over_its_three_doors()
    {
        await using var exchange = await BinanceExchange.StartAsync();
        var lines = (await NpmClients.RunAsync("connector.js", exchange.Environment)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var seen = JsonElement.Parse(lines[^1]);
        Assert.True(seen.GetProperty("executions").GetInt32() >= 4, seen.GetRawText());
    }
}
