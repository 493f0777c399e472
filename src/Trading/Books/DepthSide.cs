using System.Numerics;
using System.Runtime.CompilerServices;
using Rialto.Model.Orders;

namespace Rialto.Trading.Books;

/// <summary>One price level as a book shows it, in the listing's units.</summary>
public readonly record struct DepthLevel(long Price, long Quantity);

/// <summary>
/// One side of a book of price levels. Prices become places, so that on both sides larger is better. The places near the touch stand in a window, one slot each, with a bit that
/// says whether it is taken; all others are worse than the window and stand in a table without order:
/// <code>
///  far (table)      | window: low ........ best .. low + size
///  worse            |         0 0 1 1 0 1 1  0 0            better
/// </code>
/// A better price than the window holds moves it up; a touch that falls towards its low end moves it down. Nearly all changes are one array access and one bit.
/// Single-threaded; allocates only when the table grows.
/// </summary>
public sealed class DepthSide
{
    private const long NoPlace = long.MinValue;

    private readonly long[] _quantities;
    private readonly ulong[] _taken;
    private readonly int _mask;
    private readonly bool _isBuy;
    private readonly FarLevels _far = new();

    // Invariants: places in the window are _low .. _low + size - 1, each in slot place & _mask; every far place is below _low; _best is the best place in the window,
    // which is empty only if the far table is too.
    private long _low;
    private long _best = NoPlace;
    private int _near;

    /// <summary>Makes an empty side.</summary>
    /// <param name="side">Which.</param>
    /// <param name="windowBits">The window has 2^bits places of one price unit, 8 bytes each: 6 to 20.</param>
    public DepthSide(Side side, int windowBits = 12)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowBits, 6);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windowBits, 20);
        _isBuy = side == Side.Buy;
        _quantities = new long[1 << windowBits];
        _taken = new ulong[_quantities.Length / 64];
        _mask = _quantities.Length - 1;
    }

    /// <summary>Number of levels.</summary>
    public int Count => _near + _far.Count;

    /// <summary>True where there is no level.</summary>
    public bool IsEmpty => _best == NoPlace;

    /// <summary>Levels that stand outside the window.</summary>
    public int FarCount => _far.Count;

    /// <summary>The best price; zero where there is none.</summary>
    public long BestPrice => _best == NoPlace ? 0 : _isBuy ? _best : -_best;

    /// <summary>What rests at the best price; zero where there is none.</summary>
    public long BestQuantity => _best == NoPlace ? 0 : _quantities[(int)_best & _mask];

    /// <summary>What rests at a price.</summary>
    public long QuantityAt(long price)
    {
        var place = _isBuy ? price : -price;
        return (ulong)(place - _low) <= (ulong)_mask ? _quantities[(int)place & _mask] : _far[place];
    }

    /// <summary>Sets what rests at a price, above -2^62 and below 2^62; zero removes the level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(long price, long quantity)
    {
        var place = _isBuy ? price : -price;
        if ((ulong)(place - _low) <= (ulong)_mask)
            SetNear(place, quantity);
        else
            SetOutside(place, quantity);
    }

    /// <summary>Removes all levels.</summary>
    public void Clear()
    {
        Array.Clear(_quantities);
        Array.Clear(_taken);
        _far.Clear();
        _near = 0;
        _best = NoPlace;
    }

    /// <summary>Writes the best levels, the best first. Looks at and sorts the far ones only if the window has too few; that allocates.</summary>
    /// <returns>How many were written.</returns>
    public int CopyBest(Span<DepthLevel> levels)
    {
        var count = 0;
        for (var place = _best; place != NoPlace && count < levels.Length; place = NextBelow(place))
            levels[count++] = new DepthLevel(_isBuy ? place : -place, _quantities[(int)place & _mask]);
        if (count == levels.Length || _far.Count == 0)
            return count;
        var places = new long[_far.Count];
        var n = 0;
        for (var slot = 0; slot < _far.Slots; slot++)
        {
            if (_far.QuantityAt(slot) != 0)
                places[n++] = _far.PlaceAt(slot);
        }

        Array.Sort(places);
        for (var i = places.Length - 1; i >= 0 && count < levels.Length; i--)
            levels[count++] = new DepthLevel(_isBuy ? places[i] : -places[i], _far[places[i]]);
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetNear(long place, long quantity)
    {
        var slot = (int)place & _mask;
        ref var rests = ref _quantities[slot];
        var before = rests;
        rests = quantity;
        if (quantity != 0)
        {
            if (before == 0)
            {
                _taken[slot >> 6] |= 1UL << slot;
                _near++;
            }

            if (place > _best)
                _best = place;
        }
        else if (before != 0)
        {
            _taken[slot >> 6] &= ~(1UL << slot);
            _near--;
            if (place == _best)
                FallFrom(place);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SetOutside(long place, long quantity)
    {
        if (place < _low && _near > 0)
        {
            _far.Set(place, quantity);
            return;
        }

        // Better than the window, or the first level of all. There is nothing to remove up there.
        if (quantity == 0)
            return;
        MoveTo(LowFor(place));
        SetNear(place, quantity);
    }

    /// <summary>The best level is gone: the next one, and a new window if the old one is left behind.</summary>
    private void FallFrom(long place)
    {
        _best = NextBelow(place);
        if (_far.Count == 0 || (_best != NoPlace && _best - _low >= _quantities.Length / 8))
            return;
        var best = _best;
        if (best == NoPlace)
        {
            for (var slot = 0; slot < _far.Slots; slot++)
            {
                if (_far.QuantityAt(slot) != 0 && (best == NoPlace || _far.PlaceAt(slot) > best))
                    best = _far.PlaceAt(slot);
            }
        }

        MoveTo(LowFor(best));
    }

    /// <summary>A window in which a place stands at three quarters: prices come back more often than they run away.</summary>
    private long LowFor(long place) => place - _quantities.Length / 4 * 3;

    private void MoveTo(long low)
    {
        if (low > _low)
        {
            // What falls out at the low end goes to the table.
            for (var place = _best; place != NoPlace;)
            {
                var next = NextBelow(place);
                if (place < low)
                {
                    var slot = (int)place & _mask;
                    _far.Set(place, _quantities[slot]);
                    _quantities[slot] = 0;
                    _taken[slot >> 6] &= ~(1UL << slot);
                    _near--;
                    if (place == _best)
                        _best = NoPlace;
                }

                place = next;
            }

            _low = low;
            return;
        }

        _low = low;
        var from = 0;
        while (_far.TryTakeFrom(low, ref from, out var taken, out var quantity))
            SetNear(taken, quantity);
    }

    /// <summary>The next taken place below one; none where there is none in the window.</summary>
    private long NextBelow(long place)
    {
        var end = (int)_low & _mask;
        var start = (int)place & _mask;
        var found = start >= end ? Highest(start - 1, end) : Highest(start - 1, 0);
        if (found < 0 && start < end)
            found = Highest(_mask, end);
        return found < 0 ? NoPlace : place - ((start - found) & _mask);
    }

    /// <summary>The highest taken slot from one down to another, -1 for none.</summary>
    private int Highest(int from, int downTo)
    {
        if (from < downTo)
            return -1;
        var word = from >> 6;
        var bits = _taken[word] & (ulong.MaxValue >> (63 - (from & 63)));
        while (true)
        {
            if (bits != 0)
            {
                var slot = (word << 6) + 63 - BitOperations.LeadingZeroCount(bits);
                return slot >= downTo ? slot : -1;
            }

            if (--word < downTo >> 6)
                return -1;
            bits = _taken[word];
        }
    }
}
