using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Venue.Books;
using Rialto.Venue.Customers;
using Rialto.Venue.Guards;
using Rialto.Venue.Orders;
using Rialto.Venue.Rules;

namespace Rialto.Venue;

/// <summary>ReplaceOrder (matching.md, section 8).</summary>
internal sealed class Replacing<TSink>(Market<TSink> market, Matching<TSink> matching, Stops<TSink> stops, LimitStates<TSink> limits)
    where TSink : struct, IEventSink
{
    /// <summary>An order's values after the replacement.</summary>
    private readonly record struct Values(long Price, long Trigger, long Total, long Leaves);

    private readonly Market<TSink> _market = market;
    private readonly OrderTable _orders = market.Orders;
    private readonly Matching<TSink> _matching = matching;
    private readonly Stops<TSink> _stops = stops;
    private readonly LimitStates<TSink> _limits = limits;
    private readonly TradeLimits<TSink> _tradeLimits = new(market);

    public void Replace(in Command c)
    {
        var reason = CheckNaming(c, out var slot);
        var book = slot == 0 ? null : _market.BookOf(_orders[slot]);
        if (reason == RejectReason.None)
            reason = CheckValues(book!, slot, c);
        if (reason != RejectReason.None)
        {
            _market.Report.Refused(c, reason);
            return;
        }

        ref var order = ref _orders[slot];
        var now = ValuesOf(slot);
        var gone = now.Total - now.Leaves;
        if (!c.Quantity.IsZero && c.Quantity.Units <= gone)
        {
            _market.Cancel(book!, slot, CancelReason.ReplacedBelowFilled);
            _limits.Look(book!);
            return;
        }

        var total = c.Quantity.IsZero ? now.Total : c.Quantity.Units;
        var values = new Values(
            c.Price.IsNone ? now.Price : c.Price.Units, c.TriggerPrice.IsNone ? now.Trigger : c.TriggerPrice.Units, total, total - gone);
        var keepsPriority = values.Price == now.Price && values.Trigger == now.Trigger && values.Leaves <= now.Leaves;
        if (!keepsPriority && order.Place == Place.Book && book!.State == InstrumentState.Open
            && Matching<TSink>.PostOnlyRefusal(book, order.Side, values.Price, values.Leaves, _orders.Identity(slot).Terms.PostOnly) != 0)
        {
            _market.Report.Refused(c, RejectReason.PostOnlyWouldCross);
            return;
        }

        if (book!.MovesMoney && _market.Customers.IsRequired)
            reason = _tradeLimits.CheckReplacement(book, slot, values.Price, values.Trigger, values.Leaves);
        if (book.MovesMoney && reason == RejectReason.None)
            reason = book.Settlement is { } terms
                ? _market.Funds.TryReplace(book, terms, slot, values.Price, values.Trigger, values.Leaves)
                : _market.Margins.TryReplace(book, slot, values.Price, values.Leaves, keepsPriority);
        if (reason != RejectReason.None)
        {
            _market.Report.Refused(c, reason);
            return;
        }

        if (keepsPriority)
            KeepPriority(book, slot, c, values);
        else
            LosePriority(book, slot, c, values);
        _limits.Look(book);
    }

    private RejectReason CheckNaming(in Command c, out int slot)
    {
        slot = 0;
        if (!_market.Sessions.MayUse(c.Session.Value, c.Owner.Value))
            return RejectReason.UnknownSession;
        if (!c.Text.IsWellFormed)
            return RejectReason.MalformedClientOrderId;
        slot = Changes<TSink>.Named(_orders, c);
        if (slot == 0)
            return RejectReason.UnknownOrder;
        if (_market.Algos.HasChildren && _market.Algos.IsChild(_orders[slot].OrderId))
            return RejectReason.ChildOfAlgo;
        ref var order = ref _orders[slot];
        var book = _market.BookOf(order);
        var reason = Checks.Stopped(_market.Kills, book, order.Owner, c.Session.Value);
        if (reason == RejectReason.None && _market.Customers.IsRequired)
            reason = _market.Customers.Check(order.Owner, AccountRights.Trade);
        if (reason == RejectReason.None)
            reason = Checks.State(book);
        if (reason != RejectReason.None)
            return reason;
        var isNewName = c.OrderId.Value != 0 && !c.Text.IsEmpty && c.Text != _orders.Identity(slot).ClientOrderId;
        return isNewName && _orders.Find(order.Owner, c.Text) != 0 ? RejectReason.DuplicateClientOrderId : RejectReason.None;
    }

    private RejectReason CheckValues(Book book, int slot, in Command c)
    {
        ref var order = ref _orders[slot];
        ref var identity = ref _orders.Identity(slot);
        var isStop = order.Place == Place.StopBook;
        var isStopLoss = isStop && identity.Terms.Type == OrderType.StopLoss;
        if (!c.TriggerPrice.IsNone && !isStop)
            return RejectReason.ReplaceNotAllowed;
        if (!c.DisplayQuantity.IsZero && (isStopLoss || identity.Terms.IsImmediate))
            return RejectReason.DisplayQuantityNotAllowed;
        var total = c.Quantity.IsZero ? identity.Total : c.Quantity.Units;
        var price = c.Price.IsNone ? order.Price : c.Price.Units;
        var reason = c.Quantity.IsZero ? RejectReason.None : Checks.Quantity(book, c.Quantity.Units);
        if (reason == RejectReason.None && !c.DisplayQuantity.IsZero)
            reason = Checks.DisplayQuantity(book, c.DisplayQuantity.Units, total);
        else if (reason == RejectReason.None && !c.Quantity.IsZero && order.Extras != 0 && _orders.Extras(slot).DisplayQuantity is not 0 and var display)
            reason = Checks.Tranches(book, display, total);
        if (reason == RejectReason.None && !c.Price.IsNone)
            reason = Checks.LimitPrice(book, isStopLoss, c.Price.Units);
        if (reason == RejectReason.None && !c.TriggerPrice.IsNone)
            reason = Checks.Trigger(book, c.TriggerPrice.Units);
        if (reason != RejectReason.None || isStopLoss || (c.Price.IsNone && c.Quantity.IsZero))
            return reason;
        reason = Checks.Notional(book, price, total);
        if (reason == RejectReason.None && Checks.IsOutsideBand(book, price))
            reason = RejectReason.PriceOutsideBand;
        return reason == RejectReason.None && !isStop && Checks.IsBeyondLimit(book, order.Side, price, _market.Report.Time.Nanoseconds, out _)
            ? RejectReason.PriceBeyondLimit
            : reason;
    }

    private Values ValuesOf(int slot)
    {
        ref var order = ref _orders[slot];
        var trigger = order.Place == Place.StopBook ? _orders.Extras(slot).TriggerPrice : 0;
        return new Values(order.Price, trigger, _orders.Identity(slot).Total, order.Leaves);
    }

    private void KeepPriority(Book book, int slot, in Command c, in Values values)
    {
        ref var order = ref _orders[slot];
        var display = order.Display;
        Set(slot, c, values, out var wasIceberg);
        if (!c.DisplayQuantity.IsZero && !wasIceberg)
            display = Math.Min(display, c.DisplayQuantity.Units);
        display = Math.Min(display, order.Leaves);
        var flags = EventFlags.KeptPriority;
        long level = 0;
        if (order.Place == Place.Book)
        {
            level = book.Ladder(order.Side)[order.Level].Quantity -= order.Display - display;
            book.Shows(order, display - order.Display);
        }
        else
        {
            flags |= EventFlags.WaitingStop;
        }

        order.Display = display;
        _market.Report.Replaced(order, _orders.Identity(slot), order.Price, flags, values.Trigger, level);
    }

    private void LosePriority(Book book, int slot, in Command c, in Values values)
    {
        ref var order = ref _orders[slot];
        var oldPrice = order.Price;
        if (order.Place == Place.StopBook)
        {
            _market.LeaveStopBook(book, slot);
            Set(slot, c, values, out _);
            _market.Report.Replaced(order, _orders.Identity(slot), oldPrice, EventFlags.WaitingStop, values.Trigger, 0);
            _stops.Enter(book, slot);
            return;
        }

        var level = book.Leave(ref order);
        order.Place = Place.Acting;
        order.Display = 0;
        Set(slot, c, values, out _);
        _market.Report.Replaced(order, _orders.Identity(slot), oldPrice, EventFlags.None, 0, level);
        if (book.State == InstrumentState.Auction || !Matching<TSink>.MeetsOpposite(book, order.Side, order.Price))
        {
            _market.Rest(book, slot, EventFlags.None);
            return;
        }

        var incoming = Incoming.Of(_orders, slot);
        _matching.Meet(book, ref incoming);
        _stops.Check(book);
    }

    private void Set(int slot, in Command c, in Values values, out bool wasIceberg)
    {
        ref var extras = ref _orders.EnsureExtras(slot);
        wasIceberg = extras.DisplayQuantity != 0;
        if (!c.DisplayQuantity.IsZero)
            extras.DisplayQuantity = c.DisplayQuantity.Units;
        if (values.Trigger != 0)
            extras.TriggerPrice = values.Trigger;
        ref var order = ref _orders[slot];
        order.Price = values.Price;
        order.Leaves = values.Leaves;
        _orders.Identity(slot).Total = values.Total;
        if (c.OrderId.Value != 0 && !c.Text.IsEmpty)
            _orders.Rename(slot, c.Text);
    }
}
