using System.Text.Json;
using Rialto.Host.Tools.Client;
using Rialto.Journal.Snapshots;
using Xunit;

namespace Rialto.Integration;

/// <summary>Programs that do not agree on what a journal means: found, told and acted upon.</summary>
public sealed class DivergenceTests
{
    private const string Published = "RIALTO_READYTORUN";

    /// <summary>
    /// What is planted: the folder's limits are changed behind the exchange's back, so that the replay refuses orders that were taken. The journal still says what was told.
    /// </summary>
    [Fact]
    public async Task An_exchange_whose_events_differ_from_what_it_told_is_halted_and_says_what_to_do()
    {
        using var folder = new TemporaryFolder();
        await using (var exchange = await RunningExchange.StartAsync(folder.Path, "--set", "Snapshots:EveryCommands=0", "--set", "Snapshots:EveryMinutes=0"))
        {
            for (var i = 0; i < 5; i++)
                (await OrderAsync(exchange, i)).OrThrow();
            Assert.Equal(0, (await exchange.StopAsync()).ExitCode);
        }

        var identity = Path.Combine(folder.Path, "exchange.json");
        await File.WriteAllTextAsync(identity, (await File.ReadAllTextAsync(identity)).Replace("1048576", "3", StringComparison.Ordinal));
        var replay = await RialtoProcess.RunAsync("journal", "replay", "--verify", "--json", "--data", folder.Path);
        Assert.Equal(1, replay.ExitCode);
        var sequence = JsonElement.Parse(replay.Output).GetProperty("mismatch").GetProperty("sequence").GetInt64();

        await using var running = await RunningExchange.StartAsync(folder.Path, "--set", "Snapshots:EveryCommands=1");
        await RunningExchange.UntilAsync(async () => await AlertAsync(running) is not null);
        var alert = (await AlertAsync(running))!.Value;
        Assert.Equal("critical", alert.Member("severity"));
        Assert.Contains($"at sequence {sequence};", alert.Member("text"), StringComparison.Ordinal);
        Assert.Contains("rialto journal replay --verify", alert.Member("text"), StringComparison.Ordinal);

        await RunningExchange.UntilAsync(async () => await StatesAsync(running) is { Count: > 1 } states && states.All(state => state == "halted"));
        var refused = await OrderAsync(running, 99);
        Assert.False(refused.IsSuccess);
        Assert.Equal("InstrumentHalted", refused.Root.Member("code"));
        Assert.True((await running.GetAsync("/api/v1/orderbook/AAPL")).IsSuccess);
        Assert.Contains("rialto_follower_mismatch 1", await running.MetricsAsync(), StringComparison.Ordinal);

        // Nothing that a start could believe is made of a state that is in doubt.
        await RunningExchange.UntilAsync(() => Task.FromResult(new SnapshotFolder(Path.Combine(folder.Path, "snapshots")).List() is [.., var newest] && newest < sequence));
        var snapshots = new SnapshotFolder(Path.Combine(folder.Path, "snapshots")).List();
        Assert.NotEmpty(snapshots);
        Assert.All(snapshots, snapshot => Assert.True(snapshot < sequence));
        var stopped = await running.StopAsync();
        Assert.Equal(0, stopped.ExitCode);
        Assert.Contains("alert events_differ", stopped.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ReadyToRun_build_replays_a_journal_to_the_same_hashes_as_one_compiled_at_run_time()
    {
        var binary = Environment.GetEnvironmentVariable(Published);
        Assert.SkipWhen(string.IsNullOrEmpty(binary), $"No ReadyToRun build: {Published} names no rialto.dll. .ci/run makes one.");
        using var folder = new TemporaryFolder();
        await using (var exchange = await RunningExchange.StartAsync(folder.Path))
        {
            for (var i = 0; i < 60; i++)
                (await OrderAsync(exchange, i)).OrThrow();
            Assert.Equal(0, (await exchange.StopAsync()).ExitCode);
        }

        // Without call counting code that was compiled beforehand stays; with ReadyToRun off nothing of it is used.
        var ahead = await ReplayAsync(folder.Path, binary, ("DOTNET_TC_CallCounting", "0"));
        var atRunTime = await ReplayAsync(folder.Path, null, ("DOTNET_ReadyToRun", "0"), ("DOTNET_TieredCompilation", "0"));

        Assert.True(ahead.GetProperty("commands").GetInt64() > 60);
        foreach (var member in new[] { "commands", "proven_commands", "event_hash", "state_hash" })
            Assert.Equal(atRunTime.GetProperty(member).ToString(), ahead.GetProperty(member).ToString());
        Assert.Equal(ahead.GetProperty("commands").GetInt64(), ahead.GetProperty("proven_commands").GetInt64());
    }

    private static async Task<JsonElement> ReplayAsync(string folder, string? binary, params (string Name, string Value)[] environment)
    {
        await using var process = RialtoProcess.Start(
            ["journal", "replay", "--verify", "--json", "--data", folder], environment: environment.ToDictionary(one => one.Name, one => one.Value), binary: binary);
        var finished = await process.EndAsync();
        Assert.True(finished.ExitCode == 0, finished.Output + finished.Errors);
        return JsonElement.Parse(finished.Output);
    }

    private static Task<Reply> OrderAsync(RunningExchange exchange, int number) => exchange.SignedAsync(
        HttpMethod.Post, "/api/v1/orders",
        $$"""{"symbol":"AAPL","side":"{{(number % 3 == 2 ? "sell" : "buy")}}","order_type":"limit","quantity":"{{1 + number % 7}}","price":"{{(number % 3 == 2 ? 160 + number : 150 - number)}}.00","client_order_id":"d-{{number}}"}""");

    private static async Task<JsonElement?> AlertAsync(RunningExchange exchange)
    {
        var ready = await exchange.GetAsync("/health/ready");
        if (!ready.Root.TryGetProperty("alerts", out var alerts))
            return null;
        foreach (var alert in alerts.EnumerateArray())
        {
            if (alert.Member("name") == "events_differ")
                return alert.Clone();
        }

        return null;
    }

    private static async Task<List<string?>> StatesAsync(RunningExchange exchange)
    {
        var list = (await exchange.GetAsync("/api/v1/instruments")).OrThrow().Root;
        var instruments = list.ValueKind == JsonValueKind.Array ? list : list.GetProperty("instruments");
        return [.. instruments.EnumerateArray().Select(one => one.Member("state"))];
    }
}
