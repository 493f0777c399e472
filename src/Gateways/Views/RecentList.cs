namespace Rialto.Gateways.Views;

/// <summary>Something that has a number of its own, higher than all before it.</summary>
internal interface INumbered
{
    /// <summary>1 and up.</summary>
    long Number { get; }
}

/// <summary>The last things that happened, the oldest first; grows at one end and is cut at the other. Owned by the fan-out thread.</summary>
internal class RecentList<T>
    where T : class, INumbered
{
    private T?[] _ring = [];
    private int _first;

    public int Count { get; private set; }

    /// <summary>One by age, 0 is the newest.</summary>
    public T this[int age] => _ring[(_first + Count - 1 - age) & (_ring.Length - 1)]!;

    public void Add(T one)
    {
        if (Count == _ring.Length)
            Grow();
        _ring[(_first + Count++) & (_ring.Length - 1)] = one;
    }

    public void RemoveOldest()
    {
        _ring[_first] = null;
        _first = (_first + 1) & (_ring.Length - 1);
        Count--;
    }

    /// <summary>How many are not older than a number, counted from the newest: the age at which those below it begin.</summary>
    public int AgeBelow(long number)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (this[middle].Number >= number)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Grow()
    {
        var larger = new T?[Math.Max(4, _ring.Length * 2)];
        for (var i = 0; i < Count; i++)
            larger[i] = _ring[(_first + i) & (_ring.Length - 1)];
        (_ring, _first) = (larger, 0);
    }
}
