using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Kraken;

/// <summary>The answer of <c>/0/public/AssetPairs</c>. Its <c>wsname</c> is the symbol of WebSocket v1; v2 says BTC and DOGE for XBT and XDG.</summary>
internal static class KrakenListings
{
    public static DriftKind Decode(ReadOnlySpan<byte> body, FeedVenue venue, ListingTable listings)
    {
        var scanner = new FrameScanner(body);
        var drift = DriftKind.None;
        var seen = false;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (!name.SequenceEqual("result"u8))
            {
                scanner.Skip();
                continue;
            }

            seen = true;
            scanner.Object();
            while (scanner.NextName(out _))
            {
                var terms = ReadPair(ref scanner, venue);

                // Pairs of the dark pool have no name on the socket.
                if (terms.VenueSymbol.Length == 0)
                    continue;
                var strange = scanner.HasFailed ? DriftKind.BrokenFrame : terms.Put(venue, listings);
                drift = drift == DriftKind.None ? strange : drift;
            }
        }

        return scanner.IsWhole && seen ? drift : DriftKind.BrokenFrame;
    }

    private static ListingTerms ReadPair(ref FrameScanner scanner, FeedVenue venue)
    {
        var terms = new ListingTerms { Kind = ListingKind.Spot, Status = ListingStatus.Open };
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("pair_decimals"u8))
            {
                scanner.Integer(out var decimals);
                terms.PriceScaleAtLeast = (int)Math.Clamp(decimals, 0, 18);
            }
            else if (name.SequenceEqual("lot_decimals"u8))
            {
                scanner.Integer(out var decimals);
                terms.QuantityScaleAtLeast = (int)Math.Clamp(decimals, 0, 18);
            }
            else if (name.SequenceEqual("wsname"u8))
            {
                var pair = ListingText.Take(ref scanner);
                var slash = pair.IndexOf('/', StringComparison.Ordinal);
                if (slash <= 0)
                    continue;
                (terms.Base, terms.Quote) = (pair[..slash], pair[(slash + 1)..]);
                terms.VenueSymbol = venue == FeedVenue.KrakenV1 ? pair : $"{AssetNames.Common(terms.Base)}/{AssetNames.Common(terms.Quote)}";
            }
            else if (name.SequenceEqual("tick_size"u8))
                terms.Tick = ListingText.Take(ref scanner);
            else if (name.SequenceEqual("ordermin"u8))
                terms.Limits.MinQuantity = ListingText.Amount(ref scanner);
            else if (name.SequenceEqual("costmin"u8))
                terms.Limits.MinNotional = ListingText.Amount(ref scanner);
            else if (name.SequenceEqual("status"u8))
            {
                terms.Status = ListingText.Take(ref scanner) switch
                {
                    "online" or "limit_only" => ListingStatus.Open,
                    "cancel_only" or "post_only" or "reduce_only" or "maintenance" => ListingStatus.Halted,
                    _ => ListingStatus.Unknown,
                };
            }
            else
                scanner.Skip();
        }

        if (terms.Tick.Length == 0)
            terms.Tick = "1e-" + terms.PriceScaleAtLeast;
        terms.Lot = "1e-" + terms.QuantityScaleAtLeast;
        return terms;
    }
}
