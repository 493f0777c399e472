using System.Numerics;
using Rialto.Model.Orders;

namespace Rialto.Host.Conservation;

/// <summary>One live order as events tell of it, in quantity units.</summary>
internal sealed class ConservedOrder
{
    public required int Instrument { get; init; }

    public required Side Side { get; init; }

    public long Price { get; set; }

    /// <summary>As accepted or replaced; unknown (-1) for an order that was live before the ledger began.</summary>
    public long Total { get; set; }

    public long Leaves { get; set; }

    public long Display { get; set; }

    public long Traded { get; set; }

    public bool IsResting { get; set; }

    /// <summary>A replacement changed the total of an order whose former total is not known: what is left is taken from the next event or book that tells it.</summary>
    public bool IsOpenQuestion { get; set; }

    /// <summary>Of a budget order: money left, in the smallest units of price times quantity.</summary>
    public BigInteger BudgetLeft { get; set; }

    public bool IsBudget { get; init; }
}
