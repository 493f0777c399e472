using System.CommandLine;
using Rialto.Host.Arbitrage;
using Rialto.Host.Config;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Alerting;
using Rialto.Host.Desk.Door;
using Rialto.Host.Desk.Reloading;
using Rialto.Host.Feeds.Export;
using Rialto.Host.Feeds.Replay;
using Rialto.Host.Tools.Feeds;
using Rialto.Journal;
using Rialto.Journal.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Tools.Desk;

/// <summary><c>rialto trade --config desk.json</c>: strategies trade, with real orders where that is asked for, or a market at venues that pretend.</summary>
internal static class TradeCommand
{
    private static readonly string[] _sources = ["Source:Captures:", "Source:Events", "Source:Tables:", "Source:Feed"];
    private static readonly TimeSpan _statusEvery = TimeSpan.FromSeconds(1);

    public static Command Make()
    {
        var config = new Option<string>("--config") { Description = "What the desk trades, with what, under which limits (docs/guide/trade.md)", Required = true };
        var paper = new Option<bool>("--paper") { Description = "At venues that pretend: nothing is traded with anybody, whatever the configuration says" };
        var live = new Option<bool>("--live") { Description = "With real orders, on a live market (Mode)" };
        var isNew = new Option<bool>("--new") { Description = "With real orders: begin another run though the last one has not ended" };
        var feed = new Option<string?>("--feed") { Description = "The markets of a running rialto feed: the folder of its rings, or 'default' (Source:Feed)" };
        var captures = new Option<string[]>("--capture") { Description = "Recordings of frames, read by the venues' adapters (Source:Captures)", AllowMultipleArgumentsPerToken = true };
        var events = new Option<string?>("--events") { Description = "A folder of recorded events (Source:Events)" };
        var settlements = new Option<string?>("--settlements") { Description = "What recorded listings were paid at their end, where the recording does not tell: a file of time,market,price (Source:Settlements)" };
        var fundings = new Option<string?>("--fundings") { Description = "Funding of recorded perpetual contracts: a file of time,market,rate,mark (Source:Fundings)" };
        var seconds = new Option<int>("--seconds") { Description = "End after so many seconds; 0: with the recording, or when interrupted" };
        var speed = new Option<string?>("--speed") { Description = "max, or how many times as fast as it was: 1 (Source:Speed)" };
        var noReload = new Option<bool>("--no-reload") { Description = "Do not look at the configuration file again while the desk runs (Reload)" };
        var show = new Option<bool>("--show-config") { Description = "Print every setting in force and where it came from; start nothing" };
        var set = new Option<string[]>("--set") { Description = "Any setting: --set Name=desk; may be repeated", AllowMultipleArgumentsPerToken = false };
        return new Command("trade", "Run strategies with real orders, or on a live or recorded market at venues that pretend, with a journal that replays bit for bit")
        {
            config, paper, live, isNew, feed, captures, events, settlements, fundings, speed, seconds, noReload, show, set, TradeReplayCommand.Make(),
        }
            .Does(async (parsed, terminal, stop) =>
            {
                var configuration = Load(parsed.GetValue(config)!, into =>
                {
                    NameSource(into, parsed.GetValue(captures) ?? [], parsed.GetValue(events), parsed.GetValue(feed));
                    if (parsed.GetValue(settlements) is { } ends)
                        into.Set("Source:Settlements", ends, "--settlements");
                    if (parsed.GetValue(fundings) is { } payments)
                        into.Set("Source:Fundings", payments, "--fundings");
                    Choose(into, parsed.GetValue(paper), parsed.GetValue(live));
                    if (parsed.GetValue(speed) is { } wanted)
                        into.Set("Source:Speed", wanted, "--speed");
                    if (parsed.GetValue(noReload))
                        into.Set("Reload", "false", "--no-reload");
                    foreach (var assignment in parsed.GetValue(set) ?? [])
                    {
                        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
                        if (equals <= 0)
                            throw new ToolException(ExitCode.Usage, $"--set takes Key=Value, not '{assignment}'.");
                        into.Set(assignment[..equals], assignment[(equals + 1)..], "--set");
                    }
                });
                var settings = configuration.Settings;
                if (parsed.GetValue(show))
                {
                    ShowConfigCommand.Print(terminal, configuration.Reader);
                    return ExitCode.Ok;
                }

                if (settings.Mode == StrategyMode.Observation)
                    throw new ToolException(ExitCode.Usage, "Say which orders: --paper for venues that pretend, --live for real ones (or Mode in the configuration).");
                if ((settings.Captures.Length > 0 ? 1 : 0) + (settings.Events is not null ? 1 : 0) + (settings.Tables is not null ? 1 : 0) + (settings.Feed is not null ? 1 : 0) != 1)
                    throw new ToolException(ExitCode.Usage, "Give one source: recordings of frames (--capture, Source:Captures), a folder of recorded events (--events, Source:Events), tables (Source:Tables), or the rings of a running feed (--feed, Source:Feed).");
                if (settings.Settlements is not null && (settings.Feed is not null || settings.Mode != StrategyMode.Paper))
                    throw new ToolException(ExitCode.Usage, "Source:Settlements is for recordings: a running desk is told by rialto positions settle.");
                if (settings.Fundings is not null && (settings.Feed is not null || settings.Mode != StrategyMode.Paper))
                    throw new ToolException(ExitCode.Usage, "Source:Fundings is for recordings on paper: real venues take and give funding themselves.");
                if (parsed.GetValue(seconds) < 0)
                    throw new ToolException(ExitCode.Usage, "--seconds must not be negative.");
                using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
                if (parsed.GetValue(seconds) is > 0 and var limit)
                    end.CancelAfter(TimeSpan.FromSeconds(limit));
                return settings.Mode == StrategyMode.Live ? await LiveAsync(configuration, terminal, parsed.GetValue(isNew), end.Token) : await RunAsync(configuration, terminal, end.Token);
            });
    }

