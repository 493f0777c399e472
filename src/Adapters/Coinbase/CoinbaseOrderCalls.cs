using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Adapters.Coinbase;

/// <summary>Requests to Coinbase's Advanced Trade API, not yet signed. No state.</summary>
internal static class CoinbaseOrderCalls
{
    private const int PageSize = 250;
    private const int FillsPageSize = 100;

    public static VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call)
    {
        _ = context.TryFind(request.Listing, out var listing);
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                Place(request, context, listing!, Json(call, "/api/v3/brokerage/orders"u8));
                return VenueReason.None;

            // By the venue's id alone, and only orders that live until they are cancelled can be edited.
            case OrderRequestKind.Cancel or OrderRequestKind.Amend when request.VenueOrder.IsEmpty:
            case OrderRequestKind.Amend when request.TimeInForce != TimeInForce.Gtc:
                return VenueReason.NotOffered;
            case OrderRequestKind.Amend:
                Json(call, "/api/v3/brokerage/orders/edit"u8).Field("order_id"u8, request.VenueOrder).FieldDecimal("price"u8, request.Price.Units, listing!.PriceScale)
                    .FieldDecimal("size"u8, request.Quantity.Units, listing.QuantityScale).Add("}"u8);
                return VenueReason.None;
            case OrderRequestKind.Cancel:
                Json(call, "/api/v3/brokerage/orders/batch_cancel"u8).Field("order_ids"u8).Add("[\""u8).Add(request.VenueOrder).Add("\"]}"u8);
                return VenueReason.None;
            case OrderRequestKind.Query when request.VenueOrder.IsEmpty:
                Page(call.To(CallMethod.Get, "/api/v3/brokerage/orders/historical/batch"u8), listing, PageSize);
                return VenueReason.None;
            case OrderRequestKind.Query:
                call.To(CallMethod.Get, "/api/v3/brokerage/orders/historical/"u8).Path.Add(request.VenueOrder);
                return VenueReason.None;
            case OrderRequestKind.QueryOrders:
                call.To(CallMethod.Get, "/api/v3/brokerage/orders/historical/batch"u8).Query.Pair("order_status"u8, "OPEN"u8);
                Page(call, listing, PageSize);
                return VenueReason.None;
            case OrderRequestKind.QueryBalances:
                Page(call.To(CallMethod.Get, "/api/v3/brokerage/accounts"u8), null, PageSize);
                return VenueReason.None;
            case OrderRequestKind.QueryFills:
                call.To(CallMethod.Get, "/api/v3/brokerage/orders/historical/fills"u8);
                if (!request.Time.IsNone)
                    call.Query.Pair("start_sequence_timestamp"u8).AddEscaped(Encoding.ASCII.GetBytes(CoinbaseOrders.TextOf(request.Time)));
                Page(call, listing, FillsPageSize);
                return VenueReason.None;
            default:
                return VenueReason.NotOffered;
        }
    }

    private static void Place(in OrderRequest request, OrderContext context, Listing listing, CallText body)
    {
        var isMarket = request.Type == OrderType.Market;
        body.Field("client_order_id"u8, context.IdOf(request.Order)).Field("product_id"u8, listing.VenueSymbol).Field("side"u8, request.Side == Side.Buy ? "BUY"u8 : "SELL"u8)
            .Field("order_configuration"u8).Add("{"u8)
            .Field(isMarket ? "market_market_ioc"u8 : request.TimeInForce switch { TimeInForce.Ioc => "sor_limit_ioc"u8, TimeInForce.Fok => "limit_limit_fok"u8, TimeInForce.Gtd => "limit_limit_gtd"u8, _ => "limit_limit_gtc"u8 })
            .Add("{"u8).FieldDecimal("base_size"u8, request.Quantity.Units, listing.QuantityScale);
        if (!isMarket)
            body.FieldDecimal("limit_price"u8, request.Price.Units, listing.PriceScale);
        if (request.TimeInForce == TimeInForce.Gtd)
            body.Field("end_time"u8, CoinbaseOrders.TextOf(request.ExpireTime));
        if (!isMarket && request.TimeInForce is TimeInForce.Gtc or TimeInForce.Gtd)
            body.Field("post_only"u8).Add(request.Flags.Has(OrderRequestFlags.PostOnly) ? "true"u8 : "false"u8);
        body.Add("}}}"u8);
    }

    private static CallText Json(OrderCall call, ReadOnlySpan<byte> path)
    {
        call.To(CallMethod.Post, path).Content = CallContent.Json;
        call.IsOrder = true;
        return call.Body.Add("{"u8);
    }

    private static void Page(OrderCall call, Listing? listing, int size)
    {
        if (listing is not null)
            call.Query.Pair("product_ids"u8, listing.VenueSymbol);
        if (call.Cursor.Length > 0)
            call.Query.Pair("cursor"u8).AddEscaped(Encoding.ASCII.GetBytes(call.Cursor));
        call.Query.Pair("limit"u8, size);
    }
}
