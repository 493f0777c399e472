using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Adapters.Polymarket;

/// <summary>
/// What an order gives and wants, both in 10^-6. Sizes have two decimals and prices those of the tick, so that of an order that may rest both are exact. What must trade at once is counted otherwise: a purchase
/// is so much money, in whole cents, and a sale's proceeds have four decimals; what that leaves over is rounded so that the limit is kept as the venue reads it. No state.
/// </summary>
internal static class PolymarketAmounts
{
    private const int AmountScale = 6;
    private const long SizeStep = 10_000;
    private const long CentStep = 10_000;
    private const long FineStep = 100;

    /// <summary>Why the order cannot be written; <see cref="VenueReason.None"/> where it can.</summary>
    public static VenueReason Of(in OrderRequest request, Listing listing, out long gives, out long wants)
    {
        (gives, wants) = (0, 0);
        var one = DecimalText.PowerOfTen(listing.PriceScale);
        var tick = listing.Tick.Units;
        var price = request.Price.Units;

        // 0.1, 0.01, 0.005, 0.0025, 0.001 or 0.0001: any other rule is not known.
        if (tick <= 0 || !(tick * 10 == one || tick * 100 == one || tick * 200 == one || tick * 400 == one || tick * 1_000 == one || tick * 10_000 == one))
            return VenueReason.NotOffered;
        if (price % tick != 0)
            return VenueReason.WrongStep;
        if (price < tick || price > one - tick)
            return VenueReason.PriceOutOfBand;
        if (!TryScale(request.Quantity.Units, listing.QuantityScale, out var size) || size % SizeStep != 0)
            return VenueReason.WrongStep;
        var exact = size * price;
        if (exact % one != 0)
            return VenueReason.WrongStep;
        var money = exact / one;
        if (request.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok)
        {
            money -= money % (request.Side == Side.Buy ? CentStep : FineStep);
            if (request.Side == Side.Buy)
            {
                // Rounded down: rounded up, the venue would read a price below the limit, at which nobody sells.
                size = money * one / price;
                size -= size % FineStep;
            }
        }

        if (money <= 0 || size <= 0)
            return VenueReason.TooSmall;
        if (money > long.MaxValue || size > long.MaxValue)
            return VenueReason.TooLarge;
        (gives, wants) = request.Side == Side.Buy ? ((long)money, (long)size) : ((long)size, (long)money);
        return VenueReason.None;
    }

    private static bool TryScale(long units, int scale, out Int128 amount)
    {
        if (scale <= AmountScale)
        {
            amount = (Int128)units * DecimalText.PowerOfTen(AmountScale - scale);
            return true;
        }

        var by = DecimalText.PowerOfTen(scale - AmountScale);
        amount = units / by;
        return units % by == 0;
    }
}
