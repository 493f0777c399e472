using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Units;

namespace Rialto.Adapters.Upbit;

/// <summary>
/// Frames of Upbit's private socket: <c>myOrder</c>, where price and volume are the order's, but those of the fill in state <c>trade</c>, and <c>myAsset</c>. Nothing is told again after a connection. No
/// state.
/// </summary>
internal static class UpbitUserStream
{
    public static bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn)
    {
        var outer = new JsonObject();
        if (!outer.Read(frame))
            return false;
        if (KoreanOrders.IsAbout(outer, static name => UpbitOrderErrors.Of(400, name).Class == FailureClass.Halt, turn))
            return true;
        var reports = turn.Reports;
        if (outer.Is("type"u8, "myAsset"u8))
            return JsonItems.Of(outer, "assets"u8, (scoped ref asset) => Balance(ref asset, reports, OrderReportFlags.None));
        return outer.Is("type"u8, "myOrder"u8) ? Order(ref outer, turn.Context, reports) && !outer.HasMisfit : outer.Has("type"u8);
    }

    /// <summary>What is free, and what orders hold.</summary>
    public static bool Balance(scoped ref JsonObject told, OrderReports reports, OrderReportFlags flags)
    {
        var free = told.Amount("balance"u8);
        if (told.Asset("currency"u8) is { IsNone: false } asset)
            reports.Balance(asset, DecimalAmount.Sum(free, told.Amount("locked"u8)), free).Flags = flags;
        return told.Has("currency"u8) && told.Has("balance"u8);
    }

    private static bool Order(scoped ref JsonObject told, OrderContext context, OrderReports reports)
    {
        if (!context.TryFind(told.Text("code"u8), out var listing))
            return told.Has("code"u8);
        var isLimit = told.Is("order_type"u8, "limit"u8);
        var kind = told.Is("state"u8, "trade"u8) ? OrderReportKind.Filled
            : told.Is("state"u8, "cancel"u8) || IsPrevented(ref told) ? OrderReportKind.Cancelled
            : told.Is("state"u8, "wait"u8) && (isLimit || told.Is("order_type"u8, "market"u8)) ? OrderReportKind.Accepted : OrderReportKind.None;
        var id = told.OrderId("uuid"u8);
        if (kind == OrderReportKind.None)
            return !id.IsEmpty && told.Has("state"u8);
        ref var report = ref reports.Of(kind, context, listing, told.Id("identifier"u8), id);
        report.Side = told.SideOf("ask_bid"u8, "BID"u8, "ASK"u8);
        report.FilledQuantity = told.Filled("executed_volume"u8, listing.QuantityScale);
        switch (kind)
        {
            case OrderReportKind.Filled:
            {
                var fee = told.Amount("trade_fee"u8);
                report.FillPrice = new Price(told.Required("price"u8, listing.PriceScale));
                report.FillQuantity = new Quantity(told.Required("volume"u8, listing.QuantityScale));
                report.TradeId = told.Id("trade_uuid"u8);
                report.Liquidity = told.Has("is_maker"u8) ? told.IsTrue("is_maker"u8) ? Liquidity.Maker : Liquidity.Taker : Liquidity.Unknown;
                report.EventTime = told.Milliseconds("trade_timestamp"u8);
                if (told.Has("trade_fee"u8))
                    (report.Amount, report.AmountScale, report.Asset) = (fee.Units, fee.Scale, AssetCode.TryCreate(Encoding.ASCII.GetBytes(listing.Quote), out var quote) ? quote : default);
                return !id.IsEmpty && !report.TradeId.IsEmpty;
            }

            case OrderReportKind.Accepted:
                report.Quantity = new Quantity(told.Required("volume"u8, listing.QuantityScale));
                report.Price = new Price(isLimit ? told.Required("price"u8, listing.PriceScale) : 0);
                break;
            default:
                report.Reason = IsPrevented(ref told) ? VenueReason.SelfTrade
                    : told.Is("time_in_force"u8, "post_only"u8) && told.Amount("executed_volume"u8).Units == 0 && !IsOld(ref told) ? VenueReason.WouldTake
                    : told.Is("time_in_force"u8, "ioc"u8) || told.Is("time_in_force"u8, "fok"u8) || !isLimit ? VenueReason.NoLiquidity
                    : told.Amount("prevented_volume"u8).Units > 0 ? VenueReason.SelfTrade : VenueReason.Requested;
                break;
        }

        report.EventTime = told.Milliseconds("timestamp"u8);
        return !id.IsEmpty;
    }

    // Of two own orders that meet, the one of which nothing is left has ended, whether a word of its cancel follows or not; the other goes on.
    private static bool IsPrevented(scoped ref JsonObject told) => told.Is("state"u8, "prevented"u8) && told.Amount("prevented_volume"u8).Units > 0 && told.Has("remaining_volume"u8) && told.Amount("remaining_volume"u8).Units == 0;

    // A post-only order that would take ends as it comes in; one that rested was cancelled.
    private static bool IsOld(scoped ref JsonObject told) => told.Milliseconds("timestamp"u8).Nanoseconds - told.Milliseconds("order_timestamp"u8).Nanoseconds > 1_000_000_000;
}
