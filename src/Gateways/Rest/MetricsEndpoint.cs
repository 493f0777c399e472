using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rialto.Gateways.Analytics;
using Rialto.Gateways.Compliance;
using Rialto.Gateways.Views;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Rest;

/// <summary>GET /metrics: what the gateways and the host's sources count, as Prometheus text.</summary>
internal static class MetricsEndpoint
{
    private static readonly Rates Rates = new();

    public static async ValueTask HandleAsync(RestCall call)
    {
        var market = await call.Services.FanOut.AskAsync(Market.Take, call.Aborted).ConfigureAwait(false);
        var text = new PrometheusText();
        WriteLatencies(text, call.Services);
        WriteThroughput(text, call.Services, market);
        WriteBusiness(text, market);
        if (market.Margin is { } margin)
            margin.Write(text);
        WriteSystem(text, call.Services);
        if (call.Services.Compliance is { } compliance)
            ComplianceMetrics.Write(text, compliance.Desk);
        call.Services.Readiness.Alerts.Write(text);
        foreach (var source in call.Services.MetricsSources)
            source.Write(text);
        call.Http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await call.Http.Response.WriteAsync(text.ToString(), Encoding.UTF8, call.Aborted).ConfigureAwait(false);
    }

    private static void WriteLatencies(PrometheusText text, GatewayServices services) => services.Metrics.Read((submissions, cancellations, requests) =>
    {
        text.Summary("order_submission_latency", "Order handed to the exchange until its durable answer is about to be written, seconds.", submissions);
        text.Summary("order_cancellation_latency", "The same for cancellations, seconds.", cancellations);
        text.Summary("api_request_latency", "REST request read until answered, seconds.", requests);
        text.Histogram("order_submission_seconds", "Order handed to the exchange until its durable answer is about to be written.", submissions);
        text.Histogram("order_cancellation_seconds", "The same for cancellations.", cancellations);
        text.Histogram("api_request_seconds", "REST request read until answered.", requests);
    });

    private static void WriteThroughput(PrometheusText text, GatewayServices services, Market market)
    {
        var metrics = services.Metrics;
        text.Single("orders_total", "counter", "Orders accepted since the journal began.", market.Orders);
        text.Single("order_refusals_total", "counter", "Commands the exchange refused since the journal began.", market.Refusals);
        text.Single("trades_total", "counter", "Trades since the journal began.", market.Trades);
        text.Single("api_requests_total", "counter", "REST requests since the process began.", metrics.ApiRequests);
        text.Single("api_errors_total", "counter", "REST requests answered with a 5xx that is our own fault.", metrics.ServerErrors);
        var (orders, trades, requests) = Rates.Since(market.Orders, market.Trades, metrics.ApiRequests);
        text.Single("orders_per_second", "gauge", "Orders accepted a second, since this page was asked for before.", orders);
        text.Single("trades_per_second", "gauge", "Trades a second, likewise.", trades);
        text.Single("api_requests_per_second", "gauge", "REST requests a second, likewise.", requests);
        text.Begin("gateway_refusals_total", "counter", "Refusals answered to REST and WebSocket requests, by reason.");
        foreach (var reason in Enum.GetValues<RejectReason>())
        {
            if (metrics.RefusalsOf(reason) is > 0 and var count)
                text.Value("gateway_refusals_total", $"code=\"{reason}\"", count);
        }

        text.Single("intake_depth", "gauge", "Commands the sequencer has not taken yet.", services.Intake.Depth);
        text.Single("pending_commands", "gauge", "Commands without an answer yet.", services.Pending.Count);
        text.Single("exchange_sequence", "gauge", "Sequence of the last command whose events are out.", services.FanOut.Sequence);
        text.Single("exchange_durable_sequence", "gauge", "Sequence of the last durable command.", services.DurableSequence());
        text.Single("exchange_ready", "gauge", "1 while commands are accepted.", services.Readiness.AcceptsCommands ? 1 : 0);
        text.Single("keys_readable", "gauge", "1 while the key file can be read; otherwise no key works.", services.Keys.Problem is null ? 1 : 0);
        text.Single("rest_sessions", "gauge", "Sessions open for orders over REST, one for an owner at an address.", services.RestSessions.Count);
        text.Single("rest_requests_without_session_total", "counter", "Order requests over REST that had no session, because MaxSessions were in use.", services.RestSessions.Without);
        text.Single("long_requests", "gauge", "Requests with documents that are read or worked on now; Http:MaxLongBodies is the most.", services.LongBodies.Count);
        text.Single("websocket_connections", "gauge", "Open WebSocket connections.", services.Registry.Count);
        text.Single("websocket_slow_consumers_total", "counter", "WebSocket connections closed because they read too slowly.", services.Registry.SlowConsumers);
    }

