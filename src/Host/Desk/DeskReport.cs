using System.Globalization;
using System.Text.Json;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Counters;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk;

/// <summary>What a desk is and has done, as JSON: the report of a run, and the status that other tools read while it runs. On the desk's thread.</summary>
internal static class DeskReport
{
    private const int MoneyScale = 18;
    private static readonly Int128 _one = Int128.Parse("1000000000000000000", CultureInfo.InvariantCulture);

    /// <summary>What the desk believes to have beside what the venues say, asset by asset and contract by contract: no entry where both are the same, or a venue has not told.</summary>
    public static IEnumerable<(string What, Int128 Ours, Int128 Theirs)> Differences(RunningDesk desk)
    {
        foreach (var balance in desk.Balances)
        {
            if (balance.Theirs is { } theirs && balance.Ours != theirs)
                yield return ($"{VenueDialects.NameOf(balance.Venue)}:{balance.Asset}", balance.Ours, theirs);
        }

        foreach (var contract in desk.Contracts)
        {
            if (contract.Theirs is { } theirs && contract.Ours != theirs)
                yield return ($"{VenueDialects.NameOf(contract.Listing.Venue)}:{contract.Listing.Symbol}", contract.Ours, theirs);
        }
    }

    /// <summary>Writes all of it into an object that is open.</summary>
    public static void Write(Utf8JsonWriter json, RunningDesk run)
    {
        var trader = run.Trader;
        json.WriteString("desk", run.Settings.Name);
        json.WriteString("mode", run.Settings.Mode == StrategyMode.Live ? "live" : "paper");
        json.WriteString("reporting", run.Settings.Reporting.ToString());
        json.WriteNumber("inputs", trader.Sequence);
        json.WriteNumber("frames", run.Frames);
        json.WriteString("time", trader.Now.ToString());
        json.WriteString("state_hash", trader.StateHash().ToString("x16", CultureInfo.InvariantCulture));
        json.WriteString("output_hash", trader.OutputHash.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteBoolean("stopped", trader.IsStopped);
        WritePnl(json, trader.Portfolio);
        WriteStrategies(json, run);
        WritePositions(json, run);
        WriteBalances(json, run);
        WriteRisk(json, run);
        WriteCounts(json, run);
        WriteLatency(json, "tick_to_intent_ns", run.TickToIntent);
        WriteLatency(json, "tick_to_sent_ns", run.TickToSent);
    }

    private static void WriteLatency(Utf8JsonWriter json, string name, LatencyHistogram latency)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", latency.Count);
        json.WriteNumber("p50", latency.Percentile(0.5));
        json.WriteNumber("p99", latency.Percentile(0.99));
        json.WriteNumber("p999", latency.Percentile(0.999));
        json.WriteNumber("max", latency.Max);
        json.WriteEndObject();
    }

    private static void WritePnl(Utf8JsonWriter json, DeskPortfolio portfolio)
    {
        json.WriteStartObject("pnl");
        json.WriteString("result", Money(portfolio.Result));
        json.WriteString("unrealised", Money(portfolio.Unrealised));
        json.WriteString("daily", Money(portfolio.DailyResult));
        json.WriteString("drawdown", Money(portfolio.Drawdown));
        json.WriteString("equity", Money(portfolio.Equity));
        json.WriteEndObject();
    }

