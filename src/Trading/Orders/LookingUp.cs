using Rialto.Model.Execution;
using Rialto.Model.Units;

namespace Rialto.Trading.Orders;

/// <summary>What time makes due, and what look-ups of single orders find.</summary>
public sealed partial class DeskOrders<TSink>
{
    /// <summary>Does what the input's time makes due: outcomes that did not come, look-ups, waiting cancels, reconciliation. Cheap where nothing is due.</summary>
    public void Advance()
    {
        if (NextDeadline.IsNone || _input.Now < NextDeadline)
            return;
        Enter();
        NextDeadline = Timestamp.None;
        for (var slot = _slots.FirstWorking; slot >= 0;)
        {
            var next = _slots.Next(slot);
            ref readonly var order = ref _slots[slot];
            if (!order.Deadline.IsNone && order.Deadline <= _input.Now)
                Due(slot);
            if (!order.Deadline.IsNone && !_slots.LinksOf(slot).IsEnded)
                Wake(order.Deadline);
            slot = next;
        }

        foreach (var venue in _venues)
        {
            if (venue is null || venue.Deadline.IsNone)
                continue;
            if (venue.Deadline <= _input.Now)
                Due(venue);
            if (!venue.Deadline.IsNone)
                Wake(venue.Deadline);
        }

        Leave();
    }

    private void Due(int slot)
    {
        ref var order = ref _slots[slot];
        order.Deadline = Timestamp.None;
        if (order.State == DeskOrderState.Unknown && !order.Is(DeskOrderMarks.EndsWithFills))
            LookUp(slot);
        else if (order.State == DeskOrderState.PendingSubmit || (order.State.IsLive() && order.Awaits(OrderPending.Cancel | OrderPending.Amend) && order.State != DeskOrderState.Unknown))
            Step(slot, OrderEvent.Doubt);
        else if (order.State.IsLive() && order.State != DeskOrderState.Unknown && order.Awaits(OrderPending.CancelWaits))
            SendCancel(slot);
        if ((order.AwaitedQuantity.Units > 0 || order.Is(DeskOrderMarks.EndsWithFills)) && order.Deadline.IsNone)
            AskFills(slot);
    }

    private void LookUp(int slot)
    {
        ref var order = ref _slots[slot];
        var request = RequestOf(in order, OrderRequestKind.Query, order.LookUps);

        // A venue without client ids finds the order by what it says.
        (request.Price, request.Quantity) = (order.Price, order.Quantity);
        if (order.Awaits(OrderPending.Amend) && !order.NewOrder.IsNone)
            (request.Order, request.VenueOrder) = (order.NewOrder, default);
        order.LookUps = (byte)Math.Min(order.LookUps + 1, byte.MaxValue);
        (order.QueryTime, order.QueryCause) = (_input.Now, _input.Sequence);
        Schedule(ref order, Math.Max(_options.LookUpTimeoutMs, BackOffMs(order.LookUps)));
        Step(slot, OrderEvent.LookedUp, OrderPending.Query);
        _sink.OnRequest(in request);
        if (_options.StillUnknownAfter > 0 && order.LookUps % _options.StillUnknownAfter == 0)
            Problem(DeskProblemKind.StillUnknown, slot, order.LookUps);
    }

    private void AskFills(int slot)
    {
        ref var order = ref _slots[slot];
        order.Marks |= DeskOrderMarks.FillsAsked;
        order.FillsCause = _input.Sequence;
        Schedule(ref order, Math.Max(_options.LookUpTimeoutMs, 1));
        _sink.OnRequest(new OrderRequest
        {
            Kind = OrderRequestKind.QueryFills,
            Venue = order.Venue,
            Listing = order.Listing,
            Time = order.PlacedTime,
            Cause = _input.Sequence,
            Order = order.CurrentId,
            VenueOrder = order.VenueOrder,
        });
    }

