using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>What happens to an order in the public book.</summary>
internal enum BookOrderAction : byte
{
    /// <summary>It takes its place at the end of its level.</summary>
    Add,

    /// <summary>It shows another quantity and keeps its place.</summary>
    Change,

    /// <summary>It leaves the book; an iceberg's next tranche, or a replaced order, is added again.</summary>
    Remove,
}

/// <summary>One change of the book by order, as everybody may see it: displayed quantity only, and no owner.</summary>
internal readonly record struct BookOrderChange(BookOrderAction Action, Side Side, OrderId OrderId, Price Price, Quantity Shown)
{
    /// <summary>Most changes of one event: a trade in an auction, where both orders rest.</summary>
    public const int MaxPerEvent = 2;

    /// <summary>What one event changes, after the views have taken it in.</summary>
    /// <param name="e">The event.</param>
    /// <param name="orders">The orders, up to date.</param>
    /// <param name="changes">Room for <see cref="MaxPerEvent"/>.</param>
    /// <returns>How many there are.</returns>
    public static int Of(in ExchangeEvent e, OrderTable orders, Span<BookOrderChange> changes)
    {
        switch (e.Kind)
        {
            case EventKind.OrderAccepted when (e.Flags & EventFlags.Resting) != 0:
                changes[0] = new(BookOrderAction.Add, e.Side, e.OrderId, e.Price, e.DisplayQuantity.IsZero ? e.Quantity : e.DisplayQuantity);
                return 1;
            case EventKind.OrderRested:
                changes[0] = new(BookOrderAction.Add, e.Side, e.OrderId, e.Price, e.DisplayQuantity);
                return 1;
            case EventKind.OrderReduced or EventKind.OrderReplaced when (e.Flags & EventFlags.WaitingStop) == 0:
                var stays = e.Kind == EventKind.OrderReduced || (e.Flags & EventFlags.KeptPriority) != 0;
                var price = e.Kind == EventKind.OrderReplaced ? e.OldPrice : e.Price;
                changes[0] = new(stays ? BookOrderAction.Change : BookOrderAction.Remove, e.Side, e.OrderId, price, stays ? e.DisplayQuantity : Quantity.Zero);
                return 1;
            case EventKind.OrderCanceled when (e.Flags & EventFlags.Resting) != 0:
                changes[0] = new(BookOrderAction.Remove, e.Side, e.OrderId, e.Price, Quantity.Zero);
                return 1;
            case EventKind.Trade:
                changes[0] = AfterTrade(in e, orders, e.Side == Side.Buy ? Side.Sell : Side.Buy, e.MakerOrderId, e.MakerDisplay);
                if ((e.Flags & EventFlags.Auction) == 0)
                    return 1;
                changes[1] = AfterTrade(in e, orders, e.Side, e.OrderId, orders.Find(e.OrderId)?.Shown ?? Quantity.Zero);
                return 2;
            default:
                return 0;
        }
    }

    // An order whose tranche is used up leaves the book; its next tranche is added when it takes its place.
    private static BookOrderChange AfterTrade(in ExchangeEvent e, OrderTable orders, Side side, OrderId order, Quantity shown) =>
        new(shown.IsZero ? BookOrderAction.Remove : BookOrderAction.Change, side, order, orders.Find(order)?.Picture.Price ?? e.Price, shown);
}