    private static void WriteBusiness(PrometheusText text, Market market)
    {
        text.Single("active_users", "gauge", "Owners with at least one live order.", market.ActiveOwners);
        text.Single("baskets_fell_short_total", "counter", "Baskets since the journal began of which a leg did not fill in spite of its checks; above zero the exchange has an error.", market.BasketsFellShort);
        text.Single("live_orders", "gauge", "Orders in a book or waiting for their trigger.", market.LiveOrders);
        Write(text, market, "total_trading_volume", "gauge", "Base quantity traded since the journal began.", static instrument => instrument.Volume);
        Write(text, market, "trading_volume_total", "counter", "The same as a counter.", static instrument => instrument.Volume);
        Write(text, market, "total_trading_turnover", "gauge", "Price x quantity traded since the journal began, in quote money.", static instrument => instrument.Turnover);
        Write(text, market, "trading_turnover_total", "counter", "The same as a counter.", static instrument => instrument.Turnover);
        Write(text, market, "fee_revenue", "gauge", "Fees less rebates since the journal began, in quote money; rebates may make it fall.", static instrument => instrument.Fees);
        WriteProfit(text, market, "settled_volume_total", "counter", "Money of all settled trades, by the asset paid in.", static profit => profit.Volume);
        WriteProfit(text, market, "fees_total", "counter", "Fees of settled trades.", static profit => profit.Fees);
        WriteProfit(text, market, "rebates_total", "counter", "Rebates of settled trades.", static profit => profit.Rebates);
        WriteProfit(text, market, "net_revenue", "gauge", "Fees less rebates of settled trades; rebates may make it fall.", static profit => profit.Fees - profit.Rebates);
        text.Begin("fee_tier_families", "gauge", "Families of accounts by the fee tier they have; those in no tier are not counted.");
        foreach (var (tier, families) in market.Tiers)
            text.Value("fee_tier_families", $"tier=\"{tier}\"", families);
        text.Begin("maker_uptime_ratio", "gauge", "Quoted time of registered makers by open time, over the fee day that last ended, 0 to 1.");
        foreach (var (label, uptime) in market.Uptimes)
            text.Value("maker_uptime_ratio", label, uptime);
        Write(text, market, "order_book_spread", "gauge", "Best ask less best bid, in quote money.", static instrument => instrument.Spread);
        Write(text, market, "order_book_imbalance", "gauge", "Depth imbalance of the best five levels, -1 (only asks) to 1 (only bids).", static instrument => instrument.Imbalance);
        Write(text, market, "order_flow_toxicity", "gauge", "VPIN over the last 50 volume buckets, 0 to 1.", static instrument => instrument.Toxicity);
        text.Begin("order_book_depth", "gauge", "Price levels with orders.");
        foreach (var instrument in market.Instruments)
        {
            text.Value("order_book_depth", instrument.Label + ",side=\"bid\"", instrument.BidLevels);
            text.Value("order_book_depth", instrument.Label + ",side=\"ask\"", instrument.AskLevels);
        }
    }

    private static void WriteProfit(PrometheusText text, Market market, string name, string type, string help, Func<AssetProfit, Int128> of)
    {
        text.Begin(name, type, help);
        foreach (var (label, scale, profit) in market.Profits)
            text.Value(name, label, (double)of(profit) / Math.Pow(10, scale));
    }

    // An instrument of which there is nothing to tell has no line.
    private static void Write(PrometheusText text, Market market, string name, string type, string help, Func<MarketInstrument, double?> of)
    {
        text.Begin(name, type, help);
        foreach (var instrument in market.Instruments)
        {
            if (of(instrument) is { } value)
                text.Value(name, instrument.Label, value);
        }
    }

