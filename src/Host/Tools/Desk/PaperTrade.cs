using Rialto.Host.Desk;
using Rialto.Host.Desk.Alerting;
using Rialto.Host.Desk.Door;
using Rialto.Host.Desk.Reloading;
using Rialto.Host.Desk.Sources;
using Rialto.Journal;
using Rialto.Journal.Desk;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;

namespace Rialto.Host.Tools.Desk;

/// <summary><c>rialto trade --paper --feed</c>: strategies trade a live market at venues that pretend. Time goes by whether the market moves or not.</summary>
internal static class PaperTrade
{
    private static readonly TimeSpan _nap = TimeSpan.FromMilliseconds(1), _statusEvery = TimeSpan.FromSeconds(1);

    // What a feed stamped a moment ago may still be on its way: time does not pass it.
    private const long BehindNs = 100_000_000, LookEveryNs = 100_000_000;

    /// <summary>Trades until it is told to stop.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Terminal terminal, DeskConfiguration configuration, CancellationToken stop)
    {
        var settings = configuration.Settings;
        using var source = new SharedMarkets(settings.Feed!, takesRecordings: true);
        var listings = DeskParts.Listings(settings, source.Listings, []);
        var folder = new DeskFolder(settings.Folder);

        // Everything that can be wrong with the parts is said before anything is written.
        var own = Enumerable.Range(1, listings.Count).ToDictionary(id => id, id => new ListingId(id));
        _ = new DeskRun(settings, listings, own, null);
        var run = folder.Begin(DateTimeOffset.UtcNow, configuration.Reader);
        settings.Plugins.KeepIn(run);
        var none = default(TradeCommand.NoInputs);
        using var journal = settings.IsJournaled ? DeskJournal.Open(new JournalOptions { Directory = run, Durability = Durability.Os }, listings, ref none) : null;
        var desk = new DeskRun(settings, listings, own, journal);
        DeskSummary.Warn(terminal, desk);
        await using var door = await DeskDoor.OpenAskedAsync(desk, run, terminal, stop);
        await using var alerts = DeskAlerts.BeginOnPaper(desk, settings, terminal.Note);
        await using var watch = ConfigurationWatch.Begin(desk, configuration, run, null, terminal.Note);
        await terminal.WatchAsync("trading on paper", 0, () => desk.Frames, () => Trade(desk, source, folder, run, stop), CancellationToken.None);
        return DeskSummary.Print(terminal, desk, run, [], source.Missed == 0 ? [] : [$"{source.Missed} events of the feed were missed: this desk was too slow"]);
    }

    private static void Trade(DeskRun desk, SharedMarkets source, DeskFolder folder, string run, CancellationToken stop)
    {
        source.Follow(desk.Listings, (own, told) => DeskParts.Changed(desk.Settings, own, told));
        var (lookAt, saidAt) = (0L, 0L);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var now = Clock.System.UtcNanoseconds;
                if (Clock.MonotonicNanoseconds >= lookAt)
                {
                    lookAt = Clock.MonotonicNanoseconds + LookEveryNs;
                    source.Look(Clock.MonotonicNanoseconds, new Timestamp(now));
                }

                var isThere = source.TryRead(out var frame);
                if (isThere)
                    desk.Take(frame);
                else
                    desk.Advance(new Timestamp(now - BehindNs));
                desk.Obey();
                if (saidAt == 0 || TimeProvider.System.GetElapsedTime(saidAt) >= _statusEvery)
                {
                    saidAt = TimeProvider.System.GetTimestamp();
                    desk.Check();
                    desk.Commit();
                    folder.WriteStatus(desk, run, isRunning: true, Environment.ProcessId);
                }

                if (!isThere)
                    stop.WaitHandle.WaitOne(_nap);
            }
        }
        catch
        {
            desk.Control.Close();
            throw;
        }

        desk.End();
        folder.WriteStatus(desk, run, isRunning: false, Environment.ProcessId);
    }
}
