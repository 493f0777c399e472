using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading.Risk;

namespace Rialto.Trading.Orders;

/// <summary>What venues say about orders.</summary>
public sealed partial class DeskOrders<TSink>
{
    /// <summary>Applies what a venue says. Reports may come in any order and more than once.</summary>
    public void Apply(in OrderReport report)
    {
        Enter();
        if (_venues[(int)report.Venue] is not { } venue)
        {
            Problem(DeskProblemKind.ReportOfUnknownOrder, report.Venue, report.Listing, order: report.Order);
        }
        else
        {
            if ((Risk.Standing(report.Venue) & VenueStanding.Up) != 0)
                venue.KnownUntil = _input.Now;
            if (report.Failure == FailureClass.Halt)
                HaltVenue(in report);
            Dispatch(venue, in report);
        }

        Leave();
    }

    private void Dispatch(VenueDesk venue, in OrderReport report)
    {
        switch (report.Kind)
        {
            case OrderReportKind.StreamUp:
                OnStreamUp(venue);
                break;
            case OrderReportKind.StreamDown:
                OnStreamDown(venue);
                break;
            case OrderReportKind.OrdersEnd:
                OnOrdersEnd(venue, in report);
                break;
            case OrderReportKind.FillsEnd:
                OnFillsEnd(venue, in report);
                break;
            case OrderReportKind.Balance:
                OnBalance(venue, in report);
                break;
            case OrderReportKind.BalancesEnd:
                OnBalancesEnd(venue);
                break;
            case OrderReportKind.Position:
                OnPosition(venue, in report);
                break;
            case OrderReportKind.PositionsEnd:
                OnPositionsEnd(venue);
                break;
            case OrderReportKind.Settled:
                OnSettled(in report);
                break;
            case OrderReportKind.Funded:
                OnFunded(in report);
                break;
            case OrderReportKind.None or OrderReportKind.DeadManArmed:
                break;
            case OrderReportKind.CancelRejected or OrderReportKind.Unknown when report.Order.IsNone && report.VenueOrder.IsEmpty:
                OnCancelAllFailed(in report);
                break;
            default:
                if (Find(in report, out var slot))
                    ApplyToOrder(venue, slot, in report);
                else
                    OnUnknownOrder(venue, in report);
                break;
        }
    }

    private bool Find(in OrderReport report, out int slot)
    {
        if (!report.Order.IsNone)
            return _slots.TryFind(report.Order, out slot) && _slots[slot].Venue == report.Venue;
        slot = -1;
        return !report.VenueOrder.IsEmpty && _slots.TryFind(report.Venue, in report.VenueOrder, out slot);
    }

    // What an amendment by a new order left behind: its end, its refusals and how it stands are no word about the order that took its place. Its fills count.
    private static bool IsAboutFormer(in DeskOrder order, in OrderReport report)
    {
        if (report.Kind is OrderReportKind.Filled or OrderReportKind.FillReversed)
            return false;
        if (report.Order.IsNone)
            return report.VenueOrder != order.VenueOrder;
        if (report.Order == order.CurrentId || report.Order == order.NewOrder)
            return false;

        // A new order that was given up, and shows all the same, is looked at; its end is not the order's.
        return report.Order.Value < order.CurrentId.Value || report.Kind is OrderReportKind.Cancelled or OrderReportKind.Expired or OrderReportKind.CancelRejected or OrderReportKind.Rejected;
    }

