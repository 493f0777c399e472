using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>baskets.md, section 7.</summary>
internal static class WorkedBaskets
{
    public static RejectReason Schedule(NaiveState s, NaiveBasket draft, in Command c)
    {
        if (c.Terms.Bits is not (1 or 2))
            return RejectReason.AlgoTermsInvalid;
        if (!AlgoCommands.AreTimesPossible(s, c) || c.Pace.IntervalMs < 100 * draft.Asked.LegCount)
            return RejectReason.AlgoTimesInvalid;
        var p = c.Pace;
        if (p.Bits < 0 || p.JitterPercent > 50 || p.CatchUpPercent > 1_000 || p.ParticipationPpm != 0)
            return RejectReason.AlgoPaceInvalid;
        draft.Schedule = c;
        WriteSchedule(s, draft, c, c.StartTime);
        return RejectReason.None;
    }

    /// <summary>Instead of sections 2 and 3.</summary>
    public static void Submit(NaiveState s, NaiveBasket basket, in Command c)
    {
        var schedule = basket.Schedule!.Value;
        var (reason, at) = AlgoCommands.AreTimesPossible(s, schedule) && schedule.Pace.IntervalMs >= 100 * basket.Asked.LegCount ? (RejectReason.None, null) : (RejectReason.AlgoTimesInvalid, (NaiveLeg?)null);
        var legs = basket.Legs.ConvertAll(leg => BasketSteps.Begun(s, leg));
        if (reason == RejectReason.None && BasketCommands.IsByWeight(basket.Asked))
            (reason, at) = BasketSteps.Weigh(s, basket, legs);
        foreach (var leg in legs)
            if (reason == RejectReason.None && CheckLeg(s, basket, leg) is not RejectReason.None and var found)
                (reason, at) = (found, leg);
        if (reason == RejectReason.None && (s.WorkedBaskets.Count >= 1_024 || s.WorkedBaskets.Count(b => b.Owner == basket.Owner) >= 16))
            reason = RejectReason.TooManyBaskets;
        if (reason == RejectReason.None)
            Start(s, basket, schedule, legs);
        else
            s.Report.Refused(at is null ? c : c with { Instrument = at.Asked.Instrument, Side = at.Asked.Side, Price = at.Asked.Price, Quantity = at.Asked.Quantity }, reason);
    }

    /// <summary>Pause and resume.</summary>
    public static RejectReason Change(NaiveState s, in Command c)
    {
        if (Named(s, c) is not { } basket)
            return RejectReason.UnknownBasket;
        var (from, to) = c.Kind == CommandKind.PauseBasket ? (AlgoState.Running, AlgoState.Paused) : (AlgoState.Paused, AlgoState.Running);
        if (basket.State != from)
            return RejectReason.AlgoStateNotAllowed;
        if (to == AlgoState.Running)
            basket.NextSlice = basket.Slices.LastSliceAt(s.Time) + 1;
        ChangeState(s, basket, to);
        return RejectReason.None;
    }

    /// <summary>The one that a command may change.</summary>
    public static NaiveWorkedBasket? Named(NaiveState s, in Command c)
    {
        var (id, owner) = (c.BasketId, c.Owner);
        return s.WorkedBaskets.Find(b => b.Id == id && (owner.Value == 0 || b.Owner == owner));
    }

    public static void End(NaiveState s, NaiveWorkedBasket basket, CancelReason reason, bool isTold = false)
    {
        s.WorkedBaskets.Remove(basket);
        if (basket.HasBegun && !isTold)
            foreach (var leg in basket.Legs)
                WriteProgress(s, basket, leg);
        BasketCommands.Write(s, basket.Draft, new ExchangeEvent { Kind = EventKind.BasketEnded, Reason = (ushort)reason });
    }

    /// <summary>All that match end, ascending by number.</summary>
    public static void EndMany(NaiveState s, Predicate<NaiveWorkedBasket> which, CancelReason reason)
    {
        foreach (var basket in s.WorkedBaskets.FindAll(which).OrderBy(b => b.Id.Value))
            End(s, basket, reason);
    }

