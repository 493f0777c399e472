using System.Numerics;
using System.Text.Json;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.BackOffice.Audit;

/// <summary>Stories as JSON objects; docs/reference/audit.md lists the fields. Writes the members; the caller opens and closes the object.</summary>
public static class StoryJson
{
    /// <summary>An order's story.</summary>
    public static void Write(Utf8JsonWriter json, OrderStory story, Scene scene)
    {
        var accepted = story.Accepted;
        var instrument = InstrumentOf(scene, story.Instrument);
        json.WriteString("order_id", story.OrderId.ToString());
        if (!story.ClientOrderId.IsEmpty)
            json.WriteString("client_order_id", story.ClientOrderId.ToString());
        EventJson.WriteParty(json, accepted.Owner, scene);
        if (accepted.Session.Value != 0)
            EventJson.WriteSession(json, accepted.Session, scene);
        json.WriteString("symbol", instrument.Symbol.ToString());
        EventJson.WriteTerms(json, accepted.Terms, accepted.Side);
        EventJson.WritePrice(json, "price", story.Price, instrument);
        var isBudget = accepted.Terms.QuoteQuantity;
        json.WriteString(isBudget ? "quote_quantity" : "quantity", Amount(instrument, story.Total.Units, isBudget));
        json.WriteString("status", Words.Of(story.End));
        if (story.End == OrderEnd.Canceled)
            json.WriteString("reason", Words.Of(story.Reason));
        json.WriteString("filled", Words.Wide(story.Filled, instrument.QuantityScale));
        json.WriteString("leaves", Amount(instrument, story.Leaves.Units, isBudget));
        if (!story.Filled.IsZero)
            json.WriteString("avg_price", Words.Average(story.Notional, story.Filled, instrument.PriceScale));
        json.WriteString("fees", Words.Wide(story.Fees, instrument.MoneyScale));
        WriteInstant(json, "entered", story.Steps[0]);
        if (story.Last is { } last)
        {
            WriteInstant(json, "ended", last);
            json.WriteString("ended_because", StoryText.EndOf(story, scene));
        }

        json.WriteStartArray("history");
        foreach (var step in story.Steps)
            Write(json, step, scene, story.OrderId, instrument);
        json.WriteEndArray();
        if (story.StepsWithoutBook > 0)
            json.WriteNumber("steps_without_book", story.StepsWithoutBook);
    }

    /// <summary>A page of an owner's activity.</summary>
    public static void Write(Utf8JsonWriter json, Activity activity, Scene scene)
    {
        EventJson.WriteParty(json, activity.Query.Owner, scene);
        json.WriteStartArray("activity");
        foreach (var step in activity.Steps)
            Write(json, step, scene, OrderId.None, null);
        json.WriteEndArray();
        if (activity.Next != 0)
            json.WriteString("next_cursor", activity.Next.ToString(System.Globalization.CultureInfo.InvariantCulture));
        else
            json.WriteNull("next_cursor");
    }

    /// <summary>A trade.</summary>
    public static void Write(Utf8JsonWriter json, TradeStory story, Scene scene)
    {
        var trade = story.Trade;
        var instrument = InstrumentOf(scene, trade.Instrument);
        json.WriteString("trade_id", trade.TradeId.ToString());
        json.WriteString("symbol", instrument.Symbol.ToString());
        json.WriteNumber("sequence", trade.Sequence);
        json.WriteString("time", trade.Time.ToString());
        json.WriteString("price", instrument.Price(trade.Price));
        json.WriteString("quantity", instrument.Quantity(trade.Quantity));
        json.WriteString("notional", Words.Wide((BigInteger)trade.Price.Units * trade.Quantity.Units, instrument.PriceScale + instrument.QuantityScale));
        json.WriteString("taker_side", Words.Of(trade.Side));
        json.WriteBoolean("auction", (trade.Flags & EventFlags.Auction) != 0);
        if (scene.MaySee(trade.Owner))
            EventJson.WriteSide(json, "taker", trade.OrderId, trade.Owner, trade.TakerFee, scene, instrument);
        if (scene.MaySee(trade.MakerOwner))
            EventJson.WriteSide(json, "maker", trade.MakerOrderId, trade.MakerOwner, trade.MakerFee, scene, instrument);
        var isAuction = (trade.Flags & EventFlags.Auction) != 0;
        json.WriteNumber("maker_fee_ppm", isAuction ? story.Rules.AuctionFeePpm : story.Rules.MakerFeePpm);
        json.WriteNumber("taker_fee_ppm", isAuction ? story.Rules.AuctionFeePpm : story.Rules.TakerFeePpm);
        json.WriteNumber("trade_of_command", story.Index);
        json.WriteNumber("trades_of_command", story.Count);
        EventJson.WriteCommand(json, story.Command, scene);
        EventJson.WriteBook(json, "book_before", story.BookBefore, instrument);
        EventJson.WriteBook(json, "book", story.BookAfter, instrument);
    }

