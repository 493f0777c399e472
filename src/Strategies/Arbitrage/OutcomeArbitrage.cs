using System.Buffers.Binary;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Arbitrage;
using Rialto.Trading.Legs;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Arbitrage;

/// <summary>
/// Buys contracts of prediction markets together that must pay together, where all of them cost less than they pay, net of fees and of haircuts for latency, for the time until settlement and for the
/// doubt that venues resolve alike; and holds them. One instance is one set. Mathematics, parameters and failure modes: docs/guide/strategies/outcome-arbitrage.md.
/// </summary>
public sealed class OutcomeArbitrage : IStrategy
{
    private const int SavedBytes = 17;

    private static readonly Parameter<int> Set = Parameter.Choice(
        "set", "all-yes", ["complement", "all-yes", "all-no", "implication", "two-venues", "all-no-tokens"], "Why its contracts must pay: of implication the first implies the second, of two-venues the first is YES and the second NO.", isHot: false);

    private static readonly Parameter<decimal> SizeMax = Parameter.Amount("size-max", 10m, 0.00000001m, 1_000_000_000m, "contracts", "Most sets of one trade.");
    private static readonly Parameter<decimal> PositionMax = Parameter.Amount("position-max", 100m, 0m, 1_000_000_000m, "contracts", "Most of any leg that is held.");
    private static readonly Parameter<decimal> Imbalance = Parameter.Amount("imbalance", 10m, 0m, 1_000_000_000m, "contracts", "Most of a leg that may be ahead of the others; larger trades go in pieces.");
    private static readonly Parameter<decimal> Latency = Parameter.Amount("haircut", 0.002m, 0m, 1m, "quote", "Taken off each set for what prices may do until all orders arrive.");
    private static readonly Parameter<long> Days = Parameter.Whole("settlement-days", 1, 0, 36_500, "days", "Until the venue pays out, its own delay with it.");
    private static readonly Parameter<decimal> Yearly = Parameter.Amount("yearly-rate", 0.05m, 0m, 10m, "", "What money that is bound would earn elsewhere.");
    private static readonly Parameter<decimal> Doubt = Parameter.Amount("resolution-risk", 0.001m, 0m, 1m, "", "Chance that what must pay does not: a question resolved unlike its title, or unlike another venue's; one contract of the set is lost then.");
    private static readonly Parameter<decimal> Chase = Parameter.Amount("chase", 0.005m, 0m, 1m, "quote", "How far beyond its limit a leg that was left behind is still bought.");
    private static readonly Parameter<decimal> LossMax = Parameter.Amount("loss-max", 0.02m, 0m, 1m, "quote", "How far from its limit a leg that was bought alone is sold back at most.");

    private static readonly StrategyDeclaration Kind = new("outcome-arbitrage", "1", "Buys outcomes together that must pay more than they cost.")
    {
        ListingsMin = 2,
        ListingsMax = LegSet.LegsMax,
        Timers = 1,
        IntentsPerInput = LegSet.LegsMax * 4,
        Parameters =
        [
            Set, SizeMax, PositionMax, ArbitrageParameters.ProfitMin, Latency, Days, Yearly, Doubt, Imbalance, ArbitrageParameters.AgeMax, ArbitrageParameters.Order, Chase, LossMax,
            ArbitrageParameters.Timeout, ArbitrageParameters.Pause,
        ],
    };

    private readonly LegBook _legs = new(1, 0);
    private OutcomePlaces? _places;
    private OutcomeTerms _terms;
    private OpportunityStep _told;
    private long _restsUntil;
    private OutcomeSetKind _kind;
    private bool _isMade;

    /// <inheritdoc/>
    public StrategyDeclaration Declaration => Kind;

    /// <summary>Its legs.</summary>
    internal LegBook Legs => _legs;

    /// <inheritdoc/>
    public void OnStart(StrategyContext desk)
    {
        _legs.Release();
        desk.CancelAll();
    }

    /// <inheritdoc/>
    public void OnParameters(StrategyContext desk)
    {
        if (!_isMade)
            Make(desk, (OutcomeSetKind)desk.Get(Set));
        if (_places is not { } places)
            return;
        var one = (decimal)TradingTerms.One;
        _terms = new OutcomeTerms(places.Pays, places.PriceScale, places.QuantityScale)
        {
            HaircutRate = (long)(desk.Get(Latency) * one) + OutcomeHaircut.OfLag((int)desk.Get(Days), (long)(desk.Get(Yearly) * one), places.Pays) + OutcomeHaircut.OfResolution((long)(desk.Get(Doubt) * one), 1),
            Lot = places.Lot,
        };
        for (var leg = 0; leg < places.Legs.Length; leg++)
            places.Update(desk, leg);
        _legs.Arm(desk);
    }

