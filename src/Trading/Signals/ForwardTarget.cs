using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Signals;

/// <summary>
/// What a model is to foretell, told when it is known: for an observation at time t the relative change of a price from t to t + h, which exists at t + h and not before. The price at t + h is the last one told up to t + h;
/// it is used once a later time has been seen. So nothing that a model learns from was after its lesson. Observations wait in a ring; where it is full the newest is not taken, and counted.
/// Single-threaded; allocates nothing after its construction.
/// </summary>
public sealed class ForwardTarget
{
    private readonly long[] _due;
    private readonly double[] _prices;
    private readonly double[] _features;
    private readonly int _columns;
    private int _first;
    private int _count;
    private double _price;
    private bool _hasPrice;
    private long _now = long.MinValue;

    /// <summary>Makes room.</summary>
    /// <param name="horizonNs">How far ahead: 15 s is 15,000,000,000.</param>
    /// <param name="features">Values of an observation.</param>
    /// <param name="capacity">Observations that may wait: at one every 100 ms and 15 s ahead 150 do.</param>
    public ForwardTarget(long horizonNs, int features, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizonNs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        (HorizonNs, _columns) = (horizonNs, features);
        (_due, _prices, _features) = (new long[capacity], new double[capacity], new double[capacity * features]);
    }

    /// <summary>How far ahead.</summary>
    public long HorizonNs { get; }

    /// <summary>Observations that wait.</summary>
    public int Waiting => _count;

    /// <summary>When the one taken last had been seen; none before the first.</summary>
    public Timestamp TakenAt { get; private set; }

    /// <summary>Observations that found no room.</summary>
    public long Dropped { get; private set; }

    /// <summary>The price from a time on, above zero. Take what has become known first (<see cref="TryTake"/>).</summary>
    /// <exception cref="InvalidOperationException">An observation is due before this time and was not taken: its price would be lost.</exception>
    public void Tell(Timestamp now, double price)
    {
        _now = Math.Max(_now, now.Nanoseconds);
        if (_count > 0 && _due[_first] < _now)
            throw new InvalidOperationException("An observation is due: take it before the price moves on.");
        (_price, _hasPrice) = (price, price > 0);
    }

    /// <summary>Remembers what was seen now, at the price of now.</summary>
    /// <returns>False where there is no price yet, or no room.</returns>
    public bool TryObserve(ReadOnlySpan<double> features)
    {
        if (!_hasPrice)
            return false;
        if (_count == _due.Length)
        {
            Dropped++;
            return false;
        }

        var slot = (_first + _count++) % _due.Length;
        (_due[slot], _prices[slot]) = (_now + HorizonNs, _price);
        features.CopyTo(_features.AsSpan(slot * _columns, _columns));
        return true;
    }

    /// <summary>The oldest observation whose horizon lies before a time: call it until it says no, before <see cref="Tell"/> at that time.</summary>
    /// <param name="now">The time of the frame that has come; its price is not known here yet.</param>
    /// <param name="features">What was seen; valid until the next call.</param>
    /// <param name="target">The price's relative change since.</param>
    public bool TryTake(Timestamp now, out ReadOnlySpan<double> features, out double target)
    {
        features = default;
        target = 0;
        if (_count == 0 || _due[_first] >= now.Nanoseconds)
            return false;
        features = _features.AsSpan(_first * _columns, _columns);
        target = _price / _prices[_first] - 1;
        TakenAt = new Timestamp(_due[_first] - HorizonNs);
        _first = (_first + 1) % _due.Length;
        _count--;
        return true;
    }

    /// <summary>Forgets what waits: the market was not seen for a while.</summary>
    public void Clear() => (_count, _hasPrice) = (0, false);

    /// <summary>Saves or loads what waits.</summary>
    public void Keep(FieldArchive state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Keep(_due.AsSpan());
        state.Keep(_prices.AsSpan());
        state.Keep(_features.AsSpan());
        _first = state.Keep(_first, 0, _due.Length - 1);
        _count = state.Keep(_count, 0, _due.Length);
        _price = state.Keep(_price);
        _hasPrice = state.Keep(_hasPrice);
        _now = state.Keep(_now);
        Dropped = state.Keep(Dropped);
    }
}
