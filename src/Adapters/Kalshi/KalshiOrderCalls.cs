using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Adapters.Kalshi;

/// <summary>Requests to Kalshi's REST interface, not yet signed. Weights are its tokens: 10, of a cancel 2. No state.</summary>
internal static class KalshiOrderCalls
{
    private const int Tokens = 10;
    private const int CancelTokens = 2;
    private const int PageSize = 200;

    // The venue finds the market's part of the exchange by itself; without it orders of the other parts are not found.
    private const int AnyPart = -1;
    private const long SecondNs = 1_000_000_000;

    public static VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call)
    {
        _ = context.TryFind(request.Listing, out var listing);
        switch (request.Kind)
        {
            case OrderRequestKind.Place when request.Flags.Has(OrderRequestFlags.ReduceOnly) && request.TimeInForce != TimeInForce.Ioc:
                return VenueReason.NotOffered;
            case OrderRequestKind.Place:
                Place(request, context, listing!, call);
                return VenueReason.None;
            case OrderRequestKind.Cancel or OrderRequestKind.Amend when request.VenueOrder.IsEmpty:
                return VenueReason.NotOffered;
            case OrderRequestKind.Cancel:
                call.To(CallMethod.Delete, "/trade-api/v2/portfolio/events/orders/"u8, CancelTokens).Path.Add(request.VenueOrder);
                call.Query.Pair("exchange_index"u8, AnyPart);
                call.IsOrder = true;
                return VenueReason.None;
            case OrderRequestKind.Amend:
                call.To(CallMethod.Post, "/trade-api/v2/portfolio/events/orders/"u8, Tokens).Path.Add(request.VenueOrder).Add("/amend"u8);
                (call.Content, call.IsOrder) = (CallContent.Json, true);
                Terms(request, listing!, call.Body.Add("{"u8));
                call.Body.FieldNumber("exchange_index"u8, AnyPart).Add("}"u8);
                return VenueReason.None;
            case OrderRequestKind.Query when request.VenueOrder.IsEmpty:
                Page(call.To(CallMethod.Get, "/trade-api/v2/portfolio/orders"u8, Tokens), listing);
                return VenueReason.None;
            case OrderRequestKind.Query:
                call.To(CallMethod.Get, "/trade-api/v2/portfolio/orders/"u8, Tokens).Path.Add(request.VenueOrder);
                return VenueReason.None;
            case OrderRequestKind.QueryOrders:
                call.To(CallMethod.Get, "/trade-api/v2/portfolio/orders"u8, Tokens).Query.Pair("status"u8, "resting"u8);
                Page(call, listing);
                return VenueReason.None;
            case OrderRequestKind.QueryBalances:
                call.To(CallMethod.Get, "/trade-api/v2/portfolio/balance"u8, Tokens);
                return VenueReason.None;
            case OrderRequestKind.QueryPositions:
                Page(call.To(CallMethod.Get, "/trade-api/v2/portfolio/positions"u8, Tokens), listing);
                return VenueReason.None;
            case OrderRequestKind.QueryFills:
                call.To(CallMethod.Get, "/trade-api/v2/portfolio/fills"u8, Tokens);
                if (!request.Time.IsNone)
                    call.Query.Pair("min_ts"u8, request.Time.Nanoseconds / SecondNs);
                Page(call, listing);
                return VenueReason.None;
            default:
                return VenueReason.NotOffered;
        }
    }

    private static void Place(in OrderRequest request, OrderContext context, Listing listing, OrderCall call)
    {
        call.To(CallMethod.Post, "/trade-api/v2/portfolio/events/orders"u8, Tokens).Content = CallContent.Json;
        call.IsOrder = true;
        Terms(request, listing, call.Body.Add("{"u8));
        call.Body.Field("client_order_id"u8, context.IdOf(request.Order))
            .Field("time_in_force"u8, request.TimeInForce switch { TimeInForce.Ioc => "immediate_or_cancel"u8, TimeInForce.Fok => "fill_or_kill"u8, _ => "good_till_canceled"u8 })
            .Field("self_trade_prevention_type"u8, "taker_at_cross"u8);
        if (request.Flags.Has(OrderRequestFlags.PostOnly))
            call.Body.Field("post_only"u8).Add("true"u8);
        if (request.Flags.Has(OrderRequestFlags.ReduceOnly))
            call.Body.Field("reduce_only"u8).Add("true"u8);
        if (request.TimeInForce == TimeInForce.Gtd)
            call.Body.FieldNumber("expiration_time"u8, request.ExpireTime.Nanoseconds / SecondNs);
        call.Body.FieldNumber("exchange_index"u8, AnyPart).Add("}"u8);
    }

    private static void Terms(in OrderRequest request, Listing listing, CallText body) =>
        body.Field("ticker"u8, listing.VenueSymbol).Field("side"u8, request.Side == Side.Buy ? "bid"u8 : "ask"u8)
            .FieldDecimal("count"u8, request.Quantity.Units, listing.QuantityScale).FieldDecimal("price"u8, request.Price.Units, listing.PriceScale);

    private static void Page(OrderCall call, Listing? listing)
    {
        if (listing is not null)
            call.Query.Pair("ticker"u8, listing.VenueSymbol);
        if (call.Cursor.Length > 0)
            call.Query.Pair("cursor"u8).AddEscaped(System.Text.Encoding.ASCII.GetBytes(call.Cursor));
        call.Query.Pair("limit"u8, PageSize);
    }
}
