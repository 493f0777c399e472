using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Deribit;

/// <summary>Frames of Deribit: login and its steps, heartbeats that must be answered, answers to requests, changes of orders, trades and positions, the portfolio. No state.</summary>
internal static class DeribitUserStream
{
    public const long LoginId = 1;
    private const long SubscribeId = 2;
    private const long HeartbeatId = 3;
    private const long TestId = 4;
    private const long RequestsFrom = 1_000;

    public static bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn)
    {
        var outer = new JsonObject();
        if (!outer.Read(frame))
            return false;
        if (outer.Is("method"u8, "heartbeat"u8))
        {
            turn.Send($$$"""{"jsonrpc":"2.0","id":{{{TestId}}},"method":"public/test","params":{}}""");
            return true;
        }

        if (outer.Is("method"u8, "subscription"u8))
            return JsonItems.One(outer, "params"u8, (scoped ref told) => Told(told, turn));
        var id = outer.Whole("id"u8);
        if (id >= RequestsFrom)
            (turn.AnswerTo, turn.AnswerStatus) = (id, 200);
        else if (id is LoginId or SubscribeId && outer.Has("error"u8))
            turn.Refuse("the key was refused");
        else if (id == LoginId)
            LoggedIn(turn);
        else if (id == SubscribeId)
            turn.Signal = StreamSignal.Up;
        return outer.Has("id"u8) && !outer.HasMisfit;
    }

    /// <summary>A fill.</summary>
    public static bool Trade(scoped ref JsonObject told, OrderContext context, OrderReports reports, OrderReportFlags flags)
    {
        if (!context.TryFind(told.Text("instrument_name"u8), out var listing))
            return told.Has("instrument_name"u8);
        ref var report = ref reports.Of(OrderReportKind.Filled, context, listing, told.Id("label"u8), told.OrderId("order_id"u8));
        var fee = told.Amount("fee"u8);
        report.Flags = flags;
        report.Side = told.SideOf("direction"u8, "buy"u8, "sell"u8);
        report.FillPrice = new Price(told.Required("price"u8, listing.PriceScale));
        report.FillQuantity = new Quantity(told.Required("amount"u8, listing.QuantityScale));
        (report.Amount, report.AmountScale, report.Asset) = (fee.Units, fee.Scale, told.Asset("fee_currency"u8));
        report.TradeId = told.Id("trade_id"u8);
        report.Liquidity = told.Is("liquidity"u8, "M"u8) ? Liquidity.Maker : Liquidity.Taker;
        report.EventTime = told.Milliseconds("timestamp"u8);
        return !report.VenueOrder.IsEmpty;
    }

    public static bool Order(scoped ref JsonObject told, OrderContext context, OrderReports reports)
    {
        if (!context.TryFind(told.Text("instrument_name"u8), out var listing))
            return told.Has("instrument_name"u8);
        var kind = StatusOf(told.Text("order_state"u8)) switch
        {
            VenueOrderStatus.Live when told.IsTrue("replaced"u8) => OrderReportKind.Amended,
            VenueOrderStatus.Live => OrderReportKind.Accepted,
            VenueOrderStatus.Cancelled => OrderReportKind.Cancelled,
            VenueOrderStatus.Rejected => OrderReportKind.Rejected,
            _ => OrderReportKind.None,
        };
        if (kind == OrderReportKind.None)
            return told.Has("order_state"u8);
        ref var report = ref reports.Of(kind, context, listing, told.Id("label"u8), default);
        Fill(ref report, ref told, listing);
        report.FillPrice = default;
        report.Failure = kind == OrderReportKind.Rejected ? FailureClass.Reject : FailureClass.None;
        report.Reason = kind == OrderReportKind.Rejected ? VenueReason.Other : kind == OrderReportKind.Cancelled ? ReasonOf(ref told) : VenueReason.None;
        return !report.VenueOrder.IsEmpty;
    }

    /// <summary>What answers and frames tell of an order alike.</summary>
    public static void Fill(ref OrderReport report, scoped ref JsonObject told, Listing listing)
    {
        report.VenueOrder = told.OrderId("order_id"u8);
        report.Side = told.SideOf("direction"u8, "buy"u8, "sell"u8);
        report.Price = told.Is("price"u8, "market_price"u8) ? default : new Price(told.Is("order_type"u8, "limit"u8) ? told.Required("price"u8, listing.PriceScale) : told.Decimal("price"u8, listing.PriceScale));
        report.Quantity = new Quantity(told.Required("amount"u8, listing.QuantityScale));
        report.FilledQuantity = told.Filled("filled_amount"u8, listing.QuantityScale);
        report.FillPrice = new Price(told.Average("average_price"u8, listing.PriceScale));
        report.EventTime = told.Milliseconds("last_update_timestamp"u8);
    }

    public static bool Position(scoped ref JsonObject told, OrderContext context, OrderReports reports, OrderReportFlags flags)
    {
        if (!context.TryFind(told.Text("instrument_name"u8), out var listing))
            return told.Has("instrument_name"u8);
        ref var report = ref reports.Add(OrderReportKind.Position);
        report.Flags = flags;
        report.Listing = listing.Id;
        report.Quantity = new Quantity(told.Required("size"u8, listing.QuantityScale));
        report.FillPrice = new Price(told.Average("average_price"u8, listing.PriceScale));
        return true;
    }

    public static bool Balance(scoped ref JsonObject told, OrderReports reports, OrderReportFlags flags)
    {
        reports.Balance(told.Asset("currency"u8), told.Amount("balance"u8), told.Amount("available_funds"u8)).Flags = flags;
        return told.Has("currency"u8);
    }

    public static VenueOrderStatus StatusOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("open"u8) ? VenueOrderStatus.Live
        : word.SequenceEqual("filled"u8) ? VenueOrderStatus.Filled
        : word.SequenceEqual("cancelled"u8) ? VenueOrderStatus.Cancelled
        : word.SequenceEqual("rejected"u8) ? VenueOrderStatus.Rejected
        : word.SequenceEqual("untriggered"u8) ? VenueOrderStatus.Pending : VenueOrderStatus.Unknown;

    private static void LoggedIn(UserStreamTurn turn)
    {
        turn.Send($$$"""{"jsonrpc":"2.0","id":{{{HeartbeatId}}},"method":"public/set_heartbeat","params":{"interval":30}}""");
        turn.Send($$$"""{"jsonrpc":"2.0","id":{{{SubscribeId}}},"method":"private/subscribe","params":{"channels":["user.changes.any.any.raw","user.portfolio.any"]}}""");
    }

    private static bool Told(scoped in JsonObject told, UserStreamTurn turn)
    {
        var (context, reports) = (turn.Context, turn.Reports);
        var channel = told.Text("channel"u8);
        if (channel.StartsWith("user.portfolio"u8))
            return JsonItems.One(told, "data"u8, (scoped ref portfolio) => Balance(ref portfolio, reports, OrderReportFlags.None));
        if (!channel.StartsWith("user.changes"u8))
            return !channel.IsEmpty;

        // Trades first: an order that is filled and gone has its fills before its end.
        return JsonItems.One(told, "data"u8, (scoped ref data) =>
            JsonItems.Of(data, "trades"u8, (scoped ref trade) => Trade(ref trade, context, reports, OrderReportFlags.None))
            && JsonItems.Of(data, "orders"u8, (scoped ref order) => Order(ref order, context, reports))
            && (!data.Has("positions"u8) || JsonItems.Of(data, "positions"u8, (scoped ref position) => Position(ref position, context, reports, OrderReportFlags.None))));
    }

    private static VenueReason ReasonOf(scoped ref JsonObject told) =>
        told.Is("time_in_force"u8, "immediate_or_cancel"u8) || told.Is("time_in_force"u8, "fill_or_kill"u8) || told.Is("order_type"u8, "market"u8) ? VenueReason.NoLiquidity
        : told.Text("cancel_reason"u8).IsEmpty || told.Is("cancel_reason"u8, "user_request"u8) ? VenueReason.Requested
        : told.Is("cancel_reason"u8, "cancel_on_disconnect"u8) ? VenueReason.Disconnected : VenueReason.ByVenue;
}
