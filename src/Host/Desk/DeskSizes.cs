using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk;

/// <summary>Strategies whose orders can never be: their size is below the smallest order of a market, and rounds down to nothing. On the desk's thread, or when it has ended.</summary>
internal static class DeskSizes
{
    // What the strategies that ship call the quantity of one order.
    private static readonly string[] _names = ["size", "size-max", "quantity"];

    /// <summary>One sentence for each strategy, parameter and market.</summary>
    public static IEnumerable<string> TooSmall(RunningDesk desk)
    {
        var portfolio = desk.Trader.Portfolio;
        var least = Enumerable.Range(0, portfolio.TradedCount).Select(portfolio.TradedAt)
            .ToDictionary(traded => traded.Listing, traded => Math.Max(Math.Max(1, desk.Listings[traded.Listing].Lot.Units), traded.Terms.MinQuantity.Units));
        var found = new List<string>();
        foreach (var id in desk.Trader.Strategies)
        {
            var view = desk.Trader.ViewOf(id);
            foreach (var place in view.Settings.Listings)
            {
                if (least.TryGetValue(place, out var smallest))
                    found.AddRange(Of(view, desk.Listings[place], smallest));
            }
        }

        return found;
    }

    private static IEnumerable<string> Of(StrategyView view, Listing listing, long smallest)
    {
        for (var i = 0; i < view.Declaration.Parameters.Length; i++)
        {
            var parameter = view.Declaration.Parameters[i];
            if (parameter.Unit == "base" && _names.Contains(parameter.Name)
                && decimal.TryParse(view.ValueOf(i), System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var size)
                && Rounding.ToQuantity(listing, size).Units < smallest)
                yield return $"{view.Name} can never place an order at {VenueDialects.NameOf(listing.Venue)} {listing.Symbol}: its {parameter.Name} is {view.ValueOf(i)}, and the smallest order there {DecimalText.Format(smallest, listing.QuantityScale)}{(smallest == listing.Limits.MinQuantity.Units ? " (by the venue's list)" : "")}";
        }
    }
}
