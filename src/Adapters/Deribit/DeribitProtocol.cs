using System.Globalization;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Deribit;

/// <summary>Deribit's public market data, JSON-RPC over WebSocket, API v2. README.md in this folder says what is covered.</summary>
public sealed class DeribitProtocol : IVenueProtocol
{
    private const int ListingsPerMessage = 100;

    /// <inheritdoc/>
    public FeedVenue Venue => FeedVenue.Deribit;

    /// <summary>The venue's heartbeat comes every 30 s.</summary>
    public BookRules Rules { get; } = new() { Snapshot = SnapshotSource.Stream, Continuity = Continuity.Linked, SilenceNs = 45_000_000_000 };

    /// <inheritdoc/>
    public string SocketPath => "/ws/api/v2";

    /// <inheritdoc/>
    public IReadOnlyList<string> ListingsPaths { get; } =
    [
        "/api/v2/public/get_instruments?currency=any&kind=future&expired=false",
        "/api/v2/public/get_instruments?currency=any&kind=option&expired=false",
        "/api/v2/public/get_instruments?currency=any&kind=spot&expired=false",
    ];

    /// <inheritdoc/>
    public void Subscribe(IReadOnlyList<Listing> listings, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(frames);
        frames.Add("""{"jsonrpc":"2.0","id":1,"method":"public/set_heartbeat","params":{"interval":30} }""");
        for (var i = 0; i < listings.Count; i += ListingsPerMessage)
            frames.Add(Request("public/subscribe", Math.Min(ListingsPerMessage, listings.Count - i), listings.Skip(i).Take(ListingsPerMessage).Select(listing => $"{Book(listing)},\"trades.{listing.VenueSymbol}.100ms\"")));
    }

    /// <inheritdoc/>
    public void Resubscribe(IReadOnlyList<Listing> books, IReadOnlyList<Listing> subscribed, long stream, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(books);
        ArgumentNullException.ThrowIfNull(frames);
        for (var i = 0; i < books.Count; i += ListingsPerMessage)
        {
            frames.Add(Request("public/unsubscribe", 0, books.Skip(i).Take(ListingsPerMessage).Select(Book)));
            frames.Add(Request("public/subscribe", Math.Min(ListingsPerMessage, books.Count - i), books.Skip(i).Take(ListingsPerMessage).Select(Book)));
        }
    }

    /// <inheritdoc/>
    public string SnapshotPath(Listing listing) => "";

    /// <inheritdoc/>
    public DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content) => DeribitFrames.Decode(frame, listings, content);

    /// <inheritdoc/>
    public DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content) => DriftKind.UnknownMessage;

    /// <inheritdoc/>
    public DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings) => DeribitListings.Decode(body, listings);

    private static string Book(Listing listing) => $"\"book.{listing.VenueSymbol}.100ms\"";

    /// <summary>The number of a request says how many books it asks for, so that its answer shows whether one was left out.</summary>
    private static string Request(string method, int books, IEnumerable<string> channels) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"jsonrpc":"2.0","id":{{(books == 0 ? 2 : DeribitFrames.BooksAsked + books)}},"method":"{{method}}","params":{"channels":[{{string.Join(',', channels)}}]} }""");
}
