using Rialto.Model.Execution;
using Rialto.Model.Orders;

namespace Rialto.Trading.Risk;

/// <summary>What the gate is asked about one order or amendment.</summary>
internal struct RiskCheck
{
    /// <summary>Place of the listing among those traded.</summary>
    public int Index;

    /// <summary>Whose.</summary>
    public StrategyId Strategy;

    /// <summary>Which way.</summary>
    public Side Side;

    /// <summary>Limit price in the listing's units; zero for a market order.</summary>
    public long Price;

    /// <summary>The whole order, for limits on one order.</summary>
    public long Quantity;

    /// <summary>By how much the desk's open quantity grows; zero for an amendment that only moves the price.</summary>
    public long Added;

    /// <summary>What the order reserves already, at <see cref="ReservedPrice"/>: an amendment.</summary>
    public long Reserved;

    /// <summary>At which price.</summary>
    public long ReservedPrice;

    /// <summary>Marked reduce-only.</summary>
    public bool ReduceOnly;

    /// <summary>Passes rates.</summary>
    public bool Urgent;

    /// <summary>An amendment: the number of live orders does not grow.</summary>
    public bool IsAmendment;

    /// <summary>The best price of the desk's own live orders on the other side; zero for none, the largest there is for a market order that buys.</summary>
    public long OwnOpposite;
}
