using System.Globalization;
using System.Text.Json;
using Rialto.Gateways;
using Rialto.Host.Desk.Status;
using Rialto.Host.Metrics;
using Rialto.Host.Tools.Client;

namespace Rialto.Host.Desk.Door;

/// <summary>
/// Figures of a desk for Prometheus, from its newest report: under the mission's names where it names them, and <c>rialto_desk_…</c> for the rest (docs/reference/desk-http.md has all). Money is in
/// the reporting currency, told as the label <c>in</c>. Any thread; nothing before the first report.
/// </summary>
/// <param name="status">The reports.</param>
/// <param name="desk">Whose; of it only what any thread may read.</param>
internal sealed class DeskMetrics(DeskStatus status, RunningDesk desk) : IMetricsSource
{
    private static readonly (string Label, string Field)[] _quantiles = [("0.5", "p50"), ("0.95", "p95"), ("0.99", "p99"), ("0.999", "p999")];

    private readonly ProcessMeters _process = new();
    private readonly Lock _gate = new();
    private Counted _before;
    private Rates _rates;

    /// <inheritdoc/>
    public void Write(PrometheusText text)
    {
        if (status.Latest is not { } report)
            return;
        using var whole = JsonDocument.Parse(report.Json);
        Write(text, report, whole.RootElement);
        desk.Alerts?.Write(text);
    }

    private void Write(PrometheusText text, DeskStatusReport report, JsonElement desk)
    {
        text.Single("rialto_desk_report_timestamp_seconds", "gauge", "When the figures were taken, since the epoch; they stand still where the desk's loop does.", report.Made.ToUnixTimeMilliseconds() / 1e3);
        text.Single("rialto_desk_stopped", "gauge", "1 while everything is stopped by an emergency.", One(desk.GetProperty("stopped").GetBoolean()));
        Business(text, desk);
        Throughput(text, desk, report.Made);
        Latencies(text, desk);
        Health(text, desk);
        Strategies(text, desk);
        Positions(text, desk);
        Limits(text, desk);
        Opportunities(text, desk);
        Balances(text, desk);
        _process.Write(text);
    }

    private static void Business(PrometheusText text, JsonElement desk)
    {
        var pnl = desk.GetProperty("pnl");
        var label = $"in=\"{desk.Member("reporting")}\"";
        foreach (var (name, field, help) in ((string, string, string)[])
        [
            ("pnl_usdt", "result", "Gains and losses since the start, fees taken off, in the reporting currency."),
            ("realized_pnl_usdt", "realised", "Of that, what was closed."),
            ("unrealized_pnl_usdt", "unrealised", "Of that, what closing all at middle prices would bring."),
            ("daily_pnl_usdt", "daily", "Gains and losses since midnight UTC."),
            ("rialto_desk_drawdown", "drawdown", "How far the result is below its best of the day."),
            ("rialto_desk_equity", "equity", "All balances and what contracts would bring, at middle prices."),
            ("rialto_desk_gross", "gross", "The worst that positions and live orders together can be worth."),
            ("rialto_desk_fees", "fees", "Fees paid, less rebates."),
        ])
            text.Begin(name, "gauge", help).Value(name, label, Number(pnl, field));
        if (pnl.Member("leverage") is not null)
            text.Single("leverage_ratio", "gauge", "Gross worth over equity.", Number(pnl, "leverage"));
        if (pnl.Member("margin_ratio") is not null)
            text.Single("margin_ratio", "gauge", "Equity over gross worth.", Number(pnl, "margin_ratio"));
        var (fills, maker) = (Number(desk, "fills"), Number(desk, "maker_fills"));
        if (fills > 0)
            text.Single("maker_fill_ratio_pct", "gauge", "Fills by orders that rested, of all fills, in percent.", 100 * maker / fills);
        Optional(text, pnl, "win_rate_pct", "win_rate_pct", "Of the trades closed since the start, those that brought more than their fees, in percent.");
        Optional(text, pnl, "max_drawdown_pct", "max_drawdown_pct", "The largest fall of the result below its highest since the start, in percent of the equity that it fell from.");
        Optional(text, pnl, "all_time_win_rate_pct", "rialto_desk_all_time_win_rate_pct", "The same as win_rate_pct with the runs before this one.");
        text.Single("rialto_desk_max_drawdown", "gauge", "The largest fall of the result below its highest since the start, in the reporting currency.", Number(pnl, "max_drawdown"));
        text.Single("rialto_desk_trades_closed_total", "counter", "Trades closed: positions of a strategy in a market that were flat again, or went through zero.", Number(pnl, "trades"));
        text.Single("rialto_desk_trades_won_total", "counter", "Of those, profitable after fees.", Number(pnl, "trades_won"));
        if (Number(pnl, "equity") is > 0 and var equity)
            text.Single("drawdown_pct", "gauge", "How far the result is below its best of the day, in percent of equity.", 100 * Number(pnl, "drawdown") / equity);
    }

