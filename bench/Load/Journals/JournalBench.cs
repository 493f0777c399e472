using System.Diagnostics;
using Rialto.Journal;
using Rialto.Load.Flows;
using Rialto.Load.Measure;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Files;

namespace Rialto.Load.Journals;

/// <summary>Appending, group commit, and replaying: a journal of its own in the folder for temporary files, so the disk measured is that one.</summary>
internal sealed class JournalBench(Options options, Report report)
{
    private const int Commands = 2_000_000;
    private const int Singles = 2_000;
    private const int QueueBytes = 4 << 20;
    private const int SmallQueueBytes = 256 << 10;
    private const int PacedSeconds = 3;
    private const int BareFlushCount = 500;

    /// <summary>Sustained group commit, single commits beside the bare system call, recovery.</summary>
    public void Run()
    {
        var sustained = new Table(
            "Journal, group commit",
            $"{Commands:N0} limit orders appended by one thread as fast as the journal takes them, written by another; until all are durable. Commit latency: from stamping the oldest command of a batch until the batch is durable.",
            ["policy", "queue", "M commands/s", "ns/command", "commands/batch", "bytes/command", "commit p50 us", "p99 us", "replay M commands/s"],
            []);
        foreach (var durability in new[] { Durability.Memory, Durability.Os, Durability.Fsync })
            sustained.Rows.Add(Sustained(durability, QueueBytes));
        sustained.Rows.Add(Sustained(Durability.Fsync, SmallQueueBytes));
        report.Add(sustained, options.Quiet);

        var paced = new Table(
            "Journal, group commit at a given rate, fsync",
            $"Limit orders come evenly for {PacedSeconds} seconds, whether or not the journal keeps up (open loop); commit latency counts from when the oldest command of a batch was due, and is recorded for each of its commands. "
            + "Beside it a bare pwrite of 4 KiB and fdatasync, before and after.",
            ["M commands/s", "commands/batch", "commit p50 us", "p90 us", "p99 us", "pwrite + fdatasync p50 us", "p50 over bare"],
            []);
        foreach (var rate in new[] { 100_000, 1_000_000, 2_000_000 })
            paced.Rows.Add(Paced(rate));
        report.Add(paced, options.Quiet);

        var single = new Table(
            "Journal, one command at a time, microseconds",
            $"Append, wait until durable, {Singles:N0} times, beside a bare pwrite of 4 KiB and fdatasync in the same rounds.",
            ["what", "p50", "p99", "max"],
            []);
        var (journal, disk) = Single();
        single.Rows.Add(["journal, policy fsync", journal.P50 / 1000, journal.P99 / 1000, journal.Max / 1000]);
        single.Rows.Add(["pwrite 4 KiB + fdatasync", disk.P50 / 1000, disk.P99 / 1000, disk.Max / 1000]);
        report.Add(single, options.Quiet);
    }

    private static object[] Paced(int rate)
    {
        var path = Directory.CreateTempSubdirectory("rialto-journal-").FullName;
        try
        {
            var before = BareFlushes(path);
            double batches, p50, p90, p99;
            long sent = 0;
            using (var open = new OpenJournal(path, Durability.Fsync, QueueBytes))
            {
                var start = Stopwatch.GetTimestamp();
                var wallStart = Clock.System.UtcNanoseconds;
                for (var end = (long)rate * PacedSeconds; sent < end;)
                {
                    var due = Math.Min(end, (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate));
                    if (due == sent)
                    {
                        Thread.SpinWait(10);
                        continue;
                    }
                    for (; sent < due; sent++)
                    {
                        var command = Order(sent + 1) with { Time = new Timestamp(wallStart + (long)(sent * 1e9 / rate)) };
                        while (!open.Writer.TryAppend(command))
                        {
                            open.Writer.Publish();
                            Thread.Yield();
                        }
                        if (sent % 64 == 0)
                            open.Writer.Publish();
                    }
                    open.Writer.Publish();
                }
                while (open.Writer.DurableSequence < sent)
                    Thread.Yield();
                batches = open.Writer.Batches.Value;
                (p50, p90, p99) = (open.Writer.CommitLatency.Percentile(0.5), open.Writer.CommitLatency.Percentile(0.9), open.Writer.CommitLatency.Percentile(0.99));
            }
            var bare = (before + BareFlushes(path)) / 2;
            return [rate / 1e6, sent / batches, p50 / 1000, p90 / 1000, p99 / 1000, bare / 1000, p50 / bare];
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static double BareFlushes(string path)
    {
        using var file = File.OpenHandle(Path.Combine(path, "bare"), FileMode.Create, FileAccess.Write);
        DurableFile.Preallocate(file, BareFlushCount * 4096);
        var (block, samples) = (new byte[4096], new long[BareFlushCount]);
        for (var i = 0; i < samples.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, block, i * 4096L);
            DurableFile.Flush(file);
            samples[i] = (long)((Stopwatch.GetTimestamp() - start) * Latency.NanosecondsPerTick);
        }
        return Latency.Of(samples, 0).P50;
    }

