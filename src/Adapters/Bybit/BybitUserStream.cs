using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Bybit;

/// <summary>Frames of Bybit's private stream: login, then orders, fills and positions of the category, and the wallet. No state.</summary>
internal static class BybitUserStream
{
    public static bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn, string category)
    {
        var outer = new JsonObject();
        if (!outer.Read(frame))
            return false;
        var topic = outer.Text("topic"u8);
        if (topic.IsEmpty)
            return Control(outer, turn, category);
        var context = turn.Context;
        var reports = turn.Reports;
        if (topic.StartsWith("execution"u8))
            return topic.SequenceEqual("execution.fast"u8) || JsonItems.Of(outer, "data"u8, (scoped ref fill) => Fill(ref fill, context, reports, OrderReportFlags.None));
        if (topic.StartsWith("order"u8))
            return JsonItems.Of(outer, "data"u8, (scoped ref order) => Order(ref order, context, reports));
        if (topic.StartsWith("position"u8))
            return JsonItems.Of(outer, "data"u8, (scoped ref position) => Position(ref position, context, reports, OrderReportFlags.None));
        return !topic.StartsWith("wallet"u8) || JsonItems.Of(outer, "data"u8, (scoped ref account) => Wallet(account, reports, OrderReportFlags.None));
    }

    /// <summary>A fill; what is no trade (funding, settlement) is passed over.</summary>
    public static bool Fill(scoped ref JsonObject told, OrderContext context, OrderReports reports, OrderReportFlags flags)
    {
        if (!context.TryFind(told.Text("symbol"u8), out var listing))
            return told.Has("symbol"u8);
        var type = told.Text("execType"u8);
        if (!(type.SequenceEqual("Trade"u8) || type.SequenceEqual("AdlTrade"u8) || type.SequenceEqual("BustTrade"u8) || type.SequenceEqual("BlockTrade"u8)))
            return !type.IsEmpty;
        ref var report = ref reports.Of(OrderReportKind.Filled, context, listing, told.Id("orderLinkId"u8), told.OrderId("orderId"u8));
        var fee = told.Amount("execFee"u8);
        report.Flags = flags;
        report.Side = told.SideOf("side"u8, "Buy"u8, "Sell"u8);
        report.FillPrice = new Price(told.Required("execPrice"u8, listing.PriceScale));
        report.FillQuantity = new Quantity(told.Required("execQty"u8, listing.QuantityScale));
        if (told.Has("leavesQty"u8) && told.Has("orderQty"u8))
            report.FilledQuantity = new Quantity(told.Decimal("orderQty"u8, listing.QuantityScale) - told.Decimal("leavesQty"u8, listing.QuantityScale));
        (report.Amount, report.AmountScale, report.Asset) = (fee.Units, fee.Scale, told.Asset("feeCurrency"u8));
        report.TradeId = told.Id("execId"u8);
        report.Liquidity = told.IsTrue("isMaker"u8) ? Liquidity.Maker : Liquidity.Taker;
        report.EventTime = told.Milliseconds("execTime"u8);
        report.Sequence = told.Whole("seq"u8);
        return !report.VenueOrder.IsEmpty;
    }

    /// <summary>A position; long and short apart are not told (one-way mode has one).</summary>
    public static bool Position(scoped ref JsonObject told, OrderContext context, OrderReports reports, OrderReportFlags flags)
    {
        if (!context.TryFind(told.Text("symbol"u8), out var listing))
            return told.Has("symbol"u8);
        if (told.Whole("positionIdx"u8) != 0)
            return true;
        ref var report = ref reports.Add(OrderReportKind.Position);
        var size = told.Required("size"u8, listing.QuantityScale);
        report.Flags = flags;
        report.Listing = listing.Id;
        report.Quantity = new Quantity(size == 0 ? 0 : told.SideOf("side"u8, "Buy"u8, "Sell"u8) == Side.Sell ? -size : size);
        report.FillPrice = new Price(told.Average(told.Has("entryPrice"u8) ? "entryPrice"u8 : "avgPrice"u8, listing.PriceScale));
        report.EventTime = told.Milliseconds("updatedTime"u8);
        return true;
    }

    /// <summary>Balances of an account: free is what neither spot orders nor margin hold.</summary>
    public static bool Wallet(scoped in JsonObject account, OrderReports reports, OrderReportFlags flags) => JsonItems.Of(account, "coin"u8, (scoped ref coin) =>
    {
        var total = coin.Amount("walletBalance"u8);
        var free = total.Less(coin.Amount("locked"u8)).Less(coin.Amount("totalOrderIM"u8)).Less(coin.Amount("totalPositionIM"u8));
        reports.Balance(coin.Asset("coin"u8), total, free).Flags = flags;
        return true;
    });

    public static VenueOrderStatus StatusOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("New"u8) || word.SequenceEqual("PartiallyFilled"u8) ? VenueOrderStatus.Live
        : word.SequenceEqual("Filled"u8) ? VenueOrderStatus.Filled
        : word.SequenceEqual("Cancelled"u8) || word.SequenceEqual("PartiallyFilledCanceled"u8) || word.SequenceEqual("Deactivated"u8) ? VenueOrderStatus.Cancelled
        : word.SequenceEqual("Rejected"u8) ? VenueOrderStatus.Rejected
        : word.SequenceEqual("Untriggered"u8) || word.SequenceEqual("Triggered"u8) ? VenueOrderStatus.Pending
        : VenueOrderStatus.Unknown;

    private static bool Control(scoped in JsonObject told, UserStreamTurn turn, string category)
    {
        var isRefused = told.KindOf("success"u8) == JsonKind.False;
        if (told.Is("op"u8, "auth"u8))
        {
            if (isRefused)
            {
                turn.Refuse("the key was refused");
                return true;
            }

            turn.Send($$"""{"op":"subscribe","args":["order.{{category}}","execution.{{category}}"{{(category == "spot" ? "" : $",\"position.{category}\"")}}]}""");
            turn.Send("""{"op":"subscribe","args":["wallet"]}""");
            return true;
        }

        if (told.Is("op"u8, "subscribe"u8))
        {
            if (isRefused)
                turn.Renew("a subscription was refused");
            else if (++turn.Step == 2)
                turn.Signal = StreamSignal.Up;
        }

        return told.Has("op"u8);
    }

    private static bool Order(scoped ref JsonObject told, OrderContext context, OrderReports reports)
    {
        if (!context.TryFind(told.Text("symbol"u8), out var listing))
            return told.Has("symbol"u8);

        // A cancel that raced a fill tells the filled order once more, with this reason.
        if (told.Is("rejectReason"u8, "EC_OrigClOrdIDDoesNotExist"u8))
            return true;
        var isPost = told.Is("rejectReason"u8, "EC_PostOnlyWillTakeLiquidity"u8);
        var status = StatusOf(told.Text("orderStatus"u8));
        var kind = status switch
        {
            VenueOrderStatus.Live => OrderReportKind.Accepted,
            VenueOrderStatus.Cancelled => OrderReportKind.Cancelled,
            VenueOrderStatus.Rejected => OrderReportKind.Rejected,
            _ => OrderReportKind.None,
        };
        var memory = context.Memory as BybitMemory;
        if (status is VenueOrderStatus.Filled or VenueOrderStatus.Cancelled or VenueOrderStatus.Rejected)
            memory?.Forget(context.OrderOf(told.Id("orderLinkId"u8)));
        if (kind == OrderReportKind.None)
            return told.Has("orderStatus"u8);
        ref var report = ref reports.Of(kind, context, listing, told.Id("orderLinkId"u8), default);
        BybitOrderAnswers.Fill(ref report, ref told, listing);
        report.FillPrice = default;
        if (kind == OrderReportKind.Accepted && memory is not null && memory.Take(report.Order, report.Price, report.Quantity))
            report.Kind = OrderReportKind.Amended;
        report.Failure = kind == OrderReportKind.Rejected ? FailureClass.Reject : FailureClass.None;
        if (kind != OrderReportKind.Accepted)
            report.Reason = ReasonOf(ref told, kind, isPost);
        return !report.VenueOrder.IsEmpty;
    }

    private static VenueReason ReasonOf(scoped ref JsonObject told, OrderReportKind kind, bool isPost)
    {
        if (isPost)
            return VenueReason.WouldTake;
        if (kind == OrderReportKind.Rejected)
            return VenueReason.Other;
        if (told.Is("cancelType"u8, "CancelByUser"u8))
            return VenueReason.Requested;
        if (told.Is("cancelType"u8, "CancelBySmp"u8))
            return VenueReason.SelfTrade;
        return told.Is("timeInForce"u8, "IOC"u8) || told.Is("timeInForce"u8, "FOK"u8) ? VenueReason.NoLiquidity : VenueReason.ByVenue;
    }
}
