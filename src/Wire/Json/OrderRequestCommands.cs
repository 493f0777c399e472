using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Json;

/// <summary>Who sends a request; known from the key and the connection, never from the request itself.</summary>
/// <param name="Owner">Whose orders.</param>
/// <param name="Group">For self-trade prevention; zero: the owner stands alone.</param>
/// <param name="Session">The session, or none.</param>
public readonly record struct RequestOrigin(OwnerId Owner, OwnerGroup Group, SessionId Session);

/// <summary>
/// Makes commands of decoded requests, once the instrument (and so the scales) is known. Only what the text itself says is checked here; ticks, lots, limits and
/// combinations are the exchange's to judge, so that every way in gets the same refusals. Allocates nothing, never throws.
/// </summary>
public static class OrderRequestCommands
{
    /// <summary>A new order. Default time in force: IOC for market orders, otherwise GTC. Idempotent by default where there is a client order id.</summary>
    public static bool TryNewOrder(
        in OrderRequest request, ReadOnlySpan<byte> json, Instrument instrument, RequestOrigin origin, out Command command, out RequestError error)
    {
        command = new Command { Kind = CommandKind.NewOrder, Owner = origin.Owner, Group = origin.Group, Session = origin.Session, Instrument = instrument.Id };
        error = default;
        var immediate = request.OrderType is OrderType.Market or OrderType.StopLoss;
        var budget = request.Has(RequestField.QuoteQuantity);
        if (!request.Has(RequestField.Side))
            return Missing(RequestField.Side, out error);
        if (budget && request.Has(RequestField.Quantity))
            return Fail(RequestFault.NotAllowedHere, RequestField.QuoteQuantity, request.QuoteQuantity, out error);
        if (!budget && !request.Has(RequestField.Quantity))
            return Missing(RequestField.Quantity, out error);
        if (immediate ? request.Has(RequestField.Price | RequestField.LimitPrice) : request.Has(RequestField.ProtectionPrice))
        {
            return immediate
                ? Fail(RequestFault.NotAllowedHere, PriceField(request), request.Price, out error)
                : Fail(RequestFault.NotAllowedHere, RequestField.ProtectionPrice, request.ProtectionPrice, out error);
        }

        if (!immediate && !request.Has(RequestField.Price | RequestField.LimitPrice))
            return Missing(RequestField.Price, out error);
        if (request.OrderType >= OrderType.StopLoss && !request.Has(RequestField.StopPrice))
            return Missing(RequestField.StopPrice, out error);

        if (!TryScale(json, budget ? request.QuoteQuantity : request.Quantity, budget ? instrument.MoneyScale : instrument.QuantityScale,
                budget ? RequestField.QuoteQuantity : RequestField.Quantity, out var quantity, out error)
            || !TryScale(json, request.DisplayQuantity, instrument.QuantityScale, RequestField.DisplayQuantity, out var display, out error)
            || !TryScale(json, immediate ? request.ProtectionPrice : request.Price, instrument.PriceScale,
                immediate ? RequestField.ProtectionPrice : PriceField(request), out var price, out error)
            || !TryScale(json, request.StopPrice, instrument.PriceScale, RequestField.StopPrice, out var trigger, out error))
            return false;

        command.Side = request.Side;
        command.Quantity = new Quantity(quantity);
        command.DisplayQuantity = new Quantity(display);
        command.Price = new Price(price);
        command.TriggerPrice = new Price(trigger);
        command.ExpireTime = request.ExpireTime;
        command.Text = request.ClientOrderId;
        command.Terms = OrderTerms.Of(
            request.OrderType,
            request.Has(RequestField.TimeInForce) ? request.TimeInForce : request.OrderType == OrderType.Market ? TimeInForce.Ioc : TimeInForce.Gtc,
            request.StpMode,
            request.PostOnly,
            request.RejectIfShort,
            budget,
            request.Has(RequestField.Idempotent) ? request.Idempotent : !request.ClientOrderId.IsEmpty);
        return true;
    }

