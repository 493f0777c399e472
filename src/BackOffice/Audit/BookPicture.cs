using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Audit;

/// <summary>The best levels of a book at one moment.</summary>
/// <param name="State">The instrument's state.</param>
/// <param name="LastPrice">Price of the last trade; none before the first.</param>
/// <param name="Bids">Best first.</param>
/// <param name="Asks">Best first.</param>
public sealed record BookPicture(InstrumentState State, Price LastPrice, IReadOnlyList<BookLevel> Bids, IReadOnlyList<BookLevel> Asks)
{
    /// <summary>Levels a side in the pictures of an order's story.</summary>
    public const int StoryDepth = 3;

    /// <summary>The best levels of a book.</summary>
    public static BookPicture Of(BookState book, int depth = StoryDepth) =>
        new(book.State, book.LastPrice, [.. book.Levels(Side.Buy).Take(depth)], [.. book.Levels(Side.Sell).Take(depth)]);
}

/// <summary>Where an order stands in its queue.</summary>
/// <param name="IsWaitingStop">It waits for its trigger; the rest then counts the stops that go off before it at the same trigger.</param>
/// <param name="Price">Its price (of a stop: its trigger).</param>
/// <param name="OrdersAhead">Orders at its price that trade before it.</param>
/// <param name="ShownAhead">What the book shows of them.</param>
/// <param name="LeavesAhead">The same with their hidden parts, which queue behind it when their turn comes.</param>
/// <param name="OrdersBehind">Orders at its price behind it.</param>
/// <param name="BetterOrders">Orders of its side at better prices.</param>
/// <param name="BetterShown">What the book shows of them.</param>
/// <param name="Leaves">What is left of the order itself.</param>
/// <param name="Shown">What the book shows of it.</param>
public sealed record QueuePlace(
    bool IsWaitingStop, Price Price, int OrdersAhead, Quantity ShownAhead, Quantity LeavesAhead, int OrdersBehind, int BetterOrders, Quantity BetterShown, Quantity Leaves, Quantity Shown)
{
    /// <summary>Where an order stands; null where it is not live.</summary>
    public static QueuePlace? Of(BookState book, OrderId order, Side side) =>
        InLine(side == Side.Buy ? book.Bids : book.Asks, order, isStop: false) ?? InLine([.. book.Stops.Where(stop => stop.Side == side)], order, isStop: true);

    private static QueuePlace? InLine(IReadOnlyList<BookOrder> line, OrderId order, bool isStop)
    {
        var at = 0;
        while (at < line.Count && line[at].OrderId != order)
            at++;
        if (at == line.Count)
            return null;
        var price = PriceOf(line[at]);
        var (ahead, behind, better) = (0, 0, 0);
        var (shown, leaves, betterShown) = (Quantity.Zero, Quantity.Zero, Quantity.Zero);
        for (var i = 0; i < line.Count; i++)
        {
            if (i == at)
                continue;
            if (PriceOf(line[i]) != price)
            {
                better += i < at ? 1 : 0;
                betterShown += i < at ? line[i].DisplayQuantity : Quantity.Zero;
                if (i > at)
                    break;
            }
            else if (i < at)
            {
                ahead++;
                shown += line[i].DisplayQuantity;
                leaves += line[i].LeavesQuantity;
            }
            else
            {
                behind++;
            }
        }

        return new QueuePlace(isStop, price, ahead, shown, leaves, behind, better, betterShown, line[at].LeavesQuantity, line[at].DisplayQuantity);

        Price PriceOf(BookOrder one) => isStop ? one.TriggerPrice : one.Price;
    }
}
