using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Kalshi;

/// <summary>A page of <c>/markets</c>. The tick goes by bands of price (<c>price_ranges</c>), so a listing has none; prices have up to six decimals and counts two.</summary>
internal static class KalshiListings
{
    private const int PriceDecimals = 6;
    private const int CountDecimals = 2;

    public static DriftKind Decode(ReadOnlySpan<byte> body, ListingTable listings) =>
        ListingText.Decode(body, "markets"u8, FeedVenue.Kalshi, listings, ReadMarket);

    private static ListingTerms ReadMarket(ref FrameScanner scanner)
    {
        var terms = new ListingTerms { Kind = ListingKind.Outcome, Quote = "USD", Tick = "1e-6", Lot = "0.01", PriceScaleAtLeast = PriceDecimals, QuantityScaleAtLeast = CountDecimals };
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("ticker"u8))
                terms.VenueSymbol = ListingText.Take(ref scanner);
            else if (name.SequenceEqual("status"u8))
            {
                terms.Status = ListingText.Take(ref scanner) switch
                {
                    "active" => ListingStatus.Open,
                    "initialized" => ListingStatus.Announced,
                    "inactive" => ListingStatus.Halted,
                    "closed" or "determined" or "disputed" or "amended" or "finalized" => ListingStatus.Closed,
                    _ => ListingStatus.Unknown,
                };
            }
            else
                scanner.Skip();
        }

        return terms;
    }
}
