using Rialto.Model.Execution;
using Rialto.Model.Units;

namespace Rialto.Trading.Arbitrage;

/// <summary>What one trade costs in fees, as integers. Rounding is up, against us, as venues round.</summary>
/// <param name="Formula">How the fee follows from the trade.</param>
/// <param name="Rate">In 10^-8; negative for a rebate. Its size is below one.</param>
/// <param name="FeeScale">The venue rounds up to 10^-scale of the quote currency; 18 for one that does not.</param>
public readonly record struct FeeRule(FeeFormula Formula, long Rate, int FeeScale = 18)
{
    // Rates are below 2^27 and a sign; with so many bits in price and quantity every product stays within 128.
    private const int ProductBitsMax = 98;

    /// <summary>Nothing.</summary>
    public static FeeRule None => new(FeeFormula.Proportional, 0);

    /// <summary>What who comes to trade pays.</summary>
    public static FeeRule TakerOf(TradingTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return new FeeRule(terms.Formula, terms.TakerRate, terms.FeeScale);
    }

    /// <summary>What who rested pays.</summary>
    public static FeeRule MakerOf(TradingTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return new FeeRule(terms.Formula, terms.MakerRate, terms.FeeScale);
    }

    /// <summary>Whether fees of a trade of this size can be computed within 128 bits.</summary>
    public static bool Fits(long price, long quantity) => BitsOf(price) + BitsOf(quantity) <= ProductBitsMax;

    /// <summary>
    /// The fee of one trade, in 10^-(price scale + quantity scale) of the quote currency. Proportional: rate x price x quantity. Quadratic: rate x quantity x p x (1 - p), as Kalshi
    /// (fee schedule) and Polymarket (feeSchedule with exponent 1) have it. Per unit: rate x quantity.
    /// </summary>
    /// <param name="price">At its scale; for the quadratic formula between zero and one.</param>
    /// <param name="priceScale">0 to 18.</param>
    /// <param name="quantity">Not negative; <see cref="Fits"/> holds with the price.</param>
    /// <param name="quantityScale">0 to 18.</param>
    public Int128 Of(long price, int priceScale, long quantity, int quantityScale)
    {
        var one = DecimalText.PowerOfTen(priceScale);
        var fee = Formula switch
        {
            FeeFormula.Quadratic => CeilingOf((Int128)price * (one - price) * quantity, one, Rate),
            FeeFormula.PerUnit => CeilingOf((Int128)one * quantity, 1, Rate),
            _ => CeilingOf((Int128)price * quantity, 1, Rate),
        };
        var spare = priceScale + quantityScale - FeeScale;
        if (spare <= 0)
            return fee;
        Int128 step = DecimalText.PowerOfTen(Math.Min(spare, DecimalText.MaxScale));
        return CeilingDivide(fee, step) * step;
    }

    private static Int128 CeilingOf(Int128 amount, long divisor, long rate) => CeilingDivide(amount * rate, (Int128)divisor * TradingTerms.One);

    private static Int128 CeilingDivide(Int128 above, Int128 below)
    {
        var (whole, rest) = Int128.DivRem(above, below);
        return rest > 0 ? whole + 1 : whole;
    }

    private static int BitsOf(long value) => 64 - (int)long.LeadingZeroCount(value < 0 ? ~value : value);
}
