using System.CommandLine;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Spectre.Console;

namespace Rialto.Host.Tools;

/// <summary><c>rialto trades SYMBOL</c>: the last trades, and with <c>--follow</c> each further one.</summary>
internal static class TradesCommand
{
    public static Command Make()
    {
        var symbol = new Argument<string>("symbol") { Description = "Instrument, such as BTC-USDT" };
        var limit = new Option<int>("--limit") { Description = "How many of the last ones, 1 to 1000", DefaultValueFactory = _ => 20 };
        var follow = new Option<bool>("--follow") { Description = "Then print each new one, until interrupted" };
        return new Command("trades", "Show the last trades of an instrument") { symbol, limit, follow }.WithConnection().Does(async (parsed, terminal, stop) =>
        {
            var count = parsed.GetValue(limit);
            if (count is < 1 or > 1000)
                throw new ToolException(ExitCode.Usage, $"--limit must be from 1 to 1000, not {count}.");
            var connection = parsed.Connection();
            var name = parsed.GetValue(symbol)!;
            if (parsed.GetValue(follow))
                return await FollowAsync(connection, terminal, name, count, stop);
            using var client = new RestClient(connection);
            var reply = await LastAsync(client, name, count, stop);
            if (terminal.IsJson)
            {
                Terminal.Json(reply.Text);
                return ExitCode.Ok;
            }

            var table = Terminal.Table("time (UTC)", "trade", "#price", "#quantity", "taker", "#sequence");
            foreach (var trade in reply.Root.Items("trades"))
                table.AddRow(trade.Clock("time"), trade.Cell("trade_id"), trade.Cell("price"), trade.Cell("quantity"), trade.Cell("side"), trade.Cell("sequence"));
            terminal.Out.Write(table);
            return ExitCode.Ok;
        });
    }

    private static async Task<Reply> LastAsync(RestClient client, string symbol, int limit, CancellationToken cancellationToken) =>
        (await client.GetAsync($"/api/v1/trades/{Uri.EscapeDataString(symbol)}?limit={limit}", cancellationToken)).OrThrow();

    // Subscribes first and asks for the past then, so that nothing falls between; what comes twice is printed once.
    private static async Task<int> FollowAsync(Connection connection, Terminal terminal, string symbol, int limit, CancellationToken cancellationToken)
    {
        await using var stream = await StreamClient.ConnectAsync(connection, isSigned: false, cancellationToken);
        await stream.SendAsync(
            json =>
            {
                json.WriteString("op", "subscribe");
                json.WriteString("channel", "trades");
                json.WriteString("symbol", symbol);
            },
            cancellationToken);
        var lastPrinted = 0L;
        await foreach (var message in stream.ReadAllAsync(cancellationToken))
        {
            if (message.Root.Member("type") == "subscribed")
            {
                using var client = new RestClient(connection);
                foreach (var past in (await LastAsync(client, symbol, limit, cancellationToken)).Root.Items("trades").Reverse())
                    lastPrinted = Print(terminal, past, past.GetRawText(), "time", lastPrinted);
            }
            else if (message.Root.Member("type") == "trade")
            {
                lastPrinted = Print(terminal, message.Root, message.Text, "timestamp", lastPrinted);
            }
        }

        return ExitCode.Ok;
    }

    private static long Print(Terminal terminal, JsonElement trade, string text, string timeName, long lastPrinted)
    {
        var id = long.Parse(trade.Cell("trade_id"), System.Globalization.CultureInfo.InvariantCulture);
        if (id <= lastPrinted)
            return lastPrinted;
        if (terminal.IsJson)
            Terminal.Json(text);
        else
            terminal.Line($"{trade.Clock(timeName)}  {id,8}  {trade.Cell("side"),-4}  {trade.Cell("quantity"),14} @ {trade.Cell("price")}");
        return id;
    }
}
