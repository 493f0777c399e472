using Rialto.Adapters.Connections;
using Xunit;

namespace Rialto.Unit.Adapters.Connections;

public class PaceTests
{
    [Fact]
    public void Waits_double_from_one_second_to_sixty()
    {
        var backoff = new Backoff(new FeedStreamOptions { Jitter = 0 });
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], Enumerable.Range(0, 9).Select(_ => (int)backoff.Fail().TotalSeconds));
        Assert.Equal(9, backoff.Failures);
        backoff.Succeed();
        Assert.Equal(TimeSpan.FromSeconds(1), backoff.Fail());
    }

    [Fact]
    public void A_thousand_failures_wait_no_longer_than_the_longest()
    {
        var backoff = new Backoff(new FeedStreamOptions { Jitter = 0 });
        for (var i = 0; i < 1_000; i++)
            Assert.InRange(backoff.Fail(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData(0.0, 0.8)]
    [InlineData(0.5, 1.0)]
    [InlineData(0.75, 1.1)]
    public void Jitter_spreads_a_wait_to_both_sides(double random, double seconds)
    {
        var backoff = new Backoff(new FeedStreamOptions { Random = () => random });
        Assert.Equal(seconds, backoff.Fail().TotalSeconds, 6);
    }

    [Fact]
    public void Jitter_stays_within_its_bounds_and_uses_them()
    {
        var random = new Random(1);
        var waits = Enumerable.Range(0, 1_000).Select(_ => new Backoff(new FeedStreamOptions { Random = random.NextDouble }).Fail().TotalSeconds).ToArray();
        Assert.InRange(waits.Min(), 0.8, 0.81);
        Assert.InRange(waits.Max(), 1.19, 1.2);
    }

    [Fact]
    public void A_breaker_opens_after_so_many_failures_in_its_window()
    {
        var breaker = new CircuitBreaker(new FeedStreamOptions { BreakerFailures = 3, BreakerWindow = TimeSpan.FromSeconds(60), BreakerOpen = TimeSpan.FromSeconds(30) });
        breaker.Fail(TimeSpan.FromSeconds(0));
        breaker.Fail(TimeSpan.FromSeconds(30));

        // The first is out of the window.
        breaker.Fail(TimeSpan.FromSeconds(61));
        Assert.Equal(BreakerState.Closed, breaker.State);
        breaker.Fail(TimeSpan.FromSeconds(62));
        Assert.Equal((BreakerState.Open, TimeSpan.FromSeconds(92)), (breaker.State, breaker.OpenUntil));
    }

    [Fact]
    public void A_half_open_breaker_closes_by_success_and_opens_by_one_failure()
    {
        var breaker = new CircuitBreaker(new FeedStreamOptions { BreakerFailures = 2, BreakerOpen = TimeSpan.FromSeconds(30) });
        breaker.Fail(TimeSpan.Zero);
        breaker.Fail(TimeSpan.Zero);
        breaker.Try(TimeSpan.FromSeconds(29));
        Assert.Equal(BreakerState.Open, breaker.State);
        breaker.Try(TimeSpan.FromSeconds(30));
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
        breaker.Fail(TimeSpan.FromSeconds(31));
        Assert.Equal((BreakerState.Open, TimeSpan.FromSeconds(61)), (breaker.State, breaker.OpenUntil));
        breaker.Try(TimeSpan.FromSeconds(61));
        breaker.Succeed();
        Assert.Equal(BreakerState.Closed, breaker.State);
        breaker.Fail(TimeSpan.FromSeconds(62));
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void No_window_of_any_limit_holds_more_than_it_allows()
    {
        var limits = new[] { RateLimit.PerSecond(5), RateLimit.PerMinute(100) };
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var pacer = new RatePacer(limits);
            var now = TimeSpan.Zero;
            var given = new List<TimeSpan>();
            for (var i = 0; i < 1_000; i++)
            {
                given.Add(now + pacer.Take(now));
                now += TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(2_000) : 0);
            }

            Assert.Equal(given.Order(), given);
            foreach (var limit in limits)
            {
                for (var i = limit.Count; i < given.Count; i++)
                    Assert.True(given[i] - given[i - limit.Count] >= limit.Period, $"seed {seed}, place {i}");
            }
        }
    }

    [Fact]
    public void What_is_allowed_at_once_is_given_at_once()
    {
        var pacer = new RatePacer(RateLimit.PerSecond(3));
        Assert.Equal([0, 0, 0, 1_000, 1_000, 1_000, 2_000], Enumerable.Range(0, 7).Select(_ => (int)pacer.Take(TimeSpan.Zero).TotalMilliseconds));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(TimeSpan.Zero, new RatePacer(RateLimit.None).Take(TimeSpan.Zero)));
    }

    [Fact]
    public void A_pause_holds_for_all_who_ask_and_never_gets_shorter()
    {
        var pacer = new RatePacer();
        pacer.PauseUntil(TimeSpan.FromSeconds(30));
        pacer.PauseUntil(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(25), pacer.Take(TimeSpan.FromSeconds(5)));
        Assert.Equal((TimeSpan.Zero, 1), (pacer.Take(TimeSpan.FromSeconds(31)), pacer.Pauses));
    }

    [Fact]
    public void A_place_shows_whether_a_pause_has_come_after_it()
    {
        var pacer = new RatePacer(new RateLimit(1, TimeSpan.FromSeconds(10)));
        Assert.Equal([0, 10, 20], Enumerable.Range(0, 3).Select(_ => (int)pacer.Take(TimeSpan.Zero).TotalSeconds));
        pacer.PauseUntil(TimeSpan.FromSeconds(15));
        Assert.Equal(1, pacer.Pauses);
        Assert.Equal(30, pacer.Take(TimeSpan.Zero).TotalSeconds);
        pacer.PauseUntil(TimeSpan.FromSeconds(15));
        Assert.Equal(1, pacer.Pauses);
    }
}
