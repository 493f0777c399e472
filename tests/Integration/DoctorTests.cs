using System.Text.Json;
using Rialto.Host.Tools.Client;
using Xunit;

namespace Rialto.Integration;

/// <summary><c>rialto doctor</c>: each kind of finding, for people and for scripts.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task A_fresh_folder_has_no_problem_and_is_left_as_it_was()
    {
        using var folder = new TemporaryFolder();

        var finished = await RialtoProcess.RunAsync("doctor", "--data", folder.File("data"), "--http", "0", "--native", "0", "--json");

        Assert.Equal(0, finished.ExitCode);
        var report = JsonElement.Parse(finished.Output);
        Assert.Equal("ok", VerdictOf(report, "configuration"));
        Assert.Equal("ok", VerdictOf(report, "data folder"));
        Assert.Equal("skipped", VerdictOf(report, "journal"));
        Assert.Equal("skipped", VerdictOf(report, "exchange"));
        Assert.Contains("flushed in", TextOf(report, "disk flush"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_running_exchange_is_looked_at_over_every_protocol()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await exchange.ToolAsync("order", "buy", "AAPL", "1", "1.00");

        var json = await exchange.ToolAsync("doctor", "--http", "0", "--native", "0", "--json");
        var table = await exchange.ToolAsync("doctor", "--http", "0", "--native", "0");

        Assert.Equal(0, json.ExitCode);
        var report = JsonElement.Parse(json.Output);
        foreach (var check in (string[])["lock", "journal", "keys", "exchange", "exchange clock", "signed request", "websocket", "native"])
            Assert.Equal((check, "ok"), (check, VerdictOf(report, check)));
        Assert.Equal(0, table.ExitCode);
        Assert.Contains("logged on at", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("PROBLEM", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_problem_says_what_to_do_and_fails()
    {
        using var folder = new TemporaryFolder();
        using var holder = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        holder.Start();
        var port = ((System.Net.IPEndPoint)holder.LocalEndpoint).Port;
        string segment;
        await using (var exchange = await RunningExchange.StartAsync(folder.Path, "--set", "Journal:SegmentMiB=1"))
        {
            for (var i = 0; i < 20; i++)
                await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", RestartTests.OrderOf($"o{i}", "1.00"));
            await exchange.StopAsync();
            segment = Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "journal"), "*.journal"));
        }

        var bytes = await File.ReadAllBytesAsync(segment);
        bytes[(bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1) / 2] ^= 0x40;
        await File.WriteAllBytesAsync(segment, bytes);

        var finished = await RialtoProcess.RunAsync("doctor", "--data", folder.Path, "--http", $"{port}", "--native", "0", "--set", "Http:Prt=1", "--json");

        Assert.Equal(1, finished.ExitCode);
        var report = JsonElement.Parse(finished.Output);
        Assert.Equal("problem", report.Member("verdict"));
        foreach (var check in (string[])["configuration", "port, REST", "journal"])
            Assert.Equal((check, "problem"), (check, VerdictOf(report, check)));
        Assert.Contains("is not a setting; did you mean Http:Port?", TextOf(report, "configuration"), StringComparison.Ordinal);
        Assert.Contains("is corrupt at offset", TextOf(report, "journal"), StringComparison.Ordinal);
        Assert.All(report.Items("findings").Where(finding => finding.Member("verdict") is "problem" or "warning"), finding => Assert.NotNull(finding.Member("advice")));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(segment));
    }

    [Fact]
    public async Task Venues_are_looked_at_where_they_are_named_and_an_unknown_one_is_refused()
    {
        using var folder = new TemporaryFolder();

        var unnamed = await RialtoProcess.RunAsync("doctor", "--data", folder.File("data"), "--http", "0", "--native", "0", "--json");
        var unknown = await RialtoProcess.RunAsync("doctor", "--data", folder.File("data"), "--venues", "nyse");

        Assert.Equal((0, "skipped"), (unnamed.ExitCode, VerdictOf(JsonElement.Parse(unnamed.Output), "venues")));
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("'nyse' is not known; there are binance,", unknown.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_or_full_disk_is_a_problem()
    {
        PrivateDisk.RequireOrSkip();
        using var folder = new TemporaryFolder();
        await using var readOnly = RialtoProcess.Start(["doctor", "--data", folder.Path, "--http", "0", "--native", "0", "--json"], disk: new PrivateDisk(folder.Path, 512, "mount -o remount,ro \"$DISK\""));
        await using var small = RialtoProcess.Start(["doctor", "--data", folder.Path, "--http", "0", "--native", "0", "--json"], disk: new PrivateDisk(folder.Path, 512));

        var (refused, tight) = (await readOnly.EndAsync(), await small.EndAsync());

        Assert.Equal((1, 1), (refused.ExitCode, tight.ExitCode));
        Assert.Contains("Read-only", TextOf(JsonElement.Parse(refused.Output), "data folder"), StringComparison.Ordinal);
        Assert.Equal("problem", VerdictOf(JsonElement.Parse(tight.Output), "disk space"));
        Assert.Equal("warning", VerdictOf(JsonElement.Parse(tight.Output), "file system"));
    }

    private static JsonElement Find(JsonElement report, string check) => report.Items("findings").First(finding => finding.Member("check") == check);

    private static string? VerdictOf(JsonElement report, string check) => Find(report, check).Member("verdict");

    private static string TextOf(JsonElement report, string check) => Find(report, check).Member("text")!;
}
