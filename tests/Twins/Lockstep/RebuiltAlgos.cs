using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using static Rialto.Twins.Lockstep.Promises;

namespace Rialto.Twins.Lockstep;

/// <summary>An algo order as events tell of it.</summary>
public sealed class RebuiltAlgo
{
    /// <summary>Its number.</summary>
    public AlgoId Id { get; init; }

    /// <summary>Whose it is.</summary>
    public OwnerId Owner { get; init; }

    /// <summary>Its instrument.</summary>
    public InstrumentId Instrument { get; init; }

    /// <summary>Its client algo id.</summary>
    public Text36 Name { get; init; }

    /// <summary>Where it is in its life.</summary>
    public AlgoState State { get; internal set; }

    internal Side Side { get; init; }
    internal long Quantity { get; init; }
    internal long Filled { get; set; }
    internal BigInteger PriceSum { get; set; }
    internal HashSet<long> Children { get; } = [];
}

/// <summary>Algo orders rebuilt from nothing but events, and what always holds of them (algos.md, section 9).</summary>
public sealed class RebuiltAlgos
{
    private readonly SortedDictionary<long, RebuiltAlgo> _live = [];
    private readonly List<RebuiltAlgo> _ended = [];
    private readonly Dictionary<long, RebuiltAlgo> _parents = [];
    private readonly Dictionary<long, (long Quantity, BigInteger PriceSum)> _unclaimed = [];
    private long _lastId;

    /// <summary>Those that are live, ascending by number.</summary>
    public IReadOnlyCollection<RebuiltAlgo> Live => _live.Values;

    internal void Begin()
    {
        _unclaimed.Clear();
        _ended.Clear();
    }

    internal void Apply(in ExchangeEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.AlgoAccepted:
                Promise(e.AlgoId.Value == ++_lastId, "algo ids count up");
                _live.Add(e.AlgoId.Value, new RebuiltAlgo
                {
                    Id = e.AlgoId,
                    Owner = e.Owner,
                    Instrument = e.Instrument,
                    Name = e.ClientOrderId,
                    Side = e.Side,
                    Quantity = e.Quantity.Units,
                });
                break;
            case EventKind.AlgoStateChanged:
                ChangeState(e);
                break;
            case EventKind.AlgoSliced when e.OrderId.Value != 0:
                Adopt(e, _live[e.AlgoId.Value]);
                break;
            case EventKind.AlgoProgressed:
                var id = e.AlgoId;
                var algo = _live.GetValueOrDefault(id.Value) ?? _ended.Single(a => a.Id == id);
                Promise(e.Quantity.Units == algo.Filled, "an algo order has filled what its children have");
                Promise(e.AveragePrice == (algo.Filled == 0 ? 0 : (long)(algo.PriceSum * 1_000 / algo.Filled)), "its average price is that of its children's trades");
                break;
            case EventKind.Trade:
                Traded(e.OrderId.Value, e);
                Traded(e.MakerOrderId.Value, e);
                break;
        }
    }

    internal void End(IReadOnlyDictionary<long, RebuiltOrder> orders)
    {
        foreach (var algo in _live.Values.Concat(_ended))
        {
            var children = algo.Children.Select(orders.GetValueOrDefault).OfType<RebuiltOrder>().ToList();
            Promise(children.Count <= (algo.State == AlgoState.Running ? 1 : 0), "an algo order has one live child while it runs, and none otherwise");
            Promise(algo.Filled + children.Sum(child => child.Leaves) <= algo.Quantity, "children never come to more than their parent");
        }
    }

    private void ChangeState(in ExchangeEvent e)
    {
        var algo = _live[e.AlgoId.Value];
        var isPossible = (algo.State, e.AlgoState) is (_, AlgoState.Ended) or (AlgoState.Scheduled, AlgoState.Running) or (AlgoState.Running, AlgoState.Paused) or (AlgoState.Paused, AlgoState.Running);
        Promise(isPossible, "an algo order's life goes forward");
        algo.State = e.AlgoState;
        if (algo.State != AlgoState.Ended)
            return;
        Promise(e.Quantity.Units == algo.Filled && (e.Reason == 0) == (algo.Filled == algo.Quantity), "an algo order that ended says how much it has filled, and why");
        _live.Remove(algo.Id.Value);
        _ended.Add(algo);
        foreach (var child in algo.Children)
            _parents.Remove(child);
    }

    private void Adopt(in ExchangeEvent e, RebuiltAlgo algo)
    {
        Promise(e.Quantity.Units + algo.Filled <= algo.Quantity && e.Target.Units <= algo.Quantity, "a child asks for no more than its parent lacks");
        algo.Children.Add(e.OrderId.Value);
        _parents.Add(e.OrderId.Value, algo);
        if (_unclaimed.TryGetValue(e.OrderId.Value, out var traded))
            Fill(algo, traded.Quantity, traded.PriceSum);
    }

    private void Traded(long order, in ExchangeEvent e)
    {
        var priceSum = (BigInteger)e.Price.Units * e.Quantity.Units;
        if (_parents.TryGetValue(order, out var algo))
        {
            Fill(algo, e.Quantity.Units, priceSum);
            return;
        }

        var before = _unclaimed.GetValueOrDefault(order);
        _unclaimed[order] = (before.Quantity + e.Quantity.Units, before.PriceSum + priceSum);
    }

    private static void Fill(RebuiltAlgo algo, long quantity, BigInteger priceSum)
    {
        algo.Filled += quantity;
        algo.PriceSum += priceSum;
        Promise(algo.Filled <= algo.Quantity, "an algo order never fills more than all of it");
    }
}
