using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Arbitrage;
using Rialto.Trading.Arbitrage.Kernels;
using Rialto.Trading.Books;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Arbitrage;

/// <summary>One leg of a set of outcomes: a listing, which way, and how its numbers become the set's.</summary>
/// <param name="Listing">Of the question, quoted as YES.</param>
/// <param name="IsNo">NO is bought: YES is sold, without being held.</param>
/// <param name="Terms">Fees.</param>
/// <param name="PriceFactor">Prices times this are at the set's scale.</param>
/// <param name="QuantityFactor">Quantities times this are.</param>
internal sealed record OutcomePlace(Listing Listing, bool IsNo, OutcomeLeg Terms, long PriceFactor, long QuantityFactor)
{
    public Side Side => IsNo ? Side.Sell : Side.Buy;
}

/// <summary>The legs of a set at scales that all of them fit, and their asks: of NO, one less what is bid for YES.</summary>
internal sealed class OutcomePlaces
{
    /// <summary>Levels of a leg that are looked at.</summary>
    public const int LevelsMax = 32;

    private readonly DepthLevel[] _levels;
    private readonly LegLevels[] _windows;
    private readonly OutcomeLeg[] _terms;
    private readonly SumTable? _filter;
    private readonly ulong[] _hits = new ulong[1];

    private OutcomePlaces(OutcomePlace[] legs, int pays, int priceScale, int quantityScale, long lot)
    {
        (Legs, Pays, PriceScale, QuantityScale, Lot) = (legs, pays, priceScale, quantityScale, lot);
        (_levels, _windows, _terms) = (new DepthLevel[legs.Length * LevelsMax], new LegLevels[legs.Length], [.. legs.Select(leg => leg.Terms)]);
        _filter = legs.Length <= SumTable.LegsMax ? new SumTable(1, legs.Length, pays) : null;
    }

    public OutcomePlace[] Legs { get; }

    /// <summary>Contracts of a set that pay at least.</summary>
    public int Pays { get; }

    public int PriceScale { get; }

    public int QuantityScale { get; }

    /// <summary>A whole number of lots of every leg.</summary>
    public long Lot { get; }

    public int AmountScale => PriceScale + QuantityScale;

    /// <summary>What a contract pays.</summary>
    public long One => DecimalText.PowerOfTen(PriceScale);

    /// <summary>Null where listings cannot be a set of this kind. Cold.</summary>
    public static OutcomePlaces? Of(StrategyContext desk, OutcomeSetKind kind)
    {
        var listings = new List<Listing>();
        foreach (var id in desk.Listings)
            listings.Add(desk.ListingOf(id));
        var isPair = kind is not (OutcomeSetKind.AllYes or OutcomeSetKind.AllNo or OutcomeSetKind.AllNoTokens);
        var (priceScale, quantityScale) = (listings.Max(listing => listing.PriceScale), listings.Max(listing => listing.QuantityScale));
        if ((isPair && listings.Count != 2) || listings.Exists(listing => desk.TermsOf(listing.Id) is null) || priceScale > OutcomeWalk.PriceScaleMax)
            return null;
        var (legs, lot) = (new OutcomePlace[listings.Count], 1L);
        for (var i = 0; i < legs.Length; i++)
        {
            var (listing, factor) = (listings[i], DecimalText.PowerOfTen(quantityScale - listings[i].QuantityScale));
            legs[i] = new OutcomePlace(listing, IsNo(kind, i), new OutcomeLeg(FeeRule.TakerOf(desk.TermsOf(listing.Id)!)), DecimalText.PowerOfTen(priceScale - listing.PriceScale), factor);

            // Lots are powers of ten at every venue of outcomes; one that is none goes with the largest times all.
            lot = Math.Max(lot, Math.Max(1, listing.Lot.Units) * factor);
        }

        return Array.TrueForAll(legs, leg => lot % (Math.Max(1, leg.Listing.Lot.Units) * leg.QuantityFactor) == 0) ? new OutcomePlaces(legs, OutcomeSet.PaysOf(kind, legs.Length), priceScale, quantityScale, lot) : null;
    }

    /// <summary>A leg's best price is another.</summary>
    public void Update(StrategyContext desk, int leg)
    {
        var own = Legs[leg];
        var book = desk.Book(own.Listing.Id);
        var (best, cost) = (book.Best, SumTable.NoAsk);
        if (book.IsTrusted && own.IsNo && best.BidQuantity.Units > 0)
            cost = CostOf(One - best.BidPrice.Units * own.PriceFactor);
        else if (book.IsTrusted && !own.IsNo && best.AskQuantity.Units > 0)
            cost = CostOf(best.AskPrice.Units * own.PriceFactor);
        _filter?.Set(0, leg, cost);
    }

    /// <summary>What the prefilter says: the legs together cost no more than they pay, fees not counted.</summary>
    public bool IsCandidate()
    {
        if (_filter is null)
            return true;
        _filter.Scan(_hits);
        return (_hits[0] & 1) != 0;
    }

    /// <summary>The exact word: what is worth buying, and what it brings at prices that orders can have.</summary>
    public OutcomeTrade Walk(StrategyContext desk, in OutcomeTerms terms)
    {
        var used = 0;
        for (var i = 0; i < Legs.Length; i++)
        {
            var count = desk.Book(Legs[i].Listing.Id).CopyBest(Legs[i].IsNo ? Side.Buy : Side.Sell, _levels.AsSpan(used, LevelsMax));
            count = Rates.OntoTick(desk.ListingOf(Legs[i].Listing.Id), Legs[i].Side, _levels.AsSpan(used, count));
            for (var level = used; level < used + count; level++)
            {
                var price = _levels[level].Price * Legs[i].PriceFactor;
                _levels[level] = new DepthLevel(Legs[i].IsNo ? One - price : price, CrossPlace.Times(_levels[level].Quantity, Legs[i].QuantityFactor));
            }

            _windows[i] = new LegLevels(used, count);
            used += count;
        }

        return OutcomeWalk.Trade(_levels.AsSpan(0, used), _windows, _terms, in terms);
    }

    /// <summary>The worst price of a leg for a quantity of the last walk, as its listing is quoted, and how much rests up to it.</summary>
    public (Price Limit, long There) LimitOf(int leg, long quantity)
    {
        var (there, price) = (0L, 0L);
        foreach (ref readonly var level in _levels.AsSpan(_windows[leg].First, _windows[leg].Count))
        {
            if (there >= quantity)
                break;
            (there, price) = (there > long.MaxValue - level.Quantity ? long.MaxValue : there + level.Quantity, level.Price);
        }

        return (new Price((Legs[leg].IsNo ? One - price : price) / Legs[leg].PriceFactor), there);
    }

    private static bool IsNo(OutcomeSetKind kind, int leg) => kind switch
    {
        OutcomeSetKind.AllNo => true,
        OutcomeSetKind.Implication => leg == 0,
        OutcomeSetKind.TwoVenues => leg == 1,
        _ => false,
    };

    // Rounded down: the prefilter misses none.
    private int CostOf(long price) => price < 0 || price > One ? SumTable.NoAsk : (int)((Int128)price * SumTable.One / One);

    /// <summary>Saves or loads what the legs cost; what is read from the books for one walk does not last.</summary>
    public void Keep(FieldArchive state) => _filter?.Keep(state);
}
