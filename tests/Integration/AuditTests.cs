using System.Text.Json;
using Rialto.Host.Tools.Client;
using Xunit;

namespace Rialto.Integration;

/// <summary>The past of a running exchange: by tool, over REST, as a log, forked and signed.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task An_orders_story_is_the_same_by_tool_and_over_rest_and_an_owner_sees_its_side_only()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        var bob = await KeyAsync(exchange, "bob", "read,trade");
        Assert.Equal(0, (await exchange.ToolAsync("account", "create", "bob")).ExitCode);
        Assert.Equal(0, (await exchange.ToolAsync("deposit", "bob", "AAPL", "1000")).ExitCode);
        await exchange.ToolAsync("order", "sell", "AAPL", "40", "150", "--key", bob.Key, "--secret", bob.Secret);
        await exchange.ToolAsync("order", "buy", "AAPL", "100", "150", "--client-id", "mine");

        var text = await exchange.ToolAsync("audit", "order", "mine", "--owner", "dev");
        var byTool = JsonElement.Parse((await exchange.ToolAsync("audit", "order", "2", "--json")).Output);
        var overRest = (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/audit/orders/2/history")).OrThrow();

        Assert.Contains("it bought 40 at 150.00 from order 1 of bob", text.Output, StringComparison.Ordinal);
        Assert.Equal(byTool.GetRawText(), overRest.Root.GetRawText());
        Assert.Equal("60", byTool.Member("leaves"));
        using var client = new RestClient(exchange.Connection with { Key = new Credentials(bob.Key, bob.Secret) });
        var trade = (await client.SignedAsync(HttpMethod.Get, "/api/v1/audit/trades/1", null, CancellationToken.None)).OrThrow();
        Assert.DoesNotContain("dev", trade.Text, StringComparison.Ordinal);
        Assert.Throws<Host.Tools.ToolException>(() => client.SignedAsync(HttpMethod.Get, "/api/v1/audit/orders/2/history", null, CancellationToken.None).Result.OrThrow());
        var activity = (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/audit/users/bob/activity?limit=1")).OrThrow();
        Assert.Single(activity.Root.Items("activity"));
        Assert.NotNull(activity.Root.Member("next_cursor"));
        Assert.Contains("order_accepted", (await exchange.ToolAsync("audit", "user", "bob", "--json")).Output, StringComparison.Ordinal);
        Assert.Contains("bob (owner", (await exchange.ToolAsync("audit", "trade", "1")).Output, StringComparison.Ordinal);
        Assert.Equal(3, (await exchange.ToolAsync("audit", "order", "77")).ExitCode);
        Assert.Equal(2, (await exchange.ToolAsync("audit", "order", "mine")).ExitCode);
    }

    [Fact]
    public async Task Surveillance_tells_each_alert_once_over_restarts()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        var alerts = folder.File("alerts.jsonl");
        await exchange.ToolAsync("order", "sell", "AAPL", "40", "150");
        await exchange.ToolAsync("order", "buy", "AAPL", "40", "150");
        var first = await RialtoProcess.RunAsync("surveil", "--data", exchange.Folder, "--out", alerts, "--json");
        await exchange.ToolAsync("order", "sell", "AAPL", "40", "150");
        await exchange.ToolAsync("order", "buy", "AAPL", "40", "150");
        var second = await RialtoProcess.RunAsync("surveil", "--data", exchange.Folder, "--out", alerts, "--json");

        // The play money of development is a large deposit, too.
        Assert.Contains("wash_trades", first.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line).Member("kind")));
        Assert.Contains("buyer and seller of 2 trades", second.Output, StringComparison.Ordinal);
        Assert.Equal(first.Output + second.Output, await File.ReadAllTextAsync(alerts, TestContext.Current.CancellationToken));
        Assert.Equal(2, (await RialtoProcess.RunAsync("surveil", "--data", exchange.Folder, "--rules", await RulesAsync("{\"spoofing\":{\"ratio\":0}}"))).ExitCode);
        Assert.Equal(1, (await RialtoProcess.RunAsync("surveil", "--data", exchange.Folder, "--out", alerts, "--rules", await RulesAsync("{\"wash_trades\":null}"))).ExitCode);

        async Task<string> RulesAsync(string json)
        {
            var path = folder.File("rules.json");
            await File.WriteAllTextAsync(path, json);
            return path;
        }
    }

    [Fact]
    public async Task A_consumer_killed_again_and_again_has_every_line_exactly_once()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        var (log, cursor) = (folder.File("log.jsonl"), folder.File("log.cursor"));
        for (var round = 0; round < 5; round++)
        {
            await using var consumer = RialtoProcess.Start(["journal", "export", "--follow", "--data", exchange.Folder, "--out", log, "--cursor", cursor]);
            // Orders come while it reads; it dies once it has begun to write.
            var length = File.Exists(log) ? new FileInfo(log).Length : 0;
            for (var i = 0; i < 20; i++)
                await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", $$"""{"symbol":"AAPL","side":"{{(i % 2 == 0 ? "buy" : "sell")}}","quantity":"{{1 + i}}","price":"150.00"}""");
            using var deadline = new CancellationTokenSource(RialtoProcess.Patience);
            while (!File.Exists(log) || new FileInfo(log).Length == length)
                await Task.Delay(5, deadline.Token);
            await consumer.KillAsync();
        }

        await exchange.StopAsync();
        var finished = await RialtoProcess.RunAsync("journal", "export", "--data", exchange.Folder, "--out", log, "--cursor", cursor);
        var whole = await RialtoProcess.RunAsync("journal", "export", "--data", exchange.Folder);

        Assert.Equal(0, finished.ExitCode);
        Assert.Equal(whole.Output, await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken));
        Assert.True(whole.Output.Split('\n').Length > 100);
    }

    [Fact]
    public async Task The_past_is_forked_and_signed()
    {
        using var folder = new TemporaryFolder();
        await using (var exchange = await RunningExchange.StartAsync(folder.Path))
        {
            await exchange.ToolAsync("order", "sell", "AAPL", "40", "150");
            await exchange.ToolAsync("order", "buy", "AAPL", "100", "150");
            await exchange.StopAsync();
        }

        string[] at = ["--data", folder.Path];
        var last = JsonElement.Parse((await RialtoProcess.RunAsync(["audit", "book", "AAPL", "--json", .. at])).Output).GetProperty("sequence").GetInt64();
        var same = JsonElement.Parse((await RialtoProcess.RunAsync(["journal", "fork", "--at", "1", "--json", .. at])).Output);
        Assert.True(same.GetProperty("identical").GetBoolean());
        await File.WriteAllTextAsync(folder.File("changes"), $$"""{"drop":{{last - 1}}}""", TestContext.Current.CancellationToken);
        var fork = await RialtoProcess.RunAsync(["journal", "fork", "--change", folder.File("changes"), "--out", folder.File("forked"), .. at]);
        Assert.Contains("frozen", fork.Output, StringComparison.Ordinal);
        Assert.Contains("nothing now", fork.Output, StringComparison.Ordinal);
        Assert.Equal(last - 1, JsonElement.Parse((await RialtoProcess.RunAsync("audit", "book", "AAPL", "--json", "--data", folder.File("forked"))).Output).GetProperty("sequence").GetInt64());

        var checkpoint = await RialtoProcess.RunAsync(["journal", "checkpoint", .. at]);
        await File.WriteAllTextAsync(folder.File("checkpoint.json"), checkpoint.Output, TestContext.Current.CancellationToken);
        string[] check = ["journal", "checkpoint", "--check", folder.File("checkpoint.json"), "--public-key", folder.File(Path.Combine("keys", "checkpoint.pub.pem"))];
        Assert.Equal(0, (await RialtoProcess.RunAsync([.. check, .. at])).ExitCode);
        var forged = await RialtoProcess.RunAsync([.. check, "--data", folder.File("forked")]);
        Assert.Equal(1, forged.ExitCode);
        Assert.Contains("NOT GOOD", forged.Output, StringComparison.Ordinal);
    }

    private static async Task<(string Key, string Secret)> KeyAsync(RunningExchange exchange, string user, string permissions)
    {
        var made = JsonElement.Parse((await exchange.ToolAsync("keys", "create", user, "--permissions", permissions, "--json")).Output);
        return (made.Member("key")!, made.Member("secret")!);
    }
}
