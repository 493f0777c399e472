using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Unit.Adapters.Orders;

internal sealed class BinanceUsdMOrderScript : OrderScript
{
    private const string Folder = "private/binance/";

    public BinanceUsdMOrderScript() : base("binance-usdm", "BTCUSDT", 2, 3, ListingKind.Perpetual) => Add("ETHUSDT", 8, 8, ListingKind.Perpetual);

    public override IReadOnlyList<ErrorCase> Errors => BinanceOrderScript.Shared(isFutures: true);

    public override IReadOnlyList<AnswerCase> Answers =>
    [
        new(OrderRequestKind.Place, Order("NEW"), OrderReportKind.Accepted),
        new(OrderRequestKind.Place, Order("EXPIRED"), OrderReportKind.Accepted, OrderReportKind.Cancelled),
        new(OrderRequestKind.Amend, Order("NEW"), OrderReportKind.Amended),
        new(OrderRequestKind.CancelAll, """{"code":200,"msg":"The operation of cancel all open order is done."}"""),
        new(OrderRequestKind.QueryPositions, """[{"symbol":"BTCUSDT","positionAmt":"-0.010","entryPrice":"50000.123456","updateTime":1}]""", OrderReportKind.Position, OrderReportKind.PositionsEnd),
        new(OrderRequestKind.ArmDeadMan, """{"symbol":"BTCUSDT","countdownTime":"30000"}""", OrderReportKind.DeadManArmed),
    ];

    public override IReadOnlyList<FrameCase> Frames =>
    [
        new("""{"e":"TRADE_LITE","E":1,"T":1,"s":"BTCUSDT","q":"0.001","p":"0","m":false,"c":"x","S":"BUY","L":"64089.20","l":"0.040","t":109100866,"i":8886774}"""),
        new("""{"e":"ACCOUNT_UPDATE","T":1,"E":1,"a":{"m":"ORDER","B":[],"P":[{"s":"BTCUSDT","pa":"0.020","ep":"6563.66500","ps":"BOTH"}]}}""", OrderReportKind.Position),
    ];

    public override IReadOnlyList<string> FixtureFrames =>
    [
        .. ((string[])["order_update_calculated", "algo_update_canceled", "order_update_trade_partial", "trade_lite", "order_update_adl", "account_update_bnfcr", "order_update_new", "order_update_delivery",
            "account_update", "order_update_calculated_pending", "order_update_insurance", "order_update_settlement"]).Select(name => Folder + "nautilus/futures/user_data_json/" + name + ".json"),
        .. ((string[])["adl_filled", "liquidation_zero_qty", "trade_reduce_only_qty", "adl", "new_reduce_only_qty", "settlement", "liquidation"]).Select(name => Folder + "nautilus-python/ws_messages/ws_futures_order_update_" + name + ".json"),
    ];

    public override IReadOnlyList<(string File, OrderRequestKind Kind)> FixtureAnswers =>
    [
        (Folder + "nautilus/futures/http_json/order_response.json", OrderRequestKind.Query),
        (Folder + "nautilus/futures/http_json/position_risk.json", OrderRequestKind.QueryPositions),
        (Folder + "nautilus/futures/http_json/balance.json", OrderRequestKind.QueryBalances),
        (Folder + "nautilus-python/http_responses/http_futures_account_trades.json", OrderRequestKind.QueryFills),
    ];

    public override string? AnswerTo(string method, string path, string body) => path switch
    {
        "/fapi/v1/order" => Order("NEW"),
        "/fapi/v1/openOrders" or "/fapi/v3/balance" or "/fapi/v3/positionRisk" => "[]",
        "/fapi/v1/listenKey" => """{"listenKey":"abc123"}""",
        "/fapi/v1/countdownCancelAll" => """{"symbol":"BTCUSDT","countdownTime":"30000"}""",
        "/fapi/v1/time" => """{"serverTime":1499827319559}""",
        _ => null,
    };

    public override string? FillFrame => """{"e":"ORDER_TRADE_UPDATE","T":1,"E":1,"o":{"s":"BTCUSDT","c":"@OWN","S":"SELL","o":"LIMIT","f":"GTC","q":"0.015","p":"12345.67","x":"TRADE","X":"PARTIALLY_FILLED","i":12345,"l":"0.005","z":"0.005","L":"12345.67","N":"USDT","n":"0.01","T":1,"t":5,"m":true}}"""
        .Replace("@OWN", OwnId(this), StringComparison.Ordinal);

    private string Order(string status) =>
        """{"orderId":12345,"symbol":"BTCUSDT","status":"STATUS","clientOrderId":"@OWN","price":"12345.67","avgPrice":"12345.67","origQty":"0.015","executedQty":"0.005","side":"SELL","updateTime":1}"""
            .Replace("STATUS", status, StringComparison.Ordinal).Replace("@OWN", OwnId(this), StringComparison.Ordinal);
}
