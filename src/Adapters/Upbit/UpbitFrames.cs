using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Upbit;

/// <summary>
/// Frames of Upbit, and of Bithumb's API 2, which took their shapes over; names are short (SIMPLE) or long (DEFAULT):
/// <code>
/// {"ty":"orderbook","cd":"KRW-BTC","tms":ms,"obu":[{"ap":p,"bp":p,"as":q,"bs":q}],"st":"REALTIME"}
/// {"type":"orderbook","code":"KRW-BTC","timestamp":ms,"orderbook_units":[{"ask_price":p,"bid_price":p,"ask_size":q,"bid_size":q}],"stream_type":"SNAPSHOT"}
/// {"ty":"trade","cd":"KRW-BTC","ttms":ms,"tp":p,"tv":q,"ab":"ASK|BID","sid":n,"st":"REALTIME"}      ab: ASK, the taker sold
/// </code>
/// Every book is whole: its time, in nanoseconds, stands for a number. The side that has fewer levels is filled up with zeros. Bithumb writes times of books as strings, in microseconds.
/// </summary>
internal static class UpbitFrames
{
    private enum Message : byte
    {
        None,
        Book,
        Trade,
        Unwanted,
        Unknown,
    }

    public static DriftKind Decode(ReadOnlySpan<byte> frame, FeedVenue venue, ListingTable listings, FrameContent content)
    {
        var scanner = new FrameScanner(frame);
        var message = Message.None;
        Listing? listing = null;
        var trade = default(TradePrint);
        long time = 0;
        int unitsAt = -1, priceAt = -1, volumeAt = -1, sideSeen = 0;
        var (isAnswer, isError, isSnapshot) = (false, false, false);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("ty"u8) || name.SequenceEqual("type"u8))
            {
                scanner.Text(out var word);
                message = MessageOf(word);
            }
            else if (name.SequenceEqual("cd"u8) || name.SequenceEqual("code"u8))
                listing = LevelText.Find(ref scanner, venue, listings);
            else if (name.SequenceEqual("tms"u8) || name.SequenceEqual("timestamp"u8))
                scanner.Integer(out time);
            else if (name.SequenceEqual("obu"u8) || name.SequenceEqual("orderbook_units"u8))
                unitsAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("tp"u8) || name.SequenceEqual("trade_price"u8))
                priceAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("tv"u8) || name.SequenceEqual("trade_volume"u8))
                volumeAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("ab"u8) || name.SequenceEqual("ask_bid"u8))
            {
                scanner.Text(out var side);
                sideSeen = side.SequenceEqual("BID"u8) ? 1 : side.SequenceEqual("ASK"u8) ? 2 : 3;
            }
            else if (name.SequenceEqual("ttms"u8) || name.SequenceEqual("trade_timestamp"u8))
            {
                scanner.Integer(out var tradeTime);
                trade.Time = LevelText.Time(tradeTime);
            }
            else if (name.SequenceEqual("sid"u8) || name.SequenceEqual("sequential_id"u8))
                scanner.Integer(out trade.TradeId);
            else if (name.SequenceEqual("st"u8) || name.SequenceEqual("stream_type"u8))
            {
                scanner.Text(out var stream);
                isSnapshot = stream.SequenceEqual("SNAPSHOT"u8);
            }
            else if (name.SequenceEqual("error"u8))
                isError = scanner.Skip();
            else if (name.SequenceEqual("status"u8))
                isAnswer = scanner.Skip();
            else
                scanner.Skip();
        }

        if (!scanner.IsWhole)
            return DriftKind.BrokenFrame;
        if (isError)
        {
            // A request takes the place of all before it: what is left of them after one that was refused is not known.
            content.Begin(PartKind.Ended, ListingId.None);
            return DriftKind.VenueError;
        }

        if (message == Message.None)
            return isAnswer ? DriftKind.None : DriftKind.BrokenFrame;
        if (message is Message.Unwanted or Message.Unknown)
            return message == Message.Unknown ? DriftKind.UnknownMessage : DriftKind.None;

        // The first trade is the last one from before the subscription.
        if (message == Message.Trade && isSnapshot)
            return DriftKind.None;
        if (message == Message.Book ? unitsAt < 0 || LevelText.Time(time).IsNone : priceAt < 0 || volumeAt < 0 || sideSeen == 0)
            return DriftKind.BrokenFrame;
        if (listing is null)
            return DriftKind.UnknownSymbol;
        if (message == Message.Book)
            return ReadBook(scanner.At(unitsAt), LevelText.Time(time), listing, content);
        if (sideSeen == 3)
            return DriftKind.UnknownWord;
        trade.Aggressor = sideSeen == 1 ? Side.Buy : Side.Sell;
        return ReadTrade(ref scanner, priceAt, volumeAt, trade, listing, content);
    }

    private static DriftKind ReadBook(FrameScanner scanner, Timestamp time, Listing listing, FrameContent content)
    {
        ref var part = ref content.Begin(PartKind.BookSnapshot, listing.Id);
        part.EventTime = time;
        part.LastSequence = time.Nanoseconds;
        scanner.Array();
        while (scanner.NextItem())
        {
            var seen = 0;
            long askPrice = 0, bidPrice = 0, askSize = 0, bidSize = 0;
            scanner.Object();
            while (scanner.NextName(out var name))
            {
                if (name.SequenceEqual("ap"u8) || name.SequenceEqual("ask_price"u8))
                {
                    seen |= 1;
                    scanner.Decimal(listing.PriceScale, out askPrice, out _);
                }
                else if (name.SequenceEqual("bp"u8) || name.SequenceEqual("bid_price"u8))
                {
                    seen |= 2;
                    scanner.Decimal(listing.PriceScale, out bidPrice, out _);
                }
                else if (name.SequenceEqual("as"u8) || name.SequenceEqual("ask_size"u8))
                {
                    seen |= 4;
                    scanner.Quantity(listing.QuantityScale, out askSize, out _);
                }
                else if (name.SequenceEqual("bs"u8) || name.SequenceEqual("bid_size"u8))
                {
                    seen |= 8;
                    scanner.Quantity(listing.QuantityScale, out bidSize, out _);
                }
                else
                    scanner.Skip();
            }

            if (seen != 15 || askSize < 0 || bidSize < 0)
            {
                scanner.Fail();
                break;
            }

            if (askPrice > 0 && askSize > 0)
                content.AddLevel(Side.Sell, askPrice, listing.PriceScale, askSize, listing.QuantityScale);
            if (bidPrice > 0 && bidSize > 0)
                content.AddLevel(Side.Buy, bidPrice, listing.PriceScale, bidSize, listing.QuantityScale);
        }

        part.HasMisfit = scanner.Misfit != DecimalTextError.None;
        part.IsCapped = scanner.IsCapped;
        return scanner.HasFailed ? DriftKind.BrokenFrame : DriftKind.None;
    }

    private static DriftKind ReadTrade(ref FrameScanner scanner, int priceAt, int volumeAt, TradePrint trade, Listing listing, FrameContent content)
    {
        ref var part = ref content.Begin(PartKind.Trades, listing.Id);
        trade.Price = LevelText.DecimalAt(ref scanner, priceAt, listing.PriceScale, ref part);
        trade.Quantity = LevelText.DecimalAt(ref scanner, volumeAt, listing.QuantityScale, ref part);
        content.AddTrade(in trade);
        return scanner.HasFailed ? DriftKind.BrokenFrame : DriftKind.None;
    }

    private static Message MessageOf(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("orderbook"u8))
            return Message.Book;
        if (word.SequenceEqual("trade"u8))
            return Message.Trade;
        return word.SequenceEqual("ticker"u8) || word.StartsWith("candle."u8) ? Message.Unwanted : Message.Unknown;
    }
}
