using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>NewOrder: sections 2 and 3.</summary>
internal static class Entering
{
    public static void NewOrder(NaiveState s, in Command c)
    {
        var reason = CheckIdentity(c);
        if (reason != RejectReason.None)
        {
            s.Report.Rejected(c, reason, Price.None);
            return;
        }

        if (IsResend(s, c, out reason))
        {
            if (reason != RejectReason.None)
                s.Report.Rejected(c, reason, Price.None);
            return;
        }

        (reason, var about) = Check(s, c);
        if (reason != RejectReason.None)
        {
            s.Report.Rejected(c, reason, about);
            return;
        }

        Enter(s, c, s.Find(c.Instrument)!);
    }

    /// <summary>Point 1.</summary>
    private static RejectReason CheckIdentity(in Command c) =>
        c.Owner.Value < 1 ? RejectReason.UnknownOwner
        : !c.Terms.IsWellFormed ? RejectReason.UnknownTerms
        : c.Side > Side.Sell ? RejectReason.UnknownSide
        : !c.Text.IsWellFormed ? RejectReason.MalformedClientOrderId
        : RejectReason.None;

    /// <summary>Point 2. True where the command ends here: with an answer given, or with a reason to refuse it.</summary>
    private static bool IsResend(NaiveState s, in Command c, out RejectReason reason)
    {
        reason = RejectReason.None;
        if (c.Text.IsEmpty)
            return false;
        var fingerprint = Fingerprint.Of(c);
        var live = s.FindLive(c.Owner, c.Text);
        if (live is not null)
        {
            if (live.Fingerprint == fingerprint)
                s.Report.Duplicate(c, live.Id, live.Price, live.Total, live.Leaves, live.Traded, EventFlags.None, CancelReason.None);
            else
                reason = RejectReason.DuplicateClientOrderId;
            return true;
        }

        if (!c.Terms.Idempotent)
            return false;
        var (owner, id) = (c.Owner, c.Text);
        var ended = s.Remembered.Find(r => r.Owner == owner && r.ClientOrderId == id && r.Fingerprint == fingerprint);
        if (ended is null)
            return false;
        s.Report.Duplicate(c, ended.Id, c.Price, ended.Total, 0, ended.Traded, EventFlags.Finished, ended.Reason);
        return true;
    }

    /// <summary>All points but 2 and 15, of a leg of a basket (baskets.md, section 2).</summary>
    public static RejectReason CheckLeg(NaiveState s, in Command c)
    {
        var reason = CheckIdentity(c);
        return reason == RejectReason.None ? Check(s, c, mayBeShort: true).Reason : reason;
    }

    /// <summary>Points 3 to 15.</summary>
    private static (RejectReason Reason, Price About) Check(NaiveState s, in Command c, bool mayBeShort = false)
    {
        var instrument = s.Find(c.Instrument);
        if (instrument is null)
            return (RejectReason.UnknownInstrument, default);
        if (!s.MayUse(c.Session, c.Owner))
            return (RejectReason.UnknownSession, default);
        var reason = GuardCommands.Check(s, instrument, c.Owner, c.Session);
        if (reason == RejectReason.None)
            reason = Customers.Check(s, c.Owner, Rialto.Model.Accounts.AccountRights.Trade);
        if (reason == RejectReason.None)
            reason = instrument.State == InstrumentState.Halted ? GuardCommands.WhyHalted(instrument) : CheckState(instrument.State);
        if (reason == RejectReason.None)
            reason = CheckCombinations(s, c);
        if (reason == RejectReason.None && instrument.State == InstrumentState.Auction)
            reason = CheckAuction(c);
        if (reason == RejectReason.None)
            reason = CheckNumbers(instrument, c);
        if (reason != RejectReason.None)
            return (reason, default);

        if (c.Terms.Type is OrderType.Limit or OrderType.StopLimit)
        {
            reason = EntryChecks.Band(instrument, c.Price);
            if (reason != RejectReason.None)
                return (reason, instrument.Reference);
        }

        if (c.Terms.Type == OrderType.Limit && instrument.State == InstrumentState.Open && Bands.Of(s, instrument) is { } band && band.IsBeyond(c.Side, c.Price))
            return (RejectReason.PriceBeyondLimit, band.Edge(c.Side));
        if (s.Orders.Count >= s.Limits.MaxLiveOrders)
            return (RejectReason.TooManyOrders, default);
        if (!mayBeShort && instrument.State == InstrumentState.Open && CheckBook(s, c, instrument) is { Reason: not RejectReason.None } refusal)
            return refusal;
        var order = OrderOf(s, c, instrument);
        return (instrument.Contract is null ? Covers.CheckNew(s, instrument, order) : Positions.CheckNew(s, instrument, order), default);
    }

    /// <summary>Point 4.</summary>
    private static RejectReason CheckState(InstrumentState state) => state switch
    {
        InstrumentState.Announced => RejectReason.InstrumentNotOpenYet,
        InstrumentState.Halted => RejectReason.InstrumentHalted,
        InstrumentState.Closed => RejectReason.InstrumentClosed,
        InstrumentState.Expired => RejectReason.InstrumentExpired,
        _ => RejectReason.None,
    };

    /// <summary>Point 5.</summary>
    private static RejectReason CheckCombinations(NaiveState s, in Command c)
    {
        var t = c.Terms;
        if (t.Type == OrderType.Market && !t.IsImmediate)
            return RejectReason.MarketOrderMustBeImmediate;
        if (t.PostOnly != PostOnly.Off && (t.Type is OrderType.Market or OrderType.StopLoss || t.IsImmediate))
            return RejectReason.PostOnlyNotAllowed;
        if (t.QuoteQuantity && !(t.Type == OrderType.Market && t.TimeInForce == TimeInForce.Ioc && c.DisplayQuantity.IsZero))
            return RejectReason.QuoteQuantityNotAllowed;
        if (t.TimeInForce == TimeInForce.Gtd ? c.ExpireTime <= s.Time : !c.ExpireTime.IsNone)
            return RejectReason.ExpireTimeInvalid;
        return RejectReason.None;
    }

