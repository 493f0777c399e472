using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Backtest.Fills;

/// <summary>Optimistic: nothing is ever ahead, every trade at the order's price is the order's. An upper bound, not an estimate.</summary>
public sealed class OptimisticFills : IFillModel
{
    /// <inheritdoc/>
    public PlaceInQueue Enter(Side side, Price price) => PlaceInQueue.Head;

    /// <inheritdoc/>
    public PlaceInQueue Moved(in FeedEvent told, Side side, Price price, PlaceInQueue place) => place;

    /// <inheritdoc/>
    public long GivenBy(Side side, Price price, PlaceInQueue place, long left) => left;

    /// <inheritdoc/>
    public void Apply(in FeedEvent told)
    {
    }
}
