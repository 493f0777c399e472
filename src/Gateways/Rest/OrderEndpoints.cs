using System.Globalization;
using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Wire.Json;

namespace Rialto.Gateways.Rest;

/// <summary>Orders over REST: enter, change, cancel, ask.</summary>
internal static class OrderEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;

    private static readonly string[] MassCancelParameters = ["symbol", "side", "session", "all_owners"];
    private static readonly string[] FilterParameters = ["open", "symbol", "side", "limit", "after"];

    public static async ValueTask SubmitAsync(RestCall call)
    {
        if (TryDecodeNew(call, out var command, out var problem))
            await call.SubmitAndAnswerAsync(command).ConfigureAwait(false);
        else
            await call.RefuseAsync(problem).ConfigureAwait(false);
    }

    public static async ValueTask CancelAsync(RestCall call)
    {
        if (!TryName(call, out var name, out var problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else
            await call.SubmitAndAnswerAsync(OrderEntry.Cancel(call.Key, default, name)).ConfigureAwait(false);
    }

    public static ValueTask ReplaceAsync(RestCall call) => ChangeAsync(call, RequestField.ReplaceOrder);

    public static ValueTask ReduceAsync(RestCall call) => ChangeAsync(call, RequestField.ReduceOrder);

    public static async ValueTask MassCancelAsync(RestCall call)
    {
        if (TryMassCancel(call, out var command, out var problem))
            await call.SubmitAndAnswerAsync(command).ConfigureAwait(false);
        else
            await call.RefuseAsync(problem).ConfigureAwait(false);
    }

    public static async ValueTask GetAsync(RestCall call)
    {
        if (!TryName(call, out var name, out var problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        var owner = call.Key.Owner;
        var found = await call.Services.FanOut.AskAsync(views => Find(views, owner, name), call.Aborted).ConfigureAwait(false);
        if (found is null)
            await call.RefuseAsync(new Problem(RejectReason.UnknownOrder, "No live or recent order with this id is yours.")).ConfigureAwait(false);
        else
            await call.AnswerAsync(200, (found.Value.Order, found.Value.Fills, found.Value.Parent, found.Value.Basket, call.Key.UserName), static (json, found) => WriteOrder(json, found)).ConfigureAwait(false);
    }

    public static async ValueTask ListAsync(RestCall call)
    {
        if (!TryFilter(call, out var filter, out var problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        var page = await call.Services.FanOut.AskAsync(filter.Run, call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, page, static (json, page) => WritePage(json, page)).ConfigureAwait(false);
    }

    private static bool TryDecodeNew(RestCall call, out Command command, out Problem problem)
    {
        command = default;
        return OrderRequestJson.TryDecode(call.Body, RequestField.NewOrder, out var request, out var error)
            ? OrderEntry.TryNew(in request, call.Body, call.Key, default, call.Services.Directory, out command, out problem)
            : OrderEntry.Malformed(in error, call.Body, out problem);
    }

    private static async ValueTask ChangeAsync(RestCall call, RequestField fields)
    {
        if (!TryName(call, out var name, out var problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        var instrument = await call.Services.FanOut.AskAsync(OrderEntry.InstrumentOf(call.Key.Owner, name), call.Aborted).ConfigureAwait(false);
        if (instrument is null)
            await call.RefuseAsync(new Problem(RejectReason.UnknownOrder)).ConfigureAwait(false);
        else if (!TryDecodeChange(call, fields, name, instrument, out var command, out problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else
            await call.SubmitAndAnswerAsync(command).ConfigureAwait(false);
    }

    private static bool TryDecodeChange(RestCall call, RequestField fields, OrderName name, Instrument instrument, out Command command, out Problem problem)
    {
        command = default;
        var json = call.Body;
        if (!OrderRequestJson.TryDecode(json, fields, out var request, out var error))
            return OrderEntry.Malformed(in error, json, out problem);
        if (fields == RequestField.ReduceOrder)
            return OrderEntry.TryReduce(in request, json, call.Key, default, instrument, name, out command, out problem);
        if (request.Given == RequestField.None)
        {
            problem = Problem.Malformed(string.Empty, "The body says nothing to change.");
            return false;
        }

        return OrderEntry.TryReplace(in request, json, call.Key, default, instrument, name, request.ClientOrderId, out command, out problem);
    }

    private static bool TryMassCancel(RestCall call, out Command command, out Problem problem)
    {
        command = default;
        problem = default;
        if (!TryOnly(call, MassCancelParameters, out problem))
            return false;
        var query = call.Http.Request.Query;
        var scope = MassCancelScope.Owner;
        var (instrument, side, session) = (InstrumentId.None, Side.Buy, default(SessionId));
        if (query.TryGetValue("symbol", out var symbol))
        {
            if (call.Services.Directory.Find(symbol.ToString()) is not { } entry)
                return Refuse(new Problem(RejectReason.UnknownInstrument, $"There is no instrument {symbol}."), out problem);
            instrument = entry.Instrument.Id;
        }

        if (query.TryGetValue("side", out var sideText))
        {
            if (!TrySide(sideText.ToString(), out side))
                return Refuse(Problem.Malformed("side", "The side is buy or sell."), out problem);
            scope |= MassCancelScope.OneSide;
        }

        if (query.TryGetValue("session", out var sessionText))
        {
            if (!int.TryParse(sessionText.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
                return Refuse(Problem.Malformed("session", "A session id is a positive number."), out problem);
            session = new SessionId(number);
            scope |= MassCancelScope.OneSession;
        }

        var owner = call.Key.Owner;
        if (query.TryGetValue("all_owners", out var all) && all != "true" && all != "false")
            return Refuse(Problem.Malformed("all_owners", "'all_owners' is true or false."), out problem);
        if (all == "true")
        {
            if (!call.Key.May(Permissions.Operate))
                return Refuse(new Problem(RejectReason.Forbidden, "Only a key with the permission operate cancels for all owners."), out problem);
            owner = default;
            scope |= MassCancelScope.AllOwners;
        }
        else if (!call.Key.May(Permissions.Trade))
        {
            return Refuse(new Problem(RejectReason.Forbidden, "The key needs the permission trade."), out problem);
        }

        command = Command.MassCancel(owner, instrument, scope, side, session);
        return true;
    }

    private static bool TryName(RestCall call, out OrderName name, out Problem problem)
    {
        name = default;
        problem = default;
        if (call.Http.Request.RouteValues.ContainsKey("client_order_id"))
        {
            if (!call.TryClientOrderId(out var clientOrderId))
                return Refuse(new Problem(RejectReason.MalformedClientOrderId), out problem);
            name = new OrderName(default, clientOrderId);
            return true;
        }

        if (!call.TryOrderId(out var orderId))
            return Refuse(Problem.Malformed("order_id", "An order id is a positive number."), out problem);
        name = new OrderName(orderId, default);
        return true;
    }

    private static bool TryFilter(RestCall call, out OrderFilter filter, out Problem problem)
    {
        filter = new OrderFilter { Owner = call.Key.Owner, IsOpen = true, Limit = DefaultLimit };
        if (!TryOnly(call, FilterParameters, out problem))
            return false;
        var query = call.Http.Request.Query;
        if (query.TryGetValue("open", out var open))
        {
            if (open != "true" && open != "false")
                return Refuse(Problem.Malformed("open", "'open' is true or false."), out problem);
            filter.IsOpen = open == "true";
        }

        if (query.TryGetValue("symbol", out var symbol))
        {
            if (call.Services.Directory.Find(symbol.ToString()) is not { } entry)
                return Refuse(new Problem(RejectReason.UnknownInstrument, $"There is no instrument {symbol}."), out problem);
            filter.Instrument = entry.Instrument.Id;
        }

        if (query.TryGetValue("side", out var sideText))
        {
            if (!TrySide(sideText.ToString(), out var side))
                return Refuse(Problem.Malformed("side", "The side is buy or sell."), out problem);
            filter.Side = side;
        }

        if (query.TryGetValue("limit", out var limit))
        {
            if (!int.TryParse(limit.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > MaxLimit)
                return Refuse(Problem.Malformed("limit", $"The limit is 1 to {MaxLimit}."), out problem);
            filter.Limit = number;
        }

        if (query.TryGetValue("after", out var after))
        {
            if (!long.TryParse(after.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return Refuse(Problem.Malformed("after", "'after' is an order id."), out problem);
            filter.After = new OrderId(number);
        }

        return true;
    }

    // A misspelt filter would otherwise widen what is listed, or cancelled, to everything.
    private static bool TryOnly(RestCall call, string[] known, out Problem problem)
    {
        problem = default;
        foreach (var (name, values) in call.Http.Request.Query)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
                return Refuse(Problem.Malformed(name, $"The parameters here are {string.Join(", ", known)}."), out problem);
            if (values.Count > 1)
                return Refuse(Problem.Malformed(name, "A parameter is given once."), out problem);
        }

        return true;
    }

    private static bool TrySide(string text, out Side side)
    {
        side = text.Equals("sell", StringComparison.OrdinalIgnoreCase) ? Side.Sell : Side.Buy;
        return side == Side.Sell || text.Equals("buy", StringComparison.OrdinalIgnoreCase);
    }

    private static bool Refuse(in Problem refusal, out Problem problem)
    {
        problem = refusal;
        return false;
    }

    private static (OrderPicture Order, List<Fill> Fills, AlgoId Parent, BasketId Basket)? Find(ExchangeViews views, OwnerId owner, OrderName name)
    {
        var order = name.OrderId.Value != 0 ? views.Orders.Find(name.OrderId) : views.Orders.Find(owner, name.ClientOrderId);
        if (order is null || order.Picture.Owner != owner)
            return null;
        var fills = new List<Fill>();
        order.CopyFills(fills);
        return (order.Picture, fills, views.Algos.ParentOf(order.Picture.OrderId), views.Baskets.BasketOf(order.Picture.OrderId));
    }

    private static void WriteOrder(Utf8JsonWriter json, (OrderPicture Order, List<Fill> Fills, AlgoId Parent, BasketId Basket, string UserName) found)
    {
        json.WriteStartObject();
        OrderAnswer.WriteOrder(json, in found.Order);
        json.WriteStartArray("fills"u8);
        foreach (var fill in found.Fills)
            OrderAnswer.WriteFill(json, in fill, found.Order.Instrument);
        json.WriteEndArray();
        json.WriteString("user_id"u8, found.UserName);
        if (found.Parent != AlgoId.None)
            json.WriteId("algo_order_id"u8, found.Parent.Value);
        if (found.Basket != BasketId.None)
            json.WriteId("basket_order_id"u8, found.Basket.Value);
        WriteTimes(json, in found.Order);
        json.WriteEndObject();
    }

    private static void WritePage(Utf8JsonWriter json, OrderPage page)
    {
        json.WriteStartObject();
        json.WriteStartArray("orders"u8);
        foreach (var order in page.Orders)
        {
            json.WriteStartObject();
            OrderAnswer.WriteOrder(json, in order);
            WriteTimes(json, in order);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNext(page.Next.Value);
        json.WriteNumber("sequence"u8, page.Sequence);
        json.WriteEndObject();
    }

    private static void WriteTimes(Utf8JsonWriter json, in OrderPicture order)
    {
        json.WriteNumber("created_sequence"u8, order.CreatedSequence);
        json.WriteTime("created"u8, order.Created);
        json.WriteNumber("updated_sequence"u8, order.UpdatedSequence);
        json.WriteTime("updated"u8, order.Updated);
    }
}
