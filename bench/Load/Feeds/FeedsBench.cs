using System.Diagnostics;
using System.Globalization;
using Rialto.Adapters.Feeds;
using Rialto.Load.Measure;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Consolidated;

namespace Rialto.Load.Feeds;

/// <summary>
/// What a venue's frames cost on their way to the best prices, on recordings: bytes to levels, to a proven book with its events, and to books and best prices over all venues; beside
/// the ordinary way to do the same in .NET. One thread, all frames in memory; each pass is a new connection of the same session.
/// </summary>
internal sealed class FeedsBench(Options options, Report report)
{
    private const int BestFrames = 1_000_000;

    private readonly FrameContent _content = new();
    private readonly NaiveFeed _naive = new();

    /// <summary>All venues that there are recordings of.</summary>
    public void Run()
    {
        var frames = new Table(
            "Feeds",
            $"Recorded book frames, {options.Rounds} interleaved rounds, one thread; medians. Levels: bytes to prices and quantities. Book: numbers or checksums proven and events written. Best: the events in books and the best prices told. "
            + "Ordinary: Utf8JsonReader, decimal and SortedDictionary, which proves nothing.",
            ["recording", "bytes/frame", "levels/frame", "levels, GB/s", "ns/level", "book, ns/level", "best, ns/level", "best, us/frame", "best, M levels/s", "ordinary levels, GB/s", "ordinary best, ns/level", "times as long"],
            []);
        foreach (var recording in FeedRecording.All(options.Flow, report.Remarks))
            frames.Rows.Add(Measure(recording));
        if (frames.Rows.Count > 0)
            report.Add(frames, options.Quiet);
        BesideSimdjson();
        if (options.Flow.Length == 0)
            report.Add(BestPrices(), options.Quiet);
    }

    /// <summary>Bytes to levels beside the fastest JSON parser there is, on Binance's frames, in turn.</summary>
    private void BesideSimdjson()
    {
        var table = new Table(
            "Feeds, beside simdjson",
            $"The same frames to times, numbers and levels in integer units: our decoder, and simdjson's on-demand parser (C++, -O3 -march=native, a process of its own; padding and parser for nothing). Its manual: numbers in strings as "
            + $"its manual reads them, through doubles. By hand: its digits read by a loop of ours. {options.Rounds} rounds in turn, both processes on one core; all three have the same levels, numbers and sums, or the run stops.",
            [
                "recording", "GB/s, median", "best round", "simdjson, its manual, GB/s, median", "best round ", "times as fast", "simdjson, by hand, GB/s, median", "best round  ", "times as fast ",
            ],
            []);
        var program = SimdjsonLane.TryBuild(options.Repository, out var reason);
        if (program is null)
        {
            report.Remarks.Add($"feeds: simdjson is left out: {reason}.");
            return;
        }

        foreach (var recording in FeedRecording.All(options.Flow.Length == 0 ? "Binance" : options.Flow, []).Where(recording => recording.Name.StartsWith("Binance", StringComparison.Ordinal)))
        {
            using var other = SimdjsonLane.Start(program, recording);
            using var core = new OneCore(other.ProcessId);
            var (ours, manual, byHand) = (new Samples(), new Samples(), new Samples());
            for (var round = -1; round < options.Rounds; round++)
            {
                var began = Stopwatch.GetTimestamp();
                var (levels, sum) = LevelsAndSum(recording);
                var took = (Stopwatch.GetTimestamp() - began) * Latency.NanosecondsPerTick;
                var (manualNs, manualLevels, manualSum) = other.Round(isManual: true);
                var (handNs, handLevels, handSum) = other.Round(isManual: false);
                if ((levels, sum) != (manualLevels, manualSum) || (levels, sum) != (handLevels, handSum))
                    throw new InvalidOperationException($"{recording.Name}: {levels} levels with sum {sum}; simdjson's {manualLevels} with {manualSum} and {handLevels} with {handSum}.");
                if (round < 0)
                    continue;
                ours.Add(took);
                manual.Add(manualNs);
                byHand.Add(handNs);
            }

            double bytes = recording.Bytes;
            table.Rows.Add(
            [
                recording.Name, bytes / ours.Median, bytes / ours.Min, bytes / manual.Median, bytes / manual.Min, manual.MedianRatioTo(ours), bytes / byHand.Median, bytes / byHand.Min,
                byHand.MedianRatioTo(ours),
            ]);
        }

        if (table.Rows.Count > 0)
            report.Add(table, options.Quiet);
    }

