using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Trading.Strategy;

/// <summary>
/// The one way from a model's numbers to prices and quantities: prices round away from the market (a buy down, a sell up: never better for the other side than the model said), of what
/// takes from a book through it (<see cref="ThroughTick"/>), quantities round down. A number that cannot be one gives none.
/// </summary>
public static class Rounding
{
    // A double counts every whole number up to 2^53; a price or quantity beyond it would be rounded twice.
    private const double WholeMax = 9_007_199_254_740_992;

    /// <summary>A price in the listing's units from units of the model, rounded onto the tick: down for a buy, up for a sell.</summary>
    /// <param name="listing">Whose tick.</param>
    /// <param name="side">Which way it rounds.</param>
    /// <param name="units">In the listing's price units, fractions and all.</param>
    /// <returns>None where it is not a positive number below 2^53.</returns>
    public static Price ToPrice(Listing listing, Side side, double units)
    {
        ArgumentNullException.ThrowIfNull(listing);
        if (!(units > 0 && units < WholeMax))
            return Price.None;
        var tick = Math.Max(1, listing.Tick.Units);
        var whole = (long)units;
        if (side == Side.Sell && whole < units)
            whole++;
        return OnTick(side, whole, tick);
    }

    /// <summary>A price onto the tick: down for a buy, up for a sell.</summary>
    /// <returns>None where nothing positive is left.</returns>
    public static Price OnTick(Listing listing, Side side, Price price)
    {
        ArgumentNullException.ThrowIfNull(listing);
        return price.Units <= 0 ? Price.None : OnTick(side, price.Units, Math.Max(1, listing.Tick.Units));
    }

    /// <summary>
    /// The price of an order that takes what a book shows, onto the tick through the market: up for a buy, down for a sell, so that it still reaches it where the book has prices between the ticks. A
    /// tick at least, of an outcome a tick below one at most: what such a price does not reach, no order takes.
    /// </summary>
    /// <returns>None where the price is not positive.</returns>
    public static Price ThroughTick(Listing listing, Side side, Price price)
    {
        ArgumentNullException.ThrowIfNull(listing);
        if (price.Units <= 0)
            return Price.None;
        var tick = Math.Max(1, listing.Tick.Units);
        var below = price.Units - price.Units % tick;
        var through = side == Side.Buy && below < price.Units ? below + tick : Math.Max(tick, below);
        return new Price(listing.Kind == ListingKind.Outcome ? Math.Min(through, Math.Max(tick, (DecimalText.PowerOfTen(listing.PriceScale) - 1) / tick * tick)) : through);
    }

    /// <summary>A quantity in the listing's units from units of the model, rounded down to the lot.</summary>
    /// <returns>Zero where it is not a positive number below 2^53.</returns>
    public static Quantity ToQuantity(Listing listing, double units)
    {
        ArgumentNullException.ThrowIfNull(listing);
        return units > 0 && units < WholeMax ? OnLot(listing, new Quantity((long)units)) : Quantity.Zero;
    }

    /// <summary>A quantity in the listing's units from an exact amount of what the listing counts (base, or contracts), rounded down to the lot.</summary>
    /// <returns>Zero where it is not positive or does not fit.</returns>
    public static Quantity ToQuantity(Listing listing, decimal amount)
    {
        ArgumentNullException.ThrowIfNull(listing);
        if (amount <= 0 || amount >= (decimal)WholeMax)
            return Quantity.Zero;
        decimal scale = DecimalText.PowerOfTen(listing.QuantityScale);
        return amount > long.MaxValue / scale ? Quantity.Zero : OnLot(listing, new Quantity((long)(amount * scale)));
    }

    /// <summary>A quantity down to the lot.</summary>
    public static Quantity OnLot(Listing listing, Quantity quantity)
    {
        ArgumentNullException.ThrowIfNull(listing);
        return quantity.Units <= 0 ? Quantity.Zero : new Quantity(quantity.Units - quantity.Units % Math.Max(1, listing.Lot.Units));
    }

    private static Price OnTick(Side side, long units, long tick)
    {
        var below = units - units % tick;
        return new Price(side == Side.Sell && below < units ? below + tick : below);
    }
}
