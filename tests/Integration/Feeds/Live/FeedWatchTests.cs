using Rialto.Gateways;
using Rialto.Host.Feeds.Live;
using Rialto.Host.Feeds.Live.Views;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Counters;
using Rialto.Trading.Quality;
using Xunit;

namespace Rialto.Integration.Feeds.Live;

/// <summary>What is raised, when, and when it is over.</summary>
public class FeedWatchTests
{
    private readonly Alerts _alerts = new();
    private readonly FeedWatch _watch;
    private readonly LatencyHistogram _latencies = new();

    public FeedWatchTests() => _watch = new FeedWatch(_alerts);

    [Fact]
    public void A_venue_without_a_connection_is_told_after_five_seconds_and_one_of_several_after_half_a_minute()
    {
        Look(4, up: 0, down: 2);
        Assert.Empty(Raised());
        Look(1, up: 0, down: 2);
        Assert.Equal(["feed_unreachable_okx"], Raised());
        Look(29, up: 1, down: 1);
        Assert.Empty(Raised());
        Look(1, up: 1, down: 1);
        Assert.Equal(["feed_link_okx"], Raised());
        Look(1, up: 2, down: 0);
        Assert.Empty(Raised());
    }

    [Fact]
    public void A_breaker_that_stays_open_is_told_after_a_minute()
    {
        Look(59, up: 1, down: 0, isBreakerOpen: true);
        Assert.Empty(Raised());
        Look(1, up: 1, down: 0, isBreakerOpen: true);
        Assert.Equal(["feed_breaker_okx"], Raised());
        Look(1, up: 1, down: 0);
        Assert.Empty(Raised());
    }

    [Fact]
    public void Slow_frames_are_told_where_they_are_more_than_one_in_a_hundred_of_five_minutes()
    {
        for (var second = 0; second < 400; second++)
        {
            Frames(99, 1_000_000);
            Frames(1, 200_000_000);
            Look(1, up: 1, down: 0);
        }

        // Exactly one in a hundred is p99 itself.
        Assert.Empty(Raised());
        Frames(10, 200_000_000);
        Look(1, up: 1, down: 0);
        Assert.Equal(["feed_slow_okx"], Raised());
        for (var second = 0; second < 301; second++)
        {
            Frames(100, 1_000_000);
            Look(1, up: 1, down: 0);
        }

        Assert.Empty(Raised());
    }

    [Fact]
    public void Events_that_wait_and_trades_that_are_lost_are_told()
    {
        Look(2, up: 1, down: 0, depth: 10_000);
        Assert.Equal(["feed_behind_okx"], Raised());
        Look(1, up: 1, down: 0, dropped: 3);
        Assert.Equal(["feed_trades_lost_okx"], Raised());
        Look(1, up: 1, down: 0, dropped: 3);
        Assert.Empty(Raised());
    }

    private void Frames(int count, long nanoseconds)
    {
        for (var i = 0; i < count; i++)
            _latencies.Record(nanoseconds);
    }

    private string[] Raised() => [.. _alerts.Raised.Select(alert => alert.Name).Order(StringComparer.Ordinal)];

    private void Look(int times, int up, int down, bool isBreakerOpen = false, long depth = 0, long dropped = 0)
    {
        for (var i = 0; i < times; i++)
        {
            var latency = LatencyView.Of(_latencies);
            var venue = new VenueView(
                "okx", FeedVenue.Okx, up, down, 1, 1, latency, new VenueLatencyView(latency, ClockSource.None, 0, 0), new BookCounts(1, 0, 0, 0), 100, 0, 0, 0, dropped, depth, "");
            var link = new LinkView("okx", 1, "up", Timestamp.None, "wss://ws.okx.com", ["BTC-USDT"], 0, 0, 0, 0, "", isBreakerOpen, Timestamp.None);
            _watch.Look(new FeedView(new Timestamp(1), [venue], [link], [], DistributionView.None, []));
        }
    }
}
