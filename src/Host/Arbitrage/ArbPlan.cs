using System.Numerics;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading.Arbitrage;

namespace Rialto.Host.Arbitrage;

/// <summary>How a source's numbers become a market's.</summary>
/// <param name="Source">Which source.</param>
/// <param name="PriceFactor">Prices are multiplied by it; with a rate by nothing.</param>
/// <param name="QuantityFactor">Quantities are multiplied by it: powers of ten, and what a contract is.</param>
/// <param name="Rate">From the market's currency to the source's; none where they are one.</param>
internal readonly record struct ArbPlace(int Source, long PriceFactor, long QuantityFactor, CurrencyRate Rate);

/// <summary>What of a scan concerns a key, for reports.</summary>
/// <param name="Name">Market or set.</param>
/// <param name="Kind"><c>cross</c>, or the set's kind.</param>
/// <param name="Quote">Currency of amounts.</param>
/// <param name="AmountScale">Decimals of amounts.</param>
/// <param name="QuantityScale">Decimals of quantities.</param>
/// <param name="Places">Names of a market's places, or of a set's legs.</param>
/// <param name="HasSizes">How much rests at all prices is known; otherwise amounts are of one unit.</param>
/// <param name="IsQuote">All prices could be traded at.</param>
internal sealed record ArbKey(string Name, string Kind, string Quote, int AmountScale, int QuantityScale, IReadOnlyList<string> Places, bool HasSizes, bool IsQuote)
{
    /// <summary>The same market or set of an earlier plan: all its places are here, and its amounts can be said at these scales.</summary>
    public bool Covers(ArbKey earlier) =>
        Name == earlier.Name && Kind == earlier.Kind && Quote == earlier.Quote && AmountScale >= earlier.AmountScale && QuantityScale >= earlier.QuantityScale
        && earlier.Places.All(place => PlaceOf(place) >= 0);

    /// <summary>Where a place of this name stands; -1 for nowhere.</summary>
    public int PlaceOf(string name)
    {
        for (var place = 0; place < Places.Count; place++)
        {
            if (Places[place] == name)
                return place;
        }

        return -1;
    }
}

/// <summary>Which sources are compared with which, at what scales and fees. Immutable; other sources make another plan.</summary>
internal sealed class ArbPlan
{
    private readonly List<CrossMarket> _markets = [];
    private readonly List<OutcomeSet> _sets = [];
    private readonly List<ArbPlace[]> _places = [];
    private readonly List<ArbKey> _keys = [];
    private readonly List<ArbKey> _setKeys = [];
    private readonly ArbTerms _terms;
    private readonly Dictionary<string, int> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes the plan.</summary>
    /// <param name="sources">All there are.</param>
    /// <param name="terms">What is asked for.</param>
    /// <param name="isComplete">No more sources come: a name in the file that none has is an error.</param>
    /// <exception cref="ArbFileException">Fees that nobody says, names that nobody has.</exception>
    public ArbPlan(IReadOnlyList<ArbSource> sources, ArbTerms terms, bool isComplete)
    {
        (Sources, _terms) = (sources, terms);
        for (var i = 0; i < sources.Count; i++)
            _byName.TryAdd(sources[i].Name, i);
        foreach (var group in Enumerable.Range(0, sources.Count).Where(i => !sources[i].IsOutcome).GroupBy(i => (sources[i].Symbol, sources[i].Quote)).Where(static group => group.Count() > 1))
            AddMarket(group.Key.Quote.Length > 0 ? $"{group.Key.Symbol} {group.Key.Quote}" : group.Key.Symbol, group.Key.Quote, [.. group]);
        foreach (var pairing in terms.Markets.Pairings)
        {
            var members = pairing.Sources.Select(name => Find(name, isComplete)).ToArray();
            if (Array.TrueForAll(members, static member => member >= 0))
                AddMarket(pairing.Name, pairing.Quote.Length > 0 ? pairing.Quote : sources[members[0]].Quote, members);
        }

        AddComplements();
        foreach (var set in terms.Markets.Sets)
        {
            var legs = set.Legs.Select(leg => (Source: Find(leg.Source, isComplete), leg.IsNo)).ToArray();
            if (Array.TrueForAll(legs, static leg => leg.Source >= 0))
                AddSet(set.Name, set.Kind, legs, set.HaircutRate);
        }
    }

