using System.Text.Json;
using Rialto.Host.Tools.Client;
using Xunit;

namespace Rialto.Integration;

/// <summary>Assets and accounts that a start makes: from the configuration, and play money in development.</summary>
public sealed class AccountSetupTests
{
    private const string Configuration = """
        {
          "Assets": [ { "Code": "USD", "Scale": 2 }, { "Code": "AAPL", "Scale": 0 } ],
          "Instruments": [ { "Symbol": "AAPL", "Base": "AAPL", "Quote": "USD", "PriceScale": 2, "Tick": "0.01", "Lot": "1", "MaxQuantity": "1000000" } ],
          "Accounts": [
            { "User": "desk", "Group": 7, "Opening": { "USD": "1000000", "AAPL": "5000" } },
            { "User": "desk-2", "Parent": "desk", "Rights": "trade" }
          ]
        }
        """;

    [Fact]
    public async Task Configured_accounts_are_made_and_paid_in_once()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("rialto.json"), Configuration, TestContext.Current.CancellationToken);
        for (var start = 0; start < 2; start++)
        {
            await using var exchange = await RunningExchange.StartAsync(folder.File("data"), "--config", folder.File("rialto.json"));
            var accounts = (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/accounts")).OrThrow().Root.Items("accounts").ToList();
            Assert.Equal(["desk", "desk-2"], accounts.Select(account => account.Member("user_id")));
            Assert.Equal((null, "7", "desk", "[\"trade\"]"), (accounts[0].Member("parent"), accounts[0].Member("group"), accounts[1].Member("parent"), accounts[1].GetProperty("rights").GetRawText()));
            var balances = (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/users/desk/balances")).OrThrow().Root.Items("balances");
            Assert.Equal(["1000000.00", "5000"], balances.Select(balance => balance.Member("available")));
            Assert.Equal(2, (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/users/desk/movements")).OrThrow().Root.Items("movements").Count());
            var made = JsonElement.Parse((await exchange.ToolAsync("keys", "create", $"later-{start}", "--role", "viewer", "--json")).Output);
            Assert.NotEqual(accounts[1].Member("owner"), made.Member("owner"));
            await exchange.StopAsync();
        }
    }

    [Fact]
    public async Task A_first_start_in_development_gives_its_key_play_money_and_says_so()
    {
        using var folder = new TemporaryFolder();
        await using (var exchange = await RunningExchange.StartAsync(folder.Path))
        {
            var account = JsonElement.Parse((await exchange.ToolAsync("account", "show", "--json")).Output);
            Assert.Equal("dev", account.Member("user_id"));
            Assert.Equal(["USDT", "BTC", "ETH", "USD", "AAPL"], account.Items("balances").Select(balance => balance.Member("asset")));
            Assert.All(account.Items("balances"), balance => Assert.Equal(balance.Member("total"), balance.Member("available")));
            Assert.Equal(0, (await exchange.ToolAsync("order", "buy", "AAPL", "10", "100.00")).ExitCode);
            Assert.Equal("1000.1000", JsonElement.Parse((await exchange.ToolAsync("account", "show", "--json")).Output).Items("balances").Single(balance => balance.Member("asset") == "USD").Member("reserved"));
            await exchange.StopAsync();
        }

        await using var again = await RunningExchange.StartAsync(folder.Path);
        Assert.Equal(5, (await again.SignedAsync(HttpMethod.Get, "/api/v1/users/me/movements")).OrThrow().Root.Items("movements").Count());
        Assert.Equal("1000.1000", JsonElement.Parse((await again.ToolAsync("account", "show", "--json")).Output).Items("balances").Single(balance => balance.Member("asset") == "USD").Member("reserved"));
    }

    [Theory]
    [InlineData("""{ "Instruments": [ { "Symbol": "A", "Base": "GOLD", "Quote": "USD" } ] }""", "GOLD")]
    [InlineData("""{ "Instruments": [ { "Symbol": "A", "Base": "GOLD" } ] }""", "Quote")]
    [InlineData("""{ "Accounts": [ { "User": "12" } ] }""", "User")]
    [InlineData("""{ "Accounts": [ { "User": "a", "Rights": "fly" } ] }""", "Rights")]
    [InlineData("""{ "Accounts": [ { "User": "a", "Opening": { "EUR": "5" } } ] }""", "EUR")]
    public async Task What_cannot_be_is_refused_with_the_key_named(string configuration, string named)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("rialto.json"), configuration, TestContext.Current.CancellationToken);

        var refused = await RialtoProcess.RunAsync("up", "--data", folder.File("data"), "--http", "0", "--native", "0", "--config", folder.File("rialto.json"));

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(named, refused.Errors, StringComparison.Ordinal);
    }
}
