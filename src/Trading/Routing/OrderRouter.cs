using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Currencies;
using Rialto.Trading.Strategy;

namespace Rialto.Trading.Routing;

/// <summary>
/// Works one order of a strategy over the venues of its listings: rests post-only where that is cheapest net of fees, takes over all venues by depth where its urgency says so, and asks again
/// for what was not filled, refused or cancelled. What has been had is read from the strategy's positions, what may still come from the desk's own count of its open orders, those of unknown
/// outcome and fills that were told and not seen included; no more is ever asked for than what is left between them. So whatever reports are lost, late or repeated, what fills never comes to
/// more than was released, but for what a venue fills against its own word. docs/reference/routing.md has the rules. Deterministic; allocates nothing once warm; single-threaded.
/// </summary>
public sealed partial class OrderRouter
{
    private const long StateVersion = 2;
    private const long UnknownLatencyNs = 50_000_000;
    private const long LingersNs = 2_000_000_000;
    private const long StoodNs = 1_000_000_000;
    private const long StillShownNs = 1_000_000_000;
    private const long LongestWaitNs = 86_400_000_000_000;
    private const long MomentNs = 100_000_000;
    private const long WhileNs = 1_000_000_000;

    private RoutedVenue[] _venues = [];
    private RouteBoard? _board;
    private byte[]? _saved;
    private Side _side;
    private long _released;
    private long _waveNs;
    private long _quietUntilNs;
    private bool _isOverdue;
    private bool _isExtended;

    /// <summary>True once it knows its venues.</summary>
    public bool HasBegun => _board is not null;

    /// <summary>The scales of its units.</summary>
    public RouteScales Scales { get; private set; }

    /// <summary>Smallest step of quantity at any venue, in the route's units.</summary>
    public long Lot { get; private set; }

    /// <summary>What was had since it began, when it last looked.</summary>
    public long Filled { get; private set; }

    /// <summary>What its live orders, those of unknown outcome and fills that are still to be told may still bring, when it last looked.</summary>
    public long Open { get; private set; }

    /// <summary>How many venues there are.</summary>
    public int Count => _venues.Length;

    /// <summary>A venue's terms.</summary>
    public RouteMarket MarketOf(int venue) => _venues[venue].Market;

    /// <summary>How long a venue takes to answer.</summary>
    public VenueLatency LatencyOf(int venue) => _venues[venue].Latency;

    /// <summary>What is estimated to stand ahead of the order that rests at a venue, in the listing's units; -1 where none does.</summary>
    public long AheadOf(int venue) => _venues[venue].Rest.IsThere ? _venues[venue].Ahead : -1;

    /// <summary>
    /// Learns its venues from the strategy's listings: the first one says what is traded and in which currency; others of the same thing are venues, others in another currency need a pair of
    /// both among the listings, which is then a rate and not traded. What is held now counts as had before. Called again, it only looks for orders that are now its own; the side may change
    /// as long as nothing was had and nothing is open.
    /// </summary>
    /// <exception cref="ArgumentException">Listings that do not go together; the message names the one. Or another side for an order that has begun.</exception>
    public void Begin(StrategyContext desk, Side side)
    {
        ArgumentNullException.ThrowIfNull(desk);
        if (_board is null)
        {
            Learn(desk, side);

            if (_saved is { } saved)
                Restore(saved);
            _saved = null;
        }

        Look(desk);
        if (side != _side)
        {
            if (Filled != 0 || Open != 0)
                throw new ArgumentException($"The order is to {_side} and has begun: the other way is another order.", nameof(side));
            _side = side;
        }

        Adopt(desk);
        Look(desk);
    }

    /// <summary>Takes stock.</summary>
    public void Look(StrategyContext desk)
    {
        ArgumentNullException.ThrowIfNull(desk);
        var (filled, open) = (0L, 0L);
        foreach (var venue in _venues)
        {
            venue.Market.Follow(desk);
            var had = desk.Position(venue.Id) - venue.BasePosition;
            filled += _side == Side.Buy ? Signed(venue, had) : -Signed(venue, had);
            open += venue.Market.Units(desk.Open(venue.Id, _side).Units);
        }

        (Filled, Open) = (filled, open);
    }

