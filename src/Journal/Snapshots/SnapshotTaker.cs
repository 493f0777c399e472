using System.Buffers;
using Rialto.Journal.Following;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Counters;

namespace Rialto.Journal.Snapshots;

/// <summary>When snapshots are taken.</summary>
/// <param name="EveryCommands">After so many commands; zero for never by number.</param>
/// <param name="EveryMinutes">After so many minutes in which there was a command; zero for never by time.</param>
public sealed record SnapshotSchedule(long EveryCommands = 250_000, long EveryMinutes = 10);

/// <summary>
/// Takes a snapshot of a follower's machine now and then. Whoever writes the journal is not touched by it; the follower lags for the time it takes. One
/// that cannot be written is reported and tried again at the next occasion.
/// </summary>
public sealed class SnapshotTaker : IFollowerListener
{
    private const long NanosecondsPerMinute = 60_000_000_000;

    private readonly SnapshotFolder _folder;
    private readonly SnapshotSchedule _schedule;
    private readonly Clock _clock;
    private readonly IReadOnlyList<ISnapshotPart> _others;
    private readonly List<ISnapshotPart> _parts = [];
    private IReplayMachine? _machine;
    private FollowerCut _cut;
    private long _lastSequence;
    private long _lastTimeNs;
    private SnapshotHeader? _last;
    private string? _failure;

    /// <param name="folder">Where they go.</param>
    /// <param name="schedule">How often.</param>
    /// <param name="clock">For the minutes.</param>
    /// <param name="others">Parts beside the machine; each stands where the follower does when it is saved, so listeners come before this one.</param>
    public SnapshotTaker(SnapshotFolder folder, SnapshotSchedule schedule, Clock clock, params IReadOnlyList<ISnapshotPart> others)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(clock);
        _folder = folder;
        _schedule = schedule;
        _clock = clock;
        _others = others;
    }

    /// <summary>Asked before each: false where the machine is not to be believed, and no start may ever begin from it. The follower's thread.</summary>
    public Func<bool>? MayTake { get; init; }

    /// <summary>Name of the part that is the machine itself.</summary>
    public const string MachinePart = "exchange";

    /// <summary>Snapshots taken.</summary>
    public Counter Taken { get; } = new("snapshots_total", "Snapshots taken.");

    /// <summary>Snapshots that could not be written.</summary>
    public Counter Failed { get; } = new("snapshot_failures_total", "Snapshots that could not be written.");

    /// <summary>Nanoseconds that taking the snapshots took the follower.</summary>
    public Counter Nanoseconds { get; } = new("snapshot_nanoseconds_total", "Time the follower spent on snapshots, in nanoseconds.");

    /// <summary>The last one taken; null before the first. Any thread.</summary>
    public SnapshotHeader? Last => Volatile.Read(ref _last);

    /// <summary>Why the last try failed; null where it did not. Any thread.</summary>
    public string? Failure => Volatile.Read(ref _failure);

    /// <summary>Told of each snapshot, on the follower's thread.</summary>
    public event Action<SnapshotHeader>? OnTaken;

    /// <summary>Takes one now, if anything has happened since the last. On the follower's thread, before it ends.</summary>
    public void TakeNow()
    {
        if (_machine is not null && _cut.Sequence > _lastSequence)
            Take();
    }

    /// <inheritdoc/>
    public void OnStart(in FollowerCut at, IReplayMachine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        _machine = machine;
        _parts.Add(new Machine(machine));
        _parts.AddRange(_others);
        _cut = at;
        _lastSequence = at.Sequence;
        _lastTimeNs = _clock.UtcNanoseconds;
    }

    /// <inheritdoc/>
    public void On(in Command command, ReadOnlySpan<ExchangeEvent> events)
    {
        // What counts is where the batch ends.
    }

    /// <inheritdoc/>
    public void OnCut(in FollowerCut at)
    {
        _cut = at;
        var commands = at.Sequence - _lastSequence;
        if (commands <= 0)
            return;
        var isDue = (_schedule.EveryCommands > 0 && commands >= _schedule.EveryCommands)
            || (_schedule.EveryMinutes > 0 && _clock.UtcNanoseconds - _lastTimeNs >= _schedule.EveryMinutes * NanosecondsPerMinute);
        if (isDue)
            Take();
    }

    private void Take()
    {
        if (MayTake is { } mayTake && !mayTake())
            return;
        var begun = System.Diagnostics.Stopwatch.GetTimestamp();
        _lastSequence = _cut.Sequence;
        _lastTimeNs = _clock.UtcNanoseconds;
        try
        {
            var header = _folder.Save(in _cut, _machine!.StateHash(), _parts);
            Volatile.Write(ref _last, header);
            Volatile.Write(ref _failure, null);
            Taken.Increment();
            Nanoseconds.Add((long)System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalNanoseconds);
            OnTaken?.Invoke(header);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The journal is what counts; a snapshot is a short cut.
            Volatile.Write(ref _failure, problem.Message);
            Failed.Increment();
        }
    }

    private sealed class Machine(IReplayMachine machine) : ISnapshotPart
    {
        public string PartName => MachinePart;

        public void Save(IBufferWriter<byte> target) => machine.Save(target);
    }
}
