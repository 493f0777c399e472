using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using Rialto.Host.Tools.Client;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>The dashboard in a tab of its own, as a person uses it. What the browser complains of fails the test at its end.</summary>
internal sealed class Screen : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly RunningExchange _exchange;
    private readonly ConcurrentQueue<string> _complaints = new();

    private Screen(RunningExchange exchange, IBrowserContext context, IPage page)
    {
        (_exchange, _context, Page) = (exchange, context, page);
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Enqueue(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>Own orders, live or ended, fills or money: whichever is shown.</summary>
    public ILocator Own => Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Own account" });

    public ILocator Notices => Page.GetByRole(AriaRole.Log);

    public static async Task<Screen> OpenAsync(RunningExchange exchange, IBrowserContext context)
    {
        SetDefaultExpectTimeout(Browser.Patience);
        var screen = new Screen(exchange, context, await context.NewPageAsync());
        await screen.Page.GotoAsync("/#/trade/AAPL");
        await screen.ShowsAsync("live");
        await Expect(screen.Button("Sign in")).ToBeVisibleAsync();
        return screen;
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Field(string label) => Page.GetByLabel(label, new PageGetByLabelOptions { Exact = true });

    /// <summary>A row of the book by its price.</summary>
    public ILocator Rung(string price) => Page.Locator(".rungs tbody tr").Filter(new LocatorFilterOptions { Has = Page.GetByRole(AriaRole.Rowheader, new PageGetByRoleOptions { Name = price, Exact = true }) });

    public ILocator Row(string order) => Own.Locator($"tr[data-order='{order}']");

    public ILocator Algo(string number) => Own.Locator($"tr[data-algo='{number}']");

    /// <summary>An instrument's row on the page of halts.</summary>
    public ILocator Guarded(string symbol) => Page.Locator($".halts tr[data-symbol='{symbol}']");

    public Task ShowsAsync(string connection) => Expect(Page.Locator(".connection")).ToHaveTextAsync(connection);

    public Task SaysAsync(string text) => Expect(Notices).ToContainTextAsync(text);

    public ILocator Tab(string name) => Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = name });

    /// <summary>With the development key of the exchange, as its file has it.</summary>
    public async Task SignInAsync(bool keep = false)
    {
        await Button("Sign in").ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.Locator("input[type=file]").SetInputFilesAsync(Path.Combine(_exchange.Folder, "client.json"));
        await Expect(dialog.GetByLabel("Key", new LocatorGetByLabelOptions { Exact = true })).Not.ToHaveValueAsync("");
        if (keep)
            await dialog.GetByText("Keep for this tab").ClickAsync();
        await ConfirmAsync(dialog);
    }

    /// <summary>With a new key of a user in a role.</summary>
    public async Task SignInAsync(string user, string role)
    {
        var made = JsonElement.Parse((await _exchange.ToolAsync("keys", "create", user, "--role", role, "--json")).Output);
        await Button("Sign in").ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Key", new LocatorGetByLabelOptions { Exact = true }).FillAsync(made.Member("key")!);
        await dialog.GetByLabel("Secret").FillAsync(made.Member("secret")!);
        await ConfirmAsync(dialog);
    }

    private async Task ConfirmAsync(ILocator dialog)
    {
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        await Expect(Page.GetByText("Sign out")).ToBeVisibleAsync();
        await Expect(dialog).ToHaveCountAsync(0);
    }

    /// <summary>Enters an order by the ticket.</summary>
    /// <param name="side">Buy or Sell.</param>
    /// <param name="type">As the ticket names it.</param>
    /// <param name="fields">Labels and what is typed or chosen there.</param>
    public async Task EnterAsync(string side, string type, params (string Label, string Value)[] fields)
    {
        await Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = side }).ClickAsync();
        await Field("Order type").SelectOptionAsync(new SelectOptionValue { Label = type });
        foreach (var (label, value) in fields)
        {
            var field = Field(label);
            if (await field.EvaluateAsync<string>("field => field.tagName") == "SELECT")
                await field.SelectOptionAsync(value);
            else
                await field.FillAsync(value);
        }

        await Page.Locator(".ticket .send").ClickAsync();
    }

    /// <summary>Nothing is wider than the window.</summary>
    public async Task FitsAsync(string what)
    {
        var wider = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth");
        Assert.True(wider <= 0, $"{what} is {wider} pixels too wide.");
    }

    /// <summary>Nothing within it has to be scrolled sideways.</summary>
    public async Task ScrollsNowhereAsync(string within)
    {
        var wider = await Page.EvaluateAsync<string>(
            """
            within => [...document.querySelectorAll(`${within}, ${within} *`)]
              .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1 && /auto|scroll/.test(getComputedStyle(one).overflowX))
              .map((one) => `${one.className} by ${one.scrollWidth - one.clientWidth}`).join(", ")
            """,
            within);
        Assert.Equal("", wider);
    }

    /// <summary>What the browser complained of so far is expected and forgotten.</summary>
    public void ForgetComplaints() => _complaints.Clear();

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Equal("", string.Join('\n', _complaints));
    }
}
