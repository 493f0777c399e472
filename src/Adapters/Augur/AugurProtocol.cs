using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Augur;

/// <summary>Augur Turbo's markets, read from a node of the customer's. README.md in this folder says what is covered.</summary>
public sealed class AugurProtocol : IVenueProtocol
{
    /// <summary>What <see cref="AugurNode"/> makes of the node's answers, and what recordings call it.</summary>
    internal const string Path = "/augur/markets";

    /// <inheritdoc/>
    public FeedVenue Venue => FeedVenue.Augur;

    /// <inheritdoc/>
    public BookRules Rules { get; } = new()
    {
        Snapshot = SnapshotSource.Poll,

        // The number of the block: a node behind another tells what was.
        Continuity = Continuity.Time,
        SilenceNs = 150_000_000_000,
        QuietNs = 150_000_000_000,
    };

    /// <inheritdoc/>
    public string SocketPath => "";

    /// <inheritdoc/>
    public (string Path, long IntervalNs) Poll => (Path, 60_000_000_000);

    /// <inheritdoc/>
    public IReadOnlyList<string> ListingsPaths { get; } = [Path];

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
    public DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content) => AugurFrames.Decode(frame, listings, content);

    /// <inheritdoc/>
    public DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content) => DriftKind.UnknownMessage;

    /// <inheritdoc/>
    public DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings) => AugurListings.Decode(body, listings);
}
