using Rialto.Adapters.Orders;
using Rialto.Model.Execution;

namespace Rialto.Unit.Adapters.Orders;

internal sealed class BinanceOrderScript : OrderScript
{
    private const string Folder = "private/binance/";

    public BinanceOrderScript(string name = "binance") : base(name, "BTCUSDT")
    {
        foreach (var symbol in (string[])["ETHUSDT", "LTCBTC", "BNBBTC"])
            Add(symbol, 8, 8);
    }

    public override VenueCredentials Credentials => new("vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A", "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j");

    public override IReadOnlyList<ErrorCase> Errors => Shared(isFutures: false);

    public override IReadOnlyList<AnswerCase> Answers =>
    [
        new(OrderRequestKind.Place, """{"symbol":"BTCUSDT","orderId":28,"clientOrderId":"a","transactTime":1507725176595}""", OrderReportKind.Accepted),
        new(OrderRequestKind.Place, """{"symbol":"BTCUSDT","orderId":28,"clientOrderId":"a","transactTime":1507725176595,"executedQty":"0.00500000","status":"EXPIRED","fills":[{"price":"4000.00","qty":"0.005","commission":"0.02","commissionAsset":"USDT","tradeId":56}]}""", OrderReportKind.Accepted, OrderReportKind.Filled, OrderReportKind.Cancelled),
        new(OrderRequestKind.Cancel, """{"symbol":"BTCUSDT","orderId":28,"origClientOrderId":"a","status":"CANCELED"}""", OrderReportKind.Cancelled),
        new(OrderRequestKind.Amend, """{"cancelResult":"SUCCESS","newOrderResult":"SUCCESS","cancelResponse":{"symbol":"BTCUSDT","orderId":28,"executedQty":"0"},"newOrderResponse":{"symbol":"BTCUSDT","orderId":29,"executedQty":"0","fills":[]}}""", OrderReportKind.Cancelled, OrderReportKind.Accepted),
        new(OrderRequestKind.QueryOrders, "[]", OrderReportKind.OrdersEnd),
        new(OrderRequestKind.QueryFills, "[]", OrderReportKind.FillsEnd),
        new(OrderRequestKind.QueryBalances, """{"balances":[{"asset":"BTC","free":"1.5","locked":"0.25"}]}""", OrderReportKind.Balance, OrderReportKind.BalancesEnd),
    ];

    public override IReadOnlyList<FrameCase> Frames =>
    [
        new("""{"subscriptionId":0,"event":{"e":"executionReport","s":"BTCUSDT","c":"x","S":"SELL","o":"LIMIT","f":"IOC","q":"1","p":"2","x":"EXPIRED","X":"EXPIRED","i":1,"z":"0.5","T":1,"t":-1}}""", OrderReportKind.Cancelled),
        new("""{"subscriptionId":0,"event":{"e":"executionReport","s":"BTCUSDT","c":"x","S":"SELL","o":"LIMIT","f":"GTC","q":"1","p":"2","x":"TRADE","X":"FILLED","i":1,"l":"0.5","L":"2","z":"1","n":"0.001","N":"BNB","T":1,"t":5,"m":true}}""", OrderReportKind.Filled),
        new("""{"subscriptionId":0,"event":{"e":"balanceUpdate","a":"BTC","d":"1","T":1}}"""),
        new("""{"subscriptionId":0,"event":{"e":"executionReport","s":"NOTOURS","c":"x","x":"NEW","i":1}}"""),
    ];

    public override IReadOnlyList<string> FixtureFrames =>
    [
        .. ((string[])["execution_report_wrapped", "balance_update_wrapped", "execution_report_stop_loss", "execution_report_new", "list_status_wrapped", "execution_report_expired", "account_position_wrapped",
            "account_position", "balance_update", "execution_report_trade", "execution_report_canceled"]).Select(name => Folder + "nautilus/spot/user_data_json/" + name + ".json"),
        .. ((string[])["new", "rejected", "trade_prevention", "trade", "new_price_match", "trade_l_zero_new", "binance_us", "canceled", "pending_cancel", "calculated", "empty_client_id", "trade_l_zero",
            "trade_l_zero_partial", "trade_l_zero_expired", "trade_l_zero_canceled", "expired", "custom_client_id", "new_stop_limit_price_match"])
            .Select(name => Folder + "nautilus-python/ws_messages/ws_spot_execution_report_" + name + ".json"),
    ];

    public override IReadOnlyList<(string File, OrderRequestKind Kind)> FixtureAnswers =>
    [
        (Folder + "nautilus/spot/http_json/new_order_full_response.json", OrderRequestKind.Place),
        (Folder + "nautilus/spot/http_json/order_response.json", OrderRequestKind.Query),
        (Folder + "nautilus/spot/http_json/open_orders_response.json", OrderRequestKind.QueryOrders),
        (Folder + "nautilus/spot/http_json/all_orders_response.json", OrderRequestKind.QueryOrders),
        (Folder + "nautilus/spot/http_json/cancel_order_response.json", OrderRequestKind.Cancel),
        (Folder + "nautilus/spot/http_json/cancel_open_orders_response.json", OrderRequestKind.CancelAll),
        (Folder + "nautilus/spot/http_json/account_response.json", OrderRequestKind.QueryBalances),
        (Folder + "nautilus/spot/http_json/account_trades_response.json", OrderRequestKind.QueryFills),
    ];

