using System.Runtime.InteropServices;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Model.Feeds;

/// <summary>
/// One thing that a feed says, 64 bytes, little endian: one cache line. Fields that a kind does not use are zero; docs/reference/feeds.md lists each kind's fields.
/// <code>
///  0 EventTime 8   8 ReceiveTime 8   16 Sequence 8   24 Price 8   32 Quantity 8   40 TradeId 8
/// 48 Listing 4    52 Connection 4    56 Kind 1   57 Flags 1   58 Venue 1   59 Side 1   60 State 1   61 Reason 1   62 zero 2
/// </code>
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
public struct FeedEvent
{
    /// <summary>Size in memory and in recordings.</summary>
    public const int SizeBytes = 64;

    /// <summary>The venue's time of it; none where the venue sends none.</summary>
    [FieldOffset(0)] public Timestamp EventTime;

    /// <summary>When the frame came in, by our clock.</summary>
    [FieldOffset(8)] public Timestamp ReceiveTime;

    /// <summary>The venue's number of the update this belongs to; zero where the venue has none.</summary>
    [FieldOffset(16)] public long Sequence;

    /// <summary>Level and trade: the price. Settled: what one unit was paid.</summary>
    [FieldOffset(24)] public Price Price;

    /// <summary>Level: what rests at the price now, all of it; zero removes the level. Trade: what was traded.</summary>
    [FieldOffset(32)] public Quantity Quantity;

    /// <summary>Trade: the venue's number of it; zero where it has none, or none that is a number. Drift: how often so far.</summary>
    [FieldOffset(40)] public long TradeId;

    /// <summary>What it is about; none for a connection, and for drift in a frame of no known listing.</summary>
    [FieldOffset(48)] public ListingId Listing;

    /// <summary>Number of the connection it came over, as the one who runs the feeds counts them.</summary>
    [FieldOffset(52)] public int Connection;

    /// <summary>What happened.</summary>
    [FieldOffset(56)] public FeedEventKind Kind;

    /// <summary>Marks.</summary>
    [FieldOffset(57)] public FeedEventFlags Flags;

    /// <summary>Where.</summary>
    [FieldOffset(58)] public FeedVenue Venue;

    /// <summary>Level: the side of the book. Trade: who came to trade, the aggressor.</summary>
    [FieldOffset(59)] public Side Side;

    /// <summary>Book state changed: the state now.</summary>
    [FieldOffset(60)] public BookTrust State;

    /// <summary>Book state changed: why.</summary>
    [FieldOffset(61)] public BookReason Reason;

    /// <summary>Connection changed: the state now. Lies where <see cref="State"/> does.</summary>
    [FieldOffset(60)] public ConnectionState ConnectionState;

    /// <summary>Drift: what was strange. Lies where <see cref="Reason"/> does.</summary>
    [FieldOffset(61)] public DriftKind Drift;
}
