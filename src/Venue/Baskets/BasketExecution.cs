using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Books;
using Rialto.Venue.Guards;

namespace Rialto.Venue.Baskets;

/// <summary>A basket that was submitted is checked, and executed whole or not at all (baskets.md, sections 2 and 3).</summary>
internal sealed class BasketExecution<TSink>(Market<TSink> market, Entry<TSink> entry, Stops<TSink> stops, Halts<TSink> halts, LimitStates<TSink> limits)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly Reports<TSink> _report = market.Report;
    private readonly LegAtWork[] _legs = new LegAtWork[BasketTerms.MaxLegs];

    public void Submit(BasketDraft draft, in Command c)
    {
        var legs = _legs.AsSpan(0, draft.Legs.Count);
        for (var i = 0; i < legs.Length; i++)
            legs[i] = new LegAtWork { Leg = draft.Legs[i], Book = _market.Find(draft.Legs[i].Instrument)! };
        var reason = BasketQuantities.Fix(draft.Wish, legs, out var at);
        if (reason == RejectReason.None)
            reason = TryPrepare(draft, legs, out at);
        if (reason == RejectReason.None)
            Execute(draft, legs);
        else
            Refuse(c, reason, at < 0 ? default : draft.Legs[at]);
        legs.Clear();
    }

    /// <summary>An event of a basket, with what all of them have.</summary>
    public ref ExchangeEvent Begin(EventKind kind, BasketDraft draft)
    {
        ref var e = ref _report.Begin(kind);
        e.Owner = new OwnerId(draft.Wish.Owner);
        e.BasketId = new BasketId(draft.Id);
        return ref e;
    }

    /// <summary>What its owner asked for.</summary>
    public void TellWish(EventKind kind, BasketDraft draft)
    {
        var wish = draft.Wish;
        ref var e = ref Begin(kind, draft);
        e.Terms = new OrderTerms(wish.Terms.Bits);
        e.LegCount = wish.LegCount;
        e.Quantity = new Quantity(wish.Total);
        e.ClientOrderId = wish.Name;
        e.Session = new SessionId(wish.Session);
    }

    public void TellEnd(BasketDraft draft, CancelReason reason) => Begin(EventKind.BasketEnded, draft).Reason = (ushort)reason;

    /// <summary>All its orders are live, covered, and certain to fill; or none is live, and there is a reason, and the leg that gave it.</summary>
    private RejectReason TryPrepare(BasketDraft draft, Span<LegAtWork> legs, out int at)
    {
        if (!draft.Wish.Terms.ProRata)
            return TryPrepare(draft, legs, mustFill: true, out at);
        var reason = TryPrepare(draft, legs, mustFill: false, out at);
        if (reason != RejectReason.None)
            return reason;
        foreach (ref var leg in legs)
            leg.Available = DryRun.Takes(_market.Orders, leg.Book, leg.Order, halts.TrialOf(leg.Book));
        Withdraw(legs);
        reason = BasketQuantities.Share(legs, out at);
        return reason == RejectReason.None ? TryPrepare(draft, legs, mustFill: true, out at) : reason;
    }

    private RejectReason TryPrepare(BasketDraft draft, Span<LegAtWork> legs, bool mustFill, out int at)
    {
        for (at = 0; at < legs.Length; at++)
        {
            ref var leg = ref legs[at];
            leg.Command = OrderOf(draft.Wish, leg);
            var reason = entry.TryPrepare(leg.Book, leg.Command, _market.LastOrderId + 1 + at, mayBeShort: !mustFill, out leg.Order);
            var isPrepared = reason == RejectReason.None;
            if (isPrepared && mustFill && !DryRun.FillsWhole(_market.Orders, leg.Book, leg.Order, halts.TrialOf(leg.Book)))
                reason = RejectReason.InsufficientLiquidity;
            if (reason == RejectReason.None)
                continue;
            Withdraw(legs[..(at + (isPrepared ? 1 : 0))]);
            return reason;
        }

        at = -1;
        return RejectReason.None;
    }

    private void Withdraw(Span<LegAtWork> legs)
    {
        foreach (ref var leg in legs)
            entry.Withdraw(leg.Book, leg.Order);
    }

    private void Execute(BasketDraft draft, Span<LegAtWork> legs)
    {
        _market.LastOrderId += legs.Length;
        TellWish(EventKind.BasketStarted, draft);
        var isReduced = false;
        for (var i = 0; i < legs.Length; i++)
        {
            TellEntered(draft, i, legs[i]);
            isReduced |= legs[i].Quantity != legs[i].Asked;
        }

        foreach (ref var leg in legs)
        {
            entry.Meet(leg.Book, leg.Command, ref leg.Order);
            if (!leg.Order.IsDone)
                throw new InvalidOperationException($"A leg of basket {draft.Id} that was certain to fill has {leg.Order.Remaining} left.");
        }

        foreach (ref var leg in legs)
            stops.Check(leg.Book);
        foreach (ref var leg in legs)
            limits.Look(leg.Book);
        _market.Baskets.Remember(draft.Wish.Owner, draft.Wish.Name);
        TellEnd(draft, isReduced ? CancelReason.BasketReduced : CancelReason.None);
    }

    private Command OrderOf(in BasketWish wish, in LegAtWork leg) => new()
    {
        Sequence = _report.Sequence,
        Time = _report.Time,
        Kind = CommandKind.NewOrder,
        Owner = new OwnerId(wish.Owner),
        Session = new SessionId(wish.Session),
        Group = new OwnerGroup(wish.Group),
        Instrument = new InstrumentId(leg.Leg.Instrument),
        Side = leg.Leg.Side,
        Terms = OrderTerms.Of(leg.Leg.Limit == 0 ? OrderType.Market : OrderType.Limit, TimeInForce.Ioc, wish.Terms.SelfTradePrevention),
        Price = new Price(leg.Leg.Limit),
        Quantity = new Quantity(leg.Quantity),
    };

    private void TellEntered(BasketDraft draft, int number, in LegAtWork leg)
    {
        ref var e = ref Begin(EventKind.BasketLegEntered, draft);
        e.Instrument = new InstrumentId(leg.Leg.Instrument);
        e.Side = leg.Leg.Side;
        e.Terms = new OrderTerms((ushort)number);
        e.OrderId = new OrderId(leg.Order.OrderId);
        e.Price = new Price(leg.Leg.Limit);
        e.Quantity = new Quantity(leg.Asked);
        e.EnteredQuantity = new Quantity(leg.Quantity);
        e.ArrivalPrice = new Price(leg.Arrival);
        e.WeightPpm = draft.Wish.Terms.Weights ? (int)leg.Leg.Asked : 0;
    }

    private void Refuse(Command c, RejectReason reason, in BasketLeg leg)
    {
        if (leg != default)
        {
            c.Instrument = new InstrumentId(leg.Instrument);
            c.Side = leg.Side;
            c.Price = new Price(leg.Limit);
            c.Quantity = new Quantity(leg.Asked);
        }

        _report.Refused(c, reason);
    }
}

/// <summary>A leg while its basket is checked and executed.</summary>
internal struct LegAtWork
{
    public BasketLeg Leg;
    public Book Book;
    public long Arrival;

    /// <summary>What was asked for; of a weight what it comes to.</summary>
    public long Asked;

    /// <summary>The order's quantity.</summary>
    public long Quantity;

    /// <summary>What a dry run takes.</summary>
    public long Available;

    public Command Command;
    public Incoming Order;
}
