using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Queues;

namespace Rialto.Backtest.Fills;

/// <summary>
/// By the place in the queue: a trade at the order's price first takes all that is ahead by <see cref="QueueBook"/>, and what is left of it goes to the order. How wrong that is on days that name
/// every order: docs/reference/paper-trading.md.
/// </summary>
public sealed class QueueFills : IFillModel
{
    // The order's level is not shown: its number is known once its level is.
    private const long NotNumbered = long.MaxValue;

    private readonly QueueBook _book;
    private readonly bool _showsAll;

    /// <summary>Makes one.</summary>
    /// <param name="law">How cancelled quantities are laid on the orders of a queue.</param>
    /// <param name="showsAll">The feed shows every level. Otherwise what stands beyond the worst level of a side is out of sight: nobody knows what is there.</param>
    public QueueFills(CancelLaw law = CancelLaw.NewestOfSize, bool showsAll = false) => (_book, _showsAll) = (new QueueBook(law), showsAll);

    /// <inheritdoc/>
    public PlaceInQueue Enter(Side side, Price price) =>
        _book.At(side, price) is { } queue ? new PlaceInQueue(queue.NextNumber, long.MaxValue) : IsInSight(side, price) ? PlaceInQueue.Head : new PlaceInQueue(NotNumbered, long.MaxValue);

    /// <inheritdoc/>
    public PlaceInQueue Moved(in FeedEvent told, Side side, Price price, PlaceInQueue place)
    {
        // Between two frames the book is whole: an empty price within it is an empty queue, and our order its head.
        if (place.Number == NotNumbered && (told.Flags & FeedEventFlags.FirstOfFrame) != 0 && _book.At(side, price) is null && IsInSight(side, price))
            place = PlaceInQueue.Head;
        switch (told.Kind)
        {
            case FeedEventKind.BookCleared:
                return new PlaceInQueue(NotNumbered, Ahead(side, price, place));
            case FeedEventKind.Trade when told.Side != side && told.Price == price && place.AheadMax != long.MaxValue:
                return place with { AheadMax = Math.Max(0, place.AheadMax - told.Quantity.Units) };
            case FeedEventKind.Level when told.Side == side && told.Price == price:
                // Emptied, or cut off from the levels that are shown: known when the frame is whole. Until then no more is ahead than was.
                if (told.Quantity.Units <= 0 && !_showsAll)
                    return new PlaceInQueue(NotNumbered, Ahead(side, price, place));
                if (told.Quantity.Units <= 0)
                    return place.Number == NotNumbered ? place : PlaceInQueue.Head;
                return place.Number == NotNumbered && _book.At(side, price) is { } queue ? place with { Number = queue.NextNumber } : place;
            default:
                return place;
        }
    }

    /// <inheritdoc/>
    public long GivenBy(Side side, Price price, PlaceInQueue place, long left) => Math.Max(0, left - Ahead(side, price, place));

    /// <inheritdoc/>
    public void Apply(in FeedEvent told) => _book.Apply(in told);

    /// <summary>What stands ahead of an order; <see cref="long.MaxValue"/> where nobody knows.</summary>
    public long Ahead(Side side, Price price, PlaceInQueue place) =>
        place.AheadMax == 0 ? 0
        : _book.At(side, price) is { } queue ? Math.Min(place.AheadMax, queue.QuantityAhead(place.Number))
        : place.Number == NotNumbered && !IsInSight(side, price) ? place.AheadMax : 0;

    private bool IsInSight(Side side, Price price) => _showsAll || _book.ShowsBeyond(side, price);
}
