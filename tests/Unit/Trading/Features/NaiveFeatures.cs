using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Trading.Books;
using Rialto.Trading.Features;
using Rialto.Unit.Adapters;

namespace Rialto.Unit.Trading.Features;

/// <summary>
/// The slow, obvious twin of a set of features: remembers every moment since the beginning and computes each number from scratch whenever it is asked. Windows are looked at from their definition
/// (docs/reference/features.md), nothing is carried on from one moment to the next.
/// </summary>
internal sealed class NaiveFeatures(Listing listing, Listing? leader, int levels)
{
    private readonly NaiveBook _book = new();
    private readonly NaiveBook _leaderBook = new();
    private readonly List<(bool IsBuy, long Quantity)> _trades = [];
    private readonly NaiveMicroprice _microprice = new(Math.Max(1, listing.Tick.Units));
    private BookTrust _state;
    private BookTrust _leaderState;
    private int _eras;
    private (long Bought, long Sold, int Buys, int Sells) _flow;
    private bool _isTouched;

    public List<NaiveMoment> Moments { get; } = [];

    private NaiveMoment Now => Moments[^1];

    private double PriceUnit => Math.Pow(10, listing.PriceScale);

    private double QuantityUnit => Math.Pow(10, listing.QuantityScale);

    /// <summary>True where a moment was added.</summary>
    public bool Apply(in FeedEvent told)
    {
        if (told.Listing == listing.Id)
            Take(in told, _book, ref _state);
        else if (told.Listing == leader?.Id && told.Kind != FeedEventKind.Trade)
            Take(in told, _leaderBook, ref _leaderState);
        if ((told.Flags & FeedEventFlags.LastOfFrame) == 0 || !_isTouched)
            return false;
        _isTouched = false;
        var isUsable = _state == BookTrust.Trusted;
        if (isUsable && (Moments.Count == 0 || Moments[^1].Era < 0))
            _eras++;
        var mid = leader is not null && _leaderState == BookTrust.Trusted && _leaderBook.BestBid < _leaderBook.BestAsk ? (_leaderBook.BestBid + _leaderBook.BestAsk) / (2 * Math.Pow(10, leader.PriceScale)) : null;
        Moments.Add(new NaiveMoment(
            Math.Max(told.ReceiveTime.Nanoseconds, Moments.Count == 0 ? 0 : Moments[^1].Time), isUsable ? _eras : -1, Best(_book.Bids), Best(_book.Asks), _flow.Bought, _flow.Sold, _flow.Buys, _flow.Sells, mid));
        _flow = default;
        if (isUsable)
            _microprice.Add(Moments);
        return true;
    }

    /// <summary>A number at the last moment; null where it is not ready.</summary>
    public double? ValueOf(FeatureName name)
    {
        if (Now.Era < 0)
            return null;
        var a = name.Arguments;
        return name.Kind.Word switch
        {
            "mid" => Now.HasTouch ? Now.MidTwice / 2.0 / PriceUnit : null,
            "spread" => Now.HasTouch ? (Now.Asks[0].Price - Now.Bids[0].Price) / PriceUnit : null,
            "spread-bps" => Now.HasTouch ? 10_000 * (Now.Asks[0].Price - Now.Bids[0].Price) / (Now.MidTwice / 2.0) : null,
            "wap" when a[0] == 0 => Now.HasTouch ? Wap(Now) : null,
            "wap" => Before(a[0], moment => moment.HasTouch) is { } then ? Wap(then) : null,
            "microprice" => Now.HasTouch ? _microprice.ValueOf(Now) / 2 / PriceUnit : null,
            "imbalance" => Imbalance((int)a[0], _ => 1),
            "imbalance-weighted" => Imbalance((int)a[0], rank => Math.Pow(2, -(double)rank / a[1])),
            "ofi" => Flow(a[1], 0, (int)a[0]),
            "ofi-level" => Flow(a[1], (int)a[0] - 1, (int)a[0]),
            "tfi" => Traded(a[0], moment => moment.Bought - moment.Sold) / QuantityUnit,
            "tfi-share" => Traded(a[0], moment => moment.Bought + moment.Sold) is not { } all ? null : all == 0 ? 0 : Traded(a[0], moment => moment.Bought - moment.Sold) / all,
            "volume" => Traded(a[0], moment => moment.Bought + moment.Sold) / QuantityUnit,
            "vpin" => Vpin((long)(a[0] / 1e9 * QuantityUnit), (int)a[1]),
            "intensity" => Intensity(a[0], moment => moment.Buys + moment.Sells),
            "intensity-buys" => Intensity(a[0], moment => moment.Buys),
            "intensity-sells" => Intensity(a[0], moment => moment.Sells),
            "rv" => Volatility(a[0], a[1], isBipower: false),
            "bipower" => Volatility(a[0], a[1], isBipower: true),
            "return" => Before(a[0], moment => moment.HasTouch) is { } then ? Last(Era(), moment => moment.HasTouch)!.MidTwice / (double)then.MidTwice - 1 : null,
            "leader-return" => Before(a[0], moment => moment.LeaderMid is not null) is { } then ? Last(Era(), moment => moment.LeaderMid is not null)!.LeaderMid / then.LeaderMid - 1 : null,
            "basis" => Now.HasTouch ? Now.MidTwice / 2.0 / PriceUnit / Now.LeaderMid - 1 : null,
            "lead" => Lead(a)?.Seconds,
            "lead-correlation" => Lead(a)?.Correlation,
            _ => throw new ArgumentException(name.Text),
        };
    }

