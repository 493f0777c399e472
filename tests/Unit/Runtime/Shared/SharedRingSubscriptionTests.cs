using System.Buffers.Binary;
using Rialto.Runtime.Shared;
using Xunit;

namespace Rialto.Unit.Runtime.Shared;

/// <summary>What a reader that outlives its writers must not pass over.</summary>
public sealed class SharedRingSubscriptionTests : IDisposable
{
    private const string Words = "WORDS";
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-shared-").FullName;

    private string Ring => SharedRingFolder.PathOf("test", _folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_the_last_writer_wrote_since_the_last_read_is_read_before_the_next_run()
    {
        using var subscription = new SharedRingSubscription<SharedRingTests.Message>(Ring, Words, silentAfterNs: 100);
        var first = Write(epoch: 5);
        Assert.True(subscription.Look(0));
        Assert.Equal(SharedRead.None, subscription.TryRead(out _)); // up to date, so far
        first.Publish(SharedRingTests.Message.Of(1));
        first.Publish(SharedRingTests.Message.Of(2));
        first.Dispose();
        using var second = Write(epoch: 6);
        second.Publish(SharedRingTests.Message.Of(100));
        Assert.False(subscription.Look(10));
        Assert.Equal([1, 2], Drain(subscription));
        Assert.True(subscription.Look(20));
        Assert.Equal([100], Drain(subscription));
        Assert.Equal((2, 0), (subscription.Runs, subscription.Missed));
    }

    [Fact]
    public void A_writer_that_was_taken_for_dead_and_went_on_is_read_to_its_end_too()
    {
        using var subscription = new SharedRingSubscription<SharedRingTests.Message>(Ring, Words, silentAfterNs: 100);
        var first = Write(epoch: 5);
        Assert.True(subscription.Look(0));
        Assert.False(subscription.Look(101));
        Assert.Equal(SharedWriterHealth.Silent, subscription.Health);
        Assert.Equal(SharedRead.None, subscription.TryRead(out _));
        first.Publish(SharedRingTests.Message.Of(1)); // without a beat
        first.Dispose();
        using var second = Write(epoch: 6);
        Assert.False(subscription.Look(102));
        Assert.Equal([1], Drain(subscription));
        Assert.True(subscription.Look(103));
    }

    [Fact]
    public void A_message_that_a_killed_writer_left_whole_and_not_counted_is_read()
    {
        using var subscription = new SharedRingSubscription<SharedRingTests.Message>(Ring, Words, silentAfterNs: 100);
        var first = Write(epoch: 5);
        Assert.True(subscription.Look(0));
        first.Publish(SharedRingTests.Message.Of(1));
        using (var file = new FileStream(Ring, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Position = 384; // Published: killed before it was written
            file.Write(new byte[8]);
        }

        first.Dispose();
        using var second = Write(epoch: 6);
        Assert.False(subscription.Look(10));
        Assert.Equal([1], Drain(subscription));
    }

    [Fact]
    public void A_broken_ring_is_left_for_the_next_one_and_what_it_had_counts_as_missed()
    {
        using var subscription = new SharedRingSubscription<SharedRingTests.Message>(Ring, Words, silentAfterNs: 100);
        var first = Write(epoch: 5);
        Assert.True(subscription.Look(0));
        for (var n = 0; n < 3; n++)
            first.Publish(SharedRingTests.Message.Of(n));
        using (var file = new FileStream(Ring, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            var sequence = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(sequence, 99);
            file.Position = 4096;
            file.Write(sequence);
        }

        Assert.Equal(SharedRead.Broken, subscription.TryRead(out _));
        first.Dispose();
        using var second = Write(epoch: 6);
        Assert.True(subscription.Look(10));
        Assert.Equal((3, 2), (subscription.Missed, subscription.Runs));
    }

    [Fact]
    public void Looking_after_a_dead_writer_maps_nothing_and_takes_little_memory()
    {
        using var subscription = new SharedRingSubscription<SharedRingTests.Message>(Ring, Words, silentAfterNs: 100);
        Write(epoch: 5).Dispose();
        Assert.True(subscription.Look(0));
        Assert.InRange(Allocations.Of(() => Look(200)), 0, 400_000); // a header alone is 4,096

        void Look(int count)
        {
            for (var n = 0; n < count; n++)
                Assert.False(subscription.Look(n));
        }
    }

    private SharedRingWriter<SharedRingTests.Message> Write(long epoch) => new(Ring, 8, Words, epoch);

    private static List<int> Drain(SharedRingSubscription<SharedRingTests.Message> subscription)
    {
        var read = new List<int>();
        while (subscription.TryRead(out var message) == SharedRead.Message)
            read.Add((int)message.A);
        return read;
    }
}
