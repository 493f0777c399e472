using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Schedules;
using Rialto.Model.Units;
using Rialto.Venue.Algos;

namespace Rialto.Venue.Baskets;

/// <summary>What baskets that are worked over time do by themselves, and how one is begun (baskets.md, section 7).</summary>
internal sealed class BasketSteps<TSink>(Market<TSink> market, BasketExecution<TSink> execution, BasketEnds<TSink> ends)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly Reports<TSink> _report = market.Report;
    private readonly BasketRegistry _baskets = market.Baskets;
    private readonly AlgoChecks<TSink> _checks = new(market);
    private readonly List<BasketOrder> _due = [];

    /// <summary>A basket with a schedule was submitted: it is live, or there is a reason, and the leg that gave it.</summary>
    public RejectReason TryStart(BasketDraft draft, Span<LegAtWork> legs, out int at)
    {
        at = -1;
        var (wish, schedule) = (draft.Wish, draft.Schedule!.Value);
        var reason = _checks.Times(schedule.Start, schedule.End, schedule.Pace, out var start);
        if (schedule.Pace.IntervalMs < AlgoPace.MinIntervalMs * wish.LegCount)
            reason = RejectReason.AlgoTimesInvalid;
        if (reason == RejectReason.None)
            reason = BasketQuantities.Fix(wish, legs, out at);
        if (reason == RejectReason.None)
            reason = CheckLegs(wish, legs, out at);
        if (reason == RejectReason.None && (_baskets.Live.Count >= BasketRegistry.MaxLive || _baskets.LiveOf(wish.Owner, default).Count >= BasketRegistry.MaxLiveOfOwner))
            reason = RejectReason.TooManyBaskets;
        if (reason == RejectReason.None)
            Start(draft, schedule with { Start = start }, legs);
        return reason;
    }

    /// <summary>Each whose time has come takes one step.</summary>
    public void AdvanceTime()
    {
        foreach (var basket in _baskets.Live)
            if (basket.NextNs <= _report.Time.Nanoseconds)
                _due.Add(basket);
        foreach (var basket in _due)
            Step(basket);
        _due.Clear();
    }

    public RejectReason Pause(BasketOrder basket)
    {
        if (basket.State != AlgoState.Running)
            return RejectReason.AlgoStateNotAllowed;
        basket.State = AlgoState.Paused;
        basket.WaitFor(basket.NextSlice);
        ends.TellState(basket);
        return RejectReason.None;
    }

    public RejectReason Resume(BasketOrder basket)
    {
        if (basket.State != AlgoState.Paused)
            return RejectReason.AlgoStateNotAllowed;
        basket.State = AlgoState.Running;
        basket.WaitFor(basket.Times.LastAt(_report.Time) + 1);
        _baskets.HasNewDeadline = true;
        ends.TellState(basket);
        return RejectReason.None;
    }

    private RejectReason CheckLegs(in BasketWish wish, Span<LegAtWork> legs, out int at)
    {
        for (at = 0; at < legs.Length; at++)
        {
            ref var leg = ref legs[at];
            var reason = _checks.Place(leg.Book, wish.Owner, wish.Session);
            if (reason == RejectReason.None)
                reason = AlgoChecks<TSink>.Numbers(leg.Book, leg.Asked, leg.Leg.Limit);
            if (reason == RejectReason.None)
                reason = _checks.Account(leg.Book, wish.Owner, leg.Leg.Side, leg.Leg.Limit != 0);
            if (reason != RejectReason.None)
                return reason;
        }

        at = -1;
        return RejectReason.None;
    }

    private void Start(BasketDraft draft, in BasketSchedule schedule, Span<LegAtWork> legs)
    {
        var wish = draft.Wish;
        var times = new SliceTimes(schedule.Start, schedule.End, schedule.Pace.IntervalMs, schedule.Pace.JitterPercent, draft.Id);
        ends.TellWish(EventKind.BasketStarted, draft.Id, wish);
        ends.TellSchedule(wish.Owner, draft.Id, schedule);
        var worked = new WorkedLeg[legs.Length];
        for (var i = 0; i < legs.Length; i++)
        {
            ref var leg = ref legs[i];
            var tape = leg.Book.EnsureTape(_market.Algos, _report.Time);
            worked[i] = new WorkedLeg(leg.Book, leg.Leg.Side, leg.Asked, leg.Leg.Limit, schedule.Type == AlgoType.Vwap ? tape.CurveFor(times) : null);
            TellPlanned(draft, leg);
        }

        var basket = new BasketOrder(draft.Id, wish with { Session = 0 }, schedule, times, worked);
        basket.WaitFor(0);
        var place = _baskets.Live.FindIndex(other => other.Id > basket.Id);
        _baskets.Live.Insert(place < 0 ? _baskets.Live.Count : place, basket);
        _baskets.HasNewDeadline = true;
        if (!wish.Name.IsEmpty)
            _baskets.Names.Add(wish.Owner, wish.Name);
        if (times.Start <= _report.Time)
            Begin(basket);
    }

    private void TellPlanned(BasketDraft draft, in LegAtWork leg)
    {
        ref var e = ref ends.Begin(EventKind.BasketLegPlanned, draft.Wish.Owner, draft.Id);
        e.Instrument = new InstrumentId(leg.Leg.Instrument);
        e.Side = leg.Leg.Side;
        e.Terms = new OrderTerms((ushort)leg.Number);
        e.Price = new Price(leg.Leg.Limit);
        e.Quantity = new Quantity(leg.Asked);
        e.ArrivalPrice = new Price(leg.Arrival);
        e.WeightPpm = draft.Wish.Terms.Weights ? (int)leg.Leg.Asked : 0;
    }

    private void Step(BasketOrder basket)
    {
        if (basket.State == AlgoState.Scheduled)
            Begin(basket);
        else if (basket.HasExpired)
            ends.End(basket, CancelReason.InstrumentExpired);
        else if (basket.Times.End <= _report.Time)
            ends.End(basket, CancelReason.Expired);
        else
            Slice(basket);
    }

    /// <summary>Its start has come.</summary>
    private void Begin(BasketOrder basket)
    {
        foreach (var leg in basket.Legs)
            leg.Start = leg.Book.Tape!.StartNow(leg.Book.MiddleOrReference, _report.Time.Nanoseconds);
        basket.HasBegun = true;
        basket.State = AlgoState.Running;
        basket.WaitFor(0);
        ends.TellState(basket);
        ends.TellProgress(basket);
    }

    private void Slice(BasketOrder basket)
    {
        var slice = basket.Times.LastAt(_report.Time);
        basket.WaitFor(slice + 1);
        var legs = execution.Rent(basket.Legs.Length);
        var count = 0;
        for (var i = 0; i < basket.Legs.Length; i++)
        {
            var leg = basket.Legs[i];
            if (leg.DueAt(basket.Times, slice, basket.Schedule.Pace.CatchUpPercent) is not 0 and var due)
                legs[count++] = LegAtWork.Of(i, leg, due);
        }

        var at = -1;
        var reason = count == 0 ? RejectReason.None : execution.TryPrepare(basket.Wish, legs[..count], out at);
        ref var e = ref ends.Begin(EventKind.BasketSliced, basket.Wish.Owner, basket.Id);
        e.SliceNumber = (int)slice;
        e.Reason = (ushort)reason;
        e.LegCount = reason == RejectReason.None ? count : 0;
        e.Instrument = new InstrumentId(at < 0 ? 0 : legs[at].Leg.Instrument);
        if (reason == RejectReason.None && count != 0)
            Execute(basket, legs[..count]);
        legs.Clear();
    }

    private void Execute(BasketOrder basket, Span<LegAtWork> legs)
    {
        var fellShort = execution.Execute(basket.Id, basket.Wish, legs);
        foreach (ref var leg in legs)
        {
            basket.Legs[leg.Number].Filled += leg.Order.Traded;
            basket.Legs[leg.Number].PriceSum += leg.PriceSum;
        }

        var isFilled = basket.IsFilled;
        if (isFilled || fellShort)
        {
            ends.TellProgress(basket);
            ends.End(basket, fellShort ? CancelReason.BasketFellShort : CancelReason.None, isTold: true);
            return;
        }

        foreach (ref var leg in legs)
            ends.TellProgress(basket, leg.Number);
    }
}
