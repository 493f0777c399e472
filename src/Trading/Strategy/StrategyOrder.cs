using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Orders;

namespace Rialto.Trading.Strategy;

/// <summary>An order as its strategy sees it, in the listing's units.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Listing">Where.</param>
/// <param name="Side">Which way.</param>
/// <param name="Price">Its limit; none for a market order.</param>
/// <param name="Quantity">All of it, what is filled included.</param>
/// <param name="Filled">What has traded.</param>
/// <param name="State">What it is now.</param>
/// <param name="Tag">As the strategy gave it.</param>
public readonly record struct StrategyOrder(DeskOrderId Id, ListingId Listing, Side Side, Price Price, Quantity Quantity, Quantity Filled, DeskOrderState State, long Tag)
{
    /// <summary>What may still trade.</summary>
    public Quantity Leaves => new(Math.Max(0, Quantity.Units - Filled.Units));

    /// <summary>What the venue says has traded, at least <see cref="Filled"/>: fills that make up the difference will still be told, also where the order has ended.</summary>
    public Quantity ToldFilled { get; init; }

    /// <summary>True where it never takes.</summary>
    public bool IsPostOnly { get; init; }

    /// <summary>True where a cancel of it is on its way, or waits for the order's acknowledgement.</summary>
    public bool IsCancelling { get; init; }

    /// <summary>True where another price or quantity for it is on its way.</summary>
    public bool IsAmending { get; init; }
}

/// <summary>One fill as its strategy sees it, in the listing's units.</summary>
/// <param name="Order">Of which order.</param>
/// <param name="Listing">Where.</param>
/// <param name="Side">Which way.</param>
/// <param name="Price">At what price.</param>
/// <param name="Quantity">How much; negative where a fill is taken back.</param>
/// <param name="Liquidity">Who made the market.</param>
/// <param name="Tag">Of the order.</param>
public readonly record struct StrategyFill(DeskOrderId Order, ListingId Listing, Side Side, Price Price, Quantity Quantity, Liquidity Liquidity, long Tag);
