using Rialto.Model.Units;
using Rialto.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Trading.Strategy;

public class VariantReportTests
{
    private static readonly VariantFigures None = new("x", default, 0, double.NaN, double.NaN, 0);

    /// <summary>NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, two-sided 5 %.</summary>
    [Theory]
    [InlineData(3, 3.182)]
    [InlineData(5, 2.571)]
    [InlineData(10, 2.228)]
    [InlineData(30, 2.042)]
    [InlineData(100, 1.984)]
    [InlineData(1_000_000, 1.960)]
    public void The_critical_value_is_that_of_the_tables(int degrees, double table) => Assert.Equal(table, VariantReport.CriticalT(degrees), 0.01);

    [Fact]
    public void A_clear_difference_is_seen_and_a_small_one_in_much_noise_is_not()
    {
        var random = new Random(1);
        Assert.Equal(VariantVerdict.FirstIsBetter, Compare(200, () => 1 + random.NextDouble(), () => random.NextDouble()).Verdict);
        Assert.Equal(VariantVerdict.SecondIsBetter, Compare(200, () => random.NextDouble(), () => 1 + random.NextDouble()).Verdict);
        Assert.Equal(VariantVerdict.NotSignificant, Compare(200, () => 0.001 + random.NextDouble() * 10, () => random.NextDouble() * 10).Verdict);
    }

    [Fact]
    public void Too_few_intervals_and_variants_that_never_differ_say_nothing()
    {
        var random = new Random(1);
        Assert.Equal(VariantVerdict.TooLittle, Compare(29, () => 100 + random.NextDouble(), () => 0).Verdict);
        Assert.Equal(VariantVerdict.TooLittle, Compare(500, () => 1, () => 0).Verdict);
    }

    [Fact]
    public void Of_a_hundred_experiments_without_a_difference_about_five_say_there_is_one()
    {
        var wrong = 0;
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            wrong += Compare(60, () => random.NextDouble(), () => random.NextDouble()).Verdict is VariantVerdict.FirstIsBetter or VariantVerdict.SecondIsBetter ? 1 : 0;
        }

        Assert.InRange(wrong, 20, 70);
    }

    [Fact]
    public void Correlated_gains_are_worth_fewer_intervals()
    {
        var (random, walk) = (new Random(3), 0.0);
        var report = Compare(500, () => walk = 0.9 * walk + random.NextDouble() - 0.5, () => 0);
        Assert.InRange(report.EffectiveIntervals, 10, 100);
        Assert.Equal(500, report.Intervals);
    }

    [Fact]
    public void Gains_fall_from_their_peak_and_quiet_minutes_count()
    {
        var performance = new StrategyPerformance(true);
        foreach (var (minute, total) in ((long, double)[])[(1, 0), (2, 10), (3, 4), (6, 12)])
        {
            Assert.True(performance.IsDue(new Timestamp(minute * StrategyPerformance.IntervalNs)));
            performance.Sample(new Timestamp(minute * StrategyPerformance.IntervalNs), total);
        }

        Assert.Equal((5L, 6.0), (performance.Samples, performance.DrawdownMax));
        Assert.Equal([10, -6, 0, 0, 8], Enumerable.Range(0, 5).Select(i => performance.GainOf(i)));
        Assert.Equal(2.4 / Math.Sqrt((7.6 * 7.6 + 8.4 * 8.4 + 2.4 * 2.4 * 2 + 5.6 * 5.6) / 4), performance.Sharpe, 12);
    }

    private static VariantReport Compare(int intervals, Func<double> one, Func<double> other)
    {
        var (first, second) = (new StrategyPerformance(true), new StrategyPerformance(true));
        double firstTotal = 0, secondTotal = 0;
        for (var i = 1; i <= intervals + 1; i++)
        {
            var now = new Timestamp(i * StrategyPerformance.IntervalNs);
            first.Sample(now, firstTotal);
            second.Sample(now, secondTotal);
            firstTotal += one();
            secondTotal += other();
        }

        return VariantReport.Of("x", None, first, 0, None, second, 0);
    }
}
