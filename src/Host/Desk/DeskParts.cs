using System.Globalization;
using Rialto.Adapters.Orders;
using Rialto.Backtest.Fills;
using Rialto.Backtest.Latencies;
using Rialto.Backtest.Venues;
using Rialto.Host.Desk.Live;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Strategies;
using Rialto.Strategies.Signals;
using Rialto.Trading;
using Rialto.Trading.Currencies;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk;

/// <summary>A configuration that cannot be what it says.</summary>
internal sealed class DeskFaultException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What a configuration and the listings of a source make together: the parts of a desk. A function of both, so that a replay makes the same. Cold.</summary>
internal static class DeskParts
{
    private const string PerpetualMark = ".PERP";

    /// <summary>
    /// A desk's own table of listings: its markets, in the order of the configuration, numbered from 1, with what the configuration says about them in the place of what the source does not know.
    /// </summary>
    /// <param name="settings">Names the markets.</param>
    /// <param name="source">Listings of the source.</param>
    /// <param name="numbers">Gets the number of each by its number in the source.</param>
    public static ListingTable Listings(DeskSettings settings, ListingTable source, Dictionary<int, ListingId> numbers)
    {
        var table = new ListingTable(settings.Markets.Length);
        foreach (var market in settings.Markets)
        {
            var known = Find(market, source);
            if (!numbers.TryAdd(known.Id.Value, table.NextId))
                throw new DeskFaultException($"Markets names {market.Symbol} twice.");
            table.Add(Named(market, known, settings.Feed is not null, settings.Mode == StrategyMode.Live) with { Id = table.NextId, Complement = ListingId.None, PaidPrice = null });
        }

        if (settings.Mode == StrategyMode.Live)
            LiveOutcomes.Pair(settings, source, table, numbers);
        return table;
    }

    /// <summary>What a listing of the desk is once its feed says something else of it: status, tick and limits follow, but for a tick that the configuration gives. Sizes of
    /// strategies are made of the lot: another one is another run's.</summary>
    /// <param name="settings">Says what the configuration gives.</param>
    /// <param name="own">As the desk has it.</param>
    /// <param name="told">As the feed has it now.</param>
    public static Listing Changed(DeskSettings settings, Listing own, Listing told)
    {
        var market = settings.Markets[own.Id.Value - 1];

        // Numbers at another scale would mean something else.
        if (own.PriceScale != told.PriceScale || own.QuantityScale != told.QuantityScale)
            return own with { Status = told.Status };
        return own with
        {
            Status = told.Status,
            Tick = market.Tick is null && told.Tick.Units > 0 ? told.Tick : own.Tick,
            Limits = told.Limits,
        };
    }

    /// <summary>How the trader behaves.</summary>
    public static TraderSettings Trader(DeskSettings settings) => new(settings.Mode == StrategyMode.Live ? StrategyMode.Live : StrategyMode.Paper) { FlattensOnStop = settings.Live.FlattensOnStop, OnRestart = settings.Live.OnRestart };

