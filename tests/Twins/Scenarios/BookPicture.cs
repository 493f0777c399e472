using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Scenarios;

/// <summary>
/// A book as a trader draws it: asks above bids, orders of a level in priority with what they show and in brackets what they hide, then waiting stops.
/// <code>
/// sell 100.02: a2 30
/// sell 100.01: a1 10, ice 10 (+20)
/// buy  100.00: b1 5
/// stop buy 101.00: s1 10 @ 101.50
/// last 100.01
/// </code>
/// </summary>
public static class BookPicture
{
    /// <summary>The lines of the picture; a book without orders and last price has one line, <c>empty</c>.</summary>
    public static IReadOnlyList<string> Of(BookState book, Vocabulary words)
    {
        var i = words.Instrument(book.Instrument);
        var lines = new List<string>();
        lines.AddRange(Levels(book.Asks, "sell", i, words).Reverse());
        lines.AddRange(Levels(book.Bids, "buy ", i, words));
        lines.AddRange(book.Stops.Select(o => Stop(o, i, words)));
        if (!book.LastPrice.IsNone)
            lines.Add("last " + DecimalText.Format(book.LastPrice.Units, i.PriceScale));
        return lines.Count == 0 ? ["empty"] : lines;
    }

    private static IEnumerable<string> Levels(IReadOnlyList<BookOrder> orders, string side, Instrument i, Vocabulary words) =>
        orders.GroupBy(o => o.Price).Select(level =>
            $"{side} {DecimalText.Format(level.Key.Units, i.PriceScale)}: {string.Join(", ", level.Select(o => Order(o, i, words)))}");

    private static string Order(BookOrder o, Instrument i, Vocabulary words)
    {
        var hidden = o.LeavesQuantity - o.DisplayQuantity;
        return $"{words.NameOf(o.OrderId)} {Quantity(o.DisplayQuantity, i)}{(hidden.IsZero ? "" : $" (+{Quantity(hidden, i)})")}";
    }

    private static string Stop(BookOrder o, Instrument i, Vocabulary words) =>
        $"stop {(o.Side == Side.Buy ? "buy " : "sell")} {DecimalText.Format(o.TriggerPrice.Units, i.PriceScale)}: {words.NameOf(o.OrderId)} {Quantity(o.LeavesQuantity, i)}"
        + (o.Price.IsNone ? "" : $" @ {DecimalText.Format(o.Price.Units, i.PriceScale)}");

    private static string Quantity(Quantity quantity, Instrument i) => DecimalText.Format(quantity.Units, i.QuantityScale);
}
