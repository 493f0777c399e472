using System.Runtime.InteropServices;
using Rialto.Model.Units;

namespace Rialto.Trading.Portfolio;

/// <summary>
/// What is held of one listing, by the whole desk or by one strategy, at average cost (docs/reference/desk-orders.md#positions). Values count price units times quantity units, and are
/// exact; those of inverse contracts count 10^-18 of the settlement asset, rounded by less than one of these a fill. <see cref="DeskPortfolio.AmountOf"/> makes amounts of them.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct Position
{
    /// <summary>What is held, in the listing's units; negative where sold.</summary>
    public Quantity Quantity { get; internal set; }

    /// <summary>What it cost, signed as <see cref="Quantity"/>: the average price is this through that (of inverse contracts: the other way round).</summary>
    public Int128 Cost { get; internal set; }

    /// <summary>Gains and losses of what was closed, before fees.</summary>
    public Int128 Realised { get; internal set; }

    /// <summary>Fees paid, less rebates and less funding that was got (<see cref="DeskPortfolio.Funding"/>), in 10^-18 of the reporting currency, each at the rate of its moment.</summary>
    public Int128 Fees { get; internal set; }

    /// <summary>Sum of quantities bought, fills taken back left out; corrections do not count.</summary>
    public long Bought { get; internal set; }

    /// <summary>Sum of quantities sold.</summary>
    public long Sold { get; internal set; }

    /// <summary>Sum of corrections to what the venue says, the opening and settlements: bought less sold and this is what is held.</summary>
    public long Corrected { get; internal set; }
}
