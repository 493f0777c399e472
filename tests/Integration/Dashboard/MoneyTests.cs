using Microsoft.Playwright;
using Rialto.Host.Tools.Client;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>The own account on the page: what is paid in, reserved and spent is seen without asking.</summary>
public sealed class MoneyTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_deposit_and_what_an_order_reserves_are_seen_as_they_happen()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        await screen.Tab("Balances").ClickAsync();
        var usd = screen.Own.Locator("tr[data-asset='USD']");
        await Expect(usd).ToContainTextAsync(Grouped(await BalanceAsync(exchange, "total")));
        await Expect(screen.Own.Locator("[data-field=fee-tier]")).ToContainTextAsync("Fee tier 0: each market's own rates");

        var paid = await exchange.SignedAsync(HttpMethod.Post, "/api/v1/users/me/deposit", """{"asset":"USD","amount":"1234.5678","reference":"<b>wire</b>-1"}""");
        Assert.Equal(201, (int)paid.Status);
        await Expect(usd).ToContainTextAsync(Grouped(await BalanceAsync(exchange, "total")));
        var movements = screen.Own.GetByRole(AriaRole.Table, new LocatorGetByRoleOptions { Name = "Movements" });
        await Expect(movements.Locator("tbody tr").First).ToContainTextAsync("1,234.5678");
        // What somebody else wrote is text, never markup.
        await Expect(movements.Locator("tbody tr").First).ToContainTextAsync("<b>wire</b>-1");

        await screen.EnterAsync("Buy", "Limit", ("Price", "150.00"), ("Quantity", "10"));
        await screen.SaysAsync("Order 1: open.");
        var reserved = await BalanceAsync(exchange, "reserved");
        Assert.NotEqual("0.0000", reserved);
        await Expect(usd.Locator("td").Nth(1)).ToHaveTextAsync(Grouped(reserved));
        await Expect(usd.Locator("td").Nth(2)).ToHaveTextAsync(Grouped(await BalanceAsync(exchange, "available")));
        await exchange.SignedAsync(HttpMethod.Delete, "/api/v1/orders/1");
        await Expect(usd.Locator("td").Nth(1)).ToHaveTextAsync("0.0000");

        // A tier that an administrator fixed is there when the part is opened again.
        Assert.Equal(200, (int)(await exchange.SignedAsync(HttpMethod.Put, "/api/v1/fee-tiers/1", """{"name":"vip","min_volume":"1","maker_fee_ppm":100,"taker_fee_ppm":1500,"auction_fee_ppm":500}""")).Status);
        Assert.Equal(200, (int)(await exchange.SignedAsync(HttpMethod.Put, "/api/v1/users/me/fee-tier", """{"tier":1}""")).Status);
        await screen.Tab("Fills").ClickAsync();
        await screen.Tab("Balances").ClickAsync();
        await Expect(screen.Own.Locator("[data-field=fee-tier]")).ToContainTextAsync("Fee tier 1 (vip): maker 0.01 %, taker 0.15 %, auction 0.05 %, fixed");
    }

    [Fact]
    public async Task A_key_without_an_account_is_told_how_to_get_one()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync("alice", "viewer");
        await screen.Tab("Balances").ClickAsync();
        await Expect(screen.Own).ToContainTextAsync("rialto account create");
        Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/accounts", """{"user_id":"alice"}""")).Status);
        Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/users/alice/deposit", """{"asset":"USD","amount":"5","reference":"first"}""")).Status);
        await Expect(screen.Own.Locator("tr[data-asset='USD']")).ToContainTextAsync("5.0000");
        await Expect(screen.Own).ToContainTextAsync("Account alice, cash");
    }

    [Fact]
    public async Task An_operator_moves_money_after_a_second_question_once_however_often_it_is_sent()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        foreach (var user in (string[])["alice", "bob"])
            Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/accounts", $$"""{"user_id":"{{user}}"}""")).Status);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        await screen.Button("Admin").ClickAsync();
        await screen.Field("User").FillAsync("alice");
        await screen.Field("Asset").SelectOptionAsync("USD");
        await screen.Field("Amount").FillAsync("10.00001");
        await screen.Button("Move…").ClickAsync();
        await Expect(screen.Page.GetByText("Amount has more than 4 decimals.")).ToBeVisibleAsync();

        // The answer to the first is lost: sent again it is the same deposit.
        await screen.Field("Amount").FillAsync("1000");
        await screen.Page.RouteAsync("**/deposit", async route =>
        {
            Assert.Equal(201, (await route.FetchAsync()).Status);
            await route.AbortAsync();
        }, new PageRouteOptions { Times = 1 });
        await screen.Button("Move…").ClickAsync();
        await Expect(screen.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Pay 1,000 USD in for alice.");
        await screen.Button("Deposit").ClickAsync();
        await screen.SaysAsync("No answer came: it may have been done or not. Sent again as it is, it is done once.");
        screen.ForgetComplaints();
        await screen.Button("Move…").ClickAsync();
        await screen.Button("Deposit").ClickAsync();
        await screen.SaysAsync("was done before; nothing was done now.");
        Assert.Equal("1000.0000", await AvailableAsync(exchange, "alice"));

        await screen.Field("Kind of movement").SelectOptionAsync("transfer");
        await screen.Field("To user").FillAsync("bob");
        await screen.Field("Amount").FillAsync("250.5");
        await screen.Field("Reference").FillAsync("rent");
        await screen.Button("Move…").ClickAsync();
        await screen.Page.GetByRole(AriaRole.Dialog).GetByText("Transfer", new LocatorGetByTextOptions { Exact = true }).ClickAsync();
        await screen.SaysAsync("is done: 250.5000 USD, alice.");
        await screen.Field("Kind of movement").SelectOptionAsync("withdraw");
        await screen.Field("Amount").FillAsync("5000");
        await screen.Button("Move…").ClickAsync();
        await screen.Page.GetByRole(AriaRole.Dialog).GetByText("Withdrawal", new LocatorGetByTextOptions { Exact = true }).ClickAsync();
        await screen.SaysAsync("The account has less available than is needed.");
        Assert.Equal(("749.5000", "250.5000"), (await AvailableAsync(exchange, "alice"), await AvailableAsync(exchange, "bob")));
        screen.ForgetComplaints();
    }

    private static async Task<string?> AvailableAsync(RunningExchange exchange, string user) =>
        (await exchange.SignedAsync(HttpMethod.Get, $"/api/v1/users/{user}/balances")).OrThrow().Root.Items("balances").Single().Member("available");

    private static async Task<string> BalanceAsync(RunningExchange exchange, string field) =>
        (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/users/me/balances")).OrThrow().Root.Items("balances").Single(balance => balance.Member("asset") == "USD").Member(field)!;

    // As a person reads it: groups of three.
    private static string Grouped(string amount)
    {
        var point = amount.IndexOf('.', StringComparison.Ordinal);
        for (var at = point - 3; at > 0; at -= 3)
            amount = amount.Insert(at, ",");
        return amount;
    }
}
