using Rialto.Model.Orders;
using Rialto.Wire.Files.Lobster;

namespace Rialto.Host.Tools.Flow;

/// <summary>The book that a LOBSTER file's messages alone describe: what was entered before the file began is not in it.</summary>
internal sealed class MessageBook
{
    private readonly Dictionary<long, (Side Side, long Price, long Size)> _orders = [];
    private readonly TouchBook _levels = new();

    /// <summary>Best prices now, in cents.</summary>
    public Touch Touch => _levels.Touch;

    /// <summary>Takes one message in.</summary>
    public void Apply(in LobsterMessage message)
    {
        var price = message.Price / 100;
        if (message.Event == LobsterEvent.New)
        {
            _orders[message.OrderId] = (message.Side, price, message.Size);
            _levels.Add(message.Side, price, message.Size);
        }
        else if (_orders.TryGetValue(message.OrderId, out var order))
        {
            var gone = message.Event == LobsterEvent.Delete ? order.Size : Math.Min(message.Size, order.Size);
            _levels.Add(order.Side, order.Price, -gone);
            if (gone == order.Size)
                _orders.Remove(message.OrderId);
            else
                _orders[message.OrderId] = order with { Size = order.Size - gone };
        }
    }
}

/// <summary>Quantities by price on two sides.</summary>
internal sealed class TouchBook
{
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((left, right) => right.CompareTo(left)));
    private readonly SortedDictionary<long, long> _asks = [];

    /// <summary>The best of each side.</summary>
    public Touch Touch
    {
        get
        {
            var (bidPrice, bidQuantity) = First(_bids);
            var (askPrice, askQuantity) = First(_asks);
            return new Touch(bidPrice, bidQuantity, askPrice, askQuantity);
        }
    }

    /// <summary>Changes a level by so much; at zero it is gone.</summary>
    public void Add(Side side, long price, long change)
    {
        var levels = side == Side.Buy ? _bids : _asks;
        Set(side, price, levels.GetValueOrDefault(price) + change);
    }

    /// <summary>Sets a level; zero removes it.</summary>
    public void Set(Side side, long price, long quantity)
    {
        var levels = side == Side.Buy ? _bids : _asks;
        if (quantity == 0)
            levels.Remove(price);
        else
            levels[price] = quantity;
    }

    // Enumerating one entry does not sort anything.
    private static (long Price, long Quantity) First(SortedDictionary<long, long> levels)
    {
        foreach (var (price, quantity) in levels)
            return (price, quantity);
        return default;
    }
}
