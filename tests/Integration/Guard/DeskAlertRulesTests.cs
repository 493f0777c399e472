using Rialto.Gateways;
using Rialto.Host.Desk.Alerting;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Guard;

/// <summary>The mission's table of alerts, rule by rule, in virtual time.</summary>
public sealed class DeskAlertRulesTests
{
    private readonly Alerts _alerts = new();
    private readonly List<string> _told = [];
    private readonly DeskAlertRules _rules;
    private TimeSpan _now = TimeSpan.FromHours(2);
    private DeskFigures _figures;

    public DeskAlertRulesTests()
    {
        _alerts.Changed += (alert, isRaised) => _told.Add($"{(isRaised ? "+" : "-")}{alert.Severity} {alert.Name}");
        _alerts.Happened += alert => _told.Add($"!{alert.Severity} {alert.Name}");
        _rules = new DeskAlertRules(_alerts, new DeskAlertLimits { FillPercent = 80 }, id => "maker" + id);
        Step(0);
    }

    [Fact]
    public void A_market_that_is_gone_for_half_a_minute_is_told_until_all_of_the_venue_are_back()
    {
        var (one, other) = (new Model.Feeds.ListingId(1), new Model.Feeds.ListingId(2));
        _rules.Market(one, Model.Feeds.FeedVenue.BinanceSpot, isBelieved: false, TimeSpan.Zero);
        _rules.Apply(new Trading.DeskAudit { Kind = Trading.DeskAuditKind.ConditionsChanged, Listing = other, Venue = Model.Feeds.FeedVenue.BinanceSpot, Code = (ushort)Trading.Strategy.DeskConditions.StaleMarket }, TimeSpan.FromSeconds(5));
        _rules.Sample(default, TimeSpan.FromSeconds(29));
        Assert.False(_alerts.IsRaised("desk_market_binance"));
        _rules.Sample(default, TimeSpan.FromSeconds(30));
        Assert.True(_alerts.IsRaised("desk_market_binance"));
        _rules.Market(one, Model.Feeds.FeedVenue.BinanceSpot, isBelieved: true, TimeSpan.FromSeconds(31));
        Assert.True(_alerts.IsRaised("desk_market_binance"));
        _rules.Apply(new Trading.DeskAudit { Kind = Trading.DeskAuditKind.ConditionsChanged, Listing = other, Venue = Model.Feeds.FeedVenue.BinanceSpot }, TimeSpan.FromSeconds(32));
        Assert.False(_alerts.IsRaised("desk_market_binance"));
    }

    [Fact]
    public void A_stop_lasts_until_somebody_resumes_the_desk()
    {
        Say(new DeskAudit { Kind = DeskAuditKind.Problem, Severity = DeskSeverity.Critical, Code = (ushort)DeskProblemKind.Drawdown, Value = 5 });
        Say(new DeskAudit { Kind = DeskAuditKind.EmergencyStop, Severity = DeskSeverity.Critical, Code = (ushort)StopTrigger.Drawdown, Text = Text36.Of("alice") });
        Say(new DeskAudit { Kind = DeskAuditKind.EmergencyStop, Severity = DeskSeverity.Critical, Code = (ushort)StopTrigger.Drawdown, Text = Text36.Of("alice") });
        Assert.Equal(["+Critical desk_drawdown", "+Critical desk_stopped"], _told);
        Assert.Contains("Drawdown (alice)", _alerts.Raised[1].Text, StringComparison.Ordinal);
        Step(3_000);
        Assert.Equal(2, _told.Count);
        Say(new DeskAudit { Kind = DeskAuditKind.Resumed });
        Assert.Equal(["!Info desk_resumed", "-Critical desk_drawdown", "-Critical desk_stopped"], _told.Skip(_told.Count - 3).Order(StringComparer.Ordinal));
        Assert.Empty(_alerts.Raised);
    }

