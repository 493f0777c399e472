using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Trading.Queues;

/// <summary>How far a model was from the truth. A sample is one order in a queue of at least two, at one change of its level.</summary>
/// <param name="Law">Whose.</param>
/// <param name="Samples">How many.</param>
/// <param name="MeanPpm">Mean error of the quantity ahead, as part of what the level holds, in millionths, rounded down.</param>
/// <param name="P50Ppm">Half of the errors are below this plus 100.</param>
/// <param name="P99Ppm">99 of 100 are below this plus 100.</param>
/// <param name="Exact">Samples whose quantity ahead is right to the unit.</param>
/// <param name="OrdersAheadMilli">Mean error of the number of orders ahead, in thousandths, rounded down.</param>
/// <param name="OrdersMilli">Mean error of the number of orders of a level, in thousandths, rounded down; over changes of levels with at least two.</param>
public readonly record struct QueueErrors(CancelLaw Law, long Samples, long MeanPpm, long P50Ppm, long P99Ppm, long Exact, long OrdersAheadMilli, long OrdersMilli);

/// <summary>
/// Tries queue models on a recording that names every order: the truth is kept order by order, the models see only levels and trades, and after every event each order's place in the truth
/// is compared with the place that a model gives to an order that entered then. Cold.
/// </summary>
public sealed class QueueTrial : IOrderTrial
{
    private const int PpmPerBin = 100;

    private readonly QueueBook[] _models;
    private readonly Errors[] _errors;
    private readonly Dictionary<long, Order> _orders = [];
    private readonly Dictionary<(Side Side, long Price), List<Order>> _levels = [];
    private readonly List<(Side Side, long Price)> _touched = [];
    private readonly List<FeedEvent> _trades = [];
    private readonly List<Order> _entered = [];
    private long _time;

    /// <summary>Tries some laws on one recording.</summary>
    public QueueTrial(params ReadOnlySpan<CancelLaw> laws)
    {
        _models = new QueueBook[laws.Length];
        _errors = new Errors[laws.Length];
        for (var i = 0; i < laws.Length; i++)
        {
            _models[i] = new QueueBook(laws[i]);
            _errors[i] = new Errors(laws[i]);
        }
    }

    /// <summary>Orders that rest now.</summary>
    public int Resting => _orders.Count;

    /// <summary>Orders entered so far are not sampled: they were there before the recording, and what is told of them is not one order at a time.</summary>
    public void ForgetPlaces()
    {
        foreach (var order in _orders.Values)
            order.IsSampled = false;
    }

    /// <summary>What is left of an order; zero where it does not rest.</summary>
    public long LeftOf(long id) => _orders.TryGetValue(id, out var order) ? order.Left : 0;

    /// <summary>Price and side of an order that rests.</summary>
    public (Side Side, long Price) PlaceOf(long id) => (_orders[id].Side, _orders[id].Price);

    /// <summary>An order enters at the end of its queue.</summary>
    public void Enter(long id, Side side, long price, long quantity)
    {
        if (quantity <= 0)
            return;
        Leave(id);
        var order = new Order(id, side, price, quantity, _models.Length);
        _orders.Add(id, order);
        if (!_levels.TryGetValue((side, price), out var level))
            _levels.Add((side, price), level = []);
        level.Add(order);
        _entered.Add(order);
        Touch(side, price);
    }

    /// <summary>An order loses a part and keeps its place; all of it, and it leaves.</summary>
    public void Reduce(long id, long quantity)
    {
        if (!_orders.TryGetValue(id, out var order))
            return;
        order.Left -= quantity;
        Touch(order.Side, order.Price);
        if (order.Left <= 0)
            Leave(id);
    }

    /// <summary>An order leaves.</summary>
    public void Leave(long id)
    {
        if (!_orders.Remove(id, out var order))
            return;
        order.Left = 0;
        _levels[(order.Side, order.Price)].Remove(order);
        Touch(order.Side, order.Price);
    }

    /// <summary>What the feed tells of a trade; what it does to resting orders is told apart from it.</summary>
    public void Trade(Side resting, long price, long quantity) => _trades.Add(new FeedEvent
    {
        Kind = FeedEventKind.Trade,
        Side = resting == Side.Buy ? Side.Sell : Side.Buy,
        Price = new Price(price),
        Quantity = new Quantity(quantity),
    });