    private void Take(in FeedEvent told, NaiveBook book, ref BookTrust state)
    {
        switch (told.Kind)
        {
            case FeedEventKind.BookCleared:
                book.Clear();
                break;
            case FeedEventKind.Level:
                book.Set(told.Side, told.Price.Units, told.Quantity.Units);
                break;
            case FeedEventKind.BookStateChanged:
                state = told.State;
                break;
            case FeedEventKind.Trade when told.Side == Side.Buy:
                _flow.Bought += told.Quantity.Units;
                _flow.Buys++;
                _trades.Add((true, told.Quantity.Units));
                break;
            case FeedEventKind.Trade:
                _flow.Sold += told.Quantity.Units;
                _flow.Sells++;
                _trades.Add((false, told.Quantity.Units));
                break;
            default:
                return;
        }

        _isTouched = true;
    }

    private DepthLevel[] Best(SortedDictionary<long, long> side) => [.. side.Take(levels).Select(level => new DepthLevel(level.Key, level.Value))];

    private double Wap(NaiveMoment moment)
    {
        var (bid, ask) = (moment.Bids[0], moment.Asks[0]);
        return (double)(((decimal)bid.Price * ask.Quantity + (decimal)ask.Price * bid.Quantity) / ((decimal)bid.Quantity + ask.Quantity) / (decimal)PriceUnit);
    }

    /// <summary>The moments of the present stretch of trust, newest first.</summary>
    private IEnumerable<NaiveMoment> Era()
    {
        for (var i = Moments.Count - 1; i >= 0 && Moments[i].Era == Now.Era; i--)
            yield return Moments[i];
    }

    private static NaiveMoment? Last(IEnumerable<NaiveMoment> newestFirst, Func<NaiveMoment, bool> counts) => newestFirst.FirstOrDefault(counts);

    private static (long Slot, long Slots) Cut(long windowNs)
    {
        var slot = (windowNs + 1_023) / 1_024;
        return (slot, (windowNs + slot - 1) / slot);
    }

    private NaiveMoment? Before(long lagNs, Func<NaiveMoment, bool> counts)
    {
        var (slot, slots) = Cut(lagNs);
        return Era().SkipWhile(moment => moment.Time / slot > Now.Time / slot - slots).FirstOrDefault(counts);
    }

    private IEnumerable<int> Window(long windowNs)
    {
        var (slot, slots) = Cut(windowNs);
        for (var i = Moments.Count - 1; i >= 0 && Moments[i].Era == Now.Era && Moments[i].Time / slot > Now.Time / slot - slots; i--)
            yield return i;
    }

    // The first moment of the stretch: found once for each.
    private readonly Dictionary<int, long> _since = [];

    private bool IsWhole(long windowNs)
    {
        if (!_since.TryGetValue(Now.Era, out var since))
            since = _since[Now.Era] = Era().Last().Time;
        return Now.Time - since >= windowNs;
    }

    private double? Imbalance(int count, Func<int, double> weight)
    {
        var (bid, ask) = (0.0, 0.0);
        for (var rank = 0; rank < count; rank++)
        {
            bid += rank < Now.Bids.Length ? Now.Bids[rank].Quantity * weight(rank) : 0;
            ask += rank < Now.Asks.Length ? Now.Asks[rank].Quantity * weight(rank) : 0;
        }

        return bid + ask > 0 ? (bid - ask) / (bid + ask) : null;
    }

    private double? Flow(long windowNs, int from, int to)
    {
        if (!IsWhole(windowNs))
            return null;
        var sum = Int128.Zero;
        foreach (var i in Window(windowNs))
        {
            for (var level = from; level < to && i > 0 && Moments[i - 1].Era == Now.Era; level++)
                sum += Moments[i].FlowFrom(Moments[i - 1], level);
        }

        return (double)sum / QuantityUnit;
    }

    private double? Traded(long windowNs, Func<NaiveMoment, long> of) => IsWhole(windowNs) ? Window(windowNs).Sum(i => of(Moments[i])) : null;

    // Bought volume up to a point of all volume, by prefix sums.
    private readonly List<(long All, long Bought)> _prefix = [(0, 0)];

