using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.LsSecurities;

/// <summary>
/// Account events of LS Securities, all values strings:
/// <code>
/// {"header":{"tr_cd":"SC0"},"body":{"ordno":"86382","orgordno":"0","ordchegb":"01","shtcode":"A005930","bnstp":"2","ordqty":"2","ordprice":"60000","ordtm":"095636020",..}}             taken in: 01 an order, 02 an amendment, 03 a cancel
/// {"header":{"tr_cd":"SC1"},"body":{"ordno":"86382","execno":"1","shtnIsuno":"A005930","bnstp":"2","execqty":"1","execprc":"60000","unercqty":"1","exectime":"095636107",..}}          a fill
/// {"header":{"tr_cd":"SC2"},"body":{"ordno":"86383","orgordno":"86382","mdfycnfqty":"1","mdfycnfprc":"70000",..}}                                                                        amended
/// {"header":{"tr_cd":"SC3"},"body":{"ordno":"88343","orgordno":"88342","canccnfqty":"1","orgordunercqty":"5",..}}                                                                        cancelled
/// {"header":{"tr_cd":"SC4"},"body":{..}}                                                                                                                                                refused by the exchange
/// {"header":{"tr_cd":"SC0","rsp_cd":"00000","rsp_msg":".."}}                                                                                                                              an answer to a registration
/// </code>
/// Amendments and cancels have numbers of their own. No state but the session's memory.
/// </summary>
internal static class LsSecuritiesUserStream
{
    /// <summary>Kinds of events, each registered by itself.</summary>
    public const int Kinds = 5;

