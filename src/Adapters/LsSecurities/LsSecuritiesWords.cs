using System.Globalization;
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
    private const int DayDigits = 8;
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

    /// <summary>What an order is called: the day in Seoul and its number (<c>20251125-86382</c>), because the broker counts from 1 each day.</summary>
    /// <param name="number">The broker's, up to ten digits.</param>
    /// <param name="now">Some time of that day.</param>
    public static VenueOrderId IdOf(long number, Timestamp now)
    {
        Span<byte> text = stackalloc byte[DayDigits + 1 + 20];
        if (number <= 0 || !DayOf(now).TryFormat(text, out var length, default, CultureInfo.InvariantCulture) || length != DayDigits)
            return default;
        text[length++] = (byte)'-';
        return number.TryFormat(text[length..], out var digits, default, CultureInfo.InvariantCulture) && VenueOrderId.TryCreate(text[..(length + digits)], out var id) ? id : default;
    }

    /// <summary>The number of an order of that day; zero where the id is none, or of another day.</summary>
    public static long NumberOf(in VenueOrderId id, Timestamp now)
    {
        Span<byte> room = stackalloc byte[VenueOrderId.LengthMax];
        ReadOnlySpan<byte> text = room[..id.CopyTo(room)];
        return text.Length is > DayDigits + 1 and <= DayDigits + 19 && text[DayDigits] == (byte)'-'
            && DecimalText.TryParse(text[..DayDigits], 0, out var day) == DecimalTextError.None && day == DayOf(now)
            && DecimalText.TryParse(text[(DayDigits + 1)..], 0, out var number) == DecimalTextError.None && number > 0 ? number : 0;
    }

    /// <summary>The day in Seoul as a number: 20251125.</summary>
    public static int DayOf(Timestamp now)
    {
        var there = DateTime.UnixEpoch.AddTicks((now.Nanoseconds + SeoulNs) / 100);
        return (there.Year * 10_000) + (there.Month * 100) + there.Day;
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
