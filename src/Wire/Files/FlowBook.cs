using Rialto.Model.Orders;

namespace Rialto.Wire.Files;

/// <summary>
/// A small price-time book of plain limit orders: while a file is turned into commands it says which orders rest (so that
/// they can be cancelled at the end) and what the commands must lead to. Obvious rather than fast; numbers are the file's.
/// </summary>
internal sealed class FlowBook
{
    private readonly Dictionary<long, Resting> _orders = [];
    private readonly SortedDictionary<long, LinkedList<Resting>> _bids = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<long, LinkedList<Resting>> _asks = [];
    private FlowOutcome _outcome;

    /// <summary>What has happened so far.</summary>
    public FlowOutcome Outcome => _outcome;

    /// <summary>Numbers of all resting orders, ascending.</summary>
    public IEnumerable<long> RestingAscending => _orders.Keys.Order();

    /// <summary>Resting orders now.</summary>
    public int Count => _orders.Count;

    /// <summary>True where the order rests.</summary>
    public bool Contains(long number) => _orders.ContainsKey(number);

    /// <summary>What is left of a resting order; zero of any other.</summary>
    public long Leaves(long number) => _orders.TryGetValue(number, out var order) ? order.Leaves : 0;

    /// <summary>Price of a resting order; zero of any other.</summary>
    public long PriceOf(long number) => _orders.TryGetValue(number, out var order) ? order.Price : 0;

    /// <summary>Side of a resting order; Buy for any other.</summary>
    public Side SideOf(long number) => _orders.TryGetValue(number, out var order) ? order.Side : Side.Buy;

    /// <summary>Makers of the last order entered, each with what it traded.</summary>
    public List<(long Number, long Quantity)> LastMakers { get; } = [];

    /// <summary>The best level of each side.</summary>
    public FlowTouch Touch
    {
        get
        {
            var (bid, ask) = (Best(Side.Buy), Best(Side.Sell));
            return new FlowTouch(bid.Price, bid.Quantity, ask.Price, ask.Quantity);
        }
    }

    /// <summary>The best level; zeros for none.</summary>
    public (long Price, long Quantity) Best(Side side)
    {
        foreach (var (price, level) in side == Side.Buy ? _bids : _asks)
            return (price, level.Sum(order => order.Leaves));
        return default;
    }

    /// <summary>Enters an order; its number must not be in use by a resting one.</summary>
    /// <returns>What is left of it, resting or (immediate) dropped.</returns>
    public long Enter(long number, Side side, long price, long quantity, bool immediate) => Enter(number, side, price, quantity, quantity, immediate);

    /// <summary>Gives a resting order another price or a larger size; it loses its place.</summary>
    /// <returns>The order's new total, what has gone of it included: what a replace command must say.</returns>
    public long Replace(long number, long price, long leaves)
    {
        var order = _orders[number];
        var total = order.Total - order.Leaves + leaves;
        Remove(order);
        Enter(number, order.Side, price, leaves, total, immediate: false);
        return total;
    }

    private long Enter(long number, Side side, long price, long quantity, long total, bool immediate)
    {
        LastMakers.Clear();
        var opposite = side == Side.Buy ? _asks : _bids;
        while (quantity > 0 && opposite.Count > 0)
        {
            var (best, queue) = opposite.First();
            if (side == Side.Buy ? best > price : best < price)
                break;
            var maker = queue.First!.Value;
            var traded = Math.Min(quantity, maker.Leaves);
            _outcome.AddTrade(maker.Number, traded, best);
            LastMakers.Add((maker.Number, traded));
            quantity -= traded;
            maker.Leaves -= traded;
            if (maker.Leaves == 0)
                Remove(maker);
        }

        if (quantity > 0 && !immediate)
        {
            var order = new Resting(number, side, price, quantity, total);
            var own = side == Side.Buy ? _bids : _asks;
            if (!own.TryGetValue(price, out var level))
                own.Add(price, level = []);
            order.Place = level.AddLast(order);
            _orders.Add(number, order);
        }

        return quantity;
    }

    /// <summary>Takes a quantity off an order; all of it or more removes the order.</summary>
    /// <returns>False where it does not rest.</returns>
    public bool Reduce(long number, long quantity)
    {
        if (!_orders.TryGetValue(number, out var order))
            return false;
        order.Leaves -= quantity;
        if (order.Leaves <= 0)
            Remove(order);
        return true;
    }

    /// <summary>Removes an order.</summary>
    /// <returns>False where it does not rest.</returns>
    public bool Cancel(long number)
    {
        if (!_orders.TryGetValue(number, out var order))
            return false;
        Remove(order);
        return true;
    }

    private void Remove(Resting order)
    {
        _orders.Remove(order.Number);
        var own = order.Side == Side.Buy ? _bids : _asks;
        var level = own[order.Price];
        level.Remove(order.Place!);
        if (level.Count == 0)
            own.Remove(order.Price);
    }

    private sealed class Resting(long number, Side side, long price, long leaves, long total)
    {
        /// <summary>What was asked for in all, parts that have gone included.</summary>
        public long Total { get; } = total;

        public long Number { get; } = number;

        public Side Side { get; } = side;

        public long Price { get; } = price;

        public long Leaves { get; set; } = leaves;

        public LinkedListNode<Resting>? Place { get; set; }
    }
}
