using System.Globalization;
using System.Text.Json;
using Rialto.Gateways.Views;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>ticker/24hr, ticker/tradingDay, ticker, ticker/price, ticker/bookTicker: one object for <c>symbol</c>, a list for <c>symbols</c> or for all.</summary>
internal static class BinanceTickers
{
    private const int MostOfWindow = 100;
    private const long MinuteNs = 60_000_000_000;

    private delegate void Fields(Utf8JsonWriter json, TickerPicture ticker);

    /// <summary>2 for one, 80 for all, and in between by their number.</summary>
    public static int DayWeight(BinanceParameters parameters) => CountOf(parameters) switch { 0 => 80, <= 20 => 2, <= 100 => 40, _ => 80 };

    /// <summary>4 each, at most 200.</summary>
    public static int WindowWeight(BinanceParameters parameters) => Math.Clamp(4 * CountOf(parameters), 4, 200);

    /// <summary>2 for one, 4 for more.</summary>
    public static int PriceWeight(BinanceParameters parameters) => CountOf(parameters) == 1 && parameters["symbols"] is null ? 2 : 4;

    /// <summary>The 24 hours that end now, the minute in which they began included.</summary>
    public static ValueTask<BinanceAnswer> DayAsync(BinanceCall call)
    {
        var isMini = IsMini(call.Parameters);
        return AnswerAsync(call, mustName: false, call.Parameters.Symbols(call.Binance.Symbols), (views, symbol, now) => TickerPicture.OfDay(views.Find(symbol.Instrument.Id)!, symbol, now), (json, ticker) =>
        {
            if (isMini)
                WriteMini(json, ticker, call.Microseconds);
            else
                WriteDay(json, ticker, call.Microseconds);
        });
    }

    /// <summary>The UTC day, or that of a time zone, up to now.</summary>
    public static ValueTask<BinanceAnswer> TradingDayAsync(BinanceCall call)
    {
        var offset = call.Parameters.TimeZone();
        return WindowAsync(call, now => now.Nanoseconds - (now.Nanoseconds + offset) % Timestamp.NanosecondsPerDay);
    }

    /// <summary>A window from one minute to seven days that ends now and begins with a minute.</summary>
    public static ValueTask<BinanceAnswer> RollingAsync(BinanceCall call)
    {
        var length = call.Parameters.Has("windowSize") ? LengthOf(call.Parameters["windowSize"]!) : Timestamp.NanosecondsPerDay;
        if (length == 0)
            call.Parameters.Refuse(BinanceError.InvalidParameter("windowSize"));
        return WindowAsync(call, now => now.Nanoseconds - length - (now.Nanoseconds - length) % MinuteNs);
    }

    public static ValueTask<BinanceAnswer> PriceAsync(BinanceCall call) => AnswerAsync(
        call, mustName: false, call.Parameters.Symbols(call.Binance.Symbols), static (views, symbol, now) => TickerPicture.OfNow(views.Find(symbol.Instrument.Id)!, symbol), static (json, ticker) =>
        {
            json.WriteString("symbol"u8, ticker.Symbol.Name);
            json.WritePrice("price"u8, ticker.Last.Price, ticker.Symbol.Instrument);
        });

    public static ValueTask<BinanceAnswer> BookAsync(BinanceCall call) => AnswerAsync(
        call, mustName: false, call.Parameters.Symbols(call.Binance.Symbols), static (views, symbol, now) => TickerPicture.OfNow(views.Find(symbol.Instrument.Id)!, symbol), static (json, ticker) =>
        {
            json.WriteString("symbol"u8, ticker.Symbol.Name);
            WriteTouch(json, ticker);
        });

    private static ValueTask<BinanceAnswer> WindowAsync(BinanceCall call, Func<Timestamp, long> beginOf)
    {
        var isMini = IsMini(call.Parameters);
        var kept = call.Binance.Gateways.Options.Views.KeptCandles;
        var symbols = call.Parameters.Symbols(call.Binance.Symbols, MostOfWindow);
        return AnswerAsync(call, mustName: true, symbols, (views, symbol, now) => TickerPicture.OfWindow(views.Find(symbol.Instrument.Id)!, symbol, beginOf(now), now, kept), (json, ticker) =>
        {
            if (isMini)
                WriteMini(json, ticker, call.Microseconds);
            else
                WriteWindow(json, ticker, call.Microseconds);
        });
    }

    private static async ValueTask<BinanceAnswer> AnswerAsync(
        BinanceCall call, bool mustName, IReadOnlyList<BinanceSymbol>? symbols, Func<ExchangeViews, BinanceSymbol, Timestamp, TickerPicture> take, Fields write)
    {
        var parameters = call.Parameters;
        var isOne = parameters.Has("symbol");
        if (mustName && symbols is null && parameters.Error is null)
            parameters.Refuse(BinanceError.EitherMissing("symbol", "symbols"));
        if (parameters.Refusal is { } refusal)
            return refusal;
        var now = call.Binance.Gateways.Now;
        var all = symbols ?? call.Binance.Symbols.All;
        var tickers = await call.Binance.AskAsync(call, views => all.Select(symbol => take(views, symbol, now)).ToArray()).ConfigureAwait(false);
        return BinanceAnswer.Of(json =>
        {
            if (!isOne)
                json.WriteStartArray();
            foreach (var ticker in tickers)
            {
                json.WriteStartObject();
                write(json, ticker);
                json.WriteEndObject();
            }

            if (!isOne)
                json.WriteEndArray();
        });
    }

