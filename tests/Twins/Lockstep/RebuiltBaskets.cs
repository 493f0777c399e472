using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Schedules;
using Rialto.Model.Units;
using static Rialto.Twins.Lockstep.Promises;

namespace Rialto.Twins.Lockstep;

/// <summary>A basket that is being put together, as events tell of it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Terms">Its choices.</param>
/// <param name="LegCount">How many legs it will have.</param>
public sealed record RebuiltDraft(BasketId Id, OwnerId Owner, BasketTerms Terms, long LegCount)
{
    /// <summary>What its legs trade.</summary>
    public List<InstrumentId> Legs { get; } = [];

    /// <summary>It is to be worked over time.</summary>
    public bool IsScheduled { get; internal set; }

    /// <summary>The sum of its legs' quantities or weights.</summary>
    public BigInteger Sum { get; internal set; }
}

/// <summary>A basket that is worked over time, as events tell of it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Terms">Its choices.</param>
public sealed record RebuiltWorkedBasket(BasketId Id, OwnerId Owner, BasketTerms Terms)
{
    /// <summary>Where it is in its life.</summary>
    public AlgoState State { get; internal set; }

    internal AlgoType Type { get; init; }
    internal SliceTimes Times { get; init; }
    internal List<RebuiltWorkedLeg> Legs { get; } = [];
}

/// <summary>A leg of it.</summary>
internal sealed record RebuiltWorkedLeg(InstrumentId Instrument, Side Side, Price Limit, long Quantity, long Lot)
{
    public long Filled { get; set; }
    public BigInteger PriceSum { get; set; }
}

/// <summary>Baskets rebuilt from nothing but events, and what always holds of them (baskets.md, section 5).</summary>
public sealed class RebuiltBaskets
{
    private sealed record Entered(long Order, int Number, long Asked, long Quantity, long Lot)
    {
        public long Traded { get; set; }
        public BigInteger PriceSum { get; set; }
    }

    private readonly SortedDictionary<long, RebuiltDraft> _drafts = [];
    private readonly SortedDictionary<long, RebuiltWorkedBasket> _live = [];
    private readonly List<Entered> _entered = [];
    private readonly List<long> _orders = [];
    private RebuiltDraft? _started;
    private RebuiltWorkedBasket? _sliced;
    private long _slice;
    private long _sliceLegs;
    private bool _hasEnded;

    /// <summary>Those that are being put together.</summary>
    public IReadOnlyCollection<RebuiltDraft> Drafts => _drafts.Values;

    /// <summary>Those that are worked over time, ascending by number.</summary>
    public IReadOnlyCollection<RebuiltWorkedBasket> Live => _live.Values;

    /// <summary>How many were done whole, and how many in part.</summary>
    public (long Whole, long Reduced) Done { get; private set; }

    /// <summary>How many slices executed something, how many were refused, and how many baskets were worked to their end.</summary>
    public (long Executed, long Refused, long Filled) Slices { get; private set; }

    internal void Begin()
    {
        _entered.Clear();
        _orders.Clear();
        (_started, _sliced, _hasEnded) = (null, null, false);
    }