    private double? Vpin(long bucket, int buckets)
    {
        for (var i = _prefix.Count - 1; i < _trades.Count; i++)
            _prefix.Add((_prefix[i].All + _trades[i].Quantity, _prefix[i].Bought + (_trades[i].IsBuy ? _trades[i].Quantity : 0)));
        var full = _prefix[^1].All / bucket;
        if (full < buckets)
            return null;
        long BoughtUpTo(long volume)
        {
            var at = _prefix.FindLastIndex(point => point.All <= volume);
            return _prefix[at].Bought + (at + 1 < _prefix.Count && _prefix[at + 1].Bought > _prefix[at].Bought ? volume - _prefix[at].All : 0);
        }

        double sum = 0;
        for (var i = full - buckets; i < full; i++)
            sum += Math.Abs(2 * (BoughtUpTo((i + 1) * bucket) - BoughtUpTo(i * bucket)) - bucket);
        return sum / (bucket * (double)buckets);
    }

    private double? Intensity(long halfLifeNs, Func<NaiveMoment, int> of) =>
        IsWhole(4 * halfLifeNs) ? Era().TakeWhile(moment => Now.Time - moment.Time < 40 * halfLifeNs).Sum(moment => of(moment) * Math.Log(2) * 1e9 / halfLifeNs * Math.Pow(2, -(Now.Time - moment.Time) / (double)halfLifeNs)) : null;

    /// <summary>Logarithms of the price at the last steps, oldest first; null where there are not so many.</summary>
    private long[]? Steps(long stepNs, int count, Func<NaiveMoment, double?> price)
    {
        var logs = new long[count];
        var i = Moments.Count - 1;
        for (var k = 0; k < count; k++)
        {
            var step = (Now.Time / stepNs - k) * stepNs;
            while (i >= 0 && Moments[i].Era == Now.Era && (Moments[i].Time >= step || price(Moments[i]) is null))
                i--;
            if (i < 0 || Moments[i].Era != Now.Era)
                return null;
            logs[count - 1 - k] = LogPrice.Of(price(Moments[i])!.Value);
        }

        return logs;
    }

    private double? MidOf(NaiveMoment moment) => moment.HasTouch ? moment.MidTwice / (2 * PriceUnit) : null;

    private double? Volatility(long windowNs, long stepNs, bool isBipower)
    {
        var n = (int)(windowNs / stepNs);
        if (Steps(stepNs, n + 1, MidOf) is not { } logs)
            return null;
        var sum = 0.0;
        for (var i = 1; i <= n; i++)
        {
            if (!isBipower)
                sum += (double)(logs[i] - logs[i - 1]) * (logs[i] - logs[i - 1]);
            else if (i > 1)
                sum += Math.PI / 2 * n / (n - 1) * Math.Abs((double)(logs[i] - logs[i - 1]) * (logs[i - 1] - logs[i - 2]));
        }

        return Math.Sqrt(sum) / LogPrice.Unit;
    }

    // Looked at once a step: until then it is what it was.
    private readonly Dictionary<string, (int Era, long Step, (double Seconds, double Correlation)? Lead)> _leads = [];

    private (double Seconds, double Correlation)? Lead(IReadOnlyList<long> a)
    {
        var key = string.Join(':', a);
        if (!_leads.TryGetValue(key, out var kept) || kept.Era != Now.Era || kept.Step != Now.Time / a[1])
            kept = _leads[key] = (Now.Era, Now.Time / a[1], Correlate((int)(a[0] / a[1]), a[1], (int)a[2]));
        return kept.Lead;
    }

    private (double Seconds, double Correlation)? Correlate(int n, long stepNs, int lags)
    {
        if (Steps(stepNs, n + lags + 1, MidOf) is not { } own || Steps(stepNs, n + lags + 1, moment => moment.LeaderMid) is not { } other)
            return null;
        double Return(long[] logs, int i) => logs[i] - logs[i - 1];
        var (best, at) = (-1.0, 0);
        var products = new double[2 * lags + 1];
        foreach (var lag in Enumerable.Range(0, lags + 1).SelectMany(lag => new[] { lag, -lag }).Distinct())
        {
            for (var i = lags + 1; i <= lags + n; i++)
                products[lag + lags] += lag >= 0 ? Return(own, i) * Return(other, i - lag) : Return(own, i + lag) * Return(other, i);
            if (Math.Abs(products[lag + lags]) > best)
                (best, at) = (Math.Abs(products[lag + lags]), lag);
        }

        var (squares, squaresOther) = (0.0, 0.0);
        for (var i = lags + 1; i <= lags + n; i++)
            (squares, squaresOther) = (squares + Return(own, i) * Return(own, i), squaresOther + Return(other, i) * Return(other, i));
        return squares == 0 || squaresOther == 0 ? null : (at * (stepNs / 1e9), products[at + lags] / Math.Sqrt(squares * squaresOther));
    }
}
