using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Native;

/// <summary>
/// The first frame of a session. The signature is HMAC-SHA256(secret, the frame's first <see cref="SignedBytes"/> bytes as sent).
/// <code>
/// 8 Magic 4 ("RLTO")  12 MinVersion 2  14 MaxVersion 2  16 Key 36  52 Flags 4 (1: cancel on disconnect)  56 Timestamp 8 (ns)  64 HeartbeatMs 4  68 zero 4  72 Signature 32
/// </code>
/// </summary>
/// <param name="MinVersion">Oldest version the client speaks.</param>
/// <param name="MaxVersion">Newest version the client speaks.</param>
/// <param name="Key">Key id.</param>
/// <param name="CancelOnDisconnect">The session's orders end with it.</param>
/// <param name="Time">The client's clock.</param>
/// <param name="HeartbeatMs">How often each side says something at least; 0 leaves it to the exchange.</param>
public readonly record struct NativeLogon(ushort MinVersion, ushort MaxVersion, Text36 Key, bool CancelOnDisconnect, Timestamp Time, int HeartbeatMs)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 104;

    /// <summary>How much of the frame, from its first byte, the signature covers.</summary>
    public const int SignedBytes = 72;

    /// <summary>Length of the signature, which is the rest.</summary>
    public const int SignatureBytes = 32;

    private static ReadOnlySpan<byte> Magic => "RLTO"u8;

    /// <summary>The version both speak: the newest common one; 0 if there is none.</summary>
    public ushort CommonVersion
    {
        get
        {
            var version = Math.Min(MaxVersion, NativeFrame.MaxVersion);
            return version >= MinVersion && version >= NativeFrame.MinVersion ? version : (ushort)0;
        }
    }

    /// <summary>The signed bytes of a logon frame.</summary>
    public static ReadOnlySpan<byte> SignedPart(ReadOnlySpan<byte> frame) => frame[..SignedBytes];

    /// <summary>The signature of a logon frame.</summary>
    public static ReadOnlySpan<byte> SignaturePart(ReadOnlySpan<byte> frame) => frame.Slice(SignedBytes, SignatureBytes);

    /// <summary>Where the signature goes, in a frame that <see cref="Encode"/> wrote.</summary>
    public static Span<byte> SignaturePart(Span<byte> frame) => frame.Slice(SignedBytes, SignatureBytes);

    /// <summary>Decodes a whole frame; the signature is for the caller to check.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeLogon logon, out NativeFault fault)
    {
        logon = default;
        if (!NativeFrame.Is(frame, NativeType.Logon, out fault))
            return false;
        var flags = frame.Int32(52);
        var key = frame.Text(16);
        var heartbeat = frame.Int32(64);
        fault = !frame.IsZero(68, 4) || (flags & ~1) != 0 ? NativeFault.ReservedNotZero
            : !frame.Slice(8, 4).SequenceEqual(Magic) || key.IsEmpty || !key.IsWellFormed || heartbeat < 0 ? NativeFault.BadValue : NativeFault.None;
        if (fault != NativeFault.None)
            return false;
        logon = new NativeLogon(frame.UInt16(12), frame.UInt16(14), key, flags != 0, new Timestamp(frame.Int64(56)), heartbeat);
        return true;
    }

    /// <summary>Writes the frame with a signature of zeros; the caller signs it.</summary>
    /// <returns>Its length.</returns>
    public int Encode(uint requestId, Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, NativeType.Logon, FrameBytes, requestId);
        Magic.CopyTo(frame[8..]);
        frame.PutUInt16(12, MinVersion);
        frame.PutUInt16(14, MaxVersion);
        frame.PutText(16, Key);
        frame.PutInt32(52, CancelOnDisconnect ? 1 : 0);
        frame.PutInt64(56, Time.Nanoseconds);
        frame.PutInt32(64, HeartbeatMs);
        return FrameBytes;
    }
}

/// <summary>What a key may do.</summary>
[Flags]
public enum NativePermissions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>See own orders.</summary>
    Read = 1,

    /// <summary>Enter, change, cancel orders.</summary>
    Trade = 2,

    /// <summary>Instruments.</summary>
    Admin = 4,
}

/// <summary>
/// The session stands.
/// <code>
/// 8 Version 2  10 zero 2  12 Session 4  16 Owner 4  20 Permissions 4  24 Time 8  32 Sequence 8  40 HeartbeatMs 4  44 MaxInFlight 4
/// </code>
/// </summary>
/// <param name="Version">The version spoken from here on.</param>
/// <param name="Session">The session's number.</param>
/// <param name="Owner">Whose orders.</param>
/// <param name="Permissions">What the key may do.</param>
/// <param name="Time">The exchange's clock.</param>
/// <param name="Sequence">The last command everyone can see.</param>
/// <param name="HeartbeatMs">How often each side says something at least; silent for twice as long, a side is gone.</param>
/// <param name="MaxInFlight">Requests that may wait for their answers at once.</param>
public readonly record struct NativeLogonAccepted(
    ushort Version, SessionId Session, OwnerId Owner, NativePermissions Permissions, Timestamp Time, long Sequence, int HeartbeatMs, int MaxInFlight)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 48;

    /// <summary>Decodes a whole frame.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeLogonAccepted accepted, out NativeFault fault)
    {
        accepted = default;
        if (!NativeFrame.Is(frame, NativeType.LogonAccepted, out fault))
            return false;
        if (!frame.IsZero(10, 2))
            fault = NativeFault.ReservedNotZero;
        else
        {
            accepted = new NativeLogonAccepted(frame.UInt16(8), new SessionId(frame.Int32(12)), new OwnerId(frame.Int32(16)), (NativePermissions)frame.Int32(20),
                new Timestamp(frame.Int64(24)), frame.Int64(32), frame.Int32(40), frame.Int32(44));
        }

        return fault == NativeFault.None;
    }

    /// <summary>Writes the frame.</summary>
    /// <returns>Its length.</returns>
    public int Encode(uint requestId, Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, NativeType.LogonAccepted, FrameBytes, requestId);
        frame.PutUInt16(8, Version);
        frame.PutInt32(12, Session.Value);
        frame.PutInt32(16, Owner.Value);
        frame.PutInt32(20, (int)Permissions);
        frame.PutInt64(24, Time.Nanoseconds);
        frame.PutInt64(32, Sequence);
        frame.PutInt32(40, HeartbeatMs);
        frame.PutInt32(44, MaxInFlight);
        return FrameBytes;
    }
}

