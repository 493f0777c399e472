using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Trading.Books;

namespace Rialto.Backtest.Venues;

/// <summary>What a venue refuses an order for before it looks at the book or at money, in this order; none where it takes it.</summary>
internal static class OrderChecks
{
    /// <summary>Whether such orders are traded there at all.</summary>
    public static VenueReason Offered(in OrderRequest request, VenueCapabilities can) =>
        !can.CanTrade
        || request.Type is not (OrderType.Limit or OrderType.Market)
        || (request.Type == OrderType.Market && !can.CanMarket)
        || ((request.Flags & OrderRequestFlags.PostOnly) != 0 && !can.CanPostOnly)
        || ((request.Flags & OrderRequestFlags.ReduceOnly) != 0 && !can.CanReduceOnly)
        || (request.TimeInForce == TimeInForce.Fok && !can.CanFillOrKill)
        || (request.TimeInForce == TimeInForce.Ioc && !can.CanImmediateOrCancel)
        || (request.TimeInForce == TimeInForce.Gtd && !can.CanExpire)
            ? VenueReason.NotOffered
            : VenueReason.None;

    /// <summary>Whether price and quantity are on the grid and within bounds.</summary>
    /// <param name="market">Where.</param>
    /// <param name="type">Limit or market.</param>
    /// <param name="price">Zero for none.</param>
    /// <param name="quantity">How much.</param>
    /// <param name="isSpared">It only reduces, and the venue takes such an order whatever it is worth.</param>
    public static VenueReason Sized(SimulatedMarket market, OrderType type, long price, long quantity, bool isSpared)
    {
        var (listing, terms) = (market.Listing, market.Terms);
        if (quantity <= 0 || quantity < terms.MinQuantity.Units)
            return VenueReason.TooSmall;
        if ((terms.MaxQuantity.Units > 0 && quantity > terms.MaxQuantity.Units) || (type == OrderType.Market && terms.MaxMarketQuantity.Units > 0 && quantity > terms.MaxMarketQuantity.Units))
            return VenueReason.TooLarge;
        if (listing.Lot.Units > 0 && quantity % listing.Lot.Units != 0)
            return VenueReason.WrongStep;
        if (type == OrderType.Limit)
        {
            if (price <= 0 || (listing.Tick.Units > 0 && price % listing.Tick.Units != 0))
                return VenueReason.WrongStep;
            if (market.IsOutcome && price >= (long)Accounts.Amounts.PowerOfTen(listing.PriceScale))
                return VenueReason.PriceOutOfBand;
        }

        // A market order is worth what the mark says; where there is none it has nobody to trade with either.
        var at = type == OrderType.Limit ? price : market.MarkPrice;
        var worth = Accounts.Amounts.Notional(listing, at, quantity, isUp: false);
        return terms.MinNotional > 0 && !isSpared && at != 0 && worth < Accounts.Amounts.Of(terms.MinNotional, 8, isUp: false) ? VenueReason.TooSmall : VenueReason.None;
    }

    /// <summary>Whether the market takes orders now. A book that may not be believed is one that we cannot pretend to trade in.</summary>
    public static VenueReason Open(SimulatedMarket market) =>
        market.IsSettled || market.Listing.Status != ListingStatus.Open ? VenueReason.MarketClosed
        : market.Book.State != BookTrust.Trusted ? VenueReason.VenueBusy
        : VenueReason.None;

    /// <summary>What the answer means for the desk.</summary>
    public static FailureClass ClassOf(VenueReason reason) => reason is VenueReason.VenueBusy or VenueReason.TooManyOrders ? FailureClass.Retry : FailureClass.Reject;

    /// <summary>Sum of price times quantity over levels, rounded up.</summary>
    public static Int128 CostOf(SimulatedMarket market, List<DepthLevel> levels)
    {
        Int128 cost = 0;
        foreach (var level in levels)
            cost += market.CoverOf(Side.Buy, level.Price, level.Quantity);
        return cost;
    }
}
