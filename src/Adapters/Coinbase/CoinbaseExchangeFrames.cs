using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Coinbase;

/// <summary>
/// Frames of Coinbase Exchange:
/// <code>
/// {"type":"snapshot","product_id":"BTC-USD","asks":[["p","q"]],"bids":[]}
/// {"type":"l2update","product_id":"BTC-USD","changes":[["buy|sell","p","q"]],"time":"..Z"}
/// {"type":"subscriptions","channels":[{"name":"level2_batch","product_ids":["BTC-USD"]}]}      all that holds now, after each request
/// {"type":"match","trade_id":1,"side":"sell","size":"q","price":"p","product_id":"BTC-USD","sequence":n,"time":"..Z"}      side: the maker's
/// </code>
/// Books have neither numbers nor checksums, so a change that cannot be read makes the frame broken, whatever it is.
/// </summary>
internal static class CoinbaseExchangeFrames
{
    private enum Message : byte
    {
        None,
        Snapshot,
        Update,
        Match,
        Error,
        Subscriptions,
        Unwanted,
        Unknown,
    }

    /// <summary>Where members stand whose scales may be known only after them.</summary>
    private struct Places
    {
        public int Bids;
        public int Asks;
        public int Changes;
        public int Channels;
        public int Price;
        public int Size;
    }

