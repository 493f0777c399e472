using System.Globalization;
using System.IO.Compression;
using Rialto.Trading.Statistics;
using Xunit;

namespace Rialto.Unit.Trading.Statistics;

/// <summary>The mathematics of statistical arbitrage, against published results on recorded prices, and against slow twins.</summary>
public sealed class StatisticsTests
{
    [Fact]
    public void Hedge_ratios_and_the_test_of_five_funds_are_as_published()
    {
        // ArbitrageLab's own tests on this file (tests/test_mean_reversion.py): EEM on EWG without a constant 1.57; on EWG, TIP, EWJ, EFA with one: EFA 2.169, mean of the vector 0.35, statistic -3.5.
        var prices = Prices("EEM", "EWG", "TIP", "EWJ", "EFA");
        var two = Cointegration.Fit(prices[0], hasConstant: false, prices[1]);
        Assert.Equal(1.57, two!.HedgeRatios[0], 0.01);
        var five = Cointegration.Fit(prices[0], hasConstant: true, prices[1], prices[2], prices[3], prices[4]);
        Assert.Equal(2.169, five!.HedgeRatios[3], 0.01);
        Assert.Equal(0.35, (1 - five.HedgeRatios.Sum()) / 5, 0.01);
        Assert.Equal(-3.5, five.Test.Statistic, 0.01);

        // They compare with the value for one series at 10 %, -2.57; for residuals that is too easily passed.
        Assert.Equal(-2.57, MacKinnon.CriticalValue(1, Significance.Percent10, five.Test.Observations), 0.01);
    }

    [Fact]
    public void Critical_values_are_MacKinnons()
    {
        Assert.Equal(-2.8621, MacKinnon.CriticalValue(1, Significance.Percent5, 5_000), 0.0001);
        Assert.Equal(-2.8922, MacKinnon.CriticalValue(1, Significance.Percent5, 95), 0.0005);
        Assert.Equal(-3.3424, MacKinnon.CriticalValue(2, Significance.Percent5, 1_000), 0.0005);
        for (var series = 1; series <= MacKinnon.SeriesMax; series++)
            Assert.True(MacKinnon.CriticalValue(series, Significance.Percent1, 200) < MacKinnon.CriticalValue(series, Significance.Percent10, 200));
    }

