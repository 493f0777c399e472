using System.Globalization;
using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Json;
using OrderRequest = Rialto.Model.Execution.OrderRequest;

namespace Rialto.Adapters.Polymarket;

/// <summary>Answers of Polymarket's CLOB. No state but the session's memory.</summary>
internal static class PolymarketOrderAnswers
{
    private const int MoneyScale = 6;

    public static bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var isGood = status is >= 200 and < 300;
        if (request.Kind == OrderRequestKind.Query && reports.Cursor.Length == 0 && (isGood && body.SequenceEqual("null"u8) || status == 404 && PolymarketOrderErrors.IsUnknownOrder(body)))
        {
            reports.NextCursor = new PolymarketCursor('-', 0, 0, 0, false, "").ToString();
            return true;
        }

        if (request.Kind == OrderRequestKind.ArmDeadMan)
            return Beat(request, context, status, body, reports);
        if (!isGood)
        {
            reports.Fail(request, PolymarketOrderErrors.Of(status, body));
            return true;
        }

        var asked = request;
        var answer = new JsonObject();
        var isList = body.Length > 0 && body[0] == (byte)'[';
        if (!isList && !answer.Read(body))
            return false;
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                return Placed(request, answer, reports);
            case OrderRequestKind.Cancel or OrderRequestKind.CancelAll:
                return Cancelled(request, answer, reports);
            case OrderRequestKind.Query when reports.Cursor.Length == 0:
                return Found(request, context, ref answer, reports);
            case OrderRequestKind.Query:
                return Trades(request, context, body, answer, isList, reports);
            case OrderRequestKind.QueryFills:
                return Trades(request, context, body, answer, isList, reports);
            case OrderRequestKind.QueryOrders:
                return List(body, answer, isList, (scoped ref order) => Listed(asked, context, ref order, reports)) && Next(request, answer, reports);
            case OrderRequestKind.QueryBalances:
                return Balance(request, context, ref answer, reports);
            case OrderRequestKind.QueryPositions:
                return Position(request, context, ref answer, reports);
            default:
                return false;
        }
    }

    /// <summary>What answers and frames tell of an order alike; not how much of it is filled, since that may count trades that fail later.</summary>
    public static void Fill(ref OrderReport report, scoped ref JsonObject order, Listing listing)
    {
        report.VenueOrder = order.OrderId("id"u8);
        report.Side = order.SideOf("side"u8, "BUY"u8, "SELL"u8);
        report.Price = new Price(order.Required("price"u8, listing.PriceScale));
        report.Quantity = new Quantity(order.Required("original_size"u8, listing.QuantityScale));
    }

    public static VenueOrderStatus StatusOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("LIVE"u8) ? VenueOrderStatus.Live
        : word.SequenceEqual("MATCHED"u8) ? VenueOrderStatus.Filled
        : word.StartsWith("CANCELED"u8) || word.SequenceEqual("INVALID"u8) ? VenueOrderStatus.Cancelled
        : word.SequenceEqual("DELAYED"u8) ? VenueOrderStatus.Pending
        : VenueOrderStatus.Unknown;

    private static bool Placed(in OrderRequest request, scoped in JsonObject answer, OrderReports reports)
    {
        var order = answer.OrderId("orderID"u8);

        // A refused order may say success all the same, with no id and a message.
        if (answer.KindOf("success"u8) != JsonKind.True || order.IsEmpty)
        {
            if (!answer.Has("errorMsg"u8) && !answer.Has("error"u8))
                return false;
            reports.Fail(request, PolymarketOrderErrors.OfText(0, answer.Text(answer.Has("errorMsg"u8) ? "errorMsg"u8 : "error"u8)));
            return true;
        }

        ref var report = ref reports.Add(OrderReportKind.Accepted, request);
        report.VenueOrder = order;
        (report.Price, report.Quantity) = (request.Price, request.Quantity);
        return true;
    }

    private static bool Cancelled(in OrderRequest request, scoped in JsonObject answer, OrderReports reports)
    {
        if (answer.KindOf("canceled"u8) != JsonKind.Array)
            return false;
        var isDone = false;
        var scanner = answer.At("canceled"u8);
        scanner.Array();
        while (scanner.NextItem())
        {
            if (!scanner.Text(out var text) || !VenueOrderId.TryCreate(text, out var id))
                return false;
            if (request.Kind == OrderRequestKind.Cancel && id != request.VenueOrder)
                continue;
            ref var report = ref reports.Add(OrderReportKind.Cancelled, request);
            (report.VenueOrder, report.Reason) = (id, VenueReason.Requested);
            isDone = true;
        }

        if (scanner.HasFailed)
            return false;
        if (request.Kind == OrderRequestKind.CancelAll)
        {
            // What was held back before it may trade cannot be cancelled yet: each order is to be asked for by itself.
            if (HasReasons(answer))
                reports.Fail(request, VenueFailure.Unknown());
            return true;
        }

        if (isDone)
            return true;

        // Ended already, not there yet, or held back before it may trade: which of these, a look-up says, and the cancel stays wanted.
        var isHeld = answer.KindOf("not_canceled"u8) == JsonKind.Object && Reasons(answer).IndexOf("delayed"u8) >= 0;
        reports.Fail(request, isHeld ? new(FailureClass.Retry, VenueReason.VenueBusy, 0) : VenueFailure.Reject(VenueReason.UnknownOrder));
        return true;
    }

    private static bool HasReasons(scoped in JsonObject answer) => answer.KindOf("not_canceled"u8) == JsonKind.Object && Reasons(answer).Contains((byte)'"');

    private static ReadOnlySpan<byte> Reasons(scoped in JsonObject answer)
    {
        var scanner = answer.At("not_canceled"u8);
        var start = scanner.Position;
        return scanner.Skip() ? scanner.Since(start) : default;
    }

    private static bool Found(in OrderRequest request, OrderContext context, scoped ref JsonObject order, OrderReports reports)
    {
        if (!order.Has("id"u8) || !context.TryFind(order.Text("asset_id"u8), out var listing))
            return false;
        var status = StatusOf(order.Text("status"u8));
        if (status is VenueOrderStatus.Filled or VenueOrderStatus.Cancelled)
        {
            // It has ended: its trades say what of it counts.
            var matched = order.Filled("size_matched"u8, listing.QuantityScale).Units;
            reports.NextCursor = new PolymarketCursor(status == VenueOrderStatus.Filled ? 'M' : 'C', Math.Max(0, matched), 0, 0, false, "").ToString();
            return !order.HasMisfit;
        }

        ref var report = ref reports.Found(request, context, listing, default);
        Fill(ref report, ref order, listing);
        report.Status = status;
        return !report.VenueOrder.IsEmpty && !order.HasMisfit;
    }

    private static bool Listed(in OrderRequest request, OrderContext context, scoped ref JsonObject order, OrderReports reports)
    {
        if (!context.TryFind(order.Text("asset_id"u8), out var listing))
            return order.Has("asset_id"u8);
        ref var report = ref reports.Found(request, context, listing, default);
        Fill(ref report, ref order, listing);
        report.Status = StatusOf(order.Text("status"u8));
        return !report.VenueOrder.IsEmpty;
    }

    private static bool Trades(in OrderRequest request, OrderContext context, ReadOnlySpan<byte> body, scoped in JsonObject answer, bool isList, OrderReports reports)
    {
        _ = PolymarketCursor.TryParse(reports.Cursor, out var cursor);
        var count = reports.Count;
        if (!List(body, answer, isList, (scoped ref trade) => PolymarketTrades.Read(ref trade, context, reports, OrderReportFlags.FromQuery)))
            return false;
        var isQuery = request.Kind == OrderRequestKind.Query;
        var (sum, seen) = (cursor.Sum, cursor.Seen);
        for (var i = count; isQuery && i < reports.Count; i++)
        {
            if (reports[i].VenueOrder != request.VenueOrder)
                continue;
            reports[i].Order = request.Order;
            sum += reports[i].Kind == OrderReportKind.Filled ? reports[i].FillQuantity.Units : 0;
            seen += reports[i].FillQuantity.Units;
        }

        var next = NextOf(answer);
        if (next.Length > 0)
            reports.NextCursor = (cursor with { Sum = sum, Seen = seen, Next = next }).ToString();
        else if (!cursor.IsOther && context.TryFind(request.Listing, out var listing) && context.TryFind(listing.Complement, out _))
            reports.NextCursor = (cursor with { Sum = sum, Seen = seen, IsOther = true, Next = "" }).ToString();
        else if (!isQuery)
            reports.Add(OrderReportKind.FillsEnd, request);
        else
            Ended(request, context, cursor with { Sum = sum, Seen = seen }, reports);
        return true;
    }

    private static void Ended(in OrderRequest request, OrderContext context, in PolymarketCursor cursor, OrderReports reports)
    {
        if (cursor is { Status: '-', Sum: 0 })
        {
            reports.Add(OrderReportKind.NotFound, request);
            return;
        }

        // Trades are listed later than the order knows of them: what is told as its end must be all of it, also of an order that nobody tells how much of it was matched.
        var isLate = cursor.Status switch
        {
            'M' => cursor.Seen == 0 || cursor.Seen < cursor.Matched,
            'C' => cursor.Seen < cursor.Matched,
            _ => (request.Quantity.Units <= 0 || cursor.Seen < request.Quantity.Units) && context.Memory is PolymarketMemory memory && !memory.IsSettledAt(request.VenueOrder, cursor.Seen, request.Time),
        };
        if (isLate)
        {
            reports.Fail(request, new(FailureClass.Retry, VenueReason.VenueBusy, 0));
            return;
        }

        ref var report = ref reports.Add(OrderReportKind.Found, request);
        report.Flags = OrderReportFlags.FromQuery;
        report.FilledQuantity = new Quantity(cursor.Sum);
        report.Status = cursor is { Status: 'M', Sum: > 0 } ? VenueOrderStatus.Filled : VenueOrderStatus.Cancelled;
    }

    private static bool List(ReadOnlySpan<byte> body, scoped in JsonObject answer, bool isList, ReadItem read)
    {
        if (!isList)
            return JsonItems.Of(answer, "data"u8, read);
        var scanner = new FrameScanner(body);
        return JsonItems.Of(body, ref scanner, read) && scanner.IsWhole;
    }

    private static bool Next(in OrderRequest request, scoped in JsonObject answer, OrderReports reports)
    {
        reports.NextCursor = NextOf(answer);
        if (reports.NextCursor.Length == 0)
            reports.Add(OrderReportKind.OrdersEnd, request);
        return true;
    }

    private static string NextOf(scoped in JsonObject answer)
    {
        var next = answer.Text("next_cursor"u8);
        return next.SequenceEqual(Encoding.ASCII.GetBytes(PolymarketCursor.End)) ? "" : Encoding.ASCII.GetString(next);
    }

    private static bool Balance(in OrderRequest request, OrderContext context, scoped ref JsonObject answer, OrderReports reports)
    {
        if (IsSettling(request, context, reports))
            return true;
        var total = Money(ref answer, "balance"u8);
        var allowed = answer.Has("allowance"u8) ? Money(ref answer, "allowance"u8) : total;
        reports.Balance(AssetCode.Of("pUSD"), total, allowed.Units < total.Units ? allowed : total).Flags = OrderReportFlags.FromQuery;
        reports.Add(OrderReportKind.BalancesEnd, request);
        return answer.Has("balance"u8) && !answer.HasMisfit;
    }

    private static bool Position(in OrderRequest request, OrderContext context, scoped ref JsonObject answer, OrderReports reports)
    {
        if (IsSettling(request, context, reports))
            return true;
        if (PolymarketOrderCalls.PositionOf(request, context, reports.Cursor) is not { } listing)
            return false;
        var held = Money(ref answer, "balance"u8);
        if (!answer.Has("balance"u8) || answer.HasMisfit || !held.TryRescale(listing.QuantityScale, out var units))
            return false;
        ref var report = ref reports.Add(OrderReportKind.Position);
        report.Flags = OrderReportFlags.FromQuery;
        report.Listing = listing.Id;
        report.Quantity = new Quantity(units);
        var cursor = listing.Id.Value.ToString(CultureInfo.InvariantCulture);
        if (request.Listing.IsNone && PolymarketOrderCalls.PositionOf(request, context, cursor) is not null)
            reports.NextCursor = cursor;
        else
            reports.Add(OrderReportKind.PositionsEnd, request);
        return true;
    }

    // What the venue holds is what the chain says: while trades are on their way there, it is not what the desk's fills make it.
    private static bool IsSettling(in OrderRequest request, OrderContext context, OrderReports reports)
    {
        if (context.Memory is not PolymarketMemory { IsSettling: true })
            return false;
        reports.Fail(request, new(FailureClass.Retry, VenueReason.VenueBusy, 0));
        return true;
    }

    // Counts of 10^-6; written with a point it is the amount itself.
    private static DecimalAmount Money(scoped ref JsonObject answer, ReadOnlySpan<byte> name)
    {
        if (answer.Text(name).Contains((byte)'.'))
            return answer.Amount(name) is var amount && amount.TryRescale(MoneyScale, out var units) ? new(units, MoneyScale) : amount;

        // An allowance without end has 78 digits.
        return DecimalAmount.TryCut(answer.Text(name), 0, out var count) ? new(count, MoneyScale) : answer.Text(name).Length > 18 ? new(long.MaxValue, MoneyScale) : new(answer.Whole(name), MoneyScale);
    }

    private static bool Beat(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var answer = new JsonObject();
        var isRead = answer.Read(body);

        // A refused one says which word is wanted: the next has it.
        if (isRead && answer.Text("heartbeat_id"u8) is { Length: > 0 and <= 128 } next && !next.ContainsAny((byte)'"', (byte)'\\') && context.Memory is PolymarketMemory memory)
            memory.Heartbeat = Encoding.ASCII.GetString(next);
        if (status is < 200 or > 299)
            reports.Fail(request, status == 400 ? new(FailureClass.Retry, VenueReason.Other, status) : PolymarketOrderErrors.Of(status, body));
        else
            reports.Add(OrderReportKind.DeadManArmed, request);
        return isRead || status is < 200 or > 299;
    }
}
