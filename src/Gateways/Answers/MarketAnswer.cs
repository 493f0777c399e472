using System.Text.Json;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Answers;

/// <summary>One price level as a picture holds it.</summary>
internal readonly record struct LevelPicture(Price Price, Quantity Quantity, int Orders);

/// <summary>One order as the public book by order shows it.</summary>
internal readonly record struct BookOrderPicture(OrderId OrderId, Price Price, Quantity Quantity);

/// <summary>A book by order at one moment, best price first, in priority.</summary>
internal sealed record BookOrdersPicture(Instrument Instrument, long Sequence, Timestamp Time, List<BookOrderPicture> Bids, List<BookOrderPicture> Asks);

/// <summary>A book's best levels at one moment; taken on the fan-out thread, immutable afterwards.</summary>
internal sealed record BookPicture(
    Instrument Instrument, InstrumentState State, long Sequence, Timestamp Time, LevelPicture[] Bids, LevelPicture[] Asks, Price LastPrice, Indication? Indication)
{
    public static BookPicture Take(InstrumentView view, int depth, long sequence, Timestamp time) => new(
        view.Instrument, view.State, sequence, time, Levels(view.Book.Bids, depth), Levels(view.Book.Asks, depth), view.Tape.Last.Price, view.Indication);

    private static LevelPicture[] Levels(BookSide side, int depth)
    {
        var levels = new LevelPicture[Math.Min(depth, side.Count)];
        for (var i = 0; i < levels.Length; i++)
        {
            var level = side[i];
            levels[i] = new LevelPicture(level.Price, level.Quantity, level.Orders);
        }

        return levels;
    }
}

/// <summary>A ticker at one moment; taken on the fan-out thread.</summary>
internal sealed record TickerPicture(
    Instrument Instrument, InstrumentState State, long Sequence, Timestamp Time, PublicTrade Last, LevelPicture Bid, LevelPicture Ask, DayFigures Day)
{
    /// <param name="view">The instrument.</param>
    /// <param name="sequence">The exchange's sequence.</param>
    /// <param name="time">The exchange's time.</param>
    /// <param name="now">End of the 24 hours: later than the exchange's time where nothing has happened for a while.</param>
    public static TickerPicture Take(InstrumentView view, long sequence, Timestamp time, Timestamp now) => new(
        view.Instrument, view.State, sequence, time, view.Tape.Last, Best(view.Book.Bids), Best(view.Book.Asks), view.Statistics.At(now));

    private static LevelPicture Best(BookSide side) => side.Best is { } level ? new LevelPicture(level.Price, level.Quantity, level.Orders) : default;
}

