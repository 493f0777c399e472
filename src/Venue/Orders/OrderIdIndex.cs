using System.Runtime.CompilerServices;

namespace Rialto.Venue.Orders;

/// <summary>
/// Order id to order. Open addressing, at most half full, deletion by shifting back. Ids are given out in sequence, and multiples of the golden ratio of
/// consecutive numbers spread as evenly as numbers can: fresh orders hardly ever meet. (Keeping eight consecutive ids on one cache line of the table, tried
/// first, made runs that collided as runs: the AAPL hour took 78 ns a command instead of 67.)
/// </summary>
internal sealed class OrderIdIndex
{
    private struct Entry
    {
        public uint LowId;
        public int Slot;
    }

    private Entry[] _entries = new Entry[1024];
    private int _shift = 22;
    private int _count;

    public void Add(long orderId, int slot)
    {
        if (_count * 2 >= _entries.Length)
            Grow();
        _count++;
        Insert(_entries, _shift, (uint)orderId, slot);
    }

    /// <summary>The next candidate for an id; zero is none. Entries hold the low half of ids only, so the caller compares.</summary>
    public int Find(long orderId, OrderTable orders)
    {
        var entries = _entries;
        var mask = entries.Length - 1;
        for (var i = Home((uint)orderId, _shift); entries[i].Slot != 0; i = (i + 1) & mask)
            if (entries[i].LowId == (uint)orderId && orders[entries[i].Slot].OrderId == orderId)
                return entries[i].Slot;
        return 0;
    }

    public void Remove(long orderId, int slot)
    {
        var entries = _entries;
        var mask = entries.Length - 1;
        var shift = _shift;
        var hole = Home((uint)orderId, shift);
        while (entries[hole].Slot != slot)
            hole = (hole + 1) & mask;
        _count--;
        for (var i = (hole + 1) & mask; entries[i].Slot != 0; i = (i + 1) & mask)
        {
            if (((i - Home(entries[i].LowId, shift)) & mask) < ((i - hole) & mask))
                continue;
            entries[hole] = entries[i];
            hole = i;
        }

        entries[hole] = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Home(uint lowId, int shift) => (int)((lowId * 0x9E3779B1u) >> shift);

    private static void Insert(Entry[] entries, int shift, uint lowId, int slot)
    {
        var mask = entries.Length - 1;
        var i = Home(lowId, shift);
        while (entries[i].Slot != 0)
            i = (i + 1) & mask;
        entries[i] = new Entry { LowId = lowId, Slot = slot };
    }

    private void Grow()
    {
        var larger = new Entry[_entries.Length * 2];
        _shift--;
        foreach (var entry in _entries)
            if (entry.Slot != 0)
                Insert(larger, _shift, entry.LowId, entry.Slot);
        _entries = larger;
    }
}
