using System.Buffers;
using System.Buffers.Binary;

namespace Rialto.Wire.Native;

/// <summary>What a frame is. Numbers are stable; below 64 the client sends, from 64 on the exchange; <see cref="Heartbeat"/> goes both ways.</summary>
public enum NativeType : byte
{
    /// <summary>Not a frame.</summary>
    None = 0,

    /// <summary>The first frame of a session.</summary>
    Logon = 1,

    /// <summary>I am here; both ways.</summary>
    Heartbeat = 2,

    /// <summary>Enter an order.</summary>
    NewOrder = 3,

    /// <summary>Cancel one order.</summary>
    CancelOrder = 4,

    /// <summary>Change one order.</summary>
    ReplaceOrder = 5,

    /// <summary>Take a quantity off one order.</summary>
    ReduceOrder = 6,

    /// <summary>Cancel many orders.</summary>
    MassCancel = 7,

    /// <summary>Begin a stream.</summary>
    Subscribe = 8,

    /// <summary>End a stream.</summary>
    Unsubscribe = 9,

    /// <summary>End the session in order.</summary>
    Logout = 10,

    /// <summary>The session stands.</summary>
    LogonAccepted = 64,

    /// <summary>A request was refused before it was sequenced.</summary>
    Refused = 65,

    /// <summary>The session ends; the last frame.</summary>
    SessionEnded = 66,

    /// <summary>A stream began or ended.</summary>
    Subscription = 67,

    /// <summary>The snapshot of a stream is complete.</summary>
    SnapshotEnd = 68,

    /// <summary>Something happened to an own order, other than a fill (private).</summary>
    OrderEvent = 80,

    /// <summary>An own order traded (private).</summary>
    Fill = 81,

    /// <summary>A trade (public).</summary>
    Trade = 82,

    /// <summary>A price level has a new quantity (public).</summary>
    Level = 83,

    /// <summary>An order of the book came, changed or went (public, no owner).</summary>
    BookOrder = 84,

    /// <summary>What an instrument is and where it stands (public).</summary>
    Instrument = 85,

    /// <summary>What an auction would give, or gave (public).</summary>
    Auction = 86,

    /// <summary>A halt, its end, a limit state, a kill switch (public).</summary>
    Halt = 87,

    /// <summary>What the own account has of an asset (private).</summary>
    Balance = 88,

    /// <summary>Money that came, went or changed hands (private).</summary>
    Movement = 89,

    /// <summary>The own position in a contract (private).</summary>
    Position = 90,

    /// <summary>What became of the own margin (private).</summary>
    MarginEvent = 91,
}

/// <summary>What came of looking for a frame.</summary>
public enum FrameStatus : byte
{
    /// <summary>A whole frame.</summary>
    Complete = 0,

    /// <summary>More bytes are needed.</summary>
    Incomplete = 1,

    /// <summary>The length is not one a frame may have: the stream cannot be read on.</summary>
    Broken = 2,
}

/// <summary>Why a frame is not understood.</summary>
public enum NativeFault : byte
{
    /// <summary>It is.</summary>
    None = 0,

    /// <summary>The type is not known, or not one that may stand here.</summary>
    UnknownType = 1,

    /// <summary>The length is not that of the type.</summary>
    WrongLength = 2,

    /// <summary>A byte that must be zero is not.</summary>
    ReservedNotZero = 3,

    /// <summary>A field has a value that it may not have.</summary>
    BadValue = 4,
}

/// <summary>
/// The frame around every message of the native protocol, little endian; see docs/reference/native.md.
/// <code>
/// 0 Length 2 (whole frame, header included)   2 Type 1   3 zero 1   4 RequestId 4   8 body
/// </code>
/// </summary>
public static class NativeFrame
{
    /// <summary>Bytes of the header.</summary>
    public const int HeaderBytes = 8;

    /// <summary>Longest frame of this version; a longer length breaks the stream.</summary>
    public const int MaxBytes = 256;

    /// <summary>Oldest version this code speaks.</summary>
    public const ushort MinVersion = 1;

    /// <summary>Newest version this code speaks.</summary>
    public const ushort MaxVersion = 1;

    /// <summary>Looks for a frame at the start of the bytes received so far.</summary>
    /// <param name="received">What has come and is not used yet.</param>
    /// <param name="frame">The whole frame, if complete; the caller then drops its length from <paramref name="received"/>.</param>
    public static FrameStatus Next(ReadOnlySpan<byte> received, out ReadOnlySpan<byte> frame)
    {
        frame = default;
        if (received.Length < 2)
            return FrameStatus.Incomplete;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(received);
        if (length is < HeaderBytes or > MaxBytes)
            return FrameStatus.Broken;
        if (received.Length < length)
            return FrameStatus.Incomplete;
        frame = received[..length];
        return FrameStatus.Complete;
    }

