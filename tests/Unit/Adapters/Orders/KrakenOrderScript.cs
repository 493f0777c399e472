using System.Text.RegularExpressions;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;

namespace Rialto.Unit.Adapters.Orders;

internal sealed partial class KrakenOrderScript : OrderScript
{
    private const string Folder = "private/kraken/nautilus/";

    public KrakenOrderScript() : base("kraken", "BTC/USD")
    {
        foreach (var symbol in (string[])["BTC/USDT", "ETH/USDT", "DOGE/BTC", "ETH/EUR"])
            Add(symbol, 8, 8);
    }

    /// <summary>The secret of the documentation's example.</summary>
    public override VenueCredentials Credentials => new("testkey", "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==");

    public override IReadOnlyList<ErrorCase> Errors =>
    [
        new(500, "", FailureClass.Unknown, VenueReason.VenueBusy),
        new(200, """{"success":false,"method":"add_order","req_id":1001}""", FailureClass.Unknown, VenueReason.VenueBusy),
        .. Words(FailureClass.Unknown, VenueReason.VenueBusy, "EService:Unavailable", "EService:Busy", "EGeneral:Internal error"),
        .. Words(FailureClass.BackOff, VenueReason.RateLimited, "EAPI:Rate limit exceeded", "EOrder:Rate limit exceeded", "EGeneral:Too many requests", "EGeneral:Temporary lockout"),
        .. Words(FailureClass.Reject, VenueReason.MarketClosed, "EService:Market in cancel_only mode", "EService:Market in post_only mode"),
        .. Words(FailureClass.Retry, VenueReason.VenueBusy, "EService:Deadline elapsed"),
        .. Words(FailureClass.Retry, VenueReason.ClockDiffers, "EAPI:Invalid nonce"),
        .. Words(FailureClass.Halt, VenueReason.NotAuthenticated, "EAPI:Invalid key", "EAPI:Invalid signature"),
        .. Words(FailureClass.Halt, VenueReason.NotAllowed, "EGeneral:Permission denied"),
        .. Words(FailureClass.Retry, VenueReason.NotAuthenticated, "ESession:Invalid session"),
        .. Words(FailureClass.Reject, VenueReason.InsufficientFunds, "EOrder:Insufficient funds", "EOrder:Insufficient margin"),
        .. Words(FailureClass.Reject, VenueReason.TooSmall, "EOrder:Order minimum not met", "EOrder:Cost minimum not met"),
        .. Words(FailureClass.Reject, VenueReason.WrongStep, "EOrder:Tick size check failed", "EOrder:Invalid price"),
        .. Words(FailureClass.Reject, VenueReason.UnknownOrder, "EOrder:Unknown order"),
        .. Words(FailureClass.Reject, VenueReason.TooManyOrders, "EOrder:Orders limit exceeded"),
        .. Words(FailureClass.Reject, VenueReason.WouldTake, "EOrder:Post only order"),
        .. Words(FailureClass.Unknown, VenueReason.DuplicateId, "EOrder:Duplicate cl_ord_id"),
        .. Words(FailureClass.Reject, VenueReason.Other, "EQuery:Unknown asset pair"),
        new(200, Rest("EOrder:Unknown order"), FailureClass.Reject, VenueReason.UnknownOrder, OrderRequestKind.Query),
        new(200, Rest("EOrder:Invalid order"), FailureClass.Reject, VenueReason.Other, OrderRequestKind.Query),
    ];

