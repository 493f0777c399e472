using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Trading;

/// <summary>Closing what strategies hold: of all listings after an emergency stop, of one whose stop-loss was hit.</summary>
public sealed partial class Trader<TSink>
{
    private const long FlattenEveryNs = 1_000_000_000;

    // A bounded order goes through the best price by half of the collar, of a collar wider than this by half of this: 1 %, in 10^-6.
    private const long CollarMost = 10_000;

    private bool _isFlattening;

    // A stopped desk has asked for the end of all orders, and some live.
    private bool _isClearing;
    private Timestamp _nextFlatten;

    /// <summary>An order whose cancel was refused once would live through the stop: it is asked for again each second, until none lives.</summary>
    private void Clear()
    {
        _nextFlatten = new Timestamp(Now.Nanoseconds + FlattenEveryNs);
        _orders.CancelStanding();
        _isClearing = _orders.LiveCount > 0;
    }

    /// <summary>
    /// Closes what strategies hold together, listing by listing, once the listing's cancels are through; tried again each second, until nothing is left. What was there before the desk is left alone.
    /// </summary>
    private void Flatten()
    {
        _nextFlatten = new Timestamp(Now.Nanoseconds + FlattenEveryNs);
        var isHeld = false;
        foreach (var followed in _followed)
        {
            if (followed is { Slots.Length: > 0 })
                isHeld |= Flatten(followed, CanMarket(followed.Venue));
        }

        _isFlattening = isHeld;
    }

    /// <summary>Strategies that hold the same thing both ways are flat together: only what is left is closed, by those who hold it, so that no order can make the account's position larger.</summary>
    /// <returns>True where something is left to close.</returns>
    private bool Flatten(FollowedListing followed, bool atMarket)
    {
        Int128 together = 0;
        foreach (var slot in followed.Slots)
            together += slot.Mode == StrategyMode.Observation ? 0 : slot.PositionOf(followed.Id);
        Int128 account = Portfolio.PositionOf(followed.Id).Quantity.Units;
        if (!Risk.OpenBuyOf(followed.Id).IsZero || !Risk.OpenSellOf(followed.Id).IsZero)
        {
            _orders.CancelStanding(followed.Id);
            return true;
        }

        if (together == 0 || account == 0 || (together > 0) != (account > 0))
            return false;
        if (Now < followed.NextClose)
            return true;
        var rest = (long)Int128.Min(Int128.Abs(together), Int128.Abs(account));
        var isHeld = false;
        foreach (var slot in followed.Slots)
        {
            var held = slot.Mode == StrategyMode.Observation ? 0 : slot.PositionOf(followed.Id);
            if (held == 0 || (held > 0) != (together > 0))
                continue;
            var part = Math.Min(rest, Math.Abs(held));
            rest -= part;
            isHeld |= Close(slot, followed, held > 0 ? Side.Sell : Side.Buy, part, atMarket);
        }

        return isHeld;
    }

    /// <returns>False where it is less than an order may have.</returns>
    private bool Close(StrategySlot slot, FollowedListing followed, Side side, long units, bool atMarket)
    {
        // The venue has said so, of all that was left: to ask again would change nothing.
        if (followed.IsRestTooSmall)
            return false;
        var listing = followed.Book.Listing;
        var least = Math.Max(1, _termsOf[listing.Id.Value]?.MinQuantity.Units ?? 0);
        var (free, all) = side == Side.Sell ? Portfolio.CoverOf(listing.Id) : (long.MaxValue, long.MaxValue);
        var whole = Rounding.OnLot(listing, new Quantity(Math.Min(units, all)));
        if (whole.Units < least)
            return Leave(slot, followed, side, new Quantity(Math.Min(units, all)), DeskRefusal.QuantityTooSmall);

        // Where all that could be sold is held back by something else, the refusal of the whole says so.
        var quantity = Rounding.OnLot(listing, new Quantity(Math.Min(units, free)));
        if (quantity.Units < least)
            quantity = whole;
        var wish = new OrderIntent { Kind = OrderIntentKind.Place, Strategy = slot.Id, Listing = listing.Id, Side = side, Type = OrderType.Market, Quantity = quantity, TimeInForce = TimeInForce.Ioc, ReduceOnly = true, Urgent = true };
        if (!atMarket)
            (wish.Type, wish.Price) = (OrderType.Limit, BoundedPriceOf(followed, side));

        // What is more than one order may be, or than is free, is halved until it fits; the rest follows a second later.
        bool isTaken;
        DeskOrderId order;
        DeskRefusal refusal;
        while (!(isTaken = _orders.TryPlace(in wish, out order, out refusal)) && refusal is DeskRefusal.OrderQuantityLimit or DeskRefusal.OrderNotionalLimit or DeskRefusal.QuantityTooLarge or DeskRefusal.InsufficientBalance)
        {
            var half = Rounding.OnLot(listing, new Quantity(wish.Quantity.Units / 2));
            if (half.Units < least)
                break;
            wish.Quantity = half;
        }

        // Refused for the same reason again a second later is a record: somebody was told.
        var isNews = refusal != followed.CloseRefusal;
        followed.CloseRefusal = refusal;
        Audit(new DeskAudit
        {
            Kind = DeskAuditKind.Flatten,
            Severity = isTaken ? DeskSeverity.Warning : isNews ? DeskSeverity.Critical : DeskSeverity.Record,
            Order = order,
            Strategy = slot.Id,
            Listing = listing.Id,
            Venue = followed.Venue,
            Side = side,
            Price = wish.Price,
            Quantity = wish.Quantity,
            Code = (ushort)refusal,
        });

        // What is left is worth less than any order: no other try would say otherwise.
        return refusal != DeskRefusal.NotionalTooSmall || wish.Quantity != whole;
    }

