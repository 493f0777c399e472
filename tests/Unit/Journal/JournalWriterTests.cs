using Rialto.Journal;
using Rialto.Runtime.Clocks;
using Xunit;

namespace Rialto.Unit.Journal;

public class JournalWriterTests
{
    [Fact]
    public void Nothing_is_durable_before_it_is_flushed()
    {
        var store = new MemoryStore();
        using var writer = Journals.Open(store).Writer;
        Assert.True(writer.TryAppend(Journals.CommandOf(1)));
        writer.Publish();
        Assert.Equal((1L, 0L), (writer.AppendedSequence, writer.DurableSequence));
        var flushes = store.Flushes;
        Assert.Equal(1, writer.DoWork());
        Assert.Equal(1, writer.DurableSequence);
        Assert.Equal(flushes + 2, store.Flushes); // the new segment's header, the batch
        Assert.Equal(0, writer.DoWork());
    }

    [Fact]
    public void All_that_waits_is_one_batch_and_one_flush()
    {
        var store = new MemoryStore();
        using var writer = Journals.Open(store).Writer;
        Journals.Batch(writer, 1);
        var (flushes, writes) = (store.Flushes, store.Writes);
        Journals.Batch(writer, 20);
        Assert.Equal((1, 1), (store.Flushes - flushes, store.Writes - writes));
        Assert.Equal((21L, 2L), (writer.Commands.Value, writer.Batches.Value));
        Assert.Equal(21, writer.CommitLatency.Count);
    }

    [Fact]
    public void A_full_queue_refuses_until_the_disk_has_taken_something()
    {
        using var writer = Journals.Open(new MemoryStore(), Journals.Options(queueBytes: 1024)).Writer;
        var next = 1L;
        while (writer.TryAppend(Journals.CommandOf(next)))
            next++;
        Assert.InRange(next, 6, 14);
        Assert.Equal(next - 1, writer.AppendedSequence);
        writer.Publish();
        Assert.True(writer.DoWork() > 0);
        Assert.True(writer.TryAppend(Journals.CommandOf(next)));
    }

    [Fact]
    public void A_failed_flush_is_final()
    {
        var store = new MemoryStore();
        var writer = Journals.Open(store).Writer;
        Journals.Batch(writer, 2);
        store.FlushesUntilFailure = 0;
        Journals.Batch(writer, 2);
        Assert.Equal((JournalState.Failed, 2L), (writer.State, writer.DurableSequence));
        Assert.Contains("fdatasync", writer.Failure!.Message, StringComparison.Ordinal);

        store.FlushesUntilFailure = int.MaxValue; // the disk seems well again: not to be trusted
        var flushes = store.Flushes;
        Assert.False(writer.TryAppend(Journals.CommandOf(5)));
        writer.Publish();
        Assert.Equal(0, writer.DoWork());
        writer.Dispose();
        Assert.Equal((flushes, 2L, JournalState.Failed), (store.Flushes, writer.DurableSequence, writer.State));
    }

    [Theory]
    [InlineData(Durability.Fsync)]
    [InlineData(Durability.Os)]
    public void A_failed_write_is_final(Durability durability)
    {
        var store = new MemoryStore();
        using var writer = Journals.Open(store, Journals.Options(durability: durability)).Writer;
        Journals.Batch(writer, 2);
        store.WritesUntilFailure = 0;
        Journals.Batch(writer, 2);
        Assert.Equal((JournalState.Failed, 2L), (writer.State, writer.DurableSequence));
        store.WritesUntilFailure = int.MaxValue;
        var (report, _) = Journals.Replay(JournalFolder.On(store, Journals.Options()));
        Assert.Equal(2, report.LastSequence);
    }

    [Fact]
    public void No_space_for_the_next_segment_makes_commands_wait_and_is_over_when_there_is_some()
    {
        var store = new MemoryStore();
        using var writer = Journals.Open(store).Writer;
        Journals.Batch(writer, 2);
        store.HasSpace = false;
        while (writer.Shortage is null)
            Journals.Batch(writer, 8); // the segment that is ready begins, and the one after it finds no space
        while (writer.RoomBytes > 600)
            Journals.Batch(writer, 1);
        for (var i = 0; i < 20; i++)
            Assert.True(writer.TryAppend(Journals.CommandOf(writer.AppendedSequence + 1)));
        writer.Publish();
        while (writer.DoWork() > 0)
        {
        }
        Assert.True(writer.DurableSequence < writer.AppendedSequence);
        writer.RetrySpace();
        Assert.Equal(0, writer.DoWork());
        Assert.Equal(JournalState.Writing, writer.State);

        store.HasSpace = true;
        writer.RetrySpace();
        while (writer.DoWork() > 0)
        {
        }
        Assert.Null(writer.Shortage);
        Assert.Equal(writer.AppendedSequence, writer.DurableSequence);
        Assert.Equal(writer.AppendedSequence, Journals.Replay(JournalFolder.On(store, Journals.Options())).Report.LastSequence);
    }

