using System.Text.Json;
using Rialto.Gateways.Analytics;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>Messages of the market streams, as web-socket-streams.md has them.</summary>
internal static class MarketText
{
    /// <summary>Trades of one order at one price.</summary>
    public struct Aggregate
    {
        public TradeId First;
        public TradeId Last;
        public Price Price;
        public Quantity Quantity;
        public Side TakerSide;
        public Timestamp Time;
    }

    public static void WriteTrade(Utf8JsonWriter json, in ExchangeEvent e, Instrument instrument, ReadOnlySpan<byte> symbol, bool micro)
    {
        Begin(json, "trade"u8, e.Time, symbol, micro);
        json.WriteNumber("t"u8, e.TradeId.Value);
        json.WritePrice("p"u8, e.Price, instrument);
        json.WriteQuantity("q"u8, e.Quantity, instrument);
        json.WriteUnixTime("T"u8, e.Time, micro);
        json.WriteBoolean("m"u8, e.Side == Side.Sell);
        json.WriteBoolean("M"u8, true);
        json.WriteEndObject();
    }

    public static void WriteAggregate(Utf8JsonWriter json, in Aggregate trade, Instrument instrument, ReadOnlySpan<byte> symbol, bool micro)
    {
        Begin(json, "aggTrade"u8, trade.Time, symbol, micro);
        json.WriteNumber("a"u8, trade.First.Value);
        json.WritePrice("p"u8, trade.Price, instrument);
        json.WriteQuantity("q"u8, trade.Quantity, instrument);
        json.WriteNumber("f"u8, trade.First.Value);
        json.WriteNumber("l"u8, trade.Last.Value);
        json.WriteUnixTime("T"u8, trade.Time, micro);
        json.WriteBoolean("m"u8, trade.TakerSide == Side.Sell);
        json.WriteBoolean("M"u8, true);
        json.WriteEndObject();
    }

    /// <summary>Changed levels; the feed still has them afterwards.</summary>
    public static void WriteDepth(Utf8JsonWriter json, DepthFeed feed, long sequence, Timestamp now, Instrument instrument, ReadOnlySpan<byte> symbol, bool micro)
    {
        Begin(json, "depthUpdate"u8, now, symbol, micro);
        json.WriteNumber("U"u8, feed.LastUpdate + 1);
        json.WriteNumber("u"u8, sequence);
        WriteChanges(json, "b"u8, feed, Side.Buy, instrument);
        WriteChanges(json, "a"u8, feed, Side.Sell, instrument);
        json.WriteEndObject();
    }

    public static void WriteLevels(Utf8JsonWriter json, InstrumentView view, long sequence, int levels)
    {
        json.WriteStartObject();
        json.WriteNumber("lastUpdateId"u8, sequence);
        WriteSide(json, "bids"u8, view.Book.Bids, levels, view.Instrument);
        WriteSide(json, "asks"u8, view.Book.Asks, levels, view.Instrument);
        json.WriteEndObject();
    }

    public static void WriteBookTicker(Utf8JsonWriter json, InstrumentView view, ReadOnlySpan<byte> symbol)
    {
        json.WriteStartObject();
        json.WriteNumber("u"u8, view.Sequence);
        json.WriteString("s"u8, symbol);
        WriteTouch(json, view);
        json.WriteEndObject();
    }

    public static void WriteMiniTicker(Utf8JsonWriter json, InstrumentView view, Timestamp now, ReadOnlySpan<byte> symbol, bool micro)
    {
        var day = view.Statistics.At(now);
        Begin(json, "24hrMiniTicker"u8, now, symbol, micro);
        WritePrices(json, view, in day);
        WriteVolumes(json, view.Instrument, in day);
        json.WriteEndObject();
    }

    public static void WriteTicker(Utf8JsonWriter json, InstrumentView view, Timestamp now, ReadOnlySpan<byte> symbol, bool micro)
    {
        var day = view.Statistics.At(now);
        var instrument = view.Instrument;
        var last = day.Trades == 0 ? default : view.Tape.Last;
        var change = last.Price.Units - day.Open.Units;
        Begin(json, "24hrTicker"u8, now, symbol, micro);
        json.WriteDecimal("p"u8, change, instrument.PriceScale);
        json.WriteDecimal("P"u8, day.Open.IsNone ? 0 : (long)RoundedRatio((Int128)change * 100_000, day.Open.Units), 3);
        json.WriteDecimal("w"u8, day.Volume == 0 ? 0 : (long)RoundedRatio(day.Turnover, day.Volume), instrument.PriceScale);
        json.WritePrice("x"u8, day.Open, instrument);
        json.WriteQuantity("Q"u8, last.Quantity, instrument);
        WriteTouch(json, view);
        WritePrices(json, view, in day);
        WriteVolumes(json, instrument, in day);
        json.WriteUnixTime("O"u8, new Timestamp(now.Nanoseconds - Timestamp.NanosecondsPerDay), micro);
        json.WriteUnixTime("C"u8, now, micro);
        var first = day.Trades == 0 ? -1 : TapeSearch.FirstSince(view.Tape, new Timestamp(now.Nanoseconds - Timestamp.NanosecondsPerDay));
        json.WriteNumber("F"u8, first);
        json.WriteNumber("L"u8, day.Trades == 0 ? -1 : last.TradeId.Value);
        json.WriteNumber("n"u8, day.Trades);
        json.WriteEndObject();
    }

