using Rialto.Runtime.Memory;

namespace Rialto.Trading.Features;

/// <summary>
/// A price looked at at equal steps of time (multiples of the step since time zero), by the previous tick: at step g stands the last price told before g. The return of the first whole step is the first.
/// </summary>
internal sealed class PriceGrid(long stepNs)
{
    private long _next;
    private long _logNow;
    private long _logAtStep;
    private double _price;
    private bool _hasPrice;
    private bool _hasStep;

    public void Clear() => (_hasPrice, _hasStep) = (false, false);

    /// <summary>How many whole steps have ended up to a time, and the return over the first of them; over the others the price stood still.</summary>
    public long Advance(long time, out long firstReturn)
    {
        firstReturn = 0;
        var step = time / stepNs;
        if (!_hasPrice || step < _next)
            return 0;
        var passed = step - _next + 1;
        _next = step + 1;
        if (_hasStep)
            firstReturn = _logNow - _logAtStep;
        else
            passed--;
        (_logAtStep, _hasStep) = (_logNow, true);
        return passed;
    }

    /// <summary>The price from this time on.</summary>
    public void Put(long time, double price)
    {
        if (!_hasPrice)
            _next = time / stepNs + 1;
        if (!_hasPrice || price != _price)
            _logNow = LogPrice.Of(price);
        (_price, _hasPrice) = (price, true);
    }

    /// <summary>Saves or loads where it stands.</summary>
    public void Keep(FieldArchive state)
    {
        _next = state.Keep(_next);
        _logNow = state.Keep(_logNow);
        _logAtStep = state.Keep(_logAtStep);
        _price = state.Keep(_price);
        _hasPrice = state.Keep(_hasPrice);
        _hasStep = state.Keep(_hasStep);
    }
}
