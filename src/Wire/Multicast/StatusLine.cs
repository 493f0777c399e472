using System.Buffers.Text;

namespace Rialto.Wire.Multicast;

/// <summary>
/// The lines of text for people and monitors, a datagram each, ASCII without a line end:
/// <code>
/// EXCHANGE|name|type|counts|timestamp        CONN|exchange|connected|disconnected|total
/// </code>
/// Names and types are 1 to 32 letters, digits or hyphens.
/// </summary>
public static class StatusLine
{
    /// <summary>Longest line.</summary>
    public const int BytesMax = 160;

    private const int WordBytesMax = 32;

    /// <summary>Writes how many messages of a type an exchange has had since the sender began.</summary>
    /// <returns>The length; 0 where a word is not one, or it does not fit.</returns>
    public static int EncodeExchange(ReadOnlySpan<byte> name, ReadOnlySpan<byte> type, long count, long timestampNs, Span<byte> line)
    {
        var at = 0;
        return Put("EXCHANGE"u8, line, ref at) && PutWord(name, line, ref at) && PutWord(type, line, ref at) && PutNumber(count, line, ref at) && PutNumber(timestampNs, line, ref at) ? at : 0;
    }

    /// <summary>Writes how an exchange's connections do.</summary>
    /// <returns>The length; 0 where a word is not one, or it does not fit.</returns>
    public static int EncodeConnections(ReadOnlySpan<byte> exchange, long connected, long disconnected, Span<byte> line)
    {
        var at = 0;
        return Put("CONN"u8, line, ref at) && PutWord(exchange, line, ref at) && PutNumber(connected, line, ref at) && PutNumber(disconnected, line, ref at)
            && PutNumber(connected + disconnected, line, ref at) ? at : 0;
    }

    /// <summary>Reads a line of the first kind.</summary>
    public static bool TryDecodeExchange(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> type, out long count, out long timestampNs)
    {
        var at = 0;
        var isOurs = line.Length <= BytesMax && Take(line, ref at).SequenceEqual("EXCHANGE"u8);
        name = Take(line, ref at);
        type = Take(line, ref at);
        var isWhole = TakeNumber(line, ref at, out count) & TakeNumber(line, ref at, out timestampNs) & at > line.Length;
        return isOurs && isWhole && IsWord(name) && IsWord(type);
    }

    /// <summary>Reads a line of the second kind.</summary>
    public static bool TryDecodeConnections(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> exchange, out long connected, out long disconnected)
    {
        var at = 0;
        var isOurs = line.Length <= BytesMax && Take(line, ref at).SequenceEqual("CONN"u8);
        exchange = Take(line, ref at);
        var isWhole = TakeNumber(line, ref at, out connected) & TakeNumber(line, ref at, out disconnected) & TakeNumber(line, ref at, out var total) & at > line.Length;
        return isOurs && isWhole && IsWord(exchange) && connected <= long.MaxValue - disconnected && total == connected + disconnected;
    }

    private static bool Put(ReadOnlySpan<byte> tag, Span<byte> line, ref int at)
    {
        if (!tag.TryCopyTo(line))
            return false;
        at = tag.Length;
        return true;
    }

    private static bool PutWord(ReadOnlySpan<byte> word, Span<byte> line, ref int at)
    {
        if (!IsWord(word) || line.Length - at < word.Length + 1)
            return false;
        line[at++] = (byte)'|';
        word.CopyTo(line[at..]);
        at += word.Length;
        return true;
    }

    private static bool PutNumber(long value, Span<byte> line, ref int at)
    {
        if (value < 0 || at >= line.Length)
            return false;
        line[at++] = (byte)'|';
        if (!Utf8Formatter.TryFormat(value, line[at..], out var written))
            return false;
        at += written;
        return true;
    }

    private static bool IsWord(ReadOnlySpan<byte> word)
    {
        if (word.Length is 0 or > WordBytesMax)
            return false;
        foreach (var c in word)
        {
            if (!(c is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'0' and <= (byte)'9') or (byte)'-'))
                return false;
        }

        return true;
    }

    /// <summary>The field that begins here, up to the next bar; behind the last one the place is beyond the line.</summary>
    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> line, scoped ref int at)
    {
        if (at > line.Length)
            return default;
        var field = line[at..];
        var bar = field.IndexOf((byte)'|');
        if (bar >= 0)
            field = field[..bar];
        at += field.Length + 1;
        return field;
    }

    private static bool TakeNumber(ReadOnlySpan<byte> line, scoped ref int at, out long value)
    {
        var field = Take(line, ref at);
        value = 0;
        return !field.IsEmpty && field[0] is >= (byte)'0' and <= (byte)'9' && Utf8Parser.TryParse(field, out value, out int used) && used == field.Length;
    }
}
