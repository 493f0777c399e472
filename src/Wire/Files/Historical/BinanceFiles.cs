using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Files.Historical;

/// <summary>What Binance's dumps (data.binance.vision) have in common: times in milliseconds, and in microseconds in spot files since 2025; told apart by their digits.</summary>
internal static class BinanceDump
{
    private const long MicrosecondsFrom = 100_000_000_000_000;

    public static bool TryTime(CsvRows rows, int column, out Timestamp time)
    {
        time = default;
        return rows.TryWhole(column, out var units) && rows.TryTime(column, units >= MicrosecondsFrom ? 6 : 3, out time);
    }
}

/// <summary>Binance <c>aggTrades</c>: id, price, quantity, first and last trade id, time, whether the buyer was the maker; futures files have a header, spot files have none.</summary>
public sealed class BinanceAggTrades(CsvRows rows, int priceScale, int quantityScale)
    : HistoricalCsv<HistoricalTrade>(rows, false, "agg_trade_id", "price", "quantity", " first_trade_id", " last_trade_id", "transact_time", "is_buyer_maker")
{
    private protected override bool TryTake(out HistoricalTrade row)
    {
        row = default;
        if (!Rows.TryWhole(At(0), out var id))
            return Rows.Fault("the trade's number is not a whole number");
        if (!Rows.TryDecimal(At(1), priceScale, out var price))
            return Rows.Fault($"price is not a decimal of at most {priceScale} digits");
        if (!Rows.TryDecimal(At(2), quantityScale, out var quantity) || quantity <= 0)
            return Rows.Fault($"quantity is not a positive decimal of at most {quantityScale} digits");
        if (!BinanceDump.TryTime(Rows, At(5), out var time))
            return Rows.Fault("the time is not milliseconds or microseconds since 1970");
        if (!Rows.TryBoolean(At(6), out var buyerMade))
            return Rows.Fault("is_buyer_maker is neither true nor false");
        row = new HistoricalTrade(time, time, id, buyerMade ? Side.Sell : Side.Buy, true, price, quantity);
        return true;
    }
}

/// <summary>Binance <c>bookTicker</c> of futures: the best prices at each change.</summary>
public sealed class BinanceBookTickers(CsvRows rows, int priceScale, int quantityScale)
    : HistoricalCsv<HistoricalTouch>(rows, false, "update_id", "best_bid_price", "best_bid_qty", "best_ask_price", "best_ask_qty", "transaction_time", "event_time")
{
    private protected override bool TryTake(out HistoricalTouch row)
    {
        row = default;
        if (!Rows.TryWhole(At(0), out var update))
            return Rows.Fault("update_id is not a whole number");
        if (!Rows.TryDecimal(At(1), priceScale, out var bid) || !Rows.TryDecimal(At(3), priceScale, out var ask))
            return Rows.Fault($"a price is not a decimal of at most {priceScale} digits");
        if (!Rows.TryDecimal(At(2), quantityScale, out var bidQuantity) || !Rows.TryDecimal(At(4), quantityScale, out var askQuantity) || bidQuantity < 0 || askQuantity < 0)
            return Rows.Fault($"a quantity is not a decimal of at most {quantityScale} digits, 0 or more");
        if (!BinanceDump.TryTime(Rows, At(5), out var eventTime) || !BinanceDump.TryTime(Rows, At(6), out var sendTime))
            return Rows.Fault("a time is not milliseconds or microseconds since 1970");
        row = new HistoricalTouch(eventTime, sendTime, update, bid, bidQuantity, ask, askQuantity);
        return true;
    }
}

/// <summary>Binance <c>bookDepth</c> of futures: quantity within some percent of the middle. Times are text, UTC: <c>2023-01-01 00:00:10</c>.</summary>
public sealed class BinanceBookDepths(CsvRows rows, int quantityScale) : HistoricalCsv<HistoricalDepth>(rows, false, "timestamp", "percentage", "depth")
{
    private protected override bool TryTake(out HistoricalDepth row)
    {
        row = default;
        if (!TryTextTime(Rows[At(0)], out var time))
            return Rows.Fault("timestamp is not YYYY-MM-DD HH:MM:SS");
        if (!Rows.TryDecimal(At(1), 2, out var percent))
            return Rows.Fault("percentage is not a decimal of at most 2 digits");
        if (!Rows.TryDecimal(At(2), quantityScale, out var depth) || depth < 0)
            return Rows.Fault($"depth is not a decimal of at most {quantityScale} digits, 0 or more");
        row = new HistoricalDepth(time, percent, depth);
        return true;
    }

