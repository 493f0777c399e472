using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>Writes orders and fills as Binance does; the WebSocket API writes the same. No state.</summary>
internal static class BinanceOrderText
{
    /// <summary>The answer to a new order.</summary>
    public static void WritePlaced(Utf8JsonWriter json, BinanceExecution done, BinanceSymbol symbol, BinanceResponseType response, string commissionAsset, bool microseconds)
    {
        var order = done.Order;
        json.WriteStartObject();
        json.WriteString("symbol"u8, symbol.Name);
        json.WriteNumber("orderId"u8, order.OrderId.Value);
        json.WriteNumber("orderListId"u8, -1);
        json.WriteClientOrderId("clientOrderId"u8, in order);
        json.WriteUnixTime("transactTime"u8, done.Time, microseconds);
        if (response != BinanceResponseType.Ack)
            WriteStanding(json, in order, microseconds);
        if (response == BinanceResponseType.Full)
        {
            json.WriteStartArray("fills"u8);
            foreach (var fill in done.Fills)
            {
                json.WriteStartObject();
                json.WritePrice("price"u8, fill.Price, order.Instrument);
                json.WriteQuantity("qty"u8, fill.Quantity, order.Instrument);
                json.WriteDecimal("commission"u8, fill.Fee.Units, order.Instrument.MoneyScale);
                json.WriteString("commissionAsset"u8, commissionAsset);
                json.WriteNumber("tradeId"u8, fill.TradeId.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>An order that was cancelled: what it was called, and what the cancellation is called.</summary>
    public static void WriteCanceled(Utf8JsonWriter json, in OrderPicture order, BinanceSymbol symbol, Text36 cancelName, Timestamp time, bool microseconds)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, symbol.Name);
        json.WriteClientOrderId("origClientOrderId"u8, in order);
        json.WriteNumber("orderId"u8, order.OrderId.Value);
        json.WriteNumber("orderListId"u8, -1);
        json.WriteText("clientOrderId"u8, cancelName);
        json.WriteUnixTime("transactTime"u8, time, microseconds);
        WriteStanding(json, in order, microseconds);
        json.WriteEndObject();
    }

    /// <summary>An order that was asked for.</summary>
    public static void WriteOrder(Utf8JsonWriter json, in OrderPicture order, BinanceSymbol symbol, bool microseconds)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, symbol.Name);
        json.WriteNumber("orderId"u8, order.OrderId.Value);
        json.WriteNumber("orderListId"u8, -1);
        json.WriteClientOrderId("clientOrderId"u8, in order);
        WriteNumbers(json, in order);
        WriteKind(json, in order);
        json.WritePrice("stopPrice"u8, order.TriggerPrice, order.Instrument);
        json.WriteQuantity("icebergQty"u8, order.DisplayQuantity, order.Instrument);
        json.WriteUnixTime("time"u8, order.Created, microseconds);
        json.WriteUnixTime("updateTime"u8, order.Updated, microseconds);
        json.WriteBoolean("isWorking"u8, !order.Terms.IsStop || order.Triggered);
        WriteEnd(json, in order, microseconds);
        json.WriteEndObject();
    }

