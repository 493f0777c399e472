using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Coinbase;

/// <summary>
/// Frames of Coinbase Advanced Trade:
/// <code>
/// {"channel":"l2_data","timestamp":"..Z","sequence_num":13,"events":[{"type":"snapshot|update","product_id":"BTC-USD","updates":[{"side":"bid|offer","event_time":"..Z","price_level":"p","new_quantity":"q"}]}]}
/// {"channel":"market_trades",..,"events":[{"type":"update","trades":[{"product_id":"BTC-USD","trade_id":"1068572091","price":"p","size":"q","time":"..Z","side":"SELL"}]}]}      side: the maker's
/// {"channel":"subscriptions",..,"events":[{"subscriptions":{"level2":["BTC-USD"],"market_trades":["BTC-USD"]}}]}      all that holds now, after each request
/// </code>
/// <c>sequence_num</c> counts every message of the connection, whatever its channel. A whole book has megabytes: it is read in one go where channel, kind and product stand before it, as they do.
/// </summary>
internal static class CoinbaseAdvancedFrames
{
    private const long ConnectionCount = 1;

    private enum Channel : byte
    {
        None,
        Book,
        Trades,
        Subscriptions,
        Unwanted,
        Unknown,
    }

    public static DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content)
    {
        var scanner = new FrameScanner(frame);
        var channel = Channel.None;
        var time = default(Timestamp);
        var drift = DriftKind.None;
        var (isRead, isError) = (false, false);
        long sequence = -1;
        var eventsAt = -1;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("channel"u8))
            {
                scanner.Text(out var word);
                channel = ChannelOf(word);
            }
            else if (name.SequenceEqual("sequence_num"u8))
                scanner.Integer(out sequence);
            else if (name.SequenceEqual("timestamp"u8))
            {
                scanner.Text(out var text);
                if (!IsoTime.TryParse(text, out time))
                    scanner.Fail();
            }
            else if (name.SequenceEqual("events"u8) && channel is Channel.Book or Channel.Trades or Channel.Subscriptions)
            {
                drift = ReadEvents(ref scanner, channel, listings, content);
                isRead = true;
            }
            else if (name.SequenceEqual("events"u8))
                eventsAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("type"u8))
            {
                scanner.Text(out var type);
                isError = type.SequenceEqual("error"u8);
            }
            else
                scanner.Skip();
        }

        if (!scanner.IsWhole)
            return DriftKind.BrokenFrame;
        if (isError)
        {
            content.Begin(PartKind.Refused, ListingId.None);
            return DriftKind.VenueError;
        }

        if (channel == Channel.None || sequence < 0)
            return DriftKind.BrokenFrame;
        content.SetStream(ConnectionCount, sequence);
        if (channel is Channel.Unwanted or Channel.Unknown)
            return channel == Channel.Unknown ? DriftKind.UnknownMessage : DriftKind.None;
        if (!isRead)
        {
            if (eventsAt < 0)
                return DriftKind.BrokenFrame;
            var again = scanner.At(eventsAt);
            drift = ReadEvents(ref again, channel, listings, content);
            if (again.HasFailed)
                return DriftKind.BrokenFrame;
        }

        foreach (ref var part in content.Parts)
            part.EventTime = time;

        // One product among others that we do not know takes nothing away from them.
        return drift == DriftKind.UnknownSymbol && content.Parts.Length > 0 ? DriftKind.None : drift;
    }

    private static DriftKind ReadEvents(ref FrameScanner scanner, Channel channel, ListingTable listings, FrameContent content)
    {
        var drift = DriftKind.None;
        scanner.Array();
        while (scanner.NextItem())
        {
            var strange = channel switch
            {
                Channel.Book => ReadBook(ref scanner, listings, content),
                Channel.Trades => ReadTrades(ref scanner, listings, content),
                _ => ReadSubscriptions(ref scanner, listings, content),
            };
            if (strange != DriftKind.None && drift is DriftKind.None or DriftKind.UnknownSymbol)
                drift = strange;
        }

        return drift;
    }

    private static DriftKind ReadSubscriptions(ref FrameScanner scanner, ListingTable listings, FrameContent content)
    {
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (!name.SequenceEqual("subscriptions"u8))
            {
                scanner.Skip();
                continue;
            }

            content.IsGrantList = true;
            scanner.Object();
            while (scanner.NextName(out var channel))
            {
                var granted = channel.SequenceEqual("level2"u8) || channel.SequenceEqual("l2_data"u8) ? FeedChannels.Books : channel.SequenceEqual("market_trades"u8) ? FeedChannels.Trades : FeedChannels.None;
                if (granted == FeedChannels.None)
                    scanner.Skip();
                else
                    CoinbaseGrants.Read(ref scanner, FeedVenue.CoinbaseAdvanced, granted, listings, content);
            }
        }

        return DriftKind.None;
    }

    private static DriftKind ReadBook(ref FrameScanner scanner, ListingTable listings, FrameContent content)
    {
        Listing? listing = null;
        var kind = PartKind.None;
        var isRead = false;
        var updatesAt = -1;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("type"u8))
            {
                scanner.Text(out var type);
                kind = type.SequenceEqual("snapshot"u8) ? PartKind.BookSnapshot : type.SequenceEqual("update"u8) ? PartKind.BookUpdate : PartKind.None;
            }
            else if (name.SequenceEqual("product_id"u8))
                listing = LevelText.Find(ref scanner, FeedVenue.CoinbaseAdvanced, listings);
            else if (name.SequenceEqual("updates"u8) && listing is not null && kind != PartKind.None)
            {
                ReadLevels(ref scanner, kind, listing, content);
                isRead = true;
            }
            else if (name.SequenceEqual("updates"u8))
                updatesAt = LevelText.Later(ref scanner);
            else
                scanner.Skip();
        }

        if (scanner.HasFailed || isRead)
            return DriftKind.None;
        if (updatesAt < 0)
            scanner.Fail();
        else if (listing is null)
            return DriftKind.UnknownSymbol;
        else if (kind == PartKind.None)
            return DriftKind.UnknownWord;
        else
        {
            var again = scanner.At(updatesAt);
            ReadLevels(ref again, kind, listing, content);
            scanner.FailWith(in again);
        }

        return DriftKind.None;
    }

    private static void ReadLevels(ref FrameScanner scanner, PartKind kind, Listing listing, FrameContent content)
    {
        ref var part = ref content.Begin(kind, listing.Id);
        scanner.Array();
        while (scanner.NextItem())
        {
            var seen = 0;
            var side = Side.Buy;
            long price = 0, quantity = 0;
            scanner.Object();
            while (scanner.NextName(out var name))
            {
                if (name.SequenceEqual("side"u8))
                {
                    scanner.Text(out var word);
                    side = word.SequenceEqual("offer"u8) ? Side.Sell : Side.Buy;
                    seen |= side == Side.Sell || word.SequenceEqual("bid"u8) ? 1 : 0;
                }
                else if (name.SequenceEqual("price_level"u8))
                {
                    seen |= 2;
                    scanner.Decimal(listing.PriceScale, out price, out _);
                }
                else if (name.SequenceEqual("new_quantity"u8))
                {
                    seen |= 4;
                    scanner.Quantity(listing.QuantityScale, out quantity, out _);
                }
                else
                    scanner.Skip();
            }

            if (seen != 7 || quantity < 0)
            {
                scanner.Fail();
                return;
            }

            content.AddLevel(side, price, listing.PriceScale, quantity, listing.QuantityScale);
        }

        part.HasMisfit = scanner.Misfit != DecimalTextError.None;
        part.IsCapped = scanner.IsCapped;
    }

    private static DriftKind ReadTrades(ref FrameScanner scanner, ListingTable listings, FrameContent content)
    {
        var isUpdate = false;
        var tradesAt = -1;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("type"u8))
            {
                scanner.Text(out var type);
                isUpdate = type.SequenceEqual("update"u8);
            }
            else if (name.SequenceEqual("trades"u8))
                tradesAt = LevelText.Later(ref scanner);
            else
                scanner.Skip();
        }

        if (scanner.HasFailed || !isUpdate)
        {
            // The first message repeats trades from before.
            return DriftKind.None;
        }

        if (tradesAt < 0)
            scanner.Fail();
        var drift = DriftKind.None;
        var again = scanner.At(tradesAt);
        again.Array();
        while (again.NextItem())
        {
            var strange = ReadTrade(ref again, listings, content);
            if (strange != DriftKind.None && drift is DriftKind.None or DriftKind.UnknownSymbol)
                drift = strange;
        }

        scanner.FailWith(in again);
        return drift;
    }

    private static DriftKind ReadTrade(ref FrameScanner scanner, ListingTable listings, FrameContent content)
    {
        Listing? listing = null;
        var trade = default(TradePrint);
        var (sideSeen, sideKnown) = (false, false);
        int priceAt = -1, sizeAt = -1;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("product_id"u8))
                listing = LevelText.Find(ref scanner, FeedVenue.CoinbaseAdvanced, listings);
            else if (name.SequenceEqual("trade_id"u8))
                scanner.Integer(out trade.TradeId);
            else if (name.SequenceEqual("price"u8))
                priceAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("size"u8))
                sizeAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("side"u8))
            {
                // Of the maker: of 79 recorded trades 49 of SELL stood at the ask and 26 of BUY at the bid, one the other way.
                sideSeen = scanner.Text(out var side);
                sideKnown = side.SequenceEqual("SELL"u8) || side.SequenceEqual("BUY"u8);
                trade.Aggressor = side.SequenceEqual("SELL"u8) ? Side.Buy : Side.Sell;
            }
            else if (name.SequenceEqual("time"u8))
            {
                scanner.Text(out var text);
                if (!IsoTime.TryParse(text, out trade.Time))
                    scanner.Fail();
            }
            else
                scanner.Skip();
        }

        if (priceAt < 0 || sizeAt < 0 || !sideSeen)
            scanner.Fail();
        if (scanner.HasFailed)
            return DriftKind.None;
        if (listing is null)
            return DriftKind.UnknownSymbol;
        if (!sideKnown)
            return DriftKind.UnknownWord;
        if (content.Parts.Length == 0 || content.Parts[^1].Listing != listing.Id)
            content.Begin(PartKind.Trades, listing.Id);
        ref var part = ref content.Parts[^1];
        trade.Price = LevelText.DecimalAt(ref scanner, priceAt, listing.PriceScale, ref part);
        trade.Quantity = LevelText.DecimalAt(ref scanner, sizeAt, listing.QuantityScale, ref part);
        content.AddTrade(in trade);
        return DriftKind.None;
    }

    private static Channel ChannelOf(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("l2_data"u8))
            return Channel.Book;
        if (word.SequenceEqual("market_trades"u8))
            return Channel.Trades;
        if (word.SequenceEqual("subscriptions"u8))
            return Channel.Subscriptions;
        return word.SequenceEqual("heartbeats"u8) || word.SequenceEqual("ticker"u8) || word.SequenceEqual("ticker_batch"u8)
            || word.SequenceEqual("candles"u8) || word.SequenceEqual("status"u8)
            ? Channel.Unwanted
            : Channel.Unknown;
    }
}
