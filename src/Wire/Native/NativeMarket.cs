using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Native;

/// <summary>Marks on public messages. Numbers are stable.</summary>
[Flags]
public enum NativeMarks : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The last message of this command on this stream: the book may be looked at.</summary>
    LastOfCommand = 1,

    /// <summary>Part of a snapshot.</summary>
    Snapshot = 2,

    /// <summary>In an auction.</summary>
    Auction = 4,

    /// <summary>The auction ended with this; without it, it is what would be.</summary>
    Uncrossed = 8,
}

/// <summary>
/// The first 32 bytes that all messages of the market share.
/// <code>8 Sequence 8  16 Time 8  24 Side 1  25 Action 1 (BookOrder, otherwise zero)  26 Marks 2  28 Instrument 4</code>
/// </summary>
/// <param name="Sequence">The command that caused it; in a snapshot the last one it contains.</param>
/// <param name="Time">The time of that command.</param>
/// <param name="Side">Side of the level or order; of a trade the taker's, of an auction the surplus.</param>
/// <param name="Marks">Marks.</param>
/// <param name="Instrument">The instrument.</param>
public readonly record struct NativeMoment(long Sequence, Timestamp Time, Side Side, NativeMarks Marks, InstrumentId Instrument)
{
    internal static NativeMoment Of(ReadOnlySpan<byte> frame) =>
        new(frame.Int64(8), new Timestamp(frame.Int64(16)), (Side)frame[24], (NativeMarks)frame.UInt16(26), frame.Instrument(28));

    internal void Put(Span<byte> frame)
    {
        frame.PutInt64(8, Sequence);
        frame.PutInt64(16, Time.Nanoseconds);
        frame[24] = (byte)Side;
        frame.PutUInt16(26, (ushort)Marks);
        frame.PutInt32(28, Instrument.Value);
    }

    /// <summary>Checks header, side and the zero byte 25.</summary>
    internal static bool Check(ReadOnlySpan<byte> frame, NativeType type, out NativeFault fault)
    {
        if (!NativeFrame.Is(frame, type, out fault))
            return false;
        fault = frame[24] > 1 ? NativeFault.BadValue : frame[25] != 0 ? NativeFault.ReservedNotZero : NativeFault.None;
        return fault == NativeFault.None;
    }
}

/// <summary>A trade, without owners, fees and leaves. <code>8 moment 24  32 TradeId 8  40 Price 8  48 Quantity 8</code></summary>
/// <param name="Moment">When and where; side is the taker's.</param>
/// <param name="TradeId">Its number.</param>
/// <param name="Price">Its price.</param>
/// <param name="Quantity">Its quantity.</param>
public readonly record struct NativeTrade(NativeMoment Moment, TradeId TradeId, Price Price, Quantity Quantity)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 56;

    /// <summary>The public part of a trade event.</summary>
    public static NativeTrade Of(in ExchangeEvent trade)
    {
        var marks = ((trade.Flags & EventFlags.Auction) != 0 ? NativeMarks.Auction : 0) | (trade.IsLastOfCommand ? NativeMarks.LastOfCommand : 0);
        return new(new NativeMoment(trade.Sequence, trade.Time, trade.Side, marks, trade.Instrument), trade.TradeId, trade.Price, trade.Quantity);
    }

    /// <summary>Decodes a whole frame.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeTrade trade, out NativeFault fault)
    {
        var good = NativeMoment.Check(frame, NativeType.Trade, out fault);
        trade = good ? new NativeTrade(NativeMoment.Of(frame), new TradeId(frame.Int64(32)), new Price(frame.Int64(40)), new Quantity(frame.Int64(48))) : default;
        return good;
    }

    /// <summary>Writes the frame.</summary>
    /// <returns>Its length.</returns>
    public int Encode(Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, NativeType.Trade, FrameBytes, 0);
        Moment.Put(frame);
        frame.PutInt64(32, TradeId.Value);
        frame.PutInt64(40, Price.Units);
        frame.PutInt64(48, Quantity.Units);
        return FrameBytes;
    }
}

