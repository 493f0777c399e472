using Rialto.Backtest.Fills;
using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Backtest.Venues;

/// <summary>An order of ours at a venue that pretends. Single-threaded.</summary>
internal sealed class SimulatedOrder
{
    /// <summary>What the desk calls it.</summary>
    public required DeskOrderId Id { get; set; }

    /// <summary>What the desk told the venue to call it.</summary>
    public required Text36 ClientId { get; set; }

    /// <summary>What the venue calls it.</summary>
    public required VenueOrderId VenueOrder { get; init; }

    /// <summary>Where it trades.</summary>
    public required SimulatedMarket Market { get; init; }

    /// <summary>Which way.</summary>
    public required Side Side { get; init; }

    /// <summary>How it meets the market.</summary>
    public required OrderType Type { get; init; }

    /// <summary>How long it lives.</summary>
    public required TimeInForce TimeInForce { get; init; }

    /// <summary>Marks.</summary>
    public required OrderRequestFlags Flags { get; init; }

    /// <summary>Until when, where it has a date.</summary>
    public required Timestamp ExpireTime { get; init; }

    /// <summary>Limit, in units; zero for a market order.</summary>
    public required long Price { get; set; }

    /// <summary>The whole quantity.</summary>
    public required long Quantity { get; set; }

    /// <summary>What of it is filled.</summary>
    public long Filled { get; set; }

    /// <summary>Sum of price times quantity over its fills, in the listing's units.</summary>
    public Int128 FilledCost { get; set; }

    /// <summary>What is left.</summary>
    public long Leaves => Quantity - Filled;

    /// <summary>What it is now.</summary>
    public VenueOrderStatus Status { get; set; } = VenueOrderStatus.Live;

    /// <summary>Where it stands in its level's queue.</summary>
    public PlaceInQueue Place { get; set; }

    /// <summary>Never takes.</summary>
    public bool IsPostOnly => (Flags & OrderRequestFlags.PostOnly) != 0;
}
