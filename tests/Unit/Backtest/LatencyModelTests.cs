using Rialto.Backtest.Latencies;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Backtest;

public class LatencyModelTests
{
    private static readonly OrderRequest Request = new() { Kind = OrderRequestKind.Place };

    [Fact]
    public void The_feed_says_how_long_a_way_is_there_and_back()
    {
        var model = new FeedLatency(smallestNs: 100, largestNs: 10_000);
        Assert.Equal(100, Of(model));
        foreach (var delay in (long[])[3_000, 1_000, 2_000])
            Tell(model, 1_000_000, 1_000_000 + delay);
        Assert.Equal(4_000, Of(model));
    }

    [Fact]
    public void A_clock_that_is_wrong_moves_it_to_a_bound()
    {
        var model = new FeedLatency(smallestNs: 100, largestNs: 10_000);
        Tell(model, 1_000_000, 900_000);
        Assert.Equal(100, Of(model));
        var other = new FeedLatency(smallestNs: 100, largestNs: 10_000);
        Tell(other, 1_000_000, 9_000_000_000);
        Assert.Equal(10_000, Of(other));
    }

    [Fact]
    public void Snapshots_and_events_without_a_time_say_nothing_of_it()
    {
        var model = new FeedLatency(smallestNs: 100, largestNs: 10_000);
        Tell(model, 0, 5_000);
        Tell(model, 1_000, 5_000, FeedEventFlags.Snapshot);
        Assert.Equal(100, Of(model));
    }

    [Fact]
    public void Draws_of_one_seed_are_the_same_and_lie_as_they_were_measured()
    {
        var (one, other) = (new SampledLatency([10, 20, 40, 1_000], 7), new SampledLatency([10, 20, 40, 1_000], 7));
        var draws = Enumerable.Range(0, 30_000).Select(_ => Of(one)).ToArray();
        Assert.All(draws, draw => Assert.Equal(draw, Of(other)));
        Assert.Equal([23, 10, 714], draws[..3]);
        Assert.All(draws, draw => Assert.InRange(draw, 10, 1_000));
        Assert.InRange(draws.Count(draw => draw < 20), 9_700, 10_300);
        Assert.InRange(draws.Count(draw => draw >= 40), 9_700, 10_300);
    }

    [Fact]
    public void Quantiles_ascend()
    {
        Assert.Throws<ArgumentException>(() => new SampledLatency([5], 1));
        Assert.Throws<ArgumentException>(() => new SampledLatency([5, 4], 1));
        Assert.Throws<ArgumentException>(() => new SampledLatency([-1, 4], 1));
    }

    private static long Of(ILatencyModel model) => model.RoundTripNs(in Request, default);

    private static void Tell(FeedLatency model, long eventTime, long receiveTime, FeedEventFlags flags = default)
    {
        var told = new FeedEvent { EventTime = new Timestamp(eventTime), ReceiveTime = new Timestamp(receiveTime), Flags = flags | FeedEventFlags.LastOfFrame };
        model.Apply(in told);
    }
}
