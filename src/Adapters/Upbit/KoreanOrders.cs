using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Wire.Json;
using OrderRequest = Rialto.Model.Execution.OrderRequest;

namespace Rialto.Adapters.Upbit;

/// <summary>
/// What Upbit's orders, looks and errors have in common with those of Bithumb 2, whose interface is made after Upbit's: the same members, other names of client ids, and an end that is called otherwise.
/// No state.
/// </summary>
internal static class KoreanOrders
{
    /// <summary>Ends the orders of a look that are not all of them.</summary>
    public const string Cut = "!";

    /// <summary>One request for each order, as many as a session asks in a row.</summary>
    public const int OrdersMax = 150;

    private const int KoreaHours = 9;

    /// <summary>The name of an error; empty where there is none.</summary>
    public static ReadOnlySpan<byte> NameOf(scoped in JsonObject answer)
    {
        var scanner = answer.At("error"u8);
        var error = new JsonObject();
        return error.Read(answer.Frame, ref scanner) ? error.Text("name"u8) : default;
    }

    /// <summary>A time as Korea writes it, <c>2024-06-13T10:28:36+09:00</c>; none where it is written otherwise.</summary>
    public static Timestamp KoreanTime(ReadOnlySpan<byte> text)
    {
        const string Offset = "+09:00";
        Span<byte> utc = stackalloc byte[32];
        if (text.Length is < 25 or > 35 || !text.EndsWith("+09:00"u8))
            return IsoTime.TryParse(text, out var plain) ? plain : default;
        var length = text.Length - Offset.Length;
        text[..length].CopyTo(utc);
        utc[length++] = (byte)'Z';
        return IsoTime.TryParse(utc[..length], out var time) && time.Nanoseconds > KoreaHours * 3_600_000_000_000L ? new Timestamp(time.Nanoseconds - KoreaHours * 3_600_000_000_000L) : default;
    }

    /// <summary>The fills of an order are told: the next one, or the end of the look. Where it was not all, the next look of the same time goes on.</summary>
    public static void GoOn(in OrderRequest request, OrderContext context, VenueOrderId order, OrderReports reports)
    {
        var rest = reports.Cursor.IndexOf(',', StringComparison.Ordinal);
        if (rest >= 0)
            (context.Memory as UpbitMemory)?.Tell(request.Listing, request.Time, order);
        Next(request, context, rest < 0 ? "" : reports.Cursor[(rest + 1)..], reports);
    }

    /// <summary>Goes on with what is left of a look: the cursor, the end, or that it is not the end.</summary>
    public static void Next(in OrderRequest request, OrderContext context, string rest, OrderReports reports)
    {
        if (rest == Cut)
        {
            reports.Fail(request, new(FailureClass.Retry, VenueReason.VenueBusy, 0));
            return;
        }

        reports.NextCursor = rest;
        if (rest.Length > 0)
            return;
        if (request.Order.IsNone && request.VenueOrder.IsEmpty)
            (context.Memory as UpbitMemory)?.End(request.Listing);
        reports.Add(OrderReportKind.FillsEnd, request);
    }

    /// <summary>Whether an order of a list is asked for: it has fills, and this look has not told them.</summary>
    public static bool IsAsked(in OrderRequest request, OrderContext context, scoped in JsonObject order, VenueOrderId id) =>
        order.Amount("executed_volume"u8).Units > 0 && !id.IsEmpty && !id.ToString().Contains(',', StringComparison.Ordinal) && !(context.Memory is UpbitMemory memory && memory.IsTold(request.Listing, request.Time, id));

