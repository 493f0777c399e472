using Microsoft.Playwright;
using Rialto.Host.Tools.Client;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>The queue of cases: what must be looked at, who does, and how it ends.</summary>
public sealed class CasesTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_case_is_taken_noted_escalated_and_closed_by_who_operates()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        var body = """{"key":"spoofing-1","kind":"alert","users":["dev"],"text":"Orders far from the touch <i>again</i>"}""";
        Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/compliance/cases", body)).Status);
        await using var screen = await browser.OpenAsync(exchange);
        // Who only trades has no such page.
        await screen.SignInAsync("alice", "trader");
        await Expect(screen.Button("Cases")).ToHaveCountAsync(0);
        await screen.Page.GetByText("Sign out").ClickAsync();

        await screen.SignInAsync("desk", "operator");
        await screen.Button("Cases").ClickAsync();
        await Expect(screen.Page.Locator("tr[data-case='1']")).ToContainTextAsync("<i>again</i>");
        await screen.Button("Work on case 1").ClickAsync();
        await screen.Button("Take it").ClickAsync();
        await Expect(screen.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Case 1: alert, in review" })).ToBeVisibleAsync();
        await Expect(screen.Page.GetByText("desk works on it")).ToBeVisibleAsync();
        await screen.Field("Text").FillAsync("Looked at the book.");
        await screen.Button("Note it").ClickAsync();
        var trail = screen.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Trail" });
        await Expect(trail).ToContainTextAsync("Looked at the book.");
        await screen.Field("Text").FillAsync("Needs a second pair of eyes.");
        await screen.Button("Escalate").ClickAsync();
        await Expect(trail).ToContainTextAsync("escalated");
        await screen.Field("Text").FillAsync("Nothing in it.");
        await screen.Button("Close the case").ClickAsync();
        await Expect(screen.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Case 1: alert, closed" })).ToBeVisibleAsync();
        await Expect(screen.Page.GetByText("No case is open.")).ToBeVisibleAsync();
        await screen.Field("Status of cases").SelectOptionAsync("closed");
        await Expect(screen.Page.Locator("tr[data-case='1']")).ToBeVisibleAsync();
        Assert.Equal("closed", (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/compliance/cases/1")).OrThrow().Root.Member("status"));
    }

    [Fact]
    public async Task An_application_is_looked_at_and_approved_after_a_second_question()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        using var alice = await exchange.ClientOfAsync("alice", "trader");
        var document = Convert.ToBase64String("%PDF-1.4 a document of one line\n%%EOF\n"u8);
        var body = $$"""{"name":"Alice Example","birth_date":"1980-12-31","country":"CH","tier":"level2","document_type":"passport","document":"{{document}}"}""";
        Assert.Equal(201, (int)(await alice.SignedAsync(HttpMethod.Post, "/api/v1/kyc/submit", System.Text.Encoding.UTF8.GetBytes(body), CancellationToken.None)).Status);
        await using var screen = await browser.OpenAsync(exchange);
        await screen.SignInAsync();
        await screen.Button("Cases").ClickAsync();
        await screen.Button("Work on case 1").ClickAsync();
        await screen.Button("Look at the application").ClickAsync();
        await Expect(screen.Page.Locator("[data-field=application]")).ToContainTextAsync("Alice Example, born 1980-12-31, CH, asks for level2");
        await screen.Button("Approve…").ClickAsync();
        await Expect(screen.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("alice is verified, with the tier asked for.");
        await screen.Page.GetByRole(AriaRole.Dialog).GetByText("Approve", new LocatorGetByTextOptions { Exact = true }).ClickAsync();
        await Expect(screen.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Case 1: verification, closed" })).ToBeVisibleAsync();
        Assert.Equal("verified", (await exchange.SignedAsync(HttpMethod.Get, "/api/v1/users/alice/verification")).OrThrow().Root.Member("state"));
    }

    [Fact]
    public async Task A_long_queue_is_turned_page_by_page_by_keyboard_on_a_narrow_screen_and_follows_what_others_do()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        for (var i = 1; i <= 101; i++)
            Assert.Equal(201, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/compliance/cases", $$"""{"key":"alert-{{i}}","kind":"alert","users":["dev"],"text":"A-long-word-{{new string('x', 60)}}-{{i}}"}""")).Status);
        await using var screen = await browser.OpenAsync(exchange, 390, 844, ColorScheme.Dark);
        await screen.SignInAsync("desk", "operator");
        await screen.Button("Cases").ClickAsync();
        await Expect(screen.Page.Locator("tr[data-case]")).ToHaveCountAsync(100);
        await Expect(screen.Page.Locator("tr[data-case]").First).ToHaveAttributeAsync("data-case", "1");
        await screen.Button("Later").FocusAsync();
        await screen.Page.Keyboard.PressAsync("Enter");
        await Expect(screen.Page.Locator("tr[data-case]")).ToHaveCountAsync(1);
        await Expect(screen.Page.GetByText("page 2")).ToBeVisibleAsync();
        await Expect(screen.Button("Later")).ToBeDisabledAsync();
        await screen.Button("Work on case 101").FocusAsync();
        await screen.Page.Keyboard.PressAsync("Enter");
        await Expect(screen.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Case 101: alert, open" })).ToBeVisibleAsync();
        await screen.FitsAsync("Cases");
        await screen.ScrollsNowhereAsync(".cases");

        // Somebody else takes it: it leaves the queue of open ones, and its trail says so.
        Assert.Equal(200, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/compliance/cases/101", """{"action":"assign"}""")).Status);
        await Expect(screen.Page.GetByText("dev works on it")).ToBeVisibleAsync();
        await Expect(screen.Page.GetByText("No further case is open.")).ToBeVisibleAsync();
        await screen.Button("Earlier").FocusAsync();
        await screen.Page.Keyboard.PressAsync("Enter");
        await Expect(screen.Page.Locator("tr[data-case]")).ToHaveCountAsync(100);
    }
}