    internal void Apply(in ExchangeEvent e, RebuiltMarket market)
    {
        switch (e.Kind)
        {
            case EventKind.BasketOpened:
                Promise(e.BasketId.Value == e.Sequence, "a basket's number is the sequence of what opened it");
                _drafts.Add(e.BasketId.Value, new RebuiltDraft(e.BasketId, e.Owner, e.BasketTerms, e.LegCount));
                break;
            case EventKind.BasketLegAdded:
                AddLeg(e, _drafts[e.BasketId.Value]);
                break;
            case EventKind.CommandRejected when (e.RefusedKind is CommandKind.SubmitBasket or CommandKind.ScheduleBasket) && e.RejectReason != RejectReason.UnknownBasket:
                Promise(_drafts.Remove(e.OrderId.Value, out var refused), "a basket that was refused was being put together");
                Promise(e.RejectReason != RejectReason.InsufficientLiquidity || !refused!.Legs.Contains(e.Instrument), "want of quantity is of no leg");
                break;
            case EventKind.BasketStarted:
                Promise(_drafts.Remove(e.BasketId.Value, out _started) && _started!.Legs.Count == e.LegCount && _started.LegCount == e.LegCount, "a basket is executed with all its legs");
                break;
            case EventKind.BasketLegEntered:
                Enter(e, market);
                break;
            case EventKind.Trade when Find(e.OrderId.Value) is { } leg:
                leg.Traded += e.Quantity.Units;
                leg.PriceSum += (BigInteger)e.Price.Units * e.Quantity.Units;
                break;
            case EventKind.BasketEnded when _live.ContainsKey(e.BasketId.Value):
                EndWorked(e, _live[e.BasketId.Value]);
                break;
            case EventKind.BasketEnded:
                OnEnded(e);
                break;
            case EventKind.BasketScheduled when _started?.Id != e.BasketId:
                _drafts[e.BasketId.Value].IsScheduled = true;
                break;
            case EventKind.BasketScheduled:
                Work(e, _started!);
                break;
            case EventKind.BasketLegPlanned:
                var planned = _live[e.BasketId.Value];
                Promise(e.LegNumber == planned.Legs.Count && _started!.Legs[e.LegNumber] == e.Instrument, "the legs of a basket are planned in their order");
                planned.Legs.Add(new RebuiltWorkedLeg(e.Instrument, e.Side, e.Price, e.Quantity.Units, market.Find(e.Instrument)!.Definition.Lot.Units));
                break;
            case EventKind.BasketStateChanged:
                var changed = _live[e.BasketId.Value];
                var isPossible = (changed.State, e.AlgoState) is (AlgoState.Scheduled, AlgoState.Running) or (AlgoState.Running, AlgoState.Paused) or (AlgoState.Paused, AlgoState.Running);
                Promise(isPossible, "the life of a basket over time goes forward");
                changed.State = e.AlgoState;
                break;
            case EventKind.BasketSliced:
                BeginSlice(e, _live[e.BasketId.Value]);
                break;
            case EventKind.BasketLegProgressed:
                CheckProgress(e, _live[e.BasketId.Value]);
                break;
        }
    }

    internal void End(IReadOnlyDictionary<long, RebuiltOrder> orders)
    {
        CloseSlice();
        Promise(_started is null || _hasEnded, "a basket ends in the command that starts it, or is worked over time");
        Promise(_orders.TrueForAll(order => !orders.ContainsKey(order)), "an order of a basket does not outlive its command");
    }

    private Entered? Find(long order) => _entered.Find(leg => leg.Order == order);

    private void Enter(in ExchangeEvent e, RebuiltMarket market)
    {
        if (_sliced is { } basket)
        {
            Promise(basket.Id == e.BasketId && (_entered.Count == 0 || e.LegNumber > _entered[^1].Number) && basket.Legs[e.LegNumber].Instrument == e.Instrument, "the legs of a slice are entered in their order");
            CheckPlan(e, basket, basket.Legs[e.LegNumber]);
        }
        else
        {
            Promise(_started is not null && _started.Id == e.BasketId && e.LegNumber == _entered.Count && _started.Legs[e.LegNumber] == e.Instrument, "the legs of a basket are entered in their order");
        }

        var isProRata = _sliced?.Terms.ProRata ?? _started!.Terms.ProRata;
        Promise(e.EnteredQuantity.Units > 0 && e.EnteredQuantity.Units <= e.Quantity.Units && (isProRata || e.EnteredQuantity == e.Quantity), "a leg is entered whole, or pro rata with less");
        _entered.Add(new Entered(e.OrderId.Value, e.LegNumber, e.Quantity.Units, e.EnteredQuantity.Units, market.Find(e.Instrument)!.Definition.Lot.Units));
        _orders.Add(e.OrderId.Value);
    }

    /// <summary>Never more than planned: by time what has passed of it, by a curve never more than all of it.</summary>
    private void CheckPlan(in ExchangeEvent e, RebuiltWorkedBasket basket, RebuiltWorkedLeg leg)
    {
        var lots = leg.Quantity / leg.Lot;
        var plan = basket.Type == AlgoType.Twap ? SlicePlan.Even(lots, _slice, basket.Times.Count) : lots;
        Promise(leg.Filled + e.Quantity.Units <= plan * leg.Lot, "a slice asks for no more than what its plan lacks");
    }

    private void Work(in ExchangeEvent e, RebuiltDraft draft)
    {
        Promise(draft.IsScheduled, "what is worked over time was to be");
        _live.Add(e.BasketId.Value, new RebuiltWorkedBasket(draft.Id, draft.Owner, draft.Terms)
        {
            Type = e.AlgoTerms.Type,
            Times = new SliceTimes(e.StartTime, e.ExpireTime, e.Pace.IntervalMs, e.Pace.JitterPercent, e.BasketId.Value),
        });
        _hasEnded = true;
    }

