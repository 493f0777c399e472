using System.Globalization;
using Rialto.Host.Desk;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Units;
using Spectre.Console;

namespace Rialto.Host.Tools.Desk;

/// <summary>A desk's report for people.</summary>
internal static class DeskTables
{
    /// <summary>Strategies, market by market, with where their gains came from.</summary>
    public static void Strategies(Terminal terminal, RunningDesk desk)
    {
        var table = Terminal.Table("strategy", "market", "state", "#fills", "#maker", "#position", "#spread", "#inventory", "#fees", "#total", "in");
        foreach (var id in desk.Trader.Strategies)
        {
            var view = desk.Trader.ViewOf(id);
            foreach (var place in view.Settings.Listings)
            {
                var listing = desk.Listings[place];
                var split = view.PnlOf(place);
                table.AddRow(
                    Markup.Escape(view.Name), $"{VenueDialects.NameOf(listing.Venue)} {Markup.Escape(listing.Symbol)}", view.State.ToString(), view.Counts.Fills.ToString("N0", CultureInfo.InvariantCulture),
                    view.Counts.MakerFills.ToString("N0", CultureInfo.InvariantCulture), DecimalText.Format(view.PositionOf(place), listing.QuantityScale), Rounded(split.InUnits(split.Spread)),
                    Rounded(split.InUnits(split.Inventory)), Rounded(split.InUnits(split.Fees)), Rounded(split.InUnits(split.Total)), Markup.Escape(listing.Quote));
            }
        }

        terminal.Out.Write(table);
    }

    /// <summary>Balances, ours beside the venues'.</summary>
    public static void Balances(Terminal terminal, RunningDesk desk)
    {
        var table = Terminal.Table("venue", "asset", "#ours", "#the venue's");
        foreach (var balance in desk.Balances)
        {
            table.AddRow(
                VenueDialects.NameOf(balance.Venue), Markup.Escape(balance.Asset.ToString()), DeskReport.Text(balance.Ours, 18), balance.Theirs is { } theirs ? DeskReport.Text(theirs, 18) : "not told");
        }

        terminal.Out.Write(table);
    }

    private static string Rounded(double value) => value.ToString("N4", CultureInfo.InvariantCulture);
}
