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
        _market.Margins.ForgetFeesOfLegs();
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
        var reason = TryEnter(draft, legs, out at);
        if (reason != RejectReason.None)
            return reason;
        if (!draft.Wish.Terms.ProRata)
            return CheckBooks(legs);
        foreach (ref var leg in legs)
            leg.Available = DryRun.Takes(_market.Orders, leg.Book, leg.Order, halts.TrialOf(leg.Book));
        Withdraw(legs);
        // What refuses the parts is that there is no more: which leg it was would tell how much of it there is.
        return BasketQuantities.TryShare(legs) && TryEnter(draft, legs, out _) == RejectReason.None ? CheckBooks(legs) : RejectReason.InsufficientLiquidity;
    }

    /// <summary>Point 3: all its orders are live and covered; or none is, and there is a reason, and the leg that gave it.</summary>
    private RejectReason TryEnter(BasketDraft draft, Span<LegAtWork> legs, out int at)
    {
        for (at = 0; at < legs.Length; at++)
        {
            ref var leg = ref legs[at];
            leg.Command = OrderOf(draft.Wish, leg);
            var reason = entry.TryPrepare(leg.Book, leg.Command, _market.LastOrderId + 1 + at, out leg.Order);
            if (reason != RejectReason.None)
            {
                Withdraw(legs[..at]);
                return reason;
            }

            if (leg.Book.Contract is not null)
                _market.Margins.CountFeeOfLeg(leg.Book, leg.Order.Slot, leg.Command);
        }

        at = -1;
        return RejectReason.None;
    }

    /// <summary>Point 4, of no leg: that a certain one could not be filled would be told of its hidden quantity.</summary>
    private RejectReason CheckBooks(Span<LegAtWork> legs)
    {
        foreach (ref var leg in legs)
        {
            if (DryRun.FillsWhole(_market.Orders, leg.Book, leg.Order, halts.TrialOf(leg.Book)))
                continue;
            Withdraw(legs);
            return RejectReason.InsufficientLiquidity;
        }

        return RejectReason.None;
    }

    private void Withdraw(Span<LegAtWork> legs)
    {
        foreach (ref var leg in legs)
            entry.Withdraw(leg.Book, leg.Order);
        _market.Margins.ForgetFeesOfLegs();
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

        // The dry runs said that each fills whole, and no leg touches another's book. Should one fall short all the same, an exchange that stopped would stop at every replay:
        // what has traded stays, as with any Ioc order, and the basket says so. Lockstep and the simulator break off where one does.
        var fellShort = false;
        foreach (ref var leg in legs)
        {
            entry.Meet(leg.Book, leg.Command, ref leg.Order);
            fellShort |= leg.Order.Traded != leg.Quantity;
        }

        foreach (ref var leg in legs)
            stops.Check(leg.Book);
        foreach (ref var leg in legs)
            limits.Look(leg.Book);
        if (!draft.Wish.Name.IsEmpty)
            _market.Baskets.Names.Add(draft.Wish.Owner, draft.Wish.Name);
        TellEnd(draft, fellShort ? CancelReason.BasketFellShort : isReduced ? CancelReason.BasketReduced : CancelReason.None);
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