    /// <inheritdoc/>
    public void OnBook(StrategyContext desk, ListingId listing)
    {
        if (_places is not { } places)
            return;
        places.Update(desk, desk.PlaceOf(listing));
        if (!places.IsCandidate())
        {
            Tell(desk, places, OpportunityStep.Gone, default);
            return;
        }

        var room = RoomOf(desk, places);
        var isBusy = desk.Now.Nanoseconds < _restsUntil || _legs.Find(0) is not null;
        var trade = IsUsable(desk, places) ? places.Walk(desk, _terms with { QuantityMax = Math.Max(places.Lot, room) }) : default;
        if (trade.Quantity == 0 || trade.Net <= 0 || trade.Net < Rates.ToUnits(desk.Get(ArbitrageParameters.ProfitMin), places.AmountScale) || !IsLargeEnough(desk, places, trade.Quantity))
            Tell(desk, places, OpportunityStep.Gone, default);
        else if (isBusy || room < places.Lot)
            Tell(desk, places, isBusy ? OpportunityStep.Busy : OpportunityStep.NoInventory, trade);
        else
            Take(desk, places, trade);
    }

    /// <inheritdoc/>
    public void OnOrder(StrategyContext desk, in StrategyOrder order) => _legs.OnOrder(desk, in order);

    /// <inheritdoc/>
    public void OnFill(StrategyContext desk, in StrategyFill fill) => _legs.OnFill(desk, in fill);

    /// <inheritdoc/>
    public void OnTimer(StrategyContext desk, int timer) => _legs.OnTimer(desk);

    /// <inheritdoc/>
    public int SaveState(Span<byte> state)
    {
        if (state.Length < SavedBytes || _legs.Save(state[SavedBytes..]) is not (var legs and >= 0))
            return -1;
        BinaryPrimitives.WriteInt64LittleEndian(state, _restsUntil);
        BinaryPrimitives.WriteInt64LittleEndian(state[8..], _terms.HaircutRate);
        state[16] = (byte)_told;
        return SavedBytes + legs;
    }

    /// <inheritdoc/>
    public bool LoadState(ReadOnlySpan<byte> state, string version)
    {
        if (state.Length < SavedBytes || !_legs.TryLoad(state[SavedBytes..]))
            return false;
        (_restsUntil, _told) = (BinaryPrimitives.ReadInt64LittleEndian(state), (OpportunityStep)state[16]);
        return true;
    }

    /// <summary>Sets that there is room and money for: a contract costs one at most.</summary>
    private static long RoomOf(StrategyContext desk, OutcomePlaces places)
    {
        var room = Rates.ToUnits(desk.Get(SizeMax), places.QuantityScale);
        var most = Rates.ToUnits(desk.Get(PositionMax), places.QuantityScale);
        for (var i = 0; i < places.Legs.Length; i++)
        {
            var leg = places.Legs[i];
            var held = (Int128)desk.Position(leg.Listing.Id) * leg.QuantityFactor;
            room = Int128.Min(room, most - (leg.IsNo ? -held : held));
            if (desk.TermsOf(leg.Listing.Id) is { MaxQuantity: { IsZero: false } largest })
                room = Int128.Min(room, CrossPlace.Times(largest.Units, leg.QuantityFactor));

            // Legs of one venue share its money.
            var sharers = 0;
            foreach (var other in places.Legs)
                sharers += other.Listing.Venue == leg.Listing.Venue ? 1 : 0;
            var money = desk.Money(leg.Listing.Id) / sharers;
            for (var scale = 18; scale > places.QuantityScale; scale--)
                money /= 10;
            room = Int128.Min(room, money);
        }

        return (long)Int128.Clamp(room, 0, long.MaxValue);
    }

    private static bool IsUsable(StrategyContext desk, OutcomePlaces places)
    {
        var age = desk.Get(ArbitrageParameters.AgeMax) * 1_000_000;
        foreach (var leg in places.Legs)
        {
            var book = desk.Book(leg.Listing.Id);
            if (!book.IsTrusted || desk.ConditionsOf(leg.Listing.Id) != DeskConditions.Normal || desk.Now.Nanoseconds - book.ReceiveTime.Nanoseconds > age)
                return false;
        }

        return true;
    }

