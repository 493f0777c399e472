using System.CommandLine;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Spectre.Console;

namespace Rialto.Host.Tools;

/// <summary><c>rialto basket …</c>: orders for several instruments at once, on a running exchange.</summary>
internal static class BasketCommand
{
    private const string Path = "/api/v1/basket-orders";

    private static readonly Argument<string> Id = new("id") { Description = "Number of the basket, or your name for it" };

    public static Command Make() => new Command("basket", "Orders for several instruments, executed in one step or, slice by slice, over time")
    {
        Enter("buy"),
        Enter("sell"),
        new Command("show", "The report of a basket") { Id }.Does((parsed, terminal, stop) => OneAsync(parsed, terminal, HttpMethod.Get, "", stop)),
        new Command("pause", "Pause a basket that is worked over time") { Id }.Does((parsed, terminal, stop) => OneAsync(parsed, terminal, HttpMethod.Post, "/pause", stop)),
        new Command("resume", "Let a paused basket go on") { Id }.Does((parsed, terminal, stop) => OneAsync(parsed, terminal, HttpMethod.Post, "/resume", stop)),
        new Command("cancel", "End a basket that is worked over time") { Id }.Does((parsed, terminal, stop) => OneAsync(parsed, terminal, HttpMethod.Delete, "", stop)),
        List(),
    }.WithConnection();

    private static Command Enter(string side)
    {
        var legs = new Argument<string[]>("leg") { Description = "SYMBOL=QUANTITY or SYMBOL=QUANTITY@LIMIT, such as BTC-USDT=0.5 or AAPL=10@150.45; with --total SYMBOL=WEIGHT, such as AAPL=0.3. 'sell:' or 'buy:' before it gives the leg another side", Arity = ArgumentArity.OneOrMore };
        var total = new Option<string?>("--total") { Description = "What all of it is worth: the legs then have weights, which come to 1" };
        var proRata = new Option<bool>("--pro-rata") { Description = "Take of every leg the share that the thinnest can have of itself, instead of all or none" };
        var name = new Option<string?>("--basket-id") { Description = "Your name for it, up to 36 characters" };
        var strategy = new Option<string>("--strategy") { Description = "immediate, twap or vwap: at once, or slice by slice", DefaultValueFactory = _ => "immediate" };
        strategy.AcceptOnlyFromAmong("immediate", "twap", "vwap");
        var duration = new Option<string?>("--duration") { Description = "Of twap and vwap: how long it works, such as 90s, 30m or 6h; an hour where it is left out" };
        var start = new Option<string?>("--start") { Description = "Of twap and vwap: when it begins, such as 2026-12-24T09:30:00Z; now where it is left out" };
        var every = new Option<string?>("--every") { Description = "Of twap and vwap: from slice to slice, such as 500ms or 1m" };
        return new Command(side, side == "buy" ? "Buy several things at once" : "Sell several things at once") { legs, total, proRata, name, strategy, duration, start, every }.Does(async (parsed, terminal, stop) =>
        {
            var value = parsed.GetValue(total);
            var body = JsonBody.Of(json =>
            {
                json.WriteString("side", side);
                json.WriteString("fill_policy", parsed.GetValue(proRata) ? "pro_rata" : "all_or_none");
                JsonBody.Optional(json, "basket_id", parsed.GetValue(name));
                JsonBody.Optional(json, "total_value", value);
                json.WriteString("execution_strategy", parsed.GetValue(strategy));
                JsonBody.Optional(json, "start_time", parsed.GetValue(start));
                if (parsed.GetValue(duration) is { } lasts)
                    json.WriteNumber("duration_seconds", (long)AlgoCommand.Duration(lasts).TotalSeconds);
                if (parsed.GetValue(every) is { } interval)
                    json.WriteNumber("interval_ms", (long)AlgoCommand.Duration(interval).TotalMilliseconds);
                json.WriteStartArray("orders");
                foreach (var leg in parsed.GetValue(legs)!)
                    WriteLeg(json, leg, value is null ? "quantity" : "weight");
                json.WriteEndArray();
            });
            using var client = new RestClient(parsed.Connection());
            return Tell(terminal, (await client.SignedAsync(HttpMethod.Post, Path, body, stop)).OrThrow());
        });
    }

