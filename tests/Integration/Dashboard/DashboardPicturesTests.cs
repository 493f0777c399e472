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
    private static readonly int[] Middles = [15_040, 15_043, 15_041, 15_046, 15_049, 15_047, 15_051, 15_048];

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

        using var stop = new CancellationTokenSource();
        var flow = FlowAsync(exchange, folder, stop.Token);
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

            await light.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Candles" }).ClickAsync();
            await light.Field("Interval").SelectOptionAsync("1s");
            await Expect(light.Page.Locator(".charts .uplot")).ToBeVisibleAsync();
            await dark.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Candles" }).ClickAsync();
            await dark.Field("Interval").SelectOptionAsync("1s");
            await Expect(dark.Page.Locator(".charts .uplot")).ToBeVisibleAsync();
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
    private static async Task FlowAsync(RunningExchange exchange, TemporaryFolder folder, CancellationToken stop)
    {
        var created = JsonElement.Parse((await RialtoProcess.RunAsync("keys", "create", "flow", "--data", folder.Path, "--json")).Output);
        foreach (var (path, body) in ((string, string)[])
            [("accounts", """{"user_id":"flow"}"""), ("users/flow/deposit", """{"asset":"USD","amount":"100000000","reference":"flow-1"}"""),
             ("users/flow/deposit", """{"asset":"AAPL","amount":"100000000","reference":"flow-2"}""")])
            Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, $"/api/v1/{path}", body)).Status);
        var environment = new Dictionary<string, string> { ["RIALTO_KEY"] = created.Member("key")!, ["RIALTO_SECRET"] = created.Member("secret")! };
        for (var piece = 0; !stop.IsCancellationRequested; piece++)
        {
            var profile = folder.File("profile.json");
            await File.WriteAllTextAsync(
                profile,
                string.Create(CultureInfo.InvariantCulture, $$"""
                    {"rate":150,"seconds":4,"connections":1,"symbols":["AAPL"],"mix":{"new":55,"cancel":30,"replace":5,"take":10},"mid_ticks":{{Middles[piece % Middles.Length]}},"levels":14,"max_live":220,"max_lots":90,"seed":{{piece + 1}}}
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

    private static async Task PictureAsync(Screen screen, string name)
    {
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
