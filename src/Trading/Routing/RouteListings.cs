using Rialto.Model.Feeds;
using Rialto.Trading.Currencies;
using Rialto.Trading.Strategy;

namespace Rialto.Trading.Routing;

/// <summary>What a strategy's listings are to a route: venues of one thing, and pairs that are rates between the currencies it trades in. Cold.</summary>
internal static class RouteListings
{
    /// <summary>The venues, in the order of the listings, at the finest of their scales.</summary>
    /// <exception cref="ArgumentException">Listings that do not go together.</exception>
    public static RouteMarket[] MarketsOf(StrategyContext desk, out RouteScales scales)
    {
        var all = desk.Listings.ToArray();
        var first = desk.ListingOf(all[0]);
        var venues = new List<Listing>();
        var pairs = new List<Listing>();
        foreach (var id in all)
        {
            var listing = desk.ListingOf(id);
            if (ThingOf(listing) == ThingOf(first))
                venues.Add(listing);
            else if (listing.Kind is ListingKind.Spot or ListingKind.Unknown && listing.ContractSize == 0)
                pairs.Add(listing);
            else
                throw new ArgumentException($"{listing.VenueSymbol} is not what {first.VenueSymbol} is, and no pair of currencies.");
        }

        var found = scales = new RouteScales(venues.Max(listing => listing.Quote == first.Quote ? listing.PriceScale : 0), venues.Max(listing => listing.QuantityScale));
        return [.. venues.Select(listing => new RouteMarket(
            listing, desk.TermsOf(listing.Id) ?? throw new ArgumentException($"The terms of {listing.VenueSymbol} are not known."), in found, RateOf(listing, first.Quote, pairs)))];
    }

    // BTC-USDT and BTC-USDC are one thing in two currencies; BTC-USDT.PERP is another, and so is a contract of another size.
    private static (string Base, string Suffix, long Size, int Scale, string Unit) ThingOf(Listing listing)
    {
        var dash = listing.Symbol.IndexOf('-', StringComparison.Ordinal);
        var point = listing.Symbol.IndexOf('.', StringComparison.Ordinal);
        return (dash < 0 ? listing.Symbol : listing.Symbol[..dash], point < 0 ? "" : listing.Symbol[point..], listing.ContractSize, listing.ContractScale, listing.ContractUnit);
    }

    private static CurrencyLeg? RateOf(Listing listing, string currency, List<Listing> pairs)
    {
        if (listing.Quote == currency)
            return null;
        foreach (var pair in pairs)
        {
            var own = ThingOf(pair).Base;
            if (own == currency && pair.Quote == listing.Quote)
                return new CurrencyLeg(pair.Id, LegDirection.QuoteToBase);
            if (own == listing.Quote && pair.Quote == currency)
                return new CurrencyLeg(pair.Id, LegDirection.BaseToQuote);
        }

        throw new ArgumentException($"{listing.VenueSymbol} is in {listing.Quote}, and no listing of the strategy is a pair of {listing.Quote} and {currency}.");
    }
}
