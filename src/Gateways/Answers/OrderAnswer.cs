using System.Text.Json;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Answers;

/// <summary>Turns the events of a finished command into its answer. REST bodies and WebSocket results are the same bytes.</summary>
internal static class OrderAnswer
{
    private const int MaxListedIds = 10_000;

    /// <summary>The refusal in a finished command; false where it was carried out.</summary>
    public static bool TryGetProblem(PendingCommand command, InstrumentDirectory directory, out Problem problem)
    {
        problem = default;
        if (command.Outcome == CommandOutcome.Unknown)
        {
            problem = new Problem(RejectReason.NotReady, "The exchange stopped before the outcome was known; ask for the order once it is back.") { Sequence = command.Sequence };
            return true;
        }

        ref readonly var first = ref command.First;
        if (first.Kind is not (EventKind.OrderRejected or EventKind.CommandRejected))
            return false;
        var price = string.Empty;
        var detail = string.Empty;
        if (!first.TriggerPrice.IsNone && first.Kind == EventKind.OrderRejected && directory.Find(first.Instrument) is { } entry)
        {
            price = DecimalText.Format(first.TriggerPrice.Units, entry.Instrument.PriceScale);
            detail = first.RejectReason switch
            {
                RejectReason.PostOnlyWouldCross => $"Order would match immediately at {price}",
                RejectReason.PriceOutsideBand => $"The reference price is {price}",
                _ => string.Empty,
            };
        }

        if (first.RejectReason == RejectReason.AccountUnknown && first.Kind == EventKind.OrderRejected)
            detail = "Orders of this instrument need an account: an administrator makes one ('rialto account create'), an operator pays it in ('rialto deposit').";
        problem = new Problem(first.RejectReason, detail) { Sequence = first.Sequence, Price = price };
        if (!first.IsAboutAccounts)
            problem = problem with { ClientOrderId = first.ClientOrderId };
        else if (first.RefusedKind is CommandKind.Deposit or CommandKind.Withdraw or CommandKind.Transfer)
            problem = problem with { Reference = first.ClientOrderId };
        return true;
    }

    /// <summary>HTTP status of a command that was carried out.</summary>
    public static int StatusOf(PendingCommand command) => command.First.Kind == EventKind.OrderAccepted ? 201 : 200;

    /// <summary>The order after the command, and what the command did to it.</summary>
    public static void WriteResult(Utf8JsonWriter json, PendingCommand command, InstrumentDirectory directory)
    {
        ref readonly var first = ref command.First;
        if (command.Last.Kind == EventKind.MassCanceled)
        {
            WriteMassCancel(json, command);
            return;
        }

        if (command.Order.OrderId.Value == 0)
        {
            WriteForgotten(json, in first, directory);
            return;
        }

        json.WriteStartObject();
        WriteOrder(json, in command.Order);
        json.WriteStartArray("fills"u8);
        foreach (var fill in command.FormerFills ?? [])
            WriteFill(json, in fill, command.Order.Instrument);
        var selfTrades = 0;
        foreach (ref readonly var e in command.Events)
        {
            if (e.Kind == EventKind.Trade && Concerns(in e, command.Order.OrderId))
                WriteFill(json, FillOf(in e, command.Order.OrderId), command.Order.Instrument);
            else if (e.Kind == EventKind.SelfTradePrevented && e.OrderId == command.Order.OrderId)
                selfTrades++;
        }

        json.WriteEndArray();
        if (command.IsTruncated)
            json.WriteBoolean("truncated"u8, true);
        if (selfTrades > 0)
            WriteSelfTrades(json, command);
        if (first.Kind == EventKind.OrderReplaced)
            json.WriteBoolean("priority_kept"u8, (first.Flags & EventFlags.KeptPriority) != 0);
        json.WriteBoolean("duplicate"u8, first.Kind == EventKind.OrderDuplicate);
        json.WriteNumber("sequence"u8, first.Sequence);
        json.WriteTime("time"u8, first.Time);
        json.WriteEndObject();
    }

    /// <summary>The fields of an order, without the object's braces.</summary>
    public static void WriteOrder(Utf8JsonWriter json, in OrderPicture order)
    {
        var instrument = order.Instrument;
        var terms = order.Terms;
        json.WriteId("order_id"u8, order.OrderId.Value);
        if (!order.ClientOrderId.IsEmpty)
            json.WriteText("client_order_id"u8, order.ClientOrderId);
        json.WriteText("symbol"u8, instrument.Symbol);
        json.WriteString("side"u8, Words.Of(order.Side));
        json.WriteString("order_type"u8, Words.Of(terms.Type));
        json.WriteString("time_in_force"u8, Words.Of(terms.TimeInForce));
        json.WriteString("status"u8, Words.Of(order.Status));
        if (order.CancelReason != CancelReason.None)
            json.WriteString("cancel_reason"u8, Words.Of(order.CancelReason));
        var isLimit = terms.Type is OrderType.Limit or OrderType.StopLimit;
        json.WritePrice("price"u8, isLimit ? order.Price : Price.None, instrument.PriceScale);
        if (!isLimit && !order.Price.IsNone)
            json.WritePrice("protection_price"u8, order.Price, instrument.PriceScale);
        if (terms.IsStop)
        {
            json.WritePrice("stop_price"u8, order.TriggerPrice, instrument.PriceScale);
            json.WriteBoolean("triggered"u8, order.Triggered);
        }

        WriteQuantities(json, in order);
        json.WritePrice("avg_price"u8, order.AveragePrice, instrument.PriceScale);
        if (!order.ExpireTime.IsNone)
            json.WriteTime("expire_time"u8, order.ExpireTime);
        if (terms.PostOnly != PostOnly.Off)
            json.WriteString("post_only"u8, Words.Of(terms.PostOnly));
        if (order.Slid)
            json.WriteBoolean("slid"u8, true);
        if (terms.SelfTradePrevention != SelfTradePrevention.None)
            json.WriteString("stp_mode"u8, Words.Of(terms.SelfTradePrevention));
    }

