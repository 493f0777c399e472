using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Gateways.Analytics;

/// <summary>What one side shows in all.</summary>
internal readonly record struct WholeSide(Int128 Volume, long Orders, int Levels)
{
    public static WholeSide Of(BookSide side) => new(side.TotalQuantity, side.TotalOrders, side.Count);
}

/// <summary>How a book leans at one moment. Taken on the thread of the views, immutable afterwards.</summary>
internal sealed record ImbalancePicture(
    Instrument Instrument, InstrumentState State, long Sequence, Timestamp Time, DepthQuestion Question, DepthMeasure Depth, WholeSide Bids, WholeSide Asks, int WindowSeconds, FlowWindow Flow)
{
    /// <summary>Where a request names no window.</summary>
    public const int StandardWindowSeconds = 60;

    /// <summary>Between two commands.</summary>
    public static ImbalancePicture Take(InstrumentView view, in DepthQuestion question, int windowSeconds, long sequence, Timestamp time) => new(
        view.Instrument,
        view.State,
        sequence,
        time,
        question,
        DepthMeasure.Take(view.Book, in question, view.Instrument.Tick),
        WholeSide.Of(view.Book.Bids),
        WholeSide.Of(view.Book.Asks),
        windowSeconds,
        view.Analytics.Window(time, windowSeconds * InstrumentAnalytics.SampleNs));

    /// <summary>The book leans as it did.</summary>
    public bool ShowsTheSameBook(ImbalancePicture other) =>
        Depth == other.Depth && Bids == other.Bids && Asks == other.Asks && State == other.State && Flow.Sums.OrderFlow == other.Flow.Sums.OrderFlow;
}

/// <summary>Spreads at one moment and over a time.</summary>
internal sealed record SpreadPicture(Instrument Instrument, InstrumentState State, long Sequence, Timestamp Time, Touch Touch, int WindowSeconds, FlowWindow Flow)
{
    /// <summary>Where a request names no window.</summary>
    public const int StandardWindowSeconds = 300;

    /// <summary>Between two commands.</summary>
    public static SpreadPicture Take(InstrumentView view, int windowSeconds, long sequence, Timestamp time) => new(
        view.Instrument,
        view.State,
        sequence,
        time,
        Touch.Of(view.Book),
        windowSeconds,
        view.Analytics.Window(time, windowSeconds == 0 ? long.MaxValue : windowSeconds * InstrumentAnalytics.SampleNs));
}

/// <summary>Samples of the book, oldest first.</summary>
/// <param name="Instrument">Whose they are.</param>
/// <param name="Sequence">The exchange's last command.</param>
/// <param name="Time">Its time.</param>
/// <param name="Before">Sums before the oldest sample; null where they are forgotten.</param>
/// <param name="Samples">They.</param>
internal sealed record HistoryPicture(Instrument Instrument, long Sequence, Timestamp Time, FlowSums? Before, MarketSample[] Samples)
{
    public static HistoryPicture Take(InstrumentView view, int most, long sequence, Timestamp time)
    {
        var (before, samples) = view.Analytics.CopySamples(most);
        return new HistoryPicture(view.Instrument, sequence, time, before, samples);
    }
}

/// <summary>Candles of one length, oldest first.</summary>
internal sealed record CandlesPicture(Instrument Instrument, CandleInterval Interval, long Sequence, Timestamp Time, Candle[] Candles)
{
    /// <summary>The newest that begin at a time or later, at most so many.</summary>
    public static CandlesPicture Take(InstrumentView view, CandleInterval interval, Timestamp from, int most, long sequence, Timestamp time) =>
        new(view.Instrument, interval, sequence, time, view.Analytics.Candles[interval].Copy(from, most));
}
