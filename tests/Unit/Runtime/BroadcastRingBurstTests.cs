using Rialto.Runtime.Rings;
using Xunit;

namespace Rialto.Unit.Runtime;

public class BroadcastRingBurstTests
{
    [Fact]
    public async Task A_burst_longer_than_the_ring_passes_through_it_before_it_is_published_whole()
    {
        const int Burst = 1_000;
        var ring = new BroadcastRing<long>(16);
        var reader = ring.AddReader(gating: true);

        // One command with more events than the ring holds: mass cancel, a stop cascade, an auction.
        var producer = Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < Burst; i++)
                    ring.Claim() = i;
                ring.Publish();
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        var read = new List<long>();
        while (read.Count < Burst)
        {
            while (reader.Available > 0)
            {
                read.Add(reader.Peek(0));
                reader.Advance(1);
            }
            Thread.Yield();
            if (producer.IsFaulted)
                break;
        }
        await producer;
        Assert.Equal(Enumerable.Range(0, Burst).Select(i => (long)i), read);
    }
}
