using System.CommandLine;
using Rialto.BackOffice.Audit;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Spectre.Console;

namespace Rialto.Host.Tools.Audit;

/// <summary><c>rialto audit</c>: questions about the past, answered from the journal. Reads only; the exchange may run.</summary>
internal static class AuditCommand
{
    private const int DefaultDepth = 10;
    private const int DefaultLimit = 100;
    private const int LimitMax = 10_000;

    private static readonly Option<string?> Owner = new("--owner") { Description = "Whose: user name or owner number" };

    public static System.CommandLine.Command Make()
    {
        var audit = new System.CommandLine.Command("audit", "Ask the past: an order's story, a book at any moment, a trade, what a user did; reads only") { Book(), Order(), Trade(), User() };
        audit.Options.Add(PastOptions.Data);
        return audit;
    }

    private static System.CommandLine.Command Book()
    {
        var symbol = new Argument<string>("symbol") { Description = "Instrument" };
        var at = new Option<string?>("--at") { Description = "Sequence of the command after which to look, or a time such as 2026-11-21T04:10:52.5Z; default: now" };
        var depth = new Option<int>("--depth") { Description = "Levels a side", DefaultValueFactory = _ => DefaultDepth };
        var orders = new Option<bool>("--orders") { Description = "Every order too, with its owner" };
        return new System.CommandLine.Command("book", "An instrument's book as it stood at any moment") { symbol, at, depth, orders }.Does((parsed, terminal, stop) =>
        {
            if (parsed.GetValue(depth) < 1)
                throw new ToolException(ExitCode.Usage, "--depth must be 1 or more.");
            return PastOptions.AskAsync(parsed, terminal, (past, queries) =>
            {
                var name = parsed.GetValue(symbol)!;
                var book = queries.Book(name, PastOptions.MomentOf(parsed.GetValue(at), "--at"), stop)
                    ?? throw new ToolException(ExitCode.NotFound, $"There was no instrument {name} at that moment.");
                return () =>
                {
                    if (terminal.IsJson)
                        Terminal.Json(json => StoryJson.Write(json, book, parsed.GetValue(depth), parsed.GetValue(orders)));
                    else
                        Print(terminal, past, book, parsed.GetValue(depth), parsed.GetValue(orders));
                };
            }, stop);
        });
    }