    private void ApplyToOrder(VenueDesk venue, int slot, in OrderReport report)
    {
        ref var order = ref _slots[slot];
        if (IsAboutFormer(in order, in report))
            return;
        if (!report.VenueOrder.IsEmpty && !report.Order.IsNone && report.Order == order.CurrentId)
            _slots.Rename(slot, in report.VenueOrder);
        if ((report.Flags & OrderReportFlags.Paper) != 0)
            order.Marks |= DeskOrderMarks.Paper;
        switch (report.Kind)
        {
            case OrderReportKind.Sent:
                OnSent(venue, slot);
                break;
            case OrderReportKind.Accepted:
                OnAccepted(slot, in report);
                break;
            case OrderReportKind.Rejected:
                OnRejected(slot, in report);
                break;
            case OrderReportKind.Filled:
                OnFilled(venue, slot, in report);
                break;
            case OrderReportKind.FillReversed:
                OnFillReversed(slot, in report);
                break;
            case OrderReportKind.Cancelled:
                OnEnded(slot, in report, OrderEvent.Cancelled);
                break;
            case OrderReportKind.Expired:
                OnEnded(slot, in report, OrderEvent.Expired);
                break;
            case OrderReportKind.Amended:
                OnAmended(slot, in report);
                break;
            case OrderReportKind.CancelRejected:
                OnCancelRejected(slot, in report);
                break;
            case OrderReportKind.AmendRejected:
                OnAmendRejected(slot, in report);
                break;
            case OrderReportKind.Unknown:
                order.Marks |= DeskOrderMarks.Sent;
                Step(slot, OrderEvent.Doubt);
                break;
            case OrderReportKind.Found:
                OnFound(venue, slot, in report);
                break;
            case OrderReportKind.NotFound:
                OnNotFound(venue, slot, in report);
                break;
            case OrderReportKind.QueryFailed:
                Step(slot, OrderEvent.LookedUp, clear: OrderPending.Query);
                Schedule(ref order, Math.Max(BackOffMs(order.LookUps), report.Failure == FailureClass.Halt ? _options.LookUpLongestMs : 0));
                break;
        }
    }

    private void OnSent(VenueDesk venue, int slot)
    {
        ref var order = ref _slots[slot];
        if (order.Is(DeskOrderMarks.Sent))
            return;
        order.Marks |= DeskOrderMarks.Sent;
        order.SentTime = _input.Now;
        Step(slot, OrderEvent.Sent);
        if (order.Awaits(OrderPending.CancelWaits) && venue.Capabilities.CancelsByClientId)
            SendCancel(slot);
    }

    private void OnAccepted(int slot, in OrderReport report)
    {
        ref var order = ref _slots[slot];
        if (order.Awaits(OrderPending.Amend) && IsAnswerTo(in order, in report, mustTell: true))
        {
            // Some venues tell an amendment as an order that stands as it was asked for.
            OnAmended(slot, in report);
            Tell(slot, report.FilledQuantity.Units, report.FillPrice.Units, report.EventTime);
            return;
        }

        var isFirst = !order.Is(DeskOrderMarks.Acknowledged);
        Tell(slot, report.FilledQuantity.Units, report.FillPrice.Units, report.EventTime);
        if (isFirst)
            Acknowledge(ref order);

        // Of an order whose cancel or amendment is in doubt, a repeated acknowledgement of its place says nothing.
        if (isFirst || order.State is DeskOrderState.PendingSubmit or DeskOrderState.Rejected)
            Step(slot, OrderEvent.Accepted);
        DoWhatWaits(slot);
    }

    private void Acknowledge(ref DeskOrder order)
    {
        order.Marks |= DeskOrderMarks.Acknowledged | DeskOrderMarks.Sent;
        order.AcknowledgedTime = _input.Now;
        if (order.State == DeskOrderState.PendingSubmit && !order.Awaits(OrderPending.Cancel | OrderPending.Amend))
            order.Deadline = Timestamp.None;
    }

    private void DoWhatWaits(int slot)
    {
        ref readonly var order = ref _slots[slot];
        if (!order.State.IsLive() || order.State == DeskOrderState.Unknown)
            return;
        if (order.Awaits(OrderPending.CancelWaits))
            SendCancel(slot);
        else if (order.Awaits(OrderPending.AmendWaits))
            SendAmendment(slot);
    }

