using System.Text;
using Rialto.Gateways.Analytics;
using Rialto.Gateways.Views;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>The streams of one symbol, and what gathers for them between two messages. Owned by the fan-out thread.</summary>
internal sealed class SymbolStreams(InstrumentView view, string symbol)
{
    private readonly MarketStream?[] _streams = new MarketStream?[MarketStreamName.KindsPerSymbol];
    private readonly Timestamp[] _klineStarts = new Timestamp[CandleIntervals.Count];
    private readonly Timestamp[] _klinesClosed = new Timestamp[CandleIntervals.Count];
    private readonly long[] _klineTrades = new long[CandleIntervals.Count];
    private readonly DepthFeed _slowDepth = new();
    private readonly DepthFeed _fastDepth = new();

    /// <summary>Trades of the command that is on which are one aggregate so far; no quantity where there is none.</summary>
    public MarketText.Aggregate Aggregate;

    public InstrumentView View => view;

    public string Symbol => symbol;

    /// <summary>The symbol as messages have it.</summary>
    public byte[] SymbolBytes { get; } = Encoding.UTF8.GetBytes(symbol);

    /// <summary>A command that is on has changed it.</summary>
    public bool IsChanged { get; set; }

    /// <summary>It changed since the best prices were told.</summary>
    public bool IsTouched { get; set; }

    /// <summary>It changed since the last tenth of a second, or somebody new is to be told.</summary>
    public bool IsFastDue { get; set; }

    /// <summary>It changed since the last second, or somebody new is to be told.</summary>
    public bool IsSlowDue { get; set; }

    /// <summary>Best prices as last told.</summary>
    public (Price, Quantity, Price, Quantity) Face { get; set; }

    /// <summary>A stream, null where nobody reads it.</summary>
    public MarketStream? this[MarketStreamKind kind] => _streams[(int)kind] is { IsEmpty: false } stream ? stream : null;

    /// <summary>Changed levels for the stream of this pace.</summary>
    public DepthFeed DepthOf(MarketStreamKind kind) => kind == MarketStreamKind.DepthFast ? _fastDepth : _slowDepth;

    /// <summary>A stream, made where there is none.</summary>
    public MarketStream Open(MarketStreamKind kind) => _streams[(int)kind] ??= new MarketStream(kind, MarketStreamName.Of(kind, symbol));

    /// <summary>Takes in what the command that has just ended changed.</summary>
    public void Merge(long sequence)
    {
        var slow = this[MarketStreamKind.Depth];
        var fast = this[MarketStreamKind.DepthFast];
        if (slow is null && fast is null)
            return;
        var changes = view.Book.Changes(sequence);
        if (slow is not null)
            _slowDepth.Merge(changes);
        if (fast is not null)
            _fastDepth.Merge(changes);
    }

    /// <summary>Nobody has read candles of this length for a while: what was told then is nobody's business any more.</summary>
    public void BeginKlines(CandleInterval interval) => _klineStarts[(int)interval] = _klinesClosed[(int)interval] = default;

    /// <summary>
    /// The next candle of a length that has not been told as it stands, oldest first; everything before the newest is closed by now. Somebody new gets the newest in any case, after those that the others were not told to their end.
    /// </summary>
    public bool TryNextKline(CandleInterval interval, Timestamp now, bool isFresh, out Candle candle)
    {
        var series = view.Analytics.Candles[interval];
        var at = (int)interval;
        candle = default;
        if (series.Count == 0)
            return false;
        // Nothing was told yet: the newest is enough.
        var age = 0;
        if (!_klineStarts[at].IsNone)
        {
            while (age + 1 < series.Count && series[age + 1].Start >= _klineStarts[at])
                age++;
            // That one may have been told to its end.
            if (series[age].Start == _klinesClosed[at] && age > 0)
                age--;
        }

        candle = series[age];
        var isClosed = now.Nanoseconds >= candle.Start.Nanoseconds + CandleIntervals.Nanoseconds(interval);
        var isTold = candle.Start == _klineStarts[at] && candle.Trades == _klineTrades[at] && (!isClosed || _klinesClosed[at] == candle.Start);
        if (isTold && !(isFresh && age == 0))
            return false;
        (_klineStarts[at], _klineTrades[at]) = (candle.Start, candle.Trades);
        if (isClosed)
            _klinesClosed[at] = candle.Start;
        return true;
    }

    /// <summary>Adds a trade to the aggregate of the command; where it belongs to another, <paramref name="done"/> is the one that ends.</summary>
    /// <returns>True where one ended.</returns>
    public bool Add(TradeId trade, Price price, Quantity quantity, Side taker, Timestamp time, out MarketText.Aggregate done)
    {
        done = Aggregate;
        if (!Aggregate.Quantity.IsZero && Aggregate.Price == price && Aggregate.TakerSide == taker)
        {
            Aggregate.Last = trade;
            Aggregate.Quantity += quantity;
            return false;
        }

        Aggregate = new MarketText.Aggregate { First = trade, Last = trade, Price = price, Quantity = quantity, TakerSide = taker, Time = time };
        return !done.Quantity.IsZero;
    }
}
