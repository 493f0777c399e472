using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading.Arbitrage.Kernels;

namespace Rialto.Trading.Arbitrage;

/// <summary>
/// Which kernel looks after which set: pairs with quadratic fees in one table, others by their number of legs and what they pay, those of more than 32 legs in none. Names candidates; misses
/// none. Single-threaded; a scan allocates nothing.
/// </summary>
internal sealed class OutcomeFilter
{
    private readonly List<(int Legs, int Pays, SumTable Table, List<int> Sets)> _sums = [];
    private readonly List<int> _pairSets = [];
    private readonly QuadraticTable? _pairs;
    private readonly Place[] _places;
    private readonly int[] _scales;
    private readonly ulong[] _hits;

    public OutcomeFilter(IReadOnlyList<OutcomeSet> sets)
    {
        _places = new Place[sets.Count];
        _scales = [.. sets.Select(static set => set.Terms.PriceScale)];
        _hits = new ulong[HitWords.Of(Math.Max(1, sets.Count))];
        for (var set = 0; set < sets.Count; set++)
        {
            if (IsPair(sets[set]))
            {
                _places[set] = new Place(PairTable, _pairSets.Count);
                _pairSets.Add(set);
            }
        }

        _pairs = _pairSets.Count > 0 ? new QuadraticTable(_pairSets.Count) : null;
        foreach (var group in Enumerable.Range(0, sets.Count).Where(set => !IsPair(sets[set]) && sets[set].Legs.Count <= SumTable.LegsMax)
            .GroupBy(set => (Legs: sets[set].Legs.Count, sets[set].Terms.Pays)).OrderBy(static group => group.Key))
        {
            var members = group.ToList();
            for (var i = 0; i < members.Count; i++)
                _places[members[i]] = new Place(_sums.Count + 1, i);
            _sums.Add((group.Key.Legs, group.Key.Pays, new SumTable(members.Count, group.Key.Legs, group.Key.Pays), members));
        }
    }

    private const int PairTable = -1;

    /// <summary>A leg's best ask is another.</summary>
    /// <param name="set">Which set.</param>
    /// <param name="leg">Which leg.</param>
    /// <param name="terms">Its fees.</param>
    /// <param name="price">At the set's scale, between zero and one; below zero where there is none.</param>
    public void Set(int set, int leg, in OutcomeLeg terms, long price)
    {
        var place = _places[set];
        var one = DecimalText.PowerOfTen(_scales[set]);
        if (place.Table == PairTable)
            _pairs!.Set(place.Index, leg, price < 0 || price > one ? QuadraticTable.NoAsk : (int)((Int128)price * QuadraticTable.One / one), (int)(terms.Fee.Rate * QuadraticTable.RateOne / TradingTerms.One));
        else if (place.Table > 0)
            _sums[place.Table - 1].Table.Set(place.Index, leg, price < 0 || price > one ? SumTable.NoAsk : CostOf(in terms, price, one));
    }

    /// <summary>Marks all candidates; sets of no table are always ones.</summary>
    /// <param name="candidates">One bit a set. Overwritten.</param>
    public void Scan(Span<ulong> candidates)
    {
        candidates.Clear();
        if (_pairs is not null)
        {
            _pairs.Scan(_hits);
            Mark(_pairSets, candidates);
        }

        foreach (var (_, _, table, sets) in _sums)
        {
            table.Scan(_hits);
            Mark(sets, candidates);
        }

        for (var set = 0; set < _places.Length; set++)
        {
            if (_places[set].Table == 0)
                candidates[set / HitWords.Bits] |= 1UL << (set % HitWords.Bits);
        }
    }

    private void Mark(List<int> sets, Span<ulong> candidates)
    {
        for (var i = 0; i < sets.Count; i++)
        {
            if (((_hits[i / HitWords.Bits] >> (i % HitWords.Bits)) & 1) != 0)
                candidates[sets[i] / HitWords.Bits] |= 1UL << (sets[i] % HitWords.Bits);
        }
    }

    private static bool IsPair(OutcomeSet set) =>
        set.Legs.Count == 2 && set.Terms.Pays == 1 && set.Legs.All(static leg => leg.Terms.Fee is { Formula: FeeFormula.Quadratic, Rate: >= 0 and <= TradingTerms.One / 2 });

    /// <summary>One contract with its fee, rounded down.</summary>
    private static int CostOf(in OutcomeLeg terms, long price, long one)
    {
        Int128 fee = terms.Fee.Formula switch
        {
            FeeFormula.Quadratic => (Int128)terms.Fee.Rate * price * (one - price) / one,
            FeeFormula.PerUnit => (Int128)terms.Fee.Rate * one,
            _ => (Int128)terms.Fee.Rate * price,
        };
        var cost = (((Int128)price * TradingTerms.One) + fee) * SumTable.One / ((Int128)one * TradingTerms.One);
        return (int)Int128.Clamp(cost, 0, SumTable.NoAsk);
    }

    /// <summary>Where a set stands: -1 the pairs, 0 nowhere, from 1 on the sums.</summary>
    private readonly record struct Place(int Table, int Index);
}
