using System.Collections.Immutable;
using Rialto.Host.Desk.Door;
using Rialto.Host.Desk.Live;
using Rialto.Host.Desk.Plugins;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Strategies.Signals;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk;

/// <summary>How the fills of a pretended venue are decided.</summary>
internal enum FillChoice
{
    /// <summary>By the place in the queue.</summary>
    Queue,

    /// <summary>Pessimistic: only what trades beyond the price.</summary>
    TradedThrough,

    /// <summary>An upper bound: every trade at the price.</summary>
    Optimistic,
}

/// <summary>How long requests to a pretended venue take.</summary>
internal enum LatencyChoice
{
    /// <summary>Always the same.</summary>
    Constant,

    /// <summary>As long as the feed.</summary>
    Feed,

    /// <summary>Drawn from measured quantiles.</summary>
    Sampled,
}

/// <summary>How venues pretend.</summary>
/// <param name="Fills">Model of fills.</param>
/// <param name="Latency">Model of latency.</param>
/// <param name="LatencyUs">Constant: how long. Feed: never shorter.</param>
/// <param name="LatencyMaxUs">Feed: never longer.</param>
/// <param name="QuantilesUs">Sampled: at even distances.</param>
/// <param name="Seed">Sampled: chooses the draws.</param>
/// <param name="ImpactMs">What we took is missing for so long.</param>
internal sealed record PaperSettings(FillChoice Fills, LatencyChoice Latency, long LatencyUs, long LatencyMaxUs, ImmutableArray<long> QuantilesUs, long Seed, long ImpactMs);

/// <summary>An account at a venue.</summary>
/// <param name="Venue">Which.</param>
/// <param name="Balances">What it has at first, in 10^-8.</param>
/// <param name="OrdersPerSecond">What the venue allows.</param>
/// <param name="Leverage">Contracts: for so many times the equity.</param>
/// <param name="Routes">How it is reached.</param>
internal sealed record DeskVenue(FeedVenue Venue, ImmutableArray<(AssetCode Asset, long Units)> Balances, int OrdersPerSecond, int Leverage, VenueRoutes Routes);

/// <summary>A market that the desk may trade.</summary>
/// <param name="Venue">Where.</param>
/// <param name="Symbol">The venue's symbol, or ours, as the source knows it.</param>
/// <param name="Name">Ours, <c>BTC-USDT</c>; null where the source knows.</param>
/// <param name="Tick">Text of a decimal; null where the source knows.</param>
/// <param name="Lot">Text of a decimal; null where the source knows.</param>
/// <param name="Formula">Of fees.</param>
/// <param name="MakerRate">In 10^-8.</param>
/// <param name="TakerRate">In 10^-8.</param>
/// <param name="MinNotional">In 10^-8 of the quote currency.</param>
internal sealed record DeskMarket(FeedVenue Venue, string Symbol, string? Name, string? Tick, string? Lot, FeeFormula Formula, long MakerRate, long TakerRate, long MinNotional)
{
    /// <summary>Text of a decimal; null where the venue's list alone says it.</summary>
    public string? MinQuantity { get; init; }

    /// <summary>Text of a decimal; null where the venue's list alone says it.</summary>
    public string? MaxQuantity { get; init; }
}

/// <summary>A strategy as the configuration names it.</summary>
/// <param name="Name">Of the instance.</param>
/// <param name="Kind">Which strategy.</param>
/// <param name="Markets">Places in the list of markets.</param>
/// <param name="Mode">What becomes of its orders.</param>
/// <param name="Capital">Most that it may hold, in the reporting currency.</param>
/// <param name="Experiment">It is a variant of; empty for none.</param>
/// <param name="Parameters">Values by name.</param>
internal sealed record DeskStrategy(string Name, string Kind, ImmutableArray<int> Markets, StrategyMode Mode, decimal Capital, string Experiment, ImmutableDictionary<string, string> Parameters)
{
    /// <summary>What it foretells, and by which models; null for a strategy that has none.</summary>
    public ForecastPlan? Forecast { get; init; }
}

