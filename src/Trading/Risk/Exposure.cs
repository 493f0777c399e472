using Rialto.Trading.Portfolio;

namespace Rialto.Trading.Risk;

/// <summary>The worst that live orders can make of a position: all buys filled, and all sells filled. As worth, signed.</summary>
/// <param name="Long">With all buys filled.</param>
/// <param name="Short">With all sells filled.</param>
internal readonly record struct Exposure(Int128 Long, Int128 Short)
{
    /// <summary>The larger of both either way.</summary>
    public Int128 Gross => Int128.Max(Int128.Abs(Long), Int128.Abs(Short));

    /// <summary>Of a position with open quantities, at twice a mark.</summary>
    public static Exposure Of(Holding holding, long position, long openBuy, long openSell, long twiceMark) => new(
        Worth(holding, position + openBuy, twiceMark), Worth(holding, position - openSell, twiceMark));

    /// <summary>What a signed quantity is worth at twice a price. An outcome that is sold without being held is what can be lost by it: one less the price.</summary>
    public static Int128 Worth(Holding holding, long quantity, long twicePrice) =>
        holding.IsInverse ? holding.Worth.Apply(quantity)
        : quantity < 0 && holding.IsUncoveredOutcome ? holding.Worth.Apply((Int128)quantity * LossAtTwice(holding, twicePrice), 1)
        : holding.Worth.Apply((Int128)quantity * twicePrice, 1);

    private static long LossAtTwice(Holding holding, long twicePrice) => Math.Max(0, 2 * Amounts.Ten(holding.Listing.PriceScale) - twicePrice);
}

/// <summary>Exposures of all listings of a symbol, a venue, a strategy or the desk.</summary>
internal struct ExposureSum
{
    public Int128 Long;
    public Int128 Short;
    public Int128 Gross;

    public void Change(in Exposure was, in Exposure now)
    {
        Long += now.Long - was.Long;
        Short += now.Short - was.Short;
        Gross += now.Gross - was.Gross;
    }
}

/// <summary>What is open on one listing, or one strategy's part of it: sums of what its live orders reserve, in the listing's units. Never negative.</summary>
internal struct OpenQuantity
{
    public long Buy;
    public long Sell;
}
