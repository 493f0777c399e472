namespace Rialto.Trading.Statistics;

/// <summary>
/// Ordinary least squares by Householder reflections (Golub and Van Loan, Matrix Computations, algorithm 5.2.1), which lose half as many digits as normal equations. Sums, products, quotients and square roots
/// alone, in one order: the same bits everywhere. Cold: allocates.
/// </summary>
public sealed class LeastSquares
{
    private LeastSquares(double[] coefficients, double[] errors, double squares, int observations) =>
        (Coefficients, StandardErrors, SumOfSquares, Observations) = (coefficients, errors, squares, observations);

    /// <summary>One for each column.</summary>
    public IReadOnlyList<double> Coefficients { get; }

    /// <summary>Of the coefficients, by the residuals' variance with as many degrees of freedom less as there are columns.</summary>
    public IReadOnlyList<double> StandardErrors { get; }

    /// <summary>Of the residuals.</summary>
    public double SumOfSquares { get; }

    /// <summary>Rows.</summary>
    public int Observations { get; }

    /// <summary>Fits.</summary>
    /// <param name="target">What is explained.</param>
    /// <param name="columns">What explains it, each as long as the target; fewer than rows.</param>
    /// <returns>Null where columns depend on one another, or numbers are not finite.</returns>
    public static LeastSquares? Fit(ReadOnlySpan<double> target, params ReadOnlySpan<double[]> columns)
    {
        var (rows, count) = (target.Length, columns.Length);
        if (count == 0 || rows <= count)
            return null;
        var matrix = new double[count][];
        for (var i = 0; i < count; i++)
            matrix[i] = columns[i].Length == rows ? [.. columns[i]] : throw new ArgumentException("Columns are as long as the target.", nameof(columns));
        double[] right = [.. target];
        var diagonal = new double[count];
        for (var k = 0; k < count; k++)
        {
            var norm = Norm(matrix[k], k);
            var whole = Norm(columns[k], 0);

            // What is left of a column that depends on those before is rounding alone.
            if (!(norm > whole * 1e-12) || !double.IsFinite(norm))
                return null;
            norm = matrix[k][k] > 0 ? -norm : norm;
            for (var i = k; i < rows; i++)
                matrix[k][i] /= -norm;
            matrix[k][k] += 1;
            for (var j = k + 1; j < count; j++)
                Reflect(matrix[k], matrix[j], k);
            Reflect(matrix[k], right, k);
            diagonal[k] = norm;
        }

        var coefficients = new double[count];
        for (var k = count - 1; k >= 0; k--)
        {
            var sum = right[k];
            for (var j = k + 1; j < count; j++)
                sum -= matrix[j][k] * coefficients[j];
            coefficients[k] = sum / diagonal[k];
        }

        var squares = 0.0;
        for (var i = count; i < rows; i++)
            squares += right[i] * right[i];
        return Array.TrueForAll(coefficients, double.IsFinite) && double.IsFinite(squares)
            ? new LeastSquares(coefficients, Errors(matrix, diagonal, squares / (rows - count)), squares, rows)
            : null;
    }

    /// <summary>Square roots of the diagonal of variance x (R'R)^-1, by solving for each row of R^-1.</summary>
    private static double[] Errors(double[][] matrix, double[] diagonal, double variance)
    {
        var count = diagonal.Length;
        var errors = new double[count];
        var inverse = new double[count];
        for (var column = 0; column < count; column++)
        {
            // Column of R^-1: R x = e.
            Array.Clear(inverse);
            for (var k = column; k >= 0; k--)
            {
                var sum = k == column ? 1.0 : 0.0;
                for (var j = k + 1; j <= column; j++)
                    sum -= matrix[j][k] * inverse[j];
                inverse[k] = sum / diagonal[k];
                errors[k] += inverse[k] * inverse[k];
            }
        }

        for (var k = 0; k < count; k++)
            errors[k] = Math.Sqrt(errors[k] * variance);
        return errors;
    }

    private static double Norm(double[] column, int from)
    {
        var sum = 0.0;
        for (var i = from; i < column.Length; i++)
            sum += column[i] * column[i];
        return Math.Sqrt(sum);
    }

    private static void Reflect(double[] by, double[] column, int from)
    {
        var sum = 0.0;
        for (var i = from; i < column.Length; i++)
            sum += by[i] * column[i];
        sum = -sum / by[from];
        for (var i = from; i < column.Length; i++)
            column[i] += sum * by[i];
    }
}
