using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Host.Desk;

/// <summary>Funding that a file tells: each payment is made by the venue that pretends, at its time, and what it says of it is journaled as all that it says.</summary>
internal sealed partial class DeskRun
{
    private readonly Queue<(Timestamp Time, ListingId Listing, long Rate, Price Mark)> _fundings = [];

    /// <summary>Tells the desk of payments of funding, before its first frame.</summary>
    /// <param name="fundings">Of its markets and of others, which are left out.</param>
    /// <returns>How many are of its markets.</returns>
    /// <exception cref="DeskFaultException">One is of a market that has no funding, or two are the same payment.</exception>
    public int Expect(IReadOnlyList<ToldFunding> fundings)
    {
        var own = fundings.SelectMany(one => ListingsOf(one.Venue, one.Symbol).Select(listing => (one.Time, listing.Id, one.Rate, one.MarkOf(listing)))).ToList();
        if (own.GroupBy(one => (one.Time, one.Id)).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new DeskFaultException($"The file of fundings has two lines of {Listings[twice.Key.Id].VenueSymbol} at {twice.Key.Time}: a payment is made once. Take one of them away.");
        foreach (var one in own.OrderBy(one => one.Time.Nanoseconds))
            _fundings.Enqueue(one);
        return own.Count;
    }

    private void FundUntil(Timestamp now)
    {
        while (_fundings.TryPeek(out var next) && next.Time <= now)
        {
            _fundings.Dequeue();

            // A desk begins with its first frame: before it nothing was held.
            if (Trader.Sequence == 0)
                continue;
            var time = next.Time > Trader.Now ? next.Time : Trader.Now;
            AdvanceTo(time);
            foreach (var venue in _venues)
            {
                if (venue.Venue == Listings[next.Listing].Venue)
                    venue.Fund(next.Listing, next.Rate, next.Mark, time);
            }

            Settle();
        }
    }
}
