using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Wire.Native;

/// <summary>What a client may subscribe to. Numbers are stable.</summary>
public enum NativeChannel : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><see cref="NativeTrade"/>: every trade from the subscription on.</summary>
    Trades = 1,

    /// <summary><see cref="NativeLevel"/>: snapshot, then every change of a price level (L2), conflated for slow consumers.</summary>
    Levels = 2,

    /// <summary><see cref="NativeBookOrder"/>: snapshot, then every order of the book (L3).</summary>
    Orders = 3,

    /// <summary><see cref="NativeOrderEvent"/> and <see cref="NativeFill"/> of all orders of the owner, those of other sessions included (private).</summary>
    OwnOrders = 4,

    /// <summary><see cref="NativeInstrument"/>: all instruments, then every change; <see cref="NativeAuction"/>.</summary>
    Instruments = 5,

    /// <summary><see cref="NativeHalt"/>: what stands, then every halt, limit state and kill switch of instruments and the exchange.</summary>
    Halts = 6,

    /// <summary><see cref="NativeBalance"/> and <see cref="NativePosition"/> of the own account: all, then every change; <see cref="NativeMovement"/>, <see cref="NativeMarginEvent"/> (private). Not by instrument.</summary>
    Account = 7,
}

/// <summary>
/// Begins or ends a stream. Answered by a <see cref="NativeStreamMark"/> of type Subscription, or by <see cref="NativeRefused"/>.
/// <code>8 Instrument 4 (0: all)  12 Channel 1  13 zero 3</code>
/// </summary>
/// <param name="Instrument">The instrument; none: all.</param>
/// <param name="Channel">What.</param>
public readonly record struct NativeSubscribe(InstrumentId Instrument, NativeChannel Channel)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 16;

    /// <summary>True where it is about this instrument, or about all.</summary>
    public bool Covers(InstrumentId instrument) => Instrument.Value == 0 || Instrument == instrument;

    /// <summary>Decodes a whole frame of type Subscribe or Unsubscribe.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeSubscribe subscribe, out NativeFault fault)
    {
        subscribe = default;
        fault = NativeFrame.Check(frame);
        if (fault == NativeFault.None && NativeFrame.TypeOf(frame) is not (NativeType.Subscribe or NativeType.Unsubscribe))
            fault = NativeFault.UnknownType;
        if (fault != NativeFault.None)
            return false;
        var channel = (NativeChannel)frame[12];
        if (!frame.IsZero(13, 3))
            fault = NativeFault.ReservedNotZero;
        else if (channel is < NativeChannel.Trades or > NativeChannel.Account || (channel == NativeChannel.Account && frame.Int32(8) != 0))
            fault = NativeFault.BadValue;
        else
            subscribe = new NativeSubscribe(frame.Instrument(8), channel);
        return fault == NativeFault.None;
    }

    /// <summary>Writes the frame that begins the stream, or ends it.</summary>
    /// <returns>Its length.</returns>
    public int Encode(bool begin, uint requestId, Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, begin ? NativeType.Subscribe : NativeType.Unsubscribe, FrameBytes, requestId);
        frame.PutInt32(8, Instrument.Value);
        frame[12] = (byte)Channel;
        return FrameBytes;
    }
}

