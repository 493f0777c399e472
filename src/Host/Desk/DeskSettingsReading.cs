using System.Collections.Immutable;
using System.Globalization;
using Rialto.Host.Config;
using Rialto.Host.Desk.Models;
using Rialto.Host.Desk.Plugins;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk;

/// <summary>Reads <c>desk.json</c>: every key is checked, all problems are told at once.</summary>
internal static partial class DeskSettingsReading
{
    private const int MoneyScale = 8;

    // Rates and rebates beyond half of a trade are a slip of the pen: a percent taken for a share.
    private const long RateMost = RiskLimits.One / 2;

    /// <summary>Reads all of it; what is wrong is collected by the reader.</summary>
    /// <param name="reader">The settings.</param>
    /// <param name="folder">Paths of plugins and models are relative to it.</param>
    /// <param name="loaded">Plugins and models of a desk that runs, of which none is loaded again; null at its start.</param>
    public static DeskSettings Read(SettingsReader reader, string folder, PluginShelf? loaded = null)
    {
        var name = reader.Text("Name", "desk");
        if (!ClientOrderIds.IsDeskName(name))
            reader.Refuse("Name", $"must be {ClientOrderIds.DeskNameLength} characters from a-z and 0-9, not '{name}'");
        var mode = Mode(reader);
        var markets = Markets(reader);
        var plugins = Plugins(reader, folder, loaded);
        var strategies = Strategies(reader, markets, mode, folder, plugins.Models);
        return new DeskSettings
        {
            Name = name,
            Mode = mode,
            Reporting = Asset(reader, "ReportingCurrency", reader.Text("ReportingCurrency", "USDT")),
            Folder = reader.Text("Folder", Path.Combine("data", "desk")),
            IsJournaled = reader.Flag("Journal", true),
            CheckEvery = reader.Number("CheckEvery", 100_000, 1, 1_000_000_000),
            Captures = [.. reader.Children("Source:Captures").Select(child => reader.Text($"Source:Captures:{child}", ""))],
            Events = reader.OptionalText("Source:Events"),
            Tables = Tables(reader),
            Settlements = reader.OptionalText("Source:Settlements"),
            Fundings = reader.OptionalText("Source:Fundings"),
            Feed = FeedFolder(reader),
            Scales = Scales(reader),
            Speed = Speed(reader),
            Paper = Paper(reader),
            Live = Live(reader),
            Venues = Venues(reader),
            Markets = markets,
            Rates = Rates(reader),
            Limits = Limits(reader),
            Scoped = ScopedLimits(reader, markets, strategies),
            Factors = Factors(reader),
            Guard = Guard(reader),
            Strategies = strategies,
            Door = Door(reader),
            Plugins = plugins,
            Reloads = reader.Flag("Reload", true),
        };
    }

    private static ImmutableArray<(AssetCode Asset, long Rate)> Rates(SettingsReader reader)
    {
        var rates = ImmutableArray.CreateBuilder<(AssetCode, long)>();
        foreach (var asset in reader.Children("Rates"))
        {
            var key = $"Rates:{asset}";
            rates.Add((Asset(reader, key, asset), reader.Decimal(key, "0", MoneyScale, 1, long.MaxValue)));
            if (asset.Equals(reader.Text("ReportingCurrency", "USDT"), StringComparison.OrdinalIgnoreCase))
                reader.Refuse(key, "is of the reporting currency, of which one is one");
        }

        return rates.ToImmutable();
    }

    private static (int Price, int Quantity)? Scales(SettingsReader reader)
    {
        if (!reader.Has("Source:PriceScale") && !reader.Has("Source:QuantityScale"))
            return null;
        return (reader.Number("Source:PriceScale", 2, 0, DecimalText.MaxScale), reader.Number("Source:QuantityScale", 5, 0, DecimalText.MaxScale));
    }

