using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Polymarket;

/// <summary>
/// A trade, as the user channel and <c>/data/trades</c> write it alike: what came to trade, and each order that it met. Ours is the first where <c>trader_side</c> is TAKER, and of the others those of our address;
/// they may be of the other token, where a pair was made or dissolved. A trade counts as soon as it is matched; one that fails on the chain for good is taken back. No state.
/// </summary>
internal static class PolymarketTrades
{
    private static readonly Timestamp LatestSeconds = new(100_000_000_000);

    public static bool Read(scoped ref JsonObject trade, OrderContext context, OrderReports reports, OrderReportFlags flags)
    {
        var status = trade.Text("status"u8);
        var isFailed = status.SequenceEqual("FAILED"u8);
        var isSettled = isFailed || status.SequenceEqual("MINED"u8) || status.SequenceEqual("CONFIRMED"u8);
        if (!isSettled && !status.SequenceEqual("MATCHED"u8) && !status.SequenceEqual("RETRYING"u8))
            return false;
        var count = reports.Count;
        var told = new Told(isFailed ? OrderReportKind.FillReversed : OrderReportKind.Filled, flags, trade.Id("id"u8), TimeOf(ref trade));
        if (trade.Is("trader_side"u8, "TAKER"u8) && !Taker(ref trade, context, reports, told))
            return false;
        if (!Makers(trade, context, reports, told))
            return false;
        if (reports.Count > count && !told.Trade.IsEmpty && context.Memory is PolymarketMemory memory)
            memory.Note(told.Trade, isSettled);
        return !trade.HasMisfit;
    }

    private static bool Taker(scoped ref JsonObject trade, OrderContext context, OrderReports reports, in Told told)
    {
        if (!context.TryFind(trade.Text("asset_id"u8), out var listing))
            return trade.Has("asset_id"u8);
        ref var report = ref reports.Of(told.Kind, context, listing, default, trade.OrderId("taker_order_id"u8));
        told.Write(ref report);
        report.Side = trade.SideOf("side"u8, "BUY"u8, "SELL"u8);
        report.FillPrice = new Price(trade.Required("price"u8, listing.PriceScale));
        report.FillQuantity = new Quantity(trade.Required("size"u8, listing.QuantityScale));
        report.Liquidity = Liquidity.Taker;
        return !report.VenueOrder.IsEmpty;
    }

    private static bool Makers(scoped in JsonObject trade, OrderContext context, OrderReports reports, Told told)
    {
        if (trade.KindOf("maker_orders"u8) != JsonKind.Array)
            return true;
        var takerBuys = trade.Is("side"u8, "BUY"u8);
        var token = trade.Text("asset_id"u8);
        var scanner = trade.At("maker_orders"u8);
        var row = new JsonObject();
        scanner.Array();
        while (scanner.NextItem())
        {
            if (!row.Read(trade.Frame, ref scanner))
                return false;
            if (!IsOurs(row.Text("maker_address"u8), context.Account))
                continue;
            if (!context.TryFind(row.Text("asset_id"u8), out var listing))
                continue;
            ref var report = ref reports.Of(told.Kind, context, listing, default, row.OrderId("order_id"u8));
            told.Write(ref report);

            // Without a word: the other way than the taker, and the same way where it was the other token.
            report.Side = row.Has("side"u8) ? row.SideOf("side"u8, "BUY"u8, "SELL"u8) : takerBuys == row.Text("asset_id"u8).SequenceEqual(token) ? Side.Sell : Side.Buy;
            report.FillPrice = new Price(row.Required("price"u8, listing.PriceScale));
            report.FillQuantity = new Quantity(row.Required("matched_amount"u8, listing.QuantityScale));
            report.Liquidity = Liquidity.Maker;
            if (report.VenueOrder.IsEmpty || row.HasMisfit)
                return false;
        }

        return !scanner.HasFailed;
    }

    private static bool IsOurs(ReadOnlySpan<byte> address, string account)
    {
        if (address.Length != account.Length)
            return false;
        for (var i = 0; i < address.Length; i++)
        {
            if ((address[i] | 0x20) != (account[i] | 0x20))
                return false;
        }

        return !address.IsEmpty;
    }

    // Seconds, milliseconds, or RFC 3339, by the generation of the interface.
    private static Timestamp TimeOf(scoped ref JsonObject trade)
    {
        var name = trade.Has("match_time"u8) ? "match_time"u8 : trade.Has("matchtime"u8) ? "matchtime"u8 : "timestamp"u8;
        if (trade.Text(name).Contains((byte)'T'))
            return trade.IsoTime(name);
        var time = trade.Milliseconds(name);
        return time.Nanoseconds < LatestSeconds.Nanoseconds * 1_000 ? trade.Seconds(name) : time;
    }

    /// <summary>What all fills of a trade have alike.</summary>
    private readonly record struct Told(OrderReportKind Kind, OrderReportFlags Flags, Text36 Trade, Timestamp Time)
    {
        public void Write(ref OrderReport report) => (report.Flags, report.TradeId, report.EventTime) = (Flags, Trade, Time);
    }
}
