using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;

namespace Rialto.Trading.Orders;

/// <summary>From wish to request.</summary>
public sealed partial class DeskOrders<TSink>
{
    /// <summary>Checks a wish for a new order; where nothing speaks against it, reserves its risk and sends it. An order is sent once: what becomes of it is asked, never tried again.</summary>
    /// <returns>False where it was refused, with the reason; also told to the sink.</returns>
    public bool TryPlace(in OrderIntent intent, out DeskOrderId order, out DeskRefusal refusal)
    {
        Enter();
        order = DeskOrderId.None;
        refusal = CheckShape(in intent, out var index, out var venue);
        RiskCheck check = default;
        if (refusal == DeskRefusal.None)
        {
            check = new RiskCheck
            {
                Index = index,
                Strategy = intent.Strategy,
                Side = intent.Side,
                Price = intent.Price.Units,
                Quantity = intent.Quantity.Units,
                Added = intent.Quantity.Units,
                ReduceOnly = intent.ReduceOnly,
                Urgent = intent.Urgent,
                OwnOpposite = OwnOpposite(index, intent.Side),
            };
            refusal = Risk.Check(in check, LiveCount, _input.Now);
        }

        if (refusal == DeskRefusal.None && !_slots.HasRoom)
            refusal = DeskRefusal.OrderTableFull;
        if (refusal == DeskRefusal.None && _fills.IsFull && !MakeRoomForFill())
            refusal = DeskRefusal.FillTableFull;
        if (refusal == DeskRefusal.None)
            order = Place(in intent, index, venue!);
        else
            _sink.OnRefused(in intent, refusal);
        Leave();
        return refusal == DeskRefusal.None;
    }

    private DeskOrderId Place(in OrderIntent intent, int index, VenueDesk venue)
    {
        LastId = new DeskOrderId(LastId.Value + 1);
        var order = new DeskOrder
        {
            Id = LastId,
            CurrentId = LastId,
            Tag = intent.Tag,
            Price = intent.Price,
            Quantity = intent.Quantity,
            ReservedPrice = new Price(intent.Price.IsNone ? Risk.CollarPriceOf(index, intent.Side) : intent.Price.Units),
            Cause = _input.Sequence,
            TickTime = _input.TickTime,
            PlacedTime = _input.Now,
            ExpireTime = intent.ExpireTime,
            Listing = intent.Listing,
            Strategy = intent.Strategy,
            State = DeskOrderState.New,
            Venue = venue.Capabilities.Venue,
            Side = intent.Side,
            Type = intent.Type,
            TimeInForce = intent.TimeInForce,
            Marks = (intent.PostOnly ? DeskOrderMarks.PostOnly : 0) | (intent.ReduceOnly ? DeskOrderMarks.ReduceOnly : 0) | (intent.Urgent ? DeskOrderMarks.Urgent : 0),
        };
        var slot = _slots.Add(in order, index, Portfolio.CellOf(intent.Strategy, index));
        _isUsed[index] = true;
        Step(slot, OrderEvent.Validate);
        Step(slot, OrderEvent.Submit);
        Risk.Take(order.Venue, intent.Strategy, _input.Now);
        Schedule(ref _slots[slot], _options.AckTimeoutMs);
        var request = RequestOf(in _slots[slot], OrderRequestKind.Place, 0);
        request.Price = intent.Price;
        request.Quantity = intent.Quantity;
        request.ExpireTime = intent.ExpireTime;
        request.Flags |= (intent.PostOnly ? OrderRequestFlags.PostOnly : 0) | (intent.ReduceOnly && venue.Capabilities.CanReduceOnly ? OrderRequestFlags.ReduceOnly : 0);
        _sink.OnRequest(in request);
        return order.Id;
    }

    // An order of the other side of a question, the same way, is one of this side the other way, at one less its price: a venue makes or dissolves a pair of both.
    private long OwnOpposite(int index, Side side)
    {
        var own = _slots.BestOwn(index, side == Side.Buy ? Side.Sell : Side.Buy);
        var listing = Portfolio.HoldingAt(index).Listing;
        if (listing.Complement.IsNone || Portfolio.IndexOf(listing.Complement) is not (var other and >= 0) || Portfolio.HoldingAt(other).Listing.PriceScale != listing.PriceScale)
            return own;
        var mirrored = _slots.BestOwn(other, side);
        if (mirrored == 0)
            return own;
        mirrored = Math.Max(1, Amounts.Ten(listing.PriceScale) - mirrored);
        return own == 0 ? mirrored : side == Side.Buy ? Math.Min(own, mirrored) : Math.Max(own, mirrored);
    }

