using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Statistical;

/// <summary>What a strategy holds that its venue would take an order for.</summary>
internal static class Holding
{
    /// <summary>What is held of a listing, in its units, long positive; zero where it is less than the smallest order: that can neither be closed nor is it a side of the spread.</summary>
    public static long Of(StrategyContext desk, int place)
    {
        var held = desk.Position(desk.Listings[place]);
        return held != 0 && Math.Abs((double)held) >= LeastOf(desk.ListingOf(desk.Listings[place]), desk.TermsOf(desk.Listings[place]), SpreadModel.MidOf(desk, place)) ? held : 0;
    }

    /// <summary>What one unit of quantity is in the base currency.</summary>
    public static double BaseOf(Listing listing) =>
        (listing.ContractSize == 0 ? 1.0 : listing.ContractSize / (double)DecimalText.PowerOfTen(listing.ContractScale)) / DecimalText.PowerOfTen(listing.QuantityScale);

    /// <summary>The smallest order in the listing's units: by lot, quantity, and notional at this price.</summary>
    public static double LeastOf(Listing listing, TradingTerms? terms, double price)
    {
        double least = Math.Max(Math.Max(1, listing.Lot.Units), terms?.MinQuantity.Units ?? 0);
        var worth = price * BaseOf(listing);
        return terms is { MinNotional: > 0 } && worth > 0 ? Math.Max(least, terms.MinNotional / (double)TradingTerms.One / worth) : least;
    }
}
