using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Adapters.Orders;

/// <summary>Refuses what a venue does not have, or what makes no sense, before a byte is made. No state.</summary>
internal static class OrderCapability
{
    /// <summary>Why the request cannot be sent; <see cref="VenueReason.None"/> where it can. Checked in this order.</summary>
    /// <param name="request">The request.</param>
    /// <param name="venue">What the venue can.</param>
    /// <param name="context">Which listings there are.</param>
    public static VenueReason Refusal(in OrderRequest request, VenueCapabilities venue, OrderContext context)
    {
        if (!venue.CanTrade || request.Venue != venue.Venue)
            return VenueReason.NotOffered;
        var hasListing = context.TryFind(request.Listing, out var listing);
        if (!request.Listing.IsNone && !hasListing)
            return VenueReason.NotOffered;
        return request.Kind switch
        {
            OrderRequestKind.Place => hasListing ? OfPlace(request, venue, listing!) : VenueReason.NotOffered,
            OrderRequestKind.Amend => !hasListing || !venue.CanAmend || venue.AmendMakesNewOrder == request.NewOrder.IsNone || !HasName(request, venue) ? VenueReason.NotOffered : OfNumbers(request, listing!),
            OrderRequestKind.Cancel => hasListing && (!request.VenueOrder.IsEmpty || (venue.CancelsByClientId && !request.Order.IsNone)) ? VenueReason.None : VenueReason.NotOffered,
            OrderRequestKind.Query => hasListing && HasName(request, venue) ? VenueReason.None : VenueReason.NotOffered,
            OrderRequestKind.CancelAll => (hasListing ? venue.CanCancelAll : venue.CanCancelAllOfVenue) ? VenueReason.None : VenueReason.NotOffered,
            OrderRequestKind.QueryPositions => venue.HasPositions ? VenueReason.None : VenueReason.NotOffered,
            OrderRequestKind.QueryFills => hasListing ? VenueReason.None : VenueReason.NotOffered,
            OrderRequestKind.ArmDeadMan => venue.HasDeadMan && request.ExpireTime.Nanoseconds >= 0 && request.ExpireTime.Nanoseconds <= venue.DeadManMaxMs * 1_000_000L ? VenueReason.None : VenueReason.NotOffered,
            OrderRequestKind.QueryOrders or OrderRequestKind.QueryBalances => VenueReason.None,
            _ => VenueReason.NotOffered,
        };
    }

    private static bool HasName(in OrderRequest request, VenueCapabilities venue) => !request.VenueOrder.IsEmpty || ((venue.FindsByClientId || venue.FindsByTerms) && !request.Order.IsNone);

    private static VenueReason OfPlace(in OrderRequest request, VenueCapabilities venue, Listing listing)
    {
        var isOffered = request.Type switch
        {
            OrderType.Limit => true,
            OrderType.Market => venue.CanMarket,
            _ => false,
        };
        isOffered &= request.TimeInForce switch
        {
            TimeInForce.Gtc => true,
            TimeInForce.Ioc => venue.CanImmediateOrCancel,
            TimeInForce.Fok => venue.CanFillOrKill && request.Type == OrderType.Limit,
            TimeInForce.Gtd => venue.CanExpire && request.ExpireTime.Nanoseconds > 0 && request.Type == OrderType.Limit,
            _ => false,
        };
        if (request.Flags.Has(OrderRequestFlags.PostOnly))
            isOffered &= venue.CanPostOnly && request.Type == OrderType.Limit && request.TimeInForce is TimeInForce.Gtc or TimeInForce.Gtd;
        if (request.Flags.Has(OrderRequestFlags.ReduceOnly))
            isOffered &= venue.CanReduceOnly;
        if (!isOffered || request.Order.Value <= 0 || listing.Status == ListingStatus.Closed)
            return VenueReason.NotOffered;
        return OfNumbers(request, listing);
    }

    private static VenueReason OfNumbers(in OrderRequest request, Listing listing)
    {
        if (request.Quantity.Units <= 0)
            return VenueReason.TooSmall;
        if (request.Type == OrderType.Market ? request.Price.Units != 0 : request.Price.Units <= 0)
            return VenueReason.WrongStep;
        return (listing.Lot.Units > 0 && request.Quantity.Units % listing.Lot.Units != 0) || (listing.Tick.Units > 0 && request.Price.Units % listing.Tick.Units != 0) ? VenueReason.WrongStep : VenueReason.None;
    }
}
