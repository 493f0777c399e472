using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;

namespace Rialto.Host.Arbitrage;

/// <summary>Listings as sources of a scan.</summary>
internal static class ListingSources
{
    /// <summary>How files and reports call a venue.</summary>
    public static string NameOf(FeedVenue venue) => VenueDialects.Covers(venue) ? VenueDialects.NameOf(venue) : venue.ToString().ToLowerInvariant();

    /// <summary>A listing as a source.</summary>
    /// <param name="listing">Which.</param>
    /// <param name="table">Has the other side of a question.</param>
    public static ArbSource Of(Listing listing, ListingTable table)
    {
        var baseName = listing.Symbol.Split('-', '.')[0];
        var isContract = listing.ContractSize > 0;
        return new ArbSource(NameOf(listing.Venue), listing.VenueSymbol, listing.Symbol, listing.Quote, listing.PriceScale, listing.QuantityScale)
        {
            ContractSize = isContract && listing.ContractUnit == baseName ? listing.ContractSize : 0,
            ContractScale = listing.ContractScale,
            Lot = listing.Lot.Units,
            HasSizes = listing.Venue is not (FeedVenue.PredictIt or FeedVenue.Augur),
            IsOutcome = listing.Kind == ListingKind.Outcome || listing.Venue is FeedVenue.Kalshi or FeedVenue.Polymarket or FeedVenue.PredictIt or FeedVenue.Augur,
            Complement = listing.Complement.IsNone || listing.Complement.Value > table.Count ? "" : $"{NameOf(listing.Venue)}:{table[listing.Complement].VenueSymbol}",
            Obstacle = isContract && listing.ContractUnit != baseName ? "its contracts are so much of another currency"
                : !isContract && listing.Venue is FeedVenue.BinanceCoinM or FeedVenue.BybitInverse ? "the size of its contracts is not known"
                : listing.Kind == ListingKind.Option ? "options are not compared" : "",
        };
    }
}
