using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Adapters.Okx;

/// <summary>Requests to OKX's REST interface, not yet signed. No state.</summary>
internal static class OkxOrderCalls
{
    private const long SecondNs = 1_000_000_000;
    private const long DeadManLeastSeconds = 10;

    public static VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call)
    {
        _ = context.TryFind(request.Listing, out var listing);
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                Place(request, context, listing!, Json(call, "/api/v5/trade/order"u8));
                return VenueReason.None;
            case OrderRequestKind.Amend:
                Name(request, context, Json(call, "/api/v5/trade/amend-order"u8).Field("instId"u8, listing!.VenueSymbol));
                call.Body.FieldDecimal("newSz"u8, request.Quantity.Units, listing.QuantityScale).FieldDecimal("newPx"u8, request.Price.Units, listing.PriceScale).Add("}"u8);
                return VenueReason.None;
            case OrderRequestKind.Cancel:
                Name(request, context, Json(call, "/api/v5/trade/cancel-order"u8).Field("instId"u8, listing!.VenueSymbol));
                call.Body.Add("}"u8);
                return VenueReason.None;
            case OrderRequestKind.Query:
                call.To(CallMethod.Get, "/api/v5/trade/order"u8).Query.Pair("instId"u8, listing!.VenueSymbol);
                if (request.VenueOrder.IsEmpty)
                    call.Query.Pair("clOrdId"u8).Add(context.IdOf(request.Order));
                else
                    call.Query.Pair("ordId"u8).Add(request.VenueOrder);
                return VenueReason.None;
            case OrderRequestKind.QueryOrders:
                Page(call.To(CallMethod.Get, "/api/v5/trade/orders-pending"u8), listing);
                return VenueReason.None;
            case OrderRequestKind.QueryBalances:
                call.To(CallMethod.Get, "/api/v5/account/balance"u8);
                return VenueReason.None;
            case OrderRequestKind.QueryPositions:
                call.To(CallMethod.Get, "/api/v5/account/positions"u8);
                if (listing is not null)
                    call.Query.Pair("instId"u8, listing.VenueSymbol);
                return VenueReason.None;
            case OrderRequestKind.QueryFills:
                call.To(CallMethod.Get, "/api/v5/trade/fills"u8);
                if (!request.Time.IsNone)
                    call.Query.Pair("begin"u8, request.Time.Nanoseconds / 1_000_000);
                Page(call, listing);
                return VenueReason.None;
            case OrderRequestKind.ArmDeadMan:
            {
                // Whole seconds, 10 to 120; zero puts it out.
                var seconds = (request.ExpireTime.Nanoseconds + SecondNs - 1) / SecondNs;
                Json(call, "/api/v5/trade/cancel-all-after"u8).Field("timeOut"u8).Add("\""u8).Add(seconds == 0 ? 0 : Math.Max(DeadManLeastSeconds, seconds)).Add("\"}"u8);
                call.IsOrder = false;
                return VenueReason.None;
            }

            default:
                return VenueReason.NotOffered;
        }
    }

    private static void Place(in OrderRequest request, OrderContext context, Listing listing, CallText body)
    {
        var isMarket = request.Type == OrderType.Market;
        var isSpot = listing.Kind == ListingKind.Spot;
        var isPost = request.Flags.Has(OrderRequestFlags.PostOnly);
        body.Field("instId"u8, listing.VenueSymbol).Field("tdMode"u8, isSpot ? "cash"u8 : "cross"u8).Field("side"u8, request.Side == Side.Buy ? "buy"u8 : "sell"u8)
            .Field("ordType"u8, isMarket ? "market"u8 : isPost ? "post_only"u8 : request.TimeInForce switch { TimeInForce.Ioc => "ioc"u8, TimeInForce.Fok => "fok"u8, _ => "limit"u8 })
            .FieldDecimal("sz"u8, request.Quantity.Units, listing.QuantityScale);
        if (!isMarket)
            body.FieldDecimal("px"u8, request.Price.Units, listing.PriceScale);
        else if (isSpot)
            body.Field("tgtCcy"u8, "base_ccy"u8);
        body.Field("clOrdId"u8, context.IdOf(request.Order));
        if (request.Flags.Has(OrderRequestFlags.ReduceOnly))
            body.Field("reduceOnly"u8).Add("true"u8);
        body.Add("}"u8);
    }

    private static CallText Json(OrderCall call, ReadOnlySpan<byte> path)
    {
        call.To(CallMethod.Post, path).Content = CallContent.Json;
        call.IsOrder = true;
        return call.Body.Add("{"u8);
    }

    private static void Page(OrderCall call, Listing? listing)
    {
        if (listing is not null)
            call.Query.Pair("instId"u8, listing.VenueSymbol);
        if (call.Cursor.Length > 0)
            call.Query.Pair("after"u8, call.Cursor);
        call.Query.Pair("limit"u8, OkxOrderAnswers.PageSize);
    }

    private static void Name(in OrderRequest request, OrderContext context, CallText body)
    {
        if (request.VenueOrder.IsEmpty)
            body.Field("clOrdId"u8, context.IdOf(request.Order));
        else
            body.Field("ordId"u8, request.VenueOrder);
    }
}
