using System.Diagnostics;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Live;
using Rialto.Host.Tools;
using Rialto.Host.Tools.Desk;
using Rialto.Journal;
using Rialto.Journal.Desk;
using Rialto.Load.Measure;
using Rialto.Model.Feeds;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Counters;

namespace Rialto.Load.Desk;

/// <summary>A whole desk on recorded markets: from the moment a frame's events reach the trader to its first request, and what a frame costs the trader with and without one.</summary>
internal sealed class DeskBench(Options options, Report report)
{
    // Methods are compiled anew while they are hot: what the first passes take is theirs, not the desk's.
    private const int WarmRounds = 4;

    public void Run()
    {
        var table = new Table(
            "Tick to intent",
            $"Recorded frames in memory, through `rialto trade`'s loop at venues that pretend, as fast as it goes, {options.Rounds} rounds after {WarmRounds} that only warm up; every request of every round. "
            + "From the first event of a frame to the trader's first request of it, in microseconds: books, best prices, features, strategies, risk, orders, and the append to the desk's journal where there is one. The encoding for a venue and its socket come after it.",
            ["desk", "frames", "requests", "p50", "p99", "p99.9", "max", "journaled: p50", "p99 ", "p99.9 ", "max "],
            []);
        var starts = new Table(
            "Start of a desk",
            "The journal of one of these runs, repeated whole and from a snapshot at its end by the desk that trades for real, in milliseconds; the time that a snapshot takes of the desk's thread, and its size on the disk. Best of the rounds.",
            ["desk", "inputs", "journal, MB", "repeated whole", "from a snapshot", "copied by the desk's thread", "snapshot, KB"],
            []);
        foreach (var (name, desk, file) in RecordedDesks.All(report.Remarks))
        {
            var (settings, listings, numbers, frames) = Load(desk, file);
            var (bare, journaled) = (new LatencyHistogram(), new LatencyHistogram());
            for (var round = -WarmRounds; round < options.Rounds; round++)
            {
                Trade(settings, listings, numbers, frames, isJournaled: false, round < 0 ? null : bare);
                Trade(settings, listings, numbers, frames, isJournaled: true, round < 0 ? null : journaled);
            }

            table.Rows.Add([name, frames.Count, bare.Count / options.Rounds, .. Figures(bare), .. Figures(journaled)]);
            starts.Rows.Add([name, .. Start(settings, listings, numbers, frames)]);
        }

        if (table.Rows.Count == 0)
            return;
        report.Add(table, options.Quiet);
        report.Add(starts, options.Quiet);
    }

    private static (DeskSettings Settings, ListingTable Listings, Dictionary<int, ListingId> Numbers, List<FeedEvent[]> Frames) Load(string desk, string file)
    {
        File.WriteAllText(file, desk);
        var settings = TradeCommand.Load(file, _ => { }).Settings;
        File.Delete(file);
        var source = TradeCommand.OpenAsync(settings, new Terminal(json: true), CancellationToken.None).GetAwaiter().GetResult();
        var numbers = new Dictionary<int, ListingId>();
        var listings = DeskParts.Listings(settings, source.Listings, numbers);
        var frames = new List<FeedEvent[]>();
        source.Read(frame => frames.Add(frame.ToArray()), CancellationToken.None);
        return (settings, listings, numbers, frames);
    }

    private static void Trade(DeskSettings settings, ListingTable listings, Dictionary<int, ListingId> numbers, List<FeedEvent[]> frames, bool isJournaled, LatencyHistogram? into)
    {
        var folder = Directory.CreateTempSubdirectory("rialto-desk-");
        try
        {
            using var journal = isJournaled ? DeskJournal.Begin(new JournalOptions { Directory = folder.FullName, Durability = Durability.Os }, listings) : null;
            var desk = new DeskRun(settings, listings, numbers, journal);

            // What the round before left must not be collected in the middle of this one.
            GC.Collect();
            foreach (var frame in frames)
                desk.Take(frame);
            desk.End();
            into?.Merge(desk.TickToIntent);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A run is written, and begun again in both ways.</summary>
    private object[] Start(DeskSettings settings, ListingTable listings, Dictionary<int, ListingId> numbers, List<FeedEvent[]> frames)
    {
        var folder = Directory.CreateTempSubdirectory("rialto-desk-");
        try
        {
            var written = new JournalOptions { Directory = folder.FullName, Durability = Durability.Os };
            using (var journal = DeskJournal.Begin(written, listings))
            {
                var desk = new DeskRun(settings, listings, numbers, journal);
                foreach (var frame in frames)
                    desk.Take(frame);
                desk.End();
                journal.Commit();
            }

            var (whole, loaded, copied, inputs, bytes) = (double.MaxValue, double.MaxValue, double.MaxValue, 0L, 0L);
            for (var round = 0; round < options.Rounds; round++)
            {
                whole = Math.Min(whole, Repeat(written, settings, () => new LiveDesk(settings, listings, Clock.System), (desk, journal) =>
                {
                    using var snapshots = new DeskSnapshots(folder.FullName, settings.Live, _ => { });
                    snapshots.TakeNow(desk, journal);
                    (copied, inputs, bytes) = (Math.Min(copied, snapshots.LastCopy.TotalMilliseconds), journal.DurableSequence, journal.Recovered.Bytes);
                }, loads: false));
                loaded = Math.Min(loaded, Repeat(written, settings, () => new LiveDesk(settings, listings, Clock.System), (_, _) => { }, loads: true));
            }

            var size = Directory.EnumerateFiles(folder.FullName, "*.snapshot", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
            return [inputs, bytes / 1e6, whole, loaded, copied, size / 1e3];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Repeat(JournalOptions options, DeskSettings settings, Func<LiveDesk> make, Action<LiveDesk, DeskJournal> after, bool loads)
    {
        GC.Collect();
        var began = Stopwatch.GetTimestamp();
        var (desk, from) = loads ? DeskSnapshots.Load(options.Directory, make, note => throw new InvalidOperationException(note)) : (make(), null);
        var former = desk.Repeat();
        using var journal = DeskJournal.Open(options, desk.Listings, ref former, from);
        desk.EndRepeat();
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        after(desk, journal);
        return took;
    }

    private static object[] Figures(LatencyHistogram histogram) => [histogram.Percentile(0.5) / 1e3, histogram.Percentile(0.99) / 1e3, histogram.Percentile(0.999) / 1e3, histogram.Max / 1e3];
}
