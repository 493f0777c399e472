using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Spectre.Console;

namespace Rialto.Host.Tools.Margin;

/// <summary><c>rialto margin …</c>: how an account stands, its leverage, isolated margin, tier and limits, and what became of it.</summary>
internal static class MarginCommand
{
    public static Command Make() => new Command("margin", "How a margin account stands; leverage, isolated margin, tiers and limits")
    {
        new Command("show", "Equity and what its positions and orders need, for each asset") { OptionalUser() }.Does(ShowAsync),
        History(),
        Leverage(),
        Move(),
        Tier(),
        Limit(),
    }.WithConnection();

    /// <summary>A user that may be left out: the key's own.</summary>
    public static Argument<string> OptionalUser() => new("user") { Description = "User name or owner number; the key's own where it is left out", DefaultValueFactory = _ => "me" };

    public static string[] Cells(JsonElement element, params string[] names) => [.. names.Select(name => Markup.Escape(element.Cell(name)))];

    private static async Task<int> ShowAsync(ParseResult parsed, Terminal terminal, CancellationToken stop)
    {
        using var client = new RestClient(parsed.Connection());
        var reply = (await client.SignedAsync(HttpMethod.Get, Path(parsed.GetValue<string>("user")!, "margin-status"), null, stop)).OrThrow();
        if (terminal.IsJson)
        {
            Terminal.Json(reply.Text);
            return ExitCode.Ok;
        }

        var table = Terminal.Table("asset", "isolated", "#balance", "#unrealised", "#equity", "#initial", "#open loss", "#maintenance", "#available", "#level", "status");
        foreach (var asset in reply.Root.Items("assets"))
        {
            table.AddRow(Cells(
                asset, "asset", "isolated", "balance", "unrealized_pnl", "equity", "initial_margin", "open_loss", "maintenance_margin", "available", "margin_level", "status"));
        }

        terminal.Line($"Margin account of {reply.Root.Cell("user_id")} (owner {reply.Root.Cell("owner")}), risk tier {reply.Root.Cell("risk_tier")}.");
        if (table.Rows.Count > 0)
            terminal.Out.Write(table);
        else
            terminal.Line("It has nothing yet.");
        return ExitCode.Ok;
    }

    private static Command History()
    {
        var user = OptionalUser();
        var limit = new Option<int>("--limit") { Description = "How many of the last ones, 1 to 1000", DefaultValueFactory = _ => 20 };
        return new Command("history", "Margin calls, liquidations, deleveraging and funding, newest first") { user, limit }.Does(async (parsed, terminal, stop) =>
        {
            using var client = new RestClient(parsed.Connection());
            var path = string.Create(CultureInfo.InvariantCulture, $"{Path(parsed.GetValue(user)!, "margin-events")}?limit={parsed.GetValue(limit)}");
            var reply = (await client.SignedAsync(HttpMethod.Get, path, null, stop)).OrThrow();
            if (terminal.IsJson)
            {
                Terminal.Json(reply.Text);
                return ExitCode.Ok;
            }

            var table = Terminal.Table("#event", "time (UTC)", "what", "contract", "asset", "#amount", "#quantity", "#price");
            foreach (var one in reply.Root.Items("events"))
                table.AddRow([Markup.Escape(one.Cell("event_id")), Markup.Escape(one.Clock("time")), .. Cells(one, "event", "symbol", "asset", "amount", "quantity", "price")]);
            if (table.Rows.Count > 0)
                terminal.Out.Write(table);
            else
                terminal.Line("Nothing has happened to it.");
            return ExitCode.Ok;
        });
    }

    private static Command Leverage()
    {
        var symbol = ContractCommand.Symbol();
        var leverage = new Argument<int>("leverage") { Description = "1 up to what the contract allows" };
        var isolated = new Option<bool>("--isolated") { Description = "The position has a margin of its own" };
        var user = User();
        return new Command("leverage", "Set the leverage of a position, and whether it is cross or isolated") { symbol, leverage, isolated, user }.Does(async (parsed, terminal, stop) =>
        {
            var body = JsonBody.Of(json =>
            {
                json.WriteString("symbol", parsed.GetValue(symbol));
                json.WriteNumber("leverage", parsed.GetValue(leverage));
                json.WriteString("mode", parsed.GetValue(isolated) ? "isolated" : "cross");
            });
            using var client = new RestClient(parsed.Connection());
            var reply = (await client.SignedAsync(HttpMethod.Put, Path(parsed.GetValue(user)!, "leverage"), body, stop)).OrThrow();
            return Say(terminal, reply, root => $"{root.Cell("user_id")} in {root.Cell("symbol")}: leverage {root.Cell("leverage")}, {root.Cell("mode")}.");
        });
    }

