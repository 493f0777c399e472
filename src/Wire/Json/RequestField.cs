namespace Rialto.Wire.Json;

/// <summary>The fields of order requests, one bit each; names are in docs/reference/rest.md and websocket.md.</summary>
[Flags]
public enum RequestField : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>op</c> (WebSocket).</summary>
    Op = 1 << 0,

    /// <summary><c>id</c> (WebSocket): the client's mark on its request.</summary>
    Id = 1 << 1,

    /// <summary><c>symbol</c>.</summary>
    Symbol = 1 << 2,

    /// <summary><c>side</c>.</summary>
    Side = 1 << 3,

    /// <summary><c>order_type</c>.</summary>
    OrderType = 1 << 4,

    /// <summary><c>quantity</c>.</summary>
    Quantity = 1 << 5,

    /// <summary><c>quote_quantity</c>.</summary>
    QuoteQuantity = 1 << 6,

    /// <summary><c>price</c>.</summary>
    Price = 1 << 7,

    /// <summary><c>limit_price</c>, another name of <see cref="Price"/>.</summary>
    LimitPrice = 1 << 8,

    /// <summary><c>protection_price</c>.</summary>
    ProtectionPrice = 1 << 9,

    /// <summary><c>stop_price</c>.</summary>
    StopPrice = 1 << 10,

    /// <summary><c>display_quantity</c>.</summary>
    DisplayQuantity = 1 << 11,

    /// <summary><c>time_in_force</c>.</summary>
    TimeInForce = 1 << 12,

    /// <summary><c>expire_time</c>.</summary>
    ExpireTime = 1 << 13,

    /// <summary><c>post_only</c>.</summary>
    PostOnly = 1 << 14,

    /// <summary><c>stp_mode</c>.</summary>
    StpMode = 1 << 15,

    /// <summary><c>reject_if_short</c>.</summary>
    RejectIfShort = 1 << 16,

    /// <summary><c>client_order_id</c>.</summary>
    ClientOrderId = 1 << 17,

    /// <summary><c>idempotent</c>.</summary>
    Idempotent = 1 << 18,

    /// <summary><c>user_id</c>.</summary>
    UserId = 1 << 19,

    /// <summary><c>order_id</c>.</summary>
    OrderId = 1 << 20,

    /// <summary><c>new_client_order_id</c> (WebSocket replace).</summary>
    NewClientOrderId = 1 << 21,

    /// <summary><c>session</c> (WebSocket mass cancel): true for the orders of this connection only.</summary>
    Session = 1 << 22,

    /// <summary>What POST /orders takes.</summary>
    NewOrder = Symbol | Side | OrderType | Quantity | QuoteQuantity | Price | LimitPrice | ProtectionPrice | StopPrice | DisplayQuantity | TimeInForce | ExpireTime
        | PostOnly | StpMode | RejectIfShort | ClientOrderId | Idempotent | UserId,

    /// <summary>What PUT /orders/{id} takes; the order is named by the path.</summary>
    ReplaceOrder = Price | LimitPrice | ProtectionPrice | Quantity | DisplayQuantity | StopPrice | ClientOrderId,

    /// <summary>What POST /orders/{id}/reduce takes.</summary>
    ReduceOrder = Quantity,

    /// <summary>The names of one order in WebSocket requests.</summary>
    OrderName = OrderId | ClientOrderId,
}

/// <summary>The names of <see cref="RequestField"/> in JSON.</summary>
public static class RequestFields
{
    /// <summary>The name of one field, for errors; empty for none or for several.</summary>
    public static string NameOf(RequestField field) => field switch
    {
        RequestField.Op => "op",
        RequestField.Id => "id",
        RequestField.Symbol => "symbol",
        RequestField.Side => "side",
        RequestField.OrderType => "order_type",
        RequestField.Quantity => "quantity",
        RequestField.QuoteQuantity => "quote_quantity",
        RequestField.Price => "price",
        RequestField.LimitPrice => "limit_price",
        RequestField.ProtectionPrice => "protection_price",
        RequestField.StopPrice => "stop_price",
        RequestField.DisplayQuantity => "display_quantity",
        RequestField.TimeInForce => "time_in_force",
        RequestField.ExpireTime => "expire_time",
        RequestField.PostOnly => "post_only",
        RequestField.StpMode => "stp_mode",
        RequestField.RejectIfShort => "reject_if_short",
        RequestField.ClientOrderId => "client_order_id",
        RequestField.Idempotent => "idempotent",
        RequestField.UserId => "user_id",
        RequestField.OrderId => "order_id",
        RequestField.NewClientOrderId => "new_client_order_id",
        RequestField.Session => "session",
        _ => "",
    };

    /// <summary>The field of this name; none for any other. A name with escapes in it is no name of ours.</summary>
    internal static RequestField Of(ReadOnlySpan<byte> name)
    {
        switch (name.Length)
        {
            case 2:
                return name.SequenceEqual("op"u8) ? RequestField.Op : name.SequenceEqual("id"u8) ? RequestField.Id : RequestField.None;
            case 4:
                return name.SequenceEqual("side"u8) ? RequestField.Side : RequestField.None;
            case 5:
                return name.SequenceEqual("price"u8) ? RequestField.Price : RequestField.None;
            case 6:
                return name.SequenceEqual("symbol"u8) ? RequestField.Symbol : RequestField.None;
            case 7:
                return name.SequenceEqual("user_id"u8) ? RequestField.UserId : name.SequenceEqual("session"u8) ? RequestField.Session : RequestField.None;
            case 8:
                return name.SequenceEqual("quantity"u8) ? RequestField.Quantity
                    : name.SequenceEqual("stp_mode"u8) ? RequestField.StpMode
                    : name.SequenceEqual("order_id"u8) ? RequestField.OrderId : RequestField.None;
            case 9:
                return name.SequenceEqual("post_only"u8) ? RequestField.PostOnly : RequestField.None;
            case 10:
                return name.SequenceEqual("order_type"u8) ? RequestField.OrderType
                    : name.SequenceEqual("stop_price"u8) ? RequestField.StopPrice
                    : name.SequenceEqual("idempotent"u8) ? RequestField.Idempotent : RequestField.None;
            case 11:
                return name.SequenceEqual("limit_price"u8) ? RequestField.LimitPrice
                    : name.SequenceEqual("expire_time"u8) ? RequestField.ExpireTime : RequestField.None;
            case 13:
                return name.SequenceEqual("time_in_force"u8) ? RequestField.TimeInForce : RequestField.None;
            case 14:
                return name.SequenceEqual("quote_quantity"u8) ? RequestField.QuoteQuantity : RequestField.None;
            case 15:
                return name.SequenceEqual("client_order_id"u8) ? RequestField.ClientOrderId
                    : name.SequenceEqual("reject_if_short"u8) ? RequestField.RejectIfShort : RequestField.None;
            case 16:
                return name.SequenceEqual("protection_price"u8) ? RequestField.ProtectionPrice
                    : name.SequenceEqual("display_quantity"u8) ? RequestField.DisplayQuantity : RequestField.None;
            case 19:
                return name.SequenceEqual("new_client_order_id"u8) ? RequestField.NewClientOrderId : RequestField.None;
            default:
                return RequestField.None;
        }
    }
}
