namespace Rialto.Venue.Books;

/// <summary>Where a heap tells its items their position, so that one can be taken out of the middle.</summary>
internal interface IHeapPositions
{
    void Set(int item, int position);
}

/// <summary>One item of a heap: smallest first key first, then smallest second key.</summary>
internal readonly record struct HeapItem(long First, long Second, int Item, int Slot)
{
    public static bool operator <(HeapItem a, HeapItem b) => a.First != b.First ? a.First < b.First : a.Second < b.Second;

    public static bool operator >(HeapItem a, HeapItem b) => b < a;
}

/// <summary>A binary heap of orders (by extras number) that can lose any of them: expiries and stops.</summary>
internal sealed class OrderHeap<TPositions>(TPositions positions)
    where TPositions : struct, IHeapPositions
{
    private TPositions _positions = positions;
    private HeapItem[] _items = [];

    public int Count { get; private set; }

    /// <summary>The first. There must be one.</summary>
    public HeapItem Top => _items[0];

    /// <summary>All items, in no order.</summary>
    public ReadOnlySpan<HeapItem> Items => _items.AsSpan(0, Count);

    public void Add(HeapItem item)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Math.Max(16, Count * 2));
        Count++;
        Rise(item, Count - 1);
    }

    public void RemoveAt(int position)
    {
        var last = _items[--Count];
        if (position == Count)
            return;
        if (position > 0 && last < _items[(position - 1) / 2])
            Rise(last, position);
        else
            Sink(last, position);
    }

    /// <summary>Changes the first key of one item.</summary>
    public void Rekey(int position, long first)
    {
        var item = _items[position] with { First = first };
        RemoveAt(position);
        Add(item);
    }

    private void Rise(HeapItem item, int position)
    {
        while (position > 0)
        {
            var parent = (position - 1) / 2;
            if (!(item < _items[parent]))
                break;
            Place(_items[parent], position);
            position = parent;
        }

        Place(item, position);
    }

    private void Sink(HeapItem item, int position)
    {
        while (true)
        {
            var child = position * 2 + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && _items[child + 1] < _items[child])
                child++;
            if (!(_items[child] < item))
                break;
            Place(_items[child], position);
            position = child;
        }

        Place(item, position);
    }

    private void Place(HeapItem item, int position)
    {
        _items[position] = item;
        _positions.Set(item.Item, position);
    }
}
