using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Rialto.Gateways;
using Rialto.Host.Alerting;
using Rialto.Host.Desk.Guarding;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Host.Desk.Alerting;

/// <summary>Tells people about a running desk: once a second what it has left in its feed and its figures go through the rules, and what follows goes to the log and every channel.</summary>
internal sealed class DeskAlerts : IAsyncDisposable
{
    private const string Role = "desk";
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(1);

    private readonly RunningDesk _desk;
    private readonly DeskAlertFeed _feed = new();
    private readonly DeskAlertLimits _limits;
    private readonly DeskAlertRules _rules;
    private readonly AlertDelivery _delivery;
    private readonly AlertBoard _board;
    private readonly ILoggerFactory _logs;
    private readonly Action<string> _say;
    private readonly CancellationTokenSource _stop = new();
    private readonly FeedVenue[] _venues;
    private readonly Process _process = Process.GetCurrentProcess();
    private readonly long _begun = Stopwatch.GetTimestamp();
    private TimeSpan _cpu;
    private TimeSpan _cpuAt;
    private long _lost;
    private DateOnly _day = DateOnly.FromDateTime(DateTime.UtcNow);
    private Task _running = Task.CompletedTask;

    private DeskAlerts(RunningDesk desk, GuardSettings settings, Action<string> say)
    {
        (_desk, _limits, _say) = (desk, settings.Rules, say);
        _venues = [.. desk.Settings.Venues.Select(venue => venue.Venue)];
        _rules = new DeskAlertRules(Alerts, settings.Rules, id => id.Value > 0 && id.Value <= desk.Settings.Strategies.Length ? desk.Settings.Strategies[id.Value - 1].Name : "-");
        _logs = LoggerFactory.Create(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
        _delivery = new AlertDelivery(settings.Alerts, Role, Alerts, _logs, TimeProvider.System);
        _board = new AlertBoard(Alerts, _delivery, TimeProvider.System);
        Alerts.Changed += (alert, isRaised) => _say(isRaised ? $"{alert.Severity} {alert.Name}: {alert.Text}" : $"{alert.Name} is over");
        Alerts.Happened += alert =>
        {
            if (alert.Severity > AlertSeverity.Info)
                _say($"{alert.Severity} {alert.Name}: {alert.Text}");
        };
    }

    /// <summary>What is wrong now.</summary>
    public Alerts Alerts { get; } = new();

    /// <summary>Begins, before the desk's thread runs and after its past was replayed: what was is not told again.</summary>
    /// <param name="desk">Of which.</param>
    /// <param name="settings">Who is told, from where on.</param>
    /// <param name="isLive">Venues have private streams.</param>
    /// <param name="say">A line in the desk's log.</param>
    public static DeskAlerts Begin(RunningDesk desk, GuardSettings settings, bool isLive, Action<string> say)
    {
        var alerts = new DeskAlerts(desk, settings, say);
        desk.Counts.Alerts = alerts._feed;

        // A feed that is dead from the beginning changes nothing, and is told all the same.
        for (var place = 0; isLive && place < desk.Trader.Portfolio.TradedCount; place++)
        {
            var listing = desk.Listings[desk.Trader.Portfolio.TradedAt(place).Listing];
            alerts._rules.Market(listing.Id, listing.Venue, isBelieved: false, TimeSpan.Zero);
        }

        desk.Alerts = alerts._board;
        alerts._running = alerts.RunAsync(isLive);
        return alerts;
    }

    /// <summary>As <see cref="Begin"/>, of a desk at venues that pretend: on its page, where it has one; people are told only where a channel is set.</summary>
    /// <returns>Null where nobody would see them.</returns>
    public static DeskAlerts? BeginOnPaper(RunningDesk desk, DeskSettings settings, Action<string> say)
    {
        var hasChannels = settings.Guard.Alerts.Channels.Count > 0;
        return hasChannels || settings.Door is not null ? Begin(desk, settings.Guard, isLive: false, hasChannels ? say : static _ => { }) : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Look(isLive: false);
        await _delivery.DisposeAsync();
        _logs.Dispose();
        _stop.Dispose();
        _process.Dispose();
    }

    private async Task RunAsync(bool isLive)
    {
        using var timer = new PeriodicTimer(_every);
        while (await timer.WaitForNextTickAsync(_stop.Token))
            Look(isLive);
    }

    private void Look(bool isLive)
    {
        var now = Stopwatch.GetElapsedTime(_begun);
        while (_feed.TryTake(out var audit))
            _rules.Apply(in audit, now);
        foreach (var venue in isLive ? _venues : [])
            _rules.Stream(venue, _feed.IsUp(venue), now);
        _rules.Lost(_feed.Lost - _lost);
        _lost = _feed.Lost;
        _rules.Sample(Figures(now), now);
        if (_desk.Configuration?.Problem is { } problem)
            Alerts.Raise("desk_configuration", AlertSeverity.Warning, $"{problem}. The desk goes on with what it had.");
        else
            Alerts.Clear("desk_configuration");
        if (DateOnly.FromDateTime(DateTime.UtcNow) is var today && today > _day)
        {
            _rules.DayEnded(string.Create(
                CultureInfo.InvariantCulture, $"{_day:yyyy-MM-dd}: {_desk.Counts.Placed:N0} orders and {_desk.Counts.Fills:N0} fills since the desk's start; rialto pnl --desk {_desk.Settings.Folder} has the results."));
            _day = today;
        }

        _board.Refresh();
    }

    private DeskFigures Figures(TimeSpan now)
    {
        var counts = _desk.Counts;
        var requests = counts.Requests;
        _process.Refresh();
        var cpu = _process.TotalProcessorTime;
        var passed = (now - _cpuAt) * Environment.ProcessorCount;
        var cpuPercent = passed > TimeSpan.Zero ? (int)(100 * (cpu - _cpu) / passed) : 0;
        (_cpu, _cpuAt) = (cpu, now);
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var decisions = _desk.TickToIntent.Count;
        return new DeskFigures(
            counts.Placed + requests.GetValueOrDefault(OrderRequestKind.Cancel) + requests.GetValueOrDefault(OrderRequestKind.Amend), counts.VenueRefusals, _feed.Errors, counts.Placed, _feed.Filled, decisions,
            decisions - Math.Min(decisions, _desk.TickToIntent.CountAtMost(_limits.LatencyMs * 1_000_000L)), cpuPercent, memory > 0 ? (int)(100 * _process.WorkingSet64 / memory) : 0);
    }
}
