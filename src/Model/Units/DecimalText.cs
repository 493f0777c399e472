namespace Rialto.Model.Units;

/// <summary>What became of a decimal text.</summary>
public enum DecimalTextError : byte
{
    /// <summary>It was read.</summary>
    None = 0,

    /// <summary>Not a plain decimal: empty, a sign other than a leading minus, an exponent, a letter, two points.</summary>
    Malformed = 1,

    /// <summary>More significant decimals than the scale holds. Nothing is ever rounded silently.</summary>
    TooPrecise = 2,

    /// <summary>Outside 64 bits at this scale.</summary>
    OutOfRange = 3,
}

/// <summary>
/// Decimal text to scaled integers and back: <c>"150.45"</c> at scale 2 is 15045. Exact in both directions;
/// allocates nothing, never throws, holds no state.
/// </summary>
public static class DecimalText
{
    /// <summary>Longest text <see cref="TryFormat"/> writes: sign, 19 digits, point, and the zeros of scale 18.</summary>
    public const int MaxLength = 21;

    /// <summary>Largest scale, in decimals.</summary>
    public const int MaxScale = 18;

    private static ReadOnlySpan<long> PowersOfTen =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
        100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
        10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
    ];

    /// <summary>10^<paramref name="exponent"/>, for exponents 0 to 18.</summary>
    public static long PowerOfTen(int exponent) => PowersOfTen[exponent];

    /// <summary>Reads ASCII digits with at most one point; trailing zeros beyond the scale are fine, other digits are not.</summary>
    /// <param name="text">The whole text, no blanks around it.</param>
    /// <param name="scale">Decimals of the result, 0 to 18.</param>
    /// <param name="value">The number times 10^scale; 0 on error.</param>
    public static DecimalTextError TryParse(ReadOnlySpan<byte> text, int scale, out long value)
    {
        value = 0;
        var negative = text.Length > 0 && text[0] == (byte)'-';
        var i = negative ? 1 : 0;
        ulong accumulated = 0;
        int digits = 0, decimals = 0;
        var pointSeen = false;
        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (c == (byte)'.')
            {
                if (pointSeen)
                    return DecimalTextError.Malformed;
                pointSeen = true;
                continue;
            }

            var digit = (uint)(c - '0');
            if (digit > 9)
                return DecimalTextError.Malformed;
            digits++;
            if (pointSeen && decimals == scale)
            {
                if (digit == 0)
                    continue;
                return RestIsDigits(text[(i + 1)..]) ? DecimalTextError.TooPrecise : DecimalTextError.Malformed;
            }

            // 922337203685477580 x 10 + 9 still fits 64 unsigned bits; the exact bound is checked at the end.
            if (accumulated > 922_337_203_685_477_580)
                return RestIsDecimal(text[(i + 1)..], pointSeen) ? DecimalTextError.OutOfRange : DecimalTextError.Malformed;
            accumulated = accumulated * 10 + digit;
            if (pointSeen)
                decimals++;
        }

        if (digits == 0 || text[^1] == (byte)'.')
            return DecimalTextError.Malformed;
        var scaled = (UInt128)accumulated * (ulong)PowersOfTen[scale - decimals];
        var limit = (UInt128)long.MaxValue + (negative ? 1u : 0u);
        if (scaled > limit)
            return DecimalTextError.OutOfRange;
        value = negative ? unchecked(-(long)(ulong)scaled) : (long)(ulong)scaled;
        return DecimalTextError.None;
    }

    /// <summary>As <see cref="TryParse"/>, with an exponent allowed: <c>1.6e-7</c> at scale 8 is 16. For venues that send JSON numbers; exact like all else.</summary>
    /// <param name="text">A number as JSON writes it.</param>
    /// <param name="scale">Decimals of the result, 0 to 18.</param>
    /// <param name="value">The number times 10^scale; 0 on error.</param>
    /// <param name="decimals">How many decimals were written, less the exponent, at least 0.</param>
    public static DecimalTextError TryParseScientific(ReadOnlySpan<byte> text, int scale, out long value, out int decimals)
    {
        value = 0;
        decimals = 0;
        var mark = text.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = mark < 0 ? text : text[..mark];
        var exponent = 0;
        if (mark >= 0 && !TryExponent(text[(mark + 1)..], out exponent))
            return DecimalTextError.Malformed;
        var negative = mantissa.Length > 0 && mantissa[0] == (byte)'-';
        UInt128 magnitude = 0;
        int digits = 0, written = -1;
        foreach (var c in negative ? mantissa[1..] : mantissa)
        {
            if (c == (byte)'.' && written < 0)
            {
                written = 0;
                continue;
            }

            var digit = (uint)(c - '0');
            if (digit > 9)
                return DecimalTextError.Malformed;
            digits++;
            written = written < 0 ? written : written + 1;
            if (magnitude > UInt128.MaxValue / 10 - 1)
                return DecimalTextError.OutOfRange;
            magnitude = magnitude * 10 + digit;
        }

        if (digits == 0 || written == 0)
            return DecimalTextError.Malformed;
        decimals = Math.Max(0, Math.Max(written, 0) - exponent);
        if (magnitude == 0)
            return DecimalTextError.None;
        var shift = scale + exponent - Math.Max(written, 0);
        for (; shift < 0; shift++)
        {
            (magnitude, var rest) = UInt128.DivRem(magnitude, 10);
            if (rest != 0)
                return DecimalTextError.TooPrecise;
        }

        var limit = (UInt128)long.MaxValue + (negative ? 1u : 0u);
        for (; shift > 0 && magnitude <= limit; shift--)
            magnitude *= 10;
        if (magnitude > limit)
            return DecimalTextError.OutOfRange;
        value = negative ? unchecked(-(long)(ulong)magnitude) : (long)(ulong)magnitude;
        return DecimalTextError.None;
    }

    /// <summary>Writes with exactly <paramref name="scale"/> decimals: 15045 at scale 2 is <c>150.45</c>, 5 is <c>0.05</c>.</summary>
    /// <returns>False where <paramref name="destination"/> is too short; <see cref="MaxLength"/> always suffices.</returns>
    public static bool TryFormat(long value, int scale, Span<byte> destination, out int length)
    {
        Span<byte> reversed = stackalloc byte[MaxLength];
        var magnitude = value < 0 ? (ulong)(-(value + 1)) + 1 : (ulong)value;
        var n = 0;
        var decimals = 0;
        do
        {
            if (decimals == scale && scale != 0)
                reversed[n++] = (byte)'.';
            reversed[n++] = (byte)('0' + magnitude % 10);
            magnitude /= 10;
            decimals++;
        }
        while (magnitude != 0 || decimals <= scale);

        if (value < 0)
            reversed[n++] = (byte)'-';
        length = 0;
        if (n > destination.Length)
            return false;
        for (var i = 0; i < n; i++)
            destination[i] = reversed[n - 1 - i];
        length = n;
        return true;
    }

    /// <summary>As <see cref="TryFormat"/>, for cold code that wants a string.</summary>
    public static string Format(long value, int scale)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        TryFormat(value, scale, text, out var length);
        return System.Text.Encoding.ASCII.GetString(text[..length]);
    }

    /// <summary>An exponent beyond four digits is as good as one of four: it fits no scale.</summary>
    private static bool TryExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        var negative = text.Length > 0 && text[0] == (byte)'-';
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
            text = text[1..];
        foreach (var c in text)
        {
            var digit = (uint)(c - '0');
            if (digit > 9)
                return false;
            exponent = Math.Min(exponent * 10 + (int)digit, 9_999);
        }

        exponent = negative ? -exponent : exponent;
        return text.Length > 0;
    }

    private static bool RestIsDigits(ReadOnlySpan<byte> rest) => !rest.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static bool RestIsDecimal(ReadOnlySpan<byte> rest, bool pointSeen)
    {
        var point = pointSeen ? -1 : rest.IndexOf((byte)'.');
        return point < 0 ? RestIsDigits(rest) : RestIsDigits(rest[..point]) && RestIsDigits(rest[(point + 1)..]) && point < rest.Length - 1;
    }
}