    /// <summary>Point 6.</summary>
    private static RejectReason CheckAuction(in Command c) =>
        !c.Terms.IsStop && (c.Terms.Type == OrderType.Market || c.Terms.IsImmediate || c.Terms.PostOnly != PostOnly.Off)
            ? RejectReason.NotAllowedInAuction
            : RejectReason.None;

    /// <summary>Points 7 to 11.</summary>
    private static RejectReason CheckNumbers(NaiveInstrument instrument, in Command c)
    {
        var i = instrument.Definition;
        var t = c.Terms;
        var reason =
            !t.QuoteQuantity ? EntryChecks.Quantity(i, c.Quantity.Units)
            : c.Quantity.Units <= 0 ? RejectReason.QuantityNotPositive
            : RejectReason.None;
        if (reason == RejectReason.None && !c.DisplayQuantity.IsZero)
            reason = t.Type is OrderType.Market or OrderType.StopLoss || t.IsImmediate
                ? RejectReason.DisplayQuantityNotAllowed
                : EntryChecks.DisplayQuantity(instrument, c.DisplayQuantity.Units, c.Quantity.Units);
        if (reason == RejectReason.None)
            reason = EntryChecks.LimitPrice(i, t.Type, c.Price);
        if (reason == RejectReason.None)
            reason = t.IsStop ? EntryChecks.Trigger(i, c.TriggerPrice) : c.TriggerPrice.IsNone ? RejectReason.None : RejectReason.TriggerPriceInvalid;
        if (reason == RejectReason.None && t.Type is OrderType.Limit or OrderType.StopLimit)
            reason = EntryChecks.Notional(instrument.Rules, EntryChecks.NotionalOf(i, c.Price, c.Quantity.Units));
        if (reason == RejectReason.None && t.QuoteQuantity)
            reason = EntryChecks.Notional(instrument.Rules, c.Quantity.Units);
        return reason;
    }

    /// <summary>Points 14 and 15, in state Open.</summary>
    private static (RejectReason Reason, Price About) CheckBook(NaiveState s, in Command c, NaiveInstrument instrument)
    {
        if (c.Terms.Type == OrderType.Limit && Meeting.PostOnlyRefusal(s, instrument, c.Side, c.Price, c.Quantity.Units, c.Terms.PostOnly) is { } touch)
            return (RejectReason.PostOnlyWouldCross, touch);
        if (c.Terms.Type == OrderType.Market && (c.Terms.RejectIfShort || instrument.Rules.RejectShortMarketOrders)
            && !DryRun.FillsWhole(s, instrument, OrderOf(s, c, instrument)))
            return (RejectReason.InsufficientLiquidity, default);
        return default;
    }

    /// <summary>The order with what it needs, among the live ones, in no book.</summary>
    public static NaiveOrder MakeLive(NaiveState s, in Command c, NaiveInstrument instrument)
    {
        var order = OrderOf(s, c, instrument);
        if (instrument.Definition.IsSettled)
            Covers.Fix(s, instrument, order);
        if (instrument.Contract is not null)
        {
            order.CoverPpm = Covers.HighestRate(s, instrument, c.Owner);
            Worth.GetOrAdd(s, c.Owner, instrument.Id);
        }

        s.LastOrderId = order.Id.Value;
        s.Orders.Add(order);
        return order;
    }

    private static void Enter(NaiveState s, in Command c, NaiveInstrument instrument)
    {
        var order = MakeLive(s, c, instrument);
        if (c.Terms.IsStop)
        {
            s.Report.Accepted(c, order.Id, null);
            Stops.Enter(s, instrument, order);
            return;
        }

        var restsAtOnce = instrument.State == InstrumentState.Auction || (order.CanRest && !Meeting.MeetsOpposite(s, order));
        if (restsAtOnce)
        {
            s.PutInBook(order);
            s.Report.Accepted(c, order.Id, s.LevelOf(order));
            return;
        }

        s.Report.Accepted(c, order.Id, null);
        Meeting.MeetBook(s, instrument, order);
        Stops.Check(s, instrument);
    }

    public static NaiveOrder OrderOf(NaiveState s, in Command c, NaiveInstrument instrument)
    {
        var budget = c.Terms.QuoteQuantity;
        return new NaiveOrder
        {
            Id = new OrderId(s.LastOrderId + 1),
            Owner = c.Owner,
            Group = c.Group,
            Session = c.Session,
            Instrument = c.Instrument,
            Side = c.Side,
            Terms = c.Terms,
            Fingerprint = Fingerprint.Of(c),
            ClientOrderId = c.Text,
            Type = c.Terms.Type,
            TimeInForce = c.Terms.TimeInForce,
            Price = c.Price,
            TriggerPrice = c.TriggerPrice,
            Total = c.Quantity.Units,
            Leaves = budget ? 0 : c.Quantity.Units,
            BudgetLeft = budget ? Amounts.ExactMoney(instrument.Definition, c.Quantity.Units) : 0,
            DisplayQuantity = c.DisplayQuantity.Units,
            End = c.Terms.TimeInForce switch
            {
                TimeInForce.Gtd => c.ExpireTime,
                TimeInForce.Day => instrument.DayEnd > s.Time ? instrument.DayEnd : s.Time.NextMidnightUtc,
                _ => Timestamp.None,
            },
        };
    }
}
