using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Spectre.Console;

namespace Rialto.Host.Tools;

/// <summary><c>rialto order …</c>: enter, change, cancel and look at orders of a running exchange.</summary>
internal static class OrderCommand
{
    private static readonly Argument<string> Id = new("order") { Description = "Order id, or client order id" };
    private static readonly Option<bool> IsClientId = new("--client") { Description = "Take an all-digit name as a client order id" };
    private static readonly Option<string?> Symbol = new("--symbol") { Description = "Only this instrument" };
    private static readonly Option<string?> Side = OneOf(new Option<string?>("--side") { Description = "Only buy or only sell" }, "buy", "sell");
    private static readonly Option<string?> Price = new("--price") { Description = "New limit" };
    private static readonly Option<string?> Total = new("--quantity") { Description = "New total, what has filled included" };
    private static readonly Option<string?> Display = new("--display") { Description = "Show this much at a time (iceberg)" };
    private static readonly Option<string?> Stop = new("--stop") { Description = "Trigger price: the order waits until the last trade reaches it" };

    public static Command Make() => new Command("order", "Enter, change, cancel and look at orders")
    {
        Enter("buy"),
        Enter("sell"),
        new Command("status", "How an order stands, with its fills") { Id, IsClientId }
            .Does((parsed, terminal, stop) => OneAsync(parsed, terminal, HttpMethod.Get, "", null, stop)),
        new Command("open", "Own live orders") { Symbol, Side }.Does(OpenAsync),
        new Command("cancel", "Cancel an order") { Id, IsClientId }
            .Does((parsed, terminal, stop) => OneAsync(parsed, terminal, HttpMethod.Delete, "", null, stop)),
        new Command("replace", "Change price, total, shown quantity or trigger of an order") { Id, IsClientId, Price, Total, Display, Stop }.Does(ReplaceAsync),
        Reduce(),
        new Command("cancel-all", "Cancel all own orders, or those on one instrument or side") { Symbol, Side }.Does(CancelAllAsync),
    }.WithConnection();

    private static Command Enter(string side)
    {
        var symbol = new Argument<string>("symbol") { Description = "Instrument, such as BTC-USDT" };
        var quantity = new Argument<string>("quantity") { Description = "How much; with --budget, how much money to spend" };
        var price = new Argument<string?>("price") { Description = "Limit; without one it is a market order", Arity = ArgumentArity.ZeroOrOne };
        var limitOption = new Option<string?>("--price") { Description = "The same limit, by name" };
        var protect = new Option<string?>("--protect") { Description = "Market and stop orders: worst price it may trade at" };
        var tif = OneOf(new Option<string?>("--tif") { Description = "Time in force: gtc, ioc, fok, gtd or day" }, "gtc", "ioc", "fok", "gtd", "day");
        var expire = new Option<string?>("--expire") { Description = "With --tif gtd: when, such as 2026-12-24T16:00:00Z" };
        var postOnly = OneOf(
            new Option<string?>("--post-only") { Description = "Never take: reject (default) or slide", Arity = ArgumentArity.ZeroOrOne }, "reject", "slide");
        var stp = OneOf(
            new Option<string?>("--stp") { Description = "Self-trade prevention: cancel-resting, cancel-incoming, cancel-both, cancel-smallest, decrement-both" },
            "none", "cancel-resting", "cancel-incoming", "cancel-both", "cancel-smallest", "decrement-both");
        var budget = new Option<bool>("--budget") { Description = "Market orders: the quantity is money to spend" };
        var whole = new Option<bool>("--whole") { Description = "Market orders: refuse where the book cannot fill it whole" };
        var clientId = new Option<string?>("--client-id") { Description = "Your name for the order, up to 36 characters; a resend of it is recognised" };
        return new Command(side, side == "buy" ? "Buy: limit with a price, market without" : "Sell: limit with a price, market without")
        {
            symbol, quantity, price, limitOption, Stop, protect, tif, expire, Display, postOnly, stp, budget, whole, clientId,
        }.Does(async (parsed, terminal, cancellationToken) =>
        {
            if (parsed.GetValue(price) is not null && parsed.GetValue(limitOption) is not null)
                throw new ToolException(ExitCode.Usage, "Give the price once.");
            var limit = parsed.GetValue(price) ?? parsed.GetValue(limitOption);
            var stop = parsed.GetValue(Stop);
            var body = JsonBody.Of(json =>
            {
                json.WriteString("symbol", parsed.GetValue(symbol));
                json.WriteString("side", side);
                json.WriteString("order_type", (limit, stop) switch
                {
                    (null, null) => "market",
                    (null, _) => "stop_loss",
                    (_, null) => "limit",
                    _ => "stop_limit",
                });
                json.WriteString(parsed.GetValue(budget) ? "quote_quantity" : "quantity", parsed.GetValue(quantity));
                JsonBody.Optional(json, "price", limit);
                JsonBody.Optional(json, "stop_price", stop);
                JsonBody.Optional(json, "protection_price", parsed.GetValue(protect));
                JsonBody.Optional(json, "time_in_force", parsed.GetValue(tif)?.ToUpperInvariant());
                JsonBody.Optional(json, "expire_time", parsed.GetValue(expire));
                JsonBody.Optional(json, "display_quantity", parsed.GetValue(Display));
                if (parsed.GetResult(postOnly) is { Implicit: false })
                    json.WriteString("post_only", parsed.GetValue(postOnly) ?? "reject");
                JsonBody.Optional(json, "stp_mode", parsed.GetValue(stp)?.Replace('-', '_'));
                if (parsed.GetValue(whole))
                    json.WriteBoolean("reject_if_short", true);
                JsonBody.Optional(json, "client_order_id", parsed.GetValue(clientId));
            });
            using var client = new RestClient(parsed.Connection());
            return Show(terminal, (await client.SignedAsync(HttpMethod.Post, "/api/v1/orders", body, cancellationToken)).OrThrow());
        });
    }