    private (long Levels, ulong Sum) LevelsAndSum(FeedRecording recording)
    {
        var (levels, sum) = (0L, 0UL);
        foreach (ref readonly var record in recording.Records.AsSpan())
        {
            if (!record.Snapshot.IsNone)
                continue;
            _content.Clear();
            recording.Protocol.Decode(record.Bytes, recording.Listings, _content);
            foreach (ref readonly var part in _content.Parts)
            {
                levels += part.Count;
                sum += (ulong)(part.FirstSequence + part.LastSequence);
                foreach (ref readonly var level in _content.LevelsOf(in part))
                    sum += (ulong)level.Price * 3 + (ulong)level.Quantity * (level.Side == Side.Buy ? 5UL : 7UL);
            }
        }

        return (levels, sum);
    }

    private object[] Measure(FeedRecording recording)
    {
        Func<FeedRecording, Func<long>>[] lanes = [Levels, Book, Best, NaiveLevels, NaiveBest];
        var samples = lanes.Select(_ => new Samples()).ToArray();
        var runs = lanes.Select(lane => lane(recording)).ToArray();
        var first = runs.Select(run => run()).ToArray();
        if (first[0] != recording.Levels || first[3] != recording.Levels)
            throw new InvalidOperationException($"{recording.Name} has {recording.Levels} levels, {first[0]} were read, and {first[3]} in the ordinary way.");
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var lane = 0; lane < runs.Length; lane++)
            {
                var began = Stopwatch.GetTimestamp();
                var outcome = runs[lane]();
                samples[lane].Add((Stopwatch.GetTimestamp() - began) * Latency.NanosecondsPerTick);
                if (outcome != first[lane])
                    throw new InvalidOperationException($"{recording.Name}: {outcome} after {first[lane]}.");
            }
        }

        var (bytes, levels) = ((double)recording.Bytes, (double)recording.Levels);
        var best = samples[2].Median;
        return
        [
            recording.Name, bytes / recording.Frames, levels / recording.Frames, bytes / samples[0].Median, samples[0].Median / levels, samples[1].Median / levels,
            best / levels, best / recording.Frames / 1_000, levels / best * 1_000, bytes / samples[3].Median, samples[4].Median / levels, samples[4].MedianRatioTo(samples[2]),
        ];
    }

    private Func<long> Levels(FeedRecording recording) => () =>
    {
        var levels = 0L;
        foreach (ref readonly var record in recording.Records.AsSpan())
        {
            if (!record.Snapshot.IsNone)
                continue;
            _content.Clear();
            recording.Protocol.Decode(record.Bytes, recording.Listings, _content);
            foreach (ref readonly var part in _content.Parts)
                levels += part.Count;
        }

        return levels;
    };

    private static Func<long> Book(FeedRecording recording)
    {
        var events = new FrameEvents();
        return Replay(recording, _ => new UnreadSink(events));
    }

    private static Func<long> Best(FeedRecording recording)
    {
        var counts = new long[2];
        var events = new FrameEvents();
        var consolidations = new Consolidation<NbboCount>[recording.Connections];
        for (var i = 0; i < consolidations.Length; i++)
            consolidations[i] = new Consolidation<NbboCount>(recording.Listings, new NbboCount(counts));
        var replay = Replay(recording, connection => new ConsolidationSink(events, consolidations[connection]));
        return () =>
        {
            var levels = replay();
            return counts[1] > 0 ? levels : throw new InvalidOperationException($"{recording.Name}: no best price was told.");
        };
    }

    private static Func<long> Replay<TSink>(FeedRecording recording, Func<int, TSink> sinkOf)
        where TSink : struct, IFeedSink
    {
        var sessions = new FeedSession<TSink>[recording.Connections];
        var wanted = Enumerable.Range(1, recording.Listings.Count).Select(id => new ListingId(id)).ToArray();
        for (var i = 0; i < sessions.Length; i++)
            sessions[i] = new FeedSession<TSink>(recording.Protocol, recording.Listings, wanted, sinkOf(i), i + 1);
        return () => Replay(recording, sessions);
    }

    private static long Replay<TSink>(FeedRecording recording, FeedSession<TSink>[] sessions)
        where TSink : struct, IFeedSink
    {
        var before = 0L;
        foreach (var session in sessions)
        {
            before += session.Counters.Levels;
            session.OnDisconnected(recording.Records[0].Time);
            session.OnConnected(recording.Records[0].Time);
        }

        foreach (ref readonly var record in recording.Records.AsSpan())
        {
            if (record.Snapshot.IsNone)
            {
                var session = sessions[record.Connection - 1];
                session.OnFrame(record.Bytes, record.Time);
                FeedRecording.Refuse(session, record.Time);
            }
            else
                sessions[0].OnSnapshot(record.Snapshot, record.Bytes, record.Time);
        }

        var levels = 0L;
        foreach (var session in sessions)
        {
            levels += session.Counters.Levels;
            if (session.Counters.Repairs > 0 || session.Counters.DriftsTotal > 0)
                throw new InvalidOperationException($"{recording.Name}: {session.Counters.Repairs} repairs, {session.Counters.DriftsTotal} drifts.");
        }

        return levels - before;
    }

    private Func<long> NaiveLevels(FeedRecording recording) => () =>
    {
        var levels = 0L;
        foreach (ref readonly var record in recording.Records.AsSpan())
        {
            if (record.Snapshot.IsNone)
                levels += _naive.Read(record.Bytes);
        }

        return levels;
    };

    private Func<long> NaiveBest(FeedRecording recording) => () =>
    {
        _naive.Clear();
        var best = 0m;
        foreach (ref readonly var record in recording.Records.AsSpan())
            best += _naive.Apply(record.Bytes, record.Snapshot.IsNone ? "" : recording.Listings[record.Snapshot].VenueSymbol);
        return decimal.ToInt64(decimal.Truncate(best));
    };

    /// <summary>What it costs that one venue's best price changes: its book, its best prices, those over all venues, both told.</summary>
    private Table BestPrices()
    {
        var table = new Table(
            "Best prices over venues", $"Frames of one level at the touch of one venue after the other, each of which changes the best prices over all; {BestFrames:N0} frames a round, {options.Rounds} rounds.",
            ["venues", "median ns/frame", "min ns/frame"], []);
        foreach (var venues in new[] { 2, 8, 32 })
        {
            var listings = new ListingTable(venues);
            for (var i = 0; i < venues; i++)
                listings.Add(new Listing(listings.NextId, FeedVenue.BinanceSpot, string.Create(CultureInfo.InvariantCulture, $"V{i}"), "BTC-USDT", ListingKind.Spot, 2, 5, default, default, "USDT", ListingStatus.Open));
            var counts = new long[2];
            var consolidation = new Consolidation<NbboCount>(listings, new NbboCount(counts));
            for (var id = 1; id <= venues; id++)
            {
                consolidation.Apply(new FeedEvent { Listing = new ListingId(id), Kind = FeedEventKind.BookStateChanged, State = BookTrust.Trusted });
                consolidation.Apply(OneLevel(id, Side.Buy, 6_000_000, 1));
                consolidation.Apply(OneLevel(id, Side.Sell, 6_000_100, 1));
            }

            var samples = new Samples();
            for (var round = -1; round < options.Rounds; round++)
            {
                counts[1] = 0;
                var began = Stopwatch.GetTimestamp();
                for (var i = 0; i < BestFrames; i++)
                {
                    // A quantity that no venue had before: the sum over all is another one each time.
                    var told = OneLevel(i % venues + 1, Side.Buy, 6_000_000, 2 + ((long)(round + 2) * BestFrames + i) % 1_000_003);
                    consolidation.Apply(in told);
                }

                if (round >= 0)
                    samples.Add((Stopwatch.GetTimestamp() - began) * Latency.NanosecondsPerTick / BestFrames);
                if (counts[1] < BestFrames / 2)
                    throw new InvalidOperationException($"Only {counts[1]} changes were told.");
            }

            table.Rows.Add([venues, samples.Median, samples.Min]);
        }

        return table;
    }

    private static FeedEvent OneLevel(int listing, Side side, long price, long quantity) => new()
    {
        Listing = new ListingId(listing),
        Kind = FeedEventKind.Level,
        Side = side,
        Price = new Price(price),
        Quantity = new Quantity(quantity),
        Flags = FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame,
    };
}
