using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Rialto.Host.Desk.Guarding;
using Rialto.Integration.Desk;
using Rialto.Integration.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Integration.Guard;

/// <summary>A desk with real orders as a process of its own, killed and suspended while it trades a recorded market: its guards find its orders, and end them.</summary>
public sealed class LiveRescueTests
{
    [Fact]
    public async Task A_watchdog_ends_the_orders_of_a_desk_that_was_killed()
    {
        await using var rig = await LiveRig.StartAsync();
        await using var desk = rig.Trade();
        await using var watchdog = RialtoProcess.Start(["watchdog", "--desk", rig.Desk, "--hang", "60", "--json"], environment: rig.Keys);
        await TradesAsync(rig);
        await desk.KillAsync();
        await GatewayStage.SaidAsync(watchdog, "gone without an orderly end");
        await GatewayStage.SaidAsync(watchdog, "no order lives");
        Assert.Equal(0, await LiveAsync(rig));
    }

    [Fact]
    public async Task Stop_ends_a_desk_in_good_order_and_one_that_is_suspended_without_it()
    {
        await using var rig = await LiveRig.StartAsync();
        await using var desk = rig.Trade();
        await TradesAsync(rig);

        // The desk does it itself, and lives.
        var told = await StopAsync(rig, "--wait", "60");
        Assert.True(told.GetProperty("by_desk").GetBoolean() && told.GetProperty("certain").GetBoolean(), told.ToString());
        Assert.Equal(0, await LiveAsync(rig));
        await rig.UntilAsync(status => status.GetProperty("stopped").GetBoolean());
        await desk.KillAsync();

        // A stop lasts over kills and new runs; without a door somebody takes it away by hand.
        Assert.NotNull(StopMarker.Read(rig.Desk));
        Assert.True(StopMarker.Clear(rig.Desk));

        // A second life, suspended in the middle of its work.
        await using var second = RialtoProcess.Start(["trade", "--config", rig.Config, "--live", "--json", "--new"], rig.Exchange.Folder.Path, rig.Keys);
        await TradesAsync(rig, second.Id);
        using (var kill = Process.Start("kill", ["-s", "STOP", second.Id.ToString(CultureInfo.InvariantCulture)])!)
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var done = await StopAsync(rig, "--wait", "1", "--kill");
        Assert.Equal((false, true, true, "killed"), (done.GetProperty("by_desk").GetBoolean(), done.GetProperty("certain").GetBoolean(), done.GetProperty("held").GetBoolean(), done.GetProperty("process").GetString()));
        Assert.Equal(0, await LiveAsync(rig));
    }

    [Fact]
    public async Task A_desk_behind_a_gateway_has_no_key_and_its_gateway_ends_its_orders()
    {
        await using var rig = await LiveRig.StartAsync();
        var gateway = await rig.GuardAsync();
        await using var desk = rig.TradeGuarded();
        await TradesAsync(rig);
        await desk.KillAsync();
        await GatewayStage.SaidAsync(gateway, "no order of desk");
        Assert.Equal(0, await LiveAsync(rig));
    }

    /// <summary>The recorded market is played, and the desk has orders in it.</summary>
    private static async Task TradesAsync(LiveRig rig, int process = 0)
    {
        await rig.UntilAsync(status => status.GetProperty("inputs").GetInt64() > 5 && (process == 0 || status.GetProperty("process").GetInt32() == process));
        if (process == 0)
            rig.Play(speed: 60);
        await rig.UntilAsync(status => (process == 0 || status.GetProperty("process").GetInt32() == process) && status.GetProperty("risk").GetProperty("live_orders").GetInt32() > 0);
    }

    private static async Task<JsonElement> StopAsync(LiveRig rig, params string[] more)
    {
        await using var stop = RialtoProcess.Start(["stop", "--emergency", "--desk", rig.Desk, "--json", .. more], environment: rig.Keys);
        var ended = await stop.EndAsync();
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
        return JsonElement.Parse(ended.Output);
    }

    /// <summary>Alice's orders at the exchange, by a session that is no desk's.</summary>
    private static async Task<int> LiveAsync(LiveRig rig)
    {
        var (listings, listing) = await TestDesk.ListingsAsync(rig.Exchange.Url, FeedVenue.Rialto, "AAPL");
        await using var look = new TestDesk(GatewayStage.VenueAt(rig.Exchange.Url), listings, listing, rig.Exchange.Environment["RIALTO_KEY"], rig.Exchange.Environment["RIALTO_SECRET"]);
        look.Send(look.Ask(OrderRequestKind.QueryOrders) with { Listing = ListingId.None });
        await look.UntilAsync(OrderReportKind.OrdersEnd);
        return look.All.Count(report => report.Kind == OrderReportKind.Found && report.Status == VenueOrderStatus.Live);
    }
}
