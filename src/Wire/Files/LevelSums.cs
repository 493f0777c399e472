using Rialto.Model.Orders;

namespace Rialto.Wire.Files;

/// <summary>Quantity at each price of both sides, for comparing books. Cold.</summary>
internal sealed class LevelSums
{
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<long, long> _asks = [];

    /// <summary>Price and quantity of each level, best first.</summary>
    public SortedDictionary<long, long> Of(Side side) => side == Side.Buy ? _bids : _asks;

    /// <summary>What stands at a price.</summary>
    public long At(Side side, long price) => Of(side).GetValueOrDefault(price);

    /// <summary>Adds to a level, or takes off it; a level of zero goes.</summary>
    public void Add(Side side, long price, long quantity)
    {
        var levels = Of(side);
        var now = levels.GetValueOrDefault(price) + quantity;
        if (now == 0)
            levels.Remove(price);
        else
            levels[price] = now;
    }

    /// <summary>The price of the level at <paramref name="rank"/>, 0 for the best.</summary>
    /// <returns>False where there are not so many.</returns>
    public bool TryPriceAt(Side side, int rank, out long price)
    {
        price = 0;
        var levels = Of(side);
        if (levels.Count <= rank)
            return false;
        foreach (var level in levels.Keys)
        {
            price = level;
            if (rank-- == 0)
                break;
        }

        return true;
    }

    /// <summary>The best level; zeros for none.</summary>
    public (long Price, long Quantity) Best(Side side)
    {
        foreach (var (price, quantity) in Of(side))
            return (price, quantity);
        return default;
    }
}
