using System.Security.Cryptography;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;

namespace Rialto.Unit.Adapters.Orders;

internal sealed class CoinbaseOrderScript : OrderScript
{
    public const string KeyName = "organizations/6f5570df/apiKeys/b2c3d4e5";

    private const string Folder = "private/coinbase/nautilus/";
    private static readonly Lazy<ECDsa> TestKey = new(() => ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public CoinbaseOrderScript() : base("coinbase", "BTC-USD") => Add("ETH-USD", 8, 8);

    public static ECDsa Key => TestKey.Value;

    public override VenueCredentials Credentials => new(KeyName, Key.ExportECPrivateKeyPem());

    public override IReadOnlyList<ErrorCase> Errors =>
    [
        new(500, "", FailureClass.Unknown, VenueReason.VenueBusy),
        new(429, """{"error":"rate_limit_exceeded","message":"text"}""", FailureClass.BackOff, VenueReason.RateLimited),
        new(401, "Unauthorized", FailureClass.Halt, VenueReason.NotAuthenticated),
        new(403, """{"error":"PERMISSION_DENIED","message":"text"}""", FailureClass.Halt, VenueReason.NotAllowed),
        new(400, """{"error":"INVALID_ARGUMENT","error_details":"account is not available","message":"account is not available"}""", FailureClass.Reject, VenueReason.NotAllowed),
        new(404, """{"error":"NOT_FOUND","error_details":"text","message":"text"}""", FailureClass.Reject, VenueReason.UnknownOrder, OrderRequestKind.Query),
        Refused("INSUFFICIENT_FUND", VenueReason.InsufficientFunds),
        Refused("INVALID_LIMIT_PRICE_POST_ONLY", VenueReason.WouldTake),
        Refused("INVALID_PRICE_PRECISION", VenueReason.WrongStep),
        Refused("INVALID_SIZE_PRECISION", VenueReason.WrongStep),
        Refused("PREVIEW_INVALID_BASE_SIZE_TOO_SMALL", VenueReason.TooSmall),
        Refused("PREVIEW_INVALID_BASE_SIZE_TOO_LARGE", VenueReason.TooLarge),
        Refused("UNTRADABLE_PRODUCT", VenueReason.MarketClosed),
        Refused("UNSUPPORTED_ORDER_CONFIGURATION", VenueReason.Other),
        new(200, """{"success":false,"error_response":{"error":"UNKNOWN_FAILURE_REASON","preview_failure_reason":"PREVIEW_INSUFFICIENT_FUND"}}""", FailureClass.Reject, VenueReason.InsufficientFunds),
        new(200, """{"success":false,"errors":[{"edit_failure_reason":"INVALID_PRICE_PRECISION"}]}""", FailureClass.Reject, VenueReason.WrongStep, OrderRequestKind.Amend),
        new(200, """{"results":[{"success":false,"failure_reason":"UNKNOWN_CANCEL_ORDER","order_id":"1"}]}""", FailureClass.Reject, VenueReason.UnknownOrder, OrderRequestKind.Cancel),
        new(200, """{"results":[{"success":false,"failure_reason":"UNKNOWN_CANCEL_FAILURE_REASON","order_id":"1"}]}""", FailureClass.Unknown, VenueReason.VenueBusy, OrderRequestKind.Cancel),
    ];

    public override IReadOnlyList<AnswerCase> Answers =>
    [
        new(OrderRequestKind.Place, """{"success":true,"success_response":{"order_id":"1","product_id":"BTC-USD","side":"BUY","client_order_id":"a"},"order_configuration":{}}""", OrderReportKind.Accepted),
        new(OrderRequestKind.Amend, """{"success":true,"errors":[]}"""),
        new(OrderRequestKind.Cancel, """{"results":[{"success":true,"failure_reason":"UNKNOWN_CANCEL_FAILURE_REASON","order_id":"1"}]}"""),
        new(OrderRequestKind.Cancel, """{"results":[{"success":false,"failure_reason":"DUPLICATE_CANCEL_REQUEST","order_id":"1"}]}"""),
        new(OrderRequestKind.QueryOrders, """{"orders":[],"has_next":false,"cursor":""}""", OrderReportKind.OrdersEnd),
        new(OrderRequestKind.QueryOrders, """{"orders":[{"order_id":"1","product_id":"BTC-USD","order_configuration":{"market_market_ioc":{"quote_size":"100"}},"side":"BUY","client_order_id":"x","status":"FILLED","filled_size":"0.5","average_filled_price":"200"}],"has_next":false,"cursor":""}""",
            OrderReportKind.Found, OrderReportKind.OrdersEnd),
        new(OrderRequestKind.QueryFills, """{"fills":[],"cursor":"next"}""", OrderReportKind.FillsEnd),
    ];

    public override IReadOnlyList<FrameCase> Frames =>
    [
        new("""{"channel":"heartbeats","client_id":"","timestamp":"2026-04-07T14:30:06.000000Z","sequence_num":7,"events":[{"current_time":"x","heartbeat_counter":1}]}"""),
        new(User("OPEN", "0"), OrderReportKind.Accepted),
        new(User("PENDING", "0")),
        new(User("FILLED", "0.015"), OrderReportKind.Found),
        new(User("EXPIRED", "0"), OrderReportKind.Expired),
        new(User("FAILED", "0"), OrderReportKind.Rejected),
        new(User("CANCEL_QUEUED", "0"), OrderReportKind.Accepted),
        new("""{"type":"error","message":"rate limit"}"""),
    ];

    public override IReadOnlyList<string> FixtureFrames => [Folder + "ws_user.json"];

    public override IReadOnlyList<(string File, OrderRequestKind Kind)> FixtureAnswers =>
    [
        (Folder + "http_accounts.json", OrderRequestKind.QueryBalances), (Folder + "http_fills.json", OrderRequestKind.QueryFills), (Folder + "http_order.json", OrderRequestKind.Query),
        (Folder + "http_orders_list.json", OrderRequestKind.QueryOrders),
    ];

    public override string? AnswerTo(string method, string path, string body) => path switch
    {
        "/api/v3/brokerage/time" => """{"iso":"2026-04-07T14:30:06Z","epochSeconds":"1775572206","epochMillis":"1775572206123"}""",
        "/api/v3/brokerage/orders" => """{"success":true,"success_response":{"order_id":"12345","product_id":"BTC-USD","side":"SELL","client_order_id":"@OWN"}}""".Replace("@OWN", OwnId(this), StringComparison.Ordinal),
        "/api/v3/brokerage/orders/batch_cancel" => """{"results":[{"success":true,"failure_reason":"UNKNOWN_CANCEL_FAILURE_REASON","order_id":"12345"}]}""",
        "/api/v3/brokerage/orders/historical/batch" => """{"orders":[],"sequence":"0","has_next":false,"cursor":""}""",
        "/api/v3/brokerage/orders/historical/12345" => """{"order":ORDER}""".Replace("ORDER", Order("OPEN"), StringComparison.Ordinal),
        "/api/v3/brokerage/orders/historical/fills" => """{"fills":[{"entry_id":"e","trade_id":"t1","order_id":"12345","trade_time":"2024-01-15T10:30:00Z","trade_type":"FILL","price":"12345.67","size":"0.005","commission":"1.14","product_id":"BTC-USD","liquidity_indicator":"MAKER","size_in_quote":false,"side":"SELL"}],"cursor":""}""",
        "/api/v3/brokerage/accounts" => """{"accounts":[{"currency":"BTC","available_balance":{"value":"1.23","currency":"BTC"},"hold":{"value":"0.01","currency":"BTC"}}],"has_next":false,"cursor":""}""",
        _ => null,
    };

    public override IEnumerable<string> Replies(string frame) => frame.Contains("\"user\"", StringComparison.Ordinal)
        ? ["""{"channel":"subscriptions","client_id":"","timestamp":"2024-10-04T07:31:01.754118917Z","sequence_num":0,"events":[{"subscriptions":{"user":["3e625b74"]}}]}"""] : [];

    public override string? FillFrame => User("OPEN", "0.005", 1);

    public override string? EndFrame => User("CANCELLED", "0.005", 2);

    public string User(string status, string filled, long sequence = 1) => """{"channel":"user","client_id":"","timestamp":"2026-04-07T14:30:06.000000Z","sequence_num":NUMBER,"events":[{"type":"update","orders":[{"order_id":"12345","client_order_id":"@OWN","cumulative_quantity":"FILLED_","leaves_quantity":"0.01","avg_price":"12345.67","total_fees":"0","status":"STATUS","product_id":"BTC-USD","order_side":"SELL","order_type":"Limit","limit_price":"12345.67","cancel_reason":"","reject_reason":"","time_in_force":"GOOD_UNTIL_CANCELLED"}]}]}"""
        .Replace("NUMBER", sequence.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("FILLED_", filled, StringComparison.Ordinal)
        .Replace("STATUS", status, StringComparison.Ordinal).Replace("@OWN", OwnId(this), StringComparison.Ordinal);

    public string Order(string status) => """{"order_id":"12345","product_id":"BTC-USD","order_configuration":{"limit_limit_gtc":{"base_size":"0.015","limit_price":"12345.67","post_only":false}},"side":"SELL","client_order_id":"@OWN","status":"STATUS","filled_size":"0.005","average_filled_price":"12345.67","created_time":"2024-01-15T10:30:00Z"}"""
        .Replace("STATUS", status, StringComparison.Ordinal).Replace("@OWN", OwnId(this), StringComparison.Ordinal);

    private static ErrorCase Refused(string word, VenueReason reason) => new(
        200, """{"success":false,"error_response":{"error":"WORD","message":"text","preview_failure_reason":"UNKNOWN_PREVIEW_FAILURE_REASON","new_order_failure_reason":"UNKNOWN_FAILURE_REASON"}}""".Replace("WORD", word, StringComparison.Ordinal), FailureClass.Reject, reason);
}
