using System.Runtime.CompilerServices;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Venue.Guards;
using Rialto.Venue.Orders;

namespace Rialto.Venue;

/// <summary>CancelOrder and ReduceOrder (matching.md, section 8).</summary>
internal sealed class Changes<TSink>(Market<TSink> market, LimitStates<TSink> limits)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly OrderTable _orders = market.Orders;
    private readonly LimitStates<TSink> _limits = limits;

    /// <summary>The live order that a command names; zero where there is none, or where it is not the owner's to name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Named(OrderTable orders, in Command c)
    {
        if (c.OrderId.Value == 0)
            return c.Text.IsEmpty ? 0 : orders.Find(c.Owner.Value, c.Text);
        var slot = orders.Find(c.OrderId.Value);
        return slot != 0 && (c.Owner.Value == 0 || orders[slot].Owner == c.Owner.Value) ? slot : 0;
    }

    public void Cancel(in Command c)
    {
        if (!_market.Sessions.MayUse(c.Session.Value, c.Owner.Value))
        {
            _market.Report.Refused(c, RejectReason.UnknownSession);
            return;
        }

        var slot = Named(_orders, c);
        if (slot == 0)
            _market.Report.Refused(c, RejectReason.UnknownOrder);
        else
        {
            ref var order = ref _orders[slot];
            var book = _market.BookOf(order);
            _market.Cancel(book, slot, ref order, CancelReason.Requested);
            if (book.HasBands && !book.IsCalm(_market.Report.Time.Nanoseconds))
                _limits.Look(book);
        }
    }

    public void Reduce(in Command c)
    {
        if (!_market.Sessions.MayUse(c.Session.Value, c.Owner.Value))
        {
            _market.Report.Refused(c, RejectReason.UnknownSession);
            return;
        }

        var slot = Named(_orders, c);
        if (slot == 0)
        {
            _market.Report.Refused(c, RejectReason.UnknownOrder);
            return;
        }

        ref var order = ref _orders[slot];
        var book = _market.BookOf(order);
        var by = c.Quantity.Units;
        if (by <= 0)
            _market.Report.Refused(c, RejectReason.QuantityNotPositive);
        else if (by % book.Lot.Divisor != 0)
            _market.Report.Refused(c, RejectReason.QuantityOffLot);
        else if (by >= order.Leaves)
        {
            _market.Cancel(book, slot, CancelReason.Reduced);
            _limits.Look(book);
        }
        else
        {
            order.Leaves -= by;
            _market.FollowCover(book, slot, ref order);
            var level = order.Place == Place.Book ? Market<TSink>.ShrinkDisplay(book, ref order) : 0;
            _market.Report.Reduced(order, CancelReason.Requested, level);
            _limits.Look(book);
        }
    }
}
