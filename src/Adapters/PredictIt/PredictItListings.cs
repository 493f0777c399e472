using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.PredictIt;

/// <summary>
/// The contracts of <c>/api/marketdata/all</c>: one listing for each contract's YES, named by its id; NO is its complement and has no listing of its own, as the venue has one book for both.
/// Cents, whole shares, one dollar if right. The answer names what is open; what is gone from it is over, and its books say so.
/// </summary>
internal static class PredictItListings
{
    public static DriftKind Decode(ReadOnlySpan<byte> body, ListingTable listings) =>
        ListingText.Decode(body, "markets"u8, (ref FrameScanner scanner) => ReadMarket(ref scanner, listings));

    private static DriftKind ReadMarket(ref FrameScanner scanner, ListingTable listings)
    {
        var (drift, isSeen) = (DriftKind.None, false);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (!name.SequenceEqual("contracts"u8))
            {
                scanner.Skip();
                continue;
            }

            isSeen = true;
            scanner.Array();
            while (scanner.NextItem())
            {
                var strange = ReadContract(ref scanner, listings);
                drift = drift == DriftKind.None ? strange : drift;
            }
        }

        return isSeen ? drift : DriftKind.BrokenFrame;
    }

    private static DriftKind ReadContract(ref FrameScanner scanner, ListingTable listings)
    {
        var terms = new ListingTerms { Kind = ListingKind.Outcome, Quote = "USD", Tick = "0.01", Lot = "1" };
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("id"u8))
                terms.VenueSymbol = ListingText.Number(ref scanner);
            else if (name.SequenceEqual("status"u8))
            {
                terms.Status = ListingText.Take(ref scanner) switch
                {
                    "Open" => ListingStatus.Open,
                    "Closed" => ListingStatus.Closed,
                    _ => ListingStatus.Unknown,
                };
            }
            else
                scanner.Skip();
        }

        return scanner.HasFailed ? DriftKind.BrokenFrame : terms.Put(FeedVenue.PredictIt, listings);
    }
}
