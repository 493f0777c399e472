using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Wire.Json;
using OrderRequest = Rialto.Model.Execution.OrderRequest;

namespace Rialto.Adapters.Upbit;

/// <summary>Answers of Upbit: an order, a list of them, or <c>{"error":{"name","message"}}</c>. No state.</summary>
internal static class UpbitOrderAnswers
{
    /// <summary>Ends the orders of a look that are not all of them.</summary>
    public const string Cut = "!";

    // One request for each order, as many as a session asks in a row.
    private const int OrdersMax = 150;
    private const int KoreaHours = 9;

    public static bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var scanner = new FrameScanner(body);
        if (scanner.Kind == JsonKind.Array && status is >= 200 and < 300)
            return List(request, context, body, reports);
        var answer = new JsonObject();
        var isRead = answer.Read(body);
        if (status is < 200 or > 299 || (isRead && answer.Has("error"u8)))
        {
            reports.Fail(request, UpbitOrderErrors.Of(status, isRead ? NameOf(answer) : default));
            return true;
        }

        return isRead && One(request, context, ref answer, reports);
    }

    /// <summary>The name of an error; empty where there is none.</summary>
    public static ReadOnlySpan<byte> NameOf(scoped in JsonObject answer)
    {
        var scanner = answer.At("error"u8);
        var error = new JsonObject();
        return error.Read(answer.Frame, ref scanner) ? error.Text("name"u8) : default;
    }

    /// <summary>A time as Korea writes it, <c>2024-06-13T10:28:36+09:00</c>; none where it is written otherwise.</summary>
    public static Timestamp KoreanTime(ReadOnlySpan<byte> text)
    {
        const string Offset = "+09:00";
        Span<byte> utc = stackalloc byte[32];
        if (text.Length is < 25 or > 35 || !text.EndsWith("+09:00"u8))
            return IsoTime.TryParse(text, out var plain) ? plain : default;
        var length = text.Length - Offset.Length;
        text[..length].CopyTo(utc);
        utc[length++] = (byte)'Z';
        return IsoTime.TryParse(utc[..length], out var time) && time.Nanoseconds > KoreaHours * 3_600_000_000_000L ? new Timestamp(time.Nanoseconds - KoreaHours * 3_600_000_000_000L) : default;
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
                return Trades(context, ref order, reports) && Found(request, context, ref order, reports) && !order.HasMisfit;
            case OrderRequestKind.QueryFills:
            {
                if (!Trades(context, ref order, reports) || order.HasMisfit)
                    return false;
                GoOn(request, context, order.OrderId("uuid"u8), reports);
                return true;
            }

            default:
                return false;
        }
    }

    /// <summary>The fills of an order are told: the next one, or the end of the look. Where it was not all, the next look of the same time goes on.</summary>
    public static void GoOn(in OrderRequest request, OrderContext context, VenueOrderId order, OrderReports reports)
    {
        var rest = reports.Cursor.IndexOf(',', StringComparison.Ordinal);
        if (rest >= 0)
            (context.Memory as UpbitMemory)?.Tell(request.Listing, request.Time, order);
        Next(request, context, rest < 0 ? "" : reports.Cursor[(rest + 1)..], reports);
    }

    /// <summary>Goes on with what is left of a look: the cursor, the end, or that it is not the end.</summary>
    public static void Next(in OrderRequest request, OrderContext context, string rest, OrderReports reports)
    {
        if (rest == Cut)
        {
            reports.Fail(request, new(FailureClass.Retry, VenueReason.VenueBusy, 0));
            return;
        }

        reports.NextCursor = rest;
        if (rest.Length > 0)
            return;
        if (request.Order.IsNone && request.VenueOrder.IsEmpty)
            (context.Memory as UpbitMemory)?.End(request.Listing);
        reports.Add(OrderReportKind.FillsEnd, request);
    }

    /// <summary>Whether an order of a list is asked for: it has fills, and this look has not told them.</summary>
    public static bool IsAsked(in OrderRequest request, OrderContext context, scoped in JsonObject order, VenueOrderId id) =>
        order.Amount("executed_volume"u8).Units > 0 && !id.IsEmpty && !id.ToString().Contains(',', StringComparison.Ordinal) && !(context.Memory is UpbitMemory memory && memory.IsTold(request.Listing, request.Time, id));

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
                return JsonItems.Of(body, ref scanner, (scoped ref account) => UpbitUserStream.Balance(ref account, reports, OrderReportFlags.FromQuery)) && scanner.IsWhole && End(reports, OrderReportKind.BalancesEnd, request);
            case OrderRequestKind.QueryOrders:
                if (!JsonItems.Of(body, ref scanner, (scoped ref order) =>
                {
                    count++;
                    return Found(asked, context, ref order, reports);
                }) || !scanner.IsWhole)
                    return false;
                if (count < UpbitOrderCalls.PageSize)
                    return End(reports, OrderReportKind.OrdersEnd, request);
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
            if (IsAsked(asked, context, order, id) && count++ < OrdersMax)
                ids.Append(id.ToString()).Append(',');
            return !id.IsEmpty;
        }) || !scanner.IsWhole)
            return false;
        Next(request, context, ids + (count > OrdersMax || rows >= UpbitOrderCalls.ClosedMax ? Cut : ""), reports);
        return true;
    }

    private static bool Found(in OrderRequest request, OrderContext context, scoped ref JsonObject order, OrderReports reports)
    {
        if (!context.TryFind(order.Text("market"u8), out var listing))
            return order.Has("market"u8);
        ref var report = ref reports.Found(request, context, listing, order.Id("identifier"u8));
        report.VenueOrder = order.OrderId("uuid"u8);
        report.Side = order.SideOf("side"u8, "bid"u8, "ask"u8);
        report.FilledQuantity = order.Filled("executed_volume"u8, listing.QuantityScale);

        // Orders for an amount of money have no quantity, and their price is the amount.
        var hasQuantity = order.Is("ord_type"u8, "limit"u8) || order.Has("volume"u8);
        report.Quantity = new Quantity(hasQuantity ? order.Required("volume"u8, listing.QuantityScale) : Math.Max(0, report.FilledQuantity.Units));
        report.Price = new Price(order.Is("ord_type"u8, "limit"u8) ? order.Required("price"u8, listing.PriceScale) : 0);
        report.FillPrice = new Price(order.Amount("executed_funds"u8).Per(report.FilledQuantity.Units, listing.PriceScale, listing.QuantityScale));
        report.EventTime = KoreanTime(order.Text("created_at"u8));
        report.Status = StatusOf(order.Text("state"u8));
        return !report.VenueOrder.IsEmpty;
    }

    private static VenueOrderStatus StatusOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("wait"u8) ? VenueOrderStatus.Live
        : word.SequenceEqual("watch"u8) ? VenueOrderStatus.Pending
        : word.SequenceEqual("done"u8) ? VenueOrderStatus.Filled
        : word.SequenceEqual("cancel"u8) ? VenueOrderStatus.Cancelled : VenueOrderStatus.Unknown;

    /// <summary>The trades of an order, without their fees: of those only the sum is told.</summary>
    private static bool Trades(OrderContext context, scoped ref JsonObject order, OrderReports reports)
    {
        if (!order.Has("trades"u8))
            return order.Has("uuid"u8);
        if (!context.TryFind(order.Text("market"u8), out var listing))
            return order.Has("market"u8);
        var (id, name, side) = (order.OrderId("uuid"u8), order.Id("identifier"u8), order.SideOf("side"u8, "bid"u8, "ask"u8));
        return !id.IsEmpty && JsonItems.Of(order, "trades"u8, (scoped ref trade) =>
        {
            ref var report = ref reports.Of(OrderReportKind.Filled, context, listing, name, id);
            report.Flags = OrderReportFlags.FromQuery;
            report.Side = side;
            report.FillPrice = new Price(trade.Required("price"u8, listing.PriceScale));
            report.FillQuantity = new Quantity(trade.Required("volume"u8, listing.QuantityScale));
            report.TradeId = trade.Id("uuid"u8);
            report.EventTime = KoreanTime(trade.Text("created_at"u8));
            return !report.TradeId.IsEmpty;
        });
    }

    private static bool End(OrderReports reports, OrderReportKind end, in OrderRequest request)
    {
        reports.Add(end, request);
        return true;
    }
}
