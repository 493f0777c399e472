using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Strategy;

namespace Rialto.Trading.Routing;

/// <summary>What rests: post-only, at the best price of its own side.</summary>
public sealed partial class OrderRouter
{
    /// <summary>Tag of an order that rests.</summary>
    public const long RestTag = 1;

    /// <summary>Where an order could rest.</summary>
    /// <param name="Venue">Its place.</param>
    /// <param name="Price">In the route's units.</param>
    /// <param name="VenuePrice">In the listing's own units.</param>
    /// <param name="Key">Net of fees, as <see cref="RouteMarket.KeyOf"/> counts it.</param>
    /// <param name="Score">The same with what waiting is expected to cost until the queue ahead is traded, at the pace of the last seconds.</param>
    /// <param name="Weight">What is traded there with who rests on our side.</param>
    private readonly record struct RestingPlace(int Venue, long Price, long VenuePrice, Int128 Key, Int128 Score, long Weight);

    /// <summary>Where it could rest, the best first: net of fees, and of what waiting in the queue is expected to cost.</summary>
    private int FindPlaces(StrategyContext desk, in RouteWish wish, long now, Span<RestingPlace> places)
    {
        var count = 0;
        for (var i = 0; i < _venues.Length; i++)
        {
            var venue = _venues[i];
            if (venue.Rest.IsThere || venue.IsBlocked(now) || desk.VenueOf(venue.Id) is not { CanTrade: true, CanPostOnly: true } || !desk.Book(venue.Id).IsTrusted)
                continue;
            var rate = RateOf(desk, venue);
            var venuePrice = PriceToRestAt(venue, desk.Best(venue.Id), in wish, in rate);
            if (venuePrice <= 0 || !venue.Market.TryPrice(venuePrice, _side, in rate, out var price))
                continue;
            var latencyNs = venue.Latency.MeanNs(UnknownLatencyNs);
            var key = venue.Market.KeyOf(price, _side, isTaking: false, LatencyRate(wish.VolatilityPpm, latencyNs));
            var (traded, overNs) = venue.Traded(now);
            var ahead = desk.Book(venue.Id).QuantityAt(_side, new Price(venuePrice)).Units;
            var waitNs = (long)Int128.Min((Int128)ahead * overNs / (traded + 1), LongestWaitNs);
            var score = venue.Market.KeyOf(price, _side, isTaking: false, LatencyRate(wish.VolatilityPpm, latencyNs + waitNs));
            var place = new RestingPlace(i, price, venuePrice, key, score, venue.Market.Units(traded) + 1);
            var at = count++;
            for (; at > 0 && place.Score < places[at - 1].Score; at--)
                places[at] = places[at - 1];
            places[at] = place;
        }

        return count;
    }

    /// <summary>The best price of its own side, or the limit where that is worse; zero where nothing rests there or it would take.</summary>
    private long PriceToRestAt(RoutedVenue venue, in Bbo best, in RouteWish wish, in Currencies.PairQuote rate)
    {
        var (own, there) = _side == Side.Buy ? (best.BidPrice.Units, best.BidQuantity.Units) : (best.AskPrice.Units, best.AskQuantity.Units);
        var (other, isOther) = _side == Side.Buy ? (best.AskPrice.Units, best.AskQuantity.Units > 0) : (best.BidPrice.Units, best.BidQuantity.Units > 0);
        if (there <= 0)
            return 0;
        if (wish.Limit > 0)
        {
            var limit = venue.Market.LimitOf(wish.Limit, _side, in rate);
            if (limit <= 0)
                return 0;
            own = _side == Side.Buy ? Math.Min(own, limit) : Math.Max(own, limit);
        }

        own = Rounding.OnTick(venue.Market.Listing, _side, new Price(own)).Units;
        return isOther && (_side == Side.Buy ? own >= other : own <= other) ? 0 : own;
    }

    /// <summary>
    /// Rests what is left: at the best place, and at others that are hardly worse, by what is traded there. What would be too small for one goes to the best; worse places are asked only where those all refuse.
    /// </summary>
    private void RestAt(StrategyContext desk, long room, in RouteWish wish, ReadOnlySpan<RestingPlace> places, long now)
    {
        while (!places.IsEmpty && room > 0)
        {
            var together = Together(places, in wish);
            Int128 weights = 0;
            foreach (ref readonly var place in places[..together])
                weights += place.Weight;
            var (whole, isAsked) = (room, false);
            for (var i = together - 1; i >= 0; i--)
            {
                ref readonly var place = ref places[i];
                var venue = _venues[place.Venue];
                var share = i == 0 ? room : (long)(whole * (Int128)place.Weight / weights);
                share = venue.Market.OnLot(Math.Min(Math.Min(share, room), MostOf(venue, in wish, now)));
                if (share < venue.Market.MinQuantityAt(place.VenuePrice))
                    continue;
                var verdict = Ask(desk, venue, ref venue.Rest, share, place.VenuePrice, isTaking: false, now);
                if (verdict is RouteVerdict.NotNow or RouteVerdict.NotAtAll)
                    return;
                if (verdict != RouteVerdict.Taken)
                    continue;
                venue.Join(place.VenuePrice, desk.Book(venue.Id).QuantityAt(_side, new Price(place.VenuePrice)).Units);
                room -= share;
                isAsked = true;
            }

            // Where all of the best refused, or want larger orders, the next best may do.
            if (isAsked)
                return;
            places = places[together..];
        }
    }

    private static int Together(ReadOnlySpan<RestingPlace> places, in RouteWish wish)
    {
        var (count, worst) = (1, places[0].Score + Math.BigMul(places[0].Price, wish.RestTolerance));
        while (count < places.Length && count < Math.Max(1, wish.RestVenues) && places[count].Score <= worst)
            count++;
        return count;
    }

