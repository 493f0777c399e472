using System.Text.Json;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Audit;

/// <summary>Events, commands, books and queues as JSON; docs/reference/audit.md lists the fields.</summary>
internal static class EventJson
{
    public static void WriteCommand(Utf8JsonWriter json, in Command command, Scene scene)
    {
        json.WriteStartObject("command");
        json.WriteString("kind", Words.Of(command.Kind));
        if (scene.MaySee(command.Owner) || command.Owner.Value == 0)
            WriteParty(json, command.Owner, scene);
        if (command.Session.Value != 0 && scene.MaySee(command.Owner))
            WriteSession(json, command.Session, scene);
        json.WriteEndObject();
    }

    public static void WriteParty(Utf8JsonWriter json, OwnerId owner, Scene scene)
    {
        json.WriteNumber("owner", owner.Value);
        if (scene.NameOf(owner) is { } name)
            json.WriteString("user_id", name);
    }

    public static void WriteSession(Utf8JsonWriter json, SessionId session, Scene scene)
    {
        json.WriteString("session_id", session.ToString());
        if (scene.AddressOf(session) is { } address)
            json.WriteString("remote_address", address);
    }

    /// <summary>One event.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="one">The event.</param>
    /// <param name="scene">Names and who listens.</param>
    /// <param name="about">The order the story is about; none for an owner's activity.</param>
    public static void Write(Utf8JsonWriter json, in ExchangeEvent one, Scene scene, OrderId about = default)
    {
        json.WriteStartObject();
        json.WriteString("event", Words.Of(one.Kind));
        var instrument = one.IsAboutAccounts ? null : scene.Instruments(one.Instrument);
        if (about == OrderId.None)
        {
            if (instrument is not null)
                json.WriteString("symbol", instrument.Symbol.ToString());
            if (Belongs.HasOrder(in one) && one.OrderId != OrderId.None && scene.MaySee(one.Owner))
                json.WriteString("order_id", one.OrderId.ToString());
        }

        if (Belongs.HasClientOrderId(in one) && !one.ClientOrderId.IsEmpty)
            json.WriteString("client_order_id", one.ClientOrderId.ToString());
        if (instrument is not null)
            WriteOfInstrument(json, one, scene, about, instrument);
        switch (one.Kind)
        {
            case EventKind.OrderRejected:
                json.WriteString("reason", one.RejectReason.ToString());
                break;
            case EventKind.CommandRejected:
                json.WriteString("command_kind", Words.Of(one.RefusedKind));
                json.WriteString("reason", one.RejectReason.ToString());
                break;
            case EventKind.OrderReduced or EventKind.OrderCanceled:
                json.WriteString("reason", Words.Of(one.CancelReason));
                break;
            case EventKind.MassCanceled or EventKind.SessionClosed:
                json.WriteNumber("orders", one.Quantity.Units);
                break;
            case EventKind.SessionOpened when !one.ClientOrderId.IsEmpty:
                json.WriteString("remote_address", one.ClientOrderId.ToString());
                break;
            case >= EventKind.ContractSet and <= EventKind.RiskSet:
                Export.MarginLines.Write(json, in one, instrument, scene);
                break;
            case >= EventKind.BreakerSet and <= EventKind.LimitState:
                Export.GuardLines.Write(json, one, instrument, scene.NameOf(one.Owner) ?? one.Owner.ToString());
                break;
            case EventKind.InstrumentStateChanged:
                json.WriteString("from", Words.Of(one.OldState));
                json.WriteString("to", Words.Of(one.NewState));
                break;
            case >= EventKind.VerificationSet and <= EventKind.LimitUsed:
                CustomerStory.Write(json, in one, scene);
                break;
            default:
                AccountStory.Write(json, in one, scene);
                break;
        }

        if (one.Session.Value != 0 && one.Kind is EventKind.SessionOpened or EventKind.SessionClosed)
            json.WriteString("session_id", one.Session.ToString());
        json.WriteEndObject();
    }