    public static void WriteAverage(Utf8JsonWriter json, InstrumentView view, Timestamp now, ReadOnlySpan<byte> symbol, bool micro)
    {
        var average = RecentAverage.At(view, now);
        Begin(json, "avgPrice"u8, now, symbol, micro);
        json.WriteString("i"u8, "5m"u8);
        json.WritePrice("w"u8, average.Price, view.Instrument);
        json.WriteUnixTime("T"u8, average.LastTrade, micro);
        json.WriteEndObject();
    }

    public static void WriteKline(
        Utf8JsonWriter json, InstrumentView view, CandleInterval interval, in Candle candle, Timestamp now, ReadOnlySpan<byte> symbol, bool micro)
    {
        var instrument = view.Instrument;
        var end = new Timestamp(candle.Start.Nanoseconds + CandleIntervals.Nanoseconds(interval));
        Begin(json, "kline"u8, now, symbol, micro);
        json.WriteStartObject("k"u8);
        json.WriteUnixTime("t"u8, candle.Start, micro);
        json.WriteNumber("T"u8, BinanceText.Unix(end, micro) - 1);
        json.WriteString("s"u8, symbol);
        json.WriteString("i"u8, CandleIntervals.WordOf(interval));
        json.WriteNumber("f"u8, TapeSearch.FirstSince(view.Tape, candle.Start));
        json.WriteNumber("L"u8, TapeSearch.LastBefore(view.Tape, end));
        json.WritePrice("o"u8, candle.Open, instrument);
        json.WritePrice("c"u8, candle.Close, instrument);
        json.WritePrice("h"u8, candle.High, instrument);
        json.WritePrice("l"u8, candle.Low, instrument);
        json.WriteWideDecimal("v"u8, candle.Volume, instrument.QuantityScale);
        json.WriteNumber("n"u8, candle.Trades);
        json.WriteBoolean("x"u8, now >= end);
        json.WriteTurnover("q"u8, candle.Turnover, instrument);
        json.WriteWideDecimal("V"u8, candle.BuyVolume, instrument.QuantityScale);
        json.WriteTurnover("Q"u8, TakerTurnover(in candle), instrument);
        json.WriteString("B"u8, "0"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The exchange stops; clients connect again.</summary>
    public static void WriteShutdown(Utf8JsonWriter json, Timestamp now, bool micro)
    {
        json.WriteStartObject();
        json.WriteString("e"u8, "serverShutdown"u8);
        json.WriteUnixTime("E"u8, now, micro);
        json.WriteEndObject();
    }

    /// <summary>What takers paid; at the candle's average price where the snapshot that the views began with did not say.</summary>
    internal static Int128 TakerTurnover(in Candle candle) =>
        candle.BuyTurnover != 0 || candle.Volume == 0 ? candle.BuyTurnover : candle.Turnover * candle.BuyVolume / candle.Volume;

    // Half away from zero.
    private static Int128 RoundedRatio(Int128 value, Int128 by) => (value * 2 + (value < 0 ? -by : by)) / (2 * by);

    private static void Begin(Utf8JsonWriter json, ReadOnlySpan<byte> kind, Timestamp time, ReadOnlySpan<byte> symbol, bool micro)
    {
        json.WriteStartObject();
        json.WriteString("e"u8, kind);
        json.WriteUnixTime("E"u8, time, micro);
        json.WriteString("s"u8, symbol);
    }

    private static void WriteTouch(Utf8JsonWriter json, InstrumentView view)
    {
        var (bid, ask) = (view.Book.Bids.Best, view.Book.Asks.Best);
        json.WritePrice("b"u8, bid?.Price ?? Price.None, view.Instrument);
        json.WriteQuantity("B"u8, bid?.Quantity ?? Quantity.Zero, view.Instrument);
        json.WritePrice("a"u8, ask?.Price ?? Price.None, view.Instrument);
        json.WriteQuantity("A"u8, ask?.Quantity ?? Quantity.Zero, view.Instrument);
    }

    private static void WritePrices(Utf8JsonWriter json, InstrumentView view, in DayFigures day)
    {
        var scale = view.Instrument.PriceScale;
        json.WriteDecimal("c"u8, day.Trades == 0 ? 0 : view.Tape.Last.Price.Units, scale);
        json.WriteDecimal("o"u8, day.Open.Units, scale);
        json.WriteDecimal("h"u8, day.High.Units, scale);
        json.WriteDecimal("l"u8, day.Low.Units, scale);
    }

    private static void WriteVolumes(Utf8JsonWriter json, Instrument instrument, in DayFigures day)
    {
        json.WriteWideDecimal("v"u8, day.Volume, instrument.QuantityScale);
        json.WriteTurnover("q"u8, day.Turnover, instrument);
    }

    private static void WriteChanges(Utf8JsonWriter json, ReadOnlySpan<byte> name, DepthFeed feed, Side side, Instrument instrument)
    {
        json.WriteStartArray(name);
        foreach (var price in feed.Prices(side))
            WritePair(json, price, feed.QuantityAt(side, price), instrument);
        json.WriteEndArray();
    }

    private static void WriteSide(Utf8JsonWriter json, ReadOnlySpan<byte> name, BookSide side, int levels, Instrument instrument)
    {
        json.WriteStartArray(name);
        for (var rank = 0; rank < side.Count && rank < levels; rank++)
            WritePair(json, side[rank].Price.Units, side[rank].Quantity, instrument);
        json.WriteEndArray();
    }

    private static void WritePair(Utf8JsonWriter json, long price, Quantity quantity, Instrument instrument)
    {
        json.WriteStartArray();
        json.WriteDecimalValue(price, instrument.PriceScale);
        json.WriteDecimalValue(quantity.Units, instrument.QuantityScale);
        json.WriteEndArray();
    }
}
