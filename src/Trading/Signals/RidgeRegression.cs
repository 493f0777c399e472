using Rialto.Runtime.Memory;

namespace Rialto.Trading.Signals;

/// <summary>
/// Linear model that learns one observation at a time: recursive least squares with exponential forgetting and a ridge, y = b0 + b'x.
/// Keeps the covariance as P = U D U' with U unit upper triangular and D diagonal and positive: Bierman (1977), "Factorization Methods for Discrete Sequential Estimation", chapter V, whose measurement update
/// is done here with forgetting as Ljung, Soderstrom (1983), "Theory and Practice of Recursive Identification", section 6.2 write it. P can lose neither symmetry nor positivity by rounding, which is how the
/// usual formula fails. Beginning from P = I / ridge, and as long as the bound below is not reached, the coefficients after n observations are those that minimise
/// <code>
/// sum over i of f^(n-i) (y_i - b0 - b'x_i)^2 + f^n ridge |b|^2        f: forgetting
/// </code>
/// With forgetting below one, directions in which nothing moves would let D grow without end (wind-up); D is held at most at its beginning, 1 / ridge: the model never knows less than at the start.
/// Single-threaded; allocates nothing after its construction.
/// </summary>
public sealed class RidgeRegression
{
    private readonly double[] _u;
    private readonly double[] _d;
    private readonly double[] _coefficients;
    private readonly double[] _f;
    private readonly double[] _gain;
    private readonly double[] _x;
    private readonly double _forgetting;
    private readonly double _most;
    private readonly int _size;

    /// <summary>Makes a model that answers zero.</summary>
    /// <param name="features">How many values an observation has, 1 to 256.</param>
    /// <param name="ridge">Weight of the coefficients' size, above zero; in units of the values squared.</param>
    /// <param name="forgetting">Weight of an observation after the next one: 0.9 to 1; 1 forgets nothing, 0.999 half in 693 observations.</param>
    public RidgeRegression(int features, double ridge, double forgetting)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(features, 256);
        if (!(ridge > 1e-12 && ridge < 1e12))
            throw new ArgumentOutOfRangeException(nameof(ridge));
        if (!(forgetting >= 0.9 && forgetting <= 1))
            throw new ArgumentOutOfRangeException(nameof(forgetting));
        (Features, _size, _forgetting, _most) = (features, features + 1, forgetting, 1 / ridge);
        (_u, _d, _coefficients) = (new double[_size * _size], new double[_size], new double[_size]);
        (_f, _gain, _x) = (new double[_size], new double[_size], new double[_size]);
        _x[0] = 1;
        Clear();
    }

    /// <summary>How many values an observation has.</summary>
    public int Features { get; }

    /// <summary>How many it has learned from.</summary>
    public long Observations { get; private set; }

    /// <summary>Observations that were not numbers and changed nothing.</summary>
    public long Refused { get; private set; }

    /// <summary>Constant, then one for each value.</summary>
    public ReadOnlySpan<double> Coefficients => _coefficients;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_u);
        Array.Clear(_coefficients);
        Array.Fill(_d, _most);
        for (var i = 0; i < _size; i++)
            _u[i * _size + i] = 1;
        (Observations, Refused) = (0, 0);
    }

    /// <summary>What it expects.</summary>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    public double Predict(ReadOnlySpan<double> x)
    {
        if (x.Length != Features)
            throw new ArgumentException($"{x.Length} values where the model has {Features}.", nameof(x));
        var sum = _coefficients[0];
        for (var i = 0; i < x.Length; i++)
            sum += _coefficients[i + 1] * x[i];
        return sum;
    }

    /// <summary>Learns that an observation was followed by this.</summary>
    /// <returns>False where one of the numbers is none: nothing was learned.</returns>
    public bool Learn(ReadOnlySpan<double> x, double target)
    {
        var error = target - Predict(x);
        if (!double.IsFinite(error) || Math.Abs(error) > 1e100)
            return Refuse();
        foreach (var value in x)
        {
            if (!(Math.Abs(value) < 1e50))
                return Refuse();
        }

        x.CopyTo(_x.AsSpan(1));
        Update();

        // The gain is what is left in _gain over the innovation's variance, the last alpha.
        for (var i = 0; i < _size; i++)
            _coefficients[i] += _gain[i] * error;
        Observations++;
        return true;
    }

    /// <summary>Bierman's update of U and D; leaves the gain.</summary>
    private void Update()
    {
        var n = _size;

        // f = U'x and, with it, v = D f.
        for (var j = n - 1; j >= 0; j--)
        {
            var sum = _x[j];
            for (var i = 0; i < j; i++)
                sum += _u[i * n + j] * _x[i];
            _f[j] = sum;
        }

        var alpha = _forgetting;
        for (var j = 0; j < n; j++)
        {
            var v = _d[j] * _f[j];
            var before = alpha;
            alpha += v * _f[j];
            _d[j] = Math.Min(_d[j] * before / (alpha * _forgetting), _most);
            _gain[j] = v;
            var step = -_f[j] / before;
            for (var i = 0; i < j; i++)
            {
                var u = _u[i * n + j];
                _u[i * n + j] = u + _gain[i] * step;
                _gain[i] += u * v;
            }
        }

        for (var i = 0; i < n; i++)
            _gain[i] /= alpha;
    }

    private bool Refuse()
    {
        Refused++;
        return false;
    }

    /// <summary>Saves or loads what it has learned.</summary>
    public void Keep(FieldArchive state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Keep(_u.AsSpan());
        state.Keep(_d.AsSpan());
        state.Keep(_coefficients.AsSpan());
        Observations = state.Keep(Observations);
        Refused = state.Keep(Refused);
    }
}