    /// <summary>The answer to an amendment.</summary>
    public static void WriteAmended(Utf8JsonWriter json, BinanceExecution done, BinanceSymbol symbol, Text36 formerName, bool microseconds)
    {
        var order = done.Order;
        json.WriteStartObject();
        json.WriteUnixTime("transactTime"u8, done.Time, microseconds);
        json.WriteNumber("executionId"u8, done.Sequence);
        json.WriteStartObject("amendedOrder"u8);
        json.WriteString("symbol"u8, symbol.Name);
        json.WriteNumber("orderId"u8, order.OrderId.Value);
        json.WriteNumber("orderListId"u8, -1);
        if (formerName.IsEmpty)
            json.WriteId("origClientOrderId"u8, order.OrderId.Value);
        else
            json.WriteText("origClientOrderId"u8, formerName);
        json.WriteClientOrderId("clientOrderId"u8, in order);
        WritePrice(json, in order);
        json.WriteQuantity("qty"u8, BinanceText.QuantityOf(in order), order.Instrument);
        json.WriteQuantity("executedQty"u8, order.Filled, order.Instrument);
        json.WriteQuantity("preventedQty"u8, Quantity.Zero, order.Instrument);
        json.WriteDecimal("quoteOrderQty"u8, 0, order.Instrument.MoneyScale);
        json.WriteTurnover("cumulativeQuoteQty"u8, order.Turnover, order.Instrument);
        json.WriteString("status"u8, BinanceWords.StatusOf(in order));
        WriteKind(json, in order);
        WriteWorkingTime(json, in order, microseconds);
        json.WriteString("selfTradePreventionMode"u8, BinanceWords.Of(order.Terms.SelfTradePrevention));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A fill of one's own.</summary>
    public static void WriteFill(Utf8JsonWriter json, in Fill fill, OrderId order, Side side, BinanceSymbol symbol, string commissionAsset, bool microseconds)
    {
        var instrument = symbol.Instrument;
        json.WriteStartObject();
        json.WriteString("symbol"u8, symbol.Name);
        json.WriteNumber("id"u8, fill.TradeId.Value);
        json.WriteNumber("orderId"u8, order.Value);
        json.WriteNumber("orderListId"u8, -1);
        json.WritePrice("price"u8, fill.Price, instrument);
        json.WriteQuantity("qty"u8, fill.Quantity, instrument);
        json.WriteTurnover("quoteQty"u8, (Int128)fill.Price.Units * fill.Quantity.Units, instrument);
        json.WriteDecimal("commission"u8, fill.Fee.Units, instrument.MoneyScale);
        json.WriteString("commissionAsset"u8, commissionAsset);
        json.WriteUnixTime("time"u8, fill.Time, microseconds);
        json.WriteBoolean("isBuyer"u8, side == Side.Buy);
        json.WriteBoolean("isMaker"u8, fill.IsMaker);
        json.WriteBoolean("isBestMatch"u8, true);
        json.WriteEndObject();
    }

    private static void WriteStanding(Utf8JsonWriter json, in OrderPicture order, bool microseconds)
    {
        WriteNumbers(json, in order);
        WriteKind(json, in order);
        if (order.Terms.IsStop)
            json.WritePrice("stopPrice"u8, order.TriggerPrice, order.Instrument);
        if (!order.DisplayQuantity.IsZero)
            json.WriteQuantity("icebergQty"u8, order.DisplayQuantity, order.Instrument);
        WriteEnd(json, in order, microseconds);
    }

    private static void WriteNumbers(Utf8JsonWriter json, in OrderPicture order)
    {
        WritePrice(json, in order);
        json.WriteQuantity("origQty"u8, BinanceText.QuantityOf(in order), order.Instrument);
        json.WriteQuantity("executedQty"u8, order.Filled, order.Instrument);
        json.WriteTurnover("cummulativeQuoteQty"u8, order.Turnover, order.Instrument);
        json.WriteString("status"u8, BinanceWords.StatusOf(in order));
    }

    private static void WritePrice(Utf8JsonWriter json, in OrderPicture order) => json.WritePrice("price"u8, BinanceText.PriceOf(in order), order.Instrument);

    private static void WriteKind(Utf8JsonWriter json, in OrderPicture order)
    {
        json.WriteString("timeInForce"u8, BinanceWords.Of(order.Terms));
        json.WriteString("type"u8, BinanceWords.TypeOf(order.Terms));
        json.WriteString("side"u8, BinanceWords.Of(order.Side));
    }

    private static void WriteEnd(Utf8JsonWriter json, in OrderPicture order, bool microseconds)
    {
        WriteWorkingTime(json, in order, microseconds);
        json.WriteDecimal("origQuoteOrderQty"u8, order.Terms.QuoteQuantity ? order.Quantity.Units : 0, order.Instrument.MoneyScale);
        json.WriteString("selfTradePreventionMode"u8, BinanceWords.Of(order.Terms.SelfTradePrevention));
    }

    // When a stop was set off is not kept, and so not told.
    private static void WriteWorkingTime(Utf8JsonWriter json, in OrderPicture order, bool microseconds)
    {
        if (!order.Terms.IsStop)
            json.WriteUnixTime("workingTime"u8, order.Created, microseconds);
        else if (!order.Triggered)
            json.WriteNumber("workingTime"u8, -1);
    }
}
