using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>The page of the feeds, or of a desk, in a tab of its own. What the browser complains of fails the test at its end.</summary>
internal sealed class FeedsScreen : IAsyncDisposable
{
    // Notices leave the page by themselves after some seconds, which a busy machine may let pass between two looks: all that were shown are kept.
    private const string KeepNotices =
        """
        window.noticesShown = [];
        new MutationObserver(() => {
          for (const one of document.querySelectorAll(".notices p"))
            if (noticesShown.at(-1) !== one.className + one.textContent) noticesShown.push(one.className + one.textContent);
        }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
        """;

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly string _name;

    private FeedsScreen(IBrowserContext context, IPage page, string name)
    {
        (_context, Page, _name) = (context, page, name);
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Enqueue(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>Opens a page by its name, which is its path: <c>feeds</c>, <c>desk</c>.</summary>
    public static async Task<FeedsScreen> OpenAsync(IBrowserContext context, string name)
    {
        SetDefaultExpectTimeout(Browser.Patience);
        var screen = new FeedsScreen(context, await context.NewPageAsync(), name);
        await screen.Page.AddInitScriptAsync(KeepNotices);
        await screen.Page.GotoAsync("/" + name);
        await screen.ShowsAsync("live");
        return screen;
    }

    public Task ShowsAsync(string connection) => Expect(Page.Locator(".connection")).ToHaveTextAsync(connection);

    /// <summary>A notice of these words is shown, or was.</summary>
    public Task SaysAsync(string words) => Page.WaitForFunctionAsync("words => noticesShown.some((one) => one.includes(words))", words);

    /// <summary>A notice that something was refused for these words is shown, or was.</summary>
    public Task RefusesAsync(string words) => Page.WaitForFunctionAsync("words => noticesShown.some((one) => one.startsWith('refused') && one.includes(words))", words);

    /// <summary>Another part of the page, by its name at the top.</summary>
    public Task GoAsync(string part) => Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = part, Exact = true }).ClickAsync();

    /// <summary>A row of the ladder by its price.</summary>
    public ILocator Rung(string price) => Page.Locator($".rungs tr[data-price='{price}']");

    /// <summary>Nothing is wider than the window, and nothing within it has to be scrolled sideways.</summary>
    public async Task FitsAsync(string what)
    {
        Assert.True(await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth") <= 0, $"{what} is wider than the window.");
        var scrolled = await Page.EvaluateAsync<string>(
            """
            () => [...document.querySelectorAll(".scroll")].filter((one) => one.scrollWidth > one.clientWidth + 1)
              .map((one) => `${one.parentElement.className} by ${one.scrollWidth - one.clientWidth}`).join(", ")
            """);
        Assert.Equal((what, ""), (what, scrolled));
    }

    /// <summary>
    /// The page as a whole is no wider than the window, whatever its tables are; with RIALTO_FEEDS_PICTURES naming a folder, a picture of all of it goes there, for people to look at.
    /// </summary>
    public async Task PictureAsync(string name)
    {
        Assert.True(await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth") <= 0, $"{name} is wider than the window.");
        var picture = await Page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true });
        Assert.NotEmpty(picture);
        if (Environment.GetEnvironmentVariable("RIALTO_FEEDS_PICTURES") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(Directory.CreateDirectory(folder).FullName, $"{_name}-{name}.png"), picture);
    }

    /// <summary>What the browser complained of so far is expected and forgotten.</summary>
    public void ForgetComplaints() => _complaints.Clear();

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Equal("", string.Join('\n', _complaints));
    }
}
