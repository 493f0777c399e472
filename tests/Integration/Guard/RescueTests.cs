using System.Diagnostics;
using System.Text.Json;
using Rialto.Adapters.Orders;
using Rialto.Gateways;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Gateways;
using Rialto.Host.Desk.Guarding;
using Rialto.Host.Desk.Keys;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Trading;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Guard;

/// <summary>A desk that is killed, hangs, or is told to stop, with real orders at a running exchange: the orders are gone, and what is said about them is so.</summary>
public sealed class RescueTests
{
    private const int PriceOfTest = 1_000;

    [Fact]
    public async Task Stop_tells_the_desk_and_needs_nobody_else_where_it_answers()
    {
        using var folder = new TemporaryFolder();
        await using var desk = new PretendedDesk(folder.Path, 7, new ListingTable(1), [new DeskWay("rialto", folder.File("none.sock"), null, null, null)], takesCommands: true) { LiveOrders = 3 };
        var ended = await RialtoProcess.RunAsync("stop", "--emergency", "--desk", folder.Path, "--reason", "a test", "--wait", "60", "--json");
        var said = JsonElement.Parse(ended.Output);
        Assert.True(ended.ExitCode == 0 && said.GetProperty("by_desk").GetBoolean() && said.GetProperty("certain").GetBoolean(), ended.Output + ended.Errors);
        var told = Assert.Single(desk.Told);
        Assert.Equal((DeskCommandKind.EmergencyStop, "rialto-stop", "a-test"), (told.Kind, told.Who.ToString(), told.Reason.ToString()));
    }

    /// <summary>Killed, and started again by a supervisor: the new life repeats its journal and hears nothing yet. It finds the stop in its folder.</summary>
    [Fact]
    public async Task Stop_leaves_word_for_a_life_that_is_starting()
    {
        using var folder = new TemporaryFolder();
        await using var desk = new PretendedDesk(folder.Path, 7, new ListingTable(1), []);
        await desk.KillAsync();
        using var starting = new DeskFolder(folder.Path).Hold();
        var ended = await RialtoProcess.RunAsync("stop", "--emergency", "--desk", folder.Path, "--reason", "a test", "--wait", "1", "--kill", "--json");
        var said = JsonElement.Parse(ended.Output);
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
        Assert.Equal((true, "starting"), (said.GetProperty("held").GetBoolean(), said.GetProperty("process").GetString()));
        Assert.Equal("a-test", StopMarker.Read(folder.Path)!.Value.Reason.ToString());
    }

