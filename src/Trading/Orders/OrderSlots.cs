using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Trading.Orders;

/// <summary>
/// All orders that are live or remembered, in a table of fixed size: found by number, in order of their placing, and by listing. An order works while it is live or its fills are awaited;
/// after that it is remembered until its place is needed. Allocates nothing after it was made.
/// </summary>
internal sealed class OrderSlots
{
    private readonly DeskOrder[] _orders;
    private readonly SlotLinks[] _links;
    private readonly int[] _free;
    private readonly Dictionary<long, int> _slotOf;
    private readonly Dictionary<(FeedVenue Venue, VenueOrderId Id), int> _named;
    private readonly (long Id, VenueOrderId Former, int Next)[] _aliases;
    private readonly int[] _firstAt;
    private readonly OwnBest[] _best;
    private readonly FillTable _fills;
    private readonly int _ordersMax;
    private SlotList _working = SlotList.Empty;
    private SlotList _ended = SlotList.Empty;
    private int _freeCount;
    private int _freeAlias;

    public OrderSlots(DeskOrdersOptions options, int listings, FillTable fills)
    {
        _fills = fills;
        _ordersMax = options.OrdersMax;
        _orders = new DeskOrder[_ordersMax];
        _links = new SlotLinks[_ordersMax];
        _free = new int[_ordersMax];
        for (var i = 0; i < _ordersMax; i++)
            _free[i] = _ordersMax - 1 - i;
        _freeCount = _ordersMax;
        _slotOf = new Dictionary<long, int>(_ordersMax + options.AliasesMax);
        _named = new Dictionary<(FeedVenue, VenueOrderId), int>(_ordersMax + options.AliasesMax);
        _aliases = new (long, VenueOrderId, int)[options.AliasesMax];
        for (var i = 0; i < _aliases.Length; i++)
            _aliases[i].Next = i + 1 < _aliases.Length ? i + 1 : -1;
        _freeAlias = _aliases.Length == 0 ? -1 : 0;
        _firstAt = new int[listings];
        Array.Fill(_firstAt, -1);
        _best = new OwnBest[listings];
    }

    /// <summary>Orders that work.</summary>
    public int WorkingCount => _working.Count;

    /// <summary>The order that has worked longest; -1 for none.</summary>
    public int FirstWorking => _working.First;

    /// <summary>The first of those that ended, oldest end first; -1 for none.</summary>
    public int FirstEnded => _ended.First;

    /// <summary>True where another number of an amendment can be remembered.</summary>
    public bool HasAlias => _freeAlias >= 0;

    public ref DeskOrder this[int slot] => ref _orders[slot];

    public ref SlotLinks LinksOf(int slot) => ref _links[slot];

    public int Next(int slot) => _links[slot].Next;

    /// <summary>The first working order of a listing, the youngest first.</summary>
    public int FirstAt(int index) => _firstAt[index];

    public bool TryFind(DeskOrderId id, out int slot) => _slotOf.TryGetValue(id.Value, out slot);

    /// <summary>By what a venue calls it now, or called it before an amendment by a new order.</summary>
    public bool TryFind(FeedVenue venue, in VenueOrderId id, out int slot) => _named.TryGetValue((venue, id), out slot);

    /// <summary>Whether a place can be had.</summary>
    public bool HasRoom => _freeCount > 0 || _ended.Count > 0;

    /// <summary>A place for a new order, which works; the order that ended first makes room for it. -1 where all work.</summary>
    public int Add(in DeskOrder order, int index, int cell)
    {
        if (_freeCount == 0 && !ForgetOldest())
            return -1;
        var slot = _free[--_freeCount];
        _orders[slot] = order;
        _links[slot] = new SlotLinks { Index = index, Cell = cell, FirstFill = -1, FirstAlias = -1 };
        _slotOf.Add(order.Id.Value, slot);
        if (!order.VenueOrder.IsEmpty)
            _named[(order.Venue, order.VenueOrder)] = slot;
        _working.Append(slot, _links);
        JoinListing(slot);
        return slot;
    }

    /// <summary>Another number by which a working order is found.</summary>
    /// <param name="slot">Of the order.</param>
    /// <param name="id">The number.</param>
    /// <param name="former">What the venue called the order before that amendment; empty where it is not known or still called so.</param>
    public void AddAlias(int slot, DeskOrderId id, in VenueOrderId former = default)
    {
        var alias = _freeAlias;
        _freeAlias = _aliases[alias].Next;
        _aliases[alias] = (id.Value, former, _links[slot].FirstAlias);
        if (!former.IsEmpty)
            _named[(_orders[slot].Venue, former)] = slot;
        _links[slot].FirstAlias = alias;
        _slotOf.Add(id.Value, slot);
    }

    /// <summary>The venue calls an order something else from now on; the name before is remembered with the youngest amendment, so that late reports under it find their order.</summary>
    /// <param name="slot">Of the order.</param>
    /// <param name="id">Its name; empty where the venue has not told it yet.</param>
    public void Rename(int slot, in VenueOrderId id)
    {
        ref var order = ref _orders[slot];
        if (order.VenueOrder == id)
            return;
        if (!order.VenueOrder.IsEmpty)
        {
            var alias = _links[slot].FirstAlias;
            if (alias >= 0 && _aliases[alias].Former.IsEmpty)
                _aliases[alias].Former = order.VenueOrder;
            else
                Unname(slot, order.Venue, order.VenueOrder);
        }

        order.VenueOrder = id;
        if (!id.IsEmpty)
            _named[(order.Venue, id)] = slot;
    }

