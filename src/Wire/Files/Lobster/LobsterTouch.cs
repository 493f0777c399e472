using Rialto.Model.Orders;

namespace Rialto.Wire.Files.Lobster;

/// <summary>Why the best prices after a command are, or are not, those of the file's own row.</summary>
public enum TouchCause : byte
{
    /// <summary>They are: prices and quantities of both sides.</summary>
    Equal = 0,

    /// <summary>They are not, and the orders that the file entered do not make the row either: an order older than the file, or entered deeper than it reaches, stands at the touch.</summary>
    OlderOrders = 1,

    /// <summary>They are not, though the orders that the file entered make the row: an earlier take or crossing order met another order here than the one recorded, and the two books have not come together again.</summary>
    TakenElsewhere = 2,
}

/// <summary>Compares what a flow's commands show with the file's order-book rows, and names the cause of every difference.</summary>
public static class LobsterTouch
{
    /// <summary>The cause for each command that stands for a row, by index of the command; shorter than the flow by its cancellations at the end.</summary>
    /// <param name="messages">The message file the flow was made of; disposed.</param>
    /// <param name="rows">Its order-book file; disposed.</param>
    /// <param name="flow">The flow, prices in cents.</param>
    /// <exception cref="FlowFileException">A row that cannot be read, or fewer rows than messages.</exception>
    public static TouchCause[] Causes(LineReader messages, LineReader rows, FlowCommands flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        using (messages)
        using (rows)
        {
            var causes = new List<TouchCause>(flow.Count);
            var orders = new Dictionary<long, (Side Side, long Price, long Left)>();
            var entered = new LevelSums();
            List<LobsterLevel> asks = [], bids = [];
            while (LobsterFile.TryReadMessage(messages, out var message))
            {
                if (!LobsterFile.TryReadBook(rows, asks, bids))
                    throw rows.Error("fewer rows than there are messages");
                Follow(orders, entered, message);
                if (causes.Count < flow.Count && flow.RowAt(causes.Count) == messages.Row)
                    causes.Add(Cause(flow.TouchAt(causes.Count), entered, asks, bids));
            }

            return [.. causes];
        }
    }

    private static TouchCause Cause(FlowTouch shown, LevelSums entered, List<LobsterLevel> asks, List<LobsterLevel> bids)
    {
        var bid = bids.Count > 0 ? (bids[0].Price / 100, bids[0].Size) : default;
        var ask = asks.Count > 0 ? (asks[0].Price / 100, asks[0].Size) : default;
        var bidEqual = bid == (shown.BidPrice, shown.BidQuantity);
        var askEqual = ask == (shown.AskPrice, shown.AskQuantity);
        if (bidEqual && askEqual)
            return TouchCause.Equal;
        var told = (bidEqual || entered.Best(Side.Buy) == bid) && (askEqual || entered.Best(Side.Sell) == ask);
        return told ? TouchCause.TakenElsewhere : TouchCause.OlderOrders;
    }

    /// <summary>The book of those orders alone that the file has entered.</summary>
    private static void Follow(Dictionary<long, (Side Side, long Price, long Left)> orders, LevelSums entered, in LobsterMessage message)
    {
        if (message.Event == LobsterEvent.New)
        {
            orders[message.OrderId] = (message.Side, message.Price / 100, message.Size);
            entered.Add(message.Side, message.Price / 100, message.Size);
            return;
        }

        if (message.Event is not (LobsterEvent.Reduce or LobsterEvent.Delete or LobsterEvent.Execution) || !orders.TryGetValue(message.OrderId, out var order))
            return;
        var gone = message.Event == LobsterEvent.Delete ? order.Left : Math.Min(order.Left, message.Size);
        entered.Add(order.Side, order.Price, -gone);
        if (gone == order.Left)
            orders.Remove(message.OrderId);
        else
            orders[message.OrderId] = order with { Left = order.Left - gone };
    }
}
