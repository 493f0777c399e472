using Rialto.Gateways.Answers;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>One price of one side: its orders in priority, and what they show together. Owned by the fan-out thread.</summary>
internal sealed class Level
{
    public Price Price;
    public Side Side;
    public Quantity Quantity;
    public int Orders;
    public OrderState? First;
    public OrderState? Last;

    /// <summary>Already listed among the changes of the current command.</summary>
    public bool IsChanged;

    public void Append(OrderState order)
    {
        order.Level = this;
        order.LevelNext = null;
        order.LevelPrevious = Last;
        if (Last is null)
            First = order;
        else
            Last.LevelNext = order;
        Last = order;
        Orders++;
        Quantity += order.Shown;
    }

    public void Remove(OrderState order)
    {
        if (order.LevelPrevious is null)
            First = order.LevelNext;
        else
            order.LevelPrevious.LevelNext = order.LevelNext;
        if (order.LevelNext is null)
            Last = order.LevelPrevious;
        else
            order.LevelNext.LevelPrevious = order.LevelPrevious;
        order.Level = null;
        order.LevelNext = order.LevelPrevious = null;
        Orders--;
        Quantity -= order.Shown;
    }
}

/// <summary>
/// One side of a book by price. Levels lie in an array from the worst price to the best, so that changes near the touch move little.
/// Owned by the fan-out thread.
/// </summary>
internal sealed class BookSide(Side side)
{
    private readonly Stack<Level> _spare = new();
    private long[] _keys = new long[64];
    private Level[] _levels = new Level[64];

    /// <summary>How many prices have orders.</summary>
    public int Count { get; private set; }

    /// <summary>What all levels show together.</summary>
    public Int128 TotalQuantity { get; private set; }

    /// <summary>Orders of all levels.</summary>
    public int TotalOrders { get; private set; }

    /// <summary>The best level, null where the side is empty.</summary>
    public Level? Best => Count == 0 ? null : _levels[Count - 1];

    /// <summary>The level at a rank, 0 is the best.</summary>
    public Level this[int rank] => _levels[Count - 1 - rank];

    /// <summary>The level at a price, null where there is none.</summary>
    public Level? Find(Price price)
    {
        var i = Array.BinarySearch(_keys, 0, Count, Key(price));
        return i < 0 ? null : _levels[i];
    }

    /// <summary>The level at a price, made where there is none.</summary>
    public Level FindOrAdd(Price price)
    {
        var key = Key(price);
        var i = Array.BinarySearch(_keys, 0, Count, key);
        if (i >= 0)
            return _levels[i];
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, Count * 2);
            Array.Resize(ref _levels, Count * 2);
        }

        i = ~i;
        Array.Copy(_keys, i, _keys, i + 1, Count - i);
        Array.Copy(_levels, i, _levels, i + 1, Count - i);
        var level = _spare.Count > 0 ? _spare.Pop() : new Level();
        level.Price = price;
        level.Side = side;
        level.Quantity = Quantity.Zero;
        level.Orders = 0;
        level.First = level.Last = null;
        level.IsChanged = false;
        _keys[i] = key;
        _levels[i] = level;
        Count++;
        return level;
    }

    /// <summary>A level shows so much more or less, of so many more or fewer orders.</summary>
    public void Tally(long quantity, int orders)
    {
        TotalQuantity += quantity;
        TotalOrders += orders;
    }

    /// <summary>Removes a level that has lost its last order.</summary>
    public void Drop(Level level)
    {
        var i = Array.BinarySearch(_keys, 0, Count, Key(level.Price));
        Count--;
        Array.Copy(_keys, i + 1, _keys, i, Count - i);
        Array.Copy(_levels, i + 1, _levels, i, Count - i);
        _levels[Count] = null!;
        _spare.Push(level);
    }

    /// <summary>Its orders, best price first, in priority, at most so many.</summary>
    public List<BookOrderPicture> CopyOrders(int most)
    {
        var orders = new List<BookOrderPicture>();
        for (var rank = 0; rank < Count; rank++)
        {
            for (var order = this[rank].First; order is not null; order = order.LevelNext)
            {
                if (orders.Count == most)
                    return orders;
                orders.Add(new BookOrderPicture(order.Picture.OrderId, order.Picture.Price, order.Shown));
            }
        }

        return orders;
    }

    // Ascending key is ascending attractiveness: higher bids, lower asks.
    private long Key(Price price) => side == Side.Buy ? price.Units : -price.Units;
}
