using Rialto.Model.Orders;
using Rialto.Venue.Books;

namespace Rialto.Venue.Baskets;

/// <summary>What the legs of a basket ask for: as given, by weight, or the share that can be had (baskets.md, section 2).</summary>
internal static class BasketQuantities
{
    /// <summary>Arrival prices, and the quantities that are asked for.</summary>
    /// <param name="wish">The basket.</param>
    /// <param name="legs">Its legs.</param>
    /// <param name="at">The leg that gave the reason; below zero where it was none.</param>
    public static RejectReason Fix(in BasketWish wish, Span<LegAtWork> legs, out int at)
    {
        at = -1;
        foreach (ref var leg in legs)
        {
            leg.Arrival = leg.Book.MiddleOrReference;
            leg.Asked = leg.Quantity = leg.Leg.Asked;
        }

        if (!wish.Terms.Weights)
            return RejectReason.None;
        var whole = 0L;
        foreach (ref var leg in legs)
            whole += leg.Leg.Asked;
        if (whole != BasketTerms.WholePpm)
            return RejectReason.BasketWeightInvalid;
        for (at = 0; at < legs.Length; at++)
        {
            ref var leg = ref legs[at];
            if (MoneyOf(leg.Book) != MoneyOf(legs[0].Book))
                return RejectReason.BasketMoneyMixed;
            if (leg.Arrival == 0)
                return RejectReason.NoReferencePrice;
            leg.Asked = leg.Quantity = QuantityOf(leg.Book, WorthOf(leg), (long)((Int128)wish.Total * leg.Leg.Asked / BasketTerms.WholePpm));
        }

        at = -1;
        return RejectReason.None;
    }

    /// <summary>All legs are reduced to the share that the thinnest can have of itself; false where one would get nothing.</summary>
    public static bool TryShare(Span<LegAtWork> legs)
    {
        var thinnest = 0;
        for (var i = 1; i < legs.Length; i++)
            if ((Int128)legs[i].Available * legs[thinnest].Asked < (Int128)legs[thinnest].Available * legs[i].Asked)
                thinnest = i;
        var (available, asked) = (legs[thinnest].Available, legs[thinnest].Asked);
        var isPossible = true;
        foreach (ref var leg in legs)
        {
            var part = (long)((Int128)leg.Asked * available / asked);
            leg.Quantity = part - part % leg.Book.Lot.Divisor;
            isPossible &= leg.Quantity != 0;
        }

        return isPossible;
    }

    /// <summary>The price at which a leg's share becomes a quantity. A purchase is never worth less than what it pays at the touch; one with a limit not less than the most it may pay.</summary>
    private static long WorthOf(in LegAtWork leg) =>
        leg.Leg.Side == Side.Sell ? leg.Arrival
        : leg.Leg.Limit > 0 ? leg.Leg.Limit
        : Math.Max(leg.Arrival, leg.Book.Asks.IsEmpty ? 0 : leg.Book.Asks.BestPrice);

    /// <summary>What an instrument counts money in.</summary>
    private static (byte Scale, int Asset) MoneyOf(Book book) =>
        (book.Definition.MoneyScale, book.Contract?.Terms.Asset.Value ?? book.Definition.QuoteAsset.Value);

    /// <summary>The most whole lots that are worth no more than some money at a price. Products beyond 128 bits are the largest number: then no quantity is, or every one.</summary>
    private static long QuantityOf(Book book, long price, long money)
    {
        var lot = (UInt128)book.Lot.Divisor;
        var one = Product(Product(lot * (UInt128)price, book.Amounts.UnitsPerProduct), (UInt128)(book.Contract?.Terms.Multiplier ?? 1));
        var lots = Product((UInt128)money, book.Amounts.ProductsPerUnit) / one;
        return (long)UInt128.Min(Product(lots, lot), long.MaxValue);
    }

    private static UInt128 Product(UInt128 a, UInt128 b) => a > UInt128.MaxValue / b ? UInt128.MaxValue : a * b;
}
