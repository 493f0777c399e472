using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>COIN-M: contracts of 100 USD, whole numbers of them, paid in the coin.</summary>
internal sealed class BinanceCoinMOrderScript : OrderScript
{
    public BinanceCoinMOrderScript() : base("binance-coinm", "BTCUSD_PERP", 1, 0, ListingKind.Perpetual) => Add("ETHUSD_PERP", 2, 0, ListingKind.Perpetual);

    public override IReadOnlyList<string> Amounts => ["price=12345.6&", "quantity=15&"];

    public override IReadOnlyList<ErrorCase> Errors => BinanceOrderScript.Shared(isFutures: true);

    public override IReadOnlyList<AnswerCase> Answers =>
    [
        new(OrderRequestKind.Place, Order("NEW"), OrderReportKind.Accepted),
        new(OrderRequestKind.Place, Order("EXPIRED"), OrderReportKind.Accepted, OrderReportKind.Cancelled),
        new(OrderRequestKind.Cancel, Order("CANCELED"), OrderReportKind.Cancelled),
        new(OrderRequestKind.Amend, Order("NEW"), OrderReportKind.Amended),
        new(OrderRequestKind.CancelAll, """{"code":200,"msg":"The operation of cancel all open order is done."}"""),
        new(OrderRequestKind.Query, Order("PARTIALLY_FILLED"), OrderReportKind.Found),
        new(OrderRequestKind.QueryBalances, """[{"accountAlias":"SgsR","asset":"BTC","balance":"0.00250000","withdrawAvailable":"0.00250000","crossWalletBalance":"0.00241969","crossUnPnl":"0.00000000","availableBalance":"0.00241969","updateTime":1592468353979}]""", OrderReportKind.Balance, OrderReportKind.BalancesEnd),

        // All symbols are told, whatever was asked about.
        new(OrderRequestKind.QueryPositions, """[{"symbol":"BTCUSD_PERP","positionAmt":"-3","entryPrice":"50000.12345678","updateTime":1},{"symbol":"ETHUSD_PERP","positionAmt":"0","entryPrice":"0.0","updateTime":0},{"symbol":"ADAUSD_PERP","positionAmt":"7","entryPrice":"0.5","updateTime":1}]""",
            OrderReportKind.Position, OrderReportKind.Position, OrderReportKind.PositionsEnd),
        new(OrderRequestKind.QueryFills, """[{"symbol":"BTCUSD_PERP","id":6,"orderId":28,"pair":"BTCUSD","side":"SELL","price":"8800.5","qty":"1","realizedPnl":"0","marginAsset":"BTC","baseQty":"0.01136363","commission":"0.00000454","commissionAsset":"BTC","time":1590743483586,"positionSide":"BOTH","buyer":false,"maker":false}]""",
            OrderReportKind.Filled, OrderReportKind.FillsEnd),
        new(OrderRequestKind.ArmDeadMan, """{"symbol":"BTCUSD_PERP","countdownTime":"30000"}""", OrderReportKind.DeadManArmed),
    ];

    public override IReadOnlyList<FrameCase> Frames =>
    [
        new("""{"e":"ACCOUNT_UPDATE","T":1,"E":1,"i":"SfsR","a":{"m":"ORDER","B":[{"a":"BTC","wb":"122624.12345678","cw":"100.12345678"}],"P":[{"s":"BTCUSD_PERP","pa":"20","ep":"6563.6","cr":"0","up":"2850.21200","mt":"isolated","iw":"13200.70726908","ps":"BOTH"}]}}""", OrderReportKind.Position),
        new("""{"e":"listenKeyExpired","E":1}"""),
    ];

    public override string? AnswerTo(string method, string path, string body) => path switch
    {
        "/dapi/v1/order" => Order("NEW"),
        "/dapi/v1/openOrders" or "/dapi/v1/balance" or "/dapi/v1/positionRisk" => "[]",
        "/dapi/v1/listenKey" => """{"listenKey":"abc123"}""",
        "/dapi/v1/countdownCancelAll" => """{"symbol":"BTCUSD_PERP","countdownTime":"30000"}""",
        "/dapi/v1/time" => """{"serverTime":1499827319559}""",
        _ => null,
    };

    public override string? FillFrame => """{"e":"ORDER_TRADE_UPDATE","T":1,"E":1,"o":{"s":"BTCUSD_PERP","c":"@OWN","S":"SELL","o":"LIMIT","f":"GTC","q":"15","p":"12345.6","x":"TRADE","X":"PARTIALLY_FILLED","i":12345,"l":"5","z":"5","L":"12345.6","ma":"BTC","N":"BTC","n":"0.00001","T":1,"t":5,"m":true}}"""
        .Replace("@OWN", OwnId(this), StringComparison.Ordinal);

    protected override Price AskedPrice => new(123_456);

    protected override Quantity AskedQuantity => new(15);

    private string Order(string status) =>
        """{"orderId":12345,"symbol":"BTCUSD_PERP","pair":"BTCUSD","status":"STATUS","clientOrderId":"@OWN","price":"12345.6","avgPrice":"12345.6","origQty":"15","executedQty":"5","cumBase":"0.04","side":"SELL","updateTime":1}"""
            .Replace("STATUS", status, StringComparison.Ordinal).Replace("@OWN", OwnId(this), StringComparison.Ordinal);
}
