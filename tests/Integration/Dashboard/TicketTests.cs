using System.Globalization;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>The ticket for orders: every type with all it has.</summary>
public sealed class TicketTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Every_type_of_order_is_entered_with_all_it_has()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        await SendAsync(exchange, "buy", "150.40", "500");
        await SendAsync(exchange, "sell", "150.50", "500");

        await screen.EnterAsync("Buy", "Market", ("Quantity", "30"), ("Worst price", "150.60"), ("Time in force", "FOK"));
        await screen.SaysAsync("Order 3: filled at 150.50.");
        await screen.EnterAsync("Buy", "Market, by budget", ("Budget", "1505.00"));
        await screen.SaysAsync("Order 4: filled at 150.50.");
        await screen.EnterAsync("Sell", "Iceberg", ("Price", "150.55"), ("Quantity", "200"), ("Shown at a time", "20"), ("Time in force", "DAY"));
        await screen.SaysAsync("Order 5: open.");
        await Expect(screen.Row("5")).ToContainTextAsync("shows 20");
        await screen.EnterAsync("Sell", "Stop-loss", ("Stop price", "149.00"), ("Quantity", "10"), ("Worst price", "148.00"));
        await screen.SaysAsync("Order 6: waiting.");
        await screen.EnterAsync("Sell", "Stop-limit", ("Stop price", "149.10"), ("Price", "149.00"), ("Quantity", "10"), ("Shown at a time", ""));
        await screen.SaysAsync("Order 7: waiting.");
        await Expect(screen.Row("7")).ToContainTextAsync("◇ 149.10");
        await screen.EnterAsync("Buy", "Limit", ("Price", "150.50"), ("Quantity", "10"), ("Post-only", "reject"), ("Time in force", "GTC"));
        await screen.SaysAsync("would match immediately at 150.50");
        await screen.EnterAsync("Buy", "Limit", ("Price", "150.50"), ("Quantity", "10"), ("Post-only", "slide"));
        await screen.SaysAsync("Order 8: open.");
        await Expect(screen.Row("8")).ToContainTextAsync("post-only, slid");
        await screen.EnterAsync("Buy", "Limit", ("Price", "150.50"), ("Quantity", "10"), ("Post-only", "off"), ("Self-trade prevention", "cancel_incoming"), ("Client order id", "mine-1"));
        await screen.SaysAsync("ended, self trade");
        // Never a whole minute: the browser writes that without seconds.
        var until = DateTime.Now.AddDays(1).ToString("yyyy-MM-ddTHH:mm':30'", CultureInfo.InvariantCulture);
        await screen.EnterAsync("Buy", "Limit", ("Price", "150.30"), ("Quantity", "1"), ("Self-trade prevention", "none"), ("Time in force", "GTD"), ("Client order id", "mine-2"), ("Time of expiry", until));
        await Expect(screen.Own).ToContainTextAsync("mine-2");
        await Expect(screen.Own.Locator("tbody tr").First).ToContainTextAsync("GTD");

        // What cannot be is said before anything is sent.
        await screen.EnterAsync("Buy", "Limit", ("Price", "150.455"), ("Quantity", "1"));
        await Expect(screen.Page.Locator("#ticket-problem")).ToHaveTextAsync("Price has more than 2 decimals.");
        screen.ForgetComplaints();
    }


    private static async Task SendAsync(RunningExchange exchange, string side, string price, string quantity) =>
        Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", $$"""{"symbol":"AAPL","side":"{{side}}","price":"{{price}}","quantity":"{{quantity}}"}""")).Status);
}
