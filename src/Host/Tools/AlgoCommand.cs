using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Rialto.Model.Units;
using Spectre.Console;

namespace Rialto.Host.Tools;

/// <summary><c>rialto algo …</c>: orders that are worked over time, on a running exchange.</summary>
internal static class AlgoCommand
{
    private const string Path = "/api/v1/algo-orders";

    private static readonly Argument<string> Id = new("id") { Description = "Number of the algo order, or your name for it" };

    public static Command Make() => new Command("algo", "Orders that are worked over time: TWAP, VWAP and POV")
    {
        Start("twap", "The same quantity in each interval"),
        Start("vwap", "As the day's volume usually is spread"),
        Start("pov", "A share of what others trade"),
        List(),
        new Command("show", "How an algo order stands") { Id }.Does((parsed, terminal, stop) => OneAsync(parsed, terminal, HttpMethod.Get, "", stop)),
        new Command("pause", "Pause a running algo order") { Id }.Does((parsed, terminal, stop) => OneAsync(parsed, terminal, HttpMethod.Post, "/pause", stop)),
        new Command("resume", "Let a paused algo order go on") { Id }.Does((parsed, terminal, stop) => OneAsync(parsed, terminal, HttpMethod.Post, "/resume", stop)),
        new Command("cancel", "End an algo order") { Id }.Does((parsed, terminal, stop) => OneAsync(parsed, terminal, HttpMethod.Delete, "", stop)),
        Curve(),
    }.WithConnection();

    private static Command Start(string type, string description)
    {
        var side = new Argument<string>("side") { Description = "buy or sell" };
        side.AcceptOnlyFromAmong("buy", "sell");
        var symbol = new Argument<string>("symbol") { Description = "Instrument, such as BTC-USDT" };
        var quantity = new Argument<string>("quantity") { Description = "How much in all" };
        var over = new Option<string?>("--over") { Description = "How long it works, such as 90s, 30m or 6h" };
        var start = new Option<string?>("--start") { Description = "When it begins, such as 2026-12-24T09:30:00Z; now where it is left out" };
        var end = new Option<string?>("--end") { Description = "When it is over, instead of --over" };
        var every = new Option<string?>("--every") { Description = "From slice to slice, such as 500ms or 1m" };
        var limit = new Option<string?>("--limit") { Description = "Never trade at a worse price" };
        var rate = new Option<string?>("--rate") { Description = type == "pov" ? "Share of what others trade, such as 0.1" : "At most this share of what others trade, such as 0.1", Required = type == "pov" };
        var jitter = new Option<int?>("--jitter") { Description = "How late a slice may be, in percent of the interval: 0 to 50" };
        var catchUp = new Option<int?>("--catch-up") { Description = "How much more than its share a slice may ask for to make up for what is missing, in percent: 0 to 1000" };
        var passive = new Option<bool>("--passive") { Description = "Join the own side's best price instead of taking" };
        var finish = new Option<bool>("--finish") { Description = "Ask for the whole rest at the end" };
        var name = new Option<string?>("--client-id") { Description = "Your name for it, up to 36 characters" };
        return new Command(type, description) { side, symbol, quantity, over, start, end, every, limit, rate, jitter, catchUp, passive, finish, name }.Does(async (parsed, terminal, stop) =>
        {
            if (parsed.GetValue(over) is null == parsed.GetValue(end) is null)
                throw new ToolException(ExitCode.Usage, "Say how long it works: --over or --end.");
            var body = JsonBody.Of(json =>
            {
                json.WriteString("symbol", parsed.GetValue(symbol));
                json.WriteString("side", parsed.GetValue(side));
                json.WriteString("quantity", parsed.GetValue(quantity));
                json.WriteString("algo_type", type);
                JsonBody.Optional(json, "start_time", parsed.GetValue(start));
                json.WriteString("end_time", parsed.GetValue(end) ?? EndAfter(parsed.GetValue(start), parsed.GetValue(over)!));
                JsonBody.Optional(json, "participation_rate", parsed.GetValue(rate));
                JsonBody.Optional(json, "limit_price", parsed.GetValue(limit));
                if (parsed.GetValue(every) is { } interval)
                    json.WriteNumber("interval_ms", (long)Duration(interval).TotalMilliseconds);
                if (parsed.GetValue(jitter) is { } late)
                    json.WriteNumber("jitter_percent", late);
                if (parsed.GetValue(catchUp) is { } more)
                    json.WriteNumber("catch_up_percent", more);
                json.WriteBoolean("passive", parsed.GetValue(passive));
                json.WriteBoolean("finish", parsed.GetValue(finish));
                JsonBody.Optional(json, "client_algo_id", parsed.GetValue(name));
            });
            using var client = new RestClient(parsed.Connection());
            return Show(terminal, (await client.SignedAsync(HttpMethod.Post, Path, body, stop)).OrThrow());
        });
    }

