using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Books;
using Rialto.Venue.Orders;

namespace Rialto.Venue;

/// <summary>A book as audits see it. Cold.</summary>
internal static class Auditing
{
    public static BookState Of(Book book, OrderTable orders) => new(
        new InstrumentId(book.Id), book.State, new Price(book.LastPrice),
        InBook(book.Bids, orders), InBook(book.Asks, orders), [.. Waiting(book, orders, Side.Buy), .. Waiting(book, orders, Side.Sell)]);

    /// <summary>Slots of a side's orders, best first.</summary>
    public static IEnumerable<int> Slots(Ladder ladder, OrderTable orders)
    {
        for (var level = ladder.Best; level != 0; level = ladder.Worse(level))
            for (var slot = ladder[level].First; slot != 0; slot = orders[slot].Next)
                yield return slot;
    }

    /// <summary>A side's waiting stops in the order in which they would go off.</summary>
    public static IEnumerable<int> StopSlots(Book book, Side side)
    {
        var items = book.Stops(side).Items.ToArray();
        Array.Sort(items, (a, b) => a < b ? -1 : b < a ? 1 : 0);
        foreach (var item in items)
            yield return item.Slot;
    }

    private static List<BookOrder> InBook(Ladder ladder, OrderTable orders) =>
        Slots(ladder, orders).Select(slot => Seen(orders, slot, 0)).ToList();

    private static IEnumerable<BookOrder> Waiting(Book book, OrderTable orders, Side side) =>
        StopSlots(book, side).Select(slot => Seen(orders, slot, orders.Extras(slot).TriggerPrice));

    private static BookOrder Seen(OrderTable orders, int slot, long trigger)
    {
        ref var order = ref orders[slot];
        return new BookOrder(
            new OrderId(order.OrderId), new OwnerId(order.Owner), order.Side, new Price(order.Price),
            new Quantity(order.Leaves), new Quantity(order.Display), new Quantity(order.Traded), new Price(trigger));
    }
}
