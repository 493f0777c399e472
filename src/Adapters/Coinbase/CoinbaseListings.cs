using System.Text;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Coinbase;

/// <summary>The answers of <c>/products</c> (Exchange: an array) and <c>/api/v3/brokerage/market/products</c> (Advanced Trade: under <c>products</c>). Spot only.</summary>
internal static class CoinbaseListings
{
    public static DriftKind Decode(ReadOnlySpan<byte> body, FeedVenue venue, ListingTable listings) =>
        ListingText.IsArray(body) ? ListingText.DecodeArray(body, venue, listings, ReadProduct) : ListingText.Decode(body, "products"u8, venue, listings, ReadProduct);

    private static ListingTerms ReadProduct(ref FrameScanner scanner)
    {
        var terms = new ListingTerms { Kind = ListingKind.Spot };
        var isStopped = false;
        string quoteStep = "", priceStep = "";
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            switch (Encoding.UTF8.GetString(name))
            {
                case "id" or "product_id":
                    terms.VenueSymbol = ListingText.Take(ref scanner);
                    break;
                case "base_currency" or "base_currency_id":
                    terms.Base = ListingText.Take(ref scanner);
                    break;
                case "quote_currency" or "quote_currency_id":
                    terms.Quote = ListingText.Take(ref scanner);
                    break;
                case "quote_increment":
                    quoteStep = ListingText.Take(ref scanner);
                    break;
                case "price_increment":
                    priceStep = ListingText.Take(ref scanner);
                    break;
                case "base_increment":
                    terms.Lot = ListingText.Take(ref scanner);
                    break;
                case "base_min_size":
                    terms.Limits.MinQuantity = ListingText.Amount(ref scanner);
                    break;
                case "base_max_size":
                    terms.Limits.MaxQuantity = ListingText.Amount(ref scanner);
                    break;
                case "quote_min_size" or "min_market_funds":
                    terms.Limits.MinNotional = ListingText.Amount(ref scanner);
                    break;
                case "status":
                    terms.Status = ListingText.Take(ref scanner) switch
                    {
                        "online" => ListingStatus.Open,
                        "offline" or "internal" => ListingStatus.Halted,
                        "delisted" => ListingStatus.Closed,
                        _ => ListingStatus.Unknown,
                    };
                    break;
                case "trading_disabled" or "cancel_only" or "is_disabled":
                    scanner.Boolean(out var stops);
                    isStopped |= stops;
                    break;
                case "product_type":
                    terms.IsLeftOut |= ListingText.Take(ref scanner) != "SPOT";
                    break;
                case "alias":
                    // BTC-USDC is the book of BTC-USD, and its data carry that name.
                    terms.IsLeftOut |= ListingText.Take(ref scanner).Length > 0;
                    break;
                default:
                    scanner.Skip();
                    break;
            }
        }

        terms.Tick = priceStep.Length > 0 ? priceStep : quoteStep;
        if (isStopped && terms.Status == ListingStatus.Open)
            terms.Status = ListingStatus.Halted;
        return terms;
    }
}
