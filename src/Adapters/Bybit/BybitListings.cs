using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Bybit;

/// <summary>The answer of <c>/v5/market/instruments-info</c>, one for each category; one of another category is no list of this venue.</summary>
internal static class BybitListings
{
    public static DriftKind Decode(ReadOnlySpan<byte> body, FeedVenue venue, ListingTable listings)
    {
        var scanner = new FrameScanner(body);
        int resultAt = -1, listAt = -1;
        var isOurs = false;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("result"u8))
                resultAt = scanner.Position;
            scanner.Skip();
        }

        if (!scanner.IsWhole || resultAt < 0)
            return DriftKind.BrokenFrame;
        var result = scanner.At(resultAt);
        result.Object();
        while (result.NextName(out var name))
        {
            if (name.SequenceEqual("category"u8))
            {
                result.Text(out var category);
                isOurs = category.SequenceEqual(venue == FeedVenue.BybitSpot ? "spot"u8 : venue == FeedVenue.BybitLinear ? "linear"u8 : "inverse"u8);
                continue;
            }

            if (name.SequenceEqual("list"u8))
                listAt = result.Position;
            result.Skip();
        }

        if (result.HasFailed || listAt < 0)
            return DriftKind.BrokenFrame;
        if (!isOurs)
            return DriftKind.UnknownWord;
        var list = scanner.At(listAt);
        list.Skip();
        return ListingText.DecodeArray(list.Since(listAt), venue, listings, (ref FrameScanner item) => ReadInstrument(ref item, venue));
    }

    private static ListingTerms ReadInstrument(ref FrameScanner scanner, FeedVenue venue)
    {
        var terms = new ListingTerms { Kind = venue == FeedVenue.BybitSpot ? ListingKind.Spot : ListingKind.Unknown };
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("symbol"u8))
                terms.VenueSymbol = ListingText.Take(ref scanner);
            else if (name.SequenceEqual("baseCoin"u8))
                terms.Base = ListingText.Take(ref scanner);
            else if (name.SequenceEqual("quoteCoin"u8))
                terms.Quote = ListingText.Take(ref scanner);
            else if (name.SequenceEqual("contractType"u8))
            {
                terms.Kind = ListingText.Take(ref scanner) switch
                {
                    "LinearPerpetual" or "InversePerpetual" => ListingKind.Perpetual,
                    "LinearFutures" or "InverseFutures" => ListingKind.Future,
                    _ => ListingKind.Unknown,
                };
            }
            else if (name.SequenceEqual("deliveryTime"u8))
            {
                scanner.Integer(out var delivery);
                if (delivery is > 0 and < 253_402_300_800_000)
                    terms.Expiry = DateOnly.FromDateTime(DateTime.UnixEpoch.AddMilliseconds(delivery));
            }
            else if (name.SequenceEqual("status"u8))
            {
                terms.Status = ListingText.Take(ref scanner) switch
                {
                    "Trading" => ListingStatus.Open,
                    "PreLaunch" => ListingStatus.Announced,
                    "Delivering" or "Closed" => ListingStatus.Closed,
                    _ => ListingStatus.Unknown,
                };
            }
            else if (name.SequenceEqual("priceFilter"u8))
                ReadPrices(ref scanner, terms);
            else if (name.SequenceEqual("lotSizeFilter"u8))
                ReadSizes(ref scanner, terms);
            else
                scanner.Skip();
        }

        // One contract is one dollar, settled in the coin: what it is worth is its quantity.
        if (venue == FeedVenue.BybitInverse)
            (terms.ContractSize, terms.ContractUnit, terms.Limits.MinNotional) = ("1", terms.Quote, "");
        return terms;
    }

    private static void ReadPrices(ref FrameScanner scanner, ListingTerms terms)
    {
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("tickSize"u8))
                terms.Tick = ListingText.Take(ref scanner);
            else
                scanner.Skip();
        }
    }

    // Spot and contracts have two words for most of it. What spot calls maxOrderQty is old and the same as its maxLimitOrderQty.
    private static void ReadSizes(ref FrameScanner scanner, ListingTerms terms)
    {
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            switch (System.Text.Encoding.UTF8.GetString(name))
            {
                case "qtyStep" or "basePrecision":
                    terms.Lot = ListingText.Take(ref scanner);
                    break;
                case "minOrderQty":
                    terms.Limits.MinQuantity = ListingText.Amount(ref scanner);
                    break;
                case "maxOrderQty" when terms.Limits.MaxQuantity.Length == 0:
                    terms.Limits.MaxQuantity = ListingText.Amount(ref scanner);
                    break;
                case "maxLimitOrderQty":
                    terms.Limits.MaxQuantity = ListingText.Amount(ref scanner);
                    break;
                case "maxMktOrderQty" or "maxMarketOrderQty":
                    terms.Limits.MaxMarketQuantity = ListingText.Amount(ref scanner);
                    break;
                case "minNotionalValue" or "minOrderAmt":
                    terms.Limits.MinNotional = ListingText.Amount(ref scanner);
                    break;
                default:
                    scanner.Skip();
                    break;
            }
        }
    }
}
