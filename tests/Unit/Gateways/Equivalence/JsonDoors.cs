using System.Globalization;
using System.Text;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Unit.Gateways.Equivalence;

/// <summary>Commands in the words that REST and WebSocket share.</summary>
internal static class JsonWords
{
    /// <summary>Members of an order, or of what it becomes, without braces.</summary>
    public static string Of(in Command command)
    {
        var text = new StringBuilder();
        if (command.Kind == CommandKind.NewOrder)
        {
            var type = command.Terms.Type switch { OrderType.Market => "market", OrderType.StopLoss => "stop_loss", OrderType.StopLimit => "stop_limit", _ => "limit" };
            text.Append(CultureInfo.InvariantCulture, $"\"symbol\":\"AAPL\",\"side\":\"{(command.Side == Side.Buy ? "buy" : "sell")}\",\"order_type\":\"{type}\",\"stp_mode\":\"cancel_resting\",\"client_order_id\":\"{command.Text}\"");
            if (command.Terms.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok)
                text.Append(CultureInfo.InvariantCulture, $",\"time_in_force\":\"{(command.Terms.TimeInForce == TimeInForce.Ioc ? "IOC" : "FOK")}\"");
            if (command.Terms.PostOnly == PostOnly.Reject)
                text.Append(",\"post_only\":true");
            if (command.TriggerPrice.Units != 0)
                text.Append(CultureInfo.InvariantCulture, $",\"stop_price\":\"{Price(command.TriggerPrice)}\"");
            if (command.DisplayQuantity.Units != 0)
                text.Append(CultureInfo.InvariantCulture, $",\"display_quantity\":\"{command.DisplayQuantity.Units}\"");
            text.Append(',');
        }

        if (command.Price.Units != 0)
            text.Append(CultureInfo.InvariantCulture, $"\"price\":\"{Price(command.Price)}\",");
        return text.Append(CultureInfo.InvariantCulture, $"\"quantity\":\"{command.Quantity.Units}\"").ToString();
    }

    public static string Price(Price price) => (price.Units / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>REST.</summary>
internal sealed class RestDoor(RunningExchange exchange) : IDoor
{
    private readonly Dictionary<string, RestClient> _clients = FlowStep.Users.ToDictionary(user => user, user => exchange.Rest(user));

    public async Task SendAsync(string user, Command command)
    {
        var path = "/api/v1/orders/by-client-id/" + command.Text;
        _ = command.Kind switch
        {
            CommandKind.NewOrder => await _clients[user].OrderAsync("{" + JsonWords.Of(in command) + "}"),
            CommandKind.ReplaceOrder => await _clients[user].PutAsync(path, "{" + JsonWords.Of(in command) + "}"),
            _ => await _clients[user].DeleteAsync(path),
        };
    }

    public ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>WebSocket.</summary>
internal sealed class SocketDoor : IDoor
{
    private readonly Dictionary<string, SocketClient> _clients = [];

    public static async Task<IDoor> OpenAsync(RunningExchange exchange)
    {
        var door = new SocketDoor();
        foreach (var user in FlowStep.Users)
            door._clients.Add(user, await SocketClient.ConnectAsync(exchange, user));
        return door;
    }

    public async Task SendAsync(string user, Command command)
    {
        var words = command.Kind switch
        {
            CommandKind.NewOrder => "\"op\":\"order.new\"," + JsonWords.Of(in command),
            CommandKind.ReplaceOrder => $"\"op\":\"order.replace\",\"client_order_id\":\"{command.Text}\"," + JsonWords.Of(in command),
            _ => $"\"op\":\"order.cancel\",\"client_order_id\":\"{command.Text}\"",
        };
        await _clients[user].SendAsync("{\"id\":1," + words + "}");
        await _clients[user].FindAsync("response");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            await client.DisposeAsync();
    }
}
