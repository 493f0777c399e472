using Rialto.Runtime.Memory;

namespace Rialto.Trading.Features;

/// <summary>
/// Which of two prices moves first: correlations of their returns on one grid of time, at lags from -L to L steps, over a window of steps. Returns o of the listing, l of the other one; for a lag of k steps
/// by which the other leads, rho(k) = sum of o_i l_(i-k) / sqrt(sum of o^2 sum of l^2). Lagged correlation of previous-tick returns as in de Jong, Nijman (1997), "High frequency analysis of
/// lead-lag relationships between financial markets", J. Empirical Finance 4; the lag taken is that of the largest absolute correlation, as Hoffmann, Rosenbaum, Yoshida (2013), "Estimation of the lead-lag parameter
/// from non-synchronous data", Bernoulli 19(2), take it of their contrast. A lag's product counts when its later return falls into the window. Sums are exact; the work is done once a step.
/// </summary>
internal sealed class LeadLagEstimator
{
    private readonly PriceGrid _ownGrid;
    private readonly PriceGrid _otherGrid;
    private readonly double _stepSeconds;
    private readonly long[] _own;
    private readonly long[] _other;
    private readonly Int128[] _products;
    private readonly int _lags;
    private readonly int _window;
    private readonly int _mask;
    private Int128 _ownSquares;
    private Int128 _otherSquares;
    private long _steps;

    public LeadLagEstimator(long windowNs, long stepNs, int lags)
    {
        (_ownGrid, _otherGrid) = (new PriceGrid(stepNs), new PriceGrid(stepNs));
        _stepSeconds = stepNs / 1e9;
        (_lags, _window) = (lags, (int)(windowNs / stepNs));
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(_window + lags + 1));
        (_own, _other, _mask) = (new long[size], new long[size], size - 1);
        _products = new Int128[2 * lags + 1];
    }

    /// <summary>A whole window, and the lags before it, have been seen, and both prices moved.</summary>
    public bool IsReady { get; private set; }

    /// <summary>By how many seconds the other one leads; negative: it follows.</summary>
    public double LeadSeconds { get; private set; }

    /// <summary>The correlation at that lag.</summary>
    public double Correlation { get; private set; }

    public void Update(FeatureFrame frame)
    {
        // Steps are counted from when both prices are there.
        var passed = _ownGrid.Advance(frame.Time, out var own);
        var passedOther = _otherGrid.Advance(frame.Time, out var other);
        if (passed > 0 && passedOther > 0)
        {
            // The grids are the same, but one of them may have begun earlier: its first return lies before the other's, and is not of a step that both have.
            if (passed != passedOther)
                (own, other) = (passed > passedOther ? 0 : own, passedOther > passed ? 0 : other);
            passed = Math.Min(passed, passedOther);
            Push(own, other);
            for (var i = Math.Min(passed - 1, _window + _lags); i > 0; i--)
                Push(0, 0);
            Estimate();
        }
        else if (passed > 0 || passedOther > 0)
        {
            Forget();
        }

        if (frame.HasTouch)
            _ownGrid.Put(frame.Time, frame.Mid);
        if (frame.HasLeader)
        {
            _otherGrid.Put(frame.Time, frame.LeaderMid);
        }
        else
        {
            // Its book may not be believed, or has no touch: what comes later is not its return.
            _otherGrid.Clear();
            Forget();
        }
    }

    public void Break()
    {
        _ownGrid.Clear();
        _otherGrid.Clear();
        Forget();
    }

    private void Forget()
    {
        (_ownSquares, _otherSquares, _steps, IsReady) = (0, 0, 0, false);
        Array.Clear(_products);
        Array.Clear(_own);
        Array.Clear(_other);
    }

    private void Push(long own, long other)
    {
        var now = (int)_steps & _mask;
        (_own[now], _other[now]) = (own, other);
        Count(now, 1);

        // What leaves: products whose later return is the one a window ago.
        if (_steps >= _window)
            Count((int)(_steps - _window) & _mask, -1);
        _steps++;
    }

    private void Count(int later, int sign)
    {
        var (own, other) = (_own[later], _other[later]);
        if ((own | other) == 0)
            return;
        _ownSquares += sign * Math.BigMul(own, own);
        _otherSquares += sign * Math.BigMul(other, other);
        _products[_lags] += sign * Math.BigMul(own, other);
        for (var lag = 1; lag <= _lags; lag++)
        {
            var earlier = (later - lag) & _mask;
            _products[_lags + lag] += sign * Math.BigMul(own, _other[earlier]);
            _products[_lags - lag] += sign * Math.BigMul(_own[earlier], other);
        }
    }

    private void Estimate()
    {
        IsReady = _steps >= _window + _lags && _ownSquares > 0 && _otherSquares > 0;
        if (!IsReady)
            return;
        var best = 0;
        for (var lag = 1; lag <= _lags; lag++)
        {
            // Of equal ones the smallest lag, and of its two signs the lead.
            if (Int128.Abs(_products[_lags + lag]) > Int128.Abs(_products[_lags + best]))
                best = lag;
            if (Int128.Abs(_products[_lags - lag]) > Int128.Abs(_products[_lags + best]))
                best = -lag;
        }

        LeadSeconds = best * _stepSeconds;
        Correlation = (double)_products[_lags + best] / (Math.Sqrt((double)_ownSquares) * Math.Sqrt((double)_otherSquares));
    }

    /// <summary>Saves or loads what it remembers.</summary>
    public void Keep(FieldArchive state)
    {
        _ownGrid.Keep(state);
        _otherGrid.Keep(state);
        state.Keep(_own.AsSpan());
        state.Keep(_other.AsSpan());
        state.Keep(_products.AsSpan());
        _ownSquares = state.Keep(_ownSquares);
        _otherSquares = state.Keep(_otherSquares);
        _steps = state.Keep(_steps);
        state.Require(_steps >= 0);
        IsReady = state.Keep(IsReady);
        LeadSeconds = state.Keep(LeadSeconds);
        Correlation = state.Keep(Correlation);
    }
}
