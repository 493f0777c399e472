using Rialto.Runtime.Memory;

namespace Rialto.Strategies.Signals;

/// <summary>
/// How good forecasts were, of which each was made before what it foretold was known. With f a forecast, y what came, and sums that forget:
/// <code>
/// skill = sum of f y / sqrt(sum of f^2 sum of y^2), not below 0      correlation about zero: whether the direction is right, where it matters
/// trust = sum of f y / sum of f^2, 0 to 1                            the part of a forecast that comes true: Mincer, Zarnowitz (1969), "The evaluation of economic forecasts", without a constant
/// </code>
/// Forecasts a step apart share most of their horizon: so many lessons are far fewer independent ones.
/// </summary>
/// <param name="memory">In lessons.</param>
internal sealed class ForecastSkill(int memory)
{
    private readonly double _kept = 1 - 1.0 / memory;
    private double _told;
    private double _came;
    private double _both;

    /// <summary>Forecasts compared.</summary>
    public long Count { get; private set; }

    /// <summary>0 to 1.</summary>
    public double Skill => _both > 0 ? Math.Min(1, _both / Math.Sqrt(_told * _came)) : 0;

    /// <summary>0 to 1: by what a forecast is multiplied to be what came of it on average.</summary>
    public double Trust => _both > 0 ? Math.Min(1, _both / _told) : 0;

    /// <summary>A forecast, and what came.</summary>
    public void Compare(double told, double came)
    {
        Count++;
        _told = _kept * _told + told * told;
        _came = _kept * _came + came * came;
        _both = _kept * _both + told * came;
    }

    /// <summary>Saves or loads it.</summary>
    public void Keep(FieldArchive state)
    {
        _told = state.Keep(_told);
        _came = state.Keep(_came);
        _both = state.Keep(_both);
        Count = state.Keep(Count);
    }
}
