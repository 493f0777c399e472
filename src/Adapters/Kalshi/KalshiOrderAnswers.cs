using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Kalshi;

/// <summary>Answers of Kalshi's REST interface. No state.</summary>
internal static class KalshiOrderAnswers
{
    private const int CentScale = 2;

    public static bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports)
    {
        if (status is < 200 or > 299)
        {
            reports.Fail(request, KalshiOrderErrors.Of(status, body));
            return true;
        }

        var answer = new JsonObject();
        if (!answer.Read(body))
            return false;
        var asked = request;
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                return Placed(request, context, ref answer, reports);

            // In rare cases the answer names another order: the stream tells which has ended.
            case OrderRequestKind.Cancel:
                return true;
            case OrderRequestKind.Amend:
            {
                ref var report = ref reports.Add(OrderReportKind.Amended, request);
                (report.Price, report.Quantity) = (request.Price, request.Quantity);
                return true;
            }

            case OrderRequestKind.Query when !request.VenueOrder.IsEmpty:
                return JsonItems.One(answer, "order"u8, (scoped ref order) => Found(asked, context, ref order, reports));
            case OrderRequestKind.Query or OrderRequestKind.QueryOrders:
                return Orders(request, context, answer, reports);
            case OrderRequestKind.QueryBalances:
                return Balance(ref answer, reports) && End(reports, OrderReportKind.BalancesEnd, request);
            case OrderRequestKind.QueryPositions:
                return JsonItems.Of(answer, "market_positions"u8, (scoped ref position) => KalshiUserStream.Position(ref position, context, reports, OrderReportFlags.FromQuery))
                    && Next(request, answer, reports, OrderReportKind.PositionsEnd);
            case OrderRequestKind.QueryFills:
                return JsonItems.Of(answer, "fills"u8, (scoped ref fill) => KalshiUserStream.Fill(ref fill, context, reports, OrderReportFlags.FromQuery)) && Next(request, answer, reports, OrderReportKind.FillsEnd);
            default:
                return false;
        }
    }

    /// <summary>What answers and frames tell of an order alike.</summary>
    public static void Fill(ref OrderReport report, scoped ref JsonObject order, Listing listing)
    {
        report.VenueOrder = order.OrderId("order_id"u8);
        report.Side = order.SideOf("book_side"u8, "bid"u8, "ask"u8);
        report.Price = new Price(order.Required("yes_price_dollars"u8, listing.PriceScale));
        report.Quantity = new Quantity(order.Required("initial_count_fp"u8, listing.QuantityScale));
        report.FilledQuantity = order.Filled("fill_count_fp"u8, listing.QuantityScale);
    }

    private static bool Placed(in OrderRequest request, OrderContext context, scoped ref JsonObject answer, OrderReports reports)
    {
        if (!context.TryFind(request.Listing, out var listing))
            return false;
        ref var report = ref reports.Add(OrderReportKind.Accepted, request);
        report.VenueOrder = answer.OrderId("order_id"u8);
        report.ClientOrderId = answer.Id("client_order_id"u8);
        (report.Price, report.Quantity) = (request.Price, request.Quantity);
        report.FilledQuantity = answer.Filled("fill_count"u8, listing.QuantityScale);
        report.EventTime = answer.Milliseconds("ts_ms"u8);
        return !report.VenueOrder.IsEmpty && !answer.HasMisfit;
    }

    private static bool Orders(in OrderRequest request, OrderContext context, scoped in JsonObject answer, OrderReports reports)
    {
        var asked = request;
        var wanted = request.Kind == OrderRequestKind.Query ? context.IdOf(request.Order) : default;
        var count = reports.Count;
        if (!JsonItems.Of(answer, "orders"u8, (scoped ref order) => (!wanted.IsEmpty && order.Id("client_order_id"u8) != wanted) || Found(asked, context, ref order, reports)))
            return false;
        return request.Kind == OrderRequestKind.Query && reports.Count > count
            || Next(request, answer, reports, request.Kind == OrderRequestKind.Query ? OrderReportKind.NotFound : OrderReportKind.OrdersEnd);
    }

    private static bool Found(in OrderRequest request, OrderContext context, scoped ref JsonObject order, OrderReports reports)
    {
        if (!context.TryFind(order.Text("ticker"u8), out var listing))
            return order.Has("ticker"u8);
        ref var report = ref reports.Found(request, context, listing, order.Id("client_order_id"u8));
        Fill(ref report, ref order, listing);
        report.Status = order.Is("status"u8, "resting"u8) ? VenueOrderStatus.Live : order.Is("status"u8, "executed"u8) ? VenueOrderStatus.Filled
            : order.Is("status"u8, "canceled"u8) ? VenueOrderStatus.Cancelled : VenueOrderStatus.Unknown;
        return !report.VenueOrder.IsEmpty;
    }

    // Dollars where they are told; the older field counts cents.
    private static bool Balance(scoped ref JsonObject answer, OrderReports reports)
    {
        var amount = answer.Has("balance_dollars"u8) ? answer.Amount("balance_dollars"u8) : new DecimalAmount(answer.Whole("balance"u8), CentScale);
        reports.Balance(AssetCode.Of("USD"), amount, amount).Flags = OrderReportFlags.FromQuery;
        return (answer.Has("balance_dollars"u8) || answer.Has("balance"u8)) && !answer.HasMisfit;
    }

    private static bool Next(in OrderRequest request, scoped in JsonObject answer, OrderReports reports, OrderReportKind end)
    {
        var cursor = System.Text.Encoding.ASCII.GetString(answer.Text("cursor"u8));
        if (cursor.Length == 0)
            return End(reports, end, request);
        reports.NextCursor = cursor;
        return true;
    }

    private static bool End(OrderReports reports, OrderReportKind end, in OrderRequest request)
    {
        reports.Add(end, request);
        return true;
    }
}
