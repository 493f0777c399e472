using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Units;

namespace Rialto.Adapters.Coinbase;

/// <summary>
/// Frames of Coinbase's user channel, numbered from connection to connection:
/// <code>
/// {"channel":"user","sequence_num":1,"events":[{"type":"snapshot|update","orders":[{"order_id":"..","client_order_id":"..","status":"OPEN","cumulative_quantity":"0","leaves_quantity":"0.001","avg_price":"0",..}]}]}
/// </code>
/// Orders say how much of them is filled in all, never in which trades: of such an order the fills are asked for. No state.
/// </summary>
internal static class CoinbaseUserStream
{
    public static bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn)
    {
        var outer = new JsonObject();
        if (!outer.Read(frame))
            return false;
        if (outer.Is("type"u8, "error"u8))
        {
            if (outer.Text("message"u8).IndexOf("authentication"u8) >= 0)
                turn.Refuse("the key was refused");
            else
                turn.Renew("the venue refused a subscription");
            return true;
        }

        // The number that comes next; none before the first.
        var sequence = outer.Whole("sequence_num"u8);
        var isGap = turn.Sequence > 0 && sequence != turn.Sequence;
        turn.Sequence = sequence + 1;
        if (outer.HasMisfit || sequence is < 0 or long.MaxValue)
            return false;
        if (outer.Is("channel"u8, "subscriptions"u8))
        {
            if (!JsonItems.Of(outer, "events"u8, (scoped ref told) => Subscribed(told, turn)))
                return false;
        }
        else if (outer.Is("channel"u8, "user"u8))
        {
            if (!JsonItems.Of(outer, "events"u8, (scoped ref told) => !told.Has("orders"u8) || JsonItems.Of(told, "orders"u8, (scoped ref order) => Order(ref order, turn))))
                return false;
        }

        if (isGap)
            turn.Renew("a message is missing");
        return outer.Has("channel"u8);
    }

    public static VenueOrderStatus StatusOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("OPEN"u8) || word.SequenceEqual("CANCEL_QUEUED"u8) || word.SequenceEqual("EDIT_QUEUED"u8) ? VenueOrderStatus.Live
        : word.SequenceEqual("PENDING"u8) || word.SequenceEqual("QUEUED"u8) ? VenueOrderStatus.Pending
        : word.SequenceEqual("FILLED"u8) ? VenueOrderStatus.Filled
        : word.SequenceEqual("CANCELLED"u8) ? VenueOrderStatus.Cancelled
        : word.SequenceEqual("EXPIRED"u8) ? VenueOrderStatus.Expired
        : word.SequenceEqual("FAILED"u8) ? VenueOrderStatus.Rejected : VenueOrderStatus.Unknown;

    private static bool Subscribed(scoped in JsonObject told, UserStreamTurn turn) => JsonItems.One(told, "subscriptions"u8, (scoped ref channels) =>
    {
        if (channels.Has("user"u8))
            turn.Signal = StreamSignal.Up;
        return true;
    });

    private static bool Order(scoped ref JsonObject told, UserStreamTurn turn)
    {
        var context = turn.Context;
        if (!context.TryFind(told.Text("product_id"u8), out var listing))
            return told.Has("product_id"u8);
        var status = StatusOf(told.Text("status"u8));
        var kind = status switch
        {
            VenueOrderStatus.Live => OrderReportKind.Accepted,

            // In which trades, its fills tell.
            VenueOrderStatus.Filled => OrderReportKind.Found,
            VenueOrderStatus.Cancelled => OrderReportKind.Cancelled,
            VenueOrderStatus.Expired => OrderReportKind.Expired,
            VenueOrderStatus.Rejected => OrderReportKind.Rejected,
            _ => OrderReportKind.None,
        };
        var filled = told.Required("cumulative_quantity"u8, listing.QuantityScale);
        if (filled > 0)
            turn.WantFills(listing.Id);
        if (kind == OrderReportKind.None)
            return told.Has("status"u8);
        ref var report = ref turn.Reports.Of(kind, context, listing, told.Id("client_order_id"u8), told.OrderId("order_id"u8));
        report.Status = kind == OrderReportKind.Found ? status : VenueOrderStatus.Unknown;
        report.Side = told.SideOf("order_side"u8, "BUY"u8, "SELL"u8);
        report.FilledQuantity = new Quantity(filled);
        report.FillPrice = new Price(told.Average("avg_price"u8, listing.PriceScale));
        if (kind == OrderReportKind.Accepted && told.Is("status"u8, "OPEN"u8))
        {
            report.Quantity = new Quantity(filled + told.Required("leaves_quantity"u8, listing.QuantityScale));
            report.Price = new Price(told.Decimal("limit_price"u8, listing.PriceScale));
        }

        if (kind == OrderReportKind.Rejected)
            (report.Failure, report.Reason) = (FailureClass.Reject, CoinbaseOrderErrors.ReasonOf(told.Text("reject_reason"u8)));
        if (kind == OrderReportKind.Cancelled)
            report.Reason = ReasonOf(ref told);
        return !report.VenueOrder.IsEmpty && report.Quantity.Units >= 0;
    }

    private static VenueReason ReasonOf(scoped ref JsonObject told)
    {
        var reason = told.Text("cancel_reason"u8);
        return reason.IndexOf("POST_ONLY"u8) >= 0 || reason.IndexOf("ost only"u8) >= 0 ? VenueReason.WouldTake
            : told.Is("time_in_force"u8, "IMMEDIATE_OR_CANCEL"u8) || told.Is("time_in_force"u8, "FILL_OR_KILL"u8) ? VenueReason.NoLiquidity
            : reason.IndexOf("SELF_TRADE"u8) >= 0 || reason.IndexOf("elf trade"u8) >= 0 ? VenueReason.SelfTrade
            : reason.IsEmpty || reason.IndexOf("ser requested"u8) >= 0 || reason.IndexOf("USER"u8) >= 0 ? VenueReason.Requested : VenueReason.ByVenue;
    }
}
