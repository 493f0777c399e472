using System.Numerics;
using Rialto.Gateways.Analytics;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Gateways.Analytics;

/// <summary>
/// Every measure of docs/reference/analytics.md the obvious way: all that ever happened to one instrument is kept, and each question goes through all of it. Numbers are of any size.
/// </summary>
internal sealed class NaiveAnalytics(InstrumentId id, int keptSamples, int keptCandles)
{
    private const long Second = 1_000_000_000;
    private const long Cell = 100_000_000;
    private static readonly long[] HorizonsNs = [Second, 10 * Second, 60 * Second];

    private readonly List<State> _states = [];
    private readonly List<Sample> _samples = [];
    private readonly List<PastTrade> _trades = [];
    private InstrumentState _state = InstrumentState.Announced;
    private long _last;
    private long _began = -1;

    public NaiveBook Book { get; } = new();

    public Instrument? Instrument { get; private set; }

    private readonly record struct State(long Time, bool IsOpen, Touch Touch);

    private readonly record struct Sample(long Time, Touch Touch, double[] Depth);

    private readonly record struct PastTrade(long Time, Side Side, long Price, long Quantity, bool InAuction, Touch Before);

    /// <summary>All events of one command.</summary>
    public void Apply(ReadOnlySpan<ExchangeEvent> events)
    {
        var isMine = false;
        foreach (ref readonly var e in events)
            isMine |= IsOf(in e) && (Instrument is not null || e.Kind == EventKind.InstrumentDefined);
        if (!isMine)
            return;
        var time = events[0].Time.Nanoseconds;
        if (_began < 0)
        {
            _began = time;
        }
        else if (_last / Second < time / Second)
        {
            // The first whole second after the last command ended with the book as that command left it.
            _samples.Add(new Sample((_last / Second + 1) * Second, _states[^1].Touch, DepthNumbers(DepthQuestion.Standard)));
        }

        var before = _states.Count == 0 ? default : _states[^1].Touch;
        foreach (ref readonly var e in events)
        {
            if (!IsOf(in e))
                continue;
            if (e.Kind == EventKind.InstrumentDefined)
                Instrument = e.ToInstrument();
            if (e.Kind == EventKind.InstrumentStateChanged)
                _state = e.NewState;
            Book.Apply(in e);
            if (e.Kind == EventKind.Trade)
                _trades.Add(new PastTrade(time, e.Side, e.Price.Units, e.Quantity.Units, (e.Flags & EventFlags.Auction) != 0, before));
        }

        var isOpen = _state == InstrumentState.Open;
        _states.Add(new State(time, isOpen, isOpen ? Book.Touch() : default));
        _last = time;
    }

    /// <summary>Events of accounts have the asset where the instrument lies.</summary>
    private bool IsOf(in ExchangeEvent e) => !e.IsAboutAccounts && e.Instrument == id;

