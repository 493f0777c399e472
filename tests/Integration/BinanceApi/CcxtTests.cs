using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Rialto.Integration.BinanceApi;

/// <summary>ccxt over REST, unmodified, and the guide that says how.</summary>
public sealed partial class CcxtTests
{
    [Fact]
    public async Task Ccxt_trades_over_REST_and_its_exceptions_are_those_its_users_catch()
    {
        await using var exchange = await BinanceExchange.StartAsync();
        var environment = new Dictionary<string, string>(exchange.Environment) { ["RIALTO_FOLDER"] = exchange.Folder.Path };
        await NpmClients.RunAsync("ed25519.js", environment);
        var created = await RialtoProcess.RunAsync("keys", "create", "alice", "--ed25519", exchange.Folder.File("public.pem"), "--json", "--data", exchange.Folder.Path);
        Assert.Equal((0, ""), (created.ExitCode, created.Errors));
        var key = JsonElement.Parse(created.Output);
        Assert.False(key.TryGetProperty("secret", out _));
        environment["RIALTO_PEM_KEY"] = key.GetProperty("key").GetString()!;
        environment["RIALTO_PEM"] = await File.ReadAllTextAsync(exchange.Folder.File("private.pem"), TestContext.Current.CancellationToken);
        Assert.Equal("ok", (await NpmClients.RunAsync("ccxt.js", environment)).Trim());
    }

    [Fact]
    public async Task What_is_no_public_key_makes_no_key()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("no.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", TestContext.Current.CancellationToken);
        var refused = await RialtoProcess.RunAsync("keys", "create", "alice", "--ed25519", folder.File("no.pem"), "--data", folder.Path);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("not an Ed25519 public key in PEM", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await RialtoProcess.RunAsync("keys", "create", "alice", "--ed25519", folder.File("nothing.pem"), "--data", folder.Path)).ExitCode);
    }

    /// <summary>The page's own commands and script. Ports are chosen by the system, and ccxt is the version that the tests have: what else the page says is done as it stands there.</summary>
    [Fact]
    public async Task The_guide_s_bot_trades_as_the_guide_says()
    {
        var page = await File.ReadAllTextAsync(GuidePath(), TestContext.Current.CancellationToken);
        var section = page[page.IndexOf("## ccxt", StringComparison.Ordinal)..];
        var commands = Block().Matches(section).Where(block => block.Groups[1].Value == "sh").SelectMany(block => block.Groups[2].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Take(4).ToArray();
        Assert.Equal(["rialto keys create bot --json > bot.json", "rialto up", "npm install ccxt", "node bot.js"], commands);

        using var folder = new TemporaryFolder();
        await using (var keys = RialtoProcess.Start(["keys", "create", "bot", "--json"], folder.Path))
            await File.WriteAllTextAsync(folder.File("bot.json"), (await keys.EndAsync()).Output, TestContext.Current.CancellationToken);
        await using var exchange = RialtoProcess.Start(["up"], folder.Path, new Dictionary<string, string> { ["RIALTO__Http__Port"] = "0", ["RIALTO__Native__Port"] = "0", ["RIALTO__Fix__Port"] = "0" });
        string line;
        do
            line = await exchange.LineAsync();
        while (!line.StartsWith("Binance", StringComparison.Ordinal));
        var url = Door().Match(line);
        Assert.True(url.Success, line);
        Assert.Contains(Door().Replace(line, "http://127.0.0.1:7083"), section, StringComparison.Ordinal);
        do
            line = await exchange.LineAsync();
        while (!line.StartsWith("Ready.", StringComparison.Ordinal));

        await File.WriteAllTextAsync(folder.File("bot.js"), Block().Matches(section).Single(block => block.Groups[1].Value == "js").Groups[2].Value, TestContext.Current.CancellationToken);
        var said = await NpmClients.RunAsync(folder.File("bot.js"), new Dictionary<string, string>
        {
            ["RIALTO_BINANCE_URL"] = url.Value,
            ["NODE_PATH"] = Path.Combine(AppContext.BaseDirectory, "BinanceApi", "Clients", "node_modules"),
        });
        var promised = Block().Matches(section).Last(block => block.Groups[1].Value.Length == 0 && block.Groups[2].Value.StartsWith("best ask", StringComparison.Ordinal)).Groups[2].Value;
        Assert.StartsWith("USDT ", said, StringComparison.Ordinal);
        Assert.Equal(promised.Trim(), said[(said.IndexOf('\n', StringComparison.Ordinal) + 1)..].Trim());
    }

    private static string GuidePath()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "docs", "guide", "connect-a-bot.md");
            if (File.Exists(path))
                return path;
        }

        throw new FileNotFoundException("docs/guide/connect-a-bot.md is in no folder above the tests.");
    }

    [GeneratedRegex("^```([a-z]*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("http://127.0.0.1:[0-9]+")]
    private static partial Regex Door();
}
