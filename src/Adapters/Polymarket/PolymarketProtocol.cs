using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Polymarket;

/// <summary>Polymarket's public market channel (CLOB) and Gamma's list of markets. README.md in this folder says what is covered.</summary>
public sealed class PolymarketProtocol : IVenueProtocol
{
    /// <inheritdoc/>
    public FeedVenue Venue => FeedVenue.Polymarket;

    /// <summary>Nothing is numbered: the best prices that come with every change are the proof, and a crossed book is wrong.</summary>
    public BookRules Rules { get; } = new() { Snapshot = SnapshotSource.Stream, Continuity = Continuity.None };

    /// <inheritdoc/>
    public string SocketPath => "/ws/market";

    /// <inheritdoc/>
    public (string Text, long IntervalNs) Heartbeat => ("PING", 10_000_000_000);

    // Tokens in one question: each has 78 digits.
    private const int EndsMax = 20;

    /// <inheritdoc/>
    public IReadOnlyList<string> ListingsPaths { get; } = ["/markets?active=true&closed=false&limit=500"];

    /// <summary>Gamma counts markets from the start, and may give fewer a page than asked for: only a page with none is the last.</summary>
    public string NextListings(string path, ReadOnlySpan<byte> body) => ListingPages.ByOffset(path, ListingPages.Count(body));

    /// <summary>The same list by tokens, of markets that are closed.</summary>
    public IReadOnlyList<string> EndsPaths(IReadOnlyList<Listing> listings) =>
        [.. listings.Chunk(EndsMax).Select(some => $"/markets?closed=true&limit={2 * EndsMax}{string.Concat(some.Select(listing => "&clob_token_ids=" + Uri.EscapeDataString(listing.VenueSymbol)))}")];

    /// <inheritdoc/>
    public void Subscribe(IReadOnlyList<Listing> listings, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(frames);
        frames.Add($$"""{"assets_ids":[{{Tokens(listings)}}],"type":"market","custom_feature_enabled":true}""");
    }

    /// <inheritdoc/>
    public void Resubscribe(IReadOnlyList<Listing> books, IReadOnlyList<Listing> subscribed, long stream, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(books);
        ArgumentNullException.ThrowIfNull(frames);
        frames.Add($$"""{"assets_ids":[{{Tokens(books)}}],"operation":"unsubscribe"}""");
        frames.Add($$"""{"assets_ids":[{{Tokens(books)}}],"operation":"subscribe"}""");
    }

    /// <inheritdoc/>
    public string SnapshotPath(Listing listing) => "";

    /// <inheritdoc/>
    public DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content) => PolymarketFrames.Decode(frame, listings, content);

    /// <inheritdoc/>
    public DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content) => DriftKind.UnknownMessage;

    /// <inheritdoc/>
    public DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings) => PolymarketListings.Decode(body, listings);

    private static string Tokens(IEnumerable<Listing> listings) => string.Join(',', listings.Select(listing => $"\"{listing.VenueSymbol}\""));
}
