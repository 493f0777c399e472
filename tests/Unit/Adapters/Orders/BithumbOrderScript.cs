using Rialto.Model.Execution;

namespace Rialto.Unit.Adapters.Orders;

internal sealed class BithumbOrderScript : OrderScript
{
    public BithumbOrderScript() : base("bithumb", "KRW-BTC")
    {
    }

    public override IReadOnlyList<ErrorCase> Errors =>
    [
        new(500, "", FailureClass.Unknown, VenueReason.VenueBusy),
        new(200, """{"error":{"name":500,"message":"text"}}""", FailureClass.Unknown, VenueReason.VenueBusy),
        new(429, "", FailureClass.BackOff, VenueReason.RateLimited),
        new(200, """{"error":{"name":429,"message":"text"}}""", FailureClass.BackOff, VenueReason.RateLimited),
        .. Names(422, FailureClass.Retry, VenueReason.VenueBusy, "order_not_ready"),
        .. Names(400, FailureClass.Reject, VenueReason.WrongStep, "invalid_price", "invalid_price_bid", "invalid_price_ask"),
        .. Names(400, FailureClass.Reject, VenueReason.TooSmall, "under_price_limit_bid", "under_price_limit_ask"),
        .. Names(400, FailureClass.Reject, VenueReason.SelfTrade, "cross_trading"),
        .. Names(400, FailureClass.Reject, VenueReason.Other, "invalid_parameter", "some_other_name"),
        .. Names(400, FailureClass.Reject, VenueReason.InsufficientFunds, "insufficient_funds_bid", "insufficient_funds_ask"),
        .. Names(400, FailureClass.Unknown, VenueReason.DuplicateId, "duplicate_client_order_id"),
        .. Names(401, FailureClass.Halt, VenueReason.NotAuthenticated, "jwt_verification", "invalid_query_payload", "expired_jwt", "another_name"),
        .. Names(401, FailureClass.Halt, VenueReason.NotAllowed, "NotAllowIP", "out_of_scope"),
        .. Names(403, FailureClass.Halt, VenueReason.NotAllowed, "blocked_member_id"),
        .. Names(200, FailureClass.Reject, VenueReason.InsufficientFunds, "insufficient_funds_bid"),
        new(404, Error("order_not_found"), FailureClass.Reject, VenueReason.UnknownOrder, OrderRequestKind.Query),
        new(422, Error("order_not_ready"), FailureClass.Retry, VenueReason.VenueBusy, OrderRequestKind.Cancel),
    ];

    public override IReadOnlyList<AnswerCase> Answers =>
    [
        new(OrderRequestKind.Place, """{"order_id":"C0101000000001818113","market":"KRW-BTC","side":"bid","order_type":"limit","created_at":"2024-07-10T13:15:58+09:00"}""", OrderReportKind.Accepted),
        new(OrderRequestKind.Cancel, """{"order_id":"C0101000000001818113","created_at":"2024-07-10T13:15:58+09:00"}"""),
        new(OrderRequestKind.Query, Order("done", "0.015"), OrderReportKind.Found),
        new(OrderRequestKind.Query, Order("cancel", "0.005", Trade), OrderReportKind.Filled, OrderReportKind.Found),
        new(OrderRequestKind.Query, """{"uuid":"1","side":"bid","ord_type":"price","price":"100000","state":"done","market":"KRW-BTC","executed_volume":"0.01","trades":[]}""", OrderReportKind.Found),
        new(OrderRequestKind.QueryOrders, "[" + Order("wait", "0") + "]", OrderReportKind.Found, OrderReportKind.OrdersEnd),
        new(OrderRequestKind.QueryBalances, """[{"currency":"KRW","balance":"1000000.0","locked":"5.5","avg_buy_price":"0","avg_buy_price_modified":false,"unit_currency":"KRW"}]""", OrderReportKind.Balance, OrderReportKind.BalancesEnd),
        new(OrderRequestKind.QueryFills, Order("cancel", "0.005", Trade), OrderReportKind.Filled, OrderReportKind.FillsEnd),
    ];

    public override IReadOnlyList<FrameCase> Frames =>
    [
        new("""{"status":"UP"}"""),
        new(Told("wait"), OrderReportKind.Accepted),
        new(Told("done"), OrderReportKind.Cancelled),
        new(Told("done").Replace("\"executed_quantity\":0.005", "\"executed_quantity\":0.015", StringComparison.Ordinal)),
        new(Told("cancel"), OrderReportKind.Cancelled),
        new("""{"type":"myOrder","code":"KRW-BTC","order_id":"1","side":"buy","order_type":"price","state":"wait","order_amount":100000}"""),
        new("""{"type":"myAsset","assets":[{"currency":"KRW","balance":"1386929.3723","locked":"10329.67"}],"asset_timestamp":1710146517259,"timestamp":1710146517267,"stream_type":"REALTIME"}""", OrderReportKind.Balance),
        new("""{"error":{"name":"NO_TYPE","message":"text"}}"""),
    ];

    public override string? AnswerTo(string method, string path, string body) => path switch
    {
        "/v1/order" => Order("wait", "0.005"),
        "/v2/orders" or "/v2/order" => """{"order_id":"12345","market":"KRW-BTC","created_at":"2024-07-10T13:15:58+09:00"}""",
        "/v1/orders" or "/v1/accounts" => "[]",
        _ => null,
    };

    public override IEnumerable<string> Replies(string frame) => frame == "PING" ? ["""{"status":"UP"}"""] : [];

    public override string? FillFrame => Told("trade");

    public override string? EndFrame => Told("cancel");

    public const string Trade = """{"market":"KRW-BTC","uuid":"t1","price":"12345.67","volume":"0.005","funds":"61.72","side":"ask","created_at":"2024-06-13T10:28:36+09:00"}""";

    public static string Order(string state, string executed, string trades = "") => """{"uuid":"12345","side":"ask","ord_type":"limit","price":"12345.67","state":"STATE","market":"KRW-BTC","created_at":"2024-06-13T10:28:36+09:00","volume":"0.015","remaining_volume":"0","executed_volume":"EXECUTED","reserved_fee":"0","paid_fee":"0.03","locked":"0","trades_count":0,"trades":[TRADES]}"""
        .Replace("STATE", state, StringComparison.Ordinal).Replace("EXECUTED", executed, StringComparison.Ordinal).Replace("TRADES", trades, StringComparison.Ordinal);

    public string Told(string state, string ends = "") => """{"type":"myOrder","code":"KRW-BTC","order_id":"12345","client_order_id":"@OWN","side":"sell","order_type":"limit","state":"STATE","order_price":12345.67,"order_quantity":0.015,"trade_id":"t1","trade_price":12345.67,"trade_quantity":5e-3,"remaining_quantity":0.01,"executed_quantity":0.005,"paid_fee":0.03,ENDS"trade_timestamp":1710751590421,"order_timestamp":1710751590000,"timestamp":1710751597500,"stream_type":"REALTIME"}"""
        .Replace("STATE", state, StringComparison.Ordinal).Replace("ENDS", ends, StringComparison.Ordinal).Replace("@OWN", OwnId(this), StringComparison.Ordinal);

    private static string Error(string name) => """{"error":{"name":"NAME","message":"text"}}""".Replace("NAME", name, StringComparison.Ordinal);

    private static IEnumerable<ErrorCase> Names(int status, FailureClass failure, VenueReason reason, params string[] names) => names.Select(name => new ErrorCase(status, Error(name), failure, reason));
}
