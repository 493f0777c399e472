using Microsoft.Extensions.Logging;
using Rialto.BackOffice.Index;
using Rialto.BackOffice.Replay;
using Rialto.Gateways;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Faults;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Site;
using Rialto.Host.Alerting;
using Rialto.Host.Config;
using Rialto.Host.Conservation;
using Rialto.Host.Roles.Following;
using Rialto.Journal;
using Rialto.Journal.Proofs;
using Rialto.Journal.Snapshots;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Rings;

namespace Rialto.Host.Roles;

/// <summary>
/// The whole exchange in one process. Its constructor and <see cref="StartAsync"/> are the picture of docs/architecture.md:
/// <code>
/// gateways ──> intake ring ──> sequencer (journal, exchange) ──> event ring ──> fan-out ──> gateways
///                                  └──> journal thread ──> durable cursor ────────┘
/// timer ─────> intake ring                 journal ──> follower ──> snapshots, checks
/// </code>
/// Used once: start, then stop.
/// </summary>
internal sealed class ExchangeRole : IAsyncDisposable
{
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(3);

    private readonly HostSettings _settings;
    private readonly KeyStore _keys;
    private readonly JournalFolder _folder;
    private readonly MpscRing<Command> _intake;
    private readonly BroadcastRing<ExchangeEvent> _events;
    private readonly BroadcastReader<ExchangeEvent> _fanOutReader;
    private readonly ExchangeLimits _limits;
    private readonly ProofQueue _proofs = new();
    private readonly Deadlines _deadlines = new();
    private readonly Clock _clock;
    private readonly PipelineThreads _threads;
    private readonly AuditService _audit;
    private readonly IndexListener _index;
    private readonly ComplianceRole _compliance;
    private readonly PipelineMetrics _metrics = new();
    private readonly FollowingMetrics _following = new();
    private readonly TradingHalt _halt;
    private readonly ConservationGauge _gauge;
    private readonly AlertDelivery _delivery;
    private AgentRunner? _timerRunner;
    private volatile JournalWriter? _journal;
    private volatile bool _isStopping;

    /// <summary>Opens the data folder and joins everything up; nothing runs yet.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="limits">The folder's limits.</param>
    /// <param name="keys">API keys; the caller disposes of them.</param>
    /// <param name="logs">Where requests that fail are logged.</param>
    /// <param name="clock">What stamps commands and drives expiries and calendars; the system's by default.</param>
    /// <param name="faults">Injects faults at the doors; null, which is the rule: nothing does.</param>
    /// <exception cref="JournalLockedException">Another process has the folder.</exception>
    public ExchangeRole(HostSettings settings, ExchangeLimits limits, KeyStore keys, ILoggerFactory logs, Clock? clock = null, FaultMode? faults = null)
    {
        _clock = clock ?? Clock.System;
        _settings = settings;
        _keys = keys;
        _folder = JournalFolder.Open(new JournalOptions
        {
            Directory = settings.JournalFolder,
            Durability = settings.Journal.Durability,
            SegmentBytes = settings.Journal.SegmentBytes,
        });
        _intake = new MpscRing<Command>(settings.Rings.Commands);
        _events = new BroadcastRing<ExchangeEvent>(settings.Rings.Events);
        _fanOutReader = _events.AddReader(gating: true);
        _limits = limits;
        Readiness = new Readiness();
        Readiness.Alerts.Changed += TellAlert;
        _delivery = new AlertDelivery(settings.Alerts, "exchange", Readiness.Alerts, logs, TimeProvider.System);
        _threads = new PipelineThreads(settings.Threads, _intake, _events, _fanOutReader, OnFault);
        _audit = new AuditService(settings.DataFolder, limits, keys, Durable);
        _compliance = new ComplianceRole(settings);
        _index = new IndexListener(new History(settings.DataFolder, limits) { DurableSequence = Durable });
        // Until there is a writer everything in the ring comes from the journal, and so is durable.
        var pipeline = new GatewayPipeline(_intake, _fanOutReader, () => _journal?.DurableSequence ?? long.MaxValue)
        {
            AttendSequencer = _threads.AttendSequencer,
            AttendFanOut = _threads.AttendFanOut,
            Proofs = _proofs,
            Audit = _audit,
            Compliance = _compliance.Services,
            Faults = faults,
            Site = SiteFiles.Of(typeof(ExchangeRole).Assembly, "dashboard/"),
        };
        _halt = new TradingHalt(new CommandPort(_intake), () => JournalFailure is not null || _isStopping);
        _gauge = new ConservationGauge(Readiness.Alerts, books => _halt.Halt(books.Instruments.Select(instrument => instrument.Id)));
        Gateways = new GatewayServer(pipeline, keys, settings.Gateways, Readiness, [_metrics, _following, _gauge, _delivery, new AuditMetrics(settings.DataFolder, _index, Durable)], logs);

        long Durable() => _journal?.DurableSequence ?? 0;
    }