    [Fact]
    public void A_shortage_lasts_while_space_is_asked_for_again()
    {
        var store = new MemoryStore();
        using var writer = Journals.Open(store).Writer;
        store.HasSpace = false;
        while (writer.Shortage is null)
            Journals.Batch(writer, 8);
        var attempt = new TaskCompletionSource();
        store.Attempt = attempt.Task;
        writer.RetrySpace();
        writer.DoWork();
        Assert.NotNull(writer.Shortage);

        store.HasSpace = true;
        attempt.SetResult();
        writer.DoWork();
        Assert.Null(writer.Shortage);
    }

    [Fact]
    public void The_operating_systems_word_counts_where_the_policy_says_so()
    {
        var store = new MemoryStore { FlushesUntilFailure = 0 };
        using var writer = Journals.Open(store, Journals.Options(durability: Durability.Os)).Writer;
        Journals.Batch(writer, 2);
        Assert.Equal(2, writer.DurableSequence);
    }

    [Fact]
    public void In_memory_a_command_is_durable_once_it_is_on_its_way()
    {
        var store = new MemoryStore();
        using (var writer = Journals.Open(store, Journals.Options(durability: Durability.Memory)).Writer)
        {
            writer.TryAppend(Journals.CommandOf(1));
            Assert.Equal(0, writer.DurableSequence);
            writer.Publish();
            Assert.Equal(1, writer.DurableSequence);
        }
        Assert.Equal(1, Journals.Replay(JournalFolder.On(store, Journals.Options())).Report.Commands);
    }

    [Fact]
    public void Closing_writes_what_waits()
    {
        var store = new MemoryStore();
        var writer = Journals.Open(store).Writer;
        writer.TryAppend(Journals.CommandOf(1));
        writer.Publish();
        writer.OnClose();
        Assert.Equal((1L, JournalState.Closed), (writer.DurableSequence, writer.State));
        Assert.False(writer.TryAppend(Journals.CommandOf(2)));
    }

    [Fact]
    public void Every_acknowledged_command_survives_any_power_cut()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var store = new MemoryStore();
            var options = Journals.Options(8192);
            var writer = Journals.Open(store, options).Writer;
            for (var batch = random.Next(30); batch > 0; batch--)
                Journals.Batch(writer, random.Next(1, 25));
            var durable = writer.DurableSequence;
            // One more batch reaches the system, and the power goes before its flush returns.
            store.FlushesUntilFailure = random.Next(3) == 0 ? int.MaxValue : 0;
            Journals.Batch(writer, random.Next(1, 25));
            var acknowledged = writer.DurableSequence;
            var after = store.AfterPowerCut(random);

            var (_, report, commands, next) = Journals.Open(after, options);
            Assert.True(report.LastSequence >= acknowledged && report.LastSequence <= writer.AppendedSequence, $"seed {seed}: {report.LastSequence}, acknowledged {acknowledged}");
            Assert.True(acknowledged >= durable);
            RecoveryTests.AssertFirst(commands, report.LastSequence);
            using (next)
                Journals.Batch(next, 3);
            Assert.Equal(report.LastSequence + 3, Journals.Replay(JournalFolder.On(after, options)).Report.LastSequence);
        }
    }

    [Fact]
    public void Appending_and_committing_allocate_nothing()
    {
        var store = new MemoryStore();
        using var writer = Journals.Open(store, Journals.Options(16 << 20)).Writer;
        Assert.Equal(0, Allocations.Of(() => Cycle(400)));

        void Cycle(int batches)
        {
            for (var batch = 0; batch < batches; batch++)
            {
                var command = Journals.CommandOf(3);
                for (var i = 0; i < 10; i++)
                {
                    command.Sequence = writer.AppendedSequence + 1;
                    writer.TryAppend(in command);
                }
                writer.Publish();
                writer.DoWork();
            }
        }
    }

    [Fact]
    public void Commit_latency_runs_from_the_oldest_commands_time()
    {
        var store = new MemoryStore();
        var folder = JournalFolder.On(store, Journals.Options());
        var clock = new ManualClock(Journals.StartNs + 50_000);
        using var writer = new JournalWriter(folder, Journals.Replay(folder).Report, clock);
        Journals.Batch(writer, 3);
        Assert.Equal((49_000L, 3L), (writer.CommitLatency.Max, writer.CommitLatency.Count));
    }
}
