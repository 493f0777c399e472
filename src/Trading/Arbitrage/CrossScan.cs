using Rialto.Model.Units;
using Rialto.Trading.Arbitrage.Kernels;
using Rialto.Trading.Books;

namespace Rialto.Trading.Arbitrage;

/// <summary>
/// Watches markets that trade at several venues: best prices in, opportunities out, each sized by walking both books and ranked by what it is expected to bring. A function of what it is told;
/// single-threaded; allocates nothing once made.
/// </summary>
/// <typeparam name="TSink">Where opportunities are told.</typeparam>
public sealed class CrossScan<TSink>
    where TSink : struct, IEpisodeSink
{
    /// <summary>Levels of a side that are looked at.</summary>
    public const int LevelsMax = 64;

    // From so many changed markets on it is cheaper to look at all of them together.
    private const int Together = 24;

    private readonly CrossMarket[] _markets;
    private readonly CrossBoard _board;
    private readonly IDepthSource _depths;
    private readonly EpisodeTracker<TSink> _tracker;
    private readonly Silences _silences;
    private readonly bool[] _isTouched;
    private readonly int[] _touched;
    private readonly ulong[] _candidates;
    private readonly DepthLevel[] _asks = new DepthLevel[LevelsMax];
    private readonly DepthLevel[] _bids = new DepthLevel[LevelsMax];
    private int _touchedCount;

    /// <summary>Makes a scan that knows no price yet.</summary>
    /// <param name="markets">What is watched; each has its key in the order given.</param>
    /// <param name="depths">The books.</param>
    /// <param name="ageMaxNs">A venue of which nothing was heard for longer does not count.</param>
    /// <param name="latenciesNs">See <see cref="EpisodeTracker{TSink}"/>.</param>
    /// <param name="sink">Where opportunities are told.</param>
    public CrossScan(IReadOnlyList<CrossMarket> markets, IDepthSource depths, long ageMaxNs, ReadOnlySpan<long> latenciesNs, TSink sink)
    {
        ArgumentNullException.ThrowIfNull(markets);
        ArgumentNullException.ThrowIfNull(depths);
        (_markets, _depths) = ([.. markets], depths);
        _board = new CrossBoard(Math.Max(1, markets.Count), Math.Max(2, markets.Select(static market => market.Places.Count).DefaultIfEmpty().Max()));
        _tracker = new EpisodeTracker<TSink>(markets.Count, latenciesNs, sink);
        _silences = new Silences(_board.Markets * _board.Venues, ageMaxNs);
        (_isTouched, _touched, _candidates) = (new bool[_board.Markets], new int[_board.Markets], new ulong[HitWords.Of(_board.Markets)]);
        for (var market = 0; market < _markets.Length; market++)
        {
            for (var place = 0; place < _markets[market].Places.Count; place++)
            {
                var rate = _markets[market].Places[place].Fee.Rate + _markets[market].HaircutRate;
                _board.SetRates(market, place, rate, rate);
            }
        }
    }

    /// <summary>Opportunities counted.</summary>
    public EpisodeTracker<TSink> Tracker => _tracker;

    /// <summary>Times that the prefilter named a market.</summary>
    public long Candidates { get; private set; }

    /// <summary>Looks at one market.</summary>
    public long Looks { get; private set; }

    /// <summary>The best prices of a market at a venue; empty where its book is not to be believed.</summary>
    public void OnBest(int market, int place, in Bbo best, Timestamp now)
    {
        _board.Update(market, place, in best);
        OnHeard(market, place, now);
    }

    /// <summary>A venue told something of a market: its prices are fresh, and its book may have others behind the best.</summary>
    public void OnHeard(int market, int place, Timestamp now)
    {
        _silences.OnHeard((market * _board.Venues) + place, now);
        if (_isTouched[market])
            return;
        _isTouched[market] = true;
        _touched[_touchedCount++] = market;
    }

    /// <summary>Everything that happened at one moment has been told.</summary>
    public void EndFrame(Timestamp now)
    {
        // What was silent for too long ended then, also where it speaks again now.
        for (var i = _tracker.OpenCount - 1; i >= 0; i--)
        {
            var market = _tracker.Open[i];
            var found = _tracker.NowOf(market);
            if (_silences.SinceWhen(Place(market, found.Buy), Place(market, found.Sell), now) is { IsNone: false } since)
                _tracker.Doubt(market, since);
            else if (_tracker.OrderOf(market) is var order && _silences.SinceWhen(Place(market, order.Buy), Place(market, order.Sell), now) is { IsNone: false } lost)
                _tracker.Lose(market, lost);
        }

        _silences.Forget();
        _tracker.Advance(now);
        var isTogether = _touchedCount >= Together;
        if (isTogether)
            _board.Table.Scan(_candidates);
        for (var i = 0; i < _touchedCount; i++)
        {
            var market = _touched[i];
            _isTouched[market] = false;
            Looks++;
            var isCandidate = isTogether ? ((_candidates[market / HitWords.Bits] >> (market % HitWords.Bits)) & 1) != 0 : _board.IsCandidate(market);
            Candidates += isCandidate ? 1 : 0;
            var found = isCandidate ? BestOf(market, now) : Finding.None;
            _tracker.Observe(market, in found, found.IsThere ? HeldOf(market, in found, now) : Finding.None, now);
        }

        _touchedCount = 0;
    }

    /// <summary>No more comes.</summary>
    public void Finish(Timestamp now) => _tracker.Finish(now);

    /// <summary>The route of a market that brings most; nothing where none brings enough.</summary>
    public Finding BestOf(int market, Timestamp now)
    {
        var best = Finding.None;
        if (!_board.TryFind(market, out _))
            return best;
        var terms = _markets[market];
        for (var buy = 0; buy < terms.Places.Count; buy++)
        {
            var asks = 0;
            for (var sell = 0; sell < terms.Places.Count; sell++)
            {
                if (sell == buy || _board.EdgeOf(market, buy, sell) is not { } edge || edge <= 0 || !_silences.IsFresh(Place(market, buy), now) || !_silences.IsFresh(Place(market, sell), now))
                    continue;
                asks = asks == 0 ? _depths.CopyAsks(market, buy, _asks) : asks;
                var trade = CrossWalk.Trade(_asks.AsSpan(0, asks), _bids.AsSpan(0, _depths.CopyBids(market, sell, _bids)), TermsOf(terms, buy, sell));
                if (trade.Net > 0 && trade.Net >= terms.ProfitMin && trade.Net > best.Net)
                    best = new Finding(buy, sell, trade.Quantity, trade.Cost, trade.Net);
            }
        }

        return best;
    }

    /// <summary>What the orders of a market's opportunity bring now: a walk of its own, since more may rest there than they asked for.</summary>
    private Finding HeldOf(int market, in Finding found, Timestamp now)
    {
        var order = _tracker.OrderOf(market);
        if (!order.IsThere || (order.IsSameRoute(in found) && found.Quantity <= order.Quantity))
            return found;
        if (_board.EdgeOf(market, order.Buy, order.Sell) is not { } edge || edge <= 0 || !_silences.IsFresh(Place(market, order.Buy), now) || !_silences.IsFresh(Place(market, order.Sell), now))
            return Finding.None;
        var terms = TermsOf(_markets[market], order.Buy, order.Sell);
        var trade = CrossWalk.Trade(
            _asks.AsSpan(0, _depths.CopyAsks(market, order.Buy, _asks)), _bids.AsSpan(0, _depths.CopyBids(market, order.Sell, _bids)),
            terms with { BaseMax = Math.Min(terms.BaseMax, order.Quantity) });
        return trade.Net > 0 && trade.Net >= _markets[market].ProfitMin ? new Finding(order.Buy, order.Sell, trade.Quantity, trade.Cost, trade.Net) : Finding.None;
    }

    private static CrossTerms TermsOf(CrossMarket market, int buy, int sell) =>
        new(market.Places[buy].Fee, market.Places[sell].Fee, market.PriceScale, market.QuantityScale)
        {
            BaseMax = market.Places[sell].BaseMax,
            QuoteMax = market.Places[buy].QuoteMax,
            Lot = market.Lot,
            HaircutRate = market.HaircutRate,
        };

    private int Place(int market, int place) => (market * _board.Venues) + place;
}
