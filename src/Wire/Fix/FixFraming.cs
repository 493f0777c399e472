namespace Rialto.Wire.Fix;

/// <summary>
/// Finds messages in a stream of bytes. Nothing is looked at but the frame itself:
/// <code>
/// 8=FIX.4.4| 9=65| 35=...             ...| 10=128|       | is SOH, 0x01
///                  ^---- 65 bytes -------^               CheckSum: the sum of all bytes before "10="
/// </code>
/// BeginString, BodyLength and MsgType must be the first three fields and CheckSum the last; whatever differs is garbled. Which version BeginString names is the session's affair.
/// Never throws and never allocates, whatever the bytes are.
/// </summary>
public static class FixFraming
{
    /// <summary>Longest message that is taken where the caller sets no smaller limit, in bytes.</summary>
    public const int MaxFrameBytes = 256 * 1_024;

    private const byte Soh = 1;
    private const int MaxBeginStringBytes = 16;
    private const int MaxLengthDigits = 6;
    private const int TrailerBytes = 7; // 10=nnn|

    /// <summary>Looks at the beginning of <paramref name="buffer"/>.</summary>
    /// <param name="buffer">Bytes received and not used yet.</param>
    /// <param name="length">Complete: the message's length. Garbled: how many bytes to skip; where they end a message may begin. Incomplete: 0.</param>
    /// <param name="maxBytes">Longest message that is taken; one that claims to be longer is garbled.</param>
    public static FixFrameStatus TryFind(ReadOnlySpan<byte> buffer, out int length, int maxBytes = MaxFrameBytes)
    {
        var status = Measure(buffer, maxBytes, out length);
        if (status == FixFrameStatus.Garbled)
            length = NextStart(buffer);
        return status;
    }

    private static FixFrameStatus Measure(ReadOnlySpan<byte> buffer, int maxBytes, out int length)
    {
        length = 0;
        var status = Prefix(buffer, "8=FIX"u8);
        if (status != FixFrameStatus.Complete)
            return status;
        var at = buffer[..Math.Min(buffer.Length, MaxBeginStringBytes)].IndexOf(Soh) + 1;
        if (at == 0)
            return buffer.Length < MaxBeginStringBytes ? FixFrameStatus.Incomplete : FixFrameStatus.Garbled;
        status = Prefix(buffer[at..], "9="u8);
        if (status != FixFrameStatus.Complete)
            return status;
        status = BodyLength(buffer[(at + 2)..], out var body, out var digits);
        if (status != FixFrameStatus.Complete)
            return status;
        at += 2 + digits + 1;
        // The shortest body is "35=0|".
        if (body < 5 || at + body + TrailerBytes > maxBytes)
            return FixFrameStatus.Garbled;
        status = Prefix(buffer[at..], "35="u8);
        if (status != FixFrameStatus.Complete)
            return status;
        if (buffer.Length < at + body + TrailerBytes)
            return FixFrameStatus.Incomplete;
        if (!HasTrailer(buffer, at + body))
            return FixFrameStatus.Garbled;
        length = at + body + TrailerBytes;
        return FixFrameStatus.Complete;
    }

    private static FixFrameStatus BodyLength(ReadOnlySpan<byte> text, out int value, out int digits)
    {
        value = 0;
        for (digits = 0; digits < text.Length && digits <= MaxLengthDigits; digits++)
        {
            var digit = (uint)(text[digits] - '0');
            if (digit > 9)
                return text[digits] == Soh && digits > 0 ? FixFrameStatus.Complete : FixFrameStatus.Garbled;
            value = (value * 10) + (int)digit;
        }

        return digits > MaxLengthDigits ? FixFrameStatus.Garbled : FixFrameStatus.Incomplete;
    }

    private static bool HasTrailer(ReadOnlySpan<byte> buffer, int at)
    {
        var trailer = buffer.Slice(at, TrailerBytes);
        if (buffer[at - 1] != Soh || !trailer.StartsWith("10="u8) || trailer[^1] != Soh)
            return false;
        var sum = FixCheckSum.Of(buffer[..at]);
        return trailer[3] == '0' + (sum / 100) && trailer[4] == '0' + (sum / 10 % 10) && trailer[5] == '0' + (sum % 10);
    }

    // Where the next message may begin. A length that was wrong may have reached into the messages behind: they are not skipped.
    private static int NextStart(ReadOnlySpan<byte> buffer)
    {
        for (var from = 1; from < buffer.Length;)
        {
            var found = buffer[from..].IndexOf((byte)'8');
            if (found < 0)
                break;
            var at = from + found;
            if (Prefix(buffer[at..], "8=FIX"u8) != FixFrameStatus.Garbled)
                return at;
            from = at + 1;
        }

        return buffer.Length;
    }

    private static FixFrameStatus Prefix(ReadOnlySpan<byte> text, ReadOnlySpan<byte> expected)
    {
        if (text.StartsWith(expected))
            return FixFrameStatus.Complete;
        return expected.StartsWith(text) ? FixFrameStatus.Incomplete : FixFrameStatus.Garbled;
    }
}
