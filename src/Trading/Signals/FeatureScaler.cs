using Rialto.Runtime.Memory;

namespace Rialto.Trading.Signals;

/// <summary>
/// Brings values to mean zero and deviation one as they come, with exponential forgetting: m += a (x - m), v = (1 - a) (v + a (x - m)^2) (West 1979, "Updating mean and variance estimates", Communications of the ACM 22(9), with a constant
/// weight). In the first 1 / a observations the weight is one over their number, so that the beginning does not hang on the first one. What comes out is held to plus and minus eight. Single-threaded; allocates nothing after its construction.
/// </summary>
public sealed class FeatureScaler
{
    /// <summary>Largest deviation that is told.</summary>
    public const double Most = 8;

    private readonly double[] _means;
    private readonly double[] _variances;
    private readonly double _weight;

    /// <summary>Makes a scaler.</summary>
    /// <param name="features">How many values.</param>
    /// <param name="memory">In observations, 2 and above: the weight of one is one over this.</param>
    public FeatureScaler(int features, int memory)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(memory, 2);
        (_means, _variances, _weight) = (new double[features], new double[features], 1.0 / memory);
    }

    /// <summary>How many observations there were.</summary>
    public long Observations { get; private set; }

    /// <summary>Learns values, all of them numbers.</summary>
    public void Learn(ReadOnlySpan<double> x)
    {
        Observations++;
        var weight = Math.Max(_weight, 1.0 / Observations);
        for (var i = 0; i < _means.Length; i++)
        {
            var difference = x[i] - _means[i];
            _means[i] += weight * difference;
            _variances[i] = (1 - weight) * (_variances[i] + weight * difference * difference);
        }
    }

    /// <summary>Writes the scaled values; zero where a value has never moved.</summary>
    public void Scale(ReadOnlySpan<double> x, Span<double> into)
    {
        for (var i = 0; i < _means.Length; i++)
            into[i] = _variances[i] > 0 ? Math.Clamp((x[i] - _means[i]) / Math.Sqrt(_variances[i]), -Most, Most) : 0;
    }

    /// <summary>Saves or loads what it has learned.</summary>
    public void Keep(FieldArchive state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Observations = state.Keep(Observations);
        state.Keep(_means.AsSpan());
        state.Keep(_variances.AsSpan());
    }
}
