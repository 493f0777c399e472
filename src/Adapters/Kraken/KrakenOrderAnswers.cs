using System.Globalization;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Json;
using OrderRequest = Rialto.Model.Execution.OrderRequest;

namespace Rialto.Adapters.Kraken;

/// <summary>
/// Answers of Kraken: over REST <c>{"error":["E.."],"result":{..}}</c>, where lists are objects with ids as names; over the socket <c>{"method":..,"success":true,"result":{..}}</c> or
/// <c>{"success":false,"error":"E.."}</c>. No state.
/// </summary>
internal static class KrakenOrderAnswers
{
    private const int TimeScale = 9;

    /// <summary>Reads one entry of an object whose names are ids.</summary>
    private delegate bool ReadEntry(ReadOnlySpan<byte> id, scoped ref JsonObject entry);

    public static bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var answer = new JsonObject();
        if (!answer.Read(body) || !(answer.Has("error"u8) || answer.Has("success"u8)))
        {
            if (status is >= 200 and < 300)
                return false;
            reports.Fail(request, VenueFailure.OfStatus(status));
            return true;
        }

        var isFrame = answer.KindOf("error"u8) != JsonKind.Array;
        var error = isFrame ? answer.Text("error"u8) : FirstError(answer);
        var isDone = isFrame ? answer.IsTrue("success"u8) : error.IsEmpty;
        if (!isDone || status is < 200 or > 299)
        {
            reports.LeaveAlone = KrakenOrderErrors.WaitAfter(error);
            reports.Fail(request, error.IsEmpty && status is >= 200 and < 300 ? VenueFailure.Unknown(status) : KrakenOrderErrors.Of(status, error));
            return true;
        }

