using Rialto.Host.Feeds.Live.Core;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Host.Feeds.Live.Views;

/// <summary>The best levels of a symbol's books as the hub's thread copied them, to be laid on each other elsewhere.</summary>
internal sealed class TakenLadder
{
    private readonly List<(Listing Listing, DepthLevel[] Bids, DepthLevel[] Asks)> _books = [];
    private readonly SymbolPlace _place;
    private readonly Timestamp _time;
    private readonly int _depth;

    private TakenLadder(SymbolPlace place, int depth, Timestamp time) => (_place, _depth, _time) = (place, depth, time);

    /// <summary>Copies. The hub's thread.</summary>
    public static TakenLadder Take(FeedCore core, SymbolPlace place, int depth, Timestamp now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, 1_000);
        var taken = new TakenLadder(place, depth, now);
        foreach (var listing in place.Listings)
        {
            var book = core.BookOf(listing.Id);
            if (book.State == BookTrust.Trusted && book.Listing.Status == ListingStatus.Open)
                taken._books.Add((listing, Best(book.Bids, depth), Best(book.Asks, depth)));
        }

        return taken;
    }

    /// <summary>Lays them on each other. Any thread.</summary>
    public LadderView ToView(Func<FeedVenue, string> nameOf) => new(
        _place.Symbol, _place.Quote, _time, [.. _books.Select(book => nameOf(book.Listing.Venue))],
        Lay(nameOf, static book => book.Bids, isBid: true), Lay(nameOf, static book => book.Asks, isBid: false));

    private static DepthLevel[] Best(DepthSide side, int depth)
    {
        var levels = new DepthLevel[Math.Min(depth, side.Count)];
        return levels.AsSpan(0, side.CopyBest(levels)).ToArray();
    }

    private List<LadderLevel> Lay(Func<FeedVenue, string> nameOf, Func<(Listing Listing, DepthLevel[] Bids, DepthLevel[] Asks), DepthLevel[]> side, bool isBid)
    {
        // Decimals of different scales are equal where their values are.
        var prices = new SortedDictionary<decimal, List<VenueQuantity>>();
        foreach (var book in _books)
        {
            foreach (var level in side(book))
            {
                var price = Decimals.Of(level.Price, book.Listing.PriceScale);
                if (!prices.TryGetValue(price, out var venues))
                    prices[price] = venues = [];
                venues.Add(new VenueQuantity(nameOf(book.Listing.Venue), Decimals.Of(level.Quantity, book.Listing.QuantityScale)));
            }
        }

        var best = isBid ? prices.Reverse() : prices;
        return [.. best.Take(_depth).Select(level => new LadderLevel(level.Key, level.Value.Sum(venue => venue.Quantity), level.Value))];
    }
}
