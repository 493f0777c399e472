using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Unit.Adapters.Orders;

internal sealed class LsSecuritiesOrderScript : OrderScript
{
    public const string Money = """{"rsp_cd":"00136","rsp_msg":"text","CSPAQ12200OutBlock1":{"RecCnt":1},"CSPAQ12200OutBlock2":{"Dps":500000000,"D2Dps":480000000,"MnyOrdAbleAmt":470000000}}""";

    private const string NoRows = """{"rsp_cd":"00200","rsp_msg":"text"}""";

    public LsSecuritiesOrderScript() : base("ls-securities", "005930", 0, 0, ListingKind.Equity)
    {
    }

    public override VenueCredentials Credentials => new("appkey", "appsecret+/=");

    public override IReadOnlyList<ErrorCase> Errors =>
    [
        new(500, """{"rsp_cd":"IGW00201","rsp_msg":"text"}""", FailureClass.BackOff, VenueReason.RateLimited),
        new(500, """{"rsp_cd":"IGW00121","rsp_msg":"text"}""", FailureClass.Retry, VenueReason.NotAuthenticated),
        new(400, """{"rsp_cd":"IGW40011","rsp_msg":"text"}""", FailureClass.Reject, VenueReason.Other),
        new(400, """{"rsp_cd":"IGW40014","rsp_msg":"text"}""", FailureClass.Reject, VenueReason.NotOffered),
        new(502, "<html>", FailureClass.Unknown, VenueReason.VenueBusy),
        new(403, "Forbidden", FailureClass.Halt, VenueReason.NotAllowed),
        new(429, "", FailureClass.BackOff, VenueReason.RateLimited),
        Refusal("01900", "text", FailureClass.Reject, VenueReason.NotOffered),
        Refusal("01491", "text", FailureClass.Halt, VenueReason.NotAllowed),
        Refusal("02714", "text", FailureClass.Reject, VenueReason.InsufficientFunds),
        Refusal("03181", "주문가격이 하한가 미달입니다.", FailureClass.Reject, VenueReason.PriceOutOfBand),
        Refusal("09999", "장종료", FailureClass.Reject, VenueReason.MarketClosed),
        Refusal("09999", "주문가능시간이 아닙니다.", FailureClass.Reject, VenueReason.MarketClosed),
        Refusal("09999", "text", FailureClass.Reject, VenueReason.Other),
        new(200, """{"rsp_cd":"09999","rsp_msg":"text","CSPAT00801OutBlock2":{"OrdNo":0}}""", FailureClass.Reject, VenueReason.UnknownOrder, OrderRequestKind.Cancel),
        new(200, """{"rsp_cd":"09999","rsp_msg":"text"}""", FailureClass.Reject, VenueReason.Other, OrderRequestKind.QueryOrders),
    ];

    public override IReadOnlyList<AnswerCase> Answers =>
    [
        new(OrderRequestKind.Place, """{"rsp_cd":"00040","rsp_msg":"text","CSPAT00601OutBlock1":{"OrdPrc":"35000.00"},"CSPAT00601OutBlock2":{"OrdNo":32004,"OrdTime":"153257702"}}""", OrderReportKind.Accepted),
        new(OrderRequestKind.Cancel, """{"rsp_cd":"00156","rsp_msg":"text","CSPAT00801OutBlock2":{"OrdNo":84006,"PrntOrdNo":84005}}"""),
        new(OrderRequestKind.Query, NoRows, OrderReportKind.NotFound),
        new(OrderRequestKind.Query, Orders("", Row(12345, 0, 60_000, 15, 5, 10, "접수")), OrderReportKind.Found),
        new(OrderRequestKind.QueryOrders, Orders("", Row(84, 0, 60_000, 2, 0, 2, "접수")), OrderReportKind.Found, OrderReportKind.OrdersEnd),
        new(OrderRequestKind.QueryOrders, Orders("85", Row(84, 0, 60_000, 2, 0, 2, "접수")), OrderReportKind.Found),
        new(OrderRequestKind.QueryFills, Orders("", Row(84, 0, 60_000, 2, 0, 2, "접수"), Row(85, 0, 60_000, 2, 2, 0, "체결")), OrderReportKind.Filled, OrderReportKind.FillsEnd),
        new(OrderRequestKind.QueryFills, NoRows, OrderReportKind.FillsEnd),
        new(OrderRequestKind.QueryBalances, Money, OrderReportKind.Balance),
    ];

