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

    /// <summary>Where the socket is, below the configured host; empty where the venue has none.</summary>
    string SocketPath { get; }

    /// <summary>What is sent so that the venue does not take us for gone, and how often, in nanoseconds; an empty text is nothing.</summary>
    (string Text, long IntervalNs) Heartbeat => ("", 0);

    /// <summary>Of a venue without a socket: path and query of the answer that holds all books, which <see cref="Decode"/> reads, and how often it may be asked for, in nanoseconds. An empty path for all others.</summary>
    (string Path, long IntervalNs) Poll => ("", 0);

    /// <summary>Frames that are sent hold a secret: they may be written to no log and no recording.</summary>
    bool SendsSecrets => false;

    /// <summary>Adds the frames that ask for the books and trades of listings.</summary>
    void Subscribe(IReadOnlyList<Listing> listings, ICollection<string> frames);

    /// <summary>
    /// Adds the frames that make the venue send books from their start; none where only a new connection does. Where snapshots come by REST: that subscribe once more to what may have been
    /// refused or lost, and do no harm where it was not.
    /// </summary>
    /// <param name="books">Whose books: all that were doubted by one frame. At least one.</param>
    /// <param name="subscribed">All that the connection has subscribed to: at some venues (Upbit) a request takes the place of all before it.</param>
    /// <param name="stream">The count in which the connection's books come (<see cref="FrameContent.Stream"/>): Kalshi's number of the subscription. Zero where none has come.</param>
    /// <param name="frames">Takes the frames.</param>
    void Resubscribe(IReadOnlyList<Listing> books, IReadOnlyList<Listing> subscribed, long stream, ICollection<string> frames);

    /// <summary>Of a venue that lists what it has subscribed (<see cref="FrameContent.IsGrantList"/>): adds the frames that ask once more for trades of listings that the list lacks.</summary>
    void AskForTrades(IReadOnlyList<Listing> listings, ICollection<string> frames)
    {
        // Others list nothing.
    }

    /// <summary>Path and query of a listing's REST snapshot; empty where there is none.</summary>
    string SnapshotPath(Listing listing);

    /// <summary>Reads one frame.</summary>
    /// <param name="frame">The bytes; may be anything.</param>
    /// <param name="listings">What symbols mean.</param>
    /// <param name="content">Cleared; takes the parts.</param>
    /// <returns>
    /// What was strange; none where the frame was read whole, wanted or not. With anything else nothing of the content is applied: of a broken frame its parts say which listings
    /// it concerned, as far as it was read; of a venue's error, what it refused or ended.
    /// </returns>
    DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content);

    /// <summary>Reads a REST snapshot into one part.</summary>
    /// <param name="body">The bytes; may be anything.</param>
    /// <param name="listing">What was asked for.</param>
    /// <param name="content">Cleared; takes the part.</param>
    DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content);

    /// <summary>Paths of the REST lists of what is traded; empty where there is none.</summary>
    IReadOnlyList<string> ListingsPaths { get; }

    /// <summary>Path of the page of a list that comes after this one; empty where this is the last, or lists have no pages.</summary>
    /// <param name="path">What was asked for: one of <see cref="ListingsPaths"/>, or what this has answered.</param>
    /// <param name="body">The answer; may be anything.</param>
    string NextListings(string path, ReadOnlySpan<byte> body) => "";

    /// <summary>Paths of lists of the same form that say what became of listings which the lists of what is traded have no more: how they ended, where the venue says so. None where there is no such list.</summary>
    /// <param name="listings">Of this venue. At least one.</param>
    IReadOnlyList<string> EndsPaths(IReadOnlyList<Listing> listings) => [];

    /// <summary>Reads one such list: adds what is new to the table and replaces what has changed. Cold: may allocate, never throws for what the body holds.</summary>
    /// <param name="body">The bytes; may be anything.</param>
    /// <param name="listings">Takes them, as long as it has room.</param>
    DriftKind DecodeListings(ReadOnlySpan<byte> body, ListingTable listings);
}
