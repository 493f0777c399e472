using System.CommandLine;
using System.Globalization;
using Rialto.Adapters.Connections;
using Rialto.Host.Config;
using Rialto.Host.Feeds.Recording;

namespace Rialto.Host.Tools.Feeds;

/// <summary><c>rialto record</c>: what venues send, into files, byte for byte, and what the adapters make of it.</summary>
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
        var events = new Option<bool>("--events") { Description = "Record also what the adapters make of the frames: events, in a folder of their own" };
        var noFrames = new Option<bool>("--no-frames") { Description = "With --events: nothing but events" };
        var server = new Option<string?>("--server") { Description = "A rialto replay in the venues' place: http://127.0.0.1:7090" };
        var config = new Option<string?>("--config") { Description = $"Configuration file; default {HostSettings.DefaultFile} if it is there: Feeds:Network is the way to venues, Feeds:Venues has their addresses and keys" };
        var set = new Option<string[]>("--set") { Description = "Any setting: --set Feeds:Network:Proxy=none; may be repeated", AllowMultipleArgumentsPerToken = false };
        return new Command("record", "Record what venues send: frames, subscriptions, REST answers, with their times")
        {
            venues, symbols, target, size, age, seconds, events, noFrames, server, config, set,
        }
            .Does(async (parsed, terminal, stop) =>
            {
                var options = new RecorderOptions(parsed.GetValue(target)!)
                {
                    RotateBytes = Range("--rotate-mb", parsed.GetValue(size), 1, 1_000_000) * 1_000_000L,
                    RotateAfter = TimeSpan.FromMinutes(Range("--rotate-minutes", parsed.GetValue(age), 0, 100_000)),
                };
                var wanted = parsed.GetValue(events) ? new EventRecorderOptions(options.Folder) : null;
                if (wanted is null && parsed.GetValue(noFrames))
                    throw new ToolException(ExitCode.Usage, "--no-frames needs --events: otherwise nothing would be recorded.");
                var limit = parsed.GetValue(seconds);
                if (limit is < 0 or > 1e9 || double.IsNaN(limit))
                    throw new ToolException(ExitCode.Usage, "--seconds is a number of seconds, not less than 0.");
                try
                {
                    var feeds = FeedFlags.Read(parsed.GetValue(config), parsed.GetValue(set) ?? []).Feeds;
                    var terms = parsed.GetValue(venues)!.Distinct().Select(name => FeedRecording.TermsOf(name, ServerOf(parsed.GetValue(server)), feeds.Venues)).ToArray();
                    await RunAsync(terminal, parsed.GetValue(noFrames) ? null : options, wanted, feeds, terms, parsed.GetValue(symbols)!, limit, stop);
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

    private static async Task RunAsync(Terminal terminal, RecorderOptions? frames, EventRecorderOptions? events, FeedSettings feeds, VenueTerms[] venues, string[] symbols, double seconds, CancellationToken stop)
    {
        var recorder = frames is null ? null : new CaptureRecorder(frames, TimeProvider.System);
        var (problem, hasEvents) = ("", false);
        Done done;
        try
        {
            var recording = new FeedRecording(recorder, events, feeds.Route, Budgets(terminal, feeds.BudgetFolder), TimeProvider.System);
            try
            {
                await recording.StartAsync(venues, symbols, stop);
                foreach (var remark in recording.TakeRemarks())
                    terminal.Note($"note: {remark}");
                var files = recorder is null ? "" : Path.Combine(frames!.Folder, recorder.Report().File);
                terminal.Note($"recording to {string.Join(" and ", new[] { files, recording.EventReport?.Folder ?? "" }.Where(path => path.Length > 0))}; Ctrl+C ends");
                await WatchAsync(terminal, recorder, recording, seconds, stop);
                problem = string.Join("; ", recording.Unlisted.Concat(recording.Report().Where(link => link.LastError.Length > 0).Select(link => $"{link.Address.Host}: {link.LastError}")).Distinct());
                hasEvents = recording.HasConnected;
            }
            finally
            {
                await recording.DisposeAsync();
            }

            done = new Done(null, recording.EventReport, recording.Behind);
        }
        finally
        {
            // After the streams: their last words are recorded too.
            if (recorder is not null)
                await recorder.DisposeAsync();
        }

        done = done with { Frames = recorder?.Report() };
        Print(terminal, done);
        if (done.Frames is { Frames: 0, Sockets: var sockets } && !hasEvents)
            throw new ToolException(ExitCode.Unreachable, $"Nothing was recorded: {(sockets == 0 ? "no link ever came up" : "no venue sent anything")}{(problem.Length > 0 ? $"; {problem}" : "")}.");
        if (done.Frames is null && !hasEvents)
            throw new ToolException(ExitCode.Unreachable, $"Nothing was recorded: no link ever came up{(problem.Length > 0 ? $"; {problem}" : "")}.");
    }

    private static async Task WatchAsync(Terminal terminal, CaptureRecorder? recorder, FeedRecording recording, double seconds, CancellationToken stop)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var said = begun;
        var problem = "";
        try
        {
            while (seconds == 0 || TimeProvider.System.GetElapsedTime(begun).TotalSeconds < seconds)
            {
                await Task.Delay(_glance, stop);
                var now = new Done(recorder?.Report(), recording.EventReport, recording.Behind);
                var links = recording.Report().ToArray();
                foreach (var remark in recording.TakeRemarks())
                    terminal.Note($"note: {remark}");
                if (now.Problem != problem && (problem = now.Problem).Length > 0)
                    terminal.Note($"warning: the disk takes nothing: {problem}");
                if (TimeProvider.System.GetElapsedTime(said) < _lineEvery)
                    continue;
                said = TimeProvider.System.GetTimestamp();
                terminal.Note($"{Line(now, links)}{string.Concat(recording.Unlisted.Select(venue => $"; {venue}"))}");
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl+C: what there is gets written.
        }
    }

    private static string Line(Done now, LinkReport[] links)
    {
        var down = Array.Find(links, link => link.State != LinkState.Up && link.LastError.Length > 0);
        return $"{links.Count(link => link.State == LinkState.Up)} of {links.Length} links up, {now.Text}{(down is null ? "" : $"; {down.Address.Host}: {down.LastError}")}";
    }

    private static void Print(Terminal terminal, Done done)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                if (done.Frames is { } frames)
                {
                    json.WriteString("file", frames.File);
                    json.WriteNumber("files", frames.Files);
                    json.WriteNumber("frames", frames.Frames);
                    json.WriteNumber("records", frames.Records);
                    json.WriteNumber("bytes", frames.Bytes);
                    json.WriteNumber("lost", frames.Lost);
                }

                if (done.Events is { } events)
                {
                    json.WriteString("events_folder", events.Folder);
                    json.WriteNumber("events", events.Events);
                    json.WriteNumber("events_bytes", events.Bytes);
                    json.WriteNumber("events_lost", events.Lost);
                    json.WriteNumber("conflated", done.Behind.Conflated);
                    json.WriteNumber("trades_dropped", done.Behind.TradesDropped);
                }

                json.WriteString("problem", done.Problem);
            });
        }
        else
        {
            terminal.Line(done.Text);
        }

        if (done.Problem.Length > 0)
            throw new ToolException(ExitCode.Failed, $"The last records could not be written: {done.Problem}");
    }

    /// <summary>What was recorded so far.</summary>
    /// <param name="Frames">Of frames; null where none are wanted.</param>
    /// <param name="Events">Of events; null where none are wanted.</param>
    /// <param name="Behind">What had no room because the disk was too slow for events.</param>
    private sealed record Done(RecorderReport? Frames, EventRecorderReport? Events, (long Conflated, long TradesDropped) Behind)
    {
        public string Problem => string.Join("; ", new[] { Frames?.Problem ?? "", Events?.Problem ?? "" }.Where(text => text.Length > 0));

        public string Text
        {
            get
            {
                var culture = CultureInfo.InvariantCulture;
                var frames = Frames is null ? "" : string.Create(culture, $"{Frames.Frames:N0} frames, {Frames.Records:N0} records, {Frames.Bytes / 1e6:N1} MB in {Frames.Files} files, the last {Frames.File}; {Frames.Lost:N0} records lost");
                var late = Behind is (0, 0) ? "" : string.Create(culture, $"; the disk was too slow: {Behind.Conflated:N0} events conflated, {Behind.TradesDropped:N0} trades dropped");
                var events = Events is null ? "" : string.Create(culture, $"{Events.Events:N0} events in {Events.Folder}; {Events.Lost:N0} events lost{late}");
                return string.Join("; ", new[] { frames, events }.Where(text => text.Length > 0));
            }
        }
    }

    private static IAddressBudgets Budgets(Terminal terminal, string? folder)
    {
        try
        {
            return new AddressGovernor(folder, TimeProvider.System);
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
