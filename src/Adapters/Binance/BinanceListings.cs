using System.Globalization;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Binance;

/// <summary>
/// The answer of <c>exchangeInfo</c>, spot and futures: steps come from the filters, never from the precisions, which are only display. Limits too: <c>LOT_SIZE</c>, of market orders the most by
/// <c>MARKET_LOT_SIZE</c>, <c>NOTIONAL</c> or <c>MIN_NOTIONAL</c>.
/// </summary>
internal static class BinanceListings
{
    // Lots were a thousand times finer once, at most, where orders of then still rest.
    private const int DecimalsBeyondLotMax = 3;

    public static DriftKind Decode(ReadOnlySpan<byte> body, FeedVenue venue, ListingTable listings) =>
        ListingText.Decode(body, "symbols"u8, venue, listings, (ref FrameScanner scanner) => ReadSymbol(ref scanner, venue));

    private static ListingTerms ReadSymbol(ref FrameScanner scanner, FeedVenue venue)
    {
        var terms = new ListingTerms { Kind = ListingKind.Spot, QuantityDecimalsBeyondLotMax = DecimalsBeyondLotMax };
        long delivery = 0;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("symbol"u8))
                terms.VenueSymbol = ListingText.Take(ref scanner);
            else if (name.SequenceEqual("baseAsset"u8))
                terms.Base = ListingText.Take(ref scanner);
            else if (name.SequenceEqual("quoteAsset"u8))
                terms.Quote = ListingText.Take(ref scanner);
            else if (name.SequenceEqual("status"u8) || name.SequenceEqual("contractStatus"u8))
                terms.Status = StatusOf(ListingText.Take(ref scanner));
            else if (name.SequenceEqual("contractType"u8))
                terms.Kind = ListingText.Take(ref scanner).Contains("PERPETUAL", StringComparison.Ordinal) ? ListingKind.Perpetual : ListingKind.Future;
            else if (name.SequenceEqual("deliveryDate"u8))
                scanner.Integer(out delivery);
            else if (name.SequenceEqual("contractSize"u8))
            {
                scanner.Integer(out var size);
                terms.ContractSize = size.ToString(CultureInfo.InvariantCulture);
            }
            else if (name.SequenceEqual("baseAssetPrecision"u8) && venue is FeedVenue.BinanceSpot or FeedVenue.Rialto)
            {
                scanner.Integer(out var precision);
                terms.QuantityScaleAtLeast = (int)Math.Clamp(precision, 0, 18);
            }
            else if (name.SequenceEqual("filters"u8))
                ReadFilters(ref scanner, terms);
            else
                scanner.Skip();
        }

        if (terms.Kind == ListingKind.Future && delivery is > 0 and < 253_402_300_800_000)
            terms.Expiry = DateOnly.FromDateTime(DateTime.UnixEpoch.AddMilliseconds(delivery));
        if (terms.ContractSize.Length > 0)
            terms.ContractUnit = venue == FeedVenue.BinanceCoinM ? terms.Quote : terms.Base;
        return terms;
    }

    private static void ReadFilters(ref FrameScanner scanner, ListingTerms terms)
    {
        scanner.Array();
        while (scanner.NextItem())
        {
            string kind = "", step = "", least = "", greatest = "", notional = "";
            scanner.Object();
            while (scanner.NextName(out var name))
            {
                if (name.SequenceEqual("filterType"u8))
                    kind = ListingText.Take(ref scanner);
                else if (name.SequenceEqual("tickSize"u8) || name.SequenceEqual("stepSize"u8))
                    step = ListingText.Take(ref scanner);
                else if (name.SequenceEqual("minQty"u8))
                    least = ListingText.Amount(ref scanner);
                else if (name.SequenceEqual("maxQty"u8))
                    greatest = ListingText.Amount(ref scanner);

                // Spot and futures have two words for it.
                else if (name.SequenceEqual("minNotional"u8) || name.SequenceEqual("notional"u8))
                    notional = ListingText.Amount(ref scanner);
                else
                    scanner.Skip();
            }

            switch (kind)
            {
                case "PRICE_FILTER":
                    terms.Tick = step;
                    break;
                case "LOT_SIZE":
                    (terms.Lot, terms.Limits.MinQuantity, terms.Limits.MaxQuantity) = (step, least, greatest);
                    break;
                case "MARKET_LOT_SIZE":
                    terms.Limits.MaxMarketQuantity = greatest;
                    break;

                // The name of NOTIONAL before 2022, and of futures to this day.
                case "MIN_NOTIONAL" or "NOTIONAL":
                    terms.Limits.MinNotional = notional;
                    break;
            }
        }
    }

    private static ListingStatus StatusOf(string word) => word switch
    {
        "TRADING" => ListingStatus.Open,
        "HALT" or "BREAK" or "CANCEL_ONLY" or "AUCTION_MATCH" => ListingStatus.Halted,
        "PRE_TRADING" or "PENDING_TRADING" => ListingStatus.Announced,
        "END_OF_DAY" or "POST_TRADING" or "PRE_DELIVERING" or "DELIVERING" or "DELIVERED" or "PRE_SETTLE" or "SETTLING" or "CLOSE" => ListingStatus.Closed,
        _ => ListingStatus.Unknown,
    };
}