    /// <summary>All sources, compared or not.</summary>
    public IReadOnlyList<ArbSource> Sources { get; }

    /// <summary>Markets, for the cross scan.</summary>
    public IReadOnlyList<CrossMarket> Markets => _markets;

    /// <summary>Sets, for the outcome scan.</summary>
    public IReadOnlyList<OutcomeSet> Sets => _sets;

    /// <summary>What each market's places are.</summary>
    public IReadOnlyList<ArbPlace[]> Places => _places;

    /// <summary>Names of markets, by key.</summary>
    public IReadOnlyList<ArbKey> MarketKeys => _keys;

    /// <summary>Names of sets, by key.</summary>
    public IReadOnlyList<ArbKey> SetKeys => _setKeys;

    /// <summary>What was left out, and why.</summary>
    public List<string> Remarks { get; } = [];

    private int Find(string name, bool isComplete)
    {
        if (_byName.TryGetValue(name, out var source))
            return source;
        return isComplete ? throw new ArbFileException($"There is no '{name}' here. There are {string.Join(", ", Sources.Take(12).Select(static known => known.Name))}{(Sources.Count > 12 ? $" and {Sources.Count - 12} more" : "")}.") : -1;
    }

    private void AddMarket(string name, string quote, int[] members)
    {
        var usable = new List<int>();
        foreach (var member in members)
        {
            var source = Sources[member];
            var why = source.Obstacle.Length > 0 ? source.Obstacle
                : !CanConvert(source, quote) ? $"no rate from {quote} to {source.Quote} is given"
                : _terms.Fees.Of(source).Fee.Formula != FeeFormula.Proportional ? "its fees are not proportional: name it in sets"
                : "";
            if (why.Length == 0)
                usable.Add(member);
            else
                Remarks.Add($"{name}: {source.Name} is left out: {why}.");
        }

        if (usable.Count < 2 || usable.Count > 64)
        {
            Remarks.Add($"{name} is not compared: {usable.Count} of its venues can be.");
            return;
        }

        var sources = usable.Select(member => Sources[member]).ToArray();
        var priceScale = sources.Max(static source => source.PriceScale);
        var quantityScale = sources.Max(static source => source.QuantityScale + (source.ContractSize > 0 ? source.ContractScale : 0));
        if (quantityScale > DecimalText.MaxScale || Array.Exists(sources, source => FactorOf(source, quantityScale) is null))
        {
            Remarks.Add($"{name} is not compared: its quantities do not fit one scale.");
            return;
        }

        var places = sources.Select(source => new CrossPlace(source.Name, _terms.Fees.Of(source).Fee)
        {
            QuoteMax = _terms.Money > 0 ? AmountOf(_terms.Money, priceScale + quantityScale) : Int128.MaxValue,
        });
        _markets.Add(new CrossMarket(name, priceScale, quantityScale, [.. places])
        {
            Lot = sources.Select(source => source.Lot * FactorOf(source, quantityScale)!.Value).Where(static lot => lot > 0).Aggregate(1L, Common),
            ProfitMin = AmountOf(_terms.ProfitMin, priceScale + quantityScale),
            HaircutRate = _terms.HaircutRate,
        });
        _places.Add([.. usable.Select(member => new ArbPlace(member, DecimalText.PowerOfTen(priceScale - Sources[member].PriceScale), FactorOf(Sources[member], quantityScale)!.Value, RateOf(Sources[member], quote)))]);
        _keys.Add(new ArbKey(name, "cross", quote, priceScale + quantityScale, quantityScale, [.. sources.Select(static source => source.Name)], Array.TrueForAll(sources, static source => source.HasSizes), Array.TrueForAll(sources, static source => source.IsQuote)));
    }

