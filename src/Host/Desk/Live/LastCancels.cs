using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Trading.Orders;

namespace Rialto.Host.Desk.Live;

/// <summary>
/// The cancels of a desk that can decide nothing any more: each live order by its number and by the venue's id, and all orders of a listing where the venue can do that. What the venues answer
/// names orders whose id was not known yet, and says which need no second try. The desk's thread, or whoever has taken its place.
/// </summary>
internal sealed class LastCancels
{
    private readonly Dictionary<(FeedVenue Venue, DeskOrderId Order), OrderRequest> _open = [];
    private readonly LiveDesk _desk;

    /// <summary>Notes what is live.</summary>
    public LastCancels(LiveDesk desk)
    {
        _desk = desk;
        for (var id = desk.Trader.NextLive(); !id.IsNone; id = desk.Trader.NextLive(id))
        {
            ref readonly var order = ref desk.Trader.OrderOf(id);
            if (order.IsEnded)
                continue;
            var request = Of(OrderRequestKind.Cancel, order.Venue, order.Listing) with { Order = order.CurrentId, VenueOrder = order.VenueOrder, Strategy = order.Strategy, Side = order.Side, Type = order.Type, TimeInForce = order.TimeInForce };
            _open[(order.Venue, order.CurrentId)] = request;

            // What it is called once an amendment under way has succeeded: the venue may have done that already.
            if (order.Awaits(OrderPending.Amend) && !order.NewOrder.IsNone)
                _open[(order.Venue, order.NewOrder)] = request with { Order = order.NewOrder, VenueOrder = default };
        }
    }

    /// <summary>Orders of which no venue has said that they are gone.</summary>
    public int Open => _open.Count;

    /// <summary>Asks for all that is not known to be gone; what a link has no room for is asked for the next time.</summary>
    public void Ask()
    {
        foreach (var link in _desk.Links)
        {
            var can = link.Link.Capabilities;
            for (var id = 1; can.CanCancelAll && id <= _desk.Listings.Count; id++)
            {
                if (_desk.Listings[new ListingId(id)].Venue == can.Venue)
                    link.Link.Requests.TryPublish(Of(OrderRequestKind.CancelAll, can.Venue, new ListingId(id)));
            }

            var isNameless = false;
            foreach (var ((venue, _), request) in _open)
            {
                if (venue != can.Venue)
                    continue;
                if (request.VenueOrder.IsEmpty && !can.CancelsByClientId)
                    isNameless = true;
                else
                    link.Link.Requests.TryPublish(in request);
            }

            // The list of open orders has the ids that are missing.
            if (isNameless)
                link.Link.Requests.TryPublish(Of(OrderRequestKind.QueryOrders, can.Venue, ListingId.None));
        }
    }

    /// <summary>Takes what venues have said: also so that no session waits for room.</summary>
    public void Hear()
    {
        foreach (var link in _desk.Links)
        {
            while (link.Link.Reports.TryTake(out var report))
                Hear(link.Link, in report);
        }
    }

    private void Hear(VenueLink link, in OrderReport report)
    {
        var key = (link.Venue, report.Order);
        if (report.Order.IsNone || !_open.TryGetValue(key, out var request))
            return;
        if (report.Kind is OrderReportKind.Rejected or OrderReportKind.Cancelled or OrderReportKind.Expired
            || report.Status is VenueOrderStatus.Filled or VenueOrderStatus.Cancelled or VenueOrderStatus.Rejected or VenueOrderStatus.Expired)
        {
            _open.Remove(key);
            return;
        }

        if (report.VenueOrder.IsEmpty || report.VenueOrder.Equals(request.VenueOrder))
            return;

        // One that could not be named before, or that the venue calls otherwise by now.
        var named = request with { VenueOrder = report.VenueOrder };
        _open[key] = named;
        link.Requests.TryPublish(in named);
    }

    private OrderRequest Of(OrderRequestKind kind, FeedVenue venue, ListingId listing) =>
        new() { Kind = kind, Venue = venue, Listing = listing, Time = _desk.Now, Flags = OrderRequestFlags.Urgent };
}