    private static void WriteStrategies(Utf8JsonWriter json, RunningDesk run)
    {
        json.WriteStartArray("strategies");
        foreach (var id in run.Trader.Strategies)
        {
            var view = run.Trader.ViewOf(id);
            json.WriteStartObject();
            json.WriteString("name", view.Name);
            json.WriteString("kind", view.Declaration.Name);
            json.WriteString("state", view.State.ToString());
            if (view.Fault != StrategyFault.None)
                json.WriteString("fault", view.Fault.ToString());
            json.WriteString("result", Money(run.Trader.Portfolio.ResultOf(id)));
            json.WriteString("drawdown", Money(run.Trader.Portfolio.DrawdownOf(id)));
            json.WriteNumber("intents", view.Counts.Intents);
            json.WriteNumber("taken", view.Counts.Taken);
            json.WriteNumber("refused", view.Counts.Refused);
            json.WriteNumber("fills", view.Counts.Fills);
            json.WriteNumber("maker_fills", view.Counts.MakerFills);
            json.WriteNumber("live_orders", view.Orders.Length);
            json.WriteStartArray("markets");
            foreach (var listing in view.Settings.Listings)
                WriteSplit(json, run.Listings[listing], view.PnlOf(listing), view.PositionOf(listing), view.VolumeOf(listing));
            json.WriteEndArray();
            json.WriteStartObject("parameters");
            for (var i = 0; i < view.Declaration.Parameters.Length; i++)
                json.WriteString(view.Declaration.Parameters[i].Name, view.ValueOf(i));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSplit(Utf8JsonWriter json, Listing listing, PnlSplit split, long position, Int128 volume)
    {
        json.WriteStartObject();
        json.WriteString("venue", VenueDialects.NameOf(listing.Venue));
        json.WriteString("symbol", listing.Symbol);
        json.WriteString("position", DecimalText.Format(position, listing.QuantityScale));
        json.WriteString("in", listing.Quote);
        json.WriteString("spread", Text(split.Spread, split.Scale));
        json.WriteString("inventory", Text(split.Inventory, split.Scale));
        json.WriteString("fees", Text(split.Fees, split.Scale));
        json.WriteString("total", Text(split.Total, split.Scale));
        json.WriteString("volume", Text(volume, split.Scale));
        json.WriteEndObject();
    }

    private static void WritePositions(Utf8JsonWriter json, RunningDesk run)
    {
        json.WriteStartArray("positions");
        for (var place = 0; place < run.Trader.Portfolio.TradedCount; place++)
        {
            var listing = run.Listings[run.Trader.Portfolio.TradedAt(place).Listing];
            var position = run.Trader.Portfolio.PositionOf(listing.Id);
            json.WriteStartObject();
            json.WriteString("venue", VenueDialects.NameOf(listing.Venue));
            json.WriteString("symbol", listing.Symbol);
            json.WriteString("quantity", DecimalText.Format(position.Quantity.Units, listing.QuantityScale));
            json.WriteString("average", DecimalText.Format(run.Trader.Portfolio.AveragePriceOf(listing.Id, in position).Units, listing.PriceScale));
            json.WriteString("bought", DecimalText.Format(position.Bought, listing.QuantityScale));
            json.WriteString("sold", DecimalText.Format(position.Sold, listing.QuantityScale));
            json.WriteString("unrealised", Money(run.Trader.Portfolio.UnrealisedOf(listing.Id)));
            json.WriteString("fees", Money(position.Fees));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteBalances(Utf8JsonWriter json, RunningDesk run)
    {
        json.WriteStartArray("balances");
        foreach (var balance in run.Balances)
        {
            json.WriteStartObject();
            json.WriteString("venue", VenueDialects.NameOf(balance.Venue));
            json.WriteString("asset", balance.Asset.ToString());
            json.WriteString("ours", Money(balance.Ours));
            if (balance.Theirs is { } theirs)
                json.WriteString("venues", Money(theirs));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("differences");
        foreach (var (what, ours, theirs) in Differences(run))
        {
            json.WriteStartObject();
            json.WriteString("of", what);
            json.WriteString("ours", ours.ToString(CultureInfo.InvariantCulture));
            json.WriteString("venues", theirs.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRisk(Utf8JsonWriter json, RunningDesk run)
    {
        json.WriteStartObject("risk");
        json.WriteNumber("live_orders", run.Trader.LiveOrders);
        json.WriteStartObject("limits");
        var limits = run.Settings.Limits;
        WriteLimit(json, "order_notional", limits.OrderNotional);
        WriteLimit(json, "notional", limits.Notional);
        WriteLimit(json, "total_net", limits.TotalNet);
        WriteLimit(json, "total_gross", limits.TotalGross);
        WriteLimit(json, "daily_loss", limits.DailyLoss);
        WriteLimit(json, "drawdown", limits.Drawdown);
        json.WriteNumber("open_orders", limits.OpenOrders);
        json.WriteNumber("rejects_per_minute", limits.RejectsPerMinute);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLimit(Utf8JsonWriter json, string name, long units) => json.WriteString(name, units == RiskLimits.Unlimited ? "unlimited" : DecimalText.Format(units, 8));

    private static void WriteCounts(Utf8JsonWriter json, RunningDesk run)
    {
        json.WriteNumber("fills", run.Counts.Fills);
        json.WriteNumber("maker_fills", run.Counts.MakerFills);
        json.WriteStartObject("requests");
        foreach (var (kind, count) in run.Counts.Requests)
            json.WriteNumber(kind.ToString(), count);
        json.WriteEndObject();
        json.WriteStartObject("refusals");
        foreach (var (reason, count) in run.Counts.Refusals)
            json.WriteNumber(reason, count);
        json.WriteEndObject();
        json.WriteStartObject("problems");
        foreach (var (kind, count) in run.Counts.Problems)
            json.WriteNumber(kind.ToString(), count);
        json.WriteEndObject();
        json.WriteStartObject("audits");
        foreach (var (kind, count) in run.Counts.Audits)
            json.WriteNumber(kind.ToString(), count);
        json.WriteEndObject();
    }

    private static string Money(Int128 amount) => Text(amount, MoneyScale);

    /// <summary>A wide number as a decimal, zeros at its end left out.</summary>
    internal static string Text(Int128 amount, int scale)
    {
        var one = scale == MoneyScale ? _one : Int128.Parse("1" + new string('0', scale), CultureInfo.InvariantCulture);
        var (whole, rest) = Int128.DivRem(Int128.Abs(amount), one);
        var digits = rest.ToString(CultureInfo.InvariantCulture).PadLeft(scale, '0').TrimEnd('0');
        return $"{(amount < 0 ? "-" : "")}{whole.ToString(CultureInfo.InvariantCulture)}{(digits.Length > 0 ? "." + digits : "")}";
    }
}
