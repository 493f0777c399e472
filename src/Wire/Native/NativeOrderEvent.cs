using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Native;

/// <summary>
/// An event of an own order or command, other than a trade, as the exchange told it; only its owner gets it. The field names are those of <see cref="ExchangeEvent"/> and mean the same there.
/// <code>
///  8 Sequence 8  16 Time 8  24 Kind 1  25 Side 1  26 Reason 2  28 Instrument 4  32 Flags 2  34 Terms 2  36 Session 4  40 OrderId 8  48 Price 8  56 Quantity 8
/// 64 DisplayQuantity 8 (duplicate: LeavesQuantity)  72 TriggerPrice 8 (duplicate: FilledQuantity)  80 ExpireTime 8 (replaced: OldPrice; self-trade: MakerOrderId)  88 ClientOrderId 36  124 zero 4
/// </code>
/// </summary>
public static class NativeOrderEvent
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 128;

    /// <summary>True for the kinds that go out as order events: those about orders, commands and sessions, trades excepted.</summary>
    public static bool IsOrderEvent(EventKind kind) =>
        kind is >= EventKind.OrderAccepted and <= EventKind.SessionClosed and not EventKind.Trade;

    /// <summary>Decodes a whole frame into the event; owner and level quantity are not on the wire.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out ExchangeEvent told, out NativeFault fault)
    {
        told = default;
        if (!NativeFrame.Is(frame, NativeType.OrderEvent, out fault))
            return false;
        var kind = (EventKind)frame[24];
        if (!frame.IsZero(124, 4) || (kind == EventKind.SelfTradePrevented && !frame.IsZero(88, Text36.LengthMax)))
            fault = NativeFault.ReservedNotZero;
        else if (!IsOrderEvent(kind))
            fault = NativeFault.BadValue;
        if (fault != NativeFault.None)
            return false;
        told.Sequence = frame.Int64(8);
        told.Time = new Timestamp(frame.Int64(16));
        told.Kind = kind;
        told.Side = (Side)frame[25];
        told.Reason = frame.UInt16(26);
        told.Instrument = frame.Instrument(28);
        told.Flags = (EventFlags)frame.UInt16(32);
        told.Terms = new OrderTerms(frame.UInt16(34));
        told.Session = new SessionId(frame.Int32(36));
        told.OrderId = new OrderId(frame.Int64(40));
        told.Price = new Price(frame.Int64(48));
        told.Quantity = new Quantity(frame.Int64(56));
        told.DisplayQuantity = new Quantity(frame.Int64(64));
        told.TriggerPrice = new Price(frame.Int64(72));
        if (kind == EventKind.SelfTradePrevented)
        {
            told.MakerOrderId = new OrderId(frame.Int64(80));
            return true;
        }

        told.ExpireTime = new Timestamp(frame.Int64(80));
        told.ClientOrderId = frame.Text(88);
        return true;
    }

    /// <summary>Writes the frame of an event for which <see cref="IsOrderEvent"/> holds.</summary>
    /// <param name="told">The event.</param>
    /// <param name="requestId">That of the request it answers, if it came over this session; otherwise 0.</param>
    /// <param name="destination">At least <see cref="FrameBytes"/>.</param>
    /// <returns>Its length; 0 for other kinds.</returns>
    public static int Encode(in ExchangeEvent told, uint requestId, Span<byte> destination)
    {
        if (!IsOrderEvent(told.Kind))
            return 0;
        var frame = NativeFrame.Begin(destination, NativeType.OrderEvent, FrameBytes, requestId);
        frame.PutInt64(8, told.Sequence);
        frame.PutInt64(16, told.Time.Nanoseconds);
        frame[24] = (byte)told.Kind;
        frame[25] = (byte)told.Side;
        frame.PutUInt16(26, told.Reason);
        frame.PutInt32(28, told.Instrument.Value);
        frame.PutUInt16(32, (ushort)told.Flags);
        frame.PutUInt16(34, told.Terms.Bits);
        frame.PutInt32(36, told.Session.Value);
        frame.PutInt64(40, told.OrderId.Value);
        frame.PutInt64(48, told.Price.Units);
        frame.PutInt64(56, told.Quantity.Units);
        frame.PutInt64(64, told.DisplayQuantity.Units);
        frame.PutInt64(72, told.TriggerPrice.Units);
        if (told.Kind == EventKind.SelfTradePrevented)
        {
            frame.PutInt64(80, told.MakerOrderId.Value);
            return FrameBytes;
        }

        frame.PutInt64(80, told.ExpireTime.Nanoseconds);
        frame.PutText(88, told.ClientOrderId);
        return FrameBytes;
    }
}

