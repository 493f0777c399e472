using System.Text.Json;
using Rialto.Gateways.Analytics;
using Rialto.Gateways.Answers;
using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>
/// klines and uiKlines. Candles of every length of Binance's, put together from those the exchange keeps (1s, 1m, 5m, 1h, 1d); intervals without a trade, which it does not keep, stand at the close
/// before them with a volume of zero, as at Binance.
/// </summary>
internal static class BinanceKlines
{
    private const int Usual = 500;
    private const int Most = 1_000;

    public static async ValueTask<BinanceAnswer> KlinesAsync(BinanceCall call)
    {
        var parameters = call.Parameters;
        var symbol = parameters.Symbol(call.Binance.Symbols);
        var limit = parameters.Limit(Usual, Most);
        var (begin, end) = (parameters.Time("startTime"), parameters.Time("endTime"));
        if (!KlineInterval.TryParse(parameters.Text("interval"), out var interval))
            parameters.Refuse(BinanceError.InvalidInterval);
        var offset = parameters.TimeZone();
        if (parameters.Refusal is { } refusal)
            return refusal;
        var now = call.Binance.Gateways.Now;
        var last = interval.StartOf((end.IsNone || end > now ? now : end).Nanoseconds, offset);
        var first = FirstWanted(interval, offset, begin, last, limit);
        var length = KeptLengthOf(interval, offset);
        var kept = await call.Binance.AskAsync(call, views => Since(views.Find(symbol!.Instrument.Id)!.Analytics.Candles[length], first)).ConfigureAwait(false);
        var wanted = Continuous(Merged(kept, interval, offset), interval, offset, first, last, limit);
        return BinanceAnswer.Of(json => Write(json, wanted, interval, offset, symbol!.Instrument, call.Microseconds));
    }

    /// <summary>With a start the first interval that begins then or after it, otherwise the first of the last so many.</summary>
    private static long FirstWanted(KlineInterval interval, long offsetNs, Timestamp begin, long last, int limit)
    {
        if (begin.IsNone)
            return interval.Back(last, limit - 1, offsetNs);
        var from = interval.StartOf(begin.Nanoseconds, offsetNs);
        return from < begin.Nanoseconds ? interval.Next(from, offsetNs) : from;
    }

    /// <summary>The longest kept length of which whole candles make an interval in this time zone.</summary>
    private static CandleInterval KeptLengthOf(KlineInterval interval, long offsetNs)
    {
        var length = CandleInterval.Day;
        while (length > CandleInterval.Second && (interval.Nanoseconds % CandleIntervals.Nanoseconds(length) != 0 || offsetNs % CandleIntervals.Nanoseconds(length) != 0))
            length--;
        return length;
    }

    /// <summary>The candles from a time on, and the one before them, whose close is the price where nothing traded. On the fan-out thread, which copies no more than that.</summary>
    private static Candle[] Since(CandleSeries series, long first)
    {
        var count = 0;
        while (count < series.Count && series[count].Start.Nanoseconds >= first)
            count++;
        return series.Copy(Timestamp.None, count + 1);
    }

    private static List<Candle> Merged(Candle[] kept, KlineInterval interval, long offsetNs)
    {
        var merged = new List<Candle>();
        foreach (var candle in kept)
        {
            var start = interval.StartOf(candle.Start.Nanoseconds, offsetNs);
            if (merged.Count == 0 || merged[^1].Start.Nanoseconds != start)
                merged.Add(candle with { Start = new Timestamp(start) });
            else
                merged[^1] = Merge(merged[^1], candle);
        }

        return merged;
    }

    private static Candle Merge(Candle one, in Candle next) => one with
    {
        High = next.High > one.High ? next.High : one.High,
        Low = next.Low < one.Low ? next.Low : one.Low,
        Close = next.Close,
        Volume = one.Volume + next.Volume,
        Turnover = one.Turnover + next.Turnover,
        BuyVolume = one.BuyVolume + next.BuyVolume,
        BuyTurnover = one.BuyTurnover + next.BuyTurnover,
        Trades = one.Trades + next.Trades,
    };

    /// <summary>Fills the gaps.</summary>
    private static List<Candle> Continuous(List<Candle> candles, KlineInterval interval, long offsetNs, long first, long last, int limit)
    {
        var wanted = new List<Candle>();
        if (candles.Count == 0)
            return wanted;
        first = Math.Max(first, candles[0].Start.Nanoseconds);
        // The last candle that begins before the first wanted gives it its price, where there is a gap.
        var at = candles.FindLastIndex(candle => candle.Start.Nanoseconds < first);
        var close = at < 0 ? Price.None : candles[at].Close;
        for (var start = first; start <= last && wanted.Count < limit; start = interval.Next(start, offsetNs))
        {
            if (at + 1 < candles.Count && candles[at + 1].Start.Nanoseconds == start)
            {
                wanted.Add(candles[++at]);
                close = candles[at].Close;
            }
            else if (!close.IsNone)
            {
                wanted.Add(new Candle { Start = new Timestamp(start), Open = close, High = close, Low = close, Close = close });
            }
        }

        return wanted;
    }

    private static void Write(Utf8JsonWriter json, List<Candle> candles, KlineInterval interval, long offsetNs, Instrument instrument, bool microseconds)
    {
        json.WriteStartArray();
        foreach (var candle in candles)
        {
            json.WriteStartArray();
            json.WriteNumberValue(BinanceText.Unix(candle.Start, microseconds));
            json.WriteDecimalValue(candle.Open.Units, instrument.PriceScale);
            json.WriteDecimalValue(candle.High.Units, instrument.PriceScale);
            json.WriteDecimalValue(candle.Low.Units, instrument.PriceScale);
            json.WriteDecimalValue(candle.Close.Units, instrument.PriceScale);
            json.WriteStringValue(BinanceText.Wide(candle.Volume, instrument.QuantityScale));
            json.WriteNumberValue(BinanceText.Unix(new Timestamp(interval.Next(candle.Start.Nanoseconds, offsetNs)), microseconds) - 1);
            json.WriteStringValue(BinanceText.Turnover(candle.Turnover, instrument));
            json.WriteNumberValue(candle.Trades);
            json.WriteStringValue(BinanceText.Wide(candle.BuyVolume, instrument.QuantityScale));
            json.WriteStringValue(BinanceText.Turnover(candle.BuyTurnover, instrument));
            json.WriteStringValue("0"u8);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
