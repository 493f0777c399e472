using Rialto.Runtime.Memory;

namespace Rialto.Trading.Features;

/// <summary>
/// Square root of the variation of the middle's logarithm over a window, from returns r of n equal steps: over the window, not a year.
/// <code>
/// realised    sqrt(sum of r_i^2)                                     Andersen, Bollerslev, Diebold, Labys (2003), Econometrica 71(2), section 2
/// bipower     sqrt(pi/2 n/(n-1) sum of |r_i| |r_(i-1)|)              Barndorff-Nielsen, Shephard (2004), J. Financial Econometrics 2(1), equations 5 and 6
/// </code>
/// A jump adds to the first and not to the second. The sums are exact.
/// </summary>
internal sealed class RealisedVolatility : Feature
{
    private readonly PriceGrid _grid;
    private readonly long[] _returns;
    private readonly double _scale;
    private readonly bool _isBipower;
    private Int128 _sum;
    private int _next;
    private int _count;

    public RealisedVolatility(long windowNs, long stepNs, bool isBipower)
    {
        var n = (int)(windowNs / stepNs);
        _grid = new PriceGrid(stepNs);
        _returns = new long[n];
        _isBipower = isBipower;
        _scale = isBipower ? Math.PI / 2 * n / (n - 1) : 1;
    }

    public override void Update(FeatureFrame frame)
    {
        var passed = _grid.Advance(frame.Time, out var first);
        if (passed > 0)
        {
            Push(first);
            for (var i = Math.Min(passed - 1, _returns.Length); i > 0; i--)
                Push(0);
            Value = Math.Sqrt(_scale * (double)_sum) / LogPrice.Unit;
        }

        if (frame.HasTouch)
            _grid.Put(frame.Time, frame.Mid);
        IsReady = _count == _returns.Length;
    }

    public override void Break()
    {
        base.Break();
        _grid.Clear();
        (_sum, _next, _count) = (0, 0, 0);
        Array.Clear(_returns);
    }

    private void Push(long value)
    {
        // The slot that comes next holds the oldest, and the one behind it the second oldest; zeros before the ring is full.
        var length = _returns.Length;
        var oldest = _returns[_next];
        if (_isBipower)
        {
            var afterOldest = _returns[_next + 1 == length ? 0 : _next + 1];
            var newest = _returns[_next == 0 ? length - 1 : _next - 1];
            _sum += Math.BigMul(Math.Abs(value), Math.Abs(newest)) - Math.BigMul(Math.Abs(oldest), Math.Abs(afterOldest));
        }
        else
        {
            _sum += Math.BigMul(value, value) - Math.BigMul(oldest, oldest);
        }

        _returns[_next] = value;
        _next = _next + 1 == length ? 0 : _next + 1;
        if (_count < length)
            _count++;
    }

    public override void Keep(FieldArchive state)
    {
        base.Keep(state);
        _grid.Keep(state);
        state.Keep(_returns.AsSpan());
        _sum = state.Keep(_sum);
        _next = state.Keep(_next, 0, _returns.Length - 1);
        _count = state.Keep(_count, 0, _returns.Length);
    }
}
