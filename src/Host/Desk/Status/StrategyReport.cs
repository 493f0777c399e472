using System.Text.Json;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Status;

/// <summary>Strategies of a desk's report: where in its life each is, what it has done, where its gains came from. On the desk's thread.</summary>
internal static class StrategyReport
{
    /// <summary>All of them, as <c>strategies</c>.</summary>
    public static void Write(Utf8JsonWriter json, RunningDesk desk)
    {
        json.WriteStartArray("strategies"u8);
        foreach (var id in desk.Trader.Strategies)
            Write(json, desk, id);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, RunningDesk desk, StrategyId id)
    {
        var view = desk.Trader.ViewOf(id);
        var (counts, portfolio) = (view.Counts, desk.Trader.Portfolio);
        json.WriteStartObject();
        json.WriteString("name"u8, view.Name);
        json.WriteString("kind"u8, view.Declaration.Name);
        json.WriteString("version"u8, view.Declaration.Version);
        json.WriteString("mode"u8, view.Settings.Mode.ToString());
        json.WriteString("state"u8, view.State.ToString());
        if (view.Fault != StrategyFault.None)
            json.WriteString("fault"u8, view.Fault.ToString());
        if (view.Settings.Experiment.Length > 0)
            json.WriteString("experiment"u8, view.Settings.Experiment);
        json.WriteMoney("result"u8, portfolio.ResultOf(id));
        json.WriteMoney("daily"u8, portfolio.DailyResultOf(id));
        json.WriteMoney("carried"u8, portfolio.CarriedOf(id));
        json.WriteMoney("drawdown"u8, portfolio.DrawdownOf(id));
        json.WriteRecord(portfolio.TradesOf(id), portfolio.LargestFallOf(id));
        json.WriteMoney("gross"u8, desk.Trader.Risk.GrossOf(id));
        json.WriteFinite("sharpe"u8, view.Performance.IsMeasured ? view.Performance.Sharpe : double.NaN);
        json.WriteNumber("decisions"u8, counts.Decisions);
        json.WriteNumber("intents"u8, counts.Intents);
        json.WriteNumber("taken"u8, counts.Taken);
        json.WriteNumber("refused"u8, counts.Refused);
        json.WriteNumber("observed"u8, counts.Observed);
        json.WriteNumber("fills"u8, counts.Fills);
        json.WriteNumber("maker_fills"u8, counts.MakerFills);
        json.WriteNumber("signals"u8, counts.Signals);
        json.WriteNumber("faults"u8, counts.Faults);
        json.WriteNumber("live_orders"u8, view.Orders.Length);
        json.WriteStartArray("markets"u8);
        foreach (var place in view.Settings.Listings)
            WriteMarket(json, desk.Listings[place], view);
        json.WriteEndArray();
        json.WriteStartObject("parameters"u8);
        for (var i = 0; i < view.Declaration.Parameters.Length; i++)
            json.WriteString(view.Declaration.Parameters[i].Name, view.ValueOf(i));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMarket(Utf8JsonWriter json, Listing listing, StrategyView view)
    {
        var split = view.PnlOf(listing.Id);
        json.WriteStartObject();
        json.WriteListing(listing);
        json.WriteUnits("position"u8, view.PositionOf(listing.Id), listing.QuantityScale);
        json.WriteString("in"u8, listing.Quote);
        json.WriteWide("spread"u8, split.Spread, split.Scale);
        json.WriteWide("inventory"u8, split.Inventory, split.Scale);
        json.WriteWide("fees"u8, split.Fees, split.Scale);
        json.WriteWide("funding"u8, split.Funding, split.Scale);
        json.WriteWide("total"u8, split.Total, split.Scale);
        json.WriteWide("volume"u8, view.VolumeOf(listing.Id), split.Scale);
        json.WriteEndObject();
    }
}
