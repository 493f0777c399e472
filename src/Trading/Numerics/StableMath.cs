namespace Rialto.Trading.Numerics;

/// <summary>
/// Exponential and logarithm that give the same bits on every machine. <c>Math.Exp</c> and its kin call the platform's C library, whose last bit differs between versions and
/// processors; a replay must not. These are made of sums, products, quotients and moves of bits only, which IEEE 754 defines to the last bit and .NET neither fuses nor widens.
/// Both are within one unit in the last place of the true value (docs/reference/features.md, "The same bits everywhere"). <see cref="Math.Sqrt"/> is exact by the same standard and may be used as it is.
/// </summary>
public static class StableMath
{
    // ln 2 in two parts: the first has 32 bits, so that its product with an exponent is exact.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double Log2OfE = 1.4426950408889634;

    // Above: infinity. Below: zero.
    private const double ExpMost = 709.782712893384;
    private const double ExpLeast = -745.1332191019412;
    private const double SquareRootOfTwo = 1.4142135623730951;

    /// <summary>e to the power of x. Infinity above 709.78, zero below -745.13; not a number gives not a number.</summary>
    public static double Exp(double x)
    {
        if (!(x <= ExpMost))
            return double.IsNaN(x) ? x : double.PositiveInfinity;
        if (x < ExpLeast)
            return 0;

        // x = k ln 2 + r with r at most ln 2 / 2, and e^r by its series: the fourteenth term is below 2^-57.
        var k = (int)Math.Floor(x * Log2OfE + 0.5);
        var high = x - k * Ln2High;
        var low = k * Ln2Low;
        var r = high - low;
        var series = 1.0 / 6_227_020_800;
        series = series * r + 1.0 / 479_001_600;
        series = series * r + 1.0 / 39_916_800;
        series = series * r + 1.0 / 3_628_800;
        series = series * r + 1.0 / 362_880;
        series = series * r + 1.0 / 40_320;
        series = series * r + 1.0 / 5_040;
        series = series * r + 1.0 / 720;
        series = series * r + 1.0 / 120;
        series = series * r + 1.0 / 24;
        series = series * r + 1.0 / 6;
        series = series * r + 0.5;

        // What r lost of high - low comes back where the terms are small.
        var lost = high - r - low;
        return Scaled(1 + (high - low + (r * r * series + lost)), k);
    }

    /// <summary>e to the power of x, less one, without the loss that the difference would have near zero.</summary>
    public static double ExpMinusOne(double x)
    {
        if (Math.Abs(x) > 0.25)
            return Exp(x) - 1;
        var series = 1.0 / 6_227_020_800;
        for (var n = 12; n >= 1; n--)
            series = series * x + Reciprocals[n];
        return series * x;
    }

    /// <summary>Natural logarithm. Minus infinity of zero; not a number for numbers below.</summary>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
            return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        var shift = 0;
        if (!double.IsNormal(x))
        {
            x *= 18_014_398_509_481_984;
            shift = -54;
        }

        // x = 2^k m with m between 0.7 and 1.4; then with f = m - 1 and s = f / (2 + f): ln m = f - f^2/2 + s (f^2/2 + 2 (s^2/3 + s^4/5 + ...)).
        var bits = BitConverter.DoubleToInt64Bits(x);
        var k = (int)(bits >> 52) - 1_023 + shift;
        var m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (m > SquareRootOfTwo)
        {
            m *= 0.5;
            k++;
        }

        var f = m - 1;
        var s = f / (2 + f);
        var z = s * s;
        var series = 2.0 / 25;
        series = series * z + 2.0 / 23;
        series = series * z + 2.0 / 21;
        series = series * z + 2.0 / 19;
        series = series * z + 2.0 / 17;
        series = series * z + 2.0 / 15;
        series = series * z + 2.0 / 13;
        series = series * z + 2.0 / 11;
        series = series * z + 2.0 / 9;
        series = series * z + 2.0 / 7;
        series = series * z + 2.0 / 5;
        series = series * z + 2.0 / 3;
        series *= z;
        var half = 0.5 * f * f;
        return k * Ln2High - (half - (s * (half + series) + k * Ln2Low) - f);
    }

    /// <summary>1 / (1 + e^-x): a score as a probability.</summary>
    public static double Sigmoid(double x) => 1 / (1 + Exp(-x));

    // 1 / n!
    private static ReadOnlySpan<double> Reciprocals =>
    [
        1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5_040, 1.0 / 40_320, 1.0 / 362_880, 1.0 / 3_628_800, 1.0 / 39_916_800, 1.0 / 479_001_600,
    ];

    /// <summary>x 2^k; by two steps where the result has fewer bits, so that it is rounded once.</summary>
    private static double Scaled(double x, int k)
    {
        if (k >= -1_021 && k <= 1_023)
            return x * BitConverter.Int64BitsToDouble((long)(k + 1_023) << 52);
        return k > 0
            ? x * BitConverter.Int64BitsToDouble((long)(k - 1 + 1_023) << 52) * 2
            : x * BitConverter.Int64BitsToDouble((long)(k + 54 + 1_023) << 52) * 5.5511151231257827e-17;
    }
}
