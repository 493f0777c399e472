using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rialto.Host.Desk.Door;
using Rialto.Integration.Desk;
using Rialto.Trading;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>The page of a desk in a real Chromium, beside makers that trade a recorded market: what it says is seen, and what is clicked is done.</summary>
public sealed class DeskPageTests(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    private const string Token = "a-token-of-more-than-twenty-four";

    private readonly TemporaryFolder _folder = new();
    private DrivenDesk _desk = null!;
    private DeskDoor _door = null!;

    public async ValueTask InitializeAsync()
    {
        _desk = await DrivenDesk.MakeAsync(TradedRecordings.BtcAndEth(_folder.Path), TestContext.Current.CancellationToken, frames: 20_000);
        _door = await OpenAsync(0);
        _desk.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _desk.DisposeAsync();
        await _door.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Strategies_positions_orders_fills_results_and_limits_are_seen()
    {
        await using var screen = await browser.OpenDeskAsync(new Uri(_door.Url));
        var page = screen.Page;

        await Expect(page.Locator(".mode-word")).ToHaveTextAsync("paper");
        await Expect(page.Locator("tr[data-strategy=btc-maker]")).ToContainTextAsync("running");
        await Expect(page.Locator(".positions tbody tr")).ToHaveCountAsync(2);
        await Expect(page.Locator(".orders tbody tr")).ToHaveCountAsync(_desk.Desk.Trader.LiveOrders);
        await Expect(page.Locator(".fills tbody tr").First).ToContainTextAsync("maker");
        await Expect(page.Locator("[data-tile=Result] b")).Not.ToHaveTextAsync("–");
        await Expect(page.Locator(".pnl-chart")).ToHaveAttributeAsync("data-points", new Regex("^[1-9][0-9]+$"));
        await Expect(page.Locator(".pnl-chart canvas")).ToBeVisibleAsync();
        foreach (var span in (string[])["Daily", "All time", "By strategy", "Today"])
        {
            await page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = span }).ClickAsync();
            await Expect(page.Locator(".pnl-chart canvas")).ToBeVisibleAsync();
        }

        await screen.FitsAsync("overview");
        await screen.GoAsync("Risk");
        await Expect(page.Locator("tr[data-limit='TotalGross  test']")).ToContainTextAsync("10,000");
        await Expect(page.Locator("tr[data-venue=binance]")).ToContainTextAsync("reconciled");
        await screen.FitsAsync("risk");
        await screen.GoAsync("Strategies");
        await Expect(page.Locator("[data-strategy=eth-maker] tbody tr")).ToContainTextAsync("USDT");
        await screen.FitsAsync("strategies");
        await screen.GoAsync("Orders");
        await Expect(page.Locator(".fills tbody tr").First).ToBeVisibleAsync();
        await screen.FitsAsync("orders");
        await screen.GoAsync("Log");
        await Expect(page.Locator(".events tbody tr").First).ToBeVisibleAsync();
        await screen.FitsAsync("log");
    }

    [Fact]
    public async Task A_strategy_is_paused_a_parameter_and_a_limit_are_set_by_who_has_signed_in()
    {
        await using var screen = await browser.OpenDeskAsync(new Uri(_door.Url));
        var page = screen.Page;
        await screen.GoAsync("Strategies");

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Pause btc-maker" }).ClickAsync();
        await SignInAsync(page);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Pause btc-maker" }).ClickAsync();
        await Expect(page.Locator("[data-strategy=btc-maker] header")).ToContainTextAsync("paused");
        await screen.SaysAsync("btc-maker is paused");

        await page.Locator("[data-strategy=btc-maker] summary").ClickAsync();
        var size = page.GetByRole(AriaRole.Textbox, new PageGetByRoleOptions { Name = "size of btc-maker", Exact = true });
        var set = page.GetByRole(AriaRole.Form, new PageGetByRoleOptions { Name = "size of btc-maker", Exact = true }).GetByRole(AriaRole.Button);
        await size.FillAsync("0.02");
        await set.ClickAsync();
        await screen.SaysAsync("size is 0.02 now");
        await size.FillAsync("-5");
        await set.ClickAsync();
        await screen.RefusesAsync("allowed is");
        screen.ForgetComplaints();

        await screen.GoAsync("Risk");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Set total gross of test" }).ClickAsync();
        await page.GetByLabel("New limit, USDT, or unlimited").FillAsync("4321");
        await page.GetByLabel("New limit, USDT, or unlimited").PressAsync("Enter");
        await Expect(page.Locator("tr[data-limit='TotalGross  test']")).ToContainTextAsync("4,321");
        Assert.Contains(_desk.Told, told => told.Kind == DeskAuditKind.LimitChanged && told.Text.ToString() == "alice");
    }

    [Fact]
    public async Task Everything_is_stopped_once_the_desks_name_is_typed_and_resumed_with_a_reason()
    {
        await using var screen = await browser.OpenDeskAsync(new Uri(_door.Url));
        var page = screen.Page;
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        await SignInAsync(page);

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Emergency stop" }).ClickAsync();
        var stop = page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Stop everything" });
        await Expect(stop).ToBeDisabledAsync();
        await page.Locator("input[name=confirm]").FillAsync("tset");
        await Expect(stop).ToBeDisabledAsync();
        await page.Locator("input[name=confirm]").FillAsync("test");
        await page.Locator("input[name=reason]").FillAsync("a drill");
        await stop.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Emergency stop");
        Assert.Contains(_desk.Told, told => told.Kind == DeskAuditKind.EmergencyStop && told.Text.ToString() == "alice");
        await screen.GoAsync("Log");
        await Expect(page.Locator(".acts tbody tr").First).ToContainTextAsync("a drill");

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Resume" }).ClickAsync();
        await page.Locator("input[name=reason]").FillAsync("the drill is over");
        await page.Locator("dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Resume" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Emergency stop" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_wrong_token_is_asked_for_again_and_a_desk_that_goes_away_is_told()
    {
        await using var screen = await browser.OpenDeskAsync(new Uri(_door.Url));
        var page = screen.Page;
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        await SignInAsync(page, "a-token-that-nobody-has-been-given");
        await screen.GoAsync("Orders");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Cancel all orders" }).ClickAsync();
        await Expect(page.Locator("input[name=token]")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Close" }).ClickAsync();

        var port = new Uri(_door.Url).Port;
        await _door.DisposeAsync();
        await screen.ShowsAsync("reconnecting");
        await Expect(page.Locator(".orders tbody tr").First).ToBeVisibleAsync();
        _door = await OpenAsync(port);
        await screen.ShowsAsync("live");
        screen.ForgetComplaints();
    }

    [Theory]
    [InlineData("light", ColorScheme.Light, 1280, 800)]
    [InlineData("dark", ColorScheme.Dark, 1280, 800)]
    [InlineData("phone", ColorScheme.Light, 390, 844)]
    [InlineData("phone-dark", ColorScheme.Dark, 390, 844)]
    public async Task Every_part_can_be_read_in_both_themes_and_on_a_phone(string name, ColorScheme colours, int width, int height)
    {
        await using var screen = await browser.OpenDeskAsync(new Uri(_door.Url), width, height, colours);
        await Expect(screen.Page.Locator(".pnl-chart canvas")).ToBeVisibleAsync();
        await screen.PictureAsync($"overview-{name}");
        foreach (var part in (string[])["Strategies", "Orders", "Risk", "Log"])
        {
            await screen.GoAsync(part);
            await Expect(screen.Page.Locator("main table tbody tr").First).ToBeVisibleAsync();
            if (part == "Strategies")
                await screen.Page.Locator("[data-strategy=btc-maker] summary").ClickAsync();
            await screen.PictureAsync($"{part.ToLowerInvariant()}-{name}");
        }
    }

    private static async Task SignInAsync(IPage page, string token = Token)
    {
        await page.Locator("input[name=token]").FillAsync(token);
        await page.Locator("dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator("dialog")).ToHaveCountAsync(0);
    }

    private Task<DeskDoor> OpenAsync(int port) =>
        DeskDoor.OpenAsync(new DoorSettings(IPAddress.Loopback, port, [new DoorOperator("alice", Token)]), _desk.Desk, _desk.Status, null, _folder.Path, TestContext.Current.CancellationToken);
}
