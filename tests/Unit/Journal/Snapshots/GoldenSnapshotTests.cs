using System.Buffers;
using System.Globalization;
using Rialto.Gateways;
using Rialto.Gateways.Views;
using Rialto.Journal;
using Rialto.Journal.Following;
using Rialto.Journal.Proofs;
using Rialto.Journal.Snapshots;
using Rialto.Model.Markets;
using Rialto.Runtime.Clocks;
using Rialto.Twins;
using Rialto.Twins.Lockstep;
using Rialto.Venue;
using Xunit;

namespace Rialto.Unit.Journal.Snapshots;

/// <summary>
/// Snapshots of every released version, each with the journal it belongs to, must load for ever. With RIALTO_WRITE_GOLDEN=1 the newest one is written where
/// its folder is missing; one that is there is never written again.
/// </summary>
public sealed class GoldenSnapshotTests
{
    private const string Newest = "snapshot-v3";

    // Its views have no analytics: those begin at the snapshot.
    private const string WithoutAnalytics = "snapshot-v1";

    // Its views do not tell when fills were, nor what takers paid in candles: of those before the snapshot that stays unknown.
    private const string WithoutFillTimes = "snapshot-v2";
    private const ulong Seed = 117;

    private static readonly ViewOptions Views = new() { FinishedOrders = 60, MaxFillsPerOrder = 4, KeptTrades = 25 };

    /// <summary>A snapshot and the end of its journal, as the version that wrote them saw them.</summary>
    private sealed record Facts(ExchangeLimits Limits, long Sequence, ulong EventHash, ulong StateHash, long LastSequence, ulong LastEventHash, ulong LastStateHash);

    [Theory]
    [InlineData(WithoutAnalytics)]
    [InlineData(WithoutFillTimes)]
    [InlineData(Newest)]
    public void A_snapshot_of_every_version_loads_to_the_recorded_state_and_goes_on_to_the_recorded_events(string name)
    {
        MakeIfMissing(name);
        var facts = Read(name);
        var folder = new SnapshotFolder(GoldenFiles.Path(name + "/snapshots"));
        Assert.Equal([facts.Sequence], folder.List());
        Assert.Null(folder.Verify(facts.Sequence));
        var snapshot = folder.Read(facts.Sequence, out _)!;
        Assert.Equal((facts.EventHash, facts.StateHash), (snapshot.Header.EventHash, snapshot.Header.StateHash));

        using var straight = Begin(name, facts.Limits, null);
        straight.Go();
        using var loaded = Begin(name, facts.Limits, snapshot);
        Assert.Equal(facts.StateHash, loaded.Machine.StateHash());
        loaded.Go();
        foreach (var end in new[] { straight, loaded })
        {
            Assert.Null(end.Follower.Mismatch);
            Assert.Equal((facts.LastSequence, facts.LastEventHash, facts.LastStateHash), (end.Machine.Exchange.LastSequence, end.Cut.EventHash, end.Machine.StateHash()));
        }

        Assert.Equal((facts.LastSequence, facts.LastSequence - facts.Sequence), (straight.Follower.Proven, loaded.Follower.Proven));
        Assert.Equal(straight.SavedExchange(), loaded.SavedExchange());
        Assert.Equal(Recorded(straight.SavedViews(), name), Recorded(loaded.SavedViews(), name));
    }

    /// <summary>The format we have promised: this state, saved byte for byte, from the journal and from the snapshot itself.</summary>
    [Fact]
    public void The_golden_snapshot_is_saved_byte_for_byte()
    {
        MakeIfMissing(Newest);
        var facts = Read(Newest);
        var snapshot = new SnapshotFolder(GoldenFiles.Path(Newest + "/snapshots")).Read(facts.Sequence, out _)!;
        using var straight = Begin(Newest, facts.Limits, null);
        straight.Go(facts.Sequence);
        using var loaded = Begin(Newest, facts.Limits, snapshot);
        foreach (var machine in new[] { straight, loaded })
        {
            Assert.Equal(snapshot.Part(SnapshotTaker.MachinePart).ToArray(), machine.SavedExchange());
            Assert.Equal(snapshot.Part(ViewsReplica.Name).ToArray(), machine.SavedViews());
        }
    }

    /// <summary>The views as far as a snapshot of that version tells of them.</summary>
    private static byte[] Recorded(byte[] views, string name) => name switch
    {
        WithoutAnalytics => views[..views.AsSpan().IndexOf("analytics"u8)],
        WithoutFillTimes => views[..views.AsSpan().IndexOf("fill-times"u8)],
        _ => views,
    };

