namespace Rialto.Trading.Statistics;

/// <summary>
/// Mean and standard deviation of the last values, how far the newest is from the mean, and Bollinger's bands. Sums are kept of differences from an anchor and made anew each time the window
/// has been filled once more, so that rounding does not gather. Allocates nothing; single-threaded.
/// </summary>
public sealed class RollingScore
{
    private readonly double[] _values;
    private double _anchor;
    private double _sum;
    private double _squares;
    private int _at;

    /// <summary>Makes an empty window.</summary>
    /// <param name="window">Values: 2 to 2^20.</param>
    public RollingScore(int window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, 1 << 20);
        _values = new double[window];
    }

    /// <summary>Values in the window.</summary>
    public int Count { get; private set; }

    /// <summary>The window is full.</summary>
    public bool IsWarm => Count == _values.Length;

    /// <summary>The newest.</summary>
    public double Newest { get; private set; }

    /// <summary>Of the window.</summary>
    public double Mean => Count == 0 ? 0 : _anchor + (_sum / Count);

    /// <summary>Of the window, with one degree of freedom less; zero for fewer than two values.</summary>
    public double Deviation => Count < 2 ? 0 : Math.Sqrt(Math.Max(0, (_squares - (_sum * _sum / Count)) / (Count - 1)));

    /// <summary>How many deviations the newest is above the mean; zero where nothing varies.</summary>
    public double Score => Deviation is > 0 and var deviation ? (Newest - Mean) / deviation : 0;

    /// <summary>Bollinger's bands: the mean less and plus so many deviations (J. Bollinger, Bollinger on Bollinger Bands, 2001; usually 20 values and 2).</summary>
    public (double Lower, double Upper) Bands(double deviations) => (Mean - (deviations * Deviation), Mean + (deviations * Deviation));

    /// <summary>Takes the next value; one that is not finite is passed over.</summary>
    public void Add(double value)
    {
        if (!double.IsFinite(value))
            return;
        if (Count == 0)
            _anchor = value;
        if (IsWarm)
            Take(_values[_at], -1);
        else
            Count++;
        _values[_at] = Newest = value;
        Take(value, 1);
        if (++_at < _values.Length)
            return;
        _at = 0;
        Renew();
    }

    private void Take(double value, int sign)
    {
        var distance = value - _anchor;
        _sum += sign * distance;
        _squares += sign * distance * distance;
    }

    private void Renew()
    {
        (_anchor, _sum, _squares) = (Mean, 0, 0);
        foreach (var value in _values)
            Take(value, 1);
    }
}
