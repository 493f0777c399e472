using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using OrderRequest = Rialto.Model.Execution.OrderRequest;

namespace Rialto.Adapters.Bybit;

/// <summary>Answers of Bybit's REST interface: <c>{"retCode":0,"retMsg":"OK","result":{..}}</c> with status 200 also where something was refused. No state.</summary>
internal static class BybitOrderAnswers
{
    public static bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports, string category)
    {
        var answer = new JsonObject();
        if (!answer.Read(body) || !answer.Has("retCode"u8))
        {
            if (status is >= 200 and < 300)
                return false;
            reports.Fail(request, BybitOrderErrors.Of(status, 0, body));
            return true;
        }

        var code = (int)answer.Whole("retCode"u8);
        if (code != 0 || status is < 200 or > 299)
        {
            reports.Fail(request, BybitOrderErrors.Of(status, code, answer.Text("retMsg"u8)));
            return !answer.HasMisfit;
        }

        var scanner = answer.At("result"u8);
        var result = new JsonObject();
        return result.Read(body, ref scanner) && Result(request, context, ref result, reports, category);
    }

    private static bool Result(in OrderRequest request, OrderContext context, scoped ref JsonObject result, OrderReports reports, string category)
    {
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
            {
                ref var report = ref reports.Add(OrderReportKind.Accepted, request);
                report.VenueOrder = result.OrderId("orderId"u8);
                report.ClientOrderId = result.Id("orderLinkId"u8);
                (report.Price, report.Quantity) = (request.Price, request.Quantity);
                return !report.VenueOrder.IsEmpty;
            }

            // Taken in, no more: the stream tells what became of it.
            case OrderRequestKind.Cancel or OrderRequestKind.Amend or OrderRequestKind.CancelAll:
                return true;
            case OrderRequestKind.Query or OrderRequestKind.QueryOrders:
                return Orders(request, context, result, reports, category);
            case OrderRequestKind.QueryBalances:
                return JsonItems.Of(result, "list"u8, (scoped ref account) => BybitUserStream.Wallet(account, reports, OrderReportFlags.FromQuery)) && End(reports, OrderReportKind.BalancesEnd, request);
            case OrderRequestKind.QueryPositions:
                return JsonItems.Of(result, "list"u8, (scoped ref position) => BybitUserStream.Position(ref position, context, reports, OrderReportFlags.FromQuery))
                    && Next(request, result, reports, category, OrderReportKind.PositionsEnd);
            case OrderRequestKind.QueryFills:
                return JsonItems.Of(result, "list"u8, (scoped ref fill) => BybitUserStream.Fill(ref fill, context, reports, OrderReportFlags.FromQuery))
                    && Next(request, result, reports, category, OrderReportKind.FillsEnd);
            default:
                return false;
        }
    }

    private static bool Orders(in OrderRequest request, OrderContext context, scoped in JsonObject result, OrderReports reports, string category)
    {
        var asked = request;
        var count = reports.Count;
        if (!JsonItems.Of(result, "list"u8, (scoped ref order) => Found(asked, context, ref order, reports)))
            return false;
        if (request.Kind != OrderRequestKind.Query)
            return Next(request, result, reports, category, OrderReportKind.OrdersEnd);
        if (reports.Count > count)
            return true;

        // Not among live orders and the last 500 that ended: then in the history.
        if (result.Has("category"u8) && reports.Cursor.Length == 0)
            reports.NextCursor = "history";
        else
            reports.Add(OrderReportKind.NotFound, request);
        return true;
    }

    private static bool Found(in OrderRequest request, OrderContext context, scoped ref JsonObject order, OrderReports reports)
    {
        if (!context.TryFind(order.Text("symbol"u8), out var listing))
            return order.Has("symbol"u8);
        ref var report = ref reports.Found(request, context, listing, order.Id("orderLinkId"u8));
        Fill(ref report, ref order, listing);
        report.Status = BybitUserStream.StatusOf(order.Text("orderStatus"u8));
        return !report.VenueOrder.IsEmpty;
    }

    /// <summary>What answers and frames tell of an order alike.</summary>
    public static void Fill(ref OrderReport report, scoped ref JsonObject order, Listing listing)
    {
        report.VenueOrder = order.OrderId("orderId"u8);
        report.Side = order.SideOf("side"u8, "Buy"u8, "Sell"u8);
        report.Price = new Price(order.Is("orderType"u8, "Market"u8) ? order.Decimal("price"u8, listing.PriceScale) : order.Required("price"u8, listing.PriceScale));
        report.Quantity = new Quantity(order.Required("qty"u8, listing.QuantityScale));
        report.FilledQuantity = order.Filled("cumExecQty"u8, listing.QuantityScale);
        report.FillPrice = new Price(order.Average("avgPrice"u8, listing.PriceScale));
        report.EventTime = order.Milliseconds("updatedTime"u8);
    }

    private static bool Next(in OrderRequest request, scoped in JsonObject result, OrderReports reports, string category, OrderReportKind end)
    {
        var cursor = System.Text.Encoding.ASCII.GetString(result.Text("nextPageCursor"u8));
        var coin = reports.Cursor.StartsWith("USDC|", StringComparison.Ordinal) ? "USDC" : "USDT";
        if (cursor.Length > 0)
            reports.NextCursor = coin + "|" + cursor;
        else if (category == "linear" && request.Listing.IsNone && coin == "USDT")
            reports.NextCursor = "USDC|";
        else
            return End(reports, end, request);
        return true;
    }

    private static bool End(OrderReports reports, OrderReportKind end, in OrderRequest request)
    {
        reports.Add(end, request);
        return true;
    }
}
