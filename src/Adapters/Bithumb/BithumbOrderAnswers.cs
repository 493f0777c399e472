using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Adapters.Upbit;
using Rialto.Model.Execution;
using Rialto.Wire.Json;
using OrderRequest = Rialto.Model.Execution.OrderRequest;

namespace Rialto.Adapters.Bithumb;

/// <summary>Answers of Bithumb: an order, a list of them, or <c>{"error":{"name","message"}}</c>, whatever the HTTP status. No state.</summary>
internal static class BithumbOrderAnswers
{
    public static bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var scanner = new FrameScanner(body);
        if (scanner.Kind == JsonKind.Array && status is >= 200 and < 300)
            return List(request, context, body, reports);
        var answer = new JsonObject();
        var isRead = answer.Read(body);
        if (status is < 200 or > 299 || (isRead && answer.Has("error"u8)))
        {
            reports.Fail(request, BithumbOrderErrors.Of(status, isRead ? KoreanOrders.NameOf(answer) : default));
            return true;
        }

        return isRead && One(request, context, ref answer, reports);
    }

    /// <summary>What an order is: a part of an immediate one that found nobody ends as done all the same.</summary>
    public static VenueOrderStatus StatusOf(ReadOnlySpan<byte> word, long quantity, long filled) =>
        word.SequenceEqual("wait"u8) ? VenueOrderStatus.Live
        : word.SequenceEqual("watch"u8) ? VenueOrderStatus.Pending
        : word.SequenceEqual("done"u8) ? filled < quantity ? VenueOrderStatus.Cancelled : VenueOrderStatus.Filled
        : word.SequenceEqual("cancel"u8) ? VenueOrderStatus.Cancelled : VenueOrderStatus.Unknown;

    private static bool One(in OrderRequest request, OrderContext context, scoped ref JsonObject order, OrderReports reports)
    {
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
            {
                ref var report = ref reports.Add(OrderReportKind.Accepted, request);
                report.VenueOrder = order.Has("order_id"u8) ? order.OrderId("order_id"u8) : order.OrderId("uuid"u8);
                report.ClientOrderId = order.Id("client_order_id"u8);
                (report.Price, report.Quantity) = (request.Price, request.Quantity);
                return !report.VenueOrder.IsEmpty;
            }

            // Taken in, no more: the stream tells the end.
            case OrderRequestKind.Cancel:
                return order.Has("order_id"u8) || order.Has("uuid"u8);
            case OrderRequestKind.Query:
                return KoreanOrders.Trades(context, ref order, "client_order_id"u8, reports) && KoreanOrders.Found(request, context, ref order, "client_order_id"u8, StatusOf, reports) && !order.HasMisfit;
            case OrderRequestKind.QueryFills:
            {
                if (!KoreanOrders.Trades(context, ref order, "client_order_id"u8, reports) || order.HasMisfit)
                    return false;
                KoreanOrders.GoOn(request, context, order.OrderId("uuid"u8), reports);
                return true;
            }

            default:
                return false;
        }
    }

    private static bool List(in OrderRequest request, OrderContext context, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var asked = request;
        var count = 0;
        var scanner = new FrameScanner(body);
        switch (request.Kind)
        {
            case OrderRequestKind.QueryBalances:
                return JsonItems.Of(body, ref scanner, (scoped ref account) => UpbitUserStream.Balance(ref account, reports, OrderReportFlags.FromQuery)) && scanner.IsWhole && KoreanOrders.End(reports, OrderReportKind.BalancesEnd, request);
            case OrderRequestKind.QueryOrders:
                if (!JsonItems.Of(body, ref scanner, (scoped ref order) =>
                {
                    count++;
                    return KoreanOrders.Found(asked, context, ref order, "client_order_id"u8, StatusOf, reports);
                }) || !scanner.IsWhole)
                    return false;
                if (count < BithumbOrderCalls.PageSize)
                    return KoreanOrders.End(reports, OrderReportKind.OrdersEnd, request);
                reports.NextCursor = BithumbOrderCalls.NextPage(reports.Cursor);
                return true;
            case OrderRequestKind.QueryFills:
                return Ended(request, context, body, ref scanner, reports);
            default:
                return false;
        }
    }

    /// <summary>
    /// Orders that were made and have ended since, of which those with fills are asked for: first the list of those done, then that of those cancelled, each by pages, the newest first, until one is older. When an
    /// order ended no list says.
    /// </summary>
    private static bool Ended(in OrderRequest request, OrderContext context, ReadOnlySpan<byte> body, scoped ref FrameScanner scanner, OrderReports reports)
    {
        if (!BithumbOrderCalls.TryList(reports.Cursor, out var isSecond, out var page, out var before))
            (isSecond, page, before) = (false, 1, "");
        var isCut = before.EndsWith(KoreanOrders.Cut, StringComparison.Ordinal);
        var ids = new StringBuilder(isCut ? before[..^1] : before);
        var asked = request;
        var (rows, count, isOlder) = (0, before.Count(','), false);
        if (!JsonItems.Of(body, ref scanner, (scoped ref order) =>
        {
            var id = order.OrderId("uuid"u8);
            var made = KoreanOrders.KoreanTime(order.Text("created_at"u8));
            rows++;
            var isOld = !made.IsNone && made < asked.Time;
            isOlder |= isOld;
            if (!isOld && KoreanOrders.IsAsked(asked, context, order, id) && count++ < KoreanOrders.OrdersMax)
                ids.Append(id.ToString()).Append(',');
            return !id.IsEmpty;
        }) || !scanner.IsWhole)
            return false;
        var isMore = rows >= BithumbOrderCalls.PageSize && !isOlder;
        isCut |= count > KoreanOrders.OrdersMax || (isMore && page >= BithumbOrderCalls.EndedPagesMax);
        isMore &= !isCut;
        var orders = ids + (isCut ? KoreanOrders.Cut : "");
        if (isMore)
            reports.NextCursor = BithumbOrderCalls.ListAt(isSecond, page + 1, orders);
        else if (!isSecond)
            reports.NextCursor = BithumbOrderCalls.ListAt(true, 1, orders);
        else
            KoreanOrders.Next(request, context, orders, reports);
        return true;
    }
}