    /// <summary>What the trader is told once.</summary>
    public static DeskTerms Terms(DeskSettings settings, ListingTable listings)
    {
        var traded = new List<TradedListing>();
        var rates = new List<AssetRate>();
        for (var i = 0; i < settings.Markets.Length; i++)
        {
            var listing = listings[new ListingId(i + 1)];
            var venue = VenueOf(settings, listing.Venue);
            var settle = AssetOf(IsInverse(listing) ? BaseOf(listing) : listing.Quote, listing);
            var isContract = IsContract(listing);
            var own = isContract || listing.Kind == ListingKind.Outcome ? AssetCode.None : AssetOf(BaseOf(listing), listing);
            traded.Add(new TradedListing(listing.Id, TermsOf(settings.Markets[i], listing), 0)
            {
                Factor = FactorOf(settings, listing),
                Base = own,
                MustBeHeld = LiveOutcomes.MustBeHeld(settings, listing),
                Settle = settle,
                InitialMargin = isContract ? TradingTerms.One / venue.Leverage : 0,
                MaintenanceMargin = isContract ? TradingTerms.One / venue.Leverage / 2 : 0,
            });
            if (!own.IsNone && settle == settings.Reporting && rates.TrueForAll(rate => rate.Asset != own) && settings.Rates.All(rate => rate.Asset != own))
                rates.Add(new AssetRate(own, [new CurrencyLeg(listing.Id, LegDirection.BaseToQuote)]));
        }

        rates.AddRange(settings.Rates.Where(rate => rate.Asset != settings.Reporting).Select(rate => new AssetRate(rate.Asset, [], rate.Rate, 8)));
        var quotes = traded.Where(one => IsInverse(listings[one.Listing])).Select(one => AssetOf(listings[one.Listing].Quote, listings[one.Listing]));
        foreach (var missing in traded.Select(one => one.Settle).Concat(quotes).Where(asset => asset != settings.Reporting && rates.TrueForAll(rate => rate.Asset != asset)))
            throw new DeskFaultException($"Rates:{missing} is needed: results are in {settings.Reporting}, and a market is settled in {missing}.");
        return new DeskTerms(settings.Reporting, listings, traded, [.. settings.Venues.Select(venue => settings.Mode == StrategyMode.Live ? LiveCapabilities(venue) : Capabilities(venue, listings))])
        {
            Rates = rates,
            Limits = settings.Limits with { Special = [.. settings.Scoped.Where(limit => !IsOfSymbol(limit)).Select(limit => SpecialOf(limit, listings))] },
            SymbolLimits = [.. settings.Scoped.Where(IsOfSymbol).Select(limit => SpecialOf(limit, listings))],
            Factors = settings.Factors?.Matrix,
            Options = settings.Mode != StrategyMode.Live

                // A venue that pretends tells every fee: nothing is corrected without a word.
                ? new DeskOrdersOptions { BalanceTolerancePpm = 0 }
                : new DeskOrdersOptions
                {
                    BalanceTolerancePpm = settings.Live.BalanceTolerancePpm,
                    ReconcileEveryMs = settings.Live.ReconcileMs,
                    Orphans = settings.Live.Orphans,
                    Foreign = settings.Live.Foreign,
                },
        };
    }

    /// <summary>The strategies, made and set.</summary>
    public static IReadOnlyList<(StrategySettings Settings, IStrategy Strategy)> Strategies(DeskSettings settings)
    {
        LiveOutcomes.RefuseUnheldLegs(settings);
        var catalog = new StrategyCatalog();
        BuiltInStrategies.AddTo(catalog);
        settings.Plugins.AddTo(catalog);
        var strategies = new List<(StrategySettings, IStrategy)>();
        foreach (var wanted in settings.Strategies)
        {
            if (!catalog.TryMake(wanted.Kind, out var strategy))
                throw new DeskFaultException($"Strategies:{strategies.Count}:Kind is '{wanted.Kind}'. There are: {string.Join(", ", catalog.Kinds.Select(kind => kind.Name))}.");
            if (wanted.Forecast is { } plan)
                strategy = new SignalTaker(plan);
            settings.Plugins.Uses(new StrategyId(strategies.Count + 1), wanted.Kind);
            strategies.Add((
                new StrategySettings(new StrategyId(strategies.Count + 1), wanted.Name, [.. wanted.Markets.Select(place => new ListingId(place + 1))])
                {
                    Mode = wanted.Mode,
                    Parameters = wanted.Parameters,
                    Capital = wanted.Capital,
                    Experiment = wanted.Experiment,
                },
                strategy));
        }

        foreach (var experiment in settings.Strategies.Where(wanted => wanted.Experiment.Length > 0).GroupBy(wanted => wanted.Experiment).Where(group => group.Count() != 2))
            throw new DeskFaultException($"Experiment '{experiment.Key}' has {experiment.Count()} variants: two strategies are compared, no more and no fewer.");
        return strategies;
    }

    /// <summary>The venues that pretend.</summary>
    public static IReadOnlyList<SimulatedVenue<TSink>> Venues<TSink>(DeskSettings settings, ListingTable listings, TSink sink)
        where TSink : struct, IOrderReportSink
    {
        var venues = new List<SimulatedVenue<TSink>>();
        foreach (var venue in settings.Venues)
        {
            var terms = Enumerable.Range(1, listings.Count).Select(id => listings[new ListingId(id)]).Where(listing => listing.Venue == venue.Venue)
                .Select(listing => TermsOf(settings.Markets[listing.Id.Value - 1], listing)).ToArray();
            venues.Add(new SimulatedVenue<TSink>(
                new SimulatedVenueOptions
                {
                    Venue = venue.Venue,
                    Desk = settings.Name,
                    Capabilities = Capabilities(venue, listings),
                    Terms = terms,
                    Balances = [.. venue.Balances.Select(balance => (balance.Asset, (Int128)balance.Units * 10_000_000_000))],
                    Latency = LatencyOf(settings.Paper),
                    Fills = () => FillsOf(settings.Paper),
                    ImpactNs = settings.Paper.ImpactMs * 1_000_000,
                    Leverage = venue.Leverage,
                },
                listings, sink));
        }

        return venues;
    }

