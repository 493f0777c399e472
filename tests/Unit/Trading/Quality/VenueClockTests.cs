using Rialto.Model.Units;
using Rialto.Trading.Quality;
using Xunit;

namespace Rialto.Unit.Trading.Quality;

public class VenueClockTests
{
    private const long Ms = 1_000_000;
    private const long Second = 1_000_000_000;

    [Fact]
    public void The_least_delay_bounds_the_offset_from_above()
    {
        var clock = new VenueClock(100 * Ms, Ms);
        clock.OnEvent(At(30), At(0));
        clock.OnEvent(At(25), At(10));
        clock.OnEvent(At(90), At(20));
        var estimate = clock.At(At(100));
        Assert.Equal((ClockSource.Envelope, 15 * Ms, (15 - 101) * Ms, false), (estimate.Source, estimate.HighNs, estimate.LowNs, estimate.HasRate));
        Assert.Equal(default, clock.At(At(61_000)));
    }

    [Fact]
    public void An_exchange_is_right_within_half_its_round_trip()
    {
        // Ours is 500 ms ahead; there 10 ms, there back 30 ms, 5 ms inside.
        var clock = new VenueClock(250 * Ms, 0);
        Assert.True(clock.OnExchange(At(1_000), At(510), At(515), At(1_045)));
        var estimate = clock.At(At(1_045));
        Assert.Equal((ClockSource.Exchange, 510 * Ms, 20 * Ms), (estimate.Source, estimate.OffsetNs, estimate.ErrorNs));

        // An hour later the bound has grown by 15 ppm of an hour: 54 ms.
        Assert.Equal(74 * Ms, clock.At(At(3_601_045)).ErrorNs);

        // Events narrow it from above; an odd width is rounded outwards.
        clock.OnEvent(At(2_000), At(1_495));
        Assert.Equal((505 * Ms, 490 * Ms - 15 * 955 - 1), (clock.At(At(2_000)).HighNs, clock.At(At(2_000)).LowNs));
    }

    [Theory]
    [InlineData(1_000, 500, 500, 999)]
    [InlineData(1_000, 500, 499, 1_010)]
    [InlineData(1_000, 500, 512, 1_010)]
    public void An_exchange_that_cannot_be_is_refused(long sent, long venueReceived, long venueSent, long received)
    {
        var clock = new VenueClock();
        Assert.False(clock.OnExchange(At(sent), At(venueReceived), At(venueSent), At(received)));
        Assert.Equal(ClockSource.None, clock.At(At(received)).Source);
    }

    [Fact]
    public void An_exchange_from_before_a_clock_was_set_does_not_count()
    {
        var clock = new VenueClock(250 * Ms, 0);
        clock.OnExchange(At(1_000), At(1_000), At(1_000), At(1_010));
        clock.OnEvent(At(2_000), At(4_990));
        var estimate = clock.At(At(2_000));
        Assert.Equal((ClockSource.Envelope, -2_990 * Ms), (estimate.Source, estimate.HighNs));
    }

    [Fact]
    public void A_clock_set_forward_is_seen_with_the_first_exchange_after_it()
    {
        var clock = new VenueClock();
        for (var i = 0; i < 7; i++)
            Assert.True(clock.OnExchange(At(i * 1_000), At(i * 1_000 + 2), At(i * 1_000 + 2), At(i * 1_000 + 4)));

        // Ours is a second ahead from now on, and the way there and back takes longer than before.
        Assert.True(clock.OnExchange(At(9_000), At(8_030), At(8_030), At(9_060)));
        var estimate = clock.At(At(9_060));
        Assert.InRange(1_000 * Ms, estimate.LowNs, estimate.HighNs);
        Assert.Equal(ClockSource.Exchange, estimate.Source);
    }

    [Fact]
    public void The_truth_is_always_within_the_bound()
    {
        // Random offsets, drifts, delays and stamps; the assumption (the least delay of a minute is at most 40 ms) holds by construction.
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var (offset, ppm) = (random.NextInt64(-3_000, 3_000) * Ms, random.Next(-15, 16));
            var clock = new VenueClock(40 * Ms, Ms);
            for (var i = 0; i < 2_000; i++)
            {
                var theirs = 1_000 * Second + i * 70 * Ms + random.Next(1_000_000);
                var delay = (5 + random.Next(30)) * Ms + (random.Next(10) == 0 ? random.Next(2_000) * Ms : 0);
                var ours = Ours(theirs + delay);
                if (random.Next(20) == 0)
                {
                    var back = random.Next(60) * Ms;
                    clock.OnExchange(new Timestamp(Ours(theirs - back)), Stamp(theirs), Stamp(theirs), new Timestamp(ours));
                }
                else
                    clock.OnEvent(new Timestamp(ours), Stamp(theirs));
                if (i < 10)
                    continue;
                var estimate = clock.At(new Timestamp(ours));
                var truth = ours - (theirs + delay);
                // The offset wanders by at most 15 ppm over the minute that the envelope looks back.
                const long Wander = 15 * 60_000;
                Assert.InRange(truth, estimate.LowNs - Wander, estimate.HighNs + Wander);
            }

            long Ours(long theirs) => theirs + offset + (theirs - 1_000 * Second) * ppm / 1_000_000;
        }

        static Timestamp Stamp(long time) => new(time / Ms * Ms);
    }

    [Fact]
    public void A_clock_that_runs_fast_shows_as_a_rate()
    {
        var clock = new VenueClock();
        for (var i = 0; i < 600; i++)
            clock.OnEvent(new Timestamp((100_000 + i * 100) * Ms + 20 * Ms + i * 100 * 50), new Timestamp((100_000 + i * 100) * Ms));
        var estimate = clock.At(new Timestamp((100_000 + 599 * 100) * Ms));
        Assert.True(estimate.HasRate);
        Assert.Equal(50_000, estimate.RatePpb);
    }

    [Fact]
    public void A_clock_too_far_off_is_told_once_until_it_is_right_again()
    {
        var script = new QualityScript { DelayMs = -101 };
        script.Trade(1, 0, 10_000);
        Assert.Equal(1, script.Count(1, QualityRule.ClockOffset));
        for (var i = 1; i < 30; i++)
            script.Trade(1, i * 1_000, 10_000);
        Assert.Equal(1, script.Count(1, QualityRule.ClockOffset));
        Assert.Equal(90, script.Monitor.ScoreOf(new Rialto.Model.Feeds.ListingId(1), QualityScript.At(29_000)));
        script.DelayMs = 20;
        for (var i = 30; i < 100; i++)
            script.Trade(1, i * 1_000, 10_000);
        Assert.Equal(100, script.Monitor.ScoreOf(new Rialto.Model.Feeds.ListingId(1), QualityScript.At(99_000)));
        script.DelayMs = 352;
        for (var i = 101; i < 200; i++)
            script.Trade(1, i * 1_000, 10_000);
        Assert.Equal(2, script.Count(1, QualityRule.ClockOffset));
    }

    private static Timestamp At(long ms) => new(1_000_000 * Second + ms * Ms);
}
