using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Kraken;

/// <summary>
/// Frames of Kraken's WebSocket v2:
/// <code>
/// {"channel":"book","type":"snapshot|update","data":[{"symbol":"BTC/USD","bids":[{"price":45283.5,"qty":0.10000000}],"asks":[],"checksum":3310070434,"timestamp":"..Z"}]}
/// {"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":..,"qty":..,"trade_id":n,"timestamp":"..Z"}]}
/// </code>
/// The checksum is made of digits with as many decimals as the pair has, whether they are sent or not: the listing's scales must be the pair's precisions.
/// </summary>
internal static class KrakenFrames
{
    private enum Channel : byte
    {
        None,
        Book,
        Trades,
        Unwanted,
        Unknown,
    }

    public static DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content)
    {
        var scanner = new FrameScanner(frame);
        var channel = Channel.None;
        var (isSnapshot, isAnswer, isRefused, isEnd) = (false, false, false, false);
        Listing? named = null;
        var dataAt = -1;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("channel"u8))
            {
                scanner.Text(out var word);
                channel = word.SequenceEqual("book"u8) ? Channel.Book
                    : word.SequenceEqual("trade"u8) ? Channel.Trades
                    : word.SequenceEqual("heartbeat"u8) || word.SequenceEqual("status"u8) || word.SequenceEqual("ticker"u8) || word.SequenceEqual("instrument"u8) || word.SequenceEqual("ohlc"u8)
                        ? Channel.Unwanted : Channel.Unknown;
            }
            else if (name.SequenceEqual("type"u8))
            {
                scanner.Text(out var type);
                isSnapshot = type.SequenceEqual("snapshot"u8);
            }
            else if (name.SequenceEqual("data"u8))
            {
                dataAt = scanner.Position;
                scanner.Skip();
            }
            else if (name.SequenceEqual("method"u8))
            {
                isAnswer = scanner.Text(out var method);
                isEnd = method.SequenceEqual("unsubscribe"u8);
            }
            else if (name.SequenceEqual("symbol"u8))
                named = LevelText.Find(ref scanner, FeedVenue.Kraken, listings);
            else if (name.SequenceEqual("result"u8) && scanner.Kind == JsonKind.Object)
                ReadResult(ref scanner, listings, ref named);
            else if (name.SequenceEqual("success"u8))
            {
                scanner.Boolean(out var success);
                isRefused = !success;
            }
            else
                scanner.Skip();
        }

        if (!scanner.IsWhole)
            return DriftKind.BrokenFrame;
        if (isAnswer)
        {
            if (isRefused)
                content.Begin(PartKind.Refused, named?.Id ?? ListingId.None);
            else if (isEnd && named is not null)
                content.Begin(PartKind.Ended, named.Id);
            return isRefused ? DriftKind.VenueError : DriftKind.None;
        }

        if (channel == Channel.Unwanted)
            return DriftKind.None;
        if (channel == Channel.Unknown)
            return DriftKind.UnknownMessage;
        if (channel == Channel.None || dataAt < 0)
            return DriftKind.BrokenFrame;

        // The first trade message repeats the last fifty trades.
        if (channel == Channel.Trades && isSnapshot)
            return DriftKind.None;
        var data = scanner.At(dataAt);
        var drift = DriftKind.None;
        data.Array();
        while (data.NextItem())
        {
            var strange = channel == Channel.Trades ? ReadTrade(ref data, listings, content) : ReadBook(ref data, isSnapshot ? PartKind.BookSnapshot : PartKind.BookUpdate, listings, content);
            if (strange == DriftKind.BrokenFrame)
                return strange;
            drift = drift == DriftKind.None ? strange : drift;
        }

        if (data.HasFailed)
            return DriftKind.BrokenFrame;
        if (content.Parts.Length == 0)
            return drift;

        // What we do not know takes nothing away from what stands beside it.
        content.Beside = drift;
        return DriftKind.None;
    }

    /// <summary>What an answer is about, where it is the book of one symbol.</summary>
    private static void ReadResult(ref FrameScanner scanner, ListingTable listings, ref Listing? named)
    {
        Listing? listing = null;
        var isBook = false;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("channel"u8))
            {
                scanner.Text(out var channel);
                isBook = channel.SequenceEqual("book"u8);
            }
            else if (name.SequenceEqual("symbol"u8))
                listing = LevelText.Find(ref scanner, FeedVenue.Kraken, listings);
            else
                scanner.Skip();
        }

        if (isBook)
            named = listing;
    }

    private static DriftKind ReadBook(ref FrameScanner scanner, PartKind kind, ListingTable listings, FrameContent content)
    {
        Listing? listing = null;
        ref var part = ref content.Begin(kind, ListingId.None);
        int bidsAt = -1, asksAt = -1;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("symbol"u8))
                listing = LevelText.Find(ref scanner, FeedVenue.Kraken, listings);
            else if (name.SequenceEqual("bids"u8))
                bidsAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("asks"u8))
                asksAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("checksum"u8))
            {
                scanner.Integer(out var checksum);
                part.Checksum = unchecked((uint)checksum);
                part.HasChecksum = true;
            }
            else if (name.SequenceEqual("timestamp"u8))
            {
                scanner.Text(out var text);
                if (!IsoTime.TryParse(text, out part.EventTime))
                    scanner.Fail();
            }
            else
                scanner.Skip();
        }

        if (scanner.HasFailed || !part.HasChecksum || bidsAt < 0 || asksAt < 0)
            return DriftKind.BrokenFrame;
        if (listing is null)
        {
            content.Drop();
            return DriftKind.UnknownSymbol;
        }

        part.Listing = listing.Id;
        LevelText.ObjectsAt(ref scanner, bidsAt, Side.Buy, listing, "price"u8, "qty"u8, ref part, content);
        LevelText.ObjectsAt(ref scanner, asksAt, Side.Sell, listing, "price"u8, "qty"u8, ref part, content);
        return DriftKind.None;
    }

    private static DriftKind ReadTrade(ref FrameScanner scanner, ListingTable listings, FrameContent content)
    {
        Listing? listing = null;
        var trade = default(TradePrint);
        int priceAt = -1, quantityAt = -1;
        var drift = DriftKind.None;
        var sideSeen = false;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("symbol"u8))
                listing = LevelText.Find(ref scanner, FeedVenue.Kraken, listings);
            else if (name.SequenceEqual("price"u8))
                priceAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("qty"u8))
                quantityAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("trade_id"u8))
                scanner.Integer(out trade.TradeId);
            else if (name.SequenceEqual("side"u8))
            {
                sideSeen = scanner.Text(out var side);
                trade.Aggressor = side.SequenceEqual("buy"u8) ? Side.Buy : Side.Sell;
                if (trade.Aggressor == Side.Sell && !side.SequenceEqual("sell"u8))
                    drift = DriftKind.UnknownWord;
            }
            else if (name.SequenceEqual("timestamp"u8))
            {
                scanner.Text(out var text);
                if (!IsoTime.TryParse(text, out trade.Time))
                    scanner.Fail();
            }
            else
                scanner.Skip();
        }

        if (scanner.HasFailed || priceAt < 0 || quantityAt < 0 || !sideSeen)
            return DriftKind.BrokenFrame;
        if (listing is null || drift != DriftKind.None)
            return listing is null ? DriftKind.UnknownSymbol : drift;
        ref var part = ref content.Begin(PartKind.Trades, listing.Id);
        trade.Price = LevelText.DecimalAt(ref scanner, priceAt, listing.PriceScale, ref part);
        trade.Quantity = LevelText.DecimalAt(ref scanner, quantityAt, listing.QuantityScale, ref part);
        content.AddTrade(in trade);
        return DriftKind.None;
    }
}
