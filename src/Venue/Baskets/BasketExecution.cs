using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Books;
using Rialto.Venue.Guards;

namespace Rialto.Venue.Baskets;

/// <summary>A basket, or what a slice of one asks for, is checked, and executed whole or not at all (baskets.md, sections 2 and 3).</summary>
internal sealed class BasketExecution<TSink>(Market<TSink> market, Entry<TSink> entry, Stops<TSink> stops, Halts<TSink> halts, LimitStates<TSink> limits, BasketEnds<TSink> ends)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly Reports<TSink> _report = market.Report;
    private readonly LegAtWork[] _legs = new LegAtWork[BasketTerms.MaxLegs];

    /// <summary>Room for the legs at work; to be cleared after use.</summary>
    public Span<LegAtWork> Rent(int legs) => _legs.AsSpan(0, legs);

    /// <summary>A basket without a schedule was submitted: it is executed, or there is a reason, and the leg that gave it.</summary>
    public RejectReason TryExecute(BasketDraft draft, Span<LegAtWork> legs, out int at)
    {
        var reason = BasketQuantities.Fix(draft.Wish, legs, out at);
        if (reason == RejectReason.None)
            reason = TryPrepare(draft.Wish, legs, out at);
        if (reason != RejectReason.None)
            return reason;
        ends.TellWish(EventKind.BasketStarted, draft.Id, draft.Wish);
        var fellShort = Execute(draft.Id, draft.Wish, legs);
        var isReduced = false;
        foreach (ref var leg in legs)
            isReduced |= leg.Quantity != leg.Asked;
        if (!draft.Wish.Name.IsEmpty)
            _market.Baskets.Names.Add(draft.Wish.Owner, draft.Wish.Name);
        ends.TellEnd(draft.Wish.Owner, draft.Id, fellShort ? CancelReason.BasketFellShort : isReduced ? CancelReason.BasketReduced : CancelReason.None);
        return RejectReason.None;
    }

    /// <summary>All its orders are live, covered, and certain to fill; or none is live, and there is a reason, and the leg that gave it.</summary>
    public RejectReason TryPrepare(in BasketWish wish, Span<LegAtWork> legs, out int at)
    {
        var reason = TryEnter(wish, legs, out at);
        if (reason == RejectReason.None)
            reason = wish.Terms.ProRata ? TryShare(wish, legs) : CheckBooks(legs);
        _market.Margins.ForgetFeesOfLegs();
        return reason;
    }

    /// <summary>The same for the share that can be had of every leg; whole quantities are prepared before.</summary>
    private RejectReason TryShare(in BasketWish wish, Span<LegAtWork> legs)
    {
        foreach (ref var leg in legs)
            leg.Available = DryRun.Takes(_market.Orders, leg.Book, leg.Order, halts.TrialOf(leg.Book));
        Withdraw(legs);
        // What refuses the parts is that there is no more: which leg it was would tell how much of it there is.
        return BasketQuantities.TryShare(legs) && TryEnter(wish, legs, out _) == RejectReason.None ? CheckBooks(legs) : RejectReason.InsufficientLiquidity;
    }

    /// <summary>Point 3: all its orders are live and covered; or none is, and there is a reason, and the leg that gave it.</summary>
    private RejectReason TryEnter(in BasketWish wish, Span<LegAtWork> legs, out int at)
    {
        for (at = 0; at < legs.Length; at++)
        {
            ref var leg = ref legs[at];
            leg.Command = OrderOf(wish, leg);
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

    /// <summary>The prepared legs are told of, and meet their books.</summary>
    /// <returns>True where one fell short.</returns>
    public bool Execute(long id, in BasketWish wish, Span<LegAtWork> legs)
    {
        _market.LastOrderId += legs.Length;
        foreach (ref var leg in legs)
            TellEntered(id, wish, leg);

        // The dry runs said that each fills whole, and no leg touches another's book. Should one fall short all the same, an exchange that stopped would stop at every replay:
        // what has traded stays, as with any Ioc order, and the basket says so. Lockstep and the simulator break off where one does.
        var fellShort = false;
        foreach (ref var leg in legs)
        {
            var before = leg.Book.Tape?.Notional ?? 0;
            entry.Meet(leg.Book, leg.Command, ref leg.Order);
            leg.PriceSum = (leg.Book.Tape?.Notional ?? 0) - before;
            fellShort |= leg.Order.Traded != leg.Quantity;
        }

        foreach (ref var leg in legs)
            stops.Check(leg.Book);
        foreach (ref var leg in legs)
            limits.Look(leg.Book);
        return fellShort;
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

    private void TellEntered(long id, in BasketWish wish, in LegAtWork leg)
    {
        ref var e = ref ends.Begin(EventKind.BasketLegEntered, wish.Owner, id);
        e.Instrument = new InstrumentId(leg.Leg.Instrument);
        e.Side = leg.Leg.Side;
        e.Terms = new OrderTerms((ushort)leg.Number);
        e.OrderId = new OrderId(leg.Order.OrderId);
        e.Price = new Price(leg.Leg.Limit);
        e.Quantity = new Quantity(leg.Asked);
        e.EnteredQuantity = new Quantity(leg.Quantity);
        e.ArrivalPrice = new Price(leg.Arrival);
        e.WeightPpm = leg.WeightPpm;
    }
}

/// <summary>A leg while its basket is checked and executed.</summary>
internal struct LegAtWork
{
    /// <summary>Its number, from 0.</summary>
    public int Number;

    public BasketLeg Leg;
    public Book Book;
    public long Arrival;

    /// <summary>What it has of a basket of weights, in millionths; zero where it was given a quantity, or of a slice.</summary>
    public int WeightPpm;

    /// <summary>What was asked for; of a weight what it comes to.</summary>
    public long Asked;

    /// <summary>The order's quantity.</summary>
    public long Quantity;

    /// <summary>What a dry run takes.</summary>
    public long Available;

    public Command Command;
    public Incoming Order;

    /// <summary>Sum of price x quantity of its trades; only of books with a tape.</summary>
    public Int128 PriceSum;

    /// <summary>What a slice asks for of a leg.</summary>
    public static LegAtWork Of(int number, WorkedLeg leg, long due) => new()
    {
        Number = number,
        Leg = new BasketLeg((int)leg.Book.Id, leg.Side, due, leg.Limit),
        Book = leg.Book,
        Arrival = leg.Book.MiddleOrReference,
        Asked = due,
        Quantity = due,
    };
}