    /// <summary>Nobody answered at the gateway's socket: nothing is held.</summary>
    [Fact]
    public async Task A_gateway_that_is_not_there_holds_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var desk = new PretendedDesk(folder.Path, 7, new ListingTable(1), [new DeskWay("rialto", folder.File("none.sock"), null, null, null)]);
        var ended = await RialtoProcess.RunAsync("stop", "--emergency", "--desk", folder.Path, "--wait", "0.2", "--patience", "5", "--json");
        var said = JsonElement.Parse(ended.Output);
        Assert.True(ended.ExitCode == 1, ended.Output + ended.Errors);
        Assert.Equal((false, false, "alive"), (said.GetProperty("held").GetBoolean(), said.GetProperty("certain").GetBoolean(), said.GetProperty("process").GetString()));
    }

    [Theory]
    [InlineData(2, "stop", "--desk", "none")]
    [InlineData(3, "stop", "--emergency", "--desk", "none")]
    [InlineData(2, "stop", "--emergency", "--wait", "0")]
    [InlineData(2, "watchdog", "--hang", "0")]
    public async Task What_is_wrong_is_said(int code, params string[] arguments) => Assert.Equal(code, (await RialtoProcess.RunAsync(arguments)).ExitCode);

    [Fact]
    public async Task Stop_cancels_through_the_gateway_where_the_desk_hangs()
    {
        await using var stage = await GatewayStage.StartAsync();
        await using var gateway = await stage.GatewayAsync();
        await using var trader = await stage.DeskAsync();
        await using var desk = new PretendedDesk(stage.Folder.Path, 7, stage.Listings, [new DeskWay("rialto", stage.Socket, null, null, null)], takesCommands: true) { Hangs = true };
        trader.Send(trader.Place(1, Side.Buy, PriceOfTest, 20));
        trader.Send(trader.Place(2, Side.Buy, PriceOfTest - 1, 20));
        await trader.UntilAsync(OrderReportKind.Accepted, 1);
        await trader.AnyAsync(OrderReportKind.Accepted, 2);
        await SignalAsync(desk.ProcessId, "STOP");

        var ended = await RialtoProcess.RunAsync("stop", "--emergency", "--desk", stage.Folder.Path, "--wait", "0.5", "--json");
        var said = JsonElement.Parse(ended.Output);
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
        Assert.Equal((false, true, true, "suspended"), (said.GetProperty("by_desk").GetBoolean(), said.GetProperty("certain").GetBoolean(), said.GetProperty("held").GetBoolean(), said.GetProperty("process").GetString()));
        var venue = said.GetProperty("venues")[0];
        Assert.Equal(("rialto", "gateway", 0), (venue.GetProperty("venue").GetString(), venue.GetProperty("by").GetString(), venue.GetProperty("left").GetInt32()));
        await stage.NothingLivesAsync();
    }

    [Fact]
    public async Task Stop_cancels_with_keys_where_there_is_no_gateway_and_kills_what_could_go_on()
    {
        await using var stage = await GatewayStage.StartAsync();
        await using var desk = new PretendedDesk(stage.Folder.Path, 7, stage.Listings, [new DeskWay("rialto", null, null, stage.Exchange.Url, null)]);
        await using (var trader = stage.Session())
        {
            trader.Send(trader.Place(1, Side.Buy, PriceOfTest, 20));
            await trader.UntilAsync(OrderReportKind.Accepted, 1);
        }

        desk.Hangs = true;
        await using (var first = RialtoProcess.Start(["stop", "--emergency", "--desk", stage.Folder.Path, "--wait", "0.2", "--json"], stage.Folder.Path, stage.Keys))
        {
            // Cancelled, and still not well: the process that hangs has the key.
            var ended = await first.EndAsync();
            var said = JsonElement.Parse(ended.Output);
            Assert.True(ended.ExitCode == 1, ended.Output + ended.Errors);
            Assert.Equal((true, false, "alive"), (said.GetProperty("certain").GetBoolean(), said.GetProperty("held").GetBoolean(), said.GetProperty("process").GetString()));
        }

        await stage.NothingLivesAsync();
        await using (var second = RialtoProcess.Start(["stop", "--emergency", "--desk", stage.Folder.Path, "--wait", "0.2", "--kill"], stage.Folder.Path, stage.Keys))
        {
            var ended = await second.EndAsync();
            Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
            Assert.Contains("killed", ended.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(stage.Exchange.Environment["RIALTO_SECRET"], ended.Output + ended.Errors, StringComparison.Ordinal);
        }

        // Without the key nothing is known, and that is what is said.
        var third = await RialtoProcess.RunAsync("stop", "--emergency", "--desk", stage.Folder.Path, "--wait", "0.2", "--json");
        Assert.Equal(1, third.ExitCode);
        Assert.Contains("There is no key of rialto", JsonElement.Parse(third.Output).GetProperty("venues")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watchdog_cancels_everything_of_a_desk_that_was_killed_once_and_not_again_after_its_own_restart()
    {
        await using var stage = await GatewayStage.StartAsync();
        await using var gateway = await stage.GatewayAsync();
        await using var trader = await stage.DeskAsync();
        await using var desk = new PretendedDesk(stage.Folder.Path, 7, stage.Listings, [new DeskWay("rialto", stage.Socket, null, null, null)]);
        await using var watchdog = await WatchdogAsync(stage);
        trader.Send(trader.Place(1, Side.Buy, PriceOfTest, 20));
        await trader.UntilAsync(OrderReportKind.Accepted, 1);
        await desk.KillAsync();
        await GatewayStage.SaidAsync(watchdog, "gone without an orderly end");
        await GatewayStage.SaidAsync(watchdog, "no order lives");
        await trader.UntilAsync(OrderReportKind.Cancelled, 1);
        await stage.NothingLivesAsync();

        // It remembers: what it did for that life of the desk is done.
        await RunningExchange.UntilAsync(() => Task.FromResult(File.Exists(stage.Folder.File("watchdog.json"))));
        await watchdog.KillAsync();
        var alerts = new Alerts();
        var said = new List<string>();
        var second = new Watchdog(Options(stage.Folder.Path), alerts, said.Add);
        await second.LookAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(said, line => line.Contains("no order lives", StringComparison.Ordinal));
        Assert.Empty(alerts.Raised);
    }

    [Fact]
    public async Task A_watchdog_cancels_everything_of_a_desk_that_hangs_and_tells_when_it_is_back()
    {
        await using var stage = await GatewayStage.StartAsync();
        await using var gateway = await stage.GatewayAsync();
        await using var trader = await stage.DeskAsync();
        await using var desk = new PretendedDesk(stage.Folder.Path, 7, stage.Listings, [new DeskWay("rialto", stage.Socket, null, null, null)]);
        trader.Send(trader.Place(1, Side.Buy, PriceOfTest, 20));
        await trader.UntilAsync(OrderReportKind.Accepted, 1);
        var alerts = new Alerts();
        var said = new List<string>();
        var watchdog = new Watchdog(Options(stage.Folder.Path), alerts, said.Add);
        await watchdog.LookAsync(TestContext.Current.CancellationToken);
        Assert.Empty(alerts.Raised);
        await SignalAsync(desk.ProcessId, "STOP");
        desk.Hangs = true;
        await RunningExchange.UntilAsync(async () =>
        {
            await watchdog.LookAsync(TestContext.Current.CancellationToken);
            return said.Any(line => line.Contains("no order lives", StringComparison.Ordinal));
        });
        Assert.Equal([Watchdog.HangsName], alerts.Raised.Select(alert => alert.Name));
        await stage.NothingLivesAsync();
        desk.Hangs = false;
        await RunningExchange.UntilAsync(async () =>
        {
            await watchdog.LookAsync(TestContext.Current.CancellationToken);
            return alerts.Raised.Count == 0;
        });
    }

    [Fact]
    public async Task A_watchdog_tries_again_until_it_is_certain_and_does_nothing_after_an_orderly_end()
    {
        using var folder = new TemporaryFolder();
        var alerts = new Alerts();
        var said = new List<string>();
        await using (var desk = new PretendedDesk(folder.Path, 7, new ListingTable(1), [new DeskWay("rialto", folder.File("none.sock"), null, null, null)]))
        {
            desk.End();
            await desk.KillAsync();
            await new Watchdog(Options(folder.Path), alerts, said.Add).LookAsync(TestContext.Current.CancellationToken);
            Assert.Empty(alerts.Raised);
            Assert.Equal(["no desk runs"], said);
        }

        await using (var desk = new PretendedDesk(folder.Path, 8, new ListingTable(1), [new DeskWay("rialto", folder.File("none.sock"), null, null, null)]))
            await desk.KillAsync();
        await new Watchdog(Options(folder.Path), alerts, said.Add).LookAsync(TestContext.Current.CancellationToken);
        Assert.Equal([Watchdog.DiedName, Watchdog.OrdersName], alerts.Raised.Select(alert => alert.Name).Order());
        Assert.False(File.Exists(folder.File("watchdog.json")));
    }

    [Fact]
    public void A_heart_is_judged_by_its_process_and_its_age()
    {
        var watch = new DeskWatch(TimeSpan.FromSeconds(10));
        var second = Stopwatch.Frequency;
        var view = new HeartbeatView(new ProcessLife(1, 1), 5, true, 100 * second, 1, 1);
        Assert.Equal(WatchVerdict.Idle, watch.Judge(null, ProcessState.Gone, 0));
        Assert.Equal(WatchVerdict.Fine, watch.Judge(view, ProcessState.Alive, 110 * second));
        Assert.Equal(WatchVerdict.Fine, watch.Judge(view, ProcessState.Stopped, 110 * second));
        Assert.Equal(WatchVerdict.Hangs, watch.Judge(view, ProcessState.Alive, 111 * second));
        Assert.Equal(WatchVerdict.Died, watch.Judge(view, ProcessState.Gone, 100 * second));
        Assert.Equal(WatchVerdict.Idle, watch.Judge(view with { IsRunning = false }, ProcessState.Gone, 200 * second));
    }

    [Fact]
    public void Where_orders_bear_no_ids_all_of_the_listings_are_meant()
    {
        foreach (var venue in OrderVenues.All)
        {
            var scope = OrderCanceller.ScopeAt(venue.Capabilities, CancelScope.OwnOrders);
            Assert.Equal(venue.Capabilities.ClientIds == ClientOrderIdStyle.None ? CancelScope.Everything : CancelScope.OwnOrders, scope);
            Assert.Equal(CancelScope.Everything, OrderCanceller.ScopeAt(venue.Capabilities, CancelScope.Everything));
        }
    }

    [Fact]
    public void Beating_allocates_nothing()
    {
        using var folder = new TemporaryFolder();
        using var heart = Heartbeat.Begin(folder.Path, 9);
        heart.Beat(1, 2);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 10_000; i++)
                heart.Beat(i, 2);
        }));
        Assert.True(Heartbeat.TryRead(folder.Path, out var view));
        Assert.Equal((ProcessLife.Own, 9L, true, 9_999L, 2L), (view.Process, view.Instance, view.IsRunning, view.Sequence, view.LiveOrders));
        Assert.Equal(ProcessState.Alive, view.Process.State);
        Assert.Equal(ProcessState.Gone, (view.Process with { Start = view.Process.Start + 1 }).State);
    }

    private static WatchdogOptions Options(string folder) => new(folder, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60), Kills: false, VenueKeySettings.Environment);

    private static async Task<RialtoProcess> WatchdogAsync(GatewayStage stage)
    {
        var watchdog = RialtoProcess.Start(["watchdog", "--desk", stage.Folder.Path, "--hang", "60", "--json"], stage.Folder.Path);
        await GatewayStage.SaidAsync(watchdog, "the desk runs");
        return watchdog;
    }

    private static async Task SignalAsync(int process, string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, process.ToString(System.Globalization.CultureInfo.InvariantCulture)])!;
        await kill.WaitForExitAsync();
    }
}
