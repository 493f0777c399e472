using Rialto.Model.Units;

namespace Rialto.Trading.Arbitrage;

/// <summary>What buying at one venue and selling at another is worth, as far as both books reach. Amounts are in 10^-(price scale + quantity scale) of the quote currency.</summary>
/// <param name="Quantity">Bought and sold, in the market's quantity units; zero for nothing.</param>
/// <param name="BuyLimit">The highest price paid.</param>
/// <param name="SellLimit">The lowest price taken.</param>
/// <param name="Cost">Paid for what is bought, without fees.</param>
/// <param name="Proceeds">Taken for what is sold, without fees.</param>
/// <param name="Fees">Of both sides, each fill rounded up.</param>
/// <param name="Haircut">For what prices may do until both orders arrive, rounded up.</param>
public readonly record struct CrossTrade(long Quantity, Price BuyLimit, Price SellLimit, Int128 Cost, Int128 Proceeds, Int128 Fees, Int128 Haircut)
{
    /// <summary>What is expected to remain.</summary>
    public Int128 Net => Proceeds - Cost - Fees - Haircut;
}

/// <summary>The terms of one route: fees, and how far it may go. Nothing is moved between venues: what is bought must be payable there, and what is sold must be there.</summary>
/// <param name="Buy">Fee where one buys; proportional.</param>
/// <param name="Sell">Fee where one sells; proportional.</param>
/// <param name="PriceScale">The market's.</param>
/// <param name="QuantityScale">The market's.</param>
public readonly record struct CrossTerms(FeeRule Buy, FeeRule Sell, int PriceScale, int QuantityScale)
{
    /// <summary>What may be sold: the inventory where one sells, in quantity units.</summary>
    public long BaseMax { get; init; } = long.MaxValue;

    /// <summary>What may be paid with fees: the money where one buys, in 10^-(price scale + quantity scale).</summary>
    public Int128 QuoteMax { get; init; } = Int128.MaxValue;

    /// <summary>Quantities are whole multiples of this.</summary>
    public long Lot { get; init; } = 1;

    /// <summary>Execution-latency haircut: what each leg's price is expected to lose until its order arrives, in 10^-8 of its notional.</summary>
    public long HaircutRate { get; init; }
}
