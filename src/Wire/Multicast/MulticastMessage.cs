using System.Buffers.Binary;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Multicast;

/// <summary>
/// A listing's best prices, kind 64; zeros where a side is empty or the book may not be believed.
/// <code> 0 BidPrice 8  8 ReceiveTime 8  16 BidQuantity 8  24 AskPrice 8  32 AskQuantity 8  40 zero 8  48 Listing 4  52 zero 4  56 Kind 1  57 zero 1  58 Venue 1  59 zero 5 </code>
/// </summary>
public readonly record struct MulticastBbo(
    ListingId Listing, FeedVenue Venue, Price BidPrice, Quantity BidQuantity, Price AskPrice, Quantity AskQuantity, Timestamp ReceiveTime);

/// <summary>
/// The best prices of a symbol over all its venues, kind 65, in the symbol's scales. Venues are bits by the number of <see cref="FeedVenue"/>; bit 0 stands for all numbers above 31.
/// <code> 0 BidPrice 8  8 ReceiveTime 8  16 BidQuantity 8  24 AskPrice 8  32 AskQuantity 8  40 BidVenues 4  44 AskVenues 4  48 Symbol 4  52 zero 4  56 Kind 1  57 zero 1
/// 58 PriceScale 1  59 QuantityScale 1  60 zero 4 </code>
/// </summary>
public readonly record struct MulticastNbbo(
    int Symbol, int PriceScale, int QuantityScale, Price BidPrice, Quantity BidQuantity, uint BidVenues, Price AskPrice, Quantity AskQuantity, uint AskVenues, Timestamp ReceiveTime);

/// <summary>What a message is, by its byte 56.</summary>
public enum MulticastMessageKind : byte
{
    /// <summary>Not a message.</summary>
    None = 0,

    /// <summary>A feed event; its own kind says which.</summary>
    Event = 1,

    /// <summary>Best prices of a listing.</summary>
    Bbo = 64,

    /// <summary>Best prices of a symbol.</summary>
    Nbbo = 65,
}

/// <summary>The 64-byte messages of packets and snapshots. Feed events stand as docs/reference/feeds.md says.</summary>
public static class MulticastMessage
{
    private const int KindOffset = 56;

    /// <summary>What a message says it is; none where it is nothing we know.</summary>
    public static MulticastMessageKind KindOf(ReadOnlySpan<byte> message) => message.Length != PacketHeader.MessageBytes ? MulticastMessageKind.None
        : message[KindOffset] switch
        {
            >= (byte)FeedEventKind.BookCleared and <= (byte)FeedEventKind.Settled => MulticastMessageKind.Event,
            (byte)MulticastMessageKind.Bbo => MulticastMessageKind.Bbo,
            (byte)MulticastMessageKind.Nbbo => MulticastMessageKind.Nbbo,
            _ => MulticastMessageKind.None,
        };

