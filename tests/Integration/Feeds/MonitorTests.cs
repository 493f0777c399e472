using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Rialto.Host.Feeds.Http;
using Rialto.Host.Tools.Client;
using Rialto.Host.Tools.Feeds;
using Spectre.Console;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary><c>rialto monitor</c>: what it prints, and what its screen shows.</summary>
public sealed class MonitorTests
{
    [Fact]
    public async Task Reports_are_lines_of_json_for_machines_and_tables_for_people()
    {
        await using var server = await StartAsync();

        var json = await RialtoProcess.RunAsync("monitor", "--url", server.Url, "--seconds", "2", "--json");
        var plain = await RialtoProcess.RunAsync("monitor", "--url", server.Url, "--seconds", "1");

        Assert.Equal(0, json.ExitCode);
        var lines = json.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Equal("BTC-USDT", JsonElement.Parse(line).Items("symbols").First().Member("name")));
        Assert.Equal(0, plain.ExitCode);
        foreach (var text in (string[])["kraken 2: waiting", "name not known", "Nobody has XYZ-USDT.", "61737.60", "crossed", "1 ms ± 250 µs", "239.1.1.1 on 127.0.0.1", "1,000 packets"])
            Assert.Contains(text, plain.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', plain.Output);
    }

    [Fact]
    public async Task Where_nothing_runs_or_something_else_does_it_says_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();

        var nothing = await RialtoProcess.RunAsync("monitor", "--url", $"http://127.0.0.1:{port}");
        var misnamed = await RialtoProcess.RunAsync("monitor", "--url", "127.0.0.1", "--json");

        Assert.Equal((5, 2), (nothing.ExitCode, misnamed.ExitCode));
        Assert.Contains("rialto feed --http PORT", nothing.Errors, StringComparison.Ordinal);
        Assert.Equal("2", JsonElement.Parse(misnamed.Output).Member("exit_code"));
    }

    [Theory]
    [InlineData(200, 60)]
    [InlineData(120, 24)]
    [InlineData(60, 10)]
    public async Task A_screen_never_has_more_lines_than_the_terminal(int width, int height)
    {
        var report = new MonitorReport(new Uri("http://127.0.0.1:7091"), []);
        report.Take(await ViewAsync(), null, DateTimeOffset.UnixEpoch);

        var frame = MonitorScreen.Frame(report, width, height, ColorSystem.Standard, isResized: true);

        Assert.StartsWith("\u001b[H\u001b[J", frame, StringComparison.Ordinal);
        Assert.True(frame.Count(one => one == '\n') <= height - 1);
        Assert.All(frame.Split('\n'), line => Assert.True(Visible(line) < width, line));
    }

    [Fact]
    public async Task What_a_role_said_last_stays_with_its_age_while_it_does_not_answer()
    {
        var report = new MonitorReport(new Uri("http://127.0.0.1:7091"), []);
        report.Take(await ViewAsync(), null, DateTimeOffset.UnixEpoch);
        report.Take(default, "Nothing answers.", DateTimeOffset.UnixEpoch.AddSeconds(7));

        var frame = MonitorScreen.Frame(report, 200, 60, ColorSystem.NoColors, isResized: false);

        Assert.Contains("Nothing answers. What follows is 7 s old.", frame, StringComparison.Ordinal);
        Assert.Contains("61737.60", frame, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Symbols_that_are_named_are_shown_alone()
    {
        var report = new MonitorReport(new Uri("http://127.0.0.1:7091"), ["eth-btc.perp:usdt"]);
        report.Take(await ViewAsync(), null, DateTimeOffset.UnixEpoch);

        var frame = MonitorScreen.Frame(report, 200, 60, ColorSystem.NoColors, isResized: false);

        Assert.Contains("ETH-BTC.PERP:USDT", frame, StringComparison.Ordinal);
        Assert.DoesNotContain("ETH-BTC.PERP:BTC", frame, StringComparison.Ordinal);
        Assert.DoesNotContain("61737.60", frame, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 ns")]
    [InlineData(999, "999 ns")]
    [InlineData(1_500, "1.5 µs")]
    [InlineData(123_456, "123 µs")]
    [InlineData(2_500_000, "2.5 ms")]
    [InlineData(-1_230_000_000, "-1.23 s")]
    public void Nanoseconds_are_read_in_the_unit_that_fits(long ns, string text) => Assert.Equal(text, MonitorReport.Ns(ns));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<FeedHttp> StartAsync()
    {
        var server = new FeedHttp(new ShownFeeds(), new FeedHttpOptions());
        await server.StartAsync(Stop);
        return server;
    }

    private static async Task<JsonElement> ViewAsync()
    {
        await using var server = await StartAsync();
        using var source = new MonitorSource(new Uri(server.Url));
        return await source.AskAsync(Stop);
    }

    // Without what sets colours and moves the cursor.
    private static int Visible(string line)
    {
        var count = 0;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] != '\u001b')
                count++;
            else
                while (i + 1 < line.Length && !char.IsAsciiLetter(line[++i]))
                {
                }
        }

        return count;
    }
}
