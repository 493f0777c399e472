namespace Rialto.Trading.Strategy;

/// <summary>
/// What a strategy has made and lost on one listing, split by where it came from; exact. All counts 10^-<see cref="Scale"/> of the quote currency; contracts count with their size.
/// <see cref="Spread"/> plus <see cref="Inventory"/> is cash plus the position at the last mid, to the last digit.
/// </summary>
/// <param name="Spread">How much better than the mid of its moment each fill was: what a maker earns, and a taker pays.</param>
/// <param name="Inventory">What the position has gained by moves of the mid while it was held.</param>
/// <param name="Fees">Paid; negative where rebates are more.</param>
/// <param name="Scale">Price scale plus quantity scale plus the digits of the contract's size plus one: a mid may lie between two price units.</param>
public readonly record struct PnlSplit(Int128 Spread, Int128 Inventory, Int128 Fees, int Scale)
{
    /// <summary>All of it.</summary>
    public Int128 Total => Spread + Inventory - Fees + Funding;

    /// <summary>Funding that was got less what was paid.</summary>
    public Int128 Funding { get; init; }

    /// <summary>Fills whose fee is in an asset that is neither base nor quote: not in <see cref="Fees"/>.</summary>
    public long UnvaluedFees { get; init; }

    /// <summary>False for inverse contracts, whose gain does not follow from price times quantity: nothing is counted then, and the account has it.</summary>
    public bool IsKnown { get; init; } = true;

    /// <summary>An amount of it for reports and statistics, in whole units.</summary>
    public double InUnits(Int128 amount)
    {
        // Powers of ten by multiplication: the same bits on every machine.
        var one = 1d;
        for (var i = 0; i < Scale; i++)
            one *= 10;
        return (double)amount / one;
    }
}
