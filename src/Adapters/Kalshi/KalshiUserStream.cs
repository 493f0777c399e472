using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Units;

namespace Rialto.Adapters.Kalshi;

/// <summary>Frames of Kalshi's private channels: orders, fills, positions. Balances have no channel. No state.</summary>
internal static class KalshiUserStream
{
    private const int Channels = 3;

    public static bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn)
    {
        var outer = new JsonObject();
        if (!outer.Read(frame))
            return false;
        var (context, reports) = (turn.Context, turn.Reports);
        var type = outer.Text("type"u8);
        if (type.SequenceEqual("user_order"u8))
            return JsonItems.One(outer, "msg"u8, (scoped ref order) => Order(ref order, context, reports));
        if (type.SequenceEqual("fill"u8))
            return JsonItems.One(outer, "msg"u8, (scoped ref fill) => Fill(ref fill, context, reports, OrderReportFlags.None));
        if (type.SequenceEqual("market_position"u8))
            return JsonItems.One(outer, "msg"u8, (scoped ref position) => Position(ref position, context, reports, OrderReportFlags.None));
        if (type.SequenceEqual("subscribed"u8))
            turn.Signal = ++turn.Step == Channels ? StreamSignal.Up : StreamSignal.None;
        else if (type.SequenceEqual("error"u8) || type.SequenceEqual("unsubscribed"u8))
            turn.Renew("the venue ended a subscription");
        return !type.IsEmpty;
    }

    public static bool Fill(scoped ref JsonObject told, OrderContext context, OrderReports reports, OrderReportFlags flags)
    {
        if (!context.TryFind(told.Text(told.Has("market_ticker"u8) ? "market_ticker"u8 : "ticker"u8), out var listing))
            return told.Has("market_ticker"u8) || told.Has("ticker"u8);
        ref var report = ref reports.Of(OrderReportKind.Filled, context, listing, told.Id("client_order_id"u8), told.OrderId("order_id"u8));
        var fee = told.Amount("fee_cost"u8);
        report.Flags = flags;
        report.Side = told.SideOf("book_side"u8, "bid"u8, "ask"u8);
        report.FillPrice = new Price(told.Required("yes_price_dollars"u8, listing.PriceScale));
        report.FillQuantity = new Quantity(told.Required("count_fp"u8, listing.QuantityScale));
        (report.Amount, report.AmountScale, report.Asset) = (fee.Units, fee.Scale, AssetCode.Of("USD"));
        report.TradeId = told.Id("trade_id"u8);
        report.Liquidity = told.IsTrue("is_taker"u8) ? Liquidity.Taker : Liquidity.Maker;
        report.EventTime = told.Has("ts_ms"u8) ? told.Milliseconds("ts_ms"u8) : told.Seconds("ts"u8);
        return !report.VenueOrder.IsEmpty;
    }

    /// <summary>A position: of YES, negative where NO is held.</summary>
    public static bool Position(scoped ref JsonObject told, OrderContext context, OrderReports reports, OrderReportFlags flags)
    {
        if (!context.TryFind(told.Text(told.Has("market_ticker"u8) ? "market_ticker"u8 : "ticker"u8), out var listing))
            return told.Has("market_ticker"u8) || told.Has("ticker"u8);
        ref var report = ref reports.Add(OrderReportKind.Position);
        report.Flags = flags;
        report.Listing = listing.Id;
        report.Quantity = new Quantity(told.Required("position_fp"u8, listing.QuantityScale));
        return true;
    }

    private static bool Order(scoped ref JsonObject told, OrderContext context, OrderReports reports)
    {
        if (!context.TryFind(told.Text("ticker"u8), out var listing))
            return told.Has("ticker"u8);
        var isCancelled = told.Is("status"u8, "canceled"u8);
        if (!isCancelled && !told.Is("status"u8, "resting"u8))
            return told.Has("status"u8);
        ref var report = ref reports.Of(isCancelled ? OrderReportKind.Cancelled : OrderReportKind.Accepted, context, listing, told.Id("client_order_id"u8), default);
        KalshiOrderAnswers.Fill(ref report, ref told, listing);
        if (isCancelled)
            report.Reason = told.Is("last_update_reason"u8, "PostOnlyCrossCancel"u8) ? VenueReason.WouldTake : VenueReason.Requested;
        return !report.VenueOrder.IsEmpty;
    }
}
