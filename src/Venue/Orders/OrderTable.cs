using System.Runtime.CompilerServices;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Collections;

namespace Rialto.Venue.Orders;

/// <summary>
/// All live orders of the exchange, in slots that are used again (last freed first, so that a slot is still in the cache), and the three ways to find
/// them: by order id, by owner and client order id, by owner in ascending order id. Slot zero is none.
/// <code>
/// slot → Order (64 bytes: matching) | OrderIdentity (64 bytes: names) | OwnerLink (16 bytes) | maybe OrderExtras (88 bytes, own slots)
/// </code>
/// Memory grows by doubling with the number of live orders and never shrinks.
/// </summary>
internal sealed class OrderTable
{
    private const int InitialSlots = 1024;

    private LineArray<Order> _orders = new(InitialSlots);
    private LineArray<OrderIdentity> _identities = new(InitialSlots);
    private readonly ClientOrderIdIndex _names = new();
    private readonly OrderIdIndex _ids = new();
    private readonly Owners _owners = new();
    private OwnerLink[] _links = new OwnerLink[InitialSlots];
    private OrderExtras[] _extras = new OrderExtras[16];
    private int _used = 1;
    private int _free;
    private int _extrasUsed = 1;
    private int _freeExtras;

    /// <summary>Live orders.</summary>
    public int Count { get; private set; }

    public ref Order this[int slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _orders[slot];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref OrderIdentity Identity(int slot) => ref _identities[slot];

    /// <summary>The extras of an order that has some. The reference is good until the next call of <see cref="EnsureExtras"/>.</summary>
    public ref OrderExtras Extras(int slot) => ref _extras[_orders[slot].Extras];

    /// <summary>By extras number, as heaps keep them.</summary>
    public ref OrderExtras ExtrasAt(int extras) => ref _extras[extras];

    /// <summary>The live order with this id; zero is none.</summary>
    public int Find(long orderId) => _ids.Find(orderId, this);

    /// <summary>The live order of this owner with this client order id; zero is none.</summary>
    public int Find(int owner, in Text36 clientOrderId, out uint hash)
    {
        hash = ClientOrderIdIndex.HashOf(owner, clientOrderId);
        for (var slot = _names.First(hash, out var position); slot != 0; slot = _names.Next(hash, ref position))
            if (_orders[slot].Owner == owner && _identities[slot].ClientOrderId == clientOrderId)
                return slot;
        return 0;
    }

    /// <summary>First of the owner's live orders; go on with <see cref="NextOfOwner"/>.</summary>
    public int FirstOfOwner(int owner) => _owners[_owners.Find(owner)].First;

    public int NextOfOwner(int slot) => _links[slot].Next;

    /// <summary>Takes a slot for a new order and enters it in the indexes. Place, price and quantities are the caller's to set.</summary>
    public int Add(in Command command, long orderId, uint nameHash)
    {
        var slot = _free;
        if (slot != 0)
            _free = _orders[slot].Next;
        else
            slot = NewSlot();
        Count++;

        ref var order = ref _orders[slot];
        order.OrderId = orderId;
        order.Owner = command.Owner.Value;
        order.Instrument = (ushort)command.Instrument.Value;
        order.Side = command.Side;
        order.Extras = 0;
        var marks = command.Terms.Idempotent ? OrderMarks.Idempotent : OrderMarks.None;

        ref var identity = ref _identities[slot];
        identity.Traded = 0;
        identity.Total = command.Quantity.Units;
        identity.ClientOrderId = command.Text;
        identity.Session = command.Session.Value;
        identity.Group = command.Group.Value;
        identity.Terms = command.Terms;

        if (!command.Text.IsEmpty)
        {
            marks |= OrderMarks.Named;
            _names.Add(nameHash, slot);
        }

        order.SetPlaceAndMarks(Place.Acting, marks);
        _ids.Add(orderId, slot);
        JoinOwner(slot, command.Owner.Value, nameHash);
        return slot;
    }

    /// <summary>Takes an order out of the indexes and frees its slot; what the slot held can be read until the next <see cref="Add"/>.</summary>
    public void Remove(int slot)
    {
        ref var order = ref _orders[slot];
        if ((order.Marks & OrderMarks.Named) != 0)
            _names.Remove(_links[slot].NameHash, slot);
        _ids.Remove(order.OrderId, slot);
        LeaveOwner(slot);
        if (order.Extras != 0)
        {
            _extras[order.Extras].NextFree = _freeExtras;
            _freeExtras = order.Extras;
        }

        order.Next = _free;
        _free = slot;
        Count--;
    }

    /// <summary>Gives an order another client order id.</summary>
    public void Rename(int slot, in Text36 clientOrderId)
    {
        ref var order = ref _orders[slot];
        if ((order.Marks & OrderMarks.Named) != 0)
            _names.Remove(_links[slot].NameHash, slot);
        var hash = ClientOrderIdIndex.HashOf(order.Owner, clientOrderId);
        order.Marks |= OrderMarks.Named;
        _identities[slot].ClientOrderId = clientOrderId;
        _links[slot].NameHash = hash;
        _names.Add(hash, slot);
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

    private int NewSlot()
    {
        var slot = _used++;
        if (slot == _links.Length)
        {
            _orders.Grow(slot * 2);
            _identities.Grow(slot * 2);
            Array.Resize(ref _links, slot * 2);
        }

        return slot;
    }

    private void JoinOwner(int slot, int owner, uint nameHash)
    {
        var index = _owners.FindOrAdd(owner);
        ref var list = ref _owners[index];
        _links[slot] = new OwnerLink { Previous = list.Last, OwnerIndex = index, NameHash = nameHash };
        if (list.Last != 0)
            _links[list.Last].Next = slot;
        else
            list.First = slot;
        list.Last = slot;
    }

    private void LeaveOwner(int slot)
    {
        var link = _links[slot];
        if (link.Next != 0)
            _links[link.Next].Previous = link.Previous;
        else
            _owners[link.OwnerIndex].Last = link.Previous;
        if (link.Previous != 0)
            _links[link.Previous].Next = link.Next;
        else
            _owners[link.OwnerIndex].First = link.Next;
    }
}
