using System.Globalization;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Spectre.Console;

namespace Rialto.Host.Tools.Desk;

/// <summary>Parts of a desk's status as tables for people; of its file or of its door.</summary>
internal static class DeskStatusTables
{
    /// <summary>Strategies, then their markets and parameters.</summary>
    public static void Strategies(Terminal terminal, JsonElement root)
    {
        terminal.Out.Write(StrategyTable(root));
        terminal.Out.Write(MarketTable(root));
        var parameters = Terminal.Table("strategy", "parameter", "#value");
        foreach (var strategy in root.Items("strategies"))
        {
            foreach (var parameter in strategy.GetProperty("parameters").EnumerateObject())
                parameters.AddRow(Cell(strategy, "name"), Markup.Escape(parameter.Name), Markup.Escape(parameter.Value.ToString()));
        }

        terminal.Out.Write(parameters);
        foreach (var experiment in root.Items("experiments"))
            terminal.Line(experiment.GetProperty("says").GetString()!);
        foreach (var table in ArbitrageTables(root, int.MaxValue))
            terminal.Out.Write(table);
        if (root.Items("signals").Any())
            terminal.Out.Write(SignalTable(root));
    }

    /// <summary>Gains and losses, then where they came from.</summary>
    public static void Pnl(Terminal terminal, JsonElement root)
    {
        terminal.Out.Write(PnlTable(root));
        terminal.Out.Write(MarketTable(root));
        terminal.Out.Write(DayTable(root, int.MaxValue));
    }

    /// <summary>What is used of each limit, the fullest first; modes; venues.</summary>
    public static void Risk(Terminal terminal, JsonElement root)
    {
        terminal.Out.Write(RiskTable(root, int.MaxValue));
        var modes = root.GetProperty("risk").GetProperty("modes");
        terminal.Line($"desk: {Word(modes.Member("desk"))}{string.Concat(modes.GetProperty("strategies").EnumerateObject().Where(one => one.Value.GetString() != "Normal").Select(one => $", {one.Name}: {Word(one.Value.GetString())}"))}");
        if (root.GetProperty("risk").GetProperty("rejects_breaker_open").GetBoolean())
            terminal.Line("Too many refusals by venues: the breaker of rejects is open.");
        terminal.Out.Write(VenueTable(root));
    }

    /// <summary>Positions, live orders, balances.</summary>
    public static void Positions(Terminal terminal, JsonElement root)
    {
        terminal.Out.Write(PositionTable(root));
        if (root.Items("open_orders").Any())
            terminal.Out.Write(OrderTable(root, int.MaxValue));
        var balances = Terminal.Table("venue", "asset", "#ours", "#free", "#the venue's");
        foreach (var balance in root.Items("balances"))
            balances.AddRow(Cell(balance, "venue"), Cell(balance, "asset"), Cell(balance, "ours"), Cell(balance, "free"), balance.Member("venues") is { } theirs ? Markup.Escape(theirs) : "not told");
        terminal.Out.Write(balances);
    }

    /// <summary>Strategies, a line each.</summary>
    public static Table StrategyTable(JsonElement root)
    {
        var table = Terminal.Table("strategy", "kind", "mode", "state", "#result", "#day", "#drawdown", "#in the market", "#intents", "#refused", "#fills", "#maker", "#live");
        foreach (var one in root.Items("strategies"))
        {
            table.AddRow(
                Cell(one, "name"), Cell(one, "kind"), Cell(one, "mode"), State(one), Gain(one, "result"), Gain(one, "daily"), Money(one, "drawdown"), Money(one, "gross"), Count(one, "intents"), Count(one, "refused"),
                Count(one, "fills"), Count(one, "maker_fills"), Count(one, "live_orders"));
        }

        return table;
    }

    /// <summary>Gains and losses of the whole desk.</summary>
    public static Table PnlTable(JsonElement root)
    {
        var table = Terminal.Table($"in {root.Member("reporting")}", "#");
        var pnl = root.GetProperty("pnl");
        foreach (var (name, title) in ((string, string)[])
            [("result", "result of the run"), ("realised", "realised"), ("unrealised", "unrealised"), ("today", "of the day"), ("carried", "of the day, by runs before"), ("all_time", "of all time"), ("drawdown", "below the day's best"), ("fees", "fees paid"), ("funding", "funding got"), ("equity", "equity"), ("gross", "in the market")])
            table.AddRow(title, name is "drawdown" or "equity" or "gross" or "fees" ? Money(pnl, name) : Gain(pnl, name));
        table.AddRow("leverage", Short(pnl.Member("leverage")));
        table.AddRow("margin ratio", Short(pnl.Member("margin_ratio")));
        return table;
    }

