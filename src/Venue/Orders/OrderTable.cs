using System.Runtime.CompilerServices;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Collections;
using Rialto.Venue.Accounts;
using Rialto.Venue.Tables;

namespace Rialto.Venue.Orders;

/// <summary>
/// All live orders of the exchange, in slots that are used again (last freed first, so that a slot is still in the cache), and the three ways to find
/// them: by order id, by owner and client order id, by owner. Slot zero is none.
/// <code>
/// slot → Order (64 bytes: matching) | OrderIdentity (64 bytes: names) | OrderLinks (16 bytes) | maybe Cover (16 bytes) | maybe OrderExtras (96 bytes, own slots)
/// </code>
/// Memory for all slots is asked for at the start and becomes real as it is used, so nothing is ever copied, up to a million orders; beyond, it doubles.
/// </summary>
internal sealed class OrderTable
{
    private const int MaxSlotsAtFirst = 1 << 20;

    private readonly IndexTable _names = new();
    private readonly OrderIds _ids;
    private readonly Owners _owners = new();
    private readonly TableKey _key;
    private readonly AccountTable _accounts;
    private LineArray<Order> _orders;
    private LineArray<OrderIdentity> _identities;
    private LineArray<OrderLinks> _links;
    private LineArray<int> _freeSlots;
    private LineArray<Cover> _covers;
    private OrderExtras[] _extras = new OrderExtras[16];
    private int _used = 1;
    private int _free;
    private int _extrasUsed = 1;
    private int _freeExtras;

    public OrderTable(int maxOrders, TableKey key, AccountTable accounts)
    {
        _accounts = accounts;
        var slots = Math.Min(maxOrders, MaxSlotsAtFirst) + 2;
        _orders = new LineArray<Order>(slots);
        _identities = new LineArray<OrderIdentity>(slots);
        _links = new LineArray<OrderLinks>(slots);
        _freeSlots = new LineArray<int>(slots);
        _covers = new LineArray<Cover>(slots);
        _ids = new OrderIds(maxOrders, key);
        _key = key;
    }

    /// <summary>Live orders.</summary>
    public int Count { get; private set; }

