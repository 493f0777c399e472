using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Trading;
using Rialto.Trading.Orders;

namespace Rialto.Host.Desk.Status;

/// <summary>Live orders, last fills, signals and events of a desk's report. On the desk's thread.</summary>
internal static class RecentReport
{
    /// <summary>Live orders that are listed; the number of all stands beside them.</summary>
    public const int OrdersShown = 200;

    /// <summary>Fills that are listed.</summary>
    public const int FillsShown = 100;

    /// <summary>Events that are listed.</summary>
    public const int EventsShown = 50;

    /// <summary>From this kind on a signal is an opportunity: its value is the net profit that is expected, in hundredths of a percent of the smaller leg.</summary>
    public const int OpportunityFrom = 1_000;

    /// <summary>Live orders, the oldest first.</summary>
    public static void WriteOrders(Utf8JsonWriter json, RunningDesk desk)
    {
        json.WriteStartArray("open_orders"u8);
        var shown = 0;
        for (var id = desk.Trader.NextLive(); !id.IsNone && shown < OrdersShown; id = desk.Trader.NextLive(id), shown++)
            WriteOrder(json, desk, in desk.Trader.OrderOf(id));
        json.WriteEndArray();
    }

    /// <summary>The newest fills first.</summary>
    public static void WriteFills(Utf8JsonWriter json, RunningDesk desk)
    {
        var fills = desk.Counts.Tape.Fills;
        json.WriteStartArray("last_fills"u8);
        for (var i = 0; i < Math.Min(fills.Count, FillsShown); i++)
        {
            ref readonly var fill = ref fills.Newest(i);
            var listing = desk.Listings[fill.Listing];
            json.WriteStartObject();
            json.WriteTime("time"u8, fill.Time);
            json.WriteId("order"u8, fill.Order.Value);
            json.WriteString("strategy"u8, NameOf(desk, fill.Strategy));
            json.WriteListing(listing);
            json.WriteString("side"u8, fill.Side.ToString());
            json.WriteUnits("price"u8, fill.Price.Units, listing.PriceScale);
            json.WriteUnits("quantity"u8, fill.Quantity.Units, listing.QuantityScale);
            json.WriteUnits("position"u8, fill.Value, listing.QuantityScale);
            json.WriteString("liquidity"u8, ((Liquidity)fill.Number).ToString());
            json.WriteText("trade_id"u8, fill.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The newest value of each signal that is no opportunity.</summary>
    public static void WriteSignals(Utf8JsonWriter json, RunningDesk desk)
    {
        var signals = desk.Counts.Tape.Signals;
        json.WriteStartArray("signals"u8);
        for (var i = 0; i < signals.Count; i++)
        {
            ref readonly var signal = ref signals[i];
            if (signal.Kind >= OpportunityFrom)
                continue;
            json.WriteStartObject();
            json.WriteString("strategy"u8, NameOf(desk, signal.Strategy));
            if (!signal.Listing.IsNone)
                json.WriteListing(desk.Listings[signal.Listing]);
            json.WriteNumber("signal"u8, signal.Kind);
            json.WriteFinite("value"u8, signal.Value);
            json.WriteTime("time"u8, signal.Time);
            json.WriteNumber("count"u8, signal.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What a person may want to know of, the newest first.</summary>
    public static void WriteEvents(Utf8JsonWriter json, RunningDesk desk)
    {
        var events = desk.Counts.Tape.Events;
        json.WriteStartArray("events"u8);
        for (var i = 0; i < Math.Min(events.Count, EventsShown); i++)
        {
            ref readonly var told = ref events.Newest(i);
            json.WriteStartObject();
            json.WriteTime("time"u8, told.Time);
            json.WriteString("severity"u8, told.Severity.ToString());
            json.WriteString("kind"u8, told.Kind.ToString());
            if (EventWords.WhatOf(in told) is { Length: > 0 } what)
                json.WriteString("what"u8, what);
            if (told.Kind == DeskAuditKind.Flatten && DeskLimits.Of((DeskRefusal)told.Code, desk, told.Listing) is { Length: > 0 } limit)
                json.WriteString("limit"u8, limit);
            if (told.Strategy != StrategyId.None)
                json.WriteString("strategy"u8, NameOf(desk, told.Strategy));
            if (!told.Listing.IsNone)
                json.WriteListing(desk.Listings[told.Listing]);
            else if (told.Venue != FeedVenue.None)
                json.WriteString("venue"u8, ReportText.VenueOf(told.Venue));
            if (!told.Order.IsNone)
                json.WriteId("order"u8, told.Order.Value);
            if (!told.Text.IsEmpty)
                json.WriteText("who"u8, told.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOrder(Utf8JsonWriter json, RunningDesk desk, in DeskOrder order)
    {
        var listing = desk.Listings[order.Listing];
        json.WriteStartObject();
        json.WriteId("order"u8, order.Id.Value);
        json.WriteString("strategy"u8, NameOf(desk, order.Strategy));
        json.WriteListing(listing);
        json.WriteString("side"u8, order.Side.ToString());
        json.WriteString("type"u8, order.Type == OrderType.Limit ? "Limit"u8 : "Market"u8);
        json.WriteBoolean("post_only"u8, order.Is(DeskOrderMarks.PostOnly));
        json.WritePriceOrNull("price"u8, order.Price, listing.PriceScale);
        json.WriteUnits("quantity"u8, order.Quantity.Units, listing.QuantityScale);
        json.WriteUnits("filled"u8, order.FilledQuantity.Units, listing.QuantityScale);
        json.WriteString("state"u8, order.State.ToString());
        json.WriteBoolean("cancelling"u8, order.Awaits(OrderPending.Cancel | OrderPending.CancelWaits));
        json.WriteBoolean("amending"u8, order.Awaits(OrderPending.Amend | OrderPending.AmendWaits));
        json.WriteTimeOrNull("placed"u8, order.PlacedTime);
        json.WriteEndObject();
    }

    // Orders that an operator, a restart or another program made belong to no strategy.
    private static string NameOf(RunningDesk desk, StrategyId id) => id == StrategyId.None ? "" : desk.Trader.ViewOf(id).Name;
}
