using Rialto.Gateways.Analytics;
using Rialto.Gateways.Views;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>The average price of the last five minutes, by volume; where nothing traded in them, the last price there was.</summary>
/// <param name="Price">The average, rounded half up; none where there was never a trade.</param>
/// <param name="LastTrade">Time of the last trade; none where there was none.</param>
internal readonly record struct RecentAverage(Price Price, Timestamp LastTrade)
{
    /// <summary>How much time it is of.</summary>
    public const int Minutes = 5;

    private const long LengthNs = Minutes * 60_000_000_000L;

    /// <summary>As it stands; on the thread of the views.</summary>
    public static RecentAverage At(InstrumentView view, Timestamp now)
    {
        var seconds = view.Analytics.Candles[CandleInterval.Second];
        var last = view.Tape.Last;
        var (volume, turnover) = ((Int128)0, (Int128)0);
        for (var age = 0; age < seconds.Count; age++)
        {
            ref readonly var candle = ref seconds[age];
            if (candle.Start.Nanoseconds < now.Nanoseconds - LengthNs)
                break;
            volume += candle.Volume;
            turnover += candle.Turnover;
        }

        return new RecentAverage(volume == 0 ? last.Price : new Price((long)((2 * turnover + volume) / (2 * volume))), last.Time);
    }
}
