using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>Section 9, in numbers without limits.</summary>
internal static class Amounts
{
    /// <summary>The most money an order may be worth.</summary>
    public static readonly BigInteger Largest = 9_000_000_000_000_000_000;

    /// <summary>Price x quantity, counted in a unit (of this instrument) in which it and any amount of money are whole numbers.</summary>
    public static BigInteger Exact(Instrument i, Price price, long quantity) =>
        new BigInteger(price.Units) * quantity * BigInteger.Pow(10, Math.Max(0, Exponent(i)));

    /// <summary>Money in the unit of <see cref="Exact"/>.</summary>
    public static BigInteger ExactMoney(Instrument i, long money) => money * UnitsPerMoney(i);

    /// <summary>An exact amount as money, rounded down.</summary>
    public static BigInteger RoundedDown(Instrument i, BigInteger exact) => BigInteger.Divide(exact, UnitsPerMoney(i));

    /// <summary>Money x ppm, rounded up.</summary>
    public static Money Fee(Instrument i, Price price, long quantity, int ppm)
    {
        if (ppm == 0)
            return Money.Zero;
        var dividend = Exact(i, price, quantity) * ppm;
        var divisor = UnitsPerMoney(i) * 1_000_000;
        var quotient = BigInteger.DivRem(dividend, divisor, out var remainder);
        return new Money((long)(remainder > 0 ? quotient + 1 : quotient));
    }

    private static BigInteger UnitsPerMoney(Instrument i) => BigInteger.Pow(10, Math.Max(0, -Exponent(i)));

    private static int Exponent(Instrument i) => i.MoneyScale - i.PriceScale - i.QuantityScale;
}