    [Fact]
    public void Margin_and_halted_venues_are_critical_a_strategys_own_loss_is_not_the_desks()
    {
        Say(new DeskAudit { Kind = DeskAuditKind.Problem, Severity = DeskSeverity.Critical, Code = (ushort)DeskProblemKind.MarginRatio });
        Say(new DeskAudit { Kind = DeskAuditKind.Problem, Severity = DeskSeverity.Critical, Code = (ushort)DeskProblemKind.VenueHalts, Venue = FeedVenue.BinanceSpot });
        Say(new DeskAudit { Kind = DeskAuditKind.Problem, Severity = DeskSeverity.Warning, Code = (ushort)DeskProblemKind.DailyLoss, Strategy = new StrategyId(2) });
        Say(new DeskAudit { Kind = DeskAuditKind.OverFilled, Severity = DeskSeverity.Critical, Code = (ushort)DeskProblemKind.OverFilled });
        Assert.Equal(["+Critical desk_margin", "+Critical desk_halted_binance", "!Warning desk_problem_DailyLoss", "!Critical desk_problem_OverFilled"], _told);
    }

    [Fact]
    public void A_stream_that_is_down_is_told_after_thirty_seconds_and_when_it_is_back()
    {
        Stream(isUp: false, 29);
        Assert.Empty(_told);
        Stream(isUp: false, 1);
        Stream(isUp: false, 100);
        Assert.Equal(["+Critical desk_stream_binance"], _told);
        Stream(isUp: true, 1);
        Stream(isUp: false, 20);
        Stream(isUp: true, 1);
        Assert.Equal(["+Critical desk_stream_binance", "-Critical desk_stream_binance"], _told);
    }

    [Fact]
    public void A_breaker_that_is_open_is_told_after_a_minute()
    {
        Say(new DeskAudit { Kind = DeskAuditKind.BreakerChanged, Venue = FeedVenue.Okx, Code = (ushort)BreakerState.Open });
        Step(59);
        Say(new DeskAudit { Kind = DeskAuditKind.BreakerChanged, Venue = FeedVenue.Okx, Code = (ushort)BreakerState.HalfOpen });
        Say(new DeskAudit { Kind = DeskAuditKind.BreakerChanged, Venue = FeedVenue.Okx, Code = (ushort)BreakerState.Open });
        Step(59);
        Assert.Empty(_told);
        Step(1);
        Say(new DeskAudit { Kind = DeskAuditKind.BreakerChanged, Venue = FeedVenue.Okx, Code = (ushort)BreakerState.Closed });
        Assert.Equal(["+Critical desk_breaker_okx", "-Critical desk_breaker_okx"], _told);
    }

    [Fact]
    public void Rates_are_those_of_the_last_five_minutes_and_of_enough()
    {
        // 3 of 19 are too few to tell; 3 of 29 are more than 10 %, 3 of 30 are not.
        Do(new DeskFigures { Requests = 19, Refused = 3 });
        Assert.Empty(_told);
        Do(new DeskFigures { Requests = 10 });
        Assert.Equal(["+Critical desk_rejects"], _told);
        Do(new DeskFigures { Requests = 1 });
        Assert.Equal(["+Critical desk_rejects", "-Critical desk_rejects"], _told);
        _told.Clear();

        // What was refused long ago does not count any more.
        Step(301);
        Do(new DeskFigures { Requests = 20 });
        Assert.Empty(_told);
        Do(new DeskFigures { Requests = 80, Errors = 2 });
        Assert.Equal(["+Warning desk_errors"], _told);
        Step(301);
        Assert.Equal("-Warning desk_errors", _told[^1]);
        _told.Clear();
        Do(new DeskFigures { Decisions = 1_000, Slow = 10 });
        Assert.Empty(_told);
        Do(new DeskFigures { Decisions = 1, Slow = 1 });
        Assert.Equal(["+Warning desk_latency"], _told);
    }

    [Fact]
    public void Few_fills_within_an_hour_are_a_warning_where_it_is_asked_for()
    {
        Step(3_600);
        _told.Clear();
        Do(new DeskFigures { Placed = 100, Filled = 80 });
        Assert.Empty(_told);
        Do(new DeskFigures { Placed = 1 });
        Assert.Equal(["+Warning desk_fills"], _told);
    }