    /// <summary>
    /// YES and NO of every question that has a book for each. Where one book is quoted from both sides, as at Kalshi, both together cost less than one only while that book is crossed in itself,
    /// between two messages of the venue: nobody could trade at it.
    /// </summary>
    private void AddComplements()
    {
        for (var i = 0; i < Sources.Count; i++)
        {
            var source = Sources[i];
            if (source.IsOutcome && source.IsQuote && source.Complement.Length > 0 && _byName.TryGetValue(source.Complement, out var other) && i < other)
                AddSet($"{source.Name} and its other side", OutcomeSetKind.Complement, [(i, false), (other, false)], 0);
        }
    }

    private void AddSet(string name, OutcomeSetKind kind, (int Source, bool IsNo)[] legs, long haircut)
    {
        if (legs.Select(static leg => leg.Source).Distinct().Count() < legs.Length)
        {
            Remarks.Add($"{name} is left out: two of its legs are one book, which is never below one together unless it is crossed in itself.");
            return;
        }

        var sources = legs.Select(leg => Sources[leg.Source]).ToArray();
        if (Array.Find(sources, static source => source.Obstacle.Length > 0) is { } barred)
        {
            Remarks.Add($"{name} is left out: {barred.Name}: {barred.Obstacle}.");
            return;
        }

        var (priceScale, quantityScale) = (sources.Max(static source => source.PriceScale), sources.Max(static source => source.QuantityScale));
        if (priceScale > OutcomeWalk.PriceScaleMax)
        {
            Remarks.Add($"{name} is left out: its prices have more than {OutcomeWalk.PriceScaleMax} decimals.");
            return;
        }

        var terms = new OutcomeTerms(OutcomeSet.PaysOf(kind, legs.Length), priceScale, quantityScale)
        {
            HaircutRate = haircut,
            QuoteMax = _terms.Money > 0 ? AmountOf(_terms.Money, priceScale + quantityScale) : Int128.MaxValue,
        };
        _sets.Add(new OutcomeSet(name, kind, [.. legs.Select(leg => new OutcomeSetLeg(leg.Source, leg.IsNo, _terms.Fees.Of(Sources[leg.Source])))], terms) { ProfitMin = AmountOf(_terms.ProfitMin, priceScale + quantityScale) });
        _setKeys.Add(new ArbKey(
            name, WordOf(kind), sources[0].Quote, priceScale + quantityScale, quantityScale, [.. legs.Select(leg => $"{Sources[leg.Source].Name} {(leg.IsNo ? "no" : "yes")}")],
            Array.TrueForAll(sources, static source => source.HasSizes), Array.TrueForAll(sources, static source => source.IsQuote)));
    }

    private static string WordOf(OutcomeSetKind kind) => kind switch
    {
        OutcomeSetKind.Complement => "complement",
        OutcomeSetKind.AllYes => "all-yes",
        OutcomeSetKind.AllNo => "all-no",
        OutcomeSetKind.Implication => "implication",
        _ => "two-venues",
    };

    private bool CanConvert(ArbSource source, string quote) => source.Quote == quote || RateOf(source, quote).IsThere;

    private CurrencyRate RateOf(ArbSource source, string quote) =>
        source.Quote == quote ? default : _terms.Markets.Rates.Find(rate => rate.Currency == source.Quote && rate.Per == quote)?.Rate ?? default;

    private static long? FactorOf(ArbSource source, int quantityScale)
    {
        var spare = quantityScale - source.QuantityScale - (source.ContractSize > 0 ? source.ContractScale : 0);
        if (spare is < 0 or > DecimalText.MaxScale)
            return null;
        var factor = (Int128)DecimalText.PowerOfTen(spare) * Math.Max(1, source.ContractSize);
        return factor <= long.MaxValue ? (long)factor : null;
    }

    private static long Common(long one, long other)
    {
        var both = (Int128)one / (long)BigInteger.GreatestCommonDivisor(one, other) * other;
        return both <= long.MaxValue ? (long)both : one;
    }

    /// <summary>An amount of 10^-8 at another scale, rounded up.</summary>
    private static Int128 AmountOf(long amount, int scale)
    {
        Int128 result = amount;
        for (var i = ArbTerms.AmountScale; i < scale; i++)
            result *= 10;
        for (var i = scale; i < ArbTerms.AmountScale; i++)
            result = (result + 9) / 10;
        return result;
    }
}
