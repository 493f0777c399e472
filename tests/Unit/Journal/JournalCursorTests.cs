using System.Buffers;
using Rialto.Journal;
using Rialto.Journal.Following;
using Rialto.Journal.Proofs;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Journal;

public class JournalCursorTests
{
    [Fact]
    public void Reading_may_begin_at_every_sequence_and_gives_the_same_commands()
    {
        var store = Journals.Sample();
        var reader = new JournalReader(store);
        var total = Read(reader.Open()).Count;
        for (var from = 1L; from <= total; from++)
        {
            using var cursor = reader.OpenAt(from);
            Assert.InRange(cursor.NextSequence, Math.Max(1, from - 7), from);
            var keep = new Journals.Keep();
            var report = reader.Read(ref keep, from, long.MaxValue);
            Assert.Equal((total - from + 1, total), (report.Commands, report.LastSequence));
            Assert.Equal(Journals.CommandOf(from), keep.Commands[0]);
        }

        using var after = reader.OpenAt(total + 1);
        Assert.Equal(total + 1, after.NextSequence);
        Assert.False(after.TryReadBatch());
    }

    [Fact]
    public void Reading_goes_on_from_every_place_it_has_passed_with_the_chain_checked()
    {
        var store = Journals.Sample();
        var reader = new JournalReader(store);
        var positions = new List<JournalPosition> { JournalPosition.Start };
        using (var cursor = reader.Open())
        {
            while (cursor.TryReadBatch())
                positions.Add(cursor.Position);
        }

        Assert.True(positions.Count > 40);
        foreach (var position in positions)
        {
            using var cursor = reader.OpenAfter(position);
            Assert.Equal(position.Sequence + 1, cursor.NextSequence);
            while (cursor.TryReadBatch())
            {
            }

            Assert.Equal(positions[^1].ChainHex, cursor.Position.ChainHex);
        }
    }

    [Fact]
    public void A_place_of_another_journal_is_refused()
    {
        var store = Journals.Sample(9);
        using var cursor = new JournalReader(store).Open();
        for (var i = 0; i < 5; i++)
            Assert.True(cursor.TryReadBatch());
        var p = cursor.Position;
        var chain = p.Chain.ToArray();
        chain[7] ^= 1;
        foreach (var wrong in new[]
        {
            new JournalPosition(p.Sequence, p.Time, p.Segment, p.Offset, p.BatchOffset, chain),
            new JournalPosition(p.Sequence + 1, p.Time, p.Segment, p.Offset, p.BatchOffset, p.Chain),
            new JournalPosition(p.Sequence, p.Time, p.Segment, p.Offset + 8, p.BatchOffset, p.Chain),
            new JournalPosition(p.Sequence, p.Time, p.Segment, p.Offset, p.BatchOffset + 8, p.Chain),
            new JournalPosition(p.Sequence, p.Time, p.Segment, p.Offset, 0, p.Chain),
            new JournalPosition(p.Sequence, p.Time, p.Segment, long.MaxValue, long.MaxValue - 8, p.Chain),
            new JournalPosition(p.Sequence, p.Time, p.Segment, p.Offset, -8, p.Chain),
        })
            Assert.Throws<JournalCorruptException>(() => new JournalReader(store).OpenAfter(wrong));
        Assert.Throws<JournalGapException>(() => new JournalReader(store).OpenAfter(new JournalPosition(p.Sequence, p.Time, 9999, p.Offset, p.BatchOffset, p.Chain)));
    }

    [Fact]
    public void A_cursor_at_the_end_goes_on_with_what_comes_and_never_beyond_what_it_may_see()
    {
        var store = new MemoryStore();
        var writer = Journals.Open(store).Writer;
        using var cursor = new JournalReader(store).Open();
        Assert.False(cursor.TryReadBatch());
        for (var batch = 0; batch < 200; batch++)
        {
            Journals.Batch(writer, 1 + batch % 5);
            Assert.False(cursor.TryReadBatch(cursor.NextSequence - 1));
            var next = cursor.NextSequence;
            if (cursor.TryReadBatch(next))
                Assert.Equal(next + 1, cursor.NextSequence);
            while (cursor.NextSequence <= writer.DurableSequence)
                Assert.True(cursor.TryReadBatch(writer.DurableSequence));
            Assert.Equal(writer.DurableSequence, cursor.NextSequence - 1);
            Assert.False(cursor.TryReadBatch());
        }

        writer.Dispose();
    }

