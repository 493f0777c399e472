using Rialto.Model.Feeds;

namespace Rialto.Adapters.Feeds;

/// <summary>
/// What is particular to a venue: its words, and what it promises. Decoding is pure: the same bytes give the same content. An implementation holds no state of a connection
/// and may serve several sessions.
/// </summary>
public interface IVenueProtocol
{
    /// <summary>Which name space of symbols.</summary>
    FeedVenue Venue { get; }

    /// <summary>What is checked.</summary>
    BookRules Rules { get; }

    /// <summary>Where the socket is, below the configured host.</summary>
    string SocketPath { get; }

    /// <summary>What is sent so that the venue does not take us for gone, and how often, in nanoseconds; an empty text is nothing.</summary>
    (string Text, long IntervalNs) Heartbeat => ("", 0);

    /// <summary>Adds the frames that ask for the books and trades of listings.</summary>
    void Subscribe(IReadOnlyList<Listing> listings, ICollection<string> frames);

    /// <summary>Adds the frames that make the venue send one listing's book from its start; none where only a new connection does. Not called where snapshots come by REST.</summary>
    /// <param name="listing">Whose book.</param>
    /// <param name="subscribed">All that the connection has subscribed to: at some venues (Upbit) a request takes the place of all before it.</param>
    /// <param name="frames">Takes the frames.</param>
    void Resubscribe(Listing listing, IReadOnlyList<Listing> subscribed, ICollection<string> frames);

    /// <summary>Path and query of a listing's REST snapshot; empty where there is none.</summary>
    string SnapshotPath(Listing listing);

    /// <summary>Reads one frame.</summary>
    /// <param name="frame">The bytes; may be anything.</param>
    /// <param name="listings">What symbols mean.</param>
    /// <param name="content">Cleared; takes the parts.</param>
    /// <returns>What was strange; none where the frame was read whole, wanted or not. With anything else the content is not used.</returns>
    DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content);

    /// <summary>Reads a REST snapshot into one part.</summary>
    /// <param name="body">The bytes; may be anything.</param>
    /// <param name="listing">What was asked for.</param>
    /// <param name="content">Cleared; takes the part.</param>
    DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content);

    /// <summary>Paths of the REST lists of what is traded; empty where there is none.</summary>
    IReadOnlyList<string> ListingsPaths { get; }

    /// <summary>Reads one such list: adds what is new to the table and replaces what has changed. Cold: may allocate, never throws for what the body holds.</summary>
    /// <param name="body">The bytes; may be anything.</param>
    /// <param name="listings">Takes them, as long as it has room.</param>
    DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings);
}
