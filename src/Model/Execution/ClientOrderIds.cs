using System.Buffers;
using System.Buffers.Binary;
using Rialto.Model.Units;

namespace Rialto.Model.Execution;

/// <summary>How a venue wants client order ids.</summary>
public enum ClientOrderIdStyle : byte
{
    /// <summary>None can be given: an order is found by its venue id or by what it says (LS Securities, Polymarket's hash).</summary>
    None = 0,

    /// <summary>Letters and digits, 18 or more of them: <c>r</c>, four characters of the desk's name, thirteen of the number.</summary>
    Text = 1,

    /// <summary>A UUID (version 8, RFC 9562): the desk's name and the number in it.</summary>
    Uuid = 2,
}

/// <summary>
/// What a venue gets as the id of a desk's order, and back: a function of the desk's name and the order's number, so that a desk that starts again asks for its orders by the same ids
/// and never makes two orders of one. Ids of other desks and of hands are told apart.
/// </summary>
public static class ClientOrderIds
{
    /// <summary>Characters of a desk's name.</summary>
    public const int DeskNameLength = 4;

    /// <summary>Characters of <see cref="ClientOrderIdStyle.Text"/>.</summary>
    public const int TextLength = 1 + DeskNameLength + Digits;

    private const int Digits = 13;
    private const int Radix = 36;
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz");

    /// <summary>True for four characters from a-z and 0-9.</summary>
    public static bool IsDeskName(ReadOnlySpan<char> name) => name.Length == DeskNameLength && !name.ContainsAnyExcept(NameCharacters);

    /// <summary>The id of an order.</summary>
    /// <exception cref="ArgumentException">Not a desk's name, no order, or a style without ids.</exception>
    public static Text36 Of(string desk, DeskOrderId order, ClientOrderIdStyle style)
    {
        ArgumentNullException.ThrowIfNull(desk);
        if (!IsDeskName(desk))
            throw new ArgumentException($"'{desk}' is not a desk's name: {DeskNameLength} characters from a-z and 0-9.", nameof(desk));
        if (order.Value <= 0)
            throw new ArgumentException("Orders of a desk count from 1.", nameof(order));
        Span<byte> text = stackalloc byte[Text36.LengthMax];
        var length = style switch
        {
            ClientOrderIdStyle.Text => WriteText(text, desk, order.Value),
            ClientOrderIdStyle.Uuid => WriteUuid(text, desk, order.Value),
            _ => throw new ArgumentException("This style has no ids.", nameof(style)),
        };
        return Text36.TryCreate(text[..length], out var id) ? id : throw new InvalidOperationException("An id that is not ASCII.");
    }

    /// <summary>The order that an id names, of either style.</summary>
    /// <returns>False where the id is not of this desk.</returns>
    public static bool TryParse(string desk, Text36 id, out DeskOrderId order)
    {
        ArgumentNullException.ThrowIfNull(desk);
        order = default;
        Span<byte> text = stackalloc byte[Text36.LengthMax];
        var length = id.CopyTo(text);
        if (!IsDeskName(desk) || !(length == TextLength ? TryReadText(text[..length], desk, out var value) : TryReadUuid(text[..length], desk, out value)))
            return false;
        order = new DeskOrderId(value);
        return true;
    }

    private static int WriteText(Span<byte> text, string desk, long value)
    {
        text[0] = (byte)'r';
        for (var i = 0; i < DeskNameLength; i++)
            text[1 + i] = (byte)desk[i];
        for (var i = TextLength - 1; i > DeskNameLength; i--, value /= Radix)
            text[i] = (byte)(value % Radix is var digit and < 10 ? '0' + digit : 'a' + value % Radix - 10);
        return TextLength;
    }

    private static bool TryReadText(ReadOnlySpan<byte> text, string desk, out long value)
    {
        value = 0;
        if (text[0] != 'r')
            return false;
        for (var i = 0; i < DeskNameLength; i++)
        {
            if (text[1 + i] != desk[i])
                return false;
        }

        foreach (var some in text[(1 + DeskNameLength)..])
        {
            var digit = some is >= (byte)'0' and <= (byte)'9' ? some - '0' : some is >= (byte)'a' and <= (byte)'z' ? some - 'a' + 10 : Radix;
            if (digit == Radix || value > (long.MaxValue - digit) / Radix)
                return false;
            value = value * Radix + digit;
        }

        return value > 0;
    }

    // 4 bytes of name, "rial" in the middle of the fields that no random UUID of version 4 has, 8 bytes of number of which the two highest bits are the variant's.
    private static int WriteUuid(Span<byte> text, string desk, long value)
    {
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < DeskNameLength; i++)
            bytes[i] = (byte)desk[i];
        (bytes[4], bytes[5], bytes[6], bytes[7]) = ((byte)'r', (byte)'i', 0x8a, (byte)'l');
        if (value >> 62 != 0)
            throw new ArgumentException("The number does not fit a UUID.", nameof(value));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (ulong)value | 0x8000_0000_0000_0000);
        return new Guid(bytes, bigEndian: true).TryFormat(text, out var length, "D") ? length : throw new InvalidOperationException("A UUID has 36 characters.");
    }

    private static bool TryReadUuid(ReadOnlySpan<byte> text, string desk, out long value)
    {
        value = 0;
        Span<byte> bytes = stackalloc byte[16];
        if (text.Length != 36 || !Guid.TryParseExact(System.Text.Encoding.ASCII.GetString(text), "D", out var id) || !id.TryWriteBytes(bytes, bigEndian: true, out _))
            return false;
        for (var i = 0; i < DeskNameLength; i++)
        {
            if (bytes[i] != desk[i])
                return false;
        }

        var number = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        if (bytes[4] != 'r' || bytes[5] != 'i' || bytes[6] != 0x8a || bytes[7] != 'l' || number >> 62 != 2)
            return false;
        value = (long)(number & 0x3fff_ffff_ffff_ffff);
        return value > 0;
    }
}
