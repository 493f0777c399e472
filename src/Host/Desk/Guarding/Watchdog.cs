using System.Diagnostics;
using Rialto.Gateways;
using Rialto.Host.Desk.Keys;

namespace Rialto.Host.Desk.Guarding;

/// <summary>How a watchdog works.</summary>
/// <param name="Folder">The desk's.</param>
/// <param name="Hang">A loop that does not turn for longer hangs.</param>
/// <param name="Patience">How long a venue may take to say that everything is cancelled.</param>
/// <param name="Kills">A process that hangs is ended before anything is cancelled.</param>
/// <param name="Keys">Keys for venues that have no gateway.</param>
internal sealed record WatchdogOptions(string Folder, TimeSpan Hang, TimeSpan Patience, bool Kills, VenueKeySettings Keys);

/// <summary>Looks at a desk's heart from another process; where it stops without an orderly end, cancels everything, and tells people. One task.</summary>
/// <param name="options">How.</param>
/// <param name="alerts">Told to people while it lasts.</param>
/// <param name="say">What it does, line by line.</param>
internal sealed class Watchdog(WatchdogOptions options, Alerts alerts, Action<string> say)
{
    /// <summary>A desk whose process died.</summary>
    public const string DiedName = "desk_died";

    /// <summary>A desk whose loop hangs.</summary>
    public const string HangsName = "desk_hangs";

    /// <summary>Orders of a desk that died or hangs may live.</summary>
    public const string OrdersName = "desk_orders_unknown";

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _again = TimeSpan.FromSeconds(5);

    private readonly DeskWatch _watch = new(options.Hang);
    private readonly WatchMemory _memory = WatchMemory.Open(options.Folder);
    private WatchVerdict _said = (WatchVerdict)(-1);
    private long _saidOf;
    private long _triedAt;
    private long _hungHandled;

    /// <summary>Watches until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_look);
        while (await timer.WaitForNextTickAsync(stop))
            await LookAsync(stop);
    }

    /// <summary>One look, and what follows from it.</summary>
    internal async Task LookAsync(CancellationToken stop)
    {
        HeartbeatView? view = Heartbeat.TryRead(options.Folder, out var beat) ? beat : null;
        var verdict = _watch.Judge(in view, beat.Process.State, Stopwatch.GetTimestamp());
        Tell(verdict, in beat);
        switch (verdict)
        {
            case WatchVerdict.Idle or WatchVerdict.Fine:
                alerts.Clear(DiedName);
                alerts.Clear(HangsName);
                alerts.Clear(OrdersName);
                _hungHandled = 0;
                break;
            case WatchVerdict.Died when _memory.Done != beat.Instance:
                await ActAsync(beat, verdict, stop);
                break;
            case WatchVerdict.Hangs when _hungHandled != beat.Instance:
                await ActAsync(beat, verdict, stop);
                break;
        }
    }

    private void Tell(WatchVerdict verdict, in HeartbeatView beat)
    {
        if (verdict == _said && beat.Instance == _saidOf)
            return;
        (_said, _saidOf) = (verdict, beat.Instance);
        say(verdict switch
        {
            WatchVerdict.Idle => "no desk runs",
            WatchVerdict.Fine => FormattableString.Invariant($"the desk runs (process {beat.Process.Id})"),
            WatchVerdict.Died => FormattableString.Invariant($"the desk's process {beat.Process.Id} is gone without an orderly end, with {beat.LiveOrders} live orders"),
            _ => FormattableString.Invariant($"the desk's loop (process {beat.Process.Id}) has not turned for {beat.Age(Stopwatch.GetTimestamp()).TotalSeconds:0.#} s, with {beat.LiveOrders} live orders"),
        });
        if (verdict is WatchVerdict.Died && _memory.Done != beat.Instance)
            alerts.Raise(DiedName, AlertSeverity.Critical, FormattableString.Invariant($"The desk in {options.Folder} has died (process {beat.Process.Id}) with {beat.LiveOrders} live orders. Everything is being cancelled."));
        if (verdict is WatchVerdict.Hangs)
            alerts.Raise(HangsName, AlertSeverity.Critical, FormattableString.Invariant($"The desk in {options.Folder} hangs (process {beat.Process.Id}) with {beat.LiveOrders} live orders. Everything is being cancelled."));
    }

    private async Task ActAsync(HeartbeatView beat, WatchVerdict verdict, CancellationToken stop)
    {
        if (_triedAt != 0 && Stopwatch.GetElapsedTime(_triedAt) < _again)
            return;
        if (DeskPresence.Read(options.Folder, out var problem) is not { } trace)
        {
            Fail(problem);
            return;
        }

        if (verdict == WatchVerdict.Hangs && options.Kills)
            say(beat.Process.Kill() ? "its process was ended" : "its process could not be ended");
        var results = await DeskRescue.CancelAsync(trace, options.Keys, options.Patience, stop);
        foreach (var result in results)
        {
            say(result.Outcome.IsCertain
                ? FormattableString.Invariant($"{result.Venue}: no order lives, {result.Outcome.Cancelled} ended (by {result.By})")
                : FormattableString.Invariant($"{result.Venue}: NOT KNOWN: {result.Outcome.Text} (by {result.By})"));
        }

        if (results.Any(result => !result.Outcome.IsCertain))
        {
            Fail(string.Join("; ", results.Where(result => !result.Outcome.IsCertain).Select(result => $"{result.Venue}: {result.Outcome.Text}")));
            return;
        }

        alerts.Clear(OrdersName);
        _triedAt = 0;

        // One that hangs may begin again, and hang again: that is another time.
        if (verdict == WatchVerdict.Hangs)
            _hungHandled = beat.Instance;
        else
            Remember(beat.Instance);
    }

    // What cannot be written is known here all the same; after a restart of the watchdog the work is done twice, which harms nothing.
    private void Remember(long instance)
    {
        try
        {
            _memory.Remember(instance);
        }
        catch (VenueKeyException problem)
        {
            say($"it could not be written that this is done: {problem.Message}");
        }
    }

    private void Fail(string problem)
    {
        _triedAt = Stopwatch.GetTimestamp();
        alerts.Raise(OrdersName, AlertSeverity.Critical, $"It is not known whether orders of the desk in {options.Folder} live: {problem}. It is tried again.");
    }
}
