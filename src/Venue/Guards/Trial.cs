using Rialto.Model.Orders;

namespace Rialto.Venue.Guards;

/// <summary>The guards of an instrument during a dry run (guards.md, sections 4 and 6). The default has none.</summary>
internal struct Trial
{
    private readonly Band _band;
    private readonly int _breakerPpm;
    private long _low;
    private long _high;
    private bool _isEmpty;

    public Trial(in Band band, int breakerPpm, long low, long high, bool isEmpty)
    {
        _band = band;
        _breakerPpm = breakerPpm;
        (_low, _high, _isEmpty) = (low, high, isEmpty);
    }

    /// <summary>The band has moved past the resting orders at this price: they would be cancelled.</summary>
    public readonly bool Skips(Side maker, long price) => _band.Exists && _band.IsBeyond(maker, price);

    /// <summary>The incoming order may not trade at this price.</summary>
    public readonly bool Bars(Side taker, long price) => _band.Exists && _band.IsBeyond(taker, price);

    /// <summary>A trade at this price would trip the breaker; if not, it counts from now on.</summary>
    public bool Trips(long price)
    {
        if (_breakerPpm == 0)
            return false;
        if (Guard.Trips(_breakerPpm, _low, _high, price) is not null)
            return true;
        // What an empty window measures from is not in the window.
        _low = _isEmpty ? price : Math.Min(_low, price);
        _high = _isEmpty ? price : Math.Max(_high, price);
        _isEmpty = false;
        return false;
    }
}