/// <summary>
/// One order's share of a trade, for its owner: own fee and own leaves, nothing of the other side. A trade with oneself gives two.
/// <code>
/// 8 Sequence 8  16 Time 8  24 Side 1  25 Liquidity 1 (0 maker, 1 taker)  26 Flags 2  28 Instrument 4  32 OrderId 8  40 TradeId 8  48 Price 8  56 Quantity 8  64 Leaves 8  72 Fee 8  80 Display 8
/// </code>
/// </summary>
/// <param name="Sequence">The command that caused the trade.</param>
/// <param name="Time">The time of that command.</param>
/// <param name="Side">The own order's side.</param>
/// <param name="IsTaker">True for the incoming order; in an auction, for the one that came later.</param>
/// <param name="Flags">The trade's.</param>
/// <param name="Instrument">The instrument.</param>
/// <param name="OrderId">The own order.</param>
/// <param name="TradeId">The trade.</param>
/// <param name="Price">Its price.</param>
/// <param name="Quantity">Its quantity.</param>
/// <param name="Leaves">What is left of the own order, hidden part included; of a budget order the money left.</param>
/// <param name="Fee">The own fee; negative is a rebate.</param>
/// <param name="Display">Maker: what the book shows of it now. Taker: zero.</param>
public readonly record struct NativeFill(
    long Sequence, Timestamp Time, Side Side, bool IsTaker, EventFlags Flags, InstrumentId Instrument,
    OrderId OrderId, TradeId TradeId, Price Price, Quantity Quantity, Quantity Leaves, Money Fee, Quantity Display)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 88;

    /// <summary>The taker's share of a trade event.</summary>
    public static NativeFill OfTaker(in ExchangeEvent trade) => new(
        trade.Sequence, trade.Time, trade.Side, true, trade.Flags, trade.Instrument,
        trade.OrderId, trade.TradeId, trade.Price, trade.Quantity, trade.TakerLeaves, trade.TakerFee, Quantity.Zero);

    /// <summary>The maker's share of a trade event.</summary>
    public static NativeFill OfMaker(in ExchangeEvent trade) => new(
        trade.Sequence, trade.Time, trade.Side == Side.Buy ? Side.Sell : Side.Buy, false, trade.Flags, trade.Instrument,
        trade.MakerOrderId, trade.TradeId, trade.Price, trade.Quantity, trade.MakerLeaves, trade.MakerFee, trade.MakerDisplay);

    /// <summary>Decodes a whole frame.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeFill fill, out NativeFault fault)
    {
        fill = default;
        if (!NativeFrame.Is(frame, NativeType.Fill, out fault))
            return false;
        if (frame[24] > 1 || frame[25] > 1)
            fault = NativeFault.BadValue;
        else
        {
            fill = new NativeFill(
                frame.Int64(8), new Timestamp(frame.Int64(16)), (Side)frame[24], frame[25] == 1, (EventFlags)frame.UInt16(26), frame.Instrument(28),
                new OrderId(frame.Int64(32)), new TradeId(frame.Int64(40)), new Price(frame.Int64(48)), new Quantity(frame.Int64(56)),
                new Quantity(frame.Int64(64)), new Money(frame.Int64(72)), new Quantity(frame.Int64(80)));
        }

        return fault == NativeFault.None;
    }

    /// <summary>Writes the frame.</summary>
    /// <param name="requestId">That of the request it answers, if it came over this session; otherwise 0.</param>
    /// <param name="destination">At least <see cref="FrameBytes"/>.</param>
    /// <returns>Its length.</returns>
    public int Encode(uint requestId, Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, NativeType.Fill, FrameBytes, requestId);
        frame.PutInt64(8, Sequence);
        frame.PutInt64(16, Time.Nanoseconds);
        frame[24] = (byte)Side;
        frame[25] = IsTaker ? (byte)1 : (byte)0;
        frame.PutUInt16(26, (ushort)Flags);
        frame.PutInt32(28, Instrument.Value);
        frame.PutInt64(32, OrderId.Value);
        frame.PutInt64(40, TradeId.Value);
        frame.PutInt64(48, Price.Units);
        frame.PutInt64(56, Quantity.Units);
        frame.PutInt64(64, Leaves.Units);
        frame.PutInt64(72, Fee.Units);
        frame.PutInt64(80, Display.Units);
        return FrameBytes;
    }
}
