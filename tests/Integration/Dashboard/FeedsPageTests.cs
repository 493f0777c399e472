using Microsoft.Playwright;
using Rialto.Host.Feeds.Http;
using Rialto.Integration.Feeds;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>The page of the feeds in a real Chromium: what the views say is seen, and nothing but the feeds' own server is needed.</summary>
public sealed class FeedsPageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_crossed_market_is_marked_with_who_has_what_and_what_is_not_trusted_is_grey()
    {
        await using var server = await StartAsync();
        await using var screen = await browser.OpenFeedsAsync(new Uri(server.Url));

        await Expect(screen.Page.Locator("[data-field=touch]")).ToHaveTextAsync("crossed");
        await Expect(screen.Page.Locator("[data-field=spread]")).ToHaveTextAsync("crossed by 0.10 USDT");
        await Expect(screen.Rung("61737.50")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("crossed"));
        await Expect(screen.Rung("61737.50").Locator(".who.bid")).ToHaveTextAsync("okx 2binance 0.25");
        await Expect(screen.Rung("61737.50").Locator(".who.ask")).ToHaveTextAsync("okx");
        await Expect(screen.Rung("61737.60").Locator(".size.bid")).ToHaveTextAsync("0.5");
        await Expect(screen.Rung("61738.00")).Not.ToHaveClassAsync(new System.Text.RegularExpressions.Regex("crossed"));
        await Expect(screen.Page.Locator(".listings tr[data-venue=kraken]")).ToHaveClassAsync("not-trusted");
        await Expect(screen.Page.Locator(".listings tr[data-venue=kraken]")).ToContainTextAsync("connection lost");
        await Expect(screen.Page.Locator(".history tbody tr")).ToHaveCountAsync(2);
        await Expect(screen.Page.Locator(".history tbody tr").First).ToContainTextAsync("jump, outlier");
        await screen.FitsAsync("prices");
    }

    [Fact]
    public async Task Symbols_are_found_by_their_name_and_chosen_by_the_keyboard()
    {
        await using var server = await StartAsync();
        await using var screen = await browser.OpenFeedsAsync(new Uri(server.Url));
        await Expect(screen.Page.Locator(".symbols tbody tr")).ToHaveCountAsync(3);

        await screen.Page.GetByLabel("Find a symbol").FillAsync("btc-u");
        await Expect(screen.Page.Locator(".symbols tbody tr")).ToHaveCountAsync(1);
        await screen.Page.Keyboard.PressAsync("Tab");
        await screen.Page.Keyboard.PressAsync("Enter");

        await Expect(screen.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("#/ladder/BTC-USDT$"));
        await Expect(screen.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Consolidated ladder of BTC-USDT" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Venues_latencies_and_quality_are_shown()
    {
        await using var server = await StartAsync();
        await using var screen = await browser.OpenFeedsAsync(new Uri(server.Url));

        await screen.GoAsync("Venues");
        await Expect(screen.Page.Locator(".venues tr[data-venue=okx]")).ToContainTextAsync("3 trusted1 stale1 resyncing");
        await Expect(screen.Page.Locator(".venues tr.error")).ToHaveTextAsync("kraken: name not known");
        await Expect(screen.Page.Locator("tr[data-link='kraken 2']")).ToContainTextAsync("failed too often");
        await Expect(screen.Page.GetByText("Nobody has XYZ-USDT.")).ToBeVisibleAsync();
        await screen.FitsAsync("venues");

        await screen.GoAsync("Latency");
        await Expect(screen.Page.Locator("[data-latency=nbbo] tr[data-venue=binance]")).ToContainTextAsync("90.0 µs");
        await Expect(screen.Page.Locator("[data-latency=venue] tr[data-venue=binance]")).ToContainTextAsync("1.00 ms ± 250 µs");
        await Expect(screen.Page.Locator("[data-latency=venue] tr[data-venue=kraken]")).ToContainTextAsync("not known");
        await Expect(screen.Page.GetByRole(AriaRole.Img).First).ToHaveAttributeAsync("aria-label", "binance: median 2.43 µs, p99 90.0 µs, longest 90.0 µs");
        await screen.FitsAsync("latency");

        await screen.GoAsync("Quality");
        await Expect(screen.Page.Locator("tr[data-rule=touch_jump]")).ToContainTextAsync("measured 500, limit 100, rejected");
        await screen.FitsAsync("quality");
    }

    [Fact]
    public async Task A_role_that_ends_is_told_and_what_it_said_last_stays_until_it_is_back()
    {
        var server = await StartAsync();
        var url = new Uri(server.Url);
        await using var screen = await browser.OpenFeedsAsync(url);
        await Expect(screen.Rung("61737.60")).ToBeVisibleAsync();

        await server.StopAsync(TestContext.Current.CancellationToken);
        await server.DisposeAsync();
        await screen.ShowsAsync("reconnecting");
        await Expect(screen.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("does not answer");
        await Expect(screen.Rung("61737.60")).ToBeVisibleAsync();

        await using var again = await StartAsync(url.Port);
        await screen.ShowsAsync("live");
        // The browser tells of each try that failed.
        screen.ForgetComplaints();
    }

    [Theory]
    [InlineData("light", ColorScheme.Light, 1280, 800)]
    [InlineData("dark", ColorScheme.Dark, 1280, 800)]
    [InlineData("phone", ColorScheme.Light, 390, 844)]
    [InlineData("phone-dark", ColorScheme.Dark, 390, 844)]
    public async Task Every_part_can_be_read_in_both_themes_and_on_a_phone(string name, ColorScheme colours, int width, int height)
    {
        await using var server = await StartAsync();
        await using var screen = await browser.OpenFeedsAsync(new Uri(server.Url), width, height, colours);
        await Expect(screen.Rung("61737.60")).ToBeVisibleAsync();
        await screen.PictureAsync($"prices-{name}");
        foreach (var part in (string[])["Venues", "Latency", "Quality"])
        {
            await screen.GoAsync(part);
            await Expect(screen.Page.Locator("main table tbody tr").First).ToBeVisibleAsync();
            await screen.PictureAsync($"{part.ToLowerInvariant()}-{name}");
        }
    }

    private static async Task<FeedHttp> StartAsync(int port = 0)
    {
        var server = new FeedHttp(new ShownFeeds(), new FeedHttpOptions { Port = port });
        await server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }
}