    /// <summary>Looks at the market and its orders, and asks for what follows.</summary>
    /// <param name="desk">The strategy's desk.</param>
    /// <param name="released">What may be had in all since it began, in the route's units: never more than this is had or asked for.</param>
    /// <param name="wish">How.</param>
    public void Route(StrategyContext desk, long released, in RouteWish wish)
    {
        ArgumentNullException.ThrowIfNull(desk);
        if (_board is null)
            return;
        var now = desk.Now.Nanoseconds;
        Forget(desk);
        Look(desk);
        Wait(released, in wish, now);
        var room = released - Filled - Open;
        if (room < 0)
            CancelExcess(desk, -room);
        var takes = wish.Urgency == RouteUrgency.Urgent || (wish.Urgency == RouteUrgency.Normal && _isOverdue);
        if (room > 0 || takes)
            ShowBoard(desk, in wish, now);
        Tend(desk, in wish, now, takes);
        if (room <= 0 || now < _quietUntilNs)
            return;
        Span<RestingPlace> places = stackalloc RestingPlace[RouteBoard.VenuesMax];
        var count = FindPlaces(desk, in wish, now, places);

        // What may be taken at no more than resting costs is taken by all but the passive: another venue's best may be better than this one's.
        if (takes)
            room -= TakeOver(desk, room, in wish, RouteBoard.AnyKey, now);
        else if (wish.Urgency == RouteUrgency.Normal && count > 0)
            room -= TakeOver(desk, room, in wish, places[0].Key, now);
        if (room > 0 && !(takes && IsTaking(desk, now)) && now >= _quietUntilNs)
            RestAt(desk, room, in wish, places[..count], now);
    }

    /// <summary>Cancels what rests, what takes and has not been heard of for long, and orders that came back to life. Costs nothing where no order lives.</summary>
    public void Withdraw(StrategyContext desk)
    {
        ArgumentNullException.ThrowIfNull(desk);
        Forget(desk);
        Look(desk);
        foreach (var venue in _venues)
        {
            Cancel(desk, ref venue.Rest);
            CancelLingering(desk, venue, desk.Now.Nanoseconds);
        }
    }

    /// <summary>An order of the strategy has changed.</summary>
    public void OnOrder(StrategyContext desk, in StrategyOrder order)
    {
        ArgumentNullException.ThrowIfNull(desk);
        foreach (var venue in _venues)
        {
            if (order.Id == venue.Rest.Order)
                Hear(venue, ref venue.Rest, in order, desk.Now.Nanoseconds, isTaking: false);
            else if (order.Id == venue.Take.Order)
                Hear(venue, ref venue.Take, in order, desk.Now.Nanoseconds, isTaking: true);
        }
    }

    /// <summary>Others have traded on a listing of the strategy.</summary>
    public void OnTrade(in FeedEvent trade)
    {
        // Who rests on our side trades with who comes from the other.
        if (trade.Side == _side)
            return;
        foreach (var venue in _venues)
        {
            if (venue.Id == trade.Listing)
                venue.Trade(trade.Price.Units, trade.Quantity.Units, trade.ReceiveTime.Nanoseconds);
        }
    }

    /// <summary>A book of the strategy has changed.</summary>
    public void OnBook(StrategyContext desk, ListingId listing)
    {
        ArgumentNullException.ThrowIfNull(desk);
        foreach (var venue in _venues)
        {
            if (venue.Id == listing && venue.Rest.IsThere)
                venue.Show(desk.Book(listing).QuantityAt(_side, new Price(venue.QueuePrice)).Units, desk.Now.Nanoseconds);
        }
    }

    /// <summary>Twice the middle of the best bid and ask over all venues that are believed, in the route's price units; zero where a side is missing.</summary>
    public long TwiceMid(StrategyContext desk)
    {
        ArgumentNullException.ThrowIfNull(desk);
        var (bid, ask) = (0L, 0L);
        foreach (var venue in _venues)
        {
            if (!desk.Book(venue.Id).IsTrusted)
                continue;
            var (best, rate) = (desk.Best(venue.Id), RateOf(desk, venue));
            if (best.BidQuantity.Units > 0 && venue.Market.TryPrice(best.BidPrice.Units, Side.Sell, in rate, out var price))
                bid = Math.Max(bid, price);
            if (best.AskQuantity.Units > 0 && venue.Market.TryPrice(best.AskPrice.Units, Side.Buy, in rate, out price))
                ask = ask == 0 ? price : Math.Min(ask, price);
        }

        return bid == 0 || ask == 0 ? 0 : bid + ask;
    }

