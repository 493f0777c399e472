using System.Diagnostics;
using Rialto.Gateways;
using Rialto.Gateways.Views;
using Rialto.Journal;
using Rialto.Journal.Following;
using Rialto.Journal.Snapshots;
using Rialto.Load.Flows;
using Rialto.Load.Measure;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Rings;
using Rialto.Venue;

namespace Rialto.Load.Recovering;

/// <summary>
/// What snapshots do to the sequencer, which has no part in them: commands at a steady rate through intake, journal and matching, each timed from when it should have come, in rounds with a follower
/// that takes one snapshot after the other and rounds in which it only follows, by turns in one run.
/// </summary>
internal sealed class SnapshotPause : IDisposable
{
    private const int CommandsPerSecond = 100_000;
    private const int SecondsPerRound = 2;
    private const int WarmUpCommands = 400_000;
    private const int SnapshotEveryCommands = 5_000;

    private readonly MpscRing<Command> _intake = new(1 << 12);
    private readonly JournalFolder _folder;
    private readonly JournalWriter _journal;
    private readonly AgentRunner _journalThread;
    private readonly Sequencer<Handler> _sequencer;
    private readonly SnapshotTaker _taker;
    private readonly JournalFollower<RecoveryMachine> _follower;
    private readonly Thread _followerThread;
    private readonly SteadyFlow _flow = new();
    private volatile bool _takes;
    private volatile bool _isOver;

    public SnapshotPause(string path)
    {
        _folder = JournalFolder.Open(new JournalOptions { Directory = Path.Combine(path, "journal"), Durability = Durability.Os });
        var handler = new Handler(new Exchange<RingSink>(new ExchangeLimits(), new RingSink()));
        var recovered = Recovery.Replay(_folder, ref handler);
        _journal = new JournalWriter(_folder, recovered, Clock.System);
        var idle = new IdleStrategy(new WakeSignal());
        _journal.WakeOnAppend(idle.Signal);
        _journalThread = new AgentRunner(_journal, idle, (_, fault) => Console.Error.WriteLine(fault));
        _journalThread.Start();
        _sequencer = new Sequencer<Handler>(_intake, _journal, handler, Clock.System, recovered);
        var views = new ViewsReplica(new ViewOptions());
        var snapshots = new SnapshotFolder(Path.Combine(path, "snapshots"));
        _taker = new SnapshotTaker(snapshots, new SnapshotSchedule(SnapshotEveryCommands, 0), Clock.System, views) { MayTake = () => _takes };
        _taker.OnTaken += taken => Thin(snapshots, taken.Sequence);
        _follower = new JournalFollower<RecoveryMachine>(
            new RecoveryMachine(), new JournalReader(_folder.Options.Directory).Open(), 0, () => _journal.DurableSequence, [views, _taker]);
        _followerThread = new Thread(Follow) { IsBackground = true };
        _followerThread.Start();
        for (var i = 0; i < WarmUpCommands; i++)
            Send();
    }

    /// <summary>Measures by turns.</summary>
    public Table Measure(int rounds)
    {
        var samples = rounds * SecondsPerRound * CommandsPerSecond;
        var (with, without) = (new Kind(samples), new Kind(samples));
        for (var round = 0; round < rounds; round++)
        {
            Round(without, takes: false);
            Round(with, takes: true);
        }

        var table = new Table(
            "Snapshots and the sequencer",
            $"{CommandsPerSecond:N0} commands a second, {rounds} rounds of {SecondsPerRound} s each way by turns; from when a command should have come until it was matched and on its way to the disk, microseconds. The follower gives way to other threads.",
            ["the follower", "snapshots", "p50", "p99", "p99.9", "max", "collections", "all threads stopped, ms"], []);
        Add("only follows", without);
        Add("takes snapshots all the time", with);
        return table;

        void Add(string what, Kind kind)
        {
            var latency = Latency.Of(kind.Samples.ToArray(), 0);
            table.Rows.Add([what, kind.Snapshots, latency.P50 / 1e3, latency.P99 / 1e3, latency.P999 / 1e3, latency.Max / 1e3, kind.Collections, kind.Stopped.TotalMilliseconds]);
        }
    }

    public void Dispose()
    {
        _isOver = true;
        _followerThread.Join();
        _follower.Dispose();
        _journalThread.Dispose();
        _folder.Dispose();
    }

    private void Round(Kind kind, bool takes)
    {
        // What the other kind of round left behind is not this one's.
        while (_follower.LagCommands > 0)
            Thread.Sleep(1);
        _takes = takes;
        var (snapshots, collections, stopped) = (_taker.Taken.Value, GC.CollectionCount(0), GC.GetTotalPauseDuration());
        const int Commands = CommandsPerSecond * SecondsPerRound;
        var interval = (double)Stopwatch.Frequency / CommandsPerSecond;
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < Commands; i++)
        {
            var intended = begun + (long)(i * interval);
            while (Stopwatch.GetTimestamp() < intended)
                Thread.SpinWait(1);
            Send();
            kind.Samples.Add((long)((Stopwatch.GetTimestamp() - intended) * Latency.NanosecondsPerTick));
        }

        _takes = false;
        kind.Snapshots += _taker.Taken.Value - snapshots;
        kind.Collections += GC.CollectionCount(0) - collections;
        kind.Stopped += GC.GetTotalPauseDuration() - stopped;
    }

    private void Send()
    {
        if (!_intake.TryClaim(out var position))
            throw new InvalidOperationException("The intake ring is full.");
        _intake.Slot(position) = _flow.Next();
        _intake.Publish(position);
        _sequencer.DoWork();
    }

    private void Follow()
    {
        BackgroundThread.StepBack();
        while (!_isOver)
        {
            if (_follower.DoWork() == 0)
                Thread.Sleep(1);
        }
    }

    private static void Thin(SnapshotFolder snapshots, long newest)
    {
        foreach (var sequence in snapshots.List())
        {
            if (sequence < newest)
                snapshots.Delete(sequence);
        }
    }

    private sealed class Kind(int samples)
    {
        public List<long> Samples { get; } = new(samples);

        public long Snapshots { get; set; }

        public int Collections { get; set; }

        public TimeSpan Stopped { get; set; }
    }

    private readonly struct Handler(Exchange<RingSink> exchange) : ICommandHandler
    {
        public void Apply(in Command command) => exchange.Apply(in command);
    }
}
