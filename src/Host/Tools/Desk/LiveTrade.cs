using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Rialto.Adapters.Connections;
using Rialto.Adapters.Orders;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Alerting;
using Rialto.Host.Desk.Door;
using Rialto.Host.Desk.Gateways;
using Rialto.Host.Desk.Guarding;
using Rialto.Host.Desk.Keys;
using Rialto.Host.Desk.Live;
using Rialto.Host.Desk.Reloading;
using Rialto.Host.Desk.Results;
using Rialto.Host.Desk.Sources;
using Rialto.Host.Desk.Status;
using Rialto.Host.Feeds.Replay;
using Rialto.Journal;
using Rialto.Journal.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Risk;

namespace Rialto.Host.Tools.Desk;

/// <summary><c>rialto trade --config desk.json --live</c>: strategies trade with real orders, from one kill to the next in the same run.</summary>
internal sealed class LiveTrade : IAsyncDisposable
{
    private const int NotesMax = 1_024;

    private static readonly TimeSpan _markingPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _rehearsalPatience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan _rescuePatience = TimeSpan.FromSeconds(30);

    private readonly Terminal _terminal;
    private readonly DeskSettings _settings;
    private readonly DeskConfiguration _configuration;
    private readonly IReadOnlyDictionary<string, string>? _former;
    private readonly DeskFolder _folder;
    private readonly LiveDesk _desk;
    private readonly DeskJournal _journal;
    private readonly SharedMarkets _source;
    private readonly VenueKeys? _keys;
    private readonly List<VenueLink> _links = [];
    private readonly Channel<string> _notes = Channel.CreateBounded<string>(new BoundedChannelOptions(NotesMax) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly CancellationTokenSource _atOnce = new();
    private readonly List<IDisposable?> _held = [];
    private readonly string _run;
    private readonly bool _goesOn;
    private readonly DeskSnapshots _snapshots;
    private readonly long _loaded;
    private readonly TimeSpan _repeated;
    private Task _marking = Task.CompletedTask;
    private int _signals;
    private string? _statusProblem;

    private LiveTrade(Terminal terminal, DeskConfiguration configuration, bool isNew)
    {
        var settings = configuration.Settings;
        (_terminal, _configuration, _folder) = (terminal, configuration, new DeskFolder(settings.Folder));
        var unfinished = isNew ? null : _folder.Unfinished() is { } left && FormerRun.IsToGoOn(left, DeskPresence.Read(settings.Folder, out _), FormerRun.Boot) ? left : null;
        var hot = settings.Reloads ? new HotKeys(configuration) : null;
        if (unfinished is not null && DeskFolder.Differences(unfinished, configuration.Reader, key => hot?.IsHot(key) ?? false) is { Count: > 0 } differences)
            throw new ToolException(ExitCode.Refused, $"{unfinished} has not ended, and the configuration is another one: {string.Join("; ", differences)}. Go on with the one of {DeskFolder.ConfigurationOf(unfinished)}, or begin another run with --new: live orders of the old one are cancelled then.");

        // The run's journal says what came after its beginning. What the file says otherwise is told to the desk as to one that runs.
        if (unfinished is not null && hot is not null)
        {
            var begun = DeskFolder.ValuesOf(unfinished);
            (_former, settings) = (ReloadedFile.Read(unfinished) ?? begun, configuration.AsOf(hot.IsHot, begun));
        }

        _settings = settings;

        // The key of a venue with a gateway is the gateway's.
        FeedVenue[] own = [.. settings.Venues.Select(venue => venue.Venue).Where(venue => !settings.Guard.Gateways.ContainsKey(venue))];
        _keys = own.Length > 0 ? VenueKeys.Open(settings.Guard.Keys, own) : null;
        try
        {
            foreach (var venue in settings.Venues.Select(venue => venue.Venue))
                _held.Add(Hold(terminal, settings.Name, venue, settings.Guard.Gateways.TryGetValue(venue, out var gateway) ? DeskNames.KeyOf(gateway) : _keys!.For(venue).Key));
            if (unfinished is not null && !settings.Live.IsSameAccount)
            {
                var trace = DeskPresence.Read(settings.Folder, out var problem);
                if (FormerAccounts.Unknown(trace, problem, venue => settings.Guard.Gateways.GetValueOrDefault(venue)) is { } unknown)
                    throw new ToolException(ExitCode.Refused, $"{unfinished} has not ended, and {unknown}: whether its orders and positions are at the account of now cannot be seen. If they are, say so with {FormerAccounts.SameAccount}=true; else give back what it had.");
                if (FormerAccounts.Differing(trace!, venue => own.Contains(venue) ? _keys!.For(venue).Key : null) is { } other)
                    throw new ToolException(ExitCode.Refused, $"{unfinished} has not ended, and its key of {other} was another one: its orders and positions are at that key's account. Give it that key again; if this one is of the same account, say so with {FormerAccounts.SameAccount}=true.");
            }

            _source = new SharedMarkets(settings.Feed!, takesRecordings: false);
            var listings = DeskParts.Listings(settings, _source.Listings, []);
            var from = default(JournalPosition);
            var began = Stopwatch.GetTimestamp();
            if (unfinished is not null)
            {
                _run = unfinished;
                settings.Plugins.KeepIn(_run);
                (_desk, from) = DeskSnapshots.Load(_run, () => new LiveDesk(settings, Continued(unfinished, listings), Clock.System), terminal.Note);
            }
            else
            {
                _desk = new LiveDesk(settings, listings, Clock.System);
                _run = _folder.Begin(DateTimeOffset.UtcNow, configuration.Reader);
                settings.Plugins.KeepIn(_run);
            }

            var former = _desk.Repeat();
            _journal = DeskJournal.Open(new JournalOptions { Directory = _run, Durability = settings.Live.Durability }, _desk.Listings, ref former, from);
            _desk.EndRepeat();
            (_goesOn, _loaded, _repeated) = (_journal.Recovered.LastSequence > 0, from?.Sequence ?? 0, Stopwatch.GetElapsedTime(began));
            _snapshots = new DeskSnapshots(_run, settings.Live, line => _notes.Writer.TryWrite(line));
            _desk.Snapshots = _snapshots;
            if (_desk.Difference is { } difference)
                throw new ToolException(ExitCode.Refused, $"{_run} cannot be continued: this version comes to something else than the one that wrote it, {difference}. Begin another run with --new: live orders of the old one are cancelled then.");
        }
        catch
        {
            _journal?.Dispose();
            _source?.Dispose();
            _keys?.Dispose();
            _held.ForEach(held => held?.Dispose());
            throw;
        }
    }

    /// <summary>Trades until it is told to stop.</summary>
    /// <param name="terminal">Where it prints.</param>
    /// <param name="configuration">The desk.</param>
    /// <param name="isNew">Begins another run though one has not ended.</param>
    /// <param name="stop">Ends it in good order.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Terminal terminal, DeskConfiguration configuration, bool isNew, CancellationToken stop)
    {
        var settings = configuration.Settings;
        if (settings.Feed is null)
            throw new ToolException(ExitCode.Usage, "Real orders need a live market: run rialto feed with Feeds:Distribution:Shared:Enabled=true, and name its rings (--feed, Source:Feed).");
        if (settings.Live.Missing is { Count: > 0 } missing)
            throw new ToolException(ExitCode.Usage, $"Real orders need limits that somebody has thought about: set {string.Join(", ", missing)}.");
        try
        {
            using var held = TradeCommand.Hold(settings);
            if (isNew)
                await CancelFormerAsync(terminal, settings, stop);
            await using var trade = new LiveTrade(terminal, configuration, isNew);
            return await trade.RunAsync(stop);
        }
        catch (VenueKeyException problem)
        {
            throw new ToolException(ExitCode.Usage, problem.Message, inner: problem);
        }
        catch (RecordingException problem)
        {
            throw new ToolException(ExitCode.Unreachable, problem.Message, inner: problem);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links)
            await link.DisposeAsync();
        _snapshots.Dispose();
        _journal.Dispose();
        _source.Dispose();
        _keys?.Dispose();
        _atOnce.Dispose();
        _held.ForEach(held => held?.Dispose());
    }

    private static IDisposable? Hold(Terminal terminal, string desk, FeedVenue venue, string key)
    {
        try
        {
            var held = DeskNames.Hold(DeskNames.Folder, desk, venue, key, out var unguarded);
            if (unguarded is not null)
                terminal.Note($"another desk named {desk} at this account of {VenueDialects.NameOf(venue)} would not be noticed: {unguarded}");
            return held;
        }
        catch (IOException problem)
        {
            throw new ToolException(ExitCode.Refused, $"Another desk named {desk} trades with this key at {venue}: each would cancel the other's orders. Give one another Name (four characters).", inner: problem);
        }
    }

    /// <summary>
    /// The orders of a run that is given up are cancelled by the way it had: the new one may have another name, other markets or other venues, and would not know them. Its names are held meanwhile: a desk of the
    /// same name that lives elsewhere would lose its own.
    /// </summary>
    private static async Task CancelFormerAsync(Terminal terminal, DeskSettings settings, CancellationToken stop)
    {
        var left = DeskPresence.Read(settings.Folder, out var problem);
        if (new DeskFolder(settings.Folder).Unfinished() is not { } former || !FormerRun.IsToGoOn(former, left, FormerRun.Boot))
            return;
        if (left is not { } trace)
            throw new ToolException(ExitCode.Refused, $"{former} has not ended, and what it may have left at its venues cannot be known: {problem}. Cancel its orders there, move {former} to another place, and say --new again.");
        var keys = FormerAccounts.KeysOf(trace, settings.Guard.Keys);
        var held = new List<IDisposable?>();
        try
        {
            foreach (var way in trace.Ways)
            {
                if (!OrderVenues.TryFind(way.Venue, out var venue))
                    continue;
                if ((way.Gateway is { } gateway ? DeskNames.KeyOf(gateway) : keys.GetValueOrDefault(venue.Venue)) is { } key)
                    held.Add(Hold(terminal, trace.Desk, venue.Venue, key));
            }

            if (!settings.Live.IsSameAccount && FormerAccounts.Differing(trace, at => keys.GetValueOrDefault(at)) is { } other)
                throw new ToolException(ExitCode.Refused, $"{former} has not ended, and its key of {other} was another one than that of now, by which its orders cannot be cancelled. Give it that key again for this start; if this one is of the same account, say so with {FormerAccounts.SameAccount}=true; or cancel its orders there and move {former} to another place.");
            terminal.Note($"{former} has not ended: cancelling its orders.");
            await CancelAsync(terminal, trace, former, settings, stop);
        }
        finally
        {
            held.ForEach(one => one?.Dispose());
        }

        foreach (var line in HandSet.Of(former))
            terminal.Note(line);
    }

    private static async Task CancelAsync(Terminal terminal, DeskTrace trace, string former, DeskSettings settings, CancellationToken stop)
    {
        var results = await DeskRescue.CancelAsync(trace, settings.Guard.Keys, _rescuePatience, stop);
        foreach (var result in results)
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{result.Venue}, by {result.By}: {result.Outcome.Cancelled} cancelled, {result.Outcome.Left} left. {result.Outcome.Text}"));
        if (Array.Find([.. results], result => !result.Outcome.IsCertain || result.Outcome.Left > 0) is { Venue: { } venue } open)
            throw new ToolException(ExitCode.Refused, $"Orders of {former} may live at {venue}: {open.Outcome.Text}. Cancel them there, or see to its key or gateway, and say --new again.");
    }

    /// <summary>The listings as the run has them; those of the source must mean the same. What a venue changes while it trades is told as its change once the run goes on.</summary>
    private static ListingTable Continued(string run, ListingTable now)
    {
        var then = new ListingTable(Math.Max(1, now.Count));
        var listed = new RunListings(then);
        using (var reader = new DeskJournalReader(run))
        {
            while (then.Count < now.Count && reader.TryRead(ref listed))
            {
            }
        }

        if (then.Count == 0)
            return now;
        for (var id = 1; id <= now.Count; id++)
        {
            var (was, its) = (then[new ListingId(id)], now[new ListingId(id)]);
            if (was != its with { Status = was.Status, Tick = was.Tick, Limits = was.Limits })
                throw new ToolException(ExitCode.Refused, $"{run} cannot be continued: {its.VenueSymbol} at {VenueDialects.NameOf(its.Venue)} was {was}, and is {its}. Begin another run with --new: live orders of the old one are cancelled then.");
        }

        return then;
    }

    private async Task<int> RunAsync(CancellationToken stop)
    {
        var sessions = new SessionLinks(_settings, new AddressGovernor(null, TimeProvider.System), _keys);
        var links = new GuardedLinks(_settings.Guard, sessions);
        foreach (var venue in _settings.Venues)
            _links.Add(links.Open(venue.Venue, _settings.Name, _desk.Listings, _desk.Wake));
        Announce();
        await RehearseAsync(sessions, stop);
        using var presence = DeskPresence.Begin(_settings.Folder, _settings.Name, _desk.Listings, [.. _settings.Venues.Select(WayTo)]);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_atOnce.Token);
        var carried = _goesOn ? [] : DayCarry.Of(_folder, _run, _settings, _desk.Listings, DateTimeOffset.UtcNow, _terminal.Note, stop);
        _desk.Past = PastResults.Of(_folder, _run, _settings, line => _notes.Writer.TryWrite(line), ended.Token);
        _desk.Told = Note;
        _desk.Noted = line => _notes.Writer.TryWrite(line);
        using var control = DeskControlSocket.Listen(_settings.Folder, _desk.Control);
        await using var door = await DeskDoor.OpenAskedAsync(_desk, _run, _terminal, stop);
        _desk.Turned = () =>
        {
            presence.Beat(_desk.Trader.Sequence, _desk.Trader.LiveOrders);
            _desk.Status?.Turn(_desk);
        };
        await using var alerts = DeskAlerts.Begin(_desk, _settings.Guard, isLive: true, line => _notes.Writer.TryWrite(line));
        await using var watch = ConfigurationWatch.Begin(_desk, _configuration, _run, _former, line => _notes.Writer.TryWrite(line));
        var printing = PrintAsync();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Hurry());
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hurry());
        var ending = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Trade(ending, carried, stop)) { Name = "desk " + _settings.Name };
        thread.Start();
        IReadOnlyList<string> left;
        try
        {
            left = await ending.Task;
        }
        finally
        {
            await ended.CancelAsync();
            await _desk.Past.Making.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _notes.Writer.Complete();
            await printing;
        }

        // A desk that leaves orders behind has not ended in good order: whoever watches it must act.
        if (_desk.Trader.LiveOrders == 0)
            presence.End();
        return Print(left);
    }

    /// <summary>
    /// Code that the first orders need is compiled before them. Not by a run that goes on: its orders and positions are looked after at once. Strategies that are plugins are not rehearsed: what they do
    /// beside the desk, and what their types remember, is theirs.
    /// </summary>
    private async Task RehearseAsync(SessionLinks sessions, CancellationToken stop)
    {
        if (!_settings.Live.Rehearses || _goesOn)
            return;
        var began = Stopwatch.GetTimestamp();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var orders = sessions.RehearseAsync(_desk.Listings, _rehearsalPatience, enough.Token);
        try
        {
            // A disk or a strategy that does not come back holds up no start.
            var patience = _rehearsalPatience + TimeSpan.FromSeconds(1);
            var asked = _settings.Plugins.Plugins.Count > 0 ? 0 : await Task.Run(() => DeskRehearsal.Run(_settings, _desk.Listings, RehearsalPrices.Of(_settings.Feed!, _desk.Listings, enough.Token), _rehearsalPatience, enough.Token), CancellationToken.None).WaitAsync(patience, CancellationToken.None);
            var walked = await orders.WaitAsync(patience, CancellationToken.None);
            _terminal.Note(string.Create(CultureInfo.InvariantCulture, $"  rehearsed in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s: {asked:N0} requests on a made-up market and {walked:N0} on their way to nowhere; nothing was sent"));

            // What the start has left is not collected in the middle of an order.
            GC.Collect();
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            _terminal.Note($"  the rehearsal failed ({problem.GetType().Name}: {problem.Message}): the first orders will be slower");
        }
        finally
        {
            // Nothing signs beside real orders.
            await enough.CancelAsync();
            await Task.WhenAny(orders, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None));
            _ = orders.Exception;
        }
    }

    /// <summary>The desk's thread.</summary>
    private void Trade(TaskCompletionSource<IReadOnlyList<string>> ending, IReadOnlyList<DeskCommand> carried, CancellationToken stop)
    {
        try
        {
            var waiting = StopMarker.Read(_settings.Folder);
            _desk.Begin(_journal, _source, _links, waiting, carried);
            if (waiting is not null)
                _notes.Writer.TryWrite($"stopped before this start ({waiting.Value.Reason}): nothing is placed until somebody resumes the desk");
            foreach (var link in _links)
                link.Start();
            _desk.Run(WriteStatus, stop);
            _notes.Writer.TryWrite("ending: strategies stop, orders are cancelled, balances are looked at; once more to end at once");
            var left = _desk.End(WriteStatus, _atOnce.Token);
            EndMarking();
            if (left.Count == 0)
                DeskFolder.End(_run, _desk);
            WriteStatus(isRunning: false);
            if (_desk.Paths is { } paths && paths.TryWrite(Path.Combine(_run, OrderPaths.FileName)) is { } unwritten)
                _notes.Writer.TryWrite(unwritten);
            ending.SetResult(left);
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            _desk.Control.Close();
            _desk.CancelWithoutJournal();
            EndMarking();
            ending.SetException(failed);
        }
    }

    private void EndMarking()
    {
        if (_marking.Wait(_markingPatience))
            KeepStop();
    }

    /// <summary>A stop is over when somebody resumes the desk, not when its process ends: the next run begins stopped too.</summary>
    private void KeepStop()
    {
        if (!_desk.Trader.IsStopped)
            return;
        try
        {
            // Who has left one has said why.
            if (!File.Exists(StopMarker.PathOf(_settings.Folder)))
                StopMarker.Leave(_settings.Folder, Text36.Of("not-resumed"));
            _notes.Writer.TryWrite("the desk is stopped: its next start is too, until somebody resumes it");
        }
        catch (VenueKeyException problem)
        {
            _notes.Writer.TryWrite($"the next start will not know that this desk was stopped: {problem.Message}");
        }
    }

    private void WriteStatus() => WriteStatus(isRunning: true);

    /// <summary>A report that cannot be written ends no desk: it is told, once until it can be again.</summary>
    private void WriteStatus(bool isRunning)
    {
        var problem = _folder.TryWriteStatus(_desk, _run, isRunning, Environment.ProcessId);
        if (problem is not null && _statusProblem is null)
            _notes.Writer.TryWrite(problem);
        else if (problem is null && _statusProblem is not null)
            _notes.Writer.TryWrite("status.json is written again");
        _statusProblem = problem;
    }

    /// <summary>The first signal ends in good order, the second at once.</summary>
    private Action<PosixSignalContext> Hurry()
    {
        return context =>
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref _signals) > 1)
                _atOnce.Cancel();
        };
    }

    private void Announce()
    {
        var limits = _settings.Limits;
        _terminal.Note($"LIVE: desk {_settings.Name} places real orders.");
        foreach (var link in _links)
        {
            var markets = _settings.Markets.Where(market => market.Venue == link.Venue).Select(market => market.Name ?? market.Symbol);
            _terminal.Note($"  {VenueDialects.NameOf(link.Venue)}: {link.Route}; {string.Join(", ", markets)}");
        }

        _terminal.Note(
            $"  limits in {_settings.Reporting}: an order {Limit(limits.OrderNotional)}, gross {Limit(limits.TotalGross)}, loss of a day {Limit(limits.DailyLoss)}, fall from the day's best {Limit(limits.Drawdown)}");
        _terminal.Note($"  strategies: {string.Join(", ", _settings.Strategies.Select(strategy => $"{strategy.Name} ({strategy.Kind}, {strategy.Mode.ToString().ToLowerInvariant()})"))}");
        DeskSummary.Warn(_terminal, _desk);
        if (!_goesOn)
        {
            _terminal.Note($"  begins {_run}");
            return;
        }

        var snapshot = _loaded > 0 ? string.Create(CultureInfo.InvariantCulture, $"the snapshot at input {_loaded:N0} loaded, ") : "";
        var torn = _journal.Recovered.Torn is { } end ? $"; {end}" : "";
        _terminal.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"  goes on with {_run}: {snapshot}{_journal.Recovered.LastSequence - _loaded:N0} inputs repeated in {_repeated.TotalSeconds:0.0} s, {_desk.Trader.LiveOrders:N0} orders to be looked up{torn}"));
    }

    private DeskWay WayTo(DeskVenue venue) => new(OrderVenues.TryFind(venue.Venue, out var known) ? known.Name : VenueDialects.NameOf(venue.Venue), _settings.Guard.Gateways.GetValueOrDefault(venue.Venue), _settings.Guard.Keys.File, venue.Routes.Rest?.OriginalString, venue.Routes.Stream?.OriginalString,
        _keys is not null && _keys.Has(venue.Venue) && !_settings.Guard.Gateways.ContainsKey(venue.Venue) ? DeskNames.AccountOf(_keys.For(venue.Venue).Key) : null);

    private static string Limit(long units) => units == RiskLimits.Unlimited ? "unlimited" : Model.Units.DecimalText.Format(units, 8);

    private void Note(DeskAudit audit)
    {
        // A stop lasts until somebody resumes, over the end of this process and into other runs. Written beside the desk's thread: no disk may hold up its cancels.
        if (audit.Kind is DeskAuditKind.Resumed)
            _marking = _marking.ContinueWith(_ => StopMarker.Clear(_settings.Folder), TaskScheduler.Default);
        else if (audit.Kind is DeskAuditKind.EmergencyStop)
            _marking = _marking.ContinueWith(_ => KeepStop(), TaskScheduler.Default);
        if (audit.Severity >= DeskSeverity.Warning || audit.Kind is DeskAuditKind.BreakerChanged or DeskAuditKind.Restarted or DeskAuditKind.StrategyChanged)
            _notes.Writer.TryWrite(DeskNotes.Of(in audit, _desk.Listings, NameOf(audit.Strategy), audit.Kind == DeskAuditKind.Flatten ? DeskLimits.Of((DeskRefusal)audit.Code, _desk, audit.Listing) : ""));
    }

    private string NameOf(StrategyId strategy) => strategy.Value > 0 && strategy.Value <= _settings.Strategies.Length ? _settings.Strategies[strategy.Value - 1].Name : "";

    private async Task PrintAsync()
    {
        await foreach (var note in _notes.Reader.ReadAllAsync(CancellationToken.None))
            _terminal.Note(note);
    }

    private int Print(IReadOnlyList<string> left) => DeskSummary.Print(_terminal, _desk, _run, [], left);

    /// <summary>The listings that a run began with.</summary>
    private readonly struct RunListings(ListingTable table) : IDeskInputs
    {
        public void OnListing(Listing listing)
        {
            if (listing.Id == table.NextId && !table.IsFull)
                table.Add(listing);
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
