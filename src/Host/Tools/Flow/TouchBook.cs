using Rialto.Model.Orders;
using Rialto.Wire.Files;

namespace Rialto.Host.Tools.Flow;

/// <summary>Quantities by price on two sides.</summary>
internal sealed class TouchBook
{
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((left, right) => right.CompareTo(left)));
    private readonly SortedDictionary<long, long> _asks = [];

    /// <summary>The best of each side.</summary>
    public FlowTouch Touch
    {
        get
        {
            var (bidPrice, bidQuantity) = First(_bids);
            var (askPrice, askQuantity) = First(_asks);
            return new FlowTouch(bidPrice, bidQuantity, askPrice, askQuantity);
        }
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
