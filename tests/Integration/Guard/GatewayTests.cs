using System.Text;
using Rialto.Host.Desk.Gateways;
using Rialto.Integration.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Runtime.Agents;
using Xunit;

namespace Rialto.Integration.Guard;

/// <summary>A gateway as a process of its own, before a running exchange: what it signs, what it refuses, and what it does when a desk, or it itself, is killed.</summary>
public sealed class GatewayTests
{
    private const int PriceOfTest = 1_000;

    [Fact]
    public async Task An_order_goes_through_a_gateway_and_what_the_policy_does_not_allow_goes_nowhere()
    {
        await using var stage = await GatewayStage.StartAsync();
        await using var gateway = await stage.GatewayAsync();
        await using var desk = await stage.DeskAsync();
        await desk.UntilAsync(OrderReportKind.BalancesEnd);
        desk.Send(desk.Place(1, Side.Buy, PriceOfTest, 20));
        await desk.UntilAsync(OrderReportKind.Sent, 1);
        var accepted = await desk.UntilAsync(OrderReportKind.Accepted, 1);

        // One order may be worth 50, and must be at 500 to 5,000.
        desk.Send(desk.Place(2, Side.Buy, PriceOfTest, 51));
        var refused = await desk.UntilAsync(OrderReportKind.Rejected, 2);
        Assert.Equal((FailureClass.Reject, VenueReason.TooLarge, (int)PolicyRefusal.OrderNotional), (refused.Failure, refused.Reason, refused.Code));
        desk.Send(desk.Place(3, Side.Sell, 400, 20));
        Assert.Equal((int)PolicyRefusal.PriceBounds, (await desk.UntilAsync(OrderReportKind.Rejected, 3)).Code);
        Assert.DoesNotContain(desk.All, report => report.Kind == OrderReportKind.Sent && report.Order.Value is 2 or 3);

        desk.Send(desk.Ask(OrderRequestKind.Query, 1) with { VenueOrder = accepted.VenueOrder });
        Assert.Equal(VenueOrderStatus.Live, (await desk.UntilAsync(OrderReportKind.Found, 1)).Status);
        desk.Send(desk.Ask(OrderRequestKind.Cancel, 1) with { VenueOrder = accepted.VenueOrder });
        await desk.UntilAsync(OrderReportKind.Cancelled, 1);

        // A day's 130: the first order was cancelled and gives its 20 back, so six of 20 go, and no seventh, not by another gateway either.
        for (var order = 4; order <= 9; order++)
        {
            desk.Send(desk.Place(order, Side.Buy, PriceOfTest - order, 20));
            await desk.UntilAsync(OrderReportKind.Accepted, order);
        }

        desk.Send(desk.Place(10, Side.Buy, PriceOfTest, 20));
        Assert.Equal((int)PolicyRefusal.DayNotional, (await desk.UntilAsync(OrderReportKind.Rejected, 10)).Code);
        await gateway.KillAsync();
        await desk.UntilAsync(OrderReportKind.StreamDown);
        desk.Send(desk.Place(11, Side.Buy, PriceOfTest, 20));
        Assert.Equal((FailureClass.Retry, VenueReason.NotConnected), Why(await desk.UntilAsync(OrderReportKind.Rejected, 11)));
        await using var second = await stage.GatewayAsync();
        await desk.UntilAsync(OrderReportKind.StreamUp);
        desk.Send(desk.Place(12, Side.Buy, PriceOfTest, 20));
        Assert.Equal((int)PolicyRefusal.DayNotional, (await desk.UntilAsync(OrderReportKind.Rejected, 12)).Code);

        // After kill -9 of the gateway the desk knows its orders again, and ends them.
        Assert.Equal(VenueOrderStatus.Live, (await desk.AnyAsync(OrderReportKind.Found, 9)).Status);
        desk.Send(desk.Ask(OrderRequestKind.CancelAll));
        await desk.UntilAsync(OrderReportKind.Cancelled, 9);
        await stage.NothingLivesAsync();
    }

