using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Native;

/// <summary>
/// Orders from and to the wire as <see cref="Command"/>: new, cancel, replace, reduce, mass cancel. Owner, session and group are never on the wire: the session fills them in.
/// Numbers, terms and texts are passed on as they are, because the exchange refuses bad ones with its own reasons. Allocates nothing, never throws.
/// <code>
/// NewOrder      8 Instrument 4  12 Side 1  13 zero 1  14 Terms 2  16 Price 8  24 Quantity 8  32 DisplayQuantity 8  40 TriggerPrice 8  48 ExpireTime 8  56 ClientOrderId 36  92 zero 4
/// CancelOrder   8 OrderId 8  16 ClientOrderId 36  52 zero 4
/// ReplaceOrder  8 OrderId 8  16 Price 8  24 Quantity 8  32 DisplayQuantity 8  40 TriggerPrice 8  48 ClientOrderId 36  84 zero 4
/// ReduceOrder   8 OrderId 8  16 Quantity 8  24 ClientOrderId 36  60 zero 4
/// MassCancel    8 Instrument 4  12 Side 1  13 zero 1  14 Scope 2
/// </code>
/// </summary>
public static class NativeOrders
{
    /// <summary>Length of a new order's frame.</summary>
    public const int NewOrderBytes = 96;

    /// <summary>Length of a cancellation's frame.</summary>
    public const int CancelBytes = 56;

    /// <summary>Length of a replacement's frame.</summary>
    public const int ReplaceBytes = 88;

    /// <summary>Length of a reduction's frame.</summary>
    public const int ReduceBytes = 64;

    /// <summary>Length of a mass cancel's frame.</summary>
    public const int MassCancelBytes = 16;

    private const MassCancelScope ScopeOfClients = MassCancelScope.OneSide | MassCancelScope.OneSession;

    /// <summary>Decodes a whole frame of one of the five types.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out Command command, out NativeFault fault)
    {
        command = default;
        fault = NativeFrame.Check(frame);
        if (fault != NativeFault.None)
            return false;
        fault = NativeFrame.TypeOf(frame) switch
        {
            NativeType.NewOrder => DecodeNewOrder(frame, ref command),
            NativeType.CancelOrder => DecodeCancel(frame, ref command),
            NativeType.ReplaceOrder => DecodeReplace(frame, ref command),
            NativeType.ReduceOrder => DecodeReduce(frame, ref command),
            NativeType.MassCancel => DecodeMassCancel(frame, ref command),
            _ => NativeFault.UnknownType,
        };
        if (fault == NativeFault.None)
            return true;
        command = default;
        return false;
    }

    /// <summary>Writes the frame of a command of one of the five kinds.</summary>
    /// <param name="command">Sequence, time, owner, session and group are not written.</param>
    /// <param name="requestId">Repeated in everything that answers it.</param>
    /// <param name="destination">At least <see cref="NativeFrame.MaxBytes"/>, or the frame's length.</param>
    /// <returns>The length; 0 for other kinds of commands.</returns>
    public static int Encode(in Command command, uint requestId, Span<byte> destination)
    {
        switch (command.Kind)
        {
            case CommandKind.NewOrder:
            {
                var frame = NativeFrame.Begin(destination, NativeType.NewOrder, NewOrderBytes, requestId);
                frame.PutInt32(8, command.Instrument.Value);
                frame[12] = (byte)command.Side;
                frame.PutUInt16(14, command.Terms.Bits);
                frame.PutInt64(16, command.Price.Units);
                frame.PutInt64(24, command.Quantity.Units);
                frame.PutInt64(32, command.DisplayQuantity.Units);
                frame.PutInt64(40, command.TriggerPrice.Units);
                frame.PutInt64(48, command.ExpireTime.Nanoseconds);
                frame.PutText(56, command.Text);
                return NewOrderBytes;
            }

            case CommandKind.CancelOrder:
            {
                var frame = NativeFrame.Begin(destination, NativeType.CancelOrder, CancelBytes, requestId);
                frame.PutInt64(8, command.OrderId.Value);
                frame.PutText(16, command.Text);
                return CancelBytes;
            }

            case CommandKind.ReplaceOrder:
            {
                var frame = NativeFrame.Begin(destination, NativeType.ReplaceOrder, ReplaceBytes, requestId);
                frame.PutInt64(8, command.OrderId.Value);
                frame.PutInt64(16, command.Price.Units);
                frame.PutInt64(24, command.Quantity.Units);
                frame.PutInt64(32, command.DisplayQuantity.Units);
                frame.PutInt64(40, command.TriggerPrice.Units);
                frame.PutText(48, command.Text);
                return ReplaceBytes;
            }

            case CommandKind.ReduceOrder:
            {
                var frame = NativeFrame.Begin(destination, NativeType.ReduceOrder, ReduceBytes, requestId);
                frame.PutInt64(8, command.OrderId.Value);
                frame.PutInt64(16, command.Quantity.Units);
                frame.PutText(24, command.Text);
                return ReduceBytes;
            }

            case CommandKind.MassCancel:
            {
                var frame = NativeFrame.Begin(destination, NativeType.MassCancel, MassCancelBytes, requestId);
                frame.PutInt32(8, command.Instrument.Value);
                frame[12] = (byte)command.Side;
                frame.PutUInt16(14, command.Terms.Bits);
                return MassCancelBytes;
            }

            default:
                return 0;
        }
    }