    private static void WriteSystem(PrometheusText text, GatewayServices services)
    {
        using var process = Process.GetCurrentProcess();
        text.Single("cpu_usage_percent", "gauge", "CPU of this process since it began, percent of one core.", process.TotalProcessorTime / (DateTime.Now - process.StartTime) * 100);
        text.Single("cpu_seconds_total", "counter", "CPU time of this process, seconds.", process.TotalProcessorTime.TotalSeconds);
        text.Single("memory_usage_bytes", "gauge", "Resident memory of this process, bytes.", process.WorkingSet64);
        text.Single("managed_memory_bytes", "gauge", "Live managed memory, bytes.", GC.GetTotalMemory(forceFullCollection: false));
        text.Single("network_bytes_sent", "gauge", "Bytes of answers and messages sent since the process began.", services.Metrics.SentBytes);
        text.Single("network_bytes_received", "gauge", "Bytes of bodies and messages received since the process began.", services.Metrics.ReceivedBytes);
        text.Single("network_sent_bytes_total", "counter", "The bytes sent as a counter.", services.Metrics.SentBytes);
        text.Single("network_received_bytes_total", "counter", "The bytes received as a counter.", services.Metrics.ReceivedBytes);
    }

    private sealed record MarketInstrument(string Label, double Volume, double Turnover, double Fees, int BidLevels, int AskLevels, double? Spread, double? Imbalance, double? Toxicity);

    private sealed record Market(long Orders, long Refusals, long Trades, int ActiveOwners, int LiveOrders, long BasketsFellShort, MarketInstrument[] Instruments, MarginMetrics? Margin,
        (string Label, int Scale, AssetProfit Profit)[] Profits, (int Tier, int Families)[] Tiers, (string Label, double Uptime)[] Uptimes)
    {
        public static Market Take(ExchangeViews views) => new(
            views.Totals.Orders, views.Totals.Refusals, views.Totals.Trades, views.Orders.ActiveOwners, views.Orders.LiveCount, views.Totals.BasketsFellShort, [.. views.Instruments.Select(view => Of(views, view))],
            MarginMetrics.Take(views),
            [.. views.Accounts.AllAssets.Where(asset => views.Fees.Profits.ContainsKey(asset.Id.Value)).Select(asset => (PrometheusText.Label("asset", asset.Code), (int)asset.Scale, views.Fees.Profits[asset.Id.Value]))],
            [.. views.Fees.Ratings.Values.Where(rating => rating.Tier != 0).GroupBy(rating => rating.Tier).OrderBy(tier => tier.Key).Select(tier => (tier.Key, tier.Count()))],
            [.. views.Fees.Makers.Values.Where(maker => maker.OpenNs > 0).Select(maker => (
                $"{PrometheusText.Label("symbol", views.Find(maker.Terms.Instrument)!.Instrument.Symbol)},account=\"{maker.Terms.Account}\"", maker.QuotedNs / (double)maker.OpenNs))]);

        private static MarketInstrument Of(ExchangeViews views, InstrumentView view)
        {
            var totals = views.Totals.ByInstrument.GetValueOrDefault(view.Instrument.Id);
            var (price, quantity, money) = (view.Instrument.PriceScale, view.Instrument.QuantityScale, view.Instrument.MoneyScale);
            return new MarketInstrument(
                PrometheusText.Label("symbol", view.Instrument.Symbol),
                (double)(totals?.Volume ?? 0) / Math.Pow(10, quantity),
                (double)(totals?.Turnover ?? 0) / Math.Pow(10, price + quantity),
                (double)(totals?.Fees ?? 0) / Math.Pow(10, money),
                view.Book.Bids.Count,
                view.Book.Asks.Count,
                view.Book is { Bids.Best: { } bid, Asks.Best: { } ask } ? (ask.Price.Units - bid.Price.Units) / Math.Pow(10, price) : null,
                DepthMeasure.Take(view.Book, DepthQuestion.Standard, view.Instrument.Tick).Normalised,
                view.Analytics.Toxicity().Vpin);
        }
    }
}
