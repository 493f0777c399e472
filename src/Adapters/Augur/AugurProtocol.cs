using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Augur;

/// <summary>
/// Augur Turbo's markets, read from a node of the customer's. What is compared from answer to answer is the number of the block: a node behind another tells what was. README.md in this folder says what is
/// covered.
/// </summary>
public sealed class AugurProtocol() : PolledProtocol(FeedVenue.Augur, Path, 60_000_000_000)
{
    /// <summary>What <see cref="AugurNode"/> makes of the node's answers, and what recordings call it.</summary>
    internal const string Path = "/augur/markets";

    /// <inheritdoc/>
    public override DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content) => AugurFrames.Decode(frame, listings, content);

    /// <inheritdoc/>
    public override DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings) => AugurListings.Decode(body, listings);
}
