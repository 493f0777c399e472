using Rialto.Trading.Numerics;

namespace Rialto.Trading.Statistics;

/// <summary>
/// A series that returns to its mean as an Ornstein-Uhlenbeck process does, from its exact discretization: s(t+1) = a + b s(t) + e, with b = exp(-speed). Time is counted in steps.
/// </summary>
/// <param name="Mean">a / (1 - b).</param>
/// <param name="Speed">-ln b, a step.</param>
/// <param name="HalfLife">Steps until half of a distance from the mean is gone: ln 2 / speed.</param>
/// <param name="Deviation">Standard deviation in the long run: that of e divided by the square root of 1 - b^2.</param>
public readonly record struct MeanReversion(double Mean, double Speed, double HalfLife, double Deviation)
{
    /// <summary>Fits by least squares.</summary>
    /// <returns>Null where the series does not return: b is not between zero and one.</returns>
    public static MeanReversion? Fit(ReadOnlySpan<double> series)
    {
        var rows = series.Length - 1;
        if (rows < 3)
            return null;
        var (before, ones) = (new double[rows], new double[rows]);
        Array.Fill(ones, 1);
        series[..rows].CopyTo(before);
        if (LeastSquares.Fit(series[1..], before, ones) is not { } fit || fit.Coefficients[0] is not (> 0 and < 1))
            return null;
        var (b, a) = (fit.Coefficients[0], fit.Coefficients[1]);
        var speed = -StableMath.Log(b);
        return new MeanReversion(a / (1 - b), speed, StableMath.Log(2) / speed, Math.Sqrt(fit.SumOfSquares / (rows - 2) / (1 - (b * b))));
    }

    /// <summary>The half-life as E. Chan (Algorithmic Trading, 2013, equation 2.5) has it, -ln 2 / l with l = b - 1: for slow series the same. Positive where the series returns.</summary>
    public static double? HalfLifeOf(ReadOnlySpan<double> series)
    {
        var rows = series.Length - 1;
        if (rows < 3)
            return null;
        var (before, ones, change) = (new double[rows], new double[rows], new double[rows]);
        Array.Fill(ones, 1);
        series[..rows].CopyTo(before);
        for (var row = 0; row < rows; row++)
            change[row] = series[row + 1] - series[row];
        return LeastSquares.Fit(change, before, ones) is { } fit && fit.Coefficients[0] < 0 ? -StableMath.Log(2) / fit.Coefficients[0] : null;
    }
}
