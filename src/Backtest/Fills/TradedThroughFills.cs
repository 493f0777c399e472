using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Backtest.Fills;

/// <summary>Pessimistic: a trade at the order's own price gives nothing; only what trades beyond it does.</summary>
public sealed class TradedThroughFills : IFillModel
{
    /// <inheritdoc/>
    public PlaceInQueue Enter(Side side, Price price) => PlaceInQueue.Head;

    /// <inheritdoc/>
    public PlaceInQueue Moved(in FeedEvent told, Side side, Price price, PlaceInQueue place) => place;

    /// <inheritdoc/>
    public long GivenBy(Side side, Price price, PlaceInQueue place, long left) => 0;

    /// <inheritdoc/>
    public void Apply(in FeedEvent told)
    {
    }
}
