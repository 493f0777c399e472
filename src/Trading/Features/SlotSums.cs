using Rialto.Runtime.Memory;

namespace Rialto.Trading.Features;

/// <summary>An exact sum over a window of time that is cut into slots. Only slots in which something happened take room.</summary>
internal sealed class SlotSums(long windowNs)
{
    private readonly SlotWindow _window = new(windowNs);
    private readonly long[] _slots = new long[SlotWindow.SlotsMax];
    private readonly Int128[] _sums = new Int128[SlotWindow.SlotsMax];
    private int _first;
    private int _count;

    /// <summary>The sum over the window that ends at the last time told.</summary>
    public Int128 Sum { get; private set; }

    public void Clear() => (_first, _count, Sum) = (0, 0, 0);

    /// <summary>The window ends at this time now; something is added there, or zero.</summary>
    public void Add(long time, Int128 value)
    {
        var slot = _window.SlotOf(time);
        while (_count > 0 && _slots[_first] <= slot - _window.Slots)
        {
            Sum -= _sums[_first];
            _first = (_first + 1) & (SlotWindow.SlotsMax - 1);
            _count--;
        }

        if (value == 0)
            return;
        Sum += value;
        var last = (_first + _count - 1) & (SlotWindow.SlotsMax - 1);
        if (_count > 0 && _slots[last] == slot)
        {
            _sums[last] += value;
            return;
        }

        // There are fewer than the window's slots, all younger than the one that has just left.
        var next = (_first + _count++) & (SlotWindow.SlotsMax - 1);
        (_slots[next], _sums[next]) = (slot, value);
    }

    /// <summary>Saves or loads the window.</summary>
    public void Keep(FieldArchive state)
    {
        Sum = state.Keep(Sum);
        _count = state.Keep(_count, 0, SlotWindow.SlotsMax);
        _first = state.IsLoading ? 0 : _first;
        for (var i = 0; i < _count; i++)
        {
            var place = (_first + i) & (SlotWindow.SlotsMax - 1);
            _slots[place] = state.Keep(_slots[place]);
            _sums[place] = state.Keep(_sums[place]);
        }
    }
}
