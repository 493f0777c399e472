namespace Rialto.Trading.Risk;

/// <summary>What new orders are allowed; of the desk, a venue and a strategy the strictest counts.</summary>
public enum DeskMode : byte
{
    /// <summary>All that limits allow.</summary>
    Normal = 0,

    /// <summary>Only orders that make a position smaller, with all live orders as if filled.</summary>
    ReduceOnly = 1,

    /// <summary>None; cancels go.</summary>
    CancelsOnly = 2,
}
