using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rialto.Venue.Orders;

/// <summary>
/// Order id to order. Open addressing, at most half full, deletion by shifting back. Ids are given out in sequence, so eight in a row share a cache line
/// of the table (their low three bits) and only the rest is hashed: a run of new orders writes line after line.
/// </summary>
internal sealed class OrderIdIndex
{
    private struct Entry
    {
        public uint LowId;
        public int Slot;
    }

    private Entry[] _entries = new Entry[1024];
    private int _count;

    public void Add(long orderId, int slot)
    {
        if (_count * 2 >= _entries.Length)
            Grow();
        _count++;
        Insert(_entries, (uint)orderId, slot);
    }

    /// <summary>The next candidate for an id; zero is none. Entries hold the low half of ids only, so the caller compares.</summary>
    public int Find(long orderId, OrderTable orders)
    {
        var entries = _entries;
        var mask = entries.Length - 1;
        for (var i = Home((uint)orderId, mask); entries[i].Slot != 0; i = (i + 1) & mask)
            if (entries[i].LowId == (uint)orderId && orders.Identity(entries[i].Slot).OrderId == orderId)
                return entries[i].Slot;
        return 0;
    }

    public void Remove(long orderId, int slot)
    {
        var entries = _entries;
        var mask = entries.Length - 1;
        var hole = Home((uint)orderId, mask);
        while (entries[hole].Slot != slot)
            hole = (hole + 1) & mask;
        _count--;
        for (var i = (hole + 1) & mask; entries[i].Slot != 0; i = (i + 1) & mask)
        {
            if (((i - Home(entries[i].LowId, mask)) & mask) < ((i - hole) & mask))
                continue;
            entries[hole] = entries[i];
            hole = i;
        }

        entries[hole] = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Home(uint lowId, int mask) =>
        (int)(((BitOperations.RotateLeft((lowId >> 3) * 0x9E3779B1u, 15) << 3) | (lowId & 7)) & (uint)mask);

    private static void Insert(Entry[] entries, uint lowId, int slot)
    {
        var mask = entries.Length - 1;
        var i = Home(lowId, mask);
        while (entries[i].Slot != 0)
            i = (i + 1) & mask;
        entries[i] = new Entry { LowId = lowId, Slot = slot };
    }

    private void Grow()
    {
        var larger = new Entry[_entries.Length * 2];
        foreach (var entry in _entries)
            if (entry.Slot != 0)
                Insert(larger, entry.LowId, entry.Slot);
        _entries = larger;
    }
}
