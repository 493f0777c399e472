using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Adapters.Binance;

/// <summary>Requests to Binance's REST interface (<c>/api/v3</c>, <c>/fapi/v1</c>, <c>/dapi/v1</c>), not yet signed. Immutable.</summary>
internal sealed class BinanceOrderCalls(bool isFutures, bool isCoin)
{
    private const int TradesMax = 1_000;

    public VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call)
    {
        _ = context.TryFind(request.Listing, out var listing);
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                Place(request, context, listing!, call);
                return VenueReason.None;
            case OrderRequestKind.Cancel:
                call.To(CallMethod.Delete, Path("/api/v3/order"u8, "/fapi/v1/order"u8, "/dapi/v1/order"u8)).IsOrder = true;
                call.Query.Pair("symbol"u8, listing!.VenueSymbol);
                Name(request, context, call.Query, "origClientOrderId"u8);
                return VenueReason.None;
            case OrderRequestKind.Amend when isFutures:
                Modify(request, context, listing!, call);
                return VenueReason.None;
            case OrderRequestKind.Amend:
                CancelReplace(request, context, listing!, call);
                return VenueReason.None;
            case OrderRequestKind.CancelAll when listing is null:
                return VenueReason.NotOffered;
            case OrderRequestKind.CancelAll:
                call.To(CallMethod.Delete, Path("/api/v3/openOrders"u8, "/fapi/v1/allOpenOrders"u8, "/dapi/v1/allOpenOrders"u8)).Query.Pair("symbol"u8, listing.VenueSymbol);
                return VenueReason.None;
            case OrderRequestKind.Query:
                call.To(CallMethod.Get, Path("/api/v3/order"u8, "/fapi/v1/order"u8, "/dapi/v1/order"u8), isFutures ? 1 : 4).Query.Pair("symbol"u8, listing!.VenueSymbol);
                Name(request, context, call.Query, "origClientOrderId"u8);
                return VenueReason.None;
            case OrderRequestKind.QueryOrders:
                call.To(CallMethod.Get, Path("/api/v3/openOrders"u8, "/fapi/v1/openOrders"u8, "/dapi/v1/openOrders"u8), listing is null ? (isFutures ? 40 : 80) : (isFutures ? 1 : 6));
                if (listing is not null)
                    call.Query.Pair("symbol"u8, listing.VenueSymbol);
                return VenueReason.None;
            case OrderRequestKind.QueryBalances:
                call.To(CallMethod.Get, Path("/api/v3/account"u8, "/fapi/v3/balance"u8, "/dapi/v1/balance"u8), isCoin ? 1 : isFutures ? 5 : 20);
                return VenueReason.None;
            case OrderRequestKind.QueryPositions:
                call.To(CallMethod.Get, isCoin ? "/dapi/v1/positionRisk"u8 : "/fapi/v3/positionRisk"u8, isCoin ? 1 : 5);

                // Of coin-margined contracts a pair may be named, no symbol: all are asked for.
                if (listing is not null && !isCoin)
                    call.Query.Pair("symbol"u8, listing.VenueSymbol);
                return VenueReason.None;
            case OrderRequestKind.QueryFills:
                call.To(CallMethod.Get, Path("/api/v3/myTrades"u8, "/fapi/v1/userTrades"u8, "/dapi/v1/userTrades"u8), isFutures && !isCoin ? 5 : 20).Query.Pair("symbol"u8, listing!.VenueSymbol);
                if (call.Cursor.Length > 0)
                    call.Query.Pair("fromId"u8, call.Cursor);
                else if (!request.Time.IsNone)
                    call.Query.Pair("startTime"u8, request.Time.Nanoseconds / 1_000_000);
                call.Query.Pair("limit"u8, TradesMax);
                return VenueReason.None;
            case OrderRequestKind.ArmDeadMan when listing is not null:
                call.To(CallMethod.Post, isCoin ? "/dapi/v1/countdownCancelAll"u8 : "/fapi/v1/countdownCancelAll"u8, 10).Content = CallContent.Form;
                call.Body.Pair("symbol"u8, listing.VenueSymbol).Pair("countdownTime"u8, request.ExpireTime.Nanoseconds / 1_000_000);
                return VenueReason.None;
            default:
                return VenueReason.NotOffered;
        }
    }

    private ReadOnlySpan<byte> Path(ReadOnlySpan<byte> spot, ReadOnlySpan<byte> usd, ReadOnlySpan<byte> coin) => isCoin ? coin : isFutures ? usd : spot;

    private void Place(in OrderRequest request, OrderContext context, Listing listing, OrderCall call)
    {
        call.To(CallMethod.Post, Path("/api/v3/order"u8, "/fapi/v1/order"u8, "/dapi/v1/order"u8)).Content = CallContent.Form;
        call.IsOrder = true;
        Terms(request, listing, call.Body);
        call.Body.Pair("newClientOrderId"u8).Add(context.IdOf(request.Order)).Pair("newOrderRespType"u8, isFutures ? "RESULT"u8 : "FULL"u8);
        if (request.Flags.Has(OrderRequestFlags.ReduceOnly))
            call.Body.Pair("reduceOnly"u8, "true"u8);
    }

    // ONLY_NEW: of an order that was filled in part before the cancel, the rest is not known here, and a new order of the whole quantity could trade too much.
    private void CancelReplace(in OrderRequest request, OrderContext context, Listing listing, OrderCall call)
    {
        call.To(CallMethod.Post, "/api/v3/order/cancelReplace"u8).Content = CallContent.Form;
        call.IsOrder = true;
        Terms(request, listing, call.Body);
        call.Body.Pair("cancelReplaceMode"u8, "STOP_ON_FAILURE"u8).Pair("cancelRestrictions"u8, "ONLY_NEW"u8);
        if (request.VenueOrder.IsEmpty)
            call.Body.Pair("cancelOrigClientOrderId"u8).Add(context.IdOf(request.Order));
        else
            call.Body.Pair("cancelOrderId"u8).Add(request.VenueOrder);
        call.Body.Pair("newClientOrderId"u8).Add(context.IdOf(request.NewOrder)).Pair("newOrderRespType"u8, "FULL"u8);
    }

    private void Modify(in OrderRequest request, OrderContext context, Listing listing, OrderCall call)
    {
        call.To(CallMethod.Put, isCoin ? "/dapi/v1/order"u8 : "/fapi/v1/order"u8).Content = CallContent.Form;
        call.IsOrder = true;
        call.Body.Pair("symbol"u8, listing.VenueSymbol).Pair("side"u8, request.Side == Side.Buy ? "BUY"u8 : "SELL"u8)
            .PairDecimal("quantity"u8, request.Quantity.Units, listing.QuantityScale).PairDecimal("price"u8, request.Price.Units, listing.PriceScale);
        Name(request, context, call.Body, "origClientOrderId"u8);
    }

    private void Terms(in OrderRequest request, Listing listing, CallText text)
    {
        var isPost = request.Flags.Has(OrderRequestFlags.PostOnly);
        text.Pair("symbol"u8, listing.VenueSymbol).Pair("side"u8, request.Side == Side.Buy ? "BUY"u8 : "SELL"u8);
        text.Pair("type"u8, request.Type == OrderType.Market ? "MARKET"u8 : isPost && !isFutures ? "LIMIT_MAKER"u8 : "LIMIT"u8);
        if (request.Type == OrderType.Limit && (isFutures || !isPost))
        {
            text.Pair("timeInForce"u8, isPost ? "GTX"u8 : request.TimeInForce switch { TimeInForce.Ioc => "IOC"u8, TimeInForce.Fok => "FOK"u8, TimeInForce.Gtd => "GTD"u8, _ => "GTC"u8 });
            if (request.TimeInForce == TimeInForce.Gtd && !isPost)
                text.Pair("goodTillDate"u8, request.ExpireTime.Nanoseconds / 1_000_000);
        }

        text.PairDecimal("quantity"u8, request.Quantity.Units, listing.QuantityScale);
        if (request.Type == OrderType.Limit)
            text.PairDecimal("price"u8, request.Price.Units, listing.PriceScale);
    }

    private static void Name(in OrderRequest request, OrderContext context, CallText text, ReadOnlySpan<byte> clientId)
    {
        if (request.VenueOrder.IsEmpty)
            text.Pair(clientId).Add(context.IdOf(request.Order));
        else
            text.Pair("orderId"u8).Add(request.VenueOrder);
    }
}
