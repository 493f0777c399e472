using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Adapters.Feeds;

/// <summary>What rests at one price, as a frame says it: all of it, or (of venues that send changes) by how much it changed.</summary>
public struct LevelChange
{
    /// <summary>Price, in the listing's units.</summary>
    public long Price;

    /// <summary>Quantity, in the listing's units; zero removes the level.</summary>
    public long Quantity;

    /// <summary>Side of the book.</summary>
    public Side Side;

    /// <summary>Decimals of the price as sent: checksums are made of digits as sent.</summary>
    public byte PriceDecimals;

    /// <summary>Decimals of the quantity as sent.</summary>
    public byte QuantityDecimals;
}

/// <summary>One trade between others.</summary>
public struct TradePrint
{
    /// <summary>When, by the venue's clock.</summary>
    public Timestamp Time;

    /// <summary>Price, in the listing's units.</summary>
    public long Price;

    /// <summary>Quantity, in the listing's units.</summary>
    public long Quantity;

    /// <summary>The venue's number of it; zero where it has none, or none that is a number.</summary>
    public long TradeId;

    /// <summary>Who came to trade.</summary>
    public Side Aggressor;
}

/// <summary>What one part of a frame is about.</summary>
public enum PartKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Levels that changed.</summary>
    BookUpdate = 1,

    /// <summary>The whole book.</summary>
    BookSnapshot = 2,

    /// <summary>Trades.</summary>
    Trades = 3,

    /// <summary>The venue refused something that was asked for: books of this listing, or where none is named, of all that still wait.</summary>
    Refused = 4,

    /// <summary>The venue has ended a subscription: of this listing, or where none is named, it may be any of the connection.</summary>
    Ended = 5,

    /// <summary>The listing has ended, and each unit is paid <see cref="FramePart.PaidPrice"/>.</summary>
    Settled = 6,
}

/// <summary>One listing's part of a frame: most frames have one.</summary>
public struct FramePart
{
    /// <summary>What it is about.</summary>
    public PartKind Kind;

    /// <summary>The book's update has a checksum.</summary>
    public bool HasChecksum;

    /// <summary>A number in it did not fit the listing's scales.</summary>
    public bool HasMisfit;

    /// <summary>A quantity in it was too large to be said, and stands as the largest number there is.</summary>
    public bool IsCapped;

    /// <summary>The venue did not number this update, though it numbers them nowadays: an old recording, proven by checksums alone.</summary>
    public bool HasNoSequence;

    /// <summary>The update says what the best prices are after it.</summary>
    public bool HasTouch;

    /// <summary>Which listing.</summary>
    public ListingId Listing;

    /// <summary>Time of the update by the venue's clock.</summary>
    public Timestamp EventTime;

    /// <summary>Settled: what each unit is paid, in the listing's units.</summary>
    public long PaidPrice;

    /// <summary>Settled: announced, and not paid yet.</summary>
    public bool IsAnnounced;

    /// <summary>First of the venue's numbers that it covers.</summary>
    public long FirstSequence;

    /// <summary>Last of the venue's numbers that it covers.</summary>
    public long LastSequence;

    /// <summary>The last number of the update before it, of venues that say so.</summary>
    public long PreviousSequence;

    /// <summary>The checksum that the book has after it.</summary>
    public uint Checksum;

    /// <summary>Where its levels or trades start.</summary>
    public int From;

    /// <summary>How many there are.</summary>
    public int Count;

    /// <summary>Best bid after it; zero is an empty side.</summary>
    public long TouchBid;

    /// <summary>Best ask after it; zero is an empty side.</summary>
    public long TouchAsk;
}
