using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Kalshi;

/// <summary>
/// Frames of Kalshi's trade API, WebSocket v2. Both outcomes have bids only, and the book kept is that of YES: a NO bid at p is a YES ask at 1 - p.
/// <code>
/// {"type":"orderbook_snapshot","sid":2,"seq":1,"msg":{"market_ticker":"T","yes_dollars_fp":[["0.0800","300.00"]],"no_dollars_fp":[]}}
/// {"type":"orderbook_delta","sid":2,"seq":2,"msg":{"market_ticker":"T","price_dollars":"0.9600","delta_fp":"-54.00","side":"yes","ts_ms":1778501852135}}
/// {"type":"trade","sid":3,"seq":9,"msg":{"market_ticker":"T","yes_price_dollars":"0.7700","count_fp":"75.00","taker_outcome_side":"yes","ts_ms":..}}
/// {"type":"market_lifecycle_v2","sid":4,"msg":{"event_type":"determined","market_ticker":"T","result":"yes","settlement_value":"1.0000","determination_ts":1778501852}}
/// </code>
/// A result that was determined may be disputed: it is announced, and that it was paid is read from the list of markets. <c>seq</c> counts the frames of a subscription over all its markets.
/// </summary>
internal static class KalshiFrames
{
    private enum Message : byte
    {
        None,
        Snapshot,
        Delta,
        Trade,
        Lifecycle,
        Answer,
        Error,
        End,
        Unwanted,
        Unknown,
    }

