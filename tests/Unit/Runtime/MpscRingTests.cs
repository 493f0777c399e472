using Rialto.Runtime.Agents;
using Rialto.Runtime.Rings;
using Xunit;

namespace Rialto.Unit.Runtime;

public class MpscRingTests
{
    [Fact]
    public void Messages_arrive_in_the_order_of_their_claims()
    {
        var ring = new MpscRing<long>(4);
        Assert.True(ring.TryClaim(out var first));
        Assert.True(ring.TryClaim(out var second));
        Assert.Equal((0L, 1L), (first, second));
        ring.Slot(second) = 22;
        ring.Publish(second);
        Assert.Equal(0, ring.Ready(10));
        ring.Slot(first) = 11;
        ring.Publish(first);
        Assert.Equal(2, ring.Ready(10));
        Assert.Equal(1, ring.Ready(1));
        Assert.Equal((11L, 22L), (ring.Peek(0), ring.Peek(1)));
        ring.Advance(2);
        Assert.Equal((2L, 0L), (ring.ConsumerPosition, ring.Depth));
    }

    [Fact]
    public void A_full_ring_refuses_and_claims_nothing()
    {
        var ring = new MpscRing<long>(2);
        for (var lap = 0; lap < 5; lap++)
        {
            Publish(ring, 1);
            Publish(ring, 2);
            Assert.False(ring.TryClaim(out _));
            Assert.Equal(2, ring.Depth);
            var sum = new Sum();
            Assert.Equal(1, ring.Poll(ref sum, 1));
            Publish(ring, 3);
            Assert.False(ring.TryClaim(out _));
            Assert.Equal(2, ring.Poll(ref sum, 10));
            Assert.Equal(6, sum.Total);
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 8)]
    [InlineData(4, 1024)]
    public void Many_producers_lose_nothing_double_nothing_and_keep_their_own_order(int producers, int capacity)
    {
        var each = Math.Min(20_000, 2_000 * capacity);
        var ring = new MpscRing<(int Producer, int Number, long Check)>(capacity);
        var idle = new IdleStrategy(new WakeSignal());
        ring.WakeOnPublish(idle.Signal);
        var threads = Enumerable.Range(0, producers).Select(producer => new Thread(() =>
        {
            for (var number = 0; number < each; number++)
            {
                long position;
                while (!ring.TryClaim(out position))
                    Thread.Yield();
                ring.Slot(position) = (producer, number, position);
                ring.Publish(position);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());

        var seen = new Seen(producers);
        while (seen.Count < producers * each)
            idle.Idle(ring.Poll(ref seen, 100));
        threads.ForEach(thread => thread.Join());
        Assert.Equal(0, seen.Wrong);
        Assert.All(seen.Next, next => Assert.Equal(each, next));
        Assert.Equal(0, ring.Depth);
        Assert.Equal(producers * (long)each, ring.ConsumerPosition);
    }

    [Fact]
    public void Claiming_publishing_and_polling_allocate_nothing()
    {
        var ring = new MpscRing<long>(64);
        var sum = new Sum();
        Assert.Equal(0, Allocations.Of(() => Cycle(2_000)));

        void Cycle(int times)
        {
            for (var i = 0; i < times; i++)
            {
                Publish(ring, i);
                ring.Poll(ref sum, 10);
            }
        }
    }

    private static void Publish(MpscRing<long> ring, long value)
    {
        Assert.True(ring.TryClaim(out var position));
        ring.Slot(position) = value;
        ring.Publish(position);
    }

    internal struct Sum : IRingHandler<long>
    {
        public long Total;

        public void On(ref long item, long position) => Total += item;
    }

    private struct Seen(int producers) : IRingHandler<(int Producer, int Number, long Check)>
    {
        public readonly int[] Next = new int[producers];
        public int Count;
        public int Wrong;

        public void On(ref (int Producer, int Number, long Check) item, long position)
        {
            if (item.Check != position || Count != position || Next[item.Producer]++ != item.Number)
                Wrong++;
            Count++;
        }
    }
}
