using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>guards.md, sections 1, 2 (point 3a) and 8.</summary>
internal static class GuardCommands
{
    public static void SetBreaker(NaiveState s, in Command c)
    {
        var i = s.Find(c.Instrument);
        var rules = c.ToBreaker();
        var reason =
            c.Terms.Bits > 1 ? RejectReason.UnknownTerms
            : i is null ? RejectReason.UnknownInstrument
            : i.State == InstrumentState.Expired ? RejectReason.InstrumentExpired
            : !IsValid(rules) ? RejectReason.RulesInvalid
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        i!.Breaker = rules;
        i.Window.Clear();
        i.Base = i.Reference;
        i.Limit = null;
        s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.BreakerSet,
            Instrument = c.Instrument,
            Terms = c.Terms,
            OrderId = c.OrderId,
            TriggerPrice = c.TriggerPrice,
            ExpireTime = c.ExpireTime,
        });
    }

    private static bool IsValid(BreakerRules r) =>
        IsDuration(r.WindowMs) && IsShare(r.BreakerPpm) && IsShare(r.BandPpm) && IsDuration(r.LimitStateMs) && IsDuration(r.PauseMs) && IsDuration(r.AuctionMs)
        && (r.WindowMs > 0 || (r.BreakerPpm == 0 && r.BandPpm == 0))
        && (r.BandPpm > 0 || r.LimitStateMs == 0)
        && (r.PauseMs + r.AuctionMs > 0 || (r.BreakerPpm == 0 && r.LimitStateMs == 0));

    private static bool IsDuration(int ms) => ms is >= 0 and <= 86_400_000;

    private static bool IsShare(int ppm) => ppm is >= 0 and <= 1_000_000;

    public static void SetMarketBreaker(NaiveState s, in Command c)
    {
        var r = c.ToMarketBreaker();
        var areLevels = IsShare(r.Level1Ppm) && IsShare(r.Level2Ppm) && IsShare(r.Level3Ppm)
            && (r.Level2Ppm == 0 || (r.Level1Ppm > 0 && r.Level2Ppm > r.Level1Ppm))
            && (r.Level3Ppm == 0 || (r.Level2Ppm > 0 && r.Level3Ppm > r.Level2Ppm));
        var reason =
            c.Terms.Bits > 3 ? RejectReason.UnknownTerms
            : !areLevels || !IsDuration(r.Pause1Ms) || !IsDuration(r.Pause2Ms) || !IsDuration(r.Pause3Ms) || !IsDuration(r.AuctionMs) ? RejectReason.RulesInvalid
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        s.Guards.Market = r;
        s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.MarketBreakerSet,
            Terms = c.Terms,
            OrderId = c.OrderId,
            TriggerPrice = c.TriggerPrice,
            Quantity = c.Quantity,
            DisplayQuantity = c.DisplayQuantity,
        });
    }

    public static void SetIndexMember(NaiveState s, in Command c)
    {
        var i = s.Find(c.Instrument);
        var (weight, reference) = (c.Quantity.Units, c.Price);
        var reason =
            c.Terms.Bits != 0 ? RejectReason.UnknownTerms
            : i is null ? RejectReason.UnknownInstrument
            : i.State == InstrumentState.Expired ? RejectReason.InstrumentExpired
            : weight is < 0 or > 1_000_000 ? RejectReason.RulesInvalid
            : weight > 0 && reference.Units is < 1 or > Price.MaxUnits ? RejectReason.RulesInvalid
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        i!.Member = weight == 0 ? null : new IndexMember(weight, reference, reference);
        s.Report.Write(new ExchangeEvent { Kind = EventKind.IndexMemberSet, Instrument = c.Instrument, Price = reference, Quantity = c.Quantity });
    }

    public static void StartMarketDay(NaiveState s, in Command c)
    {
        if (c.Terms.Bits > 1)
        {
            s.Report.Refused(c, RejectReason.UnknownTerms);
            return;
        }

        var members = s.Instruments.FindAll(i => i.Member is not null);
        if (c.Terms.Bits == 1)
            foreach (var i in members)
                i.Member = i.Member! with { Reference = i.Member.Price };
        s.Guards.LevelReached = 0;
        s.Report.Write(new ExchangeEvent { Kind = EventKind.MarketDayStarted, Terms = c.Terms, Quantity = new Quantity(members.Count) });
        foreach (var i in s.Instruments.OrderBy(i => i.Id.Value))
            if (i.Halt is { Reason: HaltReason.MarketWide, End.IsNone: true })
                Guards.GoOn(s, i);
    }

    public static void SetKillSwitch(NaiveState s, in Command c)
    {
        var kill = c.ToKillSwitch();
        var (instrument, session) = (c.Instrument, c.Session);
        var reason =
            c.Terms.Bits > 15 ? RejectReason.UnknownTerms
            : kill.Scope == KillScope.Instrument && s.Find(instrument) is null ? RejectReason.UnknownInstrument
            : kill.Scope == KillScope.Account && c.Owner.Value < 1 ? RejectReason.UnknownOwner
            : kill.Scope == KillScope.Session && !s.Sessions.Exists(x => x.Id == session) ? RejectReason.UnknownSession
            : !c.Text.IsWellFormed ? RejectReason.MalformedClientOrderId
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        Turn(s, kill);
        var count = kill.IsOn && kill.CancelOrders
            ? s.CancelAll(
                o => kill.Scope switch
                {
                    KillScope.Exchange => true,
                    KillScope.Instrument => o.Instrument == kill.Instrument,
                    KillScope.Account => o.Owner == kill.Account,
                    _ => o.Session == kill.Session,
                },
                CancelReason.KillSwitch)
            : 0;
        if (kill.IsOn && kill.CancelOrders && kill.Scope != KillScope.Session)
            AlgoSteps.EndMany(
                s,
                a => kill.Scope == KillScope.Exchange
                    || (kill.Scope == KillScope.Instrument && a.Instrument == kill.Instrument)
                    || (kill.Scope == KillScope.Account && a.Owner == kill.Account),
                CancelReason.KillSwitch);
        if (kill.IsOn && kill.CancelOrders && kill.Scope != KillScope.Session)
            WorkedBaskets.EndMany(
                s,
                b => kill.Scope == KillScope.Exchange
                    || (kill.Scope == KillScope.Instrument && b.Legs.Exists(leg => leg.Instrument.Id == kill.Instrument))
                    || (kill.Scope == KillScope.Account && b.Owner == kill.Account),
                CancelReason.KillSwitch);
        s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.KillSwitchSet,
            Terms = c.Terms,
            Owner = kill.Scope == KillScope.Account ? c.Owner : default,
            Session = kill.Scope == KillScope.Session ? c.Session : default,
            Instrument = kill.Scope == KillScope.Instrument ? c.Instrument : default,
            ClientOrderId = c.Text,
            Quantity = new Quantity(count),
        });
    }

    private static void Turn(NaiveState s, KillSwitch kill)
    {
        switch (kill.Scope)
        {
            case KillScope.Exchange:
                s.Guards.IsExchangeStopped = kill.IsOn;
                break;
            case KillScope.Instrument:
                s.Find(kill.Instrument)!.IsStopped = kill.IsOn;
                break;
            case KillScope.Account when kill.IsOn:
                s.Guards.StoppedAccounts.Add(kill.Account);
                break;
            case KillScope.Account:
                s.Guards.StoppedAccounts.Remove(kill.Account);
                break;
            case KillScope.Session when kill.IsOn:
                s.Guards.StoppedSessions.Add(kill.Session);
                break;
            default:
                s.Guards.StoppedSessions.Remove(kill.Session);
                break;
        }
    }

    /// <summary>Point 3a.</summary>
    public static RejectReason Check(NaiveState s, NaiveInstrument i, OwnerId owner, SessionId session) =>
        CheckOwner(s, owner, session) is not RejectReason.None and var stopped ? stopped
        : i.IsStopped ? RejectReason.InstrumentStopped
        : RejectReason.None;

    /// <summary>The same of no instrument.</summary>
    public static RejectReason CheckOwner(NaiveState s, OwnerId owner, SessionId session) =>
        s.Guards.IsExchangeStopped ? RejectReason.ExchangeStopped
        : s.Guards.StoppedAccounts.Contains(owner) ? RejectReason.AccountStopped
        : s.Guards.StoppedSessions.Contains(session) ? RejectReason.SessionStopped
        : RejectReason.None;

    /// <summary>Point 4, state Halted.</summary>
    public static RejectReason WhyHalted(NaiveInstrument i) => i.Halt?.Reason switch
    {
        HaltReason.Breaker => RejectReason.BreakerHalt,
        HaltReason.LimitState => RejectReason.LimitHalt,
        HaltReason.MarketWide => RejectReason.MarketHalt,
        _ => RejectReason.InstrumentHalted,
    };
}
