using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Unit.Adapters.Orders;

internal sealed class OkxOrderScript : OrderScript
{
    private const string Folder = "private/okx/nautilus/";

    public OkxOrderScript() : base("okx", "BTC-USDT") => Add("BTC-USDT-SWAP", 8, 8, ListingKind.Perpetual);

    public override IReadOnlyList<ErrorCase> Errors =>
    [
        new(500, "", FailureClass.Unknown, VenueReason.VenueBusy),
        new(429, Code(50011), FailureClass.BackOff, VenueReason.RateLimited),
        .. Items(FailureClass.BackOff, VenueReason.RateLimited, 50061, 60014),
        .. Items(FailureClass.Retry, VenueReason.VenueBusy, 50001, 50013, 50026),
        .. Items(FailureClass.Unknown, VenueReason.VenueBusy, 50004, 51054, 51149, 51412),
        .. Items(FailureClass.Retry, VenueReason.ClockDiffers, 50102, 50112, 60006),
        .. Items(FailureClass.Halt, VenueReason.NotAuthenticated, 50101, 50105, 50111, 50113, 50119, 60005, 60009, 60024),
        .. Items(FailureClass.Halt, VenueReason.NotAllowed, 50110, 50114, 50120),
        new(401, Code(50113), FailureClass.Halt, VenueReason.NotAuthenticated),
        .. Items(FailureClass.Reject, VenueReason.InsufficientFunds, 51008, 51127, 51131),
        .. Items(FailureClass.Reject, VenueReason.WouldTake, 51019),
        .. Items(FailureClass.Unknown, VenueReason.DuplicateId, 51016, 51065),
        .. Items(FailureClass.Reject, VenueReason.UnknownOrder, 51400, 51503, 51603, 51063),
        .. Items(FailureClass.Reject, VenueReason.PriceOutOfBand, 51006, 51116, 51137, 51138),
        .. Items(FailureClass.Reject, VenueReason.TooSmall, 51020),
        .. Items(FailureClass.Reject, VenueReason.WrongStep, 51120, 51121),
        .. Items(FailureClass.Reject, VenueReason.Other, 51001),
        .. Items(FailureClass.Reject, VenueReason.MarketClosed, 51022, 51027, 51028),
        new(200, Code(51603), FailureClass.Reject, VenueReason.UnknownOrder, OrderRequestKind.Query),
    ];

    public override IReadOnlyList<AnswerCase> Answers =>
    [
        new(OrderRequestKind.Place, Ok("""[{"ordId":"1","clOrdId":"a","sCode":"0","sMsg":""}]"""), OrderReportKind.Accepted),
        new(OrderRequestKind.Cancel, Ok("""[{"ordId":"1","sCode":"0"}]""")),
        new(OrderRequestKind.QueryOrders, Ok("[]"), OrderReportKind.OrdersEnd),
        new(OrderRequestKind.QueryFills, Ok("""[{"instId":"BTC-USDT","tradeId":"5","ordId":"1","billId":"9","fillPx":"2","fillSz":"0.5","side":"buy","execType":"T","fee":"-0.001","feeCcy":"BTC","ts":"1"}]"""), OrderReportKind.Filled, OrderReportKind.FillsEnd),
        new(OrderRequestKind.ArmDeadMan, Ok("""[{"triggerTime":"1"}]"""), OrderReportKind.DeadManArmed),
    ];

    public override IReadOnlyList<FrameCase> Frames =>
    [
        new("""{"arg":{"channel":"orders"},"data":[{"instId":"BTC-USDT","ordId":"1","clOrdId":"a","side":"buy","ordType":"post_only","state":"canceled","cancelSource":"31","px":"1","sz":"1","accFillSz":"0","tradeId":""}]}""", OrderReportKind.Cancelled),
        new("""{"arg":{"channel":"orders"},"data":[{"instId":"BTC-USDT","ordId":"1","clOrdId":"a","side":"buy","ordType":"limit","state":"live","amendResult":"0","px":"2","sz":"1","accFillSz":"0","tradeId":""}]}""", OrderReportKind.Amended),
        new("""{"arg":{"channel":"orders"},"data":[{"instId":"BTC-USDT","ordId":"1","clOrdId":"a","side":"buy","ordType":"ioc","state":"canceled","px":"2","sz":"1","accFillSz":"0.5","tradeId":"7","fillPx":"2","fillSz":"0.5","fillFee":"-0.1","fillFeeCcy":"BTC"}]}""", OrderReportKind.Filled, OrderReportKind.Cancelled),
        new("pong"),
    ];

