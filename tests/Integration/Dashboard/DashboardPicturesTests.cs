using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Rialto.Host.Tools.Client;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>
/// The dashboard on an exchange where much happens: invented flow of <c>rialto load</c>, around a price that moves. With RIALTO_WRITE_PICTURES=1 it makes the pictures under
/// docs/images, so that they show what the program does.
/// </summary>
public sealed class DashboardPicturesTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly bool IsWriting = Environment.GetEnvironmentVariable("RIALTO_WRITE_PICTURES") == "1";

    // Ticks around which each piece of the flow trades.
    private static readonly int[] Middles = [15_040, 15_042, 15_041, 15_043, 15_045, 15_044, 15_046, 15_043];

    [Fact]
    public async Task A_busy_market_is_shown_as_it_moves()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var light = await browser.OpenAsync(exchange, colours: ColorScheme.Light);
        await light.SignInAsync();
        await using var dark = await browser.OpenAsync(exchange, colours: ColorScheme.Dark);
        await dark.SignInAsync();
        await using var phone = await browser.OpenAsync(exchange, 390, 844, ColorScheme.Light);
        await phone.SignInAsync();
        await phone.Page.GetByRole(AriaRole.Navigation, new PageGetByRoleOptions { Name = "Parts of the page" }).GetByText("Chart").ClickAsync();

        await QuoteOthersAsync(exchange);
        using var stop = new CancellationTokenSource();
        // Each piece takes its orders away at its end: two streams of them, so that the book is never empty for long.
        var flow = Task.WhenAll(FlowAsync(exchange, folder, "one", 6, stop.Token), FlowAsync(exchange, folder, "two", 9, stop.Token));
        try
        {
            await Expect(light.Page.Locator(".trades tbody tr")).ToHaveCountAsync(60);
            await EnterAroundAsync(exchange);
            await Expect(light.Own.Locator("tbody tr").First).ToBeVisibleAsync();
            if (IsWriting)
                await Expect(light.Page.Locator(".summary")).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"in (1,[5-9]|[2-9],)\d\d"));

            // Something is drawn: the canvas has many colours.
            await light.Page.WaitForFunctionAsync("""
                () => {
                  const canvas = document.querySelector("canvas.canvas");
                  if (canvas.width === 0 || canvas.height === 0) return false;
                  const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer);
                  return new Set(pixels).size > 20;
                }
                """);
            await PictureAsync(light, "trade");
            await PictureAsync(phone, "phone");
            await phone.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
            await phone.Page.GetByRole(AriaRole.Navigation, new PageGetByRoleOptions { Name = "Parts of the page" }).GetByText("Book").ClickAsync();
            await Expect(phone.Page.Locator(".rungs .marker").First).ToBeVisibleAsync();
            await PictureAsync(phone, "phone-book");

            await light.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Candles" }).ClickAsync();
            await light.Field("Interval").SelectOptionAsync("1s");
            await Expect(light.Page.Locator(".charts .uplot")).ToBeVisibleAsync();
            await dark.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Candles" }).ClickAsync();
            await dark.Field("Interval").SelectOptionAsync("1s");
            await Expect(dark.Page.Locator(".charts .uplot")).ToBeVisibleAsync();
            await BasketAsync(dark);
            await PictureAsync(dark, "candles");

            await light.Tab("Balances").ClickAsync();
            await Expect(light.Own.Locator("tr[data-asset='USD']")).ToBeVisibleAsync();
            await light.Button("Halts").ClickAsync();
            await light.Button("Stop BTC-USDT").ClickAsync();
            await light.Button("Stop instrument BTC-USDT").ClickAsync();
            await Expect(light.Guarded("BTC-USDT")).ToContainTextAsync("stopped by a kill switch");
            await PictureAsync(light, "halts");
            await light.Button("Health").ClickAsync();
            await Expect(light.Page.Locator(".tile").Filter(new LocatorFilterOptions { HasText = "Orders a second" }).Locator("b")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("[1-9]"));
            await Expect(light.Page.Locator(".health table").First).ToContainTextAsync("Matching, one command");
            if (IsWriting)
                await Expect(light.Page.Locator(".health .chart-host")).ToHaveAttributeAsync("data-samples", new System.Text.RegularExpressions.Regex("^[3-9][0-9]$"));
            await PictureAsync(light, "health");
        }
        finally
        {
            await stop.CancelAsync();
            await flow;
        }
    }

    /// <summary>Piece after piece until told to stop.</summary>
    private static async Task FlowAsync(RunningExchange exchange, TemporaryFolder folder, string name, int seconds, CancellationToken stop)
    {
        var user = $"flow-{name}";
        var created = JsonElement.Parse((await RialtoProcess.RunAsync("keys", "create", user, "--data", folder.Path, "--json")).Output);
        foreach (var (path, body) in ((string, string)[])
            [("accounts", $$"""{"user_id":"{{user}}"}"""), ($"users/{user}/deposit", """{"asset":"USD","amount":"100000000","reference":"flow-1"}"""),
             ($"users/{user}/deposit", """{"asset":"AAPL","amount":"100000000","reference":"flow-2"}""")])
            Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, $"/api/v1/{path}", body)).Status);
        var environment = new Dictionary<string, string> { ["RIALTO_KEY"] = created.Member("key")!, ["RIALTO_SECRET"] = created.Member("secret")! };
        for (var piece = 0; !stop.IsCancellationRequested; piece++)
        {
            var profile = folder.File($"{name}.json");
            await File.WriteAllTextAsync(
                profile,
                string.Create(CultureInfo.InvariantCulture, $$"""
                    {"rate":90,"seconds":{{seconds}},"connections":1,"symbols":["AAPL"],"mix":{"new":55,"cancel":30,"replace":5,"take":10},"mid_ticks":{{Middles[piece % Middles.Length]}},"levels":14,"max_live":160,"max_lots":90,"seed":{{(piece * 10) + seconds}}}
                    """),
                CancellationToken.None);
            await using var load = RialtoProcess.Start(
                ["load", "--profile", profile, "--url", exchange.Connection.Url.ToString(), "--native", exchange.Connection.Native!.ToString()], environment: environment);
            Assert.Equal(0, (await load.EndAsync()).ExitCode);
        }
    }

    private static async Task EnterAroundAsync(RunningExchange exchange)
    {
        foreach (var (side, price, quantity, more) in ((string, string, string, string)[])
            [("buy", "150.34", "300", ""), ("buy", "150.31", "500", ",\"display_quantity\":\"50\""), ("sell", "150.60", "250", ""), ("sell", "150.63", "400", ",\"post_only\":true"),
             ("sell", "149.50", "200", ",\"order_type\":\"stop_limit\",\"stop_price\":\"149.80\"")])
        {
            var body = $$"""{"symbol":"AAPL","side":"{{side}}","price":"{{price}}","quantity":"{{quantity}}"{{more}}}""";
            Assert.True((await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", body)).IsSuccess);
        }
    }

    /// <summary>Something to buy in the other instruments, at prices that have traded.</summary>
    private static async Task QuoteOthersAsync(RunningExchange exchange)
    {
        foreach (var (symbol, side, price, quantity) in ((string, string, string, string)[])
            [("BTC-USDT", "sell", "64250.00", "0.4"), ("BTC-USDT", "buy", "64250.00", "0.4"), ("BTC-USDT", "sell", "64251.50", "2"), ("BTC-USDT", "buy", "64249.00", "2"),
             ("ETH-USDT", "sell", "3120.00", "3"), ("ETH-USDT", "buy", "3120.00", "3"), ("ETH-USDT", "sell", "3120.40", "20"), ("ETH-USDT", "buy", "3119.80", "20")])
        {
            var body = $$"""{"symbol":"{{symbol}}","side":"{{side}}","price":"{{price}}","quantity":"{{quantity}}"}""";
            Assert.True((await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", body)).IsSuccess);
        }
    }

    private static async Task BasketAsync(Screen screen)
    {
        await screen.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Basket", Exact = true }).ClickAsync();
        foreach (var (leg, symbol, quantity, limit) in ((int, string, string, string)[])[(0, "BTC-USDT", "0.25", "64260.00"), (1, "ETH-USDT", "4", "3125.00")])
        {
            if (leg > 0)
                await screen.Button("Add a leg").ClickAsync();
            await screen.Field("Instrument of the leg").Nth(leg).SelectOptionAsync(symbol);
            await screen.Field("Quantity of the leg").Nth(leg).FillAsync(quantity);
            await screen.Field("Limit of the leg").Nth(leg).FillAsync(limit);
        }

        await screen.Button("Place the basket").ClickAsync();
        await Expect(screen.Own.Locator("[data-leg='ETH-USDT']")).ToBeVisibleAsync();
    }

    private static async Task PictureAsync(Screen screen, string name)
    {
        if (IsWriting && await screen.Page.Locator(".rungs").CountAsync() > 0)
            await screen.Page.WaitForFunctionAsync("() => ['.has-bid', '.has-ask'].every((side) => document.querySelectorAll(`.rungs ${side}`).length > 5)");
        var picture = await screen.Page.ScreenshotAsync();
        Assert.NotEmpty(picture);
        if (!IsWriting)
            return;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Rialto.slnx")))
                continue;
            var images = Directory.CreateDirectory(Path.Combine(folder.FullName, "docs", "images"));
            await File.WriteAllBytesAsync(Path.Combine(images.FullName, $"dashboard-{name}.png"), picture);
            return;
        }
    }
}
