using System.Text.Json;
using System.Text.RegularExpressions;
using Rialto.Host.Tools.Client;
using Rialto.Unit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>The page and the monitor beside <c>rialto feed</c> and <c>rialto replay</c>, as processes of their own: recorded days of two venues, seen.</summary>
public sealed class RecordedFeedsPageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Recorded_markets_of_two_venues_are_seen_as_one()
    {
        await using var replay = RialtoProcess.Start(
            ["replay", "--http", "0", "--json", "--capture", Recordings.Path("wire/bybit/capture-v5-2026-08-09.jsonl.gz"), Recordings.Path("wire/okx/capture-v5-2022-05-13.jsonl.gz")]);
        var venues = JsonElement.Parse(await replay.LineAsync()).GetProperty("url").GetString()!;
        using var folder = new TemporaryFolder();
        await using var feed = RialtoProcess.Start(
            ["feed", "--venues", "bybit,okx", "--symbols", "BTC-USDT", "--server", venues, "--http", "0", "--json", "--set", $"Feeds:BudgetFolder={folder.File("budgets")}"], folder.Path);
        var url = await UrlOfAsync(feed);
        await UntilBothAreTrustedAsync(feed);

        await using var screen = await browser.OpenFeedsAsync(new Uri(url));

        // The days lie four years apart: one venue has both best prices, and the market is crossed.
        await Expect(screen.Page.Locator("[data-field=touch]")).ToHaveTextAsync("crossed");
        await Expect(screen.Page.Locator(".rungs tr.crossed").First).ToBeVisibleAsync();
        foreach (var venue in (string[])["bybit", "okx"])
            await Expect(screen.Page.Locator($".listings tr[data-venue={venue}]")).ToContainTextAsync("trusted");
        await Expect(screen.Page.Locator(".history tbody tr").First).ToBeVisibleAsync();
        await screen.FitsAsync("prices");
        await screen.GoAsync("Venues");
        await Expect(screen.Page.Locator(".links tbody tr").First).ToContainTextAsync("up");
        await screen.GoAsync("Latency");
        await Expect(screen.Page.Locator("[data-latency=nbbo] tr[data-venue=okx] .histogram")).ToHaveAttributeAsync("aria-label", new Regex("^okx: median .* p99 .* longest "));

        var monitor = await RialtoProcess.RunAsync("monitor", "--url", url, "--seconds", "1", "--json");
        Assert.Equal(0, monitor.ExitCode);
        Assert.Equal("BTC-USDT", Assert.Single(JsonElement.Parse(monitor.Output).Items("symbols")).Member("symbol"));

        await feed.SignalAsync("INT");
        Assert.Equal(0, (await feed.EndAsync()).ExitCode);
        await screen.ShowsAsync("reconnecting");
        screen.ForgetComplaints();
    }

    private static async Task<string> UrlOfAsync(RialtoProcess feed)
    {
        while (true)
        {
            if (JsonElement.Parse(await feed.LineAsync()).Member("url") is { } url)
                return url;
        }
    }

    private static async Task UntilBothAreTrustedAsync(RialtoProcess feed)
    {
        while (true)
        {
            var symbol = JsonElement.Parse(await feed.LineAsync()).Items("symbols").FirstOrDefault();
            if (symbol.ValueKind == JsonValueKind.Object && symbol.Items("listings").Count(listing => listing.Member("state") == "trusted") == 2)
                return;
        }
    }
}
