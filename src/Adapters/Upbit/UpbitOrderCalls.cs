using System.Globalization;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Adapters.Upbit;

/// <summary>Requests to Upbit, not yet signed. No state.</summary>
internal static class UpbitOrderCalls
{
    /// <summary>Orders of a page.</summary>
    public const int PageSize = 100;

    /// <summary>Orders that one request cancels at most.</summary>
    public const int CancelMax = 300;

    /// <summary>Ended orders of a list.</summary>
    public const int ClosedMax = 1_000;

    public static VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call)
    {
        _ = context.TryFind(request.Listing, out var listing);
        switch (request.Kind)
        {
            // Purchases at the market are for an amount of money.
            case OrderRequestKind.Place when request is { Type: OrderType.Market, Side: Side.Buy }:
            case OrderRequestKind.Place when request.Type == OrderType.Market && request.TimeInForce == TimeInForce.Fok:
                return VenueReason.NotOffered;
            case OrderRequestKind.Place:
                Place(request, context, listing!, call);
                return VenueReason.None;
            case OrderRequestKind.Cancel:
                Name(request, context, call.To(CallMethod.Delete, "/v1/order"u8));
                return VenueReason.None;
            case OrderRequestKind.CancelAll:
                call.To(CallMethod.Delete, "/v1/orders/open"u8).Query.Pair("cancel_side"u8, "all"u8).Pair("count"u8, CancelMax);
                if (listing is not null)
                    call.Query.Pair("pairs"u8, listing.VenueSymbol);
                return VenueReason.None;
            case OrderRequestKind.Query:
                Name(request, context, call.To(CallMethod.Get, "/v1/order"u8));
                return VenueReason.None;
            case OrderRequestKind.QueryOrders:
                call.To(CallMethod.Get, "/v1/orders/open"u8);
                if (listing is not null)
                    call.Query.Pair("market"u8, listing.VenueSymbol);
                call.Query.Pair("state"u8, "wait"u8).Pair("page"u8, call.Cursor.Length == 0 ? "1" : call.Cursor).Pair("limit"u8, PageSize).Pair("order_by"u8, "desc"u8);
                return VenueReason.None;
            case OrderRequestKind.QueryBalances:
                call.To(CallMethod.Get, "/v1/accounts"u8);
                return VenueReason.None;

            // Trades are told with their order alone: of the order that is meant, otherwise of each that has ended since, one after another.
            case OrderRequestKind.QueryFills when call.Cursor.Length > 0:
                call.To(CallMethod.Get, "/v1/order"u8).Query.Pair("uuid"u8, call.Cursor.AsSpan(0, Math.Max(0, call.Cursor.IndexOf(','))));
                return VenueReason.None;
            case OrderRequestKind.QueryFills when !request.VenueOrder.IsEmpty || !request.Order.IsNone:
                Name(request, context, call.To(CallMethod.Get, "/v1/order"u8));
                return VenueReason.None;
            case OrderRequestKind.QueryFills:
                call.To(CallMethod.Get, "/v1/orders/closed"u8).Query.Pair("market"u8, listing!.VenueSymbol);
                if (!request.Time.IsNone)
                    call.Query.Pair("start_time"u8, request.Time.Nanoseconds / 1_000_000);
                call.Query.Pair("limit"u8, ClosedMax).Pair("order_by"u8, "desc"u8);
                return VenueReason.None;
            default:
                return VenueReason.NotOffered;
        }
    }

    private static void Place(in OrderRequest request, OrderContext context, Listing listing, OrderCall call)
    {
        call.To(CallMethod.Post, "/v1/orders"u8).Content = CallContent.Json;
        call.IsOrder = true;
        var isMarket = request.Type == OrderType.Market;
        var isPost = request.Flags.Has(OrderRequestFlags.PostOnly);
        var body = call.Body.Add("{"u8).Field("market"u8, listing.VenueSymbol).Field("side"u8, request.Side == Side.Buy ? "bid"u8 : "ask"u8).FieldDecimal("volume"u8, request.Quantity.Units, listing.QuantityScale);
        if (!isMarket)
            body.FieldDecimal("price"u8, request.Price.Units, listing.PriceScale);
        body.Field("ord_type"u8, isMarket ? "market"u8 : "limit"u8);
        if (isPost)
            body.Field("time_in_force"u8, "post_only"u8);
        else if (!isMarket && request.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok)
            body.Field("time_in_force"u8, request.TimeInForce == TimeInForce.Ioc ? "ioc"u8 : "fok"u8);

        // Of two own orders that meet the newer goes; an order that never takes cannot say so.
        if (!isPost)
            body.Field("smp_type"u8, "cancel_taker"u8);
        body.Field("identifier"u8, context.IdOf(request.Order)).Add("}"u8);
    }

    private static void Name(in OrderRequest request, OrderContext context, OrderCall call)
    {
        if (request.VenueOrder.IsEmpty)
            call.Query.Pair("identifier"u8).Add(context.IdOf(request.Order));
        else
            call.Query.Pair("uuid"u8).Add(request.VenueOrder);
    }

    /// <summary>The page after this one.</summary>
    public static string NextPage(string cursor) => ((int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? page : 1) + 1).ToString(CultureInfo.InvariantCulture);
}