    public static DriftKind Decode(ReadOnlySpan<byte> frame, bool usesYesPrice, ListingTable listings, FrameContent content)
    {
        var scanner = new FrameScanner(frame);
        var message = Message.None;
        long subscription = 0, sequence = 0;
        var bodyAt = -1;
        var (readAs, drift) = (Message.None, DriftKind.None);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("type"u8))
            {
                scanner.Text(out var word);
                message = MessageOf(word);
            }
            else if (name.SequenceEqual("sid"u8))
                scanner.Integer(out subscription);
            else if (name.SequenceEqual("seq"u8))
                scanner.Integer(out sequence);
            else if (name.SequenceEqual("msg"u8))
            {
                // The kind and the numbers stand before the body in what was recorded; JSON promises no order, so otherwise it is read later.
                bodyAt = scanner.Position;
                if (readAs == Message.None && (message is Message.Trade or Message.Lifecycle || (message is Message.Snapshot or Message.Delta && subscription > 0 && sequence > 0)))
                {
                    readAs = message;
                    SetStream(message, subscription, sequence, content);
                    drift = ReadBody(ref scanner, message, usesYesPrice, listings, content);
                }
                else
                    scanner.Skip();
            }
            else
                scanner.Skip();
        }

        if (!scanner.IsWhole || message == Message.None || (readAs != Message.None && readAs != message))
            return DriftKind.BrokenFrame;
        if (message == Message.Unknown)
            return DriftKind.UnknownMessage;
        if (message is Message.Error or Message.End)
        {
            content.Begin(message == Message.End || HasEnded(ref scanner, bodyAt) ? PartKind.Ended : PartKind.Refused, ListingId.None);
            return DriftKind.VenueError;
        }

        SetStream(message, subscription, sequence, content);
        if (message is Message.Answer or Message.Unwanted)
            return DriftKind.None;
        if (bodyAt < 0 || (message is not (Message.Trade or Message.Lifecycle) && content.Stream == 0))
            return DriftKind.BrokenFrame;
        if (readAs != Message.None)
            return drift;
        var body = scanner.At(bodyAt);
        return ReadBody(ref body, message, usesYesPrice, listings, content);
    }

    /// <summary>Errors 10 and 25 (a buffer ran over) end a subscription; others are about what was asked for.</summary>
    private static bool HasEnded(ref FrameScanner scanner, int bodyAt)
    {
        long code = 0;
        var body = scanner.At(bodyAt < 0 ? 0 : bodyAt);
        body.Object();
        while (body.NextName(out var name))
        {
            if (name.SequenceEqual("code"u8))
                body.Integer(out code);
            else
                body.Skip();
        }

        return code is 10 or 25;
    }

    private static DriftKind ReadBody(ref FrameScanner body, Message message, bool usesYesPrice, ListingTable listings, FrameContent content) => message switch
    {
        Message.Snapshot => ReadSnapshot(ref body, usesYesPrice, listings, content),
        Message.Delta => ReadDelta(ref body, usesYesPrice, listings, content),
        Message.Lifecycle => ReadLifecycle(ref body, listings, content),
        _ => ReadTrade(ref body, listings, content),
    };

    /// <summary>Only the count of the books matters: a lost trade is no reason to doubt a book.</summary>
    private static void SetStream(Message message, long subscription, long sequence, FrameContent content)
    {
        if (message is Message.Snapshot or Message.Delta or Message.Answer && subscription > 0 && sequence > 0)
            content.SetStream(subscription, sequence);
    }

    private static DriftKind ReadSnapshot(ref FrameScanner scanner, bool usesYesPrice, ListingTable listings, FrameContent content)
    {
        Listing? listing = null;
        int yesAt = -1, noAt = -1;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("market_ticker"u8))
                listing = LevelText.Find(ref scanner, FeedVenue.Kalshi, listings);
            else if (name.SequenceEqual("yes_dollars_fp"u8))
                yesAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("no_dollars_fp"u8))
                noAt = LevelText.Later(ref scanner);
            else
                scanner.Skip();
        }

        if (scanner.HasFailed)
            return DriftKind.BrokenFrame;
        if (listing is null)
            return DriftKind.UnknownSymbol;

        // A side that is not there is empty; a market that closes sends neither.
        ref var part = ref content.Begin(PartKind.BookSnapshot, listing.Id);
        part.LastSequence = content.StreamSequence;
        return TryReadLevels(scanner.At(yesAt < 0 ? 0 : yesAt), yesAt >= 0, Side.Buy, usesYesPrice, listing, ref part, content)
            && TryReadLevels(scanner.At(noAt < 0 ? 0 : noAt), noAt >= 0, Side.Sell, usesYesPrice, listing, ref part, content)
            ? DriftKind.None
            : DriftKind.BrokenFrame;
    }

    private static bool TryReadLevels(FrameScanner scanner, bool isThere, Side side, bool usesYesPrice, Listing listing, ref FramePart part, FrameContent content)
    {
        if (!isThere)
            return true;
        scanner.Array();
        while (scanner.NextItem())
        {
            scanner.Array();
            if (!scanner.NextItem() || !scanner.Decimal(listing.PriceScale, out var price, out _)
                || !scanner.NextItem() || !scanner.Decimal(listing.QuantityScale, out var quantity, out _) || quantity < 0
                || !TryYesPrice(ref price, side, usesYesPrice, listing))
                return false;
            content.AddLevel(side, price, listing.PriceScale, quantity, listing.QuantityScale);
            while (scanner.NextItem())
                scanner.Skip();
        }

        part.HasMisfit |= scanner.Misfit != DecimalTextError.None;
        return !scanner.HasFailed;
    }

    private static DriftKind ReadDelta(ref FrameScanner scanner, bool usesYesPrice, ListingTable listings, FrameContent content)
    {
        Listing? listing = null;
        int priceAt = -1, changeAt = -1, sideSeen = 0;
        var side = Side.Buy;
        long time = 0;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("market_ticker"u8))
                listing = LevelText.Find(ref scanner, FeedVenue.Kalshi, listings);
            else if (name.SequenceEqual("price_dollars"u8))
                priceAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("delta_fp"u8))
                changeAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("side"u8))
            {
                scanner.Text(out var word);
                sideSeen = word.SequenceEqual("yes"u8) || word.SequenceEqual("no"u8) ? 1 : 2;
                side = word.SequenceEqual("no"u8) ? Side.Sell : Side.Buy;
            }
            else if (name.SequenceEqual("ts_ms"u8))
                scanner.Integer(out time);
            else
                scanner.Skip();
        }

        if (scanner.HasFailed || priceAt < 0 || changeAt < 0 || sideSeen == 0)
            return DriftKind.BrokenFrame;
        if (sideSeen == 2)
            return DriftKind.UnknownWord;
        if (listing is null)
            return DriftKind.UnknownSymbol;
        ref var part = ref content.Begin(PartKind.BookUpdate, listing.Id);
        part.LastSequence = content.StreamSequence;
        part.EventTime = LevelText.Time(time);
        var price = LevelText.DecimalAt(ref scanner, priceAt, listing.PriceScale, ref part);
        var change = LevelText.DecimalAt(ref scanner, changeAt, listing.QuantityScale, ref part);
        if (scanner.HasFailed || !TryYesPrice(ref price, side, usesYesPrice, listing))
            return DriftKind.BrokenFrame;
        content.AddLevel(side, price, listing.PriceScale, change, listing.QuantityScale);
        return DriftKind.None;
    }

    private static DriftKind ReadTrade(ref FrameScanner scanner, ListingTable listings, FrameContent content)
    {
        Listing? listing = null;
        int priceAt = -1, countAt = -1, sideSeen = 0;
        var trade = default(TradePrint);
        long time = 0, seconds = 0;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("market_ticker"u8))
                listing = LevelText.Find(ref scanner, FeedVenue.Kalshi, listings);
            else if (name.SequenceEqual("yes_price_dollars"u8))
                priceAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("count_fp"u8))
                countAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("taker_outcome_side"u8) || name.SequenceEqual("taker_side"u8))
            {
                scanner.Text(out var word);
                sideSeen = word.SequenceEqual("yes"u8) || word.SequenceEqual("no"u8) ? 1 : 2;
                trade.Aggressor = word.SequenceEqual("no"u8) ? Side.Sell : Side.Buy;
            }
            else if (name.SequenceEqual("ts_ms"u8))
                scanner.Integer(out time);
            else if (name.SequenceEqual("ts"u8) && scanner.Kind == JsonKind.Number)
                scanner.Integer(out seconds);
            else
                scanner.Skip();
        }

        if (scanner.HasFailed || priceAt < 0 || countAt < 0 || sideSeen == 0)
            return DriftKind.BrokenFrame;
        if (sideSeen == 2)
            return DriftKind.UnknownWord;
        if (listing is null)
            return DriftKind.UnknownSymbol;
        ref var part = ref content.Begin(PartKind.Trades, listing.Id);
        trade.Price = LevelText.DecimalAt(ref scanner, priceAt, listing.PriceScale, ref part);
        trade.Quantity = LevelText.DecimalAt(ref scanner, countAt, listing.QuantityScale, ref part);
        trade.Time = LevelText.Time(time != 0 ? time : seconds is > 0 and < 100_000_000_000 ? seconds * 1_000 : 0);
        content.AddTrade(in trade);
        return scanner.HasFailed ? DriftKind.BrokenFrame : DriftKind.None;
    }

    /// <summary>How a market ends. All markets of the venue are told: those that nobody follows are passed over without a word, as is a result that is neither yes nor no.</summary>
    private static DriftKind ReadLifecycle(ref FrameScanner scanner, ListingTable listings, FrameContent content)
    {
        Listing? listing = null;
        bool isDetermined = false, isYes = false, isNo = false;
        long seconds = 0;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("market_ticker"u8))
                listing = LevelText.Find(ref scanner, FeedVenue.Kalshi, listings);
            else if (name.SequenceEqual("event_type"u8))
            {
                scanner.Text(out var word);
                isDetermined = word.SequenceEqual("determined"u8);
            }
            else if (name.SequenceEqual("result"u8) && scanner.Kind == JsonKind.String)
            {
                scanner.Text(out var word);
                (isYes, isNo) = (word.SequenceEqual("yes"u8), word.SequenceEqual("no"u8));
            }
            else if (name.SequenceEqual("determination_ts"u8) && scanner.Kind == JsonKind.Number)
                scanner.Integer(out seconds);
            else
                scanner.Skip();
        }

        if (scanner.HasFailed)
            return DriftKind.BrokenFrame;
        if (listing is null || !isDetermined || !(isYes || isNo))
            return DriftKind.None;
        ref var part = ref content.Begin(PartKind.Settled, listing.Id);
        part.IsAnnounced = true;
        part.PaidPrice = isYes ? DecimalText.PowerOfTen(listing.PriceScale) : 0;
        part.EventTime = LevelText.Time(seconds is > 0 and < 100_000_000_000 ? seconds * 1_000 : 0);
        return DriftKind.None;
    }

    /// <summary>A NO price becomes the YES price it is: one less it. Prices are from nothing to one.</summary>
    private static bool TryYesPrice(ref long price, Side side, bool usesYesPrice, Listing listing)
    {
        var one = DecimalText.PowerOfTen(listing.PriceScale);
        if (price < 0 || price > one)
            return false;
        if (side == Side.Sell && !usesYesPrice)
            price = one - price;
        return true;
    }

    private static Message MessageOf(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("orderbook_delta"u8))
            return Message.Delta;
        if (word.SequenceEqual("orderbook_snapshot"u8))
            return Message.Snapshot;
        if (word.SequenceEqual("trade"u8))
            return Message.Trade;
        if (word.SequenceEqual("market_lifecycle_v2"u8))
            return Message.Lifecycle;
        if (word.SequenceEqual("error"u8))
            return Message.Error;
        if (word.SequenceEqual("ok"u8))
            return Message.Answer;

        // We never ask for it.
        if (word.SequenceEqual("unsubscribed"u8))
            return Message.End;
        return word.SequenceEqual("subscribed"u8) || word.SequenceEqual("ticker"u8) || word.SequenceEqual("event_lifecycle"u8) || word.SequenceEqual("event_fee_update"u8)
            ? Message.Unwanted
            : Message.Unknown;
    }
}