    private static Listing Find(DeskMarket market, ListingTable source)
    {
        var found = Enumerable.Range(1, source.Count).Select(id => source[new ListingId(id)]).Where(listing => listing.Venue == market.Venue
            && (listing.VenueSymbol.Equals(market.Symbol, StringComparison.OrdinalIgnoreCase) || listing.Symbol.Equals(market.Symbol, StringComparison.OrdinalIgnoreCase))).ToArray();
        return found.Length == 1 ? found[0]
            : throw new DeskFaultException(found.Length == 0 ? $"The source has no {market.Symbol} of {market.Venue}." : $"The source has several of {market.Symbol} at {market.Venue}: name one as the venue does.");
    }

    private static Listing Named(DeskMarket market, Listing known, bool isLive, bool isInverseTraded)
    {
        // What is recorded trades; of what is followed now its feed says so.
        var listing = isLive ? known : known with { Status = ListingStatus.Open };
        if (market.Name is { } name)
        {
            // A linear perpetual whose quantities are base: what recordings without lists of instruments have.
            var kind = name.EndsWith(PerpetualMark, StringComparison.Ordinal) ? ListingKind.Perpetual : ListingKind.Spot;
            var parts = (kind == ListingKind.Perpetual ? name[..^PerpetualMark.Length] : name).Split('-');
            if (parts.Length != 2 || parts[1].Contains('.', StringComparison.Ordinal))
                throw new DeskFaultException($"A market's Name is BASE-QUOTE of a spot pair, or BASE-QUOTE.PERP, not '{name}'.");
            if (known.Kind != ListingKind.Unknown && (known.Kind != kind || !known.Symbol.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw new DeskFaultException($"{market.Symbol} has the Name {name}, and the source says that it is {known.Symbol} ({known.Kind}): leave Name out.");
            listing = listing with { Symbol = name, Quote = parts[1], Kind = kind };
        }

        if (market.Tick is { } tick)
            listing = listing with { Tick = new Price(Units(tick, listing.PriceScale, $"Tick of {market.Symbol}")) };
        if (market.Lot is { } lot)
            listing = listing with { Lot = new Quantity(Units(lot, listing.QuantityScale, $"Lot of {market.Symbol}")) };
        if (listing.Kind != ListingKind.Unknown && (listing.Tick.Units <= 0 || listing.Lot.Units <= 0))
            throw new DeskFaultException($"{(listing.Tick.Units <= 0 ? "Tick" : "Lot")} of {market.Symbol} is needed: the source does not say it, and it must be above zero.");
        return listing.Kind switch
        {
            ListingKind.Spot or ListingKind.Outcome => listing,
            _ when IsContract(listing) && (!IsInverse(listing) || isInverseTraded) => listing,
            _ when IsContract(listing) => throw new DeskFaultException($"{market.Symbol} is an inverse contract, which pays in {BaseOf(listing)}: traded with real orders alone, not on paper."),
            ListingKind.Unknown => throw new DeskFaultException($"The source does not say what {market.Symbol} is: give Name (BASE-QUOTE), Tick and Lot."),
            _ => throw new DeskFaultException($"{market.Symbol} is {listing.Kind}: spot pairs, linear contracts and outcomes can be traded here."),
        };
    }

    private static bool IsOfSymbol(ScopedLimit limit) => RiskLimitKinds.ScopeOf(limit.Kind) == RiskScope.Symbol;

    private static SpecialLimit SpecialOf(ScopedLimit limit, ListingTable listings)
    {
        var scope = RiskLimitKinds.ScopeOf(limit.Kind) == RiskScope.Venue ? limit.Scope : limit.Scope + 1;
        if (limit.Quantity is not { } quantity)
            return new SpecialLimit(limit.Kind, scope, limit.Value);
        var listing = listings[new ListingId(scope)];
        return new SpecialLimit(limit.Kind, scope, Units(quantity, listing.QuantityScale, $"{limit.Kind} of {listing.VenueSymbol}"));
    }

    private static int FactorOf(DeskSettings settings, Listing listing)
    {
        if (settings.Factors is not { } factors)
            return -1;
        var factor = factors.Assets.IndexOf(BaseOf(listing));
        return factor >= 0 ? factor : throw new DeskFaultException($"Risk:Volatility:{BaseOf(listing)} is needed: {listing.VenueSymbol} would not count towards the portfolio's risk.");
    }

    private static long Units(string text, int scale, string what) =>
        DecimalText.TryParse(System.Text.Encoding.ASCII.GetBytes(text), scale, out var units) == DecimalTextError.None ? units
            : throw new DeskFaultException(string.Create(CultureInfo.InvariantCulture, $"{what} is {text}: the source's scale has {scale} decimals."));

    private static bool IsContract(Listing listing) => listing.Kind is ListingKind.Perpetual or ListingKind.Future;

    // A contract of so much of the quote currency pays in the base.
    private static bool IsInverse(Listing listing) => IsContract(listing) && listing.ContractSize > 0 && listing.ContractUnit == listing.Quote;

    private static string BaseOf(Listing listing) => listing.Symbol.Split('-')[0];

    private static AssetCode AssetOf(string name, Listing listing) =>
        AssetCode.TryCreate(System.Text.Encoding.UTF8.GetBytes(name), out var asset) ? asset : throw new DeskFaultException($"{listing.VenueSymbol} is in '{name}', which is no asset's name.");

    private static DeskVenue VenueOf(DeskSettings settings, FeedVenue venue) =>
        settings.Venues.FirstOrDefault(one => one.Venue == venue) ?? throw new DeskFaultException($"Venues has no account at {venue}, and a market is there.");

    /// <summary>What the configuration says of a market; what its venue's list says beside it stands in the listing (<see cref="TradingTerms.Within"/>).</summary>
    public static TradingTerms TermsOf(DeskMarket market, Listing listing) => new(listing.Id, market.Formula, market.MakerRate, market.TakerRate)
    {
        FeeScale = 8,
        MinNotional = market.MinNotional,
        MinQuantity = QuantityOf(market.MinQuantity, listing, nameof(market.MinQuantity)),
        MaxQuantity = QuantityOf(market.MaxQuantity, listing, nameof(market.MaxQuantity)),
    };

    private static Quantity QuantityOf(string? text, Listing listing, string what) => text is null ? default : new Quantity(Units(text, listing.QuantityScale, $"{what} of {listing.VenueSymbol}"));

    private static VenueCapabilities Capabilities(DeskVenue venue, ListingTable listings) => new(venue.Venue, ClientOrderIdStyle.Text)
    {
        CanMarket = true,
        CanPostOnly = true,

        // What is held of a spot pair is a balance, not a position that an order could reduce.
        CanReduceOnly = Enumerable.Range(1, listings.Count).Select(id => listings[new ListingId(id)]).Any(listing => listing.Venue == venue.Venue && IsContract(listing)),
        ReducesBelowNotional = OrderVenues.TryFind(venue.Venue, out var known) && known.Capabilities.ReducesBelowNotional,
        CanFillOrKill = true,
        CanImmediateOrCancel = true,
        CanExpire = true,
        CanAmend = true,
        CanCancelAll = true,
        FindsByClientId = true,
        RefusesDuplicates = true,
        HasDeadMan = true,
        DeadManMaxMs = 60_000,
        HasPositions = true,
        OrdersPerSecond = venue.OrdersPerSecond,
    };

    /// <summary>What our adapter of the venue can do, as built in: a replay must not ask anybody.</summary>
    private static VenueCapabilities LiveCapabilities(DeskVenue venue)
    {
        if (!OrderVenues.TryFind(venue.Venue, out var known) || !known.Capabilities.CanTrade)
            throw new DeskFaultException($"{venue.Venue} cannot be traded at: there are {string.Join(", ", OrderVenues.All.Where(one => one.Capabilities.CanTrade).Select(one => one.Name))}.");

        // What our own exchange allows is in its configuration, not in anybody's documentation.
        return known.Capabilities with { OrdersPerSecond = venue.Venue == FeedVenue.Rialto ? venue.OrdersPerSecond : Math.Min(venue.OrdersPerSecond, known.Capabilities.OrdersPerSecond) };
    }

    private static ILatencyModel LatencyOf(PaperSettings paper) => paper.Latency switch
    {
        LatencyChoice.Feed => new FeedLatency(paper.LatencyUs * 1_000, paper.LatencyMaxUs * 1_000),
        LatencyChoice.Sampled => new SampledLatency([.. paper.QuantilesUs.Select(us => us * 1_000)], (ulong)paper.Seed),
        _ => new ConstantLatency(paper.LatencyUs * 1_000),
    };

    private static IFillModel FillsOf(PaperSettings paper) => paper.Fills switch
    {
        FillChoice.TradedThrough => new TradedThroughFills(),
        FillChoice.Optimistic => new OptimisticFills(),
        _ => new QueueFills(),
    };
}
