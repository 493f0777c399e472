using System.Globalization;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Kalshi;

/// <summary>Kalshi's public market data. README.md in this folder says what is covered.</summary>
public sealed class KalshiProtocol : IVenueProtocol
{
    // Tickers in one question.
    private const int EndsMax = 100;

    private readonly bool _usesYesPrice;

    /// <summary>Makes the protocol.</summary>
    /// <param name="usesYesPrice">Levels of NO come at YES prices: what new subscriptions ask for. False for recordings made before.</param>
    public KalshiProtocol(bool usesYesPrice = true) => _usesYesPrice = usesYesPrice;

    /// <inheritdoc/>
    public FeedVenue Venue => FeedVenue.Kalshi;

    /// <inheritdoc/>
    public BookRules Rules { get; } = new()
    {
        Snapshot = SnapshotSource.Stream,
        Continuity = Continuity.None,
        Meaning = UpdateMeaning.Signed,

        // YES and NO bids that match come as two deltas: between them the book is crossed.
        CrossedIsWrong = false,
    };

    /// <inheritdoc/>
    public string SocketPath => "/trade-api/ws/v2";

    /// <inheritdoc/>
    public IReadOnlyList<string> ListingsPaths { get; } = ["/trade-api/v2/markets?status=open&limit=1000"];

    /// <summary>The cursor stands beside the markets; an empty one ends them.</summary>
    public string NextListings(string path, ReadOnlySpan<byte> body) => ListingPages.ByCursor(path, ListingPages.TextOf(body, "cursor"u8));

    /// <summary>The same list by tickers: a market that has ended is in no list of the open ones.</summary>
    public IReadOnlyList<string> EndsPaths(IReadOnlyList<Listing> listings) =>
        [.. listings.Chunk(EndsMax).Select(some => $"/trade-api/v2/markets?limit={EndsMax}&tickers={string.Join(',', some.Select(listing => Uri.EscapeDataString(listing.VenueSymbol)))}")];

    /// <inheritdoc/>
    public void Subscribe(IReadOnlyList<Listing> listings, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(frames);
        var tickers = Tickers(listings);
        var yesPrice = _usesYesPrice ? "true" : "false";
        frames.Add($$"""{"id":1,"cmd":"subscribe","params":{"channels":["orderbook_delta"],"market_tickers":[{{tickers}}],"use_yes_price":{{yesPrice}} } }""");
        frames.Add($$"""{"id":2,"cmd":"subscribe","params":{"channels":["trade"],"market_tickers":[{{tickers}}]} }""");

        // How questions end. It takes no tickers: all markets are told, and those that nobody follows are passed over.
        frames.Add("""{"id":4,"cmd":"subscribe","params":{"channels":["market_lifecycle_v2"]} }""");
    }

    /// <summary>Asks the subscription for snapshots. Where there is none, only a new connection helps: a second subscription might send every change a second time.</summary>
    public void Resubscribe(IReadOnlyList<Listing> books, IReadOnlyList<Listing> subscribed, long stream, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(books);
        ArgumentNullException.ThrowIfNull(frames);
        if (stream == 0)
            return;
        frames.Add(string.Create(
            CultureInfo.InvariantCulture, $$"""{"id":3,"cmd":"update_subscription","params":{"sids":[{{stream}}],"market_tickers":[{{Tickers(books)}}],"action":"get_snapshot"} }"""));
    }

    /// <inheritdoc/>
    public string SnapshotPath(Listing listing) => "";

    /// <inheritdoc/>
    public DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content) => KalshiFrames.Decode(frame, _usesYesPrice, listings, content);

    /// <inheritdoc/>
    public DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content) => DriftKind.UnknownMessage;

    /// <inheritdoc/>
    public DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings) => KalshiListings.Decode(body, listings);

    private static string Tickers(IEnumerable<Listing> listings) => string.Join(',', listings.Select(listing => $"\"{listing.VenueSymbol}\""));
}
