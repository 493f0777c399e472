using Rialto.Model.Execution;
using Rialto.Model.Units;

namespace Rialto.Trading.Orders;

/// <summary>
/// What a fill that is not known yet is: news, from before the order was taken over, or what was derived from a sum. By the venue's own order of things: the sum told with the fill, or the
/// venue's times; never by our clock. Where neither tells, the venue is asked for the sum, which then counts.
/// </summary>
public sealed partial class DeskOrders<TSink>
{
    /// <summary>Whether a fill was in what an order had filled when it was taken over; remembered, so that its repetition does not count as another.</summary>
    private bool IsFromBeforeAdoption(int slot, in Text36 key, in OrderReport report)
    {
        ref var order = ref _slots[slot];
        if (order.AdoptedLeft.Units == 0)
            return false;
        if (report.FilledQuantity.Units > 0 && order.AdoptedQuantity.Units > 0)
        {
            if (report.FilledQuantity > order.AdoptedQuantity)
                return false;
        }
        else if (!report.EventTime.IsNone && !order.AdoptedTime.IsNone && report.EventTime != order.AdoptedTime)
        {
            if (report.EventTime > order.AdoptedTime)
                return false;
        }
        else
        {
            AskSum(slot);
        }

        if (order.AdoptedQuantity.Units < 0)
            order.FilledQuantity += report.FillQuantity;
        order.AdoptedLeft = new Quantity(Math.Max(0, order.AdoptedLeft.Units - report.FillQuantity.Units));
        MakeRoomForFillOf(slot);
        var stone = new KnownFill { Order = order.Id, TradeId = key, IsReversed = true };
        _fills.Add(in stone, ref _slots.LinksOf(slot).FirstFill);
        return true;
    }

    /// <summary>How much of a fill is what was derived from a sum before; the rest is news.</summary>
    private long DerivedShareOf(int slot, in OrderReport report)
    {
        ref readonly var order = ref _slots[slot];
        var quantity = report.FillQuantity.Units;
        var most = Math.Min(order.DerivedQuantity.Units, quantity);
        if (report.FilledQuantity.Units > 0 && !order.Is(DeskOrderMarks.AmendedAnew))
            return Math.Min(most, Math.Max(0, quantity - Math.Max(0, report.FilledQuantity.Units - order.ToldQuantity.Units)));
        if (!report.EventTime.IsNone && !order.ToldTime.IsNone && report.EventTime != order.ToldTime)
            return report.EventTime < order.ToldTime ? most : 0;
        AskSum(slot);
        return most;
    }

    // An order in doubt is looked up anyway.
    private void AskSum(int slot)
    {
        ref var order = ref _slots[slot];
        if (order.State == DeskOrderState.Unknown || order.QueryTime == _input.Now)
            return;
        (order.QueryTime, order.QueryCause) = (_input.Now, _input.Sequence);
        _sink.OnRequest(RequestOf(in order, OrderRequestKind.Query, 0));
    }
}
