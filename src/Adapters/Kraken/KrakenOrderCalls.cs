using System.Globalization;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Adapters.Kraken;

/// <summary>
/// Requests to Kraken: frames without token and number, forms without nonce. Weights are those of its counters (docs.kraken.com, rate limits): 1 of the private counter, 2 for histories; of the trading
/// counter 1 for an order and at most 3 for an amendment. What a cancel costs goes by the order's age, so it is left to the venue's own count. No state.
/// </summary>
internal static class KrakenOrderCalls
{
    /// <summary>Trades of a page.</summary>
    public const int PageSize = 50;

    /// <summary>Where a look-up goes on after live orders.</summary>
    public const string Closed = "closed";

    private const long SecondNs = 1_000_000_000;
    private const int AmendWeight = 3;
    private const int HistoryWeight = 2;

    public static VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call)
    {
        _ = context.TryFind(request.Listing, out var listing);
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                Place(request, context, listing!, Frame(call, "add_order"u8, 1));
                return VenueReason.None;
            case OrderRequestKind.Amend:
                Name(request, context, Frame(call, "amend_order"u8, AmendWeight)).FieldNumber("order_qty"u8, request.Quantity.Units, listing!.QuantityScale)
                    .FieldNumber("limit_price"u8, request.Price.Units, listing.PriceScale);
                if (request.Flags.Has(OrderRequestFlags.PostOnly))
                    call.Body.Field("post_only"u8).Add("true"u8);
                return VenueReason.None;
            case OrderRequestKind.Cancel when request.VenueOrder.IsEmpty:
                Frame(call, "cancel_order"u8, 0).Field("cl_ord_id"u8).Add("[\""u8).Add(context.IdOf(request.Order)).Add("\"]"u8);
                return VenueReason.None;
            case OrderRequestKind.Cancel:
                Frame(call, "cancel_order"u8, 0).Field("order_id"u8).Add("[\""u8).Add(request.VenueOrder).Add("\"]"u8);
                return VenueReason.None;

            // Over REST: it works while the stream is down.
            case OrderRequestKind.CancelAll:
                Form(call, "/0/private/CancelAll"u8);
                return VenueReason.None;
            case OrderRequestKind.ArmDeadMan:
                Form(call, "/0/private/CancelAllOrdersAfter"u8).Pair("timeout"u8, (request.ExpireTime.Nanoseconds + SecondNs - 1) / SecondNs);
                return VenueReason.None;
            case OrderRequestKind.Query when !request.VenueOrder.IsEmpty:
                Form(call, "/0/private/QueryOrders"u8).Pair("txid"u8).Add(request.VenueOrder);
                return VenueReason.None;
            case OrderRequestKind.Query when call.Cursor == Closed:
                Form(call, "/0/private/ClosedOrders"u8, HistoryWeight).Pair("cl_ord_id"u8).Add(context.IdOf(request.Order));
                return VenueReason.None;
            case OrderRequestKind.Query:
                Form(call, "/0/private/OpenOrders"u8).Pair("cl_ord_id"u8).Add(context.IdOf(request.Order));
                return VenueReason.None;
            case OrderRequestKind.QueryOrders:
                Form(call, "/0/private/OpenOrders"u8);
                return VenueReason.None;
            case OrderRequestKind.QueryBalances:
                Form(call, "/0/private/BalanceEx"u8);
                return VenueReason.None;
            case OrderRequestKind.QueryFills:

                // One row for each execution, as the stream tells them: by itself the venue makes one row of all that an order took.
                Form(call, "/0/private/TradesHistory"u8, HistoryWeight).Pair("consolidate_taker"u8, "false"u8);
                if (!request.Time.IsNone)
                    call.Body.Pair("start"u8, request.Time.Nanoseconds / SecondNs);
                if (call.Cursor.Length > 0)
                    call.Body.Pair("ofs"u8, call.Cursor);
                return VenueReason.None;
            default:
                return VenueReason.NotOffered;
        }
    }

    private static void Place(in OrderRequest request, OrderContext context, Listing listing, CallText body)
    {
        var isMarket = request.Type == OrderType.Market;
        body.Field("order_type"u8, isMarket ? "market"u8 : "limit"u8).Field("side"u8, request.Side == Side.Buy ? "buy"u8 : "sell"u8)
            .FieldNumber("order_qty"u8, request.Quantity.Units, listing.QuantityScale).Field("symbol"u8, listing.VenueSymbol);
        if (!isMarket)
        {
            body.FieldNumber("limit_price"u8, request.Price.Units, listing.PriceScale)
                .Field("time_in_force"u8, request.TimeInForce switch { TimeInForce.Ioc => "ioc"u8, TimeInForce.Fok => "fok"u8, TimeInForce.Gtd => "gtd"u8, _ => "gtc"u8 });
        }

        if (request.TimeInForce == TimeInForce.Gtd)
            body.Field("expire_time"u8, TextOf(request.ExpireTime));
        if (request.Flags.Has(OrderRequestFlags.PostOnly))
            body.Field("post_only"u8).Add("true"u8);

        // Otherwise fees of purchases and sales are in different currencies, and the list of trades does not say in which.
        body.Field("fee_preference"u8, "quote"u8).Field("stp_type"u8, "cancel_newest"u8).Field("cl_ord_id"u8, context.IdOf(request.Order));
    }

    private static string TextOf(Timestamp time) => time.ToDateTimeUtc().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static CallText Frame(OrderCall call, ReadOnlySpan<byte> method, int orderWeight)
    {
        (call.IsFrame, call.IsSigned, call.Weight) = (true, true, 0);
        (call.IsOrder, call.OrderWeight) = (orderWeight > 0, orderWeight);
        return call.Body.Add("{"u8).Field("method"u8, method).Field("params"u8).Add("{"u8);
    }

    private static CallText Form(OrderCall call, ReadOnlySpan<byte> path, int weight = 1)
    {
        call.To(CallMethod.Post, path, weight).Content = CallContent.Form;
        return call.Body;
    }

    private static CallText Name(in OrderRequest request, OrderContext context, CallText body) =>
        request.VenueOrder.IsEmpty ? body.Field("cl_ord_id"u8, context.IdOf(request.Order)) : body.Field("order_id"u8, request.VenueOrder);
}
