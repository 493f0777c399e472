using System.Text.Json;
using System.Text.RegularExpressions;
using Rialto.Host.Tools.Certify;
using Rialto.Host.Tools.Client;
using Rialto.Integration.BinanceApi;
using Rialto.Integration.Fix;
using Xunit;

namespace Rialto.Integration.Faults;

/// <summary><c>rialto certify</c> with bots that come as they are: a careful one and a naive one on ccxt, and a client made with QuickFIX.</summary>
[Collection(CertifyMachine.Name)]
public sealed partial class CertifyTests(CertifyRuns runs) : IClassFixture<CertifyRuns>
{
    [Fact]
    public async Task A_careful_bot_on_ccxt_passes_every_scenario()
    {
        var score = ScoreOf(await runs.Careful, exitCode: 0);
        Assert.Equal(Scenarios.All.Select(scenario => (scenario.Name, "passed")), Outcomes(score));
        Assert.True(score.GetProperty("certified").GetBoolean());
    }

    [Fact]
    public async Task A_naive_bot_fails_where_it_is_naive_and_what_it_does_not_do_is_no_pass()
    {
        var outcomes = Outcomes(ScoreOf(await runs.Naive, exitCode: 1)).ToDictionary();
        Assert.Equal("passed", outcomes["baseline"]);
        Assert.All(
            (string[])["rate_limited", "banned", "clock_skew", "ack_dropped", "ack_late", "silent", "stream_gap", "connection_killed", "exchange_restarted"],
            name => Assert.Equal((name, "failed"), (name, outcomes[name])));
        Assert.All((string[])["fill_duplicated", "fill_delayed", "slow_snapshot"], name => Assert.Equal((name, "not_exercised"), (name, outcomes[name])));
    }

    /// <summary>The page's own bot, list and command. What it says is compared but for the number of orders.</summary>
    [Fact]
    public async Task The_guide_s_bot_is_judged_as_the_guide_says()
    {
        await NpmClients.EnsureAsync();
        var page = await File.ReadAllTextAsync(QuickFixProgram.Find("docs", "guide", "certify.md"), TestContext.Current.CancellationToken);
        var blocks = Block().Matches(page).ToDictionary(block => block.Groups[1].Value, block => block.Groups[2].Value);
        var command = blocks["sh"].Trim().Split(' ');
        Assert.Equal("rialto", command[0]);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("bot.js"), blocks["js"], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("first.json"), blocks["json"], TestContext.Current.CancellationToken);
        await using var certify = RialtoProcess.Start(command[1..], folder.Path, new Dictionary<string, string> { ["NODE_PATH"] = NpmClients.PathOf("node_modules") });
        var finished = await certify.EndAsync();
        var promised = blocks["text"].Trim().Split('\n').Select(Shown).ToArray();
        var said = finished.Output.Trim().Split('\n').Select(line => Shown(line.TrimEnd())).ToArray();
        Assert.Equal(promised, said[^promised.Length..]);
        Assert.Equal(0, finished.ExitCode);

        static string Shown(string line) => line.Contains("orders were taken", StringComparison.Ordinal) ? line[..line.IndexOfAny([.. "0123456789"])] : line;
    }

    [Fact]
    public async Task QuickFIX_asks_again_for_a_report_that_was_lost_and_comes_back()
    {
        using var folder = new TemporaryFolder();
        var program = await QuickFixProgram.BuildAsync(QuickFixProgram.Find("tests", "Integration", "Fix", "quickfix-client.cpp"), folder.Path);
        var list = folder.File("scenarios.json");
        await File.WriteAllTextAsync(list, """{"scenarios":["baseline","rate_limited","ack_dropped","truncated","connection_killed"]}""", TestContext.Current.CancellationToken);
        await using var certify = RialtoProcess.Start(["certify", "--json", "--door", "fix", "--seconds", "20", "--scenarios", list]);
        var ready = JsonElement.Parse(await certify.LineAsync());
        await using var client = QuickFixClient.Start(program, folder.Path, System.Net.IPEndPoint.Parse(ready.Member("RIALTO_FIX")!).Port, ready.Member("RIALTO_KEY")!, ready.Member("RIALTO_SECRET")!);
        await client.UntilAsync("logon");
        using var over = new CancellationTokenSource();
        var trading = TradeAsync(client, over.Token);
        JsonElement line;
        do
            line = JsonElement.Parse(await certify.LineAsync());
        while (line.Member("event") != "score");
        await over.CancelAsync();
        await trading;
        Assert.Equal(
            [("baseline", "passed"), ("rate_limited", "not_exercised"), ("ack_dropped", "passed"), ("truncated", "passed"), ("connection_killed", "passed")], Outcomes(line));
        Assert.Equal(0, (await certify.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("""{"scenarios":["baseline","no_such"]}""", "scenarios[1]: there is no scenario 'no_such'")]
    [InlineData("""{"scenarios":[{"name":"silent","seconds":0}]}""", "scenarios[0].seconds must be a number from 1 to 3600")]
    [InlineData("""{"scenarios":[{"name":"silent","colour":1}]}""", "scenarios[0].colour is not a field")]
    [InlineData("""{"scenarios":[]}""", "must be an object with a list")]
    [InlineData("""{""", "cannot be read")]
    public async Task A_list_that_is_none_is_refused_by_its_key(string list, string problem)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("list.json"), list, TestContext.Current.CancellationToken);
        var finished = await RialtoProcess.RunAsync("certify", "--scenarios", folder.File("list.json"));
        Assert.Equal(2, finished.ExitCode);
        Assert.Contains(problem, finished.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bot_that_cannot_be_started_or_asks_for_nothing_is_said_to_be_so()
    {
        var missing = await RialtoProcess.RunAsync("certify", "--", "no-such-program-anywhere");
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("cannot be started", missing.Errors, StringComparison.Ordinal);
        var silent = await RialtoProcess.RunAsync("certify", "--", "true");
        Assert.Equal(1, silent.ExitCode);
        Assert.Contains("before it had asked the exchange for anything", silent.Errors, StringComparison.Ordinal);
    }

    [GeneratedRegex("^```([a-z]+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    // One order after the other at prices that differ, each cancelled before the next.
    private static async Task TradeAsync(QuickFixClient client, CancellationToken over)
    {
        for (var number = 1; !over.IsCancellationRequested; number++)
        {
            await client.TellAsync($"send D 11=q{number}|55=BTC-USDT|54=1|38=0.001|40=2|44={40_000 + (number % 100)}.00|59=1");
            await Task.Delay(200, CancellationToken.None);
            await client.TellAsync($"send F 41=q{number}|11=c{number}|55=BTC-USDT|54=1");
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private static JsonElement ScoreOf(Finished finished, int exitCode)
    {
        var score = JsonElement.Parse(finished.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        Assert.True(finished.ExitCode == exitCode, $"{finished.ExitCode}: {score}\n{finished.Errors}");
        return score;
    }

    private static (string Name, string Outcome)[] Outcomes(JsonElement score) =>
        [.. score.GetProperty("scenarios").EnumerateArray().Select(scenario => (scenario.GetProperty("name").GetString()!, scenario.GetProperty("outcome").GetString()!))];
}
