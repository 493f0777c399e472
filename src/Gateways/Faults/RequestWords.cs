using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Rialto.Gateways.Faults;

/// <summary>What a request is, by its method and path or by its name.</summary>
internal static partial class RequestWords
{
    // Of what a client says of itself nothing secret is repeated; numbers that change with each request tell nothing.
    private static readonly string[] Unsaid = ["signature", "timestamp", "recvwindow", "apikey", "listenkey", "omitzerobalances"];

    // Fields that name an order, the older name first: of a cancellation newClientOrderId is its own.
    private static readonly string[] OrderNames = ["origClientOrderId", "cancelOrigClientOrderId", "newClientOrderId", "client_order_id"];

    /// <summary>A request to Binance's REST API.</summary>
    public static (FaultClasses Class, SeenKind Kind) OfBinance(string method, string path)
    {
        var name = path.StartsWith("/api/v3/", StringComparison.Ordinal) ? path["/api/v3/".Length..] : string.Empty;
        return name switch
        {
            "order/test" or "ping" => (FaultClasses.Other, SeenKind.Other),
            "order/cancelReplace" or "order/amend/keepPriority" => (FaultClasses.Changes, SeenKind.Change),
            "order" when method == "GET" => (FaultClasses.Questions, SeenKind.AskOrder),
            "order" or "openOrders" when method == "DELETE" => (FaultClasses.Changes, SeenKind.Cancel),
            "order" => (FaultClasses.Orders, SeenKind.Order),
            "openOrders" or "allOrders" => (FaultClasses.Questions, SeenKind.AskOrders),
            "myTrades" => (FaultClasses.Questions, SeenKind.AskTrades),
            "account" => (FaultClasses.Questions, SeenKind.AskAccount),
            "depth" => (FaultClasses.Snapshots, SeenKind.AskBook),
            "time" => (FaultClasses.Other, SeenKind.AskTime),
            "userDataStream" => (FaultClasses.Questions, method == "POST" ? SeenKind.Subscribe : SeenKind.Other),
            _ => (FaultClasses.Other, SeenKind.Other),
        };
    }

    /// <summary>A request to Binance's WebSocket API.</summary>
    public static (FaultClasses Class, SeenKind Kind) OfBinanceApi(string method) => method switch
    {
        "order.place" => (FaultClasses.Orders, SeenKind.Order),
        "order.cancel" or "openOrders.cancelAll" => (FaultClasses.Changes, SeenKind.Cancel),
        "order.cancelReplace" or "order.amend.keepPriority" => (FaultClasses.Changes, SeenKind.Change),
        "order.status" => (FaultClasses.Questions, SeenKind.AskOrder),
        "openOrders.status" or "allOrders" => (FaultClasses.Questions, SeenKind.AskOrders),
        "myTrades" => (FaultClasses.Questions, SeenKind.AskTrades),
        "account.status" => (FaultClasses.Questions, SeenKind.AskAccount),
        "depth" => (FaultClasses.Snapshots, SeenKind.AskBook),
        "time" => (FaultClasses.Other, SeenKind.AskTime),
        "session.logon" => (FaultClasses.Other, SeenKind.LoggedOn),
        "userDataStream.subscribe" or "userDataStream.subscribe.signature" or "userDataStream.start" => (FaultClasses.Other, SeenKind.Subscribe),
        _ => (FaultClasses.Other, SeenKind.Other),
    };

    /// <summary>A request to the own REST API.</summary>
    public static (FaultClasses Class, SeenKind Kind) OfOwn(string method, string path)
    {
        var name = path.StartsWith("/api/v1/", StringComparison.Ordinal) ? path["/api/v1/".Length..] : string.Empty;
        if (name.StartsWith("orders", StringComparison.Ordinal))
        {
            return method switch
            {
                "GET" => (FaultClasses.Questions, name == "orders" ? SeenKind.AskOrders : SeenKind.AskOrder),
                "DELETE" => (FaultClasses.Changes, SeenKind.Cancel),
                "POST" when name == "orders" => (FaultClasses.Orders, SeenKind.Order),
                _ => (FaultClasses.Changes, SeenKind.Change),
            };
        }

        if (name.StartsWith("orderbook/", StringComparison.Ordinal))
            return name.Count(c => c == '/') == 1 || name.EndsWith("/orders", StringComparison.Ordinal) ? (FaultClasses.Snapshots, SeenKind.AskBook) : (FaultClasses.Other, SeenKind.Other);
        if (name.StartsWith("users/", StringComparison.Ordinal) || name.StartsWith("accounts/", StringComparison.Ordinal))
            return (FaultClasses.Questions, method == "GET" ? SeenKind.AskAccount : SeenKind.Other);
        return (FaultClasses.Other, name == "time" ? SeenKind.AskTime : SeenKind.Other);
    }

    /// <summary>A request over the own WebSocket.</summary>
    public static (FaultClasses Class, SeenKind Kind) OfOwnSocket(string op) => op switch
    {
        "order.new" => (FaultClasses.Orders, SeenKind.Order),
        "order.cancel" or "order.mass_cancel" => (FaultClasses.Changes, SeenKind.Cancel),
        "order.replace" or "order.reduce" => (FaultClasses.Changes, SeenKind.Change),
        "resync" => (FaultClasses.Other, SeenKind.AskBook),
        "subscribe" => (FaultClasses.Other, SeenKind.Subscribe),
        "auth" => (FaultClasses.Other, SeenKind.LoggedOn),
        "ping" => (FaultClasses.Other, SeenKind.Beat),
        _ => (FaultClasses.Other, SeenKind.Other),
    };

    /// <summary>True where a field of a request may be repeated in what is shown.</summary>
    public static bool MaySay(string field) => !Unsaid.Contains(field.ToLowerInvariant());

    /// <summary>A query or a form without what must not be said.</summary>
    public static string Shown(string form) =>
        string.Join('&', form.Split('&', StringSplitOptions.RemoveEmptyEntries).Where(field => MaySay(field.Split('=')[0])));

    /// <summary>A text in which no listenKey is left, nor a part of one that is as good as whole: whoever knows one reads the owner's events.</summary>
    public static string Masked(string text) => LongName().Replace(text, "(listenKey)");

    /// <summary>The client's name of the order that a query or a form names; null: none.</summary>
    public static string? OrderNamedIn(string form)
    {
        var fields = form.Split('&', StringSplitOptions.RemoveEmptyEntries);
        return OrderNames.Select(name => Array.Find(fields, field => field.StartsWith(name + "=", StringComparison.Ordinal)) is { } field ? WebUtility.UrlDecode(field[(name.Length + 1)..]) : null).FirstOrDefault(name => name is not null);
    }

    /// <summary>The client's name of the order that an object of JSON names; null: none.</summary>
    public static string? OrderNamedIn(JsonElement request) =>
        OrderNames.Select(name => request.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String ? field.GetString() : null).FirstOrDefault(name => name is not null);

    // A listenKey has 64 letters and digits; names of streams are shorter.
    [GeneratedRegex("[A-Za-z0-9]{60,}")]
    private static partial Regex LongName();
}
