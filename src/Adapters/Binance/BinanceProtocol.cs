using System.Globalization;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Binance;

/// <summary>Binance's public market data: spot, USD-M and COIN-M futures, and our own exchange by the door that speaks as spot does. README.md in this folder says what is covered.</summary>
public sealed class BinanceProtocol : IVenueProtocol
{
    // Spot takes five messages a second and futures ten: many streams in each message, few messages.
    private const int StreamsPerMessage = 100;

    private readonly string _restRoot;
    private readonly int _snapshotDepth;
    private readonly string _depthSuffix;
    private readonly string _tradeSuffix;
    private readonly FeedChannels _channels;

    /// <summary>Makes the protocol of one of the markets, with all that one socket of it sends: books and trades, of USD-M books alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another venue.</exception>
    public BinanceProtocol(FeedVenue venue)
        : this(venue, venue == FeedVenue.BinanceUsdM ? FeedChannels.Books : FeedChannels.Books | FeedChannels.Trades)
    {
    }

    /// <summary>Makes the protocol of one kind of socket: USD-M sends trades by another (<c>/market</c>) than books (<c>/public</c>) since 2026-04-23.</summary>
    /// <param name="venue">The market.</param>
    /// <param name="channels">What the socket is asked for; not both of USD-M.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another venue, or channels that no socket of it sends.</exception>
    public BinanceProtocol(FeedVenue venue, FeedChannels channels)
    {
        if (channels is FeedChannels.None || (venue == FeedVenue.BinanceUsdM && channels is not (FeedChannels.Books or FeedChannels.Trades)))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, $"no socket of {venue} sends them");
        (Venue, _channels) = (venue, channels);
        (_restRoot, _snapshotDepth, _depthSuffix, _tradeSuffix, SocketPath) = venue switch
        {
            FeedVenue.BinanceSpot or FeedVenue.Rialto => ("/api/v3", 5_000, "@depth@100ms", "@trade", "/stream"),
            FeedVenue.BinanceUsdM => ("/fapi/v1", 1_000, "@depth@100ms", "@aggTrade", channels == FeedChannels.Books ? "/public/stream" : "/market/stream"),
            FeedVenue.BinanceCoinM => ("/dapi/v1", 1_000, "@depth@100ms", "@aggTrade", "/stream"),
            _ => throw new ArgumentOutOfRangeException(nameof(venue), venue, "not a market of Binance"),
        };

        // Spot: U = previous u + 1. Futures: pu = previous u, and U is not previous u + 1 (venue's "How to manage a local order book correctly").
        Rules = venue is FeedVenue.BinanceSpot or FeedVenue.Rialto
            ? new BookRules { Snapshot = SnapshotSource.Rest, Continuity = Continuity.Contiguous, SnapshotDepth = _snapshotDepth }
            : new BookRules { Snapshot = SnapshotSource.Rest, Continuity = Continuity.Linked, FirstSpansSnapshot = true, SnapshotDepth = _snapshotDepth };
        if ((channels & FeedChannels.Books) == 0)
            Rules = Rules with { HasBooks = false };
    }

    /// <inheritdoc/>
    public FeedVenue Venue { get; }

    /// <inheritdoc/>
    public BookRules Rules { get; }

    /// <inheritdoc/>
    public string SocketPath { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ListingsPaths => [_restRoot + "/exchangeInfo"];

    /// <inheritdoc/>
    public void Subscribe(IReadOnlyList<Listing> listings, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(frames);
        var streams = new List<string>();
        foreach (var listing in listings)
        {
            var symbol = listing.VenueSymbol.ToLowerInvariant();
            if ((_channels & FeedChannels.Books) != 0)
                streams.Add($"\"{symbol}{_depthSuffix}\"");
            if ((_channels & FeedChannels.Trades) != 0)
                streams.Add($"\"{symbol}{_tradeSuffix}\"");
        }

        for (var i = 0; i < streams.Count; i += StreamsPerMessage)
        {
            var some = string.Join(',', streams.Skip(i).Take(StreamsPerMessage));
            frames.Add(string.Create(CultureInfo.InvariantCulture, $$"""{"method":"SUBSCRIBE","params":[{{some}}],"id":{{i / StreamsPerMessage + 1}}}"""));
        }
    }

    /// <summary>Subscribes once more: a stream that is there already stays as it is.</summary>
    public void Resubscribe(IReadOnlyList<Listing> books, IReadOnlyList<Listing> subscribed, long stream, ICollection<string> frames) => Subscribe(books, frames);

    /// <inheritdoc/>
    public string SnapshotPath(Listing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        return string.Create(CultureInfo.InvariantCulture, $"{_restRoot}/depth?symbol={Uri.EscapeDataString(listing.VenueSymbol)}&limit={_snapshotDepth}");
    }

    /// <inheritdoc/>
    public DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content) => BinanceFrames.Decode(frame, Venue, listings, content);

    /// <inheritdoc/>
    public DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content) => BinanceFrames.DecodeSnapshot(body, listing, content);

    /// <inheritdoc/>
    public DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings) => BinanceListings.Decode(body, Venue, listings);
}