    public ref Order this[int slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _orders[slot];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref OrderIdentity Identity(int slot) => ref _identities[slot];

    /// <summary>The cover of an order of a settled instrument; slot zero's is that of the one acting order without a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Cover Cover(int slot) => ref _covers[slot];

    /// <summary>An order's group: its own, or its account's, or the owner alone.</summary>
    public int GroupOf(int slot)
    {
        var group = _identities[slot].Group;
        return group != 0 ? group : _accounts.GroupOf(_orders[slot].Owner);
    }

    /// <summary>The same of a command.</summary>
    public int GroupOf(in Command command) => command.Group.Value != 0 ? command.Group.Value : _accounts.GroupOf(command.Owner.Value);

    /// <summary>The extras of an order that has some. The reference is good until the next call of <see cref="EnsureExtras"/>.</summary>
    public ref OrderExtras Extras(int slot) => ref _extras[_orders[slot].Extras];

    /// <summary>By extras number, as heaps keep them.</summary>
    public ref OrderExtras ExtrasAt(int extras) => ref _extras[extras];

    /// <summary>The live order with this id, not zero; zero is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(long orderId) => _ids.Find(orderId, this);

    /// <summary>What <see cref="Add(in Command, long, ulong)"/> and <see cref="Find(int, in Text36, ulong)"/> want to know of a name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NameKeyOf(int owner, in Text36 clientOrderId) => _key.Mix(owner, clientOrderId);

    /// <summary>The live order of this owner with this client order id; zero is none.</summary>
    public int Find(int owner, in Text36 clientOrderId) => Find(owner, clientOrderId, NameKeyOf(owner, clientOrderId));

    /// <summary>The same, the name's key being known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int owner, in Text36 clientOrderId, ulong nameKey)
    {
        var slot = (int)_names.Find(nameKey);
        while (slot != 0 && !(_orders[slot].Owner == owner && _identities[slot].ClientOrderId == clientOrderId))
            slot = (int)_names.Next(nameKey, (ulong)slot);
        return slot;
    }

    /// <summary>Slots of the owner's live orders, in no order. Good until an order comes or goes.</summary>
    public ReadOnlySpan<int> OfOwner(int owner)
    {
        ref var orders = ref _owners[_owners.Find(owner)];
        return orders.Slots.AsSpan(0, orders.Count);
    }

    /// <summary>Takes a slot for a new order and enters it in the indexes. Place, price and quantities are the caller's to set.</summary>
    public int Add(in Command command, long orderId, ulong nameKey)
    {
        Add(command, orderId, nameKey, Place.Acting, 0, out var slot);
        return slot;
    }

    /// <summary>The same, with the order, where it is put and when.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Order Add(in Command command, long orderId, ulong nameKey, Place place, long placed, out int slot)
    {
        slot = _freeSlots[_free];
        if (slot != 0)
            _free--;
        else
            slot = NewSlot();
        var next = _freeSlots[_free];
        _orders.Prefetch(next);
        _identities.Prefetch(next);
        ref var order = ref _orders[slot];
        Count++;
        _ids.Add(orderId, slot, this);

        ref var identity = ref _identities[slot];
        identity.Placed = placed;
        identity.Total = command.Quantity.Units;
        identity.ClientOrderId = command.Text;
        identity.Session = command.Session.Value;
        identity.Group = command.Group.Value;
        identity.Terms = command.Terms;

        var marks = command.Terms.Idempotent ? OrderMarks.Idempotent : OrderMarks.None;
        if (!command.Text.IsEmpty)
        {
            marks |= OrderMarks.Named;
            _names.Add(nameKey, (ulong)slot);
        }

        order.OrderId = orderId;
        order.Owner = command.Owner.Value;
        order.Instrument = (ushort)command.Instrument.Value;
        order.Side = command.Side;
        order.Extras = 0;
        order.Traded = 0;
        order.SetPlaceAndMarks(place, marks);
        JoinOwner(slot, command.Owner.Value, nameKey);
        return ref order;
    }

    /// <summary>Takes an order out of the indexes and frees its slot; what the slot held can be read until the next order is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(int slot, ref Order order)
    {
        _ids.Remove(order.OrderId, slot);
        LeaveOwner(slot);
        if ((order.Marks & OrderMarks.Named) != 0)
            _names.Remove(_links[slot].NameKey, (ulong)slot);
        if (order.Extras != 0)
            FreeExtras(order.Extras);
        _freeSlots[++_free] = slot;
        Count--;
    }

    /// <summary>Gives an order another client order id.</summary>
    public void Rename(int slot, in Text36 clientOrderId)
    {
        ref var order = ref _orders[slot];
        if ((order.Marks & OrderMarks.Named) != 0)
            _names.Remove(_links[slot].NameKey, (ulong)slot);
        var key = NameKeyOf(order.Owner, clientOrderId);
        order.Marks |= OrderMarks.Named;
        _identities[slot].ClientOrderId = clientOrderId;
        _links[slot].NameKey = key;
        _names.Add(key, (ulong)slot);
    }

    /// <summary>
    /// The order's extras, made if it has none. They must be there before its price or total first differ from what was asked: making them copies both.
    /// </summary>
    public ref OrderExtras EnsureExtras(int slot)
    {
        ref var order = ref _orders[slot];
        if (order.Extras == 0)
        {
            var extras = _freeExtras;
            if (extras != 0)
                _freeExtras = _extras[extras].NextFree;
            else
            {
                extras = _extrasUsed++;
                if (extras == _extras.Length)
                    Array.Resize(ref _extras, extras * 2);
            }

            order.Extras = extras;
            _extras[extras] = new OrderExtras { AskedPrice = order.Price, AskedQuantity = _identities[slot].Total };
        }

        return ref _extras[order.Extras];
    }

    /// <summary>The fingerprint of the command that entered the order.</summary>
    public Fingerprint FingerprintOf(int slot)
    {
        ref var order = ref _orders[slot];
        ref var identity = ref _identities[slot];
        if (order.Extras == 0)
            return new Fingerprint(order.Instrument, order.Side, identity.Terms.Bits, identity.Group, order.Price, identity.Total, 0, 0, 0);
        ref var extras = ref _extras[order.Extras];
        return new Fingerprint(
            order.Instrument, order.Side, identity.Terms.Bits, identity.Group, extras.AskedPrice, extras.AskedQuantity,
            extras.AskedDisplay, extras.AskedTrigger, extras.AskedExpireTime);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int NewSlot()
    {
        var slot = _used++;
        if (slot == _orders.Length)
        {
            _orders.Grow(slot * 2);
            _identities.Grow(slot * 2);
            _links.Grow(slot * 2);
            _freeSlots.Grow(slot * 2);
            _covers.Grow(slot * 2);
        }

        return slot;
    }

    private void FreeExtras(int extras)
    {
        _extras[extras].NextFree = _freeExtras;
        _freeExtras = extras;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void JoinOwner(int slot, int owner, ulong nameKey)
    {
        var index = _owners.FindOrAdd(owner);
        ref var orders = ref _owners[index];
        var position = orders.Count++;
        if (position == orders.Slots.Length)
            Array.Resize(ref orders.Slots, position * 2);
        orders.Slots[position] = slot;
        ref var links = ref _links[slot];
        links.OwnerIndex = index;
        links.OwnerPosition = position;
        links.NameKey = nameKey;
    }

    /// <summary>The owner's last order takes the place of the one that goes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LeaveOwner(int slot)
    {
        ref var links = ref _links[slot];
        ref var orders = ref _owners[links.OwnerIndex];
        var slots = orders.Slots;
        var last = slots[--orders.Count];
        slots[links.OwnerPosition] = last;
        _links[last].OwnerPosition = links.OwnerPosition;
    }
}
