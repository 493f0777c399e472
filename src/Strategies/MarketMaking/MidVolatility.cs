using Rialto.Runtime.Memory;

namespace Rialto.Strategies.MarketMaking;

/// <summary>
/// How much a mid moves, as an average with a half-life: the square of each relative move over the time it took, weighted by time (a continuous-time exponential average of the quadratic
/// variation's rate). In basis points per square root of a second. Only the four operations and a root: the same bits on every machine.
/// </summary>
internal sealed class MidVolatility
{
    private double _variance;
    private double _last;
    private long _lastNs;
    private double _seconds;

    /// <summary>The estimate; zero before the first move.</summary>
    public double BpsPerRootSecond => _seconds > 0 ? Math.Sqrt(_variance) : 0;

    /// <summary>True once a whole half-life was seen.</summary>
    public bool IsWarm(double halfLifeSeconds) => _seconds >= halfLifeSeconds;

    /// <summary>The mid now. Moves within one instant count as one.</summary>
    public void Add(double mid, long nowNs, double halfLifeSeconds)
    {
        if (_lastNs == 0)
        {
            (_last, _lastNs) = (mid, nowNs);
            return;
        }

        var seconds = (nowNs - _lastNs) * 1e-9;
        if (seconds <= 0)
            return;
        var move = (mid - _last) / _last * 10_000;

        // The weight that a half-life gives to the time that has passed: h / (h + t ln 2) is the first-order form of 2^(-t/h), exact enough for steps well below a half-life, and never negative.
        var keep = halfLifeSeconds / (halfLifeSeconds + seconds * 0.6931471805599453);
        _variance = _variance * keep + move * move / seconds * (1 - keep);
        _seconds += seconds;
        (_last, _lastNs) = (mid, nowNs);
    }

    /// <summary>Saves or loads it.</summary>
    public void Keep(FieldArchive state)
    {
        _variance = state.Keep(_variance);
        _last = state.Keep(_last);
        _lastNs = state.Keep(_lastNs);
        _seconds = state.Keep(_seconds);
    }
}
