using System.Globalization;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Adapters.Bithumb;

/// <summary>Requests to Bithumb, not yet signed: orders and cancels by version 2, look-ups and lists by version 1. No state.</summary>
internal static class BithumbOrderCalls
{
    /// <summary>Orders of a page.</summary>
    public const int PageSize = 100;

    /// <summary>Pages of a list of ended orders in one look.</summary>
    public const int EndedPagesMax = 20;

    public static VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call)
    {
        _ = context.TryFind(request.Listing, out var listing);
        switch (request.Kind)
        {
            case OrderRequestKind.Place when !IsOffered(request, listing!):
                return VenueReason.NotOffered;
            case OrderRequestKind.Place:
                Place(request, context, listing!, call);
                return VenueReason.None;
            case OrderRequestKind.Cancel:
                call.To(CallMethod.Delete, "/v2/order"u8);
                if (request.VenueOrder.IsEmpty)
                    call.Query.Pair("client_order_id"u8).Add(context.IdOf(request.Order));
                else
                    call.Query.Pair("order_id"u8).Add(request.VenueOrder);
                return VenueReason.None;
            case OrderRequestKind.Query:
                Name(request, context, call);
                return VenueReason.None;
            case OrderRequestKind.QueryOrders:
                List(call, listing, "wait"u8, call.Cursor.Length == 0 ? "1" : call.Cursor);
                return VenueReason.None;
            case OrderRequestKind.QueryBalances:
                call.To(CallMethod.Get, "/v1/accounts"u8);
                return VenueReason.None;

            // Trades are told with their order alone: of the order that is meant, otherwise of each that has ended since, one after another.
            case OrderRequestKind.QueryFills when TryList(call.Cursor, out var isCancelled, out var page, out _):
                List(call, listing, isCancelled ? "cancel"u8 : "done"u8, page.ToString(CultureInfo.InvariantCulture));
                return VenueReason.None;
            case OrderRequestKind.QueryFills when call.Cursor.Length > 0:
                call.To(CallMethod.Get, "/v1/order"u8).Query.Pair("uuid"u8, call.Cursor.AsSpan(0, Math.Max(0, call.Cursor.IndexOf(','))));
                return VenueReason.None;
            case OrderRequestKind.QueryFills when !request.VenueOrder.IsEmpty || !request.Order.IsNone:
                Name(request, context, call);
                return VenueReason.None;
            case OrderRequestKind.QueryFills:
                List(call, listing, "done"u8, "1");
                return VenueReason.None;
            default:
                return VenueReason.NotOffered;
        }
    }

    /// <summary>Where a look at fills goes on in the lists of orders: those that were filled, then the cancelled ones; the orders to ask for stand behind it.</summary>
    public static string ListAt(bool isCancelled, int page, string orders) => string.Create(CultureInfo.InvariantCulture, $"{(isCancelled ? "cancel" : "done")}:{page}:{orders}");

    /// <summary>Reads <see cref="ListAt"/>; false for a cursor of orders alone.</summary>
    public static bool TryList(string cursor, out bool isCancelled, out int page, out string orders)
    {
        var parts = cursor.Split(':', 3);
        page = 0;
        (isCancelled, orders) = (parts[0] == "cancel", parts[^1]);
        return parts.Length == 3 && (isCancelled || parts[0] == "done") && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out page);
    }

    /// <summary>The page after this one.</summary>
    public static string NextPage(string cursor) => ((int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? page : 1) + 1).ToString(CultureInfo.InvariantCulture);

    // Purchases at the market are for an amount of money; conditions exist in markets of the won alone (since 2026-06-30).
    private static bool IsOffered(in OrderRequest request, Listing listing)
    {
        if (request.Type == OrderType.Market)
            return request is { Side: Side.Sell, TimeInForce: not TimeInForce.Fok };
        return (request.TimeInForce == TimeInForce.Gtc && !request.Flags.Has(OrderRequestFlags.PostOnly)) || listing.VenueSymbol.StartsWith("KRW-", StringComparison.Ordinal);
    }

    private static void Place(in OrderRequest request, OrderContext context, Listing listing, OrderCall call)
    {
        call.To(CallMethod.Post, "/v2/orders"u8).Content = CallContent.Json;
        call.IsOrder = true;
        var isMarket = request.Type == OrderType.Market;
        var body = call.Body.Add("{"u8).Field("market"u8, listing.VenueSymbol).Field("side"u8, request.Side == Side.Buy ? "bid"u8 : "ask"u8).Field("order_type"u8, isMarket ? "market"u8 : "limit"u8);
        if (!isMarket)
            body.FieldDecimal("price"u8, request.Price.Units, listing.PriceScale);
        body.FieldDecimal("volume"u8, request.Quantity.Units, listing.QuantityScale);
        if (request.Flags.Has(OrderRequestFlags.PostOnly))
            body.Field("time_in_force"u8, "post_only"u8);
        else if (!isMarket && request.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok)
            body.Field("time_in_force"u8, request.TimeInForce == TimeInForce.Ioc ? "ioc"u8 : "fok"u8);
        body.Field("client_order_id"u8, context.IdOf(request.Order)).Add("}"u8);
    }

    private static void Name(in OrderRequest request, OrderContext context, OrderCall call)
    {
        call.To(CallMethod.Get, "/v1/order"u8);
        if (request.VenueOrder.IsEmpty)
            call.Query.Pair("client_order_id"u8).Add(context.IdOf(request.Order));
        else
            call.Query.Pair("uuid"u8).Add(request.VenueOrder);
    }

    private static void List(OrderCall call, Listing? listing, ReadOnlySpan<byte> state, ReadOnlySpan<char> page)
    {
        call.To(CallMethod.Get, "/v1/orders"u8);
        if (listing is not null)
            call.Query.Pair("market"u8, listing.VenueSymbol);
        call.Query.Pair("state"u8, state).Pair("page"u8, page).Pair("limit"u8, PageSize).Pair("order_by"u8, "desc"u8);
    }
}