    public static DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content)
    {
        var scanner = new FrameScanner(frame);
        var message = Message.None;
        Listing? listing = null;
        var trade = default(TradePrint);
        var at = new Places { Bids = -1, Asks = -1, Changes = -1, Channels = -1, Price = -1, Size = -1 };
        var (isSell, isBuy) = (false, false);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("type"u8))
            {
                scanner.Text(out var word);
                message = MessageOf(word);
            }
            else if (name.SequenceEqual("product_id"u8))
                listing = LevelText.Find(ref scanner, FeedVenue.CoinbaseExchange, listings);
            else if (name.SequenceEqual("bids"u8))
                at.Bids = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("asks"u8))
                at.Asks = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("changes"u8))
                at.Changes = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("channels"u8))
                at.Channels = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("price"u8))
                at.Price = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("size"u8))
                at.Size = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("side"u8))
            {
                scanner.Text(out var side);
                (isSell, isBuy) = (side.SequenceEqual("sell"u8), side.SequenceEqual("buy"u8));
            }
            else if (name.SequenceEqual("trade_id"u8))
                scanner.Integer(out trade.TradeId);
            else if (name.SequenceEqual("time"u8))
            {
                scanner.Text(out var text);
                if (!IsoTime.TryParse(text, out trade.Time))
                    scanner.Fail();
            }
            else
                scanner.Skip();
        }

        if (!scanner.IsWhole || message == Message.None)
            return DriftKind.BrokenFrame;
        if (message == Message.Error)
            content.Begin(PartKind.Refused, ListingId.None);
        if (message is Message.Error or Message.Unwanted or Message.Unknown)
            return message == Message.Error ? DriftKind.VenueError : message == Message.Unknown ? DriftKind.UnknownMessage : DriftKind.None;
        if (message == Message.Subscriptions)
            return ReadChannels(ref scanner, at.Channels, listings, content);
        if (listing is null)
            return DriftKind.UnknownSymbol;
        switch (message)
        {
            case Message.Snapshot:
                return ReadSnapshot(ref scanner, in at, trade.Time, listing, content);
            case Message.Update:
                return ReadChanges(ref scanner, in at, trade.Time, listing, content);
            default:
                if (!isSell && !isBuy)
                    return DriftKind.UnknownWord;
                trade.Aggressor = isSell ? Side.Buy : Side.Sell;
                return ReadMatch(ref scanner, in at, trade, listing, content);
        }
    }

    private static DriftKind ReadChannels(ref FrameScanner scanner, int position, ListingTable listings, FrameContent content)
    {
        if (position < 0)
            return DriftKind.BrokenFrame;
        content.IsGrantList = true;
        var channels = scanner.At(position);
        channels.Array();
        while (channels.NextItem())
        {
            var (granted, productsAt) = (FeedChannels.None, -1);
            channels.Object();
            while (channels.NextName(out var name))
            {
                if (name.SequenceEqual("name"u8))
                {
                    channels.Text(out var channel);
                    granted = channel.StartsWith("level2"u8) ? FeedChannels.Books : channel.SequenceEqual("matches"u8) ? FeedChannels.Trades : FeedChannels.None;
                }
                else if (name.SequenceEqual("product_ids"u8))
                    productsAt = LevelText.Later(ref channels);
                else
                    channels.Skip();
            }

            if (productsAt < 0 || channels.HasFailed)
                continue;
            var products = channels.At(productsAt);
            CoinbaseGrants.Read(ref products, FeedVenue.CoinbaseExchange, granted, listings, content);
            channels.FailWith(in products);
        }

        return channels.HasFailed ? DriftKind.BrokenFrame : DriftKind.None;
    }

    private static DriftKind ReadSnapshot(ref FrameScanner scanner, in Places at, Timestamp time, Listing listing, FrameContent content)
    {
        if (at.Bids < 0 || at.Asks < 0)
            return DriftKind.BrokenFrame;
        ref var part = ref content.Begin(PartKind.BookSnapshot, listing.Id);
        part.EventTime = time;
        var again = scanner.At(at.Bids);
        LevelText.Pairs(ref again, Side.Buy, listing, content);
        scanner.FailWith(in again);
        again = scanner.At(at.Asks);
        LevelText.Pairs(ref again, Side.Sell, listing, content);
        scanner.FailWith(in again);
        part.HasMisfit = scanner.Misfit != DecimalTextError.None;
        part.IsCapped = scanner.IsCapped;
        return scanner.HasFailed ? DriftKind.BrokenFrame : DriftKind.None;
    }

    private static DriftKind ReadChanges(ref FrameScanner scanner, in Places at, Timestamp time, Listing listing, FrameContent content)
    {
        if (at.Changes < 0)
            return DriftKind.BrokenFrame;
        ref var part = ref content.Begin(PartKind.BookUpdate, listing.Id);
        part.EventTime = time;
        var changes = scanner.At(at.Changes);
        changes.Array();
        while (changes.NextItem())
        {
            changes.Array();
            if (!changes.NextItem() || !changes.Text(out var word)
                || !changes.NextItem() || !changes.Decimal(listing.PriceScale, out var price, out _)
                || !changes.NextItem() || !changes.Quantity(listing.QuantityScale, out var quantity, out _))
                return DriftKind.BrokenFrame;
            var side = word.SequenceEqual("sell"u8) ? Side.Sell : Side.Buy;
            if (quantity < 0 || (side == Side.Buy && !word.SequenceEqual("buy"u8)))
                return DriftKind.BrokenFrame;
            content.AddLevel(side, price, listing.PriceScale, quantity, listing.QuantityScale);
            while (changes.NextItem())
                changes.Skip();
        }

        part.HasMisfit = changes.Misfit != DecimalTextError.None;
        part.IsCapped = changes.IsCapped;
        return changes.HasFailed ? DriftKind.BrokenFrame : DriftKind.None;
    }

    private static DriftKind ReadMatch(ref FrameScanner scanner, in Places at, TradePrint trade, Listing listing, FrameContent content)
    {
        if (at.Price < 0 || at.Size < 0)
            return DriftKind.BrokenFrame;
        ref var part = ref content.Begin(PartKind.Trades, listing.Id);
        trade.Price = LevelText.DecimalAt(ref scanner, at.Price, listing.PriceScale, ref part);
        trade.Quantity = LevelText.DecimalAt(ref scanner, at.Size, listing.QuantityScale, ref part);
        content.AddTrade(in trade);
        return scanner.HasFailed ? DriftKind.BrokenFrame : DriftKind.None;
    }

    private static Message MessageOf(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("l2update"u8))
            return Message.Update;
        if (word.SequenceEqual("snapshot"u8))
            return Message.Snapshot;
        if (word.SequenceEqual("match"u8))
            return Message.Match;
        if (word.SequenceEqual("error"u8))
            return Message.Error;
        if (word.SequenceEqual("subscriptions"u8))
            return Message.Subscriptions;

        // The last match is one from before the subscription.
        return word.SequenceEqual("last_match"u8) || word.SequenceEqual("ticker"u8) || word.SequenceEqual("heartbeat"u8) || word.SequenceEqual("status"u8)
            || word.SequenceEqual("received"u8) || word.SequenceEqual("open"u8) || word.SequenceEqual("done"u8) || word.SequenceEqual("change"u8) || word.SequenceEqual("activate"u8)
            ? Message.Unwanted
            : Message.Unknown;
    }
}