    /// <summary>What no order can close stays, and somebody is told, once.</summary>
    /// <returns>False: nothing is left to do.</returns>
    private bool Leave(StrategySlot slot, FollowedListing followed, Side side, Quantity left, DeskRefusal why)
    {
        if (followed.CloseRefusal == why)
            return false;
        followed.CloseRefusal = why;
        Audit(new DeskAudit { Kind = DeskAuditKind.Flatten, Severity = DeskSeverity.Warning, Strategy = slot.Id, Listing = followed.Id, Venue = followed.Venue, Side = side, Quantity = left, Code = (ushort)why });
        return false;
    }

    /// <summary>
    /// A limit that trades what is there, and lets no order stay: through the best price by half of the collar, and never beyond the collar of the best prices of all venues. On the tick within that;
    /// where that would not reach a best price between two ticks, on the tick beyond it (<see cref="RiskGate"/> lets that pass).
    /// </summary>
    private Price BoundedPriceOf(FollowedListing followed, Side side)
    {
        var best = side == Side.Sell ? followed.Last.BidPrice.Units : followed.Last.AskPrice.Units;
        var through = (long)((Int128)best * Math.Min(Risk.Limits[RiskLimitKind.Collar, followed.Id.Value], CollarMost) / 2_000_000);
        var limit = side == Side.Sell ? best - through : best + through;
        var bound = Portfolio.IndexOf(followed.Id) is >= 0 and var index ? Risk.CollarPriceOf(index, side) : 0;
        if (best != 0 && bound != 0)
            limit = side == Side.Sell ? Math.Max(limit, bound + 1) : Math.Min(limit, bound - 1);
        var (listing, isReaching) = (followed.Book.Listing, side == Side.Sell ? limit <= best : limit >= best);
        var price = Rounding.OnTick(listing, side, new Price(limit));
        return isReaching ? Rounding.ThroughTick(listing, side, new Price(side == Side.Sell ? Math.Min(price.Units, best) : Math.Max(price.Units, best))) : price;
    }

    /// <summary>An order of a listing that is being closed has changed.</summary>
    private void HearClosing(OrderEvent what, in DeskOrder order)
    {
        if ((!_isFlattening && _closings == 0) || Find(order.Listing) is not { } followed || !(followed.IsClosing || _isFlattening))
            return;
        if (what == OrderEvent.Rejected)
        {
            followed.RejectClose(Now);
            var left = Rounding.OnLot(followed.Book.Listing, new Quantity((long)Int128.Min(Int128.Abs((Int128)Portfolio.PositionOf(followed.Id).Quantity.Units), Quantity.MaxUnits)));
            if (order.Reason == VenueReason.TooSmall && order.Quantity >= left && SlotOf(order.Strategy) is { } slot)
            {
                followed.IsRestTooSmall = true;
                Leave(slot, followed, order.Side, order.Quantity, DeskRefusal.NotionalTooSmall);
            }
        }
        else if (order.IsEnded && !order.FilledQuantity.IsZero)
            followed.AllowClose();
    }

    private bool CanMarket(FeedVenue venue)
    {
        foreach (var known in _venues)
        {
            if (known.Venue == venue)
                return known.CanMarket;
        }

        return false;
    }
}
