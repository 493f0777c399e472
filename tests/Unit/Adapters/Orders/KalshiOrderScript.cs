using System.Security.Cryptography;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Unit.Adapters.Orders;

internal sealed class KalshiOrderScript : OrderScript
{
    private static readonly Lazy<RSA> TestKey = new(() => RSA.Create(2_048));

    public KalshiOrderScript() : base("kalshi", "KXBTC-26", 4, 3, ListingKind.Outcome)
    {
    }

    public static RSA Key => TestKey.Value;

    public override VenueCredentials Credentials => new("6f5570df-d8bc-4daf-85b4-976733feb624", Key.ExportPkcs8PrivateKeyPem());

    public override IReadOnlyList<ErrorCase> Errors =>
    [
        new(429, """{"error":"too many requests"}""", FailureClass.BackOff, VenueReason.RateLimited),
        new(500, "", FailureClass.Unknown, VenueReason.VenueBusy),
        new(504, "<html>", FailureClass.Unknown, VenueReason.VenueBusy),
        new(409, """{"code":"order_already_exists","message":"text"}""", FailureClass.Unknown, VenueReason.DuplicateId),
        new(400, """{"code":"insufficient_balance","message":"text"}""", FailureClass.Reject, VenueReason.InsufficientFunds),
        new(400, """{"code":"invalid_price","message":"text"}""", FailureClass.Reject, VenueReason.WrongStep),
        new(400, """{"code":"MARKET_INACTIVE","message":"text"}""", FailureClass.Reject, VenueReason.MarketClosed),
        new(404, """{"code":"user_not_found","message":"text"}""", FailureClass.Reject, VenueReason.InsufficientFunds),
        new(404, """{"code":"not_found","message":"text"}""", FailureClass.Reject, VenueReason.UnknownOrder, OrderRequestKind.Cancel),
        new(401, "", FailureClass.Halt, VenueReason.NotAuthenticated),
        new(403, "", FailureClass.Halt, VenueReason.NotAllowed),
    ];

    public override IReadOnlyList<AnswerCase> Answers =>
    [
        new(OrderRequestKind.Place, """{"order_id":"1","client_order_id":"a","fill_count":"0.00","remaining_count":"0.02","ts_ms":1}""", OrderReportKind.Accepted),
        new(OrderRequestKind.Cancel, """{"order_id":"1","reduced_by":"1.00","ts_ms":1}"""),
        new(OrderRequestKind.QueryOrders, """{"orders":[],"cursor":""}""", OrderReportKind.OrdersEnd),
        new(OrderRequestKind.QueryBalances, """{"balance":12345}""", OrderReportKind.Balance, OrderReportKind.BalancesEnd),
        new(OrderRequestKind.QueryPositions, """{"market_positions":[{"ticker":"KXBTC-26","position_fp":"-3.00"}],"cursor":""}""", OrderReportKind.Position, OrderReportKind.PositionsEnd),
    ];

    public override IReadOnlyList<FrameCase> Frames =>
    [
        new("""{"type":"user_order","sid":1,"msg":{"order_id":"1","client_order_id":"a","ticker":"KXBTC-26","status":"canceled","book_side":"bid","yes_price_dollars":"0.5600","initial_count_fp":"1.00","fill_count_fp":"0.00","last_update_reason":"PostOnlyCrossCancel"}}""", OrderReportKind.Cancelled),
        new("""{"type":"market_position","sid":3,"msg":{"market_ticker":"KXBTC-26","position_fp":"2.00"}}""", OrderReportKind.Position),
        new("""{"id":1,"type":"subscribed","msg":{"channel":"fill","sid":2}}"""),
    ];

    public override IReadOnlyList<string> Amounts => ["\"12345.67\"", "\"0.015\""];

    public override string? AnswerTo(string method, string path, string body) => path switch
    {
        "/trade-api/v2/portfolio/events/orders" or "/trade-api/v2/portfolio/events/orders/12345" => """{"order_id":"12345","client_order_id":"a","fill_count":"0.00"}""",
        "/trade-api/v2/portfolio/orders/12345" => """{"order":ORDER}""".Replace("ORDER", Order("resting"), StringComparison.Ordinal),
        "/trade-api/v2/portfolio/orders" => """{"orders":[],"cursor":""}""",
        "/trade-api/v2/portfolio/balance" => """{"balance_dollars":"10.50"}""",
        "/trade-api/v2/portfolio/positions" => """{"market_positions":[],"cursor":""}""",
        "/trade-api/v2/portfolio/fills" => """{"fills":[],"cursor":""}""",
        _ => null,
    };

    public override IEnumerable<string> Replies(string frame) => frame.Contains("subscribe", StringComparison.Ordinal) ? Enumerable.Repeat("""{"id":1,"type":"subscribed","msg":{"channel":"fill","sid":2}}""", 3) : [];

    public override string? FillFrame => """{"type":"fill","sid":2,"msg":{"trade_id":"t1","order_id":"12345","client_order_id":"@OWN","market_ticker":"KXBTC-26","is_taker":false,"book_side":"ask","yes_price_dollars":"0.5600","count_fp":"0.01","fee_cost":"0.0035","ts_ms":1}}"""
        .Replace("@OWN", OwnId(this), StringComparison.Ordinal);

    public override string? EndFrame => """{"type":"user_order","sid":1,"msg":ORDER}""".Replace("ORDER", Order("canceled"), StringComparison.Ordinal);

    private string Order(string status) => """{"order_id":"12345","client_order_id":"@OWN","ticker":"KXBTC-26","status":"STATUS","book_side":"ask","yes_price_dollars":"0.5600","initial_count_fp":"0.02","fill_count_fp":"0.01"}"""
        .Replace("STATUS", status, StringComparison.Ordinal).Replace("@OWN", OwnId(this), StringComparison.Ordinal);
}
