using Rialto.Model.Feeds;

namespace Rialto.Adapters.Feeds;

/// <summary>A venue without a socket, of which one answer, asked for again and again, is the list and all books. What is particular to one is how its answer is read.</summary>
/// <param name="venue">Which.</param>
/// <param name="path">Path of the answer.</param>
/// <param name="intervalNs">How often it may be asked for, in nanoseconds.</param>
public abstract class PolledProtocol(FeedVenue venue, string path, long intervalNs) : IVenueProtocol
{
    /// <inheritdoc/>
    public FeedVenue Venue => venue;

    /// <inheritdoc/>
    public BookRules Rules { get; } = new()
    {
        Snapshot = SnapshotSource.Poll,
        Continuity = Continuity.Time,

        // Two answers and a half: one may be lost.
        SilenceNs = intervalNs * 5 / 2,
        QuietNs = intervalNs * 5 / 2,
    };

    /// <inheritdoc/>
    public string SocketPath => "";

    /// <inheritdoc/>
    public (string Path, long IntervalNs) Poll => (path, intervalNs);

    /// <inheritdoc/>
    public IReadOnlyList<string> ListingsPaths { get; } = [path];

    /// <summary>There is nothing to subscribe to.</summary>
    public void Subscribe(IReadOnlyList<Listing> listings, ICollection<string> frames)
    {
    }

    /// <summary>There is nothing to subscribe to.</summary>
    public void Resubscribe(IReadOnlyList<Listing> books, IReadOnlyList<Listing> subscribed, long stream, ICollection<string> frames)
    {
    }

    /// <inheritdoc/>
    public string SnapshotPath(Listing listing) => "";

    /// <inheritdoc/>
    public abstract DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content);

    /// <inheritdoc/>
    public DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content) => DriftKind.UnknownMessage;

    /// <inheritdoc/>
    public abstract DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings);
}