        // Objects of as many names as there are assets, or orders: read as they come.
        var asked = request;
        var entries = answer.At("result"u8);
        if (request.Kind == OrderRequestKind.QueryBalances)
            return Entries(body, ref entries, (name, scoped ref balance) => Balance(name, ref balance, reports)) && End(reports, OrderReportKind.BalancesEnd, request);
        if (request.Kind == OrderRequestKind.Query && !request.VenueOrder.IsEmpty)
            return LookedUp(request, context, body, ref entries, reports);
        return JsonItems.One(answer, "result"u8, (scoped ref result) => Result(asked, context, ref result, reports));
    }

    private static bool Result(in OrderRequest request, OrderContext context, scoped ref JsonObject result, OrderReports reports)
    {
        var asked = request;
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
            {
                ref var report = ref reports.Add(OrderReportKind.Accepted, request);
                report.VenueOrder = result.OrderId("order_id"u8);
                report.ClientOrderId = result.Id("cl_ord_id"u8);
                (report.Price, report.Quantity) = (request.Price, request.Quantity);
                return !report.VenueOrder.IsEmpty;
            }

            case OrderRequestKind.Amend:
            {
                ref var report = ref reports.Add(OrderReportKind.Amended, request);
                (report.Price, report.Quantity) = (request.Price, request.Quantity);
                return result.Has("amend_id"u8) || result.Has("order_id"u8) || result.Has("cl_ord_id"u8);
            }

            // Taken in: the stream tells which orders have ended, with what of them was filled before.
            case OrderRequestKind.Cancel or OrderRequestKind.CancelAll:
                return true;
            case OrderRequestKind.ArmDeadMan:
                reports.Add(OrderReportKind.DeadManArmed, request);
                return result.Has("currentTime"u8);
            case OrderRequestKind.Query:
            {
                var orders = result.At(reports.Cursor == KrakenOrderCalls.Closed ? "closed"u8 : "open"u8);
                return LookedUp(request, context, result.Frame, ref orders, reports);
            }

            case OrderRequestKind.QueryOrders:
            {
                var orders = result.At("open"u8);
                return Entries(result.Frame, ref orders, (id, scoped ref order) => Found(asked, context, id, ref order, reports)) && End(reports, OrderReportKind.OrdersEnd, request);
            }

            case OrderRequestKind.QueryFills:
                return Fills(request, context, result, reports);
            default:
                return false;
        }
    }

    private static bool LookedUp(in OrderRequest request, OrderContext context, ReadOnlySpan<byte> body, scoped ref FrameScanner orders, OrderReports reports)
    {
        var asked = request;
        var count = reports.Count;
        var byId = !request.VenueOrder.IsEmpty;
        var wanted = byId ? default : context.IdOf(request.Order);
        var isClosed = reports.Cursor == KrakenOrderCalls.Closed;
        if (!Entries(body, ref orders, (id, scoped ref order) => (byId ? !IsSame(asked.VenueOrder, id) : order.Id("cl_ord_id"u8) != wanted) || Found(asked, context, id, ref order, reports)))
            return false;
        if (reports.Count > count)
            return true;
        if (!byId && !isClosed)
            reports.NextCursor = KrakenOrderCalls.Closed;
        else
            reports.Add(OrderReportKind.NotFound, request);
        return true;
    }

    private static bool IsSame(in VenueOrderId wanted, ReadOnlySpan<byte> id) => VenueOrderId.TryCreate(id, out var told) && told.Equals(wanted);

    private static bool Found(in OrderRequest request, OrderContext context, ReadOnlySpan<byte> id, scoped ref JsonObject order, OrderReports reports)
    {
        var asked = request;
        Listing? listing = null;
        var report = default(OrderReport);
        if (!JsonItems.One(order, "descr"u8, (scoped ref terms) =>
        {
            // An order that was asked for is of the listing that was named, however its pair is written.
            if (!KrakenNames.TryFind(context, terms.Text("pair"u8), out listing) && (asked.Kind != OrderRequestKind.Query || !context.TryFind(asked.Listing, out listing)))
                return terms.Has("pair"u8);
            report.Side = terms.SideOf("type"u8, "buy"u8, "sell"u8);

            // Of stops and trailing orders the first price is a trigger, or a percentage.
            report.Price = terms.Is("ordertype"u8, "limit"u8) ? new Price(terms.Required("price"u8, listing.PriceScale)) : default;
            return true;
        }))
            return false;
        if (listing is null)
            return true;
        ref var found = ref reports.Found(request, context, listing, order.Id("cl_ord_id"u8));
        (found.Side, found.Price) = (report.Side, report.Price);
        found.VenueOrder = VenueOrderId.TryCreate(id, out var venueOrder) ? venueOrder : default;
        found.Quantity = new Quantity(order.Required("vol"u8, listing.QuantityScale));
        found.FilledQuantity = order.Filled("vol_exec"u8, listing.QuantityScale);
        found.FillPrice = found.FilledQuantity.Units > 0 ? new Price(order.Average("price"u8, listing.PriceScale)) : default;
        found.EventTime = TimeOf(ref order, order.Has("closetm"u8) ? "closetm"u8 : "opentm"u8);
        found.Status = StatusOf(order.Text("status"u8));

        // What was not filled of a closed order will never be.
        if (found.Status == VenueOrderStatus.Filled && found.FilledQuantity.Units >= 0 && found.FilledQuantity.Units < found.Quantity.Units)
            found.Status = VenueOrderStatus.Cancelled;
        return !found.VenueOrder.IsEmpty;
    }

    private static VenueOrderStatus StatusOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("open"u8) ? VenueOrderStatus.Live
        : word.SequenceEqual("pending"u8) ? VenueOrderStatus.Pending
        : word.SequenceEqual("closed"u8) ? VenueOrderStatus.Filled
        : word.SequenceEqual("canceled"u8) ? VenueOrderStatus.Cancelled
        : word.SequenceEqual("expired"u8) ? VenueOrderStatus.Expired : VenueOrderStatus.Unknown;

    /// <summary>What is free is what neither an order holds nor was borrowed and used.</summary>
    private static bool Balance(ReadOnlySpan<byte> name, scoped ref JsonObject balance, OrderReports reports)
    {
        var total = balance.Amount("balance"u8);
        var asset = KrakenNames.AssetOf(name);
        if (asset.IsNone)
            return balance.Has("balance"u8);
        var free = DecimalAmount.Sum(total, balance.Amount("credit"u8)).Less(balance.Amount("credit_used"u8)).Less(balance.Amount("hold_trade"u8));
        reports.Balance(asset, total, free).Flags = OrderReportFlags.FromQuery;
        return balance.Has("balance"u8);
    }

    private static bool Fills(in OrderRequest request, OrderContext context, scoped in JsonObject result, OrderReports reports)
    {
        var asked = request;
        var count = 0;
        var trades = result.At("trades"u8);
        if (!Entries(result.Frame, ref trades, (id, scoped ref trade) =>
        {
            count++;
            return Fill(asked, context, id, ref trade, reports);
        }))
            return false;
        if (count < KrakenOrderCalls.PageSize)
            return End(reports, OrderReportKind.FillsEnd, request);

        // Counted from the newest: what trades meanwhile is told twice, and none is missed.
        _ = int.TryParse(reports.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var offset);
        reports.NextCursor = (offset + count).ToString(CultureInfo.InvariantCulture);
        return true;
    }

    private static bool Fill(in OrderRequest request, OrderContext context, ReadOnlySpan<byte> id, scoped ref JsonObject trade, OrderReports reports)
    {
        if (!KrakenNames.TryFind(context, trade.Text("pair"u8), out var listing))
            return trade.Has("pair"u8);
        if (listing.Id != request.Listing)
            return true;
        ref var report = ref reports.Of(OrderReportKind.Filled, context, listing, trade.Id("cl_ord_id"u8), trade.OrderId("ordertxid"u8));
        var fee = trade.Amount("fee"u8);
        report.Flags = OrderReportFlags.FromQuery;
        report.Side = trade.SideOf("type"u8, "buy"u8, "sell"u8);
        report.FillPrice = new Price(trade.Average("price"u8, listing.PriceScale));
        report.FillQuantity = new Quantity(trade.Required("vol"u8, listing.QuantityScale));
        (report.Amount, report.AmountScale) = (fee.Units, fee.Scale);
        report.Asset = AssetCode.TryCreate(System.Text.Encoding.ASCII.GetBytes(listing.Quote), out var quote) ? quote : default;
        report.TradeId = Text36.TryCreate(id, out var name) ? name : default;
        report.Liquidity = trade.Has("maker"u8) ? trade.IsTrue("maker"u8) ? Liquidity.Maker : Liquidity.Taker : Liquidity.Unknown;
        report.EventTime = TimeOf(ref trade, "time"u8);
        return !report.VenueOrder.IsEmpty && report.FillPrice.Units > 0 && !report.TradeId.IsEmpty;
    }

    // Seconds with a fraction.
    private static Timestamp TimeOf(scoped ref JsonObject from, ReadOnlySpan<byte> name) => new(Math.Max(0, from.Average(name, TimeScale)));

    private static ReadOnlySpan<byte> FirstError(scoped in JsonObject answer)
    {
        var scanner = answer.At("error"u8);
        scanner.Array();
        while (scanner.NextItem())
        {
            // W are warnings.
            if (!scanner.Text(out var text))
                return "EGeneral:Unreadable"u8;
            if (!text.StartsWith("W"u8))
                return text.IsEmpty ? "EGeneral:Unreadable"u8 : text;
        }

        return default;
    }

    /// <summary>Reads each entry of the object that a scanner stands at.</summary>
    private static bool Entries(ReadOnlySpan<byte> frame, scoped ref FrameScanner scanner, ReadEntry read)
    {
        var entry = new JsonObject();
        scanner.Object();
        while (scanner.NextName(out var id))
        {
            if (!entry.Read(frame, ref scanner) || !read(id, ref entry) || entry.HasMisfit)
                return false;
        }

        return !scanner.HasFailed;
    }

    private static bool End(OrderReports reports, OrderReportKind end, in OrderRequest request)
    {
        reports.Add(end, request);
        return true;
    }
}
