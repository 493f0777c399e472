using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Views;

/// <summary>Of a basket that is worked over time: when, how, and what became of its slices. Immutable.</summary>
/// <param name="Scheduled">Its <c>BasketScheduled</c> with its start.</param>
/// <param name="Changed">Its last <c>BasketStateChanged</c>; its kind is none where there was none.</param>
/// <param name="Sliced">Its last <c>BasketSliced</c>, likewise.</param>
/// <param name="Refused">Its last <c>BasketSliced</c> that was refused, likewise.</param>
/// <param name="ExecutedSlices">How many slices executed something.</param>
/// <param name="RefusedSlices">How many could not.</param>
internal sealed record BasketWork(ExchangeEvent Scheduled, ExchangeEvent Changed, ExchangeEvent Sliced, ExchangeEvent Refused, long ExecutedSlices, long RefusedSlices);

/// <summary>The baskets that are worked over time, and the last that were, as their events tell of them. Owned by the fan-out thread.</summary>
internal sealed class WorkedBasketsView
{
    /// <summary>How many that ended are kept.</summary>
    public const int MaxEnded = 1_000;

    /// <summary>How many orders of one basket are kept, the newest.</summary>
    public const int MaxOrders = 256;

    private readonly SortedDictionary<long, BasketPicture> _baskets = [];
    private readonly Queue<long> _ended = [];
    private readonly Dictionary<long, Queue<OrderId>> _orders = [];
    private readonly Dictionary<OrderId, BasketId> _basketOf = [];
    private readonly Dictionary<OrderId, int> _legs = [];
    private readonly (long Filled, Int128 PriceSum, long Fees)[] _traded = new (long, Int128, long)[BasketTerms.MaxLegs];

    /// <summary>Those that are known, ascending by number.</summary>
    public IReadOnlyCollection<BasketPicture> All => _baskets.Values;

    /// <summary>Numbers of those that ended, in the order in which they did.</summary>
    public IReadOnlyCollection<long> EndedInOrder => _ended;

    public BasketPicture? Find(BasketId id) => _baskets.GetValueOrDefault(id.Value);

    /// <summary>The basket whose slice entered an order; none where it is none, or too long ago.</summary>
    public BasketId BasketOf(OrderId order) => _basketOf.GetValueOrDefault(order);

    /// <summary>The last orders of a basket, oldest first.</summary>
    public IReadOnlyCollection<OrderId> OrdersOf(BasketId id) => _orders.TryGetValue(id.Value, out var orders) ? orders : [];

    /// <summary>One is begun.</summary>
    public void Begin(in ExchangeEvent started, in ExchangeEvent scheduled) =>
        _baskets[started.BasketId.Value] = new BasketPicture(started, default, []) { Work = new BasketWork(scheduled, default, default, default, 0, 0) };

    /// <summary>An event of one that is known.</summary>
    public void Apply(in ExchangeEvent e, BasketPicture basket, Instrument? instrument, ContractView? contract)
    {
        var work = basket.Work!;
        switch (e.Kind)
        {
            case EventKind.BasketLegPlanned:
                Put(basket with { Legs = [.. basket.Legs, new BasketLegPicture(e, 0, 0, 0, contract?.Terms.Multiplier ?? 1, contract?.Terms.Asset ?? instrument!.QuoteAsset)] });
                break;
            case EventKind.BasketStateChanged:
                Put(basket with { Work = work with { Changed = e } });
                break;
            case EventKind.BasketSliced:
                _legs.Clear();
                Put(basket with
                {
                    Work = work with
                    {
                        Sliced = e,
                        Refused = e.Reason == 0 ? work.Refused : e,
                        ExecutedSlices = work.ExecutedSlices + (e.LegCount == 0 ? 0 : 1),
                        RefusedSlices = work.RefusedSlices + (e.Reason == 0 ? 0 : 1),
                    },
                });
                break;
            case EventKind.BasketLegEntered:
                _legs[e.OrderId] = e.LegNumber;
                AddOrder(e.BasketId, e.OrderId);
                break;
            case EventKind.BasketLegProgressed:
                Progress(basket, in e);
                break;
            case EventKind.BasketEnded:
                Put(basket with { Ended = e });
                Ended(e.BasketId.Value);
                break;
        }
    }

    /// <summary>A trade while a slice is at work.</summary>
    public void Traded(in ExchangeEvent e)
    {
        if (!_legs.TryGetValue(e.OrderId, out var leg))
            return;
        ref var sum = ref _traded[leg];
        sum.Filled += e.Quantity.Units;
        sum.PriceSum += (Int128)e.Price.Units * e.Quantity.Units;
        sum.Fees += e.TakerFee.Units;
    }

    /// <summary>Puts a saved one back, in the order in which they were saved.</summary>
    public void Restore(BasketPicture basket, IEnumerable<OrderId> orders)
    {
        Put(basket);
        foreach (var order in orders)
            AddOrder(basket.Id, order);
    }

    /// <summary>It has ended.</summary>
    public void Ended(long id)
    {
        _ended.Enqueue(id);
        if (_ended.Count <= MaxEnded)
            return;
        var forgotten = _ended.Dequeue();
        _baskets.Remove(forgotten);
        if (!_orders.Remove(forgotten, out var orders))
            return;
        foreach (var order in orders)
            _basketOf.Remove(order);
    }

    /// <summary>What the slice traded of a leg is counted once it is told of.</summary>
    private void Progress(BasketPicture basket, in ExchangeEvent e)
    {
        ref var sum = ref _traded[e.LegNumber];
        var legs = basket.Legs.ToArray();
        ref var leg = ref legs[e.LegNumber];
        leg = leg with { Filled = leg.Filled + sum.Filled, PriceSum = leg.PriceSum + sum.PriceSum, Fees = leg.Fees + sum.Fees, Progressed = e };
        sum = default;
        Put(basket with { Legs = legs });
    }

    private void Put(BasketPicture basket) => _baskets[basket.Id.Value] = basket;

    private void AddOrder(BasketId id, OrderId order)
    {
        if (!_orders.TryGetValue(id.Value, out var orders))
            _orders.Add(id.Value, orders = []);
        orders.Enqueue(order);
        _basketOf[order] = id;
        if (orders.Count > MaxOrders)
            _basketOf.Remove(orders.Dequeue());
    }
}
