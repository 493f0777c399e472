using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Strategy;

/// <summary>
/// A strategy's gain over time, sampled at whole intervals of the desk's time: what Sharpe ratio and drawdown are made of. Figures for reports; no decision hangs on them. Keeps the last
/// 4,096 samples; allocates nothing after it is made.
/// </summary>
public sealed class StrategyPerformance
{
    /// <summary>Samples that are kept.</summary>
    public const int SamplesMax = 4_096;

    /// <summary>From one sample to the next, in nanoseconds: a minute.</summary>
    public const long IntervalNs = 60_000_000_000;

    private readonly double[] _gains;
    private readonly bool _isOneCurrency;
    private double _last;
    private double _peak;
    private long _lastInterval;

    internal StrategyPerformance(bool isOneCurrency) => (_isOneCurrency, _gains) = (isOneCurrency, isOneCurrency ? new double[SamplesMax] : []);

    /// <summary>False where its listings are quoted in several currencies: then nothing is sampled, because their sum means nothing.</summary>
    public bool IsMeasured => _isOneCurrency;

    /// <summary>How many samples were taken.</summary>
    public long Samples { get; private set; }

    /// <summary>The largest fall from a peak of the gain, in quote currency.</summary>
    public double DrawdownMax { get; private set; }

    /// <summary>When the first interval began.</summary>
    public Timestamp Start { get; private set; }

    /// <summary>The gain of one sample's interval, by its number since the start; only the last <see cref="SamplesMax"/> are there.</summary>
    public double GainOf(long sample)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sample, Samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(sample, Math.Max(0, Samples - SamplesMax));
        return _gains[sample % SamplesMax];
    }

    /// <summary>
    /// Sharpe ratio of the kept samples (Sharpe, The Sharpe Ratio, Journal of Portfolio Management 21(1), 1994, with no benchmark): mean gain of an interval over its standard deviation, not
    /// scaled to a year. Not a number below two samples or without any variation.
    /// </summary>
    public double Sharpe
    {
        get
        {
            var count = (int)Math.Min(Samples, SamplesMax);
            if (count < 2)
                return double.NaN;
            double mean = 0, squares = 0;
            for (var i = 0; i < count; i++)
                mean += _gains[i];
            mean /= count;
            for (var i = 0; i < count; i++)
                squares += (_gains[i] - mean) * (_gains[i] - mean);
            var deviation = Math.Sqrt(squares / (count - 1));
            return deviation > 0 ? mean / deviation : double.NaN;
        }
    }

    /// <summary>True where an interval has passed since the last sample.</summary>
    internal bool IsDue(Timestamp now) => _isOneCurrency && now.Nanoseconds / IntervalNs != _lastInterval;

    /// <summary>Takes the gain so far. Intervals without any input count as intervals without gain.</summary>
    internal void Sample(Timestamp now, double total)
    {
        var interval = now.Nanoseconds / IntervalNs;
        if (_lastInterval == 0)
        {
            (_lastInterval, _last, _peak, Start) = (interval, total, total, new Timestamp(interval * IntervalNs));
            return;
        }

        var quiet = interval - _lastInterval - 1;
        Samples += Math.Max(0, quiet - SamplesMax);
        for (quiet = Math.Min(quiet, SamplesMax); quiet > 0; quiet--)
            _gains[Samples++ % SamplesMax] = 0;
        _gains[Samples++ % SamplesMax] = total - _last;
        (_lastInterval, _last, _peak) = (interval, total, Math.Max(_peak, total));
        DrawdownMax = Math.Max(DrawdownMax, _peak - total);
    }

    /// <summary>Saves or loads the samples that are kept.</summary>
    internal void Keep(FieldArchive state)
    {
        Samples = state.Keep(Samples);
        state.Require(Samples >= 0);
        state.Keep(_gains.AsSpan(0, (int)Math.Clamp(Samples, 0, _gains.Length)));
        _last = state.Keep(_last);
        _peak = state.Keep(_peak);
        _lastInterval = state.Keep(_lastInterval);
        DrawdownMax = state.Keep(DrawdownMax);
        Start = state.Keep(Start);
    }
}