    private static object[] Sustained(Durability durability, int queueBytes)
    {
        var path = Directory.CreateTempSubdirectory("rialto-journal-").FullName;
        try
        {
            double seconds, batches, bytes, p50, p99;
            using (var open = new OpenJournal(path, durability, queueBytes))
            {
                var watch = Stopwatch.StartNew();
                for (var sequence = 1L; sequence <= Commands; sequence++)
                {
                    var command = Order(sequence);
                    while (!open.Writer.TryAppend(command))
                        Thread.Yield();
                    if (sequence % 64 == 0)
                        open.Writer.Publish();
                }
                open.Writer.Publish();
                while (open.Writer.DurableSequence < Commands || open.Writer.Commands.Value < Commands)
                    Thread.Yield();
                seconds = watch.Elapsed.TotalSeconds;
                (batches, bytes) = (open.Writer.Batches.Value, open.Writer.Bytes.Value);
                (p50, p99) = (open.Writer.CommitLatency.Percentile(0.5), open.Writer.CommitLatency.Percentile(0.99));
            }
            var replay = Replay(path);
            return
            [
                durability.ToString().ToLowerInvariant(), $"{queueBytes >> 10} KiB", Commands / seconds / 1e6, seconds * 1e9 / Commands, Commands / batches, bytes / Commands,
                p50 / 1000, p99 / 1000, replay.Commands / replay.Elapsed.TotalSeconds / 1e6,
            ];
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static (Latency Journal, Latency Disk) Single()
    {
        var path = Directory.CreateTempSubdirectory("rialto-journal-").FullName;
        try
        {
            var (journal, disk) = (new long[Singles], new long[Singles]);
            using var open = new OpenJournal(path, Durability.Fsync, QueueBytes);
            using var file = File.OpenHandle(Path.Combine(path, "bare"), FileMode.Create, FileAccess.Write);
            DurableFile.Preallocate(file, 64 << 20);
            var block = new byte[4096];
            for (var i = 0; i < Singles; i++)
            {
                var start = Stopwatch.GetTimestamp();
                open.Writer.TryAppend(Order(i + 1));
                open.Writer.Publish();
                while (open.Writer.DurableSequence <= i)
                    Thread.SpinWait(1);
                journal[i] = (long)((Stopwatch.GetTimestamp() - start) * Latency.NanosecondsPerTick);
                start = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, block, i * 4096L);
                DurableFile.Flush(file);
                disk[i] = (long)((Stopwatch.GetTimestamp() - start) * Latency.NanosecondsPerTick);
            }
            var timer = Latency.TimerOverheadNs();
            return (Latency.Of(journal, timer), Latency.Of(disk, timer));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static RecoveryReport Replay(string path)
    {
        using var folder = JournalFolder.Open(new JournalOptions { Directory = path });
        var handler = new Counting();
        return Recovery.Replay(folder, ref handler);
    }

    private static Command Order(long sequence) => new()
    {
        Sequence = sequence,
        Time = new Timestamp(Clock.System.UtcNanoseconds),
        Kind = CommandKind.NewOrder,
        Owner = new OwnerId(1),
        Instrument = Script.InstrumentOf(1).Id,
        Terms = OrderTerms.Of(OrderType.Limit),
        Price = new Price(58_533),
        Quantity = new Quantity(100),
    };

    /// <summary>A fresh journal with its thread.</summary>
    private sealed class OpenJournal : IDisposable
    {
        private readonly JournalFolder _folder;
        private readonly AgentRunner _runner;

        public OpenJournal(string path, Durability durability, int queueBytes)
        {
            _folder = JournalFolder.Open(new JournalOptions { Directory = path, Durability = durability, QueueBytes = queueBytes });
            var handler = new Counting();
            Writer = new JournalWriter(_folder, Recovery.Replay(_folder, ref handler), Clock.System);
            var idle = new IdleStrategy(new WakeSignal());
            Writer.WakeOnAppend(idle.Signal);
            _runner = new AgentRunner(Writer, idle, (_, fault) => Console.Error.WriteLine(fault));
            _runner.Start();
        }

        public JournalWriter Writer { get; }

        public void Dispose()
        {
            _runner.Dispose();
            _folder.Dispose();
        }
    }

    private struct Counting : ICommandHandler
    {
        public long Count;

        public void Apply(in Command command) => Count++;
    }
}