    private static Command Reduce()
    {
        var quantity = new Argument<string>("quantity") { Description = "How much to take off what is left" };
        return new Command("reduce", "Take a quantity off an order; it keeps its place") { Id, quantity, IsClientId }
            .Does((parsed, terminal, stop) => OneAsync(
                parsed, terminal, HttpMethod.Post, "/reduce", JsonBody.Of(json => json.WriteString("quantity", parsed.GetValue(quantity))), stop));
    }

    private static Task<int> ReplaceAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var body = JsonBody.Of(json =>
        {
            JsonBody.Optional(json, "price", parsed.GetValue(Price));
            JsonBody.Optional(json, "quantity", parsed.GetValue(Total));
            JsonBody.Optional(json, "display_quantity", parsed.GetValue(Display));
            JsonBody.Optional(json, "stop_price", parsed.GetValue(Stop));
        });
        return OneAsync(parsed, terminal, HttpMethod.Put, "", body, cancellationToken);
    }

    private static async Task<int> OneAsync(
        ParseResult parsed, Terminal terminal, HttpMethod method, string suffix, byte[]? body, CancellationToken cancellationToken)
    {
        var id = parsed.GetValue(Id)!;
        var isOrderId = !parsed.GetValue(IsClientId) && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        var path = isOrderId ? $"/api/v1/orders/{id}{suffix}" : $"/api/v1/orders/by-client-id/{Uri.EscapeDataString(id)}{suffix}";
        using var client = new RestClient(parsed.Connection());
        return Show(terminal, (await client.SignedAsync(method, path, body, cancellationToken)).OrThrow());
    }

    private static async Task<int> OpenAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        using var client = new RestClient(parsed.Connection());
        var table = Terminal.Table("order", "client id", "symbol", "side", "type", "#price", "#quantity", "#filled", "#leaves", "status");
        var rows = 0;
        for (string? after = null; ;)
        {
            var query = Query(("open", "true"), ("limit", "1000"), ("symbol", parsed.GetValue(Symbol)), ("side", parsed.GetValue(Side)), ("after", after));
            var reply = (await client.SignedAsync(HttpMethod.Get, "/api/v1/orders" + query, null, cancellationToken)).OrThrow();
            if (terminal.IsJson)
                Terminal.Json(reply.Text);
            foreach (var order in reply.Root.Items("orders"))
            {
                rows++;
                table.AddRow(Cells(order, "order_id", "client_order_id", "symbol", "side", "order_type", "price", "quantity", "filled", "leaves", "status"));
            }

            after = reply.Root.Member("next");
            if (after is null)
                break;
        }

        if (!terminal.IsJson && rows > 0)
            terminal.Out.Write(table);
        else if (!terminal.IsJson)
            terminal.Line("No open orders.");
        return ExitCode.Ok;
    }

    private static async Task<int> CancelAllAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        using var client = new RestClient(parsed.Connection());
        var query = Query(("symbol", parsed.GetValue(Symbol)), ("side", parsed.GetValue(Side)));
        var reply = (await client.SignedAsync(HttpMethod.Delete, "/api/v1/orders" + query, null, cancellationToken)).OrThrow();
        if (terminal.IsJson)
            Terminal.Json(reply.Text);
        else
            terminal.Line($"{reply.Root.Cell("canceled")} orders canceled.");
        return ExitCode.Ok;
    }

    private static int Show(Terminal terminal, Reply reply)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(reply.Text);
            return ExitCode.Ok;
        }

        var order = reply.Root;
        var price = order.Member("price") is { } limit ? $" at {limit}" : "";
        var quantity = order.Member("quantity") ?? $"for {order.Cell("quote_quantity")}";
        var average = order.Member("avg_price") is { } value ? $" at {value} on average" : "";
        var name = order.Member("client_order_id") is { } clientId ? $" ({clientId})" : "";
        var why = order.Member("cancel_reason") is { } reason ? $", {reason.Replace('_', ' ')}" : "";
        terminal.Line($"Order {order.Cell("order_id")}{name}: {order.Cell("side")} {quantity} {order.Cell("symbol")}{price}: {order.Cell("status").Replace('_', ' ')}{why}");
        terminal.Line($"Filled {order.Cell("filled")}{average}, {order.Cell("leaves")} left. Sequence {order.Cell("sequence")}.");
        if (order.Items("fills").Any())
        {
            var table = Terminal.Table("trade", "#price", "#quantity", "#fee", "as");
            foreach (var fill in order.Items("fills"))
                table.AddRow(Cells(fill, "trade_id", "price", "quantity", "fee", "liquidity"));
            terminal.Out.Write(table);
        }

        return ExitCode.Ok;
    }

    private static string[] Cells(JsonElement element, params string[] names) => [.. names.Select(name => Markup.Escape(element.Cell(name)))];

    private static string Query(params (string Name, string? Value)[] parts)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in parts)
        {
            if (value is not null)
                text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return text.ToString();
    }

    private static Option<string?> OneOf(Option<string?> option, params string[] words)
    {
        option.AcceptOnlyFromAmong(words);
        return option;
    }
}
