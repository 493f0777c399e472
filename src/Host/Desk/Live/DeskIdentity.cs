using System.Globalization;
using Rialto.Model.Feeds;
using Rialto.Strategies;
using Rialto.Trading;

namespace Rialto.Host.Desk.Live;

/// <summary>
/// All that decides what a state of a desk means, besides its inputs, as lines of text: the program, the settings, the listings, the strategies and plugins. A snapshot of another desk is told from one of this by
/// them, and the first line that differs says why.
/// </summary>
internal static class DeskIdentity
{
    /// <summary>The lines of a desk.</summary>
    /// <param name="settings">What it is.</param>
    /// <param name="listings">Its listings, as it was made with them; whether they trade is not part of it.</param>
    public static string[] Of(DeskSettings settings, ListingTable listings)
    {
        var lines = new List<string>
        {
            // A number over the code itself: another build may keep its state in another way.
            $"program {ModuleOf(typeof(Trader<>))} {ModuleOf(typeof(BuiltInStrategies))} {ModuleOf(typeof(Listing))} {ModuleOf(typeof(DeskIdentity))}",
            Line($"desk {settings.Name} {settings.Mode} {settings.Reporting}"),
            Line($"live {settings.Live.OnRestart} {settings.Live.FlattensOnStop} {settings.Live.Orphans} {settings.Live.Foreign} {settings.Live.ReconcileMs} {settings.Live.BalanceTolerancePpm}"),
        };
        lines.Add(Line($"limits {settings.Limits with { Special = [] }} {string.Join(' ', settings.Limits.Special)}"));
        lines.AddRange(settings.Scoped.Select(limit => Line($"limit {limit}")));
        if (settings.Factors is { } factors)
            lines.Add(Line($"factors {string.Join(' ', factors.Assets)} {string.Join(' ', factors.Matrix.Volatility)} {string.Join(' ', factors.Matrix.Correlation)}"));
        lines.AddRange(settings.Venues.Select(venue => Line($"venue {venue.Venue} {venue.OrdersPerSecond} {venue.Leverage}")));
        lines.AddRange(settings.Markets.Select(market => Line($"market {market}")));
        lines.AddRange(settings.Rates.Select(rate => Line($"rate {rate.Asset} {rate.Rate}")));
        foreach (var strategy in settings.Strategies)
        {
            lines.Add(Line($"strategy {strategy.Name} {strategy.Kind} {strategy.Mode} {strategy.Capital} {strategy.Experiment} {string.Join(',', strategy.Markets)}"));
            lines.AddRange(strategy.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Line($"parameter of {strategy.Name} {pair.Key} {pair.Value}")));
            if (strategy.Forecast is { } plan)
                lines.Add(Line($"signals of {strategy.Name} {plan.Describe()}"));
        }

        lines.AddRange(settings.Plugins.Plugins.Select(plugin => plugin.Hash).Order(StringComparer.Ordinal).Select(hash => $"plugin {hash}"));
        for (var id = 1; id <= listings.Count; id++)
            lines.Add(Line($"listing {listings[new ListingId(id)] with { Status = ListingStatus.Unknown }}"));
        return [.. lines];
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture).ReplaceLineEndings(" ");

    private static string ModuleOf(Type type) => type.Module.ModuleVersionId.ToString("N");
}
