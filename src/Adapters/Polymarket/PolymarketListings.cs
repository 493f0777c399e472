using System.Text;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Polymarket;

/// <summary>
/// A page of Gamma's <c>/markets</c>: an array, or an object that holds one. Each market with a book is two listings, its tokens, each the complement of the other. Their numbers stand in
/// JSON inside a string. Prices have at least four decimals (the finest tick) and sizes six (what is left of an order after a trade).
/// </summary>
internal static class PolymarketListings
{
    private const int PriceDecimals = 4;
    private const int SizeDecimals = 6;

    public static DriftKind Decode(ReadOnlySpan<byte> body, ListingTable listings)
    {
        DriftKind Take(ref FrameScanner scanner) => ReadMarket(ref scanner, listings);
        if (ListingText.IsArray(body))
            return ListingText.DecodeArray(body, Take);
        return ListingText.Decode(body, HasList(body, "markets"u8) ? "markets"u8 : "data"u8, Take);
    }

    private static bool HasList(ReadOnlySpan<byte> body, ReadOnlySpan<byte> list)
    {
        var scanner = new FrameScanner(body);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual(list))
                return true;
            scanner.Skip();
        }

        return false;
    }

    private static DriftKind ReadMarket(ref FrameScanner scanner, ListingTable listings)
    {
        string tokens = "", tick = "", least = "", prices = "", resolution = "";
        bool isActive = false, isClosed = false, isAccepting = false, hasBook = false, isExclusive = false;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (scanner.TakeNull())
                continue;
            switch (Encoding.UTF8.GetString(name))
            {
                case "clobTokenIds":
                    tokens = ListingText.Take(ref scanner);
                    break;
                case "orderPriceMinTickSize":
                    tick = ListingText.Number(ref scanner);
                    break;
                case "orderMinSize":
                    least = ListingText.Amount(ref scanner);
                    break;
                case "outcomePrices":
                    prices = ListingText.Take(ref scanner);
                    break;
                case "umaResolutionStatus":
                    resolution = ListingText.Take(ref scanner);
                    break;
                case "active":
                    scanner.Boolean(out isActive);
                    break;
                case "closed":
                    scanner.Boolean(out isClosed);
                    break;
                case "acceptingOrders":
                    scanner.Boolean(out isAccepting);
                    break;
                case "negRisk":
                    scanner.Boolean(out isExclusive);
                    break;
                case "enableOrderBook":
                    scanner.Boolean(out hasBook);
                    break;
                default:
                    scanner.Skip();
                    break;
            }
        }

        if (scanner.HasFailed)
            return DriftKind.BrokenFrame;

        // Markets of old times are traded elsewhere, and new ones have no tokens for a while.
        if (!hasBook || tokens.Length == 0)
            return DriftKind.None;
        var status = isClosed ? ListingStatus.Closed : isAccepting ? ListingStatus.Open : isActive ? ListingStatus.Halted : ListingStatus.Announced;
        return PutPair(tokens, tick, least, status, isClosed && resolution == "resolved" ? PaidOf(prices) : null, isExclusive, listings);
    }

    /// <summary>What the two outcomes paid, where their last prices say so: one and nothing, or a half each. Prices of a market that is only closed are prices.</summary>
    private static string[]? PaidOf(string prices)
    {
        var scanner = new FrameScanner(Encoding.UTF8.GetBytes(prices));
        Span<long> paid = stackalloc long[2];
        var count = 0;
        scanner.Array();
        while (scanner.NextItem())
        {
            scanner.Decimal(PriceDecimals, out var price, out _);
            if (count < 2)
                paid[count] = price;
            count++;
        }

        var one = DecimalText.PowerOfTen(PriceDecimals);
        var isSure = scanner.IsWhole && scanner.Misfit == DecimalTextError.None && count == 2 && paid[0] + paid[1] == one && (paid[0] == 0 || paid[0] == one || paid[0] * 2 == one);
        return isSure ? [DecimalText.Format(paid[0], PriceDecimals), DecimalText.Format(paid[1], PriceDecimals)] : null;
    }

    private static DriftKind PutPair(string tokens, string tick, string least, ListingStatus status, string[]? paid, bool isExclusive, ListingTable listings)
    {
        var scanner = new FrameScanner(Encoding.UTF8.GetBytes(tokens));
        var pair = new string[2];
        var count = 0;
        scanner.Array();
        while (scanner.NextItem())
        {
            var token = ListingText.Take(ref scanner);
            if (count == 2)
                return DriftKind.UnknownWord;
            pair[count++] = token;
        }

        if (!scanner.IsWhole || count != 2 || pair[0] == pair[1])
            return DriftKind.BrokenFrame;
        for (var side = 0; side < pair.Length; side++)
        {
            var terms = new ListingTerms
            {
                VenueSymbol = pair[side],
                Paid = paid is null ? "" : paid[side],
                Kind = ListingKind.Outcome,
                Quote = "pUSD",
                Tick = tick,
                Lot = "0.01",
                PriceScaleAtLeast = PriceDecimals,
                QuantityScaleAtLeast = SizeDecimals,
                Status = status,
            };
            terms.Limits.MinQuantity = least;
            var strange = terms.Put(FeedVenue.Polymarket, listings);
            if (strange != DriftKind.None)
                return strange;
        }

        if (!listings.TryFind(FeedVenue.Polymarket, Encoding.UTF8.GetBytes(pair[0]), out var one) || !listings.TryFind(FeedVenue.Polymarket, Encoding.UTF8.GetBytes(pair[1]), out var other))
            return DriftKind.BrokenFrame;
        Link(one, other, isExclusive, listings);
        Link(other, one, isExclusive, listings);
        return DriftKind.None;
    }

    private static void Link(Listing one, Listing other, bool isExclusive, ListingTable listings)
    {
        if (one.Complement != other.Id || one.IsExclusive != isExclusive)
            listings.Replace(one with { Complement = other.Id, IsExclusive = isExclusive });
    }
}
