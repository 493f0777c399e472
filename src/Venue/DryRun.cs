using Rialto.Model.Orders;
using Rialto.Venue.Books;
using Rialto.Venue.Guards;
using Rialto.Venue.Orders;

namespace Rialto.Venue;

/// <summary>Whether an incoming order would fill whole, found by walking the book (matching.md, section 5). Changes nothing.</summary>
internal static class DryRun
{
    private enum Step
    {
        Continue,
        Whole,
        Fails,
    }

    /// <param name="orders">The live orders.</param>
    /// <param name="book">The book.</param>
    /// <param name="incoming">The order, a copy to be used up; <see cref="Incoming.Worst"/> must be set.</param>
    /// <param name="trial">The instrument's guards, a copy to be used up.</param>
    public static bool FillsWhole(OrderTable orders, Book book, Incoming incoming, Trial trial) => Run(orders, book, ref incoming, trial);

    /// <summary>What an order by quantity takes before the run fails or ends. The same parameters.</summary>
    public static long Takes(OrderTable orders, Book book, Incoming incoming, Trial trial)
    {
        var wanted = incoming.Remaining;
        Run(orders, book, ref incoming, trial);
        return wanted - incoming.Remaining;
    }

    private static bool Run(OrderTable orders, Book book, ref Incoming incoming, Trial trial)
    {
        var makers = book.Opposite(incoming.Side);
        for (var at = makers.Best; at != 0; at = makers.Worse(at))
        {
            var price = makers.PriceOf(at);
            if (!incoming.Accepts(price))
                return false;
            if (trial.Skips(1 - incoming.Side, price))
                continue;
            if (trial.Bars(incoming.Side, price))
                return false;
            var step = PassLevel(orders, book, makers[at], price, ref incoming, ref trial);
            if (step != Step.Continue)
                return step == Step.Whole;
        }

        return false;
    }

    private static Step PassLevel(OrderTable orders, Book book, in Level level, long price, ref Incoming incoming, ref Trial trial)
    {
        var mode = incoming.Terms.SelfTradePrevention;
        var hidden = 0L;
        for (var slot = level.First; slot != 0; slot = orders[slot].Next)
        {
            var wanted = Wanted(book, incoming, price);
            if (wanted == 0)
                return Step.Whole;
            ref var maker = ref orders[slot];
            if (mode != SelfTradePrevention.None && orders.GroupOf(slot) == incoming.Group)
            {
                var isSkipped = mode == SelfTradePrevention.CancelResting || (mode == SelfTradePrevention.CancelSmallest && maker.Leaves < wanted);
                if (!isSkipped)
                    return Step.Fails;
                continue;
            }

            if (trial.Trips(price))
                return Step.Fails;
            hidden += maker.Leaves - maker.Display;
            // A budget that cannot pay for all that is shown ends here with less than a lot's cost: that is whole.
            if (TakesAll(book, ref incoming, price, Math.Min(wanted, maker.Display)) || wanted < maker.Display)
                return Step.Whole;
        }

        var rest = Wanted(book, incoming, price);
        if (hidden == 0)
            return Step.Continue;
        return rest == 0 || TakesAll(book, ref incoming, price, Math.Min(rest, hidden)) || (incoming.IsBudget && rest < hidden)
            ? Step.Whole
            : Step.Continue;
    }

    private static long Wanted(Book book, in Incoming incoming, long price) =>
        incoming.IsBudget ? incoming.Budget.Affordable(book.Amounts, price, book.Lot.Divisor) : incoming.Remaining;

    /// <summary>Takes a quantity. True where nothing is left.</summary>
    private static bool TakesAll(Book book, ref Incoming incoming, long price, long quantity)
    {
        if (incoming.IsBudget)
            incoming.Budget.Spend(book.Amounts, price, quantity);
        else
            incoming.Remaining -= quantity;
        return incoming.IsDone;
    }
}