    // Counted over about the time between two scrapes; at least a second.
    private void Throughput(PrometheusText text, JsonElement desk, DateTimeOffset made)
    {
        var now = new Counted(made, Number(desk, "inputs"), Number(desk, "placed"), Number(desk, "fills"), Number(desk, "signals_told"));
        Rates rates;
        lock (_gate)
        {
            if (_before.Made == default)
                _before = now;
            var seconds = (now.Made - _before.Made).TotalSeconds;
            if (seconds >= 1)
            {
                _rates = new Rates((now.Inputs - _before.Inputs) / seconds, (now.Orders - _before.Orders) / seconds, (now.Fills - _before.Fills) / seconds, (now.Signals - _before.Signals) / seconds);
                _before = now;
            }

            rates = _rates;
        }

        text.Single("market_data_events_per_sec", "gauge", "Inputs of the desk a second, nearly all of them market events.", rates.Inputs);
        text.Single("orders_submitted_per_sec", "gauge", "Orders placed a second.", rates.Orders);
        text.Single("fills_per_sec", "gauge", "Fills a second.", rates.Fills);
        text.Single("strategy_signals_per_sec", "gauge", "Signals told a second.", rates.Signals);
        text.Single("rialto_desk_inputs_total", "counter", "Inputs.", now.Inputs);
        text.Single("rialto_desk_orders_total", "counter", "Orders placed.", now.Orders);
        text.Single("rialto_desk_fills_total", "counter", "Fills.", now.Fills);
        text.Single("rialto_desk_signals_total", "counter", "Signals told.", now.Signals);
        text.Single("rialto_desk_live_orders", "gauge", "Live orders, those of unknown outcome among them.", Number(desk.GetProperty("risk"), "live_orders"));
    }

    private static void Latencies(PrometheusText text, JsonElement desk)
    {
        Quantiles(text, "strategy_decision_latency_us", "From a market event's arrival at the trader to its first request, in microseconds, since the start.", 1e3, [("", desk.GetProperty("tick_to_intent_ns"))]);
        if (desk.GetProperty("arrival_to_look_ns").Member("count") is not "0")
            Quantiles(text, "market_data_ingestion_latency_us", "From a market frame's arrival at the feed until the desk's thread has it, in microseconds, since the start.", 1e3, [("", desk.GetProperty("arrival_to_look_ns"))]);
        if (desk.GetProperty("arrival_to_bytes_ns").Member("count") is not "0")
            Quantiles(text, "end_to_end_latency_ms", "From a market frame's arrival at the feed until the bytes of an order because of it are given to the venue's connection, in milliseconds, since the start.", 1e6, [("", desk.GetProperty("arrival_to_bytes_ns"))]);
        Quantiles(
            text, "order_submission_latency_ms", "From the desk's request for an order until its bytes are given to the venue's connection, in milliseconds, since the start.", 1e6,
            [.. desk.Items("venues").Where(venue => venue.GetProperty("submission_ns").ValueKind == JsonValueKind.Object).Select(venue => ($"venue=\"{venue.Member("venue")}\"", venue.GetProperty("submission_ns")))]);
        Quantiles(
            text, "order_ack_latency_ms", "From the desk's request for an order to the venue's word on it, in milliseconds, since the start.", 1e6,
            [.. desk.Items("venues").Where(venue => venue.GetProperty("answer_ns").ValueKind == JsonValueKind.Object).Select(venue => ($"venue=\"{venue.Member("venue")}\"", venue.GetProperty("answer_ns")))]);
    }