    /// <summary>Sessions, REST, streams.</summary>
    public GatewayServer Gateways { get; }

    /// <summary>Where the process stands.</summary>
    public Readiness Readiness { get; }

    /// <summary>Why the journal failed, if it did.</summary>
    public Exception? JournalFailure => _journal?.Failure;

    /// <summary>Listens (answering only about health), recovers, and starts the threads. Orders are accepted when it returns.</summary>
    /// <param name="recovering">Called now and then with the commands replayed so far.</param>
    /// <param name="recovered">Called once with what was found.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What this start defined.</returns>
    /// <exception cref="JournalCorruptException">The journal is damaged before its end.</exception>
    public async Task<DefinedThings> StartAsync(Action<long> recovering, Action<StartReport> recovered, CancellationToken cancellationToken)
    {
        _threads.StartFanOut(Gateways.FanOut, Gateways.FanOutSignal);
        await Gateways.StartAsync(cancellationToken);

        var begin = StartingPoint<RingSink>.Find(
            _settings.Follower.UseAtStart ? new SnapshotFolder(_settings.SnapshotFolder) : null, new JournalReader(_settings.JournalFolder), _limits,
            _settings.Gateways.Views, new RingSink(_events));
        if (begin.Snapshot is { } snapshot && await Gateways.RestoreAsync(snapshot.Part(ViewsReplica.Name), snapshot.Header.EventHash) is { } fault)
            throw new InvalidDataException(fault);
        _deadlines.Restore(begin.Exchange);
        var handler = new VenueHandler(begin.Exchange, _deadlines, latency: null);
        var report = Recovery.Replay(_folder, ref handler, recovering, begin.Snapshot?.Header.Position);
        recovered(new StartReport(report, begin.Snapshot?.Header, begin.Elapsed, begin.Broken));

        var journal = new JournalWriter(_folder, report, _clock, _proofs);
        var sequencer = new Sequencer<VenueHandler>(_intake, journal, new VenueHandler(begin.Exchange, _deadlines, _metrics.Matching), _clock, report);
        var setup = new InstrumentSetup(begin.Exchange, new CommandPort(_intake), _settings, _keys, _clock);
        _metrics.Follow(_intake, journal, sequencer.Commands, sequencer.WaitsForJournal);
        _journal = journal;
        var answers = _events.AddReader(gating: false);
        _threads.Start(journal, sequencer, _folder.Options);

        var defined = setup.Define(answers, () => ProblemOf(journal), cancellationToken);
        await OpenAsync(journal, report.LastSequence, cancellationToken);
        _compliance.Start();
        var timer = new TimerAgent(new CommandPort(_intake), _deadlines, setup.Calendars, _clock, Watch(journal), () => _halt.HasHalted);
        _timerRunner = new AgentRunner(timer, new IdleStrategy(new WakeSignal(), 0, 0, TimeSpan.FromMilliseconds(_settings.TimerMs)), OnFault);
        _timerRunner.Start();
        if (_settings.Follower.Enabled)
            _following.Start(new JournalFollowing(
                _settings, _limits, begin.Snapshot, begin.Views, begin.Broken.Count, () => journal.DurableSequence, _clock, _halt, Readiness.Alerts, [_gauge, _index]));
        return defined;
    }

