using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Legs;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Arbitrage;

/// <summary>Decimals of parameters as the integers that orders are made of, and a leg's prices from its limit.</summary>
internal static class Rates
{
    private const int AmountScale = 8;

    /// <summary>Basis points as a rate in 10^-8.</summary>
    public static long OfBps(decimal bps) => (long)(bps * (TradingTerms.One / 10_000));

    /// <summary>An amount at a scale, what is finer than 10^-8 or than the scale cut off.</summary>
    public static Int128 ToUnits(decimal amount, int scale)
    {
        Int128 units = (long)(amount * DecimalText.PowerOfTen(AmountScale));
        for (; scale > AmountScale; scale--)
            units *= 10;
        for (; scale < AmountScale; scale++)
            units /= 10;
        return units;
    }

    /// <summary>An amount at a scale in 10^-8, towards zero, within 64 bits.</summary>
    public static long ToCents(Int128 amount, int scale)
    {
        for (; scale > AmountScale; scale--)
            amount /= 10;
        for (; scale < AmountScale; scale++)
            amount *= 10;
        return (long)Int128.Clamp(amount, long.MinValue, long.MaxValue);
    }

    /// <summary>A leg whose worst and back prices are so far from its limit at most, in 10^-8: on the tick, and rounded towards the limit.</summary>
    public static Leg LegOf(Listing listing, Side side, long perSet, Price limit, long chaseRate, long backRate)
    {
        var other = side == Side.Buy ? Side.Sell : Side.Buy;
        var (worst, back) = side == Side.Buy ? (Away(limit, chaseRate), Away(limit, -backRate)) : (Away(limit, -chaseRate), Away(limit, backRate));
        return new Leg(listing.Id, side, perSet, limit, Rounding.OnTick(listing, side, worst), Rounding.OnTick(listing, other, back));
    }

    /// <summary>Levels of a book as orders can take them: each price through the market onto the tick, worse for whoever takes; levels that no tick reaches are left out.</summary>
    /// <param name="listing">Whose book, at its scales.</param>
    /// <param name="side">Which way it is taken.</param>
    /// <param name="levels">The best first; changed.</param>
    /// <returns>How many are left.</returns>
    public static int OntoTick(Listing listing, Side side, Span<DepthLevel> levels)
    {
        for (var i = 0; i < levels.Length; i++)
        {
            var (raw, price) = (levels[i].Price, Rounding.ThroughTick(listing, side, new Price(levels[i].Price)).Units);
            if (price == 0 || (side == Side.Buy ? price < raw : price > raw))
                return i;
            levels[i] = levels[i] with { Price = price };
        }

        return levels.Length;
    }

    // Never less than one unit: what has no price is no price.
    private static Price Away(Price price, long rate) => new((long)Int128.Clamp((Int128)price.Units * (TradingTerms.One + rate) / TradingTerms.One, 1, Price.MaxUnits));
}