    public static List<ErrorCase> Shared(bool isFutures)
    {
        List<ErrorCase> cases =
        [
            new(500, "", FailureClass.Unknown, VenueReason.VenueBusy),
            new(503, Error(-1006), FailureClass.Unknown, VenueReason.VenueBusy),
            new(503, Error(-1007), FailureClass.Unknown, VenueReason.VenueBusy),
            new(502, "<html>", FailureClass.Unknown, VenueReason.VenueBusy),
            new(503, Error(-1008), FailureClass.BackOff, VenueReason.VenueBusy),
            new(429, Error(-1003), FailureClass.BackOff, VenueReason.RateLimited),
            new(418, Error(-1003), FailureClass.Halt, VenueReason.RateLimited),
            new(403, "<html>", FailureClass.Halt, VenueReason.NotAllowed),
            new(429, Error(-1015), FailureClass.BackOff, VenueReason.RateLimited),
            new(400, Error(-1021), FailureClass.Retry, VenueReason.ClockDiffers),
            new(400, Error(-1022), FailureClass.Halt, VenueReason.NotAuthenticated),
            new(401, Error(-2014), FailureClass.Halt, VenueReason.NotAuthenticated),
            new(401, Error(-2015), FailureClass.Halt, VenueReason.NotAuthenticated),
            new(400, Error(-1013, "Filter failure: NOTIONAL"), FailureClass.Reject, VenueReason.TooSmall),
            new(400, Error(-1013, "Filter failure: PRICE_FILTER"), FailureClass.Reject, VenueReason.WrongStep),
            new(400, Error(-1013, "Filter failure: PERCENT_PRICE_BY_SIDE"), FailureClass.Reject, VenueReason.PriceOutOfBand),
            new(400, Error(-1111), FailureClass.Reject, VenueReason.WrongStep),
            new(400, Error(-4164), FailureClass.Reject, VenueReason.TooSmall),
            new(400, Error(-2011, "Unknown order sent."), FailureClass.Reject, VenueReason.UnknownOrder, OrderRequestKind.Cancel),
            new(400, Error(-2013), FailureClass.Reject, VenueReason.UnknownOrder, OrderRequestKind.Query),
        ];
        if (isFutures)
        {
            cases.Add(new(400, Error(-2019), FailureClass.Reject, VenueReason.InsufficientFunds));
            cases.Add(new(400, Error(-5022), FailureClass.Reject, VenueReason.WouldTake));
            cases.Add(new(400, Error(-2022), FailureClass.Reject, VenueReason.WouldIncrease));
            return cases;
        }

        cases.Add(new(400, Error(-2010, "Account has insufficient balance for requested action."), FailureClass.Reject, VenueReason.InsufficientFunds));
        cases.Add(new(400, Error(-2010, "Order would immediately match and take."), FailureClass.Reject, VenueReason.WouldTake));
        cases.Add(new(400, Error(-2010, "Duplicate order sent."), FailureClass.Unknown, VenueReason.DuplicateId));
        return cases;
    }

    public override string? AnswerTo(string method, string path, string body) => path switch
    {
        "/api/v3/order" when method == "POST" => """{"symbol":"BTCUSDT","orderId":12345,"clientOrderId":"a","transactTime":1507725176595,"executedQty":"0","status":"NEW","fills":[]}""",
        "/api/v3/order" when method == "GET" => """{"symbol":"BTCUSDT","orderId":12345,"clientOrderId":"@OWN","price":"12345.67","origQty":"0.015","executedQty":"0.005","cummulativeQuoteQty":"61.72835","status":"PARTIALLY_FILLED","side":"SELL","updateTime":1}""".Replace("@OWN", OwnId(this), StringComparison.Ordinal),
        "/api/v3/order" when method == "DELETE" => """{"symbol":"BTCUSDT","orderId":12345,"status":"CANCELED"}""",
        "/api/v3/openOrders" => "[]",
        "/api/v3/account" => """{"balances":[]}""",
        "/api/v3/time" => """{"serverTime":1499827319559}""",
        _ => null,
    };

    public override IEnumerable<string> Replies(string frame) => frame.Contains("userDataStream.subscribe.signature", StringComparison.Ordinal) ? ["""{"id":"1","status":200,"result":{"subscriptionId":0}}"""] : [];

    public override string? FillFrame => """{"subscriptionId":0,"event":{"e":"executionReport","s":"BTCUSDT","c":"@OWN","S":"SELL","o":"LIMIT","f":"GTC","q":"0.015","p":"12345.67","x":"TRADE","X":"PARTIALLY_FILLED","i":12345,"l":"0.005","L":"12345.67","z":"0.005","n":"0.001","N":"BNB","T":1,"t":5,"m":true}}"""
        .Replace("@OWN", OwnId(this), StringComparison.Ordinal);

    private static string Error(int code, string text = "text") => $$"""{"code":{{code}},"msg":"{{text}}"}""";
}
