using System.CommandLine;
using System.Text.Json;
using Rialto.Host.Tools.Desk;

namespace Rialto.Host.Tools.Feeds;

/// <summary><c>rialto monitor</c>: a running feed role, or a trading desk, on one screen, a line of JSON a second, or plain tables.</summary>
internal static class MonitorCommand
{
    /// <summary>Where it looks unless told otherwise.</summary>
    public const string UrlDefault = "http://127.0.0.1:7091";

    private static readonly TimeSpan _every = TimeSpan.FromSeconds(1);

    public static Command Make()
    {
        var url = new Option<string>("--url") { Description = "Address of the feed role: what 'rialto feed --http PORT' printed", DefaultValueFactory = _ => UrlDefault };
        var seconds = new Option<int>("--seconds") { Description = "End after so many reports, one a second; 0: when interrupted" };
        var symbols = new Option<string>("--symbols") { Description = "Best prices of these alone, by commas: BTC-USDT,ETH-USDT", DefaultValueFactory = _ => "" };
        var desk = new Option<string?>("--desk") { Description = "Watch a trading desk instead: the folder of its runs (Folder of desk.json)" };
        return new Command("monitor", "Watch running feeds: connections, rates, latencies, books, best prices, UDP packets; or a trading desk with --desk") { url, seconds, symbols, desk }.Does(async (parsed, terminal, stop) =>
        {
            if (parsed.GetValue(desk) is { } folder)
                return await DeskMonitor.RunAsync(terminal, folder, parsed.GetValue(seconds), stop);
            if (!Uri.TryCreate(parsed.GetValue(url), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new ToolException(ExitCode.Usage, $"--url is an address such as {UrlDefault}, not '{parsed.GetValue(url)}'.");
            var reports = parsed.GetValue(seconds);
            if (reports < 0)
                throw new ToolException(ExitCode.Usage, "--seconds must not be negative.");
            var wanted = parsed.GetValue(symbols)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            using var source = new MonitorSource(address);
            // The first answer decides whether there is anything to watch; a role that goes away later may come back.
            var first = await source.AskAsync(stop);
            if (terminal.IsJson)
                return await WriteAsync(source, first, reports, stop);
            return terminal.IsLive
                ? await ShowAsync(terminal, source, first, wanted, reports, stop)
                : await PrintAsync(terminal, source, first, wanted, reports, stop);
        });
    }

    private static Task<int> WriteAsync(MonitorSource source, JsonElement first, int reports, CancellationToken stop) =>
        EachSecondAsync(source, first, reports, (view, problem) =>
        {
            if (problem is null)
                Terminal.Json(view.GetRawText());
            else
                Terminal.Json(json => json.WriteString("error", problem));
        }, stop);

    private static Task<int> PrintAsync(Terminal terminal, MonitorSource source, JsonElement first, string[] symbols, int reports, CancellationToken stop)
    {
        var report = new MonitorReport(source.Url, symbols);
        return EachSecondAsync(source, first, reports, (view, problem) =>
        {
            report.Take(view, problem, DateTimeOffset.UtcNow);
            terminal.Out.Write(report.Render(rows: int.MaxValue, width: int.MaxValue));
        }, stop);
    }

    private static async Task<int> ShowAsync(Terminal terminal, MonitorSource source, JsonElement first, string[] symbols, int reports, CancellationToken stop)
    {
        var report = new MonitorReport(source.Url, symbols);
        using var screen = new MonitorScreen(terminal.Out);
        return await EachSecondAsync(source, first, reports, (view, problem) =>
        {
            report.Take(view, problem, DateTimeOffset.UtcNow);
            screen.Draw(report);
        }, stop);
    }

    /// <summary>Tells what was answered, or why nothing was, once a second.</summary>
    /// <returns>Ok, or Unreachable where the last question was not answered.</returns>
    private static async Task<int> EachSecondAsync(MonitorSource source, JsonElement first, int reports, Action<JsonElement, string?> tell, CancellationToken stop)
    {
        using var seconds = new PeriodicTimer(_every);
        var (view, problem) = (first, (string?)null);
        for (var done = 1; ; done++)
        {
            tell(view, problem);
            if (done == reports)
                return problem is null ? ExitCode.Ok : ExitCode.Unreachable;
            await seconds.WaitForNextTickAsync(stop);
            try
            {
                (view, problem) = (await source.AskAsync(stop), null);
            }
            catch (ToolException gone)
            {
                problem = gone.Message;
            }
        }
    }
}
