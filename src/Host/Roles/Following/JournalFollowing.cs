using Rialto.Gateways;
using Rialto.Host.Config;
using Rialto.Journal;
using Rialto.Journal.Archive;
using Rialto.Journal.Following;
using Rialto.Journal.Proofs;
using Rialto.Journal.Snapshots;
using Rialto.Model.Markets;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;

namespace Rialto.Host.Roles.Following;

/// <summary>
/// The follower of a running exchange, with its listeners in their order: the gateways' views once more, what the caller adds, and the snapshot taker, which
/// saves them all. On a thread of its own, which gives way to the others; whoever writes the journal never waits for it.
/// </summary>
internal sealed class JournalFollowing : IMetricsSource, IDisposable
{
    private const string TidyAlert = "archiving_failed";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly HostSettings _settings;
    private readonly ExchangeLimits _limits;
    private readonly Func<long> _durableSequence;
    private readonly Clock _clock;
    private readonly TradingHalt _halt;
    private readonly Alerts _alerts;
    private readonly IReadOnlyList<IFollowerListener> _others;
    private readonly SnapshotFolder _snapshots;
    private readonly AgentRunner _runner;
    private readonly ViewsReplica _views;
    private readonly SnapshotTaker _taker;
    private readonly int _brokenSnapshots;
    private long _tidiedThrough;
    private Snapshot? _from;
    private volatile JournalFollower<ReplayedExchange>? _follower;
    private volatile string? _failure;

    /// <param name="settings">What is asked for.</param>
    /// <param name="limits">The exchange's.</param>
    /// <param name="from">Where the exchange began, as the follower does; null for the journal's beginning.</param>
    /// <param name="views">As they stand there; the follower's from now on.</param>
    /// <param name="brokenSnapshots">How many newer ones could not be used.</param>
    /// <param name="durableSequence">How far it may read.</param>
    /// <param name="clock">The exchange's.</param>
    /// <param name="halt">What to do where the exchange is found wrong.</param>
    /// <param name="alerts">Told of what is wrong.</param>
    /// <param name="others">Further listeners.</param>
    public JournalFollowing(
        HostSettings settings, ExchangeLimits limits, Snapshot? from, ViewsReplica views, int brokenSnapshots, Func<long> durableSequence, Clock clock, TradingHalt halt, Alerts alerts,
        IReadOnlyList<IFollowerListener> others)
    {
        _settings = settings;
        _limits = limits;
        _from = from;
        _brokenSnapshots = brokenSnapshots;
        _durableSequence = durableSequence;
        _clock = clock;
        _halt = halt;
        _alerts = alerts;
        _others = others;
        _views = views;
        _snapshots = new SnapshotFolder(settings.SnapshotFolder);
        _taker = new SnapshotTaker(_snapshots, settings.Follower.Schedule, clock, _views) { MayTake = () => !halt.HasHalted };
        _taker.OnTaken += Tidy;
        _runner = new AgentRunner(new LateAgent("journal-follower", Make), new IdleStrategy(new WakeSignal(), 0, 0, LookEvery), OnFault, FaultPolicy.StopAgent);
    }

    /// <summary>The first command that the follower has played otherwise than the exchange; null where all were the same. Any thread.</summary>
    public ProofMismatch? Mismatch => _follower?.Mismatch;

    /// <summary>Why it has ended by itself; null where it has not. Any thread.</summary>
    public string? Failure => _failure;

    /// <summary>Begins.</summary>
    public void Start()
    {
        if (_brokenSnapshots > 0)
            _alerts.Raise("snapshots_broken", AlertSeverity.Warning, $"{_brokenSnapshots} snapshots could not be used by this start; an older one was. See: rialto journal verify");
        _runner.Start();
    }

