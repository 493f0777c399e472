using System.Numerics;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Trading.Routing;

/// <summary>What is taken: by depth, over all venues.</summary>
public sealed partial class OrderRouter
{
    /// <summary>Tag of an order that takes.</summary>
    public const long TakeTag = 2;

    private const int RoundsMax = 6;

    /// <summary>True while an order that takes is on its way, or a book has yet to show what was taken.</summary>
    private bool IsTaking(StrategyContext desk, long now)
    {
        foreach (var venue in _venues)
        {
            if (venue.Take.IsThere || StillShows(desk, venue, now))
                return true;
        }

        return false;
    }

    // A book that has not moved since we took may still show what we took.
    private static bool StillShows(StrategyContext desk, RoutedVenue venue, long now) =>
        venue.TakenNs != 0 && now - venue.TakenNs < StillShownNs && desk.Book(venue.Id).ReceiveTime.Nanoseconds <= venue.TakenNs;

    /// <summary>
    /// What latency is expected to cost at a venue, in 10^-8 of the price: the mean of what a normal price moves against us while the order is on its way, 0.4 standard deviations of that time
    /// (the positive part of a standard normal has mean 1/sqrt(2 pi) = 0.399), which grow with its root.
    /// </summary>
    internal static long LatencyRate(long volatilityPpm, long latencyNs)
    {
        // 10^-8 are 100 to a millionth, and sqrt(10^9 ns) is 31,623.
        var root = Root((ulong)Math.Clamp(latencyNs, 0, 2 * LongestWaitNs));
        return (volatilityPpm * 40 * root + 31_622) / 31_623;
    }

    /// <summary>The root of a whole number, rounded down: Newton's iteration from above.</summary>
    private static long Root(ulong number)
    {
        if (number < 2)
            return (long)number;
        var root = 1UL << (BitOperations.Log2(number) / 2 + 1);
        while (true)
        {
            var next = (root + number / root) / 2;
            if (next >= root)
                return (long)root;
            root = next;
        }
    }

    /// <summary>Reads the books of those venues that may be taken from now.</summary>
    private void ShowBoard(StrategyContext desk, in RouteWish wish, long now)
    {
        Span<DepthLevel> levels = stackalloc DepthLevel[RouteBoard.DepthMax];
        for (var i = 0; i < _venues.Length; i++)
        {
            var (venue, shown) = (_venues[i], 0);
            if (wish.Urgency != RouteUrgency.Passive && CanTake(desk, venue, now))
            {
                var rate = RateOf(desk, venue);
                var count = desk.Book(venue.Id).CopyBest(_side == Side.Buy ? Side.Sell : Side.Buy, levels);
                var room = _board!.Room(i);
                while (shown < count && venue.Market.TryPrice(levels[shown].Price, _side, in rate, out var price))
                {
                    room[shown] = new RouteLevel(price, venue.Market.Units(levels[shown].Quantity), levels[shown].Price);
                    shown++;
                }
            }

            _board!.Show(i, shown, MostOf(venue, in wish, now), LatencyRate(wish.VolatilityPpm, venue.Latency.MeanNs(UnknownLatencyNs)));
        }
    }

    private static bool CanTake(StrategyContext desk, RoutedVenue venue, long now)
    {
        if (venue.Take.IsThere || venue.IsBlocked(now) || desk.VenueOf(venue.Id) is not { CanTrade: true, CanImmediateOrCancel: true })
            return false;
        return desk.Book(venue.Id).IsTrusted && !StillShows(desk, venue, now);
    }

    private static long MostOf(RoutedVenue venue, in RouteWish wish, long now)
    {
        var most = venue.MostAt(now);
        return wish.Clip > 0 ? Math.Min(most, wish.Clip) : most;
    }

    /// <summary>Asks for what the split says; what one venue refuses, the others are asked for.</summary>
    /// <returns>How much was asked for.</returns>
    private long TakeOver(StrategyContext desk, long room, in RouteWish wish, Int128 keyLimit, long now)
    {
        Span<RouteShare> shares = stackalloc RouteShare[RouteBoard.VenuesMax];
        var asked = 0L;
        for (var round = 0; round < RoundsMax && asked < room; round++)
        {
            var count = _board!.Plan(_side, room - asked, wish.Limit, keyLimit, shares);
            var isRefused = false;
            for (var i = 0; i < count; i++)
            {
                ref readonly var share = ref shares[i];
                var venue = _venues[share.Venue];
                var verdict = Ask(desk, venue, ref venue.Take, share.Quantity, share.VenuePrice, isTaking: true, now);
                if (verdict is RouteVerdict.NotNow or RouteVerdict.NotAtAll)
                    return asked;
                asked += verdict == RouteVerdict.Taken ? share.Quantity : 0;
                isRefused |= verdict != RouteVerdict.Taken;
                _board.Show(share.Venue, verdict == RouteVerdict.Smaller ? _board.LevelsOf(share.Venue).Length : 0, MostOf(venue, in wish, now), LatencyRate(wish.VolatilityPpm, venue.Latency.MeanNs(UnknownLatencyNs)));
            }

            if (!isRefused)
                break;
        }

        return asked;
    }

    /// <summary>Asks for one order, and remembers it, or why not.</summary>
    private RouteVerdict Ask(StrategyContext desk, RoutedVenue venue, ref RoutedChild child, long quantity, long venuePrice, bool isTaking, long now)
    {
        var result = desk.Place(new OrderIntent
        {
            Kind = OrderIntentKind.Place,
            Listing = venue.Id,
            Side = _side,
            Type = OrderType.Limit,
            Price = new Price(venuePrice),
            Quantity = new Quantity(quantity / venue.Market.QuantityFactor),
            TimeInForce = isTaking ? TimeInForce.Ioc : TimeInForce.Gtc,
            PostOnly = !isTaking,
            Tag = isTaking ? TakeTag : RestTag,
        });
        var verdict = RouteVerdicts.Of(in result);
        switch (verdict)
        {
            case RouteVerdict.Taken:
                child = new RoutedChild { Order = result.Order, PlacedNs = now };
                break;
            case RouteVerdict.Smaller when quantity > venue.Market.MinQuantityAt(venuePrice):
                venue.Shrink(quantity, venue.Market.MinQuantityAt(venuePrice), now);
                break;
            case RouteVerdict.Smaller or RouteVerdict.NotThere:
                venue.Refuse(now);
                return RouteVerdict.NotThere;
            case RouteVerdict.NotNow:
                _quietUntilNs = now + MomentNs;
                break;
            default:
                _quietUntilNs = now + WhileNs;
                break;
        }

        return verdict;
    }
}
