using Rialto.Gateways;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Views;
using Rialto.Host.Conservation;
using Rialto.Host.Roles;
using Rialto.Host.Roles.Following;
using Rialto.Host.Simulation.Checks;
using Rialto.Host.Simulation.Clients;
using Rialto.Host.Simulation.Disk;
using Rialto.Journal;
using Rialto.Journal.Archive;
using Rialto.Journal.Following;
using Rialto.Journal.Proofs;
using Rialto.Journal.Snapshots;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Rings;
using Rialto.Venue;

namespace Rialto.Host.Simulation;

/// <summary>
/// One life of the exchange, from start to crash: the product's rings, sequencer, journal, recovery, engine, fan-out, views and timer, joined as in <see cref="ExchangeRole"/>,
/// but played step by step on one thread.
/// </summary>
#pragma warning disable CA1001 // A process that dies closes nothing; Stop closes what a clean stop closes.
internal sealed class SimulatedNode
#pragma warning restore CA1001
{
    // A waiting sequencer gets so many steps of the others before something must have changed.
    private const int PatienceSteps = 4_000;

    private static readonly ViewOptions ViewMemory = new() { FinishedOrders = 200, KeptTrades = 50, MaxFillsPerOrder = 20 };

    private readonly SimulatedWorld _world;
    private readonly JournalFolder _folder;
    private readonly MpscRing<Command> _ring;
    private readonly BroadcastRing<ExchangeEvent> _events;
    private readonly BroadcastReader<ExchangeEvent> _reader;
    private Exchange<RingSink> _exchange;
    private readonly Deadlines _deadlines = new();
    private readonly ProofQueue _proofs = new();
    private readonly List<SessionId> _leftOver = [];
    private JournalWriter? _journal;
    private Sequencer<Handler>? _sequencer;
    private Func<long> _visible = () => long.MaxValue;
    private IAgent? _timer;
    private ReplayedExchange? _replica;
    private JournalFollower<ReplayedExchange>? _follower;
    private int _waited;
    private long _looks;

    public SimulatedNode(SimulatedWorld world)
    {
        _world = world;
        var setting = world.Setting;
        Mount = world.Disk.Mount();
        _folder = JournalFolder.On(world.Parts.Store(Mount), setting.Journal);
        _ring = new MpscRing<Command>(setting.IntakeSlots);
        _events = new BroadcastRing<ExchangeEvent>(setting.EventSlots, IdleStrategy.Stepping(WhileSequencerWaits));
        _reader = _events.AddReader(gating: true);
        _exchange = new Exchange<RingSink>(setting.Limits, new RingSink(_events));
        Views = new ExchangeViews(ViewMemory);
        Pending = new PendingCommands(setting.MaxPending);
        Hub = new SimulatedHub();
        FanOut = new FanOut(_reader, () => _visible(), Views, Pending, [world.Witness, Hub], proofs: _proofs);
        Intake = new Intake(_ring, Pending, Readiness);
        Readiness.Changed += phase =>
        {
            if (phase != ExchangePhase.Failed)
                return;
            if (world.Parts.DropsUndurable)
                FanOut.DropUndurable();
            if (world.Parts.AbandonsOnFailure)
                Pending.Abandon();
        };
    }

    public DiskMount Mount { get; }

    /// <summary>1 where the start began from a snapshot.</summary>
    public int SnapshotsUsed { get; private set; }

    /// <summary>Newer snapshots that could not be used.</summary>
    public int SnapshotsBroken { get; private set; }

    public Readiness Readiness { get; } = new();

    public ExchangeViews Views { get; }

    public PendingCommands Pending { get; }

    public Intake Intake { get; }

    public SimulatedHub Hub { get; }

    public FanOut FanOut { get; }

    public JournalWriter Journal => _journal!;

    public Exchange<RingSink> Exchange => _exchange;

    public CommandPort Port => new(_ring);

    /// <summary>Sessions that the process before left open and that are not closed yet.</summary>
    public bool HasLeftOvers => _leftOver.Count > 0;

    /// <summary>Durable cursor; what a crash may not take.</summary>
    public long Promised => _journal?.DurableSequence ?? 0;

    /// <summary>True where nothing is on its way any more.</summary>
    public bool IsDrained =>
        _ring.Depth == 0 && Journal.DurableSequence == Journal.AppendedSequence && _reader.Position == _events.PublishedCount && Pending.Count == 0 && !HasLeftOvers;

    /// <summary>Recovers and opens.</summary>
    /// <exception cref="JournalCorruptException">The journal is damaged.</exception>
    /// <exception cref="IOException">The disk failed, or the node went down.</exception>
    public void Start()
    {
        var snapshots = new SnapshotFolder(_world.Disk.Snapshots);
        var begin = StartingPoint<RingSink>.Find(snapshots, new JournalReader(_folder.Store), _world.Setting.Limits, ViewMemory, new RingSink(_events));
        _exchange = begin.Exchange;
        SnapshotsUsed = begin.Snapshot is null ? 0 : 1;
        SnapshotsBroken = begin.Broken.Count;
        _world.Witness.RecoveryBegins(begin.Snapshot?.Header.Sequence ?? 0);
        if (begin.Snapshot is { } snapshot)
            Restore(snapshot);
        _deadlines.Restore(_exchange);
        var handler = new Handler(this, isRecovering: true);
        var report = _world.Parts.Recover(_folder, ref handler, begin.Snapshot?.Header.Position);
        while (FanOut.DoWork() > 0)
        {
        }
        _world.Witness.Recovered(report.LastSequence, _world.Promised);
        _journal = new JournalWriter(_folder, report, _world.Clock, _proofs);
        _sequencer = new Sequencer<Handler>(
            _ring, _journal, new Handler(this, isRecovering: false), _world.Clock, _world.Parts.SequenceAfter(report), IdleStrategy.Stepping(WhileSequencerWaits));
        _visible = _world.Parts.Visible(_journal);
        Intake.SetBase(_world.Parts.IntakeBase(report));
        // Each look comes so much later than the one before that what was refused is tried again.
        var watch = new JournalWatch(_journal, Readiness, Readiness.Alerts, _world.Setting.SegmentBytes / 2, int.MaxValue, () => _looks++ * 1_000_000_000);
        _timer = _world.Parts.Timer(new TimerAgent(Port, _deadlines, new CalendarSchedule(), _world.Clock, watch, static () => false));
        _replica = begin.Snapshot is { } from ? ReplayedExchange.Of(from, out _)! : ReplayedExchange.New(_world.Setting.Limits);
        var views = begin.Views;
        var gauge = new ConservationGauge(Readiness.Alerts, _ => throw new Violation(Readiness.Alerts.Raised[^1].Text), compareEvery: 300);
        var taker = new SnapshotTaker(snapshots, new SnapshotSchedule(EveryCommands: 150, EveryMinutes: 0), _world.Clock, views);
        taker.OnTaken += _ => Tidy(snapshots);
        _follower = new JournalFollower<ReplayedExchange>(
            _replica,
            begin.Snapshot is { } at ? new JournalReader(_folder.Store).OpenAfter(at.Header.Position) : new JournalReader(_folder.Store).Open(), begin.Snapshot?.Header.EventHash ?? 0,
            () => _journal.DurableSequence, [views, gauge, taker]);
        _follower.OnMismatch += mismatch => throw new Violation($"the journal's proof and its replay differ at sequence {mismatch.Sequence}");
        Hub.LastSession = Views.LastSession.Value;
        _leftOver.AddRange(Views.OpenSessions.Keys);
        Readiness.Move(ExchangePhase.Ready);
    }

    public void StepSequencer()
    {
        _waited = 0;
        _sequencer!.DoWork();
        ThrowIfDown();
    }

    public void StepJournal()
    {
        _journal!.DoWork();
        ThrowIfDown();
    }

    public void StepFanOut()
    {
        FanOut.DoWork();
        ThrowIfDown();
    }

    public void StepTimer()
    {
        _timer!.DoWork();
        ThrowIfDown();
    }

    /// <summary>The follower plays a batch to its replica, and the conservation gauge sums.</summary>
    public void StepFollower()
    {
        _follower!.DoWork();
        ThrowIfDown();
    }

    /// <summary>The follower plays all that is durable.</summary>
    /// <returns>The state hash of its replica.</returns>
    public ulong Follow()
    {
        while (_follower!.LagCommands > 0 && _follower.DoWork() > 0)
        {
        }
        if (_follower.LagCommands > 0)
            throw new Violation($"the follower stays {_follower.LagCommands} commands behind");
        return _replica!.StateHash();
    }

    public void StepPreparation()
    {
        Mount.FinishPreparing();
        ThrowIfDown();
    }

    /// <summary>Ends the sessions that were left over, one at a time, as after every start.</summary>
    public void StepLeftOvers()
    {
        if (_leftOver.Count == 0)
            return;
        var session = _leftOver[^1];
        if (_world.Submit(this, Command.CloseSession(session, default), new SimulatedCommand(null)) == RejectReason.None)
            _leftOver.RemoveAt(_leftOver.Count - 1);
    }

    /// <summary>Stops in order: nothing new, what was accepted is answered and written.</summary>
    /// <returns>The last sequence appended.</returns>
    public long Stop()
    {
        Mount.FinishPreparing();
        for (var round = 0; round < PatienceSteps && !IsDrained && _journal!.State == JournalState.Writing; round++)
        {
            StepLeftOvers();
            StepSequencer();
            StepJournal();
            StepFanOut();
            Mount.FinishPreparing();
        }
        Readiness.Move(ExchangePhase.Stopping, "stopping");
        _journal!.OnClose();
        ThrowIfDown();
        StepFanOut();
        return _journal.AppendedSequence;
    }

    /// <summary>As the follower does after each snapshot; where the disk does not let it, it is tried again after the next.</summary>
    private void Tidy(SnapshotFolder snapshots)
    {
        if (!_world.Setting.Archives)
            return;
        if (_world.CrashWhileArchiving is var kind and not CrashKind.None && _world.Step.Percent(15))
        {
            _world.Trace?.Add($"        armed: {kind} while it archives");
            _world.Disk.ArmCrash(kind, (int)_world.Step.Between(1, 14), _world.Step);
        }

        try
        {
            using var archive = SegmentArchive.On(_world.Parts.Archives(Mount));
            _world.Parts.Tidy(archive, snapshots, new RetentionRules(Compress: true, _world.Setting.KeepSegments), _world.Clock.UtcNanoseconds);
        }
        catch (IOException problem) when (problem is not NodeDownException)
        {
            _world.Trace?.Add($"        archiving fails: {problem.Message}");
        }
    }

    private void Restore(Snapshot snapshot)
    {
        var restored = FanOut.RestoreAsync(snapshot.Part(ViewsReplica.Name), snapshot.Header.EventHash);
        while (!restored.IsCompleted)
            FanOut.DoWork();
        if (restored.Result is { } fault)
            throw new Violation($"a snapshot that was used cannot be shown: {fault}");
    }

    private void ThrowIfDown()
    {
        if (_world.Disk.Down != CrashKind.None)
            throw new NodeDownException();
    }

    /// <summary>The sequencer's thread is stuck in a wait: the other threads go on.</summary>
    private void WhileSequencerWaits()
    {
        if (_journal is null)
        {
            FanOut.DoWork(); // recovery: whoever replays waits for the fan-out only
            return;
        }
        var dice = _world.Step;
        switch (dice.Below(8))
        {
            case 0 or 1 or 2:
                StepJournal();
                break;
            case 3 or 4 or 5:
                StepFanOut();
                break;
            case 6:
                StepPreparation();
                break;
            default:
                StepTimer();
                break;
        }
        if (++_waited < PatienceSteps)
            return;
        // Whatever keeps the disk from going on ends now; a node that still waits would wait for ever.
        if (_waited == PatienceSteps)
            _world.Disk.Heal();
        else if (_waited > 2 * PatienceSteps)
            throw new Violation($"the sequencer waits for ever (journal {_journal.State}: {_journal.Failure?.Message})");
    }

    /// <summary>What the sequencer and recovery drive.</summary>
    internal readonly struct Handler(SimulatedNode node, bool isRecovering) : ICommandHandler
    {
        public void Apply(in Command command)
        {
            node._world.Witness.OnApply(in command);
            node._world.Parts.Apply(node._exchange, node._deadlines, node._events, in command, isRecovering);
        }
    }
}
