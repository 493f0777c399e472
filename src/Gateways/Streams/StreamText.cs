using System.Text.Json;
using Rialto.Gateways.Analytics;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Streams;

/// <summary>Writes the messages of the channels; docs/reference/websocket.md shows each.</summary>
internal static class StreamText
{
    public static void WriteSnapshot(Utf8JsonWriter json, BookPicture book)
    {
        Begin(json, "snapshot"u8, "book"u8, book.Instrument);
        json.WriteNumber("sequence"u8, book.Sequence);
        WritePairs(json, "bids"u8, book.Bids, book.Instrument);
        WritePairs(json, "asks"u8, book.Asks, book.Instrument);
        End(json, book.Time);
    }

    public static void WriteUpdate(Utf8JsonWriter json, Instrument instrument, long previous, in StreamConnection.Gathered gathered)
    {
        Begin(json, "update"u8, "book"u8, instrument);
        json.WriteNumber("sequence"u8, gathered.Sequence);
        json.WriteNumber("previous"u8, previous);
        WriteChanges(json, "bids"u8, gathered.Changes, Side.Buy, instrument);
        WriteChanges(json, "asks"u8, gathered.Changes, Side.Sell, instrument);
        End(json, gathered.Time);
    }

    public static void WriteBookOrders(Utf8JsonWriter json, BookOrdersPicture book)
    {
        Begin(json, "snapshot"u8, "book_orders"u8, book.Instrument);
        json.WriteNumber("sequence"u8, book.Sequence);
        WriteOrders(json, "bids"u8, book.Bids, book.Instrument);
        WriteOrders(json, "asks"u8, book.Asks, book.Instrument);
        End(json, book.Time);
    }

    public static void WriteBookOrder(Utf8JsonWriter json, in OutboxItem item)
    {
        ref readonly var change = ref item.Change;
        var instrument = item.Instrument!;
        Begin(json, "change"u8, "book_orders"u8, instrument);
        json.WriteString("action"u8, change.Action switch { BookOrderAction.Add => "add"u8, BookOrderAction.Change => "change"u8, _ => "remove"u8 });
        json.WriteId("order_id"u8, change.OrderId.Value);
        json.WriteString("side"u8, Words.Of(change.Side));
        json.WriteDecimal("price"u8, change.Price.Units, instrument.PriceScale);
        json.WriteDecimal("quantity"u8, change.Shown.Units, instrument.QuantityScale);
        json.WriteNumber("sequence"u8, item.Event.Sequence);
        End(json, item.Event.Time);
    }

    public static void WriteDepth(Utf8JsonWriter json, BookPicture book)
    {
        Begin(json, "depth"u8, "depth"u8, book.Instrument);
        json.WriteNumber("sequence"u8, book.Sequence);
        WriteTriples(json, "bids"u8, book.Bids, book.Instrument);
        WriteTriples(json, "asks"u8, book.Asks, book.Instrument);
        End(json, book.Time);
    }

