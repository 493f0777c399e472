using Microsoft.Playwright;
using Xunit;

namespace Rialto.Integration.Dashboard;

/// <summary>This machine's Chromium, one for all tests of a class. Tests skip where there is none.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string NoDashboard = "This build has no dashboard: npm was not there when it was made, or its packages could not be fetched.";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } executable)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            // Tests run as root in containers, where the sandbox is refused; all they open is this exchange's own page.
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
            Timeout = Patience,
        });
    }

    /// <summary>How long anything may take, in milliseconds: machines are as slow as they like.</summary>
    public static float Patience => (float)RialtoProcess.Patience.TotalMilliseconds;

    internal async Task<Screen> OpenAsync(RunningExchange exchange, int width = 1280, int height = 800, ColorScheme colours = ColorScheme.Light)
    {
        var page = await exchange.GetAsync("/");
        Assert.SkipWhen(page.Status == System.Net.HttpStatusCode.NotFound, NoDashboard);
        return await Screen.OpenAsync(exchange, await ContextAsync(exchange.Connection.Url, width, height, colours));
    }

    /// <summary>The page of the feeds, as the server at an address has it.</summary>
    internal Task<FeedsScreen> OpenFeedsAsync(Uri url, int width = 1280, int height = 800, ColorScheme colours = ColorScheme.Light) => OpenPageAsync(url, "feeds", width, height, colours);

    /// <summary>The page of a desk, as its door has it.</summary>
    internal Task<FeedsScreen> OpenDeskAsync(Uri url, int width = 1280, int height = 800, ColorScheme colours = ColorScheme.Light) => OpenPageAsync(url, "desk", width, height, colours);

    private async Task<FeedsScreen> OpenPageAsync(Uri url, string name, int width, int height, ColorScheme colours)
    {
        using var http = new HttpClient();
        using var page = await http.GetAsync(new Uri(url, "/" + name));
        Assert.SkipWhen(page.StatusCode == System.Net.HttpStatusCode.NotFound, NoDashboard);
        return await FeedsScreen.OpenAsync(await ContextAsync(url, width, height, colours), name);
    }

    private async Task<IBrowserContext> ContextAsync(Uri url, int width, int height, ColorScheme colours)
    {
        Assert.SkipWhen(_browser is null, "There is no Chromium here (apt-get install chromium), and the dashboard is tested in one.");
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = url.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = colours,
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(Patience);
        return context;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
