using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Backtest.Accounts;

/// <summary>A fee in 10^-<see cref="Scale"/> of the quote currency, negative for a rebate.</summary>
internal readonly record struct TradeFee(long Units, byte Scale)
{
    /// <summary>Venues tell fees with eight digits at most; finer terms are rounded there, up.</summary>
    public const int ScaleMax = 8;

    /// <summary>As an amount of the account.</summary>
    public Int128 Amount => Amounts.Of(Units, Scale, isUp: true);

    /// <summary>What one fill costs, rounded up: in the venue's favour, a rebate too.</summary>
    /// <param name="terms">The agreement.</param>
    /// <param name="listing">What was traded.</param>
    /// <param name="price">At which price.</param>
    /// <param name="quantity">How much.</param>
    /// <param name="liquidity">Who we were in the trade.</param>
    public static TradeFee Of(TradingTerms terms, Listing listing, long price, long quantity, Liquidity liquidity) =>
        At(liquidity == Liquidity.Maker ? terms.MakerRate : terms.TakerRate, terms, listing, price, quantity);

    /// <summary>Most that an order of this price may cost in fees, whatever it fills at.</summary>
    public static Int128 Bound(TradingTerms terms, Listing listing, long price, long quantity)
    {
        // p (1 - p) is largest at a half.
        var at = terms.Formula == FeeFormula.Quadratic ? (long)Amounts.PowerOfTen(listing.PriceScale) / 2 : price;
        var rate = Math.Max(0, Math.Max(terms.MakerRate, terms.TakerRate));
        return rate == 0 ? 0 : At(rate, terms, listing, at, quantity).Amount;
    }

    private static TradeFee At(long rate, TradingTerms terms, Listing listing, long price, long quantity)
    {
        var counted = terms.Formula switch
        {
            FeeFormula.Proportional => Amounts.Notional(listing, price, quantity, isUp: true),
            FeeFormula.Quadratic => Quadratic(listing, price, quantity),
            _ => Amounts.OfQuantity(listing, quantity),
        };

        // Whole units first: the product of an amount and a rate may be beyond 128 bits.
        var (whole, rest) = Int128.DivRem(counted, TradingTerms.One);
        return Rounded(checked(whole * rate + Amounts.Divide(rest * rate, TradingTerms.One, isUp: true)), Math.Min(terms.FeeScale, ScaleMax));
    }

    private static Int128 Quadratic(Listing listing, long price, long quantity)
    {
        var one = Amounts.PowerOfTen(listing.PriceScale);
        return Amounts.Of(checked((Int128)price * (one - price) * quantity), 2 * listing.PriceScale + listing.QuantityScale, isUp: true);
    }

    private static TradeFee Rounded(Int128 fee, int scale)
    {
        for (; ; scale--)
        {
            var units = Amounts.Divide(fee, Amounts.PowerOfTen(Amounts.Scale - scale), isUp: true);
            if (units <= long.MaxValue && units >= -long.MaxValue)
                return new TradeFee((long)units, (byte)scale);
        }
    }
}
