using Rialto.Model.Execution;

namespace Rialto.Unit.Adapters.Orders;

internal sealed class UpbitOrderScript : OrderScript
{
    public UpbitOrderScript() : base("upbit", "KRW-BTC")
    {
    }

    public override IReadOnlyList<ErrorCase> Errors =>
    [
        new(500, "", FailureClass.Unknown, VenueReason.VenueBusy),
        new(429, Error("too_many_requests"), FailureClass.BackOff, VenueReason.RateLimited),
        new(429, "", FailureClass.BackOff, VenueReason.RateLimited),
        new(418, Error("too_many_requests"), FailureClass.Halt, VenueReason.RateLimited),
        .. Names(400, FailureClass.Reject, VenueReason.InsufficientFunds, "insufficient_funds_bid", "insufficient_funds_ask"),
        .. Names(400, FailureClass.Reject, VenueReason.TooSmall, "under_min_total_bid", "under_min_total_ask"),
        .. Names(400, FailureClass.Reject, VenueReason.WrongStep, "invalid_price_bid", "invalid_price_ask"),
        .. Names(400, FailureClass.Reject, VenueReason.Other, "create_bid_error", "create_ask_error", "validation_error"),
        .. Names(400, FailureClass.Unknown, VenueReason.DuplicateId, "duplicated_identifier"),
        .. Names(401, FailureClass.Halt, VenueReason.NotAuthenticated, "jwt_verification", "invalid_query_payload", "expired_access_key", "nonce_used", "another_name"),
        .. Names(401, FailureClass.Halt, VenueReason.NotAllowed, "no_authorization_ip", "out_of_scope"),
        new(404, Error("order_not_found"), FailureClass.Reject, VenueReason.UnknownOrder, OrderRequestKind.Query),
        new(404, Error("order_not_found"), FailureClass.Reject, VenueReason.UnknownOrder, OrderRequestKind.Cancel),
    ];

    public override IReadOnlyList<AnswerCase> Answers =>
    [
        new(OrderRequestKind.Place, Order("wait", "0"), OrderReportKind.Accepted),
        new(OrderRequestKind.Cancel, Order("wait", "0")),
        new(OrderRequestKind.CancelAll, """{"success":{"count":2,"orders":[]},"failed":{"count":0,"orders":[]}}"""),
        new(OrderRequestKind.CancelAll, """{"success":{"count":2,"orders":[]},"failed":{"count":1,"orders":[]}}""", OrderReportKind.Unknown),
        new(OrderRequestKind.CancelAll, """{"success":{"count":300,"orders":[]},"failed":{"count":0,"orders":[]}}""", OrderReportKind.Unknown),
        new(OrderRequestKind.Query, Order("done", "0.015"), OrderReportKind.Found),
        new(OrderRequestKind.Query, Order("cancel", "0.005", Trade), OrderReportKind.Filled, OrderReportKind.Found),
        new(OrderRequestKind.Query, """{"uuid":"1","side":"bid","ord_type":"price","price":"100000","state":"cancel","market":"KRW-BTC","volume":null,"executed_volume":"0.01","trades":[]}""", OrderReportKind.Found),
        new(OrderRequestKind.QueryOrders, "[" + Order("wait", "0") + "]", OrderReportKind.Found, OrderReportKind.OrdersEnd),
        new(OrderRequestKind.QueryBalances, """[{"currency":"KRW","balance":"1000000.0","locked":"5.5","avg_buy_price":"0","unit_currency":"KRW"}]""", OrderReportKind.Balance, OrderReportKind.BalancesEnd),
        new(OrderRequestKind.QueryFills, "[]", OrderReportKind.FillsEnd),
        new(OrderRequestKind.QueryFills, Order("cancel", "0.005", Trade), OrderReportKind.Filled, OrderReportKind.FillsEnd),
    ];

    public override IReadOnlyList<FrameCase> Frames =>
    [
        new("""{"status":"UP"}"""),
        new(Told("wait"), OrderReportKind.Accepted),
        new(Told("done")),
        new(Told("watch")),
        new(Told("prevented")),
        new(Told("cancel"), OrderReportKind.Cancelled),
        new("""{"type":"myOrder","code":"KRW-BTC","uuid":"1","ask_bid":"BID","order_type":"price","state":"wait","price":100000,"volume":null}"""),
        new("""{"type":"myAsset","asset_uuid":"x","assets":[{"currency":"KRW","balance":1386929.37231066771348207123,"locked":10329.670127489597585685}],"asset_timestamp":1710146517259,"timestamp":1710146517267,"stream_type":"REALTIME"}""", OrderReportKind.Balance),
        new("""{"error":{"name":"NO_TYPE","message":"text"}}"""),
    ];

    public override string? AnswerTo(string method, string path, string body) => path switch
    {
        "/v1/order" => Order("wait", "0.005"),
        "/v1/orders" => Order("wait", "0"),
        "/v1/orders/open" or "/v1/orders/closed" or "/v1/accounts" => "[]",
        _ => null,
    };

    public override IEnumerable<string> Replies(string frame) => frame == "PING" ? ["""{"status":"UP"}"""] : [];

    public override string? FillFrame => Told("trade");

    public override string? EndFrame => Told("cancel");

    public const string Trade = """{"market":"KRW-BTC","uuid":"t1","price":"12345.67","volume":"0.005","funds":"61.72","side":"ask","created_at":"2024-06-13T10:28:36+09:00"}""";

    public string Order(string state, string executed, string trades = "") => """{"uuid":"12345","identifier":"@OWN","side":"ask","ord_type":"limit","price":"12345.67","state":"STATE","market":"KRW-BTC","created_at":"2024-06-13T10:28:36+09:00","volume":"0.015","remaining_volume":"0","executed_volume":"EXECUTED","executed_funds":"61.72835","reserved_fee":"0","paid_fee":"0.03","locked":"0","trades_count":0,"trades":[TRADES]}"""
        .Replace("STATE", state, StringComparison.Ordinal).Replace("EXECUTED", executed, StringComparison.Ordinal).Replace("TRADES", trades, StringComparison.Ordinal).Replace("@OWN", OwnId(this), StringComparison.Ordinal);

    public string Told(string state) => """{"type":"myOrder","code":"KRW-BTC","uuid":"12345","ask_bid":"ASK","order_type":"limit","state":"STATE","trade_uuid":"t1","price":12345.67,"avg_price":12345.67,"volume":5e-3,"remaining_volume":0.01,"executed_volume":0.005,"trades_count":1,"paid_fee":0.03,"time_in_force":null,"trade_fee":0.03,"is_maker":true,"identifier":"@OWN","trade_timestamp":1710751590421,"order_timestamp":1710751590000,"timestamp":1710751597500,"stream_type":"REALTIME"}"""
        .Replace("STATE", state, StringComparison.Ordinal).Replace("@OWN", OwnId(this), StringComparison.Ordinal);

    private static string Error(string name) => """{"error":{"name":"NAME","message":"text"}}""".Replace("NAME", name, StringComparison.Ordinal);

    private static IEnumerable<ErrorCase> Names(int status, FailureClass failure, VenueReason reason, params string[] names) => names.Select(name => new ErrorCase(status, Error(name), failure, reason));
}
