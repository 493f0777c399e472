namespace Rialto.Model.Feeds;

/// <summary>What a <see cref="FeedEvent"/> says. Numbers are stored in recordings and never reused.</summary>
public enum FeedEventKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The book is empty now; a snapshot's levels follow.</summary>
    BookCleared = 1,

    /// <summary>What rests at one price of one side now.</summary>
    Level = 2,

    /// <summary>A trade between others.</summary>
    Trade = 3,

    /// <summary>Whether the book may be believed has changed.</summary>
    BookStateChanged = 4,

    /// <summary>The listing's terms or status have changed: look it up again.</summary>
    ListingChanged = 5,

    /// <summary>A connection has come up or gone.</summary>
    ConnectionChanged = 6,

    /// <summary>The venue said something that we do not know, or not in the way we know.</summary>
    Drift = 7,

    /// <summary>The listing has ended, and each unit held of it was paid its price: final, unless it is marked as announced. It may be told again. An outcome pays zero to one; zero is a price here.</summary>
    Settled = 8,
}

/// <summary>Marks of a <see cref="FeedEvent"/>.</summary>
[Flags]
public enum FeedEventFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The first event of one frame.</summary>
    FirstOfFrame = 1,

    /// <summary>The last event of one frame: all books are as the venue has them, look at the best prices now and not before.</summary>
    LastOfFrame = 2,

    /// <summary>Part of a snapshot: a level that was there already is told again.</summary>
    Snapshot = 4,

    /// <summary>Settled: there is no price; everybody gets back what he paid (a question that was declared void).</summary>
    Refund = 8,

    /// <summary>Settled: the venue has said how it ended and not paid yet. It may be told once more, and otherwise.</summary>
    Announced = 16,
}

/// <summary>Whether a book may be believed.</summary>
public enum BookTrust : byte
{
    /// <summary>There is no connection; the book is what it was when it went.</summary>
    Disconnected = 0,

    /// <summary>Being repaired: no levels are told until the next <see cref="FeedEventKind.BookCleared"/>.</summary>
    Resyncing = 1,

    /// <summary>Right as far as we can tell, but nothing has been heard for too long, or something that could not be read: the next update that fits makes it trusted again.</summary>
    Stale = 2,

    /// <summary>Every check that the venue allows has passed.</summary>
    Trusted = 3,
}

/// <summary>Why a book's state changed.</summary>
public enum BookReason : byte
{
    /// <summary>No reason needed.</summary>
    None = 0,

    /// <summary>Just subscribed: waits for the first snapshot.</summary>
    Starting = 1,

    /// <summary>A snapshot was taken and every update since fits.</summary>
    Synchronized = 2,

    /// <summary>An update is missing.</summary>
    Gap = 3,

    /// <summary>An update came that belongs before the last.</summary>
    OutOfOrder = 4,

    /// <summary>The venue's checksum is not ours.</summary>
    Checksum = 5,

    /// <summary>The best bid reached the best ask.</summary>
    Crossed = 6,

    /// <summary>A signed change led below zero.</summary>
    NegativeLevel = 7,

    /// <summary>The venue's own best prices are not the book's.</summary>
    TouchDiffers = 8,

    /// <summary>A frame could not be read, so an update may be missing.</summary>
    BrokenFrame = 9,

    /// <summary>A number had digits that the listing's scale does not hold, or was out of range.</summary>
    DigitsDoNotFit = 10,

    /// <summary>More updates came while waiting for a snapshot than there is room for.</summary>
    TooManyWaiting = 11,

    /// <summary>More levels than a book has room for.</summary>
    TooManyLevels = 12,

    /// <summary>The snapshot was older than the first update held.</summary>
    SnapshotTooOld = 13,

    /// <summary>No snapshot came in time, or it could not be read.</summary>
    SnapshotFailed = 14,

    /// <summary>The connection went.</summary>
    ConnectionLost = 15,

    /// <summary>Nothing was heard for too long.</summary>
    Silent = 16,

    /// <summary>Something was heard again.</summary>
    HeardAgain = 17,

    /// <summary>The venue said that it starts its book anew.</summary>
    VenueRestart = 18,

    /// <summary>The venue refused the subscription, or has ended it.</summary>
    Refused = 19,

    /// <summary>A snapshot was taken by REST, and no update has shown yet where in the stream it lies.</summary>
    AwaitsUpdate = 20,

    /// <summary>No update for longer than a book of this venue is taken to be quiet, though the connection talks: its subscription may be gone.</summary>
    Quiet = 21,

    /// <summary>The listing has ended and is followed no more. Told by whoever follows it, not by its connection.</summary>
    Ended = 22,
}

/// <summary>State of a connection.</summary>
public enum ConnectionState : byte
{
    /// <summary>Down.</summary>
    Down = 0,

    /// <summary>Up.</summary>
    Up = 1,
}

/// <summary>What was strange in a frame.</summary>
public enum DriftKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Not JSON, or not in the shape that its kind has: a field is missing, or has another type.</summary>
    BrokenFrame = 1,

    /// <summary>A kind of message that we do not know.</summary>
    UnknownMessage = 2,

    /// <summary>A symbol that we did not ask for.</summary>
    UnknownSymbol = 3,

    /// <summary>A word in a known field that we do not know.</summary>
    UnknownWord = 4,

    /// <summary>Digits that do not fit the listing's scale.</summary>
    DigitsDoNotFit = 5,

    /// <summary>More levels or trades in one frame than there is room for.</summary>
    FrameTooLarge = 6,

    /// <summary>The venue answered with an error.</summary>
    VenueError = 7,

    /// <summary>Trades that nobody read in time were dropped.</summary>
    TradesDropped = 8,
}