/// <summary>
/// A mark in a stream: type Subscription says that it begins or ends here, type SnapshotEnd that its snapshot is complete and what follows are changes after <see cref="Sequence"/>.
/// <code>8 Instrument 4 (0: all)  12 Channel 1  13 On 1 (1: began, 0: ended; 1 in a SnapshotEnd)  14 zero 2  16 Sequence 8</code>
/// </summary>
/// <param name="Instrument">The instrument; none: all.</param>
/// <param name="Channel">What.</param>
/// <param name="On">True where it begins.</param>
/// <param name="Sequence">The last command whose effects the client has, or need not expect.</param>
public readonly record struct NativeStreamMark(InstrumentId Instrument, NativeChannel Channel, bool On, long Sequence)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 24;

    /// <summary>Decodes a whole frame of type Subscription or SnapshotEnd.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeStreamMark mark, out NativeFault fault)
    {
        mark = default;
        fault = NativeFrame.Check(frame);
        if (fault == NativeFault.None && NativeFrame.TypeOf(frame) is not (NativeType.Subscription or NativeType.SnapshotEnd))
            fault = NativeFault.UnknownType;
        if (fault != NativeFault.None)
            return false;
        if (!frame.IsZero(14, 2))
            fault = NativeFault.ReservedNotZero;
        else if (frame[13] > 1)
            fault = NativeFault.BadValue;
        else
            mark = new NativeStreamMark(frame.Instrument(8), (NativeChannel)frame[12], frame[13] == 1, frame.Int64(16));
        return fault == NativeFault.None;
    }

    /// <summary>Writes the frame.</summary>
    /// <param name="type">Subscription or SnapshotEnd.</param>
    /// <param name="requestId">Of the subscription; 0 later on.</param>
    /// <param name="destination">Takes it.</param>
    /// <returns>Its length.</returns>
    public int Encode(NativeType type, uint requestId, Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, type, FrameBytes, requestId);
        frame.PutInt32(8, Instrument.Value);
        frame[12] = (byte)Channel;
        frame[13] = On ? (byte)1 : (byte)0;
        frame.PutInt64(16, Sequence);
        return FrameBytes;
    }
}

/// <summary>
/// What an instrument is and where it stands; after a definition or change of state, and for all instruments at the begin of the stream.
/// <code>
/// 8 Instrument 4  12 State 1  13 PriceScale 1  14 QuantityScale 1  15 MoneyScale 1  16 Tick 8  24 Lot 8  32 MinQuantity 8  40 MaxQuantity 8  48 Symbol 36  84 zero 4  88 Sequence 8
/// </code>
/// </summary>
/// <param name="Definition">Name, scales, grid.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Sequence">The command that made it so, or in a snapshot the last one.</param>
public readonly record struct NativeInstrument(Instrument Definition, InstrumentState State, long Sequence)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 96;

    /// <summary>Decodes a whole frame; allocates the definition.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeInstrument instrument, out NativeFault fault)
    {
        instrument = default;
        if (!NativeFrame.Is(frame, NativeType.Instrument, out fault))
            return false;
        var symbol = frame.Text(48);
        if (!frame.IsZero(84, 4))
            fault = NativeFault.ReservedNotZero;
        else if (!symbol.IsWellFormed || frame[12] > (byte)InstrumentState.Expired
            || frame[13] > Model.Instruments.Instrument.MaxScale || frame[14] > Model.Instruments.Instrument.MaxScale || frame[15] > Model.Instruments.Instrument.MaxScale)
            fault = NativeFault.BadValue;
        else
        {
            instrument = new NativeInstrument(
                new Instrument(frame.Instrument(8), symbol, frame[13], frame[14], frame[15], new Price(frame.Int64(16)),
                    new Quantity(frame.Int64(24)), new Quantity(frame.Int64(32)), new Quantity(frame.Int64(40))),
                (InstrumentState)frame[12], frame.Int64(88));
        }

        return fault == NativeFault.None;
    }

    /// <summary>Writes the frame.</summary>
    /// <returns>Its length.</returns>
    public int Encode(uint requestId, Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, NativeType.Instrument, FrameBytes, requestId);
        frame.PutInt32(8, Definition.Id.Value);
        frame[12] = (byte)State;
        frame[13] = Definition.PriceScale;
        frame[14] = Definition.QuantityScale;
        frame[15] = Definition.MoneyScale;
        frame.PutInt64(16, Definition.Tick.Units);
        frame.PutInt64(24, Definition.Lot.Units);
        frame.PutInt64(32, Definition.MinQuantity.Units);
        frame.PutInt64(40, Definition.MaxQuantity.Units);
        frame.PutText(48, Definition.Symbol);
        frame.PutInt64(88, Sequence);
        return FrameBytes;
    }
}
