using Microsoft.Playwright;
using Rialto.Host.Tools.Client;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>Breakers and kill switches on the page: who may stops and releases, everybody is told.</summary>
public sealed class HaltsTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task An_instrument_is_stopped_after_a_second_question_its_orders_are_refused_and_it_is_released()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        await screen.Button("Halts").ClickAsync();
        await screen.Button("Stop AAPL").ClickAsync();
        var dialog = screen.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("New orders of AAPL are refused");
        await dialog.GetByText("Leave it").ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Empty((await exchange.GetAsync("/api/v1/halts")).Root.Items("stopped_instruments"));

        await screen.Button("Stop AAPL").ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Stop instrument AAPL" }).ClickAsync();
        await screen.SaysAsync("AAPL is stopped by a kill switch: new orders are refused, cancels work.");
        await Expect(screen.Guarded("AAPL")).ToContainTextAsync("stopped by a kill switch");
        await Expect(screen.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Kill switches that are on" })).ToContainTextAsync("instrument-AAPL");

        await screen.Button("Trade").ClickAsync();
        await Expect(screen.Page.Locator("[data-field=guard]")).ToHaveTextAsync("stopped by a kill switch");
        await screen.EnterAsync("Buy", "Limit", ("Price", "150.00"), ("Quantity", "1"));
        await Expect(screen.Notices.Locator(".refused")).ToBeVisibleAsync();
        // Browsers log answers of 422.
        screen.ForgetComplaints();

        await screen.Button("Halts").ClickAsync();
        await screen.Button("Release AAPL").ClickAsync();
        await screen.SaysAsync("The kill switch of AAPL is off");
        await screen.Button("Trade").ClickAsync();
        await Expect(screen.Page.Locator("[data-field=guard]")).ToHaveCountAsync(0);
        await screen.Page.Locator(".ticket .send").ClickAsync();
        await screen.SaysAsync("Order 1: open.");
    }

    [Fact]
    public async Task An_account_is_stopped_with_its_live_orders_and_released()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        await screen.EnterAsync("Buy", "Limit", ("Price", "150.00"), ("Quantity", "1"));
        await Expect(screen.Row("1")).ToBeVisibleAsync();
        await screen.Button("Halts").ClickAsync();
        await screen.Field("User or owner number").FillAsync("dev");
        await screen.Field("Note").FillAsync("runaway");
        await screen.Button("Stop…").ClickAsync();
        await screen.Button("Stop account dev").ClickAsync();
        await screen.SaysAsync("Account dev is stopped.");
        var switches = screen.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Kill switches that are on" });
        await Expect(switches).ToContainTextAsync("runaway");
        await screen.Button("Trade").ClickAsync();
        await Expect(screen.Row("1")).ToHaveCountAsync(0);
        await screen.Button("Halts").ClickAsync();
        await switches.GetByText("Release").ClickAsync();
        await Expect(screen.Page.GetByText("No kill switch is on.")).ToBeVisibleAsync();
        Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"buy","price":"150.00","quantity":"1"}""")).Status);
    }

    [Fact]
    public async Task A_breaker_is_set_trips_and_is_told_with_its_reason()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        await screen.Button("Halts").ClickAsync();
        await screen.Button("Guard of AAPL").ClickAsync();
        await Expect(screen.Page.Locator("[data-field=guard-terms]")).ToContainTextAsync("No breaker is set.");
        await screen.Page.Locator("[name=breaker_ppm]").FillAsync("100000");
        await screen.Page.Locator("[name=window_ms]").FillAsync("3600000");
        await screen.Page.Locator("[name=pause_ms]").FillAsync("86400000");
        await screen.Button("Set the guard").ClickAsync();
        await screen.SaysAsync("The guard of AAPL is set.");
        await Expect(screen.Page.Locator("[data-field=guard-terms]")).ToContainTextAsync("A move of 10 % within 1 h halts it.");

        foreach (var (side, price) in ((string, string)[])[("sell", "150.00"), ("buy", "150.00"), ("buy", "130.00"), ("sell", "130.00")])
            Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", $$"""{"symbol":"AAPL","side":"{{side}}","price":"{{price}}","quantity":"1"}""")).Status);
        await screen.SaysAsync("AAPL is halted:");
        await Expect(screen.Guarded("AAPL")).ToContainTextAsync("price decline in");
        await Expect(screen.Guarded("AAPL")).ToContainTextAsync("paused, trades again at");
        await screen.Button("Open AAPL").ClickAsync();
        await screen.SaysAsync("The halt of AAPL is over, by command.");
        await Expect(screen.Guarded("AAPL")).Not.ToContainTextAsync("paused");
    }

    [Fact]
    public async Task What_another_operator_stops_and_sets_shows_without_asking()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        await screen.Button("Halts").ClickAsync();
        await Expect(screen.Page.GetByText("No kill switch is on.")).ToBeVisibleAsync();
        await screen.Button("Guard of AAPL").ClickAsync();
        await Expect(screen.Page.Locator("[data-field=guard-terms]")).ToContainTextAsync("No breaker is set.");
        // No stream tells of either.
        Assert.Equal(200, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/kill-switches/account-dev", """{"note":"elsewhere"}""")).Status);
        await Expect(screen.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Kill switches that are on" })).ToContainTextAsync("elsewhere");
        await screen.Page.Locator("[name=pause_ms]").FillAsync("120000");
        Assert.Equal(200, (int)(await exchange.SignedAsync(HttpMethod.Put, "/api/v1/instruments/AAPL/breaker", """{"breaker_ppm":50000,"window_ms":60000,"pause_ms":60000}""")).Status);
        await Expect(screen.Page.Locator("[data-field=guard-terms]")).ToContainTextAsync("A move of 5 % within 1 min halts it.");
        // What was typed stays typed, and it alone is set.
        await Expect(screen.Page.Locator("[name=breaker_ppm]")).ToHaveValueAsync("50000");
        await screen.Button("Set the guard").ClickAsync();
        await screen.SaysAsync("The guard of AAPL is set.");
        var guard = (await exchange.GetAsync("/api/v1/instruments/AAPL/breaker")).Root;
        Assert.Equal(("50000", "120000"), (guard.Member("breaker_ppm"), guard.Member("pause_ms")));
        Assert.Equal(200, (int)(await exchange.SignedAsync(HttpMethod.Delete, "/api/v1/kill-switches/account-dev")).Status);
        await Expect(screen.Page.GetByText("No kill switch is on.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_late_answer_about_another_guard_is_dropped()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.Button("Halts").ClickAsync();
        var release = new TaskCompletionSource();
        var late = new TaskCompletionSource();
        await screen.Page.RouteAsync("**/instruments/AAPL/breaker", async route =>
        {
            await release.Task;
            await route.ContinueAsync();
        });
        screen.Page.RequestFinished += (_, request) => _ = request.Url.EndsWith("AAPL/breaker", StringComparison.Ordinal) && late.TrySetResult();
        await screen.Button("Guard of AAPL").ClickAsync();
        await screen.Button("Guard of BTC-USDT").ClickAsync();
        await Expect(screen.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Guard of BTC-USDT" })).ToBeVisibleAsync();
        release.SetResult();
        await late.Task;
        await screen.Page.EvaluateAsync("() => new Promise(requestAnimationFrame)");
        await Expect(screen.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Guard of BTC-USDT" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_may_not_stop_anything_is_shown_no_way_to()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.Button("Halts").ClickAsync();
        foreach (var role in (string[])["", "trader", "operator"])
        {
            if (role.Length > 0)
                await screen.SignInAsync($"{role}-1", role);
            await Expect(screen.Guarded("AAPL")).ToBeVisibleAsync();
            var mayStop = role == "operator";
            await Expect(screen.Button("Stop AAPL")).ToHaveCountAsync(mayStop ? 1 : 0);
            await Expect(screen.Button("Halt AAPL")).ToHaveCountAsync(mayStop ? 1 : 0);
            await Expect(screen.Page.GetByText("Kill switches")).ToHaveCountAsync(mayStop ? 1 : 0);
            // An operator stops; the terms of a guard are an administrator's.
            await screen.Button("Guard of AAPL").ClickAsync();
            await Expect(screen.Page.Locator("[data-field=guard-terms]")).ToBeVisibleAsync();
            await Expect(screen.Button("Set the guard")).ToHaveCountAsync(0);
            if (role.Length > 0)
                await screen.Page.GetByText("Sign out").ClickAsync();
        }
    }
}
