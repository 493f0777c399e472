using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Polymarket;

/// <summary>
/// Frames of Polymarket's market channel: one message, or an array of them. A symbol is an outcome's token; all values are strings.
/// <code>
/// {"event_type":"book","asset_id":"5..","bids":[{"price":"0.48","size":"30"}],"asks":[],"timestamp":"ms"}                    whole; levels in any order
/// {"event_type":"price_change","price_changes":[{"asset_id":"5..","price":"0.5","size":"200","side":"BUY","best_bid":"0.5","best_ask":"1"}],"timestamp":"ms"}
/// {"event_type":"last_trade_price","asset_id":"5..","price":"0.46","side":"SELL","size":"0.2","timestamp":"ms"}               side: the taker's
/// {"event_type":"market_resolved","assets_ids":["5..","9.."],"winning_asset_id":"5..","timestamp":"ms"}                                   the winner pays one, the others nothing
/// </code>
/// There are no numbers. A change says what the best prices of its token are after the whole message; a best ask of 1 (or 0) is none. Messages that cannot be read make the frame broken, whatever it is.
/// </summary>
internal static class PolymarketFrames
{
    // A message is about one market, which has two tokens.
    private const int TokensMax = 16;

    private enum Message : byte
    {
        None,
        Book,
        Changes,
        Trade,
        Resolved,
        Unwanted,
    }

    /// <summary>Where members stand that are read once the token is known.</summary>
    private struct Places
    {
        public int Bids;
        public int Asks;
        public int Changes;
        public int Price;
        public int Size;
        public int Tokens;
        public int Winner;
    }

