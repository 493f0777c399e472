using Rialto.Model.Units;

namespace Rialto.Wire.Fix;

/// <summary>Values of fields as FIX writes them, to numbers and back. Pure; never throws.</summary>
public static class FixValue
{
    /// <summary>Length of what <see cref="FormatTimestamp"/> writes: <c>20261122-11:02:03.123</c>.</summary>
    public const int TimestampBytes = 21;

    private const int SecondsBytes = 17; // 20261122-11:02:03

    /// <summary>Reads an int: digits, a minus before them allowed, leading zeros too.</summary>
    public static bool TryLong(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        var isNegative = text.Length > 0 && text[0] == '-';
        var digits = isNegative ? text[1..] : text;
        if (digits.Length is 0 or > 18)
            return false;
        foreach (var c in digits)
        {
            var digit = (uint)(c - '0');
            if (digit > 9)
                return false;
            value = (value * 10) + digit;
        }

        value = isNegative ? -value : value;
        return true;
    }

    /// <summary>As <see cref="TryLong"/>, within 32 bits.</summary>
    public static bool TryInt(ReadOnlySpan<byte> text, out int value)
    {
        var isThere = TryLong(text, out var wide) && wide is >= int.MinValue and <= int.MaxValue;
        value = isThere ? (int)wide : 0;
        return isThere;
    }

    /// <summary>Reads a Boolean: Y or N.</summary>
    public static bool TryBool(ReadOnlySpan<byte> text, out bool value)
    {
        value = text is [(byte)'Y'];
        return value || text is [(byte)'N'];
    }

    /// <summary>Reads a UTCTimestamp: <c>20261122-11:02:03</c>, with 3, 6 or 9 decimals or none; a leap second counts as the second after it.</summary>
    public static bool TryTimestamp(ReadOnlySpan<byte> text, out Timestamp value)
    {
        value = default;
        if (text.Length < SecondsBytes || text[8] != '-' || !TryDate(text[..8], out var days) || !TrySeconds(text[9..SecondsBytes], out var seconds))
            return false;
        var fraction = text[SecondsBytes..];
        long nanoseconds = 0;
        if (fraction.Length > 0)
        {
            if (fraction[0] != '.' || fraction.Length is not (4 or 7 or 10) || !TryDigits(fraction[1..], out var decimals))
                return false;
            nanoseconds = decimals * DecimalText.PowerOfTen(10 - fraction.Length);
        }

        value = new Timestamp((days * Timestamp.NanosecondsPerDay) + (seconds * 1_000_000_000L) + nanoseconds);
        return true;
    }

    /// <summary>Reads a date, <c>20261122</c>, of the years 1970 to 2261.</summary>
    public static bool TryDate(ReadOnlySpan<byte> text, out long daysSinceEpoch)
    {
        daysSinceEpoch = 0;
        if (text.Length != 8 || !TryDigits(text, out var number))
            return false;
        var (year, month, day) = ((int)(number / 10_000), (int)(number / 100 % 100), (int)(number % 100));
        if (year is < 1970 or > 2261 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        daysSinceEpoch = (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerDay;
        return true;
    }

    /// <summary>Reads a time of day, <c>11:02:03</c>; 60 seconds are a leap second.</summary>
    public static bool TrySeconds(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text.Length != 8 || text[2] != ':' || text[5] != ':'
            || !TryDigits(text[..2], out var hour) || !TryDigits(text[3..5], out var minute) || !TryDigits(text[6..], out var second) || hour > 23 || minute > 59 || second > 60)
            return false;
        seconds = (hour * 3_600) + (minute * 60) + second;
        return true;
    }

    /// <summary>Writes a UTCTimestamp with milliseconds, cut off and not rounded, into <see cref="TimestampBytes"/> bytes.</summary>
    public static void FormatTimestamp(Timestamp time, Span<byte> destination)
    {
        var utc = time.ToDateTimeUtc();
        utc.Deconstruct(out DateOnly date, out var clock);
        Digits(destination, 0, 4, date.Year);
        Digits(destination, 4, 2, date.Month);
        Digits(destination, 6, 2, date.Day);
        destination[8] = (byte)'-';
        Digits(destination, 9, 2, clock.Hour);
        destination[11] = (byte)':';
        Digits(destination, 12, 2, clock.Minute);
        destination[14] = (byte)':';
        Digits(destination, 15, 2, clock.Second);
        destination[17] = (byte)'.';
        Digits(destination, 18, 3, clock.Millisecond);
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        foreach (var c in text)
        {
            var digit = (uint)(c - '0');
            if (digit > 9)
                return false;
            value = (value * 10) + digit;
        }

        return true;
    }

    private static void Digits(Span<byte> destination, int at, int count, int value)
    {
        for (var i = at + count - 1; i >= at; i--)
        {
            destination[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }
}
