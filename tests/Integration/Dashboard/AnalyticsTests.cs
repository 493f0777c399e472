using System.Text.RegularExpressions;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>What the exchange makes of book and trades, beside the book.</summary>
public sealed class AnalyticsTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task How_the_book_leans_and_how_one_sided_trading_was_follows_the_market()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        var leans = screen.Page.Locator(".lean");
        await Expect(leans).ToHaveCountAsync(0);
        await OrderAsync(exchange, "buy", "150.00", 30);
        await Expect(leans).ToContainTextAsync("leans +1.00");
        await OrderAsync(exchange, "sell", "151.00", 90);
        await Expect(leans).ToContainTextAsync("leans −0.50");
        // All of what traded was sold.
        await OrderAsync(exchange, "sell", "150.00", 10);
        await Expect(leans.Locator("[data-field=vpin]")).ToHaveTextAsync("VPIN 1.00");
        await OrderAsync(exchange, "buy", "151.00", 10);
        await Expect(leans.Locator("[data-field=vpin]")).ToHaveAttributeAsync("title", new Regex("bought 10, sold 10$"));

        // Another instrument has a book of its own.
        await screen.Page.Locator("#instrument-1").ClickAsync();
        await Expect(leans).ToHaveCountAsync(0);
    }

    private static async Task OrderAsync(RunningExchange exchange, string side, string price, int quantity) =>
        Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", $$"""{"symbol":"AAPL","side":"{{side}}","price":"{{price}}","quantity":"{{quantity}}"}""")).Status);
}
