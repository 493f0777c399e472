using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>A session that is open.</summary>
internal sealed record NaiveSession(SessionId Id, OwnerId Owner, bool CancelOnDisconnect);

/// <summary>An idempotent order that has ended.</summary>
internal sealed record RememberedOrder(OwnerId Owner, Text36 ClientOrderId, Fingerprint Fingerprint, OrderId Id, long Total, long Traded, CancelReason Reason);

/// <summary>All that the exchange knows, and the questions the rules ask of it. Everything is found by looking through everything.</summary>
internal sealed class NaiveState(ExchangeLimits limits, IEventSink sink)
{
    public ExchangeLimits Limits { get; } = limits;
    public Reports Report { get; } = new(sink);
    public long Sequence { get; set; }
    public Timestamp Time { get; set; }
    public List<NaiveInstrument> Instruments { get; init; } = [];
    public List<NaiveOrder> Orders { get; init; } = [];
    public List<NaiveSession> Sessions { get; } = [];
    public List<RememberedOrder> Remembered { get; } = [];
    public NaiveGuards Guards { get; } = new();
    public NaiveAlgos Algos { get; init; } = new();
    public List<NaiveBasket> Baskets { get; } = [];

    /// <summary>Those that are worked over time.</summary>
    public List<NaiveWorkedBasket> WorkedBaskets { get; } = [];

    /// <summary>Owners and names of the baskets that were executed, oldest first.</summary>
    public List<(OwnerId Owner, Text36 Name)> BasketNames { get; } = [];

    /// <summary>What the legs of a basket that is being checked may pay in fees, and from where.</summary>
    public List<(NaivePocket Pocket, System.Numerics.BigInteger Fee)> FeesOfLegs { get; } = [];
    public int LastSession { get; set; }
    public long LastOrderId { get; set; }
    public long LastTradeId { get; set; }
    public long Placements { get; set; }

    /// <summary>Assets, accounts and money.</summary>
    public NaiveBank Bank { get; init; } = new();

    /// <summary>Fee tiers and what is measured for them.</summary>
    public NaiveFees Fees { get; } = new();

    /// <summary>Positions and all that is about them.</summary>
    public NaiveMargin Margin { get; } = new();

    /// <summary>Who is verified, and what was used of limits.</summary>
    public NaiveCustomers Customers { get; init; } = new();

    /// <summary>True of a copy to try something out on: there no money moves.</summary>
    public bool IsTrial { get; init; }

    /// <summary>An order's group: its own, or its account's, or the owner alone.</summary>
    public OwnerGroup GroupOf(NaiveOrder order)
    {
        if (order.Group.Value != 0)
            return order.Group;
        return Bank.Find(order.Owner) is { Group.Value: not 0 } account ? account.Group : new OwnerGroup(-order.Owner.Value);
    }

    /// <summary>Of the same group, and the incoming one minds.</summary>
    public bool IsOwn(NaiveOrder incoming, NaiveOrder resting) => incoming.Terms.SelfTradePrevention != SelfTradePrevention.None && GroupOf(incoming) == GroupOf(resting);

    public NaiveInstrument? Find(InstrumentId id) => Instruments.Find(i => i.Id == id);

    public NaiveOrder? FindLive(OwnerId owner, Text36 clientOrderId)
    {
        if (clientOrderId.IsEmpty)
            return null;
        foreach (var order in Orders)
            if (order.Owner == owner && order.ClientOrderId == clientOrderId)
                return order;
        return null;
    }

    /// <summary>True where a command may come over this session: none, or open and the owner's.</summary>
    public bool MayUse(SessionId session, OwnerId owner) => session.Value == 0 || IsOpen(session, owner);

    public bool IsOpen(SessionId session, OwnerId owner) => Sessions.Exists(s => s.Id == session && s.Owner == owner);

    /// <summary>The first in line on a side: best price, then longest in place.</summary>
    public NaiveOrder? Best(InstrumentId instrument, Side side)
    {
        NaiveOrder? best = null;
        foreach (var order in Orders)
            if (order.Place == Place.Book && order.Instrument == instrument && order.Side == side && (best is null || IsAhead(order, best)))
                best = order;
        return best;
    }

