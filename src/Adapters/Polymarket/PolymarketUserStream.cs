using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Polymarket;

/// <summary>
/// Frames of Polymarket's user channel: orders and trades, one or a list of them. The channel confirms nothing: the answer to a first PING behind the login says that it is up, because a key that is not taken
/// ends the connection. Balances have no channel. No state but the session's memory.
/// </summary>
internal static class PolymarketUserStream
{
    public static bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn)
    {
        if (frame.SequenceEqual("PONG"u8))
        {
            turn.Signal = turn.Step++ == 0 ? StreamSignal.Up : StreamSignal.None;
            return true;
        }

        var (context, reports) = (turn.Context, turn.Reports);
        var scanner = new FrameScanner(frame);
        if (scanner.Kind == JsonKind.Array)
            return JsonItems.Of(frame, ref scanner, (scoped ref item) => Item(ref item, context, reports)) && scanner.IsWhole;
        var told = new JsonObject();
        if (!told.Read(frame))
            return false;
        if (!told.Has("error"u8))
            return Item(ref told, context, reports) && !told.HasMisfit;
        turn.Renew("the venue ended the subscription");
        return true;
    }

    private static bool Item(scoped ref JsonObject told, OrderContext context, OrderReports reports) =>
        told.Is("event_type"u8, "trade"u8) || told.Is("type"u8, "TRADE"u8) ? PolymarketTrades.Read(ref told, context, reports, OrderReportFlags.None)
        : told.Is("event_type"u8, "order"u8) || told.Is("type"u8, "PLACEMENT"u8) || told.Is("type"u8, "UPDATE"u8) || told.Is("type"u8, "CANCELLATION"u8) ? Order(ref told, context, reports)
        : told.Has("event_type"u8);

    private static bool Order(scoped ref JsonObject told, OrderContext context, OrderReports reports)
    {
        if (!context.TryFind(told.Text("asset_id"u8), out var listing))
            return told.Has("asset_id"u8);
        var isOver = told.Is("type"u8, "CANCELLATION"u8);

        // What an update counts as matched comes as trades.
        if (!isOver && !told.Is("type"u8, "PLACEMENT"u8))
            return told.Has("type"u8);
        ref var report = ref reports.Of(isOver ? OrderReportKind.Cancelled : OrderReportKind.Accepted, context, listing, default, default);
        PolymarketOrderAnswers.Fill(ref report, ref told, listing);
        report.EventTime = told.Milliseconds("timestamp"u8);
        if (isOver)
            report.Reason = told.Is("status"u8, "INVALID"u8) ? VenueReason.ByVenue : told.Is("order_type"u8, "FOK"u8) || told.Is("order_type"u8, "FAK"u8) ? VenueReason.NoLiquidity : VenueReason.Requested;
        return !report.VenueOrder.IsEmpty;
    }
}
