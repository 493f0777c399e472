namespace Rialto.Wire.Fix;

/// <summary>MsgType (35): the administrative ones by name, and which there are.</summary>
public static class FixMsgType
{
    /// <summary>Heartbeat.</summary>
    public static ReadOnlySpan<byte> Heartbeat => "0"u8;

    /// <summary>TestRequest.</summary>
    public static ReadOnlySpan<byte> TestRequest => "1"u8;

    /// <summary>ResendRequest.</summary>
    public static ReadOnlySpan<byte> ResendRequest => "2"u8;

    /// <summary>Reject, the session layer's.</summary>
    public static ReadOnlySpan<byte> Reject => "3"u8;

    /// <summary>SequenceReset.</summary>
    public static ReadOnlySpan<byte> SequenceReset => "4"u8;

    /// <summary>Logout.</summary>
    public static ReadOnlySpan<byte> Logout => "5"u8;

    /// <summary>Logon.</summary>
    public static ReadOnlySpan<byte> Logon => "A"u8;

    /// <summary>BusinessMessageReject.</summary>
    public static ReadOnlySpan<byte> BusinessMessageReject => "j"u8;

    /// <summary>True for the messages of the session layer, which are never sent again: a gap fill stands for them.</summary>
    public static bool IsAdministrative(ReadOnlySpan<byte> type) => type is [(>= (byte)'0' and <= (byte)'5') or (byte)'A'];

    /// <summary>True for what FIX 4.4 defines, and for user-defined types, which begin with U.</summary>
    public static bool IsDefined(ReadOnlySpan<byte> type) => type switch
    {
        [var one] => one is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z' and not ((byte)'I' or (byte)'O' or (byte)'U')),
        [(byte)'A', >= (byte)'A' and <= (byte)'Z'] => true,
        [(byte)'B', >= (byte)'A' and <= (byte)'H'] => true,
        [(byte)'U', _, ..] => true,
        _ => false,
    };

    /// <summary>The type as a number, for tables; 0 for one that is empty or longer than 8 bytes.</summary>
    internal static ulong Key(ReadOnlySpan<byte> type)
    {
        ulong key = 0;
        if (type.Length > sizeof(ulong))
            return 0;
        foreach (var c in type)
            key = (key << 8) | c;
        return key;
    }
}
