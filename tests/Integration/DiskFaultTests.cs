using Rialto.Host.Tools.Client;
using Xunit;

namespace Rialto.Integration;

/// <summary>A real disk that is full, fails or is read-only: the exchange says so, goes on reading, keeps what it acknowledged, and goes on where that is safe.</summary>
public sealed class DiskFaultTests
{
    private const int OrdersMax = 40_000;

    // Keys, client profile and one segment of 1 MiB.
    private const int RoomForOneSegmentKiB = 1_500;

    [Fact]
    public async Task A_full_disk_refuses_orders_serves_reads_and_is_over_when_there_is_space()
    {
        using var disk = SmallDisk.InMemory(12_000);
        disk.Fill(leaveKiB: RoomForOneSegmentKiB);
        await using var exchange = await StartAsync(disk);
        var acknowledged = await EnterAsync(exchange, 3, "before");

        // The first segment has found its space, the second has not. That is a warning; when half of the first is used up nothing more is taken.
        await RunningExchange.UntilAsync(async () => (await exchange.GetAsync("/health/ready")).Root.TryGetProperty("alerts", out _));
        Assert.True((await exchange.GetAsync("/health/ready")).IsSuccess);
        var (more, refusal) = await EnterUntilRefusedAsync(exchange, "full");
        acknowledged.AddRange(more);
        Assert.Equal((503, "206", "NoDiskSpace"), ((int)refusal.Status, refusal.Root.Member("number"), refusal.Root.Member("code")));

        var ready = await exchange.GetAsync("/health/ready");
        Assert.Equal((503, "no_space"), ((int)ready.Status, ready.Root.Member("status")));
        Assert.Contains("disk_full", ready.Root.GetProperty("alerts").EnumerateArray().Select(alert => alert.Member("name")));
        Assert.True((await exchange.GetAsync("/api/v1/orderbook/AAPL?depth=5")).IsSuccess);
        Assert.Contains("rialto_alert{name=\"disk_full\"} 1", await exchange.MetricsAsync(), StringComparison.Ordinal);

        disk.Free();
        await RunningExchange.UntilAsync(async () => (await exchange.GetAsync("/health/ready")).IsSuccess);
        acknowledged.AddRange(await EnterAsync(exchange, 3, "after"));
        Assert.Contains("rialto_alert{name=\"disk_full\"} 0", await exchange.MetricsAsync(), StringComparison.Ordinal);

        await exchange.Process.KillAsync();
        await AssertKeptAsync(disk, acknowledged);
    }

    [Fact]
    public async Task A_restart_on_a_full_disk_serves_again_once_there_is_space()
    {
        using var disk = SmallDisk.InMemory(12_000);
        disk.Fill(leaveKiB: RoomForOneSegmentKiB);
        List<string> acknowledged;
        await using (var exchange = await StartAsync(disk))
        {
            acknowledged = await EnterAsync(exchange, 3, "before");
            acknowledged.AddRange((await EnterUntilRefusedAsync(exchange, "full")).OrderIds);
            var stopped = await exchange.StopAsync();
            Assert.Equal(0, stopped.ExitCode);
            Assert.Contains("alert disk_full", stopped.Errors, StringComparison.Ordinal);
        }
        disk.Free();
        await AssertKeptAsync(disk, acknowledged);
    }

    [Fact]
    public async Task A_flush_that_fails_ends_the_acceptance_of_orders_until_a_restart()
    {
        using var disk = SmallDisk.OnLoop(sizeMiB: 64, storageMiB: 24);
        await using var exchange = await StartAsync(disk);
        var acknowledged = await EnterAsync(exchange, 20, "before");
        disk.FillStorage();

        var (more, refusal) = await EnterUntilRefusedAsync(exchange, "broken");
        acknowledged.AddRange(more);
        Assert.Equal((503, "NotReady"), ((int)refusal.Status, refusal.Root.Member("code")));

        await RunningExchange.UntilAsync(async () => (await exchange.GetAsync("/health/ready")).Root.Member("status") == "failed");
        var ready = await exchange.GetAsync("/health/ready");
        Assert.Contains("journal_failed", ready.Root.GetProperty("alerts").EnumerateArray().Select(alert => alert.Member("name")));
        Assert.True((await exchange.GetAsync("/api/v1/orderbook/AAPL?depth=5")).IsSuccess);
        foreach (var id in acknowledged)
            Assert.True((await exchange.SignedAsync(HttpMethod.Get, $"/api/v1/orders/{id}")).IsSuccess);
        Assert.Equal("NotReady", (await OrderAsync(exchange, "late")).Root.Member("code"));
        await exchange.StopAsync();
    }

    [Fact]
    public async Task A_disk_that_became_read_only_refuses_the_start_and_keeps_everything()
    {
        using var disk = SmallDisk.InMemory(12_000);
        List<string> acknowledged;
        await using (var exchange = await StartAsync(disk))
        {
            acknowledged = await EnterAsync(exchange, 3, "before");
            await exchange.StopAsync();
        }
        disk.Remount(readOnly: true);

        var finished = await RialtoProcess.RunAsync("up", "--data", disk.Path, "--http", "0", "--native", "0");

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("Read-only file system", finished.Errors, StringComparison.Ordinal);
        disk.Remount(readOnly: false);
        await AssertKeptAsync(disk, acknowledged);
    }

    private static Task<RunningExchange> StartAsync(SmallDisk disk) => RunningExchange.StartAsync(disk.Path, "--set", "Journal:SegmentMiB=1", "--set", "Auth:RequestsPerSecond=1000000", "--set", "Auth:RequestBurst=1000000");

    private static async Task AssertKeptAsync(SmallDisk disk, List<string> acknowledged)
    {
        await using var again = await StartAsync(disk);
        foreach (var id in acknowledged)
        {
            var order = await again.SignedAsync(HttpMethod.Get, $"/api/v1/orders/{id}");
            Assert.True(order.IsSuccess, $"order {id} was acknowledged and is gone");
        }
        await EnterAsync(again, 2, "again");
    }

    private static async Task<List<string>> EnterAsync(RunningExchange exchange, int count, string name)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
            ids.Add((await OrderAsync(exchange, $"{name}-{i}")).OrThrow().Root.Member("order_id")!);
        return ids;
    }

    private static async Task<(List<string> OrderIds, Reply Refusal)> EnterUntilRefusedAsync(RunningExchange exchange, string name)
    {
        const int AtOnce = 64;
        var ids = new List<string>();
        for (var i = 0; i < OrdersMax; i += AtOnce)
        {
            var replies = await Task.WhenAll(Enumerable.Range(i, AtOnce).Select(n => OrderAsync(exchange, $"{name}-{n}")));
            ids.AddRange(replies.Where(reply => reply.IsSuccess).Select(reply => reply.Root.Member("order_id")!));
            // What the exchange itself refuses has a sequence; so has an answer whose outcome is not known.
            if (replies.FirstOrDefault(reply => (int)reply.Status == 503 && reply.Root.Member("sequence") is null) is { } refusal)
                return (ids, refusal);
        }
        throw new InvalidOperationException($"{OrdersMax} orders were taken");
    }

    private static Task<Reply> OrderAsync(RunningExchange exchange, string name) => exchange.SignedAsync(
        HttpMethod.Post, "/api/v1/orders", $$"""{"symbol":"AAPL","side":"buy","order_type":"limit","quantity":"1","price":"1.00","client_order_id":"{{name}}"}""");
}
