using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Model.Instruments;
using Rialto.Model.Units;

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

    public static void WriteHistory(Utf8JsonWriter json, HistoryPicture picture)
    {
        var question = DepthQuestion.Standard;
        json.WriteText("symbol"u8, picture.Instrument.Symbol);
        json.WriteNumber("interval_seconds"u8, InstrumentAnalytics.SampleNs / 1_000_000_000);
        json.WriteNumber("top_levels"u8, question.Levels);
        json.WriteReport("half_life_ticks"u8, question.HalfLifeTicks);
        json.WriteStartArray("samples"u8);
        var before = picture.Before;
        foreach (ref readonly var sample in picture.Samples.AsSpan())
        {
            WriteSample(json, in sample, before, picture.Instrument);
            before = sample.Sums;
        }

        json.WriteEndArray();
        json.WriteNumber("sequence"u8, picture.Sequence);
        json.WriteTime("timestamp"u8, picture.Time);
    }

    public static void WriteSpread(Utf8JsonWriter json, SpreadPicture picture)
    {
        var (instrument, touch, sums) = (picture.Instrument, picture.Touch, picture.Flow.Sums);
        json.WriteText("symbol"u8, instrument.Symbol);
        json.WriteTime("timestamp"u8, picture.Time);
        json.WritePrice("bid"u8, new Price(touch.BidPrice), instrument.PriceScale);
        json.WritePrice("ask"u8, new Price(touch.AskPrice), instrument.PriceScale);
        if (touch.BidPrice != 0 && touch.AskPrice != 0)
        {
            // One more decimal than the prices have holds every middle exactly.
            json.WriteDecimal("mid"u8, touch.MidTwice * 5, instrument.PriceScale + 1);
            json.WriteDecimal("quoted_spread"u8, touch.Spread, instrument.PriceScale);
            json.WriteReport("relative_spread_bps"u8, 20_000.0 * touch.Spread / touch.MidTwice);
        }
        else
        {
            json.WriteNull("mid"u8);
            json.WriteNull("quoted_spread"u8);
            json.WriteNull("relative_spread_bps"u8);
        }

        json.WriteNumber("window_seconds"u8, picture.WindowSeconds);
        json.WriteTime("since"u8, picture.Flow.Since);
        json.WriteReport("quoted_share"u8, Quotient(sums.QuotedTime, picture.Time.Nanoseconds - picture.Flow.Since.Nanoseconds));
        WriteAverage(json, "time_weighted_spread"u8, sums.SpreadTime, sums.QuotedTime, instrument);
        json.WriteReport("time_weighted_relative_spread_bps"u8, 20_000 * Quotient(sums.SpreadTime, sums.MidTwiceTime));
        json.WriteNumber("trades"u8, (long)sums.Trades);
        json.WriteWideDecimal("volume"u8, sums.BuyVolume + sums.SellVolume, instrument.QuantityScale);
        json.WriteWideDecimal("measured_volume"u8, sums.MeasuredVolume, instrument.QuantityScale);
        WriteAverage(json, "effective_spread"u8, sums.Effective, sums.MeasuredVolume, instrument);
        json.WriteReport("effective_relative_spread_bps"u8, 20_000 * Quotient(sums.Effective, sums.MidTwiceVolume));
        json.WriteStartArray("realised"u8);
        for (var i = 0; i < RealisedSpread.Horizons; i++)
        {
            var sum = sums.Horizons[i];
            json.WriteStartObject();
            json.WriteNumber("horizon_seconds"u8, RealisedSpread.HorizonNs(i) / 1_000_000_000);
            json.WriteWideDecimal("volume"u8, sum.Volume, instrument.QuantityScale);
            WriteAverage(json, "realised_spread"u8, sum.Realised, sum.Volume, instrument);
            WriteAverage(json, "effective_spread"u8, sum.Effective, sum.Volume, instrument);
            WriteAverage(json, "price_impact"u8, sum.Effective - sum.Realised, sum.Volume, instrument);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("state"u8, Words.Of(picture.State));
        json.WriteNumber("sequence"u8, picture.Sequence);
    }

    public static void WriteToxicity(Utf8JsonWriter json, (Instrument Instrument, ToxicityPicture Toxicity, long Sequence, Timestamp Time) at)
    {
        var (toxicity, scale) = (at.Toxicity, at.Instrument.QuantityScale);
        json.WriteText("symbol"u8, at.Instrument.Symbol);
        json.WriteTime("timestamp"u8, at.Time);
        json.WriteReport("vpin"u8, toxicity.Vpin);
        json.WriteNumber("buckets"u8, toxicity.Buckets);
        json.WriteNumber("window_buckets"u8, Toxicity.Window);
        json.WriteWideDecimal("bucket_volume"u8, toxicity.BucketVolume, scale);
        json.WriteString("bucket_sizing"u8, toxicity.FollowsPreviousDay ? "previous_day"u8 : "day_so_far"u8);
        json.WriteWideDecimal("filled"u8, toxicity.Filled, scale);
        json.WriteWideDecimal("buy_volume"u8, toxicity.BuyVolume, scale);
        json.WriteWideDecimal("sell_volume"u8, toxicity.SellVolume, scale);
        json.WriteString("classification"u8, "taker_side"u8);
        if (toxicity.LastBucket.IsNone)
            json.WriteNull("last_bucket"u8);
        else
            json.WriteTime("last_bucket"u8, toxicity.LastBucket);
        json.WriteNumber("sequence"u8, at.Sequence);
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

    private static void WriteSample(Utf8JsonWriter json, in MarketSample sample, FlowSums? before, Instrument instrument)
    {
        var (depth, scale) = (sample.Depth, instrument.QuantityScale);
        json.WriteStartObject();
        json.WriteTime("time"u8, sample.Time);
        json.WritePrice("bid"u8, new Price(sample.Touch.BidPrice), instrument.PriceScale);
        json.WritePrice("ask"u8, new Price(sample.Touch.AskPrice), instrument.PriceScale);
        json.WriteWideDecimal("bid_volume"u8, depth.Bid.Volume, scale);
        json.WriteWideDecimal("ask_volume"u8, depth.Ask.Volume, scale);
        json.WriteReport("imbalance_ratio"u8, depth.Ratio);
        json.WriteReport("weighted_imbalance"u8, depth.WeightedRatio);
        json.WriteReport("imbalance"u8, depth.Normalised);
        json.WriteNumber("bid_orders"u8, depth.Bid.Orders);
        json.WriteNumber("ask_orders"u8, depth.Ask.Orders);
        if (before is { } earlier)
        {
            json.WriteWideDecimal("order_flow_imbalance"u8, sample.Sums.OrderFlow - earlier.OrderFlow, scale);
            json.WriteWideDecimal("buy_volume"u8, sample.Sums.BuyVolume - earlier.BuyVolume, scale);
            json.WriteWideDecimal("sell_volume"u8, sample.Sums.SellVolume - earlier.SellVolume, scale);
        }

        json.WriteEndObject();
    }

    /// <summary>A price's average, with four decimals more than prices have; null where nothing was averaged.</summary>
    private static void WriteAverage(Utf8JsonWriter json, ReadOnlySpan<byte> name, Int128 sum, Int128 count, Instrument instrument)
    {
        if (Quotient(sum, count) is { } average)
            json.WriteNumber(name, Math.Round(average / Math.Pow(10, instrument.PriceScale), Math.Min(15, instrument.PriceScale + 4)));
        else
            json.WriteNull(name);
    }

    private static double? Quotient(Int128 sum, Int128 count) => count == 0 ? null : (double)sum / (double)count;

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
