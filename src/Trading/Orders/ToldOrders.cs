using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Orders;

/// <summary>Orders at venues that were told as not the desk's, so that each is told once and not with every look. Keeps the last 256; what was pushed out is told again.</summary>
internal sealed class ToldOrders
{
    private const int Most = 256;

    private readonly (FeedVenue Venue, VenueOrderId Order)[] _told = new (FeedVenue, VenueOrderId)[Most];
    private int _next;

    /// <summary>True the first time; an order without a name of the venue's is always news.</summary>
    public bool IsNews(FeedVenue venue, in VenueOrderId order)
    {
        if (order.IsEmpty)
            return true;
        foreach (ref readonly var told in _told.AsSpan())
        {
            if (told.Venue == venue && told.Order == order)
                return false;
        }

        _told[_next] = (venue, order);
        _next = (_next + 1) % Most;
        return true;
    }

    public void Save(FieldWriter writer)
    {
        for (var i = 0; i < Most; i++)
        {
            var (venue, order) = _told[(_next + i) % Most];
            writer.Add(venue);
            writer.Add(order);
        }
    }

    public void Load(FieldReader reader)
    {
        for (var i = 0; i < Most; i++)
            _told[i] = (reader.Read<FeedVenue>(), reader.Read<VenueOrderId>());
        _next = 0;
    }
}
