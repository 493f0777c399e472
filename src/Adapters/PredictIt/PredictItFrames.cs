using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.PredictIt;

/// <summary>
/// The answer of <c>/api/marketdata/all</c>; every open contract of every market with its best prices:
/// <code>
/// {"markets":[{"id":2721,"timeStamp":"2020-08-20T12:16:12.3582699","contracts":[{"id":4390,"status":"Open","bestBuyYesCost":0.56,"bestSellYesCost":0.54,"bestBuyNoCost":0.46,"bestSellNoCost":0.44}]}]}
/// </code>
/// What YES costs is its ask, what selling it brings its bid; null, or 0, is an empty side. NO is the same book seen from the other side, so that its costs must be one less: they are told as the
/// best prices that the book must have. Sizes are not sent: <see cref="LeastShares"/> stands for them. A time without a zone stands for the number of the answer, and tells no time.
/// </summary>
internal static class PredictItFrames
{
    /// <summary>Of a best price nothing is known but that it is there: one share at least.</summary>
    private const long LeastShares = 1;

    // A contract's best prices: buying and selling YES, buying and selling NO.
    private const int Costs = 4;

    public static DriftKind Decode(ReadOnlySpan<byte> body, ListingTable listings, FrameContent content)
    {
        var scanner = new FrameScanner(body);
        var (hasList, markets) = (false, 0);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (!name.SequenceEqual("markets"u8))
            {
                scanner.Skip();
                continue;
            }

            hasList = true;
            scanner.Array();
            for (; scanner.NextItem(); markets++)
                ReadMarket(ref scanner, listings, content);
        }

        // An empty list is what the venue answers when it is not well: not that all markets are over.
        return scanner.IsWhole && hasList && markets > 0 ? DriftKind.None : DriftKind.BrokenFrame;
    }

    private static void ReadMarket(ref FrameScanner scanner, ListingTable listings, FrameContent content)
    {
        var (contractsAt, time) = (-1, default(Timestamp));
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("contracts"u8))
                contractsAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("timeStamp"u8))
            {
                scanner.Text(out var text);
                if (!TryTime(text, out time))
                    scanner.Fail();
            }
            else
                scanner.Skip();
        }

        if (scanner.HasFailed)
            return;
        if (contractsAt < 0 || time.IsNone)
        {
            scanner.Fail();
            return;
        }

        var contracts = scanner.At(contractsAt);
        contracts.Array();
        while (contracts.NextItem())
            ReadContract(ref contracts, time, listings, content);
        scanner.FailWith(in contracts);
    }

    private static void ReadContract(ref FrameScanner scanner, Timestamp time, ListingTable listings, FrameContent content)
    {
        Span<int> costsAt = stackalloc int[Costs];
        Listing? listing = null;
        var (isOpen, seen) = (false, 0);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            var cost = CostOf(name);
            if (cost >= 0)
            {
                seen |= 1 << cost;
                costsAt[cost] = LevelText.Later(ref scanner);
            }
            else if (name.SequenceEqual("id"u8) && scanner.Kind == JsonKind.Number)
            {
                var start = scanner.Position;
                scanner.Integer(out _);
                listing = listings.TryFind(FeedVenue.PredictIt, scanner.Since(start), out var found) ? found : null;
            }
            else if (name.SequenceEqual("status"u8))
            {
                scanner.Text(out var word);
                isOpen = word.SequenceEqual("Open"u8);
            }
            else
                scanner.Skip();
        }

        // New contracts come every day; they are for whoever reads the list of listings.
        if (scanner.HasFailed || listing is null || !isOpen)
            return;
        if (seen != (1 << Costs) - 1)
        {
            scanner.Fail();
            return;
        }

        ref var part = ref content.Begin(PartKind.BookSnapshot, listing.Id);
        part.LastSequence = time.Nanoseconds;
        AddLevel(Side.Sell, CostAt(ref scanner, costsAt[0], listing, ref part), listing, content);
        AddLevel(Side.Buy, CostAt(ref scanner, costsAt[1], listing, ref part), listing, content);
        part.HasTouch = true;
        part.TouchBid = Other(CostAt(ref scanner, costsAt[2], listing, ref part), listing);
        part.TouchAsk = Other(CostAt(ref scanner, costsAt[3], listing, ref part), listing);
    }

    private static void AddLevel(Side side, long price, Listing listing, FrameContent content)
    {
        if (price != 0)
            content.AddLevel(side, price, listing.PriceScale, LeastShares * DecimalText.PowerOfTen(listing.QuantityScale), listing.QuantityScale);
    }

    /// <summary>The price of the other side of the question; nothing stays nothing.</summary>
    private static long Other(long price, Listing listing) => price == 0 ? 0 : DecimalText.PowerOfTen(listing.PriceScale) - price;

    private static long CostAt(ref FrameScanner scanner, int at, Listing listing, ref FramePart part)
    {
        var there = scanner.At(at);
        if (there.TakeNull())
            return 0;
        var cost = LevelText.DecimalAt(ref scanner, at, listing.PriceScale, ref part);
        if (cost < 0 || cost >= DecimalText.PowerOfTen(listing.PriceScale))
            scanner.Fail();
        return cost;
    }

    private static int CostOf(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("bestBuyYesCost"u8))
            return 0;
        if (name.SequenceEqual("bestSellYesCost"u8))
            return 1;
        if (name.SequenceEqual("bestBuyNoCost"u8))
            return 2;
        return name.SequenceEqual("bestSellNoCost"u8) ? 3 : -1;
    }

    /// <summary>A time of the venue's own clock, whose zone it does not name, as if it were UTC: good for comparing answers, not for anything else.</summary>
    private static bool TryTime(ReadOnlySpan<byte> text, out Timestamp time)
    {
        Span<byte> utc = stackalloc byte[IsoTime.Length];
        time = default;
        if (text.Length is < 19 or >= IsoTime.Length)
            return false;
        text.CopyTo(utc);
        utc[text.Length] = (byte)'Z';
        return IsoTime.TryParse(utc[..(text.Length + 1)], out time);
    }
}
