using Rialto.Model.Units;

namespace Rialto.Wire.Json;

/// <summary>ISO 8601 UTC times to the nanosecond, <c>2026-11-21T04:10:52.000000001Z</c>, as bytes. Allocates nothing, never throws.</summary>
public static class IsoTime
{
    /// <summary>Length of what <see cref="TryFormat"/> writes.</summary>
    public const int Length = 30;

    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int FirstYear = 1970;
    private const int LastYear = 2261;

    /// <summary>Reads a time of 1970 to 2261, with zero to nine decimals.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Timestamp time)
    {
        time = default;
        if (text.Length is < 20 or > Length || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[^1] != 'Z')
            return false;
        if (!TryNumber(text[..4], out var year) || !TryNumber(text[5..7], out var month) || !TryNumber(text[8..10], out var day)
            || !TryNumber(text[11..13], out var hour) || !TryNumber(text[14..16], out var minute) || !TryNumber(text[17..19], out var second))
            return false;
        if (year is < FirstYear or > LastYear || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        var nanoseconds = 0;
        if (text.Length > 20)
        {
            var decimals = text[20..^1];
            if (text[19] != '.' || !TryNumber(decimals, out nanoseconds))
                return false;
            for (var i = decimals.Length; i < 9; i++)
                nanoseconds *= 10;
        }

        var seconds = (new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        time = new Timestamp(seconds * NanosecondsPerSecond + nanoseconds);
        return true;
    }

    /// <summary>Writes <see cref="Length"/> bytes.</summary>
    /// <returns>False where the destination is shorter, or the time is before 1970.</returns>
    public static bool TryFormat(Timestamp time, Span<byte> destination)
    {
        if (destination.Length < Length || time.Nanoseconds < 0)
            return false;
        var utc = DateTime.UnixEpoch.AddTicks(time.Nanoseconds / NanosecondsPerSecond * TimeSpan.TicksPerSecond);
        Put(destination, 0, 4, utc.Year);
        Put(destination, 5, 2, utc.Month);
        Put(destination, 8, 2, utc.Day);
        Put(destination, 11, 2, utc.Hour);
        Put(destination, 14, 2, utc.Minute);
        Put(destination, 17, 2, utc.Second);
        Put(destination, 20, 9, (int)(time.Nanoseconds % NanosecondsPerSecond));
        destination[4] = destination[7] = (byte)'-';
        destination[10] = (byte)'T';
        destination[13] = destination[16] = (byte)':';
        destination[19] = (byte)'.';
        destination[29] = (byte)'Z';
        return true;
    }

    private static void Put(Span<byte> destination, int at, int digits, int value)
    {
        for (var i = at + digits - 1; i >= at; i--, value /= 10)
            destination[i] = (byte)('0' + value % 10);
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            var digit = (uint)(c - '0');
            if (digit > 9)
                return false;
            value = value * 10 + (int)digit;
        }

        return text.Length is > 0 and <= 9;
    }
}