    public override IReadOnlyList<string> FixtureFrames =>
        [.. ((string[])["ws_account", "ws_account_empty", "ws_orders", "ws_orders_adl", "ws_orders_fok", "ws_orders_ioc", "ws_orders_liquidation", "ws_orders_optimal_limit_ioc", "ws_orders_option", "ws_orders_trigger", "ws_orders_algo", "ws_sprd_orders"]).Select(name => Folder + name + ".json")];

    public override IReadOnlyList<(string File, OrderRequestKind Kind)> FixtureAnswers =>
    [
        (Folder + "http_get_orders_pending.json", OrderRequestKind.QueryOrders),
        (Folder + "http_get_orders_history.json", OrderRequestKind.QueryOrders),
        (Folder + "http_get_orders_pending_with_attached_tp_sl.json", OrderRequestKind.QueryOrders),
        (Folder + "http_get_account_balance.json", OrderRequestKind.QueryBalances),
        (Folder + "http_get_positions.json", OrderRequestKind.QueryPositions),
    ];

    public override string? AnswerTo(string method, string path, string body) => path switch
    {
        "/api/v5/trade/order" when method == "GET" => Ok("[" + Order("partially_filled", "") + "]"),
        "/api/v5/trade/order" or "/api/v5/trade/cancel-order" => Ok("""[{"ordId":"12345","clOrdId":"a","sCode":"0","sMsg":""}]"""),
        "/api/v5/trade/orders-pending" or "/api/v5/account/balance" or "/api/v5/account/positions" or "/api/v5/trade/fills" => Ok("[]"),
        "/api/v5/public/time" => Ok("""[{"ts":"1712230310689"}]"""),
        _ => null,
    };

    public override IEnumerable<string> Replies(string frame) =>
        frame.Contains("\"login\"", StringComparison.Ordinal) ? ["""{"event":"login","code":"0","msg":"","connId":"a"}"""]
        : frame.Contains("subscribe", StringComparison.Ordinal) ? Enumerable.Repeat("""{"event":"subscribe","arg":{"channel":"orders"},"connId":"a"}""", 3) : [];

    public override string? FillFrame => """{"arg":{"channel":"orders"},"data":[ORDER]}""".Replace("ORDER", Order("partially_filled", "5"), StringComparison.Ordinal);

    public override string? EndFrame => """{"arg":{"channel":"orders"},"data":[ORDER]}""".Replace("ORDER", Order("canceled", ""), StringComparison.Ordinal);

    private static string Ok(string data) => $$"""{"code":"0","msg":"","data":{{data}}}""";

    private static string Code(int code) => $$"""{"code":"{{code}}","msg":"text","data":[]}""";

    private static IEnumerable<ErrorCase> Items(FailureClass failure, VenueReason reason, params int[] codes) =>
        codes.Select(code => new ErrorCase(200, $$"""{"code":"1","msg":"","data":[{"ordId":"","sCode":"{{code}}","sMsg":"text"}]}""", failure, reason));

    private string Order(string state, string trade) => """{"instId":"BTC-USDT","ordId":"12345","clOrdId":"@OWN","side":"sell","ordType":"limit","px":"12345.67","sz":"0.015","accFillSz":"0.005","avgPx":"12345.67","state":"STATE","tradeId":"TRADE","fillPx":"12345.67","fillSz":"0.005","fillFee":"-0.01","fillFeeCcy":"USDT","execType":"M","uTime":"1","fillTime":"1"}"""
        .Replace("STATE", state, StringComparison.Ordinal).Replace("TRADE", trade, StringComparison.Ordinal).Replace("@OWN", OwnId(this), StringComparison.Ordinal);
}
