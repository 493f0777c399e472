using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Journal.Following;

/// <summary>A place between two batches that a follower has come to.</summary>
public readonly struct FollowerCut
{
    private readonly JournalCursor? _cursor;
    private readonly JournalPosition? _position;

    /// <param name="position">The place.</param>
    /// <param name="eventHash">Hash of all events up to there.</param>
    public FollowerCut(JournalPosition position, ulong eventHash)
    {
        ArgumentNullException.ThrowIfNull(position);
        (_position, Sequence, EventHash) = (position, position.Sequence, eventHash);
    }

    /// <summary>Where the cursor stands now; nothing is made of it until somebody asks, as few do of the many places that a follower comes to.</summary>
    internal FollowerCut(JournalCursor cursor, ulong eventHash) => (_cursor, Sequence, EventHash) = (cursor, cursor.NextSequence - 1, eventHash);

    /// <summary>Sequence of the last command before it; zero at the beginning.</summary>
    public long Sequence { get; }

    /// <summary>Hash of all events up to there.</summary>
    public ulong EventHash { get; }

    /// <summary>The place; to be asked for before the follower goes on.</summary>
    /// <exception cref="InvalidOperationException">It has gone on, or ended.</exception>
    public JournalPosition Position =>
        _cursor is null ? _position ?? JournalPosition.Start
        : _cursor.IsOpen && _cursor.NextSequence - 1 == Sequence ? _cursor.Position
        : throw new InvalidOperationException($"the follower is not at sequence {Sequence} any more");
}

/// <summary>Hears everything that a follower replays, on the follower's thread, after it is durable. May take its time: nobody waits for it.</summary>
public interface IFollowerListener
{
    /// <summary>The follower begins here; the machine is as it was then.</summary>
    void OnStart(in FollowerCut at, IReplayMachine machine);

    /// <summary>A command and its events, in order, each once. The events are valid during the call.</summary>
    void On(in Command command, ReadOnlySpan<ExchangeEvent> events);

    /// <summary>A batch is through: everything up to here has been heard, and the machine stands here.</summary>
    void OnCut(in FollowerCut at);
}
