using System.Globalization;
using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>depth, trades, historicalTrades, aggTrades, avgPrice.</summary>
internal static class BinanceMarkets
{
    private const int MostLevels = 5_000;
    private const int MostTrades = 1_000;
    private const int UsualTrades = 500;
    private const int UsualLevels = 100;
    private const int AverageMinutes = 5;

    private delegate bool Wanted(in PublicTrade trade);

    /// <summary>Weight of a book: 5, 25, 50, 250 for up to 100, 500, 1000, 5000 levels.</summary>
    public static int DepthWeight(BinanceParameters parameters) => long.TryParse(parameters["limit"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit)
        ? limit switch { <= 100 => 5, <= 500 => 25, <= 1_000 => 50, _ => 250 } : 5;

    /// <summary>The update id is the exchange's sequence: whoever listens to diffs drops those up to it.</summary>
    public static async ValueTask<BinanceAnswer> DepthAsync(BinanceCall call)
    {
        var symbol = call.Parameters.Symbol(call.Binance.Symbols);
        var limit = call.Parameters.Limit(UsualLevels, MostLevels);
        if (call.Parameters.Refusal is { } refusal)
            return refusal;
        var instrument = symbol!.Instrument;
        var (sequence, bids, asks) = await call.Binance.AskAsync(call, views =>
        {
            var book = views.Find(instrument.Id)!.Book;
            return (views.Sequence, Copy(book.Bids, limit), Copy(book.Asks, limit));
        }).ConfigureAwait(false);
        return BinanceAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("lastUpdateId"u8, sequence);
            WriteLevels(json, "bids"u8, bids, instrument);
            WriteLevels(json, "asks"u8, asks, instrument);
            json.WriteEndObject();
        });
    }

    /// <summary>The newest trades, oldest first.</summary>
    public static async ValueTask<BinanceAnswer> TradesAsync(BinanceCall call) => await TradesAsync(call, null).ConfigureAwait(false);

    /// <summary>The same from an id on; without one the newest, as at Binance.</summary>
    public static async ValueTask<BinanceAnswer> HistoricalTradesAsync(BinanceCall call) => await TradesAsync(call, call.Parameters.Number("fromId")).ConfigureAwait(false);

    /// <summary>
    /// Trades of one command at one price taken by one side, as one; its id is that of the first of them, so that it is the same in every answer and on the stream. Ids rise and have gaps.
    /// </summary>
    public static async ValueTask<BinanceAnswer> AggregateTradesAsync(BinanceCall call)
    {
        var parameters = call.Parameters;
        var symbol = parameters.Symbol(call.Binance.Symbols);
        var limit = parameters.Limit(UsualTrades, MostTrades);
        var from = parameters.Number("fromId");
        var (begin, end) = (parameters.Time("startTime"), parameters.Time("endTime"));
        if (from is not null && (!begin.IsNone || !end.IsNone))
            parameters.Refuse(BinanceError.BadOptionalParameters);
        if (symbol is null || parameters.Error is not null)
            return parameters.Error!;
        var isOldestFirst = from is not null || !begin.IsNone;
        var aggregates = await call.Binance.AskAsync(call, views => Aggregate(
            views.Find(symbol!.Instrument.Id)!.Tape, limit, isOldestFirst,
            (in PublicTrade trade) => (from is null || trade.TradeId.Value >= from) && trade.Time >= begin && (end.IsNone || trade.Time <= end))).ConfigureAwait(false);
        return BinanceAnswer.Of(json => Write(json, aggregates, symbol!.Instrument, call.Microseconds));
    }

    /// <summary>Average over the last five minutes, weighted by quantity; the last price where nothing traded in them.</summary>
    public static async ValueTask<BinanceAnswer> AveragePriceAsync(BinanceCall call)
    {
        var symbol = call.Parameters.Symbol(call.Binance.Symbols);
        if (call.Parameters.Refusal is { } refusal)
            return refusal;
        var now = call.Binance.Gateways.Now;
        var since = new Timestamp(now.Nanoseconds - AverageMinutes * 60_000_000_000L);
        var (price, last) = await call.Binance.AskAsync(call, views =>
        {
            var view = views.Find(symbol!.Instrument.Id)!;
            var (volume, turnover) = (Int128.Zero, Int128.Zero);
            foreach (var candle in view.Analytics.Candles[Analytics.CandleInterval.Second].Copy(since, int.MaxValue))
            {
                volume += candle.Volume;
                turnover += candle.Turnover;
            }

            return (volume == 0 ? view.Tape.Last.Price : new Price((long)((2 * turnover + volume) / (2 * volume))), view.Tape.Last.Time);
        }).ConfigureAwait(false);
        return BinanceAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("mins"u8, AverageMinutes);
            json.WritePrice("price"u8, price, symbol!.Instrument);
            json.WriteUnixTime("closeTime"u8, last, call.Microseconds);
            json.WriteEndObject();
        });
    }

    private static async ValueTask<BinanceAnswer> TradesAsync(BinanceCall call, long? from)
    {
        var symbol = call.Parameters.Symbol(call.Binance.Symbols);
        var limit = call.Parameters.Limit(UsualTrades, MostTrades);
        if (call.Parameters.Refusal is { } refusal)
            return refusal;
        var trades = await call.Binance.AskAsync(call, views => Trades(views.Find(symbol!.Instrument.Id)!.Tape, limit, from)).ConfigureAwait(false);
        return BinanceAnswer.Of(json => Write(json, trades, symbol!.Instrument, call.Microseconds));
    }

    private static PublicTrade[] Trades(TradeTape tape, int limit, long? from)
    {
        // By age, 0 is the newest.
        var first = (from is { } id ? tape.AgeBelow(new TradeId(id)) : Math.Min(limit, tape.Count)) - 1;
        var trades = new PublicTrade[Math.Min(limit, first + 1)];
        for (var i = 0; i < trades.Length; i++)
            trades[i] = tape[first - i];
        return trades;
    }

    private static List<AggregateTrade> Aggregate(TradeTape tape, int limit, bool isOldestFirst, Wanted wanted)
    {
        var found = new List<AggregateTrade>();
        // The oldest command that is kept may have had trades before: what is left of it would be told under another id.
        var oldest = tape.Count == 0 ? 0 : tape[tape.Count - 1].Sequence;
        for (var age = tape.Count - 1; age >= 0;)
        {
            var first = tape[age];
            var (quantity, last) = (first.Quantity.Units, first.TradeId);
            for (age--; age >= 0 && tape[age] is var next && next.Sequence == first.Sequence && next.Price == first.Price && next.Side == first.Side; age--)
                (quantity, last) = (quantity + next.Quantity.Units, next.TradeId);
            if ((tape.IsCut && first.Sequence == oldest) || !wanted(in first))
                continue;
            found.Add(new AggregateTrade(first, last, new Quantity(quantity)));
            if (isOldestFirst && found.Count == limit)
                break;
        }

        return found.Count <= limit ? found : found.GetRange(found.Count - limit, limit);
    }

    private static (Price Price, Quantity Quantity)[] Copy(BookSide side, int limit)
    {
        var levels = new (Price, Quantity)[Math.Min(limit, side.Count)];
        for (var rank = 0; rank < levels.Length; rank++)
            levels[rank] = (side[rank].Price, side[rank].Quantity);
        return levels;
    }

    private static void WriteLevels(Utf8JsonWriter json, ReadOnlySpan<byte> name, (Price Price, Quantity Quantity)[] levels, Instrument instrument)
    {
        json.WriteStartArray(name);
        foreach (var (price, quantity) in levels)
        {
            json.WriteStartArray();
            json.WriteDecimalValue(price.Units, instrument.PriceScale);
            json.WriteDecimalValue(quantity.Units, instrument.QuantityScale);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, PublicTrade[] trades, Instrument instrument, bool microseconds)
    {
        json.WriteStartArray();
        foreach (var trade in trades)
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, trade.TradeId.Value);
            json.WritePrice("price"u8, trade.Price, instrument);
            json.WriteQuantity("qty"u8, trade.Quantity, instrument);
            json.WriteTurnover("quoteQty"u8, (Int128)trade.Price.Units * trade.Quantity.Units, instrument);
            json.WriteUnixTime("time"u8, trade.Time, microseconds);
            json.WriteBoolean("isBuyerMaker"u8, trade.Side == Side.Sell);
            json.WriteBoolean("isBestMatch"u8, true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, List<AggregateTrade> aggregates, Instrument instrument, bool microseconds)
    {
        json.WriteStartArray();
        foreach (var aggregate in aggregates)
        {
            json.WriteStartObject();
            json.WriteNumber("a"u8, aggregate.First.TradeId.Value);
            json.WritePrice("p"u8, aggregate.First.Price, instrument);
            json.WriteQuantity("q"u8, aggregate.Quantity, instrument);
            json.WriteNumber("f"u8, aggregate.First.TradeId.Value);
            json.WriteNumber("l"u8, aggregate.Last.Value);
            json.WriteUnixTime("T"u8, aggregate.First.Time, microseconds);
            json.WriteBoolean("m"u8, aggregate.First.Side == Side.Sell);
            json.WriteBoolean("M"u8, true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private readonly record struct AggregateTrade(PublicTrade First, TradeId Last, Quantity Quantity);
}
