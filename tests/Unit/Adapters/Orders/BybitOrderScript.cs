using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Unit.Adapters.Orders;

internal sealed class BybitOrderScript : OrderScript
{
    private const string Folder = "private/bybit/nautilus/";

    private readonly string _category;

    public BybitOrderScript(string name) : base(name, name == "bybit-inverse" ? "BTCUSD" : "BTCUSDT", kind: name == "bybit" ? ListingKind.Spot : ListingKind.Perpetual)
    {
        _category = name == "bybit" ? "spot" : name["bybit-".Length..];
        Add("ETHUSDT", 8, 8);
    }

    public override IReadOnlyList<ErrorCase> Errors =>
    [
        new(500, "", FailureClass.Unknown, VenueReason.VenueBusy),
        new(403, "403 access too frequent", FailureClass.BackOff, VenueReason.RateLimited),
        new(403, "<html>", FailureClass.Halt, VenueReason.NotAllowed),
        .. Codes(FailureClass.BackOff, VenueReason.RateLimited, 10006, 10429, 170005, 10403),
        .. Codes(FailureClass.Unknown, VenueReason.VenueBusy, 10000, 10016, 170007, 170146),
        .. Codes(FailureClass.Retry, VenueReason.ClockDiffers, 10002),
        .. Codes(FailureClass.Halt, VenueReason.NotAuthenticated, 10003, 10004),
        .. Codes(FailureClass.Halt, VenueReason.NotAllowed, 10005, 10010, 10024, 10027),
        .. Codes(FailureClass.Reject, VenueReason.InsufficientFunds, 110004, 110007, 110012, 110045, 170131),
        .. Codes(FailureClass.Reject, VenueReason.UnknownOrder, 110001, 170213, 170143, 110008, 110010, 170139, 170142),
        .. Codes(FailureClass.Unknown, VenueReason.DuplicateId, 110072, 170141),
        .. Codes(FailureClass.Retry, VenueReason.VenueBusy, 110079),
        .. Codes(FailureClass.Reject, VenueReason.PriceOutOfBand, 110003, 170193, 170194),
        .. Codes(FailureClass.Reject, VenueReason.TooSmall, 110094, 170140, 170136),
        .. Codes(FailureClass.Reject, VenueReason.WrongStep, 170134, 170137),
        .. Codes(FailureClass.Reject, VenueReason.TooManyOrders, 110020, 170810),
        .. Codes(FailureClass.Reject, VenueReason.WouldIncrease, 110017),
        .. Codes(FailureClass.Reject, VenueReason.WouldTake, 170218),
    ];

    public override IReadOnlyList<AnswerCase> Answers =>
    [
        new(OrderRequestKind.Place, Ok("""{"orderId":"1","orderLinkId":"a"}"""), OrderReportKind.Accepted),
        new(OrderRequestKind.Cancel, Ok("""{"orderId":"1","orderLinkId":"a"}""")),
        new(OrderRequestKind.Query, Ok("""{"list":[]}"""), OrderReportKind.NotFound),
        new(OrderRequestKind.QueryFills, Ok("""{"list":[],"nextPageCursor":""}"""), OrderReportKind.FillsEnd),
        new(OrderRequestKind.QueryBalances, Ok("""{"list":[{"coin":[{"coin":"BTC","walletBalance":"1.5","locked":"0.5"}]}]}"""), OrderReportKind.Balance, OrderReportKind.BalancesEnd),
    ];

    public override IReadOnlyList<FrameCase> Frames =>
    [
        new("""{"topic":"order","data":[{"symbol":"SYMBOL","orderId":"1","orderLinkId":"a","side":"Sell","orderStatus":"Cancelled","rejectReason":"EC_PostOnlyWillTakeLiquidity","qty":"1","price":"2","cumExecQty":"0"}]}""".Replace("SYMBOL", Listing.VenueSymbol, StringComparison.Ordinal), OrderReportKind.Cancelled),
        new("""{"topic":"order","data":[{"symbol":"SYMBOL","orderId":"1","orderStatus":"Filled","rejectReason":"EC_OrigClOrdIDDoesNotExist"}]}""".Replace("SYMBOL", Listing.VenueSymbol, StringComparison.Ordinal)),
        new("""{"topic":"execution","data":[{"symbol":"SYMBOL","orderId":"1","execId":"x","execType":"Funding","execPrice":"1","execQty":"1"}]}""".Replace("SYMBOL", Listing.VenueSymbol, StringComparison.Ordinal)),
        new("""{"success":true,"ret_msg":"pong","op":"ping"}"""),
    ];

