using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
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

    /// <summary>The sum of its legs' quantities or weights.</summary>
    public BigInteger Sum { get; internal set; }
}

/// <summary>Baskets rebuilt from nothing but events, and what always holds of them (baskets.md, section 5).</summary>
public sealed class RebuiltBaskets
{
    private sealed record Entered(long Number, long Asked, long Quantity, long Lot)
    {
        public long Traded { get; set; }
    }

    private readonly SortedDictionary<long, RebuiltDraft> _drafts = [];
    private readonly Dictionary<long, Entered> _entered = [];
    private RebuiltDraft? _started;
    private bool _hasEnded;

    /// <summary>Those that are being put together.</summary>
    public IReadOnlyCollection<RebuiltDraft> Drafts => _drafts.Values;

    /// <summary>How many were done whole, and how many in part.</summary>
    public (long Whole, long Reduced) Done { get; private set; }

    internal void Begin()
    {
        _entered.Clear();
        (_started, _hasEnded) = (null, false);
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
            case EventKind.CommandRejected when e.RefusedKind == CommandKind.SubmitBasket && e.RejectReason != RejectReason.UnknownBasket:
                Promise(_drafts.Remove(e.OrderId.Value), "a basket that was refused was being put together");
                break;
            case EventKind.BasketStarted:
                Promise(_drafts.Remove(e.BasketId.Value, out _started) && _started!.Legs.Count == e.LegCount && _started.LegCount == e.LegCount, "a basket is executed with all its legs");
                break;
            case EventKind.BasketLegEntered:
                Promise(_started is not null && _started.Id == e.BasketId && e.LegNumber == _entered.Count && _started.Legs[e.LegNumber] == e.Instrument, "the legs of a basket are entered in their order");
                Promise(e.EnteredQuantity.Units > 0 && e.EnteredQuantity.Units <= e.Quantity.Units && (_started!.Terms.ProRata || e.EnteredQuantity == e.Quantity), "a leg is entered whole, or pro rata with less");
                _entered.Add(e.OrderId.Value, new Entered(e.LegNumber, e.Quantity.Units, e.EnteredQuantity.Units, market.Find(e.Instrument)!.Definition.Lot.Units));
                break;
            case EventKind.Trade when _entered.TryGetValue(e.OrderId.Value, out var leg):
                leg.Traded += e.Quantity.Units;
                break;
            case EventKind.BasketEnded:
                OnEnded(e);
                break;
        }
    }

    internal void End(IReadOnlyDictionary<long, RebuiltOrder> orders)
    {
        Promise(_started is null || _hasEnded, "a basket ends in the command that starts it");
        foreach (var (order, leg) in _entered)
            Promise(leg.Traded == leg.Quantity && !orders.ContainsKey(order), "an order of a basket fills whole, at once");
        if (_started is null)
            return;
        Promise(_entered.Count == _started.LegCount, "every leg of a basket has an order");
        var most = _entered.Values.Aggregate((a, b) => (Int128)b.Quantity * a.Asked > (Int128)a.Quantity * b.Asked ? b : a);
        Promise(_entered.Values.All(leg => leg.Quantity == (long)((Int128)leg.Asked * most.Quantity / most.Asked / leg.Lot * leg.Lot)), "the parts of a basket are of one share");
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
        var isWhole = _entered.Values.All(leg => leg.Asked == leg.Quantity);
        Promise(e.CancelReason == (isWhole ? CancelReason.None : CancelReason.BasketReduced), "a basket says whether it is whole");
        Done = isWhole ? (Done.Whole + 1, Done.Reduced) : (Done.Whole, Done.Reduced + 1);
    }
}
