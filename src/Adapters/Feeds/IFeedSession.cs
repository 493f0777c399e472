using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Feeds;

/// <summary>
/// One connection to one venue, without the connection: whoever has the socket (or a recording, or a test) says what happened and does what is asked. Single-threaded; time
/// never comes from anywhere but the calls.
/// </summary>
public interface IFeedSession
{
    /// <summary>What it has seen and done.</summary>
    FeedCounters Counters { get; }

    /// <summary>The connection is up: subscriptions will be asked for.</summary>
    void OnConnected(Timestamp now);

    /// <summary>The connection is gone: every book is <see cref="BookTrust.Disconnected"/>.</summary>
    void OnDisconnected(Timestamp now);

    /// <summary>A frame has come in.</summary>
    void OnFrame(ReadOnlySpan<byte> frame, Timestamp receiveTime);

    /// <summary>The answer to <see cref="FeedActionKind.FetchSnapshot"/>.</summary>
    void OnSnapshot(ListingId listing, ReadOnlySpan<byte> body, Timestamp receiveTime);

    /// <summary>The snapshot asked for could not be had (refused, timed out): it is asked for again, later.</summary>
    void OnSnapshotFailed(ListingId listing, Timestamp now);

    /// <summary>Time has passed: call a few times a second.</summary>
    void OnClock(Timestamp now);

    /// <summary>The next thing to do.</summary>
    /// <returns>False where there is none.</returns>
    bool TryTakeAction(out FeedAction action);

    /// <summary>Whether a listing's book may be believed.</summary>
    BookTrust StateOf(ListingId listing);
}