    /// <summary>Writes a feed event.</summary>
    public static void Encode(in FeedEvent told, Span<byte> message)
    {
        message = message[..PacketHeader.MessageBytes];
        BinaryPrimitives.WriteInt64LittleEndian(message, told.EventTime.Nanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(message[8..], told.ReceiveTime.Nanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(message[16..], told.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(message[24..], told.Price.Units);
        BinaryPrimitives.WriteInt64LittleEndian(message[32..], told.Quantity.Units);
        BinaryPrimitives.WriteInt64LittleEndian(message[40..], told.TradeId);
        BinaryPrimitives.WriteInt32LittleEndian(message[48..], told.Listing.Value);
        BinaryPrimitives.WriteInt32LittleEndian(message[52..], told.Connection);
        message[KindOffset] = (byte)told.Kind;
        message[57] = (byte)told.Flags;
        message[58] = (byte)told.Venue;
        message[59] = (byte)told.Side;
        message[60] = (byte)told.State;
        message[61] = (byte)told.Reason;
        message[62] = 0;
        message[63] = 0;
    }

    /// <summary>Writes a listing's best prices.</summary>
    public static void Encode(in MulticastBbo best, Span<byte> message)
    {
        message = message[..PacketHeader.MessageBytes];
        message.Clear();
        PutPrices(message, best.BidPrice, best.BidQuantity, best.AskPrice, best.AskQuantity, best.ReceiveTime);
        BinaryPrimitives.WriteInt32LittleEndian(message[48..], best.Listing.Value);
        message[KindOffset] = (byte)MulticastMessageKind.Bbo;
        message[58] = (byte)best.Venue;
    }

    /// <summary>Writes a symbol's best prices.</summary>
    public static void Encode(in MulticastNbbo best, Span<byte> message)
    {
        message = message[..PacketHeader.MessageBytes];
        message.Clear();
        PutPrices(message, best.BidPrice, best.BidQuantity, best.AskPrice, best.AskQuantity, best.ReceiveTime);
        BinaryPrimitives.WriteUInt32LittleEndian(message[40..], best.BidVenues);
        BinaryPrimitives.WriteUInt32LittleEndian(message[44..], best.AskVenues);
        BinaryPrimitives.WriteInt32LittleEndian(message[48..], best.Symbol);
        message[KindOffset] = (byte)MulticastMessageKind.Nbbo;
        message[58] = (byte)best.PriceScale;
        message[59] = (byte)best.QuantityScale;
    }

    /// <summary>Reads a feed event. False where a field has a value that it may not have, or the message is another.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> message, out FeedEvent told)
    {
        told = default;
        if (KindOf(message) != MulticastMessageKind.Event || message[57] > 15 || message[59] > 1 || message[62] != 0 || message[63] != 0 || Number(message, 48) < 0)
            return false;
        var kind = (FeedEventKind)message[KindOffset];
        if ((kind == FeedEventKind.BookStateChanged && message[60] > (byte)BookTrust.Trusted) || (kind == FeedEventKind.ConnectionChanged && message[60] > (byte)ConnectionState.Up)
            || (kind is FeedEventKind.Level or FeedEventKind.Trade && Long(message, 32) < 0)
            || (kind is not (FeedEventKind.ConnectionChanged or FeedEventKind.Drift) && Number(message, 48) == 0))
            return false;
        told.EventTime = new Timestamp(Long(message, 0));
        told.ReceiveTime = new Timestamp(Long(message, 8));
        told.Sequence = Long(message, 16);
        told.Price = new Price(Long(message, 24));
        told.Quantity = new Quantity(Long(message, 32));
        told.TradeId = Long(message, 40);
        told.Listing = new ListingId(Number(message, 48));
        told.Connection = Number(message, 52);
        told.Kind = kind;
        told.Flags = (FeedEventFlags)message[57];
        told.Venue = (FeedVenue)message[58];
        told.Side = (Side)message[59];
        told.State = (BookTrust)message[60];
        told.Reason = (BookReason)message[61];
        return true;
    }

    /// <summary>Reads a listing's best prices.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> message, out MulticastBbo best)
    {
        best = default;
        if (KindOf(message) != MulticastMessageKind.Bbo || Number(message, 48) <= 0 || Long(message, 16) < 0 || Long(message, 32) < 0
            || Long(message, 40) != 0 || Number(message, 52) != 0 || message[57] != 0 || message[59..].ContainsAnyExcept((byte)0))
            return false;
        best = new MulticastBbo(
            new ListingId(Number(message, 48)), (FeedVenue)message[58], new Price(Long(message, 0)), new Quantity(Long(message, 16)), new Price(Long(message, 24)),
            new Quantity(Long(message, 32)), new Timestamp(Long(message, 8)));
        return true;
    }

    /// <summary>Reads a symbol's best prices.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> message, out MulticastNbbo best)
    {
        best = default;
        if (KindOf(message) != MulticastMessageKind.Nbbo || Number(message, 48) < 0 || Long(message, 16) < 0 || Long(message, 32) < 0
            || Number(message, 52) != 0 || message[57] != 0 || message[58] > DecimalText.MaxScale || message[59] > DecimalText.MaxScale || message[60..].ContainsAnyExcept((byte)0))
            return false;
        best = new MulticastNbbo(
            Number(message, 48), message[58], message[59], new Price(Long(message, 0)), new Quantity(Long(message, 16)), (uint)Number(message, 40), new Price(Long(message, 24)),
            new Quantity(Long(message, 32)), (uint)Number(message, 44), new Timestamp(Long(message, 8)));
        return true;
    }

    private static void PutPrices(Span<byte> message, Price bid, Quantity bidQuantity, Price ask, Quantity askQuantity, Timestamp receiveTime)
    {
        BinaryPrimitives.WriteInt64LittleEndian(message, bid.Units);
        BinaryPrimitives.WriteInt64LittleEndian(message[8..], receiveTime.Nanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(message[16..], bidQuantity.Units);
        BinaryPrimitives.WriteInt64LittleEndian(message[24..], ask.Units);
        BinaryPrimitives.WriteInt64LittleEndian(message[32..], askQuantity.Units);
    }

    private static long Long(ReadOnlySpan<byte> message, int offset) => BinaryPrimitives.ReadInt64LittleEndian(message[offset..]);

    private static int Number(ReadOnlySpan<byte> message, int offset) => BinaryPrimitives.ReadInt32LittleEndian(message[offset..]);
}