    /// <summary>What each day brought, the newest first, in all and by strategy.</summary>
    public static Table DayTable(JsonElement root, int rows)
    {
        var table = Terminal.Table("day (UTC)", "strategy", "#result", "#realised", "#unrealised", "#fees");
        foreach (var day in root.GetProperty("pnl").Items("days").Take(rows))
        {
            table.AddRow(Cell(day, "day"), "", Gain(day, "result"), Gain(day, "realised"), Gain(day, "unrealised"), Money(day, "fees"));
            foreach (var one in day.GetProperty("strategies").EnumerateObject())
                table.AddRow("", Markup.Escape(one.Name), Gain(one.Value, "result"), Gain(one.Value, "realised"), Gain(one.Value, "unrealised"), Money(one.Value, "fees"));
        }

        return table;
    }

    /// <summary>Where gains came from, market by market.</summary>
    public static Table MarketTable(JsonElement root)
    {
        var table = Terminal.Table("strategy", "market", "#position", "#spread", "#inventory", "#fees", "#total", "#volume", "in");
        foreach (var strategy in root.Items("strategies"))
        {
            foreach (var market in strategy.Items("markets"))
            {
                table.AddRow(
                    Cell(strategy, "name"), $"{Cell(market, "venue")} {Cell(market, "symbol")}", Cell(market, "position"), Gain(market, "spread"), Gain(market, "inventory"), Money(market, "fees"), Gain(market, "total"),
                    Money(market, "volume"), Cell(market, "in"));
            }
        }

        return table;
    }

    /// <summary>What is held.</summary>
    public static Table PositionTable(JsonElement root)
    {
        var table = Terminal.Table("venue", "symbol", "#quantity", "#average", "#bid", "#ask", "#buying", "#selling", "#worth at most", "#realised", "#unrealised", "#fees");
        foreach (var one in root.Items("positions"))
        {
            var isTrusted = one.GetProperty("trusted").GetBoolean();
            table.AddRow(
                Cell(one, "venue"), Cell(one, "symbol") + (one.GetProperty("closing").GetBoolean() ? ", stop-loss: being closed" : ""), Cell(one, "quantity"), Cell(one, "average"), Quote(one, "bid", isTrusted), Quote(one, "ask", isTrusted), Cell(one, "open_buy"), Cell(one, "open_sell"), Money(one, "gross"),
                Gain(one, "realised"), Gain(one, "unrealised"), Money(one, "fees"));
        }

        return table;
    }

    /// <summary>Live orders.</summary>
    public static Table OrderTable(JsonElement root, int rows)
    {
        var table = Terminal.Table("order", "strategy", "venue", "symbol", "side", "#price", "#quantity", "#filled", "state", "placed");
        foreach (var one in root.Items("open_orders").Take(rows))
        {
            var state = Cell(one, "state") + (one.GetProperty("cancelling").GetBoolean() ? ", cancelling" : one.GetProperty("amending").GetBoolean() ? ", amending" : "");
            table.AddRow(
                Cell(one, "order"), Cell(one, "strategy"), Cell(one, "venue"), Cell(one, "symbol"), Side(one), one.Member("price") ?? "market", Cell(one, "quantity"), Cell(one, "filled"), state, TimeOf(one, "placed"));
        }

        return table;
    }

    /// <summary>Last fills.</summary>
    public static Table FillTable(JsonElement root, int rows)
    {
        var table = Terminal.Table("time", "strategy", "venue", "symbol", "side", "#price", "#quantity", "as", "#position then");
        foreach (var one in root.Items("last_fills").Take(rows))
            table.AddRow(TimeOf(one, "time"), Cell(one, "strategy"), Cell(one, "venue"), Cell(one, "symbol"), Side(one), Cell(one, "price"), Cell(one, "quantity"), Word(one.Member("liquidity")), Cell(one, "position"));
        return table;
    }

    /// <summary>Newest signals.</summary>
    public static Table SignalTable(JsonElement root)
    {
        var table = Terminal.Table("strategy", "market", "signal", "#value", "#told", "last");
        foreach (var one in root.Items("signals"))
            table.AddRow(Cell(one, "strategy"), $"{Cell(one, "venue")} {Cell(one, "symbol")}", Cell(one, "signal"), Short(one.Member("value")), Count(one, "count"), TimeOf(one, "time"));
        return table;
    }

    /// <summary>Opportunities and sets of legs, those that there are.</summary>
    public static IEnumerable<Table> ArbitrageTables(JsonElement root, int rows)
    {
        if (root.Items("opportunities").Any())
            yield return OpportunityTable(root);
        if (root.Items("leg_sets").Any())
            yield return LegSetTable(root, rows);
    }

