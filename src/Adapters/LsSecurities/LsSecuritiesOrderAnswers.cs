using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Json;
using OrderRequest = Rialto.Model.Execution.OrderRequest;

namespace Rialto.Adapters.LsSecurities;

/// <summary>
/// Answers of LS Securities: <c>{"rsp_cd":..,"rsp_msg":..,"CSPAT00601OutBlock2":{"OrdNo":..}}</c>, with status 200 also where something was refused: an order was taken where it has a number. No state but the
/// session's memory.
/// </summary>
internal static class LsSecuritiesOrderAnswers
{
    private const long OfAnotherDay = -1;

    public static bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports)
    {
        var answer = new JsonObject();
        if (context.Memory is not LsSecuritiesMemory memory)
            return false;
        if (!answer.Read(body))
        {
            if (status is >= 200 and < 300)
                return false;
            reports.Fail(request, LsSecuritiesOrderErrors.Of(status, default, default));
            return true;
        }

        if (status is < 200 or > 299)
        {
            reports.Fail(request, LsSecuritiesOrderErrors.Of(status, answer.Text("rsp_cd"u8), answer.Text("rsp_msg"u8)));
            return true;
        }

        return request.Kind switch
        {
            OrderRequestKind.Place => Placed(request, ref answer, reports, memory),
            OrderRequestKind.Cancel when answer.Has("t0425OutBlock"u8) => Orders(request, context, ref answer, reports, memory),
            OrderRequestKind.Cancel => Cancelled(request, ref answer, reports),
            OrderRequestKind.Query or OrderRequestKind.QueryFills or OrderRequestKind.QueryOrders => Orders(request, context, ref answer, reports, memory),
            OrderRequestKind.QueryBalances when reports.Cursor.Length == 0 => Money(request, ref answer, reports),
            OrderRequestKind.QueryBalances => Shares(request, context, ref answer, reports),
            _ => false,
        };
    }

    private static bool Placed(in OrderRequest request, scoped ref JsonObject answer, OrderReports reports, LsSecuritiesMemory memory)
    {
        if (!TryNumber(answer, "CSPAT00601OutBlock2"u8, out var number))
            return Refused(request, ref answer, reports);
        ref var report = ref reports.Add(OrderReportKind.Accepted, request);
        report.VenueOrder = LsSecuritiesWords.IdOf(number, memory.Now);
        (report.Price, report.Quantity) = (request.Price, request.Quantity);
        memory.Known(number, request.Order, reports);
        return true;
    }

    // Taken in, no more: SC3 tells what it ended.
    private static bool Cancelled(in OrderRequest request, scoped ref JsonObject answer, OrderReports reports) => TryNumber(answer, "CSPAT00801OutBlock2"u8, out _) || Refused(request, ref answer, reports);

    /// <summary>No number: refused where the code is none of success, and unreadable where it is.</summary>
    private static bool Refused(in OrderRequest request, scoped ref JsonObject answer, OrderReports reports)
    {
        var code = answer.Text("rsp_cd"u8);
        if (LsSecuritiesWords.Trim(code).IsEmpty || LsSecuritiesOrderErrors.IsDone(code) || LsSecuritiesOrderErrors.IsAnswered(code))
            return false;
        var failure = LsSecuritiesOrderErrors.Of(200, code, answer.Text("rsp_msg"u8));

        // Why a cancel was refused is not told by a number: whether the order has ended, a look-up says, and the cancel stays wanted.
        if (request.Kind == OrderRequestKind.Cancel && failure is { Class: FailureClass.Reject, Reason: VenueReason.Other })
            failure = failure with { Reason = VenueReason.UnknownOrder };
        reports.Fail(request, failure);
        return true;
    }

    private static bool TryNumber(scoped in JsonObject answer, ReadOnlySpan<byte> block, out long number)
    {
        number = 0;
        if (answer.KindOf(block) != JsonKind.Object)
            return false;
        var told = 0L;
        var isRead = JsonItems.One(answer, block, (scoped ref one) =>
        {
            told = one.Whole("OrdNo"u8);
            return true;
        });
        number = told;
        return isRead && told > 0;
    }

    private static bool Orders(in OrderRequest request, OrderContext context, scoped ref JsonObject answer, OrderReports reports, LsSecuritiesMemory memory)
    {
        if (!IsList(request, ref answer, "t0425OutBlock1"u8, reports, out var hasRows))
            return reports.Count > 0;
        var asked = request;
        var wanted = request.VenueOrder.IsEmpty ? 0 : LsSecuritiesWords.NumberOf(request.VenueOrder, memory.Now) is > 0 and var number ? number : OfAnotherDay;
        var count = reports.Count;
        var left = -1L;
        if (hasRows && !JsonItems.Of(answer, "t0425OutBlock1"u8, (scoped ref row) => Row(asked, context, wanted, ref row, reports, memory, ref left)))
            return false;
        if (request.Kind == OrderRequestKind.Cancel && left > 0)
        {
            reports.NextCursor = FormattableString.Invariant($"c:{left}");
            return true;
        }

        if (request.Kind == OrderRequestKind.Query && reports.Count > count)
            return true;
        var next = Next(answer, "t0425OutBlock"u8, "cts_ordno"u8);
        if (next.Length > 0)
        {
            // The same place again is no page.
            reports.NextCursor = LsSecuritiesOrderCalls.OrdersPart + next;
            return reports.NextCursor != reports.Cursor;
        }

        switch (request.Kind)
        {
            case OrderRequestKind.QueryOrders:
                reports.Add(OrderReportKind.OrdersEnd, request);
                break;
            case OrderRequestKind.QueryFills:
                reports.Add(OrderReportKind.FillsEnd, request);
                break;
            case OrderRequestKind.Cancel:
                reports.Fail(request, VenueFailure.Reject(VenueReason.UnknownOrder));
                break;
            case OrderRequestKind.Query when wanted == 0 && memory.IsContested(request.Order):
                reports.Fail(request, new(FailureClass.Retry, VenueReason.VenueBusy, 0));
                break;
            case OrderRequestKind.Query when wanted != 0 || memory.IsInDoubt(request.Order):
                reports.Add(OrderReportKind.NotFound, request);
                break;

            // Of another session, and without a number: nobody here knows what it said, so that nobody can say that it is not there.
            default:
                reports.Fail(request, VenueFailure.Unknown());
                break;
        }

        return true;
    }

    private static bool Row(in OrderRequest request, OrderContext context, long wanted, scoped ref JsonObject row, OrderReports reports, LsSecuritiesMemory memory, ref long left)
    {
        if (!LsSecuritiesWords.TryFind(context, row.Text("expcode"u8), out var listing))
            return row.Has("expcode"u8);
        var number = row.Whole("ordno"u8);
        var side = row.SideOf("medosu"u8, "매수"u8, "매도"u8);
        var price = new Price(row.Required("price"u8, listing.PriceScale));
        var quantity = new Quantity(row.Required("qty"u8, listing.QuantityScale));
        var filled = row.Required("cheqty"u8, listing.QuantityScale);
        var rest = row.Required("ordrem"u8, listing.QuantityScale);
        if (number <= 0)
            return false;

        // What amends or cancels another order is no order of its own terms.
        var order = row.Whole("orgordno"u8) == 0
            ? memory.Claim(number, new LsSecuritiesTerms(listing.Id, side, price, quantity), LsSecuritiesWords.TimeOf(row.Text("ordtime"u8), memory.Now)) : memory.OrderOf(number);
        memory.Left(order, rest);
        if (request.Kind == OrderRequestKind.Cancel)
        {
            left = number == wanted ? rest : left;
            return true;
        }

        if (request.Kind == OrderRequestKind.Query && number != wanted && (wanted != 0 || order != request.Order))
            return true;
        if (request.Kind == OrderRequestKind.QueryFills)
        {
            if (filled > 0)
                Sum(ref reports.Add(OrderReportKind.Filled), order, listing, side, LsSecuritiesWords.IdOf(number, memory.Now), filled, ref row);
            return true;
        }

        ref var report = ref reports.Found(request, context, listing, default);
        if (!order.IsNone)
            report.Order = order;
        (report.VenueOrder, report.Side, report.Price, report.Quantity, report.FilledQuantity) = (LsSecuritiesWords.IdOf(number, memory.Now), side, price, quantity, new Quantity(filled));
        report.FillPrice = new Price(row.Average("cheprice"u8, listing.PriceScale));
        report.Status = StatusOf(quantity.Units, filled, rest, row.Text("status"u8));
        return true;
    }

    // The broker lists no fills, only what of each order was filled, and at what price on average.
    private static void Sum(ref OrderReport report, DeskOrderId order, Listing listing, Model.Orders.Side side, VenueOrderId id, long filled, scoped ref JsonObject row)
    {
        report.Flags = OrderReportFlags.FromQuery | OrderReportFlags.FillDerived;
        (report.Order, report.Listing, report.Side, report.VenueOrder) = (order, listing.Id, side, id);
        report.FilledQuantity = new Quantity(filled);
        report.FillPrice = new Price(row.Average("cheprice"u8, listing.PriceScale));
    }

    // By the numbers first; of the words only those of refusal, cancel and amendment are known.
    private static VenueOrderStatus StatusOf(long quantity, long filled, long rest, ReadOnlySpan<byte> word) =>
        word.IndexOf("거부"u8) >= 0 ? VenueOrderStatus.Rejected
        : rest > 0 ? VenueOrderStatus.Live
        : filled >= quantity ? VenueOrderStatus.Filled
        : word.IndexOf("취소"u8) >= 0 || word.IndexOf("정정"u8) >= 0 || word.IndexOf("확인"u8) >= 0 ? VenueOrderStatus.Cancelled
        : VenueOrderStatus.Unknown;

    private static bool Money(in OrderRequest request, scoped ref JsonObject answer, OrderReports reports)
    {
        if (!LsSecuritiesOrderErrors.IsAnswered(answer.Text("rsp_cd"u8)))
        {
            reports.Fail(request, LsSecuritiesOrderErrors.Of(200, answer.Text("rsp_cd"u8), answer.Text("rsp_msg"u8)));
            return true;
        }

        reports.NextCursor = LsSecuritiesOrderCalls.SharesPart.ToString();
        return JsonItems.One(answer, "CSPAQ12200OutBlock2"u8, (scoped ref money) =>
        {
            // What is there once all that was traded is settled, two days on; orders take what is free now.
            reports.Balance(AssetCode.Of("KRW"), money.Amount("D2Dps"u8), money.Amount("MnyOrdAbleAmt"u8)).Flags = OrderReportFlags.FromQuery;
            return money.Has("D2Dps"u8) && money.Has("MnyOrdAbleAmt"u8);
        });
    }

    private static bool Shares(in OrderRequest request, OrderContext context, scoped ref JsonObject answer, OrderReports reports)
    {
        if (!IsList(request, ref answer, "t0424OutBlock1"u8, reports, out var hasRows))
            return reports.Count > 0;
        if (hasRows && !JsonItems.Of(answer, "t0424OutBlock1"u8, (scoped ref row) =>
        {
            if (!LsSecuritiesWords.TryFind(context, row.Text("expcode"u8), out var listing) || !AssetCode.TryCreate(Encoding.ASCII.GetBytes(listing.VenueSymbol), out var share))
                return row.Has("expcode"u8);
            reports.Balance(share, row.Amount("janqty"u8), row.Amount("mdposqt"u8)).Flags = OrderReportFlags.FromQuery;
            return row.Has("janqty"u8) && row.Has("mdposqt"u8);
        }))
            return false;
        var next = Next(answer, "t0424OutBlock"u8, "cts_expcode"u8);
        if (next.Length > 0)
        {
            reports.NextCursor = LsSecuritiesOrderCalls.SharesPart + next;
            return reports.NextCursor != reports.Cursor;
        }

        reports.Add(OrderReportKind.BalancesEnd, request);
        return true;
    }

    /// <summary>An error's body is no empty list.</summary>
    private static bool IsList(in OrderRequest request, scoped ref JsonObject answer, ReadOnlySpan<byte> rows, OrderReports reports, out bool hasRows)
    {
        hasRows = answer.KindOf(rows) == JsonKind.Array;
        var code = answer.Text("rsp_cd"u8);
        if (LsSecuritiesOrderErrors.IsEmpty(code) || (hasRows && LsSecuritiesOrderErrors.IsAnswered(code)))
            return true;
        if (!LsSecuritiesOrderErrors.IsAnswered(code) && !LsSecuritiesWords.Trim(code).IsEmpty)
            reports.Fail(request, LsSecuritiesOrderErrors.Of(200, code, answer.Text("rsp_msg"u8)));
        return false;
    }

    // Only what a request may carry back as it is.
    private static string Next(scoped in JsonObject answer, ReadOnlySpan<byte> block, ReadOnlySpan<byte> name)
    {
        if (answer.KindOf(block) != JsonKind.Object)
            return "";
        var scanner = answer.At(block);
        var one = new JsonObject();
        if (!one.Read(answer.Frame, ref scanner))
            return "";
        var next = LsSecuritiesWords.Trim(one.Text(name));
        return next.ContainsAnyExceptInRange((byte)'!', (byte)'~') || next.ContainsAny((byte)'"', (byte)'\\') ? "" : Encoding.ASCII.GetString(next);
    }
}