    /// <summary>An order of a list or of its own.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="context">Its listings.</param>
    /// <param name="order">What was answered.</param>
    /// <param name="clientId">Member with our own id.</param>
    /// <param name="statusOf">What the venue's word means, beside the order's quantity and what of it was filled.</param>
    /// <param name="reports">Where it goes.</param>
    public static bool Found(in OrderRequest request, OrderContext context, scoped ref JsonObject order, ReadOnlySpan<byte> clientId, WordOfStatus statusOf, OrderReports reports)
    {
        if (!context.TryFind(order.Text("market"u8), out var listing))
            return order.Has("market"u8);
        ref var report = ref reports.Found(request, context, listing, order.Id(clientId));
        report.VenueOrder = order.OrderId("uuid"u8);
        report.Side = order.SideOf("side"u8, "bid"u8, "ask"u8);
        report.FilledQuantity = order.Filled("executed_volume"u8, listing.QuantityScale);

        // Orders for an amount of money have no quantity, and their price is the amount.
        var hasQuantity = order.Is("ord_type"u8, "limit"u8) || order.Has("volume"u8);
        report.Quantity = new Quantity(hasQuantity ? order.Required("volume"u8, listing.QuantityScale) : Math.Max(0, report.FilledQuantity.Units));
        report.Price = new Price(order.Is("ord_type"u8, "limit"u8) ? order.Required("price"u8, listing.PriceScale) : 0);
        report.FillPrice = new Price(order.Amount("executed_funds"u8).Per(report.FilledQuantity.Units, listing.PriceScale, listing.QuantityScale));
        report.EventTime = KoreanTime(order.Text("created_at"u8));
        report.Status = statusOf(order.Text("state"u8), report.Quantity.Units, report.FilledQuantity.Units);
        return !report.VenueOrder.IsEmpty;
    }

    /// <summary>The trades of an order, without their fees: of those only the sum is told.</summary>
    public static bool Trades(OrderContext context, scoped ref JsonObject order, ReadOnlySpan<byte> clientId, OrderReports reports)
    {
        if (!order.Has("trades"u8))
            return order.Has("uuid"u8);
        if (!context.TryFind(order.Text("market"u8), out var listing))
            return order.Has("market"u8);
        var (id, name, side) = (order.OrderId("uuid"u8), order.Id(clientId), order.SideOf("side"u8, "bid"u8, "ask"u8));
        return !id.IsEmpty && JsonItems.Of(order, "trades"u8, (scoped ref trade) =>
        {
            ref var report = ref reports.Of(OrderReportKind.Filled, context, listing, name, id);
            report.Flags = OrderReportFlags.FromQuery;
            report.Side = side;
            report.FillPrice = new Price(trade.Required("price"u8, listing.PriceScale));
            report.FillQuantity = new Quantity(trade.Required("volume"u8, listing.QuantityScale));
            report.TradeId = trade.Id("uuid"u8);
            report.EventTime = KoreanTime(trade.Text("created_at"u8));
            return !report.TradeId.IsEmpty;
        });
    }

    /// <summary>The end of a look.</summary>
    public static bool End(OrderReports reports, OrderReportKind end, in OrderRequest request)
    {
        reports.Add(end, request);
        return true;
    }

    /// <summary>Frames of the private socket that are no orders: errors, and that it is up.</summary>
    /// <param name="outer">The frame.</param>
    /// <param name="isHalt">Whether an error of that name ends the key's use.</param>
    /// <param name="turn">What comes of it.</param>
    /// <returns>False where it is something else.</returns>
    public static bool IsAbout(scoped in JsonObject outer, WordOfError isHalt, UserStreamTurn turn)
    {
        if (outer.Has("error"u8))
        {
            var name = NameOf(outer);
            if (name.SequenceEqual("INVALID_AUTH"u8) || isHalt(name))
                turn.Refuse("the key was refused");
            else
                turn.Renew("the venue refused a subscription");
            return true;
        }

        if (!outer.Has("status"u8))
            return false;
        turn.Signal = outer.Is("status"u8, "UP"u8) ? StreamSignal.Up : StreamSignal.None;
        return true;
    }

    /// <summary>What a word for an order's state means.</summary>
    public delegate VenueOrderStatus WordOfStatus(ReadOnlySpan<byte> word, long quantity, long filled);

    /// <summary>Whether an error of this name ends the use of a key.</summary>
    public delegate bool WordOfError(ReadOnlySpan<byte> name);
}
