namespace Rialto.Unit.Trading.Signals;

/// <summary>
/// A table made by arithmetic alone, the same everywhere: for tests of the model format, not of any market. Twelve columns: eight numbers, one with missing values, one mostly zero, two categories.
/// </summary>
internal sealed class GeneratedTable
{
    public const int Columns = 12;

    private ulong _state;

    public GeneratedTable(int rows, ulong seed = 1)
    {
        _state = seed * 0x9E37_79B9_7F4A_7C15 + 11;
        Rows = new double[rows * Columns];
        Score = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            var x = Rows.AsSpan(row * Columns, Columns);
            for (var column = 0; column < 8; column++)
                x[column] = Next() * 4 - 2;
            x[8] = Next() < 0.2 ? double.NaN : Next() * 10;
            x[9] = Next() < 0.6 ? 0 : Next() * 6 - 3;
            x[10] = Math.Floor(Next() * 9);
            x[11] = Math.Floor(Next() * 70);
            Score[row] = x[0] * x[1] + (x[2] > 0.5 ? x[3] : -x[4]) + (double.IsNaN(x[8]) ? 1.5 : x[8] * 0.1) + (x[9] == 0 ? -1 : x[9]) + ((int)x[10] * 5 % 7 - 3) * 0.4 + ((int)x[11] * 13 % 17 < 6 ? 1 : -0.5) + Next() - 0.5;
        }
    }

    /// <summary>Row by row.</summary>
    public double[] Rows { get; }

    /// <summary>What labels are made of.</summary>
    public double[] Score { get; }

    /// <summary>Rows that no training saw: borders of zero, infinities, categories that are not there, halves and negatives.</summary>
    public double[] StrangeRows()
    {
        double[] strange = [double.NaN, 0, -0.0, 1e-36, -1e-36, 1e-35f, -1e-35f, 1e-34, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300, -1, -0.5, 0.5, 31, 32, 63.9, 64, 1e10, 2147483647, 2147483648, -2147483649.0];
        var rows = (double[])Rows.Clone();
        for (var i = 0; i < rows.Length; i++)
        {
            if (Next() < 0.3)
                rows[i] = strange[(int)(Next() * strange.Length)];
        }

        return rows;
    }

    public double Next()
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (_state >> 11) * (1.0 / (1L << 53));
    }
}