    public static void WriteBook(Utf8JsonWriter json, string name, BookPicture book, Instrument instrument)
    {
        json.WriteStartObject(name);
        json.WriteString("state", Words.Of(book.State));
        if (!book.LastPrice.IsNone)
            json.WriteString("last_price", instrument.Price(book.LastPrice));
        WriteLevels(json, "bids", book.Bids, instrument);
        WriteLevels(json, "asks", book.Asks, instrument);
        json.WriteEndObject();
    }

    public static void WriteLevels(Utf8JsonWriter json, string name, IEnumerable<BookLevel> levels, Instrument instrument)
    {
        json.WriteStartArray(name);
        foreach (var level in levels)
        {
            json.WriteStartObject();
            json.WriteString("price", instrument.Price(level.Price));
            json.WriteString("quantity", instrument.Quantity(level.Quantity));
            json.WriteNumber("orders", level.Orders);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WritePlace(Utf8JsonWriter json, QueuePlace place, Scene scene, Instrument instrument)
    {
        json.WriteStartObject("queue");
        json.WriteString(place.IsWaitingStop ? "stop_price" : "price", instrument.Price(place.Price));
        json.WriteString("leaves", instrument.Quantity(place.Leaves));
        json.WriteString("shown", instrument.Quantity(place.Shown));
        json.WriteNumber("orders_ahead", place.OrdersAhead);
        json.WriteString("shown_ahead", instrument.Quantity(place.ShownAhead));
        if (scene.Viewer is null)
            json.WriteString("leaves_ahead", instrument.Quantity(place.LeavesAhead));
        json.WriteNumber("orders_behind", place.OrdersBehind);
        json.WriteNumber("orders_at_better_prices", place.BetterOrders);
        json.WriteString("shown_at_better_prices", instrument.Quantity(place.BetterShown));
        json.WriteEndObject();
    }

    private static void WriteOfInstrument(Utf8JsonWriter json, in ExchangeEvent one, Scene scene, OrderId about, Instrument instrument)
    {
        switch (one.Kind)
        {
            case EventKind.OrderAccepted or EventKind.OrderRejected:
                WriteTerms(json, one.Terms, one.Side);
                WritePrice(json, "price", one.Price, instrument);
                json.WriteString(one.Terms.QuoteQuantity ? "quote_quantity" : "quantity", one.Terms.QuoteQuantity ? instrument.Money(new Money(one.Quantity.Units)) : instrument.Quantity(one.Quantity));
                if (!one.DisplayQuantity.IsZero)
                    json.WriteString("display_quantity", instrument.Quantity(one.DisplayQuantity));
                WritePrice(json, one.Kind == EventKind.OrderAccepted ? "stop_price" : "reference_price", one.TriggerPrice, instrument);
                if (one.Kind == EventKind.OrderAccepted && !one.ExpireTime.IsNone)
                    json.WriteString("expire_time", one.ExpireTime.ToString());
                if ((one.Flags & EventFlags.Liquidation) != 0)
                    json.WriteBoolean("liquidation", true);
                if ((one.Flags & EventFlags.Resting) != 0)
                    json.WriteBoolean("rests", true);
                break;
            case EventKind.OrderRested or EventKind.OrderReduced:
                WritePrice(json, "price", one.Price, instrument);
                json.WriteString("leaves", instrument.Quantity(one.Quantity));
                json.WriteString("shown", instrument.Quantity(one.DisplayQuantity));
                if ((one.Flags & EventFlags.Replenished) != 0)
                    json.WriteBoolean("next_tranche", true);
                if ((one.Flags & EventFlags.Slid) != 0)
                    json.WriteBoolean("slid_by_post_only", true);
                break;
            case EventKind.OrderReplaced:
                WritePrice(json, "price", one.Price, instrument);
                WritePrice(json, "old_price", one.OldPrice, instrument);
                WritePrice(json, "stop_price", one.TriggerPrice, instrument);
                json.WriteString("quantity", instrument.Quantity(one.Quantity));
                json.WriteBoolean("kept_priority", (one.Flags & EventFlags.KeptPriority) != 0);
                break;
            case EventKind.OrderCanceled:
                WritePrice(json, "price", one.Price, instrument);
                json.WriteString(one.CancelReason == CancelReason.BudgetSpent ? "left_of_budget" : "leaves",
                    one.CancelReason == CancelReason.BudgetSpent ? instrument.Money(new Money(one.Quantity.Units)) : instrument.Quantity(one.Quantity));
                break;
            case EventKind.OrderTriggered:
                WritePrice(json, "stop_price", one.TriggerPrice, instrument);
                WritePrice(json, "last_price", one.Price, instrument);
                break;
            case EventKind.Trade:
                WriteTrade(json, one, scene, about, instrument);
                break;
            case EventKind.SelfTradePrevented:
                json.WriteString("stp_mode", Words.Of((SelfTradePrevention)one.Terms.Bits));
                json.WriteString("role", one.MakerOrderId == about ? "resting" : "incoming");
                json.WriteString("other_order_id", (one.MakerOrderId == about ? one.OrderId : one.MakerOrderId).ToString());
                WritePrice(json, "price", one.Price, instrument);
                json.WriteString("decremented", instrument.Quantity(one.Quantity));
                break;
            case EventKind.OrderDuplicate:
                json.WriteString("filled", instrument.Quantity(one.FilledQuantity));
                json.WriteString("leaves", instrument.Quantity(one.LeavesQuantity));
                json.WriteBoolean("finished", (one.Flags & EventFlags.Finished) != 0);
                break;
        }
    }

    private static void WriteTrade(Utf8JsonWriter json, in ExchangeEvent one, Scene scene, OrderId about, Instrument instrument)
    {
        json.WriteString("trade_id", one.TradeId.ToString());
        json.WriteString("price", instrument.Price(one.Price));
        json.WriteString("quantity", instrument.Quantity(one.Quantity));
        if ((one.Flags & EventFlags.Auction) != 0)
            json.WriteBoolean("auction", true);
        var asMaker = about != OrderId.None ? one.MakerOrderId == about : scene.Viewer is { } viewer && one.MakerOwner == viewer;
        if (about == OrderId.None && scene.Viewer is null)
        {
            json.WriteString("taker_side", Words.Of(one.Side));
            WriteSide(json, "taker", one.OrderId, one.Owner, one.TakerFee, scene, instrument);
            WriteSide(json, "maker", one.MakerOrderId, one.MakerOwner, one.MakerFee, scene, instrument);
            return;
        }

        json.WriteString("role", asMaker ? "maker" : "taker");
        if (about == OrderId.None && asMaker)
            json.WriteString("order_id", one.MakerOrderId.ToString());
        json.WriteString("fee", instrument.Money(asMaker ? one.MakerFee : one.TakerFee));
        json.WriteString("leaves", instrument.Quantity(asMaker ? one.MakerLeaves : one.TakerLeaves));
        var (otherOrder, otherOwner) = asMaker ? (one.OrderId, one.Owner) : (one.MakerOrderId, one.MakerOwner);
        if (!scene.MaySee(otherOwner))
            return;
        json.WriteStartObject("counterparty");
        json.WriteString("order_id", otherOrder.ToString());
        WriteParty(json, otherOwner, scene);
        json.WriteEndObject();
    }

    public static void WriteSide(Utf8JsonWriter json, string name, OrderId order, OwnerId owner, Money fee, Scene scene, Instrument instrument)
    {
        json.WriteStartObject(name);
        json.WriteString("order_id", order.ToString());
        WriteParty(json, owner, scene);
        json.WriteString("fee", instrument.Money(fee));
        json.WriteEndObject();
    }

    public static void WriteTerms(Utf8JsonWriter json, OrderTerms terms, Side side)
    {
        json.WriteString("side", Words.Of(side));
        json.WriteString("order_type", Words.Of(terms.Type));
        json.WriteString("time_in_force", Words.Of(terms.TimeInForce).ToUpperInvariant());
        if (terms.PostOnly != PostOnly.Off)
            json.WriteString("post_only", Words.Of(terms.PostOnly));
        if (terms.SelfTradePrevention != SelfTradePrevention.None)
            json.WriteString("stp_mode", Words.Of(terms.SelfTradePrevention));
    }

    public static void WritePrice(Utf8JsonWriter json, string name, Price price, Instrument instrument)
    {
        if (!price.IsNone)
            json.WriteString(name, instrument.Price(price));
    }
}
