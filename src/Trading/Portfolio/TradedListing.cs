using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Trading.Portfolio;

/// <summary>A listing that the desk may trade, and what its account there pays and must hold.</summary>
/// <param name="Listing">Which.</param>
/// <param name="Terms">Fees and sizes.</param>
/// <param name="Symbol">Its symbol's number, as consolidated over venues (<see cref="Consolidated.Consolidation{TSink}.PlaceOf"/>).</param>
public sealed record TradedListing(ListingId Listing, TradingTerms Terms, int Symbol)
{
    /// <summary>What is held after a buy: the base currency of a spot pair, the token of an outcome; none for contracts, whose positions the venue tells.</summary>
    public AssetCode Base { get; init; }

    /// <summary>What gains and losses are paid in: the quote currency, or the base of an inverse contract.</summary>
    public required AssetCode Settle { get; init; }

    /// <summary>Contracts: initial margin, in 10^-8 of the notional; zero for what is paid in full.</summary>
    public long InitialMargin { get; init; }

    /// <summary>Contracts: maintenance margin, in 10^-8 of the notional.</summary>
    public long MaintenanceMargin { get; init; }

    /// <summary>Outcomes: the venue takes no order to sell what is not held. Where false, selling it buys the other side for one less the price.</summary>
    public bool MustBeHeld { get; init; }

    /// <summary>Which row of the correlation matrix it belongs to; -1 for none.</summary>
    public int Factor { get; init; } = -1;
}
