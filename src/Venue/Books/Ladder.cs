using System.Numerics;
using System.Runtime.CompilerServices;
using Rialto.Runtime.Collections;

namespace Rialto.Venue.Books;

/// <summary>
/// The levels of one side, linked from best to worst. A level is found by price through a window of ticks near the best price; what lies beyond it is in
/// <see cref="FarLevels"/>. Prices become keys so that on both sides larger is better: ticks for bids, minus ticks for asks.
/// <code>
///  key   floor ................................ floor + window        (window: 64 to 4096 ticks, as needed)
///  _near  level number per tick, 0 = none
///  _words a bit per tick  → _summary a bit per word: the next better level is two bit scans away
/// </code>
/// Invariants: the best level is in the window; every far level is worse than the window's floor.
/// docs/decisions/0001-price-levels.md tells what else was tried.
/// </summary>
internal sealed class Ladder(bool isBuy)
{
    private const int SmallestWindow = 64;
    private const int LargestWindow = 4096;

    private LineArray<Level> _levels = new(16);
    private readonly FarLevels _far = new();
    private FixedDivisor _tick = new(1);
    private int[] _near = [];
    private ulong[] _words = [];
    private ulong _summary;
    private long _floor;
    private int _used = 1;
    private int _free;

    /// <summary>The best level; zero is none.</summary>
    public int Best { get; private set; }

    public bool IsEmpty => Best == 0;

    /// <summary>Price of the best level. There must be one.</summary>
    public long BestPrice => _levels[Best].Price;

