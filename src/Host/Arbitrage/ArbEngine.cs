using Rialto.Model.Units;
using Rialto.Trading.Arbitrage;
using Rialto.Trading.Books;

namespace Rialto.Host.Arbitrage;

/// <summary>Tells a ledger of episodes.</summary>
/// <param name="ledger">Which.</param>
/// <param name="keys">What the keys mean.</param>
internal readonly struct LedgerSink(ArbLedger ledger, IReadOnlyList<ArbKey> keys) : IEpisodeSink
{
    /// <inheritdoc/>
    public void OnOpened(in Episode episode) => ledger.OnOpened(keys[episode.Key], in episode);

    /// <inheritdoc/>
    public void OnClosed(in Episode episode) => ledger.OnClosed(keys[episode.Key], in episode);
}

/// <summary>A plan at work: best prices of sources in, opportunities into a ledger. Single-threaded.</summary>
internal sealed class ArbEngine : IArbReader
{
    private readonly ArbPlan _plan;
    private readonly CrossScan<LedgerSink> _cross;
    private readonly OutcomeScan<LedgerSink> _outcomes;
    private readonly (int Market, int Place)[][] _uses;
    private readonly ArbLedger _ledger;

    /// <summary>Makes scans that know no price yet.</summary>
    public ArbEngine(ArbPlan plan, IReadOnlyList<ISourceBook> books, ArbTerms terms, ArbLedger ledger)
    {
        (_plan, _ledger) = (plan, ledger);
        var depths = new PlacedDepths(plan, books);
        _cross = new CrossScan<LedgerSink>(plan.Markets, depths, terms.AgeMaxNs, [.. terms.LatenciesNs], new LedgerSink(ledger, plan.MarketKeys));
        _outcomes = new OutcomeScan<LedgerSink>(plan.Sets, plan.Sources.Count, new SetDepths(plan, books), terms.AgeMaxNs, [.. terms.LatenciesNs], new LedgerSink(ledger, plan.SetKeys));
        var uses = plan.Sources.Select(static _ => new List<(int, int)>()).ToArray();
        for (var market = 0; market < plan.Places.Count; market++)
        {
            for (var place = 0; place < plan.Places[market].Length; place++)
                uses[plan.Places[market][place].Source].Add((market, place));
        }

        _uses = [.. uses.Select(static own => own.ToArray())];
    }

    /// <summary>Goes on where another engine of the same run was, and ends it: what is there is neither told nor counted again. What this one does not compare is cut off.</summary>
    /// <param name="before">Of the plan before; not used any more.</param>
    /// <param name="now">When.</param>
    public void Continue(ArbEngine before, Timestamp now)
    {
        Continue(_cross.Tracker, _plan.MarketKeys, before._cross.Tracker, before._plan.MarketKeys);
        Continue(_outcomes.Tracker, _plan.SetKeys, before._outcomes.Tracker, before._plan.SetKeys);
        before.Finish(now);
    }

    /// <summary>The best prices that a source has had since a moment, before anything is told.</summary>
    /// <param name="source">Which.</param>
    /// <param name="best">Empty where its book is not to be believed.</param>
    /// <param name="heard">When it was last heard of; none for never.</param>
    public void Start(int source, in Bbo best, Timestamp heard)
    {
        foreach (var (market, place) in _uses[source])
            _cross.OnBest(market, place, PlacedDepths.Turn(_plan.Places[market][place], _plan.Sources[source], _plan.Markets[market], in best), heard);
        _outcomes.OnBest(source, in best, _plan.Sources[source].PriceScale, heard);
    }

    /// <inheritdoc/>
    public void OnBest(int source, in Bbo best, Timestamp now)
    {
        Start(source, in best, now);
        _ledger.Updates++;
    }

    /// <inheritdoc/>
    public void OnHeard(int source, Timestamp now)
    {
        foreach (var (market, place) in _uses[source])
            _cross.OnHeard(market, place, now);
        _outcomes.OnHeard(source, now);
    }

    /// <inheritdoc/>
    public void EndFrame(Timestamp now)
    {
        _cross.EndFrame(now);
        _outcomes.EndFrame(now);
        _ledger.OnTime(now);
    }

    /// <inheritdoc/>
    public void Finish(Timestamp now)
    {
        _cross.Finish(now);
        _outcomes.Finish(now);
        _ledger.Take(_plan.MarketKeys, _cross.Tracker, _cross.Looks, _cross.Candidates);
        _ledger.Take(_plan.SetKeys, _outcomes.Tracker, _outcomes.Looks, _outcomes.Candidates);
    }