    public override IReadOnlyList<AnswerCase> Answers =>
    [
        new(OrderRequestKind.Amend, """{"method":"amend_order","req_id":1001,"result":{"amend_id":"TTW6PD-RC36L-ZZSWNU","cl_ord_id":"a"},"success":true}""", OrderReportKind.Amended),
        new(OrderRequestKind.Cancel, """{"method":"cancel_order","req_id":1001,"result":{"order_id":"1"},"success":true}"""),
        new(OrderRequestKind.CancelAll, Result("""{"count":1}""")),
        new(OrderRequestKind.ArmDeadMan, Result("""{"currentTime":"2023-03-24T17:41:56Z","triggerTime":"2023-03-24T17:42:56Z"}"""), OrderReportKind.DeadManArmed),
        new(OrderRequestKind.Query, Result("{}"), OrderReportKind.NotFound),
        new(OrderRequestKind.QueryOrders, Result("""{"open":{}}"""), OrderReportKind.OrdersEnd),
        new(OrderRequestKind.QueryOrders, """{"error":["WGeneral:Soon over"],"result":{"open":{}}}""", OrderReportKind.OrdersEnd),
        new(OrderRequestKind.QueryBalances, Result("""{"ZUSD":{"balance":"25435.21","hold_trade":"8249.76"},"XBT.F":{"balance":"1"}}"""), OrderReportKind.Balance, OrderReportKind.Balance, OrderReportKind.BalancesEnd),
        new(OrderRequestKind.QueryFills, Result("""{"trades":{"TA":{"ordertxid":"OA","pair":"XXBTZUSD","time":1688667796.8802,"type":"buy","price":"30010.00000","cost":"600","fee":"0.96","vol":"0.02","maker":true,"trade_id":1},"TB":{"ordertxid":"OB","pair":"XXDGXXBT","time":1,"type":"buy","price":"1","fee":"0","vol":"1"}},"count":2}"""),
            OrderReportKind.Filled, OrderReportKind.FillsEnd),
    ];

    public override IReadOnlyList<FrameCase> Frames =>
    [
        new("""{"channel":"status","type":"update","data":[{"system":"online","api_version":"v2","connection_id":1,"version":"2.0.0"}]}"""),
        new("""{"channel":"heartbeat"}"""),
        new("""{"method":"pong","time_in":"2023-09-24T14:10:23.799685Z","time_out":"2023-09-24T14:10:23.799703Z"}"""),
        new(Executions(1, """{"exec_type":"new","order_status":"new","order_id":"1","timestamp":"2023-09-22T10:33:05.709950Z"}""")),
        new(Executions(1, """{"exec_type":"new","order_id":"1","cl_ord_id":"a","symbol":"BTC/USD","side":"buy","order_type":"limit","order_qty":0.1,"limit_price":26500.5,"cum_qty":0,"timestamp":"2023-09-22T10:33:05.709950Z"}"""), OrderReportKind.Accepted),
        new(Executions(1, """{"exec_type":"amended","order_id":"1","symbol":"BTC/USD","side":"buy","order_type":"limit","order_qty":0.2,"limit_price":26500.5}"""), OrderReportKind.Amended),
        new(Executions(1, """{"exec_type":"canceled","order_id":"1","reason":"Post only order","timestamp":"2023-09-22T10:33:05.709950Z"}"""), OrderReportKind.Cancelled),
        new(Executions(1, """{"exec_type":"expired","order_id":"1"}"""), OrderReportKind.Expired),
        new(Executions(1, """{"exec_type":"trade","order_id":"1","symbol":"SOL/USD","side":"buy"}""")),
        new(Executions(1, """{"exec_type":"filled","order_id":"1","cum_qty":0.1}""")),
    ];

    public override IReadOnlyList<string> FixtureFrames => [Folder + "ws_add_order_response_success.json", Folder + "ws_add_order_response_failure.json"];

    public override IReadOnlyList<(string File, OrderRequestKind Kind)> FixtureAnswers =>
    [
        (Folder + "ws_add_order_response_success.json", OrderRequestKind.Place), (Folder + "ws_add_order_response_failure.json", OrderRequestKind.Place), (Folder + "http_open_orders.json", OrderRequestKind.QueryOrders),
        (Folder + "http_trades_history.json", OrderRequestKind.QueryFills),
    ];

