using Rialto.Backtest.Fills;
using Rialto.Backtest.Latencies;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Backtest.Venues;

/// <summary>What a venue that pretends is made of.</summary>
public sealed record SimulatedVenueOptions
{
    /// <summary>Which venue.</summary>
    public required FeedVenue Venue { get; init; }

    /// <summary>Of the desk that trades there: the name in its client ids, as <see cref="ClientOrderIds"/> wants it.</summary>
    public required string Desk { get; init; }

    /// <summary>What can be asked of it.</summary>
    public required VenueCapabilities Capabilities { get; init; }

    /// <summary>What trading costs there, a listing each; those without are not traded.</summary>
    public required IReadOnlyList<TradingTerms> Terms { get; init; }

    /// <summary>What the account has at first, in 10^-18 of each asset.</summary>
    public IReadOnlyList<(AssetCode Asset, Int128 Amount)> Balances { get; init; } = [];

    /// <summary>How long a request takes.</summary>
    public ILatencyModel Latency { get; init; } = new ConstantLatency(10_000_000);

    /// <summary>Makes the model that decides who of a queue a trade fills; one for each listing.</summary>
    public Func<IFillModel> Fills { get; init; } = static () => new QueueFills();

    /// <summary>What we took from a level is missing there for so long, in ns, or until the level was empty.</summary>
    public long ImpactNs { get; init; } = 1_000_000_000;

    /// <summary>Contracts may be held for so many times the equity.</summary>
    public int Leverage { get; init; } = 1;

    /// <summary>Live orders at most; more are refused.</summary>
    public int LiveOrdersMax { get; init; } = 200;

    /// <summary>Ended orders, and fills, that can be asked for: the newest so many.</summary>
    public int RememberedMax { get; init; } = 10_000;
}