    [Fact]
    public void A_follower_tells_every_durable_command_once_with_its_events()
    {
        var store = new MemoryStore();
        var writer = Journals.Open(store).Writer;
        var listener = new Listener();
        using var follower = new JournalFollower<Replica>(new Replica(), new JournalReader(store).Open(), 0, () => writer.DurableSequence, [listener]);
        for (var batch = 0; batch < 60; batch++)
        {
            Journals.Batch(writer, 1 + batch % 5);
            if (batch % 7 != 3)
                continue;
            Assert.True(follower.LagCommands > 0);
            while (follower.DoWork() > 0)
            {
            }

            Assert.Equal((writer.DurableSequence, 0L), (follower.Sequence, follower.LagCommands));
            Assert.Equal(writer.DurableSequence, listener.LastCut.Position.Sequence);
        }

        Assert.Equal(1, listener.Starts);
        RecoveryTests.AssertFirst(listener.Commands, follower.Sequence);
        var straight = new Replica();
        var hash = default(EventHash);
        foreach (var command in listener.Commands)
            hash.Add(straight.Apply(in command));
        Assert.Equal(hash.Value, listener.LastCut.EventHash);
        Assert.NotEqual(0UL, hash.Value);
        writer.Dispose();
    }

    [Fact]
    public void Following_makes_one_small_object_of_a_batch_and_nothing_of_a_command_or_a_listener()
    {
        var store = new MemoryStore();
        var writer = Journals.Open(store).Writer;
        using var follower = new JournalFollower<Nothing>(new Nothing(), new JournalReader(store).Open(), 0, () => writer.DurableSequence, [new Nobody(), new Nobody()]);
        for (var batch = 0; batch < 400; batch++)
            Journals.Batch(writer, 1 + batch % 5);
        for (var batch = 0; batch < 200; batch++)
            follower.DoWork();

        Assert.InRange(
            Allocations.Of(() =>
            {
                for (var batch = 0; batch < 20; batch++)
                    Assert.True(follower.DoWork() > 0);
            }),
            0,
            20 * 128);
        writer.Dispose();
    }

    private static List<Command> Read(JournalCursor cursor)
    {
        using (cursor)
        {
            var commands = new List<Command>();
            while (cursor.TryReadBatch())
                commands.AddRange(cursor.Batch.Commands);
            return commands;
        }
    }

    private sealed class Nothing : IReplayMachine
    {
        public ReadOnlySpan<ExchangeEvent> Apply(in Command command) => default;

        public ulong StateHash() => 0;

        public void Save(IBufferWriter<byte> target)
        {
        }
    }

    private sealed class Nobody : IFollowerListener
    {
        public void OnStart(in FollowerCut at, IReplayMachine machine)
        {
        }

        public void On(in Command command, ReadOnlySpan<ExchangeEvent> events)
        {
        }

        public void OnCut(in FollowerCut at)
        {
        }
    }

    private sealed class Listener : IFollowerListener
    {
        public int Starts { get; private set; }
        public List<Command> Commands { get; } = [];
        public FollowerCut LastCut { get; private set; }

        public void OnStart(in FollowerCut at, IReplayMachine machine) => Starts++;

        public void On(in Command command, ReadOnlySpan<ExchangeEvent> events)
        {
            Commands.Add(command);
            foreach (ref readonly var e in events)
                Assert.Equal(command.Sequence, e.Sequence);
            if (events.Length > 0)
                Assert.True(events[^1].IsLastOfCommand);
        }

        public void OnCut(in FollowerCut at) => LastCut = at;
    }
}