    private void OnRejected(int slot, in OrderReport report)
    {
        ref var order = ref _slots[slot];
        if (report.Failure == FailureClass.Unknown)
        {
            Step(slot, OrderEvent.Doubt);
            return;
        }

        // A refusal of something else than the place: the look-up that is under way decides.
        if (order.State == DeskOrderState.Unknown && order.Is(DeskOrderMarks.Acknowledged))
        {
            Problem(DeskProblemKind.IllegalReport, slot, (long)OrderEvent.Rejected);
            return;
        }

        Note(ref order, in report);
        var wasLive = order.State.IsLive();
        Step(slot, OrderEvent.Rejected);

        // What post-only and immediate orders are refused for belongs to their nature; what was never sent is not the venue's word.
        if (wasLive && report.Reason is not (VenueReason.WouldTake or VenueReason.NoLiquidity or VenueReason.NotConnected or VenueReason.NotOffered)
            && Risk.Rejects.Add(_input.Now, Risk.Limits[RiskLimitKind.RejectsPerMinute]))
            Problem(DeskProblemKind.RejectsBreaker, slot, Risk.Rejects.CountAt(_input.Now));
    }

    private static void Note(ref DeskOrder order, in OrderReport report) => (order.Reason, order.Failure, order.Code) = (report.Reason, report.Failure, report.Code);

    private void OnEnded(int slot, in OrderReport report, OrderEvent what)
    {
        ref var order = ref _slots[slot];

        // The new order's end is told before that it was there.
        if (order.Awaits(OrderPending.Amend) && !order.NewOrder.IsNone && report.Order == order.NewOrder && order.State.IsLive())
            OnAmended(slot, in report);

        // An amendment by a new order ends the old one at the venue: whether the new one lives, its answer tells, or the venue is asked once that is due.
        if (order.Awaits(OrderPending.Amend) && !order.NewOrder.IsNone && report.Order == order.CurrentId && order.State.IsLive())
        {
            order.Marks |= DeskOrderMarks.FormerEnded;
            if (order.Deadline.IsNone)
                Schedule(ref order, _options.CancelTimeoutMs);
            return;
        }

        // The end may be told before the answer to an amendment: it says how the order stood, or what its fills add up to may be the larger.
        if (order.State.IsLive() && order.Awaits(OrderPending.Amend) && order.NewOrder.IsNone)
        {
            order.Price = report.Price.Units > 0 ? report.Price : order.Price;
            order.Quantity = report.Quantity.Units > 0 ? report.Quantity : new Quantity(Math.Max(order.Quantity.Units, order.NewQuantity.Units));
        }

        Tell(slot, report.FilledQuantity.Units, report.FillPrice.Units, report.EventTime);
        if (!order.IsEnded)
        {
            Note(ref order, in report);
            order.Marks |= DeskOrderMarks.Acknowledged | DeskOrderMarks.Sent;
        }

        Step(slot, what);
        if (order.AwaitedQuantity.Units > 0 && order.Deadline.IsNone)
            Schedule(ref order, _options.FillsGraceMs);
    }

    private void OnAmended(int slot, in OrderReport report)
    {
        ref var order = ref _slots[slot];
        var isPending = order.Awaits(OrderPending.Amend);

        // The answer to an earlier one, told again; should the venue have made something else of this one, its look-up tells.
        if (isPending && !IsAnswerTo(in order, in report, mustTell: false))
            return;

        // A cancel under way names the order before, which is no more: it is asked again of the new one, unless that is what ends here.
        var isAskedAgain = isPending && !order.NewOrder.IsNone && order.Awaits(OrderPending.Cancel) && report.Kind is not (OrderReportKind.Cancelled or OrderReportKind.Expired);
        if (isPending && !order.NewOrder.IsNone)
        {
            order.CurrentId = order.NewOrder;
            order.Marks |= DeskOrderMarks.AmendedAnew;
            _slots.Rename(slot, in report.VenueOrder);
        }

        if (order.State.IsLive())
        {
            order.Price = report.Price.Units > 0 ? report.Price : isPending ? order.NewPrice : order.Price;
            order.Quantity = report.Quantity.Units > 0 ? report.Quantity : isPending ? order.NewQuantity : order.Quantity;
            order.Marks |= DeskOrderMarks.Acknowledged | DeskOrderMarks.Sent;
            if (isPending)
            {
                DropAmendment(ref order);
                if (isAskedAgain || !order.Awaits(OrderPending.Cancel))
                    order.Deadline = Timestamp.None;
            }
        }

        Step(slot, OrderEvent.Amended, isAskedAgain ? OrderPending.CancelWaits : OrderPending.None, isAskedAgain ? OrderPending.Amend | OrderPending.Cancel : OrderPending.Amend);
        DoWhatWaits(slot);
    }