    private void OnFound(VenueDesk venue, int slot, in OrderReport report)
    {
        ref var order = ref _slots[slot];
        var isNew = !order.NewOrder.IsNone && report.Order == order.NewOrder;

        // While an amendment by a new order is in doubt, the old order's end says nothing.
        if (order.State == DeskOrderState.Unknown && order.Awaits(OrderPending.Amend) && !order.NewOrder.IsNone && !isNew)
            return;
        order.SeenInRound = venue.Round;
        order.NotFounds = 0;
        var asked = order.Awaits(OrderPending.Query) ? order.QueryTime : venue.AskedTime;
        if (report.Status != VenueOrderStatus.Rejected && order.State.IsLive())
        {
            if (!order.Is(DeskOrderMarks.Acknowledged))
                order.AcknowledgedTime = _input.Now;
            order.Marks |= DeskOrderMarks.Acknowledged | DeskOrderMarks.Sent;
        }

        switch (report.Status)
        {
            case VenueOrderStatus.Live or VenueOrderStatus.Pending:
                FoundLive(slot, in report, asked, isNew);
                break;
            case VenueOrderStatus.Filled:
                Adopt(slot, in report, isNew);
                Tell(slot, report.FilledQuantity.Units >= 0 ? report.FilledQuantity.Units : order.Quantity.Units, report.FillPrice.Units, report.EventTime);
                EndByLookUp(slot, in report, OrderEvent.FoundFilled);
                break;
            case VenueOrderStatus.Cancelled:
                Adopt(slot, in report, isNew);
                Tell(slot, report.FilledQuantity.Units, report.FillPrice.Units, report.EventTime);
                EndByLookUp(slot, in report, OrderEvent.FoundCancelled);
                break;
            case VenueOrderStatus.Rejected:
                EndByLookUp(slot, in report, OrderEvent.FoundRejected);
                break;
            case VenueOrderStatus.Expired:
                Adopt(slot, in report, isNew);
                Tell(slot, report.FilledQuantity.Units, report.FillPrice.Units, report.EventTime);
                EndByLookUp(slot, in report, OrderEvent.FoundExpired);
                break;
            default:
                Schedule(ref order, BackOffMs(order.LookUps));
                break;
        }
    }

    private void FoundLive(int slot, in OrderReport report, Timestamp asked, bool isNew)
    {
        ref var order = ref _slots[slot];
        if (order.IsEnded)
        {
            // A list that was made before the end is only old; one that was made after it means that somebody is wrong. A filled order lives where it is for more: its amendment's input was lost.
            var isForMore = report.Quantity.Units > order.FilledQuantity.Units;
            if (asked > order.EndTime && (order.State != DeskOrderState.Filled || isForMore))
            {
                if (isForMore)
                    order.Quantity = report.Quantity;
                LiveAgain(slot);
            }

            return;
        }

        Tell(slot, report.FilledQuantity.Units, report.FillPrice.Units, report.EventTime);
        if (order.State == DeskOrderState.Unknown && (order.SentTime > asked || IsOldAnswer(in order, in report)))
        {
            // What was asked before the last cancel or amendment went out says nothing about it; nor may the answer to an earlier question.
            return;
        }

        var believed = order.SentTime.Nanoseconds + _venues[(int)order.Venue]!.Capabilities.NotFoundDelayMs * 1_000_000L;
        if (order.State == DeskOrderState.Unknown && order.Awaits(OrderPending.Amend) && order.NewOrder.IsNone && asked.Nanoseconds < believed && !IsAnswerTo(in order, in report, mustTell: true))
        {
            // The amendment may still be on its way.
            Step(slot, OrderEvent.LookedUp, clear: OrderPending.Query);
            Schedule(ref order, Math.Max(BackOffMs(order.LookUps), (believed - _input.Now.Nanoseconds) / 1_000_000 + 1));
            return;
        }

        if (order.State == DeskOrderState.Unknown)
        {
            Adopt(slot, in report, isNew);
            var wantsCancel = order.Awaits(OrderPending.Cancel | OrderPending.CancelWaits);
            DropAmendment(ref order);
            order.Marks &= ~DeskOrderMarks.EndsWithFills;
            order.Deadline = Timestamp.None;
            Step(slot, OrderEvent.FoundLive, wantsCancel ? OrderPending.CancelWaits : OrderPending.None, OrderPending.Query | OrderPending.Cancel | OrderPending.Amend | OrderPending.AmendWaits);
            if (wantsCancel && order.Cancels > 1)
                Schedule(ref order, BackOffMs(order.Cancels));
            else
                DoWhatWaits(slot);
        }
        else
        {
            if (order.State == DeskOrderState.PendingSubmit && !order.Awaits(OrderPending.Cancel))
                order.Deadline = Timestamp.None;
            Step(slot, OrderEvent.FoundLive, clear: OrderPending.Query);

            // An amendment that this desk has forgotten: its input was lost.
            if (asked.Nanoseconds > believed && !order.Awaits(OrderPending.Amend | OrderPending.AmendWaits) && order.State != DeskOrderState.PendingSubmit
                && ((report.Price.Units > 0 && report.Price != order.Price) || (report.Quantity.Units > 0 && report.Quantity != order.Quantity)) && !order.Is(DeskOrderMarks.AmendedAnew))
            {
                Adopt(slot, in report, isNew);
                Step(slot, OrderEvent.Amended);
            }

            DoWhatWaits(slot);
        }

        if (order.AwaitedQuantity.Units > 0 && order.Deadline.IsNone)
            Schedule(ref order, _options.FillsGraceMs);
    }

