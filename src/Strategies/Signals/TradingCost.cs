using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Arbitrage;
using Rialto.Trading.Books;

namespace Rialto.Strategies.Signals;

/// <summary>What it costs to enter a position and to leave it again, in basis points of the mid.</summary>
internal static class TradingCost
{
    /// <summary>The way in and out. The way out is counted as taken: nobody knows whether an order that rests will be filled.</summary>
    /// <param name="terms">Fees; null where they are not known: then nothing is worth its cost.</param>
    /// <param name="listing">Whose.</param>
    /// <param name="best">Two-sided.</param>
    /// <param name="isRested">The way in rests, and has neither half of the spread nor a taker's fee.</param>
    public static double RoundTripBps(TradingTerms? terms, Listing listing, in Bbo best, bool isRested)
    {
        if (terms is null)
            return double.PositiveInfinity;
        var twice = (double)best.BidPrice.Units + best.AskPrice.Units;
        var half = (best.AskPrice.Units - best.BidPrice.Units) / twice * 10_000;
        var taker = Bps(FeeRule.TakerOf(terms), listing, best.AskPrice);
        return isRested ? Bps(FeeRule.MakerOf(terms), listing, best.BidPrice) + taker + half : 2 * (taker + half);
    }

    // The fee of one whole, unrounded: what the venue rounds up is less than a last digit.
    private static double Bps(FeeRule rule, Listing listing, Price price)
    {
        var one = DecimalText.PowerOfTen(listing.QuantityScale);
        return (double)((rule with { FeeScale = DecimalText.MaxScale }).Of(price.Units, listing.PriceScale, one, listing.QuantityScale)) / ((double)price.Units * one) * 10_000;
    }
}
