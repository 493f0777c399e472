using System.CommandLine;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Spectre.Console;

namespace Rialto.Host.Tools;

/// <summary><c>rialto book SYMBOL</c>: the order book of a running exchange, once or as it moves.</summary>
internal static class BookCommand
{
    public static Command Make()
    {
        var symbol = new Argument<string>("symbol") { Description = "Instrument, such as BTC-USDT" };
        var depth = new Option<int>("--depth") { Description = "Levels a side, 1 to 1000", DefaultValueFactory = _ => 10 };
        var watch = new Option<bool>("--watch") { Description = "Keep showing it as it moves, until interrupted" };
        var analytics = new Option<bool>("--analytics") { Description = "Show how the book leans, its spreads and the toxicity of its flow instead" };
        return new Command("book", "Show the order book of an instrument") { symbol, depth, watch, analytics }.WithConnection().Does((parsed, terminal, stop) =>
        {
            var levels = parsed.GetValue(depth);
            if (levels is < 1 or > 1000)
                throw new ToolException(ExitCode.Usage, $"--depth must be from 1 to 1000, not {levels}.");
            if (parsed.GetValue(analytics))
                return BookAnalytics.ShowAsync(parsed.Connection(), terminal, parsed.GetValue(symbol)!, levels, stop);
            return parsed.GetValue(watch)
                ? WatchAsync(parsed.Connection(), terminal, parsed.GetValue(symbol)!, Math.Min(levels, 50), stop)
                : OnceAsync(parsed.Connection(), terminal, parsed.GetValue(symbol)!, levels, stop);
        });
    }

    private static async Task<int> OnceAsync(Connection connection, Terminal terminal, string symbol, int depth, CancellationToken cancellationToken)
    {
        using var client = new RestClient(connection);
        var reply = (await client.GetAsync($"/api/v1/orderbook/{Uri.EscapeDataString(symbol)}?depth={depth}", cancellationToken)).OrThrow();
        if (terminal.IsJson)
        {
            Terminal.Json(reply.Text);
            return ExitCode.Ok;
        }

        var book = reply.Root;
        var last = book.Member("last_price") is { } price ? $", last {price}" : "";
        terminal.Line($"{book.Cell("symbol")} is {book.Cell("state")} at sequence {book.Cell("sequence")}{last}");
        terminal.Out.Write(Ladder(
            book.Items("bids").Select(level => (level.Cell("price"), level.Cell("quantity"), level.Cell("orders"))).ToList(),
            book.Items("asks").Select(level => (level.Cell("price"), level.Cell("quantity"), level.Cell("orders"))).ToList()));
        return ExitCode.Ok;
    }

    private static async Task<int> WatchAsync(Connection connection, Terminal terminal, string symbol, int depth, CancellationToken cancellationToken)
    {
        await using var stream = await StreamClient.ConnectAsync(connection, isSigned: false, cancellationToken);
        await stream.SendAsync(
            json =>
            {
                json.WriteString("op", "subscribe");
                json.WriteString("channel", "depth");
                json.WriteString("symbol", symbol);
                json.WriteNumber("depth", depth);
            },
            cancellationToken);
        if (!terminal.IsLive)
        {
            await foreach (var message in stream.ReadAllAsync(cancellationToken))
            {
                if (message.Root.Member("type") != "depth")
                    continue;
                if (terminal.IsJson)
                    Terminal.Json(message.Text);
                else
                    terminal.Line(OneLine(message.Root));
            }

            return ExitCode.Ok;
        }

        return await terminal.Out.Live(new Text("waiting for the book…")).StartAsync(async live =>
        {
            await foreach (var message in stream.ReadAllAsync(cancellationToken))
            {
                if (message.Root.Member("type") == "depth")
                    live.UpdateTarget(new Rows(
                        new Text($"{symbol} at sequence {message.Root.Cell("sequence")}, {message.Root.Clock("timestamp")} UTC"),
                        Ladder(Levels(message.Root, "bids"), Levels(message.Root, "asks"))));
            }

            return ExitCode.Ok;
        });
    }

    private static string OneLine(JsonElement depth)
    {
        static string Best(IReadOnlyList<(string Price, string Quantity, string Orders)> levels) =>
            levels.Count == 0 ? "-" : $"{levels[0].Quantity} @ {levels[0].Price}";
        return $"{depth.Clock("timestamp")}  {depth.Cell("sequence")}  {Best(Levels(depth, "bids"))}  |  {Best(Levels(depth, "asks"))}";
    }

    private static List<(string Price, string Quantity, string Orders)> Levels(JsonElement message, string side) =>
        [.. message.Items(side).Select(level => (level[0].GetString()!, level[1].GetString()!, level.GetArrayLength() > 2 ? level[2].GetRawText() : "-"))];

    /// <summary>Bids on the left, asks on the right, best on top.</summary>
    internal static Table Ladder(IReadOnlyList<(string Price, string Quantity, string Orders)> bids, IReadOnlyList<(string Price, string Quantity, string Orders)> asks)
    {
        var table = Terminal.Table("#orders", "#quantity", "#bid", "ask", "quantity", "orders");
        for (var i = 0; i < Math.Max(bids.Count, asks.Count); i++)
        {
            var (bid, bidQuantity, bidOrders) = i < bids.Count ? bids[i] : ("", "", "");
            var (ask, askQuantity, askOrders) = i < asks.Count ? asks[i] : ("", "", "");
            table.AddRow(bidOrders, bidQuantity, $"[green]{bid}[/]", $"[red]{ask}[/]", askQuantity, askOrders);
        }

        return table;
    }
}
