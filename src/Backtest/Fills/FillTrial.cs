using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Queues;

namespace Rialto.Backtest.Fills;

/// <summary>
/// Tries fill models on a recording that names every order. Every order becomes one of ours: it enters when the true one does, at the same price, with the same quantity, and is cancelled when the
/// true one is; what fills it the model says, from levels and trades alone. Then fills and their times are compared. Our order stands just before the true one, which is part of the level. Cold.
/// </summary>
public sealed class FillTrial : IOrderTrial
{
    private readonly IFillModel[] _models;
    private readonly Tally[] _tallies;
    private readonly int _every;
    private readonly Dictionary<long, Order> _orders = [];
    private readonly Dictionary<(Side Side, long Price), long> _levels = [];

    // Orders of ours that wait for a fill of any model, the best price first.
    private readonly SortedDictionary<long, List<Order>> _bids = [];
    private readonly SortedDictionary<long, List<Order>> _asks = [];
    private readonly List<(Side Side, long Price)> _touched = [];
    private readonly List<FeedEvent> _trades = [];
    private readonly List<Order> _entered = [];
    private readonly List<Order> _left = [];
    private readonly List<long> _empty = [];
    private long _count;
    private long _time;

    /// <summary>Tries some models on one recording.</summary>
    /// <param name="every">Pretends every so many-th order only, from 1.</param>
    /// <param name="models">The models, fresh.</param>
    public FillTrial(int every, params ReadOnlySpan<IFillModel> models)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        (_every, _models) = (every, models.ToArray());
        _tallies = [.. _models.Select(_ => new Tally())];
    }

    /// <summary>The errors so far, model by model.</summary>
    public IReadOnlyList<FillErrors> Results() => [.. _tallies.Select(tally => tally.Result())];

    /// <inheritdoc/>
    public void ForgetPlaces()
    {
        foreach (var order in _orders.Values)
            order.IsOurs = false;
        _bids.Clear();
        _asks.Clear();
    }

    /// <inheritdoc/>
    public long LeftOf(long id) => _orders.TryGetValue(id, out var order) ? order.Left : 0;

    /// <inheritdoc/>
    public (Side Side, long Price) PlaceOf(long id) => (_orders[id].Side, _orders[id].Price);

    /// <inheritdoc/>
    public void Enter(long id, Side side, long price, long quantity)
    {
        if (quantity <= 0)
            return;
        Leave(id);
        var order = new Order(side, price, quantity, _models.Length) { IsOurs = _count++ % _every == 0 };
        _orders.Add(id, order);
        Change(side, price, quantity);
        if (order.IsOurs)
            _entered.Add(order);
    }

    /// <inheritdoc/>
    public void Fill(long id, long quantity)
    {
        if (_orders.TryGetValue(id, out var order))
            order.Filling += quantity;
    }

    /// <inheritdoc/>
    public void Reduce(long id, long quantity)
    {
        if (!_orders.TryGetValue(id, out var order))
            return;
        var filled = Math.Min(quantity, order.Filling);
        order.Filling -= filled;
        order.Filled += filled;
        order.Left -= quantity;
        Change(order.Side, order.Price, -quantity);
        for (var model = 0; model < _models.Length; model++)
            order.Waits[model] = Math.Max(0, order.Waits[model] - (quantity - filled));
        if (order.Left > 0)
            return;
        _orders.Remove(id);
        (order.IsFilled, order.IsGone) = (filled == quantity && order.Filled == order.Entered, true);
        _left.Add(order);
    }

    /// <inheritdoc/>
    public void Leave(long id)
    {
        if (LeftOf(id) is > 0 and var left)
            Reduce(id, left);
    }

    /// <inheritdoc/>
    public void Trade(Side resting, long price, long quantity) => _trades.Add(new FeedEvent
    {
        Kind = FeedEventKind.Trade,
        Side = resting == Side.Buy ? Side.Sell : Side.Buy,
        Price = new Price(price),
        Quantity = new Quantity(quantity),
    });

    /// <inheritdoc/>
    public void EndEvent(long time)
    {
        _time = time;
        foreach (var trade in _trades)
            Show(trade with { ReceiveTime = new Timestamp(time) });
        foreach (var order in _entered)
            Begin(order);
        foreach (var (side, price) in _touched)
            ShowLevel(side, price);
        foreach (var order in _left)
            End(order);
        _touched.Clear();
        _trades.Clear();
        _entered.Clear();
        _left.Clear();
    }

    private SortedDictionary<long, List<Order>> Waiting(Side side) => side == Side.Buy ? _bids : _asks;

    private static long KeyOf(Side side, long price) => side == Side.Buy ? -price : price;

    private void Change(Side side, long price, long quantity)
    {
        var key = (side, price);
        _levels[key] = _levels.GetValueOrDefault(key) + quantity;
        if (!_touched.Contains(key))
            _touched.Add(key);
    }

    private void Show(in FeedEvent trade)
    {
        var resting = trade.Side == Side.Buy ? Side.Sell : Side.Buy;
        foreach (var (key, orders) in Waiting(resting))
        {
            if (key > KeyOf(resting, trade.Price.Units))
                break;
            foreach (var order in orders)
                Give(order, in trade);
            orders.RemoveAll(static order => order.IsOver);
            if (orders.Count == 0)
                _empty.Add(key);
        }

        foreach (var key in _empty)
            Waiting(resting).Remove(key);
        _empty.Clear();
        foreach (var model in _models)
            model.Apply(in trade);
    }

    private void Give(Order order, in FeedEvent trade)
    {
        for (var model = 0; model < _models.Length; model++)
        {
            if (order.Waits[model] == 0)
                continue;
            var left = trade.Quantity.Units;
            var given = Math.Min(order.Waits[model], order.Price == trade.Price.Units ? _models[model].GivenBy(order.Side, trade.Price, order.Places[model], left) : left);
            if (given <= 0)
                continue;
            order.Waits[model] -= given;
            order.FilledAt[model] = _time;

            // Behind the true order's end nothing counts but the time.
            if (!order.IsGone || order.IsLeaving)
                order.Given[model] += given;
        }
    }

    private void Begin(Order order)
    {
        // Gone within the event that it came with: nobody could have done the same.
        if (order.IsGone)
        {
            order.IsOurs = false;
            return;
        }

        for (var model = 0; model < _models.Length; model++)
            order.Places[model] = _models[model].Enter(order.Side, new Price(order.Price));
        var (side, key) = (Waiting(order.Side), KeyOf(order.Side, order.Price));
        if (!side.TryGetValue(key, out var orders))
            side.Add(key, orders = []);
        orders.Add(order);
    }

    private void ShowLevel(Side side, long price)
    {
        var quantity = Math.Max(0, _levels[(side, price)]);
        if (quantity == 0)
            _levels.Remove((side, price));
        var told = new FeedEvent { Kind = FeedEventKind.Level, Side = side, Price = new Price(price), Quantity = new Quantity(quantity), ReceiveTime = new Timestamp(_time) };
        if (Waiting(side).TryGetValue(KeyOf(side, price), out var orders))
        {
            foreach (var order in orders)
            {
                for (var model = 0; model < _models.Length; model++)
                    order.Places[model] = _models[model].Moved(in told, side, told.Price, order.Places[model]);
            }
        }

        foreach (var model in _models)
            model.Apply(in told);
    }

    private void End(Order order)
    {
        order.IsLeaving = false;
        if (!order.IsOurs)
            return;
        order.EndedAt = _time;
        for (var model = 0; model < _models.Length; model++)
        {
            _tallies[model].Add(order, model);
            if (!order.IsFilled)
                order.Waits[model] = 0;
        }
    }

    private sealed class Order(Side side, long price, long quantity, int models)
    {
        public Side Side { get; } = side;

        public long Price { get; } = price;

        public long Entered { get; } = quantity;

        public long Left { get; set; } = quantity;

        public long Filling { get; set; }

        public long Filled { get; set; }

        public bool IsOurs { get; set; }

        /// <summary>The true order has ended.</summary>
        public bool IsGone { get; set; }

        /// <summary>It ends with the event that is being shown.</summary>
        public bool IsLeaving { get; set; } = true;

        public bool IsFilled { get; set; }

        public long EndedAt { get; set; }

        public PlaceInQueue[] Places { get; } = new PlaceInQueue[models];

        /// <summary>By model: what is not filled.</summary>
        public long[] Waits { get; } = [.. Enumerable.Repeat(quantity, models)];

        public long[] Given { get; } = new long[models];

        public long[] FilledAt { get; } = new long[models];

        public bool IsOver => Array.TrueForAll(Waits, static left => left == 0);
    }

    private sealed class Tally
    {
        private readonly List<(Order Order, int Model)> _filled = [];
        private long _orders;
        private long _falseFilled;
        private long _true;
        private long _given;

        public void Add(Order order, int model)
        {
            _orders++;
            _true += order.Filled;
            _given += order.Given[model];
            if (order.IsFilled)
                _filled.Add((order, model));
            else if (order.Given[model] > order.Filled)
                _falseFilled++;
        }

        public FillErrors Result()
        {
            var both = _filled.Where(one => one.Order.Waits[one.Model] == 0).ToArray();
            var errors = both.Select(one => Math.Abs(one.Order.FilledAt[one.Model] - one.Order.EndedAt)).Order().ToArray();
            return new FillErrors(
                _orders, _filled.Count, both.Length, errors.LongCount(error => error == 0), both.LongCount(one => one.Order.FilledAt[one.Model] < one.Order.EndedAt), _falseFilled, _true, _given,
                At(errors, 50), At(errors, 90), At(errors, 99));
        }

        private static long At(long[] sorted, int percent) => sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, (long)sorted.Length * percent / 100)];
    }
}
