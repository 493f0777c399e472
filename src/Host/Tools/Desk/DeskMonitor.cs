using System.Text.Json;
using Rialto.Host.Tools.Feeds;

namespace Rialto.Host.Tools.Desk;

/// <summary><c>rialto monitor --desk FOLDER</c>: a trading desk on one screen, a line of JSON a second, or plain tables.</summary>
internal static class DeskMonitor
{
    private static readonly TimeSpan _everySecond = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(100);

    /// <summary>Shows it until interrupted, or so many seconds.</summary>
    public static async Task<int> RunAsync(Terminal terminal, string folder, int seconds, CancellationToken stop)
    {
        if (seconds < 0)
            throw new ToolException(ExitCode.Usage, "--seconds must not be negative.");
        using var source = new DeskMonitorSource(folder);
        var first = await source.AskAsync(stop);
        return terminal.IsLive && !Console.IsInputRedirected ? await ShowAsync(terminal, source, first, seconds, stop) : await PrintAsync(terminal, source, first, seconds, stop);
    }

    private static async Task<int> PrintAsync(Terminal terminal, DeskMonitorSource source, JsonElement view, int seconds, CancellationToken stop)
    {
        var report = new DeskMonitorReport();
        using var clock = new PeriodicTimer(_everySecond);
        for (var done = 1; ; done++)
        {
            if (terminal.IsJson)
            {
                Terminal.Json(view.GetRawText());
            }
            else
            {
                report.Take(view, source.From, null, DateTimeOffset.UtcNow);
                terminal.Out.Write(report.Render(int.MaxValue, int.MaxValue));
            }

            if (done == seconds)
                return ExitCode.Ok;
            await clock.WaitForNextTickAsync(stop);
            view = await source.AskAsync(stop);
        }
    }

    /// <summary>Ten steps a second: keys are heard at each, the desk is asked at every second or third, its file at every tenth.</summary>
    private static async Task<int> ShowAsync(Terminal terminal, DeskMonitorSource source, JsonElement view, int seconds, CancellationToken stop)
    {
        var report = new DeskMonitorReport();
        var keys = new DeskMonitorKeys();
        var problem = (string?)null;
        using var screen = new MonitorScreen(terminal.Out);
        using var clock = new PeriodicTimer(_step);
        for (var step = 0; ; step++)
        {
            if (step % 20 == 0)
                report.Series = await source.SeriesAsync(stop);
            if (step > 0 && step % (source.HasDoor ? 3 : 10) == 0)
            {
                try
                {
                    (view, problem) = (await source.AskAsync(stop), null);
                }
                catch (ToolException gone)
                {
                    problem = gone.Message;
                }
            }

            while (Console.KeyAvailable)
            {
                if (keys.Take(Console.ReadKey(intercept: true), report) is { } typed)
                    report.Line = await source.StopAsync(typed, stop);
            }

            report.Take(view, source.From, problem, DateTimeOffset.UtcNow);
            screen.Draw(report);
            if (seconds > 0 && step >= seconds * 10)
                return problem is null ? ExitCode.Ok : ExitCode.Unreachable;
            await clock.WaitForNextTickAsync(stop);
        }
    }
}
