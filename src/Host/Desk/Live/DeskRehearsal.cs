using System.Diagnostics;
using Rialto.Journal;
using Rialto.Journal.Desk;
using Rialto.Model.Feeds;
using Rialto.Runtime.Clocks;

namespace Rialto.Host.Desk.Live;

/// <summary>
/// A desk that only pretends, before the one that trades: the same settings and listings, strategies of its own, a made-up market, and venues in memory that take every order. It ends with the method that
/// made it. What the first orders of a process would have waited for, compiling what they pass, has happened then.
/// <code>
/// made-up frames ─> a LiveDesk of its own ─> journal in a temporary folder, deleted afterwards ─> requests ─> memory that says Accepted
/// </code>
/// Its links have no session, no socket and no key; its clock is its own; nothing that it reads or writes is the desk's that trades.
/// </summary>
internal static class DeskRehearsal
{
    // As for orders (OrderRehearsal): .NET improves what was called some tens of times a while after nothing new was compiled, in two steps where it was compiled ahead.
    private const int Rounds = 4, FramesPerRound = 400;

    // A hundred seconds of the market's time in a round: features and makers are warm after the first.
    private const long StepNs = 250_000_000;

    private const int TurnsAtOnce = 8;
    private static readonly TimeSpan _compiles = TimeSpan.FromMilliseconds(150);

    /// <summary>Rehearses. Any thread; it takes a second or two of it.</summary>
    /// <param name="settings">The desk's.</param>
    /// <param name="listings">The desk's; not changed.</param>
    /// <param name="abouts">What listings cost now, in their units, where that is known; the rest is made up.</param>
    /// <param name="patience">Ends it after so long, wherever it is.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Requests that came of it.</returns>
    /// <exception cref="IOException">There is no place for its journal.</exception>
    /// <exception cref="DeskFaultException">The configuration contradicts itself.</exception>
    public static long Run(DeskSettings settings, ListingTable listings, IReadOnlyDictionary<ListingId, long> abouts, TimeSpan patience, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var folder = Directory.CreateTempSubdirectory("rialto-rehearsal-").FullName;
        try
        {
            var own = new ListingTable(Math.Max(1, listings.Count));
            for (var id = 1; id <= listings.Count; id++)
                own.Add(listings[new ListingId(id)] with { Status = ListingStatus.Open });
            var clock = new ManualClock(Clock.System.UtcNanoseconds);
            var desk = new LiveDesk(settings with { Plugins = settings.Plugins.Beside() }, own, clock, () => clock.UtcNanoseconds);
            using var journal = DeskJournal.Begin(new JournalOptions { Directory = Path.Combine(folder, "journal"), SegmentBytes = 4 << 20, Durability = Durability.Os }, own);
            using var market = new RehearsalMarket(own, abouts);
            var links = DeskParts.Terms(settings, own).Venues.Select(venue => new RehearsalLink(venue, own)).ToArray();
            desk.Begin(journal, market, links);
            foreach (var link in links)
                link.ComeUp(clock.UtcNanoseconds);
            using (var snapshots = new DeskSnapshots(folder, settings.Live, static _ => { }))
            {
                for (var round = 0; round < Rounds && !stop.IsCancellationRequested && Stopwatch.GetElapsedTime(began) < patience; round++)
                {
                    Play(desk, market, links, clock, () => stop.IsCancellationRequested || Stopwatch.GetElapsedTime(began) >= patience);

                    // What stands between two frames once a second or a minute.
                    desk.Check();
                    desk.Commit();
                    _ = snapshots.TakeNow(desk, journal);
                    _ = new DeskFolder(folder).TryWriteStatus(desk, folder, isRunning: true, Environment.ProcessId);
                    _ = stop.WaitHandle.WaitOne(_compiles);
                }
            }

            desk.Control.Close();
            return desk.Counts.Asked;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Play(LiveDesk desk, RehearsalMarket market, RehearsalLink[] links, ManualClock clock, Func<bool> isOver)
    {
        for (var frame = 0; frame < FramesPerRound && !isOver(); frame++)
        {
            clock.Advance(StepNs);
            market.Tell(clock.UtcNanoseconds);
            for (var turn = 0; turn < TurnsAtOnce && desk.Turn(); turn++)
            {
                foreach (var link in links)
                    link.Answer(clock.UtcNanoseconds);
            }
        }
    }
}
