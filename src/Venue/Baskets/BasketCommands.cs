using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Venue.Baskets;

/// <summary>Baskets are put together, submitted and dropped (baskets.md, section 1). The order of the checks is part of the contract.</summary>
internal sealed class BasketCommands<TSink>(Market<TSink> market, BasketExecution<TSink> execution)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly Reports<TSink> _report = market.Report;
    private readonly BasketRegistry _baskets = market.Baskets;

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
        execution.TellWish(EventKind.BasketOpened, draft);
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
        ref var e = ref execution.Begin(EventKind.BasketLegAdded, draft);
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
        else if (!draft.Wish.Name.IsEmpty && _baskets.Names.Contains(draft.Wish.Owner, draft.Wish.Name))
            _report.Refused(c, RejectReason.DuplicateBasketId);
        else
            execution.Submit(draft, c);
    }

    public void Drop(in Command c)
    {
        var draft = c.Owner.Value == 0 ? _baskets.Find(c.BasketId.Value) : Owned(c);
        if (draft is null)
            _report.Refused(c, RejectReason.UnknownBasket);
        else
            End(draft, CancelReason.Requested);
    }

    /// <summary>Those that nobody submitted in time are gone.</summary>
    public void AdvanceTime()
    {
        while (_baskets.Drafts.Count != 0 && _baskets.Drafts[0] is var oldest && oldest.EndNs <= _report.Time.Nanoseconds)
            End(oldest, CancelReason.BasketAbandoned);
    }

    private void End(BasketDraft draft, CancelReason reason)
    {
        _baskets.Drafts.Remove(draft);
        execution.TellEnd(draft, reason);
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
