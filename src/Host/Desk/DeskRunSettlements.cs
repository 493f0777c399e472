using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Host.Desk;

/// <summary>Ends of listings that a file tells where a recording does not: each becomes an event of the market, journaled as all are.</summary>
internal sealed partial class DeskRun
{
    private readonly Queue<(Timestamp Time, FeedEvent Told)> _ends = [];
    private readonly List<FeedEvent> _atEnd = [];

    /// <summary>Tells the desk of ends, before its first frame.</summary>
    /// <param name="settlements">Of its markets and of others, which are left out.</param>
    /// <returns>How many are of its markets.</returns>
    public int Expect(IReadOnlyList<ToldSettlement> settlements)
    {
        var own = settlements.SelectMany(one => ListingsOf(one.Venue, one.Symbol).Select(listing => (one.Time, Told: one.AsEvent(listing)))).ToList();
        foreach (var one in own.Where(one => !one.Time.IsNone).OrderBy(one => one.Time.Nanoseconds))
            _ends.Enqueue(one);
        _atEnd.AddRange(own.Where(one => one.Time.IsNone).Select(one => one.Told));
        return own.Count;
    }

    private IEnumerable<Listing> ListingsOf(FeedVenue venue, string symbol) =>
        Enumerable.Range(1, Listings.Count).Select(id => Listings[new ListingId(id)]).Where(listing => listing.Venue == venue && (listing.VenueSymbol == symbol || listing.Symbol == symbol));

    private void SettleUntil(Timestamp now)
    {
        // A desk begins with its first frame: what had ended before is told behind it.
        while (Trader.Sequence > 0 && _ends.TryPeek(out var next) && next.Time <= now)
            Tell(_ends.Dequeue().Told, next.Time);
    }

    private void SettleRest()
    {
        foreach (var told in _atEnd)
            Tell(told, Trader.Now);
    }

    private void Tell(FeedEvent told, Timestamp time)
    {
        told.ReceiveTime = time > Trader.Now ? time : Trader.Now;
        TakeOwn([told]);
    }
}
