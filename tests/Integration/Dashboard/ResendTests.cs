using Microsoft.Playwright;
using Rialto.Host.Tools.Client;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>A form that is sent twice, by an impatient hand or a broken line, does what it says once.</summary>
public sealed class ResendTests(Browser browser) : IClassFixture<Browser>
{
    private const string Orders = "**/api/v1/orders";

    [Fact]
    public async Task A_double_click_enters_one_order_and_the_button_is_off_until_the_answer()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        var release = new TaskCompletionSource();
        var requests = 0;
        await screen.Page.RouteAsync(Orders, async route =>
        {
            Interlocked.Increment(ref requests);
            await release.Task;
            await route.ContinueAsync();
        });
        var send = screen.Page.Locator(".ticket .send");
        await screen.Field("Price").FillAsync("150.45");
        await screen.Field("Quantity").FillAsync("100");
        await send.DblClickAsync();
        await Expect(send).ToBeDisabledAsync();
        await Expect(send).ToHaveAttributeAsync("aria-busy", "true");
        // Nor does Enter in a field send it again.
        await screen.Field("Quantity").PressAsync("Enter");
        release.SetResult();
        await screen.SaysAsync("Order 1: open.");
        await Expect(send).ToBeEnabledAsync();
        Assert.Equal(1, requests);

        // After the answer the same form is another order.
        await send.ClickAsync();
        await screen.SaysAsync("Order 2: open.");
        Assert.Equal(2, (await LiveAsync(exchange)).Count);
    }

    [Fact]
    public async Task An_order_whose_answer_was_lost_is_sent_again_and_is_the_same_order()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        var isBroken = true;
        await screen.Page.RouteAsync(Orders, async route =>
        {
            if (!isBroken)
            {
                await route.ContinueAsync();
                return;
            }

            // The exchange has it; the page never hears so.
            Assert.Equal(201, (await route.FetchAsync()).Status);
            await route.AbortAsync();
        });
        await screen.EnterAsync("Buy", "Limit", ("Price", "150.45"), ("Quantity", "100"));
        await screen.SaysAsync("No answer came: it may have been done or not. Sent again as it is, it is done once.");
        screen.ForgetComplaints();
        isBroken = false;
        await screen.Page.Locator(".ticket .send").ClickAsync();
        await screen.SaysAsync("Order 1, entered before: open.");
        Assert.Single(await LiveAsync(exchange));
    }

    [Fact]
    public async Task A_question_that_is_answered_twice_is_acted_on_once()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        var release = new TaskCompletionSource();
        var requests = 0;
        await screen.Page.RouteAsync("**/api/v1/kill-switches/*", async route =>
        {
            Interlocked.Increment(ref requests);
            await release.Task;
            await route.ContinueAsync();
        });
        await screen.Button("Halts").ClickAsync();
        await screen.Button("Stop AAPL").ClickAsync();
        await screen.Button("Stop instrument AAPL").DblClickAsync();
        await Expect(screen.Button("Stop instrument AAPL")).ToBeDisabledAsync();
        release.SetResult();
        await screen.SaysAsync("AAPL is stopped by a kill switch");
        await Expect(screen.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.Equal(1, requests);
    }

    private static async Task<List<System.Text.Json.JsonElement>> LiveAsync(RunningExchange exchange) =>
        [.. (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/orders")).OrThrow().Root.Items("orders")];
}
