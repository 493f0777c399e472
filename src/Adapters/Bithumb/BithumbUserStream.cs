using Rialto.Adapters.Orders;
using Rialto.Adapters.Upbit;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Bithumb;

/// <summary>Frames of Bithumb's private socket v2: orders with a fill in state <c>trade</c>, and assets. Fields without a value are left out; nothing is told again after a connection. No state.</summary>
internal static class BithumbUserStream
{
    public static bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn)
    {
        var outer = new JsonObject();
        if (!outer.Read(frame))
            return false;
        if (KoreanOrders.IsAbout(outer, static name => BithumbOrderErrors.Of(400, name).Class == FailureClass.Halt, turn))
            return true;
        var reports = turn.Reports;
        if (outer.Is("type"u8, "myAsset"u8))
            return JsonItems.Of(outer, "assets"u8, (scoped ref asset) => UpbitUserStream.Balance(ref asset, reports, OrderReportFlags.None));
        return outer.Is("type"u8, "myOrder"u8) ? Order(ref outer, turn.Context, reports) && !outer.HasMisfit : outer.Has("type"u8);
    }

    private static bool Order(scoped ref JsonObject told, OrderContext context, OrderReports reports)
    {
        if (!context.TryFind(told.Text("code"u8), out var listing))
            return told.Has("code"u8);
        var isLimit = told.Is("order_type"u8, "limit"u8);
        var filled = told.Filled("executed_quantity"u8, listing.QuantityScale);
        var quantity = told.Decimal("order_quantity"u8, listing.QuantityScale);

        // An immediate order that was filled in part ends as done.
        var kind = told.Is("state"u8, "trade"u8) ? OrderReportKind.Filled
            : told.Is("state"u8, "cancel"u8) || (told.Is("state"u8, "done"u8) && filled.Units >= 0 && filled.Units < quantity) ? OrderReportKind.Cancelled
            : told.Is("state"u8, "wait"u8) && (isLimit || told.Is("order_type"u8, "market"u8)) ? OrderReportKind.Accepted : OrderReportKind.None;
        var id = told.OrderId("order_id"u8);
        if (kind == OrderReportKind.None)
            return !id.IsEmpty && told.Has("state"u8);
        ref var report = ref reports.Of(kind, context, listing, told.Id("client_order_id"u8), id);
        report.Side = told.SideOf("side"u8, "buy"u8, "sell"u8);
        report.FilledQuantity = filled;
        report.EventTime = told.Milliseconds("timestamp"u8);
        if (kind == OrderReportKind.Filled)
            return Fill(ref report, ref told, listing);
        if (kind == OrderReportKind.Accepted)
        {
            report.Quantity = new Quantity(told.Required("order_quantity"u8, listing.QuantityScale));
            report.Price = new Price(isLimit ? told.Required("order_price"u8, listing.PriceScale) : 0);
        }
        else
        {
            report.Reason = told.Is("cancel_type"u8, "stp_cancel"u8) ? VenueReason.SelfTrade
                : told.Is("cancel_type"u8, "tif_cancel"u8) && told.Is("time_in_force"u8, "post_only"u8) ? VenueReason.WouldTake
                : told.Is("cancel_type"u8, "tif_cancel"u8) || told.Is("state"u8, "done"u8) || !isLimit ? VenueReason.NoLiquidity : VenueReason.Requested;
        }

        return !id.IsEmpty;
    }

    // Of fees only the sum is told: the desk goes by its own terms.
    private static bool Fill(ref OrderReport report, scoped ref JsonObject told, Listing listing)
    {
        report.FillPrice = new Price(told.Required("trade_price"u8, listing.PriceScale));
        report.FillQuantity = new Quantity(told.Required("trade_quantity"u8, listing.QuantityScale));
        report.TradeId = told.Id("trade_id"u8);
        if (told.Has("trade_timestamp"u8))
            report.EventTime = told.Milliseconds("trade_timestamp"u8);
        return !report.VenueOrder.IsEmpty && !report.TradeId.IsEmpty;
    }
}