    public override IReadOnlyList<FrameCase> Frames =>
    [
        new("""{"header":{"tr_cd":"SC1","tr_key":"","rsp_cd":"00000","rsp_msg":"text"},"body":null}"""),
        new(Taken("01", 99), OrderReportKind.Accepted),
        new(Taken("02", 99)),
        new(Fill(99, 1, 5), OrderReportKind.Filled),
        new("""{"header":{"tr_cd":"SC4"},"body":{"ordno":"99","orgordno":"0","ordxctptncode":"14","shtnIsuno":"A005930","bnstp":"1","rjtqty":"15"}}""", OrderReportKind.Rejected),
        new("""{"header":{"tr_cd":"SC3"},"body":{"ordno":"100","orgordno":"99","ordxctptncode":"13","shtnIsuno":"A005930","bnstp":"1","canccnfqty":"15","orgordunercqty":"0"}}""", OrderReportKind.Cancelled),
        new("""{"header":{"tr_cd":"SC3"},"body":{"ordno":"100","orgordno":"99","ordxctptncode":"13","shtnIsuno":"A005930","bnstp":"1","canccnfqty":"1","orgordunercqty":"5"}}"""),
        new("""{"header":{"tr_cd":"SC2"},"body":{"ordno":"100","orgordno":"99","shtnIsuno":"A005930","bnstp":"1","mdfycnfqty":"1","mdfycnfprc":"70000"}}"""),
        new("""{"header":{"tr_cd":"JIF","tr_key":"0"},"body":{"jangubun":"1","jstatus":"21"}}"""),
    ];

    public override IReadOnlyList<string> Amounts => ["\"OrdQty\":15,", "\"OrdPrc\":60000,"];

    public override OrderRequest Request(OrderRequestKind kind) => new()
    {
        Kind = kind,
        Venue = Venue.Venue,
        Listing = kind is OrderRequestKind.QueryBalances ? default : Listing.Id,
        Order = kind is OrderRequestKind.Place or OrderRequestKind.Cancel or OrderRequestKind.Amend or OrderRequestKind.Query ? new DeskOrderId(7) : default,
        Side = Side.Sell,
        Type = OrderType.Limit,
        Price = kind is OrderRequestKind.Place or OrderRequestKind.Amend ? new Price(60_000) : default,
        Quantity = kind is OrderRequestKind.Place or OrderRequestKind.Amend ? new Quantity(15) : default,
        VenueOrder = kind is OrderRequestKind.Cancel or OrderRequestKind.Amend or OrderRequestKind.Query ? VenueOrderId.Of("19700101-12345") : default,
    };

    public override string? AnswerTo(string method, string path, string body) => path switch
    {
        "/oauth2/token" => """{"access_token":"token","scope":"oob","token_type":"Bearer","expires_in":86400}""",
        "/stock/order" when body.Contains("CSPAT00601", StringComparison.Ordinal) => """{"rsp_cd":"00039","rsp_msg":"text","CSPAT00601OutBlock2":{"OrdNo":12345}}""",
        "/stock/order" => """{"rsp_cd":"00156","rsp_msg":"text","CSPAT00801OutBlock2":{"OrdNo":12346,"PrntOrdNo":12345}}""",
        "/stock/accno" when body.Contains("CSPAQ12200", StringComparison.Ordinal) => Money,
        "/stock/accno" when body.Contains("t0424", StringComparison.Ordinal) =>
            """{"rsp_cd":"00000","rsp_msg":"text","t0424OutBlock":{"cts_expcode":""},"t0424OutBlock1":[{"expcode":"005930","janqty":20,"mdposqt":5}]}""",
        "/stock/accno" when body.Contains("\"chegb\":\"0\"", StringComparison.Ordinal) => Orders("", Row(12345, 0, 60_000, 15, 5, 10, "접수")),
        "/stock/accno" => NoRows,
        _ => null,
    };

