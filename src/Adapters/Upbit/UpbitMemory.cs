using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Upbit;

/// <summary>
/// How far a look at the fills of a listing has come, at a venue that tells them order by order: more orders than one look may ask for are asked for by the next of the same time. A look of another time
/// begins anew: who asks it may not have heard what was told before. Any thread.
/// </summary>
internal sealed class UpbitMemory : OrderMemory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ListingId, (Timestamp Since, HashSet<VenueOrderId> Told)> _looks = [];

    /// <summary>Whether the fills of an order were told by a look that began at that time.</summary>
    public bool IsTold(ListingId listing, Timestamp since, VenueOrderId order)
    {
        lock (_gate)
            return _looks.TryGetValue(listing, out var look) && look.Since == since && look.Told.Contains(order);
    }

    /// <summary>The fills of an order are told.</summary>
    public void Tell(ListingId listing, Timestamp since, VenueOrderId order)
    {
        lock (_gate)
        {
            if (!_looks.TryGetValue(listing, out var look) || look.Since != since)
                _looks[listing] = look = (since, []);
            look.Told.Add(order);
        }
    }

    /// <summary>A look has come to its end.</summary>
    public void End(ListingId listing)
    {
        lock (_gate)
            _looks.Remove(listing);
    }
}
