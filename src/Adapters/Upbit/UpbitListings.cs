using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Upbit;

/// <summary>
/// The answer of <c>/v1/market/all</c>, of Upbit and of Bithumb: <c>[{"market":"KRW-BTC",..}]</c>, the quote first. It names neither ticks, which go by bands of price, nor lots:
/// prices and quantities have eight decimals. The least total of an order is not in it either, but in the venues' documents, by quote.
/// </summary>
internal static class UpbitListings
{
    public static DriftKind Decode(ReadOnlySpan<byte> body, FeedVenue venue, ListingTable listings) =>
        ListingText.DecodeArray(body, venue, listings, (ref FrameScanner scanner) => ReadMarket(ref scanner, venue));

    private static ListingTerms ReadMarket(ref FrameScanner scanner, FeedVenue venue)
    {
        var terms = new ListingTerms { Kind = ListingKind.Spot, Status = ListingStatus.Open };
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("market"u8))
                terms.VenueSymbol = ListingText.Take(ref scanner);
            else
                scanner.Skip();
        }

        var dash = terms.VenueSymbol.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0)
            (terms.Quote, terms.Base) = (terms.VenueSymbol[..dash], terms.VenueSymbol[(dash + 1)..]);
        else
            scanner.Fail();
        terms.Limits.MinNotional = LeastTotal(terms.Quote, venue);
        return terms;
    }

    // Of orders/chance (private, market.bid.min_total) and the venues' guides: 5,000 won at both; of Bithumb's market in BTC nothing is known.
    private static string LeastTotal(string quote, FeedVenue venue) => quote switch
    {
        "KRW" => "5000",
        "BTC" when venue == FeedVenue.Upbit => "0.00005",
        "USDT" when venue == FeedVenue.Upbit => "0.5",
        _ => "",
    };
}
