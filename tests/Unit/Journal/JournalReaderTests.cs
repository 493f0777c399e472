using Rialto.Journal;
using Xunit;

namespace Rialto.Unit.Journal;

public class JournalReaderTests
{
    [Fact]
    public void Reads_up_to_and_including_the_sequence_asked_for()
    {
        var store = Journals.Sample(30);
        var total = new JournalReader(store).Read(ref Fresh()).LastSequence;
        foreach (var through in new[] { 0, 1, 2, 17, total - 1, total, total + 5, long.MaxValue })
        {
            ref var keep = ref Fresh();
            var report = new JournalReader(store).Read(ref keep, through);
            Assert.Equal(Math.Min(through, total), report.LastSequence);
            RecoveryTests.AssertFirst(keep.Commands, Math.Min(through, total));
        }
    }

    [Fact]
    public void Stops_before_a_batch_that_is_being_written_and_changes_nothing()
    {
        var store = Journals.Sample(9);
        var last = store.List()[^1];
        var end = store[last].AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        store[last].AsSpan((end - 20)..end).Clear();
        var copy = (byte[])store[last].Clone();
        var report = new JournalReader(store).Read(ref Fresh());
        Assert.InRange(report.LastSequence, 1, 35);
        Assert.Equal(copy, store[last]);
    }

    [Fact]
    public void Names_damage_before_the_sequence_asked_for_and_does_not_mind_it_after()
    {
        var store = Journals.Sample(30);
        store[2][300] ^= 1;
        var refusal = Assert.Throws<JournalCorruptException>(() => new JournalReader(store).Read(ref Fresh()));
        Assert.Equal("00000002.journal", refusal.Segment);
        Assert.Equal(5, new JournalReader(store).Read(ref Fresh(), 5).LastSequence);
    }

    [Fact]
    public void Reading_while_another_thread_writes_gives_a_beginning_of_what_was_written()
    {
        var store = new MemoryStore();
        var writer = Journals.Open(store, Journals.Options(8192)).Writer;
        var done = false;
        var thread = new Thread(() =>
        {
            for (var batch = 0; batch < 2000; batch++)
                Journals.Batch(writer, 1 + batch % 5);
            Volatile.Write(ref done, true);
        });
        thread.Start();
        var before = 0L;
        while (!Volatile.Read(ref done))
        {
            var durable = writer.DurableSequence;
            ref var keep = ref Fresh();
            var report = new JournalReader(store).Read(ref keep);
            Assert.True(report.LastSequence >= durable && report.LastSequence >= before);
            RecoveryTests.AssertFirst(keep.Commands, report.LastSequence);
            before = report.LastSequence;
        }
        thread.Join();
        writer.Dispose();
        Assert.Equal(writer.DurableSequence, new JournalReader(store).Read(ref Fresh()).LastSequence);
    }

    private static ref Journals.Keep Fresh() => ref new Journals.Keep[] { new() }[0];
}
