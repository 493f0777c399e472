using Rialto.Model.Execution;

namespace Rialto.Trading.Portfolio;

/// <summary>What a fill costs by a listing's terms, where the venue does not say.</summary>
internal static class FeeOf
{
    /// <summary>The fee in 10^-18 of the settlement asset, rounded up to the terms' own scale: in the venue's favour, as venues round.</summary>
    public static Int128 Fill(Holding holding, long price, long quantity, bool isMaker)
    {
        var terms = holding.Traded.Terms;
        var rate = isMaker ? terms.MakerRate : terms.TakerRate;
        if (rate == 0)
            return 0;
        var amount = terms.Formula switch
        {
            FeeFormula.PerUnit => Amounts.Shift(quantity, Amounts.Scale - holding.Listing.QuantityScale, up: true),
            FeeFormula.Quadratic => Quadratic(holding, price, quantity),
            _ => holding.AmountOf(price, quantity, up: true),
        };
        var fee = Ceiling(amount * rate, TradingTerms.One);
        return Ceiling(fee, Amounts.Ten(Amounts.Scale - terms.FeeScale)) * Amounts.Ten(Amounts.Scale - terms.FeeScale);
    }

    // p (1 - p) in 10^-2P has at most 36 digits after the point: p in 10^-P times what is left of one.
    private static Int128 Quadratic(Holding holding, long price, long quantity)
    {
        var one = Amounts.Ten(holding.Listing.PriceScale);
        var product = (Int128)price * Math.Max(0, one - price) * quantity;
        return Amounts.Shift(product, Amounts.Scale - 2 * holding.Listing.PriceScale - holding.Listing.QuantityScale, up: true);
    }

    private static Int128 Ceiling(Int128 value, long unit)
    {
        var whole = value / unit;
        return value > 0 && whole * unit != value ? whole + 1 : whole;
    }
}
