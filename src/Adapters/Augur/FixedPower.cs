using System.Numerics;

namespace Rialto.Adapters.Augur;

/// <summary>
/// Powers of a fraction with a fraction as exponent, in integers that count 2^-192, so that every machine gets the same.
/// <code>
/// (n/d)^(p/q) = exp(p/q * ln(n/d)),   ln(n/d) = 2 atanh((n-d)/(n+d)),   exp(x) = exp(x/2^8)^(2^8)
/// </code>
/// For d &lt; n &lt;= 2d and p/q &lt;= 50 the results are off by less than 2^-160 of (n/d)^(p/q): the logarithm's 61 terms and the exponent's product lose less than 2^15 units (each division less than one),
/// the exponential's terms and its eight squares less than 2^16 of what they are. They are moved by 2^-160 to the side that is told.
/// </summary>
internal static class FixedPower
{
    /// <summary>Bits behind the point.</summary>
    public const int Bits = 192;

    private const int Halvings = 8;
    private const int DoubtBits = 160;

    /// <summary>One.</summary>
    public static readonly BigInteger One = BigInteger.One << Bits;

    /// <summary>(n/d)^(p/q) - 1, or a little more; n not below d.</summary>
    public static BigInteger RiseAtMost(BigInteger n, BigInteger d, BigInteger p, BigInteger q)
    {
        var power = Exp(Log(n, d) * p / q);
        return power + (power >> DoubtBits) + 1 - One;
    }

    /// <summary>1 - (d/n)^(p/q), or a little less, never below zero; n not below d.</summary>
    public static BigInteger FallAtLeast(BigInteger n, BigInteger d, BigInteger p, BigInteger q)
    {
        var power = (BigInteger.One << (2 * Bits)) / Exp(Log(n, d) * p / q);
        return BigInteger.Max(0, One - power - (power >> DoubtBits) - 1);
    }

    private static BigInteger Log(BigInteger n, BigInteger d)
    {
        var part = ((n - d) << Bits) / (n + d);
        var square = part * part >> Bits;
        var sum = BigInteger.Zero;
        for (var (power, k) = (part, 1); !power.IsZero; power = power * square >> Bits, k += 2)
            sum += power / k;
        return 2 * sum;
    }

    private static BigInteger Exp(BigInteger x)
    {
        var small = x >> Halvings;
        var sum = One;
        for (var (term, k) = (small, 1); !term.IsZero; term = (term * small >> Bits) / ++k)
            sum += term;
        for (var i = 0; i < Halvings; i++)
            sum = sum * sum >> Bits;
        return sum;
    }
}