    private static void Health(PrometheusText text, JsonElement desk)
    {
        Each(text, desk.Items("venues"), "websocket_connected", "gauge", "1 while the venue's private side is up.", Venue, static venue => One(venue.GetProperty("up").GetBoolean()));
        Each(text, desk.Items("venues"), "circuit_breaker_open", "gauge", "1 while requests to the venue do not pass, or only a few to try it.", Venue, static venue => One(venue.Member("breaker") != "Closed"));
        Each(text, desk.Items("venues"), "rialto_desk_breaker_state", "gauge", "Of requests to the venue: 0 closed, 1 half open, 2 open.", Venue, static venue => venue.Member("breaker") switch { "Closed" => 0, "Open" => 2, _ => 1 });
        Each(text, desk.Items("positions"), "rialto_desk_market_trusted", "gauge", "1 while the market's book may be believed.", Market, static one => One(one.GetProperty("trusted").GetBoolean()));
        Each(text, desk.Items("venues"), "rialto_desk_venue_reconciled", "gauge", "1 while orders, balances and positions were told since the venue came up.", Venue, static venue => One(venue.GetProperty("reconciled").GetBoolean()));
        Each(text, desk.Items("venues"), "rialto_desk_difference_open", "gauge", "1 while a difference waits for an operator.", Venue, static venue => One(venue.GetProperty("difference_open").GetBoolean()));
        text.Single("rialto_desk_rejects_breaker_open", "gauge", "1 while too many refusals by venues have stopped orders.", One(desk.GetProperty("risk").GetProperty("rejects_breaker_open").GetBoolean()));
        text.Single("reconciliation_mismatch_count", "counter", "Positions that were not what the venue said, since the start.", Number(desk, "mismatches"));
        Optional(text, desk, "error_rate_pct", "error_rate_pct", "Requests to venues of the last five minutes, questions among them, that failed or ended without an answer, in percent.");
        if (Number(desk, "placed") is > 0 and var placed)
            text.Single("order_reject_rate_pct", "gauge", "Refusals by venues, of orders placed, in percent, since the start.", 100 * Number(desk, "venue_refusals") / placed);
        text.Begin("rialto_desk_problems_total", "counter", "What was not as it should be, by kind.");
        foreach (var problem in desk.GetProperty("problems").EnumerateObject())
            text.Value("rialto_desk_problems_total", $"kind=\"{problem.Name}\"", problem.Value.GetDouble());
        text.Begin("rialto_desk_refusals_total", "counter", "Orders refused, by who and why.");
        foreach (var refusal in desk.GetProperty("refusals").EnumerateObject())
            text.Value("rialto_desk_refusals_total", $"reason=\"{refusal.Name}\"", refusal.Value.GetDouble());
    }

    private static void Strategies(PrometheusText text, JsonElement desk)
    {
        var all = desk.Items("strategies").ToList();
        Each(text, all, "rialto_strategy_running", "gauge", "1 while the strategy is called and may place.", Strategy, static one => One(one.Member("state") == "Running"));
        Each(text, all, "rialto_strategy_faulted", "gauge", "1 while it is taken out because it failed.", Strategy, static one => One(one.Member("state") == "Faulted"));
        foreach (var (field, help) in ((string, string)[])
            [("result", "Its gains and losses since the start, in the reporting currency."), ("daily", "Since midnight UTC."), ("drawdown", "Below its best of the day."), ("gross", "The worst that its positions and orders can be worth.")])
            Each(text, all, $"rialto_strategy_{field}", "gauge", help, Strategy, one => Number(one, field));
        foreach (var (name, field, help) in ((string, string, string)[])
        [
            ("win_rate_pct", "win_rate_pct", "Of the trades that it has closed, those that brought more than their fees, in percent."),
            ("max_drawdown_pct", "max_drawdown_pct", "The largest fall of its result below its highest since the start, in percent of the desk's equity."),
        ])
            Each(text, all.Where(one => one.Member(field) is not null), "rialto_strategy_" + name, "gauge", help, Strategy, one => Number(one, field));
        Each(text, all, "rialto_strategy_max_drawdown", "gauge", "The same in the reporting currency.", Strategy, static one => Number(one, "max_drawdown"));
        Each(text, all, "rialto_strategy_trades_closed_total", "counter", "Trades closed: positions in a market that were flat again, or went through zero.", Strategy, static one => Number(one, "trades"));
        Each(text, all, "rialto_strategy_trades_won_total", "counter", "Of those, profitable after fees.", Strategy, static one => Number(one, "trades_won"));
        Each(text, all, "rialto_strategy_live_orders", "gauge", "Its orders that have not ended.", Strategy, static one => Number(one, "live_orders"));
        foreach (var (field, help) in ((string, string)[])
        [
            ("decisions", "Calls: each a chance to decide."), ("intents", "Requests asked for."), ("taken", "Of those, taken."), ("refused", "Of those, refused."), ("fills", "Fills of its orders."),
            ("maker_fills", "Of those, by orders that rested."), ("signals", "Signals told."), ("faults", "How often it was taken out."),
        ])
            Each(text, all, $"rialto_strategy_{field}_total", "counter", help, Strategy, one => Number(one, field));
        Each(text, all.Where(one => one.Member("sharpe") is not null), "sharpe_ratio", "gauge", "Mean gain of a minute over its standard deviation, not scaled to a year.", Strategy, static one => Number(one, "sharpe"));
    }

    private static void Positions(PrometheusText text, JsonElement desk)
    {
        Each(text, desk.Items("positions"), "rialto_desk_position", "gauge", "What is held, in whole units of the market's base.", Market, static one => Number(one, "quantity"));
        Each(text, desk.Items("positions"), "rialto_desk_position_unrealized", "gauge", "What closing it would bring, in the reporting currency.", Market, static one => Number(one, "unrealised"));
    }

