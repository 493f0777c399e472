using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Upbit;

/// <summary>
/// The answer of <c>/v1/market/all</c>, of Upbit and of Bithumb: <c>[{"market":"KRW-BTC",..}]</c>, the quote first. It names neither ticks, which go by bands of price, nor lots:
/// prices and quantities have eight decimals.
/// </summary>
internal static class UpbitListings
{
    public static DriftKind Decode(ReadOnlySpan<byte> body, FeedVenue venue, ListingTable listings) => ListingText.DecodeArray(body, venue, listings, ReadMarket);

    private static ListingTerms ReadMarket(ref FrameScanner scanner)
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
        return terms;
    }
}
