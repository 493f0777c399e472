using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;

namespace Rialto.Trading.Orders;

/// <summary>All that a desk's orders, risk gate and portfolio are told once. Immutable but for the table of listings, which others keep.</summary>
/// <param name="ReportingCurrency">What worths, results and limits are in.</param>
/// <param name="Listings">What listings mean; their status, tick and limits may change while the desk runs.</param>
/// <param name="Traded">What the desk may trade.</param>
/// <param name="Venues">What each of their venues can do.</param>
public sealed record DeskTerms(AssetCode ReportingCurrency, ListingTable Listings, IReadOnlyList<TradedListing> Traded, IReadOnlyList<VenueCapabilities> Venues)
{
    /// <summary>How other assets become the reporting currency.</summary>
    public IReadOnlyList<AssetRate> Rates { get; init; } = [];

    /// <summary>Patience and memory.</summary>
    public DeskOrdersOptions Options { get; init; } = new();

    /// <summary>Limits at the start.</summary>
    public RiskLimits Limits { get; init; } = new();

    /// <summary>Limits of symbols, each named by the number of one of its listings. Only a trader knows symbols and reads them.</summary>
    public IReadOnlyList<SpecialLimit> SymbolLimits { get; init; } = [];

    /// <summary>Correlations; null for none.</summary>
    public RiskFactors? Factors { get; init; }

    /// <summary>Strategies are numbered 1 to this.</summary>
    public int StrategiesMax { get; init; } = 64;
}
