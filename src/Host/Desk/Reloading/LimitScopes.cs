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
    private readonly ImmutableHashSet<(RiskLimitKind Kind, int Scope)> _own = [.. Own(desk)];

    /// <summary>Each that a kind of limit has a value for, but those with one of their own, which the desk's does not touch.</summary>
    public IEnumerable<DeskCommand> Of(RiskLimitKind kind) => RiskLimitKinds.ScopeOf(kind) switch
    {
        RiskScope.Listing => _listings.Where(listing => !_own.Contains((kind, listing.Value))).Select(listing => new DeskCommand { Listing = listing }),

        // A symbol has no field of its own in a command.
        RiskScope.Symbol => _symbols.Where(symbol => !_own.Contains((kind, symbol))).Select(symbol => new DeskCommand { Strategy = new StrategyId(symbol) }),
        RiskScope.Venue => _venues.Where(venue => !_own.Contains((kind, (int)venue))).Select(venue => new DeskCommand { Venue = venue }),
        RiskScope.Strategy => _strategies.Where(strategy => !_own.Contains((kind, strategy.Value))).Select(strategy => new DeskCommand { Strategy = strategy }),
        _ => [default],
    };

    private static IEnumerable<(RiskLimitKind Kind, int Scope)> Own(RunningDesk desk)
    {
        foreach (var limit in desk.Settings.Scoped)
        {
            yield return (limit.Kind, RiskLimitKinds.ScopeOf(limit.Kind) switch
            {
                RiskScope.Symbol => Traded(desk).Single(one => one.Listing.Value == limit.Scope + 1).Symbol,
                RiskScope.Venue => limit.Scope,
                _ => limit.Scope + 1,
            });
        }

        for (var place = 0; place < desk.Settings.Strategies.Length; place++)
        {
            if (desk.Settings.Strategies[place].Capital > 0)
                yield return (RiskLimitKind.StrategyGross, place + 1);
        }
    }

    private static IEnumerable<Trading.Portfolio.TradedListing> Traded(RunningDesk desk) => Enumerable.Range(0, desk.Trader.Portfolio.TradedCount).Select(desk.Trader.Portfolio.TradedAt);
}