    /// <summary>Reads and checks a configuration.</summary>
    /// <exception cref="ToolException">Names every offending key.</exception>
    internal static DeskConfiguration Load(string path, Action<SettingSources> flags)
    {
        if (!File.Exists(path))
            throw new ToolException(ExitCode.NotFound, $"There is no file {path}.");
        try
        {
            return DeskConfiguration.Load(path, flags);
        }
        catch (ConfigurationException problem)
        {
            throw SettingOptions.Explain(problem);
        }
    }

    /// <summary>A source that is named by a flag takes the place of the file's.</summary>
    internal static void NameSource(SettingSources into, string[] captures, string? events, string? feed)
    {
        if (captures.Length > 0 || events is not null || feed is not null)
        {
            foreach (var old in into.All.Where(setting => _sources.Any(source => setting.Key.StartsWith(source, StringComparison.OrdinalIgnoreCase))).ToArray())
                into.Remove(old.Key);
        }

        for (var i = 0; i < captures.Length; i++)
            into.Set($"Source:Captures:{i}", captures[i], "--capture");
        if (events is not null)
            into.Set("Source:Events", events, "--events");
        if (feed is not null)
            into.Set("Source:Feed", feed, "--feed");
    }

    /// <summary>Holds the desk's folder: two desks in one would overwrite each other's reports and tokens.</summary>
    internal static IDisposable Hold(DeskSettings settings)
    {
        try
        {
            return new DeskFolder(settings.Folder).Hold();
        }
        catch (IOException problem)
        {
            throw new ToolException(ExitCode.Refused, $"Another desk runs in {settings.Folder}: name another folder (--set Folder=...). {problem.Message}", inner: problem);
        }
    }

    /// <summary>What the flags say about whose orders they are. Real ones are never what somebody gets who has said paper.</summary>
    private static void Choose(SettingSources sources, bool isPaper, bool isLive)
    {
        if (isPaper && isLive)
            throw new ToolException(ExitCode.Usage, "--paper and --live are two things: say one.");
        if (isLive && sources.Find("Mode") is { } mode && mode.Value.Equals("paper", StringComparison.OrdinalIgnoreCase))
            throw new ToolException(ExitCode.Usage, $"Mode is paper in {mode.Source}, and --live asks for real orders: change one of them.");
        if (isPaper || (isLive && sources.Find("Mode") is null))
            sources.Set("Mode", isPaper ? "paper" : "live", isPaper ? "--paper" : "--live");
    }

