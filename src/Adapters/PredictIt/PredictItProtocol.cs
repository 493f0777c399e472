using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.PredictIt;

/// <summary>PredictIt's public market data, which is polled. README.md in this folder says what is covered.</summary>
public sealed class PredictItProtocol : IVenueProtocol
{
    private const string Path = "/api/marketdata/all/";

    /// <inheritdoc/>
    public FeedVenue Venue => FeedVenue.PredictIt;

    /// <inheritdoc/>
    public BookRules Rules { get; } = new()
    {
        Snapshot = SnapshotSource.Poll,
        Continuity = Continuity.Time,

        // Two answers and a half: one may be lost.
        SilenceNs = 150_000_000_000,
        QuietNs = 150_000_000_000,
    };

    /// <inheritdoc/>
    public string SocketPath => "";

    /// <summary>The venue refreshes its answer about once a minute, and asks not to be asked more often.</summary>
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
    public DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content) => PredictItFrames.Decode(frame, listings, content);

    /// <inheritdoc/>
    public DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content) => DriftKind.UnknownMessage;

    /// <inheritdoc/>
    public DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings) => PredictItListings.Decode(body, listings);
}
