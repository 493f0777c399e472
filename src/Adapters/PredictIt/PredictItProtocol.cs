using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.PredictIt;

/// <summary>PredictIt's public market data, which is polled: the venue refreshes its answer about once a minute, and asks not to be asked more often. README.md in this folder says what is covered.</summary>
public sealed class PredictItProtocol() : PolledProtocol(FeedVenue.PredictIt, "/api/marketdata/all/", 60_000_000_000)
{
    /// <inheritdoc/>
    public override DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content) => PredictItFrames.Decode(frame, listings, content);

    /// <inheritdoc/>
    public override DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings) => PredictItListings.Decode(body, listings);
}
