using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Adapters.Polymarket;

/// <summary>Requests to Polymarket's CLOB, not yet signed: an order's body is written with its signature. Weights make one budget of the venue's: 4,000 orders, 500 questions for lists, 200 for balances in 10 s. No state.</summary>
internal static class PolymarketOrderCalls
{
    private const int ListWeight = 8;
    private const int BalanceWeight = 20;
    private const long SecondNs = 1_000_000_000;
    private const long DaySeconds = 86_400;

    // The venue ends an order one minute before its time, and takes none whose time is less than three minutes ahead.
    private const long EarlySeconds = 60;
    private const long ShortestSeconds = 120;

    private const long SaltMask = (1L << 53) - 1;

    public static VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call)
    {
        _ = context.TryFind(request.Listing, out var listing);
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                return Place(request, context, listing!, call);
            case OrderRequestKind.Cancel when request.VenueOrder.IsEmpty:
                return VenueReason.NotOffered;
            case OrderRequestKind.Cancel:
                call.To(CallMethod.Delete, "/order"u8).Content = CallContent.Json;
                call.Body.Add("{"u8).Field("orderID"u8, request.VenueOrder).Add("}"u8);
                return VenueReason.None;
            case OrderRequestKind.CancelAll when listing is null:
                call.To(CallMethod.Delete, "/cancel-all"u8);
                return VenueReason.None;
            case OrderRequestKind.CancelAll:
                call.To(CallMethod.Delete, "/cancel-market-orders"u8).Content = CallContent.Json;
                call.Body.Add("{"u8).Field("asset_id"u8, listing.VenueSymbol).Add("}"u8);
                return VenueReason.None;
            case OrderRequestKind.Query when request.VenueOrder.IsEmpty:
                return VenueReason.NotOffered;
            case OrderRequestKind.Query when call.Cursor.Length == 0:
                call.To(CallMethod.Get, "/data/order/"u8).Path.Add(request.VenueOrder);
                return VenueReason.None;

            // An order that is not open any more is known by its trades alone.
            case OrderRequestKind.Query:
                Trades(call, listing!, context, Math.Max(0, request.Time.Nanoseconds / SecondNs - DaySeconds));
                return VenueReason.None;
            case OrderRequestKind.QueryFills:
                Trades(call, listing!, context, request.Time.Nanoseconds / SecondNs);
                return VenueReason.None;
            case OrderRequestKind.QueryOrders:
                call.To(CallMethod.Get, "/data/orders"u8, ListWeight);
                if (listing is not null)
                    call.Query.Pair("asset_id"u8, listing.VenueSymbol);
                Next(call, call.Cursor);
                return VenueReason.None;
            case OrderRequestKind.QueryBalances:
                call.To(CallMethod.Get, "/balance-allowance"u8, BalanceWeight).Query.Pair("asset_type"u8, "COLLATERAL"u8);
                return VenueReason.None;
            case OrderRequestKind.QueryPositions when PositionOf(request, context, call.Cursor) is { } token:
                call.To(CallMethod.Get, "/balance-allowance"u8, BalanceWeight).Query.Pair("asset_type"u8, "CONDITIONAL"u8).Pair("token_id"u8, token.VenueSymbol);
                return VenueReason.None;
            case OrderRequestKind.ArmDeadMan:
                call.To(CallMethod.Post, "/v1/heartbeats"u8).Content = CallContent.Json;
                call.Body.Add("{"u8).Field("heartbeat_id"u8, (context.Memory as PolymarketMemory)?.Heartbeat ?? "").Add("}"u8);
                return VenueReason.None;
            default:
                return VenueReason.NotOffered;
        }
    }

    /// <summary>The token whose balance a page of positions asks for: tokens one after another, the cursor being a listing's number.</summary>
    public static Listing? PositionOf(in OrderRequest request, OrderContext context, string cursor)
    {
        if (!request.Listing.IsNone)
            return context.TryFind(request.Listing, out var asked) ? asked : null;
        _ = int.TryParse(cursor, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var after);
        for (var number = after + 1; number <= context.Listings.Count; number++)
        {
            if (context.TryFind(new ListingId(number), out var listing))
                return listing;
        }

        return null;
    }

    private static VenueReason Place(in OrderRequest request, OrderContext context, Listing listing, OrderCall call)
    {
        var reason = PolymarketAmounts.Of(request, listing, out var gives, out var wants);
        if (reason != VenueReason.None)
            return reason;
        var order = call.ToSign as PolymarketOrder ?? new PolymarketOrder();
        call.ToSign = order;
        (order.Token, order.MakerAmount, order.TakerAmount, order.Side) = (listing.VenueSymbol, gives, wants, request.Side);
        (order.IsExclusive, order.IsPostOnly, order.Expiration) = (listing.IsExclusive, request.Flags.Has(OrderRequestFlags.PostOnly), 0);
        order.Lifetime = request.TimeInForce switch { TimeInForce.Gtd => "GTD", TimeInForce.Ioc => "FAK", TimeInForce.Fok => "FOK", _ => "GTC" };
        order.Salt = SaltOf(context.Desk, request.Order);
        if (request.TimeInForce == TimeInForce.Gtd)
        {
            var until = request.ExpireTime.Nanoseconds / SecondNs;
            if (until - request.Time.Nanoseconds / SecondNs < ShortestSeconds)
                return VenueReason.NotOffered;
            order.Expiration = until + EarlySeconds;
        }

        call.To(CallMethod.Post, "/order"u8).Content = CallContent.Json;
        call.IsOrder = true;
        return VenueReason.None;
    }

    // FNV-1a over the desk's name and the order's number: the same order has the same salt, and no two orders of a desk have one soon.
    private static long SaltOf(string desk, DeskOrderId order)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var c in desk)
            hash = (hash ^ c) * 1_099_511_628_211;
        for (var i = 0; i < sizeof(long); i++)
            hash = (hash ^ (byte)(order.Value >> (8 * i))) * 1_099_511_628_211;
        return Math.Max(1, (long)(hash >> 8) & SaltMask);
    }

    private static void Trades(OrderCall call, Listing listing, OrderContext context, long since)
    {
        _ = PolymarketCursor.TryParse(call.Cursor, out var cursor);
        var token = cursor.IsOther && context.TryFind(listing.Complement, out var other) ? other : listing;
        call.To(CallMethod.Get, "/data/trades"u8, ListWeight).Query.Pair("asset_id"u8, token.VenueSymbol);
        if (since > 0)
            call.Query.Pair("after"u8, since);
        Next(call, cursor.Next);
    }

    private static void Next(OrderCall call, string cursor)
    {
        if (cursor.Length > 0)
            call.Query.Pair("next_cursor"u8).AddEscaped(Encoding.ASCII.GetBytes(cursor));
    }
}
