using System.Numerics;
using System.Runtime.CompilerServices;
using Rialto.Runtime.Collections;
using Rialto.Venue.Tables;

namespace Rialto.Venue.Books;

/// <summary>
/// All levels of all ladders. Levels stand in leaves of 16 neighbouring ticks; a leaf is there while one of its levels has orders. A leaf is found by
/// one look into a table, and the next one below it through words that have a bit for each of 64 neighbours, words of words, and so on: nine heights span all
/// prices there are, and a word is there while it has a bit. So any order at any price costs the same few steps, however far it is from the others.
/// <code>
///   key = ladder (17 bits) | 0 | leaf (46 bits)                     → number of the leaf           levels 16 x number .. 16 x number + 15
///         ladder (17 bits) | 1 | 0 | height (4 bits) | prefix (40)  → word: a bit for each leaf (height 1) or word below (2 to 8)
/// </code>
/// </summary>
internal sealed class Levels
{
    public const int LeafBits = 4;

    private const int LevelsPerLeaf = 1 << LeafBits;
    private const int WordBits = 6;
    private const int LadderShift = 47;
    private const int WordMark = 46;
    private const int HeightShift = 40;
    private const int MaxHeight = 8;
    private const long LeafMask = (1L << WordMark) - 1;

    /// <summary>Leaves for which memory is asked for at once: 256 bytes each, but only those used become real.</summary>
    private const int MaxLeavesAtFirst = 1 << 20;

    private struct Leaf
    {
        /// <summary>Ladder and leaf; -1, which is nobody's, in a free leaf.</summary>
        public long Key;

        /// <summary>A bit for each level with orders.</summary>
        public uint Used;

        public int NextFree;
    }

    private readonly IndexTable _table = new();
    private readonly TableKey _key;
    private LineArray<Level> _levels;
    private LineArray<Leaf> _leaves;
    private int _leavesUsed = 1;
    private int _free;

    /// <param name="maxOrders">No more than this many levels have orders at once.</param>
    /// <param name="key">Of the table.</param>
    public Levels(int maxOrders, TableKey key)
    {
        var leaves = Math.Min(maxOrders, MaxLeavesAtFirst) + 2;
        _levels = new LineArray<Level>(leaves * LevelsPerLeaf);
        _leaves = new LineArray<Leaf>(leaves);
        _leaves[0].Key = -1;
        _key = key;
    }

    public ref Level this[int level]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _levels[level];
    }

    /// <summary>The number of a leaf, made if it is not there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int FindOrAddLeaf(long key)
    {
        var leaf = (int)_table.Find(_key.Mix((ulong)key));
        return leaf != 0 ? leaf : AddLeaf(key);
    }

    /// <summary>The key of the leaf over a ladder's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long LeafKey(long ladder, long place) => ladder << LadderShift | place >> LeafBits;

    /// <summary>True where this number is that leaf's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsLeaf(int leaf, long key) => _leaves[leaf].Key == key;

    /// <summary>The level at a place of its leaf, for an order that is put there at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Enter(int leaf, long place)
    {
        var tick = (int)place & (LevelsPerLeaf - 1);
        _leaves[leaf].Used |= 1u << tick;
        return leaf << LeafBits | tick;
    }

    /// <summary>An order has left a level, which may have been its last.</summary>
    /// <returns>True where that was the leaf's last level: then <see cref="ReleaseLeafOf"/> it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Left(int level, bool isEmpty) =>
        (_leaves[level >> LeafBits].Used &= ~((isEmpty ? 1u : 0u) << (level & (LevelsPerLeaf - 1)))) == 0;

    /// <summary>Gives back a leaf without levels.</summary>
    public void ReleaseLeafOf(int level)
    {
        var leaf = level >> LeafBits;
        var key = _leaves[leaf].Key;
        _table.Remove(_key.Mix((ulong)key), (ulong)leaf);
        ClearBits(key);
        _leaves[leaf].Key = -1;
        _leaves[leaf].NextFree = _free;
        _free = leaf;
    }

    /// <summary>The next level below that has orders; zero is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Below(int level)
    {
        ref var leaf = ref _leaves[level >> LeafBits];
        var used = leaf.Used & ((1u << (level & (LevelsPerLeaf - 1))) - 1);
        return used != 0 ? (level & -LevelsPerLeaf) | BitOperations.Log2(used) : HighestOf(LeafBelow(leaf.Key));
    }

    /// <summary>Where a level stands in its ladder; larger is better.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long PlaceOf(int level) => (_leaves[level >> LeafBits].Key & LeafMask) << LeafBits | (long)(level & (LevelsPerLeaf - 1));

    private int HighestOf(int leaf) => leaf == 0 ? 0 : leaf << LeafBits | BitOperations.Log2(_leaves[leaf].Used);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int AddLeaf(long key)
    {
        var leaf = _free;
        if (leaf != 0)
            _free = _leaves[leaf].NextFree;
        else
        {
            leaf = _leavesUsed++;
            if (leaf == _leaves.Length)
            {
                _leaves.Grow(leaf * 2);
                _levels.Grow(leaf * 2 * LevelsPerLeaf);
            }
        }

        _leaves[leaf].Key = key;
        _table.Add(_key.Mix((ulong)key), (ulong)leaf);
        SetBits(key);
        return leaf;
    }

    /// <summary>The key of the word at a height over a leaf.</summary>
    private static long WordOver(long leafKey, int height) =>
        leafKey & ~LeafMask | 1L << WordMark | (long)height << HeightShift | (leafKey & LeafMask) >> (WordBits * height);

    /// <summary>The bit of a leaf, or of the word over it, in the word at a height.</summary>
    private static int BitAt(long leafKey, int height) => (int)((leafKey & LeafMask) >> (WordBits * (height - 1))) & 63;

    private void SetBits(long leafKey)
    {
        for (var height = 1; height <= MaxHeight; height++)
        {
            var key = _key.Mix((ulong)WordOver(leafKey, height));
            var bit = 1UL << BitAt(leafKey, height);
            ref var word = ref _table.Find(key);
            if (word != 0)
            {
                word |= bit;
                return;
            }

            _table.Add(key, bit);
        }
    }

    private void ClearBits(long leafKey)
    {
        for (var height = 1; height <= MaxHeight; height++)
        {
            var key = _key.Mix((ulong)WordOver(leafKey, height));
            ref var word = ref _table.Find(key);
            var bit = 1UL << BitAt(leafKey, height);
            if (word != bit)
            {
                word &= ~bit;
                return;
            }

            _table.Remove(key, bit);
        }
    }

    /// <summary>The nearest leaf below one; zero is none. Up until a word has a lower bit, then down along the highest.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int LeafBelow(long leafKey)
    {
        for (var height = 1; height <= MaxHeight; height++)
        {
            var word = _table.Find(_key.Mix((ulong)WordOver(leafKey, height))) & ((1UL << BitAt(leafKey, height)) - 1);
            if (word == 0)
                continue;
            var below = (leafKey & LeafMask) >> (WordBits * height) << WordBits | (long)BitOperations.Log2(word);
            while (--height > 0)
            {
                var key = leafKey & ~LeafMask | 1L << WordMark | (long)height << HeightShift | below;
                below = below << WordBits | (long)BitOperations.Log2(_table.Find(_key.Mix((ulong)key)));
            }

            return (int)_table.Find(_key.Mix((ulong)(leafKey & ~LeafMask | below)));
        }

        return 0;
    }
}
