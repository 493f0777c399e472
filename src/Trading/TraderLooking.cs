using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Trading.Books;
using Rialto.Trading.Orders;

namespace Rialto.Trading;

/// <summary>What screens may know of it: shows what is when it is asked and changes nothing; on the desk's thread, between inputs.</summary>
public sealed partial class Trader<TSink>
{
    /// <summary>Requests are spaced because the desk is slow.</summary>
    public bool IsSlow => _isSlow;

    /// <summary>The store that should keep the desk's state does not work.</summary>
    public bool IsStoreFailing => _storeFails;

    /// <summary>Orders that are live, or whose fills are awaited, in the order in which they were placed: the first, or the one after another.</summary>
    /// <param name="after">None for the first.</param>
    /// <returns>None where there is none further.</returns>
    public DeskOrderId NextLive(DeskOrderId after = default) => _orders.NextLive(after);

    /// <summary>An order by number, also one that ended and is remembered; the reference holds until the next input.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public ref readonly DeskOrder OrderOf(DeskOrderId order) => ref _orders[order];

    /// <summary>Whether requests pass to a venue.</summary>
    public BreakerState BreakerOf(FeedVenue venue) => _breakers[(int)venue].State;

    /// <summary>The last best prices of a listing that were believed.</summary>
    /// <param name="listing">Which.</param>
    /// <param name="isTrusted">True where its book may be believed now.</param>
    /// <returns>Empty for a listing that is not followed.</returns>
    public Bbo BestOf(ListingId listing, out bool isTrusted)
    {
        var followed = Find(listing);
        isTrusted = followed is { IsTrusted: true };
        return followed?.Last ?? default;
    }
}