/// <summary>A limit of one market, venue or strategy.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Scope">Place in the list of markets or strategies; the venue's number.</param>
/// <param name="Value">In the kind's unit.</param>
/// <param name="Quantity">Of a quantity: its decimal text, for the listing's scale is not known yet.</param>
internal sealed record ScopedLimit(RiskLimitKind Kind, int Scope, long Value, string? Quantity);

/// <summary>How assets move, each and together.</summary>
/// <param name="Assets">One a row.</param>
/// <param name="Matrix">In that order.</param>
internal sealed record DeskFactors(ImmutableArray<string> Assets, RiskFactors Matrix);

/// <summary>What a desk trades, with what, under which limits: <c>desk.json</c>. docs/guide/trade.md lists the keys.</summary>
internal sealed record DeskSettings
{
    /// <summary>Four characters; stands in client order ids.</summary>
    public required string Name { get; init; }

    /// <summary>Where orders go: to venues, or to venues that pretend; observation where nobody has said, which the command refuses; whatever is not live is paper.</summary>
    public required StrategyMode Mode { get; init; }

    /// <summary>What results and limits are in.</summary>
    public required AssetCode Reporting { get; init; }

    /// <summary>Where runs are kept.</summary>
    public required string Folder { get; init; }

    /// <summary>True where inputs are journaled.</summary>
    public required bool IsJournaled { get; init; }

    /// <summary>A check every so many inputs.</summary>
    public required int CheckEvery { get; init; }

    /// <summary>Recordings of frames.</summary>
    public required ImmutableArray<string> Captures { get; init; }

    /// <summary>A folder of recorded events.</summary>
    public required string? Events { get; init; }

    /// <summary>What recorded listings were paid at their end, a file; null where none is named.</summary>
    public string? Settlements { get; init; }

    /// <summary>File of payments of funding; null for none.</summary>
    public string? Fundings { get; init; }

    /// <summary>Tables of others; null where none is named.</summary>
    public TableSettings? Tables { get; init; }

    /// <summary>Where the rings of a running <c>rialto feed</c> stand.</summary>
    public required string? Feed { get; init; }

    /// <summary>Decimals of prices and quantities of recordings that hold no list of instruments.</summary>
    public required (int Price, int Quantity)? Scales { get; init; }

    /// <summary>1 for as fast as it was; zero for as fast as it goes.</summary>
    public required double Speed { get; init; }

    /// <summary>How venues pretend.</summary>
    public required PaperSettings Paper { get; init; }

    /// <summary>What concerns real orders.</summary>
    public required LiveSettings Live { get; init; }

    /// <summary>Accounts.</summary>
    public required ImmutableArray<DeskVenue> Venues { get; init; }

    /// <summary>Markets.</summary>
    public required ImmutableArray<DeskMarket> Markets { get; init; }

    /// <summary>Reporting currency for one whole of an asset, in 10^-8; assets that are the base of a market in the reporting currency need none.</summary>
    public required ImmutableArray<(AssetCode Asset, long Rate)> Rates { get; init; }

    /// <summary>Limits of risk.</summary>
    public required RiskLimits Limits { get; init; }

    /// <summary>Limits of single markets, venues and strategies.</summary>
    public ImmutableArray<ScopedLimit> Scoped { get; init; } = [];

    /// <summary>Of which the correlation-weighted risk is made; null for none: then nothing counts towards it.</summary>
    public DeskFactors? Factors { get; init; }

    /// <summary>Keys, gateways and alerts.</summary>
    public Guarding.GuardSettings Guard { get; init; } = Guarding.GuardSettings.None;

    /// <summary>Strategies.</summary>
    public required ImmutableArray<DeskStrategy> Strategies { get; init; }

    /// <summary>Where people and tools look at it and act on it; null for nowhere.</summary>
    public DoorSettings? Door { get; init; }

    /// <summary>Assemblies that bring strategies of their own, and files of models.</summary>
    public required PluginShelf Plugins { get; init; }

    /// <summary>True where a running desk takes over limits and parameters from its file when that is changed.</summary>
    public bool Reloads { get; init; }
}
