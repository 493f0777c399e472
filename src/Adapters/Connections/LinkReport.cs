using Rialto.Adapters.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Connections;

/// <summary>Where a link stands.</summary>
public enum LinkState : byte
{
    /// <summary>Not started, or stopped for good.</summary>
    Stopped = 0,

    /// <summary>Waits for its next dial: <see cref="LinkReport.NextAttempt"/>.</summary>
    Waiting = 1,

    /// <summary>Dials.</summary>
    Dialing = 2,

    /// <summary>The socket is open, not every book is trusted.</summary>
    Synchronizing = 3,

    /// <summary>The socket is open and every book is trusted.</summary>
    Up = 4,

    /// <summary>Cannot dial before a setting is made: <see cref="LinkReport.LastError"/> says which.</summary>
    Unset = 5,
}

/// <summary>Whether a link that failed often is let dial.</summary>
public enum BreakerState : byte
{
    /// <summary>It is.</summary>
    Closed = 0,

    /// <summary>It failed too often: not before a while has passed.</summary>
    Open = 1,

    /// <summary>One dial is tried: a link that settles closes the breaker, a failure opens it again.</summary>
    HalfOpen = 2,
}

/// <summary>One link at one moment. Immutable but for <see cref="Counters"/>, whose numbers go on.</summary>
/// <param name="Connection">How its events number it; another after every rotation.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Since">Since when.</param>
/// <param name="Address">Where its socket goes; the REST address where there is none.</param>
/// <param name="Symbols">Its listings, as the venue writes them.</param>
public sealed record LinkReport(int Connection, LinkState State, Timestamp Since, Uri Address, IReadOnlyList<string> Symbols)
{
    /// <summary>Messages received since the start, over all sockets of the link.</summary>
    public long Frames { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Sockets opened after the first; rotations are not counted.</summary>
    public long Reconnects { get; init; }

    /// <summary>Sockets replaced by a new one because of their age.</summary>
    public long Rotations { get; init; }

    /// <summary>Failures since the last success.</summary>
    public int Failures { get; init; }

    /// <summary>Why the last socket went or could not be opened; empty where none did.</summary>
    public string LastError { get; init; } = "";

    /// <summary>When that was; none where <see cref="LastError"/> is empty.</summary>
    public Timestamp LastErrorTime { get; init; }

    /// <summary>Whether it may dial.</summary>
    public BreakerState Breaker { get; init; }

    /// <summary>When it dials next; none while it is not waiting.</summary>
    public Timestamp NextAttempt { get; init; }

    /// <summary>When its socket is to be replaced by a new one; none where that is not so.</summary>
    public Timestamp RotatesAt { get; init; }

    /// <summary>True while a new link is on its way to take this one's place.</summary>
    public bool IsRotating { get; init; }

    /// <summary>Books that are trusted.</summary>
    public int Trusted { get; init; }

    /// <summary>What its session has seen.</summary>
    public FeedCounters Counters { get; init; } = new();

    /// <summary>Where its events go.</summary>
    public required FeedOutlet Outlet { get; init; }
}
