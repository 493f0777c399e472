using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rialto.Host.Tools.Client;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>The ticket for baskets: several instruments at once, whole or not at all, and the report of each leg.</summary>
public sealed class BasketsTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_basket_is_placed_its_legs_fill_and_its_report_is_shown()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await QuoteAsync(exchange, "BTC-USDT", "60000.00", "1");
        await QuoteAsync(exchange, "ETH-USDT", "2500.00", "10");
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        await OpenAsync(screen);
        await LegAsync(screen, 0, "BTC-USDT", "0.5", "60000.00");
        await screen.Button("Add a leg").ClickAsync();
        await LegAsync(screen, 1, "ETH-USDT", "2", "2500.00");
        await Expect(screen.Page.Locator(".basket .worth")).ToHaveTextAsync("about 35,000");
        await screen.Button("Place the basket").ClickAsync();
        await Expect(screen.Notices).ToContainTextAsync("completed.");

        var report = screen.Own.GetByRole(AriaRole.Table, new LocatorGetByRoleOptions { Name = "Baskets" });
        await Expect(report.Locator("[data-leg='BTC-USDT']")).ToContainTextAsync("60,000");
        await Expect(report.Locator("[data-leg='BTC-USDT']")).ToContainTextAsync("0.5 100 %");
        await Expect(report.Locator("[data-leg='ETH-USDT']")).ToContainTextAsync("2 100 %");
        await Expect(report.Locator("tr[data-basket]")).ToContainTextAsync("35,000");
        await screen.Tab("Fills").ClickAsync();
        await Expect(screen.Own.Locator("tbody tr")).ToHaveCountAsync(8);

        // Weights of a total: two thirds and one third of 3,000.
        await screen.Field("Legs by").SelectOptionAsync("weight");
        await screen.Field("Total value").FillAsync("3000");
        await screen.Field("Weight of the leg, percent").Nth(0).FillAsync("80");
        await screen.Field("Weight of the leg, percent").Nth(1).FillAsync("20.5");
        await Expect(screen.Page.Locator("#basket-problem")).ToHaveTextAsync("The weights come to 100.5 %, not to 100 %.");
        await screen.Field("Weight of the leg, percent").Nth(1).FillAsync("20");
        await screen.Field("Basket id").FillAsync("by-weight");
        await screen.Button("Place the basket").ClickAsync();
        await screen.SaysAsync("Basket by-weight: completed.");
        await Expect(report.Locator("tr[data-basket]").First).ToContainTextAsync("3,000");
        await Expect(report.Locator("[data-leg='BTC-USDT']")).ToContainTextAsync("80 %");
        Assert.Equal(2, (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/basket-orders")).OrThrow().Root.Items("basket_orders").Count());
    }

    [Fact]
    public async Task A_refused_basket_is_explained_and_pro_rata_takes_of_each_what_can_be_had()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await QuoteAsync(exchange, "BTC-USDT", "60000.00", "1");
        await QuoteAsync(exchange, "ETH-USDT", "2500.00", "1");
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        await OpenAsync(screen);
        await LegAsync(screen, 0, "BTC-USDT", "0.5", "60000.00");
        await screen.Button("Add a leg").ClickAsync();
        await LegAsync(screen, 1, "ETH-USDT", "2", "2500.00");
        // Nothing bounds what a leg of a settled instrument without a limit may cost: the exchange says so, and of which leg.
        await screen.Field("Limit of the leg").Nth(1).FillAsync("");
        await screen.Button("Place the basket").ClickAsync();
        await screen.SaysAsync("Leg 1, ETH-USDT: Nothing bounds what the order may cost");
        await screen.Field("Limit of the leg").Nth(1).FillAsync("2500.00");
        await screen.Button("Place the basket").ClickAsync();
        await screen.SaysAsync("The book cannot fill");
        Assert.Empty((await exchange.SignedAsync(HttpMethod.Get, "/api/v1/basket-orders")).OrThrow().Root.Items("basket_orders"));

        await screen.Field("Filled").SelectOptionAsync("pro_rata");
        await screen.Button("Place the basket").ClickAsync();
        await Expect(screen.Notices).ToContainTextAsync("reduced, of each leg the share that could be had.");
        await Expect(screen.Own.Locator("[data-leg='BTC-USDT']")).ToContainTextAsync("0.25 50 %");
        await Expect(screen.Own.Locator("[data-leg='ETH-USDT']")).ToContainTextAsync("1 50 %");

        Assert.Equal(200, (int)(await exchange.SignedAsync(HttpMethod.Put, "/api/v1/instruments/BTC-USDT/state", """{"state":"halted"}""")).Status);
        await screen.Button("Place the basket").ClickAsync();
        await Expect(screen.Notices).ToContainTextAsync("The instrument is halted. Leg 0, BTC-USDT");
        // Browsers log each refusal.
        screen.ForgetComplaints();
    }

    [Fact]
    public async Task A_basket_whose_answer_was_lost_is_sent_again_and_its_report_is_shown()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await QuoteAsync(exchange, "BTC-USDT", "60000.00", "1");
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        await OpenAsync(screen);
        await LegAsync(screen, 0, "BTC-USDT", "0.5", "60000.00");
        await screen.Page.RouteAsync("**/api/v1/basket-orders", async route =>
        {
            if (route.Request.Method != "POST")
            {
                await route.ContinueAsync();
                return;
            }

            Assert.Equal(201, (await route.FetchAsync()).Status);
            await route.AbortAsync();
        }, new PageRouteOptions { Times = 1 });
        await screen.Button("Place the basket").ClickAsync();
        await screen.SaysAsync("No answer came: it may have been done or not. Sent again as it is, it is done once.");
        await screen.Button("Place the basket").ClickAsync();
        await screen.SaysAsync("A basket of yours with this id was executed or begun.");
        await Expect(screen.Own.Locator("[data-leg='BTC-USDT']")).ToContainTextAsync("0.5 100 %");
        Assert.Single((await exchange.SignedAsync(HttpMethod.Get, "/api/v1/basket-orders")).OrThrow().Root.Items("basket_orders"));
        screen.ForgetComplaints();
    }

    [Fact]
    public async Task A_basket_over_time_is_begun_seen_to_trade_paused_resumed_and_cancelled()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await QuoteAsync(exchange, "BTC-USDT", "60000.00", "1");
        await QuoteAsync(exchange, "ETH-USDT", "2500.00", "10");
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        await OpenAsync(screen);
        await LegAsync(screen, 0, "BTC-USDT", "0.5", "60000.00");
        await screen.Button("Add a leg").ClickAsync();
        await LegAsync(screen, 1, "ETH-USDT", "2", "2500.00");
        await screen.Field("Executed").SelectOptionAsync("twap");
        await screen.Field("Basket id").FillAsync("slowly");
        await screen.Button("Place the basket over time").ClickAsync();
        await Expect(screen.Page.Locator("#basket-problem")).ToHaveTextAsync("The time it lasts is missing.");
        await Expect(screen.Field("Lasts, minutes")).ToBeFocusedAsync();
        // Longer than this test can take.
        await screen.Field("Lasts, minutes").FillAsync("120");
        await screen.Page.Locator(".basket summary").ClickAsync();
        await screen.Field("Slice every, s").FillAsync("1");
        await screen.Field("Slice every, s").PressAsync("Enter");
        await screen.SaysAsync("Basket slowly: running.");

        var basket = screen.Own.Locator("tr[data-basket]");
        await Expect(basket).ToContainTextAsync("TWAP running");
        await Expect(screen.Own.Locator("[data-leg='BTC-USDT']")).ToContainTextAsync(new Regex(@"0\.0*[1-9]\d* 0\.\d+ %"));
        await Expect(screen.Own.Locator("[data-leg='BTC-USDT']")).ToContainTextAsync("interval twap: 0 bp");
        await Expect(screen.Own).ToContainTextAsync(new Regex(@"7200 slices, one every 1 s; [1-9]\d* executed, 0 refused; done about"));
        var id = await basket.GetAttributeAsync("data-basket");
        await screen.Button($"Pause basket {id}").ClickAsync();
        await Expect(basket).ToContainTextAsync("TWAP paused");
        Assert.Equal("paused", await StatusAsync(exchange));
        await screen.Button($"Resume basket {id}").FocusAsync();
        await screen.Page.Keyboard.PressAsync("Enter");
        await Expect(basket).ToContainTextAsync("TWAP running");
        Assert.Equal("running", await StatusAsync(exchange));

        // What another client does with it is seen as well.
        await exchange.SignedAsync(HttpMethod.Post, "/api/v1/basket-orders/slowly/pause");
        await Expect(basket).ToContainTextAsync("TWAP paused");
        await screen.Button($"Cancel basket {id}").ClickAsync();
        await Expect(basket).ToContainTextAsync("TWAP canceled requested");
        await Expect(basket.GetByRole(AriaRole.Button)).ToHaveCountAsync(1);
        Assert.Equal("canceled", await StatusAsync(exchange));

        static async Task<string?> StatusAsync(RunningExchange exchange) => (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/basket-orders/slowly")).OrThrow().Root.Member("status");
    }

    [Fact]
    public async Task A_basket_is_written_and_read_on_a_narrow_screen_by_keyboard()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await QuoteAsync(exchange, "BTC-USDT", "60000.00", "1");
        await using var screen = await browser.OpenAsync(exchange, 390, 844, ColorScheme.Dark);
        await screen.SignInAsync();
        var parts = screen.Page.GetByRole(AriaRole.Navigation, new PageGetByRoleOptions { Name = "Parts of the page" });
        await parts.GetByText("Order").ClickAsync();
        await OpenAsync(screen);
        await LegAsync(screen, 0, "BTC-USDT", "0.5", "60000.00");
        await screen.Field("Executed").SelectOptionAsync("vwap");
        await screen.Page.Locator(".basket summary").ClickAsync();
        await screen.FitsAsync("Basket over time");
        await screen.ScrollsNowhereAsync(".ticket");
        await screen.Field("Executed").SelectOptionAsync("immediate");
        await screen.FitsAsync("Basket");
        await screen.ScrollsNowhereAsync(".ticket");
        await screen.Field("Quantity of the leg").PressAsync("Enter");
        await screen.SaysAsync("completed.");
        await parts.GetByText("Mine").FocusAsync();
        await screen.Page.Keyboard.PressAsync("Enter");
        await Expect(screen.Own.Locator("[data-leg='BTC-USDT']")).ToBeVisibleAsync();
        await screen.FitsAsync("Baskets");
        await screen.ScrollsNowhereAsync(".own-panel");

        // One that is worked has more to show.
        await QuoteAsync(exchange, "BTC-USDT", "60000.00", "1");
        await exchange.SignedAsync(HttpMethod.Post, "/api/v1/basket-orders", """{"basket_id":"slowly","side":"buy","execution_strategy":"twap","duration_seconds":7200,"interval_ms":1000,"orders":[{"symbol":"BTC-USDT","quantity":"0.5","limit_price":"60000.00"}]}""");
        await screen.Own.Locator("tr[data-basket]", new LocatorLocatorOptions { HasText = "TWAP running" }).GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(screen.Own).ToContainTextAsync("7200 slices, one every 1 s");
        await screen.FitsAsync("A basket over time");
        await screen.ScrollsNowhereAsync(".own-panel");
    }

    private static Task OpenAsync(Screen screen) => screen.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Basket", Exact = true }).ClickAsync();

    private static async Task LegAsync(Screen screen, int leg, string symbol, string quantity, string limit)
    {
        await screen.Field("Instrument of the leg").Nth(leg).SelectOptionAsync(symbol);
        await screen.Field("Quantity of the leg").Nth(leg).FillAsync(quantity);
        await screen.Field("Limit of the leg").Nth(leg).FillAsync(limit);
    }

    private static async Task QuoteAsync(RunningExchange exchange, string symbol, string price, string quantity)
    {
        // The first trade makes the price that weights are counted by.
        foreach (var (side, size) in ((string, string)[])[("sell", "0.01"), ("buy", "0.01"), ("sell", quantity)])
        {
            var body = $$"""{"symbol":"{{symbol}}","side":"{{side}}","price":"{{price}}","quantity":"{{size}}"}""";
            Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", body)).Status);
        }
    }
}
