using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Kraken;

/// <summary>
/// Frames of Kraken's first WebSocket API, for recordings:
/// <code>
/// [320,{"as":[["58729.40000","0.45000000","1617666423.606671"]],"bs":[]},"book-1000","XBT/USD"]      snapshot
/// [320,{"a":[["p","q","t"]]},{"b":[["p","q","t","r"]],"c":"1611137690"},"book-1000","XBT/USD"]         update: one or two objects, the checksum in the last
/// [321,[["58729.4","0.01","1617666423.6","s","l",""]],"trade","XBT/USD"]                              side: b the taker bought
/// </code>
/// </summary>
internal static class KrakenV1Frames
{
    private const int BodiesMax = 2;

    public static DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content)
    {
        var scanner = new FrameScanner(frame);
        if (scanner.Kind == JsonKind.Object)
            return DecodeEvent(ref scanner, listings, content);

        // The channel and the pair stand last: the bodies are read when both are known.
        Span<int> bodies = stackalloc int[BodiesMax];
        var bodyCount = 0;
        ReadOnlySpan<byte> channel = default, pair = default;
        scanner.Array();
        if (scanner.NextItem())
            scanner.Integer(out _);
        while (scanner.NextItem())
        {
            if (scanner.Kind == JsonKind.String)
            {
                channel = pair;
                scanner.Text(out pair);
                continue;
            }

            if (bodyCount == BodiesMax)
                return DriftKind.BrokenFrame;
            bodies[bodyCount++] = scanner.Position;
            scanner.Skip();
        }

        if (!scanner.IsWhole || bodyCount == 0 || channel.Length == 0)
            return DriftKind.BrokenFrame;
        var isBook = channel.StartsWith("book-"u8);
        if (!isBook && !channel.SequenceEqual("trade"u8))
            return channel.SequenceEqual("ticker"u8) || channel.StartsWith("ohlc"u8) || channel.SequenceEqual("spread"u8) ? DriftKind.None : DriftKind.UnknownMessage;
        if (!listings.TryFind(FeedVenue.KrakenV1, pair, out var listing))
            return DriftKind.UnknownSymbol;
        if (!isBook)
        {
            var trades = scanner.At(bodies[0]);
            return ReadTrades(ref trades, listing, content);
        }

        ref var part = ref content.Begin(PartKind.BookUpdate, listing.Id);
        for (var i = 0; i < bodyCount; i++)
        {
            var body = scanner.At(bodies[i]);
            if (!ReadBook(ref body, listing, ref part, content))
                return DriftKind.BrokenFrame;
            part.HasMisfit |= body.Misfit != DecimalTextError.None;
        }

        // A snapshot has no checksum; an update always has one.
        return part.HasChecksum || part.Kind == PartKind.BookSnapshot ? DriftKind.None : DriftKind.BrokenFrame;
    }

    private static DriftKind DecodeEvent(ref FrameScanner scanner, ListingTable listings, FrameContent content)
    {
        var (isError, isEnd, isBook) = (false, false, false);
        var id = ListingId.None;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("status"u8))
            {
                scanner.Text(out var status);
                isError = status.SequenceEqual("error"u8);
                isEnd = status.SequenceEqual("unsubscribed"u8);
            }
            else if (name.SequenceEqual("pair"u8))
            {
                scanner.Text(out var pair);
                id = listings.TryFind(FeedVenue.KrakenV1, pair, out var listing) ? listing.Id : ListingId.None;
            }
            else if (name.SequenceEqual("channelName"u8))
            {
                scanner.Text(out var channel);
                isBook = channel.StartsWith("book"u8);
            }
            else
                scanner.Skip();
        }

        if (scanner.IsWhole && isError)
            content.Begin(PartKind.Refused, id);
        else if (scanner.IsWhole && isEnd && isBook && !id.IsNone)
            content.Begin(PartKind.Ended, id);
        return !scanner.IsWhole ? DriftKind.BrokenFrame : isError ? DriftKind.VenueError : DriftKind.None;
    }

    private static bool ReadBook(ref FrameScanner scanner, Listing listing, ref FramePart part, FrameContent content)
    {
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("a"u8))
                ReadLevels(ref scanner, Side.Sell, listing, ref part, content);
            else if (name.SequenceEqual("b"u8))
                ReadLevels(ref scanner, Side.Buy, listing, ref part, content);
            else if (name.SequenceEqual("as"u8) || name.SequenceEqual("bs"u8))
            {
                part.Kind = PartKind.BookSnapshot;
                ReadLevels(ref scanner, name[0] == (byte)'a' ? Side.Sell : Side.Buy, listing, ref part, content);
            }
            else if (name.SequenceEqual("c"u8))
            {
                if (!scanner.Integer(out var checksum) || checksum is < 0 or > uint.MaxValue)
                    return scanner.Fail();
                part.Checksum = (uint)checksum;
                part.HasChecksum = true;
            }
            else
                scanner.Skip();
        }

        return !scanner.HasFailed;
    }

    private static void ReadLevels(ref FrameScanner scanner, Side side, Listing listing, ref FramePart part, FrameContent content)
    {
        scanner.Array();
        while (scanner.NextItem())
        {
            scanner.Array();
            if (!scanner.NextItem() || !scanner.Decimal(listing.PriceScale, out var price, out var priceDecimals)
                || !scanner.NextItem() || !scanner.Decimal(listing.QuantityScale, out var quantity, out var quantityDecimals)
                || !scanner.NextItem() || !scanner.Decimal(9, out var time, out _) || quantity < 0)
            {
                scanner.Fail();
                return;
            }

            if (time > part.EventTime.Nanoseconds)
                part.EventTime = new Timestamp(time);
            content.AddLevel(side, price, priceDecimals, quantity, quantityDecimals);
            while (scanner.NextItem())
                scanner.Skip();
        }
    }

    private static DriftKind ReadTrades(ref FrameScanner scanner, Listing listing, FrameContent content)
    {
        ref var part = ref content.Begin(PartKind.Trades, listing.Id);
        var drift = DriftKind.None;
        scanner.Array();
        while (scanner.NextItem())
        {
            var trade = default(TradePrint);
            scanner.Array();
            if (!scanner.NextItem() || !scanner.Decimal(listing.PriceScale, out trade.Price, out _)
                || !scanner.NextItem() || !scanner.Decimal(listing.QuantityScale, out trade.Quantity, out _)
                || !scanner.NextItem() || !scanner.Decimal(9, out var time, out _)
                || !scanner.NextItem() || !scanner.Text(out var side))
                return DriftKind.BrokenFrame;
            trade.Time = new Timestamp(time);
            trade.Aggressor = side.SequenceEqual("b"u8) ? Side.Buy : Side.Sell;
            if (trade.Aggressor == Side.Sell && !side.SequenceEqual("s"u8))
                drift = DriftKind.UnknownWord;
            while (scanner.NextItem())
                scanner.Skip();
            content.AddTrade(in trade);
        }

        part.HasMisfit = scanner.Misfit != DecimalTextError.None;
        return scanner.HasFailed ? DriftKind.BrokenFrame : drift;
    }
}
