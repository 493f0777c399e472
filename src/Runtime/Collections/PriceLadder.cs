using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rialto.Runtime.Collections;

/// <summary>What a ladder keeps of its places. Implemented by empty structs, so that the question is answered when the code is compiled.</summary>
public interface ILadderKeeps
{
    /// <summary>True: how much stands at a place. False: only that something does, which takes a 64th of the memory.</summary>
    static abstract bool Quantities { get; }
}

/// <summary>Changes of places, one after the other. Implemented by ref structs over whatever the changes lie in, so that the calls are direct.</summary>
public interface ILadderChanges
{
    /// <summary>The change with a number, from zero on; false where there is none, or it is not this ladder's.</summary>
    bool TryGet(int index, out long place, out long quantity);
}

/// <summary>A ladder of quantities.</summary>
public readonly struct KeepsQuantities : ILadderKeeps
{
    /// <inheritdoc/>
    public static bool Quantities => true;
}

/// <summary>A ladder of taken places: enough to know the best one and how many there are.</summary>
public readonly struct KeepsPresence : ILadderKeeps
{
    /// <inheritdoc/>
    public static bool Quantities => false;
}

/// <summary>
/// Places in order, of which nearly all that matter stand close to the best: one side of a book of price levels, prices turned so that larger is better. The places near the best
/// stand in a window, one slot each, with a bit that says whether it is taken; all others are worse than the window and stand in a table without order:
/// <code>
///  far (table)      | window: low ........ best .. low + size
///  worse            |         0 0 1 1 0 1 1  0 0            better
/// </code>
/// A better place than the window holds moves it up; a best that falls towards its low end moves it down. Nearly all changes are one bit and one array access. Where many changes
/// fall just below the window, it becomes twice as wide, up to a bound: how far from the best a book is busy differs from market to market.
/// A frame of a venue often takes away many of the best places one after the other: which one is the next is found when somebody asks for it, once, and not after each of them.
/// Single-threaded, reading too; allocates only when the table or the window grows. A struct, so that its owner reaches the window with one load less: keep it in one field and do not copy it.
/// </summary>
/// <typeparam name="TKeeps">Whether quantities are kept.</typeparam>
public struct PriceLadder<TKeeps>
    where TKeeps : struct, ILadderKeeps
{
    /// <summary>No place: worse than every place.</summary>
    public const long NoPlace = long.MinValue;

    /// <summary>Places are above minus this and below this.</summary>
    public const long PlaceBound = 1L << 62;

    // So many changes that a window twice as wide would have caught, and it is made so wide.
    private const int MissesMax = 1_024;

    private readonly FarPlaces _far;
    private readonly int _widestMask;
    private long[] _quantities;
    private ulong[] _taken;
    private int _mask;
    private int _misses;

    // Invariants: the window lies within the bounds; places in the window are _low .. _low + size - 1, each in slot place & _mask; every far place is below _low; _best is the best place in the window,
    // which is empty only if the far table is too. Where _isLeft, _best has been freed since: no taken place is better, and the next one is still to be found.
    private long _low;
    private long _best;
    private bool _isLeft;
    private int _near;

    /// <summary>Makes an empty ladder.</summary>
    /// <param name="windowBits">The window has 2^bits places at first: 6 to 20. A place takes a bit, and 8 bytes more where quantities are kept.</param>
    /// <param name="widestBits">It has at most 2^bits places: <paramref name="windowBits"/> to 20.</param>
    public PriceLadder(int windowBits, int widestBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowBits, 6);
        ArgumentOutOfRangeException.ThrowIfLessThan(widestBits, windowBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(widestBits, 20);
        var size = 1 << windowBits;
        _quantities = TKeeps.Quantities ? new long[size] : [];
        _taken = new ulong[size / 64];
        _mask = size - 1;
        _widestMask = (1 << widestBits) - 1;
        _far = new FarPlaces();
        _best = NoPlace;
    }

    /// <summary>How many places the window has now.</summary>
    public readonly int WindowSize => _mask + 1;

    /// <summary>Number of taken places.</summary>
    public readonly int Count => _near + _far.Count;

    /// <summary>Taken places outside the window.</summary>
    public int FarCount
    {
        get
        {
            Settle();
            return _far.Count;
        }
    }

    /// <summary>The best place; <see cref="NoPlace"/> where there is none.</summary>
    public long Best
    {
        get
        {
            Settle();
            return _best;
        }
    }

    /// <summary>What stands at the best place; zero where there is none. Without quantities: 1.</summary>
    public long BestQuantity => Best == NoPlace ? 0 : NearQuantity(_best);

    /// <summary>What stands at a place; zero is nothing. Without quantities: 1 where something does (any number but zero outside the window).</summary>
    public readonly long QuantityAt(long place) => (ulong)(place - _low) <= (ulong)_mask ? NearQuantity(place) : _far[place];

    /// <summary>Sets what stands at a place; zero leaves it free. Without quantities, any other number takes it.</summary>
    /// <returns>False for a place beyond the <see cref="PlaceBound"/>: nothing has changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Set(long place, long quantity)
    {
        if ((ulong)(place - _low) > (ulong)_mask)
            return SetOutside(place, quantity);
        SetNear(place, quantity);
        return true;
    }

    /// <summary>
    /// Sets places one after the other, as <see cref="Set"/> would: faster for many, because what the ladder knows of itself stays in registers between them.
    /// </summary>
    /// <returns>How many were set: the changes ended there, or the next one's place is beyond the <see cref="PlaceBound"/>.</returns>
    public int SetAll<TChanges>(TChanges changes)
        where TChanges : struct, ILadderChanges, allows ref struct
    {
        var count = 0;
        while (true)
        {
            var (quantities, taken, mask, low, best, isLeft, near) = (_quantities, _taken, _mask, _low, _best, _isLeft, _near);
            long place, quantity;
            bool isOutside;
            while (isOutside = changes.TryGet(count, out place, out quantity))
            {
                if ((ulong)(place - low) > (ulong)mask)
                    break;
                var slot = (int)place & mask;
                if (TKeeps.Quantities)
                    quantities[slot] = quantity;
                ref var word = ref taken[slot >> 6];
                var before = word;
                var takes = quantity != 0 ? 1UL : 0UL;
                word = (before & ~(1UL << slot)) | (takes << slot);
                near += (int)takes - (int)((before >> slot) & 1);
                if (place >= best)
                {
                    if (quantity != 0)
                        (best, isLeft) = (place, false);
                    else if (place == best)
                        isLeft = true;
                }

                count++;
            }

            (_best, _isLeft, _near) = (best, isLeft, near);
            if (!isOutside || !SetOutside(place, quantity))
                return count;
            count++;
        }
    }

    /// <summary>Frees all places.</summary>
    public void Clear()
    {
        // Only what is taken: a wide window is mostly empty.
        for (var word = 0; TKeeps.Quantities && word < _taken.Length; word++)
        {
            for (var bits = _taken[word]; bits != 0; bits &= bits - 1)
                _quantities[(word << 6) + BitOperations.TrailingZeroCount(bits)] = 0;
        }

        Array.Clear(_taken);
        _far.Clear();
        _near = 0;
        _best = NoPlace;
        _isLeft = false;
    }

    /// <summary>The next taken place in the window that is worse than one that stands there; <see cref="NoPlace"/> where only far ones are left, or none.</summary>
    public readonly long NextNear(long place)
    {
        var end = (int)_low & _mask;
        var start = (int)place & _mask;
        var found = start >= end ? Highest(start - 1, end) : Highest(start - 1, 0);
        if (found < 0 && start < end)
            found = Highest(_mask, end);
        return found < 0 ? NoPlace : place - ((start - found) & _mask);
    }

    /// <summary>The places outside the window, the worst first. Allocates.</summary>
    public readonly long[] SortFar()
    {
        var places = new long[_far.Count];
        var count = 0;
        for (var slot = 0; slot < _far.Slots; slot++)
        {
            if (_far.QuantityAt(slot) != 0)
                places[count++] = _far.PlaceAt(slot);
        }

        Array.Sort(places);
        return places;
    }

    /// <summary>Writes the best places outside the window, the best first: for a few of them, found by looking at all. Allocates nothing.</summary>
    /// <returns>How many were written.</returns>
    public readonly int CopyBestFar(Span<long> places)
    {
        var count = 0;
        for (var slot = 0; slot < _far.Slots; slot++)
        {
            if (_far.QuantityAt(slot) == 0)
                continue;
            var place = _far.PlaceAt(slot);
            if (count == places.Length && (count == 0 || place <= places[count - 1]))
                continue;
            var at = count < places.Length ? count++ : count - 1;
            for (; at > 0 && places[at - 1] < place; at--)
                places[at] = places[at - 1];
            places[at] = place;
        }

        return count;
    }

    private readonly long NearQuantity(long place)
    {
        var slot = (int)place & _mask;
        return TKeeps.Quantities ? _quantities[slot] : (long)((_taken[slot >> 6] >> slot) & 1);
    }

    // Whether a level comes, stays or goes cannot be foreseen, and a wrong guess costs more than all the rest: bits are computed, and the one branch is whether the best is concerned.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetNear(long place, long quantity)
    {
        var slot = (int)place & _mask;
        if (TKeeps.Quantities)
            _quantities[slot] = quantity;
        ref var word = ref _taken[slot >> 6];
        var before = word;
        var takes = quantity != 0 ? 1UL : 0UL;
        word = (before & ~(1UL << slot)) | (takes << slot);
        _near += (int)takes - (int)((before >> slot) & 1);
        if (place >= _best)
            SetBest(place, quantity);
    }

    private void SetBest(long place, long quantity)
    {
        if (quantity != 0)
            (_best, _isLeft) = (place, false);
        else if (place == _best)
            _isLeft = true;
    }

    /// <summary>Finds the best place where the last one was freed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Settle()
    {
        if (_isLeft)
            FallFrom(_best);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool SetOutside(long place, long quantity)
    {
        if (place is <= -PlaceBound or >= PlaceBound)
            return false;
        Settle();

        // The window may have moved to where the place is.
        if ((ulong)(place - _low) <= (ulong)_mask)
            return Set(place, quantity);
        if (place < _low && _near > 0)
        {
            if (place < _low - Size || _mask == _widestMask || ++_misses < MissesMax)
            {
                _far.Set(place, quantity);
                return true;
            }

            Widen();
            return Set(place, quantity);
        }

        // Better than the window, or the first place of all. There is nothing to free up there.
        if (quantity == 0)
            return true;
        MoveTo(LowFor(place));
        SetNear(place, quantity);
        return true;
    }

    /// <summary>The best place is free: the next one, and a new window if the old one is left behind.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FallFrom(long place)
    {
        _isLeft = false;
        _best = NextNear(place);
        if (_far.Count == 0 || (_best != NoPlace && _best - _low >= Size / 8))
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

    private readonly int Size => _mask + 1;

    /// <summary>A window in which a place stands at three quarters: prices come back more often than they run away.</summary>
    private readonly long LowFor(long place) => Math.Clamp(place - Size / 4 * 3, 1 - PlaceBound, PlaceBound - Size);

    /// <summary>Makes the window reach twice as far down.</summary>
    private void Widen()
    {
        var (quantities, taken, mask) = (_quantities, _taken, _mask);
        var wider = new PriceLadder<TKeeps>(BitOperations.Log2((uint)Size) + 1, BitOperations.Log2((uint)_widestMask + 1));
        (_quantities, _taken, _mask, _misses) = (wider._quantities, wider._taken, wider._mask, 0);
        var high = _low + mask;
        for (var place = _low; place <= high; place++)
        {
            var slot = (int)place & mask;
            if ((taken[slot >> 6] >> slot & 1) == 0)
                continue;
            var moved = (int)place & _mask;
            _taken[moved >> 6] |= 1UL << moved;
            if (TKeeps.Quantities)
                _quantities[moved] = quantities[slot];
        }

        MoveTo(Math.Max(high + 1 - Size, 1 - PlaceBound));
    }

    private void MoveTo(long low)
    {
        if (low > _low)
        {
            // What falls out at the low end goes to the table.
            for (var place = _best; place != NoPlace;)
            {
                var next = NextNear(place);
                if (place < low)
                {
                    var slot = (int)place & _mask;
                    _far.Set(place, NearQuantity(place));
                    if (TKeeps.Quantities)
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

    /// <summary>The highest taken slot from one down to another, -1 for none.</summary>
    private readonly int Highest(int from, int downTo)
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