    private static bool TryTextTime(ReadOnlySpan<byte> text, out Timestamp time)
    {
        time = default;
        Span<char> characters = stackalloc char[19];
        if (text.Length != 19)
            return false;
        for (var i = 0; i < 19; i++)
            characters[i] = (char)text[i];
        if (!DateTime.TryParseExact(characters, "yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal, out var utc))
            return false;
        if (utc.Year is < 1970 or > 2200)
            return false;
        time = Timestamp.FromDateTimeUtc(utc);
        return true;
    }
}

/// <summary>Binance <c>klines</c>: bars with volume, number of trades and what aggressors bought.</summary>
public sealed class BinanceKlines(CsvRows rows, int priceScale, int quantityScale) : HistoricalCsv<HistoricalBar>(
    rows, false, "open_time", "open", "high", "low", "close", "volume", "close_time", " quote_volume", "count", "taker_buy_volume")
{
    private protected override bool TryTake(out HistoricalBar row)
    {
        row = default;
        if (!BinanceDump.TryTime(Rows, At(0), out var openTime) || !BinanceDump.TryTime(Rows, At(6), out var closeTime))
            return Rows.Fault("a time is not milliseconds or microseconds since 1970");
        if (!Rows.TryDecimal(At(1), priceScale, out var open) || !Rows.TryDecimal(At(2), priceScale, out var high) || !Rows.TryDecimal(At(3), priceScale, out var low)
            || !Rows.TryDecimal(At(4), priceScale, out var close))
            return Rows.Fault($"a price is not a decimal of at most {priceScale} digits");
        if (!Rows.TryDecimal(At(5), quantityScale, out var volume) || !Rows.TryDecimal(At(9), quantityScale, out var bought) || bought < 0 || bought > volume)
            return Rows.Fault($"volume and taker_buy_volume are not decimals of at most {quantityScale} digits, the second within the first");
        if (!Rows.TryWhole(At(8), out var trades) || trades < 0)
            return Rows.Fault("count is not a whole number");
        if (low > Math.Min(open, close) || high < Math.Max(open, close) || closeTime < openTime)
            return Rows.Fault("low, open, close, high or the times are not in order");
        row = new HistoricalBar(openTime, closeTime, open, high, low, close, volume, trades, bought);
        return true;
    }
}

/// <summary>Binance futures depth history (<c>T_DEPTH</c>): <c>symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu</c>; side b or a, update type snap or set.</summary>
public sealed class BinanceDepthHistory(CsvRows rows, int priceScale, int quantityScale)
    : HistoricalCsv<HistoricalLevel>(rows, true, "timestamp", "last_update_id", "side", "update_type", "price", "qty")
{
    private protected override bool TryTake(out HistoricalLevel row)
    {
        row = default;
        if (!BinanceDump.TryTime(Rows, At(0), out var time))
            return Rows.Fault("the time is not milliseconds or microseconds since 1970");
        if (!Rows.TryWhole(At(1), out var update))
            return Rows.Fault("last_update_id is not a whole number");
        if (!Rows.TrySide(At(2), "b"u8, "a"u8, out var side))
            return Rows.Fault("side is neither b nor a");
        var isSnapshot = Rows[At(3)].SequenceEqual("snap"u8);
        if (!isSnapshot && !Rows[At(3)].SequenceEqual("set"u8))
            return Rows.Fault("update_type is neither snap nor set");
        if (!Rows.TryDecimal(At(4), priceScale, out var price))
            return Rows.Fault($"price is not a decimal of at most {priceScale} digits");
        if (!Rows.TryDecimal(At(5), quantityScale, out var quantity) || quantity < 0)
            return Rows.Fault($"qty is not a decimal of at most {quantityScale} digits, 0 or more");
        row = new HistoricalLevel(time, time, update, isSnapshot, side, price, quantity);
        return true;
    }
}
