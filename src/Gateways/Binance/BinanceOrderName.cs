using System.Globalization;
using Rialto.Gateways.Views;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>How a request names an order: its symbol, and its number, its client order id, or both, which then must be of one order.</summary>
internal sealed record BinanceOrderName(BinanceSymbol Symbol, OwnerId Owner, OrderId OrderId, Text36 ClientOrderId)
{
    /// <summary>Reads the parameters; null where they are refused, and then the parameters say why.</summary>
    public static BinanceOrderName? Read(BinanceCall call, string idParameter, string nameParameter)
    {
        var parameters = call.Parameters;
        var symbol = parameters.Symbol(call.Binance.Symbols);
        var id = parameters.Number(idParameter) ?? 0;
        var name = parameters.ClientOrderId(nameParameter);
        if (id == 0 && name.IsEmpty && parameters.Error is null)
            parameters.Refuse(BinanceError.EitherMissing(nameParameter, idParameter));
        return parameters.Error is null ? new BinanceOrderName(symbol!, call.Owner, new OrderId(id), name) : null;
    }

    /// <summary>The order, live or ended; null where there is none that is this owner's. On the fan-out thread.</summary>
    public OrderPicture? Find(ExchangeViews views)
    {
        var order = OrderId.Value != 0 ? views.Orders.Find(OrderId) : views.Orders.Find(Owner, ClientOrderId) ?? FindNameless(views);
        if (order is null || order.Picture.Owner != Owner || order.Picture.Instrument.Id != Symbol.Instrument.Id)
            return null;
        return OrderId.Value == 0 || ClientOrderId.IsEmpty || order.Picture.ClientOrderId == ClientOrderId ? order.Picture : null;
    }

    // An order that was entered elsewhere without a client order id is shown with its number in the place of one.
    private OrderState? FindNameless(ExchangeViews views) =>
        long.TryParse(ClientOrderId.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && views.Orders.Find(new OrderId(number)) is { Picture.ClientOrderId.IsEmpty: true } order ? order : null;
}
