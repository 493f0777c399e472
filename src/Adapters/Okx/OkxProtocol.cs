using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Okx;

/// <summary>OKX's public market data, v5. README.md in this folder says what is covered.</summary>
public sealed class OkxProtocol : IVenueProtocol
{
    private const int ArgumentsPerMessage = 100;

    /// <inheritdoc/>
    public FeedVenue Venue => FeedVenue.Okx;

    /// <inheritdoc/>
    /// <remarks>A quiet book has an empty update every 60 s.</remarks>
    public BookRules Rules { get; } = new() { Snapshot = SnapshotSource.Stream, Continuity = Continuity.Linked, Checksum = ChecksumKind.Okx, QuietNs = 90_000_000_000 };

    /// <inheritdoc/>
    public string SocketPath => "/ws/v5/public";

    /// <inheritdoc/>
    public (string Text, long IntervalNs) Heartbeat => ("ping", 15_000_000_000);

    /// <inheritdoc/>
    public IReadOnlyList<string> ListingsPaths { get; } =
        ["/api/v5/public/instruments?instType=SPOT", "/api/v5/public/instruments?instType=SWAP", "/api/v5/public/instruments?instType=FUTURES"];

    /// <inheritdoc/>
    public void Subscribe(IReadOnlyList<Listing> listings, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(frames);
        for (var i = 0; i < listings.Count; i += ArgumentsPerMessage / 2)
        {
            var arguments = listings.Skip(i).Take(ArgumentsPerMessage / 2).Select(listing => $"{Argument("books", listing)},{Argument("trades", listing)}");
            frames.Add($$"""{"op":"subscribe","args":[{{string.Join(',', arguments)}}]}""");
        }
    }

    /// <inheritdoc/>
    public void Resubscribe(IReadOnlyList<Listing> books, IReadOnlyList<Listing> subscribed, long stream, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(books);
        ArgumentNullException.ThrowIfNull(frames);
        for (var i = 0; i < books.Count; i += ArgumentsPerMessage)
        {
            var arguments = string.Join(',', books.Skip(i).Take(ArgumentsPerMessage).Select(listing => Argument("books", listing)));
            frames.Add($$"""{"op":"unsubscribe","args":[{{arguments}}]}""");
            frames.Add($$"""{"op":"subscribe","args":[{{arguments}}]}""");
        }
    }

    /// <inheritdoc/>
    public string SnapshotPath(Listing listing) => "";

    /// <inheritdoc/>
    public DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content) => OkxFrames.Decode(frame, listings, content);

    /// <inheritdoc/>
    public DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content) => DriftKind.UnknownMessage;

    /// <inheritdoc/>
    public DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings) => OkxListings.Decode(body, listings);

    private static string Argument(string channel, Listing listing) => $$"""{"channel":"{{channel}}","instId":"{{listing.VenueSymbol}}"}""";
}
