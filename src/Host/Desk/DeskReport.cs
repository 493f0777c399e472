using System.Globalization;
using System.Text.Json;
using Rialto.Backtest.Venues;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk;

/// <summary>What a desk is and has done, as JSON: the report of a run, and the status that other tools read while it runs. On the desk's thread.</summary>
internal static class DeskReport
{
    private const int MoneyScale = 18;
    private static readonly Int128 _one = Int128.Parse("1000000000000000000", CultureInfo.InvariantCulture);

    /// <summary>What the desk believes to have beside what the venues say, asset by asset and contract by contract: no entry where both are the same.</summary>
    public static IEnumerable<(string What, Int128 Ours, Int128 Theirs)> Differences(DeskRun run)
    {
        foreach (var venue in run.Venues)
        {
            foreach (var asset in venue.Assets)
            {
                var ours = run.Trader.Portfolio.BalanceOf(venue.Venue, asset).Total;
                if (ours != venue.BalanceOf(asset))
                    yield return ($"{VenueDialects.NameOf(venue.Venue)}:{asset}", ours, venue.BalanceOf(asset));
            }
        }

        foreach (var (listing, venue) in Contracts(run))
        {
            var (ours, theirs) = (run.Trader.Portfolio.PositionOf(listing.Id).Quantity.Units, venue.PositionOf(listing.Id));
            if (ours != theirs)
                yield return ($"{VenueDialects.NameOf(listing.Venue)}:{listing.Symbol}", ours, theirs);
        }
    }

    /// <summary>Writes all of it into an object that is open.</summary>
    public static void Write(Utf8JsonWriter json, DeskRun run)
    {
        var trader = run.Trader;
        json.WriteString("desk", run.Settings.Name);
        json.WriteString("mode", "paper");
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
        json.WriteStartObject("tick_to_intent_ns");
        json.WriteNumber("count", run.TickToIntent.Count);
        json.WriteNumber("p50", run.TickToIntent.Percentile(0.5));
        json.WriteNumber("p99", run.TickToIntent.Percentile(0.99));
        json.WriteNumber("p999", run.TickToIntent.Percentile(0.999));
        json.WriteNumber("max", run.TickToIntent.Max);
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

    private static void WriteStrategies(Utf8JsonWriter json, DeskRun run)
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

    private static void WritePositions(Utf8JsonWriter json, DeskRun run)
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

    private static void WriteBalances(Utf8JsonWriter json, DeskRun run)
    {
        json.WriteStartArray("balances");
        foreach (var venue in run.Venues)
        {
            foreach (var asset in venue.Assets)
            {
                json.WriteStartObject();
                json.WriteString("venue", VenueDialects.NameOf(venue.Venue));
                json.WriteString("asset", asset.ToString());
                json.WriteString("ours", Money(run.Trader.Portfolio.BalanceOf(venue.Venue, asset).Total));
                json.WriteString("venues", Money(venue.BalanceOf(asset)));
                json.WriteEndObject();
            }
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

    private static void WriteRisk(Utf8JsonWriter json, DeskRun run)
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

    private static void WriteCounts(Utf8JsonWriter json, DeskRun run)
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

    private static IEnumerable<(Listing Listing, SimulatedVenue<DeskRun.ReportSink> Venue)> Contracts(DeskRun run)
    {
        for (var id = 1; id <= run.Listings.Count; id++)
        {
            var listing = run.Listings[new ListingId(id)];
            if (listing.Kind != ListingKind.Spot && run.Venues.FirstOrDefault(venue => venue.Venue == listing.Venue) is { } venue)
                yield return (listing, venue);
        }
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
