using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Model.Instruments;

namespace Rialto.Gateways.Analytics;

/// <summary>Writes what is measured; docs/reference/analytics.md has every field. Quantities and prices are decimal strings, ratios numbers.</summary>
internal static class AnalyticsAnswer
{
    private const int Decimals = 6;

    /// <summary>An imbalance's fields, without the object's braces; those of the channel's first message too.</summary>
    public static void WriteImbalance(Utf8JsonWriter json, ImbalancePicture picture)
    {
        var (scale, depth, sums) = (picture.Instrument.QuantityScale, picture.Depth, picture.Flow.Sums);
        json.WriteText("symbol"u8, picture.Instrument.Symbol);
        json.WriteTime("timestamp"u8, picture.Time);
        json.WriteWideDecimal("bid_volume"u8, depth.Bid.Volume, scale);
        json.WriteWideDecimal("ask_volume"u8, depth.Ask.Volume, scale);
        json.WriteReport("imbalance_ratio"u8, depth.Ratio);
        json.WriteReport("weighted_imbalance"u8, depth.WeightedRatio);
        json.WriteNumber("top_levels"u8, picture.Question.Levels);
        json.WriteNumber("bid_orders"u8, depth.Bid.Orders);
        json.WriteNumber("ask_orders"u8, depth.Ask.Orders);
        json.WriteReport("order_imbalance_ratio"u8, depth.OrderRatio);
        json.WriteReport("imbalance"u8, depth.Normalised);
        json.WriteReport("weighted"u8, depth.WeightedNormalised);
        json.WriteReport("order_imbalance"u8, depth.OrderNormalised);
        json.WriteReport("half_life_ticks"u8, picture.Question.HalfLifeTicks);
        WriteWhole(json, picture.Bids, picture.Asks, scale);
        json.WriteStartObject("flow"u8);
        json.WriteNumber("window_seconds"u8, picture.WindowSeconds);
        json.WriteTime("since"u8, picture.Flow.Since);
        json.WriteWideDecimal("order_flow_imbalance"u8, sums.OrderFlow, scale);
        json.WriteWideDecimal("buy_volume"u8, sums.BuyVolume, scale);
        json.WriteWideDecimal("sell_volume"u8, sums.SellVolume, scale);
        json.WriteEndObject();
        json.WriteString("state"u8, Words.Of(picture.State));
        json.WriteNumber("sequence"u8, picture.Sequence);
    }

    public static void WriteCandles(Utf8JsonWriter json, CandlesPicture picture)
    {
        json.WriteText("symbol"u8, picture.Instrument.Symbol);
        json.WriteString("interval"u8, CandleIntervals.WordOf(picture.Interval));
        json.WriteStartArray("candles"u8);
        var length = CandleIntervals.Nanoseconds(picture.Interval);
        foreach (ref readonly var candle in picture.Candles.AsSpan())
            WriteCandle(json, in candle, picture.Instrument, isComplete: candle.Start.Nanoseconds + length <= picture.Time.Nanoseconds);
        json.WriteEndArray();
        json.WriteNumber("sequence"u8, picture.Sequence);
        json.WriteTime("timestamp"u8, picture.Time);
    }

    /// <summary>A number that is a report; null where there is none. Six decimals.</summary>
    public static void WriteReport(this Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, Math.Round(number, Decimals));
        else
            json.WriteNull(name);
    }

    private static void WriteWhole(Utf8JsonWriter json, in WholeSide bids, in WholeSide asks, int scale)
    {
        json.WriteStartObject("depth"u8);
        json.WriteWideDecimal("bid_volume"u8, bids.Volume, scale);
        json.WriteWideDecimal("ask_volume"u8, asks.Volume, scale);
        json.WriteReport("imbalance_ratio"u8, asks.Volume == 0 ? null : (double)bids.Volume / (double)asks.Volume);
        json.WriteReport("imbalance"u8, bids.Volume + asks.Volume == 0 ? null : (double)(bids.Volume - asks.Volume) / (double)(bids.Volume + asks.Volume));
        json.WriteNumber("bid_levels"u8, bids.Levels);
        json.WriteNumber("ask_levels"u8, asks.Levels);
        json.WriteNumber("bid_orders"u8, bids.Orders);
        json.WriteNumber("ask_orders"u8, asks.Orders);
        json.WriteEndObject();
    }

    private static void WriteCandle(Utf8JsonWriter json, in Candle candle, Instrument instrument, bool isComplete)
    {
        json.WriteStartObject();
        json.WriteTime("time"u8, candle.Start);
        json.WritePrice("open"u8, candle.Open, instrument.PriceScale);
        json.WritePrice("high"u8, candle.High, instrument.PriceScale);
        json.WritePrice("low"u8, candle.Low, instrument.PriceScale);
        json.WritePrice("close"u8, candle.Close, instrument.PriceScale);
        json.WriteWideDecimal("volume"u8, candle.Volume, instrument.QuantityScale);
        MarketAnswer.WriteTurnover(json, "quote_volume"u8, candle.Turnover, instrument);
        json.WriteWideDecimal("buy_volume"u8, candle.BuyVolume, instrument.QuantityScale);
        json.WriteNumber("trades"u8, candle.Trades);
        json.WriteBoolean("complete"u8, isComplete);
        json.WriteEndObject();
    }
}
