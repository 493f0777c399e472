using Rialto.Model.Orders;
using Rialto.Venue.Books;
using Rialto.Venue.Orders;

namespace Rialto.Venue;

/// <summary>A set of live orders to be cancelled one by one in ascending order id. Its memory is used again.</summary>
internal sealed class OrderSelection(OrderTable orders)
{
    private long[] _ids = new long[64];
    private int[] _slots = new int[64];
    private int _count;

    /// <summary>The slots, ascending by order id after <see cref="Sort"/>.</summary>
    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, _count);

    public void Clear() => _count = 0;

    public void Add(int slot)
    {
        if (_count == _ids.Length)
        {
            Array.Resize(ref _ids, _count * 2);
            Array.Resize(ref _slots, _count * 2);
        }

        _ids[_count] = orders[slot].OrderId;
        _slots[_count++] = slot;
    }

    /// <summary>All orders of a book, resting and waiting, of one side or both.</summary>
    public void AddAll(Book book, Side side)
    {
        var ladder = book.Ladder(side);
        for (var level = ladder.Best; level != 0; level = ladder.Worse(level))
            for (var slot = ladder[level].First; slot != 0; slot = orders[slot].Next)
                Add(slot);
        foreach (var stop in book.Stops(side).Items)
            Add(stop.Slot);
    }

    public void Sort() => _ids.AsSpan(0, _count).Sort(_slots.AsSpan(0, _count));
}
