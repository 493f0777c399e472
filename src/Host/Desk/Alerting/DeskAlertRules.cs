using System.Globalization;
using Rialto.Adapters.Orders;
using Rialto.Gateways;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Alerting;

/// <summary>
/// When people are told of a desk: a function of what the desk says, what its venues' streams do, its figures, and the time. What lasts is raised and cleared, what happens once is told; the same said
/// again changes nothing (<see cref="Alerts"/>), and channels limit how often each is told. One thread.
/// </summary>
/// <param name="alerts">Told to people.</param>
/// <param name="limits">From where on.</param>
/// <param name="nameOf">What a strategy is called.</param>
internal sealed class DeskAlertRules(Alerts alerts, DeskAlertLimits limits, Func<StrategyId, string> nameOf)
{
    private static readonly TimeSpan[] _milestones = [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromDays(90), TimeSpan.FromDays(365)];

    private readonly FigureWindow _five = new(TimeSpan.FromMinutes(5));
    private readonly FigureWindow _hour = new(TimeSpan.FromHours(1));
    private readonly Dictionary<FeedVenue, TimeSpan> _downSince = [];
    private readonly Dictionary<FeedVenue, TimeSpan> _openSince = [];
    private readonly Dictionary<ListingId, (FeedVenue Venue, TimeSpan Since)> _staleSince = [];
    private readonly HashSet<string> _untilResumed = [];
    private TimeSpan? _begun;
    private TimeSpan? _busySince;
    private TimeSpan? _fullSince;
    private int _milestone;

    /// <summary>What the desk said.</summary>
    public void Apply(in DeskAudit audit, TimeSpan now)
    {
        switch (audit.Kind)
        {
            case DeskAuditKind.EmergencyStop:
                Raise("desk_stopped", $"Everything was stopped: {(StopTrigger)audit.Code}{Of(audit.Text)}. Strategies stay stopped until somebody resumes the desk.");
                break;
            case DeskAuditKind.Resumed:
                foreach (var name in _untilResumed)
                    alerts.Clear(name);
                _untilResumed.Clear();
                alerts.Tell("desk_resumed", AlertSeverity.Info, $"The desk may be used again{Of(audit.Text)}.");
                break;
            case DeskAuditKind.StopLossHit:
                alerts.Raise(
                    StopLossOf(in audit), AlertSeverity.Critical,
                    string.Create(CultureInfo.InvariantCulture, $"A stop-loss at {NameOf(audit.Venue)} (listing {audit.Listing.Value}) was hit: its strategies are paused, {audit.Quantity.Units} of its smallest units are being closed. The loss was {audit.Value} (10^-8)."));
                break;
            case DeskAuditKind.StopLossClosed:
                alerts.Clear(StopLossOf(in audit));
                alerts.Tell(
                    StopLossOf(in audit) + "_closed", audit.Quantity.IsZero ? AlertSeverity.Warning : AlertSeverity.Critical,
                    string.Create(CultureInfo.InvariantCulture, $"What a stop-loss closed at {NameOf(audit.Venue)} (listing {audit.Listing.Value}) is done{Of(audit.Text)}: {audit.Quantity.Units} of its smallest units are left. Strategies stay paused until somebody starts each."));
                break;
            case DeskAuditKind.Problem or DeskAuditKind.OverFilled:
                Apply((DeskProblemKind)audit.Code, in audit);
                break;
            case DeskAuditKind.Mismatch when audit.Severity >= DeskSeverity.Warning:
                var isLarge = limits.MismatchPercent > 0 && (Int128)100 * Int128.Abs((Int128)audit.Value - audit.Other) > (Int128)limits.MismatchPercent * Int128.Max(Int128.Abs(audit.Value), Int128.Abs(audit.Other));
                alerts.Tell(
                    "desk_mismatch_" + NameOf(audit.Venue), isLarge ? AlertSeverity.Critical : AlertSeverity.Warning,
                    string.Create(CultureInfo.InvariantCulture, $"A position at {NameOf(audit.Venue)} (listing {audit.Listing.Value}) was {audit.Value} by the desk and is {audit.Other} by the venue, in its smallest units; the venue's counts."));
                break;
            case DeskAuditKind.BreakerChanged:
                if (audit.Code == (ushort)BreakerState.Open)
                    _openSince.TryAdd(audit.Venue, now);
                else
                {
                    _openSince.Remove(audit.Venue);
                    alerts.Clear("desk_breaker_" + NameOf(audit.Venue));
                }

                break;
            case DeskAuditKind.ConditionsChanged when !audit.Listing.IsNone:
                Market(audit.Listing, audit.Venue, ((DeskConditions)audit.Code & DeskConditions.StaleMarket) == 0, now);
                break;
            case DeskAuditKind.StrategyChanged:
                var fault = (StrategyFault)audit.Code;
                alerts.Tell(
                    "desk_strategy_" + nameOf(audit.Strategy), fault == StrategyFault.None ? AlertSeverity.Info : AlertSeverity.Warning,
                    $"Strategy {nameOf(audit.Strategy)} is {audit.State}{(fault == StrategyFault.None ? "" : $": {fault}")}{Of(audit.Text)}.");
                break;
            case DeskAuditKind.ParameterChanged:
                alerts.Tell("desk_parameter", AlertSeverity.Info, string.Create(CultureInfo.InvariantCulture, $"Parameter {audit.Number} of strategy {nameOf(audit.Strategy)} was changed{Of(audit.Text)}."));
                break;
            case DeskAuditKind.LimitChanged:
                alerts.Tell("desk_limit", AlertSeverity.Info, $"Limit {(Trading.Risk.RiskLimitKind)audit.Number} is {audit.Value} and was {audit.Other} (10^-8){Of(audit.Text)}.");
                break;
            case DeskAuditKind.Swapped:
                alerts.Tell("desk_strategy_" + nameOf(audit.Strategy), AlertSeverity.Info, $"Strategy {nameOf(audit.Strategy)} was exchanged.");
                break;
        }
    }

