namespace Rialto.Runtime.Collections;

/// <summary>Quantities of the places that a <see cref="PriceLadder{TKeeps}"/> has no slot for: a hash table with open addressing that closes the gap when one leaves. Order is of no meaning here; whoever wants it sorts.</summary>
internal sealed class FarPlaces
{
    // Invariant: a slot is in use if its quantity is not zero; no used slot has an empty one between its home and itself.
    private long[] _places = new long[64];
    private long[] _quantities = new long[64];
    private int _shift = 58;

    public int Count { get; private set; }

    public int Slots => _places.Length;

    public long PlaceAt(int slot) => _places[slot];

    public long QuantityAt(int slot) => _quantities[slot];

    public void Clear()
    {
        if (Count > 0)
            Array.Clear(_quantities);
        Count = 0;
    }

    public long this[long place] => _quantities[Find(place)];

    public void Set(long place, long quantity)
    {
        var slot = Find(place);
        if (quantity == 0)
        {
            if (_quantities[slot] != 0)
                Remove(slot);
            return;
        }

        if (_quantities[slot] == 0)
        {
            // At most half full.
            if (++Count * 2 > _places.Length)
            {
                Grow();
                slot = Find(place);
            }

            _places[slot] = place;
        }

        _quantities[slot] = quantity;
    }

    /// <summary>Takes away the levels at and above a place and gives them to the caller one by one; false where there is none left.</summary>
    public bool TryTakeFrom(long lowest, ref int slot, out long place, out long quantity)
    {
        for (; slot < _places.Length; slot++)
        {
            if (_quantities[slot] == 0 || _places[slot] < lowest)
                continue;
            (place, quantity) = (_places[slot], _quantities[slot]);

            // What moves into the gap is looked at next: the slot stays. What wraps round from the start was looked at and is below.
            Remove(slot);
            return true;
        }

        (place, quantity) = (0, 0);
        return false;
    }

    private int Find(long place)
    {
        var mask = _places.Length - 1;
        var slot = Home(place);
        while (_quantities[slot] != 0 && _places[slot] != place)
            slot = (slot + 1) & mask;
        return slot;
    }

    private int Home(long place) => (int)((ulong)place * 0x9E37_79B9_7F4A_7C15 >> _shift);

    private void Remove(int slot)
    {
        Count--;
        var mask = _places.Length - 1;
        var gap = slot;
        for (var next = (gap + 1) & mask; _quantities[next] != 0; next = (next + 1) & mask)
        {
            // A level may move back into the gap if its home is not between the gap and itself.
            if (((next - Home(_places[next])) & mask) < ((next - gap) & mask))
                continue;
            (_places[gap], _quantities[gap]) = (_places[next], _quantities[next]);
            gap = next;
        }

        _quantities[gap] = 0;
    }

    private void Grow()
    {
        var (places, quantities) = (_places, _quantities);
        _places = new long[places.Length * 2];
        _quantities = new long[places.Length * 2];
        _shift--;
        for (var i = 0; i < places.Length; i++)
        {
            if (quantities[i] == 0)
                continue;
            var slot = Find(places[i]);
            (_places[slot], _quantities[slot]) = (places[i], quantities[i]);
        }
    }
}
