using System.CommandLine;
using Rialto.Host.Tools.Client;
using Spectre.Console;

namespace Rialto.Host.Tools.Margin;

/// <summary><c>rialto contract …</c> and <c>rialto mark</c>: what contracts are, their marks, funding, limits and settlement.</summary>
internal static class ContractCommand
{
    public static Command Make() => new Command("contract", "Futures and perpetuals: list, define, fund, limit, settle")
    {
        List(),
        Show(),
        Define(),
        Funding(),
        Limit(),
        Settle(),
    }.WithConnection();

    /// <summary><c>rialto mark SYMBOL PRICE</c>.</summary>
    public static Command Mark()
    {
        var symbol = Symbol();
        var price = new Argument<string>("price") { Description = "Mark price, a decimal on the tick" };
        return new Command("mark", "Set the mark price of a contract; needs a key that may operate") { symbol, price }.WithConnection().Does(async (parsed, terminal, stop) =>
        {
            var body = JsonBody.Of(json => json.WriteString("price", parsed.GetValue(price)));
            using var client = new RestClient(parsed.Connection());
            var reply = (await client.SignedAsync(HttpMethod.Put, Path(parsed.GetValue(symbol)!, "mark"), body, stop)).OrThrow();
            return MarginCommand.Say(terminal, reply, root => $"{root.Cell("symbol")} is marked at {root.Cell("mark_price")}.");
        });
    }

    public static Argument<string> Symbol() => new("symbol") { Description = "The contract, such as BTC-PERP" };

    public static (Option<string?> Position, Option<string?> Order) LimitOptions() => (
        new Option<string?>("--max-position") { Description = "Largest position, long or short; left out: no limit" },
        new Option<string?>("--max-order") { Description = "Largest order; left out: no limit" });

    private static Command List() => new Command("list", "All contracts").Does(async (parsed, terminal, stop) =>
    {
        using var client = new RestClient(parsed.Connection());
        var reply = (await client.GetAsync("/api/v1/contracts", stop)).OrThrow();
        if (terminal.IsJson)
        {
            Terminal.Json(reply.Text);
            return ExitCode.Ok;
        }

        var table = Terminal.Table("contract", "kind", "settles in", "state", "#mark", "#funding ppb", "#open interest", "#leverage up to");
        foreach (var contract in reply.Root.Items("contracts"))
            table.AddRow(MarginCommand.Cells(contract, "symbol", "kind", "settlement_asset", "state", "mark_price", "funding_rate_ppb", "open_interest", "max_leverage"));
        if (table.Rows.Count > 0)
            terminal.Out.Write(table);
        else
            terminal.Line("No contracts.");
        return ExitCode.Ok;
    });

    private static Command Show()
    {
        var symbol = Symbol();
        return new Command("show", "One contract, with its terms and limits") { symbol }.Does(async (parsed, terminal, stop) =>
        {
            using var client = new RestClient(parsed.Connection());
            return Tell(terminal, (await client.GetAsync(Path(parsed.GetValue(symbol)!, "contract"), stop)).OrThrow());
        });
    }

    private static Command Define()
    {
        var symbol = Symbol();
        var asset = new Option<string>("--asset") { Description = "Code of the asset it settles in", Required = true };
        var multiplier = new Option<int>("--multiplier") { Description = "Units of the underlying in one contract", DefaultValueFactory = _ => 1 };
        var expiry = new Option<string?>("--expiry") { Description = "UTC time at which it ends, such as 2027-03-26T16:00:00Z; left out: perpetual" };
        var initial = new Option<int>("--initial") { Description = "Initial margin in millionths of the notional; 100000 is leverage up to 10", Required = true };
        var maintenance = new Option<int>("--maintenance") { Description = "Maintenance margin in millionths", Required = true };
        var collar = new Option<int?>("--collar") { Description = "How far from the mark it may trade, in millionths; default 50000" };
        var step = new Option<int?>("--step") { Description = "Share of a position that one step of a liquidation takes, in millionths; default 250000" };
        var fee = new Option<int?>("--liquidation-fee") { Description = "Fee of liquidations to the insurance fund, in millionths; default 0" };
        return new Command("define", "Make an announced instrument a contract; needs a key that may administrate") { symbol, asset, multiplier, expiry, initial, maintenance, collar, step, fee }.Does(async (parsed, terminal, stop) =>
        {
            var body = JsonBody.Of(json =>
            {
                json.WriteString("settlement_asset", parsed.GetValue(asset));
                json.WriteNumber("multiplier", parsed.GetValue(multiplier));
                JsonBody.Optional(json, "expiry", parsed.GetValue(expiry));
                json.WriteNumber("initial_ppm", parsed.GetValue(initial));
                json.WriteNumber("maintenance_ppm", parsed.GetValue(maintenance));
                JsonBody.Optional(json, "collar_ppm", parsed.GetValue(collar));
                JsonBody.Optional(json, "liquidation_step_ppm", parsed.GetValue(step));
                JsonBody.Optional(json, "liquidation_fee_ppm", parsed.GetValue(fee));
            });
            using var client = new RestClient(parsed.Connection());
            return Tell(terminal, (await client.SignedAsync(HttpMethod.Put, Path(parsed.GetValue(symbol)!, "contract"), body, stop)).OrThrow());
        });
    }

