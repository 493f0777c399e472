using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Unit.Adapters.Orders;

internal class PolymarketOrderScript : OrderScript
{
    /// <summary>A key that developers' tools publish for tests, and its address: nobody's money.</summary>
    public const string PublicTestKey = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    public const string PublicTestAddress = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";

    private const string Token = "71321045679252212594626385532706912750332728571942532289631379312455583992563";
    private const string OtherToken = "52114319501245915516055106046884209969926127482827954674443846427813813222426";
    private const string Folder = "private/polymarket/nautilus/";
    private const string PythonFolder = "private/polymarket/nautilus-python/ws_messages/";
    private const string AnOrder = "0xb816482a1234567890abcdef1234567890abcdef1234567890abcdef12345678";

    public PolymarketOrderScript() : base("polymarket", Token, 4, 6, ListingKind.Outcome)
    {
        var other = Add(OtherToken, 4, 6, ListingKind.Outcome);
        Listings.Replace(Listing with { Tick = new Price(100), Lot = new Quantity(10_000), Complement = other.Id });
        Listings.Replace(other with { Tick = new Price(100), Lot = new Quantity(10_000), Complement = Listing.Id });
    }

    public override VenueCredentials Credentials => new(PublicTestAddress, PublicTestKey);

    protected override string Account => PublicTestAddress;

    public override IReadOnlyList<ErrorCase> Errors =>
    [
        new(429, "", FailureClass.BackOff, VenueReason.RateLimited),
        new(425, "", FailureClass.BackOff, VenueReason.VenueBusy),
        new(500, """{"error":"Internal server error"}""", FailureClass.Unknown, VenueReason.VenueBusy),
        new(503, """{"error":"Trading is currently cancel-only"}""", FailureClass.Unknown, VenueReason.VenueBusy),
        new(401, """{"error":"Unauthorized/Invalid api key"}""", FailureClass.Halt, VenueReason.NotAuthenticated),
        new(403, "<html>", FailureClass.Halt, VenueReason.NotAllowed),
        new(400, """{"error":"not enough balance / allowance: the balance is not enough"}""", FailureClass.Reject, VenueReason.InsufficientFunds),
        new(200, """{"success":false,"orderID":null,"errorMsg":"Insufficient balance"}""", FailureClass.Reject, VenueReason.InsufficientFunds),
        new(200, """{"success":true,"orderID":"","errorMsg":"INVALID_ORDER_NOT_ENOUGH_BALANCE"}""", FailureClass.Reject, VenueReason.InsufficientFunds),
        new(400, """{"error":"invalid post-only order: order crosses book"}""", FailureClass.Reject, VenueReason.WouldTake),
        new(400, """{"error":"INVALID_POST_ONLY_ORDER"}""", FailureClass.Reject, VenueReason.WouldTake),
        new(400, """{"error":"order couldn't be fully filled. FOK orders are fully filled or killed."}""", FailureClass.Reject, VenueReason.NoLiquidity),
        new(400, """{"error":"no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found."}""", FailureClass.Reject, VenueReason.NoLiquidity),
        new(400, """{"error":"INVALID_ORDER_MIN_SIZE"}""", FailureClass.Reject, VenueReason.TooSmall),
        new(400, """{"error":"INVALID_ORDER_MIN_TICK_SIZE"}""", FailureClass.Reject, VenueReason.WrongStep),
        new(400, """{"error":"invalid amounts, the market buy orders maker amount supports a max accuracy of 2 decimals, taker amount a max of 4 decimals"}""", FailureClass.Reject, VenueReason.WrongStep),
        new(400, """{"error":"the orderbook 1 does not exist"}""", FailureClass.Reject, VenueReason.MarketClosed),
        new(400, """{"error":"MARKET_NOT_READY"}""", FailureClass.Reject, VenueReason.MarketClosed),
        new(400, """{"error":"INVALID_ORDER_DUPLICATED"}""", FailureClass.Unknown, VenueReason.DuplicateId),
        new(400, """{"error":"EXECUTION_ERROR"}""", FailureClass.Unknown, VenueReason.VenueBusy),

        // The venue's sheet of what it says to an order (docs.polymarket.com, Create Order), each text as it is.
        new(400, """{"error":"order is invalid. Price breaks minimum tick size rules"}""", FailureClass.Reject, VenueReason.WrongStep),
        new(400, """{"error":"order is invalid. Size lower than the minimum"}""", FailureClass.Reject, VenueReason.TooSmall),
        new(400, """{"error":"order is invalid. Duplicated. Same order has already been placed, can't be placed again"}""", FailureClass.Unknown, VenueReason.DuplicateId),
        new(400, """{"error":"invalid expiration"}""", FailureClass.Reject, VenueReason.Other),
        new(400, """{"error":"could not insert order"}""", FailureClass.Unknown, VenueReason.VenueBusy),
        new(400, """{"error":"could not run the execution"}""", FailureClass.Unknown, VenueReason.VenueBusy),
        new(200, """{"success":true,"orderID":"","errorMsg":"could not run the execution"}""", FailureClass.Unknown, VenueReason.VenueBusy),
        new(400, """{"error":"order match delayed due to market conditions"}""", FailureClass.Unknown, VenueReason.VenueBusy),
        new(400, """{"error":"error delaying the order"}""", FailureClass.Unknown, VenueReason.VenueBusy),
        new(400, """{"error":"order couldn't be fully filled, FOK orders are fully filled/killed"}""", FailureClass.Reject, VenueReason.NoLiquidity),
        new(400, """{"error":"invalid post-only order: only GTC and GTD order types are allowed"}""", FailureClass.Reject, VenueReason.Other),
        new(400, """{"error":"the market is not yet ready to process new orders"}""", FailureClass.Reject, VenueReason.MarketClosed),
        new(400, """{"error":"words that nobody has read of"}""", FailureClass.Unknown, VenueReason.VenueBusy),
        new(400, """{"error":"order_version_mismatch"}""", FailureClass.Halt, VenueReason.NotAllowed),
        new(400, """{"error":"invalid signature"}""", FailureClass.Halt, VenueReason.NotAuthenticated),
        new(200, """{"canceled":[],"not_canceled":{"0x1":"already canceled or matched"}}""", FailureClass.Reject, VenueReason.UnknownOrder, OrderRequestKind.Cancel),
        new(200, """{"canceled":[],"not_canceled":{"0x1":"order is delayed"}}""", FailureClass.Retry, VenueReason.VenueBusy, OrderRequestKind.Cancel),
        new(400, """{"heartbeat_id":"next","error":"Invalid Heartbeat ID"}""", FailureClass.Retry, VenueReason.Other, OrderRequestKind.ArmDeadMan),
    ];

