using Rialto.Runtime.Memory;

namespace Rialto.Strategies.Taking;

/// <summary>Mean and deviation of a price over time with a half-life, weighted by how long each price stood. Only the four operations and a root: the same bits on every machine.</summary>
internal sealed class DecayingMean
{
    private double _variance;
    private double _price;
    private long _lastNs;
    private double _seconds;

    public double Mean { get; private set; }

    public double Deviation => Math.Sqrt(_variance);

    /// <summary>True once four half-lives were seen: the first price has a sixteenth of the weight.</summary>
    public bool IsWarm(double halfLifeSeconds) => _seconds >= 4 * halfLifeSeconds;

    /// <summary>The price from now on; what stood until now gets the weight of its time.</summary>
    public void Add(double price, long nowNs, double halfLifeSeconds)
    {
        if (_lastNs == 0)
            (Mean, _price, _lastNs) = (price, price, nowNs);
        var seconds = (nowNs - _lastNs) * 1e-9;
        if (seconds > 0)
        {
            // First-order form of 1 - 2^(-t/h); West (1979) keeps mean and variance together.
            var weight = seconds * 0.6931471805599453 / (halfLifeSeconds + seconds * 0.6931471805599453);
            var off = _price - Mean;
            Mean += weight * off;
            _variance = (1 - weight) * (_variance + weight * off * off);
            _seconds += seconds;
        }

        (_price, _lastNs) = (price, nowNs);
    }

    /// <summary>Saves or loads it.</summary>
    public void Keep(FieldArchive state)
    {
        Mean = state.Keep(Mean);
        _variance = state.Keep(_variance);
        _price = state.Keep(_price);
        _lastNs = state.Keep(_lastNs);
        _seconds = state.Keep(_seconds);
    }
}