    private static double Speed(SettingsReader reader)
    {
        var text = reader.Text("Source:Speed", "max");
        if (text == "max")
            return 0;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed) && speed is > 0 and <= 1_000_000)
            return speed;
        reader.Refuse("Source:Speed", $"must be max, or how many times as fast as it was (1), not '{text}'");
        return 0;
    }

    private static PaperSettings Paper(SettingsReader reader)
    {
        var quantiles = reader.Children("Paper:QuantilesUs").Select(child => reader.Number($"Paper:QuantilesUs:{child}", 0L, 0, 3_600_000_000)).ToImmutableArray();
        var paper = new PaperSettings(
            reader.Choice("Paper:Fills", FillChoice.Queue), reader.Choice("Paper:Latency", LatencyChoice.Constant), reader.Number("Paper:LatencyUs", 20_000L, 0, 3_600_000_000),
            reader.Number("Paper:LatencyMaxUs", 1_000_000L, 0, 3_600_000_000), quantiles, reader.Number("Paper:Seed", 1L, 0, long.MaxValue), reader.Number("Paper:ImpactMs", 1_000L, 0, 86_400_000));
        if (paper.Latency == LatencyChoice.Sampled && (quantiles.Length < 2 || !quantiles.SequenceEqual(quantiles.Order())))
            reader.Refuse("Paper:QuantilesUs", "needs at least two numbers, ascending");
        if (paper.LatencyMaxUs < paper.LatencyUs)
            reader.Refuse("Paper:LatencyMaxUs", $"must not be below Paper:LatencyUs, {paper.LatencyUs}");
        return paper;
    }

    private static ImmutableArray<DeskVenue> Venues(SettingsReader reader)
    {
        var venues = ImmutableArray.CreateBuilder<DeskVenue>();
        foreach (var child in reader.Children("Venues"))
        {
            var key = $"Venues:{child}";
            var balances = reader.Children($"{key}:Balances").Select(asset => (Asset(reader, $"{key}:Balances:{asset}", asset), reader.Decimal($"{key}:Balances:{asset}", "0", MoneyScale, 0, long.MaxValue)));
            venues.Add(new DeskVenue(
                Venue(reader, $"{key}:Venue"), [.. balances], reader.Number($"{key}:OrdersPerSecond", 10, 1, 100_000), reader.Number($"{key}:Leverage", 1, 1, 125),
                Routes(reader, key)));
        }

        if (venues.Count == 0)
            reader.Refuse("Venues", "needs at least one: a venue and what its account has");
        if (venues.DistinctBy(venue => venue.Venue).Count() != venues.Count)
            reader.Refuse("Venues", "names a venue twice");
        return venues.ToImmutable();
    }

    private static ImmutableArray<DeskMarket> Markets(SettingsReader reader)
    {
        var markets = ImmutableArray.CreateBuilder<DeskMarket>();
        foreach (var child in reader.Children("Markets"))
        {
            var key = $"Markets:{child}";
            var symbol = reader.Text($"{key}:Symbol", "");
            if (symbol.Length == 0)
                reader.Refuse($"{key}:Symbol", "must name a symbol, the venue's or ours");
            markets.Add(new DeskMarket(
                Venue(reader, $"{key}:Venue"), symbol, reader.OptionalText($"{key}:Name"), Step(reader, $"{key}:Tick"), Step(reader, $"{key}:Lot"), reader.Choice($"{key}:Fees", FeeFormula.Proportional),
                reader.Decimal($"{key}:Maker", "0.001", MoneyScale, -RateMost, RateMost), reader.Decimal($"{key}:Taker", "0.001", MoneyScale, -RateMost, RateMost),
                reader.Decimal($"{key}:MinNotional", "0", MoneyScale, 0, long.MaxValue))
            {
                MinQuantity = Step(reader, $"{key}:MinQuantity"),
                MaxQuantity = Step(reader, $"{key}:MaxQuantity"),
            });
        }

        if (markets.Count == 0)
            reader.Refuse("Markets", "needs at least one");
        return markets.ToImmutable();
    }

    private static string? Step(SettingsReader reader, string key)
    {
        var text = reader.OptionalText(key);
        if (text is not null && !(decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var step) && step > 0))
            reader.Refuse(key, $"must be a decimal number above zero, not '{text}'");
        return text;
    }

    private static ImmutableArray<DeskStrategy> Strategies(SettingsReader reader, ImmutableArray<DeskMarket> markets, StrategyMode desk, string folder, ModelShelf models)
    {
        var strategies = ImmutableArray.CreateBuilder<DeskStrategy>();
        foreach (var child in reader.Children("Strategies"))
        {
            var key = $"Strategies:{child}";
            var places = ImmutableArray.CreateBuilder<int>();
            foreach (var market in reader.Children($"{key}:Markets"))
            {
                var text = reader.Text($"{key}:Markets:{market}", "");
                if (MarketOf(markets, text) is { } place)
                    places.Add(place);
                else
                    reader.Refuse($"{key}:Markets:{market}", $"must name one of Markets as VENUE:SYMBOL, not '{text}'");
            }

            var parameters = reader.Children($"{key}:Parameters").ToImmutableDictionary(parameter => parameter, parameter => reader.Text($"{key}:Parameters:{parameter}", ""));
            var mode = StrategyModeOf(reader, $"{key}:Mode", desk);
            var kind = reader.Text($"{key}:Kind", "");
            strategies.Add(new DeskStrategy(
                reader.Text($"{key}:Name", $"strategy-{child}"), kind, places.ToImmutable(), mode, (decimal)reader.Decimal($"{key}:Capital", "0", MoneyScale, 0, long.MaxValue) / RiskLimits.One,
                reader.Text($"{key}:Experiment", ""), parameters)
            {
                Forecast = Forecast(reader, key, kind, folder, models),
            });
        }

        if (strategies.Count == 0)
            reader.Refuse("Strategies", "needs at least one");
        return strategies.ToImmutable();
    }

    private static int? MarketOf(ImmutableArray<DeskMarket> markets, string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var found = colon < 0 ? [] : Enumerable.Range(0, markets.Length).Where(i => VenueDialects.NameOf(markets[i].Venue) == text[..colon] && Is(markets[i], text[(colon + 1)..])).ToArray();
        return found.Length == 1 ? found[0] : null;
    }

    private static bool Is(DeskMarket market, string symbol) =>
        symbol.Equals(market.Symbol, StringComparison.OrdinalIgnoreCase) || (market.Name is { } name && symbol.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static FeedVenue Venue(SettingsReader reader, string key)
    {
        var name = reader.Text(key, "");
        if (VenueDialects.TryFind(name, out var dialect))
            return dialect.Venue;
        reader.Refuse(key, $"must be one of {VenueDialects.List()}, not '{name}'");
        return FeedVenue.None;
    }

    private static AssetCode Asset(SettingsReader reader, string key, string name)
    {
        if (AssetCode.TryCreate(System.Text.Encoding.UTF8.GetBytes(name), out var asset))
            return asset;
        reader.Refuse(key, $"names no asset: '{name}'");
        return AssetCode.Of("?");
    }
}
