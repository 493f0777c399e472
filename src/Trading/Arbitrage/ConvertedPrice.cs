using Rialto.Trading.Currencies;

namespace Rialto.Trading.Arbitrage;

/// <summary>A rate between two quote currencies: what one unit of the market's currency costs and brings in a venue's. Two-sided, so that its spread is the bound of the error.</summary>
/// <param name="Bid">What one gets for a unit of the market's currency, in the venue's; positive.</param>
/// <param name="Ask">What one pays for it; not below the bid.</param>
/// <param name="Scale">Of both.</param>
public readonly record struct CurrencyRate(long Bid, long Ask, int Scale)
{
    /// <summary>There is one.</summary>
    public bool IsThere => Bid > 0 && Ask >= Bid;
}

/// <summary>
/// Prices of a venue in the market's currency, rounded once and against us: a bid down and an ask up, each by less than one unit of the market's scale. Selling there gives the venue's
/// currency, which buys the market's at the rate's ask; buying there needs it, which costs the rate's bid.
/// </summary>
public static class ConvertedPrice
{
    /// <summary>A bid in the market's currency.</summary>
    public static bool TryBid(long price, int scale, in CurrencyRate rate, int marketScale, out long converted) => TryConvert(price, scale, rate.Ask, rate.Scale, marketScale, false, out converted);

    /// <summary>An ask in the market's currency.</summary>
    public static bool TryAsk(long price, int scale, in CurrencyRate rate, int marketScale, out long converted) => TryConvert(price, scale, rate.Bid, rate.Scale, marketScale, true, out converted);

    private static bool TryConvert(long price, int scale, long rate, int rateScale, int marketScale, bool up, out long converted)
    {
        converted = 0;
        if (price <= 0 || rate <= 0)
            return false;
        var conversion = new Conversion(price, scale);
        conversion.Divide(rate, rateScale);
        return conversion.TryRound(marketScale, up, out converted);
    }
}
