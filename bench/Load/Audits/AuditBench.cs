using System.Diagnostics;
using System.Globalization;
using Rialto.BackOffice.Audit;
using Rialto.BackOffice.Index;
using Rialto.BackOffice.Replay;
using Rialto.Journal.Following;
using Rialto.Journal.Snapshots;
using Rialto.Load.Measure;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;

namespace Rialto.Load.Audits;

/// <summary>Questions about the past of a long journal: how long it takes to make it quick to ask, what that weighs, and how long answers take.</summary>
internal sealed class AuditBench(Options options, Report report)
{
    private const int Questions = 40;

    /// <summary>Builds a journal of so many commands in the folder for temporary files (or the one named, which is kept), indexes it, asks.</summary>
    public void Run()
    {
        var path = options.Folder.Length > 0 ? options.Folder : Directory.CreateTempSubdirectory("rialto-audit-").FullName;
        try
        {
            var flow = new LongJournal();
            var watch = Stopwatch.StartNew();
            if (!Directory.Exists(Path.Combine(path, "journal")))
                flow.Write(Path.Combine(path, "journal"), options.Commands);
            var written = watch.Elapsed.TotalSeconds;
            watch.Restart();
            if (!Directory.Exists(Path.Combine(path, "index")))
                Index(path);
            var indexed = watch.Elapsed.TotalSeconds;
            var end = new History(path, new ExchangeLimits()).End;
            var built = new Table(
                "Audit, what it takes",
                "A made-up journal (16 instruments, 500 owners, about 20,000 live orders), indexed offline with a snapshot every 250,000 commands: postings and snapshots together, one thread.",
                ["commands", "journal GB", "written s", "indexed s", "M commands/s", "index MB", "snapshots MB"],
                [[end, Size(path, "journal") / 1e9, written, indexed, end / indexed / 1e6, Size(path, "index") / 1e6, Size(path, "snapshots") / 1e6]]);
            report.Add(built, options.Quiet);
            report.Add(Ask(path, end), options.Quiet);
        }
        finally
        {
            if (options.Folder.Length == 0)
                Directory.Delete(path, recursive: true);
        }
    }

    private static void Index(string path)
    {
        var history = new History(path, new ExchangeLimits());
        var taker = new SnapshotTaker(new SnapshotFolder(history.SnapshotFolder), new SnapshotSchedule(IndexFolder.IntervalCommands, 0), Clock.System);
        using var follower = new JournalFollower<Machine>(
            new Machine(new Replica(new ExchangeLimits())), history.Journal.Open(), 0, static () => long.MaxValue, [new IndexListener(history), taker]);
        while (follower.DoWork() > 0)
        {
            // To the end.
        }
    }

    private static Table Ask(string path, long end)
    {
        var random = new Random(1);
        var history = new History(path, new ExchangeLimits());
        var last = history.StandBefore(long.MaxValue);
        var (orders, trades, time) = (last.LastOrderId.Value, last.LastTradeId.Value, last.Time.Nanoseconds);
        var start = history.Read(1)!.Value.Time.Nanoseconds;
        var table = new Table(
            "Audit, answers in milliseconds",
            string.Create(CultureInfo.InvariantCulture, $"Each question {Questions} times about random things of the whole journal of {end:N0} commands, each with nothing kept from the one before but the system's file cache."),
            ["question", "p50", "p95", "max"],
            []);
        Add("an order's story", queries => queries.Order(new OrderId(1 + random.NextInt64(orders))));
        Add("the story of an order that lived for millions of commands", queries => queries.Order(new OrderId(20_000 * (1 + random.NextInt64(orders / 20_000)))));
        Add("a client order id", queries => random.NextInt64(orders / 4) is var name ? queries.Orders(new OwnerId(1 + random.Next(LongJournal.Owners)), Text36.Of($"c{4 * name}")) : null);
        Add("a trade", queries => queries.Trade(new TradeId(1 + random.NextInt64(trades))));
        Add("a book at a sequence", queries => queries.Book("SYM3-USD", new Moment(100 + random.NextInt64(end - 100), default)));
        Add("a book at a time", queries => queries.Book("SYM3-USD", new Moment(0, new Timestamp(start + random.NextInt64(time - start)))));
        Add("100 commands of a user from a time on", queries =>
            queries.Activity(new ActivityQuery(new OwnerId(1 + random.Next(LongJournal.Owners)), new Timestamp(start + random.NextInt64(time - start)), default, 0, 100)));
        return table;

        void Add(string question, Func<AuditQueries, object?> ask)
        {
            var milliseconds = new List<double>();
            for (var i = 0; i < Questions; i++)
            {
                var watch = Stopwatch.StartNew();
                _ = ask(new AuditQueries(new History(path, new ExchangeLimits())));
                milliseconds.Add(watch.Elapsed.TotalMilliseconds);
            }

            milliseconds.Sort();
            table.Rows.Add([question, milliseconds[Questions / 2], milliseconds[Questions * 95 / 100], milliseconds[^1]]);
        }
    }

    private static double Size(string path, string folder) => new DirectoryInfo(Path.Combine(path, folder)).EnumerateFiles().Sum(file => (double)file.Length);

    private sealed class Machine(Replica replica) : IReplayMachine
    {
        public ReadOnlySpan<ExchangeEvent> Apply(in Command command) => replica.Apply(in command);

        public ulong StateHash() => replica.StateHash;

        public void Save(System.Buffers.IBufferWriter<byte> target) => replica.Save(target);
    }
}
