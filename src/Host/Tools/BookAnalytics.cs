using Rialto.Host.Tools.Client;
using Spectre.Console;

namespace Rialto.Host.Tools;

/// <summary><c>rialto book SYMBOL --analytics</c>: what the exchange measures of a book and its trades. As JSON the answers of REST under the names imbalance, spread and toxicity.</summary>
internal static class BookAnalytics
{
    public static async Task<int> ShowAsync(Connection connection, Terminal terminal, string symbol, int levels, CancellationToken cancellationToken)
    {
        using var client = new RestClient(connection);
        var path = $"/api/v1/orderbook/{Uri.EscapeDataString(symbol)}/";
        var imbalance = (await client.GetAsync($"{path}imbalance?levels={levels}", cancellationToken)).OrThrow();
        var spread = (await client.GetAsync(path + "spread", cancellationToken)).OrThrow();
        var toxicity = (await client.GetAsync(path + "toxicity", cancellationToken)).OrThrow();
        if (terminal.IsJson)
        {
            Terminal.Json($$"""{"imbalance":{{imbalance.Text}},"spread":{{spread.Text}},"toxicity":{{toxicity.Text}}}""");
            return ExitCode.Ok;
        }

        var (leaning, spreads) = (imbalance.Root, spread.Root);
        terminal.Line($"{leaning.Cell("symbol")} is {leaning.Cell("state")} at sequence {leaning.Cell("sequence")}, {leaning.Cell("timestamp")}");
        var table = Terminal.Table("measure", "#bid", "#ask", "#ratio", "#-1 to 1");
        table.AddRow($"volume, best {leaning.Cell("top_levels")}", leaning.Cell("bid_volume"), leaning.Cell("ask_volume"), leaning.Cell("imbalance_ratio"), leaning.Cell("imbalance"));
        table.AddRow($"weighted, half-life {leaning.Cell("half_life_ticks")} ticks", "", "", leaning.Cell("weighted_imbalance"), leaning.Cell("weighted"));
        table.AddRow("orders", leaning.Cell("bid_orders"), leaning.Cell("ask_orders"), leaning.Cell("order_imbalance_ratio"), leaning.Cell("order_imbalance"));
        var depth = leaning.GetProperty("depth");
        table.AddRow("volume, whole book", depth.Cell("bid_volume"), depth.Cell("ask_volume"), depth.Cell("imbalance_ratio"), depth.Cell("imbalance"));
        terminal.Out.Write(table);
        var flow = leaning.GetProperty("flow");
        terminal.Line($"Last {flow.Cell("window_seconds")} s: order flow imbalance {flow.Cell("order_flow_imbalance")}, bought {flow.Cell("buy_volume")}, sold {flow.Cell("sell_volume")}");
        terminal.Line($"Spread {spreads.Cell("quoted_spread")} ({spreads.Cell("relative_spread_bps")} bps); last {spreads.Cell("window_seconds")} s: {spreads.Cell("time_weighted_spread")} by time, {spreads.Cell("effective_spread")} effective over {spreads.Cell("trades")} trades");
        foreach (var horizon in spreads.Items("realised"))
            terminal.Line($"  realised after {horizon.Cell("horizon_seconds")} s: {horizon.Cell("realised_spread")}, price impact {horizon.Cell("price_impact")}");
        terminal.Line($"Toxicity (VPIN) {toxicity.Root.Cell("vpin")} over {toxicity.Root.Cell("buckets")} buckets of {toxicity.Root.Cell("bucket_volume")}");
        return ExitCode.Ok;
    }
}
