using Rialto.Runtime.Memory;

namespace Rialto.Trading.Features;

/// <summary>A value as it was some time ago: the last one told up to the end of the slot that lies the lag before now (<see cref="SlotWindow"/>). So it is as old as the lag, or younger by less than a slot.</summary>
internal sealed class LaggedValue(long lagNs)
{
    // The value in force at the window's beginning, and one for each slot since, the one of now among them.
    private const int Capacity = 2 * SlotWindow.SlotsMax;

    private readonly SlotWindow _window = new(lagNs);
    private readonly long[] _slots = new long[Capacity];
    private readonly double[] _values = new double[Capacity];
    private int _first;
    private int _count;

    public void Clear() => (_first, _count) = (0, 0);

    /// <summary>The value from this time on.</summary>
    public void Put(long time, double value)
    {
        var slot = _window.SlotOf(time);
        var last = (_first + _count - 1) & (Capacity - 1);
        if (_count > 0 && _slots[last] == slot)
        {
            _values[last] = value;
            return;
        }

        DropBefore(slot);
        var next = (_first + _count++) & (Capacity - 1);
        (_slots[next], _values[next]) = (slot, value);
    }

    /// <summary>The value of the lag before a time that is not before the last one told; false where none is so old.</summary>
    public bool TryGet(long time, out double value)
    {
        var slot = _window.SlotOf(time);
        DropBefore(slot);
        value = _count > 0 ? _values[_first] : 0;
        return _count > 0 && _slots[_first] <= slot - _window.Slots;
    }

    private void DropBefore(long slot)
    {
        while (_count > 1 && _slots[(_first + 1) & (Capacity - 1)] <= slot - _window.Slots)
        {
            _first = (_first + 1) & (Capacity - 1);
            _count--;
        }
    }

    /// <summary>Saves or loads the values.</summary>
    public void Keep(FieldArchive state)
    {
        _count = state.Keep(_count, 0, Capacity);
        _first = state.IsLoading ? 0 : _first;
        for (var i = 0; i < _count; i++)
        {
            var place = (_first + i) & (Capacity - 1);
            _slots[place] = state.Keep(_slots[place]);
            _values[place] = state.Keep(_values[place]);
        }
    }
}
