using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Okx;

/// <summary>
/// Frames of OKX v5:
/// <code>
/// {"arg":{"channel":"books","instId":"BTC-USDT"},"action":"snapshot|update","data":[{"asks":[["p","q","0","n"]],"bids":[],"ts":"ms","checksum":int,"seqId":n,"prevSeqId":n}]}
/// {"arg":{"channel":"trades","instId":..},"data":[{"instId":..,"tradeId":"n","px":..,"sz":..,"side":"buy","ts":"ms"}]}
/// </code>
/// </summary>
internal static class OkxFrames
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
        if (frame.SequenceEqual("pong"u8))
            return DriftKind.None;
        var scanner = new FrameScanner(frame);
        var channel = Channel.None;
        Listing? listing = null;
        var (isSnapshot, isUpdate, isError, isEnd, isEvent) = (false, false, false, false, false);
        var dataAt = -1;
        var (isRead, drift) = (false, DriftKind.None);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("arg"u8))
                ReadArgument(ref scanner, listings, out channel, out listing);
            else if (name.SequenceEqual("action"u8))
            {
                scanner.Text(out var action);
                isSnapshot = action.SequenceEqual("snapshot"u8);
                isUpdate = action.SequenceEqual("update"u8);
            }
            else if (name.SequenceEqual("data"u8))
            {
                // Which listing and whether it is a snapshot stand before the data in what was recorded; JSON promises no order, so otherwise it is read later.
                dataAt = scanner.Position;
                isRead = listing is not null && (channel == Channel.Trades || (channel == Channel.Book && (isSnapshot || isUpdate))) && content.Parts.IsEmpty;
                if (isRead)
                    drift = ReadData(ref scanner, channel, listing!, isSnapshot, content);
                else
                    scanner.Skip();
            }
            else if (name.SequenceEqual("event"u8))
            {
                isEvent = scanner.Text(out var word);
                isError = word.SequenceEqual("error"u8);
                isEnd = word.SequenceEqual("unsubscribe"u8);
            }
            else
                scanner.Skip();
        }

        if (!scanner.IsWhole)
            return DriftKind.BrokenFrame;
        if (isEvent || channel == Channel.Unwanted)
        {
            content.Clear();
            if (isError)
                content.Begin(PartKind.Refused, channel == Channel.Book && listing is not null ? listing.Id : ListingId.None);
            else if (isEnd && channel == Channel.Book && listing is not null)
                content.Begin(PartKind.Ended, listing.Id);
            return isError ? DriftKind.VenueError : isEvent || dataAt >= 0 ? DriftKind.None : DriftKind.BrokenFrame;
        }

        if (dataAt < 0 || channel == Channel.None)
            return DriftKind.BrokenFrame;
        if (channel == Channel.Unknown)
            return DriftKind.UnknownMessage;
        if (listing is null)
            return DriftKind.UnknownSymbol;
        if (channel == Channel.Book && !isSnapshot && !isUpdate)
            return DriftKind.UnknownWord;
        if (isRead)
            return drift;
        content.Clear();
        var data = scanner.At(dataAt);
        drift = ReadData(ref data, channel, listing, isSnapshot, content);
        return data.HasFailed ? DriftKind.BrokenFrame : drift;
    }

    private static DriftKind ReadData(ref FrameScanner data, Channel channel, Listing listing, bool isSnapshot, FrameContent content)
    {
        var drift = DriftKind.None;
        data.Array();
        while (data.NextItem())
        {
            var strange = channel == Channel.Trades
                ? ReadTrade(ref data, listing, content)
                : ReadBook(ref data, listing, isSnapshot ? PartKind.BookSnapshot : PartKind.BookUpdate, content);
            drift = drift == DriftKind.None ? strange : drift;
        }

        return drift;
    }

    private static void ReadArgument(ref FrameScanner scanner, ListingTable listings, out Channel channel, out Listing? listing)
    {
        channel = Channel.None;
        listing = null;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("channel"u8))
            {
                scanner.Text(out var word);
                channel = ChannelOf(word);
            }
            else if (name.SequenceEqual("instId"u8))
                listing = LevelText.Find(ref scanner, FeedVenue.Okx, listings);
            else
                scanner.Skip();
        }
    }

    private static DriftKind ReadBook(ref FrameScanner scanner, Listing listing, PartKind kind, FrameContent content)
    {
        ref var part = ref content.Begin(kind, listing.Id);
        var seen = 0;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("asks"u8))
            {
                seen |= 1;
                LevelText.Pairs(ref scanner, Side.Sell, listing, content);
            }
            else if (name.SequenceEqual("bids"u8))
            {
                seen |= 2;
                LevelText.Pairs(ref scanner, Side.Buy, listing, content);
            }
            else if (name.SequenceEqual("ts"u8))
            {
                scanner.Integer(out var time);
                part.EventTime = LevelText.Time(time);
            }
            else if (name.SequenceEqual("checksum"u8))
            {
                scanner.Integer(out var checksum);
                part.Checksum = unchecked((uint)checksum);

                // Since 2026 the field is always zero: no checksum.
                part.HasChecksum = checksum != 0;
            }
            else if (name.SequenceEqual("seqId"u8))
            {
                seen |= 4;
                scanner.Integer(out part.LastSequence);
            }
            else if (name.SequenceEqual("prevSeqId"u8))
            {
                seen |= 8;
                scanner.Integer(out part.PreviousSequence);
            }
            else
                scanner.Skip();
        }

        part.HasNoSequence = (seen & 12) != 12;
        part.HasMisfit = scanner.Misfit != DecimalTextError.None;
        part.IsCapped = scanner.IsCapped;

        // Neither number nor checksum: nothing would show a lost update.
        return (seen & 3) != 3 || (part.HasNoSequence && !part.HasChecksum) ? DriftKind.BrokenFrame : DriftKind.None;
    }

    private static DriftKind ReadTrade(ref FrameScanner scanner, Listing listing, FrameContent content)
    {
        ref var part = ref content.Begin(PartKind.Trades, listing.Id);
        var trade = default(TradePrint);
        var seen = 0;
        var drift = DriftKind.None;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("px"u8))
            {
                seen |= 1;
                scanner.Decimal(listing.PriceScale, out trade.Price, out _);
            }
            else if (name.SequenceEqual("sz"u8))
            {
                seen |= 2;
                scanner.Decimal(listing.QuantityScale, out trade.Quantity, out _);
            }
            else if (name.SequenceEqual("side"u8))
            {
                seen |= 4;
                scanner.Text(out var side);
                trade.Aggressor = side.SequenceEqual("buy"u8) ? Side.Buy : Side.Sell;
                if (trade.Aggressor == Side.Sell && !side.SequenceEqual("sell"u8))
                    drift = DriftKind.UnknownWord;
            }
            else if (name.SequenceEqual("ts"u8))
            {
                seen |= 8;
                scanner.Integer(out var time);
                trade.Time = LevelText.Time(time);
            }
            else if (name.SequenceEqual("tradeId"u8))
                scanner.Integer(out trade.TradeId);
            else
                scanner.Skip();
        }

        part.HasMisfit = scanner.Misfit != DecimalTextError.None;
        content.AddTrade(in trade);
        return seen == 15 ? drift : DriftKind.BrokenFrame;
    }

    private static Channel ChannelOf(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("books"u8) || word.SequenceEqual("books-l2-tbt"u8) || word.SequenceEqual("books50-l2-tbt"u8))
            return Channel.Book;
        if (word.SequenceEqual("trades"u8))
            return Channel.Trades;
        return word.SequenceEqual("tickers"u8) || word.SequenceEqual("books5"u8) || word.SequenceEqual("bbo-tbt"u8) || word.SequenceEqual("funding-rate"u8)
            || word.SequenceEqual("mark-price"u8) || word.SequenceEqual("open-interest"u8) || word.SequenceEqual("index-tickers"u8) || word.SequenceEqual("instruments"u8)
            ? Channel.Unwanted
            : Channel.Unknown;
    }
}