    private static void WriteLeg(Utf8JsonWriter json, string leg, string amountField)
    {
        var colon = leg.IndexOf(':', StringComparison.Ordinal);
        var side = colon < 0 ? null : leg[..colon];
        var rest = leg[(colon + 1)..];
        var equals = rest.LastIndexOf('=');
        if (equals < 1 || side is not (null or "buy" or "sell"))
            throw new ToolException(ExitCode.Usage, $"'{leg}' is not a leg such as AAPL=10, AAPL=10@150.45 or sell:AAPL=10.");
        var amount = rest[(equals + 1)..].Split('@', 2);
        if (amount.Contains(string.Empty))
            throw new ToolException(ExitCode.Usage, $"'{leg}' names an amount or a limit and leaves it empty.");
        json.WriteStartObject();
        json.WriteString("symbol", rest[..equals]);
        JsonBody.Optional(json, "side", side);
        json.WriteString(amountField, amount[0]);
        JsonBody.Optional(json, "limit_price", amount.Length == 2 ? amount[1] : null);
        json.WriteEndObject();
    }

    private static async Task<int> OneAsync(ParseResult parsed, Terminal terminal, HttpMethod method, string what, CancellationToken cancellationToken)
    {
        using var client = new RestClient(parsed.Connection());
        return Tell(terminal, (await client.SignedAsync(method, $"{Path}/{Uri.EscapeDataString(parsed.GetValue(Id)!)}{what}", null, cancellationToken)).OrThrow());
    }

    private static Command List() => new Command("list", "Your last baskets").Does(async (parsed, terminal, stop) =>
    {
        using var client = new RestClient(parsed.Connection());
        var reply = (await client.SignedAsync(HttpMethod.Get, Path, null, stop)).OrThrow();
        if (terminal.IsJson)
        {
            Terminal.Json(reply.Text);
            return ExitCode.Ok;
        }

        var table = Terminal.Table("basket", "name", "#legs", "#notional", "#fees", "#slippage bps", "status", "executed (UTC)");
        foreach (var basket in reply.Root.Items("basket_orders"))
        {
            var sum = basket.GetProperty("total");
            table.AddRow(
                basket.Cell("basket_order_id"), basket.Cell("basket_id"), basket.GetProperty("legs").GetArrayLength().ToString(System.Globalization.CultureInfo.InvariantCulture),
                sum.Cell("notional"), sum.Cell("fees"), sum.Cell("slippage_bps"), basket.Cell("status"), basket.Clock("created"));
        }

        terminal.Out.Write(table);
        return ExitCode.Ok;
    });

    private static int Tell(Terminal terminal, Reply reply)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(reply.Text);
            return ExitCode.Ok;
        }

        var (basket, total) = (reply.Root, reply.Root.GetProperty("total"));
        var table = Terminal.Table("side", "symbol", "#quantity", "#filled", "#average", "#arrival", "#slippage bps", "#notional", "#fees", "order");
        foreach (var leg in basket.Items("legs"))
            table.AddRow(
                leg.Cell("side"), leg.Cell("symbol"), leg.Cell("quantity"), leg.Cell("filled_quantity"), leg.Cell("avg_price"), leg.Cell("arrival_price"), leg.Cell("slippage_bps"), leg.Cell("notional"),
                leg.Cell("fees"), leg.Cell("order_id"));
        terminal.Out.Write(table);
        if (basket.TryGetProperty("schedule", out var schedule))
            terminal.Line($"{basket.Cell("execution_strategy").ToUpperInvariant()} in {schedule.Cell("slices")} slices: {basket.Cell("slices_done")} done, {basket.Cell("slices_refused")} refused.");
        terminal.Line($"Basket {basket.Cell("basket_order_id")}: {basket.Cell("status")}{(total.Member("notional") is { } notional ? $", {notional} in all, fees {total.Cell("fees")}" : "")}.");
        return ExitCode.Ok;
    }
}
