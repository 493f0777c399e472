using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Wire.Json;
using OrderRequest = Rialto.Model.Execution.OrderRequest;

namespace Rialto.Adapters.Upbit;

/// <summary>Answers of Upbit: an order, a list of them, or <c>{"error":{"name","message"}}</c>. No state.</summary>
internal static class UpbitOrderAnswers
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
            reports.Fail(request, UpbitOrderErrors.Of(status, isRead ? KoreanOrders.NameOf(answer) : default));
            return true;
        }

        return isRead && One(request, context, ref answer, reports);
    }

    private static bool One(in OrderRequest request, OrderContext context, scoped ref JsonObject order, OrderReports reports)
    {
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
            {
                ref var report = ref reports.Add(OrderReportKind.Accepted, request);
                report.VenueOrder = order.OrderId("uuid"u8);
                report.ClientOrderId = order.Id("identifier"u8);
                (report.Price, report.Quantity) = (request.Price, request.Quantity);
                return !report.VenueOrder.IsEmpty;
            }

            // Taken in, no more: the stream tells the end.
            case OrderRequestKind.Cancel:
                return order.Has("uuid"u8);
            case OrderRequestKind.CancelAll:
                return AllCancelled(request, order, reports);
            case OrderRequestKind.Query:
                return KoreanOrders.Trades(context, ref order, "identifier"u8, reports) && KoreanOrders.Found(request, context, ref order, "identifier"u8, StatusOf, reports) && !order.HasMisfit;
            case OrderRequestKind.QueryFills:
            {
                if (!KoreanOrders.Trades(context, ref order, "identifier"u8, reports) || order.HasMisfit)
                    return false;
                KoreanOrders.GoOn(request, context, order.OrderId("uuid"u8), reports);
                return true;
            }

            default:
                return false;
        }
    }

    // What could not be cancelled, or was more than one request takes, is not known to have ended.
    private static bool AllCancelled(in OrderRequest request, scoped in JsonObject answer, OrderReports reports)
    {
        var (done, failed) = (0L, 0L);
        if (!JsonItems.One(answer, "success"u8, (scoped ref part) => Count(ref part, out done)) || (answer.Has("failed"u8) && !JsonItems.One(answer, "failed"u8, (scoped ref part) => Count(ref part, out failed))))
            return false;
        if (failed > 0 || done >= UpbitOrderCalls.CancelMax)
            reports.Fail(request, VenueFailure.Unknown());
        return true;
    }

    private static bool Count(scoped ref JsonObject part, out long count)
    {
        count = part.Whole("count"u8, -1);
        return count >= 0;
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
                    return KoreanOrders.Found(asked, context, ref order, "identifier"u8, StatusOf, reports);
                }) || !scanner.IsWhole)
                    return false;
                if (count < UpbitOrderCalls.PageSize)
                    return KoreanOrders.End(reports, OrderReportKind.OrdersEnd, request);
                reports.NextCursor = UpbitOrderCalls.NextPage(reports.Cursor);
                return true;
            case OrderRequestKind.QueryFills:
                return Ended(request, context, body, ref scanner, reports);
            default:
                return false;
        }
    }

    /// <summary>Orders that have ended, of which those with fills are asked for next, the newest first.</summary>
    private static bool Ended(in OrderRequest request, OrderContext context, ReadOnlySpan<byte> body, scoped ref FrameScanner scanner, OrderReports reports)
    {
        var ids = new StringBuilder();
        var asked = request;
        var (rows, count) = (0, 0);
        if (!JsonItems.Of(body, ref scanner, (scoped ref order) =>
        {
            var id = order.OrderId("uuid"u8);
            rows++;
            if (KoreanOrders.IsAsked(asked, context, order, id) && count++ < KoreanOrders.OrdersMax)
                ids.Append(id.ToString()).Append(',');
            return !id.IsEmpty;
        }) || !scanner.IsWhole)
            return false;
        KoreanOrders.Next(request, context, ids + (count > KoreanOrders.OrdersMax || rows >= UpbitOrderCalls.ClosedMax ? KoreanOrders.Cut : ""), reports);
        return true;
    }

    private static VenueOrderStatus StatusOf(ReadOnlySpan<byte> word, long quantity, long filled) =>
        word.SequenceEqual("wait"u8) ? VenueOrderStatus.Live
        : word.SequenceEqual("watch"u8) ? VenueOrderStatus.Pending
        : word.SequenceEqual("done"u8) ? VenueOrderStatus.Filled
        : word.SequenceEqual("cancel"u8) ? VenueOrderStatus.Cancelled : VenueOrderStatus.Unknown;
}