    public override IReadOnlyList<AnswerCase> Answers =>
    [
        new(OrderRequestKind.Place, """{"success":true,"orderID":"0x12","status":"live","errorMsg":"","takingAmount":"","makingAmount":""}""", OrderReportKind.Accepted),
        new(OrderRequestKind.Cancel, """{"canceled":["12345"],"not_canceled":{}}""", OrderReportKind.Cancelled),
        new(OrderRequestKind.CancelAll, """{"canceled":["0x1","0x2"],"not_canceled":{"0x3":"already canceled or matched"}}""", OrderReportKind.Cancelled, OrderReportKind.Cancelled, OrderReportKind.Unknown),
        new(OrderRequestKind.CancelAll, """{"canceled":["0x1"],"not_canceled":{}}""", OrderReportKind.Cancelled),
        new(OrderRequestKind.CancelAll, """{"canceled":["0x1"]}""", OrderReportKind.Cancelled),
        new(OrderRequestKind.QueryOrders, """{"data":[],"next_cursor":"LTE="}""", OrderReportKind.OrdersEnd),
        new(OrderRequestKind.QueryOrders, """[]""", OrderReportKind.OrdersEnd),
        new(OrderRequestKind.QueryBalances, """{"balance":"1000000000","allowance":"115792089237316195423570985008687907853269984665640564039457584007913129639935"}""", OrderReportKind.Balance, OrderReportKind.BalancesEnd),
        new(OrderRequestKind.QueryPositions, """{"balance":"2500000"}""", OrderReportKind.Position, OrderReportKind.PositionsEnd),
        new(OrderRequestKind.ArmDeadMan, """{"heartbeat_id":"one","status":"ok"}""", OrderReportKind.DeadManArmed),
    ];

    public override IReadOnlyList<FrameCase> Frames =>
    [
        new("PONG"),
        new("[]"),
        new("[" + TradeFrame("MATCHED") + "," + TradeFrame("MINED") + "]", OrderReportKind.Filled, OrderReportKind.Filled),
        new(TradeFrame("RETRYING"), OrderReportKind.Filled),
        new(TradeFrame("FAILED"), OrderReportKind.FillReversed),
        new("""{"event_type":"new_market"}"""),
    ];

