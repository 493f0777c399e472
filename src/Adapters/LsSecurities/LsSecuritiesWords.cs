using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.LsSecurities;

/// <summary>Words of the broker that requests, answers and frames share. No state.</summary>
internal static class LsSecuritiesWords
{
    private const long SecondNs = 1_000_000_000;
    private const long SeoulNs = 9 * 3_600 * SecondNs;
    private const long DayNs = 24 * 3_600 * SecondNs;

    /// <summary>A share by its code, which orders and account events write with an A before it.</summary>
    public static bool TryFind(OrderContext context, ReadOnlySpan<byte> code, out Listing listing)
    {
        code = Trim(code);
        if (code.Length == 7 && code[0] == (byte)'A')
            code = code[1..];
        var found = context.TryFind(code, out var some);
        listing = some!;
        return found;
    }

    /// <summary>Texts are filled up with blanks or zeros.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \0"u8);

    /// <summary>A number as text; the broker's numbers of orders have up to ten digits.</summary>
    public static VenueOrderId IdOf(long number)
    {
        Span<byte> text = stackalloc byte[20];
        return number > 0 && number.TryFormat(text, out var length, default, System.Globalization.CultureInfo.InvariantCulture) && VenueOrderId.TryCreate(text[..length], out var id) ? id : default;
    }

    /// <summary>The number that an id is; zero where it is none.</summary>
    public static long NumberOf(in VenueOrderId id)
    {
        Span<byte> text = stackalloc byte[VenueOrderId.LengthMax];
        var length = id.CopyTo(text);
        return length is > 0 and <= 18 && DecimalText.TryParse(text[..length], 0, out var number) == DecimalTextError.None && number > 0 ? number : 0;
    }

    /// <summary>A time of the day in Seoul (<c>HHMMSS</c>, with hundredths or thousandths behind it), of the day that is now there; none where it is no time.</summary>
    public static Timestamp TimeOf(ReadOnlySpan<byte> text, Timestamp now)
    {
        text = Trim(text);
        if (now.IsNone || text.Length is not (6 or 8 or 9) || DecimalText.TryParse(text, 0, out var digits) != DecimalTextError.None || digits < 0)
            return default;
        var parts = text.Length switch { 8 => 100, 9 => 1_000, _ => 1 };
        var (clock, part) = (digits / parts, digits % parts);
        var (hour, minute, second) = (clock / 10_000, clock / 100 % 100, clock % 100);
        if (hour > 23 || minute > 59 || second > 59)
            return default;
        var midnight = (now.Nanoseconds + SeoulNs) / DayNs * DayNs - SeoulNs;
        return new Timestamp(midnight + (hour * 3_600 + minute * 60 + second) * SecondNs + part * (SecondNs / parts));
    }
}
