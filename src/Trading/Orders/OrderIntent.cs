using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Trading.Orders;

/// <summary>What a strategy, the router or an operator wants of the desk's orders.</summary>
public enum OrderIntentKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A new order.</summary>
    Place = 1,

    /// <summary>The end of <see cref="OrderIntent.Order"/>.</summary>
    Cancel = 2,

    /// <summary>Another price or whole quantity for <see cref="OrderIntent.Order"/>.</summary>
    Amend = 3,
}

/// <summary>
/// One wish, before anything was checked. Prices and quantities count the units of the listing. Place uses all fields but <see cref="Order"/>; cancel uses Strategy and Order; amend uses
/// Strategy, Order, Price and Quantity.
/// </summary>
public struct OrderIntent
{
    /// <summary>What is wanted.</summary>
    public OrderIntentKind Kind { get; set; }

    /// <summary>Who wants it; none for an operator and the desk itself, who may also cancel and amend orders of strategies.</summary>
    public StrategyId Strategy { get; set; }

    /// <summary>Place: where.</summary>
    public ListingId Listing { get; set; }

    /// <summary>Place: which way.</summary>
    public Side Side { get; set; }

    /// <summary>Place: limit or market. Stops are kept by strategies, not by venues: refused.</summary>
    public OrderType Type { get; set; }

    /// <summary>Place: limit price; zero for a market order. Amend: the price from now on; zero keeps it.</summary>
    public Price Price { get; set; }

    /// <summary>Place: quantity. Amend: the whole quantity from now on, what is filled included; zero keeps it.</summary>
    public Quantity Quantity { get; set; }

    /// <summary>Place: how long it lives.</summary>
    public TimeInForce TimeInForce { get; set; }

    /// <summary>Place: never takes.</summary>
    public bool PostOnly { get; set; }

    /// <summary>Place: never makes the position larger. Checked by the desk (with all live orders as if filled), and told to venues that know it.</summary>
    public bool ReduceOnly { get; set; }

    /// <summary>Place: ends a position or all risk; goes ahead of what waits in the adapter, and past limits that only slow down (rates), and past the rejects breaker where it reduces.</summary>
    public bool Urgent { get; set; }

    /// <summary>Place with <see cref="TimeInForce.Gtd"/>: until when.</summary>
    public Timestamp ExpireTime { get; set; }

    /// <summary>Cancel, amend: which order, by the number that <see cref="DeskOrders{TSink}.TryPlace"/> gave.</summary>
    public DeskOrderId Order { get; set; }

    /// <summary>Place: whatever the strategy wants to find again in <see cref="DeskOrder.Tag"/>.</summary>
    public long Tag { get; set; }
}
