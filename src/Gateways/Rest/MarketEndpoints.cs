using System.Globalization;
using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Rest;

/// <summary>Market data over REST: books, trades, tickers, instruments, the time.</summary>
internal static class MarketEndpoints
{
    private const int DefaultDepth = 20;
    private const int MaxDepth = 1_000;
    private const int WholeDepth = 10_000;
    private const int DefaultOrders = 100;
    private const int DefaultTrades = 100;
    private const int MaxTrades = 1_000;

    public static async ValueTask BookAsync(RestCall call)
    {
        if (await InstrumentAsync(call).ConfigureAwait(false) is not { } entry
            || await NumberAsync(call, "depth", DefaultDepth, 0, MaxDepth).ConfigureAwait(false) is not { } depth)
            return;
        var (id, levels) = (entry.Instrument.Id, depth == 0 ? WholeDepth : (int)depth);
        var book = await call.Services.FanOut.AskAsync(views => BookPicture.Take(views.Find(id)!, levels, views.Sequence, views.Time), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, book, MarketAnswer.WriteBook).ConfigureAwait(false);
    }

    public static async ValueTask BookByOrderAsync(RestCall call)
    {
        if (await InstrumentAsync(call).ConfigureAwait(false) is not { } entry
            || await NumberAsync(call, "depth", DefaultOrders, 1, WholeDepth).ConfigureAwait(false) is not { } depth)
            return;
        var id = entry.Instrument.Id;
        var book = await call.Services.FanOut.AskAsync(views => TakeOrders(views, id, (int)depth), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(
            200, (entry.Instrument, book), static (json, at) => MarketAnswer.WriteBookByOrder(json, at.Instrument, at.book.Sequence, at.book.Time, at.book.Bids, at.book.Asks)).ConfigureAwait(false);
    }

    public static async ValueTask TradesAsync(RestCall call)
    {
        if (await InstrumentAsync(call).ConfigureAwait(false) is not { } entry
            || await NumberAsync(call, "limit", DefaultTrades, 1, MaxTrades).ConfigureAwait(false) is not { } limit
            || await NumberAsync(call, "before", 0, 0, long.MaxValue).ConfigureAwait(false) is not { } before)
            return;
        var id = entry.Instrument.Id;
        var trades = await call.Services.FanOut.AskAsync(
            views =>
            {
                var taken = new List<PublicTrade>();
                views.Find(id)!.Tape.CopyTo(taken, new TradeId(before), (int)limit);
                return taken;
            },
            call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, (entry.Instrument, trades), static (json, at) => WriteTrades(json, at.Instrument, at.trades)).ConfigureAwait(false);
    }

    public static async ValueTask TickerAsync(RestCall call)
    {
        if (await InstrumentAsync(call).ConfigureAwait(false) is not { } entry)
            return;
        var (id, now) = (entry.Instrument.Id, call.Services.Now);
        var ticker = await call.Services.FanOut.AskAsync(views => TickerPicture.Take(views.Find(id)!, views.Sequence, views.Time, Later(views.Time, now)), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, ticker, static (json, ticker) => Wrapped(json, ticker, MarketAnswer.WriteTicker)).ConfigureAwait(false);
    }

    public static async ValueTask TickersAsync(RestCall call)
    {
        var now = call.Services.Now;
        var tickers = await call.Services.FanOut.AskAsync(
            views => views.Instruments.Select(view => TickerPicture.Take(view, views.Sequence, views.Time, Later(views.Time, now))).ToArray(), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, tickers, static (json, tickers) => WriteList(json, "tickers"u8, tickers, static (json, ticker) => Wrapped(json, ticker, MarketAnswer.WriteTicker))).ConfigureAwait(false);
    }

    public static async ValueTask InstrumentOneAsync(RestCall call)
    {
        if (await InstrumentAsync(call).ConfigureAwait(false) is { } entry)
            await call.AnswerAsync(200, (entry, call.Services.Views.Accounts.Assets), static (json, at) => MarketAnswer.WriteInstrument(json, at.entry, at.Assets)).ConfigureAwait(false);
    }

    public static ValueTask InstrumentsAsync(RestCall call) =>
        call.AnswerAsync(200, (call.Services.Directory.All, call.Services.Views.Accounts.Assets), static (json, at) => WriteList(json, "instruments"u8, at.All, (json, entry) => MarketAnswer.WriteInstrument(json, entry, at.Assets)));

    public static ValueTask TimeAsync(RestCall call) =>
        call.AnswerAsync(200, (call.Services.Now, call.Services.FanOut.Sequence), static (json, at) =>
        {
            json.WriteStartObject();
            json.WriteTime("time"u8, at.Now);
            json.WriteNumber("milliseconds"u8, at.Now.Nanoseconds / 1_000_000);
            json.WriteNumber("sequence"u8, at.Sequence);
            json.WriteEndObject();
        });

    /// <summary>The instrument the path names; null where the answer has been given.</summary>
    public static async ValueTask<InstrumentEntry?> InstrumentAsync(RestCall call)
    {
        var symbol = call.PathText;
        if (call.Services.Directory.Find(symbol) is { } entry)
            return entry;
        await call.RefuseAsync(new Problem(RejectReason.UnknownInstrument, $"There is no instrument {symbol}.")).ConfigureAwait(false);
        return null;
    }

    /// <summary>A whole number of the query, or the usual one; null where the answer has been given.</summary>
    public static async ValueTask<long?> NumberAsync(RestCall call, string name, long usual, long least, long most)
    {
        if (!call.Http.Request.Query.TryGetValue(name, out var text))
            return usual;
        if (long.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        await call.RefuseAsync(Problem.Malformed(name, $"'{name}' is {least} to {most}.")).ConfigureAwait(false);
        return null;
    }

    // Without events for a day the figures of the last 24 hours still run out.
    private static Timestamp Later(Timestamp exchange, Timestamp now) => now > exchange ? now : exchange;

    private static (long Sequence, Timestamp Time, List<BookOrderPicture> Bids, List<BookOrderPicture> Asks) TakeOrders(ExchangeViews views, InstrumentId id, int depth)
    {
        var book = views.Find(id)!.Book;
        return (views.Sequence, views.Time, book.Bids.CopyOrders(depth), book.Asks.CopyOrders(depth));
    }

    private static void WriteTrades(Utf8JsonWriter json, Instrument instrument, List<PublicTrade> trades)
    {
        json.WriteStartObject();
        json.WriteText("symbol"u8, instrument.Symbol);
        json.WriteStartArray("trades"u8);
        foreach (var trade in trades)
        {
            json.WriteStartObject();
            MarketAnswer.WriteTrade(json, in trade, instrument);
            json.WriteTime("time"u8, trade.Time);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartObject();
        json.WriteStartArray(name);
        foreach (var item in items)
            write(json, item);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>With the object's braces.</summary>
    public static void Wrapped<T>(Utf8JsonWriter json, T item, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartObject();
        write(json, item);
        json.WriteEndObject();
    }
}