    /// <inheritdoc/>
    public void Write(PrometheusText text)
    {
        text.Single("rialto_follower_running", "gauge", "1 while the journal's follower works.", _failure is null ? 1 : 0);
        text.Single("rialto_snapshots_broken", "gauge", "Snapshots that the last start could not use.", _brokenSnapshots);
        if (_follower is not { } follower)
            return;
        var lag = follower.LagCommands;
        text.Single("rialto_follower_sequence", "gauge", "Sequence of the last command the follower has replayed.", follower.Sequence);
        text.Single("rialto_follower_lag_commands", "gauge", "Durable commands the follower has yet to replay.", lag);
        text.Single("rialto_follower_lag_seconds", "gauge", "Age of the last command replayed, where there are later ones.", lag == 0 ? 0 : Math.Max(0, (_clock.UtcNanoseconds - follower.TimeNs) / 1e9));
        text.Single("rialto_follower_proven_total", "counter", "Commands whose events the follower has found as the exchange told them.", follower.Proven);
        text.Single("rialto_follower_mismatch", "gauge", "1 once the follower has found an event that is not as the exchange told it.", follower.Mismatch is null ? 0 : 1);
        foreach (var counter in new[] { _taker.Taken, _taker.Failed, _taker.Nanoseconds })
            text.Single("rialto_" + counter.Name, "counter", counter.Help, counter.Value);
        if (_taker.Last is { } last)
        {
            text.Single("rialto_snapshot_last_sequence", "gauge", "Sequence of the last snapshot taken.", last.Sequence);
            text.Single("rialto_snapshot_last_bytes", "gauge", "Its size on the disk.", last.LengthBytes);
        }
    }

    /// <summary>Ends it; what is not replayed will be by the next start.</summary>
    public void Dispose() => _runner.Dispose();

    private JournalFollower<ReplayedExchange> Make()
    {
        var reader = new JournalReader(_settings.JournalFolder);
        var machine = ReplayedExchange.New(_limits);
        var (cursor, hash) = (reader.Open(), 0UL);
        if (_from is { } snapshot)
        {
            // The start has loaded it already, so it loads.
            machine = ReplayedExchange.Of(snapshot, out var fault) ?? throw new InvalidDataException(fault);
            cursor.Dispose();
            (cursor, hash) = (reader.OpenAfter(snapshot.Header.Position), snapshot.Header.EventHash);
            _from = null;
        }

        var follower = new JournalFollower<ReplayedExchange>(machine, cursor, hash, _durableSequence, [_views, .. _others, _taker]);
        follower.OnMismatch += mismatch => OnMismatch(machine, mismatch);
        return _follower = follower;
    }

    private void OnMismatch(ReplayedExchange machine, ProofMismatch mismatch)
    {
        _alerts.Raise(
            "events_differ", AlertSeverity.Critical,
            $"The follower's events differ from the exchange's at sequence {mismatch.Sequence}; trading is halted. See: rialto journal replay --verify");
        _halt.Halt(machine.Exchange.Instruments.Select(instrument => instrument.Id));
        ForgetFrom(mismatch.Sequence);
    }

    // A proof comes a little later than its commands, and a snapshot may have been taken in between: the next start must come past the difference again.
    private void ForgetFrom(long sequence)
    {
        try
        {
            foreach (var snapshot in _snapshots.List().Where(snapshot => snapshot >= sequence))
                _snapshots.Delete(snapshot);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"rialto: a snapshot in doubt could not be taken away; delete those from sequence {sequence} on: {problem.Message}");
        }
    }

    // Whatever is wrong with old files, the follower goes on: what it checks is the exchange.
    private void Tidy(SnapshotHeader newest)
    {
        try
        {
            Retention.Thin(_snapshots, _settings.Follower.Keep);

            // Only where the newest snapshot lies in another segment than the one before is there anything to do.
            if (newest.Position.Segment == _tidiedThrough)
                return;
            Retention.Apply(
                _settings.JournalFolder, _snapshots, new RetentionRules(_settings.Journal.Archive, _settings.Journal.KeepSegments, _settings.Journal.KeepDays), _clock.UtcNanoseconds);
            _tidiedThrough = newest.Position.Segment;
            _alerts.Clear(TidyAlert);
        }
        catch (Exception problem) when (problem is JournalCorruptException or IOException or UnauthorizedAccessException)
        {
            _alerts.Raise(
                TidyAlert, AlertSeverity.Warning,
                $"Old segments and snapshots could not be archived or taken away, which is tried again after the next snapshot: {problem.Message}. See: rialto journal verify");
        }
    }

    private void OnFault(string agent, Exception fault)
    {
        _failure = fault.Message;
        Console.Error.WriteLine($"rialto: the journal's follower has ended: {fault}");
        _alerts.Raise("follower_ended", AlertSeverity.Critical, $"The journal's follower has ended; the exchange goes on without snapshots and checks: {fault.Message}");
    }
}
