using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Wire.Json;
using OrderRequest = Rialto.Model.Execution.OrderRequest;

namespace Rialto.Adapters.Deribit;

/// <summary>Answers of Deribit: <c>{"id":..,"result":..}</c> or <c>{"id":..,"error":{"code","message"}}</c>. No state.</summary>
internal static class DeribitOrderAnswers
{
    public static bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports)
    {
        if (status is < 200 or > 299)
        {
            reports.Fail(request, VenueFailure.OfStatus(status));
            return true;
        }

        var answer = new JsonObject();
        if (!answer.Read(body) || (!answer.Has("result"u8) && !answer.Has("error"u8)))
            return false;

        if (answer.Has("error"u8))
        {
            var failure = VenueFailure.None;
            if (!JsonItems.One(answer, "error"u8, (scoped ref error) =>
            {
                failure = DeribitOrderErrors.Of((int)error.Whole("code"u8), error.Text("message"u8));
                return true;
            }))
                return false;
            reports.Fail(request, failure);
            return true;
        }

        var asked = request;
        switch (request.Kind)
        {
            case OrderRequestKind.Place or OrderRequestKind.Amend:
                return JsonItems.One(answer, "result"u8, (scoped ref result) => Entered(asked, context, result, reports));
            case OrderRequestKind.Cancel or OrderRequestKind.CancelAll:
                return Ended(request, context, answer, reports);
            case OrderRequestKind.Query when answer.KindOf("result"u8) == JsonKind.Object:
                return JsonItems.One(answer, "result"u8, (scoped ref order) => Found(asked, context, ref order, reports));
            case OrderRequestKind.Query:
            {
                var count = reports.Count;
                if (!JsonItems.Of(answer, "result"u8, (scoped ref order) => Found(asked, context, ref order, reports)))
                    return false;
                if (reports.Count == count)
                    reports.Add(OrderReportKind.NotFound, request);
                return true;
            }

            case OrderRequestKind.QueryOrders:
                return JsonItems.Of(answer, "result"u8, (scoped ref order) => Found(asked, context, ref order, reports)) && End(reports, OrderReportKind.OrdersEnd, request);
            case OrderRequestKind.QueryBalances:
                return JsonItems.One(answer, "result"u8, (scoped ref account) => JsonItems.Of(account, "summaries"u8, (scoped ref summary) => DeribitUserStream.Balance(ref summary, reports, OrderReportFlags.FromQuery)))
                    && End(reports, OrderReportKind.BalancesEnd, request);
            case OrderRequestKind.QueryPositions:
                return JsonItems.Of(answer, "result"u8, (scoped ref position) => DeribitUserStream.Position(ref position, context, reports, OrderReportFlags.FromQuery)) && End(reports, OrderReportKind.PositionsEnd, request);
            case OrderRequestKind.QueryFills:
                return JsonItems.One(answer, "result"u8, (scoped ref result) => Fills(asked, context, result, reports));
            default:
                return false;
        }
    }

    private static bool Entered(in OrderRequest request, OrderContext context, scoped in JsonObject result, OrderReports reports)
    {
        var asked = request;
        return JsonItems.One(result, "order"u8, (scoped ref order) =>
        {
            if (!context.TryFind(asked.Listing, out var listing))
                return false;
            ref var report = ref reports.Add(asked.Kind == OrderRequestKind.Place ? OrderReportKind.Accepted : OrderReportKind.Amended, asked);
            report.ClientOrderId = order.Id("label"u8);
            DeribitUserStream.Fill(ref report, ref order, listing);
            report.FillPrice = default;
            return !report.VenueOrder.IsEmpty;
        }) && JsonItems.Of(result, "trades"u8, (scoped ref trade) => DeribitUserStream.Trade(ref trade, context, reports, OrderReportFlags.None))
            && JsonItems.One(result, "order"u8, (scoped ref order) => order.Is("order_state"u8, "open"u8) || order.Is("order_state"u8, "filled"u8) || DeribitUserStream.Order(ref order, context, reports));
    }

    // One order where it was named by its id; a count where all of a label or an instrument were meant: the stream tells which.
    private static bool Ended(in OrderRequest request, OrderContext context, scoped in JsonObject answer, OrderReports reports)
    {
        if (answer.KindOf("result"u8) == JsonKind.Object)
            return JsonItems.One(answer, "result"u8, (scoped ref order) => DeribitUserStream.Order(ref order, context, reports));
        if (answer.KindOf("result"u8) != JsonKind.Number)
            return false;
        if (request.Kind == OrderRequestKind.Cancel && answer.Is("result"u8, "0"u8))
            reports.Fail(request, VenueFailure.Reject(VenueReason.UnknownOrder));
        return true;
    }

    private static bool Found(in OrderRequest request, OrderContext context, scoped ref JsonObject order, OrderReports reports)
    {
        if (!context.TryFind(order.Text("instrument_name"u8), out var listing))
            return order.Has("instrument_name"u8);
        ref var report = ref reports.Found(request, context, listing, order.Id("label"u8));
        DeribitUserStream.Fill(ref report, ref order, listing);
        report.Status = DeribitUserStream.StatusOf(order.Text("order_state"u8));
        return !report.VenueOrder.IsEmpty;
    }

    private static bool Fills(in OrderRequest request, OrderContext context, scoped in JsonObject result, OrderReports reports)
    {
        var last = 0L;
        if (!JsonItems.Of(result, "trades"u8, (scoped ref trade) =>
        {
            last = trade.Whole("timestamp"u8);
            return DeribitUserStream.Trade(ref trade, context, reports, OrderReportFlags.FromQuery);
        }))
            return false;

        // The next page begins in the last one's millisecond: what is told twice is told apart by its id.
        var next = last.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (result.IsTrue("has_more"u8) && last > 0 && next != reports.Cursor)
            reports.NextCursor = next;
        else
            reports.Add(OrderReportKind.FillsEnd, request);
        return true;
    }

    private static bool End(OrderReports reports, OrderReportKind end, in OrderRequest request)
    {
        reports.Add(end, request);
        return true;
    }
}
