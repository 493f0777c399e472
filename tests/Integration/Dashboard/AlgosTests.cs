using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rialto.Host.Tools.Client;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>Orders that are worked over time, from the ticket to their end.</summary>
public sealed class AlgosTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_twap_is_started_seen_to_trade_paused_resumed_and_cancelled()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        // Somebody to trade with, longer than this test can take.
        Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"buy","price":"150.40","quantity":"100000"}""")).Status);

        await screen.Field("Order type").SelectOptionAsync(new SelectOptionValue { Label = "TWAP, evenly over time" });
        await screen.Page.GetByText("Further terms").ClickAsync();
        await screen.EnterAsync("Sell", "TWAP, evenly over time", ("Quantity", "36000"), ("Limit", "150.00"), ("Lasts, minutes", "600"), ("Slice every, s", "1"), ("Client order id", "slowly"));
        await screen.SaysAsync("Algo order 1 is running.");
        var algo = screen.Algo("1");
        await Expect(algo).ToContainTextAsync("TWAP 1 slowly");
        await Expect(algo).ToContainTextAsync(new Regex(@"running.*[1-9]\d* of 36,000.*150\.40000"));
        await screen.Button("More about algo order 1").ClickAsync();
        await Expect(screen.Own).ToContainTextAsync(new Regex(@"a slice every 1 s; limit 150\.00; .*slice \d+ aimed at"));

        await screen.Button("Pause algo order 1").ClickAsync();
        await Expect(algo).ToContainTextAsync("paused");
        Assert.Equal("paused", await StatusAsync(exchange));
        await screen.Button("Resume algo order 1").ClickAsync();
        await Expect(algo).ToContainTextAsync("running");
        Assert.Equal("running", await StatusAsync(exchange));

        // What another client does with it is seen as well.
        await exchange.SignedAsync(HttpMethod.Post, "/api/v1/algo-orders/slowly/pause");
        await Expect(algo).ToContainTextAsync("paused");
        await screen.Button("Cancel algo order 1").ClickAsync();
        await Expect(screen.Own.GetByRole(AriaRole.Table, new LocatorGetByRoleOptions { Name = "Live algo orders" })).ToHaveCountAsync(0);
        await Expect(screen.Own.GetByRole(AriaRole.Table, new LocatorGetByRoleOptions { Name = "Ended algo orders" })).ToContainTextAsync("canceled requested");
        Assert.Equal("canceled", await StatusAsync(exchange));
    }

    [Fact]
    public async Task A_vwap_and_a_pov_are_entered_and_what_is_missing_is_said()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        await screen.EnterAsync("Buy", "POV, a share of the volume", ("Quantity", "500"), ("Limit", "150.00"), ("Lasts, minutes", "60"));
        await Expect(screen.Page.Locator("#ticket-problem")).ToHaveTextAsync("Say which share of others' volume it follows, in percent.");
        await Expect(screen.Field("Share, %")).ToBeFocusedAsync();
        await screen.Field("Share, %").FillAsync("12.5");
        await screen.Page.Keyboard.PressAsync("Enter");
        await screen.SaysAsync("Algo order 1 is running.");
        await screen.Page.GetByText("Further terms").ClickAsync();
        // Never a whole minute: the browser writes that without seconds.
        var tomorrow = DateTime.Now.AddDays(1).ToString("yyyy-MM-ddTHH:mm':30'", System.Globalization.CultureInfo.InvariantCulture);
        await screen.EnterAsync("Buy", "VWAP, as the day's volume goes", ("Quantity", "500"), ("Lasts, minutes", "60"), ("At most, %", ""), ("Begins", tomorrow), ("Jitter, %", "20"));
        await screen.SaysAsync("Algo order 2 is scheduled.");
        await Expect(screen.Algo("2")).ToContainTextAsync("scheduled");
        var kept = (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/algo-orders")).OrThrow().Root.Items("algo_orders").ToList();
        Assert.Equal(["pov 0.125000 0", "vwap 0.000000 20"], kept.Select(algo => $"{algo.Member("algo_type")} {algo.Member("participation_rate")} {algo.Member("jitter_percent")}"));
    }

    [Fact]
    public async Task Who_may_only_read_sees_an_algo_order_and_no_way_to_change_it()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        var end = DateTime.UtcNow.AddDays(1).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var body = $$"""{"symbol":"AAPL","side":"buy","quantity":"100","algo_type":"twap","end_time":"{{end}}","limit_price":"150.00"}""";
        Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/algo-orders", body)).Status);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync("dev", "viewer");
        await screen.Tab("Algo").ClickAsync();
        await Expect(screen.Algo("1")).ToContainTextAsync("running");
        await Expect(screen.Button("More about algo order 1")).ToBeVisibleAsync();
        await Expect(screen.Button("Pause algo order 1")).ToHaveCountAsync(0);
        await Expect(screen.Button("Cancel algo order 1")).ToHaveCountAsync(0);
    }

    private static async Task<string?> StatusAsync(RunningExchange exchange) => (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/algo-orders/1")).OrThrow().Root.Member("status");
}
