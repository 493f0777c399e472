using Rialto.Model.Feeds;

namespace Rialto.Adapters.Feeds;

/// <summary>Makes the session that fits a venue: of frames, or of polls where it has no socket.</summary>
public static class FeedSessions
{
    /// <summary>Makes a session that is not connected.</summary>
    /// <typeparam name="TSink">Where the events go; a struct, so that the calls are direct.</typeparam>
    /// <param name="protocol">The venue.</param>
    /// <param name="listings">What symbols mean; shared.</param>
    /// <param name="subscribed">The listings wanted over this connection, of the protocol's venue. Where the venue is polled, all that are wanted: each answer holds them all.</param>
    /// <param name="sink">Where the events go.</param>
    /// <param name="connection">How events number the connection.</param>
    /// <param name="quietNs">Takes the place of <see cref="BookRules.QuietNs"/>, in nanoseconds, zero for never; less than zero leaves the venue's.</param>
    /// <exception cref="ArgumentException">A listing of another venue.</exception>
    public static IFeedSession Open<TSink>(IVenueProtocol protocol, ListingTable listings, IEnumerable<ListingId> subscribed, TSink sink, int connection = 0, long quietNs = -1)
        where TSink : struct, IFeedSink
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(subscribed);
        return protocol.Rules.Snapshot == SnapshotSource.Poll
            ? new PollSession<TSink>(protocol, listings, subscribed, sink, connection, quietNs)
            : new FeedSession<TSink>(protocol, listings, subscribed, sink, connection, quietNs);
    }
}
