using Rialto.Adapters.Feeds;
using Rialto.Adapters.Upbit;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Bithumb;

/// <summary>Bithumb's public market data, API 2: Upbit's shapes with long keys, read by Upbit's decoder. README.md in this folder says what differs and what is covered.</summary>
public sealed class BithumbProtocol : IVenueProtocol
{
    /// <inheritdoc/>
    public FeedVenue Venue => FeedVenue.Bithumb;

    /// <inheritdoc/>
    public BookRules Rules => UpbitProtocol.WholeBooks;

    /// <inheritdoc/>
    public string SocketPath => "/websocket/v1";

    /// <inheritdoc/>
    public (string Text, long IntervalNs) Heartbeat => ("PING", 20_000_000_000);

    /// <inheritdoc/>
    public IReadOnlyList<string> ListingsPaths { get; } = ["/v1/market/all?isDetails=true"];

    /// <inheritdoc/>
    public void Subscribe(IReadOnlyList<Listing> listings, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        frames.Add(UpbitProtocol.Request(listings, "DEFAULT"));
    }

    /// <summary>Asks for everything again: whether a request adds to those before it or takes their place is not known.</summary>
    public void Resubscribe(IReadOnlyList<Listing> books, IReadOnlyList<Listing> subscribed, long stream, ICollection<string> frames) => Subscribe(subscribed, frames);

    /// <inheritdoc/>
    public string SnapshotPath(Listing listing) => "";

    /// <inheritdoc/>
    public DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content) => UpbitFrames.Decode(frame, Venue, listings, content);

    /// <inheritdoc/>
    public DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content) => DriftKind.UnknownMessage;

    /// <inheritdoc/>
    public DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings) => UpbitListings.Decode(body, Venue, listings);
}
