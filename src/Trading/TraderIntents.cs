using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Trading;

/// <summary>What strategies ask for, checked in the order of <see cref="IntentRefusal"/>'s meaning: the strategy, the desk, the market, then orders and risk.</summary>
public sealed partial class Trader<TSink>
{
    private const int Placing = 1;
    private const int Cancelling = 2;
    private const int Amending = 3;

    /// <inheritdoc/>
    IntentResult IStrategyHost.Place(StrategySlot slot, in OrderIntent intent)
    {
        var wish = intent;
        (wish.Kind, wish.Strategy) = (OrderIntentKind.Place, slot.Id);
        var refusal = Count(slot) ? CheckPlace(slot, ref wish) : IntentRefusal.TooMany;
        if (refusal == IntentRefusal.None)
        {
            var isTaken = _orders.TryPlace(in wish, out var order, out var desk);
            if (isTaken)
            {
                slot.LastPlace = Now;
                _breakers[(int)_followed[wish.Listing.Value]!.Venue].Pass();
            }

            return Answer(slot, Placing, in wish, new IntentResult(order, isTaken ? IntentRefusal.None : IntentRefusal.Desk, desk));
        }

        return Answer(slot, Placing, in wish, new IntentResult(DeskOrderId.None, refusal, DeskRefusal.None));
    }

    /// <inheritdoc/>
    IntentResult IStrategyHost.Cancel(StrategySlot slot, DeskOrderId order)
    {
        var wish = new OrderIntent { Kind = OrderIntentKind.Cancel, Strategy = slot.Id, Order = order };
        var isOwn = slot.TryFind(order, out var found);
        var refusal = !Count(slot) ? IntentRefusal.TooMany : isOwn ? IntentRefusal.None : IntentRefusal.NotItsOrder;
        if (refusal != IntentRefusal.None)
            return Answer(slot, Cancelling, in wish, new IntentResult(order, refusal, DeskRefusal.None));
        (wish.Listing, wish.Side, wish.Price, wish.Quantity) = (found.Listing, found.Side, found.Price, found.Quantity);
        return Answer(slot, Cancelling, in wish, _orders.TryCancel(in wish, out var desk) ? new IntentResult(order, IntentRefusal.None, desk) : new IntentResult(order, IntentRefusal.Desk, desk));
    }

    /// <inheritdoc/>
    IntentResult IStrategyHost.Amend(StrategySlot slot, DeskOrderId order, Price price, Quantity quantity)
    {
        var wish = new OrderIntent { Kind = OrderIntentKind.Amend, Strategy = slot.Id, Order = order, Price = price, Quantity = quantity };
        var isOwn = slot.TryFind(order, out var found);
        var refusal = !Count(slot) ? IntentRefusal.TooMany : isOwn ? IntentRefusal.None : IntentRefusal.NotItsOrder;
        if (refusal == IntentRefusal.None)
        {
            // An amendment is a new price like a place: everything but the shape of the order is checked as for one.
            (wish.Listing, wish.Side, wish.Type, wish.PostOnly) = (found.Listing, found.Side, OrderType.Limit, found.IsPostOnly);
            wish.Price = price.IsNone ? found.Price : price;
            wish.Quantity = quantity.IsZero ? found.Quantity : quantity;
            refusal = CheckPlace(slot, ref wish);
        }

        if (refusal != IntentRefusal.None)
            return Answer(slot, Amending, in wish, new IntentResult(order, refusal, DeskRefusal.None));
        if (_orders.TryAmend(in wish, out var desk))
        {
            slot.LastPlace = Now;
            _breakers[(int)_followed[wish.Listing.Value]!.Venue].Pass();
            return Answer(slot, Amending, in wish, new IntentResult(order, IntentRefusal.None, DeskRefusal.None));
        }

        if (desk != DeskRefusal.AmendNotOffered)
            return Answer(slot, Amending, in wish, new IntentResult(order, IntentRefusal.Desk, desk));
        wish.Kind = OrderIntentKind.Cancel;
        return Answer(slot, Cancelling, in wish, _orders.TryCancel(in wish, out desk) ? new IntentResult(order, IntentRefusal.None, desk) : new IntentResult(order, IntentRefusal.Desk, desk));
    }

    /// <inheritdoc/>
    void IStrategyHost.CancelAll(StrategySlot slot)
    {
        if (_orders.CancelAll(slot.Id) > 0)
            Audit(new DeskAudit { Kind = DeskAuditKind.CancelAll, Strategy = slot.Id });
    }

    /// <inheritdoc/>
    void IStrategyHost.Signal(StrategySlot slot, ListingId listing, int kind, double value)
    {
        slot.Counts.Signals++;
        Audit(new DeskAudit { Kind = DeskAuditKind.Signal, Strategy = slot.Id, Listing = listing, Number = kind, Value = BitConverter.DoubleToInt64Bits(value), TickTime = _tick });
    }

    /// <inheritdoc/>
    void IStrategyHost.Tell(StrategySlot slot, in DeskAudit told)
    {
        var record = told;
        (record.Strategy, record.Venue, record.TickTime) = (slot.Id, Find(told.Listing)?.Venue ?? default, _tick);
        Audit(record);
    }

    /// <inheritdoc/>
    bool IStrategyHost.HasEnded(ListingId listing) => _listings[listing].Status == ListingStatus.Closed || _orders.SettlementOf(listing).State != SettlementState.Open;

    /// <inheritdoc/>
    long IStrategyHost.SellableOf(ListingId listing) => Portfolio.SellableOf(listing);

    /// <inheritdoc/>
    long IStrategyHost.CoverOf(ListingId listing) => Portfolio.CoverOf(listing).All;