    /// <summary>What rests and should not: beyond the limit, behind the best price for too long, or in the way of taking.</summary>
    private void Tend(StrategyContext desk, in RouteWish wish, long now, bool takes)
    {
        var isThere = takes && IsSomethingToTake(in wish);
        foreach (var venue in _venues)
        {
            CancelLingering(desk, venue, now);
            if (!venue.Rest.IsThere || !desk.TryFind(venue.Rest.Order, out var order) || order.IsCancelling)
                continue;
            var (rate, best) = (RateOf(desk, venue), desk.Best(venue.Id));
            var limit = wish.Limit > 0 ? venue.Market.LimitOf(wish.Limit, _side, in rate) : 0;
            var isBeyond = limit > 0 && (_side == Side.Buy ? order.Price.Units > limit : order.Price.Units < limit);

            // At its limit it waits for the market to come back.
            var atBest = _side == Side.Buy ? best.BidPrice.Units : best.AskPrice.Units;
            var target = limit > 0 ? _side == Side.Buy ? Math.Min(atBest, limit) : Math.Max(atBest, limit) : atBest;
            var isBehind = _side == Side.Buy ? order.Price.Units < target : order.Price.Units > target;
            if (isThere || isBeyond || (isBehind && now - venue.Rest.PlacedNs >= wish.RepriceNs))
                Cancel(desk, ref venue.Rest);
        }
    }

    private bool IsSomethingToTake(in RouteWish wish)
    {
        Span<RouteShare> shares = stackalloc RouteShare[RouteBoard.VenuesMax];
        return _board!.Plan(_side, Math.Max(1, _released - Filled), wish.Limit, RouteBoard.AnyKey, shares) > 0;
    }

    /// <summary>More is asked for than may be had: as a venue filled more than it was asked for. What rests is cancelled until it fits; what takes cannot be called back.</summary>
    private void CancelExcess(StrategyContext desk, long excess)
    {
        for (var i = _venues.Length - 1; i >= 0 && excess > 0; i--)
        {
            var venue = _venues[i];
            if (!venue.Rest.IsThere || !desk.TryFind(venue.Rest.Order, out var order))
                continue;
            excess -= venue.Market.Units(order.Leaves.Units);
            Cancel(desk, ref venue.Rest);
        }
    }

    private static void Cancel(StrategyContext desk, ref RoutedChild child)
    {
        if (child.IsThere && desk.TryFind(child.Order, out var order) && !order.IsCancelling)
            child.IsCancelled |= desk.Cancel(child.Order).Refusal == IntentRefusal.None;
    }

    // An immediate order that still lives has ended unheard: a cancel makes the desk ask.
    private static void CancelLingering(StrategyContext desk, RoutedVenue venue, long now)
    {
        if (venue.Take.IsThere && now - venue.Take.PlacedNs >= LingersNs)
            Cancel(desk, ref venue.Take);
    }

    /// <summary>True where an order that rests is so near to the front that what was traded there lately would reach it within its patience.</summary>
    private bool IsNearFront(long patienceNs, long now)
    {
        foreach (var venue in _venues)
        {
            if (!venue.Rest.IsThere)
                continue;
            var (traded, overNs) = venue.Traded(now);
            if (traded > 0 && (Int128)venue.Ahead * overNs <= (Int128)traded * patienceNs)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Orders that are gone without a word, as between two lives. And those that nobody has: a venue said that they had ended or were never there, another may stand in their place, and now
    /// they live: they are cancelled.
    /// </summary>
    private void Forget(StrategyContext desk)
    {
        var count = 0;
        foreach (var venue in _venues)
        {
            if (venue.Rest.IsThere && !desk.TryFind(venue.Rest.Order, out _))
                venue.Rest = default;
            if (venue.Take.IsThere && !desk.TryFind(venue.Take.Order, out _))
                venue.Take = default;
            count += (venue.Rest.IsThere ? 1 : 0) + (venue.Take.IsThere ? 1 : 0);
        }

        if (desk.Orders.Length > count)
            CancelOthers(desk, adopts: false);
    }

    /// <summary>Orders of the strategy that it does not know, as after a hand-over from another kind: one that rests and one that takes at each venue are its own, others are cancelled.</summary>
    private void Adopt(StrategyContext desk) => CancelOthers(desk, adopts: true);

    private void CancelOthers(StrategyContext desk, bool adopts)
    {
        Span<DeskOrderId> others = stackalloc DeskOrderId[32];
        var count = 0;
        foreach (var order in desk.Orders)
        {
            var isKnown = false;
            foreach (var venue in _venues)
            {
                if (venue.Id != order.Listing)
                    continue;
                isKnown = order.Id == venue.Rest.Order || order.Id == venue.Take.Order;
                if (isKnown || !adopts || order.Side != _side || order.Tag is not (RestTag or TakeTag))
                    continue;
                ref var child = ref order.Tag == RestTag ? ref venue.Rest : ref venue.Take;
                if (child.IsThere && desk.TryFind(child.Order, out _))
                    continue;
                child = new RoutedChild { Order = order.Id, PlacedNs = desk.Now.Nanoseconds, IsAnswered = true };
                if (order.Tag == RestTag)
                    venue.Join(order.Price.Units, desk.Book(venue.Id).QuantityAt(_side, order.Price).Units);
                isKnown = true;
            }

            if (!isKnown && !order.IsCancelling && count < others.Length)
                others[count++] = order.Id;
        }

        foreach (var order in others[..count])
            desk.Cancel(order);
    }
}
