using System.Globalization;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Kraken;

/// <summary>Kraken's public market data, spot: WebSocket v2, and v1 for recordings. README.md in this folder says what is covered.</summary>
public sealed class KrakenProtocol : IVenueProtocol
{
    private readonly int _depth;

    /// <summary>Makes the protocol.</summary>
    /// <param name="venue"><see cref="FeedVenue.Kraken"/> or <see cref="FeedVenue.KrakenV1"/>.</param>
    /// <param name="depth">Levels a side: 10, 25, 100, 500 or 1,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another venue, or another depth.</exception>
    public KrakenProtocol(FeedVenue venue, int depth)
    {
        if (venue is not (FeedVenue.Kraken or FeedVenue.KrakenV1))
            throw new ArgumentOutOfRangeException(nameof(venue), venue, "not a feed of Kraken");
        if (depth is not (10 or 25 or 100 or 500 or 1_000))
            throw new ArgumentOutOfRangeException(nameof(depth), depth, "10, 25, 100, 500 or 1000");
        (Venue, _depth) = (venue, depth);

        // No numbers: the checksum is the only proof, and it covers ten levels. Levels that fall out of the depth are not removed by the venue.
        Rules = new BookRules { Snapshot = SnapshotSource.Stream, Continuity = Continuity.None, Checksum = ChecksumKind.Kraken, Depth = depth, SilenceNs = 10_000_000_000 };
    }

    /// <inheritdoc/>
    public FeedVenue Venue { get; }

    /// <inheritdoc/>
    public BookRules Rules { get; }

    /// <inheritdoc/>
    public string SocketPath => Venue == FeedVenue.Kraken ? "/v2" : "/";

    /// <inheritdoc/>
    public (string Text, long IntervalNs) Heartbeat => (Venue == FeedVenue.Kraken ? """{"method":"ping"}""" : """{"event":"ping"}""", 30_000_000_000);

    /// <inheritdoc/>
    public IReadOnlyList<string> ListingsPaths { get; } = ["/0/public/AssetPairs"];

    /// <inheritdoc/>
    public void Subscribe(IReadOnlyList<Listing> listings, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(frames);
        frames.Add(Book("subscribe", listings));
        frames.Add(Venue == FeedVenue.Kraken
            ? $$"""{"method":"subscribe","params":{"channel":"trade","symbol":[{{Symbols(listings)}}],"snapshot":false} }"""
            : $$"""{"event":"subscribe","pair":[{{Symbols(listings)}}],"subscription":{"name":"trade"} }""");
    }

    /// <inheritdoc/>
    public void Resubscribe(IReadOnlyList<Listing> books, IReadOnlyList<Listing> subscribed, long stream, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        frames.Add(Book("unsubscribe", books));
        frames.Add(Book("subscribe", books));
    }

    /// <inheritdoc/>
    public string SnapshotPath(Listing listing) => "";

    /// <inheritdoc/>
    public DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content) =>
        Venue == FeedVenue.Kraken ? KrakenFrames.Decode(frame, listings, content) : KrakenV1Frames.Decode(frame, listings, content);

    /// <inheritdoc/>
    public DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content) => DriftKind.UnknownMessage;

    /// <inheritdoc/>
    public DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings) => KrakenListings.Decode(body, Venue, listings);

    private string Book(string method, IReadOnlyList<Listing> listings)
    {
        var depth = _depth.ToString(CultureInfo.InvariantCulture);
        return Venue == FeedVenue.Kraken
            ? $$"""{"method":"{{method}}","params":{"channel":"book","symbol":[{{Symbols(listings)}}],"depth":{{depth}} } }"""
            : $$"""{"event":"{{method}}","pair":[{{Symbols(listings)}}],"subscription":{"name":"book","depth":{{depth}} } }""";
    }

    private static string Symbols(IEnumerable<Listing> listings) => string.Join(',', listings.Select(listing => $"\"{listing.VenueSymbol}\""));
}