    /// <summary>Whether a market's book may be believed; told at the start of each as not believed.</summary>
    public void Market(ListingId listing, FeedVenue venue, bool isBelieved, TimeSpan now)
    {
        if (!isBelieved)
        {
            _staleSince.TryAdd(listing, (venue, now));
            return;
        }

        if (_staleSince.Remove(listing) && !_staleSince.Values.Any(stale => stale.Venue == venue))
            alerts.Clear("desk_market_" + NameOf(venue));
    }

    /// <summary>What a venue's private stream does; told at the start of each as down.</summary>
    public void Stream(FeedVenue venue, bool isUp, TimeSpan now)
    {
        if (!isUp)
        {
            _downSince.TryAdd(venue, now);
            return;
        }

        _downSince.Remove(venue);
        alerts.Clear("desk_stream_" + NameOf(venue));
    }

    /// <summary>Figures, about once a second.</summary>
    public void Sample(in DeskFigures figures, TimeSpan now)
    {
        _begun ??= now;
        foreach (var (venue, since) in _downSince)
            Lasting("desk_stream_" + NameOf(venue), AlertSeverity.Critical, now - since, limits.StreamDown, $"The private stream of {NameOf(venue)} is down for {limits.StreamDown.TotalSeconds:0} s: what happens to our orders is not heard.");
        foreach (var market in _staleSince.Values.GroupBy(stale => stale.Venue))
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"The books of {market.Count()} markets of {NameOf(market.Key)} may not be believed for {limits.StreamDown.TotalSeconds:0} s: the feed is down, or does not know them. Nothing is placed there.");
            Lasting("desk_market_" + NameOf(market.Key), AlertSeverity.Critical, now - market.Min(stale => stale.Since), limits.StreamDown, text);
        }

        foreach (var (venue, since) in _openSince)
            Lasting("desk_breaker_" + NameOf(venue), AlertSeverity.Critical, now - since, limits.BreakerOpen, $"Requests to {NameOf(venue)} fail for {limits.BreakerOpen.TotalSeconds:0} s: nothing is placed there.");
        var five = _five.Take(in figures, now);
        var hour = _hour.Take(in figures, now);
        Rate("desk_rejects", AlertSeverity.Critical, figures.Refused - five.Refused, figures.Requests - five.Requests, limits.RejectPercent, 100, "of the requests of the last five minutes were refused by venues");
        Rate("desk_errors", AlertSeverity.Warning, figures.Errors - five.Errors, figures.Requests - five.Requests, limits.ErrorPermille, 1_000, "of the requests of the last five minutes ended without an answer, or failed");
        Rate("desk_latency", AlertSeverity.Warning, limits.LatencyMs == 0 ? 0 : figures.Slow - five.Slow, figures.Decisions - five.Decisions, 1, 100, $"of the decisions of the last five minutes took longer than {limits.LatencyMs} ms");
        var (placed, filled) = (figures.Placed - hour.Placed, figures.Filled - hour.Filled);
        Rate("desk_fills", AlertSeverity.Warning, limits.FillPercent == 0 || now - _begun < TimeSpan.FromHours(1) ? 0 : placed - filled, placed, 100 - limits.FillPercent, 100, "of the orders of the last hour were not filled");
        For(ref _busySince, limits.CpuPercent > 0 && figures.CpuPercent > limits.CpuPercent, "desk_cpu", TimeSpan.FromMinutes(10), $"The desk takes more than {limits.CpuPercent} % of the processors for ten minutes.", now);
        For(ref _fullSince, limits.MemoryPercent > 0 && figures.MemoryPercent > limits.MemoryPercent, "desk_memory", TimeSpan.FromMinutes(5), $"The desk takes more than {limits.MemoryPercent} % of its memory for five minutes.", now);
        while (_milestone < _milestones.Length && now - _begun >= _milestones[_milestone])
            alerts.Tell("desk_uptime", AlertSeverity.Info, $"The desk runs for {Text(_milestones[_milestone++])}.");
    }

    /// <summary>Records that are of no rule, and some that could not be kept.</summary>
    public void Lost(long records)
    {
        if (records > 0)
            alerts.Tell("desk_records_lost", AlertSeverity.Warning, string.Create(CultureInfo.InvariantCulture, $"{records} records of the desk came faster than they were looked at: alerts about them were not made. The journal has them all."));
    }

    /// <summary>A day has ended.</summary>
    public void DayEnded(string summary) => alerts.Tell("desk_day", AlertSeverity.Info, summary);

    private void Apply(DeskProblemKind kind, in DeskAudit audit)
    {
        var where = audit.Venue == FeedVenue.None ? "" : $" at {NameOf(audit.Venue)}";
        var who = audit.Strategy.Value == 0 ? "" : $" of strategy {nameOf(audit.Strategy)}";
        var text = string.Create(CultureInfo.InvariantCulture, $"{kind}{where}{who}: {audit.Value}{(audit.Order.IsNone ? "" : $", order {audit.Order}")}.");
        switch (kind)
        {
            case DeskProblemKind.DailyLoss or DeskProblemKind.Drawdown when audit.Strategy.Value == 0:
                Raise("desk_drawdown", $"The day's loss or fall is beyond its limit. {text}");
                break;
            case DeskProblemKind.MarginRatio:
                Raise("desk_margin", $"The margin is below its threshold. {text}");
                break;
            case DeskProblemKind.VenueHalts or DeskProblemKind.DifferenceHalts:
                Raise("desk_halted_" + NameOf(audit.Venue), $"A venue takes cancels only until somebody has looked. {text}");
                break;
            default:
                // A kind is one alert: a channel counts what it does not tell.
                alerts.Tell("desk_problem_" + kind, audit.Severity switch { DeskSeverity.Critical => AlertSeverity.Critical, DeskSeverity.Warning => AlertSeverity.Warning, _ => AlertSeverity.Info }, text);
                break;
        }
    }

    // What only a person ends.
    private void Raise(string name, string text)
    {
        _untilResumed.Add(name);
        alerts.Raise(name, AlertSeverity.Critical, text);
    }

    private void Lasting(string name, AlertSeverity severity, TimeSpan lasted, TimeSpan limit, string text)
    {
        if (limit > TimeSpan.Zero && lasted >= limit)
            alerts.Raise(name, severity, text);
    }

    private void Rate(string name, AlertSeverity severity, long part, long whole, int limit, int of, string what)
    {
        if (limit > 0 && whole >= limits.CountMin && (Int128)part * of > (Int128)whole * limit)
            alerts.Raise(name, severity, string.Create(CultureInfo.InvariantCulture, $"More than {(of == 1_000 ? limit / 10m : limit)} % {what}."));
        else if (alerts.IsRaised(name))
            alerts.Clear(name);
    }

    private void For(ref TimeSpan? since, bool isSo, string name, TimeSpan limit, string text, TimeSpan now)
    {
        since = isSo ? since ?? now : null;
        if (since is null)
            alerts.Clear(name);
        else
            Lasting(name, AlertSeverity.Warning, now - since.Value, limit, text);
    }

    private static string StopLossOf(in DeskAudit audit) => string.Create(CultureInfo.InvariantCulture, $"desk_stop_loss_{NameOf(audit.Venue)}_{audit.Listing.Value}");

    private static string NameOf(FeedVenue venue) => OrderVenues.TryFind(venue, out var known) ? known.Name : venue.ToString();

    private static string Of(Model.Units.Text36 text) => text.IsEmpty ? "" : $" ({text})";

    private static string Text(TimeSpan time) => time.TotalDays >= 1 ? FormattableString.Invariant($"{time.TotalDays:0} days") : FormattableString.Invariant($"{time.TotalHours:0} hours");
}
