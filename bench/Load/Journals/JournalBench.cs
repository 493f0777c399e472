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

    /// <summary>Sustained group commit, single commits beside the bare system call, recovery.</summary>
    public void Run()
    {
        var sustained = new Table(
            "Journal, group commit",
            $"{Commands:N0} limit orders appended by one thread as fast as the journal takes them, written by another; until all are durable. Commit latency: from stamping the oldest command of a batch until the batch is durable.",
            ["policy", "M commands/s", "ns/command", "commands/batch", "bytes/command", "commit p50 us", "p99 us", "replay M commands/s"],
            []);
        foreach (var durability in new[] { Durability.Memory, Durability.Os, Durability.Fsync })
            sustained.Rows.Add(Sustained(durability));
        report.Add(sustained, options.Quiet);

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

    private static object[] Sustained(Durability durability)
    {
        var path = Directory.CreateTempSubdirectory("rialto-journal-").FullName;
        try
        {
            double seconds, batches, bytes, p50, p99;
            using (var open = new OpenJournal(path, durability))
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
                durability.ToString().ToLowerInvariant(), Commands / seconds / 1e6, seconds * 1e9 / Commands, Commands / batches, bytes / Commands,
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
            using var open = new OpenJournal(path, Durability.Fsync);
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

        public OpenJournal(string path, Durability durability)
        {
            _folder = JournalFolder.Open(new JournalOptions { Directory = path, Durability = durability });
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
