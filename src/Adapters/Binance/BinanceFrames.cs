using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Binance;

/// <summary>
/// Frames of Binance's market streams, spot and futures, raw or wrapped:
/// <code>
/// {"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":ms,"s":"BTCUSDT","U":first,"u":last,"b":[["p","q"]],"a":[]}}     futures also "T":ms,"pu":last of the one before
/// {"e":"trade","E":ms,"s":..,"t":id,"p":..,"q":..,"T":ms,"m":buyer is maker}       {"e":"aggTrade",..,"a":id,..}
/// </code>
/// </summary>
internal static class BinanceFrames
{
    public static DriftKind Decode(ReadOnlySpan<byte> frame, FeedVenue venue, ListingTable listings, FrameContent content)
    {
        var scanner = new FrameScanner(frame);
        var fields = new Fields { BidsAt = -1, AsksAt = -1, PriceAt = -1, QuantityAt = -1 };
        var drift = DriftKind.None;
        var answered = false;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("stream"u8))
                scanner.Text(out _);
            else if (name.SequenceEqual("data"u8))
            {
                var told = Payload(ref scanner, venue, listings, content);
                drift = drift == DriftKind.None ? told : drift;
            }
            else if (name.Length <= 2 && !name.SequenceEqual("id"u8))
                fields.Take(ref scanner, name, venue, listings, content);
            else if (name.SequenceEqual("result"u8) || name.SequenceEqual("id"u8))
                answered = scanner.Skip();
            else if (name.SequenceEqual("code"u8) || name.SequenceEqual("error"u8))
            {
                drift = DriftKind.VenueError;
                scanner.Skip();
            }
            else
                scanner.Skip();
        }

        if (drift == DriftKind.None && !answered && fields.Any)
            drift = fields.Finish(ref scanner, venue, content);
        if (!scanner.IsWhole)
            return DriftKind.BrokenFrame;
        if (drift == DriftKind.VenueError)
            content.Begin(PartKind.Refused, ListingId.None);
        return drift;
    }

    public static DriftKind DecodeSnapshot(ReadOnlySpan<byte> body, Listing listing, FrameContent content)
    {
        var scanner = new FrameScanner(body);
        ref var part = ref content.Begin(PartKind.BookSnapshot, listing.Id);
        var seen = 0;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("lastUpdateId"u8))
            {
                scanner.Integer(out part.LastSequence);
                seen |= 1;
            }
            else if (name.SequenceEqual("bids"u8))
            {
                LevelText.Pairs(ref scanner, Side.Buy, listing, content);
                seen |= 2;
            }
            else if (name.SequenceEqual("asks"u8))
            {
                LevelText.Pairs(ref scanner, Side.Sell, listing, content);
                seen |= 4;
            }
            else if (name.SequenceEqual("T"u8))
            {
                scanner.Integer(out var time);
                part.EventTime = LevelText.Time(time);
            }
            else
                scanner.Skip();
        }

        part.HasMisfit = scanner.Misfit != DecimalTextError.None;
        part.IsCapped = scanner.IsCapped;
        return scanner.IsWhole && seen == 7 ? DriftKind.None : DriftKind.BrokenFrame;
    }

    private static DriftKind Payload(ref FrameScanner scanner, FeedVenue venue, ListingTable listings, FrameContent content)
    {
        var fields = new Fields { BidsAt = -1, AsksAt = -1, PriceAt = -1, QuantityAt = -1 };
        if (scanner.Kind != JsonKind.Object)
        {
            // An array is a stream of all symbols at once (tickers), which nobody asked for.
            scanner.Skip();
            return DriftKind.UnknownMessage;
        }

        scanner.Object();
        while (scanner.NextName(out var name))
            fields.Take(ref scanner, name, venue, listings, content);
        return fields.Finish(ref scanner, venue, content);
    }

    private enum Message : byte
    {
        None,
        Depth,
        Trade,
        AggregateTrade,
        Shutdown,
        Unwanted,
        Unknown,
    }

    /// <summary>The members of one message as they come. Prices need the symbol's scales: members before it are read once it is known.</summary>
    private ref struct Fields
    {
        public int BidsAt;
        public int AsksAt;
        public int PriceAt;
        public int QuantityAt;
        private Message _message;
        private Listing? _listing;
        private bool _symbolSeen;
        private bool _isTwofold;
        private bool _started;
        private bool _buyerIsMaker;
        private byte _seen;
        private long _eventTime;
        private long _tradeTime;
        private long _first;
        private long _last;
        private long _previous;
        private long _tradeId;
        private long _price;
        private long _quantity;

        public readonly bool Any => _symbolSeen || _message != Message.None;

        public void Take(ref FrameScanner scanner, ReadOnlySpan<byte> name, FeedVenue venue, ListingTable listings, FrameContent content)
        {
            if (name.Length == 1)
            {
                switch (name[0])
                {
                    case (byte)'e':
                        scanner.Text(out var message);
                        _isTwofold |= _message != Message.None;
                        _message = MessageOf(message);
                        return;
                    case (byte)'s':
                        scanner.Text(out var symbol);
                        _isTwofold |= _symbolSeen;
                        _symbolSeen = true;
                        if (listings.TryFind(venue, symbol, out var found))
                            _listing = found;
                        return;
                    case (byte)'E':
                        scanner.Integer(out _eventTime);
                        return;
                    case (byte)'T':
                        scanner.Integer(out _tradeTime);
                        return;
                    case (byte)'U' when _message == Message.Depth:
                        _seen |= 1;
                        scanner.Integer(out _first);
                        return;
                    case (byte)'u' when _message == Message.Depth:
                        _seen |= 2;
                        scanner.Integer(out _last);
                        return;
                    case (byte)'b' when _message == Message.Depth:
                        _seen |= 4;
                        TakeLevels(ref scanner, Side.Buy, ref BidsAt, content);
                        return;
                    case (byte)'a' when _message == Message.Depth:
                        _seen |= 8;
                        TakeLevels(ref scanner, Side.Sell, ref AsksAt, content);
                        return;
                    case (byte)'t' when _message == Message.Trade:
                    case (byte)'a' when _message == Message.AggregateTrade:
                        _seen |= 1;
                        scanner.Integer(out _tradeId);
                        return;
                    case (byte)'p' when _message is Message.Trade or Message.AggregateTrade:
                        _seen |= 2;
                        TakeDecimal(ref scanner, ref PriceAt, _listing?.PriceScale ?? 0, out _price);
                        return;
                    case (byte)'q' when _message is Message.Trade or Message.AggregateTrade:
                        _seen |= 4;
                        TakeDecimal(ref scanner, ref QuantityAt, _listing?.QuantityScale ?? 0, out _quantity);
                        return;
                    case (byte)'m' when _message is Message.Trade or Message.AggregateTrade:
                        _seen |= 8;
                        scanner.Boolean(out _buyerIsMaker);
                        return;
                }
            }
            else if (name.SequenceEqual("pu"u8))
            {
                _seen |= 16;
                scanner.Integer(out _previous);
                return;
            }

            scanner.Skip();
        }

        public DriftKind Finish(ref FrameScanner scanner, FeedVenue venue, FrameContent content)
        {
            // A kind or a symbol said twice: members were read as another message's, or by another symbol's scales.
            if (_isTwofold)
                return DriftKind.BrokenFrame;
            if (_message == Message.Shutdown)
                content.MustReconnect = true;
            if (_message is Message.None or Message.Unwanted or Message.Shutdown)
                return DriftKind.None;
            if (_message == Message.Unknown)
                return DriftKind.UnknownMessage;
            if (!_symbolSeen)
                return DriftKind.BrokenFrame;
            if (_listing is null)
                return DriftKind.UnknownSymbol;
            return _message == Message.Depth ? FinishDepth(ref scanner, venue, content) : FinishTrade(ref scanner, content);
        }

        private DriftKind FinishDepth(ref FrameScanner scanner, FeedVenue venue, FrameContent content)
        {
            if (_seen != (venue is FeedVenue.BinanceSpot or FeedVenue.Rialto ? 15 : 31))
                return DriftKind.BrokenFrame;
            Later(ref scanner, Side.Buy, BidsAt, content);
            Later(ref scanner, Side.Sell, AsksAt, content);
            ref var part = ref content.Parts[^1];
            part.EventTime = LevelText.Time(_tradeTime != 0 ? _tradeTime : _eventTime);
            (part.FirstSequence, part.LastSequence, part.PreviousSequence) = (_first, _last, _previous);
            part.HasMisfit = scanner.Misfit != DecimalTextError.None;
            part.IsCapped = scanner.IsCapped;
            return DriftKind.None;
        }

        private DriftKind FinishTrade(ref FrameScanner scanner, FrameContent content)
        {
            if (_seen != 15)
                return DriftKind.BrokenFrame;
            Later(ref scanner, PriceAt, _listing!.PriceScale, ref _price);
            Later(ref scanner, QuantityAt, _listing.QuantityScale, ref _quantity);
            ref var part = ref content.Begin(PartKind.Trades, _listing.Id);
            part.HasMisfit = scanner.Misfit != DecimalTextError.None;

            // Futures print settlements and insurance as trades of nothing.
            if (_quantity > 0 && _price > 0)
            {
                content.AddTrade(new TradePrint
                {
                    Time = LevelText.Time(_tradeTime),
                    Price = _price,
                    Quantity = _quantity,
                    TradeId = _tradeId,
                    Aggressor = _buyerIsMaker ? Side.Sell : Side.Buy,
                });
            }

            return DriftKind.None;
        }

        private void TakeLevels(ref FrameScanner scanner, Side side, ref int at, FrameContent content)
        {
            if (_listing is null)
            {
                at = scanner.Position;
                scanner.Skip();
                return;
            }

            Start(content);
            LevelText.Pairs(ref scanner, side, _listing, content);
        }

        private readonly void TakeDecimal(ref FrameScanner scanner, ref int at, int scale, out long value)
        {
            value = 0;
            if (_listing is not null)
            {
                scanner.Decimal(scale, out value, out _);
                return;
            }

            at = scanner.Position;
            scanner.Skip();
        }

        private void Later(ref FrameScanner scanner, Side side, int at, FrameContent content)
        {
            if (at < 0)
                return;
            Start(content);
            var again = scanner.At(at);
            LevelText.Pairs(ref again, side, _listing!, content);
            scanner.FailWith(in again);
        }

        private static void Later(ref FrameScanner scanner, int at, int scale, ref long value)
        {
            if (at < 0)
                return;
            var again = scanner.At(at);
            again.Decimal(scale, out value, out _);
            scanner.FailWith(in again);
        }

        private void Start(FrameContent content)
        {
            if (_started)
                return;
            _started = true;
            content.Begin(PartKind.BookUpdate, _listing!.Id);
        }

        private static Message MessageOf(ReadOnlySpan<byte> word)
        {
            if (word.SequenceEqual("depthUpdate"u8))
                return Message.Depth;
            if (word.SequenceEqual("trade"u8))
                return Message.Trade;
            if (word.SequenceEqual("aggTrade"u8))
                return Message.AggregateTrade;
            if (word.SequenceEqual("serverShutdown"u8))
                return Message.Shutdown;
            return word.SequenceEqual("bookTicker"u8) || word.SequenceEqual("kline"u8) || word.SequenceEqual("markPriceUpdate"u8) || word.SequenceEqual("24hrTicker"u8)
                || word.SequenceEqual("24hrMiniTicker"u8) || word.SequenceEqual("forceOrder"u8)
                ? Message.Unwanted
                : Message.Unknown;
        }
    }
}