    /// <summary>A price of one of the listings in the route's units, rounded against us; zero for a listing that is no venue, or without a rate.</summary>
    public long PriceOf(StrategyContext desk, ListingId listing, Price price)
    {
        ArgumentNullException.ThrowIfNull(desk);
        foreach (var venue in _venues)
        {
            var rate = RateOf(desk, venue);
            if (venue.Id == listing)
                return venue.Market.TryPrice(price.Units, _side, in rate, out var converted) ? converted : 0;
        }

        return 0;
    }

    /// <summary>The market of a listing; null for one that is no venue of the route.</summary>
    public RouteMarket? Find(ListingId listing)
    {
        foreach (var venue in _venues)
        {
            if (venue.Id == listing)
                return venue.Market;
        }

        return null;
    }

    /// <summary>True where nothing that is left could be an order at any venue.</summary>
    /// <param name="desk">The strategy's desk.</param>
    /// <param name="left">In the route's units.</param>
    public bool IsDust(StrategyContext desk, long left)
    {
        ArgumentNullException.ThrowIfNull(desk);
        foreach (var venue in _venues)
        {
            var best = desk.Best(venue.Id);
            var price = _side == Side.Buy ? best.AskPrice.Units : best.BidPrice.Units;
            if (price <= 0 || left >= venue.Market.MinQuantityAt(price))
                return false;
        }

        return true;
    }

    private static long Signed(RoutedVenue venue, long units) => units < 0 ? -venue.Market.Units(-units) : venue.Market.Units(units);

    private static PairQuote RateOf(StrategyContext desk, RoutedVenue venue)
    {
        if (venue.Market.Rate is not { } leg)
            return default;
        var book = desk.Book(leg.Listing);
        return new PairQuote(book.Best, book.Listing.PriceScale, book.ReceiveTime, book.IsTrusted);
    }

    private static void Hear(RoutedVenue venue, ref RoutedChild child, in StrategyOrder order, long nowNs, bool isTaking)
    {
        if (!child.IsAnswered && order.State is not (Orders.DeskOrderState.New or Orders.DeskOrderState.Validating or Orders.DeskOrderState.PendingSubmit or Orders.DeskOrderState.Unknown))
        {
            child.IsAnswered = true;
            venue.Latency.Add(nowNs - child.PlacedNs);
            if (order.State != Orders.DeskOrderState.Rejected)
                venue.Accept();
        }

        if (!Orders.DeskOrderStates.IsEnded(order.State))
            return;

        // Many venues tell an order that found nothing to trade with, or would have taken, as cancelled: unasked and without a fill, that is a refusal, and the book that led to it is old.
        var hasTraded = order.Filled.Units > 0 || order.ToldFilled.Units > 0;
        var isRefused = order.State == Orders.DeskOrderState.Rejected || !(hasTraded || child.IsCancelled);
        if (!isRefused || (order.State != Orders.DeskOrderState.Rejected && nowNs - child.PlacedNs >= StoodNs))
            venue.Calm();
        if (isRefused)
            venue.Refuse(nowNs);
        if (isTaking && (hasTraded || isRefused))
            venue.TakenNs = nowNs;
        child = default;
    }

    /// <summary>The wave of what was released last: how long it has rested, and whether its patience has ended.</summary>
    private void Wait(long released, in RouteWish wish, long now)
    {
        if (released > _released || released <= Filled)
            (_waveNs, _isOverdue, _isExtended) = (now, false, false);
        _released = released;
        if (_isOverdue || wish.Urgency != RouteUrgency.Normal || now - _waveNs < wish.PatienceNs)
            return;
        if (!_isExtended && IsNearFront(wish.PatienceNs, now))
            (_isExtended, _waveNs) = (true, now);
        else
            _isOverdue = true;
    }
}