    private static Command List()
    {
        var ended = new Option<bool>("--ended") { Description = "Those that ended instead of those that are live" };
        return new Command("list", "Own algo orders") { ended }.Does(async (parsed, terminal, stop) =>
        {
            using var client = new RestClient(parsed.Connection());
            var reply = (await client.SignedAsync(HttpMethod.Get, $"{Path}?open={(parsed.GetValue(ended) ? "false" : "true")}&limit=1000", null, stop)).OrThrow();
            if (terminal.IsJson)
            {
                Terminal.Json(reply.Text);
                return ExitCode.Ok;
            }

            var table = Terminal.Table("algo", "type", "side", "symbol", "#quantity", "#filled", "#average", "#slippage bps", "status", "ends (UTC)");
            foreach (var algo in reply.Root.Items("algo_orders"))
                table.AddRow(
                    algo.Cell("algo_order_id"), algo.Cell("algo_type"), algo.Cell("side"), algo.Cell("symbol"), algo.Cell("quantity"), algo.Cell("filled_quantity"), algo.Cell("avg_price"),
                    algo.Cell("slippage_bps"), algo.Cell("status"), algo.Clock("end_time"));
            terminal.Out.Write(table);
            return ExitCode.Ok;
        });
    }

    private static Command Curve()
    {
        var symbol = new Argument<string>("symbol") { Description = "Instrument, such as BTC-USDT" };
        var file = new Option<string?>("--file") { Description = "96 whole numbers, one for each quarter of an hour of the UTC day, with commas, blanks or lines between them; without a file the instrument's own trades are the curve" };
        return new Command("curve", "Say how an instrument's volume is usually spread over the day") { symbol, file }.Does(async (parsed, terminal, stop) =>
        {
            var weights = parsed.GetValue(file) is { } path ? await File.ReadAllTextAsync(path, stop) : null;
            var body = JsonBody.Of(json => JsonBody.Optional(json, "weights", weights is null ? null : string.Join(',', weights.Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))));
            using var client = new RestClient(parsed.Connection());
            var reply = (await client.SignedAsync(HttpMethod.Put, $"/api/v1/instruments/{Uri.EscapeDataString(parsed.GetValue(symbol)!)}/volume-curve", body, stop)).OrThrow();
            if (terminal.IsJson)
                Terminal.Json(reply.Text);
            else
                terminal.Line($"{reply.Root.Cell("symbol")}: {(reply.Root.Cell("source") == "supplied" ? "the curve that was supplied" : "its own trades")}.");
            return ExitCode.Ok;
        });
    }

    private static async Task<int> OneAsync(ParseResult parsed, Terminal terminal, HttpMethod method, string what, CancellationToken cancellationToken)
    {
        using var client = new RestClient(parsed.Connection());
        return Show(terminal, (await client.SignedAsync(method, $"{Path}/{Uri.EscapeDataString(parsed.GetValue(Id)!)}{what}", null, cancellationToken)).OrThrow());
    }

    private static int Show(Terminal terminal, Reply reply)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(reply.Text);
            return ExitCode.Ok;
        }

        var algo = reply.Root;
        var limit = algo.Member("limit_price") is { } price ? $" at {price} or better" : "";
        terminal.Line($"Algo order {algo.Cell("algo_order_id")}: {algo.Cell("algo_type").ToUpperInvariant()}, {algo.Cell("side")} {algo.Cell("quantity")} {algo.Cell("symbol")}{limit}, {algo.Cell("status")}{Ended(algo)}.");
        var average = algo.Member("avg_price") is { } filled ? $" at {filled} on average, {algo.Cell("slippage_bps")} bps against {algo.Cell("benchmark_price")}" : "";
        terminal.Line($"Filled {algo.Cell("filled_quantity")}{average}, by {algo.Cell("child_orders")} orders.");
        if (algo.Member("estimated_completion") is { } estimate)
            terminal.Line($"Done by about {estimate}.");
        return ExitCode.Ok;
    }

    private static string Ended(JsonElement algo) => algo.Member("end_reason") is { } reason ? $" ({reason.Replace('_', ' ')})" : "";

    private static string EndAfter(string? start, string over)
    {
        var from = DateTime.UtcNow;
        if (start is not null && !DateTime.TryParse(start, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out from))
            throw new ToolException(ExitCode.Usage, $"'{start}' is not a time such as 2026-12-24T09:30:00Z.");
        return Timestamp.FromDateTimeUtc(from + Duration(over)).ToString();
    }

    internal static TimeSpan Duration(string text)
    {
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        if (!double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 1_000_000)
            throw new ToolException(ExitCode.Usage, $"'{text}' is not a length of time such as 500ms, 90s, 30m or 6h.");
        return text[digits..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            _ => throw new ToolException(ExitCode.Usage, $"'{text}' is not a length of time such as 500ms, 90s, 30m or 6h."),
        };
    }
}