    [Fact]
    public void Least_squares_solve_what_can_be_solved_by_hand()
    {
        // Anscombe's first set: 3.00 + 0.500 x, standard errors 1.125 and 0.118.
        double[] x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5], y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
        var fit = LeastSquares.Fit(y, [.. Enumerable.Repeat(1.0, 11)], x)!;
        Assert.Equal(3.0001, fit.Coefficients[0], 0.0001);
        Assert.Equal(0.5001, fit.Coefficients[1], 0.0001);
        Assert.Equal(1.1247, fit.StandardErrors[0], 0.0001);
        Assert.Equal(0.1179, fit.StandardErrors[1], 0.0001);
        Assert.Equal(13.7627, fit.SumOfSquares, 0.0001);
        Assert.Null(LeastSquares.Fit(y, x, [.. x.Select(static one => one * 2)]));
        Assert.Null(LeastSquares.Fit(y, [.. x.Select(static _ => double.NaN)]));
        Assert.Null(LeastSquares.Fit([1, 2], [1, 2], [3, 4]));
    }

    [Fact]
    public void A_random_walk_is_not_taken_for_one_that_returns_and_the_other_way_round()
    {
        var (walks, returns) = (0, 0);
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (walk, back) = (new double[400], new double[400]);
            for (var i = 1; i < 400; i++)
            {
                walk[i] = walk[i - 1] + Normal(random);
                back[i] = (0.8 * back[i - 1]) + Normal(random);
            }

            walks += IsBelow(walk) ? 1 : 0;
            returns += IsBelow(back) ? 1 : 0;
        }

        // Five of a hundred at 5 %, with what chance adds in 200.
        Assert.InRange(walks, 2, 20);
        Assert.True(returns >= 190, $"{returns} of 200");

        static bool IsBelow(double[] series) => DickeyFuller.Test(series) is { } test && test.Statistic < MacKinnon.CriticalValue(1, Significance.Percent5, test.Observations);
    }

    [Fact]
    public void A_half_life_is_found_again_and_both_formulas_agree_on_slow_series()
    {
        var random = new Random(5);
        var series = new double[100_000];
        series[0] = 50;
        for (var i = 1; i < series.Length; i++)
            series[i] = 50 + (0.98 * (series[i - 1] - 50)) + Normal(random);
        var found = MeanReversion.Fit(series)!.Value;
        Assert.Equal(34.3, found.HalfLife, 2.5);
        Assert.Equal(50, found.Mean, 1.0);
        Assert.Equal(1 / Math.Sqrt(1 - (0.98 * 0.98)), found.Deviation, 0.3);
        Assert.Equal(found.HalfLife, MeanReversion.HalfLifeOf(series)!.Value, 0.5);
        Assert.Null(MeanReversion.Fit([.. Enumerable.Range(0, 100).Select(static i => Math.Pow(1.1, i))]));
    }

    [Fact]
    public void Rolling_scores_are_those_of_the_window_computed_anew()
    {
        var random = new Random(3);
        var score = new RollingScore(20);
        var all = new List<double>();
        for (var i = 0; i < 5_000; i++)
        {
            // A price far from zero that wanders far: what running sums of squares lose.
            var value = 1e6 + (i * 10) + Normal(random);
            all.Add(value);
            score.Add(value);
            var window = all.TakeLast(20).ToArray();
            var mean = window.Average();
            var deviation = window.Length < 2 ? 0 : Math.Sqrt(window.Sum(one => (one - mean) * (one - mean)) / (window.Length - 1));
            Assert.Equal(mean, score.Mean, 1e-6);
            Assert.Equal(deviation, score.Deviation, 1e-6);
            Assert.Equal(mean - (2 * deviation), score.Bands(2).Lower, 1e-5);
            Assert.Equal(i >= 19, score.IsWarm);
        }

        score.Add(double.NaN);
        Assert.Equal(all[^1], score.Newest);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1_000; i++)
                score.Add(i);
        }));
    }

    [Fact]
    public void Confidence_grows_with_the_distance_and_with_how_sure_the_test_is()
    {
        Assert.Equal(0, Confidence.Of(1.9, 2, 4, -10, 2, 1_000));
        Assert.Equal(0.5, Confidence.Of(-3, 2, 4, -10, 2, 1_000), 1e-12);
        Assert.Equal(1, Confidence.Of(9, 2, 4, -10, 2, 1_000));
        Assert.Equal(0, Confidence.Of(9, 2, 4, -3.0, 2, 1_000));
        Assert.Equal(0.75, Confidence.Of(9, 2, 4, MacKinnon.CriticalValue(2, Significance.Percent5, 1_000), 2, 1_000), 1e-12);
        Assert.Equal(0, Confidence.Of(double.NaN, 2, 4, -10, 2, 1_000));
    }

    [Fact]
    public void Markets_that_move_together_or_against_each_other_are_found_whatever_is_missing()
    {
        var random = new Random(9);
        var correlations = new MarketCorrelations(4);
        var (one, other) = (0.5, 0.5);
        for (var i = 0; i < 500; i++)
        {
            one += Normal(random) / 100;
            other += Normal(random) / 100;
            correlations.Add([one, 1 - one, i % 7 == 0 ? double.NaN : other, 0.3]);
        }

        var found = Assert.Single(correlations.Find(0.9, 100, 20));
        Assert.Equal((0, 1), (found.First, found.Second));
        Assert.Equal(-1, found.Correlation, 1e-9);
        Assert.True(correlations.Find(0, 100, 20).Count == 3, "the fourth never moves");
        Assert.True(correlations.Find(0, 100, 20)[^1].Samples < 499);

        // Two that moved once, together, say nothing.
        var still = new MarketCorrelations(2);
        for (var i = 0; i < 200; i++)
            still.Add([i < 100 ? 0.4 : 0.5, i < 100 ? 0.1 : 0.3]);
        Assert.Empty(still.Find(0.9, 100, 20));
        Assert.Equal(1, Assert.Single(still.Find(0.9, 100, 1)).Moves);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[][] Prices(params string[] names)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Recordings.Path("ticks/daily/arbitragelab_stock_prices.csv.gz")), CompressionMode.Decompress));
        var columns = reader.ReadLine()!.Split(',');
        var places = names.Select(name => Array.IndexOf(columns, name)).ToArray();
        var rows = new List<double[]>();
        while (reader.ReadLine() is { Length: > 0 } line)
            rows.Add([.. line.Split(',') is var cells ? places.Select(place => double.Parse(cells[place], CultureInfo.InvariantCulture)) : []]);
        return [.. Enumerable.Range(0, names.Length).Select(i => rows.Select(row => row[i]).ToArray())];
    }
}