    private static System.CommandLine.Command Order()
    {
        var id = new Argument<string>("order") { Description = "Order id, or with --owner a client order id" };
        return new System.CommandLine.Command("order", "An order's whole story: who, from where, every state, book and queue around it, fills, fees, guards, end") { id, Owner }.Does(
            (parsed, terminal, stop) => PastOptions.AskAsync(parsed, terminal, (past, queries) =>
            {
                var name = parsed.GetValue(id)!;
                if (parsed.GetValue(Owner) is { } owner)
                    return OrderByClientId(terminal, past, queries, past.OwnerOf(owner), name, stop);
                if (!long.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) || number < 1)
                    throw new ToolException(ExitCode.Usage, $"'{name}' is not an order id; a client order id needs --owner.");
                return Tell(terminal, past, queries, new OrderId(number), [], stop);
            }, stop));
    }

    private static System.CommandLine.Command Trade()
    {
        var id = new Argument<long>("trade") { Description = "Trade id" };
        return new System.CommandLine.Command("trade", "A trade: both sides, fees, what caused it, the book around it") { id }.Does(
            (parsed, terminal, stop) => PastOptions.AskAsync(parsed, terminal, (past, queries) =>
            {
                var story = queries.Trade(new TradeId(parsed.GetValue(id)), stop)
                    ?? throw new ToolException(ExitCode.NotFound, $"There is no trade {parsed.GetValue(id)}.");
                return () => Say(terminal, json => StoryJson.Write(json, story, past.Scene), () => StoryText.Of(story, past.Scene));
            }, stop));
    }

    private static System.CommandLine.Command User()
    {
        var user = new Argument<string>("user") { Description = "User name or owner number" };
        var from = new Option<string?>("--from") { Description = "Sequence or time to begin at" };
        var to = new Option<string?>("--to") { Description = "Time to end at" };
        var limit = new Option<int>("--limit") { Description = $"Commands at most, 1 to {LimitMax}", DefaultValueFactory = _ => DefaultLimit };
        var after = new Option<long>("--after") { Description = "Go on after this sequence" };
        return new System.CommandLine.Command("user", "Everything a user did and that happened to it") { user, from, to, limit, after }.Does(
            (parsed, terminal, stop) => PastOptions.AskAsync(parsed, terminal, (past, queries) =>
            {
                if (parsed.GetValue(limit) is < 1 or > LimitMax)
                    throw new ToolException(ExitCode.Usage, $"--limit must be from 1 to {LimitMax}.");
                var begin = PastOptions.MomentOf(parsed.GetValue(from), "--from");
                var end = PastOptions.MomentOf(parsed.GetValue(to), "--to");
                if (end.Sequence != 0)
                    throw new ToolException(ExitCode.Usage, "--to is a time.");
                var activity = queries.Activity(
                    new ActivityQuery(past.OwnerOf(parsed.GetValue(user)!), begin.Time, end.Time, Math.Max(parsed.GetValue(after), begin.Sequence - 1), parsed.GetValue(limit)), stop);
                return () => Say(terminal, json => StoryJson.Write(json, activity, past.Scene), () => StoryText.Of(activity, past.Scene));
            }, stop));
    }

    private static Action OrderByClientId(Terminal terminal, Past past, AuditQueries queries, OwnerId owner, string name, CancellationToken stop)
    {
        if (!Text36.TryCreate(name, out var clientOrderId))
            throw new ToolException(ExitCode.Usage, $"'{name}' cannot be a client order id.");
        var (orders, refusals) = queries.Orders(owner, clientOrderId, stop);
        if (orders.Count > 0)
            return Tell(terminal, past, queries, orders[^1], orders, stop);
        if (refusals.Count == 0)
            throw new ToolException(ExitCode.NotFound, $"{past.Scene.Name(owner)} never used the client order id {name}.");
        return () => Say(terminal, json => StoryJson.Write(json, refusals, past.Scene), () => $"No order was ever accepted under {name}.\n" + StoryText.Of(refusals, past.Scene));
    }

    private static Action Tell(Terminal terminal, Past past, AuditQueries queries, OrderId order, IReadOnlyList<OrderId> sameName, CancellationToken stop)
    {
        var story = queries.Order(order, stop) ?? throw new ToolException(ExitCode.NotFound, $"There is no order {order}.");
        return () =>
        {
            Say(terminal, json => StoryJson.Write(json, story, past.Scene), () => StoryText.Of(story, past.Scene));
            if (sameName.Count > 1)
                terminal.Note($"The same client order id named orders {string.Join(", ", sameName.SkipLast(1))} before.");
        };
    }

    private static void Say(Terminal terminal, Action<System.Text.Json.Utf8JsonWriter> json, Func<string> text)
    {
        if (terminal.IsJson)
            Terminal.Json(json);
        else
            Console.Out.Write(text());
    }

    private static void Print(Terminal terminal, Past past, BookAt at, int depth, bool withOrders)
    {
        var instrument = at.Instrument;
        terminal.Line($"{instrument.Symbol} was {at.Book.State.ToString().ToLowerInvariant()} after sequence {at.Sequence}, {at.Time}; last price {PriceText(at.Book.LastPrice)}");
        terminal.Out.Write(BookCommand.Ladder(Levels(Side.Buy), Levels(Side.Sell)));
        if (!withOrders)
            return;
        var orders = Terminal.Table("order", "owner", "side", "#price", "#leaves", "#shown", "#filled", "#trigger");
        foreach (var order in at.Book.Bids.Concat(at.Book.Asks).Concat(at.Book.Stops))
        {
            orders.AddRow(
                order.OrderId.ToString(), Markup.Escape(past.Scene.Name(order.Owner)), order.Side.ToString().ToLowerInvariant(), PriceText(order.Price),
                QuantityText(order.LeavesQuantity), QuantityText(order.DisplayQuantity), QuantityText(order.FilledQuantity), PriceText(order.TriggerPrice));
        }

        terminal.Out.Write(orders);

        List<(string Price, string Quantity, string Orders)> Levels(Side side) =>
            [.. at.Book.Levels(side).Take(depth).Select(level => (PriceText(level.Price), QuantityText(level.Quantity), level.Orders.ToString(System.Globalization.CultureInfo.InvariantCulture)))];

        string PriceText(Price price) => price.IsNone ? "-" : DecimalText.Format(price.Units, instrument.PriceScale);

        string QuantityText(Quantity quantity) => DecimalText.Format(quantity.Units, instrument.QuantityScale);
    }
}