/// <summary>Writes market data.</summary>
internal static class MarketAnswer
{
    public static void WriteBook(Utf8JsonWriter json, BookPicture book)
    {
        var scale = book.Instrument.PriceScale;
        json.WriteStartObject();
        json.WriteText("symbol"u8, book.Instrument.Symbol);
        json.WriteString("state"u8, Words.Of(book.State));
        json.WriteNumber("sequence"u8, book.Sequence);
        json.WriteTime("time"u8, book.Time);
        WriteLevels(json, "bids"u8, book.Bids, book.Instrument);
        WriteLevels(json, "asks"u8, book.Asks, book.Instrument);
        if (book.Bids.Length > 0 && book.Asks.Length > 0)
        {
            var bid = book.Bids[0].Price.Units;
            var ask = book.Asks[0].Price.Units;
            json.WriteDecimal("spread"u8, ask - bid, scale);
            // One more decimal than the prices have holds every middle exactly.
            json.WriteDecimal("mid"u8, (bid + ask) * 5, scale + 1);
        }
        else
        {
            json.WriteNull("spread"u8);
            json.WriteNull("mid"u8);
        }

        json.WritePrice("last_price"u8, book.LastPrice, scale);
        if (book.Indication is { } indication)
        {
            json.WriteStartObject("indicative"u8);
            json.WritePrice("price"u8, indication.Price, scale);
            json.WriteDecimal("quantity"u8, indication.Quantity.Units, book.Instrument.QuantityScale);
            json.WriteDecimal("surplus"u8, indication.Surplus.Units, book.Instrument.QuantityScale);
            json.WriteString("surplus_side"u8, Words.Of(indication.SurplusSide));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static void WriteBookByOrder(
        Utf8JsonWriter json, Instrument instrument, long sequence, Timestamp time, IEnumerable<BookOrderPicture> bids, IEnumerable<BookOrderPicture> asks)
    {
        json.WriteStartObject();
        json.WriteText("symbol"u8, instrument.Symbol);
        json.WriteNumber("sequence"u8, sequence);
        json.WriteTime("time"u8, time);
        WriteOrders(json, "bids"u8, bids, instrument);
        WriteOrders(json, "asks"u8, asks, instrument);
        json.WriteEndObject();
    }

    /// <summary>A trade's fields, without the object's braces.</summary>
    public static void WriteTrade(Utf8JsonWriter json, in PublicTrade trade, Instrument instrument)
    {
        json.WriteId("trade_id"u8, trade.TradeId.Value);
        json.WriteDecimal("price"u8, trade.Price.Units, instrument.PriceScale);
        json.WriteDecimal("quantity"u8, trade.Quantity.Units, instrument.QuantityScale);
        json.WriteString("side"u8, Words.Of(trade.Side));
        if (trade.InAuction)
            json.WriteBoolean("auction"u8, true);
        json.WriteNumber("sequence"u8, trade.Sequence);
    }

    /// <summary>A ticker's fields, without the object's braces.</summary>
    public static void WriteTicker(Utf8JsonWriter json, TickerPicture ticker)
    {
        var instrument = ticker.Instrument;
        var (priceScale, quantityScale) = (instrument.PriceScale, instrument.QuantityScale);
        json.WriteText("symbol"u8, instrument.Symbol);
        json.WriteString("state"u8, Words.Of(ticker.State));
        json.WritePrice("last_price"u8, ticker.Last.Price, priceScale);
        WriteOptional(json, "last_quantity"u8, ticker.Last.Quantity, quantityScale);
        json.WritePrice("bid"u8, ticker.Bid.Price, priceScale);
        WriteOptional(json, "bid_quantity"u8, ticker.Bid.Quantity, quantityScale);
        json.WritePrice("ask"u8, ticker.Ask.Price, priceScale);
        WriteOptional(json, "ask_quantity"u8, ticker.Ask.Quantity, quantityScale);
        json.WritePrice("open_24h"u8, ticker.Day.Open, priceScale);
        json.WritePrice("high_24h"u8, ticker.Day.High, priceScale);
        json.WritePrice("low_24h"u8, ticker.Day.Low, priceScale);
        if (ticker.Day.Trades == 0)
            json.WriteNull("change_24h"u8);
        else
            json.WriteDecimal("change_24h"u8, ticker.Last.Price.Units - ticker.Day.Open.Units, priceScale);
        json.WriteWideDecimal("volume_24h"u8, ticker.Day.Volume, quantityScale);
        WriteTurnover(json, "quote_volume_24h"u8, ticker.Day.Turnover, instrument);
        json.WriteNumber("trades_24h"u8, ticker.Day.Trades);
        json.WriteNumber("sequence"u8, ticker.Sequence);
        json.WriteTime("time"u8, ticker.Time);
    }

    public static void WriteInstrument(Utf8JsonWriter json, InstrumentEntry entry, AssetDirectory assets)
    {
        var (instrument, rules) = (entry.Instrument, entry.Rules);
        json.WriteStartObject();
        json.WriteNumber("instrument_id"u8, instrument.Id.Value);
        json.WriteText("symbol"u8, instrument.Symbol);
        json.WriteString("state"u8, Words.Of(entry.State));
        if (instrument.IsSettled)
        {
            json.WriteText("base_asset"u8, assets.Find(instrument.BaseAsset)?.Code ?? default);
            json.WriteText("quote_asset"u8, assets.Find(instrument.QuoteAsset)?.Code ?? default);
        }

        json.WriteNumber("price_scale"u8, instrument.PriceScale);
        json.WriteNumber("quantity_scale"u8, instrument.QuantityScale);
        json.WriteNumber("money_scale"u8, instrument.MoneyScale);
        json.WriteDecimal("tick"u8, instrument.Tick.Units, instrument.PriceScale);
        json.WriteDecimal("lot"u8, instrument.Lot.Units, instrument.QuantityScale);
        json.WriteDecimal("min_quantity"u8, instrument.MinQuantity.Units, instrument.QuantityScale);
        json.WriteDecimal("max_quantity"u8, instrument.MaxQuantity.Units, instrument.QuantityScale);
        json.WriteStartObject("rules"u8);
        json.WriteNumber("maker_fee_ppm"u8, rules.MakerFeePpm);
        json.WriteNumber("taker_fee_ppm"u8, rules.TakerFeePpm);
        json.WriteNumber("auction_fee_ppm"u8, rules.AuctionFeePpm);
        json.WriteNumber("band_ppm"u8, rules.BandPpm);
        json.WriteNumber("collar_ppm"u8, rules.CollarPpm);
        json.WriteDecimal("min_notional"u8, rules.MinNotional.Units, instrument.MoneyScale);
        json.WriteDecimal("max_notional"u8, rules.MaxNotional.Units, instrument.MoneyScale);
        json.WritePrice("reference_price"u8, rules.ReferencePrice, instrument.PriceScale);
        json.WriteBoolean("reject_short_market_orders"u8, rules.RejectShortMarketOrders);
        json.WriteNumber("max_tranches"u8, rules.MaxTranches);
        json.WriteEndObject();
        if (entry.TradingDayEnd.IsNone)
            json.WriteNull("trading_day_end"u8);
        else
            json.WriteTime("trading_day_end"u8, entry.TradingDayEnd);
        json.WriteEndObject();
    }

    /// <summary>Price x quantity as money of the instrument's money scale, rounded down where that holds fewer decimals.</summary>
    public static void WriteTurnover(Utf8JsonWriter json, ReadOnlySpan<byte> name, Int128 turnover, Instrument instrument)
    {
        var excess = instrument.PriceScale + instrument.QuantityScale - instrument.MoneyScale;
        for (; excess > 0; excess--)
            turnover /= 10;
        for (; excess < 0; excess++)
            turnover *= 10;
        json.WriteWideDecimal(name, turnover, instrument.MoneyScale);
    }

    private static void WriteLevels(Utf8JsonWriter json, ReadOnlySpan<byte> name, LevelPicture[] levels, Instrument instrument)
    {
        json.WriteStartArray(name);
        foreach (var level in levels)
        {
            json.WriteStartObject();
            json.WriteDecimal("price"u8, level.Price.Units, instrument.PriceScale);
            json.WriteDecimal("quantity"u8, level.Quantity.Units, instrument.QuantityScale);
            json.WriteNumber("orders"u8, level.Orders);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOrders(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<BookOrderPicture> orders, Instrument instrument)
    {
        json.WriteStartArray(name);
        foreach (var order in orders)
        {
            json.WriteStartObject();
            json.WriteId("order_id"u8, order.OrderId.Value);
            json.WriteDecimal("price"u8, order.Price.Units, instrument.PriceScale);
            json.WriteDecimal("quantity"u8, order.Quantity.Units, instrument.QuantityScale);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, ReadOnlySpan<byte> name, Quantity quantity, int scale)
    {
        if (quantity.IsZero)
            json.WriteNull(name);
        else
            json.WriteDecimal(name, quantity.Units, scale);
    }
}