    public static bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn)
    {
        var outer = new JsonObject();
        if (!outer.Read(frame) || outer.KindOf("header"u8) != JsonKind.Object || turn.Context.Memory is not LsSecuritiesMemory memory)
            return false;
        var scanner = outer.At("header"u8);
        var header = new JsonObject();
        if (!header.Read(frame, ref scanner))
            return false;
        if (header.Has("rsp_cd"u8))
        {
            if (!header.Is("rsp_cd"u8, "00000"u8))
                turn.Refuse("a registration was refused");
            else if (++turn.Step == Kinds)
                turn.Signal = StreamSignal.Up;
            return true;
        }

        var kind = header.Text("tr_cd"u8);
        if (kind.Length != 3 || !kind.StartsWith("SC"u8))
            return !kind.IsEmpty;
        var what = kind[2];
        var (context, reports) = (turn.Context, turn.Reports);
        return JsonItems.One(outer, "body"u8, (scoped ref told) => Event(what, ref told, context, reports, memory));
    }

    private static bool Event(byte what, scoped ref JsonObject told, OrderContext context, OrderReports reports, LsSecuritiesMemory memory)
    {
        var code = what == (byte)'0' ? "shtcode"u8 : "shtnIsuno"u8;
        if (!LsSecuritiesWords.TryFind(context, told.Text(code), out var listing))
            return told.Has(code);
        var number = told.Whole("ordno"u8);
        if (number <= 0)
            return false;
        var report = default(OrderReport);
        (report.Venue, report.Listing, report.FilledQuantity) = (context.Venue, listing.Id, new Quantity(OrderReport.NotTold));
        report.VenueOrder = LsSecuritiesWords.IdOf(number, memory.Now);
        report.Side = told.SideOf("bnstp"u8, "2"u8, "1"u8);
        switch (what)
        {
            case (byte)'0':
                Taken(ref told, ref report, listing, number, reports, memory);
                return true;
            case (byte)'1':
                Filled(ref told, ref report, listing, number, reports, memory);
                return true;
            case (byte)'2':
                Amended(ref told, ref report, listing, number, reports, memory);
                return true;
            case (byte)'3':
                Cancelled(ref told, ref report, listing, reports, memory);
                return true;
            case (byte)'4':
                Refused(ref told, ref report, number, reports, memory);
                return true;
            default:
                return true;
        }
    }

    private static void Taken(scoped ref JsonObject told, ref OrderReport report, Listing listing, long number, OrderReports reports, LsSecuritiesMemory memory)
    {
        if (!told.Is("ordchegb"u8, "01"u8))
            return;
        report.Kind = OrderReportKind.Accepted;
        report.Price = new Price(told.Required("ordprice"u8, listing.PriceScale));
        report.Quantity = new Quantity(told.Required("ordqty"u8, listing.QuantityScale));
        report.EventTime = LsSecuritiesWords.TimeOf(told.Text("ordtm"u8), memory.Now);
        memory.Tell(number, report, reports);
    }

    private static void Filled(scoped ref JsonObject told, ref OrderReport report, Listing listing, long number, OrderReports reports, LsSecuritiesMemory memory)
    {
        report.Kind = OrderReportKind.Filled;
        report.FillPrice = new Price(told.Required("execprc"u8, listing.PriceScale));
        report.FillQuantity = new Quantity(told.Required("execqty"u8, listing.QuantityScale));
        report.EventTime = LsSecuritiesWords.TimeOf(told.Text("exectime"u8), memory.Now);

        // Numbers of fills count within an order.
        Span<byte> id = stackalloc byte[VenueOrderId.LengthMax + Text36.LengthMax];
        var length = report.VenueOrder.CopyTo(id);
        var execution = told.Text("execno"u8);
        if (execution.Length is > 0 and < Text36.LengthMax)
        {
            id[length++] = (byte)'-';
            execution.CopyTo(id[length..]);
            _ = Text36.TryCreate(id[..(length + execution.Length)], out report.TradeId);
        }

        memory.Tell(number, report, reports);
    }

    // The desk amends nothing here: somebody did so by hand, and the order goes on under another number.
    private static void Amended(scoped ref JsonObject told, ref OrderReport report, Listing listing, long number, OrderReports reports, LsSecuritiesMemory memory)
    {
        var order = memory.OrderOf(told.Whole("orgordno"u8));
        if (order.IsNone)
            return;
        memory.Also(number, order);
        report.Kind = OrderReportKind.Amended;
        report.Price = new Price(told.Required("mdfycnfprc"u8, listing.PriceScale));
        memory.Tell(number, report, reports);
    }

    // Part of an order may be cancelled by hand: it has ended where nothing is left of it, and where that is not known a look-up tells.
    private static void Cancelled(scoped ref JsonObject told, ref OrderReport report, Listing listing, OrderReports reports, LsSecuritiesMemory memory)
    {
        var original = told.Whole("orgordno"u8);
        var quantity = told.Required("canccnfqty"u8, listing.QuantityScale);
        var isOver = memory.Cancelled(memory.OrderOf(original), quantity) || told.Whole("orgordunercqty"u8, 1) == 0;
        if (original <= 0 || !isOver)
            return;
        (report.Kind, report.Reason, report.VenueOrder) = (OrderReportKind.Cancelled, VenueReason.Requested, LsSecuritiesWords.IdOf(original, memory.Now));
        report.EventTime = LsSecuritiesWords.TimeOf(told.Text("exectime"u8), memory.Now);
        memory.Tell(original, report, reports);
    }

    private static void Refused(scoped ref JsonObject told, ref OrderReport report, long number, OrderReports reports, LsSecuritiesMemory memory)
    {
        var original = told.Whole("orgordno"u8);
        if (original > 0)
            (report.Kind, report.Reason, report.VenueOrder) = (OrderReportKind.CancelRejected, VenueReason.UnknownOrder, LsSecuritiesWords.IdOf(original, memory.Now));
        else
            (report.Kind, report.Reason) = (OrderReportKind.Rejected, VenueReason.Other);
        report.Failure = FailureClass.Reject;
        memory.Tell(original > 0 ? original : number, report, reports);
    }
}
