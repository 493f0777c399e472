namespace Rialto.Trading.Statistics;

/// <summary>How often a test may see what is not there.</summary>
public enum Significance : byte
{
    /// <summary>One time in a hundred.</summary>
    Percent1 = 0,

    /// <summary>Five times.</summary>
    Percent5 = 1,

    /// <summary>Ten times.</summary>
    Percent10 = 2,
}

/// <summary>
/// Critical values of unit-root and cointegration tests with a constant and no trend, for samples of any length: J. G. MacKinnon, Critical Values for Cointegration Tests, Queen's Economics
/// Department Working Paper 1227 (2010), table 2: b0 + b1 / T + b2 / T^2 + b3 / T^3.
/// </summary>
public static class MacKinnon
{
    /// <summary>Most series.</summary>
    public const int SeriesMax = 4;

    private static readonly double[][][] _surfaces =
    [
        [[-3.43035, -6.5393, -16.786, -79.433], [-2.86154, -2.8903, -4.234, -40.040], [-2.56677, -1.5384, -2.809, 0]],
        [[-3.89644, -10.9519, -33.527, 0], [-3.33613, -6.1101, -6.823, 0], [-3.04445, -4.2412, -2.720, 0]],
        [[-4.29374, -14.4354, -33.195, 47.433], [-3.74066, -8.5632, -10.852, 27.982], [-3.45218, -6.2143, -3.718, 0]],
        [[-4.64332, -18.1031, -37.972, 0], [-4.09600, -11.2349, -11.175, 0], [-3.81020, -8.3931, -4.137, 0]],
    ];

    /// <summary>A statistic below it rejects that there is a unit root, or no cointegration.</summary>
    /// <param name="series">1 for a series by itself; for residuals of a regression, all series of it: 2 to 4.</param>
    /// <param name="level">How sure.</param>
    /// <param name="observations">Of the test's regression.</param>
    public static double CriticalValue(int series, Significance level, int observations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(series, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(series, SeriesMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(observations, 1);
        var b = _surfaces[series - 1][(int)level];
        double t = observations;
        return b[0] + (b[1] / t) + (b[2] / (t * t)) + (b[3] / (t * t * t));
    }
}
