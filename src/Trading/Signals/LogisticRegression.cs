using Rialto.Runtime.Memory;
using Rialto.Trading.Numerics;

namespace Rialto.Trading.Signals;

/// <summary>
/// Probability of a yes that learns one observation at a time: p = 1 / (1 + e^-(b0 + b'x)), each coefficient with a rate of its own that falls with its past gradients, and a ridge. Duchi, Hazan, Singer (2011), "Adaptive
/// subgradient methods for online learning and stochastic optimization", J. Machine Learning Research 12, algorithm 1 with diagonal matrices: b_i -= rate g_i / sqrt(s_i), s_i = d + sum of g_i^2, g = (p - y) x + ridge b.
/// The sum of squares fades with the forgetting, so that it goes on learning. Single-threaded; allocates nothing after its construction.
/// </summary>
public sealed class LogisticRegression
{
    private const double SquaresLeast = 1e-12;

    private readonly double[] _coefficients;
    private readonly double[] _squares;
    private readonly double _rate;
    private readonly double _ridge;
    private readonly double _forgetting;

    /// <summary>Makes a model that answers one half.</summary>
    /// <param name="features">How many values an observation has, 1 to 256; best of about the same size each.</param>
    /// <param name="rate">First step: 0.001 to 1.</param>
    /// <param name="ridge">Pull towards zero: 0 to 1.</param>
    /// <param name="forgetting">How much of the past gradients' squares stays with each observation: 0.9 to 1.</param>
    public LogisticRegression(int features, double rate, double ridge, double forgetting)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(features, 256);
        if (!(rate >= 0.001 && rate <= 1))
            throw new ArgumentOutOfRangeException(nameof(rate));
        if (!(ridge >= 0 && ridge <= 1))
            throw new ArgumentOutOfRangeException(nameof(ridge));
        if (!(forgetting >= 0.9 && forgetting <= 1))
            throw new ArgumentOutOfRangeException(nameof(forgetting));
        (Features, _rate, _ridge, _forgetting) = (features, rate, ridge, forgetting);
        (_coefficients, _squares) = (new double[features + 1], new double[features + 1]);
    }

    /// <summary>How many values an observation has.</summary>
    public int Features { get; }

    /// <summary>How many it has learned from.</summary>
    public long Observations { get; private set; }

    /// <summary>Observations that were not numbers and changed nothing.</summary>
    public long Refused { get; private set; }

    /// <summary>Constant, then one for each value.</summary>
    public ReadOnlySpan<double> Coefficients => _coefficients;

    /// <summary>Probability of a yes.</summary>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    public double Predict(ReadOnlySpan<double> x)
    {
        if (x.Length != Features)
            throw new ArgumentException($"{x.Length} values where the model has {Features}.", nameof(x));
        var sum = _coefficients[0];
        for (var i = 0; i < x.Length; i++)
            sum += _coefficients[i + 1] * x[i];
        return StableMath.Sigmoid(sum);
    }

    /// <summary>Learns whether an observation was followed by a yes.</summary>
    /// <returns>False where one of the numbers is none: nothing was learned.</returns>
    public bool Learn(ReadOnlySpan<double> x, bool isYes)
    {
        var error = Predict(x) - (isYes ? 1 : 0);
        foreach (var value in x)
        {
            if (!(Math.Abs(value) < 1e50))
            {
                Refused++;
                return false;
            }
        }

        Step(0, error);
        for (var i = 0; i < x.Length; i++)
            Step(i + 1, error * x[i] + _ridge * _coefficients[i + 1]);
        Observations++;
        return true;
    }

    private void Step(int i, double gradient)
    {
        _squares[i] = _squares[i] * _forgetting + gradient * gradient;
        _coefficients[i] -= _rate * gradient / Math.Sqrt(SquaresLeast + _squares[i]);
    }

    /// <summary>Saves or loads what it has learned.</summary>
    public void Keep(FieldArchive state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Keep(_coefficients.AsSpan());
        state.Keep(_squares.AsSpan());
        Observations = state.Keep(Observations);
        Refused = state.Keep(Refused);
    }
}