    private static Facts Read(string name)
    {
        var lines = GoldenFiles.Read(name + "/facts.txt").Split('\n').Select(line => line.Split(' ')).ToDictionary(words => words[0], words => words[1..]);
        var (limits, snapshot, end) = (lines["limits"], lines["snapshot"], lines["end"]);
        return new Facts(
            LimitsOf(limits), Number(snapshot[0]), Hash(snapshot[1]), Hash(snapshot[2]), Number(end[0]), Hash(end[1]), Hash(end[2]));

        // Versions 1 and 2 were written with the default number of remembered movements and do not say it.
        static ExchangeLimits LimitsOf(string[] words)
        {
            var limits = new ExchangeLimits((int)Number(words[0]), (int)Number(words[1]));
            return words.Length > 2 ? limits with { RememberedMovements = (int)Number(words[2]) } : limits;
        }

        static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
        static ulong Hash(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private static Replay Begin(string name, ExchangeLimits limits, Snapshot? snapshot)
    {
        var views = new ViewsReplica(Views);
        if (snapshot is not null)
            Assert.Null(views.Load(snapshot.Part(ViewsReplica.Name)));
        var journal = new JournalReader(GoldenFiles.Path(name + "/journal"));
        return new Replay(
            snapshot is null ? new Replica(limits) : Replica.Of(snapshot), views,
            snapshot is null ? journal.Open() : journal.OpenAfter(snapshot.Header.Position), snapshot?.Header.EventHash ?? 0);
    }

    private static void MakeIfMissing(string name)
    {
        if (name != Newest || Environment.GetEnvironmentVariable("RIALTO_WRITE_GOLDEN") != "1" || Directory.Exists(GoldenFiles.Path(name)))
            return;
        var limits = WriteJournal(GoldenFiles.Path(name + "/journal"));
        using var replay = Begin(name, limits, null);
        replay.Go(560);
        var header = new SnapshotFolder(GoldenFiles.Path(name + "/snapshots")).Save(replay.Cut, replay.Machine.StateHash(), [replay, replay.Views]);
        replay.Go();
        GoldenFiles.Same(
            name + "/facts.txt",
            string.Create(
                CultureInfo.InvariantCulture,
                $"limits {limits.MaxLiveOrders} {limits.RememberedOrders} {limits.RememberedMovements}\nsnapshot {header.Sequence} {header.EventHash:x16} {header.StateHash:x16}\nend {replay.Cut.Position.Sequence} {replay.Cut.EventHash:x16} {replay.Machine.StateHash():x16}\n"));
    }

    /// <summary>A made-up journal, with its proofs: 704 random commands of a seed that has something in every part of a snapshot.</summary>
    private static ExchangeLimits WriteJournal(string directory)
    {
        var seen = new RebuiltMarket();
        var generator = new CommandGenerator(Seed, seen);
        var log = new EventLog();
        var exchange = new Exchange<EventLogSink>(generator.Limits, new EventLogSink(log));
        var (proofs, hash) = (new ProofQueue(), new EventHash(0));
        using (var folder = JournalFolder.Open(Journals.Options(1 << 16, Durability.Os, directory: directory)))
        {
            using var writer = new JournalWriter(folder, Journals.Replay(folder).Report, Clock.System, proofs);
            for (var sequence = 1L; sequence <= 704; sequence++)
            {
                var command = generator.Next().Command with { Sequence = sequence };
                log.Clear();
                exchange.Apply(command);
                seen.Apply(log.Events, sequence, command.Time);
                var before = hash.Value;
                hash.Add(log.Events);
                proofs.Add(sequence, before, hash.Value);
                Assert.True(writer.TryAppend(command));
                if (sequence % 8 != 0)
                    continue;
                writer.Publish();
                while (writer.DurableSequence < sequence)
                    writer.DoWork();
            }
        }

        foreach (var left in new[] { "journal.lock", "next.prepared" })
            File.Delete(Path.Combine(directory, left));
        return generator.Limits;
    }

    /// <summary>The golden journal played to an exchange and to views.</summary>
    private sealed class Replay : IFollowerListener, ISnapshotPart, IDisposable
    {
        private long _durable;

        public Replay(Replica machine, ViewsReplica views, JournalCursor cursor, ulong eventHash)
        {
            (Machine, Views) = (machine, views);
            Follower = new JournalFollower<Replica>(machine, cursor, eventHash, () => _durable, [views, this]);
        }

        public Replica Machine { get; }

        public ViewsReplica Views { get; }

        public JournalFollower<Replica> Follower { get; }

        public FollowerCut Cut { get; private set; }

        public string PartName => SnapshotTaker.MachinePart;

        /// <summary>Plays whole batches.</summary>
        public void Go(long throughSequence = long.MaxValue)
        {
            _durable = throughSequence;
            while (Follower.DoWork() > 0)
            {
                // To the end.
            }
        }

        public byte[] SavedExchange() => Saved(Machine.Save);

        public byte[] SavedViews() => Saved(Views.Save);

        public void Save(IBufferWriter<byte> target) => Machine.Save(target);

        public void OnStart(in FollowerCut at, IReplayMachine machine) => Cut = at;

        public void On(in Rialto.Model.Orders.Command command, ReadOnlySpan<ExchangeEvent> events)
        {
            // What counts is where it ends.
        }

        public void OnCut(in FollowerCut at) => Cut = at;

        public void Dispose() => Follower.Dispose();

        private static byte[] Saved(Action<IBufferWriter<byte>> save)
        {
            var bytes = new ArrayBufferWriter<byte>();
            save(bytes);
            return bytes.WrittenSpan.ToArray();
        }
    }
}
