using System.Globalization;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration;

/// <summary>Recorded order flow through the sockets of a running exchange.</summary>
public sealed class FlowTests
{
    private const string Hour = "l3/lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz";

    [Fact]
    public async Task The_recorded_hour_through_the_sockets_gives_the_outcome_all_engines_agree_on()
    {
        var file = Recordings.Path(Hour);
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path, "--durability", "os");

        var finished = await exchange.ToolAsync("flow", file, "--json");

        Assert.Equal(0, finished.ExitCode);
        var report = JsonElement.Parse(finished.Output);
        Assert.Equal("90176", report.Member("commands"));
        Assert.Equal("4105", report.Member("trades"));
        Assert.Equal("349714", report.Member("volume"));
        Assert.Equal("20492118219", report.Member("notional"));
        Assert.Equal("22109ff5f2df8f3b", report.Member("trade_hash"));
        Assert.Equal("""{"UnknownOrder":76}""", report.Member("refusals"));
        Assert.Equal("""{"full":4052,"partial":2,"none":13}""", report.Member("takes"));
        Assert.Equal("0", report.GetProperty("book").Member("different"));
        Assert.True(report.GetProperty("book").GetProperty("moments").GetInt32() > 0);
        Assert.Equal("0", report.GetProperty("book").Member("unexplained"));
        Assert.Equal("""{"rows":89796,"equal":87576,"older_orders":276,"taken_elsewhere":1944}""", report.Member("file_rows"));
        var book = (await exchange.GetAsync("/api/v1/orderbook/AAPL.FLOW?depth=1")).OrThrow().Root;
        Assert.Empty(book.Items("bids"));
        Assert.Empty(book.Items("asks"));
    }

    [Fact]
    public async Task A_load_that_the_exchange_ends_still_reports_what_it_did()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path, "--durability", "os");
        await using var load = RialtoProcess.Start(["load", "--rate", "500", "--seconds", "600", "--connections", "1", "--json", "--data", folder.Path]);
        while (long.Parse((await exchange.GetAsync("/api/v1/time")).Root.Member("sequence")!, System.Globalization.CultureInfo.InvariantCulture) < 100)
            await Task.Delay(1);
        await exchange.StopAsync();

        var finished = await load.EndAsync();

        var report = JsonElement.Parse(finished.Output);
        Assert.Equal($"{finished.ExitCode}", report.Member("exit_code"));
        Assert.NotEqual(0, finished.ExitCode);
        Assert.NotNull(report.Member("ended_early"));
        Assert.True(report.GetProperty("commands").GetInt64() > 0);
        Assert.True(report.GetProperty("latency_ns").GetProperty("p50").GetInt64() > 0);
    }

    [Fact]
    public async Task Metrics_have_the_latencies_of_matching_and_of_the_disk()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        for (var i = 0; i < 50; i++)
            (await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", RestartTests.OrderOf($"m{i}", "1.00"))).OrThrow();

        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri(exchange.Connection.Url, "/metrics"));

        foreach (var name in (string[])["order_submission_latency", "matching_latency", "order_cancellation_latency", "api_request_latency", "disk_write_latency"])
            Assert.Contains($"# TYPE {name} summary", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nmatching_latency_count 0\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\ndisk_write_latency_count 0\n", text, StringComparison.Ordinal);
        Assert.Contains("\nmatching_latency{quantile=\"0.999\"} ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_load_generator_reports_what_it_asked_for_and_got_and_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path, "--durability", "os");
        await File.WriteAllTextAsync(folder.File("profile.json"), """
            { "rate": 2000, "seconds": 1, "connections": 2, "symbols": ["ETH-USDT"], /* most rest */ "mix": { "new": 60, "cancel": 20, "replace": 10, "take": 10 } }
            """);

        var finished = await exchange.ToolAsync("load", "--profile", folder.File("profile.json"), "--json");

        Assert.Equal(0, finished.ExitCode);
        var report = JsonElement.Parse(finished.Output);
        Assert.Equal("2000", report.Member("commands"));
        Assert.True(report.GetProperty("latency_ns").GetProperty("p50").GetInt64() > 0);
        Assert.Empty((await exchange.SignedAsync(HttpMethod.Get, "/api/v1/orders")).OrThrow().Root.Items("orders"));
    }

    [Fact]
    public async Task A_load_of_many_accounts_makes_them_once_and_leaves_no_order_no_reserve_and_no_working_key()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path, "--durability", "os");
        await File.WriteAllTextAsync(folder.File("profile.json"), """
            { "rate": 300, "seconds": 1, "accounts": 20, "instruments": 3, "mid_ticks": 100000, "mix": { "new": 60, "cancel": 20, "replace": 10, "take": 10 } }
            """);

        foreach (var _ in (int[])[1, 2])
        {
            var finished = await exchange.ToolAsync("load", "--profile", folder.File("profile.json"), "--json");
            Assert.True(finished.ExitCode == 0, finished.Errors);
            var report = JsonElement.Parse(finished.Output);
            Assert.Equal(("300", "20", "3"), (report.Member("commands"), report.Member("accounts"), report.Member("instruments")));
            Assert.DoesNotContain(report.GetProperty("refusals").EnumerateObject(), reason => reason.Name != "UnknownOrder");
        }

        Assert.Equal(20, (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/accounts")).OrThrow().Root.Items("accounts").Count(account => account.Member("user_id")!.StartsWith("load-", StringComparison.Ordinal)));
        for (var account = 1; account <= 20; account++)
            Assert.All((await exchange.SignedAsync(HttpMethod.Get, $"/api/v1/users/load-{account}/balances")).OrThrow().Root.Items("balances"), balance => Assert.Equal(0m, decimal.Parse(balance.Member("reserved")!, CultureInfo.InvariantCulture)));
        var keys = JsonElement.Parse((await exchange.ToolAsync("keys", "list", "--json")).Output).Items("keys").Where(key => key.Member("user_id")!.StartsWith("load-", StringComparison.Ordinal)).ToList();
        Assert.Equal(40, keys.Count);
        Assert.All(keys, key => Assert.NotNull(key.Member("revoked")));
    }
}