    /// <summary>A book at a moment.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="at">The book.</param>
    /// <param name="depth">Levels a side.</param>
    /// <param name="withOrders">Every order too.</param>
    public static void Write(Utf8JsonWriter json, BookAt at, int depth, bool withOrders)
    {
        json.WriteString("symbol", at.Instrument.Symbol.ToString());
        json.WriteString("state", Words.Of(at.Book.State));
        json.WriteNumber("sequence", at.Sequence);
        json.WriteString("time", at.Time.ToString());
        json.WriteString("state_hash", at.StateHash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
        EventJson.WritePrice(json, "last_price", at.Book.LastPrice, at.Instrument);
        EventJson.WriteLevels(json, "bids", at.Book.Levels(Side.Buy).Take(depth), at.Instrument);
        EventJson.WriteLevels(json, "asks", at.Book.Levels(Side.Sell).Take(depth), at.Instrument);
        if (!withOrders)
            return;
        json.WriteStartArray("orders");
        foreach (var order in at.Book.Bids.Concat(at.Book.Asks).Concat(at.Book.Stops))
            Write(json, at.Instrument, order);
        json.WriteEndArray();
    }

    /// <summary>What was refused under a client order id that no order ever had.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Step> refusals, Scene scene)
    {
        json.WriteStartArray("refusals");
        foreach (var step in refusals)
            Write(json, step, scene, OrderId.None, null);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Instrument instrument, BookOrder order)
    {
        json.WriteStartObject();
        json.WriteString("order_id", order.OrderId.ToString());
        json.WriteNumber("owner", order.Owner.Value);
        json.WriteString("side", Words.Of(order.Side));
        EventJson.WritePrice(json, "price", order.Price, instrument);
        json.WriteString("leaves", instrument.Quantity(order.LeavesQuantity));
        json.WriteString("shown", instrument.Quantity(order.DisplayQuantity));
        json.WriteString("filled", instrument.Quantity(order.FilledQuantity));
        EventJson.WritePrice(json, "stop_price", order.TriggerPrice, instrument);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Step step, Scene scene, OrderId about, Instrument? instrument)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", step.Sequence);
        json.WriteString("time", step.Time.ToString());
        EventJson.WriteCommand(json, step.Command, scene);
        json.WriteStartArray("events");
        foreach (var one in step.Events)
            EventJson.Write(json, one, scene, about);
        json.WriteEndArray();
        if (step.Guard is { } guard)
            json.WriteString("guard", guard);
        if (instrument is not null)
        {
            if (step.BookBefore is { } before)
                EventJson.WriteBook(json, "book_before", before, instrument);
            if (step.BookAfter is { } after)
                EventJson.WriteBook(json, "book", after, instrument);
            if (step.Place is { } place)
                EventJson.WritePlace(json, place, scene, instrument);
        }

        json.WriteEndObject();
    }

    private static void WriteInstant(Utf8JsonWriter json, string name, Step step)
    {
        json.WriteStartObject(name);
        json.WriteNumber("sequence", step.Sequence);
        json.WriteString("time", step.Time.ToString());
        json.WriteEndObject();
    }

    private static string Amount(Instrument instrument, long units, bool isBudget) =>
        isBudget ? instrument.Money(new Model.Units.Money(units)) : instrument.Quantity(new Model.Units.Quantity(units));

    internal static Instrument InstrumentOf(Scene scene, InstrumentId id) =>
        scene.Instruments(id) ?? throw new InvalidOperationException($"instrument {id} traded and is not defined");
}