    /// <inheritdoc/>
    Quantity IStrategyHost.FitOf(ListingId listing, Price price, Quantity quantity)
    {
        if (Portfolio.IndexOf(listing) is not (var index and >= 0) || quantity.Units <= 0)
            return Quantity.Zero;
        var largest = _termsOf[listing.Value]?.MaxQuantity.Units ?? 0;
        return new Quantity(Risk.FitOf(index, price.Units, largest == 0 ? quantity.Units : Math.Min(quantity.Units, largest)));
    }

    /// <inheritdoc/>
    Int128 IStrategyHost.MoneyOf(ListingId listing) => Portfolio.MoneyOf(listing);

    /// <summary>Counts a request; one above what the strategy declared takes it out once its call is over.</summary>
    private static bool Count(StrategySlot slot)
    {
        slot.Counts.Intents++;
        if (++slot.IntentsOfInput <= slot.Declaration.IntentsPerInput)
            return true;
        slot.HasFlooded = true;
        return false;
    }

    private IntentRefusal CheckPlace(StrategySlot slot, ref OrderIntent wish)
    {
        if (slot.State != StrategyState.Running)
            return IntentRefusal.NotRunning;
        if (IsStopping)
            return IntentRefusal.EmergencyStop;
        if (IsHeldBack(slot))
            return IntentRefusal.StopLoss;
        if (slot.PlaceOf(wish.Listing) < 0)
            return IntentRefusal.NotItsListing;
        if (wish.Quantity.Units < 0 || wish.Price.Units < 0 || wish.Type is not (OrderType.Limit or OrderType.Market))
            return IntentRefusal.Malformed;
        var followed = _followed[wish.Listing.Value]!;
        if (!_breakers[(int)followed.Venue].Passes)
            return IntentRefusal.ExecutionFailing;
        var rests = wish is { Type: OrderType.Limit, PostOnly: true };
        if (_isSlow && ((!rests && !wish.ReduceOnly) || (!slot.LastPlace.IsNone && Now.Nanoseconds - slot.LastPlace.Nanoseconds < _settings.SlowSpacingMs * 1_000_000L)))
            return IntentRefusal.SlowDown;
        if (!followed.IsTrusted && Widen(slot, followed, ref wish, rests) is not IntentRefusal.None and var stale)
            return stale;
        return slot.Mode == StrategyMode.Observation ? IntentRefusal.Observation : IntentRefusal.None;
    }

    /// <summary>The mission's table for market data that is unavailable: the last known book, wider, smaller. Only for what rests; what takes from a book that is not believed is refused.</summary>
    private IntentRefusal Widen(StrategySlot slot, FollowedListing followed, ref OrderIntent wish, bool rests)
    {
        if (!followed.IsInGrace || !rests)
            return IntentRefusal.StaleMarket;
        var listing = followed.Book.Listing;
        var distance = wish.Side == Side.Buy ? (Int128)followed.LastMid - (Int128)wish.Price.Units * 10 : (Int128)wish.Price.Units * 10 - followed.LastMid;
        if (distance < 0)
            return IntentRefusal.StaleMarket;

        // Away from the market: a buy's distance is rounded up, and its price down; a sell the other way round.
        var wide = (distance * _settings.StaleSpreadPermille + 999) / 1_000;
        var tenths = wish.Side == Side.Buy ? followed.LastMid - wide : followed.LastMid + wide;
        var units = wish.Side == Side.Buy ? tenths / 10 : (tenths + 9) / 10;
        if (tenths <= 0 || units > Price.MaxUnits)
            return IntentRefusal.StaleMarket;
        var said = (wish.Price, wish.Quantity);
        wish.Price = Rounding.OnTick(listing, wish.Side, new Price((long)units));
        wish.Quantity = Rounding.OnLot(listing, new Quantity((long)((Int128)wish.Quantity.Units * _settings.StaleSizePermille / 1_000)));
        if (wish.Price.IsNone || wish.Quantity.IsZero)
            return IntentRefusal.TooSmall;
        Audit(new DeskAudit
        {
            Kind = DeskAuditKind.IntentWidened,
            Strategy = slot.Id,
            Listing = wish.Listing,
            Venue = followed.Venue,
            Side = wish.Side,
            Price = wish.Price,
            Quantity = wish.Quantity,
            OtherPrice = said.Price,
            OtherQuantity = said.Quantity,
            TickTime = _tick,
        });
        return IntentRefusal.None;
    }

    private IntentResult Answer(StrategySlot slot, int what, in OrderIntent wish, IntentResult result)
    {
        switch (result.Refusal)
        {
            case IntentRefusal.None:
                slot.Counts.Taken++;
                break;
            case IntentRefusal.Observation:
                slot.Counts.Observed++;
                break;
            default:
                slot.Counts.Refused++;
                break;
        }

        var last = Find(wish.Listing)?.Last ?? default;
        Audit(new DeskAudit
        {
            Kind = result.Refusal switch { IntentRefusal.None => DeskAuditKind.IntentTaken, IntentRefusal.Observation => DeskAuditKind.IntentObserved, _ => DeskAuditKind.IntentRefused },
            Strategy = slot.Id,
            Order = result.Order,
            Listing = wish.Listing,
            Venue = Find(wish.Listing)?.Venue ?? default,
            Side = wish.Side,
            Price = wish.Price,
            Quantity = wish.Quantity,
            Number = what,
            Refusal = result.Refusal,
            Code = (ushort)result.Desk,
            TickTime = _tick,
            OtherPrice = last.BidPrice,
            OtherQuantity = new Quantity(last.AskPrice.Units),
        });
        return result;
    }
}
