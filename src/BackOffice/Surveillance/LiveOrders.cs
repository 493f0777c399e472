using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.BackOffice.Surveillance;

/// <summary>An order as far as rules need it.</summary>
internal sealed class WatchedOrder
{
    public required OrderId Id { get; init; }

    public required OwnerId Owner { get; init; }

    public required InstrumentId Instrument { get; init; }

    public required Side Side { get; init; }

    /// <summary>The command that entered it.</summary>
    public required long Sequence { get; init; }

    /// <summary>The group as the command gave it.</summary>
    public required OwnerGroup Group { get; init; }

    /// <summary>When it came to the price it has.</summary>
    public long PlacedNs { get; set; }

    public long Price { get; set; }

    public long Total { get; set; }

    public long Leaves { get; set; }

    /// <summary>In the book, where others see it; not a stop that waits.</summary>
    public bool IsResting { get; set; }
}

/// <summary>All live orders, rebuilt from events. Orders by budget never rest and are left out.</summary>
internal sealed class LiveOrders
{
    private readonly Dictionary<OrderId, WatchedOrder> _orders = [];
    private readonly Dictionary<(OwnerId, InstrumentId, Side), List<WatchedOrder>> _bySide = [];

    public int Count => _orders.Count;

    public WatchedOrder? Find(OrderId id) => _orders.GetValueOrDefault(id);

    /// <summary>An owner's live orders on one side, in no order.</summary>
    public IReadOnlyList<WatchedOrder> Of(OwnerId owner, InstrumentId instrument, Side side) => _bySide.TryGetValue((owner, instrument, side), out var list) ? list : [];

    /// <summary>Follows one event. Rules look before it: an order that ends is still there.</summary>
    public void Take(in Command command, in ExchangeEvent one)
    {
        switch (one.Kind)
        {
            case EventKind.OrderAccepted when !one.Terms.QuoteQuantity:
                Add(in command, in one);
                break;
            case EventKind.OrderRested:
                if (Find(one.OrderId) is { } rested)
                {
                    if (!rested.IsResting || rested.Price != one.Price.Units)
                        rested.PlacedNs = one.Time.Nanoseconds;
                    (rested.IsResting, rested.Price, rested.Leaves) = (true, one.Price.Units, one.Quantity.Units);
                }

                break;
            case EventKind.OrderReduced:
                if (Find(one.OrderId) is { } reduced)
                    reduced.Leaves = one.Quantity.Units;
                break;
            case EventKind.OrderReplaced:
                if (Find(one.OrderId) is { } replaced)
                {
                    replaced.Leaves += one.Quantity.Units - replaced.Total;
                    (replaced.Total, replaced.Price) = (one.Quantity.Units, one.Price.Units);
                    if ((one.Flags & EventFlags.KeptPriority) == 0)
                        (replaced.IsResting, replaced.PlacedNs) = (false, one.Time.Nanoseconds);
                }

                break;
            case EventKind.OrderCanceled:
                Remove(one.OrderId);
                break;
            case EventKind.Trade:
                Fill(one.OrderId, one.TakerLeaves.Units);
                Fill(one.MakerOrderId, one.MakerLeaves.Units);
                break;
            default:
                break;
        }
    }

    private void Add(in Command command, in ExchangeEvent one)
    {
        var order = new WatchedOrder
        {
            Id = one.OrderId,
            Owner = one.Owner,
            Instrument = one.Instrument,
            Side = one.Side,
            Sequence = one.Sequence,
            Group = command.Kind == CommandKind.NewOrder ? command.Group : default,
            PlacedNs = one.Time.Nanoseconds,
            Price = one.Price.Units,
            Total = one.Quantity.Units,
            Leaves = one.Quantity.Units,
            IsResting = (one.Flags & EventFlags.Resting) != 0,
        };
        _orders[order.Id] = order;
        var key = (order.Owner, order.Instrument, order.Side);
        if (!_bySide.TryGetValue(key, out var list))
            _bySide[key] = list = [];
        list.Add(order);
    }

    private void Fill(OrderId id, long leaves)
    {
        if (Find(id) is not { } order)
            return;
        order.Leaves = leaves;
        if (leaves == 0)
            Remove(id);
    }

    private void Remove(OrderId id)
    {
        if (!_orders.Remove(id, out var order))
            return;
        var list = _bySide[(order.Owner, order.Instrument, order.Side)];
        list.Remove(order);
        if (list.Count == 0)
            _bySide.Remove((order.Owner, order.Instrument, order.Side));
    }
}