    public override IReadOnlyList<string> FixtureFrames =>
    [
        .. ((string[])["ws_account_order", "ws_account_order_buy_stop_market", "ws_account_order_filled", "ws_account_order_limit_if_touched", "ws_account_order_partially_filled_rejected", "ws_account_order_stop_limit",
            "ws_account_execution", "ws_account_execution_adl", "ws_account_execution_fast", "ws_account_position", "ws_account_position_short", "ws_account_wallet", "ws_account_wallet_locked_exceeds_total",
            "ws_account_wallet_small_order", "ws_auth_success", "ws_auth_failure", "ws_order_response"]).Select(name => Folder + name + ".json"),
    ];

    public override IReadOnlyList<(string File, OrderRequestKind Kind)> FixtureAnswers =>
    [
        (Folder + "http_get_orders_realtime.json", OrderRequestKind.QueryOrders),
        (Folder + "http_get_orders_history.json", OrderRequestKind.QueryOrders),
        (Folder + "http_get_order_partially_filled_rejected.json", OrderRequestKind.QueryOrders),
        (Folder + "http_get_executions.json", OrderRequestKind.QueryFills),
        (Folder + "http_get_positions.json", OrderRequestKind.QueryPositions),
        (Folder + "http_get_wallet_balance.json", OrderRequestKind.QueryBalances),
        (Folder + "http_get_wallet_balance_with_spot_borrow.json", OrderRequestKind.QueryBalances),
    ];

    public override string? AnswerTo(string method, string path, string body) => path switch
    {
        "/v5/order/create" or "/v5/order/cancel" => Ok("""{"orderId":"12345","orderLinkId":"@OWN"}"""),
        "/v5/order/realtime" => Ok("""{"list":[ORDER],"nextPageCursor":""}""".Replace("ORDER", Order("PartiallyFilled"), StringComparison.Ordinal)),
        "/v5/account/wallet-balance" or "/v5/position/list" or "/v5/execution/list" => Ok("""{"list":[],"nextPageCursor":""}"""),
        "/v5/market/time" => Ok("{}"),
        _ => null,
    };

    public override IEnumerable<string> Replies(string frame) =>
        frame.Contains("\"auth\"", StringComparison.Ordinal) ? ["""{"success":true,"op":"auth"}"""]
        : frame.Contains("subscribe", StringComparison.Ordinal) ? ["""{"success":true,"op":"subscribe"}"""] : [];

    public override string? FillFrame => Own("""{"topic":"execution","data":[{"symbol":"SYMBOL","orderId":"12345","orderLinkId":"@OWN","side":"Sell","execId":"x1","execType":"Trade","execPrice":"12345.67","execQty":"0.005","orderQty":"0.015","leavesQty":"0.010","execFee":"0.01","feeCurrency":"USDT","isMaker":true,"execTime":"1"}]}""");

    public override string? EndFrame => """{"topic":"order","data":[ORDER]}""".Replace("ORDER", Order("Cancelled"), StringComparison.Ordinal);

    private static string Ok(string result) => """{"retCode":0,"retMsg":"OK","result":RESULT,"time":1712230310689}""".Replace("RESULT", result, StringComparison.Ordinal);

    private static IEnumerable<ErrorCase> Codes(FailureClass failure, VenueReason reason, params int[] codes) =>
        codes.Select(code => new ErrorCase(200, """{"retCode":CODE,"retMsg":"text","result":{}}""".Replace("CODE", code.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal), failure, reason));

    private string Order(string status) => Own("""{"symbol":"SYMBOL","category":"CATEGORY","orderId":"12345","orderLinkId":"@OWN","side":"Sell","price":"12345.67","qty":"0.015","cumExecQty":"0.005","avgPrice":"12345.67","orderStatus":"STATUS","cancelType":"CancelByUser","updatedTime":"1"}""")
        .Replace("STATUS", status, StringComparison.Ordinal).Replace("CATEGORY", _category, StringComparison.Ordinal);

    private string Own(string text) => text.Replace("SYMBOL", Listing.VenueSymbol, StringComparison.Ordinal).Replace("@OWN", OwnId(this), StringComparison.Ordinal);
}
