using System.Diagnostics;
using Rialto.Adapters.Connections;
using Rialto.Adapters.Feeds;
using Rialto.Host.Feeds.Live;
using Rialto.Host.Feeds.Live.Core;
using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Load.Measure;
using Rialto.Model.Feeds;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Shared;

namespace Rialto.Load.Feeds;

/// <summary>
/// The whole path of a frame as <c>rialto feed</c> has it: bytes, session, outlet, hub (quality, books, best prices, histories), ring in shared memory, and a reader of that ring. One thread does
/// it all, so that a figure is what a frame costs one core, and no hop between threads is in it.
/// </summary>
internal sealed class FeedPathBench(Options options, Report report)
{
    private const int RingSlots = 1 << 16;

    /// <summary>All venues that there are recordings of.</summary>
    public void Run()
    {
        var table = new Table(
            "Feeds, the whole path",
            $"Recorded book frames from their bytes to the best prices read out of the ring in shared memory; {options.Rounds} passes, one thread, a new session and hub each pass, the first not counted. "
            + "Latencies over all frames of all passes, and over those that changed a best price.",
            ["recording", "frames", "levels/frame", "p50 us", "p99 us", "p99.9 us", "max us", "changed best", "p50 us ", "p99 us ", "p99.9 us ", "messages/s", "M levels/s"],
            []);
        var folder = Path.Combine(SharedRingFolder.Default, $"bench-{Environment.ProcessId}");
        try
        {
            foreach (var recording in FeedRecording.All(options.Flow, report.Remarks))
                table.Rows.Add(Measure(recording, folder));
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }

        if (table.Rows.Count > 0)
            report.Add(table, options.Quiet);
    }

    private object[] Measure(FeedRecording recording, string folder)
    {
        var timer = Latency.TimerOverheadNs();
        var (all, changed, elapsed) = (new List<long>(), new List<long>(), new Samples());
        for (var pass = 0; pass <= options.Rounds; pass++)
        {
            if (pass == 1)
            {
                all.Clear();
                changed.Clear();
            }

            var took = Pass(recording, folder, all, changed);
            if (pass > 0)
                elapsed.Add(took);
        }

        var (whole, best) = (Latency.Of(all.ToArray(), timer), Latency.Of(changed.ToArray(), timer));
        return
        [
            recording.Name, recording.Frames, (double)recording.Levels / recording.Frames, whole.P50 / 1e3, whole.P99 / 1e3, whole.P999 / 1e3, whole.Max / 1e3, changed.Count / options.Rounds,
            best.P50 / 1e3, best.P99 / 1e3, best.P999 / 1e3, recording.Frames / elapsed.Median * 1e9, recording.Levels / elapsed.Median * 1e3,
        ];
    }

    /// <summary>One pass over all frames.</summary>
    /// <returns>How long it took, in ns.</returns>
    private static double Pass(FeedRecording recording, string folder, List<long> all, List<long> changed)
    {
        var paths = new FeedPath[recording.Connections];
        for (var i = 0; i < paths.Length; i++)
            paths[i] = new FeedPath(recording, Path.Combine(folder, $"{i}"), i + 1);
        var began = Stopwatch.GetTimestamp();
        foreach (ref readonly var record in recording.Records.AsSpan())
        {
            var path = paths[record.Snapshot.IsNone ? record.Connection - 1 : 0];
            var started = Stopwatch.GetTimestamp();
            var told = path.Take(in record);
            var took = (long)((Stopwatch.GetTimestamp() - started) * Latency.NanosecondsPerTick);
            if (!record.Snapshot.IsNone)
                continue;
            all.Add(took);
            if (told > 0)
                changed.Add(took);
        }

        var elapsed = (Stopwatch.GetTimestamp() - began) * Latency.NanosecondsPerTick;
        foreach (var path in paths)
            path.Dispose();
        return elapsed;
    }

    /// <summary>One connection's way, with a hub of its own: recordings of several connections have the same books on each.</summary>
    private sealed class FeedPath : IDisposable
    {
        private readonly SharedDistribution _shared;
        private readonly FeedHub _hub;
        private readonly FeedSession<FeedOutletWriter> _session;
        private readonly SharedRingReader<FeedNbbo> _reader;

        public FeedPath(FeedRecording recording, string folder, int connection)
        {
            var wanted = Enumerable.Range(1, recording.Listings.Count).Select(id => new ListingId(id)).ToArray();
            _shared = new SharedDistribution(folder, RingSlots, Stopwatch.GetTimestamp());
            IFeedDistribution[] ways = [_shared];
            var core = new FeedCore(recording.Listings, new FeedCoreOptions(), Clock.System, new CurrencyBoard(recording.Listings), ways);
            _hub = new FeedHub(core, Clock.System, IdleMode.Spin, ways, static (_, _) => { });
            _hub.Watch(wanted);
            var outlet = _hub.MakeOutlet(recording.Protocol.Venue);
            _session = new FeedSession<FeedOutletWriter>(recording.Protocol, recording.Listings, wanted, outlet.Writer, connection);
            _session.OnConnected(recording.Records[0].Time);
            _hub.DoWork();
            var fault = SharedRing.TryOpen(SharedRingFolder.PathOf(SharedDistribution.NbboRing, folder), SharedDistribution.NbboElements, out SharedRingReader<FeedNbbo>? reader);
            _reader = reader ?? throw new InvalidOperationException($"The ring cannot be read: {fault}.");
        }

        /// <summary>Takes a frame, or a snapshot, all the way.</summary>
        /// <returns>Best prices that came out.</returns>
        public int Take(in FeedRecord record)
        {
            if (record.Snapshot.IsNone)
            {
                _session.OnFrame(record.Bytes, record.Time);
                FeedRecording.Refuse(_session, record.Time);
            }
            else
                _session.OnSnapshot(record.Snapshot, record.Bytes, record.Time);
            _hub.DoWork();
            var told = 0;
            while (_reader.TryRead(out _) == SharedRead.Message)
                told++;
            return told;
        }

        public void Dispose()
        {
            _reader.Dispose();
            _shared.Dispose();
        }
    }
}
