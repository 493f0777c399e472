using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Upbit;

/// <summary>Upbit's public market data. README.md in this folder says what is covered.</summary>
public sealed class UpbitProtocol : IVenueProtocol
{
    /// <summary>Every message is the whole book, and an older one than the last is dropped: a lost message costs nothing but time.</summary>
    internal static readonly BookRules WholeBooks = new() { Snapshot = SnapshotSource.Stream, Continuity = Continuity.Time };

    /// <inheritdoc/>
    public FeedVenue Venue => FeedVenue.Upbit;

    /// <inheritdoc/>
    public BookRules Rules => WholeBooks;

    /// <inheritdoc/>
    public string SocketPath => "/websocket/v1";

    /// <inheritdoc/>
    public (string Text, long IntervalNs) Heartbeat => ("PING", 20_000_000_000);

    /// <inheritdoc/>
    public IReadOnlyList<string> ListingsPaths { get; } = ["/v1/market/all?is_details=true"];

    /// <inheritdoc/>
    public void Subscribe(IReadOnlyList<Listing> listings, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        frames.Add(Request(listings, "SIMPLE"));
    }

    /// <summary>Asks for everything again: a request takes the place of all before it.</summary>
    public void Resubscribe(IReadOnlyList<Listing> books, IReadOnlyList<Listing> subscribed, long stream, ICollection<string> frames) => Subscribe(subscribed, frames);

    /// <inheritdoc/>
    public string SnapshotPath(Listing listing) => "";

    /// <inheritdoc/>
    public DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content) => UpbitFrames.Decode(frame, Venue, listings, content);

    /// <inheritdoc/>
    public DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content) => DriftKind.UnknownMessage;

    /// <inheritdoc/>
    public DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings) => UpbitListings.Decode(body, Venue, listings);

    /// <summary>Books and trades of all listings, as both Upbit and Bithumb are asked.</summary>
    internal static string Request(IReadOnlyList<Listing> listings, string format)
    {
        ArgumentNullException.ThrowIfNull(listings);
        var codes = string.Join(',', listings.Select(listing => $"\"{listing.VenueSymbol}\""));
        return $$"""[{"ticket":"rialto"},{"type":"orderbook","codes":[{{codes}}]},{"type":"trade","codes":[{{codes}}]},{"format":"{{format}}"}]""";
    }
}