    /// <summary>Stops the intake, answers what was accepted, makes it durable, closes the journal.</summary>
    public async Task StopAsync()
    {
        _isStopping = true;
        _timerRunner?.Dispose();
        await StopGatewaysAsync();
        await UntilAsync(() => _intake.Depth == 0 || JournalFailure is not null);
        _threads.StopSequencer();
        await UntilAsync(() => _journal is not { } journal || journal.DurableSequence == journal.AppendedSequence || journal.Failure is not null);
        await UntilAsync(() => _fanOutReader.Position == _events.PublishedCount || JournalFailure is not null);
        _threads.StopFanOut();
        if (_journal is { } journal && journal.DurableSequence == journal.AppendedSequence && _fanOutReader.Position == _events.PublishedCount)
            Gateways.ProveThrough(journal.AppendedSequence);
        _threads.StopJournal();
        _following.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        _timerRunner?.Dispose();
        _following.Dispose();
        _threads.StopSequencer();
        _threads.StopJournal();
        _threads.StopFanOut();
        await Gateways.DisposeAsync();
        await _delivery.DisposeAsync();
        _audit.Dispose();
        _compliance.Dispose();
        _folder.Dispose();
    }

    // What ends a start: a journal that has failed, or one without room for anything.
    private static IOException? ProblemOf(JournalWriter journal) => journal switch
    {
        { Failure: { } failure } => new IOException($"The journal failed: {failure.Message}", failure),
        { Shortage: { } shortage, RoomBytes: 0 } => new IOException($"The journal has no room: {shortage.Message}", shortage),
        _ => null,
    };

    // Opening closes sessions the last run left over, and waits until that is durable: on a full disk, for ever.
    private async Task OpenAsync(JournalWriter journal, long lastSequence, CancellationToken cancellationToken)
    {
        var opening = Gateways.OpenAsync(lastSequence);
        while (!opening.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ProblemOf(journal) is { } problem)
                throw problem;
            await Task.WhenAny(opening, Task.Delay(10, CancellationToken.None));
        }

        await opening;
    }

    // A client that does not answer the goodbye holds nobody up for longer than this.
    private async Task StopGatewaysAsync()
    {
        using var patience = new CancellationTokenSource(GoodbyePatience);
        try
        {
            await Gateways.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Readiness.Move(ExchangePhase.Stopping, "stopping");
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var waited = TimeSpan.Zero; !condition() && waited < DrainPatience; waited += TimeSpan.FromMilliseconds(1))
            await Task.Delay(1);
    }

    // The process is about to stop: a halted exchange is repaired by replay, a wrong one is not.
    private static void OnFault(string agent, Exception fault) => Console.Error.WriteLine($"rialto: thread '{agent}' failed, stopping at once: {fault}");

    // What is on its way when the disk is found full must still fit: a whole intake ring, a whole queue, a batch.
    private JournalWatch Watch(JournalWriter journal) => new(
        journal, Readiness, Readiness.Alerts,
        Math.Min(_settings.Journal.SegmentBytes / 2L, (long)_settings.Rings.Commands * Command.SizeBytes + _folder.Options.QueueBytes + (1 << 20)),
        _settings.Journal.SlowDiskMs, static () => Clock.MonotonicNanoseconds);

    private static void TellAlert(Alert alert, bool begins) =>
        Console.Error.WriteLine(begins ? $"rialto: alert {alert.Name}: {alert.Text}" : $"rialto: alert {alert.Name} is over");
}
