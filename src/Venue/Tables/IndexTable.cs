using System.Runtime.CompilerServices;

namespace Rialto.Venue.Tables;

/// <summary>
/// Mixed keys to numbers that are not zero: open addressing, at most half full, deletion by shifting back. A key may stand there more than once, and the
/// table is never walked, so where things stand decides nothing. A full table is followed by one of twice the size, and each later addition moves a few
/// entries over: no command ever pays for moving them all.
/// </summary>
internal sealed class IndexTable
{
    /// <summary>Entries moved, or places found empty, at each addition: the move is over long before the next one begins.</summary>
    private const int MovesPerAddition = 8;

    private struct Entry
    {
        public ulong Key;

        /// <summary>Zero: the place is empty.</summary>
        public ulong Value;
    }

    private Entry[] _entries = new Entry[1024];
    private int _shift = 64 - 10;
    private int _count;

    // The table before this one, while it is moved over. Places below _moved are empty.
    private Entry[] _older = [];
    private int _olderShift;
    private int _olderCount;
    private int _moved;
    private ulong _none;

    /// <summary>Entries in it.</summary>
    public int Count => _count + _olderCount;

    /// <summary>
    /// The value of a key; zero is none, and then nothing may be written to it. The reference is good until the next addition or removal. Of a key that
    /// stands there more than once, the first; go on with <see cref="Next"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong Find(ulong key)
    {
        var entries = _entries;
        for (var i = (int)(key >> _shift); ; i = (i + 1) & (entries.Length - 1))
        {
            ref var entry = ref entries[i];
            if (entry.Value == 0)
                return ref _olderCount == 0 ? ref entry.Value : ref FindOlder(key);
            if (entry.Key == key)
                return ref entry.Value;
        }
    }

    /// <summary>The next value of a key after one that was found and is not the one that is looked for; zero is none. Values of a key are distinct.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ulong Next(ulong key, ulong after)
    {
        var passed = false;
        for (var i = Home(key, _shift); _entries[i].Value != 0; i = (i + 1) & (_entries.Length - 1))
            if (_entries[i].Key == key && IsAfter(_entries[i].Value))
                return _entries[i].Value;
        for (var i = Home(key, _olderShift); _olderCount != 0 && _older[i].Value != 0; i = (i + 1) & (_older.Length - 1))
            if (_older[i].Key == key && IsAfter(_older[i].Value))
                return _older[i].Value;
        return 0;

        bool IsAfter(ulong value)
        {
            var isAfter = passed;
            passed |= value == after;
            return isAfter;
        }
    }

    /// <summary>Adds a value, not zero.</summary>
    public void Add(ulong key, ulong value)
    {
        if (_count * 2 >= _entries.Length)
            Double();
        if (_olderCount != 0)
            MoveSome();
        _count++;
        Insert(key, value);
    }

    /// <summary>Removes a value that is there.</summary>
    public void Remove(ulong key, ulong value)
    {
        if (TryRemove(_entries, _shift, key, value))
        {
            _count--;
            return;
        }

        TryRemove(_older, _olderShift, key, value);
        _olderCount--;
    }

    private static int Home(ulong key, int shift) => (int)(key >> shift);

    private static bool TryRemove(Entry[] entries, int shift, ulong key, ulong value)
    {
        var mask = entries.Length - 1;
        var i = Home(key, shift);
        while (entries[i].Key != key || entries[i].Value != value)
        {
            if (entries[i].Value == 0)
                return false;
            i = (i + 1) & mask;
        }

        Empty(entries, shift, i);
        return true;
    }

    /// <summary>Empties a place and moves those behind it back that may stand there.</summary>
    private static void Empty(Entry[] entries, int shift, int hole)
    {
        var mask = entries.Length - 1;
        for (var i = (hole + 1) & mask; entries[i].Value != 0; i = (i + 1) & mask)
        {
            if (((i - Home(entries[i].Key, shift)) & mask) < ((i - hole) & mask))
                continue;
            entries[hole] = entries[i];
            hole = i;
        }

        entries[hole] = default;
    }

    private void Insert(ulong key, ulong value)
    {
        var entries = _entries;
        var i = Home(key, _shift);
        while (entries[i].Value != 0)
            i = (i + 1) & (entries.Length - 1);
        entries[i] = new Entry { Key = key, Value = value };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref ulong FindOlder(ulong key)
    {
        for (var i = Home(key, _olderShift); _older[i].Value != 0; i = (i + 1) & (_older.Length - 1))
            if (_older[i].Key == key)
                return ref _older[i].Value;
        return ref _none;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Double()
    {
        while (_olderCount != 0)
            MoveSome();
        (_older, _olderShift, _olderCount, _moved) = (_entries, _shift, _count, 0);
        _entries = new Entry[_older.Length * 2];
        _shift--;
        _count = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MoveSome()
    {
        for (var step = 0; step < MovesPerAddition && _olderCount != 0; step++)
        {
            var entry = _older[_moved];
            if (entry.Value == 0)
            {
                _moved++;
                continue;
            }

            // What moves back into this place is moved over in the next step.
            Empty(_older, _olderShift, _moved);
            Insert(entry.Key, entry.Value);
            _olderCount--;
            _count++;
        }

        if (_olderCount == 0)
            _older = [];
    }
}