    private static Command Funding()
    {
        var symbol = Symbol();
        var rate = new Argument<long>("rate") { Description = "Parts per 10^9 of the notional at the mark; positive: longs pay shorts (a negative one: write it after --)" };
        return new Command("funding", "Longs and shorts of a perpetual pay each other, now; needs a key that may operate") { symbol, rate }.Does(async (parsed, terminal, stop) =>
        {
            var body = JsonBody.Of(json => json.WriteNumber("rate_ppb", parsed.GetValue(rate)));
            using var client = new RestClient(parsed.Connection());
            var reply = (await client.SignedAsync(HttpMethod.Post, Path(parsed.GetValue(symbol)!, "funding"), body, stop)).OrThrow();
            return MarginCommand.Say(terminal, reply, root => $"Funding of {root.Cell("symbol")} at {root.Cell("funding_rate_ppb")} parts per 10^9 is paid.");
        });
    }

    private static Command Limit()
    {
        var symbol = Symbol();
        var tier = new Option<int>("--tier") { Description = "For accounts of this risk tier", DefaultValueFactory = _ => 0 };
        var (position, order) = LimitOptions();
        return new Command("limit", "Set the limits of a risk tier; needs a key that may administrate") { symbol, tier, position, order }.Does(async (parsed, terminal, stop) =>
        {
            var body = JsonBody.Of(json =>
            {
                json.WriteNumber("tier", parsed.GetValue(tier));
                JsonBody.Optional(json, "max_position", parsed.GetValue(position));
                JsonBody.Optional(json, "max_order", parsed.GetValue(order));
            });
            using var client = new RestClient(parsed.Connection());
            return Tell(terminal, (await client.SignedAsync(HttpMethod.Put, Path(parsed.GetValue(symbol)!, "position-limits"), body, stop)).OrThrow());
        });
    }

    private static Command Settle()
    {
        var symbol = Symbol();
        var price = new Argument<string>("price") { Description = "Final price, a decimal on the tick" };
        return new Command("settle", "End a contract: every position is closed at this price; needs a key that may administrate") { symbol, price }.Does(async (parsed, terminal, stop) =>
        {
            var body = JsonBody.Of(json => json.WriteString("price", parsed.GetValue(price)));
            using var client = new RestClient(parsed.Connection());
            var reply = (await client.SignedAsync(HttpMethod.Post, Path(parsed.GetValue(symbol)!, "settlement"), body, stop)).OrThrow();
            return MarginCommand.Say(terminal, reply, root => $"{root.Cell("symbol")} is settled at {root.Cell("mark_price")} and {root.Cell("state")}.");
        });
    }

    private static int Tell(Terminal terminal, Reply reply)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(reply.Text);
            return ExitCode.Ok;
        }

        var root = reply.Root;
        var end = root.Member("expiry") is { } expiry ? $" until {expiry}" : "";
        terminal.Line($"{root.Cell("symbol")} is {root.Cell("kind")}{end}, settles in {root.Cell("settlement_asset")}, multiplier {root.Cell("multiplier")}; it is {root.Cell("state")}.");
        terminal.Line($"Margin: initial {root.Percent("initial_ppm")}, maintenance {root.Percent("maintenance_ppm")}, leverage up to {root.Cell("max_leverage")}.");
        terminal.Line($"Mark {root.Cell("mark_price")}, open interest {root.Cell("open_interest")}.");
        foreach (var limit in root.Items("limits"))
            terminal.Line($"Risk tier {limit.Cell("tier")}: largest position {limit.Member("max_position") ?? "free"}, largest order {limit.Member("max_order") ?? "free"}.");
        return ExitCode.Ok;
    }

    private static string Path(string symbol, string what) => $"/api/v1/instruments/{Uri.EscapeDataString(symbol)}/{what}";
}