    public static void WriteFill(Utf8JsonWriter json, in Fill fill, Instrument instrument)
    {
        json.WriteStartObject();
        json.WriteId("trade_id"u8, fill.TradeId.Value);
        json.WriteDecimal("price"u8, fill.Price.Units, instrument.PriceScale);
        json.WriteDecimal("quantity"u8, fill.Quantity.Units, instrument.QuantityScale);
        json.WriteDecimal("fee"u8, fill.Fee.Units, instrument.MoneyScale);
        json.WriteString("liquidity"u8, fill.IsMaker ? "maker"u8 : "taker"u8);
        json.WriteEndObject();
    }

    private static void WriteQuantities(Utf8JsonWriter json, in OrderPicture order)
    {
        var instrument = order.Instrument;
        if (order.Terms.QuoteQuantity)
        {
            json.WriteNull("quantity"u8);
            json.WriteDecimal("quote_quantity"u8, order.Quantity.Units, instrument.MoneyScale);
            json.WriteDecimal("quote_leaves"u8, order.Leaves.Units, instrument.MoneyScale);
            json.WriteDecimal("filled"u8, order.Filled.Units, instrument.QuantityScale);
            return;
        }

        json.WriteDecimal("quantity"u8, order.Quantity.Units, instrument.QuantityScale);
        if (!order.DisplayQuantity.IsZero)
            json.WriteDecimal("display_quantity"u8, order.DisplayQuantity.Units, instrument.QuantityScale);
        json.WriteDecimal("filled"u8, order.Filled.Units, instrument.QuantityScale);
        json.WriteDecimal("leaves"u8, order.Leaves.Units, instrument.QuantityScale);
    }

    // A resend of an order that the exchange remembers and the views do not: the event itself tells how it stood at its end.
    private static void WriteForgotten(Utf8JsonWriter json, in ExchangeEvent e, InstrumentDirectory directory)
    {
        json.WriteStartObject();
        json.WriteId("order_id"u8, e.OrderId.Value);
        if (!e.ClientOrderId.IsEmpty)
            json.WriteText("client_order_id"u8, e.ClientOrderId);
        if (directory.Find(e.Instrument) is { } entry)
        {
            json.WriteText("symbol"u8, entry.Instrument.Symbol);
            json.WriteString("side"u8, Words.Of(e.Side));
            json.WriteString("status"u8, Words.Of(e.CancelReason == CancelReason.None ? OrderStatus.Filled : OrderStatus.Canceled));
            if (e.CancelReason != CancelReason.None)
                json.WriteString("cancel_reason"u8, Words.Of(e.CancelReason));
            json.WritePrice("price"u8, e.Price, entry.Instrument.PriceScale);
            json.WriteDecimal("quantity"u8, e.Quantity.Units, entry.Instrument.QuantityScale);
            json.WriteDecimal("filled"u8, e.FilledQuantity.Units, entry.Instrument.QuantityScale);
            json.WriteDecimal("leaves"u8, e.LeavesQuantity.Units, entry.Instrument.QuantityScale);
        }

        json.WriteStartArray("fills"u8);
        json.WriteEndArray();
        json.WriteBoolean("duplicate"u8, e.Kind == EventKind.OrderDuplicate);
        json.WriteNumber("sequence"u8, e.Sequence);
        json.WriteTime("time"u8, e.Time);
        json.WriteEndObject();
    }

    private static void WriteMassCancel(Utf8JsonWriter json, PendingCommand command)
    {
        ref readonly var last = ref command.Last;
        json.WriteStartObject();
        json.WriteNumber("canceled"u8, last.Quantity.Units);
        json.WriteStartArray("order_ids"u8);
        var listed = 0;
        foreach (ref readonly var e in command.Events)
        {
            if (e.Kind == EventKind.OrderCanceled && listed++ < MaxListedIds)
                json.WriteIdValue(e.OrderId.Value);
        }

        json.WriteEndArray();
        if (command.IsTruncated || listed > MaxListedIds)
            json.WriteBoolean("truncated"u8, true);
        json.WriteNumber("sequence"u8, last.Sequence);
        json.WriteTime("time"u8, last.Time);
        json.WriteEndObject();
    }

    private static void WriteSelfTrades(Utf8JsonWriter json, PendingCommand command)
    {
        var instrument = command.Order.Instrument;
        json.WriteStartArray("self_trades"u8);
        foreach (ref readonly var e in command.Events)
        {
            if (e.Kind != EventKind.SelfTradePrevented || e.OrderId != command.Order.OrderId)
                continue;
            json.WriteStartObject();
            json.WriteId("order_id"u8, e.MakerOrderId.Value);
            json.WriteDecimal("price"u8, e.Price.Units, instrument.PriceScale);
            json.WriteDecimal("quantity"u8, e.Quantity.Units, instrument.QuantityScale);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>True where the order is one of the two that traded.</summary>
    public static bool Concerns(in ExchangeEvent trade, OrderId order) => trade.OrderId == order || trade.MakerOrderId == order;

    /// <summary>The share of one of the two.</summary>
    public static Fill FillOf(in ExchangeEvent trade, OrderId order) => trade.OrderId == order
        ? new Fill(trade.TradeId, trade.Price, trade.Quantity, trade.TakerFee, IsMaker: false, trade.Time)
        : new Fill(trade.TradeId, trade.Price, trade.Quantity, trade.MakerFee, IsMaker: true, trade.Time);
}
