using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Algos;

namespace Rialto.Venue.Baskets;

/// <summary>Baskets are put together, submitted and dropped, and those over time paused and resumed (baskets.md, sections 1 and 7). The order of the checks is part of the contract.</summary>
internal sealed class BasketCommands<TSink>(Market<TSink> market, BasketExecution<TSink> execution, BasketSteps<TSink> steps, BasketEnds<TSink> ends)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly Reports<TSink> _report = market.Report;
    private readonly BasketRegistry _baskets = market.Baskets;
    private readonly AlgoChecks<TSink> _checks = new(market);

    public void Open(in Command c)
    {
        var reason = CheckOpening(c);
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        var wish = new BasketWish(c.Owner.Value, c.Session.Value, c.Group.Value, c.BasketTerms, c.LegCount, c.Total.Units, c.Text);
        var draft = new BasketDraft(_report.Sequence, _report.Time, wish);
        _baskets.Drafts.Add(draft);
        _baskets.HasNewDeadline = true;
        ends.TellWish(EventKind.BasketOpened, draft.Id, wish);
    }

    public void AddLeg(in Command c)
    {
        var draft = Owned(c);
        var reason = draft is null ? RejectReason.UnknownBasket : CheckLeg(draft, c);
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        draft!.Legs.Add(new BasketLeg(c.Instrument.Value, c.Side, c.Quantity.Units, c.Price.Units));
        ref var e = ref ends.Begin(EventKind.BasketLegAdded, draft.Wish.Owner, draft.Id);
        e.Instrument = c.Instrument;
        e.Side = c.Side;
        e.Terms = c.Terms;
        e.Price = c.Price;
        e.Quantity = c.Quantity;
    }

    public void Submit(in Command c)
    {
        if (Owned(c) is not { } draft)
        {
            _report.Refused(c, RejectReason.UnknownBasket);
            return;
        }

        // Half a basket never trades: whatever comes of it, nothing of this one is left to be tried again.
        _baskets.Drafts.Remove(draft);
        if (draft.Legs.Count < draft.Wish.LegCount)
            _report.Refused(c, RejectReason.BasketIncomplete);
        else if (IsKnown(draft.Wish))
            _report.Refused(c, RejectReason.DuplicateBasketId);
        else
            Submit(draft, c);
    }

    /// <summary>Of several the last one counts.</summary>
    public void Schedule(in Command c)
    {
        if (Owned(c) is not { } draft)
        {
            _report.Refused(c, RejectReason.UnknownBasket);
            return;
        }

        var reason = CheckSchedule(c, draft.Wish.LegCount);
        if (reason != RejectReason.None)
        {
            // Its submission may be on its way already, and would execute at once what was to be worked over time.
            _baskets.Drafts.Remove(draft);
            _report.Refused(c, reason);
            return;
        }

        var schedule = new BasketSchedule(c.AlgoTerms.Type, c.StartTime, c.ExpireTime, c.Pace);
        draft.Schedule = schedule;
        ends.TellSchedule(draft.Wish.Owner, draft.Id, schedule);
    }

    public void Pause(in Command c) => Change(c, Live(c) is { } basket ? steps.Pause(basket) : RejectReason.UnknownBasket);

    public void Resume(in Command c) => Change(c, Live(c) is { } basket ? steps.Resume(basket) : RejectReason.UnknownBasket);

    public void Drop(in Command c)
    {
        var draft = c.Owner.Value == 0 ? _baskets.Find(c.BasketId.Value) : Owned(c);
        if (draft is not null)
            End(draft, CancelReason.Requested);
        else if (Live(c) is { } basket)
            ends.End(basket, CancelReason.Requested);
        else
            _report.Refused(c, RejectReason.UnknownBasket);
    }

    /// <summary>Those that nobody submitted in time are gone; then those act whose time has come.</summary>
    public void AdvanceTime()
    {
        while (_baskets.Drafts.Count != 0 && _baskets.Drafts[0] is var oldest && oldest.EndNs <= _report.Time.Nanoseconds)
            End(oldest, CancelReason.BasketAbandoned);
        if (_baskets.Live.Count != 0)
            steps.AdvanceTime();
    }

    private void Submit(BasketDraft draft, Command c)
    {
        var legs = execution.Rent(draft.Legs.Count);
        for (var i = 0; i < legs.Length; i++)
        {
            var leg = draft.Legs[i];
            legs[i] = new LegAtWork { Number = i, Leg = leg, Book = _market.Find(leg.Instrument)!, WeightPpm = draft.Wish.Terms.Weights ? (int)leg.Asked : 0 };
        }

        var reason = draft.Schedule is null ? execution.TryExecute(draft, legs, out var at) : steps.TryStart(draft, legs, out at);
        legs.Clear();
        if (reason == RejectReason.None)
            return;
        if (at >= 0)
        {
            var leg = draft.Legs[at];
            c.Instrument = new InstrumentId(leg.Instrument);
            c.Side = leg.Side;
            c.Price = new Price(leg.Limit);
            c.Quantity = new Quantity(leg.Asked);
        }

        _report.Refused(c, reason);
    }

    private bool IsKnown(in BasketWish wish) => !wish.Name.IsEmpty && (_baskets.Names.Contains(wish.Owner, wish.Name) || _baskets.LiveOf(wish.Owner, wish.Name).HasName);

    private void Change(in Command c, RejectReason reason)
    {
        if (reason != RejectReason.None)
            _report.Refused(c, reason);
    }

    /// <summary>The basket over time that the command names, if it may.</summary>
    private BasketOrder? Live(in Command c) =>
        _baskets.FindLive(c.BasketId.Value) is { } basket && (c.Owner.Value == 0 || c.Owner.Value == basket.Wish.Owner) ? basket : null;

    private RejectReason CheckSchedule(in Command c, long legs)
    {
        if (c.Terms.Bits is not ((ushort)AlgoType.Twap or (ushort)AlgoType.Vwap))
            return RejectReason.AlgoTermsInvalid;
        var reason = _checks.Times(c.StartTime, c.ExpireTime, c.Pace, out _);
        return reason != RejectReason.None ? reason
            : c.Pace.IntervalMs < AlgoPace.MinIntervalMs * legs ? RejectReason.AlgoTimesInvalid
            : c.Pace.ParticipationPpm != 0 ? RejectReason.AlgoPaceInvalid
            : AlgoChecks<TSink>.Pace(c.Pace);
    }

    private void End(BasketDraft draft, CancelReason reason)
    {
        _baskets.Drafts.Remove(draft);
        ends.TellEnd(draft.Wish.Owner, draft.Id, reason);
    }

    private BasketDraft? Owned(in Command c) =>
        _baskets.Find(c.BasketId.Value) is { } draft && draft.Wish.Owner == c.Owner.Value ? draft : null;

    private RejectReason CheckOpening(in Command c) =>
        c.Owner.Value < 1 ? RejectReason.UnknownOwner
        : !c.BasketTerms.IsWellFormed ? RejectReason.BasketTermsInvalid
        : !c.Text.IsWellFormed ? RejectReason.MalformedClientOrderId
        : !_market.Sessions.MayUse(c.Session.Value, c.Owner.Value) ? RejectReason.UnknownSession
        : CheckOwner(c) is not RejectReason.None and var closed ? closed
        : c.LegCount is < 1 or > BasketTerms.MaxLegs ? RejectReason.BasketLegsInvalid
        : c.BasketTerms.Weights ? c.Total.Units is < 1 or > BasketTerms.MaxTotal ? RejectReason.BasketTotalInvalid : CheckCount(c.Owner.Value)
        : c.Total.Units != 0 ? RejectReason.BasketTotalInvalid
        : CheckCount(c.Owner.Value);

    /// <summary>Who may not trade opens none.</summary>
    private RejectReason CheckOwner(in Command c)
    {
        var reason = _market.Kills.AreAny ? _market.Kills.Check(c.Owner.Value, c.Session.Value) : RejectReason.None;
        return reason == RejectReason.None && _market.Customers.IsRequired ? _market.Customers.Check(c.Owner.Value, AccountRights.Trade) : reason;
    }

    private RejectReason CheckCount(int owner) =>
        _baskets.Drafts.Count >= BasketRegistry.MaxDrafts || _baskets.CountOf(owner) >= BasketRegistry.MaxDraftsOfOwner ? RejectReason.TooManyBaskets : RejectReason.None;

    private RejectReason CheckLeg(BasketDraft draft, in Command c)
    {
        var instrument = c.Instrument.Value;
        return c.LegNumber != draft.Legs.Count || draft.Legs.Count >= draft.Wish.LegCount ? RejectReason.BasketLegOutOfOrder
            : c.Side > Side.Sell ? RejectReason.UnknownSide
            : _market.Find(instrument) is null ? RejectReason.UnknownInstrument
            : draft.Legs.Exists(leg => leg.Instrument == instrument) ? RejectReason.LegInstrumentTwice
            : draft.Wish.Terms.Weights ? c.Quantity.Units is < 1 or > BasketTerms.WholePpm ? RejectReason.BasketWeightInvalid : RejectReason.None
            : c.Quantity.Units < 1 ? RejectReason.QuantityNotPositive
            : RejectReason.None;
    }
}