    private static Command Move()
    {
        var symbol = ContractCommand.Symbol();
        var amount = new Argument<string>("amount") { Description = "How much goes to the position, as a decimal; negative takes it back (write it after --)" };
        var user = User();
        return new Command("move", "Move money between the account and the margin of an isolated position") { symbol, amount, user }.Does(async (parsed, terminal, stop) =>
        {
            var body = JsonBody.Of(json =>
            {
                json.WriteString("symbol", parsed.GetValue(symbol));
                json.WriteString("amount", parsed.GetValue(amount));
            });
            using var client = new RestClient(parsed.Connection());
            var reply = (await client.SignedAsync(HttpMethod.Post, Path(parsed.GetValue(user)!, "isolated-margin"), body, stop)).OrThrow();
            return Say(terminal, reply, root => $"{root.Cell("user_id")} in {root.Cell("symbol")}: isolated margin {root.Cell("isolated_margin")}.");
        });
    }

    private static Command Tier()
    {
        var user = new Argument<string>("user") { Description = "Whose account" };
        var tier = new Argument<int>("tier") { Description = "Risk tier; position limits of contracts are set by tier" };
        return new Command("tier", "Put an account into a risk tier; needs a key that may administrate") { user, tier }.Does(async (parsed, terminal, stop) =>
        {
            var body = JsonBody.Of(json => json.WriteNumber("tier", parsed.GetValue(tier)));
            using var client = new RestClient(parsed.Connection());
            var reply = (await client.SignedAsync(HttpMethod.Put, Path(parsed.GetValue(user)!, "risk-tier"), body, stop)).OrThrow();
            return Say(terminal, reply, root => $"{root.Cell("user_id")} is in risk tier {root.Cell("risk_tier")}.");
        });
    }

    private static Command Limit()
    {
        var user = new Argument<string>("user") { Description = "Whose account" };
        var symbol = ContractCommand.Symbol();
        var (position, order) = ContractCommand.LimitOptions();
        return new Command("limit", "Set an account's own limits in a contract; needs a key that may administrate") { user, symbol, position, order }.Does(async (parsed, terminal, stop) =>
        {
            var body = JsonBody.Of(json =>
            {
                json.WriteString("symbol", parsed.GetValue(symbol));
                JsonBody.Optional(json, "max_position", parsed.GetValue(position));
                JsonBody.Optional(json, "max_order", parsed.GetValue(order));
            });
            using var client = new RestClient(parsed.Connection());
            var reply = (await client.SignedAsync(HttpMethod.Put, Path(parsed.GetValue(user)!, "position-limits"), body, stop)).OrThrow();
            return Say(terminal, reply, root =>
            {
                var limit = root.Items("limits").FirstOrDefault(one => one.Member("symbol") == parsed.GetValue(symbol));
                return $"{root.Cell("user_id")} in {parsed.GetValue(symbol)}: largest position {limit.Member("max_position") ?? "free"}, largest order {limit.Member("max_order") ?? "free"}.";
            });
        });
    }

    /// <summary>An answer as it is, or as a sentence.</summary>
    public static int Say(Terminal terminal, Reply reply, Func<JsonElement, string> sentence)
    {
        if (terminal.IsJson)
            Terminal.Json(reply.Text);
        else
            terminal.Line(sentence(reply.Root));
        return ExitCode.Ok;
    }

    private static Option<string> User() => new("--user") { Description = "Whose position; the key's own where it is left out", DefaultValueFactory = _ => "me" };

    private static string Path(string user, string what) => $"/api/v1/users/{Uri.EscapeDataString(user)}/{what}";
}
