using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Kalshi;

/// <summary>A page of <c>/markets</c>. A market that was paid says how it ended. Prices have up to six decimals and counts two.</summary>
internal static class KalshiListings
{
    private const int PriceDecimals = 6;
    private const int CountDecimals = 2;
    private const int BandsMax = 16;

    public static DriftKind Decode(ReadOnlySpan<byte> body, ListingTable listings) =>
        ListingText.Decode(body, "markets"u8, FeedVenue.Kalshi, listings, ReadMarket);

    private static ListingTerms ReadMarket(ref FrameScanner scanner)
    {
        var (state, result) = ("", "");
        var terms = new ListingTerms { Kind = ListingKind.Outcome, Quote = "USD", Tick = "1e-6", Lot = "0.01", PriceScaleAtLeast = PriceDecimals, QuantityScaleAtLeast = CountDecimals };
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("ticker"u8))
                terms.VenueSymbol = ListingText.Take(ref scanner);
            else if (name.SequenceEqual("status"u8))
            {
                state = ListingText.Take(ref scanner);
                terms.Status = state switch
                {
                    "active" => ListingStatus.Open,
                    "initialized" => ListingStatus.Announced,
                    "inactive" => ListingStatus.Halted,
                    "closed" or "determined" or "disputed" or "amended" or "finalized" => ListingStatus.Closed,
                    _ => ListingStatus.Unknown,
                };
            }
            else if (name.SequenceEqual("price_ranges"u8) && scanner.Kind == JsonKind.Array)
                terms.Tick = ReadSteps(ref scanner) ?? terms.Tick;
            else if (name.SequenceEqual("result"u8) && scanner.Kind == JsonKind.String)
                result = ListingText.Take(ref scanner);
            else
                scanner.Skip();
        }

        // Paid for good; before, a result may be disputed. Of one that is neither nobody can say here what it pays.
        if (state == "finalized")
            terms.Paid = result switch { "yes" => "1", "no" => "0", _ => "" };
        return terms;
    }

    /// <summary>
    /// The tick goes by bands of price (<c>[{"start":"0.0000","end":"0.1000","step":"0.0010"},..]</c>). Taken is the largest step, of which every other is a part, so that its multiples are right in every
    /// band; null where that is not so, or none is told.
    /// </summary>
    private static string? ReadSteps(ref FrameScanner scanner)
    {
        var (largest, isWhole) = (0L, true);
        Span<long> steps = stackalloc long[BandsMax];
        var count = 0;
        scanner.Array();
        while (scanner.NextItem())
        {
            long step = 0;
            scanner.Object();
            while (scanner.NextName(out var name))
            {
                if (name.SequenceEqual("step"u8))
                    scanner.Decimal(PriceDecimals, out step, out _);
                else
                    scanner.Skip();
            }

            isWhole &= step > 0 && count < BandsMax;
            if (count < BandsMax)
                steps[count++] = step;
            largest = Math.Max(largest, step);
        }

        foreach (var step in steps[..count])
            isWhole &= step > 0 && largest % step == 0;
        return !scanner.HasFailed && isWhole && count > 0 ? DecimalText.Format(largest, PriceDecimals) : null;
    }
}
