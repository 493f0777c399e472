using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Host.Feeds.Live.Views;
using Rialto.Model.Orders;
using Rialto.Trading.Quality;

namespace Rialto.Host.Feeds.Http;

/// <summary>Ladders, histories and quality as JSON; docs/reference/feeds-http.md has every field.</summary>
internal static class FeedAnswerJson
{
    /// <summary>A ladder, with the books and the last trade that the newest view has of its symbol.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">As it was asked for.</param>
    /// <param name="ladder">The ladder.</param>
    /// <param name="symbol">Of the newest view; none where that is from before the symbol.</param>
    public static void Write(Utf8JsonWriter json, string name, LadderView ladder, SymbolView? symbol)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        json.WriteString("symbol"u8, ladder.Symbol);
        json.WriteString("quote"u8, ladder.Quote);
        json.WriteTime("time"u8, ladder.Time);
        json.WriteNumber("price_scale"u8, ScaleOf(ladder, static level => level.Price));
        json.WriteNumber("quantity_scale"u8, ScaleOf(ladder, static level => level.Quantity));
        json.WriteString("touch"u8, FeedSymbols.TouchOf(symbol));
        json.WriteNames("venues"u8, ladder.Venues);
        WriteSide(json, "bids"u8, ladder.Bids);
        WriteSide(json, "asks"u8, ladder.Asks);
        FeedViewJson.WriteListings(json, symbol?.Listings ?? []);
        FeedViewJson.WriteTrade(json, symbol?.LastTrade);
        json.WriteEndObject();
    }

    /// <summary>A history, the oldest event first.</summary>
    public static void Write(Utf8JsonWriter json, HistoryView history)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, history.Symbol);
        json.WriteString("quote"u8, history.Quote);
        json.WriteNumber("total"u8, history.Total);
        json.WriteStartArray("events"u8);
        foreach (var told in history.Events)
            Write(json, told);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What the rules found.</summary>
    public static void Write(Utf8JsonWriter json, QualityView quality)
    {
        json.WriteStartObject();
        json.WriteTimeOrNull("time"u8, quality.Time);
        json.WriteNumber("events"u8, quality.Events);
        json.WriteStartArray("rules"u8);
        foreach (var rule in quality.Rules)
            Write(json, rule);
        json.WriteEndArray();
        json.WriteStartArray("clocks"u8);
        foreach (var clock in quality.Clocks)
        {
            var isKnown = clock.Estimate.Source != ClockSource.None;
            json.WriteStartObject();
            json.WriteString("venue"u8, clock.Venue);
            json.WriteString("source"u8, FeedJsonWords.Word(clock.Estimate.Source));
            json.WriteNsOrNull("offset_ns"u8, isKnown ? clock.Estimate.OffsetNs : null);
            json.WriteNsOrNull("error_ns"u8, isKnown ? clock.Estimate.ErrorNs : null);
            json.WriteBoolean("raised"u8, clock.IsRaised);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("listings"u8);
        foreach (var listing in quality.Listings)
            Write(json, listing);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSide(Utf8JsonWriter json, ReadOnlySpan<byte> side, IReadOnlyList<LadderLevel> levels)
    {
        json.WriteStartArray(side);
        foreach (var level in levels)
        {
            json.WriteStartObject();
            json.WriteDecimalOrNull("price"u8, level.Price);
            json.WriteDecimalOrNull("quantity"u8, level.Quantity);
            json.WriteStartArray("venues"u8);
            foreach (var (venue, quantity) in level.Venues)
            {
                json.WriteStartObject();
                json.WriteString("venue"u8, venue);
                json.WriteDecimalOrNull("quantity"u8, quantity);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, HistoryEvent told)
    {
        json.WriteStartObject();
        json.WriteTimeOrNull("receive_time"u8, told.ReceiveTime);
        json.WriteTimeOrNull("event_time"u8, told.EventTime);
        json.WriteString("venue"u8, told.Venue);
        json.WriteString("venue_symbol"u8, told.VenueSymbol);
        json.WriteString("kind"u8, FeedJsonWords.Word(told.Kind));
        json.WriteNumber("sequence"u8, told.Sequence);
        WriteOrNull(json, "side"u8, told.Side is { } side ? side == Side.Buy ? "buy" : "sell" : null);
        json.WriteDecimalOrNull("price"u8, told.Price);
        json.WriteDecimalOrNull("quantity"u8, told.Quantity);
        if (told.TradeId is { } trade)
            json.WriteId("trade_id"u8, trade);
        else
            json.WriteNull("trade_id"u8);
        WriteOrNull(json, "state"u8, told.State is { } state ? FeedJsonWords.Word(state) : null);
        json.WriteString("reason"u8, told.Reason.Length == 0 ? "" : JsonNamingPolicy.SnakeCaseLower.ConvertName(told.Reason));
        json.WriteMarks(told.Marks);
        json.WriteBoolean("rejected"u8, told.IsRejected);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RuleView rule)
    {
        json.WriteStartObject();
        json.WriteString("rule"u8, FeedJsonWords.Word(rule.Rule));
        json.WriteNumber("count"u8, rule.Count);
        json.WriteNumber("rejected"u8, rule.Rejected);
        json.WriteStartArray("samples"u8);
        foreach (var sample in rule.Samples)
        {
            json.WriteStartObject();
            json.WriteTimeOrNull("time"u8, sample.Time);
            json.WriteString("venue"u8, sample.Venue);
            json.WriteString("venue_symbol"u8, sample.VenueSymbol);
            json.WriteBoolean("rejected"u8, sample.IsRejected);
            json.WriteNumber("measured"u8, sample.Measured);
            json.WriteNumber("limit"u8, sample.Limit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ListingQualityView listing)
    {
        json.WriteStartObject();
        json.WriteString("venue"u8, listing.Venue);
        json.WriteString("venue_symbol"u8, listing.VenueSymbol);
        json.WriteString("symbol"u8, listing.Symbol);
        json.WriteNumber("score"u8, listing.Score);
        json.WriteMarks(listing.Marks);
        json.WriteStartObject("breaches"u8);
        foreach (var (rule, count) in listing.Breaches)
            json.WriteNumber(FeedJsonWords.Word(rule), count);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteOrNull(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is null)
            json.WriteNull(name);
        else
            json.WriteString(name, text);
    }

    // All decimals of a ladder have the digits of its scale; the finest is taken, so that an exception would still be read exactly.
    private static int ScaleOf(LadderView ladder, Func<LadderLevel, decimal> of) =>
        ladder.Bids.Concat(ladder.Asks).Select(level => (int)of(level).Scale).DefaultIfEmpty(0).Max();
}