    [Fact]
    public async Task A_gateway_rehearses_before_the_first_desk_that_it_does_not_know_and_the_exchange_hears_nothing()
    {
        await using var stage = await GatewayStage.StartAsync();
        await using var gateway = await stage.GatewayAsync();
        await using (var desk = await stage.DeskAsync())
            await GatewayStage.SaidAsync(gateway, "rehearsed: ");
        await stage.NothingLivesAsync();
        await using (await stage.DeskAsync())
        {
            await GatewayStage.SaidAsync(gateway, "is gone");
            var said = await gateway.LineAsync();
            Assert.DoesNotContain("rehearsed", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Orders_of_a_desk_that_goes_away_are_cancelled_and_it_finds_that_out_when_it_is_back()
    {
        await using var stage = await GatewayStage.StartAsync();
        await using var gateway = await stage.GatewayAsync();
        await using (var desk = await stage.DeskAsync())
        {
            desk.Send(desk.Place(1, Side.Buy, PriceOfTest, 20));
            desk.Send(desk.Place(2, Side.Buy, PriceOfTest - 1, 20));
            await desk.UntilAsync(OrderReportKind.Accepted, 1);
            await desk.AnyAsync(OrderReportKind.Accepted, 2);
        }

        await GatewayStage.SaidAsync(gateway, "no order of desk");
        await stage.NothingLivesAsync();
        await using var again = await stage.DeskAsync();
        await again.UntilAsync(OrderReportKind.OrdersEnd);
        Assert.DoesNotContain(again.All, report => report.Kind == OrderReportKind.Found && report.Status == VenueOrderStatus.Live);
        again.Send(again.Place(3, Side.Buy, PriceOfTest, 20));
        await again.UntilAsync(OrderReportKind.Accepted, 3);
    }

    [Fact]
    public async Task A_gateway_that_was_killed_cancels_for_a_desk_that_does_not_come_back()
    {
        await using var stage = await GatewayStage.StartAsync();
        await using (var gateway = await stage.GatewayAsync())
        {
            await using var desk = await stage.DeskAsync();
            desk.Send(desk.Place(1, Side.Buy, PriceOfTest, 20));
            await desk.UntilAsync(OrderReportKind.Accepted, 1);
            await gateway.KillAsync();
        }

        Assert.Equal(1, await stage.LiveAsync());
        await using var second = await stage.GatewayAsync();
        await GatewayStage.SaidAsync(second, "no order of desk");
        await stage.NothingLivesAsync();
    }

    /// <summary>The process lives, its link's threads live, and its loop does not turn.</summary>
    [Fact]
    public async Task A_desk_that_hangs_and_stays_connected_has_its_orders_cancelled()
    {
        await using var stage = await GatewayStage.StartAsync();
        await using var gateway = await stage.GatewayAsync();
        var link = new GatewayLink(stage.Socket, FeedVenue.Rialto, "desk", stage.Listings, new WakeSignal());
        await using var desk = new TestDesk(link, stage.Listings[stage.Listing]);
        await desk.UntilAsync(OrderReportKind.StreamUp);
        desk.Send(desk.Place(1, Side.Buy, PriceOfTest, 20));
        await desk.UntilAsync(OrderReportKind.Accepted, 1);
        link.Turn(1);
        await GatewayStage.SaidAsync(gateway, "no sign of life");
        await GatewayStage.SaidAsync(gateway, "no order of desk");
        await stage.NothingLivesAsync();
    }

    [Fact]
    public async Task A_guardian_has_everything_cancelled_and_that_life_of_the_desk_places_nothing_any_more()
    {
        await using var stage = await GatewayStage.StartAsync();
        await using var gateway = await stage.GatewayAsync();
        await using var desk = await stage.DeskAsync();
        desk.Send(desk.Place(1, Side.Buy, PriceOfTest, 20));
        await desk.UntilAsync(OrderReportKind.Accepted, 1);
        var outcome = GatewayGuardian.Cancel(stage.Socket, FeedVenue.Rialto, "desk", [], TimeSpan.FromSeconds(60), out var isHeld);
        Assert.True(outcome.IsCertain && isHeld, outcome.Text);
        Assert.Equal(0, outcome.Left);
        await desk.UntilAsync(OrderReportKind.Cancelled, 1);
        await stage.NothingLivesAsync();
        desk.Send(desk.Place(2, Side.Buy, PriceOfTest, 20));
        Assert.Equal((int)PolicyRefusal.Held, (await desk.UntilAsync(OrderReportKind.Rejected, 2)).Code);

        // Not by a new gateway either; another desk's guardian gets nowhere.
        await gateway.KillAsync();
        await using var second = await stage.GatewayAsync();
        await desk.UntilAsync(OrderReportKind.StreamUp);
        desk.Send(desk.Place(3, Side.Buy, PriceOfTest, 20));
        Assert.Equal((int)PolicyRefusal.Held, (await desk.UntilAsync(OrderReportKind.Rejected, 3)).Code);
        Assert.Contains("not othr", GatewayGuardian.Cancel(stage.Socket, FeedVenue.Rialto, "othr", [], TimeSpan.FromSeconds(60), out isHeld).Text, StringComparison.Ordinal);
        Assert.False(isHeld);
    }

    [Fact]
    public async Task An_orderly_end_cancels_and_no_secret_was_seen_anywhere()
    {
        await using var stage = await GatewayStage.StartAsync();
        await using var gateway = await stage.GatewayAsync();
        await using var desk = await stage.DeskAsync();
        desk.Send(desk.Place(1, Side.Buy, PriceOfTest, 20));
        await desk.UntilAsync(OrderReportKind.Accepted, 1);
        await gateway.SignalAsync("TERM");
        var ended = await gateway.EndAsync();
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
        await stage.NothingLivesAsync();
        var seen = ended.Output + ended.Errors + string.Join('\n', desk.All.Select(TestDesk.Picture)) + desk.Link.Route + desk.Link.Problem
            + string.Join('\n', Directory.GetFiles(stage.Folder.Path).Select(path => Encoding.Latin1.GetString(File.ReadAllBytes(path))));
        Assert.DoesNotContain(stage.Exchange.Environment["RIALTO_SECRET"], seen, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(stage.Exchange.Environment["RIALTO_KEY"], seen, StringComparison.Ordinal);
        Assert.Contains(desk.All, report => report.Kind == OrderReportKind.StreamUp);
    }

    [Theory]
    [InlineData(2, "--away-cancel", "0.5")]
    [InlineData(2, "--dead-man", "10")]
    [InlineData(2, "--venue", "augur")]
    [InlineData(1, "--keys", "none.enc")]
    [InlineData(2, "--policy", "none.json")]
    public async Task What_is_wrong_is_said_before_anything_is_opened(int code, string flag, string value)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("policy.json"), GatewayStage.Policy, TestContext.Current.CancellationToken);
        var arguments = new Dictionary<string, string> { ["--venue"] = "rialto", ["--policy"] = folder.File("policy.json"), ["--socket"] = folder.File("s") };
        arguments[flag] = value;
        await using var process = RialtoProcess.Start(["gateway", .. arguments.SelectMany(pair => new[] { pair.Key, pair.Value })], folder.Path);
        var ended = await process.EndAsync();
        Assert.True(ended.ExitCode == code, $"{ended.ExitCode}: {ended.Output}{ended.Errors}");
        Assert.False(File.Exists(folder.File("s")));
    }

    private static (FailureClass, VenueReason) Why(OrderReport report) => (report.Failure, report.Reason);
}
