using System.Runtime.CompilerServices;
using Rialto.Model.Units;

namespace Rialto.Venue.Orders;

/// <summary>
/// (Owner, client order id) to order. Open addressing, at most half full, deletion by shifting back; an entry is 8 bytes, so the table stays small
/// (a table of 2^20 entries costs twice the time of one of 2^14). The same for remembered orders: what a slot holds is the caller's.
/// </summary>
internal sealed class ClientOrderIdIndex
{
    /// <summary>One entry: hash and slot; slot zero is empty.</summary>
    private struct Entry
    {
        public uint Hash;
        public int Slot;
    }

    private Entry[] _entries = new Entry[1024];
    private int _count;

    /// <summary>The same on every machine and in every run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint HashOf(int owner, in Text36 text)
    {
        var hash = Mix(text.Word0 ^ (uint)owner, 0x9E3779B97F4A7C15 ^ text.Word1);
        if ((text.Word2 | text.Word3 | text.Word4) != 0)
            hash = Mix(hash ^ text.Word2, 0xC2B2AE3D27D4EB4F ^ text.Word3) ^ Mix(hash ^ text.Word4, 0x165667B19E3779F9);
        return (uint)(hash ^ (hash >> 32));
    }

    /// <summary>Looks for a hash, starting a search at the first candidate.</summary>
    /// <param name="hash">The hash of the key.</param>
    /// <param name="position">Where the search stands; hand it to <see cref="Next"/>.</param>
    /// <returns>The slot of the first entry of this hash; zero is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(uint hash, out int position)
    {
        position = (int)hash & (_entries.Length - 1);
        return From(hash, ref position);
    }

    /// <summary>The next entry of this hash, where the caller found that the one before was another key.</summary>
    public int Next(uint hash, ref int position)
    {
        position = (position + 1) & (_entries.Length - 1);
        return From(hash, ref position);
    }

    public void Add(uint hash, int slot)
    {
        if (_count * 2 >= _entries.Length)
            Grow();
        _count++;
        Insert(_entries, hash, slot);
    }

    public void Remove(uint hash, int slot)
    {
        var entries = _entries;
        var mask = entries.Length - 1;
        var hole = (int)hash & mask;
        while (entries[hole].Slot != slot)
            hole = (hole + 1) & mask;
        _count--;
        for (var i = (hole + 1) & mask; entries[i].Slot != 0; i = (i + 1) & mask)
        {
            if (((i - (int)entries[i].Hash) & mask) < ((i - hole) & mask))
                continue;
            entries[hole] = entries[i];
            hole = i;
        }

        entries[hole] = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }

    private static void Insert(Entry[] entries, uint hash, int slot)
    {
        var mask = entries.Length - 1;
        var i = (int)hash & mask;
        while (entries[i].Slot != 0)
            i = (i + 1) & mask;
        entries[i] = new Entry { Hash = hash, Slot = slot };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int From(uint hash, ref int position)
    {
        var entries = _entries;
        var mask = entries.Length - 1;
        for (; ; position = (position + 1) & mask)
        {
            ref var entry = ref entries[position];
            if (entry.Slot == 0 || entry.Hash == hash)
                return entry.Slot;
        }
    }

    private void Grow()
    {
        var larger = new Entry[_entries.Length * 2];
        foreach (var entry in _entries)
            if (entry.Slot != 0)
                Insert(larger, entry.Hash, entry.Slot);
        _entries = larger;
    }
}
