using Rialto.Runtime.Rings;
using Xunit;

namespace Rialto.Unit.Runtime;

public class BroadcastRingTests
{
    [Fact]
    public void Nothing_is_visible_before_it_is_published()
    {
        var ring = new BroadcastRing<long>(8);
        var reader = ring.AddReader(gating: true);
        ring.Claim() = 5;
        ring.Claim() = 6;
        Assert.Equal(0, reader.Available);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Peek(0));
        ring.Publish();
        Assert.Equal(2, reader.Available);
        Assert.Equal((5L, 6L), (reader.Peek(0), reader.Peek(1)));
        reader.Advance(2);
        Assert.Equal((0L, 2L), (reader.Available, ring.PublishedCount));
    }

    [Fact]
    public void A_reader_sees_what_is_published_after_it_was_added()
    {
        var ring = new BroadcastRing<long>(4);
        Write(ring, 0, 3);
        var reader = ring.AddReader(gating: false);
        Assert.False(reader.TryCopy(out _));
        Assert.False(reader.IsLapped);
        Write(ring, 3, 1);
        Assert.True(reader.TryCopy(out var item));
        Assert.Equal(3, item);
    }

    [Fact]
    public void A_reader_that_does_not_gate_notices_that_it_was_lapped()
    {
        var ring = new BroadcastRing<long>(4);
        var reader = ring.AddReader(gating: false);
        Write(ring, 0, 4);
        Assert.False(reader.IsLapped);
        ring.Claim() = 4; // not published, but the oldest slot is being overwritten
        Assert.True(reader.IsLapped);
        Assert.False(reader.TryCopy(out _));
        ring.Publish();
        Assert.Equal(5, reader.SkipToEnd());
        Assert.False(reader.IsLapped);
        Write(ring, 5, 1);
        Assert.True(reader.TryCopy(out var item));
        Assert.Equal(5, item);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 2)]
    [InlineData(512, 3)]
    public void The_producer_waits_for_its_slowest_gating_reader_and_all_see_everything(int capacity, int readers)
    {
        const long count = 30_000;
        var ring = new BroadcastRing<(long A, long B)>(capacity);
        var wrong = 0L;
        var threads = Enumerable.Range(0, readers).Select(_ => ring.AddReader(gating: true)).ToList().ConvertAll(reader => new Thread(() =>
        {
            for (var expected = 0L; expected < count;)
            {
                var available = reader.Available;
                if (available > capacity)
                    Interlocked.Increment(ref wrong);
                for (var i = 0; i < available; i++, expected++)
                {
                    if (reader.Peek(i) != (expected, ~expected))
                        Interlocked.Increment(ref wrong);
                }
                reader.Advance(available);
                if (available == 0)
                    Thread.Yield();
            }
        }));
        threads.ForEach(thread => thread.Start());
        for (var number = 0L; number < count; number++)
        {
            ref var slot = ref ring.Claim();
            slot.A = number;
            slot.B = ~number;
            ring.Publish();
        }
        threads.ForEach(thread => thread.Join());
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void A_lapped_reader_never_takes_a_torn_message_for_a_whole_one()
    {
        const long count = 200_000;
        var ring = new BroadcastRing<(long A, long B, long C, long D)>(4);
        var reader = ring.AddReader(gating: false);
        var (torn, copied, last) = (0L, 0L, -1L);
        var thread = new Thread(() =>
        {
            while (last < count - 1)
            {
                if (reader.TryCopy(out var item))
                {
                    copied++;
                    if (item.A != item.B || item.A != item.C || item.A != item.D || item.A <= last)
                        torn++;
                    last = item.A;
                }
                else if (reader.IsLapped)
                {
                    var missed = reader.SkipToEnd();
                    if (reader.Position == count)
                        last = count - 1;
                    Assert.True(missed > 0);
                }
                else
                {
                    Thread.Yield();
                }
            }
        });
        thread.Start();
        for (var number = 0L; number < count; number++)
        {
            ring.Claim() = (number, number, number, number);
            ring.Publish();
        }
        thread.Join();
        Assert.Equal(0, torn);
    }

    [Fact]
    public void Claiming_and_reading_allocate_nothing()
    {
        var ring = new BroadcastRing<long>(64);
        var reader = ring.AddReader(gating: true);
        Assert.Equal(0, Allocations.Of(() => Cycle(2_000)));

        void Cycle(int times)
        {
            for (var i = 0; i < times; i++)
            {
                Write(ring, i, 1);
                reader.Advance(reader.Available);
            }
        }
    }

    private static void Write(BroadcastRing<long> ring, long first, int count)
    {
        for (var i = 0; i < count; i++)
            ring.Claim() = first + i;
        ring.Publish();
    }
}
