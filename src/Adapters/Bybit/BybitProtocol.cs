using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Bybit;

/// <summary>Bybit's public market data, v5: spot, linear or inverse contracts. README.md in this folder says what is covered.</summary>
public sealed class BybitProtocol : IVenueProtocol
{
    // Spot takes ten arguments a request: the books and trades of five listings.
    private const int ListingsPerMessage = 5;
    private const int BooksPerMessage = 10;

    private readonly int _depth;

    /// <summary>Makes the protocol.</summary>
    /// <param name="venue"><see cref="FeedVenue.BybitSpot"/>, <see cref="FeedVenue.BybitLinear"/> or <see cref="FeedVenue.BybitInverse"/>.</param>
    /// <param name="depth">Levels a side: 50 (every 20 ms), 200 (100 ms) or 1,000 (200 ms).</param>
    /// <exception cref="ArgumentOutOfRangeException">Another venue, or another depth.</exception>
    public BybitProtocol(FeedVenue venue, int depth = 200)
    {
        if (venue is not (FeedVenue.BybitSpot or FeedVenue.BybitLinear or FeedVenue.BybitInverse))
            throw new ArgumentOutOfRangeException(nameof(venue), venue, "not a feed of Bybit that is covered");
        if (depth is not (50 or 200 or 1_000))
            throw new ArgumentOutOfRangeException(nameof(depth), depth, "50, 200 or 1000");
        (Venue, _depth) = (venue, depth);
    }

    /// <inheritdoc/>
    public FeedVenue Venue { get; }

    /// <summary>Levels that fall out of the depth are removed by the venue itself: nothing is cut.</summary>
    public BookRules Rules { get; } = new() { Snapshot = SnapshotSource.Stream, Continuity = Continuity.Contiguous };

    /// <inheritdoc/>
    public string SocketPath => $"/v5/public/{Category}";

    /// <inheritdoc/>
    public (string Text, long IntervalNs) Heartbeat => ("""{"op":"ping"}""", 20_000_000_000);

    /// <inheritdoc/>
    public IReadOnlyList<string> ListingsPaths => [$"/v5/market/instruments-info?category={Category}&limit=1000"];

    /// <summary>The cursor stands in the result; spot has none.</summary>
    public string NextListings(string path, ReadOnlySpan<byte> body) => ListingPages.ByCursor(path, ListingPages.TextIn(body, "result"u8, "nextPageCursor"u8));

    /// <inheritdoc/>
    public void Subscribe(IReadOnlyList<Listing> listings, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(frames);
        for (var i = 0; i < listings.Count; i += ListingsPerMessage)
            frames.Add(Request("subscribe", listings.Skip(i).Take(ListingsPerMessage).Select(listing => $"{Book(listing)},\"publicTrade.{listing.VenueSymbol}\"")));
    }

    /// <inheritdoc/>
    public void Resubscribe(IReadOnlyList<Listing> books, IReadOnlyList<Listing> subscribed, long stream, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(books);
        ArgumentNullException.ThrowIfNull(frames);
        for (var i = 0; i < books.Count; i += BooksPerMessage)
        {
            frames.Add(Request("unsubscribe", books.Skip(i).Take(BooksPerMessage).Select(Book)));
            frames.Add(Request("subscribe", books.Skip(i).Take(BooksPerMessage).Select(Book)));
        }
    }

    /// <inheritdoc/>
    public string SnapshotPath(Listing listing) => "";

    /// <inheritdoc/>
    public DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content) => BybitFrames.Decode(frame, Venue, _depth, listings, content);

    /// <inheritdoc/>
    public DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content) => DriftKind.UnknownMessage;

    /// <inheritdoc/>
    public DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings) => BybitListings.Decode(body, Venue, listings);

    private string Category => Venue switch
    {
        FeedVenue.BybitSpot => "spot",
        FeedVenue.BybitLinear => "linear",
        _ => "inverse",
    };

    private string Book(Listing listing) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"orderbook.{_depth}.{listing.VenueSymbol}\"");

    private static string Request(string operation, IEnumerable<string> arguments) => $$"""{"op":"{{operation}}","args":[{{string.Join(',', arguments)}}]}""";
}
