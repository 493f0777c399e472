using System.Buffers;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Runtime.Memory;

namespace Rialto.Host.Desk.Gateways;

/// <summary>Requests as they come over the socket. What a desk sends is believed in nothing: a value that no desk of ours writes ends the connection. No state; never throws.</summary>
internal static class GatewayRequests
{
    private const OrderRequestFlags AllFlags = OrderRequestFlags.PostOnly | OrderRequestFlags.ReduceOnly | OrderRequestFlags.Urgent;

    // A venue's id goes into addresses and bodies as it is: what could end a field there is in no venue's ids.
    private static readonly SearchValues<byte> _ofIds = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."u8);

    /// <summary>Reads one.</summary>
    /// <param name="bytes">All of its bytes.</param>
    /// <param name="venue">The gateway's.</param>
    /// <param name="request">What is asked.</param>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, FeedVenue venue, out OrderRequest request)
    {
        request = default;
        if (bytes.Length != OrderRequest.SizeBytes)
            return false;
        bytes.CopyTo(Blittable.Bytes(ref request));
        return request.Kind is >= OrderRequestKind.Place and <= OrderRequestKind.ArmDeadMan && request.Venue == venue
            && request.Side is Side.Buy or Side.Sell or default(Side) && Enum.IsDefined(request.Type) && Enum.IsDefined(request.TimeInForce) && (request.Flags & ~AllFlags) == 0
            && request.Listing.Value >= 0 && request.Order.Value >= 0 && request.NewOrder.Value >= 0 && IsId(request.VenueOrder);
    }

    private static bool IsId(VenueOrderId id)
    {
        Span<byte> text = stackalloc byte[VenueOrderId.LengthMax];
        var length = id.CopyTo(text);
        return !text[..length].ContainsAnyExcept(_ofIds) && text[length..].IndexOfAnyExcept((byte)0) < 0;
    }

    /// <summary>What is told of a request that goes nowhere, or of which nobody knows.</summary>
    public static OrderReport Answer(in OrderRequest request, FailureClass failure, VenueReason reason, int code = 0) => new()
    {
        Kind = request.Kind switch
        {
            OrderRequestKind.Place or OrderRequestKind.Cancel or OrderRequestKind.CancelAll or OrderRequestKind.Amend when failure == FailureClass.Unknown => OrderReportKind.Unknown,
            OrderRequestKind.Place => OrderReportKind.Rejected,
            OrderRequestKind.Cancel or OrderRequestKind.CancelAll => OrderReportKind.CancelRejected,
            OrderRequestKind.Amend => OrderReportKind.AmendRejected,
            _ => OrderReportKind.QueryFailed,
        },
        Venue = request.Venue,
        Order = request.Order,
        Listing = request.Listing,
        Cause = request.Cause,
        Side = request.Side,
        VenueOrder = request.VenueOrder,
        FilledQuantity = new(OrderReport.NotTold),
        Failure = failure,
        Reason = reason,
        Code = code,
    };
}
