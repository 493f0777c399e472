namespace Rialto.Backtest.Fills;

/// <summary>Where a pretended order stands in the queue of its level.</summary>
/// <param name="Number">Orders of the level with lower numbers are ahead (see <see cref="Trading.Queues.LevelQueue.NextNumber"/>).</param>
/// <param name="AheadMax">No more than this is ahead, whatever the queue says: known from before the book was told anew.</param>
public readonly record struct PlaceInQueue(long Number, long AheadMax)
{
    /// <summary>Nothing is ahead.</summary>
    public static PlaceInQueue Head => new(0, 0);
}