/// <summary>I am here. <code>8 Time 8</code></summary>
/// <param name="Time">The sender's clock.</param>
public readonly record struct NativeHeartbeat(Timestamp Time)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 16;

    /// <summary>Decodes a whole frame.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeHeartbeat heartbeat, out NativeFault fault)
    {
        var good = NativeFrame.Is(frame, NativeType.Heartbeat, out fault);
        heartbeat = good ? new NativeHeartbeat(new Timestamp(frame.Int64(8))) : default;
        return good;
    }

    /// <summary>Writes the frame.</summary>
    /// <returns>Its length.</returns>
    public int Encode(uint requestId, Span<byte> destination)
    {
        NativeFrame.Begin(destination, NativeType.Heartbeat, FrameBytes, requestId).PutInt64(8, Time.Nanoseconds);
        return FrameBytes;
    }
}

/// <summary>
/// A request was refused before it got a sequence; refusals by the exchange itself are order events.
/// <code>8 Reason 2  10 Type 1 (of the request)  11 zero 1  12 RetryAfterMs 4</code>
/// </summary>
/// <param name="Reason">Why; 200 and up for gateways, the exchange's own numbers where a gateway knows the answer.</param>
/// <param name="Type">Type of the refused frame.</param>
/// <param name="RetryAfterMs">For RateLimited.</param>
public readonly record struct NativeRefused(RejectReason Reason, NativeType Type, int RetryAfterMs)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 16;

    /// <summary>Decodes a whole frame.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeRefused refused, out NativeFault fault)
    {
        refused = default;
        if (!NativeFrame.Is(frame, NativeType.Refused, out fault))
            return false;
        if (frame[11] != 0)
            fault = NativeFault.ReservedNotZero;
        else
            refused = new NativeRefused((RejectReason)frame.UInt16(8), (NativeType)frame[10], frame.Int32(12));
        return fault == NativeFault.None;
    }

    /// <summary>Writes the frame.</summary>
    /// <returns>Its length.</returns>
    public int Encode(uint requestId, Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, NativeType.Refused, FrameBytes, requestId);
        frame.PutUInt16(8, (ushort)Reason);
        frame[10] = (byte)Type;
        frame.PutInt32(12, RetryAfterMs);
        return FrameBytes;
    }
}

/// <summary>Why a session ends. Numbers are stable.</summary>
public enum SessionEndReason : ushort
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>The client asked.</summary>
    Logout = 1,

    /// <summary>No logon in time, or another frame before it.</summary>
    LogonExpected = 2,

    /// <summary>Unknown key, wrong signature, timestamp outside the window, or a signature seen before.</summary>
    NotAuthenticated = 3,

    /// <summary>No version both speak.</summary>
    NoCommonVersion = 4,

    /// <summary>A frame that cannot be read.</summary>
    MalformedFrame = 5,

    /// <summary>Nothing was heard for two heartbeat intervals.</summary>
    Silent = 6,

    /// <summary>The client reads too slowly.</summary>
    SlowConsumer = 7,

    /// <summary>Too many requests in spite of refusals.</summary>
    RateLimited = 8,

    /// <summary>Too many connections.</summary>
    TooManyConnections = 9,

    /// <summary>The exchange stops or is not ready.</summary>
    ExchangeStopping = 10,
}

/// <summary>The last frame of a session. <code>8 Reason 2  10 zero 6</code></summary>
/// <param name="Reason">Why it ends.</param>
public readonly record struct NativeSessionEnded(SessionEndReason Reason)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 16;

    /// <summary>Decodes a whole frame.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeSessionEnded ended, out NativeFault fault)
    {
        ended = default;
        if (!NativeFrame.Is(frame, NativeType.SessionEnded, out fault))
            return false;
        if (!frame.IsZero(10, 6))
            fault = NativeFault.ReservedNotZero;
        else
            ended = new NativeSessionEnded((SessionEndReason)frame.UInt16(8));
        return fault == NativeFault.None;
    }

    /// <summary>Writes the frame.</summary>
    /// <returns>Its length.</returns>
    public int Encode(uint requestId, Span<byte> destination)
    {
        NativeFrame.Begin(destination, NativeType.SessionEnded, FrameBytes, requestId).PutUInt16(8, (ushort)Reason);
        return FrameBytes;
    }
}
