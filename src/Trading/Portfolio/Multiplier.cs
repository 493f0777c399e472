using System.Numerics;

namespace Rialto.Trading.Portfolio;

/// <summary>
/// A positive factor as a mantissa of up to 62 bits and a power of two: exact for whole factors below 2^62, and within 2^-58 of all others. Results are rounded towards zero, and end at
/// <see cref="Max"/>: sums of sixty thousand of them fit 128 bits. One multiplication and a shift, because risk asks for worths at every tick. Integers only: the same everywhere.
/// </summary>
internal readonly record struct Multiplier(ulong Mantissa, int Shift)
{
    private const int Bits = 62;
    private const int PowersDown = 80;
    private const int PowersUp = 38;

    private static readonly (ulong Mantissa, int Shift)[] s_powers = MakePowers();

    /// <summary>The largest result, 2^110.</summary>
    public static Int128 Max => Int128.One << 110;

    /// <summary>True where there is no factor: all is worth nothing.</summary>
    public bool IsNone => Mantissa == 0;

    /// <summary>The factor a times b times 10^power.</summary>
    /// <param name="a">Positive.</param>
    /// <param name="b">Positive.</param>
    /// <param name="power">-80 to 38.</param>
    public static Multiplier Of(long a, long b, int power)
    {
        if (a <= 0 || b <= 0 || power is < -PowersDown or > PowersUp)
            return default;
        var (mantissa, shift) = Normal((UInt128)(ulong)a * (ulong)b, 0);
        var ten = s_powers[power + PowersDown];
        (mantissa, shift) = Normal((UInt128)mantissa * ten.Mantissa, shift + ten.Shift);
        return new Multiplier(mantissa, shift);
    }

    /// <summary>A value times the factor, divided by 2^<paramref name="halvings"/>.</summary>
    public Int128 Apply(Int128 value, int halvings = 0)
    {
        var magnitude = (UInt128)(value < 0 ? -value : value);
        var low = (UInt128)(ulong)magnitude * Mantissa;
        var high = (UInt128)(ulong)(magnitude >> 64) * Mantissa;
        var top = high + (low >> 64);
        var shift = Shift + halvings;
        UInt128 result;
        if (shift >= 64)
            result = shift >= 192 ? 0 : top >> (shift - 64);
        else
        {
            var up = 64 - shift;
            if (up >= 110 || top >> (110 - up) != 0)
                result = (UInt128)Max;
            else
                result = (top << up) | (shift >= 0 ? (UInt128)((ulong)low >> shift) : (UInt128)(ulong)low << -shift);
        }

        var bounded = result > (UInt128)Max ? Max : (Int128)result;
        return value < 0 ? -bounded : bounded;
    }

    private static (ulong Mantissa, int Shift) Normal(UInt128 value, int shift)
    {
        // Trailing zeros go first, so that what is whole stays exact as long as it fits.
        var zeros = (int)UInt128.TrailingZeroCount(value);
        (value, shift) = (value >> zeros, shift - zeros);
        var over = 128 - (int)UInt128.LeadingZeroCount(value) - Bits;
        return over > 0 ? ((ulong)(value >> over), shift - over) : ((ulong)value, shift);
    }

    private static (ulong Mantissa, int Shift)[] MakePowers()
    {
        var powers = new (ulong, int)[PowersDown + PowersUp + 1];
        for (var power = -PowersDown; power <= PowersUp; power++)
        {
            var ten = BigInteger.Pow(10, Math.Abs(power));
            var lift = power < 0 ? (int)ten.GetBitLength() + Bits : 0;
            var value = power < 0 ? (BigInteger.One << lift) / ten : ten;
            var over = Math.Max(0, (int)value.GetBitLength() - Bits);
            powers[power + PowersDown] = ((ulong)(value >> over), lift - over);
        }

        return powers;
    }
}
