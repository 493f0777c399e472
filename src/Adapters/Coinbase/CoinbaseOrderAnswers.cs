using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Json;
using OrderRequest = Rialto.Model.Execution.OrderRequest;

namespace Rialto.Adapters.Coinbase;

/// <summary>Answers of Coinbase's Advanced Trade API. Refused orders come with HTTP status 200 and <c>"success":false</c>. No state.</summary>
internal static class CoinbaseOrderAnswers
{
    public static bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var answer = new JsonObject();
        var isRead = answer.Read(body);
        if (status is < 200 or > 299)
        {
            reports.Fail(request, isRead ? CoinbaseOrderErrors.Of(status, answer) : VenueFailure.OfStatus(status));
            return true;
        }

        var asked = request;
        return isRead && request.Kind switch
        {
            OrderRequestKind.Place => Placed(request, answer, reports),
            OrderRequestKind.Amend => Edited(request, answer, reports),
            OrderRequestKind.Cancel => Cancelled(request, answer, reports),
            OrderRequestKind.Query when !request.VenueOrder.IsEmpty => JsonItems.One(answer, "order"u8, (scoped ref order) => Found(asked, context, ref order, reports)),
            OrderRequestKind.Query or OrderRequestKind.QueryOrders => Orders(request, context, answer, reports),
            OrderRequestKind.QueryBalances => JsonItems.Of(answer, "accounts"u8, (scoped ref account) => Balance(ref account, reports)) && Next(request, answer, reports, OrderReportKind.BalancesEnd),
            OrderRequestKind.QueryFills => Fills(request, context, answer, reports),
            _ => false,
        };
    }

    private static bool Placed(in OrderRequest request, scoped in JsonObject answer, OrderReports reports)
    {
        if (answer.KindOf("success"u8) == JsonKind.False)
            return Refused(request, answer, reports);
        var asked = request;
        return answer.IsTrue("success"u8) && JsonItems.One(answer, "success_response"u8, (scoped ref order) =>
        {
            ref var report = ref reports.Add(OrderReportKind.Accepted, asked);
            report.VenueOrder = order.OrderId("order_id"u8);
            report.ClientOrderId = order.Id("client_order_id"u8);
            (report.Price, report.Quantity) = (asked.Price, asked.Quantity);
            return !report.VenueOrder.IsEmpty;
        });
    }

    // Taken in, no more: the stream tells the order with its new terms.
    private static bool Edited(in OrderRequest request, scoped in JsonObject answer, OrderReports reports)
    {
        if (answer.IsTrue("success"u8))
            return true;
        return answer.KindOf("success"u8) == JsonKind.False && Refused(request, answer, reports);
    }

    private static bool Refused(in OrderRequest request, scoped in JsonObject answer, OrderReports reports)
    {
        var reason = VenueReason.Other;
        if (answer.KindOf("error_response"u8) == JsonKind.Object && !JsonItems.One(answer, "error_response"u8, (scoped ref error) => Words(error, ref reason)))
            return false;
        if (answer.KindOf("errors"u8) == JsonKind.Object && !JsonItems.One(answer, "errors"u8, (scoped ref error) => Words(error, ref reason)))
            return false;
        if (answer.KindOf("errors"u8) == JsonKind.Array && !JsonItems.Of(answer, "errors"u8, (scoped ref error) => Words(error, ref reason)))
            return false;
        reports.Fail(request, VenueFailure.Reject(reason));
        return true;
    }

    // One of several fields has the reason, the others say that they do not know one.
    private static bool Words(scoped in JsonObject error, ref VenueReason reason)
    {
        foreach (var name in (ReadOnlySpan<string>)["error", "new_order_failure_reason", "preview_failure_reason", "edit_failure_reason", "edit_order_failure_reason", "message", "error_details"])
        {
            if (reason == VenueReason.Other)
                reason = CoinbaseOrderErrors.ReasonOf(error.Text(Encoding.ASCII.GetBytes(name)));
        }

        return true;
    }

    // Taken in: the stream tells the end. An engine that refuses has most often no such order any more.
    private static bool Cancelled(in OrderRequest request, scoped in JsonObject answer, OrderReports reports)
    {
        var asked = request;
        var count = 0;
        return JsonItems.Of(answer, "results"u8, (scoped ref result) =>
        {
            count++;
            if (result.IsTrue("success"u8) || result.Is("failure_reason"u8, "DUPLICATE_CANCEL_REQUEST"u8))
                return true;
            reports.Fail(asked, result.Is("failure_reason"u8, "UNKNOWN_CANCEL_FAILURE_REASON"u8) ? VenueFailure.Unknown()
                : VenueFailure.Reject(result.Is("failure_reason"u8, "COMMANDER_REJECTED_CANCEL_ORDER"u8) ? VenueReason.UnknownOrder : CoinbaseOrderErrors.ReasonOf(result.Text("failure_reason"u8))));
            return result.KindOf("success"u8) == JsonKind.False;
        }) && count == 1;
    }

    private static bool Orders(in OrderRequest request, OrderContext context, scoped in JsonObject answer, OrderReports reports)
    {
        var asked = request;
        var wanted = request.Kind == OrderRequestKind.Query ? context.IdOf(request.Order) : default;
        var count = reports.Count;
        if (!JsonItems.Of(answer, "orders"u8, (scoped ref order) => (!wanted.IsEmpty && order.Id("client_order_id"u8) != wanted) || Found(asked, context, ref order, reports)))
            return false;
        return (request.Kind == OrderRequestKind.Query && reports.Count > count) || Next(request, answer, reports, request.Kind == OrderRequestKind.Query ? OrderReportKind.NotFound : OrderReportKind.OrdersEnd);
    }

    private static bool Found(in OrderRequest request, OrderContext context, scoped ref JsonObject order, OrderReports reports)
    {
        if (!context.TryFind(order.Text("product_id"u8), out var listing))
            return order.Has("product_id"u8);
        ref var report = ref reports.Found(request, context, listing, order.Id("client_order_id"u8));
        report.VenueOrder = order.OrderId("order_id"u8);
        report.Side = order.SideOf("side"u8, "BUY"u8, "SELL"u8);
        report.FilledQuantity = order.Filled("filled_size"u8, listing.QuantityScale);
        report.FillPrice = new Price(order.Average("average_filled_price"u8, listing.PriceScale));
        report.EventTime = order.Has("last_fill_time"u8) ? order.IsoTime("last_fill_time"u8) : order.IsoTime("created_time"u8);
        report.Status = CoinbaseUserStream.StatusOf(order.Text("status"u8));
        return !report.VenueOrder.IsEmpty && Terms(order, listing, ref report);
    }

    /// <summary>Price and quantity stand in an object that is named by the kind of order: <c>"order_configuration":{"limit_limit_gtc":{"base_size":"0.01","limit_price":"45000.00"}}</c>.</summary>
    private static bool Terms(scoped in JsonObject order, Listing listing, ref OrderReport report)
    {
        var scanner = order.At("order_configuration"u8);
        var terms = new JsonObject();
        if (!scanner.Object() || !scanner.NextName(out var kind) || !terms.Read(order.Frame, ref scanner))
            return false;

        // An order for an amount of money has no quantity but what was bought for it.
        report.Quantity = new Quantity(terms.Has("quote_size"u8) && !terms.Has("base_size"u8) ? Math.Max(0, report.FilledQuantity.Units) : terms.Required("base_size"u8, listing.QuantityScale));
        report.Price = new Price(kind.IndexOf("limit"u8) >= 0 ? terms.Required("limit_price"u8, listing.PriceScale) : 0);
        return !terms.HasMisfit;
    }

    private static bool Balance(scoped ref JsonObject account, OrderReports reports)
    {
        var (free, held) = (default(DecimalAmount), default(DecimalAmount));
        if (!JsonItems.One(account, "available_balance"u8, (scoped ref amount) => Value(ref amount, out free)) || (account.Has("hold"u8) && !JsonItems.One(account, "hold"u8, (scoped ref amount) => Value(ref amount, out held))))
            return false;
        if (account.Asset("currency"u8) is { IsNone: false } asset)
            reports.Balance(asset, DecimalAmount.Sum(free, held), free).Flags = OrderReportFlags.FromQuery;
        return account.Has("currency"u8);
    }

    private static bool Value(scoped ref JsonObject amount, out DecimalAmount value)
    {
        value = amount.Amount("value"u8);
        return amount.Has("value"u8);
    }

    private static bool Fills(in OrderRequest request, OrderContext context, scoped in JsonObject answer, OrderReports reports)
    {
        var count = 0;
        if (!JsonItems.Of(answer, "fills"u8, (scoped ref fill) =>
        {
            count++;
            return Fill(ref fill, context, reports);
        }))
            return false;
        return count == 0 ? End(reports, OrderReportKind.FillsEnd, request) : Next(request, answer, reports, OrderReportKind.FillsEnd);
    }

    private static bool Fill(scoped ref JsonObject fill, OrderContext context, OrderReports reports)
    {
        if (!context.TryFind(fill.Text("product_id"u8), out var listing))
            return fill.Has("product_id"u8);

        // Orders for an amount of money are never ours; corrections of old trades show in balances.
        if (fill.IsTrue("size_in_quote"u8) || (fill.Has("trade_type"u8) && !fill.Is("trade_type"u8, "FILL"u8)))
            return true;
        ref var report = ref reports.Of(OrderReportKind.Filled, context, listing, default, fill.OrderId("order_id"u8));
        var fee = fill.Amount("commission"u8);
        report.Flags = OrderReportFlags.FromQuery;
        report.Side = fill.SideOf("side"u8, "BUY"u8, "SELL"u8);
        report.FillPrice = new Price(fill.Required("price"u8, listing.PriceScale));
        report.FillQuantity = new Quantity(fill.Required("size"u8, listing.QuantityScale));
        (report.Amount, report.AmountScale) = (fee.Units, fee.Scale);
        report.Asset = AssetCode.TryCreate(Encoding.ASCII.GetBytes(listing.Quote), out var quote) ? quote : default;
        report.TradeId = fill.Id("trade_id"u8);
        report.Liquidity = fill.Is("liquidity_indicator"u8, "MAKER"u8) ? Liquidity.Maker : fill.Is("liquidity_indicator"u8, "TAKER"u8) ? Liquidity.Taker : Liquidity.Unknown;
        report.EventTime = fill.IsoTime("trade_time"u8);
        return !report.VenueOrder.IsEmpty && !report.TradeId.IsEmpty;
    }

    private static bool Next(in OrderRequest request, scoped in JsonObject answer, OrderReports reports, OrderReportKind end)
    {
        var cursor = Encoding.ASCII.GetString(answer.Text("cursor"u8));
        if (cursor.Length == 0 || answer.KindOf("has_next"u8) == JsonKind.False || cursor == reports.Cursor)
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
