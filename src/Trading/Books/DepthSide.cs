using System.Runtime.CompilerServices;
using Rialto.Model.Orders;
using Rialto.Runtime.Collections;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Books;

/// <summary>One price level as a book shows it, in the listing's units.</summary>
public readonly record struct DepthLevel(long Price, long Quantity);

/// <summary>One side of a book of price levels: a <see cref="PriceLadder{TKeeps}"/> whose places are prices, of asks with the sign turned. Single-threaded; allocates only when far levels grow.</summary>
public sealed class DepthSide
{
    /// <summary>A window has at most 2^bits places unless more is asked for: 512 KiB.</summary>
    public const int WidestBits = 16;

    // A price and what rests there.
    private const int LevelBytes = 16;

    private readonly bool _isBuy;
    private PriceLadder<KeepsQuantities> _ladder;

    /// <summary>Makes an empty side.</summary>
    /// <param name="side">Which.</param>
    /// <param name="windowBits">The window has 2^bits places of one price unit at first, 8 bytes each: 6 to 20.</param>
    /// <param name="widestBits">It has at most 2^bits places, where a market is busy so far from its touch.</param>
    public DepthSide(Side side, int windowBits = 12, int widestBits = WidestBits)
    {
        _isBuy = side == Side.Buy;
        _ladder = new PriceLadder<KeepsQuantities>(windowBits, Math.Max(windowBits, widestBits));
    }

    /// <summary>How many places the window has now.</summary>
    public int WindowSize => _ladder.WindowSize;

    /// <summary>Number of levels.</summary>
    public int Count => _ladder.Count;

    /// <summary>True where there is no level.</summary>
    public bool IsEmpty => _ladder.Best == PriceLadder<KeepsQuantities>.NoPlace;

    /// <summary>Levels that stand outside the window.</summary>
    public int FarCount => _ladder.FarCount;

    /// <summary>The best price; zero where there is none.</summary>
    public long BestPrice => IsEmpty ? 0 : Turn(_ladder.Best);

    /// <summary>What rests at the best price; zero where there is none.</summary>
    public long BestQuantity => _ladder.BestQuantity;

    /// <summary>What rests at a price.</summary>
    public long QuantityAt(long price) => _ladder.QuantityAt(Turn(price));

    /// <summary>Sets what rests at a price; zero removes the level.</summary>
    /// <returns>False where the price is not above -2^62 and below 2^62: nothing has changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Set(long price, long quantity) => _ladder.Set(Turn(price), quantity);

    /// <summary>Sets levels one after the other, as <see cref="Set"/> would. The changes' places are prices, of asks with the sign turned.</summary>
    /// <returns>How many were set: the changes ended there, or the next one has a price that no side has a place for.</returns>
    internal int SetAll<TChanges>(TChanges changes)
        where TChanges : struct, ILadderChanges, allows ref struct => _ladder.SetAll(changes);

    /// <summary>Removes all levels.</summary>
    public void Clear() => _ladder.Clear();

    // So many far levels are found without sorting all of them, which would allocate.
    private const int FarUnsortedMax = 64;

    /// <summary>Writes the best levels, the best first. Looks at the far ones only if the window has too few; allocates only if more than 64 of them are wanted.</summary>
    /// <returns>How many were written.</returns>
    public int CopyBest(Span<DepthLevel> levels)
    {
        var count = 0;
        for (var place = _ladder.Best; place != PriceLadder<KeepsQuantities>.NoPlace && count < levels.Length; place = _ladder.NextNear(place))
            levels[count++] = LevelAt(place);
        if (count == levels.Length || _ladder.FarCount == 0)
            return count;
        if (levels.Length - count <= FarUnsortedMax)
        {
            Span<long> best = stackalloc long[FarUnsortedMax];
            foreach (var place in best[.._ladder.CopyBestFar(best[..(levels.Length - count)])])
                levels[count++] = LevelAt(place);
            return count;
        }

        var far = _ladder.SortFar();
        for (var i = far.Length - 1; i >= 0 && count < levels.Length; i--)
            levels[count++] = LevelAt(far[i]);
        return count;
    }

    private DepthLevel LevelAt(long place) => new(Turn(place), _ladder.QuantityAt(place));

    /// <summary>Price to place and back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Turn(long price) => _isBuy ? price : unchecked(-price);

    /// <summary>Saves or loads its levels, the best first. Where its window stands is not part of it: it follows the prices.</summary>
    internal void Keep(FieldArchive state)
    {
        var count = state.KeepCount(Count, LevelBytes);
        var levels = new DepthLevel[count];
        if (!state.IsLoading)
            CopyBest(levels);
        state.Keep(levels.AsSpan());
        if (!state.IsLoading)
            return;
        Clear();
        foreach (var level in levels)
            state.Require(level.Quantity != 0 && Set(level.Price, level.Quantity));
        state.Require(Count == count);
    }
}
