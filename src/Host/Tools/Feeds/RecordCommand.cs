using System.CommandLine;
using System.Globalization;
using Rialto.Adapters.Connections;
using Rialto.Host.Feeds.Recording;

namespace Rialto.Host.Tools.Feeds;

/// <summary><c>rialto record</c>: what venues send, into files, byte for byte.</summary>
internal static class RecordCommand
{
    private static readonly TimeSpan _glance = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _lineEvery = TimeSpan.FromSeconds(5);

    public static Command Make()
    {
        var venues = new Option<string[]>("--venues") { Description = $"Which: {string.Join(", ", VenueRegistry.All.Select(terms => terms.Name))}", Required = true, AllowMultipleArgumentsPerToken = true };
        var symbols = new Option<string[]>("--symbols") { Description = "The venues' symbols, or ours (BTC-USDT): recorded at each of the venues that has them", Required = true, AllowMultipleArgumentsPerToken = true };
        var target = new Option<string>("--out") { Description = "Folder for the files; made where it is missing", Required = true };
        var size = new Option<int>("--rotate-mb") { Description = "A file of so many MB is followed by another", DefaultValueFactory = _ => 512 };
        var age = new Option<int>("--rotate-minutes") { Description = "And one of this age; 0 for never", DefaultValueFactory = _ => 60 };
        var seconds = new Option<double>("--seconds") { Description = "Ends after so long; without it, at Ctrl+C", DefaultValueFactory = _ => 0 };
        var server = new Option<string?>("--server") { Description = "A rialto replay in the venues' place: http://127.0.0.1:7090" };
        return new Command("record", "Record what venues send: frames, subscriptions, REST answers, with their times") { venues, symbols, target, size, age, seconds, server }
            .Does(async (parsed, terminal, stop) =>
            {
                var options = new RecorderOptions(parsed.GetValue(target)!)
                {
                    RotateBytes = Range("--rotate-mb", parsed.GetValue(size), 1, 1_000_000) * 1_000_000L,
                    RotateAfter = TimeSpan.FromMinutes(Range("--rotate-minutes", parsed.GetValue(age), 0, 100_000)),
                };
                var limit = parsed.GetValue(seconds);
                if (limit is < 0 or > 1e9 || double.IsNaN(limit))
                    throw new ToolException(ExitCode.Usage, "--seconds is a number of seconds, not less than 0.");
                try
                {
                    var terms = parsed.GetValue(venues)!.Distinct().Select(name => FeedRecording.TermsOf(name, ServerOf(parsed.GetValue(server)))).ToArray();
                    await RunAsync(terminal, options, terms, parsed.GetValue(symbols)!, limit, stop);
                    return ExitCode.Ok;
                }
                catch (RecordingRefusedException refused)
                {
                    throw new ToolException(ExitCode.Failed, refused.Message, inner: refused);
                }
                catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
                {
                    throw new ToolException(ExitCode.Failed, $"{options.Folder} cannot be written: {problem.Message}", inner: problem);
                }
            });
    }

    private static async Task RunAsync(Terminal terminal, RecorderOptions options, VenueTerms[] venues, string[] symbols, double seconds, CancellationToken stop)
    {
        var recorder = new CaptureRecorder(options, TimeProvider.System);
        var problem = "";
        try
        {
            await using var recording = new FeedRecording(recorder, Budgets(terminal), TimeProvider.System);
            await recording.StartAsync(venues, symbols, stop);
            foreach (var remark in recording.Remarks)
                terminal.Note($"note: {remark}");
            terminal.Note($"recording to {Path.Combine(options.Folder, recorder.Report().File)}; Ctrl+C ends");
            await WatchAsync(terminal, recorder, recording, seconds, stop);
            problem = string.Join("; ", recording.Report().Where(link => link.LastError.Length > 0).Select(link => $"{link.Address.Host}: {link.LastError}").Distinct());
        }
        finally
        {
            // After the streams: their last words are recorded too.
            await recorder.DisposeAsync();
        }

        Print(terminal, recorder.Report());
        if (recorder.Report() is { Frames: 0, Sockets: var sockets })
            throw new ToolException(ExitCode.Unreachable, $"Nothing was recorded: {(sockets == 0 ? "no link ever came up" : "no venue sent anything")}{(problem.Length > 0 ? $"; {problem}" : "")}.");
    }

    private static async Task WatchAsync(Terminal terminal, CaptureRecorder recorder, FeedRecording recording, double seconds, CancellationToken stop)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var said = begun;
        var problem = "";
        try
        {
            while (seconds == 0 || TimeProvider.System.GetElapsedTime(begun).TotalSeconds < seconds)
            {
                await Task.Delay(_glance, stop);
                var report = recorder.Report();
                var links = recording.Report().ToArray();
                if (report.Problem != problem && (problem = report.Problem).Length > 0)
                    terminal.Note($"warning: the disk takes nothing, the recorder keeps trying: {problem}");
                if (TimeProvider.System.GetElapsedTime(said) < _lineEvery)
                    continue;
                said = TimeProvider.System.GetTimestamp();
                terminal.Note(Line(report, links));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl+C: what there is gets written.
        }
    }

    private static string Line(RecorderReport report, LinkReport[] links)
    {
        var down = Array.Find(links, link => link.State != LinkState.Up && link.LastError.Length > 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{links.Count(link => link.State == LinkState.Up)} of {links.Length} links up, {report.Frames:N0} frames, {report.Bytes / 1e6:N1} MB in {report.Files} files, {report.Lost:N0} lost{(down is null ? "" : $"; {down.Address.Host}: {down.LastError}")}");
    }

    private static void Print(Terminal terminal, RecorderReport report)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteString("file", report.File);
                json.WriteNumber("files", report.Files);
                json.WriteNumber("frames", report.Frames);
                json.WriteNumber("records", report.Records);
                json.WriteNumber("bytes", report.Bytes);
                json.WriteNumber("lost", report.Lost);
                json.WriteString("problem", report.Problem);
            });
        }
        else
        {
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{report.Frames:N0} frames, {report.Records:N0} records, {report.Bytes / 1e6:N1} MB in {report.Files} files, the last {report.File}; {report.Lost:N0} records lost"));
        }

        if (report.Problem.Length > 0)
            throw new ToolException(ExitCode.Failed, $"The last records could not be written: {report.Problem}");
    }

    private static IAddressBudgets Budgets(Terminal terminal)
    {
        try
        {
            return new AddressGovernor(null, TimeProvider.System);
        }
        catch (IOException alone)
        {
            terminal.Note($"note: limits of requests are not shared with other processes of this machine: {alone.Message}");
            return new ProcessBudgets(TimeProvider.System);
        }
    }

    private static Uri? ServerOf(string? text)
    {
        if (text is null)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "http" or "https" ? server : throw new ToolException(ExitCode.Usage, $"--server is an address such as http://127.0.0.1:7090, not '{text}'.");
    }

    private static int Range(string name, int value, int least, int most) =>
        value >= least && value <= most ? value : throw new ToolException(ExitCode.Usage, $"{name} is {least} to {most}, not {value}.");
}
