using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Rialto.Integration;

/// <summary>Starts that cannot be: each says in one line what is in the way, ends with its exit code, and leaves no stack trace.</summary>
public sealed class RefusedStartTests
{
    [Theory]
    [InlineData("--http", "address")]
    [InlineData("--native", "native address")]
    public async Task A_port_in_use_is_named(string flag, string words)
    {
        using var folder = new TemporaryFolder();
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        string[] ports = flag == "--http" ? ["--http", $"{port}", "--native", "0"] : ["--http", "0", "--native", $"{port}"];

        var finished = await RialtoProcess.RunAsync(["up", "--data", folder.Path, .. ports]);

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains($"{port}", finished.Errors, StringComparison.Ordinal);
        Assert.Contains(words, finished.Errors, StringComparison.Ordinal);
        AssertNoStackTrace(finished);
    }

    [Fact]
    public async Task A_full_disk_ends_the_start_and_says_so()
    {
        PrivateDisk.RequireOrSkip();
        using var folder = new TemporaryFolder();

        var finished = await RunOnAsync(
            new PrivateDisk(folder.Path, 512, "head -c 1000000 /dev/zero >\"$DISK/ballast\" 2>/dev/null; true"), "up", "--data", folder.Path, "--http", "0", "--native", "0");

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("No space left on device", finished.Errors, StringComparison.Ordinal);
        AssertNoStackTrace(finished);
    }

    [Fact]
    public async Task A_disk_with_room_for_keys_but_not_for_a_journal_ends_the_start_and_says_so()
    {
        PrivateDisk.RequireOrSkip();
        using var folder = new TemporaryFolder();

        var finished = await RunOnAsync(new PrivateDisk(folder.Path, 512), "up", "--data", folder.Path, "--http", "0", "--native", "0", "--set", "Journal:SegmentMiB=1");

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("No space left on device", finished.Errors, StringComparison.Ordinal);
        AssertNoStackTrace(finished);
    }

    [Theory]
    [InlineData("up", "--http", "0", "--native", "0")]
    [InlineData("keys", "create", "alice")]
    public async Task A_read_only_disk_ends_the_command_and_says_so(params string[] command)
    {
        PrivateDisk.RequireOrSkip();
        using var folder = new TemporaryFolder();

        var finished = await RunOnAsync(new PrivateDisk(folder.Path, 512, "mkdir \"$DISK/keys\" && mount -o remount,ro \"$DISK\""), [.. command, "--data", folder.Path]);

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("Read-only file system", finished.Errors, StringComparison.Ordinal);
        AssertNoStackTrace(finished);
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_data_folder_is_a_wrong_setting()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("data"), "");

        var finished = await RialtoProcess.RunAsync("up", "--data", folder.File("data"));

        Assert.Equal(2, finished.ExitCode);
        Assert.Contains("Data:Directory (--data) names a file, not a folder", finished.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Development_wants_both_protocols_on_loopback()
    {
        using var folder = new TemporaryFolder();

        var finished = await RialtoProcess.RunAsync("up", "--data", folder.Path, "--http", "0", "--native", "0.0.0.0:0");

        Assert.Equal(2, finished.ExitCode);
        Assert.Contains("Development (default) must be false where Native:Address is not a loopback address", finished.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Development_makes_no_second_key_where_all_are_revoked()
    {
        using var folder = new TemporaryFolder();
        await using (var first = await RunningExchange.StartAsync(folder.Path))
        {
            Assert.Equal(0, (await first.ToolAsync("keys", "revoke", first.Connection.RequireKey().KeyId)).ExitCode);
            await first.StopAsync();
        }

        await using var second = await RunningExchange.StartAsync(folder.Path);
        var order = await second.ToolAsync("order", "buy", "AAPL", "1", "1.00");
        var stopped = await second.StopAsync();

        Assert.Equal(2, order.ExitCode);
        Assert.Contains("has no development key", order.Errors, StringComparison.Ordinal);
        Assert.Contains("Every key of this folder is revoked", stopped.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("first_key", stopped.Output, StringComparison.Ordinal);
    }

    private static async Task<Finished> RunOnAsync(PrivateDisk disk, params string[] arguments)
    {
        await using var process = RialtoProcess.Start(arguments, disk: disk);
        return await process.EndAsync();
    }

    private static void AssertNoStackTrace(Finished finished) => Assert.DoesNotContain("   at ", finished.Errors, StringComparison.Ordinal);
}
