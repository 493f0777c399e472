using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Coinbase;

/// <summary>Coinbase's public market data: Exchange, or Advanced Trade; the same books by two doors. README.md in this folder says what is covered.</summary>
public sealed class CoinbaseProtocol : IVenueProtocol
{
    private readonly bool _isAdvanced;

    /// <summary>Makes the protocol.</summary>
    /// <param name="venue"><see cref="FeedVenue.CoinbaseAdvanced"/> or <see cref="FeedVenue.CoinbaseExchange"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another venue.</exception>
    public CoinbaseProtocol(FeedVenue venue)
    {
        if (venue is not (FeedVenue.CoinbaseAdvanced or FeedVenue.CoinbaseExchange))
            throw new ArgumentOutOfRangeException(nameof(venue), venue, "not a feed of Coinbase");
        (Venue, _isAdvanced) = (venue, venue == FeedVenue.CoinbaseAdvanced);
        ListingsPaths = [_isAdvanced ? "/api/v3/brokerage/market/products" : "/products"];
    }

    /// <inheritdoc/>
    public FeedVenue Venue { get; }

    /// <summary>Updates have no numbers of their own. Advanced Trade counts all messages of a connection; both send a heartbeat every second.</summary>
    public BookRules Rules { get; } = new() { Snapshot = SnapshotSource.Stream, Continuity = Continuity.None, SilenceNs = 10_000_000_000 };

    /// <inheritdoc/>
    public string SocketPath => "/";

    /// <inheritdoc/>
    public IReadOnlyList<string> ListingsPaths { get; }

    /// <inheritdoc/>
    public void Subscribe(IReadOnlyList<Listing> listings, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(frames);
        if (_isAdvanced)
        {
            frames.Add("""{"type":"subscribe","channel":"heartbeats"}""");
            frames.Add(Request("subscribe", "level2", listings));
            frames.Add(Request("subscribe", "market_trades", listings));
        }
        else
            frames.Add($$"""{"type":"subscribe","product_ids":[{{Symbols(listings)}}],"channels":["level2_batch","matches","heartbeat"]}""");
    }

    /// <inheritdoc/>
    public void Resubscribe(IReadOnlyList<Listing> books, IReadOnlyList<Listing> subscribed, long stream, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(books);
        ArgumentNullException.ThrowIfNull(frames);
        frames.Add(Request("unsubscribe", _isAdvanced ? "level2" : "level2_batch", books));
        frames.Add(Request("subscribe", _isAdvanced ? "level2" : "level2_batch", books));
    }

    /// <inheritdoc/>
    public void AskForTrades(IReadOnlyList<Listing> listings, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(frames);
        frames.Add(Request("subscribe", _isAdvanced ? "market_trades" : "matches", listings));
    }

    /// <inheritdoc/>
    public string SnapshotPath(Listing listing) => "";

    /// <inheritdoc/>
    public DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content) =>
        _isAdvanced ? CoinbaseAdvancedFrames.Decode(frame, listings, content) : CoinbaseExchangeFrames.Decode(frame, listings, content);

    /// <inheritdoc/>
    public DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content) => DriftKind.UnknownMessage;

    /// <inheritdoc/>
    public DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings) => CoinbaseListings.Decode(body, Venue, listings);

    private string Request(string type, string channel, IReadOnlyList<Listing> listings) => _isAdvanced
        ? $$"""{"type":"{{type}}","product_ids":[{{Symbols(listings)}}],"channel":"{{channel}}"}"""
        : $$"""{"type":"{{type}}","product_ids":[{{Symbols(listings)}}],"channels":["{{channel}}"]}""";

    private static string Symbols(IEnumerable<Listing> listings) => string.Join(',', listings.Select(listing => $"\"{listing.VenueSymbol}\""));
}
