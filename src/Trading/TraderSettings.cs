using System.Collections.Immutable;
using Rialto.Model.Feeds;
using Rialto.Trading.Features;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Trading;

/// <summary>How a <see cref="Trader{TSink}"/> behaves where no strategy says so. Immutable; the defaults are the careful ones.</summary>
/// <param name="Execution">Where its orders go: <see cref="StrategyMode.Live"/> or <see cref="StrategyMode.Paper"/>, for the whole desk, because pretended and real positions must never meet. Observation: no strategy may place.</param>
public sealed record TraderSettings(StrategyMode Execution)
{
    /// <summary>How long the last known book may be used after it stopped being believed, in milliseconds; zero not at all. Then everything there is cancelled.</summary>
    public int StaleGraceMs { get; init; } = 5_000;

    /// <summary>In a market that is not believed a price is so many thousandths of its distance from the last mid away from it: 2,000 doubles a spread. At least 1,000.</summary>
    public int StaleSpreadPermille { get; init; } = 2_000;

    /// <summary>In a market that is not believed a quantity is so many thousandths of what was wanted. 1 to 1,000.</summary>
    public int StaleSizePermille { get; init; } = 500;

    /// <summary>Slower than this, from a market event's arrival to the work on it, the desk counts as slow, in nanoseconds; not any more below half of it. The mission's 100 ms.</summary>
    public long LatencyLimitNs { get; init; } = 100_000_000;

    /// <summary>While the desk is slow, a strategy places at most once in so many milliseconds.</summary>
    public int SlowSpacingMs { get; init; } = 1_000;

    /// <summary>True where an emergency stop also closes what strategies hold together of a listing, at the market.</summary>
    public bool FlattensOnStop { get; init; }

    /// <summary>What becomes of the desk's own live orders when it starts again after a kill.</summary>
    public RestartPolicy OnRestart { get; init; }

    /// <summary>Listings to follow besides those that are traded, that strategies name, and that rates need: other venues of a symbol, for its best prices over all.</summary>
    public ImmutableArray<ListingId> AlsoFollow { get; init; } = [];

    /// <summary>See <see cref="Books.DepthSide"/>: a book takes 16 bytes times 2^bits at first.</summary>
    public int WindowBits { get; init; } = 12;

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? Check() =>
        StaleGraceMs < 0 ? $"StaleGraceMs is {StaleGraceMs}: zero or more."
        : StaleSpreadPermille is < 1_000 or > 1_000_000 ? $"StaleSpreadPermille is {StaleSpreadPermille}: 1,000 to 1,000,000."
        : StaleSizePermille is < 1 or > 1_000 ? $"StaleSizePermille is {StaleSizePermille}: 1 to 1,000."
        : LatencyLimitNs < 1 ? $"LatencyLimitNs is {LatencyLimitNs}: above zero."
        : SlowSpacingMs < 0 ? $"SlowSpacingMs is {SlowSpacingMs}: zero or more."
        : null;

    /// <summary>What is wrong with a desk of these parts; null where nothing is.</summary>
    public string? Check(DeskTerms terms, IReadOnlyList<(StrategySettings Settings, IStrategy Strategy)> strategies)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(strategies);
        if (Check() is { } wrong)
            return wrong;
        foreach (var (own, strategy) in strategies)
        {
            if (own.Check(strategy.Declaration) is { } fault)
                return fault;
            if (own.Id.Value > terms.StrategiesMax)
                return $"Strategy '{own.Name}' has number {own.Id.Value}: the desk has room for {terms.StrategiesMax}.";
            if (own.Mode != StrategyMode.Observation && own.Mode != Execution)
                return $"Strategy '{own.Name}' is {own.Mode}, and the desk's orders are {Execution}: pretended and real positions must not meet in one desk; run two.";
            if (own.Listings.FirstOrDefault(id => id.Value < 1 || id.Value > terms.Listings.Count) is { IsNone: false } missing)
                return $"Strategy '{own.Name}' names listing {missing}, and there are {terms.Listings.Count}.";
            if (own.Mode != StrategyMode.Observation && own.Listings.FirstOrDefault(id => terms.Traded.All(traded => traded.Listing != id)) is { IsNone: false } untraded)
                return $"Strategy '{own.Name}' would trade {terms.Listings[untraded].Venue} {terms.Listings[untraded].VenueSymbol}, whose terms the desk was not told.";
            foreach (var name in strategy.Declaration.Features)
            {
                if (!FeatureRegistry.TryParse(name, out _, out var error))
                    return $"Strategy '{own.Name}': {error}";
            }
        }

        return strategies.GroupBy(pair => pair.Settings.Id).FirstOrDefault(group => group.Count() > 1) is { } twice ? $"Two strategies have number {twice.Key}."
            : strategies.GroupBy(pair => pair.Settings.Name).FirstOrDefault(group => group.Count() > 1) is { } same ? $"Two strategies are called '{same.Key}'."
            : null;
    }
}
