using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Trading.Orders;

/// <summary>Orders at a venue that the desk does not know: of hands, of other programs, and of its own inputs that were lost.</summary>
public sealed partial class DeskOrders<TSink>
{
    // What shows that such an order was there. All of its fills are news: what the desk knows ends before it.
    private static bool IsOfLost(in OrderReport report) =>
        report.Kind is OrderReportKind.Accepted or OrderReportKind.Amended or OrderReportKind.Filled || (report.Kind == OrderReportKind.Found && report.Status != VenueOrderStatus.Rejected)
        || (report.Kind is OrderReportKind.Cancelled or OrderReportKind.Expired && report.FilledQuantity.Units > 0);

    private void OnLost(VenueDesk venue, in OrderReport report)
    {
        Problem(DeskProblemKind.OrphanFound, report.Venue, report.Listing, value: report.Quantity.Units, order: report.Order);
        if (!TakeOver(venue, in report, isOurs: true, isLost: true, out var slot))
            return;
        ApplyToOrder(venue, slot, in report);
        if (_options.Orphans == OrphanPolicy.Cancel && _slots[slot].State.IsLive() && !_slots[slot].Awaits(OrderPending.Cancel | OrderPending.CancelWaits))
            AskCancel(slot);
    }

    private bool TakeOver(VenueDesk venue, in OrderReport report, bool isOurs, bool isLost, out int slot)
    {
        slot = -1;
        var policy = isOurs ? _options.Orphans : _options.Foreign;
        if (policy == OrphanPolicy.Tell)
            return false;
        var index = Portfolio.IndexOf(report.Listing);
        if (index < 0 || !_slots.HasRoom || (isOurs && _slots.TryFind(report.Order, out _)) || (!isOurs && report.VenueOrder.IsEmpty))
        {
            Problem(DeskProblemKind.OrphanLost, report.Venue, report.Listing, order: report.Order);
            return false;
        }

        LastId = new DeskOrderId(isOurs ? Math.Max(LastId.Value, report.Order.Value) : LastId.Value + 1);
        var isWhole = report.Kind == OrderReportKind.Found || report.Quantity.Units > 0;
        var before = isLost || report.Kind == OrderReportKind.Filled ? 0 : report.FilledQuantity.Units;
        var filled = new Quantity(Math.Max(0, before));
        var order = new DeskOrder
        {
            Id = isOurs ? report.Order : LastId,
            CurrentId = isOurs ? report.Order : DeskOrderId.None,
            Price = report.Price,
            Quantity = isWhole ? report.Quantity : report.FillQuantity,
            FilledQuantity = filled,
            ToldQuantity = filled,
            AdoptedQuantity = new Quantity(before),
            AdoptedLeft = before < 0 ? report.Quantity : filled,
            AdoptedTime = report.EventTime,
            Cause = _input.Sequence,
            PlacedTime = isLost ? new Timestamp(Math.Max(0, venue.LostSince.Nanoseconds - _options.FillsOverlapMs * 1_000_000L)) : _input.Now,
            SentTime = _input.Now,
            AcknowledgedTime = _input.Now,
            Listing = report.Listing,
            State = DeskOrderState.New,
            Venue = report.Venue,
            Side = report.Side,
            Type = report.Price.IsNone ? OrderType.Market : OrderType.Limit,
            Marks = (isOurs ? DeskOrderMarks.Orphan : DeskOrderMarks.Foreign) | (isWhole ? 0 : DeskOrderMarks.SizeUnknown) | DeskOrderMarks.Sent | DeskOrderMarks.Acknowledged,
            VenueOrder = report.VenueOrder,
            SeenInRound = venue.Round,
        };
        order.ReservedPrice = report.Price.IsNone ? new Price(Risk.CollarPriceOf(index, report.Side)) : report.Price;
        slot = _slots.Add(in order, index, Portfolio.CellOf(StrategyId.None, index));
        _isUsed[index] = true;
        Step(slot, OrderEvent.Adopted);
        if (!isWhole)
            Step(slot, OrderEvent.Doubt);
        return true;
    }
}