    /// <summary>
    /// A replacement. The order is named by <paramref name="order"/>, or, where that is none, by <paramref name="name"/>; <paramref name="newName"/> is its new client order id,
    /// empty leaves it. A value of zero or less is refused, because in a command zero leaves the value as it is.
    /// </summary>
    public static bool TryReplace(
        in OrderRequest request, ReadOnlySpan<byte> json, Instrument instrument, RequestOrigin origin, OrderId order, Text36 name, Text36 newName, out Command command, out RequestError error)
    {
        command = Amend(CommandKind.ReplaceOrder, origin, order, order == OrderId.None ? name : newName);
        var priceGiven = request.Has(RequestField.Price | RequestField.LimitPrice);
        if (priceGiven && request.Has(RequestField.ProtectionPrice))
            return Fail(RequestFault.NotAllowedHere, RequestField.ProtectionPrice, request.ProtectionPrice, out error);
        if (order == OrderId.None && !newName.IsEmpty)
        {
            error = new RequestError(RequestFault.NotAllowedHere, RequestField.NewClientOrderId, 0);
            return false;
        }

        if (!TryPositive(json, priceGiven ? request.Price : request.ProtectionPrice, instrument.PriceScale, priceGiven ? PriceField(request) : RequestField.ProtectionPrice, out var price, out error)
            || !TryPositive(json, request.Quantity, instrument.QuantityScale, RequestField.Quantity, out var quantity, out error)
            || !TryPositive(json, request.DisplayQuantity, instrument.QuantityScale, RequestField.DisplayQuantity, out var display, out error)
            || !TryPositive(json, request.StopPrice, instrument.PriceScale, RequestField.StopPrice, out var trigger, out error))
            return false;
        command.Price = new Price(price);
        command.Quantity = new Quantity(quantity);
        command.DisplayQuantity = new Quantity(display);
        command.TriggerPrice = new Price(trigger);
        return true;
    }

    /// <summary>A reduction by <c>quantity</c>; the order is named as in <see cref="Cancel"/>.</summary>
    public static bool TryReduce(
        in OrderRequest request, ReadOnlySpan<byte> json, Instrument instrument, RequestOrigin origin, OrderId order, Text36 name, out Command command, out RequestError error)
    {
        command = Amend(CommandKind.ReduceOrder, origin, order, order == OrderId.None ? name : Text36.Empty);
        if (!request.Has(RequestField.Quantity))
            return Missing(RequestField.Quantity, out error);
        if (!TryScale(json, request.Quantity, instrument.QuantityScale, RequestField.Quantity, out var quantity, out error))
            return false;
        command.Quantity = new Quantity(quantity);
        return true;
    }

    /// <summary>A cancellation of the order named by <paramref name="order"/> or, where that is none, by its client order id.</summary>
    public static Command Cancel(RequestOrigin origin, OrderId order, Text36 name) =>
        Amend(CommandKind.CancelOrder, origin, order, order == OrderId.None ? name : Text36.Empty);

    private static Command Amend(CommandKind kind, RequestOrigin origin, OrderId order, Text36 text) =>
        new() { Kind = kind, Owner = origin.Owner, Session = origin.Session, OrderId = order, Text = text };

    private static RequestField PriceField(in OrderRequest request) => request.Has(RequestField.LimitPrice) ? RequestField.LimitPrice : RequestField.Price;

    private static bool TryPositive(ReadOnlySpan<byte> json, JsonSlice text, int scale, RequestField field, out long value, out RequestError error)
    {
        if (!TryScale(json, text, scale, field, out value, out error))
            return false;
        return text.Kind == JsonKind.None || value > 0 || Fail(RequestFault.NotPositive, field, text, out error);
    }

    private static bool TryScale(ReadOnlySpan<byte> json, JsonSlice text, int scale, RequestField field, out long value, out RequestError error)
    {
        value = 0;
        error = default;
        if (text.Kind == JsonKind.None)
            return true;
        var fault = DecimalText.TryParse(text.Of(json), scale, out value) switch
        {
            DecimalTextError.None => RequestFault.None,
            DecimalTextError.TooPrecise => RequestFault.TooPrecise,
            DecimalTextError.OutOfRange => RequestFault.OutOfRange,
            _ => RequestFault.NotADecimal,
        };
        return fault == RequestFault.None || Fail(fault, field, text, out error);
    }

    private static bool Missing(RequestField field, out RequestError error)
    {
        error = new RequestError(RequestFault.MissingField, field, 0);
        return false;
    }

    private static bool Fail(RequestFault fault, RequestField field, JsonSlice at, out RequestError error)
    {
        error = new RequestError(fault, field, at.Offset);
        return false;
    }
}
