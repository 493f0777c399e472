using System.Text.Json;
using Rialto.Host.Desk.Live;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary><c>rialto trade --live</c>: a maker with real orders at a running exchange of ours, on a recorded market, through a feed; killed in the middle, and gone on with.</summary>
public sealed class LiveTradeTests
{
    [Fact]
    public async Task A_maker_trades_a_recorded_hour_with_real_orders_and_its_books_are_the_exchange_s()
    {
        await using var rig = await LiveRig.StartAsync();
        await using var desk = rig.Trade();
        await rig.UntilAsync(status => status.GetProperty("inputs").GetInt64() > 5);
        rig.Play(speed: 180);
        await rig.PlayedAsync();
        var report = await EndAsync(desk);
        Assert.Empty(report.GetProperty("books").EnumerateArray());
        Assert.True(report.GetProperty("fills").GetInt64() > 0, report.ToString());
        await rig.AssertBooksAsync(report);
        await rig.AssertFillsAsync(report);
        await AssertReplaysAsync(report);
        var (sent, arrived) = (report.GetProperty("tick_to_sent_ns"), report.GetProperty("arrival_to_sent_ns"));
        Assert.InRange(arrived.GetProperty("count").GetInt64(), 1, sent.GetProperty("count").GetInt64());

        // What has ended in good order is not gone on with.
        await using var next = rig.Trade();
        await rig.UntilAsync(status => status.GetProperty("running").GetBoolean() && status.GetProperty("run").GetString() != report.GetProperty("run").GetString());
        await EndAsync(next);
    }

    [Fact]
    public async Task A_killed_desk_goes_on_in_its_run_with_no_order_twice_and_no_fill_lost()
    {
        await using var rig = await LiveRig.StartAsync();
        await using (var first = rig.Trade())
        {
            await rig.UntilAsync(status => status.GetProperty("inputs").GetInt64() > 5);
            rig.Play(speed: 60);
            await rig.UntilAsync(status => !rig.IsPlaying || (status.GetProperty("fills").GetInt64() > 3 && status.GetProperty("risk").GetProperty("live_orders").GetInt32() > 0));
            await rig.UntilAsync(HasSnapshot);
            await first.KillAsync();
        }

        var killed = rig.Status()!.Value;
        await using (var second = rig.Trade())
        {
            await rig.UntilAsync(status => status.GetProperty("process").GetInt32() == second.Id && (!rig.IsPlaying || status.GetProperty("fills").GetInt64() > killed.GetProperty("fills").GetInt64()));
            await rig.UntilAsync(HasSnapshot);
            await second.KillAsync();
        }

        await using var third = rig.Trade();
        await rig.UntilAsync(status => status.GetProperty("process").GetInt32() == third.Id && status.GetProperty("inputs").GetInt64() > killed.GetProperty("inputs").GetInt64());
        await rig.PlayedAsync();
        var report = await EndAsync(third, said: "the snapshot at input");
        Assert.Equal(killed.GetProperty("run").GetString(), report.GetProperty("run").GetString());
        await rig.AssertBooksAsync(report);
        await rig.AssertFillsAsync(report);
        await AssertReplaysAsync(report);
    }

    [Fact]
    public async Task A_new_run_under_another_name_cancels_what_the_killed_one_left()
    {
        await using var rig = await LiveRig.StartAsync();
        await using (var first = rig.Trade())
        {
            await rig.UntilAsync(status => status.GetProperty("inputs").GetInt64() > 5);
            rig.Play(speed: 60);
            await rig.UntilAsync(status => !rig.IsPlaying || status.GetProperty("risk").GetProperty("live_orders").GetInt32() > 0);

            // Two desks in one folder would take each other's report and token.
            var beside = await RialtoProcess.RunAsync("trade", "--config", rig.Config, "--paper", "--seconds", "1");
            Assert.Equal(4, beside.ExitCode);
            Assert.Contains("Another desk", beside.Errors, StringComparison.Ordinal);

            // Two of one name at one account would cancel each other's orders.
            await using var namesake = rig.Trade("--set", $"Folder={rig.Desk}-too");
            var refused = await namesake.EndAsync();
            Assert.True(refused.ExitCode == 4 && refused.Output.Contains("Another desk named live", StringComparison.Ordinal), refused.Output + refused.Errors);
            await first.KillAsync();
        }

        var killed = JsonElement.Parse((await RialtoProcess.RunAsync("pnl", "--desk", rig.Desk, "--json")).Output);
        Assert.Equal((false, true), (killed.GetProperty("running").GetBoolean(), killed.GetProperty("killed").GetBoolean()));
        var left = await rig.LiveOrdersAsync();
        await RefusedAsync(rig);
        await using var second = rig.Trade("--new", "--set", "Name=two1");
        await rig.UntilAsync(status => status.GetProperty("process").GetInt32() == second.Id);
        Assert.Empty((await rig.LiveOrdersAsync()).Intersect(left));
        await EndAsync(second);
        Assert.Empty(await rig.LiveOrdersAsync());
    }