    private static void Continue(EpisodeTracker<LedgerSink> to, IReadOnlyList<ArbKey> keys, EpisodeTracker<LedgerSink> from, IReadOnlyList<ArbKey> theirKeys)
    {
        foreach (var theirs in from.Open.ToArray())
        {
            var old = theirKeys[theirs];
            for (var key = 0; key < keys.Count; key++)
            {
                var own = keys[key];
                if (own.Covers(old) && to.TryContinue(key, from, theirs, place => own.PlaceOf(old.Places[place]), DecimalText.PowerOfTen(own.QuantityScale - old.QuantityScale), AmountText.PowerOfTen(own.AmountScale - old.AmountScale)))
                    break;
            }
        }
    }

    /// <summary>Legs of sets: their books at the set's scales.</summary>
    private sealed class SetDepths(ArbPlan plan, IReadOnlyList<ISourceBook> books) : IDepthSource
    {
        public int CopyBids(int market, int place, Span<DepthLevel> into) => Scale(market, place, into, books[place].CopyBids(into));

        public int CopyAsks(int market, int place, Span<DepthLevel> into) => Scale(market, place, into, books[place].CopyAsks(into));

        private int Scale(int set, int source, Span<DepthLevel> into, int count)
        {
            var own = plan.Sources[source];
            var terms = plan.Sets[set].Terms;
            var (price, quantity) = (DecimalText.PowerOfTen(terms.PriceScale - own.PriceScale), DecimalText.PowerOfTen(terms.QuantityScale - own.QuantityScale));
            for (var i = 0; i < count; i++)
                into[i] = new DepthLevel(PlacedDepths.Times(into[i].Price, price), PlacedDepths.Times(into[i].Quantity, quantity));
            return count;
        }
    }
}

/// <summary>Books of a market's places at the market's scales and in its currency.</summary>
internal sealed class PlacedDepths(ArbPlan plan, IReadOnlyList<ISourceBook> books) : IDepthSource
{
    /// <inheritdoc/>
    public int CopyBids(int market, int place, Span<DepthLevel> into)
    {
        var at = plan.Places[market][place];
        var count = books[at.Source].CopyBids(into);
        for (var i = 0; i < count; i++)
        {
            if (!TryPrice(at, plan.Sources[at.Source], plan.Markets[market], into[i].Price, true, out var price))
                return i;
            into[i] = new DepthLevel(price, Times(into[i].Quantity, at.QuantityFactor));
        }

        return count;
    }

    /// <inheritdoc/>
    public int CopyAsks(int market, int place, Span<DepthLevel> into)
    {
        var at = plan.Places[market][place];
        var count = books[at.Source].CopyAsks(into);
        for (var i = 0; i < count; i++)
        {
            if (!TryPrice(at, plan.Sources[at.Source], plan.Markets[market], into[i].Price, false, out var price))
                return i;
            into[i] = new DepthLevel(price, Times(into[i].Quantity, at.QuantityFactor));
        }

        return count;
    }

    /// <summary>Best prices at a market's scales; a side that does not fit is empty.</summary>
    public static Bbo Turn(in ArbPlace place, ArbSource source, CrossMarket market, in Bbo best)
    {
        var hasBid = TryPrice(place, source, market, best.BidPrice.Units, true, out var bid) && best.BidQuantity.Units > 0;
        var hasAsk = TryPrice(place, source, market, best.AskPrice.Units, false, out var ask) && best.AskQuantity.Units > 0;
        return new Bbo(
            new Price(hasBid ? bid : 0), new Quantity(hasBid ? Times(best.BidQuantity.Units, place.QuantityFactor) : 0),
            new Price(hasAsk ? ask : 0), new Quantity(hasAsk ? Times(best.AskQuantity.Units, place.QuantityFactor) : 0));
    }

    /// <summary>A product that 64 bits cannot say stands as the largest number there is: it is that much at least.</summary>
    public static long Times(long units, long factor)
    {
        var high = Math.BigMul(units, factor, out var low);
        return high == low >> 63 ? low : units < 0 ? long.MinValue : long.MaxValue;
    }

    private static bool TryPrice(in ArbPlace place, ArbSource source, CrossMarket market, long price, bool isBid, out long turned)
    {
        if (place.Rate.IsThere)
        {
            return isBid
                ? ConvertedPrice.TryBid(price, source.PriceScale, place.Rate, market.PriceScale, out turned)
                : ConvertedPrice.TryAsk(price, source.PriceScale, place.Rate, market.PriceScale, out turned);
        }

        var high = Math.BigMul(price, place.PriceFactor, out turned);
        return high == turned >> 63;
    }
}
