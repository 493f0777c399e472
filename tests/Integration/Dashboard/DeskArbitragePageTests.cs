using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using Rialto.Gateways;
using Rialto.Host.Alerting;
using Rialto.Host.Config;
using Rialto.Host.Desk.Alerting;
using Rialto.Host.Desk.Door;
using Rialto.Host.Desk.Reloading;
using Rialto.Integration.Desk;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>The page of a desk that trades spot against perpetuals of a recorded day where nothing is charged: what it saw, what it took, what people were told.</summary>
public sealed class DeskArbitragePageTests(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Alerts _alerts = new();
    private DrivenDesk _desk = null!;
    private DeskDoor _door = null!;
    private AlertDelivery _delivery = null!;

    public async ValueTask InitializeAsync()
    {
        _desk = await DrivenDesk.MakeAsync(TradedArbitrage.Basis(_folder.Path, spotFee: "0", contractFee: "0"), TestContext.Current.CancellationToken, frames: 20_000);
        _delivery = new AlertDelivery(new AlertSettings("test", 10, []), "desk", _alerts, NullLoggerFactory.Instance, TimeProvider.System);
        _desk.Desk.Alerts = new AlertBoard(_alerts, _delivery, TimeProvider.System);
        _alerts.Tell("desk_limit", AlertSeverity.Info, "Limit OrderNotional is 2000 and was 1000.");
        _alerts.Raise("desk_errors", AlertSeverity.Warning, "More than 1 % of the requests of the last five minutes ended without an answer, or failed.");
        _alerts.Raise("desk_stream_binance", AlertSeverity.Critical, "The private stream of binance is down for 30 s: what happens to our orders is not heard.");
        _desk.Desk.Configuration = new ReloadState(_folder.File("desk.json"), "desk.json, line 12: Limits:DailyLoss must be a decimal number, not 'much'", ["Markets:0:Maker"], DateTimeOffset.UnixEpoch, 2);
        _door = await DeskDoor.OpenAsync(new DoorSettings(IPAddress.Loopback, 0, []), _desk.Desk, _desk.Status, null, _folder.Path, TestContext.Current.CancellationToken);
        _desk.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _desk.DisposeAsync();
        await _door.DisposeAsync();
        await _delivery.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Opportunities_with_their_legs_and_what_was_taken_are_seen()
    {
        await using var screen = await browser.OpenDeskAsync(new Uri(_door.Url));
        var page = screen.Page;
        var tape = _desk.Desk.Counts.Tape.Opportunities;
        Assert.True(tape.SetsBegun > 0, "nothing was taken");
        await Expect(page.Locator(".opportunities tbody tr")).ToHaveCountAsync(tape.Count);
        await Expect(page.Locator(".opportunities tbody tr").First).ToContainTextAsync("BTC-USDT");
        await Expect(page.Locator(".opportunities tbody tr").First).ToContainTextAsync("binance-usdm");
        await Expect(page.Locator(".leg-sets tbody tr")).ToHaveCountAsync(Math.Min(12, tape.SetCount));
        await Expect(page.Locator(".leg-sets tbody tr").Last).ToContainTextAsync("USDT");
        await Expect(page.Locator(".split tbody tr")).ToHaveCountAsync(4);
        await Expect(page.Locator(".days tbody tr").First).ToContainTextAsync("2024-08-08");
        await screen.FitsAsync("overview");
    }

    [Fact]
    public async Task Alerts_that_last_are_on_every_part_and_the_log_has_all_of_them()
    {
        await using var screen = await browser.OpenDeskAsync(new Uri(_door.Url));
        var page = screen.Page;
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new LocatorFilterOptions { HasText = "private stream" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new LocatorFilterOptions { HasText = "line 12" })).ToBeVisibleAsync();
        await Expect(page.Locator(".alerts tbody tr")).ToHaveCountAsync(2);
        await screen.GoAsync("Log");
        await Expect(page.Locator(".alerts tbody tr")).ToHaveCountAsync(3);
        await Expect(page.Locator(".alerts tbody tr").First).ToContainTextAsync("critical");
        await screen.FitsAsync("log");
        await screen.GoAsync("Strategies");
        await Expect(page.Locator(".configuration")).ToContainTextAsync("Needs a restart: Markets:0:Maker");
        await screen.FitsAsync("strategies");
        _alerts.Clear("desk_stream_binance");
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new LocatorFilterOptions { HasText = "private stream" })).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("arbitrage", ColorScheme.Light, 1280, 800)]
    [InlineData("arbitrage-phone", ColorScheme.Dark, 390, 844)]
    public async Task It_can_be_read_at_a_desk_and_on_a_phone(string name, ColorScheme colours, int width, int height)
    {
        await using var screen = await browser.OpenDeskAsync(new Uri(_door.Url), width, height, colours);
        await Expect(screen.Page.Locator(".leg-sets tbody tr").First).ToBeVisibleAsync();
        await screen.PictureAsync($"overview-{name}");
        foreach (var part in (string[])["Strategies", "Risk", "Log"])
        {
            await screen.GoAsync(part);
            await screen.PictureAsync($"{part.ToLowerInvariant()}-{name}");
        }
    }
}
