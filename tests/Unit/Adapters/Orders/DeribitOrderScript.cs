using System.Text.RegularExpressions;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Unit.Adapters.Orders;

internal sealed partial class DeribitOrderScript : OrderScript
{
    private const string Folder = "private/deribit/nautilus/";

    public DeribitOrderScript() : base("deribit", "BTC-PERPETUAL", kind: ListingKind.Perpetual)
    {
        foreach (var name in (string[])["ETH_USDC-PERPETUAL", "BTC_USDC-PERPETUAL", "ETH-PERPETUAL"])
            Add(name, 8, 8, ListingKind.Perpetual);
    }

    public override IReadOnlyList<ErrorCase> Errors =>
    [
        .. Words(FailureClass.BackOff, VenueReason.RateLimited, "too_many_requests", "too_many_concurrent_requests"),
        .. Words(FailureClass.Retry, VenueReason.VenueBusy, "retry", "settlement_in_progress", "matching_engine_queue_full", "system_maintenance", "temporarily_unavailable"),
        .. Words(FailureClass.Unknown, VenueReason.VenueBusy, "internal_server_error", "timed_out"),
        .. Words(FailureClass.Reject, VenueReason.InsufficientFunds, "not_enough_funds"),
        .. Words(FailureClass.Reject, VenueReason.WouldTake, "post_only_reject"),
        .. Words(FailureClass.Reject, VenueReason.UnknownOrder, "order_not_found", "not_open_order", "already_closed", "already_filled"),
        .. Words(FailureClass.Reject, VenueReason.PriceOutOfBand, "price_too_low", "price_too_high"),
        .. Words(FailureClass.Reject, VenueReason.WrongStep, "price_wrong_tick"),
        .. Words(FailureClass.Reject, VenueReason.TooSmall, "qty_too_low"),
        .. Words(FailureClass.Halt, VenueReason.NotAllowed, "forbidden"),
        new(200, """{"id":1,"error":{"code":13009,"message":"unauthorized"}}""", FailureClass.Retry, VenueReason.NotAuthenticated),
        new(500, "", FailureClass.Unknown, VenueReason.VenueBusy),
    ];

    public override IReadOnlyList<AnswerCase> Answers =>
    [
        new(OrderRequestKind.Place, Result("""{"order":ORDER,"trades":[TRADE]}""".Replace("ORDER", Order("open"), StringComparison.Ordinal).Replace("TRADE", Trade, StringComparison.Ordinal)), OrderReportKind.Accepted, OrderReportKind.Filled),
        new(OrderRequestKind.Place, Result("""{"order":ORDER,"trades":[]}""".Replace("ORDER", Order("cancelled"), StringComparison.Ordinal)), OrderReportKind.Accepted, OrderReportKind.Cancelled),
        new(OrderRequestKind.Cancel, Result(Order("cancelled")), OrderReportKind.Cancelled),
        new(OrderRequestKind.CancelAll, Result("3")),
        new(OrderRequestKind.Query, Result("[]"), OrderReportKind.NotFound),
        new(OrderRequestKind.QueryPositions, Result("""[{"instrument_name":"BTC-PERPETUAL","size":-1.6e-7,"average_price":50000.5}]"""), OrderReportKind.Position, OrderReportKind.PositionsEnd),
    ];

    public override IReadOnlyList<FrameCase> Frames =>
    [
        new("""{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}"""),
        new("""{"jsonrpc":"2.0","method":"subscription","params":{"channel":"user.changes.any.any.raw","data":{"trades":[TRADE],"orders":[ORDER],"positions":[]}}}""".Replace("ORDER", Order("filled"), StringComparison.Ordinal).Replace("TRADE", Trade, StringComparison.Ordinal), OrderReportKind.Filled),
    ];

    public override IReadOnlyList<string> FixtureFrames => [Folder + "ws_portfolio.json", Folder + "ws_order_buy_response.json", Folder + "ws_order_sell_response.json"];

    public override IReadOnlyList<(string File, OrderRequestKind Kind)> FixtureAnswers =>
    [
        (Folder + "ws_order_buy_response.json", OrderRequestKind.Place), (Folder + "ws_order_sell_response.json", OrderRequestKind.Place), (Folder + "ws_order_edit_response.json", OrderRequestKind.Amend),
        (Folder + "ws_order_cancel_response.json", OrderRequestKind.Cancel), (Folder + "http_get_account_summaries.json", OrderRequestKind.QueryBalances),
        (Folder + "http_get_account_summaries_cross_margin.json", OrderRequestKind.QueryBalances),
    ];

    public override string? AnswerTo(string method, string path, string body) => """{"result":1712230310689}""";

    public override IEnumerable<string> Replies(string frame)
    {
        var id = Id().Match(frame) is { Success: true } found ? found.Groups[1].Value : "0";
        var result = frame.Contains("private/sell", StringComparison.Ordinal) ? """{"order":ORDER,"trades":[]}""".Replace("ORDER", Order("open"), StringComparison.Ordinal)
            : frame.Contains("private/get_order_state", StringComparison.Ordinal) ? Order("open")
            : frame.Contains("private/cancel", StringComparison.Ordinal) ? Order("cancelled")
            : frame.Contains("summaries", StringComparison.Ordinal) ? """{"summaries":[]}"""
            : frame.Contains("user_trades", StringComparison.Ordinal) ? """{"trades":[],"has_more":false}"""
            : frame.Contains("private/get_", StringComparison.Ordinal) ? "[]" : "{}";
        return frame.Length == 0 ? [] : ["""{"jsonrpc":"2.0","id":NUMBER,"result":RESULT}""".Replace("NUMBER", id, StringComparison.Ordinal).Replace("RESULT", result, StringComparison.Ordinal)];
    }

    public override string? FillFrame => """{"jsonrpc":"2.0","method":"subscription","params":{"channel":"user.changes.any.any.raw","data":{"trades":[TRADE],"orders":[],"positions":[]}}}""".Replace("TRADE", Trade, StringComparison.Ordinal);

    private string Trade => """{"trade_id":"5","order_id":"12345","label":"@OWN","instrument_name":"BTC-PERPETUAL","direction":"sell","price":12345.67,"amount":0.005,"fee":1.6e-7,"fee_currency":"BTC","liquidity":"M","timestamp":1}""".Replace("@OWN", OwnId(this), StringComparison.Ordinal);

    private static string Result(string result) => """{"jsonrpc":"2.0","id":1001,"result":RESULT}""".Replace("RESULT", result, StringComparison.Ordinal);

    private static IEnumerable<ErrorCase> Words(FailureClass failure, VenueReason reason, params string[] words) =>
        words.Select(word => new ErrorCase(200, """{"jsonrpc":"2.0","id":1001,"error":{"code":1,"message":"WORD"}}""".Replace("WORD", word, StringComparison.Ordinal), failure, reason));

    private string Order(string state) => """{"order_id":"12345","label":"@OWN","instrument_name":"BTC-PERPETUAL","direction":"sell","price":12345.67,"amount":0.015,"filled_amount":0.005,"average_price":12345.67,"order_state":"STATE","order_type":"limit","time_in_force":"good_til_cancelled","last_update_timestamp":1}"""
        .Replace("STATE", state, StringComparison.Ordinal).Replace("@OWN", OwnId(this), StringComparison.Ordinal);

    [GeneratedRegex("\"id\":(\\d+)")]
    private static partial Regex Id();
}
