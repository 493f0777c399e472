using Rialto.Model.Feeds;

namespace Rialto.Backtest.Accounts;

/// <summary>
/// Money of a pretended account: 10^-18 of an asset, in 128 bits, so that sums over listings of any scales are exact. What has finer digits is rounded, and every caller says which way.
/// Overflow throws.
/// </summary>
internal static class Amounts
{
    /// <summary>Digits behind the point of every amount.</summary>
    public const int Scale = 18;

    /// <summary>A number of 10^-scale as an amount.</summary>
    /// <param name="value">The number.</param>
    /// <param name="scale">Its digits behind the point, 0 to 54.</param>
    /// <param name="isUp">What does not fit is rounded towards plus infinity; otherwise towards minus infinity.</param>
    public static Int128 Of(Int128 value, int scale, bool isUp) =>
        scale <= Scale ? checked(value * PowerOfTen(Scale - scale)) : Divide(value, PowerOfTen(scale - Scale), isUp);

    /// <summary>What a quantity costs at a price, contract size included.</summary>
    /// <param name="listing">Whose scales.</param>
    /// <param name="price">In the listing's units.</param>
    /// <param name="quantity">In the listing's units; negative for what is sold.</param>
    /// <param name="isUp">As in <see cref="Of"/>.</param>
    public static Int128 Notional(Listing listing, long price, long quantity, bool isUp) => OfValue(listing, (Int128)price * quantity, isUp);

    /// <summary>What price times quantity in the listing's units is worth, contract size included.</summary>
    /// <param name="listing">Whose scales.</param>
    /// <param name="product">Of price and quantity, or a sum of such.</param>
    /// <param name="isUp">As in <see cref="Of"/>.</param>
    public static Int128 OfValue(Listing listing, Int128 product, bool isUp)
    {
        var scale = listing.PriceScale + listing.QuantityScale;
        return listing.ContractSize > 0 ? Of(checked(product * listing.ContractSize), scale + listing.ContractScale, isUp) : Of(product, scale, isUp);
    }

    /// <summary>A quantity as an amount of base; exact, a scale is 18 at most.</summary>
    public static Int128 OfQuantity(Listing listing, long quantity) => Of(quantity, listing.QuantityScale, isUp: false);

    /// <summary>An amount as a 64-bit number with as many digits as it needs; where it does not fit even so, the last ones are cut off towards zero.</summary>
    public static (long Units, byte Scale) Told(Int128 amount)
    {
        var scale = Scale;
        for (; scale > 0 && amount % 10 == 0; scale--)
            amount /= 10;

        // A number that was cut fills its 64 bits: whoever compares it sees that its last digit is not exact.
        for (; scale > 0 && (amount > long.MaxValue || amount < -long.MaxValue); scale--)
            amount /= 10;
        return (checked((long)amount), (byte)scale);
    }

    /// <summary>A quotient with its rounding said; the divisor is above zero.</summary>
    public static Int128 Divide(Int128 value, Int128 by, bool isUp)
    {
        var (quotient, rest) = Int128.DivRem(value, by);
        return rest == 0 ? quotient : isUp ? quotient + (rest > 0 ? 1 : 0) : quotient - (rest < 0 ? 1 : 0);
    }

    /// <summary>10 to a power from 0 to 36.</summary>
    public static Int128 PowerOfTen(int power)
    {
        Int128 value = 1;
        for (var i = 0; i < power; i++)
            value *= 10;
        return value;
    }
}