    public override IEnumerable<string> Replies(string frame) =>
        frame.Contains("\"tr_type\":\"1\"", StringComparison.Ordinal) ? ["""{"header":{"tr_cd":"SC0","tr_key":"","rsp_cd":"00000","rsp_msg":"text"},"body":null}"""] : [];

    public override string? FillFrame => Fill(12345, 1, 5);

    public override string? EndFrame => """{"header":{"tr_cd":"SC3"},"body":{"ordno":"12346","orgordno":"12345","ordxctptncode":"13","shtnIsuno":"A005930","bnstp":"1","canccnfqty":"10","orgordunercqty":"10","exectime":"150622765"}}""";

    public static string Taken(string what, long number) =>
        """{"header":{"tr_cd":"SC0"},"body":{"ordno":"NUMBER","orgordno":"0","ordchegb":"WHAT","shtcode":"A005930","bnstp":"1","ordqty":"15","ordprice":"60000","ordtm":"095636020"}}"""
            .Replace("NUMBER", Text(number), StringComparison.Ordinal).Replace("WHAT", what, StringComparison.Ordinal);

    public static string Fill(long number, long execution, long quantity) =>
        """{"header":{"tr_cd":"SC1"},"body":{"ordno":"NUMBER","orgordno":"0","ordxctptncode":"11","execno":"EXECUTION","shtnIsuno":"A005930","bnstp":"1","execqty":"QUANTITY","execprc":"60000","unercqty":"10","exectime":"095636107"}}"""
            .Replace("NUMBER", Text(number), StringComparison.Ordinal).Replace("EXECUTION", Text(execution), StringComparison.Ordinal).Replace("QUANTITY", Text(quantity), StringComparison.Ordinal);

    public static string Orders(string next, params string[] rows) => """{"rsp_cd":"00000","rsp_msg":"text","t0425OutBlock":{"cts_ordno":"NEXT"},"t0425OutBlock1":[ROWS]}"""
        .Replace("NEXT", next, StringComparison.Ordinal).Replace("ROWS", string.Join(',', rows), StringComparison.Ordinal);

    public static string Row(long number, long original, long price, long quantity, long filled, long rest, string status, string time = "09563602") =>
        """{"orgordno":ORIGINAL,"ordrem":REST,"cfmqty":0,"cheqty":FILLED,"ordno":NUMBER,"price":PRICE,"qty":QUANTITY,"expcode":"005930","medosu":"매도","cheprice":60000,"ordtime":"TIME","status":"STATUS"}"""
            .Replace("ORIGINAL", Text(original), StringComparison.Ordinal).Replace("REST", Text(rest), StringComparison.Ordinal).Replace("FILLED", Text(filled), StringComparison.Ordinal)
            .Replace("NUMBER", Text(number), StringComparison.Ordinal).Replace("PRICE", Text(price), StringComparison.Ordinal).Replace("QUANTITY", Text(quantity), StringComparison.Ordinal)
            .Replace("TIME", time, StringComparison.Ordinal).Replace("STATUS", status, StringComparison.Ordinal);

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static ErrorCase Refusal(string code, string text, FailureClass failure, VenueReason reason) =>
        new(200, """{"rsp_cd":"CODE","rsp_msg":"TEXT","CSPAT00601OutBlock2":{"OrdNo":0}}""".Replace("CODE", code, StringComparison.Ordinal).Replace("TEXT", text, StringComparison.Ordinal), failure, reason);
}