    public static DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content)
    {
        if (frame.SequenceEqual("PONG"u8))
            return DriftKind.None;
        var scanner = new FrameScanner(frame);
        var drift = DriftKind.None;
        if (scanner.Kind == JsonKind.Array)
        {
            scanner.Array();
            while (scanner.NextItem())
            {
                var strange = ReadMessage(ref scanner, listings, content);
                drift = drift == DriftKind.None ? strange : drift;
            }
        }
        else
            drift = ReadMessage(ref scanner, listings, content);

        if (!scanner.IsWhole)
            return DriftKind.BrokenFrame;

        // What we do not know takes nothing away from what we do: every market's messages name both its tokens.
        return content.Parts.Length > 0 ? DriftKind.None : drift;
    }

    private static DriftKind ReadMessage(ref FrameScanner scanner, ListingTable listings, FrameContent content)
    {
        var message = Message.None;
        Listing? listing = null;
        var at = new Places { Bids = -1, Asks = -1, Changes = -1, Price = -1, Size = -1, Tokens = -1, Winner = -1 };
        var side = Side.Buy;
        var sideSeen = false;
        long time = 0;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("event_type"u8))
            {
                scanner.Text(out var word);
                message = MessageOf(word);
            }
            else if (name.SequenceEqual("asset_id"u8))
                listing = LevelText.Find(ref scanner, FeedVenue.Polymarket, listings);
            else if (name.SequenceEqual("bids"u8))
                at.Bids = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("asks"u8))
                at.Asks = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("price_changes"u8))
                at.Changes = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("price"u8))
                at.Price = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("size"u8))
                at.Size = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("side"u8))
                sideSeen = TrySide(ref scanner, out side);
            else if (name.SequenceEqual("assets_ids"u8))
                at.Tokens = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("winning_asset_id"u8))
                at.Winner = LevelText.Later(ref scanner);
            else if (name.SequenceEqual("timestamp"u8))
                scanner.Integer(out time);
            else
                scanner.Skip();
        }

        if (scanner.HasFailed || message == Message.Unwanted)
            return DriftKind.None;
        if (message == Message.None)
            return DriftKind.UnknownMessage;
        if (message == Message.Book ? at.Bids < 0 || at.Asks < 0 : message == Message.Changes ? at.Changes < 0 : message == Message.Resolved ? at.Tokens < 0 || at.Winner < 0 : at.Price < 0 || at.Size < 0 || !sideSeen)
        {
            scanner.Fail();
            return DriftKind.None;
        }

        if (message == Message.Changes)
            return ReadChanges(ref scanner, at.Changes, LevelText.Time(time), listings, content);
        if (message == Message.Resolved)
            return ReadResolution(ref scanner, in at, LevelText.Time(time), listings, content);
        if (listing is null)
            return DriftKind.UnknownSymbol;
        if (message == Message.Book)
            ReadBook(ref scanner, in at, LevelText.Time(time), listing, content);
        else
            ReadTrade(ref scanner, in at, side, LevelText.Time(time), listing, content);
        return DriftKind.None;
    }

    private static void ReadBook(ref FrameScanner scanner, in Places at, Timestamp time, Listing listing, FrameContent content)
    {
        ref var part = ref content.Begin(PartKind.BookSnapshot, listing.Id);
        part.EventTime = time;
        LevelText.ObjectsAt(ref scanner, at.Bids, Side.Buy, listing, "price"u8, "size"u8, ref part, content);
        LevelText.ObjectsAt(ref scanner, at.Asks, Side.Sell, listing, "price"u8, "size"u8, ref part, content);
    }

    /// <summary>A winner that is none of the market's tokens says nothing that could be paid.</summary>
    private static DriftKind ReadResolution(ref FrameScanner scanner, in Places at, Timestamp time, ListingTable listings, FrameContent content)
    {
        var text = scanner.At(at.Winner);
        text.Text(out var winner);
        var hasWinner = false;
        for (var tokens = Tokens(scanner, at.Tokens); tokens.NextItem();)
        {
            tokens.Text(out var token);
            hasWinner |= token.SequenceEqual(winner);
        }

        if (text.HasFailed || winner.IsEmpty || !hasWinner)
        {
            scanner.Fail();
            return DriftKind.None;
        }

        var known = 0;
        for (var tokens = Tokens(scanner, at.Tokens); tokens.NextItem() && known < TokensMax;)
        {
            tokens.Text(out var token);
            if (!listings.TryFind(FeedVenue.Polymarket, token, out var listing))
                continue;
            known++;
            ref var part = ref content.Begin(PartKind.Settled, listing.Id);
            (part.EventTime, part.PaidPrice) = (time, token.SequenceEqual(winner) ? DecimalText.PowerOfTen(listing.PriceScale) : 0);
        }

        return known > 0 ? DriftKind.None : DriftKind.UnknownSymbol;
    }

    private static FrameScanner Tokens(FrameScanner scanner, int at)
    {
        var tokens = scanner.At(at);
        tokens.Array();
        return tokens;
    }

    private static void ReadTrade(ref FrameScanner scanner, in Places at, Side side, Timestamp time, Listing listing, FrameContent content)
    {
        ref var part = ref content.Begin(PartKind.Trades, listing.Id);
        var trade = new TradePrint { Aggressor = side, Time = time };
        trade.Price = LevelText.DecimalAt(ref scanner, at.Price, listing.PriceScale, ref part);
        trade.Quantity = LevelText.DecimalAt(ref scanner, at.Size, listing.QuantityScale, ref part);
        content.AddTrade(in trade);
    }

    /// <summary>Changes of both tokens may come mixed: each token gets one part with all of its own, because its best prices are those after the whole message.</summary>
    private static DriftKind ReadChanges(ref FrameScanner scanner, int changesAt, Timestamp time, ListingTable listings, FrameContent content)
    {
        Span<int> tokens = stackalloc int[TokensMax];
        var count = 0;
        var isUnknownThere = false;
        var changes = scanner.At(changesAt);
        changes.Array();
        while (changes.NextItem())
        {
            Listing? listing = null;
            changes.Object();
            while (changes.NextName(out var name))
            {
                if (name.SequenceEqual("asset_id"u8))
                    listing = LevelText.Find(ref changes, FeedVenue.Polymarket, listings);
                else
                    changes.Skip();
            }

            if (listing is null)
                isUnknownThere = true;
            else if (!tokens[..count].Contains(listing.Id.Value))
            {
                if (count == TokensMax)
                {
                    changes.Fail();
                    break;
                }

                tokens[count++] = listing.Id.Value;
            }
        }

        scanner.FailWith(in changes);
        if (scanner.HasFailed)
            return DriftKind.None;
        foreach (var token in tokens[..count])
            ReadChangesOf(ref scanner, changesAt, listings[new ListingId(token)], time, listings, content);
        return isUnknownThere ? DriftKind.UnknownSymbol : DriftKind.None;
    }

    private static void ReadChangesOf(ref FrameScanner scanner, int changesAt, Listing wanted, Timestamp time, ListingTable listings, FrameContent content)
    {
        ref var part = ref content.Begin(PartKind.BookUpdate, wanted.Id);
        part.EventTime = time;
        var changes = scanner.At(changesAt);
        changes.Array();
        while (changes.NextItem())
        {
            Listing? listing = null;
            ReadOnlySpan<byte> bestBid = default, bestAsk = default;
            var side = Side.Buy;
            var sideSeen = false;
            int priceAt = -1, sizeAt = -1;
            changes.Object();
            while (changes.NextName(out var name))
            {
                if (name.SequenceEqual("asset_id"u8))
                    listing = LevelText.Find(ref changes, FeedVenue.Polymarket, listings);
                else if (name.SequenceEqual("price"u8))
                    priceAt = LevelText.Later(ref changes);
                else if (name.SequenceEqual("size"u8))
                    sizeAt = LevelText.Later(ref changes);
                else if (name.SequenceEqual("side"u8))
                    sideSeen = TrySide(ref changes, out side);
                else if (name.SequenceEqual("best_bid"u8))
                    changes.Text(out bestBid);
                else if (name.SequenceEqual("best_ask"u8))
                    changes.Text(out bestAsk);
                else
                    changes.Skip();
            }

            if (listing?.Id != wanted.Id)
                continue;
            if (priceAt < 0 || sizeAt < 0 || !sideSeen)
            {
                scanner.Fail();
                return;
            }

            var price = LevelText.DecimalAt(ref scanner, priceAt, wanted.PriceScale, ref part);
            var quantity = LevelText.DecimalAt(ref scanner, sizeAt, wanted.QuantityScale, ref part);
            if (quantity < 0)
                scanner.Fail();
            content.AddLevel(side, price, wanted.PriceScale, quantity, wanted.QuantityScale);
            part.HasTouch = DecimalText.TryParse(bestBid, wanted.PriceScale, out part.TouchBid) == DecimalTextError.None
                & DecimalText.TryParse(bestAsk, wanted.PriceScale, out part.TouchAsk) == DecimalTextError.None;
            if (part.TouchAsk == DecimalText.PowerOfTen(wanted.PriceScale))
                part.TouchAsk = 0;
        }

        scanner.FailWith(in changes);
    }

    private static bool TrySide(ref FrameScanner scanner, out Side side)
    {
        scanner.Text(out var word);
        side = word.SequenceEqual("SELL"u8) ? Side.Sell : Side.Buy;
        return side == Side.Sell || word.SequenceEqual("BUY"u8);
    }

    private static Message MessageOf(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("price_change"u8))
            return Message.Changes;
        if (word.SequenceEqual("book"u8))
            return Message.Book;
        if (word.SequenceEqual("last_trade_price"u8))
            return Message.Trade;

        if (word.SequenceEqual("market_resolved"u8))
            return Message.Resolved;

        // After a change of the tick the venue sends the book anew.
        return word.SequenceEqual("tick_size_change"u8) || word.SequenceEqual("best_bid_ask"u8) || word.SequenceEqual("new_market"u8)
            ? Message.Unwanted
            : Message.None;
    }
}