    /// <summary>Priority between two orders of one side.</summary>
    public static bool IsAhead(NaiveOrder a, NaiveOrder b) =>
        a.Price != b.Price ? (a.IsBuy ? a.Price > b.Price : a.Price < b.Price) : a.Placed < b.Placed;

    /// <summary>What the book shows at a price.</summary>
    public long Level(InstrumentId instrument, Side side, Price price)
    {
        long sum = 0;
        foreach (var order in Orders)
            if (order.Place == Place.Book && order.Instrument == instrument && order.Side == side && order.Price == price)
                sum += order.Display;
        return sum;
    }

    public long LevelOf(NaiveOrder order) => Level(order.Instrument, order.Side, order.Price);

    public IEnumerable<NaiveOrder> InBook(InstrumentId instrument, Side side)
    {
        var orders = Orders.FindAll(o => o.Place == Place.Book && o.Instrument == instrument && o.Side == side);
        orders.Sort((a, b) => ReferenceEquals(a, b) ? 0 : IsAhead(a, b) ? -1 : 1);
        return orders;
    }

    /// <summary>Waiting stops, buys first, each side in the order in which they would go off.</summary>
    public List<NaiveOrder> Stops(InstrumentId instrument)
    {
        var stops = Orders.FindAll(o => o.Place == Place.StopBook && o.Instrument == instrument);
        stops.Sort((a, b) =>
            a.Side != b.Side ? a.Side.CompareTo(b.Side)
            : a.TriggerPrice != b.TriggerPrice ? (a.IsBuy ? a.TriggerPrice.CompareTo(b.TriggerPrice) : b.TriggerPrice.CompareTo(a.TriggerPrice))
            : a.Placed.CompareTo(b.Placed));
        return stops;
    }

    /// <summary>Puts an order at the end of its level.</summary>
    public void PutInBook(NaiveOrder order)
    {
        order.Place = Place.Book;
        order.Placed = ++Placements;
        order.Display = order.DisplayQuantity == 0 ? order.Leaves : Math.Min(order.DisplayQuantity, order.Leaves);
    }

    public void PutInStopBook(NaiveOrder order)
    {
        order.Place = Place.StopBook;
        order.Placed = ++Placements;
    }

    /// <summary>The order is no longer live.</summary>
    public void End(NaiveOrder order, CancelReason reason)
    {
        Orders.Remove(order);
        if (!order.Terms.Idempotent || order.ClientOrderId.IsEmpty || Limits.RememberedOrders == 0)
            return;
        Remembered.RemoveAll(r => r.Owner == order.Owner && r.ClientOrderId == order.ClientOrderId);
        if (Remembered.Count == Limits.RememberedOrders)
            Remembered.RemoveAt(0);
        Remembered.Add(new RememberedOrder(order.Owner, order.ClientOrderId, order.Fingerprint, order.Id, order.Total, order.Traded, reason));
    }

    /// <summary>Ends a live order of the book or the stop book, with its event.</summary>
    public void Cancel(NaiveOrder order, CancelReason reason) => Cancel(order, reason, order.Leaves, order.Display);

    /// <summary>The same, where the event tells of quantities before a decrement.</summary>
    public void Cancel(NaiveOrder order, CancelReason reason, long quantity, long display)
    {
        var place = order.Place;
        End(order, reason);
        Report.Canceled(order, reason, place, quantity, display, place == Place.Book ? LevelOf(order) : 0);
    }

    /// <summary>Cancels many, in ascending order id.</summary>
    public int CancelAll(Predicate<NaiveOrder> which, CancelReason reason)
    {
        var orders = Orders.FindAll(which);
        orders.Sort((a, b) => a.Id.Value.CompareTo(b.Id.Value));
        foreach (var order in orders)
            Cancel(order, reason);
        return orders.Count;
    }

    /// <summary>One instrument and its orders, for trying something out; the events go nowhere that counts.</summary>
    public NaiveState CopyOf(NaiveInstrument instrument, IEventSink trial) => new(Limits, trial)
    {
        Instruments = [instrument.Copy()],
        Orders = Orders.FindAll(o => o.Instrument == instrument.Id).ConvertAll(o => o.Copy()),
        Placements = Placements,
        Time = Time,
        Bank = Bank,
        Algos = Algos,
        Customers = Customers,
        IsTrial = true,
    };
}