    public override string? AnswerTo(string method, string path, string body) => path switch
    {
        "/0/private/GetWebSocketsToken" => Result("""{"token":"1Dwc4lzSwNWOAwkMdqhssNNFhs1ed606d1WcF3XfEMw","expires":900}"""),
        "/0/private/OpenOrders" => Result("""{"open":{}}"""),
        "/0/private/QueryOrders" => Result("{" + Order("open") + "}"),
        "/0/private/BalanceEx" => Result("""{"XXBT":{"balance":"1.2435","hold_trade":"0.8423"}}"""),
        "/0/private/TradesHistory" => Result("""{"trades":{},"count":0}"""),
        _ => null,
    };

    public override IEnumerable<string> Replies(string frame)
    {
        var id = Id().Match(frame) is { Success: true } found ? found.Groups[1].Value : "0";
        if (frame.Contains("\"subscribe\"", StringComparison.Ordinal))
            return ["""{"method":"subscribe","req_id":1,"result":{"channel":"executions","snap_orders":false,"snap_trades":false},"success":true,"time_in":"2023-09-22T10:33:05.709950Z","time_out":"2023-09-22T10:33:05.709950Z"}"""];
        var method = Method().Match(frame) is { Success: true } named ? named.Groups[1].Value : "";
        return method is "add_order" or "cancel_order"
            ? ["""{"method":"METHOD","req_id":NUMBER,"result":{"order_id":"12345"},"success":true}""".Replace("METHOD", method, StringComparison.Ordinal).Replace("NUMBER", id, StringComparison.Ordinal)] : [];
    }

    public override string? FillFrame => Executions(1, """{"exec_type":"trade","exec_id":"TVMWAM-CTYCH-2TBGMB","trade_id":365573,"order_id":"12345","symbol":"BTC/USD","side":"sell","last_qty":0.005,"last_price":12345.67,"liquidity_ind":"m","cost":61.7,"order_status":"partially_filled","order_type":"limit","timestamp":"2023-09-22T10:33:05.709982Z","fees":[{"asset":"USD","qty":0.0246}]}""");

    public override string? EndFrame => Executions(2, """{"exec_type":"canceled","order_status":"canceled","order_id":"12345","cl_ord_id":"@OWN","reason":"User requested","timestamp":"2023-09-22T10:33:06.709982Z"}""".Replace("@OWN", OwnId(this), StringComparison.Ordinal));

    public static string Result(string result) => """{"error":[],"result":RESULT}""".Replace("RESULT", result, StringComparison.Ordinal);

    public static string Executions(long sequence, string told) => """{"channel":"executions","type":"update","data":[TOLD],"sequence":NUMBER}"""
        .Replace("TOLD", told, StringComparison.Ordinal).Replace("NUMBER", sequence.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public string Order(string status, string id = "12345") => """
        "ID":{"status":"STATUS","cl_ord_id":"@OWN","opentm":1688583840.8648,"descr":{"pair":"XBTUSD","type":"sell","ordertype":"limit","price":"12345.67","price2":"0"},"vol":"0.015","vol_exec":"0.005","cost":"61.7","fee":"0.02","limitprice":"0"}
        """.Replace("ID", id, StringComparison.Ordinal).Replace("STATUS", status, StringComparison.Ordinal).Replace("@OWN", OwnId(this), StringComparison.Ordinal);

    private static string Rest(string word) => """{"error":["WORD"]}""".Replace("WORD", word, StringComparison.Ordinal);

    private static IEnumerable<ErrorCase> Words(FailureClass failure, VenueReason reason, params string[] words) =>
        words.SelectMany(word => (ErrorCase[])[new(200, Rest(word), failure, reason), new(200, """{"error":"WORD","method":"add_order","req_id":1001,"success":false}""".Replace("WORD", word, StringComparison.Ordinal), failure, reason)]);

    [GeneratedRegex("\"req_id\":(\\d+)")]
    private static partial Regex Id();

    [GeneratedRegex("\"method\":\"([a-z_]+)\"")]
    private static partial Regex Method();
}