/// <summary>A price level's new displayed quantity; zero removes it. <code>8 moment 24  32 Price 8  40 Quantity 8  48 Orders 4  52 zero 4</code></summary>
/// <param name="Moment">When and where.</param>
/// <param name="Price">The level.</param>
/// <param name="Quantity">What it shows now.</param>
/// <param name="Orders">How many orders it has now.</param>
public readonly record struct NativeLevel(NativeMoment Moment, Price Price, Quantity Quantity, int Orders)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 56;

    /// <summary>Decodes a whole frame.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeLevel level, out NativeFault fault)
    {
        level = default;
        if (!NativeMoment.Check(frame, NativeType.Level, out fault))
            return false;
        if (!frame.IsZero(52, 4))
            fault = NativeFault.ReservedNotZero;
        else
            level = new NativeLevel(NativeMoment.Of(frame), new Price(frame.Int64(32)), new Quantity(frame.Int64(40)), frame.Int32(48));
        return fault == NativeFault.None;
    }

    /// <summary>Writes the frame.</summary>
    /// <returns>Its length.</returns>
    public int Encode(Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, NativeType.Level, FrameBytes, 0);
        Moment.Put(frame);
        frame.PutInt64(32, Price.Units);
        frame.PutInt64(40, Quantity.Units);
        frame.PutInt32(48, Orders);
        return FrameBytes;
    }
}

/// <summary>What became of an order of the book. Numbers are stable.</summary>
public enum NativeBookAction : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>It took its place at the end of its level.</summary>
    Add = 1,

    /// <summary>It shows another quantity and keeps its place.</summary>
    Change = 2,

    /// <summary>It is gone.</summary>
    Remove = 3,
}

/// <summary>An order of the book, without its owner. <code>8 moment 24 (25: Action)  32 OrderId 8  40 Price 8  48 Quantity 8</code></summary>
/// <param name="Moment">When and where.</param>
/// <param name="Action">What became of it.</param>
/// <param name="OrderId">The order.</param>
/// <param name="Price">Its price.</param>
/// <param name="Quantity">What it shows now; zero where it is gone.</param>
public readonly record struct NativeBookOrder(NativeMoment Moment, NativeBookAction Action, OrderId OrderId, Price Price, Quantity Quantity)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 56;

    /// <summary>Decodes a whole frame.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeBookOrder order, out NativeFault fault)
    {
        order = default;
        if (!NativeFrame.Is(frame, NativeType.BookOrder, out fault))
            return false;
        if (frame[24] > 1 || frame[25] is < (byte)NativeBookAction.Add or > (byte)NativeBookAction.Remove)
            fault = NativeFault.BadValue;
        else
        {
            order = new NativeBookOrder(
                NativeMoment.Of(frame), (NativeBookAction)frame[25], new OrderId(frame.Int64(32)), new Price(frame.Int64(40)), new Quantity(frame.Int64(48)));
        }

        return fault == NativeFault.None;
    }

    /// <summary>Writes the frame.</summary>
    /// <returns>Its length.</returns>
    public int Encode(Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, NativeType.BookOrder, FrameBytes, 0);
        Moment.Put(frame);
        frame[25] = (byte)Action;
        frame.PutInt64(32, OrderId.Value);
        frame.PutInt64(40, Price.Units);
        frame.PutInt64(48, Quantity.Units);
        return FrameBytes;
    }
}

/// <summary>What an auction would give, or (marked Uncrossed) gave. <code>8 moment 24  32 Price 8  40 Volume 8  48 Surplus 8</code></summary>
/// <param name="Moment">When and where; side is that of the surplus.</param>
/// <param name="Price">The price; none where the book does not cross.</param>
/// <param name="Volume">What trades at it.</param>
/// <param name="Surplus">What stays unmatched at it.</param>
public readonly record struct NativeAuction(NativeMoment Moment, Price Price, Quantity Volume, Quantity Surplus)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 56;

    /// <summary>Of an event of kind AuctionIndicative or AuctionUncrossed.</summary>
    public static NativeAuction Of(in ExchangeEvent auction)
    {
        var marks = NativeMarks.Auction | (auction.Kind == EventKind.AuctionUncrossed ? NativeMarks.Uncrossed : 0) | (auction.IsLastOfCommand ? NativeMarks.LastOfCommand : 0);
        return new(new NativeMoment(auction.Sequence, auction.Time, auction.Side, marks, auction.Instrument), auction.Price, auction.Quantity, auction.Surplus);
    }

    /// <summary>Decodes a whole frame.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeAuction auction, out NativeFault fault)
    {
        var good = NativeMoment.Check(frame, NativeType.Auction, out fault);
        auction = good ? new NativeAuction(NativeMoment.Of(frame), new Price(frame.Int64(32)), new Quantity(frame.Int64(40)), new Quantity(frame.Int64(48))) : default;
        return good;
    }

    /// <summary>Writes the frame.</summary>
    /// <returns>Its length.</returns>
    public int Encode(Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, NativeType.Auction, FrameBytes, 0);
        Moment.Put(frame);
        frame.PutInt64(32, Price.Units);
        frame.PutInt64(40, Volume.Units);
        frame.PutInt64(48, Surplus.Units);
        return FrameBytes;
    }
}
