using Rialto.Trading.Numerics;

namespace Rialto.Trading.Statistics;

/// <summary>
/// The augmented Dickey-Fuller test with a constant (Said and Dickey 1984): d y(t) = c + l y(t-1) + sum a(i) d y(t-i) + e(t); the statistic is the t-value of l. Far below zero: the series
/// returns to a mean.
/// </summary>
/// <param name="Statistic">To be compared with <see cref="MacKinnon.CriticalValue"/>.</param>
/// <param name="Lags">Differences that were used.</param>
/// <param name="Observations">Rows of the regression.</param>
public readonly record struct DickeyFuller(double Statistic, int Lags, int Observations)
{
    /// <summary>Tests a series with as many lags as Akaike's criterion chooses among 0 to 12 (n / 100)^(1/4) (Schwert 1989), all compared on the same rows.</summary>
    /// <returns>Null where it is too short, or does not vary.</returns>
    public static DickeyFuller? Test(ReadOnlySpan<double> series)
    {
        // Fourth root by two square roots; rounded up, and never more than half of the rows.
        var most = Math.Min((int)Math.Ceiling(12 * Math.Sqrt(Math.Sqrt(series.Length / 100.0))), (series.Length / 2) - 2);
        if (most < 0)
            return null;
        var (best, lags) = (double.PositiveInfinity, -1);
        for (var count = 0; count <= most; count++)
        {
            if (Regress(series, count, most) is not { } fit)
                continue;

            // -2 ln L + 2 k without what is the same for all.
            var criterion = (fit.Observations * StableMath.Log(fit.SumOfSquares / fit.Observations)) + (2 * fit.Coefficients.Count);
            if (criterion < best)
                (best, lags) = (criterion, count);
        }

        return lags < 0 ? null : Test(series, lags);
    }

    /// <summary>Tests a series with so many lags.</summary>
    /// <returns>Null where it is too short, or does not vary.</returns>
    public static DickeyFuller? Test(ReadOnlySpan<double> series, int lags)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lags);
        return Regress(series, lags, lags) is { } fit && fit.StandardErrors[0] > 0 ? new DickeyFuller(fit.Coefficients[0] / fit.StandardErrors[0], lags, fit.Observations) : null;
    }

    /// <summary>The regression with some lags, on the rows that so many leave.</summary>
    private static LeastSquares? Regress(ReadOnlySpan<double> series, int lags, int skipped)
    {
        var rows = series.Length - 1 - skipped;
        if (rows <= lags + 2)
            return null;
        var target = new double[rows];
        var columns = new double[lags + 2][];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            var at = row + skipped + 1;
            target[row] = series[at] - series[at - 1];
            columns[0][row] = series[at - 1];
            columns[1][row] = 1;
            for (var lag = 1; lag <= lags; lag++)
                columns[lag + 1][row] = series[at - lag] - series[at - lag - 1];
        }

        return LeastSquares.Fit(target, columns);
    }
}
