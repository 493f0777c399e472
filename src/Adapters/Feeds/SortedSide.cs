using Rialto.Model.Orders;

namespace Rialto.Adapters.Feeds;

/// <summary>
/// One side of a book by price, the best level last, so that changes at the touch move little. Grows to a bound and then refuses. Single-threaded.
/// </summary>
internal sealed class SortedSide(Side side, int levelsMax)
{
    // Invariant: _levels[0 .. Count) rise by key: price for bids, -price for asks.
    private LevelChange[] _levels = new LevelChange[Math.Min(64, levelsMax)];

    public int Count { get; private set; }

    /// <summary>All levels, the worst first.</summary>
    public ReadOnlySpan<LevelChange> Levels => _levels.AsSpan(0, Count);

    /// <summary>The best level. There must be one.</summary>
    public ref readonly LevelChange Best => ref _levels[Count - 1];

    /// <summary>A level counted from the best, which is 0.</summary>
    public ref readonly LevelChange FromBest(int index) => ref _levels[Count - 1 - index];

    public void Clear() => Count = 0;

    /// <summary>Sets what rests at a price; zero removes it, and removing what is not there is fine.</summary>
    /// <returns>False where there is no room.</returns>
    public bool Set(in LevelChange level)
    {
        var at = Find(level.Price, out var found);
        if (level.Quantity == 0)
        {
            if (found)
            {
                _levels.AsSpan(at + 1, Count - at - 1).CopyTo(_levels.AsSpan(at));
                Count--;
            }

            return true;
        }

        if (found)
        {
            _levels[at] = level;
            return true;
        }

        if (Count == _levels.Length)
        {
            if (Count == levelsMax)
                return false;
            Array.Resize(ref _levels, Math.Min(Count * 2, levelsMax));
        }

        _levels.AsSpan(at, Count - at).CopyTo(_levels.AsSpan(at + 1));
        _levels[at] = level;
        Count++;
        return true;
    }

    /// <summary>What rests at a price; zero is nothing.</summary>
    public long QuantityAt(long price)
    {
        var at = Find(price, out var found);
        return found ? _levels[at].Quantity : 0;
    }

    /// <summary>Takes the worst level away. There must be one.</summary>
    public LevelChange RemoveWorst()
    {
        var worst = _levels[0];
        Count--;
        _levels.AsSpan(1, Count).CopyTo(_levels);
        return worst;
    }

    private int Find(long price, out bool found)
    {
        var key = side == Side.Buy ? price : -price;
        int low = 0, high = Count;
        // Most changes are near the touch: a few steps back from the best before halving the rest.
        for (var step = 4; low < high && step < Count; step *= 4)
        {
            var probe = Count - step;
            if (KeyOf(probe) <= key)
            {
                low = probe;
                break;
            }

            high = probe;
        }

        while (low < high)
        {
            var middle = (int)((uint)(low + high) >> 1);
            if (KeyOf(middle) < key)
                low = middle + 1;
            else
                high = middle;
        }

        found = low < Count && _levels[low].Price == price;
        return low;
    }

    private long KeyOf(int index) => side == Side.Buy ? _levels[index].Price : -_levels[index].Price;
}