    // The look-up says how the order stands: that is how it was amended, or not.
    private void Adopt(int slot, in OrderReport report, bool isNew)
    {
        ref var order = ref _slots[slot];
        if (!order.State.IsLive())
            return;
        if (isNew)
        {
            order.CurrentId = order.NewOrder;
            _slots.Rename(slot, in report.VenueOrder);
            order.Marks |= DeskOrderMarks.AmendedAnew;
        }

        if (report.Price.Units > 0)
            order.Price = report.Price;
        if (report.Quantity.Units > 0)
        {
            order.Quantity = report.Quantity;
            order.Marks &= ~DeskOrderMarks.SizeUnknown;
        }
    }

    private static bool IsOldAnswer(in DeskOrder order, in OrderReport report) => report.Cause != 0 && report.Cause != order.QueryCause;

    private void EndByLookUp(int slot, in OrderReport report, OrderEvent what)
    {
        ref var order = ref _slots[slot];
        if (order.State.IsLive())
            Note(ref order, in report);
        Step(slot, what, clear: OrderPending.Query);
        if (order.AwaitedQuantity.Units > 0 && order.Deadline.IsNone)
            Schedule(ref order, _options.FillsGraceMs);
    }

    private void OnNotFound(VenueDesk venue, int slot, in OrderReport report)
    {
        ref var order = ref _slots[slot];
        if (!order.Awaits(OrderPending.Query) || IsOldAnswer(in order, in report))
            return;
        Step(slot, OrderEvent.LookedUp, clear: OrderPending.Query);
        if (order.State != DeskOrderState.Unknown || order.Is(DeskOrderMarks.EndsWithFills))
            return;

        // Venues learn of orders late: what is not found counts only so long after the sending, and only when it comes again.
        var believed = Math.Max(order.SentTime.Nanoseconds, order.PlacedTime.Nanoseconds) + venue.Capabilities.NotFoundDelayMs * 1_000_000L;
        if (order.QueryTime.Nanoseconds < believed)
        {
            order.NotFounds = 0;
            Schedule(ref order, Math.Max(BackOffMs(order.LookUps), (believed - _input.Now.Nanoseconds) / 1_000_000 + 1));
        }
        else if (++order.NotFounds < _options.NotFoundsNeeded)
        {
            Schedule(ref order, BackOffMs(order.LookUps));
        }
        else if (order.Awaits(OrderPending.Amend) && !order.NewOrder.IsNone)
        {
            // The new order never was: how the old one stands is asked next.
            DropAmendment(ref order);
            order.NotFounds = 0;
            Step(slot, OrderEvent.AmendRefused, clear: OrderPending.Amend);
            Schedule(ref order, 1);
        }
        else if (!order.Is(DeskOrderMarks.Acknowledged) && order.FilledQuantity.IsZero && order.ToldQuantity.IsZero)
        {
            (order.Reason, order.Failure) = (VenueReason.UnknownOrder, FailureClass.Reject);
            order.Marks |= DeskOrderMarks.EndedUnseen;
            Step(slot, OrderEvent.NeverThere);
        }
        else
        {
            order.Marks |= DeskOrderMarks.EndsWithFills;
            AskFills(slot);
        }
    }
}
