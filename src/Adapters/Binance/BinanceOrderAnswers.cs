using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;
using OrderRequest = Rialto.Model.Execution.OrderRequest;

namespace Rialto.Adapters.Binance;

/// <summary>Answers of Binance's REST interface. Immutable.</summary>
internal sealed class BinanceOrderAnswers(bool isFutures)
{
    private const int TradesMax = 1_000;

    public bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports)
    {
        if (status is < 200 or > 299)
            return Failed(request, context, status, body, reports);
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                return Placed(request, context, body, reports);
            case OrderRequestKind.Cancel:
                return Cancelled(request, body, reports);
            case OrderRequestKind.Amend when isFutures:
                return Amended(request, context, body, reports);
            case OrderRequestKind.Amend:
                return Replaced(request, context, body, reports);
            case OrderRequestKind.CancelAll:
                return isFutures || CancelledAll(context, body, reports);
            case OrderRequestKind.Query:
            {
                var order = new JsonObject();
                return order.Read(body) && Found(ref order, context, request, reports);
            }

            case OrderRequestKind.QueryOrders:
                return Orders(request, context, body, reports);
            case OrderRequestKind.QueryBalances:
                return Balances(body, reports);
            case OrderRequestKind.QueryPositions:
                return Positions(context, body, reports);
            case OrderRequestKind.QueryFills:
                return Fills(request, context, body, reports);
            case OrderRequestKind.ArmDeadMan:
                reports.Add(OrderReportKind.DeadManArmed, request);
                return true;
            default:
                return false;
        }
    }

    private bool Failed(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var error = new JsonObject();
        var isRead = error.Read(body);

        // Half of it was done: the order is gone and no other has come, or the first part failed and the second was not tried.
        if (isRead && request.Kind == OrderRequestKind.Amend && !isFutures && error.Has("data"u8))
            return HalfReplaced(request, context, status, error, body, reports);
        var failure = BinanceOrderErrors.Of(status, isRead ? (int)error.Whole("code"u8) : 0, isRead ? error.Text("msg"u8) : default, isFutures);

        // Nothing was open: that is what was wanted.
        if (request.Kind == OrderRequestKind.CancelAll && failure is { Code: -2011, Class: FailureClass.Reject })
            return true;
        reports.Fail(request, failure);
        return true;
    }

    private bool Placed(in OrderRequest request, OrderContext context, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var order = new JsonObject();
        return order.Read(body) && Entered(ref order, request, request.Order, context, reports);
    }

    private bool Entered(ref JsonObject order, in OrderRequest request, DeskOrderId name, OrderContext context, OrderReports reports)
    {
        if (!context.TryFind(request.Listing, out var listing) || order.OrderId("orderId"u8).IsEmpty)
            return false;
        var id = order.OrderId("orderId"u8);
        var time = order.Milliseconds(isFutures ? "updateTime"u8 : "transactTime"u8);
        var filled = order.Decimal("executedQty"u8, listing.QuantityScale);
        ref var accepted = ref reports.Add(OrderReportKind.Accepted, request);
        accepted.Order = name;
        accepted.VenueOrder = id;
        accepted.EventTime = time;
        accepted.ClientOrderId = order.Id("clientOrderId"u8);
        accepted.Price = request.Price;
        accepted.Quantity = request.Quantity;
        accepted.FilledQuantity = order.Has("executedQty"u8) ? new Quantity(filled) : new Quantity(OrderReport.NotTold);
        if (order.KindOf("fills"u8) == JsonKind.Array && !TradesOf(ref order, name, id, time, request, listing, reports))
            return false;
        if (order.Is("status"u8, "EXPIRED"u8) || order.Is("status"u8, "EXPIRED_IN_MATCH"u8) || order.Is("status"u8, "CANCELED"u8))
        {
            ref var ended = ref reports.Add(OrderReportKind.Cancelled, request);
            ended.Order = name;
            ended.VenueOrder = id;
            ended.EventTime = time;
            ended.FilledQuantity = new Quantity(filled);
            ended.Reason = order.Is("status"u8, "EXPIRED_IN_MATCH"u8) ? VenueReason.SelfTrade : request.Flags.Has(OrderRequestFlags.PostOnly) ? VenueReason.WouldTake : VenueReason.NoLiquidity;
        }

        return !order.HasMisfit;
    }

    private static bool TradesOf(ref JsonObject order, DeskOrderId name, in VenueOrderId id, Timestamp time, in OrderRequest request, Listing listing, OrderReports reports)
    {
        var scanner = order.At("fills"u8);
        var fill = new JsonObject();
        var sum = 0L;
        scanner.Array();
        while (scanner.NextItem())
        {
            if (!fill.Read(order.Frame, ref scanner))
                return false;
            var fee = fill.Amount("commission"u8);
            ref var report = ref reports.Add(OrderReportKind.Filled, request);
            report.Order = name;
            report.VenueOrder = id;
            report.EventTime = time;
            report.FillPrice = new Price(fill.Required("price"u8, listing.PriceScale));
            report.FillQuantity = new Quantity(fill.Required("qty"u8, listing.QuantityScale));
            sum += report.FillQuantity.Units;
            report.FilledQuantity = new Quantity(sum);
            (report.Amount, report.AmountScale, report.Asset) = (fee.Units, fee.Scale, fill.Asset("commissionAsset"u8));
            report.TradeId = fill.Id("tradeId"u8);
            report.Liquidity = Liquidity.Taker;
            if (fill.HasMisfit)
                return false;
        }

        return !scanner.HasFailed;
    }

    private static bool Cancelled(in OrderRequest request, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var order = new JsonObject();
        if (!order.Read(body) || order.OrderId("orderId"u8).IsEmpty)
            return false;
        ref var report = ref reports.Add(OrderReportKind.Cancelled, request);
        report.VenueOrder = order.OrderId("orderId"u8);
        report.Reason = VenueReason.Requested;
        report.EventTime = order.Milliseconds(order.Has("transactTime"u8) ? "transactTime"u8 : "updateTime"u8);
        return true;
    }

    private static bool CancelledAll(OrderContext context, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var scanner = new FrameScanner(body);
        var order = new JsonObject();
        scanner.Array();
        while (scanner.NextItem())
        {
            if (!order.Read(body, ref scanner))
                return false;
            if (!context.TryFind(order.Text("symbol"u8), out var listing))
                continue;
            ref var report = ref reports.Add(OrderReportKind.Cancelled);
            context.Name(ref report, order.Id("origClientOrderId"u8));
            report.Listing = listing.Id;
            report.VenueOrder = order.OrderId("orderId"u8);
            report.Reason = VenueReason.Requested;
            report.EventTime = order.Milliseconds("transactTime"u8);
        }

        return scanner.IsWhole;
    }

    private static bool Amended(in OrderRequest request, OrderContext context, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var order = new JsonObject();
        if (!order.Read(body) || order.OrderId("orderId"u8).IsEmpty || !context.TryFind(request.Listing, out var listing))
            return false;
        ref var report = ref reports.Add(OrderReportKind.Amended, request);
        report.VenueOrder = order.OrderId("orderId"u8);
        report.Price = new Price(order.Required("price"u8, listing.PriceScale));
        report.Quantity = new Quantity(order.Required("origQty"u8, listing.QuantityScale));
        report.FilledQuantity = order.Filled("executedQty"u8, listing.QuantityScale);
        report.EventTime = order.Milliseconds("updateTime"u8);
        return !order.HasMisfit;
    }

    private bool Replaced(in OrderRequest request, OrderContext context, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var answer = new JsonObject();
        return answer.Read(body) && CancelPart(request, context, ref answer, reports) && NewPart(request, context, ref answer, reports);
    }

    private bool HalfReplaced(in OrderRequest request, OrderContext context, int status, scoped in JsonObject error, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var scanner = error.At("data"u8);
        var parts = new JsonObject();
        if (!parts.Read(body, ref scanner))
            return false;
        if (!parts.Is("cancelResult"u8, "SUCCESS"u8))
        {
            reports.Fail(request, FailureOf(ref parts, "cancelResponse"u8, status));
            return true;
        }

        if (!CancelPart(request, context, ref parts, reports))
            return false;
        if (parts.Is("newOrderResult"u8, "SUCCESS"u8))
            return NewPart(request, context, ref parts, reports);
        var failure = parts.Is("newOrderResult"u8, "UNKNOWN"u8) ? VenueFailure.Unknown(status) : FailureOf(ref parts, "newOrderResponse"u8, status);
        ref var report = ref reports.Fail(request, failure);
        report.Kind = failure.Class == FailureClass.Unknown ? OrderReportKind.Unknown : OrderReportKind.Rejected;
        report.Order = request.NewOrder;
        report.VenueOrder = default;
        return true;
    }

    private VenueFailure FailureOf(ref JsonObject parts, ReadOnlySpan<byte> name, int status)
    {
        var scanner = parts.At(name);
        var error = new JsonObject();
        return error.Read(parts.Frame, ref scanner) ? BinanceOrderErrors.Of(status == 409 ? 400 : status, (int)error.Whole("code"u8), error.Text("msg"u8), isFutures) : VenueFailure.Unknown(status);
    }

    private static bool CancelPart(in OrderRequest request, OrderContext context, scoped ref JsonObject answer, OrderReports reports)
    {
        var scanner = answer.At("cancelResponse"u8);
        var order = new JsonObject();
        if (!order.Read(answer.Frame, ref scanner) || !context.TryFind(request.Listing, out var listing))
            return false;
        ref var report = ref reports.Add(OrderReportKind.Cancelled, request);
        report.VenueOrder = order.OrderId("orderId"u8);
        report.Reason = VenueReason.Requested;
        report.FilledQuantity = order.Filled("executedQty"u8, listing.QuantityScale);
        report.EventTime = order.Milliseconds("transactTime"u8);
        return !order.HasMisfit;
    }

    private bool NewPart(in OrderRequest request, OrderContext context, scoped ref JsonObject answer, OrderReports reports)
    {
        var scanner = answer.At("newOrderResponse"u8);
        var order = new JsonObject();
        return order.Read(answer.Frame, ref scanner) && Entered(ref order, request, request.NewOrder, context, reports);
    }

    private bool Found(scoped ref JsonObject order, OrderContext context, in OrderRequest request, OrderReports reports)
    {
        if (!context.TryFind(order.Text("symbol"u8), out var listing))
            return order.Has("symbol"u8);
        ref var report = ref reports.Add(OrderReportKind.Found);
        context.Name(ref report, order.Id("clientOrderId"u8));
        if (request.Kind == OrderRequestKind.Query)
            (report.Order, report.Cause) = (request.Order, request.Cause);
        report.Flags = OrderReportFlags.FromQuery;
        report.Listing = listing.Id;
        report.VenueOrder = order.OrderId("orderId"u8);
        report.Side = order.SideOf("side"u8, "BUY"u8, "SELL"u8);
        report.Status = BinanceOrderWords.StatusOf(order.Text("status"u8));
        report.Price = new Price(order.Required("price"u8, listing.PriceScale));
        report.Quantity = new Quantity(order.Required("origQty"u8, listing.QuantityScale));
        report.FilledQuantity = order.Filled("executedQty"u8, listing.QuantityScale);
        report.FillPrice = new Price(isFutures
            ? order.Average("avgPrice"u8, listing.PriceScale)
            : order.Amount("cummulativeQuoteQty"u8).Per(report.FilledQuantity.Units, listing.PriceScale, listing.QuantityScale));
        report.EventTime = order.Milliseconds("updateTime"u8);
        return !order.HasMisfit && !report.VenueOrder.IsEmpty;
    }

    private bool Orders(in OrderRequest request, OrderContext context, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var scanner = new FrameScanner(body);
        var order = new JsonObject();
        scanner.Array();
        while (scanner.NextItem())
        {
            if (!order.Read(body, ref scanner) || !Found(ref order, context, request, reports))
                return false;
        }

        reports.Add(OrderReportKind.OrdersEnd, request);
        return scanner.IsWhole;
    }

    private bool Balances(ReadOnlySpan<byte> body, OrderReports reports)
    {
        var account = new JsonObject();
        var scanner = new FrameScanner(body);
        if (!isFutures)
        {
            if (!account.Read(body))
                return false;
            scanner = account.At("balances"u8);
        }

        var balance = new JsonObject();
        scanner.Array();
        while (scanner.NextItem())
        {
            if (!balance.Read(body, ref scanner))
                return false;
            var free = balance.Amount(isFutures ? "availableBalance"u8 : "free"u8);
            var total = isFutures ? balance.Amount("balance"u8) : DecimalAmount.Sum(free, balance.Amount("locked"u8));
            if (balance.HasMisfit)
                return false;
            reports.Balance(balance.Asset("asset"u8), total, free).Flags = OrderReportFlags.FromQuery;
        }

        reports.Add(OrderReportKind.BalancesEnd);
        return !scanner.HasFailed;
    }

    private static bool Positions(OrderContext context, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var scanner = new FrameScanner(body);
        var position = new JsonObject();
        scanner.Array();
        while (scanner.NextItem())
        {
            if (!position.Read(body, ref scanner))
                return false;
            if (!context.TryFind(position.Text("symbol"u8), out var listing))
                continue;
            ref var report = ref reports.Add(OrderReportKind.Position);
            report.Flags = OrderReportFlags.FromQuery;
            report.Listing = listing.Id;
            report.Quantity = new Quantity(position.Required("positionAmt"u8, listing.QuantityScale));
            report.FillPrice = new Price(position.Average("entryPrice"u8, listing.PriceScale));
            report.EventTime = position.Milliseconds("updateTime"u8);
            if (position.HasMisfit)
                return false;
        }

        reports.Add(OrderReportKind.PositionsEnd);
        return scanner.IsWhole;
    }

    private static bool Fills(in OrderRequest request, OrderContext context, ReadOnlySpan<byte> body, OrderReports reports)
    {
        if (!context.TryFind(request.Listing, out var listing))
            return false;
        var scanner = new FrameScanner(body);
        var fill = new JsonObject();
        var count = 0;
        var last = 0L;
        scanner.Array();
        while (scanner.NextItem())
        {
            if (!fill.Read(body, ref scanner))
                return false;
            count++;
            last = fill.Whole("id"u8);
            var fee = fill.Amount("commission"u8);
            ref var report = ref reports.Add(OrderReportKind.Filled);
            report.Flags = OrderReportFlags.FromQuery;
            report.Listing = listing.Id;
            report.VenueOrder = fill.OrderId("orderId"u8);
            var isBuyer = fill.KindOf(fill.Has("buyer"u8) ? "buyer"u8 : "isBuyer"u8);
            report.Side = isBuyer == JsonKind.True ? Side.Buy : Side.Sell;
            report.FillPrice = new Price(fill.Required("price"u8, listing.PriceScale));
            report.FillQuantity = new Quantity(fill.Required("qty"u8, listing.QuantityScale));
            (report.Amount, report.AmountScale, report.Asset) = (fee.Units, fee.Scale, fill.Asset("commissionAsset"u8));
            report.TradeId = fill.Id("id"u8);
            report.Liquidity = fill.IsTrue(fill.Has("maker"u8) ? "maker"u8 : "isMaker"u8) ? Liquidity.Maker : Liquidity.Taker;
            report.EventTime = fill.Milliseconds("time"u8);
            if (fill.HasMisfit || report.VenueOrder.IsEmpty || isBuyer is not (JsonKind.True or JsonKind.False))
                return false;
        }

        if (count == TradesMax)
            reports.NextCursor = (last + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        else
            reports.Add(OrderReportKind.FillsEnd, request);
        return scanner.IsWhole;
    }
}
