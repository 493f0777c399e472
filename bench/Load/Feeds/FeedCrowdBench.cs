using System.Diagnostics;
using System.Globalization;
using Rialto.Host.Feeds.Live;
using Rialto.Host.Feeds.Live.Core;
using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Load.Measure;
using Rialto.Model.Feeds;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;

namespace Rialto.Load.Feeds;

/// <summary>
/// A thousand symbols at ten times the recorded pace: the recordings of all venues side by side, those of many books again and again under other names until there are a thousand listings,
/// each connection with a session and an outlet of its own. One thread plays the connections, one is the hub. Open loop: a frame's latency begins when it was due, whether or not the player was in time.
/// </summary>
internal sealed class FeedCrowdBench(Options options, Report report)
{
    private const int Symbols = 1_000;
    private const int Speed = 10;
    private const long NsPerSecond = 1_000_000_000;
    private const int WarmSeconds = 10, Seconds = 30;

    /// <summary>Plays and reports.</summary>
    public void Run()
    {
        var recordings = FeedRecording.All("", []).ToList();
        if (recordings.Count == 0)
            return;
        var table = new ListingTable(2 * Symbols);
        var watch = new FrameWatch(Clock.System);
        IFeedDistribution[] ways = [watch];
        var core = new FeedCore(table, new FeedCoreOptions(WindowBits: 9), Clock.System, new CurrencyBoard(table), ways);
        var hub = new FeedHub(core, Clock.System, IdleMode.Park, ways, static (_, fault) => Console.Error.WriteLine(fault));
        var players = Players(recordings, table, hub);
        hub.Watch([.. Enumerable.Range(1, table.Count).Select(id => new ListingId(id))]);
        hub.Start();
        var queue = new PriorityQueue<FeedPlayer, long>();
        foreach (var player in players)
            queue.Enqueue(player, player.Begin(Clock.System.UtcNanoseconds));
        Play(queue, WarmSeconds);

        using var process = Process.GetCurrentProcess();
        var (cpu, allocated, collections, conflated) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(), GC.CollectionCount(0), players.Sum(player => player.Outlet.Conflated));
        watch.Restart();
        var (frames, levels) = Play(queue, Seconds);
        process.Refresh();
        var latency = watch.Latency;
        var rows = new Table(
            "Feeds, a thousand symbols",
            string.Create(CultureInfo.InvariantCulture, $"{table.Count:N0} listings of {recordings.Count} recordings at {Speed} times the recorded pace for {Seconds} s, after {WarmSeconds} s: one thread plays {players.Count} connections (bytes to proven events), one is the hub. ")
            + "Latency from when a frame was due to when its best prices stood.",
            ["frames/s", "M levels/s", "p50 us", "p99 us", "p99.9 us", "max us", "conflated", "trades lost", "cores used", "heap MB", "working set MB", "allocated MB/s", "collections"],
            [
                [
                    frames / (double)Seconds, levels / (double)Seconds / 1e6, latency.Percentile(0.5) / 1e3, latency.Percentile(0.99) / 1e3, latency.Percentile(0.999) / 1e3, latency.Max / 1e3,
                    players.Sum(player => player.Outlet.Conflated) - conflated, players.Sum(player => player.Outlet.TradesDropped), (process.TotalProcessorTime - cpu).TotalSeconds / Seconds,
                    GC.GetTotalMemory(false) / 1e6, process.WorkingSet64 / 1e6, (GC.GetTotalAllocatedBytes() - allocated) / 1e6 / Seconds, GC.CollectionCount(0) - collections,
                ],
            ]);
        hub.DisposeAsync().AsTask().GetAwaiter().GetResult();
        report.Add(rows, options.Quiet);
    }

    // The busiest symbols of a venue once; recordings of many books as often as it takes.
    private static List<FeedPlayer> Players(List<FeedRecording> recordings, ListingTable table, FeedHub hub)
    {
        var players = new List<FeedPlayer>();
        for (var turn = 0; table.Count < Symbols; turn++)
        {
            foreach (var recording in recordings)
            {
                for (var connection = 1; connection <= recording.Connections && table.Count < Symbols; connection++)
                {
                    // Connections whose books nobody recorded have a number all the same.
                    if ((turn == 0 || recording.Listings.Count > 1) && Array.Exists(recording.Records, record => record.Connection == connection && record.Snapshot.IsNone))
                        players.Add(new FeedPlayer(recording, connection, players.Count, table, hub, Speed));
                }
            }

            if (turn == 0 && recordings.TrueForAll(recording => recording.Listings.Count == 1))
                break;
        }

        return players;
    }

    private static (long Frames, long Levels) Play(PriorityQueue<FeedPlayer, long> queue, int seconds)
    {
        var end = Clock.System.UtcNanoseconds + seconds * NsPerSecond;
        var (frames, levels) = (0L, 0L);
        while (queue.TryPeek(out var player, out var due) && due < end)
        {
            // The system's sleep is too coarse below a millisecond; the hub needs the other core, not this one.
            while (Clock.System.UtcNanoseconds is var now && now < due)
            {
                if (due - now > 2_000_000)
                    Thread.Sleep(1);
                else
                    Thread.Yield();
            }

            var before = player.Levels;
            queue.DequeueEnqueue(player, player.Step(due));
            frames++;
            levels += player.Levels - before;
        }

        return (frames, levels);
    }
}