    private DeskRefusal CheckShape(in OrderIntent intent, out int index, out VenueDesk? venue)
    {
        (index, venue) = (Portfolio.IndexOf(intent.Listing), null);
        if (index < 0)
            return DeskRefusal.UnknownListing;
        if (!Portfolio.IsStrategy(intent.Strategy))
            return DeskRefusal.UnknownStrategy;
        if (intent.Kind != OrderIntentKind.Place || intent.Side is not (Side.Buy or Side.Sell) || intent.TimeInForce > TimeInForce.Day || intent.Type > OrderType.StopLimit)
            return DeskRefusal.WrongKind;
        var holding = Portfolio.HoldingAt(index);
        venue = _venues[(int)holding.Listing.Venue]!;
        var refusal = CheckSizes(holding, intent.Price.Units, intent.Quantity.Units, intent.Type == OrderType.Market, intent.ReduceOnly && venue.Capabilities is { CanReduceOnly: true, ReducesBelowNotional: true });
        if (refusal != DeskRefusal.None)
            return refusal;
        if (intent.TimeInForce == TimeInForce.Gtd && intent.ExpireTime <= _input.Now)
            return DeskRefusal.ExpiryPassed;
        if (intent.PostOnly && (intent.Type == OrderType.Market || intent.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok))
            return DeskRefusal.PostOnlyCannotTake;
        return CheckOffered(in intent, venue.Capabilities);
    }

    private static DeskRefusal CheckSizes(Holding holding, long price, long quantity, bool isMarket, bool isSpared)
    {
        var (listing, terms) = (holding.Listing, holding.Traded.Terms);
        if (quantity is <= 0 or > Quantity.MaxUnits)
            return DeskRefusal.QuantityOutOfRange;
        if (isMarket ? price != 0 : price is <= 0 or > Price.MaxUnits)
            return DeskRefusal.PriceOutOfRange;
        if (listing.Tick.Units > 1 && price % listing.Tick.Units != 0)
            return DeskRefusal.PriceOffTick;
        if (listing.Lot.Units > 1 && quantity % listing.Lot.Units != 0)
            return DeskRefusal.QuantityOffLot;
        if (quantity < terms.MinQuantity.Units)
            return DeskRefusal.QuantityTooSmall;
        if ((terms.MaxQuantity.Units != 0 && quantity > terms.MaxQuantity.Units) || (isMarket && terms.MaxMarketQuantity.Units != 0 && quantity > terms.MaxMarketQuantity.Units))
            return DeskRefusal.QuantityTooLarge;
        return !isMarket && !isSpared && terms.MinNotional != 0 && holding.AmountOf(price, quantity, up: false) < Amounts.Of(terms.MinNotional, 8) ? DeskRefusal.NotionalTooSmall : DeskRefusal.None;
    }

    private static DeskRefusal CheckOffered(in OrderIntent intent, VenueCapabilities can)
    {
        if (!can.CanTrade)
            return DeskRefusal.TradingNotOffered;
        if (intent.Type is OrderType.StopLoss or OrderType.StopLimit)
            return DeskRefusal.StopNotOffered;
        if (intent.Type == OrderType.Market && !can.CanMarket)
            return DeskRefusal.MarketNotOffered;
        if (intent.PostOnly && !can.CanPostOnly)
            return DeskRefusal.PostOnlyNotOffered;
        return intent.TimeInForce switch
        {
            TimeInForce.Fok when !can.CanFillOrKill => DeskRefusal.FillOrKillNotOffered,
            TimeInForce.Ioc when !can.CanImmediateOrCancel => DeskRefusal.ImmediateNotOffered,
            TimeInForce.Gtd when !can.CanExpire => DeskRefusal.ExpiryNotOffered,
            _ => DeskRefusal.None,
        };
    }

    // Orders that ended go with their fills, the oldest end first, until there is room; the one that the fill is of stays.
    private bool MakeRoomForFill(int exceptSlot = -1)
    {
        while (_fills.IsFull && _slots.ForgetOldest(exceptSlot))
        {
        }

        return !_fills.IsFull;
    }
}
