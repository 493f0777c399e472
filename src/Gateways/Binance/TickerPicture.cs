using Rialto.Gateways.Analytics;
using Rialto.Gateways.Binance.Streams;
using Rialto.Gateways.Views;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>One instrument's touch, last trade, and the figures of a window that ends now; prices are none where there are none. Taken on the fan-out thread, immutable afterwards.</summary>
internal sealed record TickerPicture(BinanceSymbol Symbol, PublicTrade Last, (Price Price, Quantity Quantity) Bid, (Price Price, Quantity Quantity) Ask)
{
    private const long MinuteNs = 60_000_000_000;
    private const long HourNs = 60 * MinuteNs;

    public Price Open { get; private init; }

    public Price High { get; private init; }

    public Price Low { get; private init; }

    /// <summary>Last price of the window.</summary>
    public Price WindowLast { get; private init; }

    /// <summary>Price of the last trade before the window, as far as candles are kept.</summary>
    public Price PreviousClose { get; private init; }

    public Int128 Volume { get; private init; }

    public Int128 Turnover { get; private init; }

    public long Trades { get; private init; }

    /// <summary>First trade of the window; -1 where nothing traded, or where trades are not kept as far back.</summary>
    public long FirstId { get; private init; } = -1;

    public long LastId { get; private init; } = -1;

    public Timestamp OpenTime { get; private init; }

    public Timestamp CloseTime { get; private init; }

    /// <summary>Without a window.</summary>
    public static TickerPicture OfNow(InstrumentView view, BinanceSymbol symbol) => new(symbol, view.Tape.Last, Touch(view.Book.Bids), Touch(view.Book.Asks));

    /// <summary>24 hours, from minute to minute.</summary>
    public static TickerPicture OfDay(InstrumentView view, BinanceSymbol symbol, Timestamp now)
    {
        var figures = view.Statistics.At(now);
        var begin = now.Nanoseconds - now.Nanoseconds % MinuteNs - Timestamp.NanosecondsPerDay + MinuteNs;
        return OfNow(view, symbol).With(view, begin, now) with
        {
            Open = figures.Open,
            High = figures.High,
            Low = figures.Low,
            WindowLast = figures.Trades == 0 ? Price.None : view.Tape.Last.Price,
            Volume = figures.Volume,
            Turnover = figures.Turnover,
            Trades = figures.Trades,
        };
    }

    /// <summary>From a time on. Where minutes are not kept as far back, it begins with the hour before.</summary>
    /// <param name="view">The instrument.</param>
    /// <param name="symbol">What it is called.</param>
    /// <param name="begin">A whole minute, in nanoseconds since 1970.</param>
    /// <param name="now">The end.</param>
    /// <param name="kept">Candles that are kept of each length.</param>
    public static TickerPicture OfWindow(InstrumentView view, BinanceSymbol symbol, long begin, Timestamp now, int kept)
    {
        var series = view.Analytics.Candles[CandleInterval.Minute];
        if (series.Count == kept && series[series.Count - 1].Start.Nanoseconds > begin)
            (series, begin) = (view.Analytics.Candles[CandleInterval.Hour], begin - begin % HourNs);
        var candles = series.Copy(new Timestamp(begin), int.MaxValue);
        var picture = OfNow(view, symbol).With(view, begin, now);
        if (candles.Length == 0)
            return picture;
        var (high, low, volume, turnover, trades) = (Price.None, new Price(long.MaxValue), Int128.Zero, Int128.Zero, 0L);
        foreach (ref readonly var candle in candles.AsSpan())
        {
            high = candle.High > high ? candle.High : high;
            low = candle.Low < low ? candle.Low : low;
            (volume, turnover, trades) = (volume + candle.Volume, turnover + candle.Turnover, trades + candle.Trades);
        }

        return picture with { Open = candles[0].Open, High = high, Low = low, WindowLast = candles[^1].Close, Volume = volume, Turnover = turnover, Trades = trades };
    }

    private TickerPicture With(InstrumentView view, long begin, Timestamp now)
    {
        // By age, 0 is the newest: how many trades of the window are kept.
        var tape = view.Tape;
        var (low, high) = (0, tape.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (tape[middle].Time.Nanoseconds >= begin)
                low = middle + 1;
            else
                high = middle;
        }

        return this with
        {
            FirstId = TapeSearch.FirstSince(tape, new Timestamp(begin)),
            LastId = low == 0 ? -1 : tape[0].TradeId.Value,
            PreviousClose = low < tape.Count ? tape[low].Price : CloseBefore(view, begin),
            OpenTime = new Timestamp(begin),
            CloseTime = now,
        };
    }

    private static Price CloseBefore(InstrumentView view, long begin)
    {
        foreach (var length in (ReadOnlySpan<CandleInterval>)[CandleInterval.Minute, CandleInterval.Hour, CandleInterval.Day])
        {
            var series = view.Analytics.Candles[length];
            for (var age = 0; age < series.Count; age++)
            {
                // An hour or a day that reaches into the window tells nothing of what was before it.
                if (series[age].Start.Nanoseconds + CandleIntervals.Nanoseconds(length) <= begin)
                    return series[age].Close;
            }
        }

        return Price.None;
    }

    private static (Price Price, Quantity Quantity) Touch(BookSide side) => side.Best is { } best ? (best.Price, best.Quantity) : default;
}
