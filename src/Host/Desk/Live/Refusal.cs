using Rialto.Model.Execution;
using Rialto.Model.Units;

namespace Rialto.Host.Desk.Live;

/// <summary>What a desk tells itself about a link: the answers that a session would have given, had the request reached it.</summary>
internal static class Refusal
{
    /// <summary>A request was not sent, and surely not: its link takes nothing more for now.</summary>
    public static OrderReport Of(in OrderRequest request, Timestamp now) => new()
    {
        Kind = request.Kind switch
        {
            OrderRequestKind.Place => OrderReportKind.Rejected,
            OrderRequestKind.Cancel or OrderRequestKind.CancelAll => OrderReportKind.CancelRejected,
            OrderRequestKind.Amend => OrderReportKind.AmendRejected,
            _ => OrderReportKind.QueryFailed,
        },
        Failure = FailureClass.Retry,
        Reason = VenueReason.NotConnected,
        Venue = request.Venue,
        Order = request.Order,
        Listing = request.Listing,
        Side = request.Side,
        VenueOrder = request.VenueOrder,
        Cause = request.Cause,
        FilledQuantity = new Quantity(OrderReport.NotTold),
        ReceiveTime = now,
    };

    /// <summary>The stream of a link, as the desk sees it: down while the link takes nothing.</summary>
    public static OrderReport Stream(OrderReportKind kind, VenueLink link, Timestamp now) => new() { Kind = kind, Venue = link.Venue, FilledQuantity = new Quantity(OrderReport.NotTold), ReceiveTime = now };
}
