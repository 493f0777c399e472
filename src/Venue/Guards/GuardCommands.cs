using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Books;

namespace Rialto.Venue.Guards;

/// <summary>Guards are set, and kill switches turned (guards.md, sections 1 and 8).</summary>
internal sealed class GuardCommands<TSink>(Market<TSink> market, MassCancels<TSink> massCancels, Administration<TSink> administration)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly Reports<TSink> _report = market.Report;

    public void SetBreaker(in Command c)
    {
        var book = _market.Find(c.Instrument.Value);
        var rules = c.ToBreaker();
        var reason =
            c.Terms.Bits > 1 ? RejectReason.UnknownTerms
            : Missing(book) is not RejectReason.None and var missing ? missing
            : !GuardChecks.IsValid(rules) ? RejectReason.RulesInvalid
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        var guard = book!.EnsureGuard();
        guard.SetRules(rules);
        guard.Base = guard.Window is null ? 0 : book.Reference;
        book.GuardChanged();
        ref var e = ref _report.Begin(EventKind.BreakerSet);
        e.Instrument = c.Instrument;
        e.Terms = c.Terms;
        e.OrderId = c.OrderId;
        e.TriggerPrice = c.TriggerPrice;
        e.ExpireTime = c.ExpireTime;
    }

    public void SetMarketBreaker(in Command c)
    {
        var rules = c.ToMarketBreaker();
        var reason = c.Terms.Bits > 3 ? RejectReason.UnknownTerms : !GuardChecks.IsValid(rules) ? RejectReason.RulesInvalid : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        _market.Index.Rules = rules;
        ref var e = ref _report.Begin(EventKind.MarketBreakerSet);
        e.Terms = c.Terms;
        e.OrderId = c.OrderId;
        e.TriggerPrice = c.TriggerPrice;
        e.Quantity = c.Quantity;
        e.DisplayQuantity = c.DisplayQuantity;
    }

    public void SetIndexMember(in Command c)
    {
        var book = _market.Find(c.Instrument.Value);
        var (weight, reference) = (c.Quantity.Units, c.Price.Units);
        var reason =
            c.Terms.Bits != 0 ? RejectReason.UnknownTerms
            : Missing(book) is not RejectReason.None and var missing ? missing
            : weight is < 0 or > GuardChecks.MaxWeight || (weight != 0 && reference is < 1 or > Price.MaxUnits) ? RejectReason.RulesInvalid
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        if (weight == 0)
            reference = 0;
        _market.Index.SetMember(book!.EnsureGuard(), (int)weight, reference, reference);
        ref var e = ref _report.Begin(EventKind.IndexMemberSet);
        e.Instrument = c.Instrument;
        e.Price = c.Price;
        e.Quantity = c.Quantity;
    }

    public void StartMarketDay(in Command c)
    {
        if (c.Terms.Bits > 1)
        {
            _report.Refused(c, RejectReason.UnknownTerms);
            return;
        }

        if (c.Terms.Bits == 1)
            foreach (var book in _market.Books)
                if (book.Guard is { Weight: > 0 } guard)
                    _market.Index.SetMember(guard, guard.Weight, guard.MemberPrice, guard.MemberPrice);
        _market.Index.LevelReached = 0;
        ref var e = ref _report.Begin(EventKind.MarketDayStarted);
        e.Terms = c.Terms;
        e.Quantity = new Quantity(_market.Index.Members);
        foreach (var book in _market.Books)
            if (book.Guard is { Halt: { Reason: HaltReason.MarketWide, End: 0 } } guard)
                administration.GoOn(book, guard);
    }

    public void SetKillSwitch(in Command c)
    {
        var kill = c.ToKillSwitch();
        var reason =
            !kill.IsWellFormed ? RejectReason.UnknownTerms
            : kill.Scope == KillScope.Instrument && _market.Find(c.Instrument.Value) is null ? RejectReason.UnknownInstrument
            : kill.Scope == KillScope.Account && c.Owner.Value < 1 ? RejectReason.UnknownOwner
            : kill.Scope == KillScope.Session && !_market.Sessions.TryGet(c.Session.Value, out _) ? RejectReason.UnknownSession
            : !c.Text.IsWellFormed ? RejectReason.MalformedClientOrderId
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        if (kill.Scope == KillScope.Instrument)
        {
            var book = _market.Find(c.Instrument.Value)!;
            book.EnsureGuard().IsStopped = kill.IsOn;
            book.GuardChanged();
        }
        else
        {
            _market.Kills.Turn(kill.Scope, kill.Scope == KillScope.Account ? c.Owner.Value : c.Session.Value, kill.IsOn);
        }

        var count = kill is { IsOn: true, CancelOrders: true } ? massCancels.CancelKilled(kill) : 0;
        ref var e = ref _report.Begin(EventKind.KillSwitchSet);
        e.Terms = c.Terms;
        switch (kill.Scope)
        {
            case KillScope.Instrument:
                e.Instrument = c.Instrument;
                break;
            case KillScope.Account:
                e.Owner = c.Owner;
                break;
            case KillScope.Session:
                e.Session = c.Session;
                break;
        }

        e.ClientOrderId = c.Text;
        e.Quantity = new Quantity(count);
    }

    private static RejectReason Missing(Book? book) =>
        book is null ? RejectReason.UnknownInstrument
        : book.State == InstrumentState.Expired ? RejectReason.InstrumentExpired
        : RejectReason.None;
}