    /// <summary>The numbers of a slot's amendments, youngest first, and what the venue called the order before each.</summary>
    public DeskOrderId AliasOf(int alias, out VenueOrderId former, out int next)
    {
        former = _aliases[alias].Former;
        next = _aliases[alias].Next;
        return new DeskOrderId(_aliases[alias].Id);
    }

    /// <summary>It works no more, and is remembered.</summary>
    public void End(int slot)
    {
        if (_links[slot].IsEnded)
            return;
        _working.Remove(slot, _links);
        _ended.Append(slot, _links);
        _links[slot].IsEnded = true;
        LeaveListing(slot);
    }

    /// <summary>It works again.</summary>
    public void Reopen(int slot)
    {
        if (!_links[slot].IsEnded)
            return;
        _ended.Remove(slot, _links);
        _working.Append(slot, _links);
        _links[slot].IsEnded = false;
        JoinListing(slot);
    }

    /// <summary>Forgets the order that ended first, with its fills.</summary>
    /// <param name="exceptSlot">One that stays; -1 for none.</param>
    /// <returns>False where none has ended.</returns>
    public bool ForgetOldest(int exceptSlot = -1)
    {
        var slot = _ended.First;
        if (slot >= 0 && slot == exceptSlot)
            slot = _links[slot].Next;
        if (slot < 0)
            return false;
        _ended.Remove(slot, _links);
        ref readonly var order = ref _orders[slot];
        _slotOf.Remove(order.Id.Value);
        Unname(slot, order.Venue, order.VenueOrder);
        for (var alias = _links[slot].FirstAlias; alias >= 0;)
        {
            var next = _aliases[alias].Next;
            _slotOf.Remove(_aliases[alias].Id);
            Unname(slot, order.Venue, _aliases[alias].Former);
            _aliases[alias].Next = _freeAlias;
            _freeAlias = alias;
            alias = next;
        }

        _fills.Forget(_links[slot].FirstFill);
        _orders[slot] = default;
        _free[_freeCount++] = slot;
        return true;
    }

    /// <summary>What an order may trade at changed; to be said also when it begins or stops to work.</summary>
    public void Requote(int index) => _best[index].IsOld = true;

    /// <summary>The best price of working orders of one side; zero for none, the largest there is for a market order that buys, 1 for one that sells.</summary>
    public long BestOwn(int index, Side side)
    {
        ref var best = ref _best[index];
        if (best.IsOld)
        {
            best = default;
            for (var slot = _firstAt[index]; slot >= 0; slot = _links[slot].NextAt)
            {
                ref readonly var order = ref _orders[slot];
                if (!order.State.IsLive())
                    continue;
                if (order.Side == Side.Buy)
                    best.Buy = Math.Max(best.Buy, order.Price.IsNone ? long.MaxValue : Math.Max(order.Price.Units, order.NewPrice.Units));
                else
                    best.Sell = Lower(best.Sell, order.Price.IsNone ? 1 : Lower(order.Price.Units, order.NewPrice.Units));
            }
        }

        return side == Side.Buy ? best.Buy : best.Sell;
    }

    // A name that another order bears by now is that one's.
    private void Unname(int slot, FeedVenue venue, in VenueOrderId id)
    {
        if (!id.IsEmpty && _named.TryGetValue((venue, id), out var named) && named == slot)
            _named.Remove((venue, id));
    }

    private static long Lower(long a, long b) => a == 0 ? b : b == 0 ? a : Math.Min(a, b);

    private void JoinListing(int slot)
    {
        ref var links = ref _links[slot];
        (links.PreviousAt, links.NextAt) = (-1, _firstAt[links.Index]);
        if (links.NextAt >= 0)
            _links[links.NextAt].PreviousAt = slot;
        _firstAt[links.Index] = slot;
        Requote(links.Index);
    }

    private void LeaveListing(int slot)
    {
        ref readonly var links = ref _links[slot];
        if (links.PreviousAt >= 0)
            _links[links.PreviousAt].NextAt = links.NextAt;
        else
            _firstAt[links.Index] = links.NextAt;
        if (links.NextAt >= 0)
            _links[links.NextAt].PreviousAt = links.PreviousAt;
        Requote(links.Index);
    }

    private struct OwnBest
    {
        public long Buy;
        public long Sell;
        public bool IsOld;
    }
}

/// <summary>What holds an order in its lists; places are -1 for none.</summary>
internal struct SlotLinks
{
    public int Previous;
    public int Next;
    public int PreviousAt;
    public int NextAt;
    public int FirstFill;
    public int FirstAlias;

    /// <summary>Place of its listing among those traded.</summary>
    public int Index;

    /// <summary>Place of its strategy's share in the listing.</summary>
    public int Cell;

    public bool IsEnded;
}

/// <summary>A list through <see cref="SlotLinks"/>.</summary>
internal struct SlotList
{
    public int First;
    public int Last;
    public int Count;

    public static SlotList Empty => new() { First = -1, Last = -1 };

    public void Append(int slot, SlotLinks[] links)
    {
        (links[slot].Previous, links[slot].Next) = (Last, -1);
        if (Last >= 0)
            links[Last].Next = slot;
        else
            First = slot;
        Last = slot;
        Count++;
    }

    public void Remove(int slot, SlotLinks[] links)
    {
        var (previous, next) = (links[slot].Previous, links[slot].Next);
        if (previous >= 0)
            links[previous].Next = next;
        else
            First = next;
        if (next >= 0)
            links[next].Previous = previous;
        else
            Last = previous;
        Count--;
    }
}