    /// <summary>One event of the venue is over: models see its trades, then its levels; then places are compared.</summary>
    public void EndEvent(long time)
    {
        _time = time;
        for (var model = 0; model < _models.Length; model++)
            Show(model);
        foreach (var (side, price) in _touched)
        {
            if (_levels.TryGetValue((side, price), out var level) && level.Count == 0)
                _levels.Remove((side, price));
        }

        _touched.Clear();
        _trades.Clear();
        _entered.Clear();
    }

    /// <summary>The errors so far, model by model.</summary>
    public IReadOnlyList<QueueErrors> Results() => [.. _errors.Select(errors => errors.Result())];

    /// <inheritdoc/>
    public void Fill(long id, long quantity)
    {
    }

    private void Touch(Side side, long price)
    {
        if (!_touched.Contains((side, price)))
            _touched.Add((side, price));
    }

    private void Show(int model)
    {
        var book = _models[model];
        foreach (var trade in _trades)
        {
            var told = trade with { ReceiveTime = new Timestamp(_time) };
            book.Apply(in told);
        }

        // An order that entered stands behind what was there before this event.
        foreach (var order in _entered)
            order.Marks[model] = book.At(order.Side, new Price(order.Price))?.NextNumber ?? 0;
        foreach (var (side, price) in _touched)
        {
            var level = _levels.GetValueOrDefault((side, price));
            var told = new FeedEvent
            {
                Kind = FeedEventKind.Level,
                Side = side,
                Price = new Price(price),
                Quantity = new Quantity(level?.Sum(order => order.Left) ?? 0),
                ReceiveTime = new Timestamp(_time),
            };
            book.Apply(in told);
        }

        foreach (var order in _entered)
        {
            if (order.Marks[model] == 0)
                order.Marks[model] = (book.At(order.Side, new Price(order.Price))?.NextNumber ?? 1) - 1;
        }

        foreach (var (side, price) in _touched)
        {
            if (_levels.TryGetValue((side, price), out var level) && level.Count > 1)
                Compare(model, level, book.At(side, new Price(price))!);
        }
    }

    private void Compare(int model, List<Order> level, LevelQueue queue)
    {
        var errors = _errors[model];
        var all = level.Sum(order => order.Left);
        long ahead = 0, ours = 0;
        var place = 0;
        errors.AddLevel(Math.Abs(queue.Count - level.Count));
        for (var rank = 0; rank < level.Count; rank++)
        {
            var order = level[rank];
            for (; place < queue.Count && queue[place].Number < order.Marks[model]; place++)
                ours += queue[place].Quantity;
            if (order.IsSampled && !_entered.Contains(order))
                errors.Add(Math.Abs(ours - ahead), all, Math.Abs(place - rank));
            ahead += order.Left;
        }
    }

    private sealed class Order(long id, Side side, long price, long left, int models)
    {
        public long Id { get; } = id;

        public Side Side { get; } = side;

        public long Price { get; } = price;

        public long Left { get; set; } = left;

        public bool IsSampled { get; set; } = true;

        /// <summary>By model: the number of the first order of its queue that entered with it or later.</summary>
        public long[] Marks { get; } = new long[models];
    }

    private sealed class Errors(CancelLaw law)
    {
        private readonly long[] _bins = new long[1_000_000 / PpmPerBin + 1];
        private Int128 _sumPpm;
        private long _samples;
        private long _exact;
        private long _ordersAhead;
        private long _levels;
        private long _orders;

        public void Add(long error, long all, int orders)
        {
            var ppm = (long)((Int128)error * 1_000_000 / all);
            _samples++;
            _sumPpm += ppm;
            _bins[Math.Min(_bins.Length - 1, ppm / PpmPerBin)]++;
            _exact += error == 0 ? 1 : 0;
            _ordersAhead += orders;
        }

        public void AddLevel(int orders)
        {
            _levels++;
            _orders += orders;
        }

        public QueueErrors Result() => new(
            law, _samples, _samples == 0 ? 0 : (long)(_sumPpm / _samples), At(50), At(99), _exact, _samples == 0 ? 0 : _ordersAhead * 1_000 / _samples, _levels == 0 ? 0 : _orders * 1_000 / _levels);

        private long At(int percent)
        {
            var wanted = (_samples * percent + 99) / 100;
            for (var bin = 0; bin < _bins.Length; bin++)
            {
                wanted -= _bins[bin];
                if (wanted <= 0)
                    return bin * PpmPerBin;
            }

            return 0;
        }
    }
}
