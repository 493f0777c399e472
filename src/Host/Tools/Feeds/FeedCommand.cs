using System.CommandLine;
using System.Text;
using Microsoft.Extensions.Logging;
using Rialto.Host.Alerting;
using Rialto.Host.Config;
using Rialto.Host.Feeds.Http;
using Rialto.Host.Feeds.Live;
using Rialto.Host.Feeds.Live.Play;
using Rialto.Host.Feeds.Live.Views;
using Rialto.Host.Feeds.Replay;
using Rialto.Host.Tools.Flow;
using Rialto.Runtime.Shared;
using Spectre.Console;

namespace Rialto.Host.Tools.Feeds;

/// <summary><c>rialto feed</c>: venues' markets as one book, on the screen, as JSON, over HTTP, or for other processes.</summary>
internal static class FeedCommand
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(1);

    public static Command Make()
    {
        var flags = new FeedFlags();
        var depth = new Option<int>("--depth") { Description = "Also show so many prices a side of each symbol's consolidated book, 1 to 50" };
        var seconds = new Option<int>("--seconds") { Description = "End after so many reports, one a second; 0: when interrupted" };
        var quiet = new Option<bool>("--quiet") { Description = "No table: run as a service, say only what changes" };
        var events = new Option<string?>("--events") { Description = "Play a folder of recorded events in the venues' place; --venues and --symbols choose among them" };
        var speed = new Option<string?>("--speed") { Description = "With --events: so many times recorded time (1x, 60x, …), or max; default 1x" };
        var once = new Option<bool>("--once") { Description = "With --events: end when the recording is over" };
        var command = new Command("feed", "Follow venues' market data as one book: best prices over all venues, the state of each book, connections") { depth, seconds, quiet, events, speed, once };
        flags.AddTo(command);
        return command.Does(async (parsed, terminal, stop) =>
        {
            var folder = parsed.GetValue(events);
            if (folder is null && (parsed.GetValue(speed) is not null || parsed.GetValue(once)))
                throw new ToolException(ExitCode.Usage, "--speed and --once are for a recording: --events FOLDER.");
            var settings = flags.Load(parsed, isPlayed: folder is not null);
            var (levels, reports) = (parsed.GetValue(depth), parsed.GetValue(seconds));
            if (levels is < 0 or > 50)
                throw new ToolException(ExitCode.Usage, $"--depth is 1 to 50, not {levels}.");
            if (reports < 0)
                throw new ToolException(ExitCode.Usage, "--seconds must not be negative.");
            var play = folder is null ? null : Open(folder, FlowCommand.SpeedOf(parsed.GetValue(speed) ?? "1x"), flags.ChoiceOf(parsed));
            return await RunAsync(settings, terminal, new Showing(levels, reports, parsed.GetValue(quiet), parsed.GetValue(once)), play, stop);
        });
    }

    private static EventPlay Open(string folder, double speed, PlayedChoice choice)
    {
        if (!Directory.Exists(folder))
            throw new ToolException(ExitCode.NotFound, $"There is no folder {folder}.");
        try
        {
            return new EventPlay(folder, speed, choice);
        }
        catch (RecordingException problem)
        {
            throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
        }
    }

    private static async Task<int> RunAsync(HostSettings host, Terminal terminal, Showing showing, EventPlay? play, CancellationToken stop)
    {
        var settings = host.Feeds;

        // Production writes to a file and to nothing else.
        var logPath = settings.LogFile ?? (host.Development ? null : Path.Combine(host.DataFolder, "logs", "feed.log"));
        var isShown = !showing.IsQuiet && host.Development;
        using var logs = Logs(logPath, isShown && terminal.IsLive ? LogLevel.Error : LogLevel.Warning);
        try
        {
            await using var role = new FeedRole(settings, logs, TimeProvider.System, play);
            await using var delivery = new AlertDelivery(host.Alerts, "feed", role.Alerts, logs, TimeProvider.System);
            await using var http = settings.HttpPort is { } port ? new FeedHttp(role.Views, new FeedHttpOptions { Port = port }, logs, metrics: [role.Alerts, delivery]) : null;
            role.Start();
            if (http is not null)
            {
                await http.StartAsync(stop);
                Say(terminal, host, "serving", $"Pages      {http.Url}/feeds", http.Url);
            }

            if (isShown && !terminal.IsJson)
                terminal.Note("Ctrl+C ends.");
            await ShowAsync(role, terminal, showing with { IsQuiet = !isShown }, isSilent: !host.Development, stop);
            return (showing.Reports == 0 && !showing.EndsOnce) || stop.IsCancellationRequested ? ExitCode.Ok : role.Outcome();
        }
        catch (Exception problem) when (problem is SharedRingException or IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
        {
            throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
        }
        catch (ArgumentException problem) when (problem is not ArgumentNullException)
        {
            throw new ToolException(ExitCode.Usage, problem.Message, inner: problem);
        }
    }

    /// <summary>What the command line says of the screen.</summary>
    /// <param name="Depth">Prices a side of consolidated books.</param>
    /// <param name="Reports">Ends after so many; zero for never.</param>
    /// <param name="IsQuiet">No table.</param>
    /// <param name="EndsOnce">Ends with the recording.</param>
    private sealed record Showing(int Depth, int Reports, bool IsQuiet, bool EndsOnce);

    // Lines of a log would tear a table on the screen apart; what they say stands in it.
    private static ILoggerFactory Logs(string? path, LogLevel least) => LoggerFactory.Create(logging =>
    {
        if (path is not null)
            logging.AddProvider(new FeedLogFile(path, TimeProvider.System));
        else
            logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(path is null ? least : LogLevel.Information);
    });

    private static async Task ShowAsync(FeedRole role, Terminal terminal, Showing showing, bool isSilent, CancellationToken stop)
    {
        var isShown = !showing.IsQuiet;
        using var timer = new PeriodicTimer(_every);
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            for (var (done, wasOver, isOver) = (0, false, false); (showing.Reports == 0 || done < showing.Reports) && !isOver; done++)
            {
                await timer.WaitForNextTickAsync(stop);

                // A second later, so that the last view shows the end.
                (isOver, wasOver) = (showing.EndsOnce && wasOver, role.IsOver);
                var view = role.Views.Current;
                role.Watch(view);
                if (terminal.IsJson && !isSilent)
                    Terminal.Json(Encoding.UTF8.GetString(FeedCall.Json(json => FeedViewJson.Write(json, view, hasListings: true)).Span));
                else if (isShown)
                    await PrintAsync(role, terminal, view, showing.Depth, stop);
                if (!isSilent && !terminal.IsJson && (!isShown || !terminal.IsLive))
                    SayProblems(terminal, view, said);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl+C: closing in good order follows.
        }
    }

    private static async Task PrintAsync(FeedRole role, Terminal terminal, FeedView view, int depth, CancellationToken stop)
    {
        var ladders = new List<LadderView>();
        foreach (var symbol in depth == 0 ? [] : view.Symbols.Take(4))
        {
            if (await role.Views.LadderAsync($"{symbol.Symbol}:{symbol.Quote}", depth, stop) is { } ladder)
                ladders.Add(ladder);
        }

        if (terminal.IsLive)
            terminal.Out.Clear();
        var books = Math.Max(1, view.Symbols.Count == 0 ? 1 : view.Symbols.Sum(symbol => symbol.Listings.Count + 1) / view.Symbols.Count);
        terminal.Out.Write(FeedTable.Render(view, ladders, terminal.IsLive ? Math.Max(4, (terminal.Out.Profile.Height - 20) / books) : int.MaxValue));
    }

    // What is wrong is said when it begins, and not every second again.
    private static void SayProblems(Terminal terminal, FeedView view, Dictionary<string, string> said)
    {
        foreach (var (about, problem) in view.Venues.Select(venue => (venue.Name, venue.LastError)).Concat(view.Problems.Select(problem => ("", problem))))
        {
            if (problem.Length > 0 && said.TryAdd($"{about} {problem}", problem))
                terminal.Note(about.Length > 0 ? $"{about}: {problem}" : problem);
        }
    }

    private static void Say(Terminal terminal, HostSettings host, string name, string text, string url)
    {
        if (!host.Development)
            return;
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteString("event", name);
                json.WriteString("url", url);
            });
        }
        else
        {
            terminal.Note(text);
        }
    }
}
