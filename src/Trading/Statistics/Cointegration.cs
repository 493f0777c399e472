namespace Rialto.Trading.Statistics;

/// <summary>
/// Two to four prices that keep together: one explained by the others (Engle and Granger, Econometrica 55, 1987), and the test whether what is left returns to its mean. Cold: allocates.
/// </summary>
public sealed class Cointegration
{
    private Cointegration(double[] ratios, double constant, double[] spread, DickeyFuller test, int series) =>
        (HedgeRatios, Constant, Spread, Test, Series) = (ratios, constant, spread, test, series);

    /// <summary>Units of each other series that stand against one of the first.</summary>
    public IReadOnlyList<double> HedgeRatios { get; }

    /// <summary>What the first is worth beside that; zero where none was fitted.</summary>
    public double Constant { get; }

    /// <summary>The first less the others times their ratios, less the constant.</summary>
    public IReadOnlyList<double> Spread { get; }

    /// <summary>Of the spread.</summary>
    public DickeyFuller Test { get; }

    /// <summary>How many series there are.</summary>
    public int Series { get; }

    /// <summary>Fits and tests.</summary>
    /// <param name="first">The series that is explained.</param>
    /// <param name="hasConstant">Fit a constant; critical values hold with one.</param>
    /// <param name="others">What explains it, as long as the first.</param>
    /// <returns>Null where series are too short or depend on one another.</returns>
    public static Cointegration? Fit(ReadOnlySpan<double> first, bool hasConstant, params ReadOnlySpan<double[]> others)
    {
        var columns = new double[others.Length + (hasConstant ? 1 : 0)][];
        others.CopyTo(columns);
        if (hasConstant)
        {
            columns[^1] = new double[first.Length];
            Array.Fill(columns[^1], 1);
        }

        if (LeastSquares.Fit(first, columns) is not { } fit)
            return null;
        var spread = new double[first.Length];
        for (var row = 0; row < spread.Length; row++)
        {
            spread[row] = first[row];
            for (var i = 0; i < columns.Length; i++)
                spread[row] -= fit.Coefficients[i] * columns[i][row];
        }

        return DickeyFuller.Test(spread) is { } test
            ? new Cointegration([.. fit.Coefficients.Take(others.Length)], hasConstant ? fit.Coefficients[^1] : 0, spread, test, others.Length + 1)
            : null;
    }

    /// <summary>The series keep together, as sure as that. Up to four series.</summary>
    public bool Holds(Significance level) => Test.Statistic < MacKinnon.CriticalValue(Series, level, Test.Observations);
}
