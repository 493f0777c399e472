using Rialto.Runtime.Agents;
using Rialto.Runtime.Rings;
using Xunit;

namespace Rialto.Unit.Runtime;

public class SpscRingTests
{
    [Fact]
    public void A_full_ring_refuses_and_an_empty_one_gives_nothing()
    {
        var ring = new SpscRing<int>(2);
        Assert.False(ring.TryTake(out _));
        Assert.True(ring.TryPublish(1));
        Assert.True(ring.TryPublish(2));
        Assert.False(ring.TryPublish(3));
        Assert.Equal(2, ring.Depth);
        Assert.True(ring.TryTake(out var item));
        Assert.Equal(1, item);
        Assert.True(ring.TryPublish(3));
        Assert.True(ring.TryTake(out item));
        Assert.True(ring.TryTake(out item));
        Assert.Equal(3, item);
        Assert.Equal(0, ring.Depth);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(256)]
    public void Two_threads_pass_every_message_once_and_in_order(int capacity)
    {
        var count = Math.Min(100_000, 5_000L * capacity);
        var ring = new SpscRing<long>(capacity);
        var idle = new IdleStrategy(new WakeSignal());
        ring.WakeOnPublish(idle.Signal);
        var producer = new Thread(() =>
        {
            for (var number = 0L; number < count; number++)
            {
                while (!ring.TryPublish(number))
                    Thread.Yield();
            }
        });
        producer.Start();
        var inOrder = new InOrder();
        while (inOrder.Count < count)
            idle.Idle(ring.Poll(ref inOrder, 50));
        producer.Join();
        Assert.Equal(0, inOrder.Wrong);
    }

    private struct InOrder : IRingHandler<long>
    {
        public long Count;
        public long Wrong;

        public void On(ref long item, long position)
        {
            if (item != Count || position != Count)
                Wrong++;
            Count++;
        }
    }
}
