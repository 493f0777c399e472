namespace Rialto.Trading.Arbitrage;

/// <summary>One leg of a set: contracts that are bought and held until they pay one or nothing.</summary>
/// <param name="Fee">Of buying.</param>
/// <param name="ProfitRate">Kept by the venue of what a winning contract pays above its price, in 10^-8: PredictIt 10,000,000. Losses are not set against it.</param>
public readonly record struct OutcomeLeg(FeeRule Fee, long ProfitRate = 0);

/// <summary>The terms of a set of contracts bought together, of which at least <see cref="Pays"/> win whatever happens.</summary>
/// <param name="Pays">How many win at least: one of YES and NO, one of all YES of an exclusive and exhaustive event, all but one of its NOs, one of B's YES and A's NO where A implies B.</param>
/// <param name="PriceScale">Of all legs' prices.</param>
/// <param name="QuantityScale">Of all legs' quantities.</param>
public readonly record struct OutcomeTerms(int Pays, int PriceScale, int QuantityScale)
{
    /// <summary>Taken off each contract of the set for what its legs may do until all orders have arrived, for the time money is bound until it settles, and for the risk that the venues do not resolve alike; in 10^-8 of one contract's pay.</summary>
    public long HaircutRate { get; init; }

    /// <summary>Most that may be paid with fees, in 10^-(price scale + quantity scale).</summary>
    public Int128 QuoteMax { get; init; } = Int128.MaxValue;

    /// <summary>Most contracts of each leg.</summary>
    public long QuantityMax { get; init; } = long.MaxValue;

    /// <summary>Quantities are whole multiples of this.</summary>
    public long Lot { get; init; } = 1;
}

/// <summary>What a set is worth, as far as all books reach. Amounts are in 10^-(price scale + quantity scale).</summary>
/// <param name="Quantity">Contracts of each leg; zero for nothing.</param>
/// <param name="Cost">Paid, without fees.</param>
/// <param name="Fees">Of buying, each fill rounded up, and of winning: of those legs that would pay most, as many as must win.</param>
/// <param name="Haircut">Rounded up.</param>
/// <param name="Pays">What is paid out at least.</param>
public readonly record struct OutcomeTrade(long Quantity, Int128 Cost, Int128 Fees, Int128 Haircut, Int128 Pays)
{
    /// <summary>What is expected to remain, in the worst of the outcomes.</summary>
    public Int128 Net => Pays - Cost - Fees - Haircut;
}
