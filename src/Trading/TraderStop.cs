using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Trading;

/// <summary>What goes wrong outside: latency, failing venues, and the emergency stop with its triggers and its actions.</summary>
public sealed partial class Trader<TSink>
{
    private const int CriticalServices = 16;

    private readonly ExecutionBreaker[] _breakers = new ExecutionBreaker[256];
    private StopTrigger _trigger;
    private long _triggerValue;
    private Text36 _triggerWho;
    private bool _isSlow;

    // What an operator wants of the desk's orders: as it was when everything was stopped, or what was set since.
    private DeskMode _modeAfterStop;

    /// <summary>Stopped, or about to be once the work at hand is done: nothing is placed from the input on that triggers a stop.</summary>
    private bool IsStopping => IsStopped || _trigger != StopTrigger.None;

    private void HearLatency(long latencyNs)
    {
        var isSlow = _isSlow ? latencyNs >= _settings.LatencyLimitNs / 2 : latencyNs > _settings.LatencyLimitNs;
        if (isSlow == _isSlow)
            return;
        _isSlow = isSlow;
        Audit(new DeskAudit
        {
            Kind = DeskAuditKind.ConditionsChanged,
            Severity = isSlow ? DeskSeverity.Warning : DeskSeverity.Notice,
            Code = (ushort)(isSlow ? DeskConditions.HighLatency : DeskConditions.Normal),
            Value = latencyNs,
            Other = _settings.LatencyLimitNs,
        });
    }

    /// <summary>What a report says about whether the venue's execution works. A refusal for what an order says is an answer: it works.</summary>
    private void Judge(in OrderReport report)
    {
        ref var breaker = ref _breakers[(int)report.Venue];
        var before = breaker.State;
        switch (report.Kind)
        {
            case OrderReportKind.StreamDown:
                breaker.Open(Now);
                break;
            case OrderReportKind.StreamUp:
                breaker.Try();
                break;
            case OrderReportKind.Accepted or OrderReportKind.Filled or OrderReportKind.Cancelled or OrderReportKind.Amended:
                breaker.Succeed();
                break;
            case OrderReportKind.Unknown:
                breaker.Fail(Now);
                break;
            case OrderReportKind.Rejected or OrderReportKind.CancelRejected or OrderReportKind.AmendRejected when report.Failure == FailureClass.Halt:
                breaker.Open(Now);
                break;
            case OrderReportKind.Rejected or OrderReportKind.CancelRejected or OrderReportKind.AmendRejected when report.Failure is FailureClass.Retry or FailureClass.BackOff or FailureClass.Unknown:
                breaker.Fail(Now);
                break;
            case OrderReportKind.Rejected or OrderReportKind.CancelRejected or OrderReportKind.AmendRejected:
                breaker.Succeed();
                break;
        }

        if (breaker.State != before)
            TellBreaker(report.Venue, before);
    }

    /// <summary>The mission's table for order execution that fails: cancel what is pending, observe, alert; of the venue that fails.</summary>
    private void TellBreaker(FeedVenue venue, BreakerState before)
    {
        var state = _breakers[(int)venue].State;
        Audit(new DeskAudit
        {
            Kind = DeskAuditKind.BreakerChanged,
            Severity = state == BreakerState.Open ? DeskSeverity.Critical : DeskSeverity.Notice,
            Venue = venue,
            Code = (ushort)state,
            Value = (long)before,
        });
        if (state == BreakerState.Open && _orders.CancelAll(venue) > 0)
            Audit(new DeskAudit { Kind = DeskAuditKind.CancelAll, Venue = venue, Code = (ushort)DeskConditions.ExecutionFailing });
    }

    private void OnProblem(in DeskProblem problem)
    {
        var trigger = problem.Kind switch
        {
            DeskProblemKind.DailyLoss or DeskProblemKind.Drawdown when problem.Strategy.Equals(StrategyId.None) => StopTrigger.Drawdown,
            DeskProblemKind.MarginRatio => StopTrigger.Margin,
            DeskProblemKind.RejectsBreaker => StopTrigger.Rejects,
            _ => StopTrigger.None,
        };
        Audit(new DeskAudit
        {
            Kind = problem.Kind switch { DeskProblemKind.OverFilled => DeskAuditKind.OverFilled, _ => DeskAuditKind.Problem },
            Severity = SeverityOf(problem.Kind),
            Order = problem.Order,
            Strategy = problem.Strategy,
            Listing = problem.Listing,
            Venue = problem.Venue,
            Code = (ushort)problem.Kind,
            Value = problem.Value,
        });
        if (trigger != StopTrigger.None)
            Trigger(trigger, problem.Value, default);
        else if (problem.Kind == DeskProblemKind.StopLoss)
            HearStopLoss(problem.Listing, problem.Value);
    }