    public static void AdvanceTime(NaiveState s)
    {
        foreach (var basket in s.WorkedBaskets.Where(b => b.Next <= s.Time).OrderBy(b => b.Id.Value).ToList())
            if (basket.State == AlgoState.Scheduled)
                Begin(s, basket);
            else if (basket.Legs.Exists(leg => leg.Filled < leg.Quantity && leg.Instrument.State == InstrumentState.Expired))
                End(s, basket, CancelReason.InstrumentExpired);
            else if (basket.End <= s.Time)
                End(s, basket, CancelReason.Expired);
            else
                Slice(s, basket);
    }

    private static RejectReason CheckLeg(NaiveState s, NaiveBasket basket, NaiveLeg leg)
    {
        if (leg.Wanted > Quantity.MaxUnits)
        {
            var place = AlgoCommands.CheckPlace(s, leg.Instrument, basket.Owner, basket.Asked.Session);
            return place == RejectReason.None ? RejectReason.QuantityAboveMaximum : place;
        }

        var asked = new Command { Owner = basket.Owner, Session = basket.Asked.Session, Side = leg.Asked.Side, Price = leg.Asked.Price, Quantity = new Quantity((long)leg.Wanted) };
        var reason = AlgoCommands.CheckPlace(s, leg.Instrument, asked.Owner, asked.Session);
        if (reason == RejectReason.None)
            reason = AlgoCommands.CheckNumbers(leg.Instrument, asked);
        return reason == RejectReason.None ? AlgoCommands.CheckAccount(s, leg.Instrument, asked, isPassive: false) : reason;
    }

    private static void Start(NaiveState s, NaiveBasket draft, in Command schedule, List<NaiveLeg> legs)
    {
        var start = schedule.StartTime > s.Time ? schedule.StartTime : s.Time;
        BasketCommands.WriteAsked(s, draft, EventKind.BasketStarted);
        WriteSchedule(s, draft, schedule, start);
        var basket = new NaiveWorkedBasket(draft, schedule, start, []);
        foreach (var leg in legs)
        {
            var tape = AlgoCommands.Tape(s, leg.Instrument);
            basket.Legs.Add(new NaiveWorkedLeg(leg.Asked, leg.Instrument, (long)leg.Wanted, schedule.Terms.Bits == 2 ? Curves.Of(tape, start, schedule.ExpireTime) : []));
            BasketCommands.Write(s, draft, new ExchangeEvent
            {
                Kind = EventKind.BasketLegPlanned,
                Instrument = leg.Instrument.Id,
                Side = leg.Asked.Side,
                Terms = leg.Asked.Terms,
                Price = leg.Asked.Price,
                Quantity = new Quantity((long)leg.Wanted),
                ArrivalPrice = leg.Arrival,
                WeightPpm = BasketCommands.IsByWeight(draft.Asked) ? (int)leg.Asked.Quantity.Units : 0,
            });
        }

        s.WorkedBaskets.Add(basket);
        if (!draft.Asked.Text.IsEmpty)
            BasketSteps.Remember(s, draft);
        if (start == s.Time)
            Begin(s, basket);
    }

    private static void Begin(NaiveState s, NaiveWorkedBasket basket)
    {
        foreach (var leg in basket.Legs)
        {
            var tape = s.Algos.TapeOf(leg.Instrument.Id)!;
            leg.Arrival = BasketSteps.Begun(s, leg.Asked).Arrival;
            (leg.VolumeAtStart, leg.NotionalAtStart, leg.OverTimeAtStart) = (tape.Volume, tape.Notional, tape.OverTime(s.Time));
        }

        basket.HasBegun = true;
        ChangeState(s, basket, AlgoState.Running);
        foreach (var leg in basket.Legs)
            WriteProgress(s, basket, leg);
    }

    private static void ChangeState(NaiveState s, NaiveWorkedBasket basket, AlgoState state)
    {
        basket.State = state;
        BasketCommands.Write(s, basket.Draft, new ExchangeEvent { Kind = EventKind.BasketStateChanged, Terms = new OrderTerms((ushort)state) });
    }

