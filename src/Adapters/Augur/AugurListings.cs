using System.Text;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Augur;

/// <summary>
/// The outcomes of markets, one listing each, named by factory, market and outcome: <c>0x4872..:12:0</c>. Of two outcomes each is the other's complement. Open is a market with a pool, no winner
/// and a swap within thirty days; one without a swap is Halted, and one of which that is not known yet is Unknown. A market with a winner is listed only where it was listed before.
/// </summary>
internal static class AugurListings
{
    public static DriftKind Decode(ReadOnlySpan<byte> body, ListingTable listings) =>
        ListingText.Decode(body, "markets"u8, (ref FrameScanner scanner) => Take(ref scanner, listings));

    private static DriftKind Take(ref FrameScanner scanner, ListingTable listings)
    {
        var answer = AugurAnswer.Read(ref scanner);
        if (scanner.HasFailed || answer.Strange != DriftKind.None)
            return answer.Strange;
        for (var outcome = 0; outcome < answer.Market.Outcomes; outcome++)
        {
            var symbol = answer.SymbolOf(outcome);
            if (answer.Market.IsResolved && !listings.TryFind(FeedVenue.Augur, Encoding.UTF8.GetBytes(symbol), out _))
                continue;
            var terms = new ListingTerms { VenueSymbol = symbol, Kind = ListingKind.Outcome, Quote = "USDC", Tick = "0.000001", Lot = "0.000001", Status = StatusOf(answer) };
            var strange = terms.Put(FeedVenue.Augur, listings);
            if (strange != DriftKind.None)
                return strange;
        }

        if (answer.Market.Outcomes == 2)
            Pair(answer, listings);
        return DriftKind.None;
    }

    private static ListingStatus StatusOf(AugurAnswer answer)
    {
        if (answer.Market.IsResolved)
            return ListingStatus.Closed;
        return answer.Life switch
        {
            MarketLife.Live when answer.Pool is not null => ListingStatus.Open,
            MarketLife.Unknown => ListingStatus.Unknown,
            _ => ListingStatus.Halted,
        };
    }

    private static void Pair(AugurAnswer answer, ListingTable listings)
    {
        if (!listings.TryFind(FeedVenue.Augur, Encoding.UTF8.GetBytes(answer.SymbolOf(0)), out var first)
            || !listings.TryFind(FeedVenue.Augur, Encoding.UTF8.GetBytes(answer.SymbolOf(1)), out var second) || first.Complement == second.Id)
            return;
        listings.Replace(first with { Complement = second.Id });
        listings.Replace(second with { Complement = first.Id });
    }
}
