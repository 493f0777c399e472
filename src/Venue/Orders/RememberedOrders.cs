using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Tables;

namespace Rialto.Venue.Orders;

/// <summary>An idempotent order that has ended.</summary>
internal struct RememberedOrder
{
    public int Owner;
    public Text36 ClientOrderId;
    public Fingerprint Fingerprint;
    public long OrderId;
    public long Total;
    public long Traded;
    public CancelReason Reason;

    internal int Older;
    internal int Newer;
}

/// <summary>The last so many ends of idempotent orders, for resends (matching.md, section 11): a list by age in slots that are used again, and an index.</summary>
internal sealed class RememberedOrders(int capacity, TableKey key)
{
    private readonly IndexTable _index = new();
    private RememberedOrder[] _orders = new RememberedOrder[16];
    private int _count;
    private int _oldest;
    private int _newest;

    public int Count => _count;

    /// <summary>The oldest; zero is none. Go on with <see cref="RememberedOrder.Newer"/>.</summary>
    public int Oldest => _oldest;

    public ref RememberedOrder this[int slot] => ref _orders[slot];

    /// <summary>The remembered order of this owner with this id; zero is none.</summary>
    public int Find(int owner, in Text36 clientOrderId)
    {
        if (_count == 0)
            return 0;
        var name = key.Mix(owner, clientOrderId);
        var slot = (int)_index.Find(name);
        while (slot != 0 && !(_orders[slot].Owner == owner && _orders[slot].ClientOrderId == clientOrderId))
            slot = (int)_index.Next(name, (ulong)slot);
        return slot;
    }

    /// <summary>Adds one of a saved state.</summary>
    /// <returns>False where there is no room, or it is there already.</returns>
    public bool TryRestore(in RememberedOrder order)
    {
        if (_count >= capacity || Find(order.Owner, order.ClientOrderId) != 0)
            return false;
        Add(order);
        return true;
    }

    public void Add(in RememberedOrder order)
    {
        if (capacity == 0)
            return;
        var slot = Find(order.Owner, order.ClientOrderId);
        if (slot == 0 && _count == capacity)
            slot = _oldest;
        if (slot != 0)
            Forget(slot);
        else
            slot = _count + 1;
        if (slot == _orders.Length)
            Array.Resize(ref _orders, slot * 2);
        _orders[slot] = order;
        _orders[slot].Older = _newest;
        _orders[slot].Newer = 0;
        if (_newest != 0)
            _orders[_newest].Newer = slot;
        else
            _oldest = slot;
        _newest = slot;
        _count++;
        _index.Add(key.Mix(order.Owner, order.ClientOrderId), (ulong)slot);
    }

    private void Forget(int slot)
    {
        ref var order = ref _orders[slot];
        _index.Remove(key.Mix(order.Owner, order.ClientOrderId), (ulong)slot);
        if (order.Older != 0)
            _orders[order.Older].Newer = order.Newer;
        else
            _oldest = order.Newer;
        if (order.Newer != 0)
            _orders[order.Newer].Older = order.Older;
        else
            _newest = order.Older;
        _count--;
    }
}