    /// <summary>As <see cref="Next(ReadOnlySpan{byte}, out ReadOnlySpan{byte})"/>, over a chain of buffers; the frame is copied only where it crosses a border.</summary>
    /// <param name="received">What has come; a complete frame is taken off.</param>
    /// <param name="scratch">At least <see cref="MaxBytes"/>.</param>
    /// <param name="frame">The frame: in the first buffer or in <paramref name="scratch"/>.</param>
    public static FrameStatus Next(ref ReadOnlySequence<byte> received, Span<byte> scratch, out ReadOnlySpan<byte> frame)
    {
        var status = Next(received.FirstSpan, out frame);
        if (status == FrameStatus.Incomplete && !received.IsSingleSegment)
        {
            var length = (int)Math.Min(received.Length, MaxBytes);
            received.Slice(0, length).CopyTo(scratch);
            status = Next(scratch[..length], out frame);
        }

        if (status == FrameStatus.Complete)
            received = received.Slice(frame.Length);
        return status;
    }

    /// <summary>The type of a whole frame; may be a number that is not defined.</summary>
    public static NativeType TypeOf(ReadOnlySpan<byte> frame) => (NativeType)frame[2];

    /// <summary>The number by which client and exchange tell what answers what; 0: unasked.</summary>
    public static uint RequestIdOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]);

    /// <summary>Length of a type's frames; 0 for an undefined type.</summary>
    public static int LengthOf(NativeType type) => type switch
    {
        NativeType.Logon => NativeLogon.FrameBytes,
        NativeType.Heartbeat => NativeHeartbeat.FrameBytes,
        NativeType.NewOrder => NativeOrders.NewOrderBytes,
        NativeType.CancelOrder => NativeOrders.CancelBytes,
        NativeType.ReplaceOrder => NativeOrders.ReplaceBytes,
        NativeType.ReduceOrder => NativeOrders.ReduceBytes,
        NativeType.MassCancel => NativeOrders.MassCancelBytes,
        NativeType.Subscribe or NativeType.Unsubscribe => NativeSubscribe.FrameBytes,
        NativeType.Logout => HeaderBytes,
        NativeType.LogonAccepted => NativeLogonAccepted.FrameBytes,
        NativeType.Refused => NativeRefused.FrameBytes,
        NativeType.SessionEnded => NativeSessionEnded.FrameBytes,
        NativeType.Subscription or NativeType.SnapshotEnd => NativeStreamMark.FrameBytes,
        NativeType.OrderEvent => NativeOrderEvent.FrameBytes,
        NativeType.Fill => NativeFill.FrameBytes,
        NativeType.Trade => NativeTrade.FrameBytes,
        NativeType.Level => NativeLevel.FrameBytes,
        NativeType.BookOrder => NativeBookOrder.FrameBytes,
        NativeType.Instrument => NativeInstrument.FrameBytes,
        NativeType.Auction => NativeAuction.FrameBytes,
        NativeType.Halt => NativeHalt.FrameBytes,
        NativeType.Balance => NativeBalance.FrameBytes,
        NativeType.Movement => NativeMovement.FrameBytes,
        NativeType.Position => NativePosition.FrameBytes,
        NativeType.MarginEvent => NativeMarginEvent.FrameBytes,
        _ => 0,
    };

    /// <summary>Checks a whole frame's header: a defined type, its length, the zero byte.</summary>
    public static NativeFault Check(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < HeaderBytes || frame.Length > MaxBytes || BinaryPrimitives.ReadUInt16LittleEndian(frame) != frame.Length)
            return NativeFault.WrongLength;
        var length = LengthOf(TypeOf(frame));
        return length == 0 ? NativeFault.UnknownType
            : length != frame.Length ? NativeFault.WrongLength
            : frame[3] != 0 ? NativeFault.ReservedNotZero : NativeFault.None;
    }

    /// <summary>Writes a frame that is nothing but its header, such as <see cref="NativeType.Logout"/>.</summary>
    /// <returns>Its length; <paramref name="destination"/> must hold it.</returns>
    public static int EncodeEmpty(NativeType type, uint requestId, Span<byte> destination)
    {
        Begin(destination, type, HeaderBytes, requestId);
        return HeaderBytes;
    }

    /// <summary>Writes the header and clears the body.</summary>
    internal static Span<byte> Begin(Span<byte> destination, NativeType type, int length, uint requestId)
    {
        var frame = destination[..length];
        frame.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(frame, (ushort)length);
        frame[2] = (byte)type;
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], requestId);
        return frame;
    }

    /// <summary>As <see cref="Check"/>, and it must be of this type.</summary>
    internal static bool Is(ReadOnlySpan<byte> frame, NativeType type, out NativeFault fault)
    {
        fault = Check(frame);
        if (fault == NativeFault.None && TypeOf(frame) != type)
            fault = NativeFault.UnknownType;
        return fault == NativeFault.None;
    }
}
