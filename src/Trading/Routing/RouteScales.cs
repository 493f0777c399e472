using Rialto.Model.Units;

namespace Rialto.Trading.Routing;

/// <summary>The scales that all venues of a route are compared at.</summary>
/// <param name="Price">Decimals of prices, 0 to 18.</param>
/// <param name="Quantity">Decimals of quantities, 0 to 18.</param>
public readonly record struct RouteScales(int Price, int Quantity)
{
    /// <summary>Most decimals at which a fee of the quadratic formula fits 128 bits: a rate below 2^27 times two prices below 2^47.</summary>
    public const int QuadraticPriceMax = 14;

    /// <summary>Largest quantity that is told apart, in units.</summary>
    public const long QuantityMax = (1L << 56) - 1;

    /// <summary>One whole of the currency in price units.</summary>
    public long PriceOne => DecimalText.PowerOfTen(Price);
}
