using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Lockstep;

/// <summary>An order as events tell of it.</summary>
public sealed class RebuiltOrder
{
    /// <summary>Its number.</summary>
    public OrderId Id { get; init; }

    /// <summary>Whose it is.</summary>
    public OwnerId Owner { get; init; }

    /// <summary>Its instrument.</summary>
    public InstrumentId Instrument { get; init; }

    /// <summary>Its side.</summary>
    public Side Side { get; init; }

    /// <summary>As accepted.</summary>
    public OrderTerms Terms { get; init; }

    /// <summary>Its present client order id.</summary>
    public Text36 ClientOrderId { get; internal set; }

    /// <summary>Its present price.</summary>
    public Price Price { get; internal set; }

    /// <summary>Its present trigger, while it waits.</summary>
    public Price TriggerPrice { get; internal set; }

    /// <summary>True in the stop book.</summary>
    public bool IsWaiting { get; internal set; }

    /// <summary>True in the book.</summary>
    public bool IsResting { get; internal set; }

    internal long Total { get; set; }
    internal long Leaves { get; set; }
    internal long Display { get; set; }
    internal long Traded { get; set; }
    internal BigInteger BudgetLeft { get; set; }
    internal int CoverPpm { get; set; }
    internal long Placed { get; set; }
    internal bool IsBudget => Terms.QuoteQuantity;
    internal bool IsBuy => Side == Side.Buy;
}
