using System.Numerics;
using System.Runtime.CompilerServices;
using Rialto.Runtime.Collections;
using Rialto.Venue.Orders;

namespace Rialto.Venue.Tables;

/// <summary>
/// Order id to slot. Ids are given out one after the other, so the last so many of them have a place each in an array that is gone round again and again, and
/// neighbours in time are neighbours in memory. An order that is still there when its place comes up again moves to a table of the old.
/// <code>
///   id modulo places → slot     four places for each order that may be live; a place holds the slot of a live order or zero
/// </code>
/// </summary>
internal sealed class OrderIds
{
    private const int MaxPlaces = 1 << 26;

    private readonly LineArray<int> _recent;
    private readonly long _mask;
    private readonly IndexTable _old = new();
    private readonly TableKey _key;

    public OrderIds(int maxOrders, TableKey key)
    {
        var places = (int)Math.Min(MaxPlaces, BitOperations.RoundUpToPowerOf2(4UL * (uint)Math.Max(256, maxOrders)));
        _recent = new LineArray<int>(places);
        _mask = places - 1;
        _key = key;
    }

    /// <summary>The slot of the live order with this id, not zero; zero is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(long orderId, OrderTable orders)
    {
        var slot = _recent[(int)(orderId & _mask)];
        return orders[slot].OrderId == orderId ? slot : _old.Count == 0 ? 0 : (int)_old.Find(_key.Mix((ulong)orderId));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long orderId, int slot, OrderTable orders)
    {
        ref var place = ref _recent[(int)(orderId & _mask)];
        if (place != 0)
            MakeOld(orders[place].OrderId, place);
        place = slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(long orderId, int slot)
    {
        ref var place = ref _recent[(int)(orderId & _mask)];
        if (place == slot)
            place = 0;
        else
            _old.Remove(_key.Mix((ulong)orderId), (ulong)slot);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeOld(long orderId, int slot) => _old.Add(_key.Mix((ulong)orderId), (ulong)slot);
}