    public ref Level this[int level]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _levels[level];
    }

    /// <summary>Prices are multiples of this. The ladder must be empty.</summary>
    public void SetTick(FixedDivisor tick)
    {
        _tick = tick;
        if (_near.Length != 0)
            return;
        _near = new int[SmallestWindow];
        _words = new ulong[SmallestWindow / 64];
    }

    /// <summary>The level of a price; zero is none.</summary>
    public int Find(long price)
    {
        var key = KeyOf(price);
        var offset = key - _floor;
        return (ulong)offset < (ulong)_near.Length ? _near[offset] : _far.Find(key);
    }

    /// <summary>The level of a price, made if there is none; a new one must be given an order at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindOrAdd(long price)
    {
        var key = KeyOf(price);
        var offset = key - _floor;
        var near = _near;
        if ((ulong)offset >= (ulong)near.Length)
            return FindOrAddBeyond(key, price);
        var level = near[offset];
        return level != 0 ? level : AddNear((int)offset, price);
    }

    /// <summary>Takes out a level that has no orders.</summary>
    public void Remove(int level)
    {
        ref var gone = ref _levels[level];
        var (better, worse) = (gone.Better, gone.Worse);
        if (better != 0)
            _levels[better].Worse = worse;
        else
            Best = worse;
        if (worse != 0)
            _levels[worse].Better = better;

        var key = KeyOf(gone.Price);
        var offset = key - _floor;
        if ((ulong)offset < (ulong)_near.Length)
            ClearNear((int)offset);
        else
            _far.Remove(key);
        gone.Worse = _free;
        _free = level;
        if (_summary == 0 && Best != 0)
            MoveWindow(KeyOf(_levels[Best].Price), _near.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long KeyOf(long price)
    {
        var tick = _tick.Divide(price);
        return isBuy ? tick : -tick;
    }

    private int AddNear(int offset, long price)
    {
        var level = NewLevel(price);
        var better = NextBetter(offset);
        var worse = better != 0 ? _levels[better].Worse : Best;
        SetNear(offset, level);
        Link(level, better, worse);
        return level;
    }

    /// <summary>The nearest level above an offset; zero where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int NextBetter(int offset)
    {
        var word = offset >> 6;
        var bits = _words[word] & (ulong.MaxValue << 1 << (offset & 63));
        if (bits == 0)
        {
            var words = _summary & (ulong.MaxValue << 1 << word);
            if (words == 0)
                return 0;
            word = BitOperations.TrailingZeroCount(words);
            bits = _words[word];
        }

        return _near[(word << 6) | BitOperations.TrailingZeroCount(bits)];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetNear(int offset, int level)
    {
        _near[offset] = level;
        _words[offset >> 6] |= 1UL << (offset & 63);
        _summary |= 1UL << (offset >> 6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ClearNear(int offset)
    {
        _near[offset] = 0;
        if ((_words[offset >> 6] &= ~(1UL << (offset & 63))) == 0)
            _summary &= ~(1UL << (offset >> 6));
    }

    private void Link(int level, int better, int worse)
    {
        ref var added = ref _levels[level];
        added.Better = better;
        added.Worse = worse;
        if (better != 0)
            _levels[better].Worse = level;
        else
            Best = level;
        if (worse != 0)
            _levels[worse].Better = level;
    }

    private int NewLevel(long price)
    {
        var level = _free;
        if (level != 0)
            _free = _levels[level].Worse;
        else
        {
            level = _used++;
            if (level == _levels.Length)
                _levels.Grow(level * 2);
        }

        _levels[level] = new Level { Price = price };
        return level;
    }

    /// <summary>A price outside the window: better ones and those not far below the best move the window, the rest are far.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindOrAddBeyond(long key, long price)
    {
        if (Best == 0)
        {
            MoveWindow(key, _near.Length);
            return AddNear((int)(key - _floor), price);
        }

        var best = KeyOf(_levels[Best].Price);
        if (key > best || CanReach(best, key))
        {
            var top = Math.Max(best, key);
            MoveWindow(top, WindowFor(best, top - key));
            return FindOrAdd(price);
        }

        var level = _far.Find(key);
        if (level != 0)
            return level;
        level = NewLevel(price);
        var better = _far.NextAbove(key);
        if (better == 0)
            better = _near[LowestNear()];
        Link(level, better, _levels[better].Worse);
        _far.Add(key, level);
        return level;
    }

    /// <summary>How far below the best price a window reaches; a quarter is left for better prices to come.</summary>
    private static int ReachOf(int window) => window - window / 4;

    /// <summary>
    /// True where a worse price is near enough, and the window can grow or the best price has left its upper half: so the window moves only after
    /// the market has moved by a quarter of it, and not at every order at its edge.
    /// </summary>
    private bool CanReach(long best, long key) =>
        best - key < ReachOf(LargestWindow) && (_near.Length < LargestWindow || best - _floor < LargestWindow / 2);

    private int WindowFor(long best, long distance)
    {
        var window = _near.Length;
        if (window < LargestWindow && distance != 0 && best - _floor >= window / 2)
            window *= 2;
        while (distance >= ReachOf(window))
            window *= 2;
        return window;
    }

    private int LowestNear()
    {
        var word = BitOperations.TrailingZeroCount(_summary);
        return (word << 6) | BitOperations.TrailingZeroCount(_words[word]);
    }

    /// <summary>Puts the window so that <paramref name="top"/> lies three quarters up, and sorts the levels into near and far anew. Costs a walk over the near levels of before and after.</summary>
    private void MoveWindow(long top, int window)
    {
        var (oldFloor, oldWindow) = (_floor, _near.Length);
        for (var words = _summary; words != 0; words &= words - 1)
        {
            var word = BitOperations.TrailingZeroCount(words);
            Array.Clear(_near, word << 6, 64);
            _words[word] = 0;
        }

        _summary = 0;
        _floor = top - ReachOf(window) + 1;
        if (window != oldWindow)
        {
            _near = new int[window];
            _words = new ulong[window / 64];
        }

        for (var level = Best; level != 0; level = _levels[level].Worse)
        {
            var key = KeyOf(_levels[level].Price);
            var wasNear = (ulong)(key - oldFloor) < (ulong)oldWindow;
            if (key >= _floor)
            {
                if (!wasNear)
                    _far.Remove(key);
                SetNear((int)(key - _floor), level);
            }
            else if (wasNear)
                _far.Add(key, level);
            else
                return;
        }
    }
}
