using System.Numerics;
using Rialto.Model.Instruments;

namespace Rialto.Host.Conservation;

/// <summary>
/// One instrument's account of quantities. Invariant, after each command: <c>Entered = Traded + Canceled + Reduced + Prevented + Live</c>, where a trade counts on both sides.
/// </summary>
internal sealed class ConservedInstrument(Instrument definition)
{
    private readonly Dictionary<(Model.Orders.Side Side, long Price), long> _levels = [];

    public Instrument Definition { get; set; } = definition;

    /// <summary>Of a contract; one of anything else.</summary>
    public int Multiplier { get; set; } = 1;

    public InstrumentRules Rules { get; set; } = InstrumentRules.None;

    /// <summary>Quantity of accepted orders, and what replacements added.</summary>
    public Int128 Entered { get; set; }

    /// <summary>Quantity filled, makers and takers together.</summary>
    public Int128 Traded { get; set; }

    /// <summary>What was left of orders that ended without a trade.</summary>
    public Int128 Canceled { get; set; }

    /// <summary>Taken off by reductions and replacements.</summary>
    public Int128 Reduced { get; set; }

    /// <summary>Taken off by self-trade prevention, both sides.</summary>
    public Int128 Prevented { get; set; }

    /// <summary>What live orders have left.</summary>
    public Int128 Live { get; set; }

    /// <summary>Fees of both sides, in the smallest unit of quote money; rebates count negative.</summary>
    public Int128 Fees { get; set; }

    public Int128 Difference => Entered - Traded - Canceled - Reduced - Prevented - Live;

    /// <summary>What a level shows.</summary>
    public long Level(Model.Orders.Side side, long price) => _levels.GetValueOrDefault((side, price));

    public int Levels => _levels.Count;

    public void Show(Model.Orders.Side side, long price, long change)
    {
        var shown = Level(side, price) + change;
        if (shown == 0)
            _levels.Remove((side, price));
        else
            _levels[(side, price)] = shown;
    }

    /// <summary>Price times quantity (times multiplier) in the finest unit that both scales and money have in common.</summary>
    public BigInteger Exact(long price, long quantity) => (BigInteger)price * quantity * Multiplier * BigInteger.Pow(10, Math.Max(Exponent, 0));

    /// <summary>Money in the same unit.</summary>
    public BigInteger ExactMoney(long money) => money * BigInteger.Pow(10, Math.Max(-Exponent, 0));

    /// <summary>Back to whole money, rounded down.</summary>
    public long Money(BigInteger exact) => (long)BigInteger.Divide(exact, BigInteger.Pow(10, Math.Max(-Exponent, 0)));

    /// <summary>One side's fee: rounded up, a rebate towards zero (matching.md, section 9).</summary>
    public long Fee(long price, long quantity, int ppm)
    {
        if (ppm == 0)
            return 0;
        // In almost every market the product fits 128 bits: 10^30 x 10^5 ppm x 10^3.
        var whole = (Int128)price * quantity;
        if (Multiplier == 1 && Exponent is <= 0 and >= -12 && whole < (Int128)1e30)
            return (long)Ceiling(whole * ppm, (Int128)1_000_000 * Power(-Exponent));
        var numerator = Exact(price, quantity) * ppm;
        var denominator = 1_000_000 * BigInteger.Pow(10, Math.Max(-Exponent, 0));
        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        return (long)(rest.Sign > 0 ? quotient + 1 : quotient);
    }

    private int Exponent => Definition.MoneyScale - Definition.PriceScale - Definition.QuantityScale;

    // Division cuts towards zero: up for rebates already.
    private static Int128 Ceiling(Int128 numerator, Int128 denominator) =>
        numerator / denominator + (numerator > 0 && numerator % denominator != 0 ? 1 : 0);

    private static long Power(int exponent)
    {
        var power = 1L;
        for (; exponent > 0; exponent--)
            power *= 10;
        return power;
    }
}
