using System.Collections.Immutable;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Trading;
using Rialto.Trading.Risk;

namespace Rialto.Host.Desk.Reloading;

/// <summary>All that a limit can be of at a desk, as a command names it. Made before the desk's loop begins, because the desk is read here; immutable.</summary>
/// <param name="desk">Of which.</param>
internal sealed class LimitScopes(RunningDesk desk)
{
    private readonly ImmutableArray<ListingId> _listings = [.. Traded(desk).Select(one => one.Listing)];
    private readonly ImmutableArray<int> _symbols = [.. Traded(desk).Select(one => one.Symbol).Distinct()];
    private readonly ImmutableArray<FeedVenue> _venues = [.. desk.Settings.Venues.Select(venue => venue.Venue)];
    private readonly ImmutableArray<StrategyId> _strategies = [.. desk.Trader.Strategies.ToArray()];

    /// <summary>Each that a kind of limit has a value for.</summary>
    public IEnumerable<DeskCommand> Of(RiskLimitKind kind) => kind switch
    {
        RiskLimitKind.OrderQuantity or RiskLimitKind.OrderNotional or RiskLimitKind.Collar or RiskLimitKind.Position or RiskLimitKind.Notional or RiskLimitKind.StopLoss
            => _listings.Select(listing => new DeskCommand { Listing = listing }),

        // A symbol has no field of its own in a command.
        RiskLimitKind.SymbolNet or RiskLimitKind.SymbolGross => _symbols.Select(symbol => new DeskCommand { Strategy = new StrategyId(symbol) }),
        RiskLimitKind.VenueNet or RiskLimitKind.VenueGross or RiskLimitKind.VenueRate or RiskLimitKind.VenueBurst => _venues.Select(venue => new DeskCommand { Venue = venue }),
        RiskLimitKind.StrategyNet or RiskLimitKind.StrategyGross or RiskLimitKind.StrategyRate or RiskLimitKind.StrategyBurst or RiskLimitKind.StrategyDailyLoss or RiskLimitKind.StrategyDrawdown
            => _strategies.Select(strategy => new DeskCommand { Strategy = strategy }),
        _ => [default],
    };

    private static IEnumerable<Trading.Portfolio.TradedListing> Traded(RunningDesk desk) => Enumerable.Range(0, desk.Trader.Portfolio.TradedCount).Select(desk.Trader.Portfolio.TradedAt);
}
