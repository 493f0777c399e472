using System.Collections.Concurrent;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.LsSecurities;

/// <summary>Market data of Korean shares by LS Securities, for its customers. README.md in this folder says what is covered.</summary>
public sealed class LsSecuritiesProtocol : IVenueProtocol
{
    private const char Kospi = '1';
    private const char Kosdaq = '2';

    private readonly AccessToken _token;

    // Of the venue, not of a connection: what the list of shares said.
    private readonly ConcurrentDictionary<string, char> _markets = new(StringComparer.Ordinal);

    /// <summary>Makes the protocol.</summary>
    /// <param name="token">Stands in every frame that is sent; nothing is asked for while there is none.</param>
    public LsSecuritiesProtocol(AccessToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        _token = token;
    }

    /// <inheritdoc/>
    public FeedVenue Venue => FeedVenue.LsSecurities;

    /// <summary>Every message is the whole book of ten levels: a lost message costs nothing but time. Markets sleep at night and over noon nothing is promised, so only silence of the socket is told.</summary>
    public BookRules Rules { get; } = new() { Snapshot = SnapshotSource.Stream, Continuity = Continuity.Time, TimesLackDate = true };

    /// <inheritdoc/>
    public string SocketPath => "/websocket";

    /// <inheritdoc/>
    public bool SendsSecrets => true;

    /// <summary>What <c>LsSecuritiesRest</c> turns into the venue's POST.</summary>
    public IReadOnlyList<string> ListingsPaths { get; } = ["/stock/etc?tr_cd=t8436&gubun=0"];

    /// <inheritdoc/>
    public void Subscribe(IReadOnlyList<Listing> listings, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(frames);
        foreach (var listing in listings)
            Request(listing, '3', frames);
    }

    /// <summary>Off and on again. Without a token nothing can be said, and only a new connection, later, helps.</summary>
    public void Resubscribe(IReadOnlyList<Listing> books, IReadOnlyList<Listing> subscribed, long stream, ICollection<string> frames)
    {
        ArgumentNullException.ThrowIfNull(books);
        ArgumentNullException.ThrowIfNull(frames);
        foreach (var listing in books)
        {
            Request(listing, '4', frames);
            Request(listing, '3', frames);
        }
    }

    /// <inheritdoc/>
    public string SnapshotPath(Listing listing) => "";

    /// <inheritdoc/>
    public DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content) => LsSecuritiesFrames.Decode(frame, listings, content);

    /// <inheritdoc/>
    public DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content) => DriftKind.UnknownMessage;

    /// <inheritdoc/>
    public DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings) => LsSecuritiesListings.Decode(body, listings, _markets);

    /// <summary>A feed of the wrong market is silent for ever: a share whose market is not known is asked for at both.</summary>
    private void Request(Listing listing, char type, ICollection<string> frames)
    {
        var token = _token.Text;
        if (token.Length == 0)
            return;
        var market = _markets.GetValueOrDefault(listing.VenueSymbol);
        if (market != Kosdaq)
            Add("H1_", "S3_");
        if (market != Kospi)
            Add("HA_", "K3_");

        void Add(string book, string trades)
        {
            frames.Add(Frame(book));
            frames.Add(Frame(trades));
        }

        string Frame(string feed) => $$$"""{"header":{"token":"{{{token}}}","tr_type":"{{{type}}}"},"body":{"tr_cd":"{{{feed}}}","tr_key":"{{{listing.VenueSymbol}}}"}}""";
    }
}