    private static bool IsMini(BinanceParameters parameters)
    {
        var type = parameters.Has("type") ? parameters["type"] : "FULL";
        if (type is not ("FULL" or "MINI"))
            parameters.Refuse(new BinanceError(-1139, "Invalid ticker type."));
        return type == "MINI";
    }

    private static int CountOf(BinanceParameters parameters)
    {
        if (parameters["symbol"] is not null)
            return 1;
        return parameters["symbols"] is { } list ? list.Count(static letter => letter == ',') + 1 : 0;
    }

    // 1m to 59m, 1h to 23h, 1d to 7d; zero for anything else.
    private static long LengthOf(string word)
    {
        if (word.Length < 2 || !int.TryParse(word[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
            return 0;
        return (word[^1], count) switch
        {
            ('m', < 60) => count * MinuteNs,
            ('h', < 24) => count * 60 * MinuteNs,
            ('d', < 8) => count * Timestamp.NanosecondsPerDay,
            _ => 0,
        };
    }

    private static void WriteDay(Utf8JsonWriter json, TickerPicture ticker, bool microseconds)
    {
        var instrument = ticker.Symbol.Instrument;
        WriteChange(json, ticker);
        json.WritePrice("prevClosePrice"u8, ticker.PreviousClose, instrument);
        json.WritePrice("lastPrice"u8, ticker.Last.Price, instrument);
        json.WriteQuantity("lastQty"u8, ticker.Last.Quantity, instrument);
        WriteTouch(json, ticker);
        WritePrices(json, ticker);
        WriteVolume(json, ticker, microseconds);
    }

    private static void WriteWindow(Utf8JsonWriter json, TickerPicture ticker, bool microseconds)
    {
        WriteChange(json, ticker);
        WritePrices(json, ticker);
        json.WritePrice("lastPrice"u8, ticker.WindowLast, ticker.Symbol.Instrument);
        WriteVolume(json, ticker, microseconds);
    }

    private static void WriteMini(Utf8JsonWriter json, TickerPicture ticker, bool microseconds)
    {
        json.WriteString("symbol"u8, ticker.Symbol.Name);
        WritePrices(json, ticker);
        json.WritePrice("lastPrice"u8, ticker.WindowLast, ticker.Symbol.Instrument);
        WriteVolume(json, ticker, microseconds);
    }

    private static void WriteChange(Utf8JsonWriter json, TickerPicture ticker)
    {
        var instrument = ticker.Symbol.Instrument;
        var change = ticker.WindowLast.Units - ticker.Open.Units;
        json.WriteString("symbol"u8, ticker.Symbol.Name);
        json.WritePrice("priceChange"u8, new Price(change), instrument);
        // Per cent with three decimals, half away from zero.
        var permille = ticker.Open.IsNone ? 0 : ((Int128)Math.Abs(change) * 200_000 / ticker.Open.Units + 1) / 2;
        json.WriteString("priceChangePercent"u8, BinanceText.Wide(change < 0 ? -permille : permille, 3));
        json.WritePrice("weightedAvgPrice"u8, new Price(ticker.Volume == 0 ? 0 : (long)((2 * ticker.Turnover + ticker.Volume) / (2 * ticker.Volume))), instrument);
    }

    private static void WritePrices(Utf8JsonWriter json, TickerPicture ticker)
    {
        var instrument = ticker.Symbol.Instrument;
        json.WritePrice("openPrice"u8, ticker.Open, instrument);
        json.WritePrice("highPrice"u8, ticker.High, instrument);
        json.WritePrice("lowPrice"u8, ticker.Low, instrument);
    }

    private static void WriteTouch(Utf8JsonWriter json, TickerPicture ticker)
    {
        var instrument = ticker.Symbol.Instrument;
        json.WritePrice("bidPrice"u8, ticker.Bid.Price, instrument);
        json.WriteQuantity("bidQty"u8, ticker.Bid.Quantity, instrument);
        json.WritePrice("askPrice"u8, ticker.Ask.Price, instrument);
        json.WriteQuantity("askQty"u8, ticker.Ask.Quantity, instrument);
    }

    private static void WriteVolume(Utf8JsonWriter json, TickerPicture ticker, bool microseconds)
    {
        json.WriteString("volume"u8, BinanceText.Wide(ticker.Volume, ticker.Symbol.Instrument.QuantityScale));
        json.WriteTurnover("quoteVolume"u8, ticker.Turnover, ticker.Symbol.Instrument);
        json.WriteUnixTime("openTime"u8, ticker.OpenTime, microseconds);
        json.WriteUnixTime("closeTime"u8, ticker.CloseTime, microseconds);
        json.WriteNumber("firstId"u8, ticker.FirstId);
        json.WriteNumber("lastId"u8, ticker.LastId);
        json.WriteNumber("count"u8, ticker.Trades);
    }
}