    private static bool IsLargeEnough(StrategyContext desk, OutcomePlaces places, long quantity)
    {
        for (var i = 0; i < places.Legs.Length; i++)
        {
            var (limit, _) = places.LimitOf(i, quantity);
            var worth = (Int128)limit.Units * places.Legs[i].PriceFactor * quantity;
            var terms = desk.TermsOf(places.Legs[i].Listing.Id)!;
            if (limit.Units <= 0 || Rates.ToCents(worth, places.AmountScale) < terms.MinNotional || quantity < CrossPlace.Times(terms.MinQuantity.Units, places.Legs[i].QuantityFactor))
                return false;
        }

        return true;
    }

    private void Take(StrategyContext desk, OutcomePlaces places, in OutcomeTrade trade)
    {
        Span<Leg> legs = stackalloc Leg[LegSet.LegsMax];
        var (hardest, least) = (0, long.MaxValue);
        for (var i = 0; i < places.Legs.Length; i++)
        {
            var (limit, there) = places.LimitOf(i, trade.Quantity);
            legs[i] = LegOf(desk, places, i, limit);
            if (there < least)
                (hardest, least) = (i, there);
        }

        (legs[0], legs[hardest]) = (legs[hardest], legs[0]);
        var imbalance = (long)Int128.Clamp(Rates.ToUnits(desk.Get(Imbalance), places.QuantityScale) / places.Lot, 1, long.MaxValue / 4);
        if (!_legs.TryBegin(desk, legs[..places.Legs.Length], trade.Quantity / places.Lot, ArbitrageParameters.Settings(desk, imbalance), 0, out var set))
            return;
        _restsUntil = desk.Now.Nanoseconds + desk.Get(ArbitrageParameters.Pause) * 1_000_000;
        _told = OpportunityStep.None;
        Tell(desk, places, set!.HasOrders ? OpportunityStep.Taken : OpportunityStep.Refused, trade);
    }

    private static Leg LegOf(StrategyContext desk, OutcomePlaces places, int index, Price limit)
    {
        var (leg, listing) = (places.Legs[index], desk.ListingOf(places.Legs[index].Listing.Id));
        var (tick, one) = (Math.Max(1, listing.Tick.Units), DecimalText.PowerOfTen(listing.PriceScale));
        var (chase, back) = ((long)Rates.ToUnits(desk.Get(Chase), listing.PriceScale), (long)Rates.ToUnits(desk.Get(LossMax), listing.PriceScale));
        var (worst, last) = leg.IsNo ? (limit.Units - chase, limit.Units + back) : (limit.Units + chase, limit.Units - back);
        return new Leg(listing.Id, leg.Side, places.Lot / leg.QuantityFactor, limit, At(worst), At(last));

        Price At(long units)
        {
            // Towards the limit, on the tick, between nothing and all.
            var off = units - limit.Units;
            return new Price(Math.Clamp(limit.Units + off - off % tick, Math.Min(tick, limit.Units), Math.Max(one - tick, limit.Units)));
        }
    }

    private void Tell(StrategyContext desk, OutcomePlaces places, OpportunityStep step, in OutcomeTrade trade)
    {
        if (_told == step || (step == OpportunityStep.Gone && _told == OpportunityStep.None) || (step == OpportunityStep.Busy && _told == OpportunityStep.Taken))
            return;
        _told = step == OpportunityStep.Gone ? OpportunityStep.None : step;
        var first = places.Legs[0];
        var limit = trade.Quantity > 0 ? places.LimitOf(0, trade.Quantity).Limit : Price.None;
        desk.Tell(new Opportunity(step, 0, first.Listing.Id, places.Legs.Length, limit, Price.None, new Quantity(trade.Quantity / first.QuantityFactor), Rates.ToCents(trade.Net, places.AmountScale)));
        desk.Signal(first.Listing.Id, ArbitrageParameters.OpportunitySignal, trade.Cost > 0 ? (double)trade.Net / (double)trade.Cost * 10_000 : 0);
    }

    /// <inheritdoc/>
    public bool Keep(StrategyContext desk, FieldArchive state)
    {
        var (isMade, kind) = (state.Keep(_isMade), (OutcomeSetKind)state.Keep((int)_kind, 0, (int)OutcomeSetKind.AllNoTokens));
        if (isMade && state.IsLoading)
            Make(desk, kind);
        _legs.Keep(state);
        _places?.Keep(state);
        _terms = state.Keep(_terms);
        _told = state.Keep(_told);
        _restsUntil = state.Keep(_restsUntil);
        return true;
    }

    private void Make(StrategyContext desk, OutcomeSetKind kind) => (_places, _kind, _isMade) = (OutcomePlaces.Of(desk, kind), kind, true);
}
