using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Bybit;

/// <summary>
/// Frames of Bybit v5; spot and linear order their members differently:
/// <code>
/// {"topic":"orderbook.200.BTCUSDT","type":"snapshot|delta","ts":ms,"data":{"s":"BTCUSDT","b":[["p","q"]],"a":[],"u":n,"seq":n},"cts":ms}
/// {"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":ms,"data":[{"T":ms,"s":..,"S":"Buy","v":"q","p":"p","i":"id"}]}      S: the taker's
/// {"success":true,"ret_msg":"","op":"subscribe"}   {"op":"pong"}
/// </code>
/// <c>u</c> counts the messages of a topic; <c>seq</c> orders topics among each other and has holes.
/// </summary>
internal static class BybitFrames
{
    private enum Channel : byte
    {
        None,
        Book,
        Trades,
        Unwanted,
        Unknown,
    }

    public static DriftKind Decode(ReadOnlySpan<byte> frame, FeedVenue venue, int depth, ListingTable listings, FrameContent content)
    {
        var scanner = new FrameScanner(frame);
        var channel = Channel.None;
        Listing? listing = null;
        var (isSnapshot, isDelta, isAnswer, isRefused) = (false, false, false, false);
        long time = 0, engineTime = 0;
        var dataAt = -1;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("topic"u8))
            {
                scanner.Text(out var topic);
                channel = ChannelOf(topic, depth, out var symbol);
                listing = listings.TryFind(venue, symbol, out var found) ? found : null;
            }
            else if (name.SequenceEqual("type"u8))
            {
                scanner.Text(out var type);
                isSnapshot = type.SequenceEqual("snapshot"u8);
                isDelta = type.SequenceEqual("delta"u8);
            }
            else if (name.SequenceEqual("data"u8))
            {
                dataAt = scanner.Position;
                scanner.Skip();
            }
            else if (name.SequenceEqual("ts"u8))
                scanner.Integer(out time);
            else if (name.SequenceEqual("cts"u8))
                scanner.Integer(out engineTime);
            else if (name.SequenceEqual("op"u8))
                isAnswer = scanner.Text(out _);
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
        if (isAnswer && isRefused)
            content.Begin(PartKind.Refused, ListingId.None);
        if (isAnswer)
            return isRefused ? DriftKind.VenueError : DriftKind.None;
        if (channel == Channel.Unwanted)
            return DriftKind.None;
        if (channel == Channel.Unknown)
            return DriftKind.UnknownMessage;
        if (channel == Channel.None || dataAt < 0)
            return DriftKind.BrokenFrame;
        if (listing is null)
            return DriftKind.UnknownSymbol;
        var data = scanner.At(dataAt);
        if (channel == Channel.Trades)
            return ReadTrades(ref data, listing, content);
        if (!isSnapshot && !isDelta)
            return DriftKind.UnknownWord;
        return ReadBook(ref data, listing, isSnapshot ? PartKind.BookSnapshot : PartKind.BookUpdate, LevelText.Time(engineTime != 0 ? engineTime : time), content);
    }

    private static DriftKind ReadBook(ref FrameScanner scanner, Listing listing, PartKind kind, Timestamp time, FrameContent content)
    {
        ref var part = ref content.Begin(kind, listing.Id);
        part.EventTime = time;
        var seen = 0;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("b"u8))
            {
                seen |= 1;
                LevelText.Pairs(ref scanner, Side.Buy, listing, content);
            }
            else if (name.SequenceEqual("a"u8))
            {
                seen |= 2;
                LevelText.Pairs(ref scanner, Side.Sell, listing, content);
            }
            else if (name.SequenceEqual("u"u8))
            {
                seen |= 4;
                scanner.Integer(out part.LastSequence);
            }
            else
                scanner.Skip();
        }

        part.FirstSequence = part.LastSequence;
        part.HasMisfit = scanner.Misfit != DecimalTextError.None;
        part.IsCapped = scanner.IsCapped;
        return scanner.HasFailed || seen != 7 ? DriftKind.BrokenFrame : DriftKind.None;
    }

    private static DriftKind ReadTrades(ref FrameScanner scanner, Listing listing, FrameContent content)
    {
        ref var part = ref content.Begin(PartKind.Trades, listing.Id);
        var drift = DriftKind.None;
        scanner.Array();
        while (scanner.NextItem())
        {
            var strange = ReadTrade(ref scanner, listing, content);
            drift = drift == DriftKind.None ? strange : drift;
        }

        part.HasMisfit = scanner.Misfit != DecimalTextError.None;
        return scanner.HasFailed ? DriftKind.BrokenFrame : drift;
    }

    private static DriftKind ReadTrade(ref FrameScanner scanner, Listing listing, FrameContent content)
    {
        var trade = default(TradePrint);
        var seen = 0;
        var drift = DriftKind.None;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("p"u8))
            {
                seen |= 1;
                scanner.Decimal(listing.PriceScale, out trade.Price, out _);
            }
            else if (name.SequenceEqual("v"u8))
            {
                seen |= 2;
                scanner.Decimal(listing.QuantityScale, out trade.Quantity, out _);
            }
            else if (name.SequenceEqual("S"u8))
            {
                seen |= 4;
                scanner.Text(out var side);
                trade.Aggressor = side.SequenceEqual("Buy"u8) ? Side.Buy : Side.Sell;
                if (trade.Aggressor == Side.Sell && !side.SequenceEqual("Sell"u8))
                    drift = DriftKind.UnknownWord;
            }
            else if (name.SequenceEqual("T"u8))
            {
                seen |= 8;
                scanner.Integer(out var time);
                trade.Time = LevelText.Time(time);
            }
            else if (name.SequenceEqual("i"u8))
            {
                // Spot numbers its trades; the ids of contracts are UUIDs.
                scanner.Text(out var id);
                if (DecimalText.TryParse(id, 0, out var number) == DecimalTextError.None)
                    trade.TradeId = number;
            }
            else
                scanner.Skip();
        }

        content.AddTrade(in trade);
        return seen == 15 ? drift : DriftKind.BrokenFrame;
    }

    /// <summary>What a topic is about: <c>orderbook.200.BTCUSDT</c>, <c>publicTrade.BTCUSDT</c>. Other depths of the book have counts of their own and are not wanted.</summary>
    private static Channel ChannelOf(ReadOnlySpan<byte> topic, int depth, out ReadOnlySpan<byte> symbol)
    {
        var first = topic.IndexOf((byte)'.');
        var last = topic.LastIndexOf((byte)'.');
        symbol = topic[(last + 1)..];
        if (first < 0)
            return Channel.Unknown;
        var word = topic[..first];
        if (word.SequenceEqual("publicTrade"u8))
            return Channel.Trades;
        if (word.SequenceEqual("orderbook"u8))
            return last > first && DecimalText.TryParse(topic[(first + 1)..last], 0, out var levels) == DecimalTextError.None && levels == depth ? Channel.Book : Channel.Unwanted;
        return word.SequenceEqual("tickers"u8) || word.SequenceEqual("kline"u8) || word.SequenceEqual("allLiquidation"u8) || word.SequenceEqual("liquidation"u8)
            ? Channel.Unwanted
            : Channel.Unknown;
    }
}
