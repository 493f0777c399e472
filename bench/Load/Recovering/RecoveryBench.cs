using System.Diagnostics;
using Rialto.Gateways;
using Rialto.Gateways.Views;
using Rialto.Journal;
using Rialto.Journal.Archive;
using Rialto.Journal.Following;
using Rialto.Journal.Snapshots;
using Rialto.Load.Measure;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;
using Rialto.Venue;
using Rialto.Venue.Snapshots;

namespace Rialto.Load.Recovering;

/// <summary>
/// How long a start takes: a journal of its own in the folder for temporary files, of so many commands (new orders, cancels, trades over eight instruments, some 60,000
/// orders live), replayed from its beginning and from a snapshot; what snapshots and archives cost.
/// </summary>
internal sealed class RecoveryBench(Options options, Report report)
{
    private const int TailCommands = 250_000;
    private const int PauseRounds = 5;

    /// <summary>Writes the journal, measures, deletes it.</summary>
    public void Run()
    {
        var path = Directory.CreateTempSubdirectory("rialto-recovery-").FullName;
        try
        {
            Measure(path);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private void Measure(string path)
    {
        var commands = options.Commands;
        var (journal, snapshots) = (Path.Combine(path, "journal"), new SnapshotFolder(Path.Combine(path, "snapshots")));
        var live = Write(journal, commands);
        var bytes = SegmentArchive.List(journal).Sum(segment => segment.DiskBytes);

        var table = new Table(
            "Recovery",
            $"A journal of {commands:N0} commands, {bytes / 1e9:N2} GB, {live:N0} orders live at its end. Replays include reading, all checks and the exchange; the files are in the system's cache as far as it reaches.",
            ["what", "commands", "seconds", "M commands/s"],
            []);
        Add("read and check", commands, Time(() => ReadOnly(journal)));
        var whole = default(ulong);
        Add("start without a snapshot", commands, Time(() => whole = Replay(journal, null)));
        SnapshotHeader? header = null;
        var take = TimeSpan.Zero;
        Add("the follower: events hashed, views kept", commands, Time(() => (header, take) = Follow(journal, snapshots, commands - TailCommands)));
        var snapshot = snapshots.Read(header!.Sequence, out _)!;
        var load = Time(() => snapshot = snapshots.Read(header.Sequence, out _)!);
        var ready = Time(() => Check(whole, Replay(journal, snapshots.Read(header.Sequence, out _))));
        Add("start with a snapshot", commands - header.Sequence, ready);
        Add("whole process until ready, with the snapshot", commands - header.Sequence, ReadyTime.Of(options.Repository, path, usesSnapshot: true));
        Add("whole process until ready, without", commands, ReadyTime.Of(options.Repository, path, usesSnapshot: false));
        report.Add(table, options.Quiet);

        var cost = new Table(
            "Snapshots and archives", "The same journal. A snapshot is taken by the follower; the sequencer has no part in it.",
            ["what", "MB before", "MB on disk", "seconds"], []);
        cost.Rows.Add(["take a snapshot", header.ContentBytes / 1e6, header.LengthBytes / 1e6, take.TotalSeconds]);
        cost.Rows.Add(["read and check it", header.ContentBytes / 1e6, header.LengthBytes / 1e6, load.TotalSeconds]);
        var archived = default(RetentionReport);
        var archiving = Time(() => archived = Retention.Apply(journal, snapshots, new RetentionRules(), Clock.System.UtcNanoseconds));
        cost.Rows.Add([$"archive {archived!.Archived} segments", archived.BytesBefore / 1e6, archived.BytesAfter / 1e6, archiving.TotalSeconds]);
        var again = Time(() => ReadOnly(journal));
        cost.Rows.Add(["read and check the archived journal", archived.BytesBefore / 1e6, archived.BytesAfter / 1e6, again.TotalSeconds]);
        report.Add(cost, options.Quiet);

        using var pause = new SnapshotPause(Path.Combine(path, "pause"));
        report.Add(pause.Measure(PauseRounds), options.Quiet);

        void Add(string what, long count, TimeSpan elapsed) => table.Rows.Add([what, (double)count, elapsed.TotalSeconds, count / elapsed.TotalSeconds / 1e6]);
    }

    private static void Check(ulong expected, ulong actual)
    {
        if (expected != actual)
            throw new InvalidOperationException("a start from the snapshot leads elsewhere");
    }

    private static TimeSpan Time(Action what)
    {
        var begun = Stopwatch.GetTimestamp();
        what();
        return Stopwatch.GetElapsedTime(begun);
    }

    private static int Write(string directory, long commands)
    {
        using var folder = JournalFolder.Open(new JournalOptions { Directory = directory, Durability = Durability.Os });
        var nothing = default(Nothing);
        var writer = new JournalWriter(folder, Journal.Recovery.Replay(folder, ref nothing), Clock.System);
        var idle = new IdleStrategy(new WakeSignal());
        writer.WakeOnAppend(idle.Signal);
        using var runner = new AgentRunner(writer, idle, (_, fault) => Console.Error.WriteLine(fault));
        runner.Start();
        var flow = new SteadyFlow();
        for (var sequence = 1L; sequence <= commands; sequence++)
        {
            var command = flow.Next() with { Sequence = sequence, Time = new Timestamp(1_700_000_000_000_000_000 + sequence * 1000) };
            while (!writer.TryAppend(in command))
            {
                writer.Publish();
                Thread.Yield();
            }

            if (sequence % 64 == 0)
                writer.Publish();
        }

        writer.Publish();
        while (writer.DurableSequence < commands)
            Thread.Yield();
        return flow.Lag;
    }

    private static void ReadOnly(string directory)
    {
        using var cursor = new JournalReader(directory).Open();
        while (cursor.TryReadBatch())
        {
        }
    }

    private static ulong Replay(string directory, Snapshot? snapshot)
    {
        var exchange = snapshot is null
            ? new Exchange<Silence>(new ExchangeLimits(), new Silence(new ExchangeEvent[1]))
            : SavedState.Load(snapshot.Part(SnapshotTaker.MachinePart), new Silence(new ExchangeEvent[1]), out _)!;
        using var folder = JournalFolder.Open(new JournalOptions { Directory = directory });
        var handler = new Applying(exchange);
        Journal.Recovery.Replay(folder, ref handler, from: snapshot?.Header.Position);
        return exchange.StateHash();
    }

    private static (SnapshotHeader Header, TimeSpan Taking) Follow(string directory, SnapshotFolder snapshots, long snapshotAt)
    {
        // With views, as a start of the whole process wants them.
        var (views, taking) = (new ViewsReplica(new ViewOptions()), TimeSpan.Zero);
        var taker = new SnapshotTaker(snapshots, new SnapshotSchedule(0, 0), Clock.System, views);
        using var follower = new JournalFollower<RecoveryMachine>(new RecoveryMachine(), new JournalReader(directory).Open(), 0, () => long.MaxValue, [views, taker]);
        while (follower.DoWork() > 0)
        {
            if (follower.Sequence >= snapshotAt && taker.Last is null)
                taking = Time(taker.TakeNow);
        }

        return (taker.Last!, taking);
    }

    private readonly struct Nothing : ICommandHandler
    {
        public void Apply(in Command command)
        {
        }
    }

    private readonly struct Applying(Exchange<Silence> exchange) : ICommandHandler
    {
        public void Apply(in Command command) => exchange.Apply(in command);
    }

    private readonly struct Silence(ExchangeEvent[] slot) : IEventSink
    {
        public ref ExchangeEvent Claim() => ref slot[0];

        public void EndCommand()
        {
        }
    }
}