    [Fact]
    public void Processor_and_memory_count_after_minutes_of_it()
    {
        _figures = _figures with { CpuPercent = 81, MemoryPercent = 91 };
        Step(0);
        Step(299);
        Assert.Empty(_told);
        Step(1);
        Step(300);
        Assert.Equal(["+Warning desk_memory", "+Warning desk_cpu"], _told);
        _figures = _figures with { CpuPercent = 80, MemoryPercent = 90 };
        Step(1);
        Assert.Empty(_alerts.Raised);
    }

    [Fact]
    public void A_mismatch_above_five_percent_is_critical()
    {
        Say(new DeskAudit { Kind = DeskAuditKind.Mismatch, Severity = DeskSeverity.Warning, Venue = FeedVenue.BinanceSpot, Value = 95, Other = 100 });
        Say(new DeskAudit { Kind = DeskAuditKind.Mismatch, Severity = DeskSeverity.Warning, Venue = FeedVenue.BinanceSpot, Value = 94, Other = 100 });
        Say(new DeskAudit { Kind = DeskAuditKind.Mismatch, Severity = DeskSeverity.Warning, Venue = FeedVenue.BinanceSpot, Value = long.MinValue, Other = long.MaxValue });
        Say(new DeskAudit { Kind = DeskAuditKind.Mismatch, Severity = DeskSeverity.Notice, Venue = FeedVenue.BinanceSpot, Value = 0, Other = 100 });
        Assert.Equal(["!Warning desk_mismatch_binance", "!Critical desk_mismatch_binance", "!Critical desk_mismatch_binance"], _told);
    }

    [Fact]
    public void Strategies_changes_and_milestones_are_good_to_know()
    {
        Say(new DeskAudit { Kind = DeskAuditKind.StrategyChanged, Strategy = new StrategyId(1), State = StrategyState.Running });
        Say(new DeskAudit { Kind = DeskAuditKind.StrategyChanged, Strategy = new StrategyId(1), State = StrategyState.Faulted, Code = 1 });
        Say(new DeskAudit { Kind = DeskAuditKind.ParameterChanged, Strategy = new StrategyId(1) });
        Say(new DeskAudit { Kind = DeskAuditKind.LimitChanged });
        _rules.DayEnded("2026-11-22: nothing");
        _rules.Lost(0);
        _rules.Lost(2);
        Step(3_599);
        Step(1);
        Assert.Equal(["!Info desk_strategy_maker1", "!Warning desk_strategy_maker1", "!Info desk_parameter", "!Info desk_limit", "!Info desk_day", "!Warning desk_records_lost", "!Info desk_uptime"], _told);
    }

    [Fact]
    public void The_desks_thread_leaves_records_without_allocating_and_never_waits()
    {
        var feed = new DeskAlertFeed();
        var audit = new DeskAudit { Kind = DeskAuditKind.Problem };
        var report = new OrderReport { Kind = OrderReportKind.Unknown };
        feed.Take(in audit);
        feed.Take(in report);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 5_000 / Allocations.Rounds; i++)
            {
                feed.Take(in audit);
                feed.Take(in report);
            }
        }));
        Assert.Equal((5_001 - 4_096, 5_001L), (feed.Lost, feed.Errors));
        feed.Take(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.Okx });
        Assert.True(feed.IsUp(FeedVenue.Okx));
        feed.Take(new OrderReport { Kind = OrderReportKind.StreamDown, Venue = FeedVenue.Okx });
        Assert.False(feed.IsUp(FeedVenue.Okx));
    }

    private void Say(in DeskAudit audit) => _rules.Apply(in audit, _now);

    private void Stream(bool isUp, int seconds)
    {
        _rules.Stream(FeedVenue.BinanceSpot, isUp, _now);
        Step(seconds);
    }

    private void Step(int seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        _rules.Sample(in _figures, _now);
    }

    private void Do(DeskFigures more)
    {
        _figures = _figures with
        {
            Requests = _figures.Requests + more.Requests,
            Refused = _figures.Refused + more.Refused,
            Errors = _figures.Errors + more.Errors,
            Placed = _figures.Placed + more.Placed,
            Filled = _figures.Filled + more.Filled,
            Decisions = _figures.Decisions + more.Decisions,
            Slow = _figures.Slow + more.Slow,
        };
        Step(1);
    }
}
