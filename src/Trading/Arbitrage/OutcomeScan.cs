using Rialto.Model.Units;
using Rialto.Trading.Arbitrage.Kernels;
using Rialto.Trading.Books;

namespace Rialto.Trading.Arbitrage;

/// <summary>
/// Watches sets of contracts that must pay together: prices of questions in, opportunities out, each sized by walking the books of all its legs. A question is quoted as YES; buying NO is
/// taking its YES bids. A function of what it is told; single-threaded; allocates nothing once made.
/// </summary>
/// <typeparam name="TSink">Where opportunities are told.</typeparam>
public sealed class OutcomeScan<TSink>
    where TSink : struct, IEpisodeSink
{
    /// <summary>Levels of a leg that are looked at.</summary>
    public const int LevelsMax = 32;

    private readonly OutcomeSet[] _sets;
    private readonly (int Set, int Leg)[][] _uses;
    private readonly IDepthSource _depths;
    private readonly OutcomeFilter _filter;
    private readonly EpisodeTracker<TSink> _tracker;
    private readonly Silences _silences;
    private readonly ulong[] _touched;
    private readonly ulong[] _candidates;
    private readonly DepthLevel[] _levels;
    private readonly LegLevels[] _windows = new LegLevels[OutcomeWalk.LegsMax];
    private readonly OutcomeLeg[] _legs = new OutcomeLeg[OutcomeWalk.LegsMax];
    private bool _isTouched;

    /// <summary>Makes a scan that knows no price yet.</summary>
    /// <param name="sets">What is watched; each has its key in the order given.</param>
    /// <param name="sources">How many questions there are.</param>
    /// <param name="depths">Their books; the market it is asked for is the set, the place the question.</param>
    /// <param name="ageMaxNs">A question of which nothing was heard for longer does not count.</param>
    /// <param name="latenciesNs">See <see cref="EpisodeTracker{TSink}"/>.</param>
    /// <param name="sink">Where opportunities are told.</param>
    public OutcomeScan(IReadOnlyList<OutcomeSet> sets, int sources, IDepthSource depths, long ageMaxNs, ReadOnlySpan<long> latenciesNs, TSink sink)
    {
        ArgumentNullException.ThrowIfNull(sets);
        ArgumentNullException.ThrowIfNull(depths);
        if (sets.Any(static set => set.Legs.Count is < 2 or > OutcomeWalk.LegsMax))
            throw new ArgumentException($"A set has 2 to {OutcomeWalk.LegsMax} legs.", nameof(sets));
        (_sets, _depths) = ([.. sets], depths);
        _filter = new OutcomeFilter(sets);
        _tracker = new EpisodeTracker<TSink>(sets.Count, latenciesNs, sink);
        _silences = new Silences(sources, ageMaxNs);
        var uses = new List<(int, int)>[sources];
        for (var set = 0; set < _sets.Length; set++)
        {
            for (var leg = 0; leg < _sets[set].Legs.Count; leg++)
                (uses[_sets[set].Legs[leg].Source] ??= []).Add((set, leg));
        }

        _uses = [.. uses.Select(static own => own?.ToArray() ?? [])];
        (_touched, _candidates) = (new ulong[HitWords.Of(Math.Max(1, sets.Count))], new ulong[HitWords.Of(Math.Max(1, sets.Count))]);
        _levels = new DepthLevel[OutcomeWalk.LegsMax * LevelsMax];
    }

    /// <summary>Opportunities counted.</summary>
    public EpisodeTracker<TSink> Tracker => _tracker;

    /// <summary>Times that the prefilter named a set that had changed.</summary>
    public long Candidates { get; private set; }

    /// <summary>Looks at one set.</summary>
    public long Looks { get; private set; }

    /// <summary>The best prices of a question; empty where its book is not to be believed.</summary>
    /// <param name="source">Which question.</param>
    /// <param name="best">As YES; an empty side has no quantity.</param>
    /// <param name="priceScale">Of its prices.</param>
    /// <param name="now">By receive time.</param>
    public void OnBest(int source, in Bbo best, int priceScale, Timestamp now)
    {
        foreach (var (set, leg) in _uses[source])
        {
            var terms = _sets[set].Legs[leg];
            var scale = _sets[set].Terms.PriceScale;
            var factor = DecimalText.PowerOfTen(scale - priceScale);
            var price = terms.IsNo
                ? (best.BidQuantity.Units > 0 ? DecimalText.PowerOfTen(scale) - (best.BidPrice.Units * factor) : -1)
                : (best.AskQuantity.Units > 0 ? best.AskPrice.Units * factor : -1);
            _filter.Set(set, leg, terms.Terms, price);
        }

        OnHeard(source, now);
    }

    /// <summary>A venue told something of a question.</summary>
    public void OnHeard(int source, Timestamp now)
    {
        _silences.OnHeard(source, now);
        foreach (var (set, _) in _uses[source])
            _touched[set / HitWords.Bits] |= 1UL << (set % HitWords.Bits);
        _isTouched |= _uses[source].Length > 0;
    }

    /// <summary>Everything that happened at one moment has been told.</summary>
    public void EndFrame(Timestamp now)
    {
        // What was silent for too long ended then, also where it speaks again now.
        for (var i = _tracker.OpenCount - 1; i >= 0; i--)
        {
            var set = _tracker.Open[i];
            var since = default(Timestamp);
            foreach (var leg in _sets[set].Legs)
            {
                if (_silences.SinceWhen(leg.Source, now) is { IsNone: false } own && (since.IsNone || own < since))
                    since = own;
            }

            if (!since.IsNone)
                _tracker.Doubt(set, since);
        }

        _silences.Forget();
        _tracker.Advance(now);
        if (_isTouched)
        {
            _filter.Scan(_candidates);
            for (var word = 0; word < _touched.Length; word++)
            {
                for (var left = _touched[word]; left != 0; left &= left - 1)
                {
                    var set = (word * HitWords.Bits) + System.Numerics.BitOperations.TrailingZeroCount(left);
                    var isCandidate = ((_candidates[word] >> (set % HitWords.Bits)) & 1) != 0;
                    Looks++;
                    Candidates += isCandidate ? 1 : 0;
                    var found = isCandidate ? BestOf(set, now) : Finding.None;
                    var order = _tracker.OrderOf(set);

                    // More may rest there now than the orders asked for: what they bring is another walk.
                    var held = order.IsThere && found.Quantity > order.Quantity ? BestOf(set, now, order.Quantity) : found;
                    _tracker.Observe(set, in found, in held, now);
                }

                _touched[word] = 0;
            }

            _isTouched = false;
        }
    }

    /// <summary>No more comes.</summary>
    public void Finish(Timestamp now) => _tracker.Finish(now);

    /// <summary>What a set brings now; nothing where it is not enough, or a leg is too old.</summary>
    /// <param name="set">Which set.</param>
    /// <param name="now">By receive time.</param>
    /// <param name="most">Most contracts of each leg.</param>
    public Finding BestOf(int set, Timestamp now, long most = long.MaxValue)
    {
        var terms = _sets[set];
        if (!IsFresh(set, now))
            return Finding.None;
        var one = DecimalText.PowerOfTen(terms.Terms.PriceScale);
        var used = 0;
        for (var leg = 0; leg < terms.Legs.Count; leg++)
        {
            var own = terms.Legs[leg];
            var into = _levels.AsSpan(used, LevelsMax);
            var count = own.IsNo ? _depths.CopyBids(set, own.Source, into) : _depths.CopyAsks(set, own.Source, into);
            for (var i = 0; own.IsNo && i < count; i++)
                into[i] = new DepthLevel(one - into[i].Price, into[i].Quantity);
            _windows[leg] = new LegLevels(used, count);
            _legs[leg] = own.Terms;
            used += count;
        }

        var trade = OutcomeWalk.Trade(_levels.AsSpan(0, used), _windows.AsSpan(0, terms.Legs.Count), _legs.AsSpan(0, terms.Legs.Count), terms.Terms with { QuantityMax = Math.Min(terms.Terms.QuantityMax, most) });
        return trade.Net > 0 && trade.Net >= terms.ProfitMin ? new Finding(0, 0, trade.Quantity, trade.Cost, trade.Net) : Finding.None;
    }

    private bool IsFresh(int set, Timestamp now)
    {
        foreach (var leg in _sets[set].Legs)
        {
            if (!_silences.IsFresh(leg.Source, now))
                return false;
        }

        return true;
    }
}