    public override IReadOnlyList<string> FixtureFrames =>
    [
        .. ((string[])["ws_user_order_cancellation", "ws_user_order_fok_killed", "ws_user_order_matched", "ws_user_order_msg", "ws_user_order_placement", "ws_user_order_update", "ws_user_order_venue_cancel",
            "ws_user_trade", "ws_user_trade_msg"]).Select(name => Folder + name + ".json"),
        .. ((string[])["order_placement", "order_cancel", "user_trade1", "user_trade2", "user_trade3", "user_trade4"]).Select(name => PythonFolder + name + ".json"),
    ];

    public override IReadOnlyList<(string File, OrderRequestKind Kind)> FixtureAnswers =>
    [
        (Folder + "http_order_response_ok.json", OrderRequestKind.Place),
        (Folder + "http_order_response_failed.json", OrderRequestKind.Place),
        (Folder + "http_open_order.json", OrderRequestKind.Query),
        (Folder + "http_open_order_sell_fok.json", OrderRequestKind.Query),
        (Folder + "http_open_orders_page.json", OrderRequestKind.QueryOrders),
        (Folder + "http_trades_page.json", OrderRequestKind.QueryFills),
        (Folder + "http_cancel_response_ok.json", OrderRequestKind.Cancel),
        (Folder + "http_cancel_response_failed.json", OrderRequestKind.Cancel),
        (Folder + "http_batch_cancel_response.json", OrderRequestKind.CancelAll),
        (Folder + "http_balance_allowance_collateral.json", OrderRequestKind.QueryBalances),
        (Folder + "http_balance_allowance_no_allowance.json", OrderRequestKind.QueryBalances),
    ];

    // Written with the signature: PolymarketOrderTests look at them.
    public override IReadOnlyList<string> Amounts => [];

    public override OrderRequest Request(OrderRequestKind kind) => base.Request(kind) with
    {
        Price = kind is OrderRequestKind.Place or OrderRequestKind.Amend ? new Price(5_600) : default,
        Quantity = kind is OrderRequestKind.Place or OrderRequestKind.Amend ? new Quantity(12_340_000) : default,
    };

    public override string? AnswerTo(string method, string path, string body) => (method, path) switch
    {
        // No API key was made yet: the first question is refused, and one is made.
        ("POST", "/auth/api-key") => """{"apiKey":"00000000-0000-0000-0000-000000000001","secret":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","passphrase":"phrase"}""",
        ("POST", "/order") => """{"success":true,"orderID":"@OWN","status":"live","errorMsg":""}""".Replace("@OWN", AnOrder, StringComparison.Ordinal),
        ("DELETE", "/order") => """{"canceled":["ID"],"not_canceled":{}}""".Replace("ID", AnOrder, StringComparison.Ordinal),
        ("GET", "/data/order/" + AnOrder) => Order("LIVE"),
        ("GET", "/data/orders") or ("GET", "/data/trades") => """{"data":[],"next_cursor":"LTE="}""",
        ("GET", "/balance-allowance") => """{"balance":"1000000","allowance":"1000000"}""",
        ("GET", "/time") => "1712230310",
        _ => null,
    };

    public override IEnumerable<string> Replies(string frame) => frame == "PING" ? ["PONG"] : [];

    public override string? FillFrame => TradeFrame("MATCHED");

    /// <summary>A trade in which our order was the one that rested, and another that is somebody else's.</summary>
    public static string TradeFrame(string status) => """
        {"event_type":"trade","type":"TRADE","id":"28c4d2eb-bbea-40e7-a9f0-b2fdb56b2c2e","asset_id":"TOKEN","side":"BUY","price":"0.57","size":"9","status":"STATUS","trader_side":"MAKER","match_time":"1712230310",
        "taker_order_id":"0x99","maker_orders":[{"order_id":"ID","maker_address":"0xF39FD6E51AAD88F6F4CE6AB8827279CFFFB92266","matched_amount":"4.5","price":"0.56","asset_id":"TOKEN"},
        {"order_id":"0x98","maker_address":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","matched_amount":"4.5","price":"0.57","asset_id":"TOKEN"}]}
        """.Replace("TOKEN", Token, StringComparison.Ordinal).Replace("STATUS", status, StringComparison.Ordinal).Replace("ID", AnOrder, StringComparison.Ordinal);

    public static string Order(string status) => """{"id":"ID","status":"STATUS","asset_id":"TOKEN","side":"SELL","price":"0.5600","original_size":"12.34","size_matched":"4.5","order_type":"GTC","created_at":1712230310}"""
        .Replace("STATUS", status, StringComparison.Ordinal).Replace("TOKEN", Token, StringComparison.Ordinal).Replace("ID", AnOrder, StringComparison.Ordinal);
}
