using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Rialto.Host.Roles;
using Rialto.Journal;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue;
using Spectre.Console;

namespace Rialto.Host.Tools;

/// <summary><c>rialto audit book SYMBOL --at SEQ</c>: the book as it stood after any command, by replaying the journal. Reads only; the exchange may run.</summary>
internal static class AuditCommand
{
    public static System.CommandLine.Command Make()
    {
        var symbol = new Argument<string>("symbol") { Description = "Instrument" };
        var at = new Option<long?>("--at") { Description = "Sequence of the command after which to look; default: the last in the journal" };
        var data = new Option<string?>("--data") { Description = "Data folder (RIALTO__Data__Directory; default ./data)", Recursive = true };
        var audit = new System.CommandLine.Command("audit", "Look into the journal; reads only")
        {
            new System.CommandLine.Command("book", "An instrument's book, every order with its owner, as it stood after any command") { symbol, at }
                .Does(async (parsed, terminal, stop) =>
                {
                    var folder = parsed.GetValue(data) ?? Environment.GetEnvironmentVariable("RIALTO__Data__Directory") ?? "data";
                    if (!Directory.Exists(Path.Combine(folder, "journal")))
                        throw new ToolException(ExitCode.NotFound, $"There is no journal in '{folder}'.");
                    if (parsed.GetValue(at) is < 1)
                        throw new ToolException(ExitCode.Usage, "--at is a sequence, 1 and up.");
                    await BookAsync(terminal, folder, parsed.GetValue(symbol)!, parsed.GetValue(at), stop);
                    return ExitCode.Ok;
                }),
        };
        audit.Options.Add(data);
        return audit;
    }

    private static async Task BookAsync(Terminal terminal, string folder, string symbol, long? at, CancellationToken cancellationToken)
    {
        var exchange = new Exchange<NoEvents>(ExchangeIdentity.Of(folder), new NoEvents());
        JournalReadReport report = default;
        await terminal.WatchAsync("replaying", at ?? 0, () => exchange.LastSequence, () => report = Replay(exchange, folder, at ?? long.MaxValue), cancellationToken);
        if (at is { } wanted && report.LastSequence < wanted)
            throw new ToolException(ExitCode.NotFound, $"The journal ends at sequence {report.LastSequence}.");
        var instrument = exchange.Instruments.FirstOrDefault(one => one.Symbol.ToString() == symbol)
            ?? throw new ToolException(ExitCode.NotFound, $"There is no instrument {symbol} at sequence {report.LastSequence}.");
        var book = exchange.Audit(instrument.Id);
        if (terminal.IsJson)
            PrintJson(exchange, report, instrument, book);
        else
            Print(terminal, report, instrument, book);
    }

    private static JournalReadReport Replay(Exchange<NoEvents> exchange, string folder, long through)
    {
        try
        {
            var handler = new Replayer(exchange);
            return new JournalReader(Path.Combine(folder, "journal")).Read(ref handler, through);
        }
        catch (JournalCorruptException problem)
        {
            throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
        }
    }

    private static void Print(Terminal terminal, JournalReadReport report, Instrument instrument, BookState book)
    {
        terminal.Line($"{instrument.Symbol} was {book.State.ToString().ToLowerInvariant()} after sequence {report.LastSequence}, {report.LastTime}; last price {PriceText(instrument, book.LastPrice)}");
        terminal.Out.Write(BookCommand.Ladder(Levels(instrument, book, Side.Buy), Levels(instrument, book, Side.Sell)));
        var orders = Terminal.Table("order", "owner", "side", "#price", "#leaves", "#shown", "#filled", "#trigger");
        foreach (var order in book.Bids.Concat(book.Asks).Concat(book.Stops))
        {
            orders.AddRow(
                order.OrderId.ToString(), order.Owner.ToString(), order.Side.ToString().ToLowerInvariant(), PriceText(instrument, order.Price),
                QuantityText(instrument, order.LeavesQuantity), QuantityText(instrument, order.DisplayQuantity), QuantityText(instrument, order.FilledQuantity),
                PriceText(instrument, order.TriggerPrice));
        }

        terminal.Out.Write(orders);
    }

    private static List<(string Price, string Quantity, string Orders)> Levels(Instrument instrument, BookState book, Side side) =>
        [.. book.Levels(side).Select(level => (PriceText(instrument, level.Price), QuantityText(instrument, level.Quantity), level.Orders.ToString(CultureInfo.InvariantCulture)))];

    private static string PriceText(Instrument instrument, Price price) => price.IsNone ? "-" : DecimalText.Format(price.Units, instrument.PriceScale);

    private static string QuantityText(Instrument instrument, Quantity quantity) => DecimalText.Format(quantity.Units, instrument.QuantityScale);

    private static void PrintJson(Exchange<NoEvents> exchange, JournalReadReport report, Instrument instrument, BookState book) => Terminal.Json(json =>
    {
        json.WriteString("symbol", instrument.Symbol.ToString());
        json.WriteString("state", book.State.ToString().ToLowerInvariant());
        json.WriteNumber("sequence", report.LastSequence);
        json.WriteString("time", report.LastTime.ToString());
        json.WriteString("state_hash", exchange.StateHash().ToString("x16", CultureInfo.InvariantCulture));
        foreach (var (name, side) in new[] { ("bids", Side.Buy), ("asks", Side.Sell) })
        {
            json.WriteStartArray(name);
            foreach (var level in book.Levels(side))
            {
                json.WriteStartObject();
                json.WriteString("price", PriceText(instrument, level.Price));
                json.WriteString("quantity", QuantityText(instrument, level.Quantity));
                json.WriteNumber("orders", level.Orders);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("orders");
        foreach (var order in book.Bids.Concat(book.Asks).Concat(book.Stops))
            Write(json, instrument, order);
        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, Instrument instrument, BookOrder order)
    {
        json.WriteStartObject();
        json.WriteString("order_id", order.OrderId.ToString());
        json.WriteNumber("owner", order.Owner.Value);
        json.WriteString("side", order.Side.ToString().ToLowerInvariant());
        if (!order.Price.IsNone)
            json.WriteString("price", PriceText(instrument, order.Price));
        json.WriteString("leaves", QuantityText(instrument, order.LeavesQuantity));
        json.WriteString("shown", QuantityText(instrument, order.DisplayQuantity));
        json.WriteString("filled", QuantityText(instrument, order.FilledQuantity));
        if (!order.TriggerPrice.IsNone)
            json.WriteString("stop_price", PriceText(instrument, order.TriggerPrice));
        json.WriteEndObject();
    }

    /// <summary>Applies commands and forgets their events.</summary>
    private readonly struct Replayer(Exchange<NoEvents> exchange) : ICommandHandler
    {
        public void Apply(in Model.Orders.Command command) => exchange.Apply(in command);
    }

    /// <summary>Takes events and forgets them.</summary>
    private struct NoEvents() : IEventSink
    {
        private readonly ExchangeEvent[] _slot = new ExchangeEvent[1];

        public ref ExchangeEvent Claim() => ref _slot[0];

        public readonly void EndCommand()
        {
            // Nobody reads them.
        }
    }
}
