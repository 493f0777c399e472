using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>The event <c>executionReport</c>: whatever happens to an order of the owner's, as user-data-stream.md has it. On the fan-out thread.</summary>
internal static class ExecutionText
{
    /// <param name="json">Where to.</param>
    /// <param name="e">What happened.</param>
    /// <param name="state">The order after it.</param>
    /// <param name="symbol">Of its instrument.</param>
    /// <param name="accounts">Knows the assets.</param>
    /// <param name="isMaker">Of a trade: the order was the resting one.</param>
    /// <param name="micro">Times are in microseconds.</param>
    public static void Write(Utf8JsonWriter json, in ExchangeEvent e, OrderState state, string symbol, AccountTable accounts, bool isMaker, bool micro)
    {
        ref readonly var order = ref state.Picture;
        var instrument = order.Instrument;
        var isCanceled = e.Kind == EventKind.OrderCanceled;
        json.WriteStartObject();
        json.WriteString("e"u8, "executionReport"u8);
        json.WriteUnixTime("E"u8, e.Time, micro);
        json.WriteString("s"u8, symbol);
        json.WriteClientOrderId("c"u8, in order);
        json.WriteString("S"u8, BinanceWords.Of(order.Side));
        json.WriteString("o"u8, BinanceWords.TypeOf(order.Terms));
        json.WriteString("f"u8, BinanceWords.Of(order.Terms));
        json.WriteQuantity("q"u8, BinanceText.QuantityOf(in order), instrument);
        json.WritePrice("p"u8, BinanceText.PriceOf(in order), instrument);
        json.WritePrice("P"u8, order.TriggerPrice, instrument);
        json.WriteQuantity("F"u8, order.DisplayQuantity, instrument);
        json.WriteNumber("g"u8, -1);
        // Of a cancelled order Binance has the cancel request's own id in c, which there is none of here.
        if (isCanceled)
            json.WriteClientOrderId("C"u8, in order);
        else
            json.WriteString("C"u8, ""u8);
        json.WriteString("x"u8, ExecutionOf(in e, in order));
        json.WriteString("X"u8, BinanceWords.StatusOf(in order));
        json.WriteString("r"u8, "NONE"u8);
        json.WriteNumber("i"u8, order.OrderId.Value);
        WriteFill(json, in e, in order, accounts, isMaker);
        json.WriteUnixTime("T"u8, e.Time, micro);
        json.WriteNumber("t"u8, e.Kind == EventKind.Trade ? e.TradeId.Value : -1);
        json.WriteNumber("I"u8, e.Sequence);
        json.WriteBoolean("w"u8, order.IsLive && order.Status != OrderStatus.Waiting);
        json.WriteBoolean("m"u8, isMaker);
        json.WriteBoolean("M"u8, false);
        json.WriteUnixTime("O"u8, order.Created, micro);
        json.WriteTurnover("Z"u8, order.Turnover, instrument);
        json.WriteTurnover("Y"u8, e.Kind == EventKind.Trade ? (Int128)e.Price.Units * e.Quantity.Units : 0, instrument);
        json.WriteDecimal("Q"u8, order.Terms.QuoteQuantity ? order.Quantity.Units : 0, instrument.MoneyScale);
        if (!order.Terms.IsStop)
            json.WriteUnixTime("W"u8, order.Created, micro);
        json.WriteString("V"u8, BinanceWords.Of(order.Terms.SelfTradePrevention));
        json.WriteEndObject();
    }

    private static void WriteFill(Utf8JsonWriter json, in ExchangeEvent e, in OrderPicture order, AccountTable accounts, bool isMaker)
    {
        var instrument = order.Instrument;
        var isTrade = e.Kind == EventKind.Trade;
        json.WriteQuantity("l"u8, isTrade ? e.Quantity : Quantity.Zero, instrument);
        json.WriteQuantity("z"u8, order.Filled, instrument);
        json.WritePrice("L"u8, isTrade ? e.Price : Price.None, instrument);
        json.WriteDecimal("n"u8, !isTrade ? 0 : isMaker ? e.MakerFee.Units : e.TakerFee.Units, instrument.MoneyScale);
        if (isTrade && instrument.IsSettled && accounts.Find(instrument.QuoteAsset) is { } asset)
            json.WriteText("N"u8, asset.Code);
        else
            json.WriteNull("N"u8);
    }

    private static ReadOnlySpan<byte> ExecutionOf(in ExchangeEvent e, in OrderPicture order)
    {
        switch (e.Kind)
        {
            case EventKind.Trade:
                return "TRADE"u8;
            case EventKind.OrderReplaced:
                return "REPLACED"u8;
            case EventKind.OrderReduced:
                return e.CancelReason == CancelReason.SelfTrade ? "TRADE_PREVENTION"u8 : "REPLACED"u8;
            case EventKind.OrderCanceled when e.CancelReason == CancelReason.SelfTrade:
                return "TRADE_PREVENTION"u8;
            case EventKind.OrderCanceled:
                return BinanceWords.StatusOf(in order).SequenceEqual("CANCELED"u8) ? "CANCELED"u8 : "EXPIRED"u8;
            default:
                // A stop that is set off becomes working, which Binance tells with the same word.
                return "NEW"u8;
        }
    }
}