    private static void Slice(NaiveState s, NaiveWorkedBasket basket)
    {
        var slice = basket.Slices.LastSliceAt(s.Time);
        basket.NextSlice = slice + 1;
        var due = basket.Legs.ConvertAll(leg => (Leg: leg, Quantity: DueOf(basket, leg, slice))).FindAll(leg => leg.Quantity > 0);

        // What is due, as if it were a basket of its own.
        var asked = basket.Draft.Asked with { Session = default, Terms = new OrderTerms((ushort)(basket.Draft.Asked.Terms.Bits & ~128)) };
        var part = new NaiveBasket(basket.Id, s.Time, asked);
        var legs = due.ConvertAll(leg => BasketSteps.Begun(s, leg.Leg.Asked with { Quantity = new Quantity((long)leg.Quantity) }));
        var (reason, at) = legs.Count == 0 ? (RejectReason.None, null) : BasketSteps.Prepare(s, part, legs);
        BasketCommands.Write(s, basket.Draft, new ExchangeEvent
        {
            Kind = EventKind.BasketSliced,
            SliceNumber = (int)slice,
            Reason = (ushort)reason,
            LegCount = reason == RejectReason.None ? legs.Count : 0,
            Instrument = at?.Instrument.Id ?? default,
        });
        if (reason != RejectReason.None || legs.Count == 0)
            return;

        var written = s.Report.Written.Count;
        var fellShort = BasketSteps.Execute(s, part, legs);
        for (var i = 0; i < legs.Count; i++)
        {
            var order = legs[i].Order!.Id;
            var trades = s.Report.Written.Skip(written).Where(e => e.Kind == EventKind.Trade && e.OrderId == order).ToList();
            due[i].Leg.Filled += trades.Sum(e => e.Quantity.Units);
            due[i].Leg.PriceSum += trades.Aggregate(BigInteger.Zero, (sum, e) => sum + ((BigInteger)e.Price.Units * e.Quantity.Units));
        }

        var ends = basket.IsFilled || fellShort;
        foreach (var leg in basket.Legs)
            if (ends || due.Exists(part => part.Leg == leg))
                WriteProgress(s, basket, leg);
        if (ends)
            End(s, basket, fellShort ? CancelReason.BasketFellShort : CancelReason.None, isTold: true);
    }

    /// <summary>As the child quantity of an algo order.</summary>
    private static BigInteger DueOf(NaiveWorkedBasket basket, NaiveWorkedLeg leg, long slice)
    {
        var (d, lot) = (leg.Instrument.Definition, leg.Instrument.Definition.Lot.Units);
        var times = basket.Slices with { Curve = leg.Curve };
        var (plan, before) = (AlgoSteps.Plan(times, slice, leg.Quantity / lot), AlgoSteps.Plan(times, slice - 1, leg.Quantity / lot));
        var share = plan - before;
        var bound = BigInteger.Max((share + (((share * basket.Schedule.Pace.CatchUpPercent) + 99) / 100)) * lot, d.MinQuantity.Units);
        var due = BigInteger.Min(BigInteger.Min((plan * lot) - leg.Filled, bound), d.MaxQuantity.Units / lot * lot);
        return due < d.MinQuantity.Units ? 0 : due;
    }

    private static void WriteSchedule(NaiveState s, NaiveBasket basket, in Command schedule, Timestamp start) => BasketCommands.Write(s, basket, new ExchangeEvent
    {
        Kind = EventKind.BasketScheduled,
        Terms = schedule.Terms,
        StartTime = start,
        ExpireTime = schedule.ExpireTime,
        Pace = schedule.Pace,
    });

    private static void WriteProgress(NaiveState s, NaiveWorkedBasket basket, NaiveWorkedLeg leg)
    {
        // Measured as an algo order of the leg would be.
        var measured = new NaiveAlgo
        {
            Id = 0,
            Asked = leg.Asked with { Terms = basket.Schedule.Terms },
            Start = basket.Start,
            Filled = leg.Filled,
            PriceSum = leg.PriceSum,
            ArrivalPrice = leg.Arrival.Units,
            VolumeAtStart = leg.VolumeAtStart,
            NotionalAtStart = leg.NotionalAtStart,
            OverTimeAtStart = leg.OverTimeAtStart,
        };
        var told = AlgoSteps.Measured(s, measured);
        told.Kind = EventKind.BasketLegProgressed;
        told.Terms = leg.Asked.Terms;
        told.OthersVolume = 0;
        told.Instrument = leg.Instrument.Id;
        told.Side = leg.Asked.Side;
        BasketCommands.Write(s, basket.Draft, told);
    }
}