    private static void Balances(PrometheusText text, JsonElement desk)
    {
        Each(text, desk.Items("balances"), "rialto_desk_balance", "gauge", "What the desk believes to have of an asset, in whole units.", Asset, static one => Number(one, "ours"));
        Each(text, desk.Items("balances"), "rialto_desk_balance_free", "gauge", "Of that, what new orders may use.", Asset, static one => Number(one, "free"));
        Each(text, desk.Items("corrections"), "rialto_desk_silent_corrections_total", "counter", "How often a balance was set to what the venue said without a word, within the tolerance.", Asset, static one => Number(one, "count"));
        Each(text, desk.Items("corrections"), "rialto_desk_silently_corrected_total", "counter", "By how much in all, up and down added together, in whole units.", Asset, static one => Number(one, "sum"));
    }

    private static void Limits(PrometheusText text, JsonElement desk)
    {
        const string name = "rialto_desk_limit_used_ratio";
        text.Begin(name, "gauge", "What is used of a limit, 1 is all of it; limits that bound from below, and those of single orders, are left out.");
        foreach (var use in desk.GetProperty("risk").Items("use").Where(use => use.Member("sense") == "most" && use.Member("share") is not null))
        {
            var venue = use.Member("venue") is { } where ? $",venue=\"{where}\"" : "";
            text.Value(name, $"limit=\"{use.Member("limit")}\",of=\"{use.Member("of")}\",name=\"{Escaped(use.Member("name"))}\"{venue}", Number(use, "share"));
        }
    }

    private static void Opportunities(PrometheusText text, JsonElement desk)
    {
        if (desk.Items("opportunities").Any())
        {
            Each(text, desk.Items("opportunities"), "rialto_desk_opportunities_seen_total", "counter", "Opportunities seen, by strategy and market.", Opportunity, static one => Number(one, "seen"));
            Each(text, desk.Items("opportunities"), "rialto_desk_opportunities_taken_total", "counter", "Of those, taken.", Opportunity, static one => Number(one, "taken"));
        }

        text.Single("rialto_desk_leg_sets_total", "counter", "Sets of legs begun.", Number(desk, "leg_sets_begun"));
        text.Single("rialto_desk_leg_sets_stuck_total", "counter", "Of those, ended with something one-sided left.", Number(desk, "leg_sets_stuck"));
    }

    private static string Opportunity(JsonElement one)
    {
        var buy = one.GetProperty("buy");
        var where = buy.ValueKind == JsonValueKind.Object ? Market(buy) : "venue=\"\",symbol=\"\"";
        return $"strategy=\"{Escaped(one.Member("strategy"))}\",market=\"{one.Member("market")}\",{where}";
    }

    private static void Each(PrometheusText text, IEnumerable<JsonElement> rows, string name, string type, string help, Func<JsonElement, string> labels, Func<JsonElement, double> value)
    {
        text.Begin(name, type, help);
        foreach (var row in rows)
            text.Value(name, labels(row), value(row));
    }

    private static void Quantiles(PrometheusText text, string name, string help, double unit, IReadOnlyList<(string Labels, JsonElement Latency)> rows)
    {
        text.Begin(name, "summary", help);
        foreach (var (labels, latency) in rows)
        {
            var before = labels.Length == 0 ? "" : labels + ",";
            foreach (var (label, field) in _quantiles)
                text.Value(name, $"{before}quantile=\"{label}\"", latency.GetProperty(field).GetInt64() / unit);
            text.Value(name + "_count", labels, latency.GetProperty("count").GetInt64());
        }
    }

    private static void Optional(PrometheusText text, JsonElement from, string field, string name, string help)
    {
        if (from.Member(field) is not null)
            text.Single(name, "gauge", help, Number(from, field));
    }

    private static string Asset(JsonElement one) => $"venue=\"{one.Member("venue")}\",asset=\"{Escaped(one.Member("asset"))}\"";

    private static string Venue(JsonElement venue) => $"venue=\"{venue.Member("venue")}\"";

    private static string Strategy(JsonElement one) => $"strategy=\"{Escaped(one.Member("name"))}\"";

    private static string Market(JsonElement one) => $"venue=\"{one.Member("venue")}\",symbol=\"{Escaped(one.Member("symbol"))}\"";

    private static string Escaped(string? text) => (text ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static double One(bool isSo) => isSo ? 1 : 0;

    private static double Number(JsonElement from, string name) => double.TryParse(from.Member(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private readonly record struct Counted(DateTimeOffset Made, double Inputs, double Orders, double Fills, double Signals);

    private readonly record struct Rates(double Inputs, double Orders, double Fills, double Signals);
}
