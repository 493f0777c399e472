using System.Text.Json;
using Rialto.Gateways.Analytics;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
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
        var candles = await call.Binance.AskAsync(call, views => Collect(views.Find(symbol!.Instrument.Id)!, interval, offset)).ConfigureAwait(false);
        var wanted = Continuous(candles, interval, offset, begin, end.IsNone || end > now ? now : end, limit);
        return BinanceAnswer.Of(json => Write(json, wanted, interval, offset, symbol!.Instrument, call.Microseconds));
    }

    // Candles of the longest kept length of which whole ones make an interval in this time zone.
    private static List<Candle> Collect(InstrumentView view, KlineInterval interval, long offsetNs)
    {
        var length = CandleInterval.Day;
        while (length > CandleInterval.Second && (interval.Nanoseconds % CandleIntervals.Nanoseconds(length) != 0 || offsetNs % CandleIntervals.Nanoseconds(length) != 0))
            length--;
        var merged = new List<Candle>();
        foreach (var candle in view.Analytics.Candles[length].Copy(Timestamp.None, int.MaxValue))
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

    /// <summary>Fills the gaps: with a start the first so many from there, otherwise the last so many.</summary>
    private static List<Candle> Continuous(List<Candle> candles, KlineInterval interval, long offsetNs, Timestamp begin, Timestamp end, int limit)
    {
        var wanted = new List<Candle>();
        if (candles.Count == 0)
            return wanted;
        var last = interval.StartOf(end.Nanoseconds, offsetNs);
        var first = candles[0].Start.Nanoseconds;
        if (!begin.IsNone)
        {
            // The first interval that begins at the time given or after it.
            var from = interval.StartOf(begin.Nanoseconds, offsetNs);
            first = Math.Max(first, from < begin.Nanoseconds ? interval.Next(from, offsetNs) : from);
        }
        else
        {
            first = Math.Max(first, interval.Back(last, limit - 1, offsetNs));
        }

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