    private static DeskSeverity SeverityOf(DeskProblemKind kind) => kind switch
    {
        DeskProblemKind.OverFilled or DeskProblemKind.FillAfterReject or DeskProblemKind.FillForgotten or DeskProblemKind.FillsMissing or DeskProblemKind.VenueHalts or DeskProblemKind.DifferenceHalts
            or DeskProblemKind.RejectsBreaker or DeskProblemKind.DailyLoss or DeskProblemKind.Drawdown or DeskProblemKind.MarginRatio or DeskProblemKind.StopLoss or DeskProblemKind.OrphanLost => DeskSeverity.Critical,
        DeskProblemKind.ForeignOrderFound or DeskProblemKind.ForeignOrderEnded => DeskSeverity.Notice,
        _ => DeskSeverity.Warning,
    };

    private void OnLimit(in LimitChange change) => Audit(new DeskAudit
    {
        Kind = DeskAuditKind.LimitChanged,
        Severity = DeskSeverity.Notice,
        Number = (int)change.Kind,
        Code = (ushort)change.Scope,
        Value = change.New,
        Other = change.Old,
        Text = change.Who,
    });

    /// <summary>Remembered until the work at hand is done; the first trigger of an input counts.</summary>
    private void Trigger(StopTrigger trigger, long value, Text36 who)
    {
        if (_trigger == StopTrigger.None)
            (_trigger, _triggerValue, _triggerWho) = (trigger, value, who);
    }

    /// <summary>The mission's six actions, in its order: no new signals, cancel all, close positions where wished, persist, alert, observe.</summary>
    private void DoWhatWasTriggered()
    {
        if (_trigger == StopTrigger.None)
            return;
        var (trigger, value, who) = (_trigger, _triggerValue, _triggerWho);
        _trigger = StopTrigger.None;
        if (IsStopped)
            return;
        IsStopped = true;
        foreach (var slot in _slots)
        {
            if (slot.State is StrategyState.Running)
                Change(slot, StrategyState.Paused, StrategyFault.None, default);
        }

        var cancelled = _orders.CancelAll();
        Audit(new DeskAudit { Kind = DeskAuditKind.CancelAll, Number = cancelled, Code = (ushort)DeskConditions.EmergencyStop });
        (_isFlattening, _isClearing) = (_settings.FlattensOnStop, true);
        foreach (var followed in _followed)
            followed?.AllowClose();
        _nextFlatten = _isFlattening ? Now : new Timestamp(Now.Nanoseconds + FlattenEveryNs);
        _modeAfterStop = (DeskMode)Risk.LimitOf(RiskLimitKind.DeskModeOf);
        _isLoosened = !_isFlattening && _closings > 0 && _modeAfterStop != DeskMode.CancelsOnly;
        _orders.TrySetLimit(RiskLimitKind.DeskModeOf, 0, (long)(_isFlattening || _isLoosened ? DeskMode.ReduceOnly : DeskMode.CancelsOnly), Text36.Of("desk"));
        Audit(new DeskAudit { Kind = DeskAuditKind.PersistRequested });
        Audit(new DeskAudit { Kind = DeskAuditKind.EmergencyStop, Severity = DeskSeverity.Critical, Code = (ushort)trigger, Value = value, Number = cancelled, Text = who });
    }

    private CommandRefusal Resume(in DeskCommand command)
    {
        if (!IsStopped)
            return CommandRefusal.WrongState;
        if (command.Who.IsEmpty || command.Reason.IsEmpty)
            return CommandRefusal.NoReason;
        (IsStopped, _isFlattening, _isClearing, _isLoosened) = (false, false, false, false);
        _orders.CloseRejectsBreaker(command.Who);
        _orders.TrySetLimit(RiskLimitKind.DeskModeOf, 0, (long)_modeAfterStop, command.Who);
        Audit(new DeskAudit { Kind = DeskAuditKind.Resumed, Severity = DeskSeverity.Notice, Text = command.Who });
        return CommandRefusal.None;
    }

    private void DoWhatIsDue()
    {
        if (_orders.NextDeadline is { IsNone: false } deadline && deadline <= Now)
            _orders.Advance();
        EndGraces();
        foreach (var venue in _venues)
        {
            var before = _breakers[(int)venue.Venue].State;
            if (_breakers[(int)venue.Venue].Advance(Now))
                TellBreaker(venue.Venue, before);
        }

        foreach (var slot in _slots)
        {
            while (slot.IsCalled && slot.TryTakeTimer(Now, out var timer))
                Call(slot, CallKind.Timer, ListingId.None, timer);
        }

        if (_isFlattening && Now >= _nextFlatten)
            Flatten();
        else if (_isClearing && Now >= _nextFlatten)
            Clear();
        if (_closings > 0 && Now >= _nextClose)
            CloseOn();
    }

    private Timestamp EarliestDeadline()
    {
        var earliest = _orders.NextDeadline;
        Take(ref earliest, _nextGraceEnd);
        if (_isFlattening || _isClearing)
            Take(ref earliest, _nextFlatten);
        if (_closings > 0)
            Take(ref earliest, _nextClose);
        foreach (var venue in _venues)
            Take(ref earliest, _breakers[(int)venue.Venue].Until);
        foreach (var slot in _slots)
        {
            if (slot.IsCalled)
                Take(ref earliest, slot.NextTimer);
        }

        return earliest;
    }

    private static void Take(ref Timestamp earliest, Timestamp other)
    {
        if (!other.IsNone && (earliest.IsNone || other < earliest))
            earliest = other;
    }
}
