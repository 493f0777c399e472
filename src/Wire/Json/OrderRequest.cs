using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Json;

/// <summary>What a WebSocket request asks (<c>op</c>). REST requests say it by method and path.</summary>
public enum RequestOp : byte
{
    /// <summary>Not said, or not known.</summary>
    None = 0,

    /// <summary><c>order.new</c>.</summary>
    NewOrder = 1,

    /// <summary><c>order.cancel</c>.</summary>
    CancelOrder = 2,

    /// <summary><c>order.replace</c>.</summary>
    ReplaceOrder = 3,

    /// <summary><c>order.reduce</c>.</summary>
    ReduceOrder = 4,

    /// <summary><c>order.mass_cancel</c>.</summary>
    MassCancel = 5,

    /// <summary><c>auth</c>.</summary>
    Auth = 20,

    /// <summary><c>subscribe</c>.</summary>
    Subscribe = 21,

    /// <summary><c>unsubscribe</c>.</summary>
    Unsubscribe = 22,

    /// <summary><c>resync</c>.</summary>
    Resync = 23,

    /// <summary><c>ping</c>.</summary>
    Ping = 24,
}

/// <summary>
/// An order request as written: words are decoded, numbers are still text, because only the instrument knows their scale. Slices point into
/// the request's bytes, which must be kept until <see cref="OrderRequestCommands"/> has made a command of it.
/// </summary>
public struct OrderRequest
{
    /// <summary>Which fields were given.</summary>
    public RequestField Given;

    /// <summary>WebSocket: what is asked.</summary>
    public RequestOp Op;

    /// <summary>Default buy; look at <see cref="Given"/>.</summary>
    public Side Side;

    /// <summary>Default limit.</summary>
    public OrderType OrderType;

    /// <summary>As given; the default depends on the order type, see <see cref="OrderRequestCommands"/>.</summary>
    public TimeInForce TimeInForce;

    /// <summary>Default off.</summary>
    public PostOnly PostOnly;

    /// <summary>Default none.</summary>
    public SelfTradePrevention StpMode;

    /// <summary>Default false.</summary>
    public bool RejectIfShort;

    /// <summary>As given; the default is true where there is a client order id.</summary>
    public bool Idempotent;

    /// <summary>Mass cancel: only orders entered over this connection.</summary>
    public bool OnlyThisSession;

    /// <summary>The instrument's symbol; empty if not given.</summary>
    public Text36 Symbol;

    /// <summary>The client order id; empty if not given.</summary>
    public Text36 ClientOrderId;

    /// <summary>Replace over WebSocket: the new client order id; empty if not given.</summary>
    public Text36 NewClientOrderId;

    /// <summary>The order; none if not given.</summary>
    public OrderId OrderId;

    /// <summary>GTD; none if not given.</summary>
    public Timestamp ExpireTime;

    /// <summary>The client's mark, as written (a number, or a string with its escapes), to be repeated in the answer.</summary>
    public JsonSlice Id;

    /// <summary>The user's name or owner number, as written; no escapes.</summary>
    public JsonSlice UserId;

    /// <summary>Decimal text.</summary>
    public JsonSlice Quantity;

    /// <summary>Decimal text.</summary>
    public JsonSlice QuoteQuantity;

    /// <summary>Decimal text of <c>price</c> or <c>limit_price</c>.</summary>
    public JsonSlice Price;

    /// <summary>Decimal text.</summary>
    public JsonSlice ProtectionPrice;

    /// <summary>Decimal text.</summary>
    public JsonSlice StopPrice;

    /// <summary>Decimal text.</summary>
    public JsonSlice DisplayQuantity;

    /// <summary>True where the field was given.</summary>
    public readonly bool Has(RequestField field) => (Given & field) != 0;
}
