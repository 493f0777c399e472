using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Host.Desk;

/// <summary>A payment of funding, as somebody has told it.</summary>
/// <param name="Time">When.</param>
/// <param name="Venue">Where.</param>
/// <param name="Symbol">As the venue or as we write it.</param>
/// <param name="Rate">In 10^-12 (<see cref="FundingRates"/>).</param>
/// <param name="Mark">What positions were valued at, as a decimal; null for the venue's on paper.</param>
internal sealed record ToldFunding(Timestamp Time, FeedVenue Venue, string Symbol, long Rate, decimal? Mark)
{
    /// <summary>The mark in a listing's units, to its nearest; none where it was not told.</summary>
    /// <exception cref="DeskFaultException">The listing has no funding, or cannot have such a price.</exception>
    public Price MarkOf(Listing listing)
    {
        if (listing.Kind != ListingKind.Perpetual)
            throw new DeskFaultException($"{listing.VenueSymbol} is {listing.Kind}: only perpetual contracts have funding.");
        if (Mark is not { } mark)
            return Price.None;
        var most = Price.MaxUnits / (decimal)DecimalText.PowerOfTen(listing.PriceScale);
        return mark > 0 && mark < most ? new Price(Math.Max(1, (long)decimal.Round(mark * DecimalText.PowerOfTen(listing.PriceScale))))
            : throw new DeskFaultException(FormattableString.Invariant($"{listing.VenueSymbol} cannot have a mark of {mark}."));
    }
}
