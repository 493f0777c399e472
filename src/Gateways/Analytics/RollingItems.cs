namespace Rialto.Gateways.Analytics;

/// <summary>
/// The newest items, at most <c>limit</c> of them, in an array that doubles until it is there: what has never happened costs nothing, and after that nothing is allocated. Owned by one thread.
/// </summary>
internal sealed class RollingItems<T>(int limit) where T : struct
{
    private T[] _items = [];
    private int _next;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>True once an item has made room for another.</summary>
    public bool HasForgotten { get; private set; }

    /// <summary>An item by age, 0 is the newest.</summary>
    public ref T this[int age]
    {
        get
        {
            var at = _next - 1 - age;
            return ref _items[at < 0 ? at + _items.Length : at];
        }
    }

    /// <summary>A new newest item, to be filled; it still holds what was there before.</summary>
    public ref T Add()
    {
        if (Count == _items.Length && _items.Length < limit)
        {
            // Not yet at the limit the array has never wrapped, so growing keeps the order.
            Array.Resize(ref _items, Math.Min(limit, Math.Max(16, _items.Length * 2)));
            _next = Count;
        }

        ref var item = ref _items[_next];
        _next = _next + 1 == _items.Length ? 0 : _next + 1;
        if (Count < _items.Length)
            Count++;
        else
            HasForgotten = true;
        return ref item;
    }

    /// <summary>Says that older items were there once, where they were forgotten before this memory began.</summary>
    public void MarkForgotten() => HasForgotten = true;
}
