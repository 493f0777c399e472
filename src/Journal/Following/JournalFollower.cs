using Rialto.Journal.Proofs;
using Rialto.Runtime.Agents;

namespace Rialto.Journal.Following;

/// <summary>
/// Replays the journal a little behind its writer: reads what is durable, applies it to a machine of its own, and tells listeners. Whoever writes never
/// waits for it; it may lag, and catches up. An agent for a thread of its own; figures are for any thread.
/// </summary>
/// <typeparam name="TMachine">What the commands are applied to.</typeparam>
public sealed class JournalFollower<TMachine> : IAgent, IDisposable
    where TMachine : IReplayMachine
{
    private readonly TMachine _machine;
    private readonly JournalCursor _cursor;
    private readonly Func<long> _durableSequence;
    private readonly IFollowerListener[] _listeners;
    private EventHash _hash;
    private long _sequence;
    private long _timeNs;
    private bool _hasStarted;
    private readonly ProofChecker _proofs;
    private long _proven;
    private volatile ProofMismatch? _mismatch;

    /// <param name="machine">Stands where the cursor does; the follower's from now on.</param>
    /// <param name="cursor">Where to begin; the follower's from now on.</param>
    /// <param name="eventHash">Hash of all events up to there.</param>
    /// <param name="durableSequence">How far it may read.</param>
    /// <param name="listeners">Told in this order.</param>
    public JournalFollower(TMachine machine, JournalCursor cursor, ulong eventHash, Func<long> durableSequence, IReadOnlyList<IFollowerListener> listeners)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        ArgumentNullException.ThrowIfNull(durableSequence);
        ArgumentNullException.ThrowIfNull(listeners);
        _machine = machine;
        _cursor = cursor;
        _hash = new EventHash(eventHash);
        _durableSequence = durableSequence;
        _listeners = [.. listeners];
        _proofs = new ProofChecker(cursor.NextSequence - 1);
        _sequence = cursor.NextSequence - 1;
        _timeNs = cursor.LastTime.Nanoseconds;
    }

    /// <inheritdoc/>
    public string Name => "journal-follower";

    /// <summary>Sequence of the last command it has told of.</summary>
    public long Sequence => Volatile.Read(ref _sequence);

    /// <summary>Time of that command, nanoseconds since 1970.</summary>
    public long TimeNs => Volatile.Read(ref _timeNs);

    /// <summary>Durable commands that it has yet to tell of.</summary>
    public long LagCommands => Math.Max(0, _durableSequence() - Sequence);

    /// <summary>Commands whose events were as the journal says.</summary>
    public long Proven => Volatile.Read(ref _proven);

    /// <summary>The first command whose events were not; null where all were.</summary>
    public ProofMismatch? Mismatch => _mismatch;

    /// <summary>Told once of the first difference between this replay and what the exchange has told, on the follower's thread. It goes on.</summary>
    public event Action<ProofMismatch>? OnMismatch;

    /// <summary>One batch.</summary>
    /// <returns>Commands replayed, at least 1 where there was a batch.</returns>
    /// <exception cref="JournalCorruptException">The journal has changed behind the writer's back.</exception>
    public int DoWork()
    {
        if (!_hasStarted)
            Start();
        if (!_cursor.TryReadBatch(_durableSequence()))
            return 0;
        foreach (ref readonly var command in _cursor.Batch.Commands)
        {
            var events = _machine.Apply(in command);
            _hash.Add(events);
            _proofs.Add(command.Sequence, _hash.Value);
            foreach (var listener in _listeners)
                listener.On(in command, events);
            Volatile.Write(ref _timeNs, command.Time.Nanoseconds);
            Volatile.Write(ref _sequence, command.Sequence);
        }

        if (Mismatch is null && _proofs.Check(_cursor.Batch) is { } mismatch)
        {
            _mismatch = mismatch;
            OnMismatch?.Invoke(mismatch);
        }

        Volatile.Write(ref _proven, _proofs.Proven);
        var cut = new FollowerCut(_cursor, _hash.Value);
        foreach (var listener in _listeners)
            listener.OnCut(in cut);
        return Math.Max(1, _cursor.Batch.Count);
    }

    /// <inheritdoc/>
    public void OnClose() => _cursor.Dispose();

    /// <summary>As <see cref="OnClose"/>, for a follower without a thread of its own.</summary>
    public void Dispose() => OnClose();

    private void Start()
    {
        _hasStarted = true;
        var cut = new FollowerCut(_cursor, _hash.Value);
        foreach (var listener in _listeners)
            listener.OnStart(in cut, _machine);
    }
}
