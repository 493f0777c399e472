using Rialto.Trading.Signals;
using Xunit;

namespace Rialto.Unit.Trading.Signals;

/// <summary>Models that learn as they go, on generated numbers: against the sums they stand for, and over lengths at which the usual formula falls apart.</summary>
public class LinearModelTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1.0, 1.0)]
    [InlineData(1.0, 1e-6)]
    [InlineData(0.99, 0.1)]
    public void Recursive_least_squares_is_the_minimum_it_says(double forgetting, double ridge)
    {
        const int n = 4;
        var model = new RidgeRegression(n, ridge, forgetting);
        var table = new GeneratedTable(1, 3);
        var seen = new List<(double[] X, double Y)>();
        for (var i = 0; i < 400; i++)
        {
            var x = Enumerable.Range(0, n).Select(_ => table.Next() * 2 - 1).ToArray();
            var y = 0.3 + x[0] - 2 * x[1] + 0.5 * x[2] + (table.Next() - 0.5) * 0.1;
            Assert.True(model.Learn(x, y));
            seen.Add((x, y));
            if (i % 57 != 0)
                continue;
            var expected = Batch(seen, n, forgetting, ridge);
            for (var k = 0; k <= n; k++)
                Assert.Equal(expected[k], model.Coefficients[k], 1e-7 * Math.Max(1, Math.Abs(expected[k])));
        }
    }

    [Fact]
    public void It_follows_what_changes_and_does_not_wind_up_while_nothing_moves()
    {
        var model = new RidgeRegression(2, 0.01, 0.99);
        var table = new GeneratedTable(1, 4);
        void Learn(int count, double slope, double size)
        {
            for (var i = 0; i < count; i++)
            {
                double[] x = [(table.Next() - 0.5) * size, 0];
                Assert.True(model.Learn(x, slope * x[0] + (table.Next() - 0.5) * 0.01));
            }
        }

        Learn(2_000, 3, 1);
        Assert.Equal(3, model.Coefficients[1], 0.02);
        Learn(2_000, -1, 1);
        Assert.Equal(-1, model.Coefficients[1], 0.02);

        // A long time without any movement, and one large observation: without the bound the answer would be anything.
        Learn(50_000, -1, 0);
        Assert.True(model.Learn([1e-3, 0], 0.5));
        Assert.All(model.Coefficients.ToArray(), coefficient => Assert.InRange(coefficient, -2, 2));
        Learn(2_000, 2, 1);
        Assert.Equal(2, model.Coefficients[1], 0.02);
    }

    [Fact]
    public void A_million_badly_scaled_observations_leave_it_right()
    {
        // Two values that are nearly the same, of very different sizes to the others: the usual update of P loses its sign here.
        var model = new RidgeRegression(3, 1e-6, 0.9999);
        var table = new GeneratedTable(1, 5);
        var x = new double[3];
        for (var i = 0; i < 1_000_000; i++)
        {
            x[0] = 1e4 * (table.Next() - 0.5);
            x[1] = x[0] * (1 + 1e-7 * (table.Next() - 0.5));
            x[2] = 1e-3 * (table.Next() - 0.5);
            Assert.True(model.Learn(x, 2 * x[0] + 500 * x[2]));
        }

        double[] probe = [100, 100, 1e-4];
        output.WriteLine(string.Join(' ', model.Coefficients.ToArray()));
        Assert.Equal(200.05, model.Predict(probe), 1e-3);
    }

    [Fact]
    public void What_is_no_number_teaches_nothing()
    {
        var ridge = new RidgeRegression(2, 1, 1);
        var logistic = new LogisticRegression(2, 0.1, 0, 1);
        Assert.True(ridge.Learn([1, 2], 3) && logistic.Learn([1, 2], true));
        var (before, odds) = (ridge.Coefficients.ToArray(), logistic.Coefficients.ToArray());
        foreach (var strange in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300 })
        {
            Assert.False(ridge.Learn([strange, 1], 1));
            Assert.False(ridge.Learn([1, 1], strange));
            Assert.False(logistic.Learn([1, strange], false));
        }

        Assert.Equal((before, 8L, 1L), (ridge.Coefficients.ToArray(), ridge.Refused, ridge.Observations), new Same());
        Assert.Equal((odds, 4L, 1L), (logistic.Coefficients.ToArray(), logistic.Refused, logistic.Observations), new Same());
        Assert.Throws<ArgumentException>(() => ridge.Predict([1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RidgeRegression(2, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RidgeRegression(2, 1, 1.01));
    }

    [Fact]
    public void Odds_are_learned_and_relearned()
    {
        var model = new LogisticRegression(2, 0.05, 1e-4, 0.9995);
        var table = new GeneratedTable(1, 6);
        double Run(int count, double sign)
        {
            var (right, asked) = (0, 0);
            for (var i = 0; i < count; i++)
            {
                double[] x = [table.Next() * 4 - 2, table.Next() * 4 - 2];
                var isYes = table.Next() < 1 / (1 + Math.Exp(-sign * (1.5 * x[0] - x[1])));
                if (i > count / 2)
                {
                    asked++;
                    right += model.Predict(x) > 0.5 == isYes ? 1 : 0;
                }

                model.Learn(x, isYes);
            }

            return (double)right / asked;
        }

        var (first, second) = (Run(20_000, 1), Run(40_000, -1));
        output.WriteLine($"right {first:P1}, after the market turned {second:P1}; coefficients {string.Join(' ', model.Coefficients.ToArray().Select(c => c.ToString("F3", System.Globalization.CultureInfo.InvariantCulture)))}");

        // Whoever knows the law is right in 79 %.
        Assert.InRange(first, 0.76, 1);
        Assert.InRange(second, 0.76, 1);
        Assert.InRange(model.Coefficients[1] / model.Coefficients[2], -2, -1.1);
    }

    [Fact]
    public void Values_are_scaled_by_what_was_seen()
    {
        var scaler = new FeatureScaler(3, 500);
        var table = new GeneratedTable(1, 7);
        for (var i = 0; i < 10_000; i++)
            scaler.Learn([100 + 6 * (table.Next() - 0.5), 1e-6 * table.Next(), 7]);
        var into = new double[3];
        scaler.Scale([100 + Math.Sqrt(3), 0.5e-6, 7], into);
        Assert.Equal(1, into[0], 0.15);
        Assert.Equal(0, into[1], 0.15);
        Assert.Equal(0, into[2]);
        scaler.Scale([1e9, 0, 9], into);
        Assert.Equal([8.0, 0.0], [into[0], into[2]]);
    }

    [Fact]
    public void Learning_allocates_nothing()
    {
        var (ridge, logistic, scaler) = (new RidgeRegression(8, 1, 0.999), new LogisticRegression(8, 0.05, 0, 1), new FeatureScaler(8, 100));
        var (x, scaled) = (new double[8], new double[8]);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                x[i % 8] = i;
                scaler.Learn(x);
                scaler.Scale(x, scaled);
                ridge.Learn(scaled, i % 3);
                logistic.Learn(scaled, i % 3 == 0);
            }
        }));
    }

    /// <summary>The minimum by normal equations, in numbers with 28 digits.</summary>
    private static double[] Batch(List<(double[] X, double Y)> seen, int features, double forgetting, double ridge)
    {
        var n = features + 1;
        var a = new decimal[n, n + 1];
        for (var i = 0; i < n; i++)
            a[i, i] = (decimal)(ridge * Math.Pow(forgetting, seen.Count));
        for (var k = 0; k < seen.Count; k++)
        {
            var weight = (decimal)Math.Pow(forgetting, seen.Count - 1 - k);
            decimal[] x = [1, .. seen[k].X.Select(value => (decimal)value)];
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                    a[i, j] += weight * x[i] * x[j];
                a[i, n] += weight * x[i] * (decimal)seen[k].Y;
            }
        }

        for (var pivot = 0; pivot < n; pivot++)
        {
            for (var row = 0; row < n; row++)
            {
                if (row == pivot)
                    continue;
                var factor = a[row, pivot] / a[pivot, pivot];
                for (var column = pivot; column <= n; column++)
                    a[row, column] -= factor * a[pivot, column];
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => (double)(a[i, n] / a[i, i]))];
    }

    private sealed class Same : IEqualityComparer<(double[] Coefficients, long Refused, long Observations)>
    {
        public bool Equals((double[] Coefficients, long Refused, long Observations) one, (double[] Coefficients, long Refused, long Observations) other) =>
            one.Coefficients.SequenceEqual(other.Coefficients) && one.Refused == other.Refused && one.Observations == other.Observations;

        public int GetHashCode((double[] Coefficients, long Refused, long Observations) of) => 0;
    }
}