    // An amendment by a new order is answered under its number, another by price and quantity as they were asked for.
    private static bool IsAnswerTo(in DeskOrder order, in OrderReport report, bool mustTell) =>
        !order.NewOrder.IsNone
            ? report.Order == order.NewOrder
            : (report.Price == order.NewPrice || (!mustTell && report.Price.IsNone)) && (report.Quantity == order.NewQuantity || (!mustTell && report.Quantity.IsZero));

    private void OnCancelRejected(int slot, in OrderReport report)
    {
        ref var order = ref _slots[slot];
        if (!order.State.IsLive() || !order.Awaits(OrderPending.Cancel))
            return;
        Note(ref order, in report);
        if (order.State == DeskOrderState.Unknown)
        {
            // The look-up under way decides; the cancel stays wanted.
            Step(slot, OrderEvent.CancelRefused, OrderPending.CancelWaits, OrderPending.Cancel);
        }
        else if (report.Reason == VenueReason.UnknownOrder || report.Failure == FailureClass.Unknown)
        {
            // Not there yet, or not there any more.
            Step(slot, OrderEvent.CancelRefused, OrderPending.CancelWaits, OrderPending.Cancel);
            Step(slot, OrderEvent.Doubt);
        }
        else if (report.Failure == FailureClass.Reject && !order.Is(DeskOrderMarks.Acknowledged))
        {
            // It overtook its order: it waits for the acknowledgement, and the order's deadline stays.
            Step(slot, OrderEvent.CancelRefused, OrderPending.CancelWaits, OrderPending.Cancel);
        }
        else if (report.Failure == FailureClass.Reject)
        {
            Step(slot, OrderEvent.CancelRefused, clear: OrderPending.Cancel);
            Problem(DeskProblemKind.CancelFails, slot, order.Cancels);
            if (!order.Awaits(OrderPending.Amend))
                order.Deadline = Timestamp.None;
        }
        else
        {
            Step(slot, OrderEvent.CancelRefused, OrderPending.CancelWaits, OrderPending.Cancel);
            Schedule(ref order, BackOffMs(order.Cancels));
        }
    }

    private void OnAmendRejected(int slot, in OrderReport report)
    {
        ref var order = ref _slots[slot];
        if (!order.Awaits(OrderPending.Amend) || !order.State.IsLive())
            return;
        Note(ref order, in report);
        if (report.Failure == FailureClass.Unknown)
        {
            Step(slot, OrderEvent.Doubt);
            return;
        }

        var isFormerEnded = order.Is(DeskOrderMarks.FormerEnded);
        DropAmendment(ref order);
        if (order.State != DeskOrderState.Unknown && !order.Awaits(OrderPending.Cancel))
            order.Deadline = Timestamp.None;
        Step(slot, OrderEvent.AmendRefused, clear: OrderPending.Amend);
        if (report.Reason == VenueReason.UnknownOrder || isFormerEnded)
            Step(slot, OrderEvent.Doubt);
        DoWhatWaits(slot);
    }

    private void HaltVenue(in OrderReport report)
    {
        var venue = (int)report.Venue;
        if (!Risk.Limits.TrySet(RiskLimitKind.VenueModeOf, venue, (long)DeskMode.CancelsOnly, out var old) || old == (long)DeskMode.CancelsOnly)
            return;
        _sink.OnLimit(new LimitChange(_input.Sequence, _input.Now, RiskLimitKind.VenueModeOf, venue, old, (long)DeskMode.CancelsOnly, Text36.Of("desk")));
        Problem(DeskProblemKind.VenueHalts, report.Venue, report.Listing, value: report.Code, order: report.Order);
    }
}