    private static NativeFault DecodeNewOrder(ReadOnlySpan<byte> frame, ref Command command)
    {
        if (frame[13] != 0 || !frame.IsZero(92, 4))
            return NativeFault.ReservedNotZero;
        command.Kind = CommandKind.NewOrder;
        command.Instrument = frame.Instrument(8);
        command.Side = (Side)frame[12];
        command.Terms = new OrderTerms(frame.UInt16(14));
        command.Price = new Price(frame.Int64(16));
        command.Quantity = new Quantity(frame.Int64(24));
        command.DisplayQuantity = new Quantity(frame.Int64(32));
        command.TriggerPrice = new Price(frame.Int64(40));
        command.ExpireTime = new Timestamp(frame.Int64(48));
        command.Text = frame.Text(56);
        return NativeFault.None;
    }

    private static NativeFault DecodeCancel(ReadOnlySpan<byte> frame, ref Command command)
    {
        if (!frame.IsZero(52, 4))
            return NativeFault.ReservedNotZero;
        command.Kind = CommandKind.CancelOrder;
        command.OrderId = new OrderId(frame.Int64(8));
        command.Text = frame.Text(16);
        return NativeFault.None;
    }

    private static NativeFault DecodeReplace(ReadOnlySpan<byte> frame, ref Command command)
    {
        if (!frame.IsZero(84, 4))
            return NativeFault.ReservedNotZero;
        command.Kind = CommandKind.ReplaceOrder;
        command.OrderId = new OrderId(frame.Int64(8));
        command.Price = new Price(frame.Int64(16));
        command.Quantity = new Quantity(frame.Int64(24));
        command.DisplayQuantity = new Quantity(frame.Int64(32));
        command.TriggerPrice = new Price(frame.Int64(40));
        command.Text = frame.Text(48);
        return NativeFault.None;
    }

    private static NativeFault DecodeReduce(ReadOnlySpan<byte> frame, ref Command command)
    {
        if (!frame.IsZero(60, 4))
            return NativeFault.ReservedNotZero;
        command.Kind = CommandKind.ReduceOrder;
        command.OrderId = new OrderId(frame.Int64(8));
        command.Quantity = new Quantity(frame.Int64(16));
        command.Text = frame.Text(24);
        return NativeFault.None;
    }

    private static NativeFault DecodeMassCancel(ReadOnlySpan<byte> frame, ref Command command)
    {
        if (frame[13] != 0)
            return NativeFault.ReservedNotZero;
        var scope = frame.UInt16(14);
        if ((scope & ~(int)ScopeOfClients) != 0)
            return NativeFault.BadValue;
        command.Kind = CommandKind.MassCancel;
        command.Instrument = frame.Instrument(8);
        command.Side = (Side)frame[12];
        command.Terms = new OrderTerms(scope);
        return NativeFault.None;
    }
}