    private void BeginSlice(in ExchangeEvent e, RebuiltWorkedBasket basket)
    {
        CloseSlice();
        Promise(basket.State == AlgoState.Running && basket.Times.TimeOf(e.SliceNumber) <= e.Time && (e.Reason == 0 || e.LegCount == 0), "a slice acts once its time has come, while its basket runs");
        Slices = (Slices.Executed + (e.LegCount == 0 ? 0 : 1), Slices.Refused + (e.Reason == 0 ? 0 : 1), Slices.Filled);
        (_sliced, _slice, _sliceLegs) = (basket, e.SliceNumber, e.LegCount);
    }

    /// <summary>All legs of a slice or none, each whole.</summary>
    private void CloseSlice()
    {
        if (_sliced is not null)
            Promise(_entered.Count == _sliceLegs, "a slice enters all its legs or none");
        CheckEntered();
        _entered.Clear();
        _sliced = null;
    }

    private void CheckEntered()
    {
        foreach (var leg in _entered)
            Promise(leg.Traded == leg.Quantity, "an order of a basket fills whole, at once");
        if (_entered.Count == 0)
            return;
        var most = _entered.Aggregate((a, b) => (Int128)b.Quantity * a.Asked > (Int128)a.Quantity * b.Asked ? b : a);
        Promise(_entered.TrueForAll(leg => leg.Quantity == (long)((Int128)leg.Asked * most.Quantity / most.Asked / leg.Lot * leg.Lot)), "the parts of a basket are of one share");
    }

    private void CheckProgress(in ExchangeEvent e, RebuiltWorkedBasket basket)
    {
        // What its slice traded is counted with the first leg that is told of.
        if (_sliced == basket)
        {
            foreach (var entered in _entered)
            {
                basket.Legs[entered.Number].Filled += entered.Traded;
                basket.Legs[entered.Number].PriceSum += entered.PriceSum;
            }

            CloseSlice();
        }

        var leg = basket.Legs[e.LegNumber];
        Promise(leg.Instrument == e.Instrument && e.Quantity.Units == leg.Filled && leg.Filled <= leg.Quantity, "a leg has filled what its orders have, and never more than all of it");
        Promise(e.AveragePrice == (leg.Filled == 0 ? 0 : (long)(leg.PriceSum * 1_000 / leg.Filled)), "its average price is that of its orders' trades");
    }

    private void EndWorked(in ExchangeEvent e, RebuiltWorkedBasket basket)
    {
        CloseSlice();
        var isFilled = basket.Legs.TrueForAll(leg => leg.Filled == leg.Quantity);
        Promise((e.Reason == 0) == isFilled && e.CancelReason is not (CancelReason.BasketFellShort or CancelReason.BasketReduced), "a basket over time that ended says whether it is whole");
        Slices = (Slices.Executed, Slices.Refused, Slices.Filled + (isFilled ? 1 : 0));
        _live.Remove(basket.Id.Value);
    }

    private static void AddLeg(in ExchangeEvent e, RebuiltDraft draft)
    {
        Promise(e.Owner == draft.Owner && e.LegNumber == draft.Legs.Count && draft.Legs.Count < draft.LegCount, "legs come in their order");
        Promise(!draft.Legs.Contains(e.Instrument), "the legs of a basket trade different instruments");
        draft.Legs.Add(e.Instrument);
        draft.Sum += e.Quantity.Units;
    }

    private void OnEnded(in ExchangeEvent e)
    {
        if (_started is null || _started.Id != e.BasketId)
        {
            Promise(_drafts.Remove(e.BasketId.Value) && e.CancelReason is CancelReason.Requested or CancelReason.BasketAbandoned, "what is dropped was being put together");
            return;
        }

        _hasEnded = true;
        Promise(_entered.Count == _started.LegCount, "every leg of a basket has an order");
        var isWhole = _entered.TrueForAll(leg => leg.Asked == leg.Quantity);
        Promise(e.CancelReason == (isWhole ? CancelReason.None : CancelReason.BasketReduced), "a basket says whether it is whole");
        CheckEntered();
        _entered.Clear();
        Done = isWhole ? (Done.Whole + 1, Done.Reduced) : (Done.Whole, Done.Reduced + 1);
    }
}
