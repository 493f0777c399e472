using System.Globalization;
using Microsoft.Playwright;
using Rialto.Host.Tools.Client;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>The dashboard in a real Chromium on a real exchange: what a person does on it happens on the exchange, and what happens there is seen.</summary>
public sealed class DashboardTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string Order = """{"symbol":"AAPL","side":"SIDE","price":"PRICE","quantity":"QUANTITY"}""";

    [Fact]
    public async Task An_order_is_placed_seen_filled_changed_and_cancelled()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();

        await screen.EnterAsync("Buy", "Limit", ("Price", "150.45"), ("Quantity", "100"));
        await screen.SaysAsync("Order 1: open.");
        await Expect(screen.Row("1")).ToContainTextAsync("150.45");
        await Expect(screen.Rung("150.45").Locator(".size.bid")).ToContainTextAsync("100");
        await Expect(screen.Rung("150.45").Locator(".marker")).ToContainTextAsync("100");
        Assert.Equal("100", (await exchange.GetAsync("/api/v1/orderbook/AAPL")).Root.Items("bids").Single().Member("quantity"));

        await SendAsync(exchange, "sell", "150.45", "40");
        await Expect(screen.Row("1")).ToContainTextAsync("partially filled");
        await Expect(screen.Rung("150.45").Locator(".size.bid")).ToContainTextAsync("60");
        await Expect(screen.Page.Locator("[data-field=last]")).ToHaveTextAsync("150.45");
        await Expect(screen.Page.Locator(".trades tbody tr")).ToContainTextAsync("40");

        await screen.Button("Change order 1").ClickAsync();
        await screen.Field("New price").FillAsync("150.40");
        await screen.Button("Replace").ClickAsync();
        await screen.SaysAsync("Order 1: partially filled.");
        await Expect(screen.Rung("150.40").Locator(".marker")).ToContainTextAsync("60");
        await Expect(screen.Rung("150.45").Locator(".marker")).ToHaveCountAsync(0);

        await screen.Button("Cancel order 1").First.ClickAsync();
        await screen.SaysAsync("Order 1 cancelled.");
        await Expect(screen.Own).ToContainTextAsync("No live orders.");
        await screen.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Ended" }).ClickAsync();
        await Expect(screen.Row("1")).ToContainTextAsync("requested");
        await screen.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Fills" }).ClickAsync();
        await Expect(screen.Own.Locator("tbody tr")).ToHaveCountAsync(2);
        await Expect(screen.Own).ToContainTextAsync("maker");
    }

    [Fact]
    public async Task An_instrument_is_defined_halted_and_resumed_and_the_halt_is_seen_everywhere()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        await screen.Button("Admin").ClickAsync();
        await screen.Button("Halt AAPL").ClickAsync();
        await screen.SaysAsync("AAPL is halted (was open).");
        await screen.Button("Trade").ClickAsync();
        await Expect(screen.Page.Locator("[data-field=state]")).ToHaveTextAsync("halted");
        await screen.EnterAsync("Buy", "Limit", ("Price", "150.00"), ("Quantity", "1"));
        await Expect(screen.Notices.Locator(".refused")).ToBeVisibleAsync();
        Assert.Equal("halted", (await exchange.GetAsync("/api/v1/instruments/AAPL")).Root.Member("state"));

        await screen.Button("Admin").ClickAsync();
        await screen.Button("Open AAPL").ClickAsync();
        await screen.SaysAsync("AAPL is open (was halted).");
        await screen.Field("Symbol").FillAsync("NEW");
        await screen.Button("Define").ClickAsync();
        await screen.SaysAsync("NEW is defined, open.");
        await screen.Button("Rules of NEW").ClickAsync();
        await screen.Page.Locator("[name=taker_fee_ppm]").FillAsync("250");
        await screen.Button("Set the rules").ClickAsync();
        await screen.SaysAsync("The rules of NEW are set.");
        Assert.Equal("250", (await exchange.GetAsync("/api/v1/instruments/NEW")).Root.GetProperty("rules").Member("taker_fee_ppm"));
        await screen.Button("Trade").ClickAsync();
        await Expect(screen.Page.Locator(".instruments")).ToContainTextAsync("NEW");
        // The refusal of the order above is an answer of 422, which browsers log.
        screen.ForgetComplaints();
    }

    [Fact]
    public async Task Everything_is_reached_by_keyboard_alone()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        await SendAsync(exchange, "sell", "150.50", "5");
        await Expect(screen.Rung("150.50").Locator(".size.ask")).ToContainTextAsync("5");
        var keys = screen.Page.Keyboard;

        // The help, and back.
        await keys.PressAsync("?");
        await Expect(screen.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("pick an own order up");
        await keys.PressAsync("Escape");
        await Expect(screen.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        // An order by the ticket: B goes to its quantity, the price is a field before it, Enter sends.
        await keys.PressAsync("b");
        await Expect(screen.Field("Quantity")).ToBeFocusedAsync();
        await keys.TypeAsync("25");
        await keys.PressAsync("Shift+Tab");
        await Expect(screen.Field("Price")).ToBeFocusedAsync();
        await keys.TypeAsync("150.40");
        await keys.PressAsync("ArrowUp");
        await Expect(screen.Field("Price")).ToHaveValueAsync("150.41");
        await keys.PressAsync("Enter");
        await screen.SaysAsync("Order 2: open.");
        await Expect(screen.Row("2")).ToContainTextAsync("150.41");
        await keys.PressAsync("Escape");

        // The book: arrows walk it, W arms it, B enters, M and Enter move, X cancels.
        await keys.PressAsync("w");
        await keys.PressAsync("l");
        await WalkToAsync(screen, "150.44");
        await keys.PressAsync("b");
        await Expect(screen.Row("3")).ToContainTextAsync("150.44");
        await Expect(screen.Rung("150.44").Locator(".marker")).ToHaveCountAsync(1);
        await keys.PressAsync("m");
        await Expect(screen.Page.GetByText("is picked up")).ToBeVisibleAsync();
        await WalkToAsync(screen, "150.43");
        await keys.PressAsync("Enter");
        await Expect(screen.Row("3")).ToContainTextAsync("150.43");
        await Expect(screen.Rung("150.43").Locator(".marker")).ToHaveCountAsync(1);
        await keys.PressAsync("x");
        await Expect(screen.Row("3")).ToHaveCountAsync(0);

        // What has the keyboard is seen to have it.
        var outline = await screen.Page.EvaluateAsync<string>("() => getComputedStyle(document.activeElement).outlineStyle");
        Assert.NotEqual("none", outline);

        // Another instrument, another page.
        await keys.PressAsync("/");
        await Expect(screen.Field("Find an instrument")).ToBeFocusedAsync();
        await keys.TypeAsync("btc");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await Expect(screen.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "BTC-USDT" })).ToBeVisibleAsync();
        await keys.PressAsync("h");
        await Expect(screen.Page.GetByText("Journal behind")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task After_the_exchange_has_restarted_the_page_is_as_the_exchange_is()
    {
        using var folder = new TemporaryFolder();
        int port;
        await using var first = await RunningExchange.StartAsync(folder.Path);
        port = first.Connection.Url.Port;
        await using var screen = await browser.OpenAsync(first);
        await screen.SignInAsync();
        await screen.EnterAsync("Buy", "Limit", ("Price", "150.45"), ("Quantity", "100"));
        await Expect(screen.Row("1")).ToBeVisibleAsync();
        await screen.EnterAsync("Buy", "Limit", ("Price", "150.44"), ("Quantity", "7"));
        await Expect(screen.Row("2")).ToBeVisibleAsync();

        await first.StopAsync();
        await screen.ShowsAsync("reconnecting");
        // Meanwhile somebody else cancels: the page must not keep what it knew.
        await using var second = await RunningExchange.StartAsync(folder.Path, port);
        await second.SignedAsync(HttpMethod.Delete, "/api/v1/orders/2");
        await screen.ShowsAsync("live");
        await Expect(screen.Row("1")).ToBeVisibleAsync();
        await Expect(screen.Row("2")).ToHaveCountAsync(0);
        await Expect(screen.Rung("150.45").Locator(".size.bid")).ToContainTextAsync("100");
        await Expect(screen.Page.GetByText("Sign out")).ToBeVisibleAsync();
        await screen.EnterAsync("Sell", "Market", ("Quantity", "100"));
        await Expect(screen.Own).ToContainTextAsync("No live orders.");
        // While nobody listened the browser logged each try; nor will it see this exchange end.
        screen.ForgetComplaints();
        await screen.Page.CloseAsync();
    }

    [Fact]
    public async Task A_secret_stays_in_memory_unless_asked_and_a_wrong_one_is_said_to_be()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.Button("Sign in").ClickAsync();
        var dialog = screen.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Key", new LocatorGetByLabelOptions { Exact = true }).FillAsync("rk-none");
        await dialog.GetByLabel("Secret").FillAsync("wrong");
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("unknown or the signature does not fit");
        await dialog.GetByLabel("Close").ClickAsync();

        await screen.SignInAsync();
        Assert.DoesNotContain("secret", await StoredAsync(screen), StringComparison.Ordinal);
        await screen.Page.ReloadAsync();
        await Expect(screen.Button("Sign in")).ToBeVisibleAsync();
        await screen.SignInAsync(keep: true);
        Assert.Contains("secret", await StoredAsync(screen), StringComparison.Ordinal);
        await screen.Page.ReloadAsync();
        await screen.Page.GetByText("Sign out").ClickAsync();
        await Expect(screen.Button("Sign in")).ToBeVisibleAsync();
        Assert.DoesNotContain("secret", await StoredAsync(screen), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 844)]
    public async Task Every_part_fits_the_window_and_works_there(int width, int height)
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange, width, height, width < 500 ? ColorScheme.Dark : ColorScheme.Light);
        await screen.SignInAsync();
        await SendAsync(exchange, "sell", "150.50", "5");
        var isNarrow = width < 500;
        foreach (var part in (string[])["Markets", "Chart", "Book", "Order", "Mine"])
        {
            if (isNarrow)
                await screen.Page.GetByRole(AriaRole.Navigation, new PageGetByRoleOptions { Name = "Parts of the page" }).GetByText(part).ClickAsync();
            await screen.FitsAsync(part);
        }

        foreach (var tab in (string[])["Algo", "Balances", "Fills", "Orders"])
        {
            await screen.Tab(tab).ClickAsync();
            await screen.FitsAsync(tab);
        }

        if (isNarrow)
            await screen.Page.GetByRole(AriaRole.Navigation, new PageGetByRoleOptions { Name = "Parts of the page" }).GetByText("Book").ClickAsync();
        await Expect(screen.Rung("150.50").Locator(".size.ask")).ToBeVisibleAsync();
        await screen.Rung("150.50").Locator(".size.bid").ClickAsync();
        if (isNarrow)
            await screen.Page.GetByRole(AriaRole.Navigation, new PageGetByRoleOptions { Name = "Parts of the page" }).GetByText("Order").ClickAsync();
        await Expect(screen.Field("Price")).ToHaveValueAsync("150.50");
        await screen.Field("Quantity").FillAsync("5");
        await screen.Page.Locator(".ticket .send").ClickAsync();
        await screen.SaysAsync("Order 2: filled at 150.50.");
        foreach (var page in (string[])["Halts", "Cases", "Health", "Admin"])
        {
            await screen.Button(page).ClickAsync();
            await Expect(screen.Page.Locator("main.page .panel").First).ToBeVisibleAsync();
            await screen.FitsAsync(page);
            if (isNarrow && page is "Halts" or "Cases")
                await screen.ScrollsNowhereAsync("main.page");
        }
    }

    private static async Task WalkToAsync(Screen screen, string price)
    {
        // From wherever the keyboard is, a row at a time. A row is read once what is about to be drawn is drawn: the focus follows by a frame.
        var walked = new List<string>();
        for (var steps = 0; steps < 40; steps++)
        {
            var here = await screen.Page.EvaluateAsync<string>(
                "async () => { for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame); return document.activeElement?.querySelector('th')?.textContent ?? ''; }");
            if (here == price)
                return;
            walked.Add(here);
            var before = here;
            await screen.Page.Keyboard.PressAsync(decimal.TryParse(here, CultureInfo.InvariantCulture, out var at) && at < decimal.Parse(price, CultureInfo.InvariantCulture) ? "ArrowUp" : "ArrowDown");
            await screen.Page.WaitForFunctionAsync("before => document.activeElement?.querySelector('th')?.textContent !== before", before);
        }

        Assert.Fail($"The keyboard did not come to {price}, but to {string.Join(", ", walked)}.");
    }

    private static Task<string> StoredAsync(Screen screen) => screen.Page.EvaluateAsync<string>("() => JSON.stringify(sessionStorage) + JSON.stringify(localStorage)");

    private static async Task SendAsync(RunningExchange exchange, string side, string price, string quantity)
    {
        var body = Order.Replace("SIDE", side, StringComparison.Ordinal).Replace("PRICE", price, StringComparison.Ordinal).Replace("QUANTITY", quantity, StringComparison.Ordinal);
        Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", body)).Status);
    }
}
