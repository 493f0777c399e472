using Rialto.Model.Units;
using Rialto.Trading.Arbitrage;
using Xunit;

namespace Rialto.Unit.Trading.Arbitrage;

/// <summary>Opportunities that stay are one; what a latency leaves of them.</summary>
public sealed class EpisodeTests
{
    private const long Ms = 1_000_000;
    private readonly List<Episode> _closed = [];

    [Fact]
    public void An_opportunity_that_stays_is_counted_once()
    {
        var tracker = Tracker(10 * Ms);
        Look(tracker, 0, 0, 5);
        Look(tracker, 0, 4, 9);
        Look(tracker, 0, 8, 3);
        Look(tracker, 0, 25, 0);
        Assert.Equal(1, tracker.Count);
        Assert.Equal(5, (int)tracker.NetOf(0));
        var only = Assert.Single(_closed);
        Assert.Equal((25 * Ms, (Int128)9, EpisodeEnd.Gone, 3), (only.LifetimeNs, only.Best.Net, only.End, only.Looks));

        // After ten milliseconds 3 were left.
        Assert.Equal((1, 0), (tracker.Tallies[0].Survived, tracker.Tallies[0].Missed));
        Assert.Equal(3, (int)tracker.NetAfter(0, 0));
    }

    [Fact]
    public void What_ends_in_the_very_moment_that_orders_arrive_is_missed()
    {
        var tracker = Tracker(10 * Ms, 11 * Ms);
        Look(tracker, 0, 0, 5);
        Look(tracker, 0, 10, 0);
        Assert.Equal((0, 1), (tracker.Tallies[0].Survived, tracker.Tallies[0].Missed));
        Assert.Equal((0, 1), (tracker.Tallies[1].Survived, tracker.Tallies[1].Missed));
    }

    [Fact]
    public void A_better_route_elsewhere_does_not_fill_orders_that_are_on_their_way()
    {
        var tracker = Tracker(10 * Ms);
        Look(tracker, 0, 0, 5);
        tracker.Advance(At(5));
        tracker.Observe(0, new Finding(2, 1, 1, 1, 8), Finding.None, At(5));
        Look(tracker, 0, 20, 0);
        Assert.Equal((0, 1), (tracker.Tallies[0].Survived, tracker.Tallies[0].Missed));
        Assert.Equal(1, tracker.Count);
    }

    [Fact]
    public void What_a_place_cannot_be_believed_of_is_missed_from_then_on()
    {
        var tracker = Tracker(10 * Ms, 20 * Ms);
        Look(tracker, 0, 0, 5);
        tracker.Lose(0, At(15));
        Look(tracker, 0, 30, 0);
        Assert.Equal((1, 0), (tracker.Tallies[0].Survived, tracker.Tallies[0].Missed));
        Assert.Equal((0, 1), (tracker.Tallies[1].Survived, tracker.Tallies[1].Missed));
    }

    [Fact]
    public void An_opportunity_goes_on_in_another_tracker_and_is_neither_counted_nor_told_again()
    {
        var before = Tracker(10 * Ms, 100 * Ms);
        Look(before, 0, 0, 5);
        Look(before, 0, 20, 6);
        var after = new EpisodeTracker<Sink>(2, [10 * Ms, 100 * Ms], new Sink(_closed));
        Assert.True(after.TryContinue(1, before, 0, static place => place + 3, 10, 100));
        before.Finish(At(20));
        Assert.Empty(_closed);
        Assert.Equal((1, 0, 0, 1), (before.Count, before.OpenCount, after.Count, after.OpenCount));
        Assert.Equal((1, 0), (before.Tallies[0].Survived, before.Tallies[1].Unknown));
        after.Advance(At(150));
        after.Observe(1, Finding.None, Finding.None, At(150));
        var only = Assert.Single(_closed);
        Assert.Equal((1, 150 * Ms, 2), (only.Key, only.LifetimeNs, only.Looks));
        Assert.Equal(new Finding(3, 4, 10, 100, 500), only.First);
        Assert.Equal(600, (int)only.Best.Net);
        Assert.Equal((0, 1), (after.Tallies[0].Survived, after.Tallies[1].Survived));
        Assert.Equal(600, (int)after.NetAfter(1, 1));
    }

    [Fact]
    public void The_end_of_a_recording_leaves_latencies_unknown()
    {
        var tracker = Tracker(10 * Ms, 1_000 * Ms);
        Look(tracker, 0, 0, 5);
        Look(tracker, 1, 1, 5);
        tracker.Finish(At(50));
        Assert.Equal((2, 0, 0), (tracker.Tallies[0].Survived, tracker.Tallies[0].Missed, tracker.Tallies[0].Unknown));
        Assert.Equal((0, 0, 2), (tracker.Tallies[1].Survived, tracker.Tallies[1].Missed, tracker.Tallies[1].Unknown));
        Assert.All(_closed, episode => Assert.Equal(EpisodeEnd.Cut, episode.End));
        Assert.Equal(0, tracker.OpenCount);
    }

    [Fact]
    public void Keys_do_not_disturb_one_another_on_random_looks()
    {
        var random = new Random(11);
        var tracker = Tracker(3 * Ms);
        var isThere = new bool[3];
        var opened = 0;
        for (var ms = 0; ms < 5_000; ms++)
        {
            var key = random.Next(3);
            var net = random.Next(3) == 0 ? 0 : random.Next(1, 9);
            opened += !isThere[key] && net > 0 ? 1 : 0;
            isThere[key] = net > 0;
            Look(tracker, key, ms, net);
            Assert.Equal(isThere.Count(static there => there), tracker.OpenCount);
        }

        tracker.Finish(At(6_000));
        Assert.Equal(opened, tracker.Count);
        Assert.Equal(opened, _closed.Count);
        var tally = tracker.Tallies[0];
        Assert.Equal(opened, tally.Survived + tally.Missed + tally.Unknown);
    }

    private static Timestamp At(long ms) => new((1_000 + ms) * Ms);

    private static void Look(EpisodeTracker<Sink> tracker, int key, long ms, int net)
    {
        tracker.Advance(At(ms));
        var found = net == 0 ? Finding.None : new Finding(0, 1, 1, 1, net);
        tracker.Observe(key, in found, in found, At(ms));
    }

    private EpisodeTracker<Sink> Tracker(params long[] latencies) => new(3, latencies, new Sink(_closed));

    private readonly struct Sink(List<Episode> closed) : IEpisodeSink
    {
        public void OnOpened(in Episode episode) => Assert.Equal(EpisodeEnd.Open, episode.End);

        public void OnClosed(in Episode episode) => closed.Add(episode);
    }
}