    /// <summary>The newest opportunity of each market: where to buy and sell, at what, how much, and what is done about it.</summary>
    public static Table OpportunityTable(JsonElement root)
    {
        var table = Terminal.Table("strategy", "buy", "#at", "sell", "#at", "#quantity", "#net", "#bp", "step", "#seen", "#taken", "last");
        foreach (var one in root.Items("opportunities"))
        {
            var net = one.Member("net") is null ? "–" : $"{Gain(one, "net")} {Cell(one, "in")}";
            table.AddRow(
                Cell(one, "strategy"), Leg(one, "buy"), PriceOf(one, "buy"), SellOf(one), PriceOf(one, "sell"), Short(one.Member("quantity")), net, Bps(one), Step(one), Count(one, "seen"), Count(one, "taken"), TimeOf(one, "time"));
        }

        return table;
    }

    /// <summary>Sets of legs that were begun, the newest first, and what they brought.</summary>
    public static Table LegSetTable(JsonElement root, int rows)
    {
        var table = Terminal.Table("begun", "strategy", "buy", "sell", "state", "#whole", "#wanted", "#expected", "#brought", "in", "one-sided");
        foreach (var one in root.Items("leg_sets").Take(rows))
        {
            var brought = one.Member("realised") is not null ? Gain(one, "realised") : one.Member("cash") is not null ? $"[grey]{Money(one, "cash")}[/]" : "–";
            var excess = one.TryGetProperty("excess", out var left) && left.ValueKind == JsonValueKind.Object ? $"[red]{Cell(left, "quantity")} {Cell(left, "venue")} {Cell(left, "symbol")}[/]" : "";
            table.AddRow(
                TimeOf(one, "began"), Cell(one, "strategy"), Leg(one, "buy"), SellOf(one), SetState(one), Count(one, "whole"), Count(one, "wanted"), one.Member("net") is null ? "–" : Money(one, "net"), brought,
                Cell(one, "paid_in"), excess);
        }

        return table;
    }

    /// <summary>What people were told of, what lasts first.</summary>
    public static Table AlertTable(JsonElement root, bool isLastingOnly)
    {
        var table = Terminal.Table("alert", "severity", "since", "told", "#times", "#suppressed", "what");
        foreach (var one in root.Items("alerts").Where(one => !isLastingOnly || one.GetProperty("lasting").GetBoolean()))
        {
            var severity = one.Member("severity") switch { "Critical" => "[red]critical[/]", "Warning" => "[yellow]warning[/]", var other => Word(other) };
            table.AddRow(
                Cell(one, "name"), one.GetProperty("lasting").GetBoolean() ? severity : $"[grey]{Word(one.Member("severity"))}, over[/]", DateAndTime(one, "since"), DateAndTime(one, "last"), Count(one, "count"), Count(one, "suppressed"),
                Cell(one, "text"));
        }

        return table;
    }

    /// <summary>Limits, the fullest first.</summary>
    public static Table RiskTable(JsonElement root, int rows)
    {
        var table = Terminal.Table("limit", "of", "#used", "#limit", "unit", "#share");
        foreach (var one in root.GetProperty("risk").Items("use").OrderByDescending(UrgencyOf).Take(rows))
        {
            var unit = one.Member("unit") == "reporting" ? root.Member("reporting")! : one.Member("unit")!;
            var of = one.Member("of") == "desk" ? "desk" : $"{one.Member("venue")} {one.Member("name")}".Trim();
            var least = one.Member("sense") == "least" ? "at least " : "";
            table.AddRow(
                Cell(one, "limit"), Markup.Escape(of), Short(one.Member("used")), least + (one.Member("most") is { } most ? Short(most) : "unlimited"), Markup.Escape(unit), Share(one));
        }

        return table;
    }

    /// <summary>How the desk stands with its venues.</summary>
    public static Table VenueTable(JsonElement root)
    {
        var table = Terminal.Table("venue", "private side", "reconciled", "difference", "breaker", "mode", "#answers", "#p50", "#p99", "#p99.9");
        foreach (var one in root.Items("venues"))
        {
            var answers = one.GetProperty("answer_ns");
            var has = answers.ValueKind == JsonValueKind.Object;
            table.AddRow(
                Cell(one, "venue"), one.GetProperty("up").GetBoolean() ? "[green]up[/]" : "[red]down[/]", one.GetProperty("reconciled").GetBoolean() ? "[green]yes[/]" : "[yellow]no[/]",
                one.GetProperty("difference_open").GetBoolean() ? "[red]OPEN[/]" : "none", one.Member("breaker") == "Closed" ? "closed" : $"[red]{Word(one.Member("breaker"))}[/]", Word(one.Member("mode")),
                has ? Count(answers, "count") : "", has ? Ns(answers, "p50") : "", has ? Ns(answers, "p99") : "", has ? Ns(answers, "p999") : "");
        }

        return table;
    }