    /// <summary>What would cancel others' orders, or could not cancel its own, does not begin.</summary>
    private static async Task RefusedAsync(LiveRig rig)
    {
        // The name of the killed desk was free, and a desk elsewhere has taken it.
        using (DeskNames.Hold(DeskNames.Folder, "live", FeedVenue.Rialto, rig.Keys["RIALTO_VENUE_RIALTO_KEY"], out var unguarded))
        {
            Assert.Null(unguarded);
            await using var careless = rig.Trade("--new", "--set", "Name=two1");
            var held = await careless.EndAsync();
            Assert.True(held.ExitCode == 4 && held.Output.Contains("Another desk named live", StringComparison.Ordinal), held.Output + held.Errors);
        }

        var others = new Dictionary<string, string> { ["RIALTO_VENUE_RIALTO_KEY"] = rig.Exchange.Environment["RIALTO_KEY_2"], ["RIALTO_VENUE_RIALTO_SECRET"] = rig.Exchange.Environment["RIALTO_SECRET_2"] };
        foreach (var how in (string[][])[[], ["--new"]])
        {
            await using var stranger = RialtoProcess.Start(["trade", "--config", rig.Config, "--live", "--json", .. how], rig.Exchange.Folder.Path, others);
            var refused = await stranger.EndAsync();
            Assert.True(refused.ExitCode == 4 && refused.Output.Contains("its key of rialto was another one", StringComparison.Ordinal), refused.Output + refused.Errors);
        }
    }

    [Fact]
    public async Task A_stop_is_over_when_somebody_resumes_the_desk_and_not_when_its_process_ends()
    {
        await using var rig = await LiveRig.StartAsync();
        await using (var first = rig.Trade())
        {
            await rig.UntilAsync(status => status.GetProperty("inputs").GetInt64() > 5);
            var told = await RialtoProcess.RunAsync("stop", "--emergency", "--desk", rig.Desk);
            Assert.True(told.ExitCode == 0, told.Output + told.Errors);
            await first.SignalAsync("INT");
            await first.EndAsync();
        }

        await using var second = rig.Trade();
        await rig.UntilAsync(status => status.GetProperty("process").GetInt32() == second.Id && status.GetProperty("stopped").GetBoolean());
        await second.SignalAsync("INT");
        await second.EndAsync();
    }

    [Fact]
    public async Task A_desk_outlives_its_feed()
    {
        await using var rig = await LiveRig.StartAsync();
        await using var desk = rig.Trade();
        rig.Play(speed: 60);
        await rig.UntilAsync(status => !rig.IsPlaying || status.GetProperty("fills").GetInt64() > 0);
        await rig.KillFeedAsync();
        await rig.UntilAsync(status => status.GetProperty("risk").GetProperty("live_orders").GetInt32() == 0);
        var silent = rig.Status()!.Value.GetProperty("frames").GetInt64();
        await rig.FollowAsync();
        await rig.UntilAsync(status => !rig.IsPlaying || (status.GetProperty("frames").GetInt64() > silent && status.GetProperty("risk").GetProperty("live_orders").GetInt32() > 0));
        await rig.PlayedAsync();
        var report = await EndAsync(desk);
        await rig.AssertBooksAsync(report);
        await AssertReplaysAsync(report);
    }

