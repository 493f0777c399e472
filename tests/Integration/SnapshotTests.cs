using System.Text.Json;
using Rialto.Host.Tools.Client;
using Xunit;

namespace Rialto.Integration;

/// <summary>A start from a snapshot, whole or broken, and the tools that prove a journal.</summary>
public sealed class SnapshotTests
{
    // Small segments and many snapshots, so that a few hundred orders make everything happen.
    private static readonly string[] Often = ["--set", "Snapshots:EveryCommands=20", "--set", "Journal:SegmentMiB=1"];

    [Fact]
    public async Task An_exchange_started_from_a_snapshot_answers_every_read_as_one_started_from_the_beginning()
    {
        using var folder = new TemporaryFolder();
        var orders = new List<string>();
        await using (var exchange = await RunningExchange.StartAsync(folder.Path, Often))
        {
            orders.AddRange(await TradeAsync(exchange, 60));
            await UntilSnapshotAsync(exchange, folder.Path, 2);
            orders.AddRange(await TradeAsync(exchange, 7));
            Assert.Equal(0, (await exchange.StopAsync()).ExitCode);
        }

        var (withSnapshot, used) = await AnswersAsync(folder.Path, orders, true);
        var (without, unused) = await AnswersAsync(folder.Path, orders, false);
        Assert.NotNull(used);
        Assert.Null(unused);
        Assert.Equal(without.Count, withSnapshot.Count);
        foreach (var (expected, actual) in without.Zip(withSnapshot))
            Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task A_broken_snapshot_is_said_and_the_one_before_is_used()
    {
        using var folder = new TemporaryFolder();
        await using (var exchange = await RunningExchange.StartAsync(folder.Path, Often))
        {
            await TradeAsync(exchange, 60);
            await UntilSnapshotAsync(exchange, folder.Path, 2);
            await exchange.Process.KillAsync();
        }

        var snapshots = SnapshotsOf(folder.Path);
        var bytes = await File.ReadAllBytesAsync(snapshots[^1]);
        bytes[bytes.Length / 2] ^= 4;
        await File.WriteAllBytesAsync(snapshots[^1], bytes);

        var verify = await RialtoProcess.RunAsync("journal", "verify", "--json", "--data", folder.Path);
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains(Path.GetFileName(snapshots[^1]), verify.Output, StringComparison.Ordinal);

        var (_, used) = await AnswersAsync(folder.Path, [], true);
        Assert.Equal(SequenceOf(snapshots[^2]), used!.Value.GetProperty("snapshot_sequence").GetInt64());
        Assert.Equal(Path.GetFileName(snapshots[^1]), used.Value.GetProperty("broken_snapshots")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_replay_proves_what_was_told_whatever_code_the_processor_is_given()
    {
        using var folder = new TemporaryFolder();
        await using (var exchange = await RunningExchange.StartAsync(folder.Path))
        {
            await TradeAsync(exchange, 40);
            Assert.Equal(0, (await exchange.StopAsync()).ExitCode);
        }

        var hashes = new HashSet<string>();
        foreach (var setting in new[] { "DOTNET_TieredCompilation=1", "DOTNET_TieredCompilation=0", "DOTNET_ReadyToRun=0", "DOTNET_EnableHWIntrinsic=0" })
        {
            await using var process = RialtoProcess.Start(
                ["journal", "replay", "--verify", "--json", "--data", folder.Path], environment: new Dictionary<string, string> { [setting.Split('=')[0]] = setting.Split('=')[1] });
            var finished = await process.EndAsync();
            Assert.True(finished.ExitCode == 0, setting + finished.Output + finished.Errors);
            var told = JsonElement.Parse(finished.Output);
            Assert.Equal(told.GetProperty("commands").GetInt64(), told.GetProperty("proven_commands").GetInt64());
            hashes.Add(told.GetProperty("state_hash").GetString() + told.GetProperty("event_hash").GetString());
        }

        Assert.Single(hashes);
        var info = JsonElement.Parse((await RialtoProcess.RunAsync("journal", "info", "--json", "--data", folder.Path)).Output);
        Assert.True(info.GetProperty("last_sequence").GetInt64() >= 40);
        Assert.Equal(2, info.GetProperty("segments")[0].GetProperty("format").GetInt32());
    }

    [Fact]
    public async Task A_replay_that_differs_names_the_sequence_and_shows_both_sides()
    {
        using var folder = new TemporaryFolder();
        await using (var exchange = await RunningExchange.StartAsync(folder.Path))
        {
            await TradeAsync(exchange, 10);
            Assert.Equal(0, (await exchange.StopAsync()).ExitCode);
        }

        // Another size of the exchange is another exchange: from some order on it refuses.
        var identity = Path.Combine(folder.Path, "exchange.json");
        await File.WriteAllTextAsync(identity, (await File.ReadAllTextAsync(identity)).Replace("1048576", "1", StringComparison.Ordinal));
        var replay = await RialtoProcess.RunAsync("journal", "replay", "--verify", "--json", "--data", folder.Path);
        Assert.Equal(1, replay.ExitCode);
        var mismatch = JsonElement.Parse(replay.Output).GetProperty("mismatch");
        Assert.Contains("OrderRejected", mismatch.GetProperty("events")[0].GetString(), StringComparison.Ordinal);
        Assert.StartsWith($"NewOrder sequence {mismatch.GetProperty("sequence").GetInt64()} ", mismatch.GetProperty("command").GetString(), StringComparison.Ordinal);
    }

    private static async Task<(List<string> Answers, JsonElement? Recovered)> AnswersAsync(string folder, IReadOnlyList<string> orders, bool fromSnapshot)
    {
        // A copy, so that what this start does to the folder the next does not see.
        using var copy = new TemporaryFolder();
        Copy(folder, copy.Path);
        await using var exchange = await RunningExchange.StartAsync(copy.Path, "--set", $"Snapshots:UseAtStart={(fromSnapshot ? "true" : "false")}", "--set", "Follower:Enabled=false");
        var answers = new List<string>();
        foreach (var path in new[]
        {
            "/api/v1/instruments", "/api/v1/orderbook/AAPL?depth=0", "/api/v1/orderbook/BTC-USDT?depth=0", "/api/v1/trades/AAPL?limit=100", "/api/v1/tickers/AAPL", "/api/v1/tickers", "/api/v1/orderbook/AAPL/orders",
        })
            answers.Add(path + " " + WithoutNow((await exchange.GetAsync(path)).Text));
        foreach (var path in new[] { "/api/v1/orders?status=open&limit=500", "/api/v1/orders?status=all&limit=500", "/api/v1/orders?status=finished&limit=500" })
            answers.Add(path + " " + WithoutNow((await exchange.SignedAsync(HttpMethod.Get, path)).Text));
        foreach (var id in orders)
            answers.Add(WithoutNow((await exchange.SignedAsync(HttpMethod.Get, $"/api/v1/orders/{id}")).Text));
        return (answers, exchange.Recovered is { } recovered && recovered.TryGetProperty("snapshot_sequence", out _) ? recovered : null);
    }

    /// <summary>Answers tell the sequence and time they were given at, and each start adds commands of its own.</summary>
    private static string WithoutNow(string text) => text;

    private static async Task<List<string>> TradeAsync(RunningExchange exchange, int orders)
    {
        var ids = new List<string>();
        for (var i = 0; i < orders; i++)
        {
            var (side, price) = i % 3 == 2 ? ("sell", "150.00") : ("buy", i % 2 == 0 ? "150.05" : "149.90");
            var body = $$"""{"symbol":"AAPL","side":"{{side}}","order_type":"limit","quantity":"{{10 + i % 7}}","price":"{{price}}","stp_mode":"none","client_order_id":"o-{{Guid.NewGuid().ToString("N")[..12]}}"}""";
            ids.Add((await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", body)).OrThrow().Root.Member("order_id")!);
            if (i % 5 == 4)
                await exchange.SignedAsync(HttpMethod.Delete, $"/api/v1/orders/{ids[^2]}");
        }

        return ids;
    }

    private static async Task UntilSnapshotAsync(RunningExchange exchange, string folder, int count)
    {
        using var patience = new CancellationTokenSource(RialtoProcess.Patience);
        while (SnapshotsOf(folder).Count < count)
        {
            // Each order may bring the next snapshot, so this ends as soon as the follower works at all.
            await TradeAsync(exchange, 1);
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static List<string> SnapshotsOf(string folder)
    {
        var path = Path.Combine(folder, "snapshots");
        return Directory.Exists(path) ? [.. Directory.GetFiles(path, "*.snapshot").Order(StringComparer.Ordinal)] : [];
    }

    private static long SequenceOf(string path) => long.Parse(Path.GetFileNameWithoutExtension(path), System.Globalization.CultureInfo.InvariantCulture);

    private static void Copy(string from, string to)
    {
        foreach (var directory in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, directory)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