    /// <summary>Nanoseconds of a field for people.</summary>
    public static string Ns(JsonElement from, string name) => Feeds.MonitorReport.Ns(from.GetProperty(name).GetInt64());

    /// <summary>Time of day, UTC.</summary>
    public static string TimeOf(JsonElement from, string name) => from.Member(name) is { Length: > 22 } time ? time[11..23] : "";

    // Alerts are of this machine's time, and last for days.
    private static string DateAndTime(JsonElement from, string name) => from.Member(name) is { Length: >= 19 } time ? $"{time[5..10]} {time[11..19]}" : "";

    /// <summary>A gain with its sign and colour.</summary>
    public static string Gain(JsonElement from, string name)
    {
        var text = Money(from, name);
        return text.StartsWith('-') ? $"[red]{text}[/]" : text is "0" or "" ? text : $"[green]{text}[/]";
    }

    /// <summary>Money to four decimals: the JSON has all of them.</summary>
    public static string Money(JsonElement from, string name) =>
        decimal.TryParse(from.Member(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value.ToString("#,0.####", CultureInfo.InvariantCulture) : from.Member(name) ?? "";

    // What is nearest to its limit first.
    private static double UrgencyOf(JsonElement use) => use.TryGetProperty("share", out var share) && share.ValueKind == JsonValueKind.Number ? share.GetDouble() : -1;

    private static string Share(JsonElement use)
    {
        if (!use.TryGetProperty("share", out var share) || share.ValueKind != JsonValueKind.Number)
            return "";
        var urgency = UrgencyOf(use);
        var text = share.GetDouble().ToString("P1", CultureInfo.InvariantCulture);
        return urgency >= 1 ? $"[red]{text}[/]" : urgency >= 0.8 ? $"[yellow]{text}[/]" : text;
    }

    private static string State(JsonElement one) => one.Member("state") switch
    {
        "Running" => "[green]running[/]",
        "Faulted" => $"[red]faulted: {Word(one.Member("fault"))}[/]",
        "Paused" => "[yellow]paused[/]",
        var state => Word(state),
    };

    private static string Leg(JsonElement one, string name) => one.TryGetProperty(name, out var leg) && leg.ValueKind == JsonValueKind.Object ? $"{Cell(leg, "venue")} {Cell(leg, "symbol")}" : "–";

    private static string PriceOf(JsonElement one, string name) => one.TryGetProperty(name, out var leg) && leg.ValueKind == JsonValueKind.Object ? leg.Member("price") ?? "–" : "–";

    // A set has no side to sell: all its legs are bought.
    private static string SellOf(JsonElement one) => one.GetProperty("sell").ValueKind == JsonValueKind.Object ? Leg(one, "sell") : one.GetProperty("legs").GetInt32() is > 0 and var legs ? string.Create(CultureInfo.InvariantCulture, $"set of {legs}") : "–";

    private static string Bps(JsonElement one) => one.TryGetProperty("net_bps", out var bps) && bps.ValueKind == JsonValueKind.Number ? bps.GetDouble().ToString("0.0#", CultureInfo.InvariantCulture) : "–";

    private static string Step(JsonElement one) => one.Member("step") switch
    {
        "Taken" => "[green]taken[/]",
        "NoInventory" => "[yellow]no inventory[/]",
        "Refused" => "[red]refused[/]",
        null => "–",
        var step => Word(step),
    };

    private static string SetState(JsonElement one) => one.Member("state") switch
    {
        "Complete" => "[green]complete[/]",
        "Stuck" => "[red]STUCK[/]",
        "Unwinding" => "[yellow]unwinding[/]",
        var state => Word(state),
    };

    private static string Side(JsonElement one) => one.Member("side") == "Buy" ? "[green]buy[/]" : "[yellow]sell[/]";

    private static string Quote(JsonElement one, string name, bool isTrusted) => one.Member(name) is not { } price ? "–" : isTrusted ? price : $"[grey]{price} old[/]";

    private static string Short(string? value) => value is null ? "–" : value.Contains('.', StringComparison.Ordinal) ? value.TrimEnd('0').TrimEnd('.') : value;

    private static string Count(JsonElement from, string name) => from.GetProperty(name).GetInt64().ToString("N0", CultureInfo.InvariantCulture);

    private static string Cell(JsonElement from, string name) => Markup.Escape(from.Member(name) ?? "");

    private static string Word(string? text) => Markup.Escape((text ?? "").ToLowerInvariant());
}