    private static async Task<int> LiveAsync(DeskConfiguration configuration, Terminal terminal, bool isNew, CancellationToken stop)
    {
        try
        {
            return await LiveTrade.RunAsync(terminal, configuration, isNew, stop);
        }
        catch (ConfigurationException problem)
        {
            throw SettingOptions.Explain(problem);
        }
        catch (DeskFaultException problem)
        {
            throw new ToolException(ExitCode.Usage, "configuration: " + problem.Message, inner: problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JournalCorruptException)
        {
            throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
        }
    }

    private static async Task<int> RunAsync(DeskConfiguration configuration, Terminal terminal, CancellationToken stop)
    {
        var settings = configuration.Settings;
        try
        {
            using var held = Hold(settings);
            if (settings.Feed is not null)
                return await PaperTrade.RunAsync(terminal, configuration, stop);
            var source = await OpenAsync(settings, terminal, stop);
            var numbers = new Dictionary<int, ListingId>();
            var listings = DeskParts.Listings(settings, source.Listings, numbers);
            var folder = new DeskFolder(settings.Folder);
            var ends = settings.Settlements is { } path ? SettlementFile.Read(path) : [];

            var payments = settings.Fundings is { } told ? FundingFile.Read(told) : [];

            // Everything that can be wrong with the parts is said before anything is written.
            var trial = new DeskRun(settings, listings, numbers, null);
            var (ownEnds, ownPayments) = (trial.Expect(ends), trial.Expect(payments));
            if (!ends.IsEmpty)
                terminal.Note($"note: {ownEnds} settlements told by {settings.Settlements} are of this desk's markets, of {ends.Length} lines.");
            if (!payments.IsEmpty)
                terminal.Note($"note: {ownPayments} payments of funding told by {settings.Fundings} are of this desk's markets, of {payments.Length} lines.");
            var run = folder.Begin(DateTimeOffset.UtcNow, configuration.Reader);
            settings.Plugins.KeepIn(run);
            var none = default(NoInputs);
            using var journal = settings.IsJournaled ? DeskJournal.Open(new JournalOptions { Directory = run, Durability = Durability.Os }, listings, ref none) : null;
            var desk = new DeskRun(settings, listings, numbers, journal);
            _ = desk.Expect(ends);
            _ = desk.Expect(payments);
            DeskSummary.Warn(terminal, desk);
            await using var door = await DeskDoor.OpenAskedAsync(desk, run, terminal, stop);
            await using var alerts = DeskAlerts.BeginOnPaper(desk, settings, terminal.Note);

            // What runs as fast as it goes is over before anybody could have changed anything.
            await using var watch = settings.Speed > 0 ? ConfigurationWatch.Begin(desk, configuration, run, null, terminal.Note) : null;
            await terminal.WatchAsync("trading", source.FramesTotal, () => source.Frames, () => Trade(desk, source, folder, run, stop), CancellationToken.None);
            foreach (var broken in source.Breaks)
                terminal.Note($"note: what follows in a broken file is missing: {broken}");
            return DeskSummary.Print(terminal, desk, run, [.. source.Breaks], []);
        }
        catch (DeskFaultException problem)
        {
            throw new ToolException(ExitCode.Usage, "configuration: " + problem.Message, inner: problem);
        }
        catch (Exception problem) when (problem is RecordingException or IOException or UnauthorizedAccessException or JournalCorruptException)
        {
            throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
        }
    }

    internal static async Task<IEventSource> OpenAsync(DeskSettings settings, Terminal terminal, CancellationToken stop)
    {
        if (settings.Events is { } folder)
        {
            var recorded = new EventFolder(folder, stop);
            return recorded.Wanted.Count > 0 ? recorded : throw new RecordingException($"{folder} names no listing.");
        }

        if (settings.Tables is { } tables)
        {
            try
            {
                var told = new TableEvents(tables, stop);
                foreach (var remark in told.Remarks)
                    terminal.Note($"note: {remark}");
                return told;
            }
            catch (ArbFileException problem)
            {
                throw new RecordingException(problem.Message, problem);
            }
        }

        if (settings.Captures.FirstOrDefault(path => !File.Exists(path)) is { } missing)
            throw new ToolException(ExitCode.NotFound, $"There is no file {missing}.");
        var recording = await ReplayFeedsCommand.LoadAsync(terminal, [.. settings.Captures], FeedVenue.None, [], stop);
        return new RecordedEvents(recording, FeedVenue.None, [.. settings.Markets.Select(market => $"{VenueDialects.NameOf(market.Venue)}:{market.Symbol}").Distinct()], settings.Scales);
    }

    /// <summary>The whole recording, on one thread; Ctrl+C ends it in good order.</summary>
    private static void Trade(DeskRun desk, IEventSource source, DeskFolder folder, string run, CancellationToken stop)
    {
        var pace = new DeskPace(desk.Settings.Speed, desk.Obey);
        var saidAt = 0L;
        try
        {
            source.Read(
                frame =>
                {
                    pace.WaitFor(frame[^1].ReceiveTime, stop);
                    desk.Take(frame);
                    desk.Obey();
                    if (saidAt != 0 && TimeProvider.System.GetElapsedTime(saidAt) < _statusEvery)
                        return;
                    saidAt = TimeProvider.System.GetTimestamp();
                    desk.Check();
                    desk.Commit();
                    folder.WriteStatus(desk, run, isRunning: true, Environment.ProcessId);
                },
                stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What follows cancels the orders and tells how far it was.
        }
        catch
        {
            desk.Control.Close();
            throw;
        }

        desk.End();
        folder.WriteStatus(desk, run, isRunning: false, Environment.ProcessId);
    }

    /// <summary>Of a journal that begins.</summary>
    internal readonly struct NoInputs : IDeskInputs
    {
        public void OnListing(Listing listing)
        {
        }

        public void OnEvent(long sequence, in FeedEvent told)
        {
        }

        public void OnReport(long sequence, in OrderReport report)
        {
        }

        public void OnCommand(long sequence, ReadOnlySpan<byte> command)
        {
        }

        public void OnCheck(in DeskCheck check)
        {
        }
    }
}
