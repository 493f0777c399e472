using System.Runtime.CompilerServices;

namespace Rialto.Venue.Tables;

/// <summary>One owner's live orders, in no order: a cancelled one is replaced by the last.</summary>
internal struct OwnerOrders
{
    public int Owner;
    public int Count;
    public int[] Slots;
}

/// <summary>Every owner that ever had an order. Owner number to a small index by open addressing; never shrinks.</summary>
internal sealed class Owners
{
    private struct Entry
    {
        public int Owner;

        /// <summary>Zero: the place is empty.</summary>
        public int Index;
    }

    private Entry[] _table = new Entry[256];
    private OwnerOrders[] _owners = new OwnerOrders[64];
    private int _count = 1;

    public ref OwnerOrders this[int index] => ref _owners[index];

    /// <summary>The owner's index; zero where it never had an order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int owner)
    {
        var table = _table;
        for (var i = Home(owner, table.Length - 1); ; i = (i + 1) & (table.Length - 1))
        {
            ref var entry = ref table[i];
            if (entry.Owner == owner || entry.Index == 0)
                return entry.Index;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindOrAdd(int owner)
    {
        var index = Find(owner);
        return index != 0 ? index : Add(owner);
    }

    private static int Home(int owner, int mask) => (int)(((uint)owner * 0x9E3779B1u) >> 7) & mask;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Add(int owner)
    {
        if (_count == _owners.Length)
            Array.Resize(ref _owners, _count * 2);
        if (_count * 2 >= _table.Length)
        {
            _table = new Entry[_table.Length * 2];
            for (var i = 1; i < _count; i++)
                Insert(i);
        }

        _owners[_count] = new OwnerOrders { Owner = owner, Slots = new int[4] };
        Insert(_count);
        return _count++;
    }

    private void Insert(int index)
    {
        var mask = _table.Length - 1;
        var i = Home(_owners[index].Owner, mask);
        while (_table[i].Index != 0)
            i = (i + 1) & mask;
        _table[i] = new Entry { Owner = _owners[index].Owner, Index = index };
    }
}
