using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Host.Feeds.Live.Views;
using Rialto.Model.Orders;
using Rialto.Trading.Quality;

namespace Rialto.Host.Feeds.Http;

/// <summary><see cref="FeedView"/> as JSON; docs/reference/feeds-http.md has every field.</summary>
internal static class FeedViewJson
{
    /// <summary>All of it, or without the books of single venues, which are most of it.</summary>
    public static void Write(Utf8JsonWriter json, FeedView view, bool hasListings)
    {
        json.WriteStartObject();
        json.WriteTimeOrNull("time"u8, view.Time);
        json.WriteStartArray("venues"u8);
        foreach (var venue in view.Venues)
            Write(json, venue);
        json.WriteEndArray();
        json.WriteStartArray("links"u8);
        foreach (var link in view.Links)
            Write(json, link);
        json.WriteEndArray();
        json.WriteStartArray("symbols"u8);
        for (var i = 0; i < view.Symbols.Count; i++)
            Write(json, view.Symbols[i], FeedSymbols.NameOf(view.Symbols, i), hasListings);
        json.WriteEndArray();
        Write(json, view.Distribution);
        json.WriteNames("problems"u8, view.Problems);
        json.WriteEndObject();
    }

    /// <summary>The books of a symbol, by venue.</summary>
    public static void WriteListings(Utf8JsonWriter json, IReadOnlyList<ListingView> listings)
    {
        json.WriteStartArray("listings"u8);
        foreach (var listing in listings)
        {
            json.WriteStartObject();
            json.WriteString("venue"u8, listing.Venue);
            json.WriteString("venue_symbol"u8, listing.VenueSymbol);
            json.WriteString("status"u8, FeedJsonWords.Word(listing.Status));
            json.WriteString("state"u8, FeedJsonWords.Word(listing.State));
            json.WriteString("reason"u8, FeedJsonWords.Word(listing.Reason));
            json.WriteDecimalOrNull("bid"u8, listing.Bid);
            json.WriteDecimalOrNull("bid_quantity"u8, listing.Bid is null ? null : listing.BidQuantity);
            json.WriteDecimalOrNull("ask"u8, listing.Ask);
            json.WriteDecimalOrNull("ask_quantity"u8, listing.Ask is null ? null : listing.AskQuantity);
            json.WriteNsOrNull("age_ns"u8, listing.AgeNs < 0 ? null : listing.AgeNs);
            json.WriteNumber("score"u8, listing.Score);
            json.WriteMarks(listing.Marks);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The newest trade, or null.</summary>
    public static void WriteTrade(Utf8JsonWriter json, TradeView? trade)
    {
        if (trade is null)
        {
            json.WriteNull("last_trade"u8);
            return;
        }

        json.WriteStartObject("last_trade"u8);
        json.WriteString("venue"u8, trade.Venue);
        json.WriteDecimalOrNull("price"u8, trade.Price);
        json.WriteDecimalOrNull("quantity"u8, trade.Quantity);
        json.WriteString("side"u8, trade.Side == Side.Buy ? "buy"u8 : "sell"u8);
        json.WriteTime("time"u8, trade.Time);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, VenueView venue)
    {
        json.WriteStartObject();
        json.WriteString("venue"u8, venue.Name);
        json.WriteNumber("links_up"u8, venue.LinksUp);
        json.WriteNumber("links_down"u8, venue.LinksDown);
        json.WriteRate("frames_per_second"u8, venue.FramesPerSecond);
        json.WriteRate("events_per_second"u8, venue.EventsPerSecond);
        json.WriteStartObject("latency"u8);
        Write(json, venue.Latency);
        json.WriteEndObject();
        json.WriteStartObject("venue_latency"u8);
        Write(json, venue.VenueLatency.Difference);
        var isKnown = venue.VenueLatency.Source != ClockSource.None;
        json.WriteString("clock_source"u8, FeedJsonWords.Word(venue.VenueLatency.Source));
        json.WriteNsOrNull("clock_offset_ns"u8, isKnown ? venue.VenueLatency.OffsetNs : null);
        json.WriteNsOrNull("clock_error_ns"u8, isKnown ? venue.VenueLatency.ErrorNs : null);
        json.WriteEndObject();
        json.WriteStartObject("books"u8);
        json.WriteNumber("trusted"u8, venue.Books.Trusted);
        json.WriteNumber("stale"u8, venue.Books.Stale);
        json.WriteNumber("resyncing"u8, venue.Books.Resyncing);
        json.WriteNumber("disconnected"u8, venue.Books.Disconnected);
        json.WriteEndObject();
        json.WriteNumber("score"u8, venue.Score);
        json.WriteNumber("reconnects"u8, venue.Reconnects);
        json.WriteNumber("drifts"u8, venue.Drifts);
        json.WriteNumber("conflated"u8, venue.Conflated);
        json.WriteNumber("trades_dropped"u8, venue.TradesDropped);
        json.WriteNumber("ring_depth"u8, venue.RingDepth);
        json.WriteString("last_error"u8, venue.LastError);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in LatencyView latency)
    {
        json.WriteNumber("count"u8, latency.Count);
        json.WriteNumber("p50_ns"u8, latency.P50);
        json.WriteNumber("p95_ns"u8, latency.P95);
        json.WriteNumber("p99_ns"u8, latency.P99);
        json.WriteNumber("p99_9_ns"u8, latency.P999);
        json.WriteNumber("max_ns"u8, latency.Max);
        json.WriteStartArray("buckets"u8);
        foreach (var bucket in latency.Buckets)
        {
            json.WriteStartObject();
            json.WriteNumber("above_ns"u8, bucket.AboveNs);
            json.WriteNumber("at_most_ns"u8, bucket.AtMostNs);
            json.WriteNumber("count"u8, bucket.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, LinkView link)
    {
        json.WriteStartObject();
        json.WriteString("venue"u8, link.Venue);
        json.WriteNumber("connection"u8, link.Connection);
        json.WriteString("state"u8, link.State);
        json.WriteTimeOrNull("since"u8, link.Since);
        json.WriteString("address"u8, link.Address);
        json.WriteNames("symbols"u8, link.Symbols);
        json.WriteNumber("frames"u8, link.Frames);
        json.WriteRate("frames_per_second"u8, link.FramesPerSecond);
        json.WriteNumber("bytes"u8, link.Bytes);
        json.WriteNumber("reconnects"u8, link.Reconnects);
        json.WriteString("last_error"u8, link.LastError);
        json.WriteBoolean("breaker_open"u8, link.IsBreakerOpen);
        json.WriteTimeOrNull("next_attempt"u8, link.NextAttempt);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SymbolView symbol, string name, bool hasListings)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        json.WriteString("symbol"u8, symbol.Symbol);
        json.WriteString("quote"u8, symbol.Quote);
        json.WriteString("touch"u8, FeedSymbols.TouchOf(symbol));
        var best = symbol.Nbbo;
        json.WriteDecimalOrNull("bid"u8, best?.Bid);
        json.WriteDecimalOrNull("bid_quantity"u8, best?.Bid is null ? null : best.BidQuantity);
        json.WriteNames("bid_venues"u8, best?.BidVenues ?? []);
        json.WriteDecimalOrNull("ask"u8, best?.Ask);
        json.WriteDecimalOrNull("ask_quantity"u8, best?.Ask is null ? null : best.AskQuantity);
        json.WriteNames("ask_venues"u8, best?.AskVenues ?? []);
        if (symbol.Converted is { } converted)
            Write(json, converted);
        if (hasListings)
            WriteListings(json, symbol.Listings);
        WriteTrade(json, symbol.LastTrade);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ConvertedBestView converted)
    {
        json.WriteStartObject("converted"u8);
        json.WriteString("currency"u8, converted.Currency);
        json.WriteDecimalOrNull("bid"u8, converted.Bid);
        json.WriteNames("bid_sources"u8, converted.BidSources);
        json.WriteDecimalOrNull("ask"u8, converted.Ask);
        json.WriteNames("ask_sources"u8, converted.AskSources);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DistributionView distribution)
    {
        json.WriteStartObject("distribution"u8);
        if (distribution.Shared is { } shared)
        {
            json.WriteStartObject("shared"u8);
            json.WriteString("folder"u8, shared.Folder);
            json.WriteNumber("events"u8, shared.Events);
            json.WriteNumber("best_prices"u8, shared.BestPrices);
            json.WriteEndObject();
        }
        else
            json.WriteNull("shared"u8);

        if (distribution.Multicast is { } multicast)
        {
            json.WriteStartObject("multicast"u8);
            json.WriteString("group"u8, multicast.Group);
            json.WriteString("snapshots"u8, multicast.Snapshots);
            json.WriteNumber("packets"u8, multicast.Packets);
            json.WriteNumber("messages"u8, multicast.Messages);
            json.WriteNumber("send_errors"u8, multicast.SendErrors);
            json.WriteEndObject();
        }
        else
            json.WriteNull("multicast"u8);

        WriteRecording(json, "recording"u8, distribution.Recording);
        WriteRecording(json, "events"u8, distribution.Events);

        json.WriteEndObject();
    }

    private static void WriteRecording(Utf8JsonWriter json, ReadOnlySpan<byte> name, RecordingView? recording)
    {
        if (recording is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("folder"u8, recording.Folder);
        json.WriteNumber("records"u8, recording.Records);
        json.WriteNumber("lost"u8, recording.Lost);
        json.WriteEndObject();
    }
}
