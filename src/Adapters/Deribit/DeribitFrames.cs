using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Deribit;

/// <summary>
/// Frames of Deribit's JSON-RPC, API v2; prices and amounts are JSON numbers, at times with an exponent (<c>1.6e-7</c>):
/// <code>
/// {"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.BTC-PERPETUAL.100ms","data":{"type":"snapshot|change","timestamp":ms,"instrument_name":..,
///   "change_id":n,"prev_change_id":n,"bids":[["new|change|delete",p,q]],"asks":[]}}}
/// ..  "channel":"trades.BTC-PERPETUAL.100ms","data":[{"instrument_name":..,"trade_id":"1","trade_seq":n,"timestamp":ms,"price":p,"amount":q,"direction":"buy"}]
/// {"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}      must be answered, or the connection is closed
/// </code>
/// </summary>
internal static class DeribitFrames
{
    /// <summary>A request of this number and n asks for n books.</summary>
    public const int BooksAsked = 1_000;

    private const string TestAnswer = """{"jsonrpc":"2.0","id":9,"method":"public/test","params":{} }""";

    private enum Method : byte
    {
        None,
        Subscription,
        Heartbeat,
        Unknown,
    }

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
        var method = Method.None;
        var (isAnswer, isError) = (false, false);
        var (parametersAt, resultAt) = (-1, -1);
        long id = 0;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("method"u8))
            {
                scanner.Text(out var word);
                method = word.SequenceEqual("subscription"u8) ? Method.Subscription : word.SequenceEqual("heartbeat"u8) ? Method.Heartbeat : Method.Unknown;
            }
            else if (name.SequenceEqual("params"u8))
                parametersAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("result"u8))
            {
                isAnswer = true;
                resultAt = LevelText.Later(ref scanner);
            }
            else if (name.SequenceEqual("id"u8) && scanner.Kind == JsonKind.Number)
                scanner.Integer(out id);
            else if (name.SequenceEqual("error"u8))
                isError = scanner.Skip();
            else
                scanner.Skip();
        }

        if (!scanner.IsWhole)
            return DriftKind.BrokenFrame;
        isError |= isAnswer && id > BooksAsked && BooksIn(scanner.At(resultAt)) < id - BooksAsked;
        if (isError)
            content.Begin(PartKind.Refused, ListingId.None);
        if (isError || isAnswer)
            return isError ? DriftKind.VenueError : DriftKind.None;
        if (method == Method.Unknown)
            return DriftKind.UnknownMessage;
        if (method == Method.None || parametersAt < 0)
            return DriftKind.BrokenFrame;
        var parameters = scanner.At(parametersAt);
        return method == Method.Heartbeat ? ReadHeartbeat(ref parameters, content) : ReadParameters(ref parameters, listings, content);
    }

    /// <summary>Books among the channels that were granted: those that are not there were refused without a word.</summary>
    private static int BooksIn(FrameScanner scanner)
    {
        var books = 0;
        scanner.Array();
        while (scanner.NextItem())
        {
            scanner.Text(out var channel);
            books += channel.StartsWith("book."u8) ? 1 : 0;
        }

        return books;
    }

    private static DriftKind ReadHeartbeat(ref FrameScanner scanner, FrameContent content)
    {
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("type"u8))
            {
                scanner.Text(out var type);
                if (type.SequenceEqual("test_request"u8))
                    content.Answer = TestAnswer;
            }
            else
                scanner.Skip();
        }

        return scanner.HasFailed ? DriftKind.BrokenFrame : DriftKind.None;
    }

    private static DriftKind ReadParameters(ref FrameScanner scanner, ListingTable listings, FrameContent content)
    {
        var channel = Channel.None;
        var dataAt = -1;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("channel"u8))
            {
                scanner.Text(out var word);
                channel = ChannelOf(word);
            }
            else if (name.SequenceEqual("data"u8))
                dataAt = LevelText.Later(ref scanner);
            else
                scanner.Skip();
        }

        if (scanner.HasFailed || channel == Channel.None || dataAt < 0)
            return DriftKind.BrokenFrame;
        if (channel is Channel.Unwanted or Channel.Unknown)
            return channel == Channel.Unknown ? DriftKind.UnknownMessage : DriftKind.None;
        var data = scanner.At(dataAt);
        if (channel == Channel.Book)
            return ReadBook(ref data, listings, content);
        var drift = DriftKind.None;
        data.Array();
        while (data.NextItem())
        {
            var strange = ReadTrade(ref data, listings, content);
            if (strange != DriftKind.None && drift is DriftKind.None or DriftKind.UnknownSymbol)
                drift = strange;
        }

        return data.HasFailed ? DriftKind.BrokenFrame : drift == DriftKind.UnknownSymbol && content.Parts.Length > 0 ? DriftKind.None : drift;
    }

    private static DriftKind ReadBook(ref FrameScanner scanner, ListingTable listings, FrameContent content)
    {
        Listing? listing = null;
        var kind = PartKind.None;
        long time = 0, number = -1, previous = -1;
        int bidsAt = -1, asksAt = -1;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("type"u8))
            {
                scanner.Text(out var type);
                kind = type.SequenceEqual("change"u8) ? PartKind.BookUpdate : type.SequenceEqual("snapshot"u8) ? PartKind.BookSnapshot : PartKind.None;
            }
            else if (name.SequenceEqual("instrument_name"u8))
                listing = LevelText.Find(ref scanner, FeedVenue.Deribit, listings);
            else if (name.SequenceEqual("timestamp"u8))
                scanner.Integer(out time);
            else if (name.SequenceEqual("change_id"u8))
                scanner.Integer(out number);
            else if (name.SequenceEqual("prev_change_id"u8))
            {
                // Null, or not there, in a snapshot.
                if (!scanner.TakeNull())
                    scanner.Integer(out previous);
            }
            else if (name.SequenceEqual("bids"u8))
                bidsAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("asks"u8))
                asksAt = LevelText.Later(ref scanner);
            else
                scanner.Skip();
        }

        if (scanner.HasFailed || number < 0 || bidsAt < 0 || asksAt < 0 || (kind == PartKind.BookUpdate && previous < 0))
            return DriftKind.BrokenFrame;
        if (kind == PartKind.None)
            return DriftKind.UnknownWord;
        if (listing is null)
            return DriftKind.UnknownSymbol;
        ref var part = ref content.Begin(kind, listing.Id);
        part.EventTime = LevelText.Time(time);
        (part.FirstSequence, part.LastSequence, part.PreviousSequence) = (number, number, previous);
        var isKnown = ReadLevels(ref scanner, bidsAt, Side.Buy, listing, content) & ReadLevels(ref scanner, asksAt, Side.Sell, listing, content);
        part.HasMisfit = scanner.Misfit != DecimalTextError.None;
        part.IsCapped = scanner.IsCapped;
        return scanner.HasFailed ? DriftKind.BrokenFrame : isKnown ? DriftKind.None : DriftKind.UnknownWord;
    }

    /// <summary>Reads <c>[["new",p,q],["delete",p,0.0]]</c>.</summary>
    /// <returns>False where something is done to a level that we do not know.</returns>
    private static bool ReadLevels(ref FrameScanner scanner, int position, Side side, Listing listing, FrameContent content)
    {
        var levels = scanner.At(position);
        var isKnown = true;
        levels.Array();
        while (levels.NextItem())
        {
            levels.Array();
            if (!levels.NextItem() || !levels.Text(out var action)
                || !levels.NextItem() || !levels.Decimal(listing.PriceScale, out var price, out _)
                || !levels.NextItem() || !levels.Quantity(listing.QuantityScale, out var quantity, out _) || quantity < 0)
            {
                levels.Fail();
                break;
            }

            var isDelete = action.SequenceEqual("delete"u8);
            isKnown &= isDelete || action.SequenceEqual("new"u8) || action.SequenceEqual("change"u8);
            content.AddLevel(side, price, listing.PriceScale, isDelete ? 0 : quantity, listing.QuantityScale);
            while (levels.NextItem())
                levels.Skip();
        }

        scanner.FailWith(in levels);
        return isKnown;
    }

    private static DriftKind ReadTrade(ref FrameScanner scanner, ListingTable listings, FrameContent content)
    {
        Listing? listing = null;
        var trade = default(TradePrint);
        var seen = 0;
        int priceAt = -1, amountAt = -1;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("instrument_name"u8))
                listing = LevelText.Find(ref scanner, FeedVenue.Deribit, listings);
            else if (name.SequenceEqual("trade_seq"u8))
                scanner.Integer(out trade.TradeId);
            else if (name.SequenceEqual("timestamp"u8))
            {
                scanner.Integer(out var time);
                trade.Time = LevelText.Time(time);
            }
            else if (name.SequenceEqual("price"u8))
                priceAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("amount"u8))
                amountAt = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("direction"u8))
            {
                scanner.Text(out var word);
                seen = word.SequenceEqual("buy"u8) ? 1 : word.SequenceEqual("sell"u8) ? 2 : 3;
            }
            else
                scanner.Skip();
        }

        if (priceAt < 0 || amountAt < 0 || seen == 0)
            scanner.Fail();
        if (scanner.HasFailed)
            return DriftKind.None;
        if (listing is null)
            return DriftKind.UnknownSymbol;
        if (seen == 3)
            return DriftKind.UnknownWord;
        trade.Aggressor = seen == 1 ? Side.Buy : Side.Sell;
        if (content.Parts.Length == 0 || content.Parts[^1].Listing != listing.Id)
            content.Begin(PartKind.Trades, listing.Id);
        ref var part = ref content.Parts[^1];
        trade.Price = LevelText.DecimalAt(ref scanner, priceAt, listing.PriceScale, ref part);
        trade.Quantity = LevelText.DecimalAt(ref scanner, amountAt, listing.QuantityScale, ref part);
        content.AddTrade(in trade);
        return DriftKind.None;
    }

    /// <summary>A book has three words (<c>book.BTC-PERPETUAL.100ms</c>); those with a group and a depth are whole books of another shape, which nobody asked for.</summary>
    private static Channel ChannelOf(ReadOnlySpan<byte> channel)
    {
        if (channel.StartsWith("book."u8))
            return channel.Count((byte)'.') == 2 ? Channel.Book : Channel.Unwanted;
        if (channel.StartsWith("trades."u8))
            return Channel.Trades;
        return channel.StartsWith("ticker."u8) || channel.StartsWith("incremental_ticker."u8) || channel.StartsWith("quote."u8) || channel.StartsWith("instrument.state."u8)
            || channel.StartsWith("deribit_price_index."u8) || channel.StartsWith("platform_state"u8)
            ? Channel.Unwanted
            : Channel.Unknown;
    }
}
