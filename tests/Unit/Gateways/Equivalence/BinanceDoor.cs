using System.Globalization;
using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Rialto.Unit.Gateways.Binance;

namespace Rialto.Unit.Gateways.Equivalence;

/// <summary>Binance's Spot API.</summary>
internal sealed class BinanceDoor(RunningExchange exchange) : IDoor
{
    private readonly Dictionary<string, BinanceClient> _clients =
        FlowStep.Users.ToDictionary(user => user, user => new BinanceClient(exchange.Gateways.BinanceUrl!, exchange.Keys.Create(user, Permissions.Read | Permissions.Trade)));

    public async Task SendAsync(string user, Command command)
    {
        var answer = command.Kind == CommandKind.NewOrder
            ? await _clients[user].SignedAsync(HttpMethod.Post, "/api/v3/order", Words(in command))
            : await _clients[user].SignedAsync(HttpMethod.Delete, "/api/v3/order", $"symbol=AAPL&origClientOrderId={command.Text}");

        // A refusal of the exchange (-2010) is an event like any other; one at the door is none, and the flow has nothing that a door may refuse.
        if (answer.Status != 200 && answer["code"] != "-2010")
            throw new InvalidOperationException($"{command.Kind} of {command.Text}: {answer.Status} {answer.Body}");
    }

    public ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Words(in Command command)
    {
        var type = command.Terms.Type switch
        {
            OrderType.Market => "MARKET",
            OrderType.StopLoss => "STOP_LOSS",
            OrderType.StopLimit => "STOP_LOSS_LIMIT",
            _ => command.Terms.PostOnly == PostOnly.Reject ? "LIMIT_MAKER" : "LIMIT",
        };
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"symbol=AAPL&side={(command.Side == Side.Buy ? "BUY" : "SELL")}&type={type}&quantity={command.Quantity.Units}");
        text.Append(CultureInfo.InvariantCulture, $"&newClientOrderId={command.Text}&selfTradePreventionMode=EXPIRE_MAKER");
        if (type is "LIMIT" or "STOP_LOSS_LIMIT")
            text.Append("&timeInForce=").Append(command.Terms.TimeInForce switch { TimeInForce.Ioc => "IOC", TimeInForce.Fok => "FOK", _ => "GTC" });
        if (command.Price.Units != 0)
            text.Append("&price=").Append(JsonWords.Price(command.Price));
        if (command.TriggerPrice.Units != 0)
            text.Append("&stopPrice=").Append(JsonWords.Price(command.TriggerPrice));
        if (command.DisplayQuantity.Units != 0)
            text.Append(CultureInfo.InvariantCulture, $"&icebergQty={command.DisplayQuantity.Units}");
        return text.ToString();
    }
}
