using System.Numerics;
using Rialto.Trading.Numerics;
using Xunit;

namespace Rialto.Unit.Trading.Numerics;

/// <summary>Exponential and logarithm against sums of fractions with 512 bits.</summary>
public class StableMathTests(ITestOutputHelper output)
{
    private const int Bits = 512;
    private static readonly BigInteger One = BigInteger.One << Bits;
    private static readonly BigInteger Ln2 = 2 * Atanh(One / 3);

    [Fact]
    public void Both_are_within_one_unit_in_the_last_place()
    {
        ulong state = 88_172_645_463_325_252;
        double Next()
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            return (state >> 11) * (1.0 / (1L << 53));
        }

        var (worstExp, worstLog) = (0.0, 0.0);
        for (var i = 0; i < 5_000; i++)
        {
            var x = i % 2 == 0 ? (Next() - 0.5) * 500 : (Next() - 0.5) * 4;
            worstExp = Math.Max(worstExp, UnitsApart(StableMath.Exp(x), Exp(Exact(x))));
            var y = i % 2 == 0 ? Math.ScaleB(1 + Next(), (int)(Next() * 200) - 100) : 0.5 + Next();
            worstLog = Math.Max(worstLog, UnitsApart(StableMath.Log(y), Log(y)));
        }

        output.WriteLine($"largest error in units of the last place: exp {worstExp:F3}, log {worstLog:F3}");
        Assert.InRange(worstExp, 0, 1);
        Assert.InRange(worstLog, 0, 1);
    }

    [Fact]
    public void Borders_are_what_they_are_elsewhere()
    {
        double[] borders = [0, -0.0, 1, -1, 709.78, 709.79, 710, -708.4, -740, -745.13, -745.14, -800, 1e-300, double.PositiveInfinity, double.NegativeInfinity, double.NaN];
        Assert.All(borders, x => Assert.True(Near(Math.Exp(x), StableMath.Exp(x)), $"exp {x}: {StableMath.Exp(x):R}"));
        Assert.All([.. borders, double.MaxValue, double.Epsilon, 1e-310, 2.2250738585072014E-308], x => Assert.True(Near(Math.Log(x), StableMath.Log(x)), $"log {x}: {StableMath.Log(x):R}"));
        Assert.All([-1e-9, 0, 1e-12, 0.2, -0.2, 0.3, 3.0], x => Assert.Equal(Math.Exp(x) - 1 is var plain && Math.Abs(x) < 1e-8 ? x + x * x / 2 : plain, StableMath.ExpMinusOne(x), 14));
        Assert.Equal((0.5, 1.0, 0.0), (StableMath.Sigmoid(0), StableMath.Sigmoid(800), StableMath.Sigmoid(-800)));
    }

    /// <summary>The bits themselves, so that another processor or runtime that gives others is seen.</summary>
    [Fact]
    public void The_bits_are_the_same_everywhere()
    {
        ulong hash = 14_695_981_039_346_656_037;
        for (var i = 1; i <= 10_000; i++)
        {
            foreach (var value in new[] { StableMath.Exp((i - 5_000) * 0.0137), StableMath.Log(i * 0.731), StableMath.Sigmoid((i - 5_000) * 0.0031), StableMath.ExpMinusOne((i - 5_000) * 1e-5) })
                hash = (hash ^ BitConverter.DoubleToUInt64Bits(value)) * 1_099_511_628_211;
        }

        Assert.Equal("81828eca84eb4954", hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static bool Near(double expected, double actual) => expected.Equals(actual) || Math.Abs(expected - actual) <= Math.Max(Math.Abs(expected) * 4e-16, double.Epsilon);

    private static double UnitsApart(double value, BigInteger exact)
    {
        var unit = Exact(Math.BitIncrement(Math.Abs(value))) - Exact(Math.Abs(value));
        return unit.IsZero ? 0 : (double)(BigInteger.Abs(Exact(value) - exact) * 1_000_000 / unit) / 1e6;
    }

    // A number at 2^-512; what lies below is cut, so tiny ones are not looked at.
    private static BigInteger Exact(double value)
    {
        if (value == 0)
            return 0;
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = new BigInteger((bits & 0xF_FFFF_FFFF_FFFF) | (exponent == 0 ? 0 : 1L << 52));
        var shift = Math.Max(exponent, 1) - 1_075 + Bits;
        var scaled = shift >= 0 ? mantissa << shift : mantissa >> -shift;
        return value < 0 ? -scaled : scaled;
    }

    private static BigInteger Exp(BigInteger x)
    {
        var k = (int)(x / Ln2);
        var r = x - k * Ln2;
        var (sum, term) = (One, One);
        for (var n = 1; n < 160; n++)
        {
            term = term * r / One / n;
            sum += term;
        }

        return k >= 0 ? sum << k : sum >> -k;
    }

    private static BigInteger Log(double x)
    {
        var k = Math.ILogB(x);
        var m = Exact(Math.ScaleB(x, -k));
        return k * Ln2 + 2 * Atanh((m - One) * One / (m + One));
    }

    private static BigInteger Atanh(BigInteger z)
    {
        var (sum, power) = (BigInteger.Zero, z);
        for (var n = 1; n < 1_100; n += 2)
        {
            sum += power / n;
            power = power * z / One * z / One;
        }

        return sum;
    }
}
