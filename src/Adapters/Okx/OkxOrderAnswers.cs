using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Json;
using OrderRequest = Rialto.Model.Execution.OrderRequest;

namespace Rialto.Adapters.Okx;

/// <summary>Answers of OKX's REST interface: <c>{"code":"0","msg":"","data":[..]}</c>; orders have a code of their own, <c>sCode</c>. No state.</summary>
internal static class OkxOrderAnswers
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 100;

    public static bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var answer = new JsonObject();
        if (!answer.Read(body) || !answer.Has("code"u8))
        {
            if (status is >= 200 and < 300)
                return false;
            reports.Fail(request, VenueFailure.OfStatus(status));
            return true;
        }

        var isWrite = request.Kind is OrderRequestKind.Place or OrderRequestKind.Amend or OrderRequestKind.Cancel;
        var code = (int)answer.Whole("code"u8, -1);
        if (isWrite && !VenueFailure.HidesOutcome(status) && code is 0 or 1 or 2 && answer.KindOf("data"u8) == JsonKind.Array)
            return Taken(request, status, answer, reports);
        if (code != 0 || status is < 200 or > 299)
        {
            reports.Fail(request, OkxOrderErrors.Of(status, code));
            return !answer.HasMisfit;
        }

        switch (request.Kind)
        {
            case OrderRequestKind.ArmDeadMan:
                reports.Add(OrderReportKind.DeadManArmed, request);
                return true;
            case OrderRequestKind.Query or OrderRequestKind.QueryOrders:
                return Orders(request, context, answer, reports);
            case OrderRequestKind.QueryBalances:
                return JsonItems.Of(answer, "data"u8, (scoped ref account) => OkxUserStream.Balances(account, reports, OrderReportFlags.FromQuery)) && End(reports, OrderReportKind.BalancesEnd, request);
            case OrderRequestKind.QueryPositions:
                return JsonItems.Of(answer, "data"u8, (scoped ref position) => OkxUserStream.Position(ref position, context, reports, OrderReportFlags.FromQuery)) && End(reports, OrderReportKind.PositionsEnd, request);
            case OrderRequestKind.QueryFills:
                return Fills(request, context, answer, reports);
            default:
                return false;
        }
    }

    private static bool Taken(in OrderRequest request, int status, scoped in JsonObject answer, OrderReports reports)
    {
        var asked = request;
        var count = 0;
        return JsonItems.Of(answer, "data"u8, (scoped ref item) =>
        {
            count++;
            var code = (int)item.Whole("sCode"u8, -1);
            if (code != 0)
            {
                reports.Fail(asked, OkxOrderErrors.Of(status, code));
                return code > 0;
            }

            // Taken in, no more: the stream tells what became of a cancel or an amendment.
            if (asked.Kind != OrderRequestKind.Place)
                return true;
            ref var report = ref reports.Add(OrderReportKind.Accepted, asked);
            report.VenueOrder = item.OrderId("ordId"u8);
            report.ClientOrderId = item.Id("clOrdId"u8);
            (report.Price, report.Quantity) = (asked.Price, asked.Quantity);
            return !report.VenueOrder.IsEmpty;
        }) && count == 1;
    }

    private static bool Orders(in OrderRequest request, OrderContext context, scoped in JsonObject answer, OrderReports reports)
    {
        var asked = request;
        var count = 0;
        var last = "";
        if (!JsonItems.Of(answer, "data"u8, (scoped ref order) =>
        {
            count++;
            last = System.Text.Encoding.ASCII.GetString(order.Text("ordId"u8));
            if (!context.TryFind(order.Text("instId"u8), out var listing))
                return order.Has("instId"u8);
            ref var report = ref reports.Found(asked, context, listing, order.Id("clOrdId"u8));
            Fill(ref report, ref order, listing);
            report.Status = OkxUserStream.StatusOf(order.Text("state"u8));
            return !report.VenueOrder.IsEmpty;
        }))
            return false;
        if (request.Kind == OrderRequestKind.Query)
        {
            if (count == 0)
                reports.Add(OrderReportKind.NotFound, request);
            return count <= 1;
        }

        return Next(request, reports, count, last, OrderReportKind.OrdersEnd);
    }

    /// <summary>What answers and frames tell of an order alike.</summary>
    public static void Fill(ref OrderReport report, scoped ref JsonObject order, Listing listing)
    {
        report.VenueOrder = order.OrderId("ordId"u8);
        report.Side = order.SideOf("side"u8, "buy"u8, "sell"u8);
        report.Price = new Price(HasPrice(order) ? order.Required("px"u8, listing.PriceScale) : order.Decimal("px"u8, listing.PriceScale));
        report.Quantity = new Quantity(order.Required("sz"u8, listing.QuantityScale));
        report.FilledQuantity = order.Filled("accFillSz"u8, listing.QuantityScale);
        report.FillPrice = new Price(order.Average("avgPx"u8, listing.PriceScale));
        report.EventTime = order.Milliseconds("uTime"u8);
    }

    // All other types (market, optimal_limit_ioc, ..) may leave it empty.
    private static bool HasPrice(scoped in JsonObject order) => order.Is("ordType"u8, "limit"u8) || order.Is("ordType"u8, "post_only"u8) || order.Is("ordType"u8, "ioc"u8) || order.Is("ordType"u8, "fok"u8);

    private static bool Fills(in OrderRequest request, OrderContext context, scoped in JsonObject answer, OrderReports reports)
    {
        var count = 0;
        var last = "";
        return JsonItems.Of(answer, "data"u8, (scoped ref fill) =>
        {
            count++;
            last = System.Text.Encoding.ASCII.GetString(fill.Text("billId"u8));
            if (!context.TryFind(fill.Text("instId"u8), out var listing))
                return fill.Has("instId"u8);
            ref var report = ref reports.Of(OrderReportKind.Filled, context, listing, fill.Id("clOrdId"u8), fill.OrderId("ordId"u8));
            var fee = fill.Amount("fee"u8).Negated;
            report.Flags = OrderReportFlags.FromQuery;
            report.Side = fill.SideOf("side"u8, "buy"u8, "sell"u8);
            report.FillPrice = new Price(fill.Required("fillPx"u8, listing.PriceScale));
            report.FillQuantity = new Quantity(fill.Required("fillSz"u8, listing.QuantityScale));
            (report.Amount, report.AmountScale, report.Asset) = (fee.Units, fee.Scale, fill.Asset("feeCcy"u8));
            report.TradeId = fill.Id("tradeId"u8);
            report.Liquidity = fill.Is("execType"u8, "M"u8) ? Liquidity.Maker : Liquidity.Taker;
            report.EventTime = fill.Milliseconds("ts"u8);
            return !report.VenueOrder.IsEmpty;
        }) && Next(request, reports, count, last, OrderReportKind.FillsEnd);
    }

    private static bool Next(in OrderRequest request, OrderReports reports, int count, string last, OrderReportKind end)
    {
        if (count < PageSize || last.Length == 0)
            return End(reports, end, request);
        reports.NextCursor = last;
        return true;
    }

    private static bool End(OrderReports reports, OrderReportKind end, in OrderRequest request)
    {
        reports.Add(end, request);
        return true;
    }
}
