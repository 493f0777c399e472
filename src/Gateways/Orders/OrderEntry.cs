using System.Globalization;
using System.Text;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Gateways.Orders;

/// <summary>How a request names an order: by its id, or, where that is none, by the client's.</summary>
internal readonly record struct OrderName(OrderId OrderId, Text36 ClientOrderId)
{
    public bool IsEmpty => OrderId.Value == 0 && ClientOrderId.IsEmpty;
}

/// <summary>Makes commands of JSON requests; the same for REST and WebSocket. No state.</summary>
internal static class OrderEntry
{
    /// <summary>A new order; an unknown symbol is refused here, everything the exchange can judge is left to it.</summary>
    public static bool TryNew(
        in OrderRequest request, ReadOnlySpan<byte> json, ApiKey key, SessionId session, InstrumentDirectory directory, out Command command, out Problem problem)
    {
        command = default;
        if (request.Has(RequestField.UserId) && !IsUser(request.UserId.Of(json), key))
        {
            problem = new Problem(RejectReason.Forbidden, "The key belongs to another user than user_id.");
            return false;
        }

        if (request.Symbol.IsEmpty)
        {
            problem = Problem.Malformed("symbol", "Field 'symbol' is missing.");
            return false;
        }

        if (directory.Find(request.Symbol) is not { } entry)
        {
            problem = new Problem(RejectReason.UnknownInstrument, $"There is no instrument {request.Symbol}.") { ClientOrderId = request.ClientOrderId };
            return false;
        }

        return OrderRequestCommands.TryNewOrder(in request, json, entry.Instrument, Origin(key, session), out command, out var error)
            ? Fine(out problem)
            : Malformed(in error, json, out problem);
    }

    public static bool TryReplace(
        in OrderRequest request, ReadOnlySpan<byte> json, ApiKey key, SessionId session, Instrument instrument, OrderName name, Text36 newName, out Command command, out Problem problem) =>
        OrderRequestCommands.TryReplace(in request, json, instrument, Origin(key, session), name.OrderId, name.ClientOrderId, newName, out command, out var error)
            ? Fine(out problem)
            : Malformed(in error, json, out problem);

    public static bool TryReduce(
        in OrderRequest request, ReadOnlySpan<byte> json, ApiKey key, SessionId session, Instrument instrument, OrderName name, out Command command, out Problem problem) =>
        OrderRequestCommands.TryReduce(in request, json, instrument, Origin(key, session), name.OrderId, name.ClientOrderId, out command, out var error)
            ? Fine(out problem)
            : Malformed(in error, json, out problem);

    public static Command Cancel(ApiKey key, SessionId session, OrderName name) =>
        OrderRequestCommands.Cancel(Origin(key, session), name.OrderId, name.ClientOrderId);

    /// <summary>Says what is wrong with a text, as a problem; always false.</summary>
    public static bool Malformed(in RequestError error, ReadOnlySpan<byte> json, out Problem problem)
    {
        problem = Problem.Malformed(error.FieldName(json), error.Describe(json));
        return false;
    }

    /// <summary>The instrument of an order, for requests whose numbers need its scales; asked on the fan-out thread.</summary>
    public static Func<ExchangeViews, Instrument?> InstrumentOf(OwnerId owner, OrderName name) => views =>
    {
        var order = name.OrderId.Value != 0 ? views.Orders.Find(name.OrderId) : views.Orders.Find(owner, name.ClientOrderId);
        return order is not null && order.Picture.Owner == owner ? order.Picture.Instrument : null;
    };

    private static RequestOrigin Origin(ApiKey key, SessionId session) => new(key.Owner, key.Group, session);

    private static bool IsUser(ReadOnlySpan<byte> user, ApiKey key)
    {
        var text = Encoding.UTF8.GetString(user);
        return text == key.UserName || text == key.Owner.Value.ToString(CultureInfo.InvariantCulture);
    }

    private static bool Fine(out Problem problem)
    {
        problem = default;
        return true;
    }
}
