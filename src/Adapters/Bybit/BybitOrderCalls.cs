using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Adapters.Bybit;

/// <summary>Requests to Bybit's REST interface, not yet signed. Immutable.</summary>
internal sealed class BybitOrderCalls(string category)
{
    public VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call)
    {
        _ = context.TryFind(request.Listing, out var listing);
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                Place(request, context, listing!, Json(call, "/v5/order/create"u8));
                call.Body.Add("}"u8);
                return VenueReason.None;
            case OrderRequestKind.Amend:
                (context.Memory as BybitMemory)?.Expect(request);
                Json(call, "/v5/order/amend"u8).Field("symbol"u8, listing!.VenueSymbol);
                Name(request, context, call.Body);
                call.Body.FieldDecimal("qty"u8, request.Quantity.Units, listing.QuantityScale).FieldDecimal("price"u8, request.Price.Units, listing.PriceScale).Add("}"u8);
                return VenueReason.None;
            case OrderRequestKind.Cancel:
                Json(call, "/v5/order/cancel"u8).Field("symbol"u8, listing!.VenueSymbol);
                Name(request, context, call.Body);
                call.Body.Add("}"u8);
                return VenueReason.None;
            case OrderRequestKind.CancelAll:
                Scope(Json(call, "/v5/order/cancel-all"u8), listing);
                call.Body.Add("}"u8);
                return VenueReason.None;
            case OrderRequestKind.Query:
                Question(call, call.Cursor == "history" ? "/v5/order/history"u8 : "/v5/order/realtime"u8).Pair("symbol"u8, listing!.VenueSymbol);
                if (request.VenueOrder.IsEmpty)
                    call.Query.Pair("orderLinkId"u8).Add(context.IdOf(request.Order));
                else
                    call.Query.Pair("orderId"u8).Add(request.VenueOrder);
                return VenueReason.None;
            case OrderRequestKind.QueryOrders:
                Page(Question(call, "/v5/order/realtime"u8), listing, call.Cursor).Pair("openOnly"u8, 0).Pair("limit"u8, 50);
                return VenueReason.None;
            case OrderRequestKind.QueryBalances:
                call.To(CallMethod.Get, "/v5/account/wallet-balance"u8).Query.Pair("accountType"u8, "UNIFIED"u8);
                return VenueReason.None;
            case OrderRequestKind.QueryPositions:
                Page(Question(call, "/v5/position/list"u8), listing, call.Cursor).Pair("limit"u8, 200);
                return VenueReason.None;
            case OrderRequestKind.QueryFills:
                Page(Question(call, "/v5/execution/list"u8), listing, call.Cursor);
                if (!request.Time.IsNone)
                    call.Query.Pair("startTime"u8, request.Time.Nanoseconds / 1_000_000);
                call.Query.Pair("limit"u8, 100);
                return VenueReason.None;
            default:
                return VenueReason.NotOffered;
        }
    }

    /// <summary>
    /// Lists of linear contracts want a symbol or the coin they settle in: first USDT, then USDC. A cursor of ours is the coin, a bar, and the venue's cursor.
    /// </summary>
    private CallText Page(CallText query, Listing? listing, string cursor)
    {
        var bar = cursor.IndexOf('|', StringComparison.Ordinal);
        var coin = bar > 0 ? cursor[..bar] : "USDT";
        var next = cursor[(bar + 1)..];
        if (listing is not null)
            query.Pair("symbol"u8, listing.VenueSymbol);
        else if (category == "linear")
            query.Pair("settleCoin"u8, coin);

        // It comes escaped, and goes back as it came.
        if (next.Length > 0)
            query.Pair("cursor"u8, next);
        return query;
    }

    private void Scope(CallText body, Listing? listing)
    {
        if (listing is not null)
            body.Field("symbol"u8, listing.VenueSymbol);
        else if (category == "linear")
            body.Field("settleCoin"u8, "USDT"u8);
    }

    private void Place(in OrderRequest request, OrderContext context, Listing listing, CallText body)
    {
        var isMarket = request.Type == OrderType.Market;
        body.Field("symbol"u8, listing.VenueSymbol).Field("side"u8, request.Side == Side.Buy ? "Buy"u8 : "Sell"u8).Field("orderType"u8, isMarket ? "Market"u8 : "Limit"u8)
            .FieldDecimal("qty"u8, request.Quantity.Units, listing.QuantityScale);
        if (!isMarket)
        {
            body.FieldDecimal("price"u8, request.Price.Units, listing.PriceScale);
            body.Field("timeInForce"u8, request.Flags.Has(OrderRequestFlags.PostOnly) ? "PostOnly"u8 : request.TimeInForce switch { TimeInForce.Ioc => "IOC"u8, TimeInForce.Fok => "FOK"u8, _ => "GTC"u8 });
        }
        else if (category == "spot")
        {
            // Without it a purchase counts in quote.
            body.Field("marketUnit"u8, "baseCoin"u8);
        }

        body.Field("orderLinkId"u8, context.IdOf(request.Order));
        if (category != "spot")
            body.FieldNumber("positionIdx"u8, 0).Field("reduceOnly"u8).Add(request.Flags.Has(OrderRequestFlags.ReduceOnly) ? "true"u8 : "false"u8);
    }

    private CallText Json(OrderCall call, ReadOnlySpan<byte> path)
    {
        call.To(CallMethod.Post, path).Content = CallContent.Json;
        call.IsOrder = true;
        return call.Body.Add("{"u8).Field("category"u8, category);
    }

    private CallText Question(OrderCall call, ReadOnlySpan<byte> path) => call.To(CallMethod.Get, path).Query.Pair("category"u8, category);

    private static void Name(in OrderRequest request, OrderContext context, CallText body)
    {
        if (request.VenueOrder.IsEmpty)
            body.Field("orderLinkId"u8, context.IdOf(request.Order));
        else
            body.Field("orderId"u8, request.VenueOrder);
    }
}
