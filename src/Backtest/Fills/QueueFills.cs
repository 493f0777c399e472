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
    // The book was told anew: the order's number is known once its level is.
    private const long NotNumbered = long.MaxValue;

    private readonly QueueBook _book;

    /// <summary>Makes one.</summary>
    /// <param name="law">How cancelled quantities are laid on the orders of a queue.</param>
    public QueueFills(CancelLaw law = CancelLaw.NewestOfSize) => _book = new QueueBook(law);

    /// <inheritdoc/>
    public PlaceInQueue Enter(Side side, Price price) => _book.At(side, price) is { } queue ? new PlaceInQueue(queue.NextNumber, long.MaxValue) : PlaceInQueue.Head;

    /// <inheritdoc/>
    public PlaceInQueue Moved(in FeedEvent told, Side side, Price price, PlaceInQueue place)
    {
        switch (told.Kind)
        {
            case FeedEventKind.BookCleared:
                return new PlaceInQueue(NotNumbered, Ahead(side, price, place));
            case FeedEventKind.Trade when told.Side != side && told.Price == price && place.AheadMax != long.MaxValue:
                return place with { AheadMax = Math.Max(0, place.AheadMax - told.Quantity.Units) };
            case FeedEventKind.Level when told.Side == side && told.Price == price:
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

    /// <summary>What stands ahead of an order.</summary>
    public long Ahead(Side side, Price price, PlaceInQueue place) =>
        place.AheadMax == 0 || _book.At(side, price) is not { } queue ? 0 : Math.Min(place.AheadMax, queue.QuantityAhead(place.Number));
}