    /// <summary>The book by itself.</summary>
    public void CompareDepth(InstrumentView view, in DepthQuestion question, string at)
    {
        var measure = DepthMeasure.Take(view.Book, in question, view.Instrument.Tick);
        var expected = DepthNumbers(in question);
        double[] actual = [(double)measure.Bid.Volume, measure.Bid.Orders, measure.Bid.Weighted, (double)measure.Ask.Volume, measure.Ask.Orders, measure.Ask.Weighted];
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-9 * Math.Abs(expected[i]), $"{at}: depth {i} is {actual[i]}, not {expected[i]}");
        Same(at, "bid in all", Book.Levels(Side.Buy).Sum(level => (decimal)level.Volume), (decimal)view.Book.Bids.TotalQuantity);
        Same(at, "ask orders in all", Book.Levels(Side.Sell).Sum(level => level.Orders), view.Book.Asks.TotalOrders);
        Same(at, "touch", _states[^1].Touch, view.Analytics.Touch());
    }

    /// <summary>Everything that time leaves behind.</summary>
    public void ComparePast(InstrumentView view, long nowNs, string at)
    {
        foreach (var length in (long[])[Second, 7 * Second, 60 * Second, 3_600 * Second, long.MaxValue])
            CompareWindow(view.Analytics.Window(new Timestamp(nowNs), length), nowNs, length, at);
        CompareSamples(view, at);
        CompareToxicity(view.Analytics.Toxicity(), at);
        foreach (var interval in Enum.GetValues<CandleInterval>())
            CompareCandles(view.Analytics.Candles[interval].Copy(default, int.MaxValue), CandleIntervals.Nanoseconds(interval), at);
    }

    private double[] DepthNumbers(in DepthQuestion question)
    {
        var numbers = new List<double>();
        foreach (var side in (Side[])[Side.Buy, Side.Sell])
        {
            var levels = Book.Levels(side).Take(question.Levels).ToList();
            var halfLife = question.HalfLifeTicks * Instrument!.Tick.Units;
            numbers.Add(levels.Sum(level => (double)level.Volume));
            numbers.Add(levels.Sum(level => level.Orders));
            numbers.Add(levels.Sum(level => level.Volume * Math.Exp(-Math.Log(2) * Math.Abs(level.Price - levels[0].Price) / halfLife)));
        }

        return [.. numbers];
    }

    private void CompareWindow(FlowWindow window, long now, long length, string at)
    {
        at = $"{at}, window of {length}";
        var since = _began;
        var next = (_last / Second + 1) * Second;
        var kept = _samples.Skip(Math.Max(0, _samples.Count - keptSamples)).ToList();
        if (length < now - _began)
        {
            since = (now - length + Second - 1) / Second * Second;
            // Before the first sample there is nothing but the beginning, or what was forgotten.
            if (since < next && (kept.Count == 0 || kept[0].Time > since))
                since = kept.Count < _samples.Count ? kept[0].Time : _began;
        }

        var whole = since == _began && (kept.Count == 0 || kept[0].Time > since);
        Same(at, "since", since, window.Since.Nanoseconds);
        var sums = window.Sums;
        var (flow, quoted, spread, mid) = (BigInteger.Zero, BigInteger.Zero, BigInteger.Zero, BigInteger.Zero);
        for (var i = 0; i < _states.Count; i++)
        {
            var state = _states[i];
            if (i > 0 && state.Time >= since && state.IsOpen && _states[i - 1].IsOpen)
                flow += Flow(_states[i - 1].Touch, state.Touch);
            var begin = Math.Max(since, state.Time);
            var end = i + 1 < _states.Count ? _states[i + 1].Time : now;
            if (end <= begin || !IsTwoSided(state.Touch))
                continue;
            quoted += end - begin;
            spread += (BigInteger)(state.Touch.AskPrice - state.Touch.BidPrice) * (end - begin);
            mid += (BigInteger)(state.Touch.AskPrice + state.Touch.BidPrice) * (end - begin);
        }

        Same(at, "order flow", flow, sums.OrderFlow);
        Same(at, "quoted time", quoted, sums.QuotedTime);
        Same(at, "spread x time", spread, sums.SpreadTime);
        Same(at, "middle x time", mid, sums.MidTwiceTime);
        var trades = _trades.Where(trade => !trade.InAuction && trade.Time >= since).ToList();
        var measured = trades.Where(trade => IsTwoSided(trade.Before)).ToList();
        Same(at, "trades", trades.Count, sums.Trades);
        Same(at, "bought", Sum(trades.Where(trade => trade.Side == Side.Buy), trade => trade.Quantity), sums.BuyVolume);
        Same(at, "sold", Sum(trades.Where(trade => trade.Side == Side.Sell), trade => trade.Quantity), sums.SellVolume);
        Same(at, "measured", Sum(measured, trade => trade.Quantity), sums.MeasuredVolume);
        Same(at, "effective", Sum(measured, trade => Against(trade, trade.Before)), sums.Effective);
        Same(at, "middles", Sum(measured, trade => (BigInteger)(trade.Before.AskPrice + trade.Before.BidPrice) * trade.Quantity), sums.MidTwiceVolume);
        var base_ = since >= next ? next : whole ? long.MinValue : _samples.FindLast(sample => sample.Time <= since).Time;
        for (var horizon = 0; horizon < HorizonsNs.Length; horizon++)
            CompareHorizon(sums.Horizons[horizon], HorizonsNs[horizon], base_, $"{at}, horizon {horizon}");
    }

    // Counted from the first sample after it fell due, once a command has come at that time or later.
    private void CompareHorizon(HorizonSum sum, long horizon, long after, string at)
    {
        var (volume, realised, effective) = (BigInteger.Zero, BigInteger.Zero, BigInteger.Zero);
        foreach (var trade in _trades)
        {
            var due = trade.Time / Cell * Cell + Cell + horizon;
            if (trade.InAuction || !IsTwoSided(trade.Before) || due > _last || due <= after)
                continue;
            var then = _states.FindLast(state => state.Time < due).Touch;
            if (!IsTwoSided(then))
                continue;
            volume += trade.Quantity;
            realised += Against(trade, then);
            effective += Against(trade, trade.Before);
        }

        Same(at, "volume", volume, sum.Volume);
        Same(at, "realised", realised, sum.Realised);
        Same(at, "effective", effective, sum.Effective);
    }

    private void CompareSamples(InstrumentView view, string at)
    {
        var kept = _samples.Skip(Math.Max(0, _samples.Count - keptSamples)).ToList();
        var (before, samples) = view.Analytics.CopySamples(int.MaxValue);
        Same(at, "forgotten", kept.Count < _samples.Count, before is null);
        Same(at, "samples", kept.Count, samples.Length);
        for (var i = 0; i < kept.Count; i++)
        {
            var sample = samples[i];
            Same(at, "sample's time", kept[i].Time, sample.Time.Nanoseconds);
            Same(at, "sample's touch", kept[i].Touch, sample.Touch);
            double[] actual = [(double)sample.Depth.Bid.Volume, sample.Depth.Bid.Orders, sample.Depth.Bid.Weighted, (double)sample.Depth.Ask.Volume, sample.Depth.Ask.Orders, sample.Depth.Ask.Weighted];
            for (var n = 0; n < actual.Length; n++)
                Assert.True(Math.Abs(kept[i].Depth[n] - actual[n]) <= 1e-9 * Math.Abs(actual[n]), $"{at}: sample {i}, depth {n}");
        }
    }

    private void CompareToxicity(ToxicityPicture picture, string at)
    {
        const long Window = 50;
        var lot = Instrument!.Lot.Units;
        var (buckets, open) = (new List<(BigInteger Buy, BigInteger Sell)>(), new List<(bool IsBuy, BigInteger Quantity)>());
        var (size, previous, isFirst) = (BigInteger.Zero, BigInteger.Zero, true);
        foreach (var day in _trades.Where(trade => !trade.InAuction).GroupBy(trade => trade.Time / Timestamp.NanosecondsPerDay))
        {
            var volume = Sum(day, trade => trade.Quantity);
            if (isFirst)
            {
                for (size = lot; volume / size > 2 * Window;)
                    size *= 2;
            }
            else
            {
                size = (previous + Window - 1) / Window;
                size = (size + lot - 1) / lot * lot;
                if (Total(open) >= size)
                {
                    buckets.Add(Split(open));
                    open.Clear();
                }
            }

            foreach (var trade in day)
            {
                BigInteger left = trade.Quantity;
                while (left > 0)
                {
                    var part = BigInteger.Min(left, size - Total(open));
                    // Of a trade of very many buckets only the last ones are ever seen.
                    if (open.Count == 0 && left > 400 * size)
                    {
                        left -= (left / size - 300) * size;
                        continue;
                    }

                    open.Add((trade.Side == Side.Buy, part));
                    left -= part;
                    if (Total(open) < size)
                        continue;
                    buckets.Add(Split(open));
                    open.Clear();
                }
            }

            (previous, isFirst) = (volume, false);
        }

        var counted = buckets.Skip(Math.Max(0, buckets.Count - (int)Window)).ToList();
        var all = Sum(counted, bucket => bucket.Buy + bucket.Sell);
        Same(at, "buckets", counted.Count, picture.Buckets);
        Same(at, "bucket's volume", size, picture.BucketVolume);
        Same(at, "filled", Total(open), picture.Filled);
        Same(at, "bought in buckets", Sum(counted, bucket => bucket.Buy), picture.BuyVolume);
        Same(at, "sold in buckets", Sum(counted, bucket => bucket.Sell), picture.SellVolume);
        double? vpin = counted.Count == 0 ? null : (double)Sum(counted, bucket => BigInteger.Abs(bucket.Buy - bucket.Sell)) / (double)all;
        Same(at, "VPIN", vpin, picture.Vpin);

        static BigInteger Total(List<(bool IsBuy, BigInteger Quantity)> pieces) => Sum(pieces, piece => piece.Quantity);

        static (BigInteger Buy, BigInteger Sell) Split(List<(bool IsBuy, BigInteger Quantity)> pieces) =>
            (Total([.. pieces.Where(piece => piece.IsBuy)]), Total([.. pieces.Where(piece => !piece.IsBuy)]));
    }

    private void CompareCandles(Candle[] candles, long length, string at)
    {
        var groups = _trades.GroupBy(trade => trade.Time / length * length).ToList();
        var kept = groups.Skip(Math.Max(0, groups.Count - keptCandles)).ToList();
        Same(at, "candles", kept.Count, candles.Length);
        for (var i = 0; i < kept.Count; i++)
        {
            var (trades, candle) = (kept[i].ToList(), candles[i]);
            Same(at, "start", kept[i].Key, candle.Start.Nanoseconds);
            Same(at, "prices", (trades[0].Price, trades.Max(trade => trade.Price), trades.Min(trade => trade.Price), trades[^1].Price), (candle.Open.Units, candle.High.Units, candle.Low.Units, candle.Close.Units));
            Same(at, "volume", Sum(trades, trade => trade.Quantity), candle.Volume);
            Same(at, "turnover", Sum(trades, trade => (BigInteger)trade.Quantity * trade.Price), candle.Turnover);
            Same(at, "bought", Sum(trades.Where(trade => !trade.InAuction && trade.Side == Side.Buy), trade => trade.Quantity), candle.BuyVolume);
            Same(at, "bought for", Sum(trades.Where(trade => !trade.InAuction && trade.Side == Side.Buy), trade => (BigInteger)trade.Quantity * trade.Price), candle.BuyTurnover);
            Same(at, "trades", trades.Count, candle.Trades);
        }
    }

    private static bool IsTwoSided(Touch touch) => touch.BidPrice > 0 && touch.AskPrice > 0 && touch.BidPrice < touch.AskPrice;

    /// <summary>Twice what the taker paid above that middle, or got below it, times the quantity.</summary>
    private static BigInteger Against(PastTrade trade, Touch touch) =>
        (2 * (BigInteger)trade.Price - touch.BidPrice - touch.AskPrice) * trade.Quantity * (trade.Side == Side.Buy ? 1 : -1);

    /// <summary>As the paper has it, with an empty bid at price minus one and an empty ask at the end of all prices.</summary>
    private static BigInteger Flow(Touch before, Touch after)
    {
        var (bid0, bid1) = (before.BidPrice == 0 ? -1 : before.BidPrice, after.BidPrice == 0 ? -1 : after.BidPrice);
        var (ask0, ask1) = (before.AskPrice == 0 ? long.MaxValue : before.AskPrice, after.AskPrice == 0 ? long.MaxValue : after.AskPrice);
        return (bid1 >= bid0 ? after.BidQuantity : 0) - (BigInteger)(bid1 <= bid0 ? before.BidQuantity : 0)
            - (ask1 <= ask0 ? after.AskQuantity : 0) + (ask1 >= ask0 ? before.AskQuantity : 0);
    }

    private static BigInteger Sum<T>(IEnumerable<T> items, Func<T, BigInteger> of) => items.Aggregate(BigInteger.Zero, (sum, item) => sum + of(item));

    private static void Same(string at, string what, BigInteger expected, Int128 actual) => Assert.True(expected == (BigInteger)actual, $"{at}: {what} is {actual}, not {expected}");

    private static void Same<T>(string at, string what, T expected, T actual) => Assert.True(EqualityComparer<T>.Default.Equals(expected, actual), $"{at}: {what} is {actual}, not {expected}");
}
