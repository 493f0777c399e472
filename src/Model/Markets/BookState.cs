using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Model.Markets;

/// <summary>One order as a book audit sees it.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Owner">Its owner.</param>
/// <param name="Side">Its side.</param>
/// <param name="Price">Where it rests; for a waiting stop its limit, or none.</param>
/// <param name="LeavesQuantity">What is left, hidden part included.</param>
/// <param name="DisplayQuantity">What the book shows; zero for a waiting stop.</param>
/// <param name="FilledQuantity">What has filled.</param>
/// <param name="TriggerPrice">Of a waiting stop; none otherwise.</param>
public readonly record struct BookOrder(
    OrderId OrderId, OwnerId Owner, Side Side, Price Price, Quantity LeavesQuantity, Quantity DisplayQuantity, Quantity FilledQuantity, Price TriggerPrice);

/// <summary>One price level as the market sees it.</summary>
/// <param name="Price">The price.</param>
/// <param name="Quantity">Sum of what is shown.</param>
/// <param name="Orders">How many orders.</param>
public readonly record struct BookLevel(Price Price, Quantity Quantity, int Orders);

/// <summary>
/// Everything in one instrument's book at one moment, for audits: two engines that agree on this agree on the book.
/// Bids from the highest price down, asks from the lowest up, each level in priority; stops by side (buys first), then in the order they would go off at their trigger.
/// </summary>
public sealed record BookState(
    InstrumentId Instrument,
    InstrumentState State,
    Price LastPrice,
    IReadOnlyList<BookOrder> Bids,
    IReadOnlyList<BookOrder> Asks,
    IReadOnlyList<BookOrder> Stops)
{
    /// <summary>Levels of one side, best first.</summary>
    public IEnumerable<BookLevel> Levels(Side side)
    {
        var orders = side == Side.Buy ? Bids : Asks;
        for (var i = 0; i < orders.Count;)
        {
            var price = orders[i].Price;
            var quantity = Units.Quantity.Zero;
            var count = 0;
            for (; i < orders.Count && orders[i].Price == price; i++, count++)
                quantity += orders[i].DisplayQuantity;
            yield return new BookLevel(price, quantity, count);
        }
    }
}