    public static void WriteTicker(Utf8JsonWriter json, TickerPicture ticker)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "ticker"u8);
        json.WriteString("channel"u8, "ticker"u8);
        MarketAnswer.WriteTicker(json, ticker);
        json.WriteEndObject();
    }

    public static void WriteImbalance(Utf8JsonWriter json, ImbalancePicture picture)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "imbalance"u8);
        json.WriteString("channel"u8, "imbalance"u8);
        AnalyticsAnswer.WriteImbalance(json, picture);
        json.WriteEndObject();
    }

    public static void WriteCandles(Utf8JsonWriter json, CandlesPicture picture)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "candles"u8);
        json.WriteString("channel"u8, "candles"u8);
        AnalyticsAnswer.WriteCandles(json, picture);
        json.WriteEndObject();
    }

    public static void WriteTrade(Utf8JsonWriter json, in ExchangeEvent e, Instrument instrument)
    {
        Begin(json, "trade"u8, "trades"u8, instrument);
        MarketAnswer.WriteTrade(
            json, new PublicTrade(e.TradeId, e.Price, e.Quantity, e.Side, (e.Flags & EventFlags.Auction) != 0, e.Sequence, e.Time), instrument);
        End(json, e.Time);
    }

    /// <summary>An event of the owner's order; of a trade, the taker's share or the maker's.</summary>
    public static void WriteOrder(Utf8JsonWriter json, in OutboxItem item)
    {
        ref readonly var e = ref item.Event;
        var instrument = item.Instrument!;
        var isMaker = item.Kind == OutboxKind.MakerFill;
        Begin(json, "order"u8, "orders"u8, instrument);
        json.WriteString("event"u8, EventWord(e.Kind));
        var order = isMaker ? e.MakerOrderId : e.OrderId;
        if (order.Value != 0)
            json.WriteId("order_id"u8, order.Value);
        if (!item.ClientOrderId.IsEmpty)
            json.WriteText("client_order_id"u8, item.ClientOrderId);
        if (e.Kind == EventKind.Trade)
            WriteFill(json, in e, instrument, isMaker);
        else
            WriteOrderFields(json, in e, instrument);
        json.WriteNumber("sequence"u8, e.Sequence);
        End(json, e.Time);
    }

    public static void WriteHeartbeat(Utf8JsonWriter json, long sequence, Timestamp now)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "heartbeat"u8);
        json.WriteString("channel"u8, "heartbeat"u8);
        json.WriteNumber("sequence"u8, sequence);
        End(json, now);
    }

    private static ReadOnlySpan<byte> EventWord(EventKind kind) => kind switch
    {
        EventKind.OrderAccepted => "accepted"u8,
        EventKind.OrderRejected => "rejected"u8,
        EventKind.OrderRested => "rested"u8,
        EventKind.OrderReduced => "reduced"u8,
        EventKind.OrderReplaced => "replaced"u8,
        EventKind.OrderTriggered => "triggered"u8,
        EventKind.Trade => "fill"u8,
        EventKind.SelfTradePrevented => "self_trade_prevented"u8,
        _ => "canceled"u8,
    };

    private static void WriteFill(Utf8JsonWriter json, in ExchangeEvent e, Instrument instrument, bool isMaker)
    {
        var side = isMaker == (e.Side == Side.Buy) ? Side.Sell : Side.Buy;
        json.WriteString("side"u8, Words.Of(side));
        json.WriteId("trade_id"u8, e.TradeId.Value);
        json.WriteDecimal("price"u8, e.Price.Units, instrument.PriceScale);
        json.WriteDecimal("quantity"u8, e.Quantity.Units, instrument.QuantityScale);
        json.WriteDecimal("leaves"u8, (isMaker ? e.MakerLeaves : e.TakerLeaves).Units, instrument.QuantityScale);
        json.WriteDecimal("fee"u8, (isMaker ? e.MakerFee : e.TakerFee).Units, instrument.MoneyScale);
        json.WriteString("liquidity"u8, isMaker ? "maker"u8 : "taker"u8);
    }

    private static void WriteOrderFields(Utf8JsonWriter json, in ExchangeEvent e, Instrument instrument)
    {
        var (priceScale, quantityScale) = (instrument.PriceScale, instrument.QuantityScale);
        json.WriteString("side"u8, Words.Of(e.Side));
        switch (e.Kind)
        {
            case EventKind.OrderAccepted:
                WriteTerms(json, in e, instrument);
                json.WriteBoolean("resting"u8, (e.Flags & EventFlags.Resting) != 0);
                if ((e.Flags & EventFlags.Liquidation) != 0)
                    json.WriteBoolean("liquidation"u8, true);
                break;
            case EventKind.OrderRejected:
                json.WriteString("code"u8, e.RejectReason.ToString());
                json.WriteNumber("number"u8, e.Reason);
                if (!e.TriggerPrice.IsNone)
                    json.WritePrice("price"u8, e.TriggerPrice, priceScale);
                break;
            case EventKind.OrderRested:
                json.WritePrice("price"u8, e.Price, priceScale);
                json.WriteDecimal("leaves"u8, e.Quantity.Units, quantityScale);
                json.WriteDecimal("displayed"u8, e.DisplayQuantity.Units, quantityScale);
                json.WriteBoolean("replenished"u8, (e.Flags & EventFlags.Replenished) != 0);
                json.WriteBoolean("slid"u8, (e.Flags & EventFlags.Slid) != 0);
                break;
            case EventKind.OrderReduced:
                json.WriteDecimal("leaves"u8, e.Quantity.Units, quantityScale);
                json.WriteDecimal("displayed"u8, e.DisplayQuantity.Units, quantityScale);
                json.WriteString("cancel_reason"u8, Words.Of(e.CancelReason));
                break;
            case EventKind.OrderReplaced:
                json.WritePrice("price"u8, e.Price, priceScale);
                json.WritePrice("old_price"u8, e.OldPrice, priceScale);
                json.WriteDecimal("quantity"u8, e.Quantity.Units, quantityScale);
                if (!e.TriggerPrice.IsNone)
                    json.WritePrice("stop_price"u8, e.TriggerPrice, priceScale);
                json.WriteBoolean("priority_kept"u8, (e.Flags & EventFlags.KeptPriority) != 0);
                break;
            case EventKind.OrderTriggered:
                json.WritePrice("stop_price"u8, e.TriggerPrice, priceScale);
                json.WritePrice("last_price"u8, e.Price, priceScale);
                break;
            case EventKind.SelfTradePrevented:
                json.WriteId("against"u8, e.MakerOrderId.Value);
                json.WritePrice("price"u8, e.Price, priceScale);
                json.WriteDecimal("quantity"u8, e.Quantity.Units, quantityScale);
                break;
            default:
                json.WriteString("cancel_reason"u8, Words.Of(e.CancelReason));
                json.WriteDecimal("leaves"u8, e.Quantity.Units, quantityScale);
                break;
        }
    }

    private static void WriteTerms(Utf8JsonWriter json, in ExchangeEvent e, Instrument instrument)
    {
        json.WriteString("order_type"u8, Words.Of(e.Terms.Type));
        json.WriteString("time_in_force"u8, Words.Of(e.Terms.TimeInForce));
        json.WritePrice("price"u8, e.Price, instrument.PriceScale);
        if (e.Terms.QuoteQuantity)
            json.WriteDecimal("quote_quantity"u8, e.Quantity.Units, instrument.MoneyScale);
        else
            json.WriteDecimal("quantity"u8, e.Quantity.Units, instrument.QuantityScale);
        if (!e.DisplayQuantity.IsZero)
            json.WriteDecimal("display_quantity"u8, e.DisplayQuantity.Units, instrument.QuantityScale);
        if (!e.TriggerPrice.IsNone)
            json.WritePrice("stop_price"u8, e.TriggerPrice, instrument.PriceScale);
        if (!e.ExpireTime.IsNone)
            json.WriteTime("expire_time"u8, e.ExpireTime);
    }

    private static void Begin(Utf8JsonWriter json, ReadOnlySpan<byte> type, ReadOnlySpan<byte> channel, Instrument instrument)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("channel"u8, channel);
        json.WriteText("symbol"u8, instrument.Symbol);
    }

    private static void End(Utf8JsonWriter json, Timestamp time)
    {
        json.WriteTime("timestamp"u8, time);
        json.WriteEndObject();
    }

    private static void WriteChanges(Utf8JsonWriter json, ReadOnlySpan<byte> name, Dictionary<long, long> changes, Side wanted, Instrument instrument)
    {
        json.WriteStartArray(name);
        foreach (var (key, quantity) in changes)
        {
            var (side, price) = BookSubscription.Of(key);
            if (side == wanted)
                WritePair(json, price, new Quantity(quantity), instrument);
        }

        json.WriteEndArray();
    }

    private static void WritePairs(Utf8JsonWriter json, ReadOnlySpan<byte> name, LevelPicture[] levels, Instrument instrument)
    {
        json.WriteStartArray(name);
        foreach (var level in levels)
            WritePair(json, level.Price, level.Quantity, instrument);
        json.WriteEndArray();
    }

    private static void WritePair(Utf8JsonWriter json, Price price, Quantity quantity, Instrument instrument)
    {
        json.WriteStartArray();
        json.WriteDecimalValue(price.Units, instrument.PriceScale);
        json.WriteDecimalValue(quantity.Units, instrument.QuantityScale);
        json.WriteEndArray();
    }

    private static void WriteOrders(Utf8JsonWriter json, ReadOnlySpan<byte> name, List<BookOrderPicture> orders, Instrument instrument)
    {
        json.WriteStartArray(name);
        foreach (var order in orders)
        {
            json.WriteStartArray();
            json.WriteIdValue(order.OrderId.Value);
            json.WriteDecimalValue(order.Price.Units, instrument.PriceScale);
            json.WriteDecimalValue(order.Quantity.Units, instrument.QuantityScale);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteTriples(Utf8JsonWriter json, ReadOnlySpan<byte> name, LevelPicture[] levels, Instrument instrument)
    {
        json.WriteStartArray(name);
        foreach (var level in levels)
        {
            json.WriteStartArray();
            json.WriteDecimalValue(level.Price.Units, instrument.PriceScale);
            json.WriteDecimalValue(level.Quantity.Units, instrument.QuantityScale);
            json.WriteNumberValue(level.Orders);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
