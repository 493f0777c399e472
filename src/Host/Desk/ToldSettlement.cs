using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Host.Desk;

/// <summary>The end of a listing, as somebody has told it.</summary>
/// <param name="Time">When it was paid; none: at the end of the recording.</param>
/// <param name="Venue">Where.</param>
/// <param name="Symbol">As the venue or as we write it.</param>
/// <param name="Price">What each unit is paid, as a decimal.</param>
/// <param name="IsRefund">There is no price: what was paid is given back.</param>
internal sealed record ToldSettlement(Timestamp Time, FeedVenue Venue, string Symbol, decimal Price, bool IsRefund)
{
    /// <summary>The price in a listing's units; null where it has digits that those do not hold, or is none that the listing can have.</summary>
    public Price? PriceOf(Listing listing)
    {
        if (IsRefund)
            return listing.HasEnd ? Model.Units.Price.None : null;
        var unit = (decimal)DecimalText.PowerOfTen(Math.Min(listing.PriceScale, 18));
        if (Price < 0 || Price > Model.Units.Price.MaxUnits / unit)
            return null;
        var units = Price * unit;
        if (units != decimal.Truncate(units) || units is < 0 or > Model.Units.Price.MaxUnits)
            return null;
        var price = new Price((long)units);
        return listing.CanSettleAt(price) ? price : null;
    }

    /// <summary>As an event of the market, a frame of its own; without its time.</summary>
    /// <exception cref="DeskFaultException">The listing cannot be paid so much.</exception>
    public FeedEvent AsEvent(Listing listing) => new()
    {
        Kind = FeedEventKind.Settled,
        Flags = FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame | (IsRefund ? FeedEventFlags.Refund : 0),
        Venue = listing.Venue,
        Listing = listing.Id,
        Connection = 1,
        Price = PriceOf(listing) ?? throw new DeskFaultException(FormattableString.Invariant($"{listing.VenueSymbol} ({listing.Kind}) cannot be settled at {(IsRefund ? "refund" : Price)}: an outcome pays zero to one, in steps of its price; a spot pair has no end.")),
    };
}