    [Fact]
    public async Task The_same_desk_trades_the_same_feed_on_paper_without_a_key_and_without_an_order()
    {
        await using var rig = await LiveRig.StartAsync();
        rig.Play(speed: 60);
        await using var desk = rig.Pretend();
        await rig.UntilAsync(status => !rig.IsPlaying || status.GetProperty("fills").GetInt64() > 0);
        var report = await EndAsync(desk);
        Assert.Equal("paper", report.GetProperty("mode").GetString());
        Assert.Empty(report.GetProperty("differences").EnumerateArray());
        Assert.Equal(1_000_000_000m, await rig.BalanceAsync("AAPL"));
        await AssertReplaysAsync(report);
    }

    [Fact]
    public async Task Real_orders_must_be_asked_for_and_limited()
    {
        using var folder = new TemporaryFolder();
        var config = folder.File("desk.json");
        const string Desk = """
            { "Name": "live", "Venues": [{ "Venue": "rialto" }], "Markets": [{ "Venue": "rialto", "Symbol": "AAPL" }], "Strategies": [{ "Kind": "spread-maker", "Markets": ["rialto:AAPL"] }] }
            """;
        await File.WriteAllTextAsync(config, Desk, TestContext.Current.CancellationToken);
        await RefusedAsync(2, "--paper", "trade", "--config", config);
        await RefusedAsync(2, "say one", "trade", "--config", config, "--paper", "--live");
        await RefusedAsync(2, "--feed", "trade", "--config", config, "--live", "--events", folder.Path);
        await RefusedAsync(2, "Limits:DailyLoss", "trade", "--config", config, "--live", "--feed", folder.Path);
        string[] limited = ["trade", "--live", "--feed", folder.Path, "--set", "Limits:OrderNotional=1", "--set", "Limits:TotalGross=1", "--set", "Limits:DailyLoss=1", "--set", "Limits:Drawdown=1", "--set", $"Folder={folder.File("desk")}"];
        await RefusedAsync(2, "no key of rialto", [.. limited, "--config", config]);
        await RefusedAsync(2, "change one of them", [.. limited, "--config", Written("paper")]);
        await RefusedAsync(2, "Venues:0:Rest", [.. limited, "--config", config, "--set", "Venues:0:Rest=http://exchange.example"]);
        await RefusedAsync(2, "Mode (", [.. limited, "--config", Written("play")]);

        string Written(string mode)
        {
            var path = folder.File(mode + ".json");
            File.WriteAllText(path, Desk.Replace("{ \"Name\"", $"{{ \"Mode\": \"{mode}\", \"Name\"", StringComparison.Ordinal));
            return path;
        }
    }

    private static async Task RefusedAsync(int code, string named, params string[] arguments)
    {
        var finished = await RialtoProcess.RunAsync(arguments);
        Assert.True(finished.ExitCode == code, $"{finished.ExitCode}: {finished.Output}{finished.Errors}");
        Assert.Contains(named, finished.Errors, StringComparison.Ordinal);
    }

    private static bool HasSnapshot(JsonElement status) => Directory.Exists(Path.Combine(status.GetProperty("run").GetString()!, "snapshots")) && Directory.GetFiles(Path.Combine(status.GetProperty("run").GetString()!, "snapshots"), "*.snapshot").Length > 0;

    private static async Task<JsonElement> EndAsync(RialtoProcess desk, string said = "")
    {
        await desk.SignalAsync("INT");
        var finished = await desk.EndAsync();
        Assert.True(finished.ExitCode == 0, finished.Output + finished.Errors);
        Assert.Contains(said, finished.Errors, StringComparison.Ordinal);
        return JsonDocument.Parse(finished.Output).RootElement;
    }

    private static async Task AssertReplaysAsync(JsonElement report)
    {
        var replay = await TradedRecordings.ReplayAsync(report.GetProperty("run").GetString()!);
        Assert.True(replay.GetProperty("same").GetBoolean(), replay.ToString());
        Assert.Equal(0, replay.GetProperty("unchecked").GetInt64());
        foreach (var name in (string[])["state_hash", "output_hash"])
            Assert.Equal(report.GetProperty(name).GetString(), replay.GetProperty(name).GetString());
    }
}
