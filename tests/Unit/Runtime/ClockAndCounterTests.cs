using Rialto.Runtime.Clocks;
using Rialto.Runtime.Counters;
using Xunit;

namespace Rialto.Unit.Runtime;

public class ClockAndCounterTests
{
    [Fact]
    public void Time_stands_still_where_the_clock_steps_back()
    {
        var clock = new ManualClock(1000);
        var time = new MonotonicTime(clock, lastNanoseconds: 900);
        Assert.Equal(1000, time.Next());
        clock.Advance(-500);
        Assert.Equal(1000, time.Next());
        Assert.Equal(1, time.StepsBack);
        clock.Advance(501);
        Assert.Equal(1001, time.Next());
    }

    [Fact]
    public void Time_goes_on_from_the_last_recorded() =>
        Assert.Equal(5000, new MonotonicTime(new ManualClock(1000), 5000).Next());

    [Fact]
    public void The_machines_clock_agrees_with_dotnet()
    {
        // A machine's clock may be set back between two looks at it, and a minute of a busy machine lie between them.
        var (before, now, after) = (DateTime.UtcNow, DateTime.UnixEpoch.AddTicks(Clock.System.UtcNanoseconds / 100), DateTime.UtcNow);
        Assert.InRange(now, before.AddMinutes(-1), after.AddMinutes(1));
    }

    [Fact]
    public void A_counter_counts()
    {
        var counter = new Counter("orders_total", "Orders.");
        counter.Increment();
        counter.Add(4);
        Assert.Equal(5, counter.Value);
        counter.Set(2);
        Assert.Equal(2, counter.Value);
    }

    [Fact]
    public void Buckets_follow_each_other_without_gap_or_overlap()
    {
        var highestBefore = -1L;
        for (var index = 0; index < 58 * 64; index++)
        {
            var highest = LatencyHistogram.HighestOf(index);
            Assert.Equal(index, LatencyHistogram.IndexOf(highestBefore + 1));
            Assert.Equal(index, LatencyHistogram.IndexOf(highest));
            highestBefore = highest;
            if (highest == long.MaxValue)
                break;
        }
        Assert.Equal(long.MaxValue, highestBefore);
    }

    [Fact]
    public void Percentiles_are_at_most_one_part_in_64_too_high()
    {
        var histogram = new LatencyHistogram();
        var values = new List<long>();
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var value = (long)Math.Exp(random.NextDouble() * 20);
            values.Add(value);
            histogram.Record(value);
        }
        values.Sort();
        foreach (var share in new[] { 0, 0.01, 0.5, 0.9, 0.99, 0.999, 1 })
        {
            var exact = values[Math.Max(0, (int)Math.Ceiling(share * values.Count) - 1)];
            Assert.InRange(histogram.Percentile(share), exact, exact + exact / 64 + 1);
        }
        Assert.Equal((values[0], values[^1], values.Sum(), values.Count), (histogram.Min, histogram.Max, histogram.Sum, (int)histogram.Count));
        Assert.Equal(values.Count, histogram.CountAtMost(long.MaxValue));
    }

    [Fact]
    public void Merged_histograms_are_one_histogram()
    {
        var (one, two, both) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
        for (var value = 0; value < 1000; value++)
        {
            (value % 3 == 0 ? one : two).Record(value * 17);
            both.Record(value * 17);
        }
        one.Merge(two);
        one.Merge(new LatencyHistogram());
        Assert.Equal((both.Count, both.Sum, both.Min, both.Max), (one.Count, one.Sum, one.Min, one.Max));
        for (var share = 0.0; share <= 1; share += 0.05)
            Assert.Equal(both.Percentile(share), one.Percentile(share));
        one.Clear();
        Assert.Equal((0L, 0L, 0L), (one.Count, one.Min, one.Percentile(0.5)));
    }

    [Fact]
    public void Values_are_counted_by_ranges_each_once()
    {
        var histogram = new LatencyHistogram();
        foreach (var value in (long[])[0, 10, 11, 63, 5_000, 1_000_000, long.MaxValue])
            histogram.Record(value);
        var counts = new long[4];

        histogram.CountBetween([10, 100, 1_000_000], counts);

        // A million shares its bucket with what is above it, and counts with that.
        Assert.Equal((long[])[2, 2, 1, 2], counts);
        histogram.CountBetween([], counts.AsSpan(..1));
        Assert.Equal(7, counts[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.CountBetween([1], new long[1]));
    }

    [Fact]
    public void Recording_allocates_nothing_and_negative_counts_as_zero()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(-5);
        Assert.Equal((0L, 1L), (histogram.Max, histogram.Count));
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var value = 0; value < 10_000; value++)
                histogram.Record(value, 2);
        }));
    }
}
