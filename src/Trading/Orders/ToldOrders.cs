using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Orders;

/// <summary>Orders at venues that were told as not the desk's, so that each is told once and not with every look, and its end too. Keeps the last 256; what was pushed out is told again.</summary>
internal sealed class ToldOrders
{
    private const int Most = 256;

    private readonly Told[] _told = new Told[Most];
    private int _next;

    /// <summary>True the first time; an order without a name of the venue's is always news.</summary>
    /// <param name="venue">Where.</param>
    /// <param name="order">Which.</param>
    /// <param name="listing">Of which listing.</param>
    /// <param name="round">The look at the venue in which it was seen.</param>
    public bool IsNews(FeedVenue venue, in VenueOrderId order, ListingId listing, int round)
    {
        if (order.IsEmpty)
            return true;
        if (IndexOf(venue, in order) is var known and >= 0)
        {
            var wasEnded = _told[known].IsEnded;
            _told[known] = _told[known] with { Round = round, IsEnded = false };
            return wasEnded;
        }

        _told[_next] = new Told(venue, order, listing, round, false);
        _next = (_next + 1) % Most;
        return true;
    }

    /// <summary>It has ended, or is the desk's now.</summary>
    /// <returns>True where it was told as live.</returns>
    public bool End(FeedVenue venue, in VenueOrderId order)
    {
        if (order.IsEmpty || IndexOf(venue, in order) is not (var known and >= 0) || _told[known].IsEnded)
            return false;
        _told[known] = _told[known] with { IsEnded = true };
        return true;
    }

    /// <summary>The next that the venue's whole list of live orders did not have: it has ended.</summary>
    /// <param name="venue">Where.</param>
    /// <param name="round">The look that the list belongs to.</param>
    /// <param name="listing">Of which listing.</param>
    /// <returns>False where there is none.</returns>
    public bool TryEndUnseen(FeedVenue venue, int round, out ListingId listing)
    {
        foreach (ref var told in _told.AsSpan())
        {
            if (told.Venue != venue || told.Order.IsEmpty || told.IsEnded || told.Round == round)
                continue;
            (told, listing) = (told with { IsEnded = true }, told.Listing);
            return true;
        }

        listing = default;
        return false;
    }

    public void Save(FieldWriter writer)
    {
        for (var i = 0; i < Most; i++)
        {
            var told = _told[(_next + i) % Most];
            writer.Add(told.Venue);
            writer.Add(told.Order);
            writer.Add(told.Listing);
            writer.Add(told.Round);
            writer.Add(told.IsEnded);
        }
    }

    public void Load(FieldReader reader)
    {
        for (var i = 0; i < Most; i++)
            _told[i] = new Told(reader.Read<FeedVenue>(), reader.Read<VenueOrderId>(), reader.Read<ListingId>(), reader.Read<int>(), reader.Read<bool>());
        _next = 0;
    }

    private int IndexOf(FeedVenue venue, in VenueOrderId order)
    {
        for (var i = 0; i < Most; i++)
        {
            if (_told[i].Venue == venue && _told[i].Order == order)
                return i;
        }

        return -1;
    }

    private readonly record struct Told(FeedVenue Venue, VenueOrderId Order, ListingId Listing, int Round, bool IsEnded);
}
