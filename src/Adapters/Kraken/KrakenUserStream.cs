using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Kraken;

/// <summary>
/// Frames of Kraken's private socket: answers to requests by their number, and the channel <c>executions</c>, whose messages are numbered and say only what has changed: an end has often no more than
/// the order's id. Balances are asked for, since their channel does not say what is free. No state.
/// </summary>
internal static class KrakenUserStream
{
    private const long RequestsFrom = 1_000;

    public static bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn)
    {
        var outer = new JsonObject();
        if (!outer.Read(frame))
            return false;
        if (outer.Has("method"u8))
            return Answer(ref outer, turn);
        if (!outer.Is("channel"u8, "executions"u8))
            return outer.Has("channel"u8) || outer.Has("error"u8);
        var sequence = outer.Whole("sequence"u8);
        var isGap = turn.Sequence > 0 && sequence > 0 && sequence != turn.Sequence + 1;
        turn.Sequence = sequence;
        var (context, reports) = (turn.Context, turn.Reports);
        if (outer.HasMisfit || !JsonItems.Of(outer, "data"u8, (scoped ref told) => Execution(ref told, context, reports)))
            return false;
        if (isGap)
            turn.Renew("an update is missing");
        return true;
    }

    private static bool Answer(scoped ref JsonObject told, UserStreamTurn turn)
    {
        if (told.Is("method"u8, "subscribe"u8))
        {
            var isDone = told.IsTrue("success"u8);
            if (isDone)
                turn.Signal = StreamSignal.Up;
            else if (KrakenOrderErrors.Of(200, told.Text("error"u8)).Class == FailureClass.Halt)
                turn.Refuse("the key was refused");
            else
                turn.Renew("the subscription was refused");
            return true;
        }

        var id = told.Whole("req_id"u8);
        if (id >= RequestsFrom)
            (turn.AnswerTo, turn.AnswerStatus) = (id, 200);
        return !told.HasMisfit;
    }

    private static bool Execution(scoped ref JsonObject told, OrderContext context, OrderReports reports)
    {
        Listing? listing = null;
        if (told.Has("symbol"u8) && !context.TryFind(told.Text("symbol"u8), out listing))
            return true;
        if (told.Is("exec_type"u8, "trade"u8))
            return listing is not null && Fill(ref told, context, listing, reports);
        var kind =
            told.Is("exec_type"u8, "canceled"u8) ? OrderReportKind.Cancelled
            : told.Is("exec_type"u8, "expired"u8) ? OrderReportKind.Expired
            : listing is null || !told.Has("order_qty"u8) || !told.Has("side"u8) ? OrderReportKind.None
            : told.Is("exec_type"u8, "new"u8) ? OrderReportKind.Accepted
            : told.Has("limit_price"u8) && (told.Is("exec_type"u8, "amended"u8) || told.Is("exec_type"u8, "restated"u8)) ? OrderReportKind.Amended : OrderReportKind.None;
        var id = told.OrderId("order_id"u8);
        if (kind == OrderReportKind.None)
            return !id.IsEmpty && told.Has("exec_type"u8);
        ref var report = ref reports.Add(kind);
        context.Name(ref report, told.Id("cl_ord_id"u8));
        report.VenueOrder = id;
        report.EventTime = told.IsoTime("timestamp"u8);
        if (kind == OrderReportKind.Cancelled)
            report.Reason = ReasonOf(ref told);
        if (listing is null)
            return !id.IsEmpty;
        report.Listing = listing.Id;
        report.FilledQuantity = told.Filled("cum_qty"u8, listing.QuantityScale);
        if (told.Has("side"u8))
            report.Side = told.SideOf("side"u8, "buy"u8, "sell"u8);
        if (kind is OrderReportKind.Accepted or OrderReportKind.Amended)
        {
            report.Quantity = new Quantity(told.Required("order_qty"u8, listing.QuantityScale));
            report.Price = new Price(told.Is("order_type"u8, "limit"u8) ? told.Required("limit_price"u8, listing.PriceScale) : told.Decimal("limit_price"u8, listing.PriceScale));
        }

        return !id.IsEmpty;
    }

    private static bool Fill(scoped ref JsonObject told, OrderContext context, Listing listing, OrderReports reports)
    {
        ref var report = ref reports.Of(OrderReportKind.Filled, context, listing, told.Id("cl_ord_id"u8), told.OrderId("order_id"u8));
        report.Side = told.SideOf("side"u8, "buy"u8, "sell"u8);
        report.FillPrice = new Price(told.Required("last_price"u8, listing.PriceScale));
        report.FillQuantity = new Quantity(told.Required("last_qty"u8, listing.QuantityScale));
        report.FilledQuantity = told.Filled("cum_qty"u8, listing.QuantityScale);
        report.TradeId = told.Id("exec_id"u8);
        report.Liquidity = told.Is("liquidity_ind"u8, "m"u8) ? Liquidity.Maker : told.Is("liquidity_ind"u8, "t"u8) ? Liquidity.Taker : Liquidity.Unknown;
        report.EventTime = told.IsoTime("timestamp"u8);
        var (fee, asset) = (default(DecimalAmount), default(AssetCode));
        if (told.Has("fees"u8) && !JsonItems.Of(told, "fees"u8, (scoped ref part) =>
        {
            var code = KrakenNames.AssetOf(part.Text("asset"u8));
            if (!asset.IsNone && code != asset)
                return true;
            (fee, asset) = (DecimalAmount.Sum(fee, part.Amount("qty"u8)), code);
            return true;
        }))
            return false;
        (report.Amount, report.AmountScale, report.Asset) = (fee.Units, fee.Scale, asset);
        return !report.VenueOrder.IsEmpty && !report.TradeId.IsEmpty;
    }

    private static VenueReason ReasonOf(scoped ref JsonObject told)
    {
        var reason = told.Text("reason"u8);
        return reason.IndexOf("ost only"u8) >= 0 ? VenueReason.WouldTake
            : reason.IsEmpty || reason.StartsWith("User"u8) ? told.Is("time_in_force"u8, "IOC"u8) || told.Is("time_in_force"u8, "ioc"u8) ? VenueReason.NoLiquidity : VenueReason.Requested
            : reason.IndexOf("elf"u8) >= 0 ? VenueReason.SelfTrade
            : reason.IndexOf("IOC"u8) >= 0 || reason.IndexOf("mmediate"u8) >= 0 || reason.IndexOf("FOK"u8) >= 0 ? VenueReason.NoLiquidity : VenueReason.ByVenue;
    }
}
